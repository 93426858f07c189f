"""Extracts the text and the metadata of an article from a news page.

>>> import cleancopy
>>> article = cleancopy.extract("<h1>Rain</h1><p>It rained all day, the mayor said.</p>")
>>> article.text
'It rained all day, the mayor said.'
"""

from cleancopy._cleancopy import (
    FIELDS,
    Article,
    ArticleIterator,
    Block,
    Cleaner,
    CleanText,
    Link,
    Page,
    Report,
    Span,
    __version__,
    clean_text,
    extract,
    fetch,
    links,
)
from cleancopy._errors import CleancopyError, FetchError, PageError, SettingsError
from cleancopy._spark import spark_ddl

__all__ = [
    "FIELDS",
    "Article",
    "ArticleIterator",
    "Block",
    "CleanText",
    "CleancopyError",
    "Cleaner",
    "FetchError",
    "Link",
    "Page",
    "PageError",
    "Report",
    "SettingsError",
    "Span",
    "__version__",
    "clean_text",
    "extract",
    "fetch",
    "links",
    "spark_ddl",
]
