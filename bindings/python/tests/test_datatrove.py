"""datatrove: both steps, in the process and by the local executor with two workers."""

from __future__ import annotations

import json
import pickle

import engine_checks
import pages
import pytest

datatrove = pytest.importorskip("datatrove")

from datatrove.data import Document  # noqa: E402
from datatrove.executor import LocalPipelineExecutor  # noqa: E402
from datatrove.pipeline.readers import JsonlReader  # noqa: E402
from datatrove.pipeline.writers import JsonlWriter  # noqa: E402

from cleancopy.integrations.datatrove import CleanCopyExtractor, Extract  # noqa: E402


def documents():
    for row in pages.text_rows():
        if row["page"] is not None:  # a document of datatrove always has a text
            yield Document(text=row["page"], id=str(row["key"]), metadata={"url": row["address"]})


def test_the_step_sets_text_and_metadata_and_keeps_the_order():
    step = Extract(max_bytes=pages.MAX_BYTES)
    found = list(step.run(documents()))
    texts = engine_checks.texts(as_text=True)
    assert [int(document.id) for document in found] == sorted(texts)
    first = found[0]
    assert "case 0" in first.metadata["title"]
    assert first.metadata["url"] == "https://news.example/case-0"
    stats = step.stats
    total = engine_checks.COUNT - sum(1 for row in pages.rows() if row["page"] is None)
    assert stats["total"].total == total
    assert stats["forwarded"].total + stats["dropped"].total == total
    assert stats["failed_not_html"].total == stats["failed_too_large"].total == 3


def test_the_step_keeps_bad_documents_on_request():
    step = Extract(keep_empty=True, max_bytes=pages.MAX_BYTES)
    found = {int(document.id): document for document in step.run(documents())}
    for key in pages.failing():
        if key in found:
            assert found[key].text == "" and found[key].metadata["error"]
    assert len(found) == 297


def test_the_step_pickles_to_equal_bytes():
    assert pickle.dumps(Extract(focus="recall")) == pickle.dumps(Extract(focus="recall"))


def test_the_extractor_gives_the_same_texts():
    extractor = CleanCopyExtractor(timeout=20, max_bytes=pages.MAX_BYTES)
    found = {int(document.id): document.text for document in extractor.run(documents())}
    assert found == engine_checks.texts(as_text=True)


def test_an_executor_with_two_workers_loses_nothing(tmp_path):
    for part in range(2):
        rows = [row for row in pages.text_rows() if row["key"] % 2 == part]
        lines = (
            json.dumps({"text": row["page"], "id": str(row["key"]), "url": row["address"]}) + "\n"
            for row in rows
            if row["page"] is not None
        )
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / f"in/{part}.jsonl").write_text("".join(lines))
    pipeline = [
        JsonlReader(str(tmp_path / "in")),
        Extract(max_bytes=pages.MAX_BYTES),
        JsonlWriter(str(tmp_path / "out"), compression=None),
    ]
    executor = LocalPipelineExecutor(
        pipeline, tasks=2, workers=2, logging_dir=str(tmp_path / "logs")
    )
    executor.run()
    found = {}
    for path in (tmp_path / "out").glob("*.jsonl"):
        for line in path.read_text().splitlines():
            row = json.loads(line)
            assert int(row["id"]) not in found
            found[int(row["id"])] = row["text"]
    assert found == engine_checks.texts(as_text=True)
