"""Ray Data on two CPUs: the guard against the hang, and an actor that is killed in the run."""

from __future__ import annotations

import os
import signal

import engine_checks
import pages
import pytest

pytestmark = pytest.mark.slow
ray = pytest.importorskip("ray")
pytest.importorskip("ray.data")

from cleancopy.integrations.ray import Extract, extract, reservation  # noqa: E402


@pytest.fixture(scope="module", autouse=True)
def cluster():
    paths = [os.path.dirname(__file__), *filter(None, os.environ.get("PYTHONPATH", "").split(":"))]
    environment = {"env_vars": {"PYTHONPATH": ":".join(paths)}}
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, runtime_env=environment)
    ray.data.DataContext.get_current().enable_progress_bars = False
    # Ray keeps the order only on request.
    ray.data.DataContext.get_current().execution_options.preserve_order = True
    yield
    ray.shutdown()


def dataset():
    return ray.data.from_arrow([pages.table()[at : at + 50] for at in range(0, 300, 50)])


def test_a_dataset_gives_one_row_for_each_page():
    articles = extract(dataset(), "page", "address", engine_checks.cleaner())
    engine_checks.check_rows(articles.take_all())


def test_two_actors_on_two_cpus_do_not_hang():
    articles = extract(dataset(), "page", "address", engine_checks.cleaner(), concurrency=2)
    engine_checks.check_rows(articles.take_all())


class KillOnce(Extract):
    """Kills its own process at row 150, the first time."""

    def __init__(self, marker, *arguments, **settings):
        super().__init__(*arguments, **settings)
        self.marker = marker

    def __call__(self, table):
        if 150 in table["key"].to_pylist() and not os.path.exists(self.marker):
            open(self.marker, "w").close()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().__call__(table)


def test_an_actor_that_is_killed_costs_no_row(tmp_path):
    marker = tmp_path / "killed"
    articles = dataset().map_batches(
        KillOnce,
        fn_constructor_args=(str(marker), "page", "address", engine_checks.cleaner()),
        batch_format="pyarrow",
        batch_size=50,
        concurrency=1,
        num_cpus=1,
    )
    found = articles.take_all()
    assert marker.exists(), "no actor was killed"
    engine_checks.check_rows(found)


def test_a_batch_in_another_format_is_a_clear_error():
    with pytest.raises(TypeError, match="batch_format"):
        Extract("page")({"page": []})


@pytest.mark.parametrize(
    ("cpus", "concurrency", "num_cpus", "expected"),
    [
        (16, None, None, (15, 1.0)),
        (2, None, None, (1, 1.0)),
        (1, None, None, (1, 0.5)),
        (2, 2, None, (2, 0.75)),
        (8, 4, None, (4, 1.0)),
        (4, None, 2, (1, 2)),
    ],
)
def test_actors_leave_a_part_of_a_cpu(cpus, concurrency, num_cpus, expected):
    assert reservation(cpus, concurrency, num_cpus) == expected


def test_a_reservation_of_all_cpus_gives_a_warning():
    with pytest.warns(UserWarning, match="never start"):
        assert reservation(2, 2, 1) == (2, 1)
