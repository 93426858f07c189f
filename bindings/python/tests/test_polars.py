"""Polars: the recipe of the documentation, eager and lazy."""

from __future__ import annotations

import engine_checks
import pages
import pytest

pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")


# --8<-- [start:recipe]
def extract_frame(frame, cleaner, *, html="html", url=None, workers=1):
    """Extracts the pages of a Polars frame; all other columns stay."""
    articles = cleaner.extract_batches(frame, html=html, url=url, workers=workers)
    return pl.from_arrow(articles.read_all())


# --8<-- [end:recipe]


@pytest.mark.parametrize("as_text", [False, True])
@pytest.mark.parametrize("workers", [1, 2])
def test_a_frame_gives_one_row_for_each_page(as_text, workers):
    frame = pl.from_arrow(pages.table(as_text=as_text))
    cleaner = engine_checks.cleaner()
    articles = extract_frame(frame, cleaner, html="page", url="address", workers=workers)
    engine_checks.check_rows(articles.to_dicts(), as_text=as_text)


def test_a_lazy_frame_streams_its_batches():
    cleaner = engine_checks.cleaner()
    frame = pl.from_arrow(pages.table())
    schema = pl.from_arrow(
        cleaner.schema(pages.table().schema, html="page", url="address").empty_table()
    ).schema
    # --8<-- [start:lazy]
    lazy = frame.lazy().map_batches(
        lambda part: extract_frame(part, cleaner, html="page", url="address"),
        schema=schema,
    )
    articles = lazy.filter(pl.col("error").is_null()).select("key", "title", "text").collect()
    # --8<-- [end:lazy]
    assert articles.height == engine_checks.COUNT - engine_checks.failures()
    assert articles["key"].is_sorted()


def test_a_frame_of_several_chunks_is_one_frame_after_it():
    parts = [pl.from_arrow(pages.table()[at : at + 50]) for at in range(0, engine_checks.COUNT, 50)]
    frame = pl.concat(parts, rechunk=False)
    articles = extract_frame(frame, engine_checks.cleaner(), html="page", url="address")
    engine_checks.check_rows(articles.to_dicts())
