"""Writes the output formats of `cleancopy.compat.trafilatura`."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from dataclasses import dataclass
from typing import Any

from ._trafilatura_types import NAMES, TREES, Document

#: Fields in the header of a text: all before the text itself.
HEADER_FIELDS = NAMES[: NAMES.index("body")]
#: Words that YAML does not read as text.
RESERVED = {"true", "false", "yes", "no", "on", "off", "y", "n", "null", "none", "~"}


@dataclass(frozen=True)
class Shape:
    """The parts of the article that the text shows."""

    formatting: bool = False
    links: bool = False
    images: bool = False
    tables: bool = True
    comments: bool = True

    @property
    def is_markdown(self) -> bool:
        """Whether the text needs Markdown; plain text has no links, images or emphasis."""
        return self.formatting or self.links or self.images


def body_text(article: Any, shape: Shape) -> str:
    """The article's text, without comments."""
    if shape.is_markdown:
        markdown = article.to_markdown(links=shape.links, images=shape.images, tables=shape.tables)
        return str(markdown).strip()
    return str(article.text) if shape.tables else without_tables(article)


def without_tables(article: Any) -> str:
    """The text without the rows of its tables, each of which is a line of the text."""
    rows = {_letters(block.text) for block in article.blocks if block.kind.startswith("table")}
    lines = [
        line
        for line in article.text.split("\n")
        if not line.strip() or _letters(line) not in rows
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _letters(line: str) -> str:
    """The line without white space and without the bars between cells."""
    return re.sub(r"[\s|]+", "", line)


def comment_text(article: Any, shape: Shape) -> str:
    """The reader comments, one on each line; empty unless they are asked for."""
    if not shape.comments:
        return ""
    return "\n".join(block.text for block in article.comments if block.text)


def written(document: Document, article: Any, shape: Shape, output: str, metadata: bool) -> str:
    """The document in an output format: `txt`, `markdown`, `json`, `csv` or `html`."""
    if output == "json":
        return _json(document, metadata)
    if output == "csv":
        return _csv(document)
    if output == "html":
        return _html(document, article, shape, metadata)
    text = "\n".join(part for part in (document.raw_text, document.comments) if part)
    return _header(document) + text if metadata else text


def _header(document: Document) -> str:
    """The fields as YAML."""
    lines = []
    for name in HEADER_FIELDS:
        value = getattr(document, name)
        if value:
            lines.append(f"{name}: {_scalar(value) if isinstance(value, str) else value}\n")
    return f"---\n{''.join(lines)}---\n"


def _scalar(value: str) -> str:
    is_plain = (
        value == value.strip()
        and value[0].isalpha()
        and ": " not in value
        and " #" not in value
        and not value.endswith(":")
        and value.lower() not in RESERVED
        and value.isprintable()
    )
    return value if is_plain else json.dumps(value, ensure_ascii=False)


def _json(document: Document, metadata: bool) -> str:
    values: dict[str, Any] = {}
    if metadata:
        values = {name: document[name] for name in NAMES if name not in TREES}
        values["source"] = values.pop("url")
        values["source-hostname"] = values.pop("sitename")
        values["excerpt"] = values.pop("description")
        values["categories"] = ";".join(values.pop("categories") or [])
        values["tags"] = ";".join(values.pop("tags") or [])
    values["text"] = document.raw_text or ""
    values["comments"] = document.comments or ""
    return json.dumps(values, ensure_ascii=False)


def _csv(document: Document) -> str:
    output = io.StringIO()
    row = (
        document.url,
        document.id,
        document.fingerprint,
        document.hostname,
        document.title,
        document.image,
        document.date,
        document.raw_text,
        document.comments,
        document.license,
        document.pagetype,
    )
    csv.writer(output, delimiter="\t").writerow([value or "null" for value in row])
    return output.getvalue()


def _html(document: Document, article: Any, shape: Shape, metadata: bool) -> str:
    page = str(article.to_html(links=shape.links, images=shape.images, tables=shape.tables)).strip()
    if not metadata:
        return page
    tags = "".join(
        f'<meta name="{name}" content="{html.escape(_joined(document[name]))}">\n'
        for name in HEADER_FIELDS
        if document[name]
    )
    return page.replace("</head>", tags + "</head>", 1)


def _joined(value: Any) -> str:
    return value if isinstance(value, str) else ";".join(map(str, value))
