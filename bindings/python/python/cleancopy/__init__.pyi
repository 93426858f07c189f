"""The public names of the package. The docstrings are in the extension module."""

import datetime
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, Protocol, TypeAlias, final, overload

import pyarrow as pa

from cleancopy._errors import CleancopyError as CleancopyError
from cleancopy._errors import FetchError as FetchError
from cleancopy._errors import PageError as PageError
from cleancopy._errors import SettingsError as SettingsError
from cleancopy._spark import spark_ddl as spark_ddl

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

_Html: TypeAlias = str | bytes | bytearray | memoryview | Page
_Item: TypeAlias = _Html | tuple[_Html | None, str | None] | None
_Focus: TypeAlias = Literal["balanced", "precision", "recall"]
_Content: TypeAlias = Literal["text", "markdown", "html"]
_Bytes: TypeAlias = bytes
_Path: TypeAlias = str | os.PathLike[str]

class _ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: Any = None) -> Any: ...

class _ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...

class _ArrowSchema(Protocol):
    def __arrow_c_schema__(self) -> Any: ...

__version__: str
FIELDS: tuple[str, ...]

def extract(
    html: _Html,
    url: str | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    focus: _Focus = ...,
    keep: str | Sequence[str] | None = ...,
    prune: str | Sequence[str] | None = ...,
    extend: Mapping[str, str] | None = ...,
    filter_list: _Path | Sequence[_Path] | None = ...,
    rules: _Path | None = ...,
    schema: bool = ...,
    max_bytes: int = ...,
    max_depth: int = ...,
    max_nodes: int = ...,
) -> Article: ...
@overload
def clean_text(
    text: str, *, focus: _Focus = "balanced", explain: Literal[False] = False
) -> str: ...
@overload
def clean_text(text: str, *, focus: _Focus = "balanced", explain: Literal[True]) -> CleanText: ...
@overload
def clean_text(text: str, *, focus: _Focus = "balanced", explain: bool) -> str | CleanText: ...
def fetch(
    url: str,
    *,
    timeout: float = 30.0,
    retries: int = 2,
    max_bytes: int = 67108864,
    user_agent: str | None = None,
    headers: Mapping[str, str] | None = None,
    cookies: _Path | None = None,
    proxy: str | None = None,
    robots: bool = False,
    private: bool = True,
    cache: _Path | None = None,
    offline: bool = False,
) -> Page: ...
def links(
    url_or_file: _Path,
    *,
    since: datetime.date | str | None = None,
    limit: int | None = None,
    base_url: str | None = None,
) -> list[Link]: ...
@final
class Cleaner:
    def __new__(
        cls,
        *,
        focus: _Focus = "balanced",
        keep: str | Sequence[str] | None = (),
        prune: str | Sequence[str] | None = (),
        extend: Mapping[str, str] | None = None,
        filter_list: _Path | Sequence[_Path] | None = None,
        rules: _Path | None = None,
        schema: bool = False,
        max_bytes: int = 67108864,
        max_depth: int = 512,
        max_nodes: int = 2000000,
    ) -> Cleaner: ...
    def extract(
        self, html: _Html, url: str | None = None, *, headers: Mapping[str, str] | None = None
    ) -> Article: ...
    @overload
    def extract_many(
        self, pages: Iterable[_Item], *, workers: int | None = None, errors: Literal["raise"]
    ) -> Iterator[Article]: ...
    @overload
    def extract_many(
        self,
        pages: Iterable[_Item],
        *,
        workers: int | None = None,
        errors: Literal["return"] = "return",
    ) -> ArticleIterator: ...
    @overload
    def extract_batch(
        self,
        batch: pa.RecordBatch,
        *,
        html: str = "html",
        url: str | None = None,
        keep_html: bool = False,
        workers: int | None = 1,
        content: _Content | Sequence[_Content] = "text",
        fields: Sequence[str] | None = None,
        prefix: str = "",
    ) -> pa.RecordBatch: ...
    @overload
    def extract_batch(  # type: ignore[overload-cannot-match]  # pyarrow has no types of its own
        self,
        batch: _ArrowArray | _ArrowStream,
        *,
        html: str = "html",
        url: str | None = None,
        keep_html: bool = False,
        workers: int | None = 1,
        content: _Content | Sequence[_Content] = "text",
        fields: Sequence[str] | None = None,
        prefix: str = "",
    ) -> pa.RecordBatch | pa.Table: ...
    def extract_batches(
        self,
        stream: _ArrowStream,
        *,
        html: str = "html",
        url: str | None = None,
        keep_html: bool = False,
        workers: int | None = 1,
        content: _Content | Sequence[_Content] = "text",
        fields: Sequence[str] | None = None,
        prefix: str = "",
    ) -> pa.RecordBatchReader: ...
    def schema(
        self,
        input: _ArrowSchema | None = None,
        *,
        html: str = "html",
        url: str | None = None,
        keep_html: bool = False,
        workers: int | None = 1,
        content: _Content | Sequence[_Content] = "text",
        fields: Sequence[str] | None = None,
        prefix: str = "",
    ) -> pa.Schema: ...
    def explain(
        self, html: _Html, url: str | None = None, *, find: str | None = None
    ) -> Report: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class ArticleIterator(Iterator[Article | CleancopyError]):
    def __iter__(self) -> ArticleIterator: ...
    def __next__(self) -> Article | CleancopyError: ...
    def close(self) -> None: ...

@final
class Article:
    # The fields of docs/fields.md.
    @property
    def url(self) -> str | None: ...
    @property
    def hostname(self) -> str | None: ...
    @property
    def title(self) -> str | None: ...
    @property
    def alternative_headline(self) -> str | None: ...
    @property
    def authors(self) -> list[str]: ...
    @property
    def published(self) -> str | None: ...
    @property
    def published_utc(self) -> str | None: ...
    @property
    def modified(self) -> str | None: ...
    @property
    def site_name(self) -> str | None: ...
    @property
    def publisher(self) -> str | None: ...
    @property
    def language(self) -> str | None: ...
    @property
    def detected_language(self) -> str | None: ...
    @property
    def direction(self) -> str | None: ...
    @property
    def description(self) -> str | None: ...
    @property
    def section(self) -> str | None: ...
    @property
    def tags(self) -> list[str]: ...
    @property
    def image(self) -> str | None: ...
    @property
    def image_width(self) -> int | None: ...
    @property
    def image_height(self) -> int | None: ...
    @property
    def image_caption(self) -> str | None: ...
    @property
    def images(self) -> list[str]: ...
    @property
    def video(self) -> str | None: ...
    @property
    def canonical_url(self) -> str | None: ...
    @property
    def amp_url(self) -> str | None: ...
    @property
    def license(self) -> str | None: ...
    @property
    def rights(self) -> list[str]: ...
    @property
    def isbn(self) -> str | None: ...
    @property
    def agency(self) -> str | None: ...
    @property
    def corrections(self) -> list[str]: ...
    @property
    def kind(self) -> str: ...
    @property
    def kind_confidence(self) -> float: ...
    @property
    def quality(self) -> float: ...
    @property
    def schema_type(self) -> str | None: ...
    @property
    def is_free(self) -> bool | None: ...
    @property
    def word_count(self) -> int: ...
    @property
    def reading_minutes(self) -> int: ...
    @property
    def schema_org(self) -> list[Any] | None: ...
    @property
    def sources(self) -> dict[str, str]: ...
    @property
    def warnings(self) -> list[str]: ...
    @property
    def extra(self) -> dict[str, list[str]]: ...

    @property
    def date(self) -> datetime.date | None: ...
    @property
    def text(self) -> str: ...
    @property
    def markdown(self) -> str: ...
    @property
    def html(self) -> str: ...
    @property
    def comments(self) -> list[Block]: ...

    @property
    def blocks(self) -> list[Block]: ...
    def to_markdown(
        self,
        *,
        links: bool = False,
        images: bool = False,
        tables: bool = True,
        comments: bool = False,
        metadata: bool = False,
    ) -> str: ...
    def to_html(
        self,
        *,
        links: bool = False,
        images: bool = False,
        tables: bool = True,
        comments: bool = False,
        metadata: bool = False,
    ) -> str: ...
    def to_dict(self, *, comments: bool = False) -> dict[str, Any]: ...
    def to_json(self, *, comments: bool = False, indented: bool = False) -> str: ...
    def __bool__(self) -> bool: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class Block:
    def __new__(
        cls,
        role: str,
        kind: str,
        text: str,
        spans: Sequence[Span] = (),
        *,
        level: int | None = None,
        number: int | None = None,
        table: int | None = None,
        is_header: bool = False,
    ) -> Block: ...
    @property
    def role(self) -> Literal[
        "body", "headline", "standfirst", "byline", "dateline", "caption", "credit"
    ]: ...
    @property
    def kind(self) -> Literal[
        "paragraph",
        "heading",
        "list_item",
        "quote",
        "preformatted",
        "table_row",
        "caption",
        "image",
        "embed",
    ]: ...
    @property
    def text(self) -> str: ...
    @property
    def spans(self) -> list[Span]: ...
    @property
    def level(self) -> int | None: ...
    @property
    def number(self) -> int | None: ...
    @property
    def table(self) -> int | None: ...
    @property
    def is_header(self) -> bool: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class Span:
    def __new__(
        cls, start: int, end: int, kind: str, target: str | None = None, alt: str | None = None
    ) -> Span: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def kind(self) -> Literal[
        "link", "emphasis", "strong", "code", "deleted", "math", "note_mark", "note",
        "language", "task", "in_item", "in_quote", "break", "cell", "row_header", "image",
        "embed"
    ]: ...
    @property
    def target(self) -> str | None: ...
    @property
    def alt(self) -> str | None: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class Page:
    def __new__(
        cls,
        html: _Html,
        url: str | None = None,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Page: ...
    @property
    def url(self) -> str | None: ...
    @property
    def status(self) -> int: ...
    @property
    def bytes(self) -> _Bytes: ...
    @property
    def headers(self) -> dict[str, str]: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class Report:
    def text(self) -> str: ...
    def html(self) -> str: ...
    def json(self) -> str: ...
    def _repr_html_(self) -> str: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class CleanText:
    @property
    def text(self) -> str: ...
    @property
    def explanation(self) -> str: ...
    @property
    def diff(self) -> str: ...
    @property
    def is_changed(self) -> bool: ...
    @property
    def is_page(self) -> bool: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class Link:
    def __new__(
        cls, url: str, title: str | None = None, date: str | None = None, source: str = ""
    ) -> Link: ...
    @property
    def url(self) -> str: ...
    @property
    def title(self) -> str | None: ...
    @property
    def date(self) -> str | None: ...
    @property
    def source(self) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[Any, ...]: ...
