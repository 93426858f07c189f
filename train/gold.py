"""Reads the labelled pages: their gold texts, the labels of their blocks, and how much each counts.

Three kinds of labels exist: whole texts from people, whole texts from a language model that read
the page (`annotated.jsonl`, `more-pages`), and segments that must or must not be in the text. A
second, independent reading of some pages (`second-reading.jsonl`) corrects doubtful whole texts.
"""

import hashlib
import json
import re
import zlib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from labels import align, by_segments

FOLDS = 5
SETS = ["wcxb-dev", "fundus-parsers", "trafilatura", "htmldate", "readability", "newspaper4k",
        "news424", "more-pages"]
# The sets with whole texts, and the weights of their articles.
ARTICLE_WEIGHT = {"wcxb-dev": 1.3, "fundus-parsers": 1.8, "news424": 1.1, "annotated": 1.1,
                  "more-pages": 1.1}
# The weights of pages of other kinds. There are few of them, so each counts more; those of the sets
# that were made for articles count little, since what belongs to their text is a matter of taste.
OTHER_WEIGHT = {"listing": 3.5, "collection": 1.4, "service": 1.4, "product": 2.0, "forum": 1.4,
                "documentation": 1.0}
OTHER_SET_WEIGHT = 0.4
SEGMENT_WEIGHT = 0.25


@dataclass
class Gold:
    """What is known about one page."""

    id: str
    #: The set that its whole text comes from; `None` if it has none that can be trusted.
    source: str | None
    url: str | None
    page_type: str | None
    text: str | None
    #: The second reading.
    second: str | None = None
    #: Paragraphs that may be in the text or not, in lower case.
    optional: str = ""
    segments: tuple[list[str], list[str]] | None = None
    row: dict = field(default_factory=dict)

    @property
    def is_article(self):
        return self.page_type == "article"

    @property
    def fold(self):
        """The fold in which the page is tested: all pages of a registrable domain share one."""
        return zlib.crc32(registrable_domain(self.url).encode()) % FOLDS

    def labels(self, blocks):
        """For each block text the share of it that is main content; NaN where nothing is known."""
        if self.source:
            first = np.array(align(blocks, self.text), dtype=np.float32)
            if self.second is None:
                return first
            second = np.array(align(blocks, self.second), dtype=np.float32)
            # Where readers disagree about an article, the first gold is mostly cut short. On other
            # pages they follow different conventions, and both have a say.
            return second if self.is_article else (first + second) / 2
        if self.segments:
            known = by_segments(blocks, *self.segments)
            return np.array([np.nan if v is None else v for v in known], dtype=np.float32)
        return np.full(len(blocks), np.nan, dtype=np.float32)

    def weights(self, blocks, labels, words):
        """The weight of each block. `words` is the number of words of each."""
        if not self.source:
            return np.where(np.isfinite(labels), SEGMENT_WEIGHT, 0)
        if self.is_article:
            kind = ARTICLE_WEIGHT[self.source]
        else:
            kind = OTHER_WEIGHT.get(self.page_type, 1.0)
            kind *= 1.0 if self.source == "wcxb-dev" else OTHER_SET_WEIGHT
        # Errors count by words, as in the scorer, and each page has the same total, whatever its
        # length.
        weights = np.minimum(words, 150) + 1
        weights = weights / max(weights[labels > 0.5].sum(), 60) * 10 * kind + 0.02 * kind
        if self.optional:
            weights[[len(t) > 20 and t.lower() in self.optional for t in blocks]] = 0
        return weights


def read_gold(dev):
    """The labelled pages by id."""
    dev = Path(dev)
    golds = {}
    for name in SETS:
        for row in rows(dev / name / "gold.jsonl"):
            golds[row["id"]] = of_set(row)
    for row in rows(dev / "annotated.jsonl"):
        gold = golds[row["id"]]
        # An empty text says that the page has no main text; no set of people's labels has such.
        if row["text"]:
            gold.source, gold.text, gold.optional = "annotated", row["text"], ""
            gold.page_type = row["page_type"]
    for row in rows(dev / "second-reading.jsonl"):
        golds[row["id"]].second = row["text"]
    return golds


def of_set(row):
    has_whole = row["set"] in ARTICLE_WEIGHT and row.get("text") and not row.get("suspect")
    paragraphs = row.get("paragraphs") or []
    optional = [paragraphs[i] if isinstance(i, int) else i for i in row.get("optional") or []]
    segments = (row["with"], row["without"]) if row["set"] == "trafilatura" else None
    return Gold(row["id"], row["set"] if has_whole else None, row["url"], row.get("page_type"),
                row.get("text") if has_whole else None, optional=" ".join(optional).lower(),
                segments=segments, row=row)


def rows(path):
    if path.exists():
        with open(path, encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def digests(dev):
    """SHA-256 of each file of labels."""
    files = [Path(dev) / name / "gold.jsonl" for name in SETS]
    files += [Path(dev) / "annotated.jsonl", Path(dev) / "second-reading.jsonl"]
    return {str(path.relative_to(dev)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in files if path.exists()}


def registrable_domain(url):
    host = re.sub(r"^https?://", "", url or "").split("/")[0].split(":")[0].lower()
    parts = host.split(".")
    public = ("co", "com", "org", "net", "gov", "ac", "edu", "or", "ne", "go")
    second_level = len(parts) > 2 and parts[-2] in public and len(parts[-1]) == 2
    return ".".join(parts[-3 if second_level else -2:])
