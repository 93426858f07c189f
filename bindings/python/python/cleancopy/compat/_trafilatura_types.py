"""The types of `cleancopy.compat.trafilatura`: documents, configuration, refusals and warnings."""

from __future__ import annotations

import configparser
import sys
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

#: Names of the fields of a document, in trafilatura's order.
NAMES = (
    "title",
    "author",
    "url",
    "hostname",
    "description",
    "sitename",
    "date",
    "categories",
    "tags",
    "fingerprint",
    "id",
    "license",
    "body",
    "comments",
    "commentsbody",
    "raw_text",
    "text",
    "language",
    "image",
    "pagetype",
    "filedate",
)
TREES = ("body", "commentsbody")
NO_TREE = (
    "cleancopy makes no lxml tree. Use the text of the document, cleancopy.extract(html).blocks, "
    "or lxml.html.fromstring(cleancopy.extract(html).html)."
)


class NotSupported(NotImplementedError, AttributeError):
    """Something of trafilatura that cleancopy does not have.

    It is an `AttributeError` too, so that `hasattr` and `getattr` with a default work.
    """


class CompatibilityWarning(UserWarning):
    """An argument of trafilatura that changes nothing here."""


_said: set[str] = set()


def say_once(name: str, text: str) -> None:
    """Warns about an argument, once in the life of the process."""
    if name not in _said:
        _said.add(name)
        message = f"cleancopy.compat.trafilatura: {text}"
        warnings.warn(message, CompatibilityWarning, stacklevel=_level_of_caller())


def _level_of_caller() -> int:
    """The number of frames between `say_once` and the code that called this package."""
    frame = sys._getframe(1)
    level = 1
    while frame.f_back and frame.f_globals.get("__package__") == __package__:
        frame, level = frame.f_back, level + 1
    return level


class Document(Mapping[str, Any]):
    """An article with trafilatura's names of fields.

    Code for trafilatura 1.x reads it as a dict, code for 2.x by attributes or `as_dict()`.
    """

    title: str | None
    author: str | None
    url: str | None
    hostname: str | None
    description: str | None
    sitename: str | None
    date: str | None
    categories: list[str] | None
    tags: list[str] | None
    fingerprint: str | None
    id: str | None
    license: str | None
    comments: str | None
    raw_text: str | None
    text: str | None
    language: str | None
    image: str | None
    pagetype: str | None
    filedate: str | None

    def __init__(self, **values: Any) -> None:
        unknown = values.keys() - set(NAMES)
        if unknown:
            raise TypeError(f"a Document has no field {sorted(unknown)[0]!r}")
        for name in NAMES:
            if name not in TREES:
                setattr(self, name, values.get(name))

    @property
    def body(self) -> Any:
        raise NotSupported(NO_TREE)

    @property
    def commentsbody(self) -> Any:
        raise NotSupported(NO_TREE)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Document:
        return cls(**{name: value for name, value in data.items() if name not in TREES})

    def as_dict(self) -> dict[str, Any]:
        """All fields; `body` and `commentsbody` are `None`."""
        return {name: None if name in TREES else getattr(self, name) for name in NAMES}

    def __getitem__(self, name: str) -> Any:
        if name not in NAMES:
            raise KeyError(name)
        return None if name in TREES else getattr(self, name)

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)

    def __repr__(self) -> str:
        text = self.text or ""
        return f"<Document {self.title!r} {len(text)} characters>"

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Document):
            return self.as_dict() == other.as_dict()
        return NotImplemented


class NoTree:
    """Stands where `baseline` of trafilatura gives an lxml element."""

    def __getattr__(self, name: str) -> Any:
        raise NotSupported(NO_TREE)

    def __repr__(self) -> str:
        return "<no tree>"


#: The settings that trafilatura's own file has; cleancopy reads none of them.
DEFAULTS = {
    "DOWNLOAD_TIMEOUT": "30",
    "MAX_FILE_SIZE": "20000000",
    "MIN_FILE_SIZE": "10",
    "SLEEP_TIME": "5.0",
    "USER_AGENTS": "",
    "COOKIE": "",
    "MAX_REDIRECTS": "2",
    "MIN_EXTRACTED_SIZE": "250",
    "MIN_EXTRACTED_COMM_SIZE": "1",
    "MIN_OUTPUT_SIZE": "1",
    "MIN_OUTPUT_COMM_SIZE": "1",
    "EXTRACTION_TIMEOUT": "30",
    "MIN_DUPLCHECK_SIZE": "100",
    "MAX_REPETITIONS": "2",
    "EXTENSIVE_DATE_SEARCH": "on",
    "EXTERNAL_URLS": "off",
}


def use_config(
    filename: str | None = None, config: configparser.ConfigParser | None = None
) -> configparser.ConfigParser:
    """Returns a configuration that can be read and changed; it has no effect on extraction."""
    if config is not None:
        return config
    made = configparser.ConfigParser()
    made["DEFAULT"] = DEFAULTS
    if filename is not None:
        made.read(filename, encoding="utf-8")
    return made


DEFAULT_CONFIG = use_config()
