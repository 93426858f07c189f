"""Spark: pages in a DataFrame, and pages of WARC archives.

    from cleancopy.integrations.spark import extract, read_warc

    pages = read_warc(spark, ["s3://crawl/a.warc.gz", "s3://crawl/b.warc.gz"])
    extract(pages, url="url").write.parquet("articles/")

Every worker needs cleancopy and pyarrow in its Python, and `PYSPARK_PYTHON` must name that Python.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any

import cleancopy

from . import warc
from ._engine import engine
from ._settings import BATCH_ROWS, Columns, make_cleaner

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

REQUIREMENT = "pyspark[sql]>=3.5"

#: Bytes of pages above which Spark (4.0 or later) closes a batch before it has all its rows.
BATCH_BYTES = 64 << 20


def extract(
    df: DataFrame,
    html: str = "html",
    url: str | None = None,
    cleaner: cleancopy.Cleaner | Mapping[str, Any] | None = None,
    *,
    batch_rows: int | None = BATCH_ROWS,
    keep_html: bool = False,
    content: Sequence[str] = ("text",),
    fields: Sequence[str] | None = None,
    prefix: str = "",
) -> DataFrame:
    """Extracts the pages of a DataFrame, one row for each row, in the order of each partition.

    `batch_rows` is the most rows that a Python worker receives at once. Spark has it as a setting
    of the session, so this function lowers `spark.sql.execution.arrow.maxRecordsPerBatch` (10,000
    by default) to `batch_rows`, and `spark.sql.execution.arrow.maxBytesPerBatch` to 64 MiB. `None`
    leaves both as they are.
    """
    arrow_types = engine("pyspark.sql.pandas.types", REQUIREMENT)
    types = engine("pyspark.sql.types", REQUIREMENT)
    columns = Columns.checked(html, url, keep_html, content, fields, prefix)
    cleaner = make_cleaner(cleaner)
    # A wrong column is an error here, before the session changes.
    schema = cleaner.schema(arrow_types.to_arrow_schema(df.schema), **columns.arguments())
    if batch_rows is not None:
        limit_batches(df.sparkSession, batch_rows)
    return df.mapInArrow(_extraction(cleaner, columns), _spark_schema(schema, df.schema, types))


def read_warc(
    spark: SparkSession,
    paths: Sequence[str],
    *,
    opener: Callable[[str], IO[bytes]] | None = None,
    max_bytes: int = warc.MAX_BYTES,
    all_statuses: bool = False,
    batch_rows: int = 64,
) -> DataFrame:
    """Reads the HTML responses of WARC archives: one task for each archive.

    A task streams its archive. It holds at most `batch_rows` pages, and the page that brings them
    to 64 MiB is the last of a batch. The workers open the paths: local ones must exist on every
    worker; others, such as `s3://`, need fsspec there, or an `opener` that returns a binary file.
    Damage gives a row without `html`, with `warc_error`.
    """
    reading = _reading(list(paths), opener, max_bytes, all_statuses, batch_rows)
    return _one_task_each(spark, len(paths)).mapInArrow(
        reading, cleancopy.spark_ddl(_warc_arrow_schema())
    )


def extract_warc(
    spark: SparkSession,
    paths: Sequence[str],
    cleaner: cleancopy.Cleaner | Mapping[str, Any] | None = None,
    *,
    content: Sequence[str] = ("text",),
    fields: Sequence[str] | None = None,
    opener: Callable[[str], IO[bytes]] | None = None,
    max_bytes: int = warc.MAX_BYTES,
    all_statuses: bool = False,
    batch_rows: int = 64,
) -> DataFrame:
    """Reads archives and extracts their pages in the same task.

    The pages never leave the Python worker, so this is faster than `extract(read_warc(...))`.
    """
    types = engine("pyspark.sql.types", REQUIREMENT)
    columns = Columns.checked("html", "url", False, content, fields, "")
    cleaner = make_cleaner(cleaner)
    warc_schema = _warc_arrow_schema()
    read = types.StructType.fromDDL(cleancopy.spark_ddl(warc_schema))
    schema = cleaner.schema(warc_schema, **columns.arguments())
    reading = _reading(list(paths), opener, max_bytes, all_statuses, batch_rows)
    extracting = _extraction(cleaner, columns)

    def both(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return extracting(reading(batches))

    return _one_task_each(spark, len(paths)).mapInArrow(both, _spark_schema(schema, read, types))


def limit_batches(spark: SparkSession, rows: int) -> None:
    """Lowers the two limits of Arrow batches on the session.

    A limit that is not a plain number, such as `16m`, is replaced.
    """
    for name, limit in (
        ("spark.sql.execution.arrow.maxRecordsPerBatch", rows),
        ("spark.sql.execution.arrow.maxBytesPerBatch", BATCH_BYTES),
    ):
        current = spark.conf.get(name, None)
        # A limit of 0 or less means none. Older versions have no limit of bytes.
        if current is None or not current.isdecimal() or not 0 < int(current) <= limit:
            spark.conf.set(name, str(limit))


def _extraction(
    cleaner: cleancopy.Cleaner, columns: Columns
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """The function that runs in the workers."""

    def extraction(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        settings = columns.arguments()
        for batch in batches:
            # A batch may be larger than the limit of the session.
            for start in range(0, batch.num_rows, BATCH_ROWS):
                yield cleaner.extract_batch(batch.slice(start, BATCH_ROWS), **settings)

    return extraction


def _reading(
    paths: list[str],
    opener: Callable[[str], IO[bytes]] | None,
    max_bytes: int,
    all_statuses: bool,
    batch_rows: int,
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """The function that reads the archives whose numbers it receives."""

    def reading(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        schema = _warc_arrow_schema()
        for batch in batches:
            for number in batch.column(0).to_pylist():
                path = paths[number]
                found = warc.pages(
                    path, opener=opener, max_bytes=max_bytes, all_statuses=all_statuses
                )
                for group in _groups(found, batch_rows):
                    columns = warc.columns(path, group)
                    yield pa.RecordBatch.from_pydict(columns, schema=schema)

    return reading


def _groups(pages: Iterator[warc.WarcPage], rows: int) -> Iterator[list[warc.WarcPage]]:
    """Groups of at most `rows` pages; the page that brings a group to `BATCH_BYTES` ends it."""
    group: list[warc.WarcPage] = []
    size = 0
    for page in pages:
        group.append(page)
        size += len(page.html or b"")
        if len(group) >= rows or size >= BATCH_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


def _warc_arrow_schema() -> pa.Schema:
    """The columns of `read_warc`."""
    import pyarrow as pa

    text = pa.string()
    return pa.schema(
        {
            "warc_path": text,
            "warc_record": pa.int64(),
            "warc_date": text,
            "warc_status": pa.int64(),
            "warc_error": text,
            "url": text,
            "html": pa.binary(),
        }
    )


def _one_task_each(spark: SparkSession, count: int) -> DataFrame:
    """The numbers below `count`, each in a partition of its own."""
    if count == 0:
        raise ValueError("there are no paths to read")
    return spark.range(0, count, 1, count)


def _spark_schema(schema: pa.Schema, known: Any, types: Any) -> Any:
    """The schema as Spark's type. Columns that pass through keep the type that they had."""
    import pyarrow as pa

    new = [field for field in schema if field.name not in known.names]
    made = types.StructType.fromDDL(cleancopy.spark_ddl(pa.schema(new))) if new else []
    by_name = {field.name: field for field in [*known, *made]}
    return types.StructType([by_name[name] for name in schema.names])
