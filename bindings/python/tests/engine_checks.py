"""Checks for every engine: order kept, counts that add up, bad rows with an error."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pages

import cleancopy

COUNT = 300


def cleaner() -> cleancopy.Cleaner:
    return cleancopy.Cleaner(max_bytes=pages.MAX_BYTES)


def outcomes(count: int = COUNT, *, as_text: bool = False) -> dict[int, tuple[str, str | None]]:
    """The text and the kind of error of each row, from single calls of `extract`.

    The kind of error of a null is empty, since a single call refuses it by its type.
    """
    found = {}
    single = cleaner()
    for row in pages.text_rows(count) if as_text else pages.rows(count):
        try:
            page = row["page"]
            text = single.extract(page, row["address"]).text if page is not None else ""
            found[row["key"]] = (text, "" if page is None else None)
        except cleancopy.CleancopyError as error:
            found[row["key"]] = ("", error.kind)
    return found


def texts(count: int = COUNT, *, as_text: bool = False) -> dict[int, str]:
    """The text of each row that has one."""
    found = outcomes(count, as_text=as_text)
    return {key: text for key, (text, _) in found.items() if text}


def failures(count: int = COUNT) -> int:
    """The number of rows that have an error."""
    return sum(1 for _, kind in outcomes(count).values() if kind is not None)


def check_rows(
    found: list[dict[str, Any]],
    count: int = COUNT,
    *,
    ordered: bool = True,
    as_text: bool = False,
) -> None:
    """Compares rows with `key`, `text`, `title`, `error` and `status` with single extractions."""
    keys = [row["key"] for row in found]
    if ordered:
        assert keys == list(range(count)), "the rows are not in order"
    assert sorted(keys) == list(range(count)), "rows are lost or doubled"

    single = outcomes(count, as_text=as_text)
    failed = {key for key, (_, kind) in single.items() if kind is not None}
    assert failed >= set(pages.failing(count))
    for row in found:
        text, kind = single[row["key"]]
        assert (row["text"] or "") == text, row["key"]
        if kind is None:
            assert row["error"] is None and row["error_kind"] is None, row
            assert row["status"] == ("written" if text else "empty"), row["key"]
        else:
            assert row["error"], row["key"]
            assert row["error_kind"] == kind or (kind == "" and row["error_kind"]), row["key"]
            assert row["status"] == "failed", row["key"]

    statuses = Counter(row["status"] for row in found)
    assert statuses.total() == count
    assert statuses["failed"] == len(failed)
    titled = [row for row in found if row["key"] % 100 not in range(10, 14)]
    assert all(f"case {row['key']}" in row["title"] for row in titled)
