"""Modules with the interface of other extractors, for code that was written for them."""
