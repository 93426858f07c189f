"""The 52 shapes of calls of trafilatura, as public code has them.

About 100 excerpts of public code were read; `COUNTS` has how many of the 52 calls pass each
argument. The table below has one line for each call and the same counts.
"""

from __future__ import annotations

from typing import Any

URL = "https://news.example/case-5"

EXTRACT = "extract"
BARE = "bare_extraction"

#: Short names of arguments and values, so that a call is one line.
NAMES: dict[str, tuple[str, Any]] = {
    "T": ("include_tables", True),
    "t": ("include_tables", False),
    "C": ("include_comments", True),
    "c": ("include_comments", False),
    "u": ("url", URL),
    "L": ("include_links", True),
    "l": ("include_links", False),
    "markdown": ("output_format", "markdown"),
    "json": ("output_format", "json"),
    "txt": ("output_format", "txt"),
    "xml": ("output_format", "xml"),
    "P": ("favor_precision", True),
    "R": ("favor_recall", True),
    "M": ("with_metadata", True),
    "D": ("deduplicate", True),
    "d": ("deduplicate", False),
    "I": ("include_images", True),
    "config": ("config", "config"),  # the test puts a configuration here
    "N": ("no_fallback", True),
    "dates": ("date_extraction_params", {"original_date": True}),
    "O": ("only_with_metadata", True),
    "A": ("as_dict", True),
}

COUNTS = {
    "include_tables": 30,
    "include_comments": 25,
    "url": 15,
    "include_links": 15,
    "output_format": 14,
    "favor_precision": 12,
    "with_metadata": 12,
    "favor_recall": 9,
    "deduplicate": 5,
    "include_images": 4,
    "config": 3,
    "no_fallback": 2,
    "date_extraction_params": 2,
    "only_with_metadata": 2,
    "as_dict": 1,
}

FORMAT_COUNTS = {"markdown": 6, "json": 4, "txt": 2, "xml": 2}

TABLE = [
    (EXTRACT, ""),
    (EXTRACT, ""),
    (EXTRACT, ""),
    (EXTRACT, ""),
    (EXTRACT, ""),
    (EXTRACT, ""),
    (BARE, ""),
    (EXTRACT, "c T P"),
    (EXTRACT, "c T P"),
    (EXTRACT, "c t P"),
    (EXTRACT, "c t R"),
    (EXTRACT, "c T R"),
    (EXTRACT, "c T R"),
    (EXTRACT, "c t"),
    (EXTRACT, "c T l"),
    (EXTRACT, "c T L markdown"),
    (EXTRACT, "c T L markdown P"),
    (EXTRACT, "c T l markdown R"),
    (EXTRACT, "T L markdown P"),
    (EXTRACT, "T L I markdown M"),
    (EXTRACT, "markdown"),
    (EXTRACT, "json M u"),
    (EXTRACT, "json M c T"),
    (EXTRACT, "json M u l"),
    (EXTRACT, "json c I"),
    (EXTRACT, "txt c t"),
    (EXTRACT, "txt R"),
    (EXTRACT, "xml C T L"),
    (EXTRACT, "xml M"),
    (EXTRACT, "c t D P"),
    (EXTRACT, "c t d P"),
    (EXTRACT, "D R"),
    (EXTRACT, "u R"),
    (EXTRACT, "u P"),
    (EXTRACT, "u c T L"),
    (EXTRACT, "c T N"),
    (EXTRACT, "c T N P"),
    (EXTRACT, "config c"),
    (EXTRACT, "config c t"),
    (BARE, "u M"),
    (BARE, "u M dates"),
    (BARE, "u M c T"),
    (BARE, "u c t l"),
    (BARE, "u M l"),
    (BARE, "u P T"),
    (BARE, "u R T"),
    (BARE, "u M O"),
    (BARE, "M O l"),
    (BARE, "M dates L I T"),
    (BARE, "P T L d"),
    (BARE, "u R A T"),
    (BARE, "u config D c P I L t"),
]

CALLS = [
    (function, dict(NAMES[name] for name in names.split())) for function, names in TABLE
]
