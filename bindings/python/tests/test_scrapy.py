"""Scrapy: a crawl of a loopback server through the item pipeline."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import engine_checks
import pages
import pytest

pytest.importorskip("scrapy")

COUNT = 200
SPIDER = Path(__file__).with_name("scrapy_spider.py")


class Handler(BaseHTTPRequestHandler):
    """Serves row `/case-N` as HTML."""

    pages = {row["key"]: row["page"] for row in pages.rows(COUNT)}

    def do_GET(self):
        body = self.pages[int(self.path.rpartition("-")[2])] or b""
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def crawl(tmp_path_factory):
    """The rows and the statistics of a crawl in a process of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    out = tmp_path_factory.mktemp("crawl")
    command = [sys.executable, str(SPIDER), str(server.server_port), str(COUNT), str(out)]
    subprocess.run(command, check=True, timeout=120)
    server.shutdown()
    rows = [json.loads(line) for line in (out / "items.jsonl").read_text().splitlines()]
    return rows, json.loads((out / "stats.json").read_text())


def test_every_page_is_one_item(crawl):
    rows, stats = crawl
    assert sorted(row["key"] for row in rows) == list(range(COUNT))
    single = engine_checks.outcomes(COUNT)
    for row in rows:
        assert "html" not in row
        if row["key"] % 100 == 11:
            continue  # the server sends nothing for a null
        text, kind = single[row["key"]]
        if kind is None:
            assert row["text"] == text
        else:
            assert row["error"] and row["error_kind"] == kind
    counts = [stats.get(f"cleancopy/{name}", 0) for name in ("written", "empty", "failed")]
    assert sum(counts) == COUNT
    assert counts[2] == engine_checks.failures(COUNT) - COUNT // 100


def test_an_item_class_gets_the_fields_that_it_declares():
    import asyncio
    from dataclasses import dataclass

    from cleancopy.integrations.scrapy import CleanCopyPipeline

    @dataclass
    class Story:
        html: str
        url: str
        title: str | None = None
        text: str | None = None

    story = Story(pages.article(5), "https://news.example/case-5")
    asyncio.run(CleanCopyPipeline().process_item(story))
    assert "case 5" in story.title and story.text


def test_an_item_without_text_is_dropped_on_request():
    import asyncio

    from scrapy.exceptions import DropItem

    from cleancopy.integrations.scrapy import CleanCopyPipeline

    pipeline = CleanCopyPipeline(drop_empty=True)
    with pytest.raises(DropItem, match="news.example"):
        asyncio.run(pipeline.process_item({"html": "", "url": "https://news.example/"}))


def test_an_item_without_a_page_passes_unchanged():
    import asyncio

    from cleancopy.integrations.scrapy import CleanCopyPipeline

    item = {"name": "no page"}
    assert asyncio.run(CleanCopyPipeline().process_item(item)) == {"name": "no page"}
