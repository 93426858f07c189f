#!/usr/bin/env python3
"""Runs one other extractor in its own process, and prints what it took as a line of JSON.

    peers.py NAME pages FOLDER     every page of a folder; reading and decompressing do not
                                   count
    peers.py NAME warc FILE OUT    every response of an archive, as rows in a file; reading and
                                   writing count

The start of the interpreter and its libraries does not count.
"""

import gzip
import json
import pathlib
import sys
import time


def resiliparse_text():
    """Extracts main content as text, as documented: guess encoding, parse, extract."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    def extract(page):
        tree = HTMLTree.parse_from_bytes(page, detect_encoding(page))
        return {"text": extract_plain_text(tree, main_content=True)}

    return extract


def trafilatura_text():
    """Extracts text only, with the defaults."""
    import trafilatura

    return lambda page: {"text": trafilatura.extract(page)}


def trafilatura_fields():
    """Extracts text and metadata, the content of a row of cleancopy."""
    import trafilatura

    return lambda page: json.loads(trafilatura.extract(page, output_format="json", with_metadata=True) or "{}")


PEERS = {"resiliparse": resiliparse_text, "trafilatura": trafilatura_text, "trafilatura+fields": trafilatura_fields}


def saved(folder):
    paths = sorted(p for p in pathlib.Path(folder).rglob("*") if p.name.endswith((".html", ".html.gz")))
    return [gzip.decompress(p.read_bytes()) if p.suffix == ".gz" else p.read_bytes() for p in paths]


def of_folder(extract, folder):
    """Extracts every page; returns how many gave text."""
    pages = saved(folder)
    extract(pages[0])
    start = time.process_time(), time.monotonic()
    with_text = sum(attempt(extract, page) is not None for page in pages)
    return len(pages), with_text, start


def of_archive(extract, file, out):
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    extract(b"<p>Rain all day, said the mayor.")
    start = time.process_time(), time.monotonic()
    count = with_text = 0
    with open(file, "rb") as archive, open(out, "w", encoding="utf-8") as rows:
        for record in ArchiveIterator(archive, record_types=WarcRecordType.response):
            row = attempt(extract, record.reader.read()) or {}
            count, with_text = count + 1, with_text + bool(row)
            rows.write(json.dumps({"url": record.headers.get("WARC-Target-URI"), **row}) + "\n")
    return count, with_text, start


def attempt(extract, page):
    """Returns the result; nothing without text or after an error, which must not end the run."""
    try:
        row = extract(page)
    except Exception:
        return None
    return row if row.get("text") else None


def main():
    name, kind, *paths = sys.argv[1:]
    extract = PEERS[name]()
    pages, with_text, (processor, wall) = (of_folder if kind == "pages" else of_archive)(extract, *paths)
    took = {"processor": time.process_time() - processor, "wall": time.monotonic() - wall}
    print(json.dumps({"pages": pages, "with_text": with_text, **took}))


if __name__ == "__main__":
    main()
