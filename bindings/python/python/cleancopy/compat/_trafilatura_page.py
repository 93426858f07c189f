"""The pages that `cleancopy.compat.trafilatura` reads: their content, text and article."""

from __future__ import annotations

import functools
import re
from typing import Any, Literal

import cleancopy

Focus = Literal["balanced", "precision", "recall"]
CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.ASCII | re.IGNORECASE)
#: Elements that `html2txt(clean=True)` leaves out.
FURNITURE = ("aside", "footer", "nav")


def article_of(content: Any, url: str | None, focus: Focus) -> Any:
    """The article of a page; `None` if the content is not a page."""
    html = html_of(content)
    if html is None:
        return None
    cleaner = _cleaner(focus)
    try:
        try:
            return cleaner.extract(html, url)
        except cleancopy.CleancopyError as error:
            if error.kind != "bad_url":
                raise
            return cleaner.extract(html)
    except cleancopy.CleancopyError:
        return None


def html_of(content: Any) -> Any:
    """The page as text or bytes; `None` for anything that trafilatura discards."""
    if hasattr(content, "data"):  # a response of trafilatura or urllib3
        content = content.data
    elif type(content).__module__.partition(".")[0] == "lxml":
        from lxml.html import tostring

        content = tostring(content, encoding="unicode")
    return content if isinstance(content, (str, bytes)) and content else None


def decoded(page: bytes, content_type: str) -> str:
    """The page as text: as UTF-8, or in the encoding that the server or the page states."""
    stated = [content_type, page[:4096].decode("ascii", "replace")]
    found = [CHARSET.search(text) for text in stated]
    for name in ("utf-8-sig", *(match[1] for match in found if match), "windows-1252"):
        try:
            return page.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return page.decode("utf-8", "replace")


@functools.lru_cache(maxsize=3)
def _cleaner(focus: Focus) -> cleancopy.Cleaner:
    return cleancopy.Cleaner(focus=focus)


@functools.lru_cache(maxsize=2)
def whole_page_cleaner(clean: bool) -> cleancopy.Cleaner:
    return cleancopy.Cleaner(focus="recall", keep=["body"], prune=FURNITURE if clean else ())
