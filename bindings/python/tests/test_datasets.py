"""Hugging Face datasets: `map` in one and in two processes, its cache, and a stream."""

from __future__ import annotations

import pickle

import engine_checks
import pages
import pytest

datasets = pytest.importorskip("datasets")

from cleancopy.integrations.datasets import Extract, extract  # noqa: E402


@pytest.fixture
def dataset():
    return datasets.Dataset(pages.table())


@pytest.mark.parametrize("processes", [None, 2])
def test_a_dataset_gives_one_row_for_each_page(dataset, processes):
    articles = extract(
        dataset, "page", "address", engine_checks.cleaner(), num_proc=processes, batch_rows=64
    )
    assert "page" not in articles.column_names
    engine_checks.check_rows(articles.to_list())


def test_a_second_run_is_answered_from_the_cache(tmp_path):
    pages.table().to_pandas().to_parquet(tmp_path / "pages.parquet")
    loaded = datasets.load_dataset(
        "parquet", data_files=str(tmp_path / "pages.parquet"), split="train",
        cache_dir=str(tmp_path / "cache"),
    )
    first = extract(loaded, "page", "address", {"max_bytes": pages.MAX_BYTES})
    again = extract(loaded, "page", "address", {"max_bytes": pages.MAX_BYTES})
    other = extract(loaded, "page", "address", {"max_bytes": pages.MAX_BYTES, "focus": "recall"})
    assert first.cache_files == again.cache_files
    assert first.cache_files != other.cache_files
    assert first._fingerprint == again._fingerprint != other._fingerprint


def test_an_iterable_dataset_streams(dataset):
    stream = dataset.to_iterable_dataset(num_shards=3)
    articles = extract(stream, "page", "address", engine_checks.cleaner())
    engine_checks.check_rows(list(articles))


def test_kept_columns_keep_their_features():
    features = datasets.Features(
        {"page": datasets.Value("string"), "label": datasets.ClassLabel(names=["no", "yes"])}
    )
    made = datasets.Dataset.from_dict(
        {"page": [pages.article(1), pages.article(2)], "label": [0, 1]}, features=features
    )
    articles = extract(made, "page", fields=["title"])
    assert articles.features["label"] == features["label"]
    assert articles["label"][:] == [0, 1]


def test_equal_functions_pickle_to_equal_bytes():
    assert pickle.dumps(Extract(fields=["title"])) == pickle.dumps(Extract(fields=["title"]))


def test_a_batch_in_another_format_is_a_clear_error(dataset):
    with pytest.raises(TypeError, match="with_format"):
        dataset.map(Extract("page"), batched=True)
