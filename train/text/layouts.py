"""Writes the visible texts of the labelled pages as other tools print them.

    python3 train/text/layouts.py --dev EVAL_DEV --out OUT/layouts.jsonl [--all]

Text mode cleans texts that other extractors printed, and each prints a page in lines of its own.
Each page is printed by one of the tools, always the same one; `--all` prints it by all of them. A
row has the identifier `TOOL:PAGE` and the `text`.
"""

import argparse
import gzip
import json
import re
import sys
import warnings
import zlib
from pathlib import Path

import html2text
import inscriptis
from bs4 import BeautifulSoup
from resiliparse.extract.html2text import extract_plain_text

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from gold import SETS  # noqa: E402

CHARSET = re.compile(rb"charset=[\"']?([\w-]+)")


def decoded(raw):
    """The page as text, by its own charset or the usual ones."""
    stated = CHARSET.search(raw[:4096])
    names = [stated[1].decode("ascii", "ignore")] if stated else []
    for name in [*names, "utf-8", "cp1252"]:
        try:
            return raw.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("utf-8", "replace")


def by_beautiful_soup(html):
    page = BeautifulSoup(html, "lxml")
    for element in page(["script", "style", "noscript", "template"]):
        element.decompose()
    return page.get_text("\n")


def by_html2text(html):
    printer = html2text.HTML2Text(bodywidth=0)
    printer.ignore_images = printer.ignore_links = True
    return printer.handle(html)


def by_resiliparse(html):
    return extract_plain_text(html, main_content=False, alt_texts=False, links=False)


TOOLS = {"resiliparse": by_resiliparse, "inscriptis": inscriptis.get_text,
         "beautifulsoup": by_beautiful_soup, "html2text": by_html2text}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dev", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--all", action="store_true")
    args = parser.parse_args()
    warnings.filterwarnings("ignore")
    names = list(TOOLS)
    with open(args.out, "w") as out:
        for path in (p for name in SETS for p in sorted((args.dev / name / "pages").glob("*.html.gz"))):
            page = path.name.removesuffix(".html.gz")
            html = decoded(gzip.decompress(path.read_bytes()))
            for tool in names if args.all else [names[zlib.crc32(page.encode()) % len(names)]]:
                try:
                    text = TOOLS[tool](html)
                except Exception as error:  # a tool that fails on a page gives no text to clean
                    print(f"{tool} fails on {page}: {error!r}", file=sys.stderr)
                    continue
                if text and text.strip():
                    out.write(json.dumps({"id": f"{tool}:{page}", "text": text}) + "\n")


if __name__ == "__main__":
    main()
