"""Ray Data: pages in blocks of a dataset.

    import ray
    from cleancopy.integrations.ray import extract

    dataset = ray.data.read_parquet("pages/")
    extract(dataset, html="content", url="url").write_parquet("articles/")
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import cleancopy

from ._engine import engine
from ._settings import BATCH_ROWS, TableExtract, make_cleaner

if TYPE_CHECKING:
    import ray.data

REQUIREMENT = "ray[data]>=2.40"

#: The part of a CPU that stays free for the steps that read and write.
FREE_CPUS = 0.5


class Extract(TableExtract):
    """A callable class for `Dataset.map_batches(Extract, batch_format="pyarrow", ...)`.

    Each actor makes one object and keeps its memory between batches. The actors must leave a part
    of a CPU to the other steps: if they reserve every CPU, the step that reads never starts, and
    Ray waits forever. The function `extract` of this module takes care of that. Without it, pass
    `concurrency` and `num_cpus` so that their product is below the CPUs of the cluster.
    """

    advice = 'pass batch_format="pyarrow" to map_batches'


def extract(
    dataset: ray.data.Dataset,
    html: str = "html",
    url: str | None = None,
    cleaner: cleancopy.Cleaner | Mapping[str, Any] | None = None,
    *,
    concurrency: int | None = None,
    num_cpus: float | None = None,
    batch_rows: int = BATCH_ROWS,
    keep_html: bool = False,
    content: Sequence[str] = ("text",),
    fields: Sequence[str] | None = None,
    prefix: str = "",
    **map_batches: Any,
) -> ray.data.Dataset:
    """Extracts the pages of a dataset with actors.

    `concurrency` is the number of actors, by default as many as leave half a CPU free, at least one.
    `num_cpus` is what each actor reserves, by default 1, or less where `concurrency` actors would
    reserve every CPU. `map_batches` takes further arguments of `Dataset.map_batches`.
    """
    ray = engine("ray", REQUIREMENT)
    engine("ray.data", REQUIREMENT)
    if not ray.is_initialized():
        ray.init()
    cpus = float(ray.cluster_resources().get("CPU", 1.0))
    concurrency, num_cpus = reservation(cpus, concurrency, num_cpus)
    settings: dict[str, Any] = {
        "keep_html": keep_html,
        "content": content,
        "fields": fields,
        "prefix": prefix,
    }
    cleaner = make_cleaner(cleaner)
    Extract(html, url, cleaner, **settings)  # a wrong argument fails here, not in an actor
    return dataset.map_batches(
        Extract,
        fn_constructor_args=(html, url, cleaner),
        fn_constructor_kwargs=settings,
        batch_format="pyarrow",
        batch_size=batch_rows,
        concurrency=concurrency,
        num_cpus=num_cpus,
        **map_batches,
    )


def reservation(
    cpus: float, concurrency: int | None, num_cpus: float | None
) -> tuple[int, float]:
    """The number of actors and the CPUs of each, so that `FREE_CPUS` remain for other steps.

    If the actors reserve every CPU with the caller's `num_cpus`, this warns and does not fail, because
    the cluster may grow.
    """
    if concurrency is None:
        each = num_cpus if num_cpus is not None else 1.0
        concurrency = max(1, math.floor((cpus - FREE_CPUS) / each)) if each > 0 else 1
    if concurrency < 1:
        raise ValueError(f"concurrency is {concurrency}; at least one actor is needed")
    if num_cpus is None:
        share = math.floor((cpus - FREE_CPUS) / concurrency * 100) / 100
        num_cpus = max(0.01, min(1.0, share))
    elif concurrency * num_cpus >= cpus:
        warnings.warn(
            f"{concurrency} actors of {num_cpus} CPUs reserve all {cpus:g} CPUs of the cluster, so "
            "the step that reads may never start and the run hangs. Pass a smaller concurrency or "
            "num_cpus, unless the cluster grows.",
            stacklevel=3,
        )
    return concurrency, num_cpus
