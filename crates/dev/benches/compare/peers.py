#!/usr/bin/env python3
"""One peer at work in a process of its own: reads its inputs, extracts, and says as a line of JSON what it took.

    peers.py NAME pages FOLDER       every page of a folder, read and unpacked before the clock starts
    peers.py NAME warc FILE OUT      every response of an archive, as rows in a file; the clock holds reading and writing too

What an interpreter and its libraries take to start is not counted.
"""

import gzip
import json
import pathlib
import sys
import time


def resiliparse_text():
    """Main content as plain text, by the pairing that the library's documentation shows: guess the encoding, parse, extract."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    def extract(page):
        tree = HTMLTree.parse_from_bytes(page, detect_encoding(page))
        return {"text": extract_plain_text(tree, main_content=True)}

    return extract


def trafilatura_text():
    """Text alone, with its defaults."""
    import trafilatura

    return lambda page: {"text": trafilatura.extract(page)}


def trafilatura_fields():
    """Text and metadata, which is what a row of cleancopy holds."""
    import trafilatura

    return lambda page: json.loads(trafilatura.extract(page, output_format="json", with_metadata=True) or "{}")


PEERS = {"resiliparse": resiliparse_text, "trafilatura": trafilatura_text, "trafilatura+fields": trafilatura_fields}


def saved(folder):
    paths = sorted(p for p in pathlib.Path(folder).rglob("*") if p.name.endswith((".html", ".html.gz")))
    return [gzip.decompress(p.read_bytes()) if p.suffix == ".gz" else p.read_bytes() for p in paths]


def of_folder(extract, folder):
    """Extracts every page; how many gave text."""
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
    """What is found; nothing where there is no text or the peer gives up. A page that it cannot read must not end the others."""
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
