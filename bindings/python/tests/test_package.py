"""The package: types, the command, the example of the documentation."""

from __future__ import annotations

import doctest
import os
import subprocess
import sys
from pathlib import Path

import cleancopy
import pytest
from cleancopy import __main__

PACKAGE = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("arguments", [["stubtest", "cleancopy"], []])
def test_the_stubs_agree_with_the_package(arguments):
    module = "mypy.stubtest" if arguments else "mypy"
    options = (
        ["cleancopy", "--mypy-config-file", "pyproject.toml"]
        if arguments
        else ["--strict", "python/cleancopy"]
    )
    run = subprocess.run(
        [sys.executable, "-m", module, *options], cwd=PACKAGE, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_example_of_the_package_runs():
    assert doctest.testmod(cleancopy) == (0, 3)


def test_the_module_runs_the_command_of_the_environment(tmp_path, monkeypatch):
    script = tmp_path / "cleancopy"
    script.write_text("#!/bin/sh\necho \"ran $1\"\n")
    script.chmod(0o755)
    monkeypatch.setattr(__main__.sysconfig, "get_path", lambda *_, **__: str(tmp_path))
    assert __main__.find_command() == str(script)
    if os.name == "posix":
        code = (
            "import sys, sysconfig; sysconfig.get_path = lambda *_, **__: sys.argv.pop(1); "
            "from cleancopy.__main__ import main; main()"
        )
        arguments = [sys.executable, "-c", code, str(tmp_path), str(tmp_path), "page.html"]
        code = code.replace("sys.argv.pop(1)", repr(str(tmp_path)))
        arguments = [sys.executable, "-c", code, "page.html"]
        run = subprocess.run(arguments, capture_output=True, text=True, check=True)
        assert run.stdout == "ran page.html\n"
    script.unlink()
    monkeypatch.setattr(__main__, "__file__", str(tmp_path / "site" / "cleancopy" / "x.py"))
    with pytest.raises(FileNotFoundError, match="install the package"):
        __main__.find_command()
    monkeypatch.setattr(sys, "argv", ["cleancopy"])
    with pytest.raises(SystemExit, match="error: the command cleancopy is not in"):
        __main__.main()


def test_public_names_are_sorted_and_exist():
    assert sorted(cleancopy.__all__) == sorted(set(cleancopy.__all__))
    assert all(hasattr(cleancopy, name) for name in cleancopy.__all__)
    documented = set(cleancopy.__all__) - {"FIELDS", "__version__"}
    assert all(getattr(cleancopy, name).__doc__ for name in documented)
