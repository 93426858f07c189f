"""Scrapy: an item pipeline that fills items with the article of their page.

    ITEM_PIPELINES = {"cleancopy.integrations.scrapy.CleanCopyPipeline": 300}

The item has the page in its field `html`, as text or bytes, and its address in `url`. Settings:

- `CLEANCOPY_HTML_FIELD`, default `html`
- `CLEANCOPY_URL_FIELD`, default `url`
- `CLEANCOPY_FIELDS`: the fields to set; for an item class, by default those that it declares
- `CLEANCOPY_PREFIX`: text before the names of the fields, default empty
- `CLEANCOPY_KEEP_HTML`: whether the page stays in the item, default `False`
- `CLEANCOPY_DROP_EMPTY`: whether an item without text is dropped, default `False`
- `CLEANCOPY_SETTINGS`: arguments of `cleancopy.Cleaner`, such as `{"focus": "precision"}`
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import cleancopy

from ._engine import engine
from ._settings import values

REQUIREMENT = "scrapy>=2.11"

#: Fields that a plain dict gets if the settings name none.
FIELDS = (
    "title",
    "authors",
    "published",
    "modified",
    "site_name",
    "language",
    "description",
    "section",
    "tags",
    "image",
    "canonical_url",
    "kind",
    "quality",
    "word_count",
    "text",
)


class CleanCopyPipeline:
    """An item pipeline; see the text of the module for its settings.

    An item whose page cannot be read gets `error` and `error_kind` (after the prefix), if it is a
    dictionary or its class declares them; with `drop_empty`, it is dropped. An item without a page
    passes unchanged. The statistics count `cleancopy/written`, `cleancopy/empty`,
    `cleancopy/failed` and `cleancopy/skipped`.
    """

    def __init__(
        self,
        html_field: str = "html",
        url_field: str | None = "url",
        fields: Sequence[str] | None = None,
        prefix: str = "",
        keep_html: bool = False,
        drop_empty: bool = False,
        settings: Mapping[str, Any] | None = None,
        stats: Any = None,
    ) -> None:
        self.html_field = html_field
        self.url_field = url_field
        self.fields = None if fields is None else tuple(fields)
        self.prefix = prefix
        self.keep_html = keep_html
        self.drop_empty = drop_empty
        self.stats = stats
        self.cleaner = cleancopy.Cleaner(**(settings or {}))

    @classmethod
    def from_crawler(cls, crawler: Any) -> CleanCopyPipeline:
        settings = crawler.settings
        return cls(
            html_field=settings.get("CLEANCOPY_HTML_FIELD", "html"),
            url_field=settings.get("CLEANCOPY_URL_FIELD", "url"),
            fields=settings.getlist("CLEANCOPY_FIELDS") or None,
            prefix=settings.get("CLEANCOPY_PREFIX", ""),
            keep_html=settings.getbool("CLEANCOPY_KEEP_HTML"),
            drop_empty=settings.getbool("CLEANCOPY_DROP_EMPTY"),
            settings=settings.getdict("CLEANCOPY_SETTINGS"),
            stats=crawler.stats,
        )

    async def process_item(self, item: Any, spider: Any = None) -> Any:
        adapter = engine("itemadapter", REQUIREMENT).ItemAdapter(item)
        html = adapter.get(self.html_field)
        if html is None:
            self._count("skipped")
            return item
        url = adapter.get(self.url_field) if self.url_field else None
        article, error = await self._in_thread(html, url)
        if not self.keep_html:
            self._remove_html(adapter)
        if error is not None:
            self._count("failed")
            self._count(f"failed/{error.kind}")
            self._set(adapter, {"error": str(error), "error_kind": error.kind})
        else:
            self._count("written" if article else "empty")
            self._set(adapter, values(article, self._names(adapter)))
        if not article and self.drop_empty:
            reason = str(error) if error is not None else "the page has no article text"
            raise engine("scrapy.exceptions", REQUIREMENT).DropItem(f"{url}: {reason}")
        return item

    async def _in_thread(self, html: Any, url: str | None) -> tuple[Any, Any]:
        """The article or the error; another thread extracts, so that downloads go on."""
        try:
            asyncio.get_running_loop()
        except RuntimeError:  # a reactor of Twisted without asyncio
            return self._article(html, url)
        return await asyncio.to_thread(self._article, html, url)

    def _article(self, html: Any, url: str | None) -> tuple[Any, Any]:
        try:
            return self.cleaner.extract(html, url), None
        except cleancopy.CleancopyError as error:
            return None, error

    def _names(self, adapter: Any) -> Sequence[str]:
        """The fields to set: those of the settings, or those that the item can have."""
        if self.fields is not None:
            return self.fields
        declared = self._declared(adapter)
        if declared is None:
            return FIELDS
        free = declared - {self.html_field, self.url_field}
        return [name for name in sorted(cleancopy.FIELDS) if self.prefix + name in free]

    def _set(self, adapter: Any, values: Mapping[str, Any]) -> None:
        declared = self._declared(adapter)
        for name, value in values.items():
            name = self.prefix + name
            if declared is None or name in declared:
                adapter[name] = value
            elif self.fields is not None and name.removeprefix(self.prefix) in self.fields:
                raise KeyError(
                    f"CLEANCOPY_FIELDS names {name!r}, but {type(adapter.item).__name__} does "
                    "not declare it"
                )

    def _declared(self, adapter: Any) -> set[str] | None:
        """The fields that an item class declares; `None` for a dict, which takes any."""
        if isinstance(adapter.item, dict):
            return None
        return set(adapter.field_names())

    def _remove_html(self, adapter: Any) -> None:
        try:
            del adapter[self.html_field]
        except KeyError:
            pass

    def _count(self, name: str) -> None:
        if self.stats is not None:
            self.stats.inc_value(f"cleancopy/{name}")
