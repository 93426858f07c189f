"""`cleancopy.compat.trafilatura` beside the real trafilatura 2.3.1.

Each of the 52 shapes of calls runs on both over a few pages. The types of the results and whether
they are empty must agree.
"""

from __future__ import annotations

import collections
import inspect
import json
import warnings
from pathlib import Path

import pages
import pytest
import trafilatura_calls as calls

import cleancopy.compat.trafilatura as ours

theirs = pytest.importorskip("trafilatura")
from trafilatura.meta import reset_caches  # noqa: E402

COMMENTS = """<section id="comments" class="comments"><h2>Comments</h2>
<ol class="comment-list"><li class="comment"><div class="comment-body">
<p>I was there and it rained all evening, as the paper says.</p></div></li>
<li class="comment"><div class="comment-body">
<p>The second bridge should have been built ten years ago.</p></div></li></ol></section>"""

#: A page of the corpus with a table.
GUIDE = Path(__file__).parents[3] / "corpus/docs/api-guide.html"

PAGES = {
    "article": pages.article(5),
    "bytes": pages.article(5).encode(),
    "comments": pages.article(5).replace("</main>", COMMENTS + "</main>"),
    "table": GUIDE.read_text(encoding="utf-8"),
    "empty": "",
    "none": None,
    "number": 7,
    "not HTML": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "no text": "<html><head><title>Nothing</title></head><body></body></html>",
}
#: Fields that may be set without `with_metadata` here, and only with it in trafilatura.
METADATA = ("title", "author", "url", "hostname", "description", "sitename", "date", "categories")
METADATA += ("tags", "license", "language", "image", "pagetype", "filedate")


def call(module, function, arguments, page):
    arguments = dict(arguments)
    if "config" in arguments:
        arguments["config"] = module.settings.use_config()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return getattr(module, function)(page, **arguments)


def test_the_table_has_the_counts_of_the_survey():
    assert len(calls.CALLS) == 52
    counts = collections.Counter(name for _, call in calls.CALLS for name in call)
    assert counts == calls.COUNTS
    formats = collections.Counter(call.get("output_format") for _, call in calls.CALLS)
    assert {name: formats[name] for name in calls.FORMAT_COUNTS} == calls.FORMAT_COUNTS
    assert sum(1 for _, call in calls.CALLS if not call) == 7


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("function", "arguments"),
    [pytest.param(*call, id=f"{n}-{calls.TABLE[n][1]}") for n, call in enumerate(calls.CALLS)],
)
def test_a_call_gives_the_type_and_emptiness_of_trafilatura(function, arguments, name):
    page = PAGES[name]
    if arguments.get("output_format") == "xml":
        with pytest.raises(NotImplementedError, match="html"):
            call(ours, function, arguments, page)
        return
    reset_caches()  # otherwise `deduplicate` drops a page that an earlier call had
    real = call(theirs, function, arguments, page)
    made = call(ours, function, arguments, page)
    assert (made is None) == (real is None)
    if isinstance(real, str):
        assert isinstance(made, str)
        assert bool(made) == bool(real)
        if arguments.get("output_format") == "json":
            check_fields(json.loads(made), json.loads(real), has_metadata=True)
    elif isinstance(real, dict):
        assert type(made) is dict
        check_fields(made, real, has_metadata="with_metadata" in arguments)
    elif real is not None:
        assert isinstance(made, ours.Document)
        check_fields(made.as_dict(), real.as_dict(), has_metadata="with_metadata" in arguments)


def check_fields(made: dict, real: dict, *, has_metadata: bool) -> None:
    assert made.keys() == real.keys()
    for name, value in real.items():
        if name in ("body", "commentsbody"):
            continue
        if name in METADATA and not has_metadata:
            continue
        if value:
            assert type(made[name]) is type(value), name
        elif name not in ("language", "pagetype", "license"):
            # cleancopy detects a language without being asked.
            assert not made[name], name
    for name in ("title", "author", "date", "url", "source", "excerpt"):
        if has_metadata and name in real:
            assert made[name] == real[name], name


@pytest.mark.parametrize(
    "function",
    [
        "extract",
        "bare_extraction",
        "extract_with_metadata",
        "extract_metadata",
        "html2txt",
        "baseline",
        "fetch_url",
    ],
)
def test_the_signatures_are_those_of_trafilatura(function):
    def shape(module):
        parameters = inspect.signature(getattr(module, function)).parameters.values()
        return [
            (p.name, p.kind, "config" if p.name == "config" else p.default) for p in parameters
        ]

    assert shape(ours) == shape(theirs)


def test_a_document_is_read_as_a_dict_and_by_attributes():
    document = ours.bare_extraction(PAGES["article"], url=calls.URL)
    assert document["title"] == document.title == document.get("title")
    assert document.title == "Bergen decides on case 5"
    assert document.get("no such field", "else") == "else"
    assert "date" in document and len(dict(document)) == len(document.as_dict())
    with pytest.raises(KeyError):
        document["no such field"]
    assert (document.as_dict() if hasattr(document, "as_dict") else document)["author"]


def test_a_tree_is_refused_with_advice_and_hasattr_is_false():
    document = ours.bare_extraction(PAGES["article"])
    assert not hasattr(document, "body") and getattr(document, "body", None) is None
    with pytest.raises(NotImplementedError, match=r"\.blocks"):
        document.body.iter("p")
    tree, text, length = ours.baseline(PAGES["article"])
    assert length == len(text) > 100
    with pytest.raises(NotImplementedError, match="lxml"):
        tree.iter("p")


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        ({"output_format": "xml"}, "html"),
        ({"output_format": "xmltei"}, "html"),
        ({"prune_xpath": "//aside"}, "Cleaner"),
    ],
)
def test_a_refused_argument_says_what_to_do_instead(arguments, advice):
    for function in (ours.extract, ours.bare_extraction):
        with pytest.raises(NotImplementedError, match=advice):
            function(PAGES["article"], **arguments)


def test_an_argument_without_effect_warns_once(monkeypatch):
    monkeypatch.setattr("cleancopy.compat._trafilatura_types._said", set())
    arguments = {
        "fast": True,
        "no_fallback": True,
        "deduplicate": True,
        "date_extraction_params": {"original_date": True},
        "max_tree_size": 1_000,
        "config": ours.use_config(),
    }
    with pytest.warns(ours.CompatibilityWarning) as said:
        ours.extract(PAGES["article"], **arguments)
    assert len(said) == len(arguments)
    assert {warning.filename for warning in said} == {__file__}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ours.extract(PAGES["article"], **arguments)
        ours.extract(PAGES["article"], deduplicate=False)


def test_an_unknown_format_is_an_error_as_in_trafilatura():
    for module in (ours, theirs):
        with pytest.raises(AttributeError, match="Cannot set format"):
            module.extract(PAGES["article"], output_format="docx")
        with pytest.raises(ValueError, match="python"):
            module.extract(PAGES["article"], output_format="python")


@pytest.mark.parametrize("output_format", ["txt", "markdown", "json", "csv", "html"])
@pytest.mark.parametrize("with_metadata", [False, True])
def test_each_format_has_the_text(output_format, with_metadata):
    results = [
        module.extract(
            PAGES["article"],
            url=calls.URL,
            output_format=output_format,
            with_metadata=with_metadata,
        )
        for module in (ours, theirs)
    ]
    for text in results:
        assert "ring road" in text or "bridge" in text or "survey" in text
        if output_format != "csv":  # it has no column for the author
            assert ("Ada Writer" in text) == with_metadata
    if output_format == "csv":
        assert results[0].count("\t") == results[1].count("\t")
    if output_format in ("txt", "markdown") and with_metadata:
        keys = [[line.split(":")[0] for line in t.split("---")[1].splitlines()] for t in results]
        assert set(keys[0]) >= set(keys[1]) - {"fingerprint"}


def test_filters_give_none():
    page = PAGES["article"]
    for module in (ours, theirs):
        assert module.extract(page, url=calls.URL, url_blacklist={calls.URL}) is None
        without_date = page.replace("article:published_time", "x").replace("T09:30:00Z", "")
        without_date = without_date.replace("2026-03", "")
        assert module.extract(without_date, only_with_metadata=True) is None
        named = module.bare_extraction(page, with_metadata=True, author_blacklist={"Ada Writer"})
        assert not named.author


def test_another_language_gives_none():
    assert ours.extract(PAGES["article"], target_language="de") is None
    assert ours.extract(PAGES["article"], target_language="en")


def test_comments_are_there_unless_they_are_left_out():
    page = PAGES["comments"]
    with_comments, without = (ours.extract(page, include_comments=flag) for flag in (True, False))
    assert "ten years ago" in with_comments and "ten years ago" not in without
    assert with_comments.startswith(without)


def test_tables_are_there_unless_they_are_left_out():
    page = PAGES["table"]
    for output_format in ("txt", "markdown"):
        texts = [
            ours.extract(page, include_tables=flag, output_format=output_format)
            for flag in (True, False)
        ]
        assert "parcels handed in" in texts[0] and "parcels handed in" not in texts[1]
        assert "valid for one hour" in texts[1]


def test_metadata_and_whole_pages():
    for module in (ours, theirs):
        found = module.extract_metadata(PAGES["article"], default_url=calls.URL)
        assert (found.title, found.date) == ("Bergen decides on case 5", "2026-03-06")
        assert module.extract_metadata("").title is None
        assert "All rights reserved" in module.html2txt(PAGES["article"], clean=False)
        assert module.html2txt("") == ""
        assert module.baseline("")[1:] == ("", 0)


def test_a_fetch_that_fails_gives_none():
    # Port 9 of this machine answers nothing.
    assert ours.fetch_url("http://127.0.0.1:9/page") is None
    assert ours.fetch_url("not an address") is None


def test_objects_that_trafilatura_accepts_are_accepted():
    lxml_html = pytest.importorskip("lxml.html")
    tree = lxml_html.fromstring(PAGES["article"])
    assert ours.extract(tree) == ours.extract(PAGES["article"])

    class Response:
        data = PAGES["bytes"]

    assert ours.extract(Response()) == ours.extract(PAGES["article"])


def test_functions_that_are_missing_say_what_to_use():
    for function, advice in ((ours.fetch_response, "fetch"), (ours.load_html, "lxml")):
        with pytest.raises(NotImplementedError, match=advice):
            function("https://news.example/")
