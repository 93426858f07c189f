"""Imports an engine when it is needed."""

from __future__ import annotations

import importlib
from types import ModuleType


def engine(module: str, requirement: str) -> ModuleType:
    """Returns the module of an engine; a missing one gives an `ImportError` that names it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        message = (
            f"this integration needs {package}, which cannot be imported ({error}). "
            f"Install it with: pip install '{requirement}'"
        )
        raise ImportError(message, name=package) from error
