"""A step of a pipeline: a table with ten own columns goes in, one with those and ours comes out.

The steps are those of the documentation: one in shell, with the command, and one in Python.
"""

from __future__ import annotations

import csv
import datetime
import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pages
import pytest

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

COUNT = 1_000
#: The columns of the user's own, of ten types.
OWN = pa.schema(
    {
        "key": pa.int64(),
        "shard": pa.string(),
        "depth": pa.int32(),
        "rank": pa.float64(),
        "is_home": pa.bool_(),
        "seen": pa.timestamp("us", "UTC"),
        "crawl_day": pa.date32(),
        "labels": pa.list_(pa.string()),
        "server": pa.struct({"name": pa.string(), "port": pa.int32()}),
        "größe": pa.string(),
    }
)
SHELL = re.search(
    r"<!-- tested: test_pipelines.py -->\n```sh\n(.*?)```\n",
    (Path(__file__).resolve().parents[3] / "docs" / "batch.md").read_text(encoding="utf-8"),
    re.DOTALL,
)


def own(number: int) -> dict[str, Any]:
    """The own columns of a page."""
    start = datetime.datetime(2026, 3, 1, 9, 30, tzinfo=datetime.timezone.utc)
    return {
        "key": number,
        "shard": f"s{number % 7}",
        "depth": number % 5,
        "rank": number / 8,
        "is_home": number % 3 == 0,
        "seen": start + datetime.timedelta(seconds=number),
        "crawl_day": datetime.date(2026, 3, number % 28 + 1),
        "labels": ["a", f'b "{number}"'][: number % 3],
        "server": {"name": f"host-{number % 9}", "port": 80},
        "größe": None if number % 4 == 0 else f"{number}, kB\nor so",
    }


@pytest.fixture(scope="module")
def crawl() -> Any:
    """The table: own columns, addresses and pages, some of which fail."""
    schema = OWN.append(pa.field("address", pa.string())).append(pa.field("page", pa.string()))
    made = []
    for row in pages.text_rows(COUNT):
        number = row.pop("key")
        made.append(own(number) | row)
    return pa.Table.from_pylist(made, schema=schema)


def check(rows: list[dict[str, Any]], shown: Any = lambda value: value) -> None:
    """Checks that each row has the values of its own columns as `shown`, and its own story."""
    assert len(rows) == COUNT
    for number, row in enumerate(rows):
        for name, value in own(number).items():
            assert row[name] == shown(value), (number, name)
        if number % 100 in (11, 12):  # no page, and a document that is not HTML
            assert row["status"] in ("failed", "empty"), number
        elif number % 100 != 10:  # a hostile page
            assert row["status"] == "written", number
            assert row["title"].endswith(f"decides on case {number}")
            assert len(row["text"]) > 500


def json_value(value: Any) -> Any:
    """A value as JSON rows hold it."""
    return json.loads(json.dumps(value, default=lambda v: v.isoformat().replace("+00:00", "Z")))


def csv_cell(value: Any) -> str:
    """A value as a cell of CSV."""
    value = json_value(value)
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def run_shell(folder: Path, command: Path) -> None:
    """Runs the step of `docs/batch.md`, with the command as the first on the path."""
    (folder / "bin").mkdir()
    (folder / "bin" / "cleancopy").symlink_to(command.resolve())
    assert SHELL, "docs/batch.md has no tested step"
    assert len(SHELL[1].splitlines()) <= 10
    path = f"{folder / 'bin'}:{os.environ['PATH']}"
    script = ["bash", "-c", SHELL[1]]
    run = subprocess.run(script, cwd=folder, env=os.environ | {"PATH": path}, text=True,
                         stderr=subprocess.PIPE)
    assert run.returncode == 1, run.stderr  # some pages have failed


def read_csv(path: Path) -> list[dict[str, Any]]:
    csv.field_size_limit(1 << 30)
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_a_step_in_shell_keeps_the_own_columns(crawl, command, tmp_path):
    pq.write_table(crawl, tmp_path / "crawl.parquet")
    run_shell(tmp_path, command)
    stories = pq.read_table(tmp_path / "stories.parquet")
    for field in OWN:
        assert stories.schema.field(field.name).type == field.type
    check(stories.to_pylist())
    lines = (tmp_path / "stories.jsonl").read_text(encoding="utf-8").splitlines()
    check([json.loads(line) for line in lines], json_value)
    check(read_csv(tmp_path / "stories.csv"), csv_cell)


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_a_table_of_text_keeps_its_own_columns(crawl, command, tmp_path, ending):
    rows = crawl.to_pylist()
    source = tmp_path / f"crawl.{ending}"
    with source.open("w", encoding="utf-8", newline="") as out:
        if ending == "csv":
            table = csv.writer(out)
            table.writerow(rows[0])
            table.writerows([csv_cell(value) for value in row.values()] for row in rows)
        else:
            out.writelines(json.dumps(json_value(row)) + "\n" for row in rows)
    step = [command, "batch", source, "--html-column", "page", "--url-column", "address", "-q"]
    for target in ("jsonl", "csv", "parquet"):
        out = tmp_path / f"stories.{target}"
        run = subprocess.run([*step, "-o", out], text=True, stderr=subprocess.PIPE)
        assert run.returncode == 1, run.stderr
    # CSV has no types, and an empty cell is a null.
    read = json_value if ending == "jsonl" else lambda value: csv_cell(value) or None
    lines = (tmp_path / "stories.jsonl").read_text(encoding="utf-8").splitlines()
    check([json.loads(line) for line in lines], read)
    check(read_csv(tmp_path / "stories.csv"), csv_cell)
    if ending == "csv":
        check(pq.read_table(tmp_path / "stories.parquet").to_pylist(), read)


def step() -> None:
    """The step in Python, in the current folder."""
    # --8<-- [start:step]
    import cleancopy
    import pyarrow as pa
    import pyarrow.parquet as pq

    crawl = pq.ParquetFile("crawl.parquet")
    rows = pa.RecordBatchReader.from_batches(crawl.schema_arrow, crawl.iter_batches(500))
    cleaner = cleancopy.Cleaner()
    stories = cleaner.extract_batches(rows, html="page", url="address", workers=2)
    with pq.ParquetWriter("stories.parquet", stories.schema) as out:
        for batch in stories:
            out.write_batch(batch)
    # --8<-- [end:step]


def test_a_step_in_python_keeps_the_own_columns(crawl, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pq.write_table(crawl, "crawl.parquet")
    step()
    stories = pq.read_table("stories.parquet")
    for field in OWN:
        assert stories.schema.field(field.name).type == field.type
    check(stories.to_pylist())
