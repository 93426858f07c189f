"""The steps of `cleancopy.integrations.datatrove`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from datatrove.data import DocumentsPipeline
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.extractors.base import BaseExtractor
from datatrove.utils.typeshelper import StatHints

import cleancopy

from ._settings import values

#: Fields that `Extract` sets if the caller names none. `url` stays as the reader has set it.
FIELDS = (
    "title",
    "authors",
    "published",
    "modified",
    "site_name",
    "language",
    "detected_language",
    "description",
    "section",
    "tags",
    "canonical_url",
    "license",
    "rights",
    "kind",
    "quality",
    "word_count",
)


class Extract(PipelineStep):
    """Sets the text and the metadata of each document.

    The step runs in the process of the task, so it is faster than an extractor with a process of
    its own. A document without text, or one that cannot be read, is dropped and counted, unless
    `keep_empty` is set: then its text is empty, and `metadata["error"]` gives the reason.
    """

    name = "cleancopy"
    type = "🛢 - EXTRAC"

    def __init__(
        self,
        fields: Sequence[str] = FIELDS,
        *,
        url_key: str | None = "url",
        prefix: str = "",
        keep_empty: bool = False,
        min_quality: float = 0.0,
        **settings: Any,
    ) -> None:
        super().__init__()
        if isinstance(fields, str):
            raise TypeError(f"fields is a list of texts, such as [{fields!r}], not a text")
        self.fields = tuple(fields)
        self.url_key = url_key
        self.prefix = prefix
        self.keep_empty = keep_empty
        self.min_quality = min_quality
        self.cleaner = cleancopy.Cleaner(**settings)

    def run(
        self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1
    ) -> DocumentsPipeline:
        for document in data or ():
            self.stat_update(StatHints.total)
            with self.track_time():
                outcome = self._fill(document)
            self.stat_update(outcome)
            if outcome == "extracted" or self.keep_empty:
                self.stat_update(StatHints.forwarded)
                self.update_doc_stats(document)
                yield document
            else:
                self.stat_update(StatHints.dropped)

    def _fill(self, document: Any) -> str:
        """Sets text and metadata; returns the name of the count that the document belongs to."""
        url = document.metadata.get(self.url_key) if self.url_key else None
        try:
            article = self._article(document.text, url)
        except cleancopy.CleancopyError as error:
            document.text = ""
            document.metadata[self.prefix + "error"] = str(error)
            return f"failed_{error.kind}"
        document.text = article.text
        for name, value in values(article, self.fields).items():
            document.metadata[self.prefix + name] = value
        if not article:
            return "empty"
        return "extracted" if article.quality >= self.min_quality else "low_quality"

    def _article(self, html: Any, url: str | None) -> cleancopy.Article:
        """The article; a page is read without its address if that is not a URL."""
        try:
            return self.cleaner.extract(html, url)
        except cleancopy.CleancopyError as error:
            if error.kind != "bad_url":
                raise
            self.stat_update("bad_url")
            return self.cleaner.extract(html)


class CleanCopyExtractor(BaseExtractor):
    """Sets the text of each document, in a process with a time limit of `timeout` seconds a page.

    datatrove counts a page that cannot be read as `clean_error` and drops it.
    """

    name = "⛏ cleancopy"

    def __init__(self, timeout: float = 1, **settings: Any) -> None:
        super().__init__(timeout)
        self.cleaner = cleancopy.Cleaner(**settings)

    def extract(self, text: str) -> str:
        # datatrove's process ends on an exception, so a page that fails gives no text instead.
        try:
            return self.cleaner.extract(text).text
        except cleancopy.CleancopyError:
            return ""
