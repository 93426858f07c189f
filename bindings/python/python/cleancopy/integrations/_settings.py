"""The settings that all engines share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cleancopy

if TYPE_CHECKING:
    import pyarrow as pa

#: Rows in a batch. A page has some 200 kB, so a batch has some 50 MB.
BATCH_ROWS = 256


def make_cleaner(cleaner: cleancopy.Cleaner | Mapping[str, Any] | None) -> cleancopy.Cleaner:
    """Returns the cleaner itself, or a new one with the settings given."""
    if isinstance(cleaner, cleancopy.Cleaner):
        return cleaner
    return cleancopy.Cleaner(**(cleaner or {}))


@dataclass(frozen=True)
class Columns:
    """How `Cleaner.extract_batch` treats the columns. Equal objects pickle to equal bytes."""

    html: str = "html"
    url: str | None = None
    keep_html: bool = False
    content: tuple[str, ...] = ("text",)
    fields: tuple[str, ...] | None = None
    prefix: str = ""

    @classmethod
    def checked(
        cls,
        html: str,
        url: str | None,
        keep_html: bool,
        content: Sequence[str],
        fields: Sequence[str] | None,
        prefix: str,
    ) -> Columns:
        """Columns from arguments of a user; a text instead of a list of texts is an error."""
        for name, value in (("content", content), ("fields", fields)):
            if isinstance(value, str):
                raise TypeError(f"{name} is a list of texts, such as [{value!r}], not a text")
        chosen = None if fields is None else tuple(fields)
        return cls(html, url, keep_html, tuple(content), chosen, prefix)

    def arguments(self) -> dict[str, Any]:
        """The keyword arguments of `Cleaner.extract_batch` and `Cleaner.schema`."""
        return {
            "html": self.html,
            "url": self.url,
            "keep_html": self.keep_html,
            "content": list(self.content),
            "fields": None if self.fields is None else list(self.fields),
            "prefix": self.prefix,
        }


class TableExtract:
    """A callable that extracts the pages of a `pyarrow.Table`, for `map` of an engine.

    Objects with equal settings pickle to equal bytes.
    """

    #: Says what to do if the engine passes another type than a table.
    advice = ""

    def __init__(
        self,
        html: str = "html",
        url: str | None = None,
        cleaner: cleancopy.Cleaner | Mapping[str, Any] | None = None,
        *,
        keep_html: bool = False,
        content: Sequence[str] = ("text",),
        fields: Sequence[str] | None = None,
        prefix: str = "",
    ) -> None:
        self.cleaner = make_cleaner(cleaner)
        self.columns = Columns.checked(html, url, keep_html, content, fields, prefix)

    def __call__(self, table: pa.Table) -> pa.Table:
        if not hasattr(table, "to_batches"):
            raise TypeError(f"the batch is a {type(table).__name__}, not a table: {self.advice}")
        return self.cleaner.extract_batch(table, **self.columns.arguments())


def values(article: cleancopy.Article, names: Sequence[str]) -> dict[str, Any]:
    """The fields of an article with these names; `comments` is text, as in rows, not blocks."""
    found = {name: getattr(article, name) for name in names}
    if "comments" in found:
        found["comments"] = article.to_dict(comments=True)["comments"]
    return found
