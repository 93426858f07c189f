"""Adapters for engines: Spark, Ray Data, datatrove, Hugging Face datasets and Scrapy.

Each module imports its engine when it is used, not when the module is imported. Polars, DuckDB and
Daft need no adapter: they pass Arrow data to `Cleaner.extract_batch`.
"""
