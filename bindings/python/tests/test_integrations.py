"""The integrations without their engines: nothing is imported early, and errors say what to do."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pages
import pytest

from cleancopy.integrations._settings import Columns, make_cleaner

ENGINES = ["pyspark", "ray", "datatrove", "datasets", "scrapy", "itemadapter", "pyarrow"]


def test_no_integration_imports_its_engine():
    code = f"""
import sys
import cleancopy.compat.trafilatura
from cleancopy.integrations import datasets, datatrove, ray, scrapy, spark, warc
early = sorted(set({ENGINES!r} + ["trafilatura", "lxml"]) & set(sys.modules))
assert not early, early
"""
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("engine", "call"),
    [
        ("pyspark", lambda: module("spark").extract(None)),
        ("ray", lambda: module("ray").extract(None)),
        ("datatrove", lambda: module("datatrove").Extract),
        ("datasets", lambda: module("datasets").extract(None)),
        ("zstandard", lambda: list(module("warc").pages("any", opener=zstd_archive))),
        ("fsspec", lambda: list(module("warc").pages("s3://crawl/a.warc.gz"))),
    ],
)
def test_a_missing_engine_is_an_import_error_that_says_what_to_install(engine, call, monkeypatch):
    for name in [name for name in sys.modules if name.partition(".")[0] == engine]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, engine, None)  # an import of it fails
    with pytest.raises(ImportError, match=f"pip install '{engine}") as error:
        call()
    assert error.value.name == engine


def module(name):
    return importlib.import_module(f"cleancopy.integrations.{name}")


def zstd_archive(path):
    import io

    return io.BytesIO(b"\x28\xb5\x2f\xfd")


def test_an_unknown_step_of_datatrove_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'Other'"):
        module("datatrove").Other  # noqa: B018


def test_one_text_is_not_a_list_of_fields():
    with pytest.raises(TypeError, match="list of texts"):
        Columns.checked("html", None, False, ("text",), "title", "")


def test_a_cleaner_is_made_from_its_settings():
    cleaner = make_cleaner({"max_bytes": pages.MAX_BYTES})
    assert make_cleaner(cleaner) is cleaner
    assert make_cleaner(None).extract(pages.article(1)).title
