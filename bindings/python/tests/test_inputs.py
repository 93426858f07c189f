"""The inputs that count as pages, and the errors of the others."""

from __future__ import annotations

import pickle

import cleancopy
import pytest
from conftest import STORY

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"


def test_every_input_type_gives_the_same_article():
    expected = cleancopy.extract(STORY)
    data = STORY.encode()
    for html in [data, bytearray(data), memoryview(data), memoryview(bytearray(data))[:]]:
        assert cleancopy.extract(html) == expected
    assert cleancopy.extract(cleancopy.Page(data)) == expected


def test_bytes_are_decoded_as_the_page_says_and_text_is_not():
    html = '<meta charset="iso-8859-1"><h1>Tür</h1><p>Die Tür blieb den ganzen Tag über zu.</p>'
    assert "Tür" in cleancopy.extract(html).text
    assert "Tür" in cleancopy.extract(html.encode("latin-1")).text
    headers = {"Content-Type": "text/html; charset=windows-1251"}
    assert "Tür" in cleancopy.extract(html, headers=headers).text
    assert "Tür" not in cleancopy.extract(html.encode("latin-1"), headers=headers).text


def test_a_lone_surrogate_does_no_harm():
    article = cleancopy.extract("<p>It rained \udce4 all day in the valley, the mayor said.</p>")
    assert "It rained \ufffd" in article.text and " all day" in article.text
    assert cleancopy.clean_text("It rained \udce4.").startswith("It rained \ufffd")


@pytest.mark.parametrize("html", [None, 1, ["<p>"], object()])
def test_a_wrong_type_is_named_with_those_that_are_accepted(html):
    with pytest.raises(TypeError, match="bytearray.*memoryview.*not " + type(html).__name__):
        cleancopy.extract(html)


def test_errors_have_classes_kinds_and_addresses():
    cases = [
        (lambda: cleancopy.extract(PDF, "https://a.example/x"), cleancopy.PageError, "not_html"),
        (lambda: cleancopy.extract("x" * 99, max_bytes=9), cleancopy.PageError, "too_large"),
        (lambda: cleancopy.extract("", "ftp://x/"), cleancopy.SettingsError, "bad_url"),
        (lambda: cleancopy.Cleaner(keep=["[["]), cleancopy.SettingsError, "bad_selector"),
        (lambda: cleancopy.Cleaner(rules="/no/such"), cleancopy.SettingsError, "io"),
        (lambda: cleancopy.Cleaner(filter_list="/no/such"), cleancopy.SettingsError, "io"),
        (lambda: cleancopy.fetch("nonsense"), cleancopy.SettingsError, "bad_url"),
    ]
    for work, kind_of_class, kind in cases:
        with pytest.raises(kind_of_class) as caught:
            work()
        error = caught.value
        assert error.kind == kind
        assert isinstance(error, cleancopy.CleancopyError) and isinstance(error, ValueError)
        copy = pickle.loads(pickle.dumps(error))
        assert (type(copy), str(copy)) == (type(error), str(error))
        assert (copy.kind, copy.url) == (error.kind, error.url)
    with pytest.raises(cleancopy.PageError) as caught:
        cleancopy.extract(PDF, "https://a.example/x")
    assert caught.value.url == "https://a.example/x" and "a.example" in str(caught.value)
    assert cleancopy.PageError.__module__ == "cleancopy"


def test_wrong_settings_are_refused():
    with pytest.raises(ValueError, match="balanced"):
        cleancopy.Cleaner(focus="sharp")
    with pytest.raises(TypeError, match="there is no setting \"fast\""):
        cleancopy.extract("", fast=True)
    with pytest.raises(TypeError, match="keep"):
        cleancopy.Cleaner(keep=3)
    with pytest.raises(TypeError, match="extend"):
        cleancopy.Cleaner(extend=["a"])


def test_a_page_has_its_parts_and_pickles():
    page = cleancopy.Page(
        b"<p>x", "https://a.example/x", status=404, headers={"Content-Language": "de", "X": "y"}
    )
    assert (page.url, page.bytes, page.status) == ("https://a.example/x", b"<p>x", 404)
    assert page.headers == {"content-language": "de"}
    copy = pickle.loads(pickle.dumps(page))
    assert copy == page and copy.headers == page.headers
    assert cleancopy.extract(page).url == page.url
    assert cleancopy.extract(page, "https://b.example/").url == "https://b.example/"


def test_settings_decide():
    html = "<h1>Rain</h1><p>It rained all day.</p><aside class=x><p>Keep this one line.</p></aside>"
    assert "Keep this" in cleancopy.extract(html, keep="aside.x").text
    assert "It rained" not in cleancopy.extract(html, prune=["h1 + p"]).text
