"""Batches of Arrow data."""

from __future__ import annotations

import json
import subprocess

import cleancopy
import pytest
from conftest import STORY

pa = pytest.importorskip("pyarrow")

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"
OUTCOME = ["status", "error", "error_kind"]
TEXT_TYPES = ["string", "large_string", "string_view"]
BINARY_TYPES = ["binary", "large_binary", "binary_view"]
#: Columns of a row of `cleancopy batch` that describe the input.
INPUT_FIELDS = {"id", "path", "url", "http_status", "fetched_at"}


def as_json(name, value):
    """A value of a table as records hold it."""
    if value is None:
        return None
    if name in ("sources", "extra"):
        return json.loads(value)
    if name == "date":
        return value.isoformat()
    if name == "published_utc":
        return value.isoformat().replace("+00:00", "Z")
    return value


def page(number: int) -> str:
    text = f"It rained all day in valley {number}, the mayor said on Tuesday."
    return f"<title>Story {number}</title><article><h1>Story {number}</h1><p>{text}</p></article>"


def batch_of(pages: list, **columns: list) -> pa.RecordBatch:
    return pa.record_batch({"html": pages, **columns})


@pytest.mark.parametrize("name", TEXT_TYPES + BINARY_TYPES)
def test_every_type_of_text_and_bytes_is_accepted(name):
    data_type = getattr(pa, name)()
    pages = [STORY, None, page(1)]
    if name in BINARY_TYPES:
        pages = [p and p.encode() for p in pages]
    batch = pa.record_batch([pa.array(pages, data_type)], names=["html"])
    out = cleancopy.Cleaner().extract_batch(batch)
    assert isinstance(out, pa.RecordBatch)
    assert out["title"].to_pylist() == ["Regen in Köln 🌧️", None, "Story 1"]
    assert out["status"].to_pylist() == ["written", "failed", "written"]
    assert out["error_kind"].to_pylist() == [None, "bad_row", None]
    addresses = pa.array(["https://a.example/", "nonsense", None]).cast(data_type)
    both = pa.record_batch([batch["html"], addresses], names=["html", "address"])
    assert cleancopy.Cleaner().extract_batch(both, url="address")["address"] == addresses


def test_other_types_are_refused_by_name():
    cleaner = cleancopy.Cleaner()
    for array in [pa.array([1]), pa.array(["a"]).dictionary_encode(), pa.array([["a"]])]:
        with pytest.raises(TypeError, match="large_string"):
            cleaner.extract_batch(pa.record_batch([array], names=["html"]))
    with pytest.raises(TypeError, match="__arrow_c_stream__"):
        cleaner.extract_batch([{"html": "<p>"}])
    with pytest.raises(cleancopy.SettingsError, match='"html" among: page, url') as caught:
        cleaner.extract_batch(pa.record_batch({"page": ["a"], "url": ["b"]}))
    assert caught.value.kind == "missing_column"
    nulls = pa.record_batch([pa.nulls(2)], names=["html"])
    assert cleaner.extract_batch(nulls)["error_kind"].to_pylist() == ["bad_row"] * 2


@pytest.mark.parametrize("workers", [1, 2])
def test_a_batch_equals_single_pages(corpus, workers):
    cleaner = cleancopy.Cleaner()
    batch = batch_of([html for _, html in corpus])
    content = ["text", "markdown", "html"]
    out = cleaner.extract_batch(batch, workers=workers, content=content)
    for row, (path, html) in zip(out.to_pylist(), corpus):
        article = cleaner.extract(html)
        record = article.to_dict()
        assert (row["markdown"], row["html"]) == (article.markdown, article.html), path
        for name, value in row.items():
            if name in record and name != "error":
                assert as_json(name, value) == record[name], (path, name)
        assert row["status"] == ("written" if article else "empty"), path


def test_a_batch_equals_the_rows_of_the_command(corpus, command, tmp_path):
    paths = [str(path) for path, _ in corpus]
    rows = tmp_path / "rows.jsonl"
    subprocess.run([command, "batch", "--quiet", "-o", rows, *paths], check=False)
    expected = [json.loads(line) for line in rows.read_text().splitlines()]
    out = cleancopy.Cleaner().extract_batch(batch_of([html for _, html in corpus])).to_pylist()
    assert len(expected) == len(out)
    for row, want in zip(out, expected):
        assert set(want) - INPUT_FIELDS == set(row) - {"error_kind"}
        for name, value in row.items():
            if name != "error_kind":
                assert as_json(name, value) == want[name], (want["id"], name)


def test_bad_rows_are_rows_and_order_is_kept():
    pages = [page(n).encode() for n in range(300)]
    pages[7], pages[8], pages[9] = None, PDF, b"<p>" + b"x" * 20_000
    batch = batch_of(pages, number=list(range(300)))
    out = cleancopy.Cleaner(max_bytes=10_000).extract_batch(batch, workers=2)
    assert out["number"].to_pylist() == list(range(300))
    failed = {n: row for n, row in enumerate(out.to_pylist()) if row["status"] == "failed"}
    kinds = {n: row["error_kind"] for n, row in failed.items()}
    assert kinds == {7: "bad_row", 8: "not_html", 9: "too_large"}
    assert all(row["error"] and row["title"] is None for row in failed.values())
    for n, title in enumerate(out["title"].to_pylist()):
        assert title == (None if n in failed else f"Story {n}")
    assert cleancopy.Cleaner().extract_batch(batch.slice(0, 0), workers=2).num_rows == 0


def test_other_columns_pass_through_first():
    fields = [
        pa.field("key", pa.int32(), nullable=False, metadata={"a": "b"}),
        pa.field("html", pa.string()),
        pa.field("nested", pa.list_(pa.struct([("x", pa.uint8())]))),
        pa.field("url", pa.string()),
    ]
    columns = [
        pa.array([1], pa.int32()),
        pa.array([page(1)]),
        pa.array([[{"x": 3}]], fields[2].type),
        pa.array(["https://a.example/b"]),
    ]
    batch = pa.RecordBatch.from_arrays(columns, schema=pa.schema(fields, metadata={"m": "n"}))
    out = cleancopy.Cleaner().extract_batch(batch)
    assert out.schema.names[:6] == ["key", "nested", "url", *OUTCOME]
    assert out.schema.field("key").equals(fields[0], check_metadata=True)
    assert out.schema.metadata == {b"m": b"n"}
    assert out["nested"] == columns[2] and out["url"] == columns[3]
    kept = cleancopy.Cleaner().extract_batch(batch, keep_html=True)
    assert kept.schema.names[:4] == ["key", "html", "nested", "url"]
    assert "html" not in out.schema.names and out.schema.names.count("url") == 1


def test_addresses_resolve_links_and_bad_ones_are_ignored():
    html = '<h1>Rain</h1><p>It rained <img src="/a.png"> all day in the valley, he said.</p>'
    urls = ["https://a.example/b", "nonsense", None]
    out = cleancopy.Cleaner().extract_batch(batch_of([html] * 3, url=urls))
    images = out["images"].to_pylist()
    assert images[0] == ["https://a.example/a.png"] and images[1] == images[2] == ["/a.png"]
    named = batch_of([html] * 3, where=urls)
    assert cleancopy.Cleaner().extract_batch(named, url="where")["images"].to_pylist() == images
    assert cleancopy.Cleaner().extract_batch(named)["images"].to_pylist()[0] == ["/a.png"]


def test_columns_are_chosen_and_prefixed():
    cleaner = cleancopy.Cleaner()
    batch = batch_of([page(1)], title=["mine"])
    with pytest.raises(ValueError, match='"title" already.*prefix='):
        cleaner.extract_batch(batch)
    out = cleaner.extract_batch(batch, prefix="a_", fields=["text", "title", "comments"])
    names = ["title", *(f"a_{name}" for name in [*OUTCOME, "text", "title", "comments"])]
    assert out.schema.names == names
    assert out["title"].to_pylist() == ["mine"] and out["a_title"].to_pylist() == ["Story 1"]
    with pytest.raises(ValueError, match="\"summary\".*the fields are"):
        cleaner.extract_batch(batch, fields=["summary"])
    with pytest.raises(ValueError, match="content may hold"):
        cleaner.extract_batch(batch, content="pdf")
    with pytest.raises(ValueError, match="workers"):
        cleaner.extract_batch(batch, workers=0)
    with pytest.raises(TypeError, match="there is no argument \"column\""):
        cleaner.extract_batch(batch, column="html")
    assert "html" in cleaner.extract_batch(batch_of([page(1)]), content="html").schema.names
    assert "schema_org" in cleancopy.Cleaner(schema=True).schema().names
    assert "schema_org" not in cleaner.schema().names


def test_schema_is_that_of_the_output():
    cleaner = cleancopy.Cleaner()
    batch = batch_of([page(1)], url=["https://a.example/"])
    for options in [{}, {"keep_html": True}, {"fields": ["title"]}, {"prefix": "x_"}]:
        out = cleaner.extract_batch(batch, **options)
        assert out.schema == cleaner.schema(batch.schema, **options)
    made = cleaner.schema()
    assert made.names[:3] == OUTCOME
    types = {str(data_type) for data_type in made.types}
    times = {"date32[day]", "timestamp[us, tz=UTC]"}
    assert types == {"string", "list<item: string>", "int64", "double", "bool"} | times


def test_tables_and_streams_are_extracted_batch_by_batch():
    cleaner = cleancopy.Cleaner()
    batches = [batch_of([page(n)], number=[n]) for n in range(3)]
    table = pa.Table.from_batches([*batches, batches[0].slice(0, 0)])
    out = cleaner.extract_batch(table, workers=2)
    assert isinstance(out, pa.Table)
    assert out["title"].to_pylist() == [f"Story {n}" for n in range(3)]
    reader = cleaner.extract_batches(table)
    assert isinstance(reader, pa.RecordBatchReader)
    assert reader.schema == cleaner.schema(table.schema)
    assert reader.read_all() == out

    read = 0

    def source():
        nonlocal read
        for batch in batches:
            read += 1
            yield batch

    stream = pa.RecordBatchReader.from_batches(batches[0].schema, source())
    lazy = cleaner.extract_batches(stream, fields=["title"])
    assert read == 0
    assert lazy.read_next_batch()["title"].to_pylist() == ["Story 0"] and read == 1


def test_a_large_batch_of_a_stream_is_cut():
    table = pa.table({"html": ["<p>x"] * 2_500})
    sizes = [batch.num_rows for batch in cleancopy.Cleaner().extract_batches(table, fields=[])]
    assert sizes == [1_024, 1_024, 452]


def test_a_failing_stream_raises():
    def source():
        yield batch_of([page(0)])
        raise RuntimeError("the disk is gone")

    stream = pa.RecordBatchReader.from_batches(batch_of([page(0)]).schema, source())
    with pytest.raises(Exception, match="the disk is gone"):
        cleancopy.Cleaner().extract_batches(stream).read_all()


def test_foreign_objects_with_the_c_interface_are_accepted():
    class Foreign:
        def __init__(self, data):
            self.data = data

    class ForeignArray(Foreign):
        def __arrow_c_array__(self, requested_schema=None):
            return self.data.__arrow_c_array__(requested_schema)

    class ForeignStream(Foreign):
        def __arrow_c_stream__(self, requested_schema=None):
            return self.data.__arrow_c_stream__(requested_schema)

    batch = batch_of([page(3)])
    cleaner = cleancopy.Cleaner()
    assert cleaner.extract_batch(ForeignArray(batch))["title"].to_pylist() == ["Story 3"]
    table = pa.Table.from_batches([batch])
    assert cleaner.extract_batch(ForeignStream(table))["title"].to_pylist() == ["Story 3"]


def test_spark_gets_its_schema():
    cleaner = cleancopy.Cleaner()
    schema = pa.schema(
        [
            ("a`b", pa.map_(pa.string(), pa.int8())),
            ("html", pa.large_binary()),
            ("at", pa.timestamp("us", "UTC")),
            ("price", pa.decimal128(10, 2)),
            ("s", pa.struct([("x", pa.list_(pa.float32()))])),
        ]
    )
    ddl = cleancopy.spark_ddl(cleaner.schema(schema, fields=["title", "tags", "word_count"]))
    assert ddl == (
        "`a``b` MAP<STRING, TINYINT>, `at` TIMESTAMP, `price` DECIMAL(10, 2), "
        "`s` STRUCT<`x`: ARRAY<FLOAT>>, `status` STRING, `error` STRING, `error_kind` STRING, "
        "`title` STRING, `tags` ARRAY<STRING>, `word_count` BIGINT"
    )
    with pytest.raises(TypeError, match="uint32"):
        cleancopy.spark_ddl(pa.schema([("n", pa.uint32())]))
