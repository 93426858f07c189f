"""The functions of trafilatura 2.3.1, with cleancopy behind them.

    import cleancopy.compat.trafilatura as trafilatura

    text = trafilatura.extract(trafilatura.fetch_url(url)) or ""

The signatures are those of trafilatura, and `None` is returned where trafilatura returns it. What
cleancopy does not have raises `NotSupported`, a `NotImplementedError`; the message says what to do
instead. An argument that changes nothing gives a `CompatibilityWarning`, once.
`docs/python/trafilatura.md` lists all arguments.
"""

from __future__ import annotations

import hashlib
import re
from configparser import ConfigParser
from datetime import date
from types import SimpleNamespace
from typing import Any, NoReturn
from urllib.parse import urlsplit

import cleancopy

from ._trafilatura_page import Focus, article_of, decoded, html_of, whole_page_cleaner
from ._trafilatura_types import (
    DEFAULT_CONFIG,
    CompatibilityWarning,
    Document,
    NoTree,
    NotSupported,
    say_once,
    use_config,
)
from ._trafilatura_write import Shape, body_text, comment_text, written

__all__ = [
    "CompatibilityWarning",
    "Document",
    "NotSupported",
    "bare_extraction",
    "baseline",
    "extract",
    "extract_metadata",
    "extract_with_metadata",
    "fetch_response",
    "fetch_url",
    "html2txt",
    "load_html",
    "settings",
    "use_config",
]

#: `trafilatura.settings`, as far as programs use it.
settings = SimpleNamespace(
    DEFAULT_CONFIG=DEFAULT_CONFIG, Document=Document, use_config=use_config
)

FORMATS = ("csv", "html", "json", "markdown", "python", "txt", "xml", "xmltei")


def extract(
    filecontent: Any,
    url: str | None = None,
    record_id: str | None = None,
    fast: bool = False,
    no_fallback: bool = False,
    favor_precision: bool = False,
    favor_recall: bool = False,
    include_comments: bool = True,
    output_format: str = "txt",
    tei_validation: bool = False,
    target_language: str | None = None,
    include_tables: bool = True,
    include_images: bool = False,
    include_formatting: bool | None = None,
    include_links: bool = False,
    deduplicate: Any = False,
    date_extraction_params: dict[str, Any] | None = None,
    with_metadata: bool = False,
    only_with_metadata: bool = False,
    max_tree_size: int | None = None,
    url_blacklist: set[str] | None = None,
    author_blacklist: set[str] | None = None,
    settingsfile: str | None = None,
    prune_xpath: str | list[str] | None = None,
    config: ConfigParser | None = DEFAULT_CONFIG,
    options: Any = None,
) -> str | None:
    """Returns the article in `output_format`, or `None` if the page has none."""
    # This must stay the first statement: it passes the arguments on by their names.
    document = _written_document(**locals())
    return None if document is None else document.text


def extract_with_metadata(
    filecontent: Any,
    url: str | None = None,
    record_id: str | None = None,
    fast: bool = False,
    favor_precision: bool = False,
    favor_recall: bool = False,
    include_comments: bool = True,
    output_format: str = "txt",
    tei_validation: bool = False,
    target_language: str | None = None,
    include_tables: bool = True,
    include_images: bool = False,
    include_formatting: bool | None = None,
    include_links: bool = False,
    deduplicate: Any = False,
    date_extraction_params: dict[str, Any] | None = None,
    url_blacklist: set[str] | None = None,
    author_blacklist: set[str] | None = None,
    settingsfile: str | None = None,
    prune_xpath: str | list[str] | None = None,
    config: ConfigParser | None = DEFAULT_CONFIG,
    options: Any = None,
) -> Document | None:
    """Returns a document whose `text` is the article in `output_format`, or `None`."""
    return _written_document(**locals(), with_metadata=True)


def bare_extraction(
    filecontent: Any,
    url: str | None = None,
    fast: bool = False,
    no_fallback: bool = False,
    favor_precision: bool = False,
    favor_recall: bool = False,
    include_comments: bool = True,
    output_format: str = "python",
    target_language: str | None = None,
    include_tables: bool = True,
    include_images: bool = False,
    include_formatting: bool | None = None,
    include_links: bool = False,
    deduplicate: Any = False,
    date_extraction_params: dict[str, Any] | None = None,
    with_metadata: bool = False,
    only_with_metadata: bool = False,
    max_tree_size: int | None = None,
    url_blacklist: set[str] | None = None,
    author_blacklist: set[str] | None = None,
    as_dict: bool = False,
    prune_xpath: str | list[str] | None = None,
    config: ConfigParser | None = DEFAULT_CONFIG,
    options: Any = None,
) -> Document | dict[str, Any] | None:
    """Returns the article as a document, or as a dict if `as_dict` is set, or `None`.

    The document has its metadata even without `with_metadata`, as in trafilatura 1.x.
    """
    found = _found(**locals())
    if found is None:
        return None
    return found[0].as_dict() if as_dict else found[0]


def extract_metadata(
    filecontent: Any,
    default_url: str | None = None,
    date_config: dict[str, Any] | None = None,
    extensive: bool = True,
    author_blacklist: set[str] | None = None,
) -> Document:
    """Returns a document with the metadata and without text; all fields are `None` on failure."""
    if date_config:
        say_once("date_config", "date_config changes nothing: dates are found without settings")
    article = article_of(filecontent, default_url, "balanced")
    if article is None:
        return Document()
    return _document(article, default_url, author_blacklist)


def baseline(filecontent: Any) -> tuple[Any, str, int]:
    """Returns no tree, the text with a preference for too much, and its number of characters.

    If the page has no article, the text is that of the whole page.
    """
    article = article_of(filecontent, None, "recall")
    text = article.text if article else html2txt(filecontent)
    return NoTree(), text, len(text)


def html2txt(content: Any, clean: bool = True) -> str:
    """Returns the text of the whole page; `clean` leaves out asides, menus and footers."""
    html = html_of(content)
    if html is None:
        return ""
    try:
        article = whole_page_cleaner(clean).extract(html)
    except cleancopy.CleancopyError:
        return ""
    parts = [article.title or "", article.text] if not clean else [article.text]
    return "\n".join(part for part in parts if part)


def fetch_url(
    url: str,
    no_ssl: bool = False,
    config: ConfigParser | None = DEFAULT_CONFIG,
    options: Any = None,
) -> str | None:
    """Returns the page as text, or `None` if it cannot be fetched."""
    if no_ssl:
        say_once("no_ssl", "no_ssl changes nothing: certificates are always checked")
    _refuse_config(config, None)
    try:
        page = cleancopy.fetch(url)
    except (cleancopy.CleancopyError, OSError):
        return None
    return decoded(page.bytes, page.headers.get("content-type", "")) if page.bytes else None


def fetch_response(url: str, **_: Any) -> NoReturn:
    raise NotSupported(
        "fetch_response is not supported. Use cleancopy.fetch(url): it returns an object with "
        "bytes, url and status, which cleancopy.extract accepts."
    )


def load_html(htmlobject: Any, max_size: int | None = None) -> NoReturn:
    raise NotSupported(
        "load_html is not supported, because cleancopy makes no lxml tree. Pass the text or the "
        "bytes of the page to extract, or use lxml.html.fromstring."
    )


def _written_document(
    filecontent: Any,
    record_id: str | None = None,
    tei_validation: bool = False,
    settingsfile: str | None = None,
    output_format: str = "txt",
    with_metadata: bool = False,
    options: Any = None,
    **arguments: Any,
) -> Document | None:
    output = getattr(options, "format", output_format)
    if output == "python":
        raise ValueError("'python' format only usable in bare_extraction() function")
    _refuse_config(None, settingsfile)
    found = _found(filecontent, output_format=output, options=options, **arguments)
    if found is None:
        return None
    document, article, shape = found
    metadata = bool(
        with_metadata
        or getattr(options, "with_metadata", False)
        or arguments.get("only_with_metadata")
        or arguments.get("url_blacklist")
        or arguments.get("author_blacklist")
    )
    document.id = record_id
    named = f"{document.title} {document.raw_text}"
    document.fingerprint = hashlib.sha256(named.encode()).hexdigest()[:16]
    shown = document if metadata or output != "csv" else _without_metadata(document)
    document.text = written(shown, article, shape, output, metadata)
    return document


def _without_metadata(document: Document) -> Document:
    names = ("id", "fingerprint", "raw_text", "comments")
    return Document(**{name: document[name] for name in names})


def _found(
    filecontent: Any,
    url: str | None = None,
    fast: bool = False,
    no_fallback: bool = False,
    favor_precision: bool = False,
    favor_recall: bool = False,
    include_comments: bool = True,
    output_format: str = "python",
    target_language: str | None = None,
    include_tables: bool = True,
    include_images: bool = False,
    include_formatting: bool | None = None,
    include_links: bool = False,
    deduplicate: Any = False,
    date_extraction_params: dict[str, Any] | None = None,
    only_with_metadata: bool = False,
    max_tree_size: int | None = None,
    url_blacklist: set[str] | None = None,
    author_blacklist: set[str] | None = None,
    prune_xpath: str | list[str] | None = None,
    config: ConfigParser | None = None,
    options: Any = None,
    **_: Any,
) -> tuple[Document, Any, Shape] | None:
    """The document, its article and what its text shows; `None` if trafilatura gives `None`."""
    if options is not None:
        # An `Extractor` of trafilatura has the same settings as attributes.
        output_format = getattr(options, "format", output_format)
        favor_precision = getattr(options, "focus", "") == "precision"
        favor_recall = getattr(options, "focus", "") == "recall"
        include_comments = getattr(options, "comments", include_comments)
        include_formatting = getattr(options, "formatting", include_formatting)
        include_links = getattr(options, "links", include_links)
        include_images = getattr(options, "images", include_images)
        include_tables = getattr(options, "tables", include_tables)
        target_language = getattr(options, "lang", target_language)
        url = getattr(options, "url", None) or url
        only_with_metadata = getattr(options, "only_with_metadata", only_with_metadata)
        url_blacklist = getattr(options, "url_blacklist", url_blacklist)
        author_blacklist = getattr(options, "author_blacklist", author_blacklist)
    _refuse(output_format, prune_xpath)
    _refuse_config(config, None)
    _warn_without_effect(
        fast=fast,
        no_fallback=no_fallback,
        deduplicate=deduplicate,
        date_extraction_params=date_extraction_params,
        max_tree_size=max_tree_size,
    )
    focus: Focus = "balanced"
    if favor_precision or favor_recall:
        focus = "recall" if favor_recall else "precision"
    article = article_of(filecontent, url, focus)
    if article is None:
        return None
    shape = Shape(
        formatting=output_format == "markdown" if include_formatting is None
        else bool(include_formatting) and output_format != "json",
        links=include_links,
        images=include_images,
        tables=include_tables,
        comments=include_comments,
    )
    document = _document(article, url, author_blacklist)
    document.text = document.raw_text = body_text(article, shape) if article else ""
    document.comments = comment_text(article, shape) if include_comments else None
    if date_extraction_params:
        document.filedate = None
    if not document.text and not document.comments:
        return None
    if target_language and document.language not in (None, _primary(target_language)):
        return None
    if url_blacklist and document.url in url_blacklist:
        return None
    if only_with_metadata and not (document.date and document.title and document.url):
        return None
    return document, article, shape


def _document(article: Any, url: str | None, author_blacklist: set[str] | None) -> Document:
    """The metadata of an article under trafilatura's names."""
    address = article.canonical_url or url
    host = urlsplit(address).hostname if address else None
    hostname = host.removeprefix("www.") if host else None
    refused = {name.lower() for name in author_blacklist or ()}
    authors = [name for name in article.authors if name.lower() not in refused]
    return Document(
        title=article.title,
        author="; ".join(authors) or None,
        url=address,
        hostname=hostname,
        description=article.description,
        sitename=article.site_name or hostname,
        date=article.published[:10] if article.published else None,
        categories=[article.section] if article.section else [],
        tags=list(article.tags),
        license=article.license,
        language=_primary(article.detected_language or article.language),
        image=article.image,
        pagetype=article.schema_type,
        filedate=date.today().isoformat(),
    )


def _primary(language: str | None) -> str | None:
    """The first subtag of a language, in lower case."""
    return re.split("[-_]", language)[0].lower() if language else None


def _refuse(output_format: str, prune_xpath: Any) -> None:
    """Raises an error for arguments that cleancopy cannot honour."""
    if output_format not in FORMATS:
        raise AttributeError(f"Cannot set format, must be one of: {', '.join(FORMATS)}")
    if output_format in ("xml", "xmltei"):
        raise NotSupported(
            f"output_format={output_format!r} is not supported. Use 'html', which is well-formed "
            "and has few elements, 'json', or cleancopy.extract(html).blocks."
        )
    if prune_xpath is not None:
        raise NotSupported(
            "prune_xpath is not supported. Use CSS selectors: "
            "cleancopy.Cleaner(prune=['.related']).extract(html).text"
        )


def _refuse_config(config: ConfigParser | None, settingsfile: str | None) -> None:
    if settingsfile is not None or (config is not None and config is not DEFAULT_CONFIG):
        say_once(
            "config",
            "config and settingsfile change nothing. cleancopy.Cleaner has limits of size as "
            "arguments, and an extraction needs no time limit.",
        )


def _warn_without_effect(**arguments: Any) -> None:
    advice = {
        "fast": "there is only one way to extract, and it is fast",
        "no_fallback": "there is only one way to extract, and it is fast",
        "deduplicate": "use cleancopy batch --deduplicate, or compare content_hash of rows",
        "date_extraction_params": "dates are found without settings",
        "max_tree_size": "use cleancopy.Cleaner(max_nodes=...)",
    }
    for name, value in arguments.items():
        if value:
            say_once(name, f"{name} changes nothing: {advice[name]}")
