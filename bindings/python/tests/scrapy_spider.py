"""A crawl of a local server: `scrapy_spider.py PORT COUNT FOLDER`. test_scrapy.py runs it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pages
import scrapy
from scrapy.crawler import CrawlerProcess


class Pages(scrapy.Spider):
    name = "pages"

    async def start(self):
        for number in range(self.count):
            url = f"http://127.0.0.1:{self.port}/case-{number}"
            yield scrapy.Request(url, cb_kwargs={"number": number})

    def parse(self, response, number):
        yield {"key": number, "url": response.url, "html": response.body}


def main(port: str, count: str, folder: str) -> None:
    out = Path(folder)
    # --8<-- [start:settings]
    settings = {
        "ITEM_PIPELINES": {"cleancopy.integrations.scrapy.CleanCopyPipeline": 300},
        "CLEANCOPY_FIELDS": ["title", "authors", "published", "text"],
        "CLEANCOPY_SETTINGS": {"max_bytes": pages.MAX_BYTES},
    }
    # --8<-- [end:settings]
    settings |= {
        "FEEDS": {str(out / "items.jsonl"): {"format": "jsonlines"}},
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
        "ROBOTSTXT_OBEY": False,
        "DOWNLOAD_DELAY": 0,
    }
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(Pages)
    process.crawl(crawler, port=port, count=int(count))
    process.start()
    stats = {
        name: value
        for name, value in crawler.stats.get_stats().items()
        if name.startswith("cleancopy/")
    }
    (out / "stats.json").write_text(json.dumps(stats))


if __name__ == "__main__":
    main(*sys.argv[1:])
