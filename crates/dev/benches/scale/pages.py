#!/usr/bin/env python3
"""Makes any number of pages that are all different, from the pages of a folder.

    pages.py 200000 /tmp/pages.warc.gz                  # an archive, gzipped per record
    pages.py 200000 /tmp/pages.jsonl                    # one row per page
    pages.py 200000 /tmp/pages/                         # one file per page, a thousand per folder
    pages.py 0 /tmp/real.warc.gz --from saved/ --as-is  # the pages of a folder, unchanged

With the ending .warc, the archive is not compressed. Each page is made from one of the folder. Its
paragraphs are repeated, with the sentences in another order and with another number, so that no two
pages have the same text, title or length. The same count gives the same bytes on every machine.
"""

import argparse
import gzip
import json
import pathlib
import random
import re
import zlib

CORPUS = pathlib.Path(__file__).resolve().parents[4] / "corpus"
PARAGRAPH = re.compile(r"<p\b[^>]*>.*?</p>", re.S | re.I)
SENTENCE = re.compile(r"(?<=[.!?]) +")
# Repeats of a paragraph, from brief to long read: page sizes vary as in a crawl.
MOST_REPEATS = 4
FILES_IN_FOLDER = 1000


def models(folder):
    """Returns the bytes of the pages of a folder, sorted by path."""
    paths = sorted(p for p in folder.rglob("*") if p.name.endswith((".html", ".html.gz")))
    read = lambda p: gzip.decompress(p.read_bytes()) if p.suffix == ".gz" else p.read_bytes()
    return [read(p) for p in paths]


def varied(model, number):
    """Makes the page with this number from a model page."""
    chance = random.Random(number)
    repeats = chance.randint(1, MOST_REPEATS)

    def retold(found):
        paragraph = found.group()
        start, end = paragraph.index(">") + 1, paragraph.rindex("</")
        sentences = SENTENCE.split(paragraph[start:end])
        told = []
        for _ in range(repeats):
            # Another order of sentences would break markup inside of a paragraph.
            if "<" not in paragraph[start:end]:
                chance.shuffle(sentences)
            told.append(f"{paragraph[:start]}{' '.join(sentences)} It was number {chance.randrange(10**9)}.{paragraph[end:]}")
        return "".join(told)

    page = PARAGRAPH.sub(retold, model)
    return re.sub(r"(?i)<title>", lambda found: f"{found.group()}{number}: ", page, count=1).encode()


def pages(count, folder, as_is):
    """Yields address and bytes of each page."""
    found = models(folder)
    if as_is:
        yield from ((f"https://news.example/{n}", page) for n, page in enumerate(found))
        return
    # Skip pages that are not UTF-8; they test something else.
    texts = [text for text in (page.decode("utf-8", "ignore") for page in found) if PARAGRAPH.search(text)]
    for number in range(count):
        yield f"https://news.example/{number}", varied(texts[number % len(texts)], number)


def record(number, url, page, is_packed):
    """Returns a page as a record of an archive."""
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n"
        f"WARC-Date: 2024-03-05T09:30:00Z\r\nWARC-Target-URI: {url}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    whole = head.encode() + http + b"\r\n\r\n"
    if not is_packed:
        return whole
    packer = zlib.compressobj(4, zlib.DEFLATED, 31)
    return packer.compress(whole) + packer.flush()


def write(count, target, folder=CORPUS, as_is=False):
    """Writes the pages in the format of the target's name; returns their count and bytes."""
    written = size = 0
    target = str(target)
    is_folder = target.endswith("/")
    home = pathlib.Path(target)
    out = None if is_folder else open(target, "wb")
    for number, (url, page) in enumerate(pages(count, folder, as_is)):
        if is_folder:
            if number % FILES_IN_FOLDER == 0:
                place = home / f"{number // FILES_IN_FOLDER:04}"
                place.mkdir(parents=True, exist_ok=True)
            (place / f"{number:07}.html").write_bytes(page)
        elif target.endswith((".warc.gz", ".warc")):
            out.write(record(number, url, page, target.endswith(".gz")))
        else:
            row = {"id": str(number), "url": url, "html": page.decode("utf-8", "replace")}
            out.write((json.dumps(row, ensure_ascii=False) + "\n").encode())
        written, size = written + 1, size + len(page)
    if out:
        out.close()
    return written, size


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, help="number of pages")
    parser.add_argument("target", help="FILE.warc.gz, FILE.warc, FILE.jsonl or FOLDER/")
    parser.add_argument("--from", dest="folder", type=pathlib.Path, default=CORPUS,
                        help="folder of the model pages (default: the corpus)")
    parser.add_argument("--as-is", action="store_true", help="write the model pages once each, unchanged")
    args = parser.parse_args()
    written, size = write(args.count, args.target, args.folder, args.as_is)
    print(f"{written} pages, {size / 1e6:.0f} MB of HTML, {size / max(written, 1) / 1e3:.1f} kB each")


if __name__ == "__main__":
    main()
