"""Hugging Face datasets: pages in a `Dataset` or an `IterableDataset`.

    from datasets import load_dataset
    from cleancopy.integrations.datasets import extract

    pages = load_dataset("parquet", data_files="pages/*.parquet", split="train")
    articles = extract(pages, html="content", url="url", num_proc=8)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import cleancopy

from ._engine import engine
from ._settings import BATCH_ROWS, TableExtract

REQUIREMENT = "datasets>=3"


class Extract(TableExtract):
    """A function for `dataset.with_format("arrow").map(Extract(...), batched=True)`.

    Objects with equal settings pickle to equal bytes, so the cache of `map` finds earlier results.
    """

    advice = "call with_format('arrow') on the dataset before map, and pass batched=True"


def extract(
    dataset: Any,
    html: str = "html",
    url: str | None = None,
    cleaner: cleancopy.Cleaner | Mapping[str, Any] | None = None,
    *,
    batch_rows: int = BATCH_ROWS,
    keep_html: bool = False,
    content: Sequence[str] = ("text",),
    fields: Sequence[str] | None = None,
    prefix: str = "",
    **map_arguments: Any,
) -> Any:
    """Extracts the pages of a `Dataset` or an `IterableDataset`.

    The result has no format set, as a new dataset has. `map_arguments` are further arguments of
    `map`, such as `num_proc`.
    """
    datasets = engine("datasets", REQUIREMENT)
    function = Extract(
        html, url, cleaner, keep_html=keep_html, content=content, fields=fields, prefix=prefix
    )
    arguments = {"batched": True, "batch_size": batch_rows, **map_arguments}
    if dataset.features is not None:
        schema = function.cleaner.schema(
            dataset.features.arrow_schema.remove_metadata(), **function.columns.arguments()
        )
        # Columns that pass through keep their feature, such as a ClassLabel.
        features = datasets.Features.from_arrow_schema(schema)
        kept = {name: dataset.features[name] for name in features if name in dataset.features}
        arguments["features"] = datasets.Features({**features, **kept})
    if not keep_html and dataset.column_names is not None:
        arguments["remove_columns"] = [html]
    return dataset.with_format("arrow").map(function, **arguments).with_format(None)
