"""Daft: the recipe of the documentation, a batch function that gives a struct."""

from __future__ import annotations

import engine_checks
import pages
import pytest

daft = pytest.importorskip("daft")
pa = pytest.importorskip("pyarrow")


def test_a_batch_function_gives_one_row_for_each_page():
    frame = daft.from_arrow(pages.table())
    cleaner = engine_checks.cleaner()

    # --8<-- [start:recipe]
    from daft import DataType

    fields = ["title", "authors", "published", "text"]
    schema = cleaner.schema(pa.schema({"html": pa.large_binary()}), fields=fields)
    result = DataType.from_arrow_type(pa.struct(list(schema)))

    @daft.func.batch(return_dtype=result, unnest=True)
    def article(page, address):
        names = ["html", "address"]
        batch = pa.RecordBatch.from_arrays([page.to_arrow(), address.to_arrow()], names)
        articles = cleaner.extract_batch(batch, html="html", url="address", fields=fields)
        return articles.select(schema.names).to_struct_array()

    articles = frame.select("key", article(frame["page"], frame["address"]))
    # --8<-- [end:recipe]
    engine_checks.check_rows(articles.to_pylist(), ordered=True)
