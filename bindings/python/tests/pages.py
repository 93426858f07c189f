"""Makes pages for the tests of engines: small different articles, and four that go wrong.

Some pages are hostile: deep nesting, unclosed tags, broken encodings. They must give a row like any
other page. A null, a file that is not HTML and a page over the limit of size must give a row with
an error.
"""

from __future__ import annotations

import gzip
import hashlib
import random
from pathlib import Path
from typing import Any

#: The limit of size that the tests set, so that a page over it is small.
MAX_BYTES = 60_000

PLACES = ["Millbrook", "Ostrava", "Karsia", "Lund", "Bergen", "Tartu", "Graz", "Porto"]
SUBJECTS = [
    "the town council",
    "a team of engineers",
    "the port authority",
    "residents of the old quarter",
    "the regional court",
    "a group of teachers",
    "the weather service",
    "the new orchestra",
]
VERBS = ["approved", "rejected", "postponed", "described", "questioned", "welcomed"]
OBJECTS = [
    "the plan for a second bridge",
    "a budget of nine million for the schools",
    "the report about the flood last spring",
    "a proposal to close the ring road at night",
    "the first results of the survey",
    "an offer to restore the market hall",
]
ENDINGS = [
    "after a debate that lasted until midnight",
    "although several members had asked for more time",
    "because the costs had risen twice within a year",
    "and promised to publish the figures in autumn",
    "while a crowd waited in the rain outside",
    "in a session that was open to the public",
]


def article(number: int) -> str:
    """An article page; the same number always gives the same page."""
    chance = random.Random(number)
    place = chance.choice(PLACES)
    title = f"{place} decides on case {number}"
    paragraphs = "\n".join(
        "<p>" + " ".join(_sentence(chance) for _ in range(4)) + "</p>"
        for _ in range(chance.randint(4, 8))
    )
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} | The Daily Test</title>
<meta property="og:site_name" content="The Daily Test">
<meta name="author" content="Ada Writer">
<meta property="article:published_time" content="2026-03-{number % 28 + 1:02}T09:30:00Z">
<meta name="description" content="What {place} decided, and why.">
<link rel="canonical" href="https://news.example/case-{number}"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<main><article><h1>{title}</h1><p class="byline">By Ada Writer</p>
{paragraphs}
</article></main>
<footer><p>Copyright The Daily Test. All rights reserved.</p></footer></body></html>"""


def _sentence(chance: random.Random) -> str:
    parts = [chance.choice(part) for part in (SUBJECTS, VERBS, OBJECTS, ENDINGS)]
    return (" ".join(parts) + ".").capitalize()


def hostile(number: int) -> bytes:
    """A page that is built to break parsers."""
    kinds = [
        b"<div>" * 3_000 + b"<p>Deep inside there is one line of text.",
        b"<p>\xff\xfe\x00broken \xc3\x28 bytes\x80</p>" * 50,
        b"<table><tr><td>" * 500 + b"<b><i></b></i>" * 500,
        b"<!--" + b"<p>never closed " * 100,
        b"<svg><math><template><p>foreign</p>" * 200,
        b"<p " + b"a" * 20_000 + b"=1>An attribute name of 20,000 letters.</p>",
    ]
    return kinds[number % len(kinds)]


def rows(count: int = 300) -> list[dict[str, Any]]:
    """`count` rows with the keys `key`, `address` and `page`, the page as bytes or `None`.

    Rows 10, 11, 12 and 13 of every 100 are hostile, null, not HTML and over the limit.
    """
    made: list[dict[str, Any]] = []
    for number in range(count):
        page: bytes | None = article(number).encode()
        match number % 100:
            case 10:
                page = hostile(number // 100)
            case 11:
                page = None
            case 12:
                page = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" * 20
            case 13:
                page = article(number).encode() + b" " * MAX_BYTES
        address = f"https://news.example/case-{number}"
        made.append({"key": number, "address": address, "page": page})
    return made


def failing(count: int = 300) -> list[int]:
    """The keys of the rows that must have an error."""
    return [number for number in range(count) if number % 100 in (11, 12, 13)]


def text_rows(count: int = 300) -> list[dict[str, Any]]:
    """The same rows with the page as text."""
    made = rows(count)
    for row in made:
        if row["page"] is not None:
            row["page"] = row["page"].decode("utf-8", "replace")
    return made


def table(count: int = 300, as_text: bool = False) -> Any:
    """The rows as a table of pyarrow."""
    import pyarrow as pa

    made = text_rows(count) if as_text else rows(count)
    page = pa.string() if as_text else pa.binary()
    schema = pa.schema({"key": pa.int64(), "address": pa.string(), "page": page})
    return pa.Table.from_pylist(made, schema=schema)


def write_warc(path: Path, numbers: list[int]) -> None:
    """Writes an archive with these articles, a request and an image before each of them."""
    with path.open("wb") as archive:
        for number in numbers:
            url = f"https://news.example/case-{number}"
            request = b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n"
            archive.write(_record("request", url, request))
            image = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG"
            archive.write(_record("response", url + ".png", image))
            body = article(number).encode()
            head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
            archive.write(_record("response", url, head.encode() + body))
            missing = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>Not found."
            archive.write(_record("response", url + "/old", missing))


def _record(kind: str, url: str, block: bytes) -> bytes:
    digest = hashlib.sha256(kind.encode() + url.encode()).hexdigest()[:32]
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{digest}>\r\n"
        f"WARC-Date: 2026-03-01T00:00:00Z\r\nWARC-Target-URI: {url}\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + block + b"\r\n\r\n", mtime=0)
