"""`python -m cleancopy`: it finds the command of its own environment, or says how to get it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cleancopy import __main__

posix = pytest.mark.skipif(os.name != "posix", reason="the fake command is a shell script")

#: Prints its arguments and ends with an exit code of its own.
FAKE = "#!/bin/sh\necho \"$0 got $*\"\nexit 3\n"


def fake_command(folder: Path) -> Path:
    """A shell script in the place of the command."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "cleancopy"
    path.write_text(FAKE)
    path.chmod(0o755)
    return path


@pytest.fixture
def packages(tmp_path) -> Path:
    """The folder of packages of an invented environment, with `__main__` and without extension."""
    package = tmp_path / "lib" / "python3" / "site-packages" / "cleancopy"
    package.mkdir(parents=True)
    shutil.copy(__main__.__file__, package)
    (package / "__init__.py").touch()
    return package.parent


@pytest.fixture
def empty_home(tmp_path, monkeypatch) -> Path:
    """A home folder without commands of the user."""
    monkeypatch.setenv("PYTHONUSERBASE", str(tmp_path / "home"))
    return tmp_path / "home"


def run(packages: Path, *arguments: str, python: str = sys.executable):
    """`python -m cleancopy` with the packages of this folder before all others."""
    return subprocess.run(
        [python, "-m", "cleancopy", *arguments],
        env={**os.environ, "PYTHONPATH": str(packages)},
        capture_output=True,
        text=True,
    )


@posix
def test_arguments_and_exit_code_are_those_of_the_command(packages, tmp_path):
    command = fake_command(tmp_path / "bin")
    result = run(packages, "page.html", "-f", "json")
    assert (result.stdout, result.stderr) == (f"{command} got page.html -f json\n", "")
    assert result.returncode == 3


@posix
def test_the_command_replaces_the_process(packages, tmp_path):
    command = fake_command(tmp_path / "bin")
    command.write_text("#!/bin/sh\necho $$\n")
    arguments = [sys.executable, "-m", "cleancopy"]
    environment = {**os.environ, "PYTHONPATH": str(packages)}
    process = subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.communicate()[0] == f"{process.pid}\n"


@posix
def test_the_folder_beside_a_target_installation_comes_first(packages, tmp_path):
    fake_command(tmp_path / "bin")
    beside = fake_command(packages / "bin")
    assert run(packages).stdout == f"{beside} got \n"


@posix
def test_the_scripts_of_the_environment_come_before_those_of_the_user(
    tmp_path, monkeypatch, empty_home
):
    paths = {"env": tmp_path / "env" / "bin", "user": empty_home / "bin"}
    monkeypatch.setattr(__main__, "__file__", str(tmp_path / "source" / "cleancopy" / "x.py"))
    monkeypatch.setattr(__main__.sys, "prefix", str(tmp_path / "other"))
    monkeypatch.setattr(
        __main__.sysconfig,
        "get_path",
        lambda name, scheme="env": str(paths["env" if scheme == "env" else "user"]),
    )
    user = fake_command(paths["user"])
    assert __main__.find_command() == str(user)
    prefix = fake_command(tmp_path / "other" / "bin")
    assert __main__.find_command() == str(prefix)
    environment = fake_command(paths["env"])
    assert __main__.find_command() == str(environment)


@posix
def test_a_file_that_cannot_be_run_is_passed_by(packages, tmp_path):
    (packages / "bin").mkdir()
    (packages / "bin" / "cleancopy").write_text("notes")
    command = fake_command(tmp_path / "bin")
    assert run(packages).stdout == f"{command} got \n"


def test_without_the_command_the_message_says_where_it_looked_and_what_to_do(
    packages, tmp_path, empty_home
):
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    result = run(packages, "page.html", python=str(scripts / "python"))
    assert result.returncode == __main__.NOT_FOUND
    assert result.stdout == ""
    assert result.stderr.startswith("error: the command cleancopy")
    for part in [str(scripts), str(empty_home), "pip install --only-binary", "cargo install"]:
        assert part in result.stderr
    assert "Traceback" not in result.stderr
