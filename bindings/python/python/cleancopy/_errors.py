"""The exceptions. The extension module raises them."""

from __future__ import annotations


class CleancopyError(Exception):
    """A failure, with the kind of error and the address of the page where they are known.

    The message is for people, `kind` is for programs: a stable name such as `not_html`. The kind
    `bug` is a panic of the library.
    """

    kind: str
    url: str | None

    def __init__(self, message: str = "", kind: str = "", url: str | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.url = url


class PageError(CleancopyError, ValueError):
    """The input cannot be used: for example, it is too large, not HTML, damaged or missing."""


class SettingsError(CleancopyError, ValueError):
    """A setting cannot be used: for example, a selector, a rule file, an address or a column."""


class FetchError(CleancopyError, OSError):
    """A download failed. `status` is the HTTP status, where the server answered with an error."""

    status: int | None

    def __init__(
        self,
        message: str = "",
        kind: str = "",
        url: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(message, kind, url)
        self.status = status


for _class in (CleancopyError, PageError, SettingsError, FetchError):
    _class.__module__ = "cleancopy"
del _class
