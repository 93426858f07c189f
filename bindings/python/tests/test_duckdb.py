"""DuckDB: the recipes of the documentation, as a stream of batches and as a function."""

from __future__ import annotations

import engine_checks
import pages
import pytest

duckdb = pytest.importorskip("duckdb")
pa = pytest.importorskip("pyarrow")


@pytest.fixture
def connection():
    with duckdb.connect() as made:
        made.register("arrow_pages", pages.table())
        made.execute("create table pages as select * from arrow_pages")
        yield made


def test_a_stream_of_batches_gives_one_row_for_each_page(connection):
    cleaner = engine_checks.cleaner()
    # --8<-- [start:stream]
    batches = connection.sql("select key, address, page from pages order by key")
    stream = batches.to_arrow_reader(256)  # rows in a batch
    articles = cleaner.extract_batches(stream, html="page", url="address").read_all()
    found = connection.sql("select * from articles order by key")
    # --8<-- [end:stream]
    engine_checks.check_rows(found.to_arrow_table().to_pylist())


def test_a_second_connection_queries_a_stream_that_is_not_read_yet(connection):
    cleaner = engine_checks.cleaner()
    # --8<-- [start:second]
    stream = connection.sql("select key, address, page from pages").to_arrow_reader(256)
    articles = cleaner.extract_batches(stream, html="page", url="address")
    with duckdb.connect() as other:
        other.execute("create table written as select * from articles where error is null")
        count = other.sql("select count(*) from written").fetchall()[0][0]
    # --8<-- [end:second]
    assert count == engine_checks.COUNT - engine_checks.failures()


def test_a_function_gives_a_struct(connection):
    pytest.importorskip("numpy")
    cleaner = engine_checks.cleaner()

    # --8<-- [start:function]
    def article(page):
        pages = pa.table({"html": page})
        return cleaner.extract_batch(pages, fields=fields).to_struct_array()

    fields = ["title", "text"]
    schema = cleaner.schema(pa.schema({"html": pa.binary()}), fields=fields)
    result = "struct(" + ", ".join(f'"{name}" varchar' for name in schema.names) + ")"
    connection.create_function(
        "article", article, ["BLOB"], result, type="arrow", null_handling="special"
    )
    found = connection.sql("select key, unnest(article(page)) from pages order by key")
    # --8<-- [end:function]
    engine_checks.check_rows(found.to_arrow_table().to_pylist())
