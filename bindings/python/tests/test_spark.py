"""Spark on two local cores: a DataFrame, archives, and a worker that is killed in the run."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import engine_checks
import pages
import pytest

pytestmark = pytest.mark.slow
pyspark = pytest.importorskip("pyspark")

from cleancopy.integrations.spark import extract, extract_warc, read_warc  # noqa: E402

RECORDS = "spark.sql.execution.arrow.maxRecordsPerBatch"


@pytest.fixture(scope="module")
def spark():
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    # --8<-- [start:session]
    os.environ["PYSPARK_PYTHON"] = sys.executable  # the Python that has cleancopy
    builder = pyspark.sql.SparkSession.builder.master("local[2, 4]")  # two cores, four attempts
    # --8<-- [end:session]
    builder = (
        builder.config("spark.driver.memory", "1g")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.executorEnv.PYTHONPATH", os.environ.get("PYTHONPATH", ""))
        .config("spark.sql.shuffle.partitions", "2")
    )
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def frame(spark):
    rows = [tuple(row.values()) for row in pages.rows()]
    made = spark.createDataFrame(rows, "key bigint, address string, page binary")
    return made.repartitionByRange(4, "key").sortWithinPartitions("key")


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archives")
    paths = [folder / f"part-{part}.warc.gz" for part in range(3)]
    for part, path in enumerate(paths):
        pages.write_warc(path, list(range(part * 40, part * 40 + 40)))
    return [str(path) for path in paths]


def test_a_frame_gives_one_row_for_each_page(spark, frame):
    spark.conf.set(RECORDS, "10000")
    articles = extract(frame, "page", "address", engine_checks.cleaner())
    assert "page" not in articles.columns
    assert spark.conf.get(RECORDS) == "256"
    assert articles.schema["key"] == frame.schema["key"]
    engine_checks.check_rows([row.asDict() for row in articles.collect()])


def test_a_smaller_limit_of_the_session_stays(spark, frame):
    spark.conf.set(RECORDS, "50")
    extract(frame, "page", cleaner=engine_checks.cleaner())
    assert spark.conf.get(RECORDS) == "50"


def test_a_column_that_is_missing_is_a_clear_error(frame):
    with pytest.raises(ValueError, match='no column "html"'):
        extract(frame)


def test_each_archive_is_one_task(spark, archives):
    read = read_warc(spark, archives)
    assert read.rdd.getNumPartitions() == len(archives)
    found = read.collect()
    assert [row.warc_path for row in found] == [path for path in archives for _ in range(40)]
    assert [row.url for row in found] == [f"https://news.example/case-{n}" for n in range(120)]
    assert {row.warc_status for row in found} == {200}
    assert bytes(found[7].html) == pages.article(7).encode()


def test_reading_and_extracting_in_one_task_gives_the_same_articles(spark, archives, tmp_path):
    # --8<-- [start:warc]
    separate = extract(read_warc(spark, archives), url="url")
    together = extract_warc(spark, archives)
    together.write.parquet(str(tmp_path / "articles"))
    # --8<-- [end:warc]
    columns = ["warc_path", "warc_record", "title", "text"]
    written = spark.read.parquet(str(tmp_path / "articles"))
    assert together.columns == separate.columns
    assert sorted(written.select(columns).collect()) == sorted(separate.select(columns).collect())
    assert written.count() == 120


def test_a_damaged_archive_gives_a_row_and_not_a_failed_task(spark, archives, tmp_path):
    damaged = tmp_path / "damaged.warc.gz"
    damaged.write_bytes(Path(archives[0]).read_bytes()[:-3_000])
    found = extract_warc(spark, [str(damaged)]).collect()
    assert found[-1].warc_error and found[-1].status == "failed"
    assert len(found) > 20 and all(row.text for row in found[:-1])


def test_a_worker_that_is_killed_costs_no_row(spark, frame, tmp_path):
    marker = tmp_path / "killed"

    def killing(batches):
        for batch in batches:
            keys = batch.column("key").to_pylist()
            if 150 in keys and not marker.exists():
                marker.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            yield batch

    spark.conf.set(RECORDS, "32")
    articles = extract(frame, "page", "address", engine_checks.cleaner())
    killed = articles.mapInArrow(killing, articles.schema)
    found = [row.asDict() for row in killed.collect()]
    assert marker.exists(), "no worker was killed"
    engine_checks.check_rows(found)
