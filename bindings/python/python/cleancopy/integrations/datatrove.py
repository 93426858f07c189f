"""datatrove: two steps of a pipeline.

    from datatrove.pipeline.readers import WarcReader
    from cleancopy.integrations.datatrove import Extract

    pipeline = [WarcReader("crawl/"), Extract(focus="precision"), ...]

`Extract` sets the text and the metadata of each document. `CleanCopyExtractor` is a
`BaseExtractor`, a drop-in for datatrove's `Trafilatura`: it sets the text only, in a process with a
time limit for each page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._engine import engine

if TYPE_CHECKING:
    from ._datatrove import CleanCopyExtractor, Extract

REQUIREMENT = "datatrove>=0.4"

__all__ = ["CleanCopyExtractor", "Extract"]


def __getattr__(name: str) -> Any:
    # The classes have a base class of datatrove, so their module needs it.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    engine("datatrove", REQUIREMENT)
    from . import _datatrove

    return getattr(_datatrove, name)
