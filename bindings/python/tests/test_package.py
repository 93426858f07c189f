"""The package: types, public names, the examples of the documentation."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path

import cleancopy
import pytest
from conftest import STORY

PACKAGE = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(
    "check",
    [
        ["mypy.stubtest", "cleancopy", "--mypy-config-file", "pyproject.toml"]
        + ["--allowlist", "tests/stubtest-allowlist.txt"],
        ["mypy", "--strict", "python/cleancopy"],
    ],
    ids=["stubtest", "mypy"],
)
def test_the_stubs_agree_with_the_package(check):
    pytest.importorskip("mypy")
    run = subprocess.run(
        [sys.executable, "-m", *check], cwd=PACKAGE, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_example_of_the_package_runs():
    assert doctest.testmod(cleancopy) == (0, 3)


def test_the_examples_of_the_readme_run(tmp_path, monkeypatch):
    pytest.importorskip("pyarrow")
    (tmp_path / "page.html").write_text(STORY)
    monkeypatch.chdir(tmp_path)
    text = (PACKAGE / "README.md").read_text()
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 3
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "README.md", "exec"), names)
    assert names["articles"]["status"].to_pylist() == ["written", "failed"]


def test_public_names_are_sorted_and_exist():
    assert sorted(cleancopy.__all__) == sorted(set(cleancopy.__all__))
    assert all(hasattr(cleancopy, name) for name in cleancopy.__all__)
    documented = set(cleancopy.__all__) - {"FIELDS", "__version__"}
    assert all(getattr(cleancopy, name).__doc__ for name in documented)
