"""One page: the article, its fields, its forms."""

from __future__ import annotations

import ast
import datetime
import inspect
import json
import pickle
from pathlib import Path

import cleancopy
import pytest
from conftest import STORY


def without_input(record: dict) -> dict:
    return {name: value for name, value in record.items() if name not in ("id", "url")}


# The columns that a run adds to the record of a page.
RUN = ["path", "status", "error", "http_status", "fetched_at", "content_hash", "extractor", "options"]


def test_every_corpus_page_gives_the_record_of_the_command(corpus, command_records):
    for (path, html), expected in zip(corpus, command_records):
        record = cleancopy.extract(html).to_dict()
        assert [name for name in expected if name not in record] == RUN, path
        expected = {name: value for name, value in expected.items() if name not in RUN}
        assert list(record) == list(expected), path
        assert without_input(record) == without_input(expected), path
        assert record["id"] is None and record["url"] is None


def test_json_is_the_record(corpus):
    for path, html in corpus:
        article = cleancopy.extract(html, "https://news.example/a")
        record = article.to_dict(comments=True)
        assert json.loads(article.to_json(comments=True)) == record, path
        assert json.loads(article.to_json(indented=True)) == article.to_dict()
        assert list(record).index("comments") == list(record).index("text") + 1
        assert record["url"] == "https://news.example/a"


def test_attributes_are_the_values_of_the_record(corpus):
    own = {"date", "markdown", "html", "comments", "schema_org"}
    for path, html in corpus:
        article = cleancopy.extract(html)
        record = article.to_dict()
        for name in cleancopy.FIELDS:
            if name not in own:
                value = getattr(article, name)
                # An empty object is null in a record, since a Parquet file cannot hold it.
                assert (None if value == {} else value) == record[name], (path, name)
        day = article.date.isoformat() if article.date else None
        assert day == record["date"], path


def test_the_stub_has_every_field_and_no_other():
    stub = Path(cleancopy.__file__).with_suffix(".pyi").read_text()
    classes = [node for node in ast.parse(stub).body if isinstance(node, ast.ClassDef)]
    article = next(node for node in classes if node.name == "Article")
    properties = {
        node.name
        for node in article.body
        if isinstance(node, ast.FunctionDef) and any(
            isinstance(d, ast.Name) and d.id == "property" for d in node.decorator_list
        )
    }
    assert properties - {"blocks"} == set(cleancopy.FIELDS)
    assert len(cleancopy.FIELDS) == len(properties) - 1


def test_attributes_are_documented_and_read_only():
    article = cleancopy.extract(STORY)
    for name in cleancopy.FIELDS:
        assert inspect.getdoc(getattr(type(article), name)), name
        with pytest.raises(AttributeError):
            setattr(article, name, None)


def test_a_story_is_read():
    article = cleancopy.extract(STORY, "https://news.example/2024/regen")
    assert article and article.title == "Regen in Köln 🌧️"
    assert article.authors == ["Jörg Müller"]
    assert article.date == datetime.date(2024, 3, 5)
    assert article.published == "2024-03-05T09:30:00+01:00"
    assert article.sources["title"] and isinstance(article.sources, dict)
    assert article.text.startswith("Es regnete 🌧️ den ganzen Tag")
    assert article.url == "https://news.example/2024/regen"
    assert "(https://news.example/b%C3%BCrgermeisterin)" in article.to_markdown(links=True)
    assert "](" not in article.markdown
    assert article.html.startswith("<!") and "<a " in article.to_html(links=True)
    assert article.to_markdown(metadata=True).startswith("---\n")


def test_repr_names_title_kind_quality_and_words():
    article = cleancopy.extract("<h1>Rain's \"end\"</h1><p>It rained all day, the mayor said.</p>")
    text = repr(article)
    assert text.startswith("<Article ") and text.endswith(" 7 words>") and " quality=0." in text
    assert repr(article.title) in text and f" {article.kind} " in text
    assert repr(cleancopy.extract("")) == "<Article None empty quality=0.00 0 words>"


def test_an_article_without_text_is_false():
    pages = [("", "empty"), (b"", "empty"), ("<p></p>", "empty"), ("<script>1</script>", "scripts")]
    for html, kind in pages:
        article = cleancopy.extract(html)
        assert not article and article.text == "" and article.kind == kind
        assert article.date is None and article.authors == [] and article.extra == {}


def test_spans_count_characters():
    article = cleancopy.extract(STORY)
    block = next(b for b in article.blocks if b.role == "body")
    found = {span.kind: block.text[span.start : span.end] for span in block.spans}
    assert found == {"link": "Bürgermeisterin", "strong": "Dienstag"}
    link = next(span for span in block.spans if span.kind == "link")
    assert (link.target, link.alt) == ("/bürgermeisterin", None)
    assert article.blocks[0].role == "headline" and article.blocks[0].kind == "heading"
    assert article.blocks[0].level == 1


def test_spans_are_inside_their_text(corpus):
    for path, html in corpus:
        article = cleancopy.extract(html)
        for block in article.blocks + article.comments:
            for span in block.spans:
                assert 0 <= span.start <= span.end <= len(block.text), path


def test_blocks_can_be_made_and_copied(corpus):
    for _, html in corpus:
        for block in cleancopy.extract(html).blocks:
            copy = cleancopy.Block(
                block.role,
                block.kind,
                block.text,
                block.spans,
                level=block.level,
                number=block.number,
                table=block.table,
                is_header=block.is_header,
            )
            assert copy == block and copy.spans == block.spans and hash(copy) == hash(block)
    with pytest.raises(ValueError, match="role"):
        cleancopy.Block("lead", "paragraph", "")


def test_extra_fields_and_json_ld_are_returned():
    html = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "n": 1.5}</script>'
        "<h1>Rain</h1><p>It rained all day.</p><b class=x>one</b><b class=x>two</b>"
    )
    article = cleancopy.extract(html, extend={"bold": "b.x"}, schema=True)
    assert article.extra == {"bold": ["one", "two"]}
    assert article.schema_org == [{"@type": "NewsArticle", "n": 1.5}]
    assert list(article.to_dict(comments=True)) == list(article.to_dict()) [:-4] + [
        "comments", "schema_org", "sources", "warnings", "extra",
    ]
    assert cleancopy.extract(html).schema_org is None


def test_articles_pickle_with_all_their_forms(corpus):
    for path, html in corpus:
        article = cleancopy.extract(html, "https://news.example/a/b", schema=True)
        copy = pickle.loads(pickle.dumps(article))
        assert copy == article and hash(copy) == hash(article), path
        assert copy.to_json(comments=True) == article.to_json(comments=True), path
        assert repr(copy) == repr(article) and bool(copy) == bool(article)
        assert copy.blocks == article.blocks and copy.comments == article.comments
        options = dict(links=True, images=True, comments=True, metadata=True)
        assert copy.to_markdown(**options) == article.to_markdown(**options), path
        assert copy.to_html(**options) == article.to_html(**options), path
