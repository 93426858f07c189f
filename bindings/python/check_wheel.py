"""Checks that a wheel is complete, that it runs on old systems, and that it works installed.

`check-wheel` runs it in the environment of requirements-build.txt. It fails at the first thing that
is wrong. It only prints times, since they depend on the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerNeedSection

PAGE = Path(__file__).resolve().parents[2] / "corpus" / "blogger" / "kremlin-call.html"

#: A wheel of at most 15 MB downloads in about a second at 100 Mbit/s.
MAX_WHEEL_BYTES = 15_000_000
#: An odd number of processes has a median; the machine may be busy with other work.
PROCESSES = 11


def main() -> None:
    """Checks the wheel that the arguments name."""
    parser = argparse.ArgumentParser(prog="check-wheel", description=__doc__)
    parser.add_argument("--contents-only", action="store_true", help="do not install the wheel")
    parser.add_argument("wheel", type=Path)
    parser.add_argument("python", nargs="*", default=[sys.executable])
    arguments = parser.parse_args()
    wheel: Path = arguments.wheel.resolve()
    check_contents(wheel)
    if "manylinux" in wheel.name:
        check_policy(wheel)
    for python in [] if arguments.contents_only else arguments.python:
        with tempfile.TemporaryDirectory() as folder:
            check_installation(wheel, python, Path(folder))


def check(is_right: bool, complaint: str) -> None:
    """Ends the program with the complaint unless the thing is right."""
    if not is_right:
        sys.exit(f"check-wheel: {complaint}")


def check_contents(wheel: Path) -> None:
    """Size, files, and the glibc of the two programs."""
    size = wheel.stat().st_size
    print(f"{wheel.name}: {size:,} bytes")
    check(size <= MAX_WHEEL_BYTES, f"{size:,} bytes are more than {MAX_WHEEL_BYTES:,}")
    _, version, *_ = wheel.stem.split("-")
    information = f"cleancopy-{version}.dist-info"
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        command = only(names, rf"cleancopy-{re.escape(version)}\.data/scripts/cleancopy(\.exe)?")
        module = only(names, r"cleancopy/_cleancopy\..*(so|pyd)")
        for name in ["__init__.py", "__init__.pyi", "__main__.py", "py.typed"]:
            check(f"cleancopy/{name}" in names, f"cleancopy/{name} is missing")
        record = archive.read(f"{information}/RECORD").decode()
        recorded = {line.rsplit(",", 2)[0] for line in record.splitlines()}
        check(recorded == names, f"RECORD and the files differ: {sorted(recorded ^ names)}")
        metadata = archive.read(f"{information}/METADATA").decode()
        check(f"\nVersion: {version}\n" in metadata, "METADATA has another version")
        needed = re.findall(r"^Requires-Dist: (?!.*extra ==).*", metadata, re.MULTILINE)
        check(not needed, f"the package needs another one: {needed}")
        check(
            command.endswith(".exe") or bool(archive.getinfo(command).external_attr >> 16 & 0o111),
            f"{command} is not executable",
        )
        for name in [command, module]:
            print(f"{name}: {archive.getinfo(name).file_size:,} bytes")
            if "linux" in wheel.name:
                with archive.open(name) as file:
                    check_elf(name, ELFFile(file), wheel.name)


def only(names: set[str], pattern: str) -> str:
    """The one name that matches the pattern."""
    found = [name for name in names if re.fullmatch(pattern, name)]
    check(len(found) == 1, f"one file should match {pattern}, but these do: {found}")
    return found[0]


def check_elf(name: str, elf: ELFFile, wheel: str) -> None:
    """That a program has no symbols and needs no later glibc than the name of the wheel says."""
    sections = [section.name for section in elf.iter_sections()]
    left = [section for section in sections if section.startswith((".symtab", ".debug"))]
    check(not left, f"{name} is not stripped: {left}")
    versions = sorted({glibc for glibc in glibc_versions(elf)})
    print(f"{name}: needs {'glibc %d.%d' % versions[-1] if versions else 'no glibc'}")
    policies = [(int(x), int(y)) for x, y in re.findall(r"manylinux_(\d+)_(\d+)_", wheel)]
    limit = min(policies, default=(0, 0))
    late = [glibc for glibc in versions if glibc > limit]
    check(not late, f"{name} needs glibc {late}, but the wheel is for {limit}")


def glibc_versions(elf: ELFFile) -> Iterator[tuple[int, int]]:
    """The versions of glibc whose symbols a program uses, as (2, 17)."""
    for section in elf.iter_sections():
        if isinstance(section, GNUVerNeedSection):
            for _, needed in section.iter_versions():
                for version in needed:
                    if found := re.match(r"GLIBC_(\d+)\.(\d+)", version.name):
                        yield int(found[1]), int(found[2])


def check_policy(wheel: Path) -> None:
    """That auditwheel accepts the tag of the file name: symbols, libraries, instructions."""
    tool = Path(sys.executable).with_name("auditwheel")
    report = run(tool, "show", wheel)
    tags = wheel.stem.split("-")[-1].split(".")
    check(
        any(f'"{tag}"' in report for tag in tags),
        f"auditwheel finds none of the tags {tags}:\n{report}",
    )
    print(f"auditwheel accepts {' or '.join(tags)}")


def check_installation(wheel: Path, python: str, folder: Path) -> None:
    """That the package and the command work in an empty environment, and agree."""
    run(python, "-m", "venv", folder / "venv")
    scripts = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    python = str(scripts / "python")
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    install += ["--no-index", str(wheel)]
    run(*install)
    page = folder / "page.html"
    page.write_bytes(PAGE.read_bytes())

    def code(text: str) -> str:
        return run(python, "-c", text, page, cwd=folder).strip()

    version = code("import sys; print('%d.%d.%d' % sys.version_info[:3])")
    title = code(
        "import cleancopy, sys; print(cleancopy.extract(open(sys.argv[1],'rb').read()).title)"
    )
    record = json.loads(run(scripts / "cleancopy", page, "-f", "json", cwd=folder))
    record = record[0] if isinstance(record, list) else record
    check(record["title"] == title, f"the title is {title!r} or {record['title']!r}")
    text = run(scripts / "cleancopy", page, cwd=folder)
    check(len(text) > 1000, f"the command extracts too little: {text!r}")
    module = run(python, "-m", "cleancopy", page, cwd=folder)
    check(text == module, "`cleancopy` and `python -m cleancopy` differ")
    numbers = {
        code("import cleancopy; print(cleancopy.__version__)"),
        run(scripts / "cleancopy", "--version").split()[-1],
        wheel.stem.split("-")[1],
    }
    check(len(numbers) == 1, f"package, command and wheel have different versions: {numbers}")
    run(*install, "--target", folder / "target")
    module = run(
        python, "-m", "cleancopy", page, cwd=folder, env={"PYTHONPATH": str(folder / "target")}
    )
    check(text == module, "`python -m cleancopy` fails after `pip install --target`")
    print(f"Python {version}: works; {title!r}; {import_times(python, folder)}")
    run(python, "-m", "pip", "uninstall", "--quiet", "--yes", "cleancopy")
    check(not (scripts / "cleancopy").exists(), "the command is left after `pip uninstall`")


def import_times(python: str, folder: Path) -> str:
    """How long the import takes, by the interpreter and as the difference of whole processes."""
    seconds: dict[str, list[float]] = {"pass": [], "import cleancopy": []}
    for _ in range(PROCESSES):
        for code, times in seconds.items():
            start = time.perf_counter()
            run(python, "-c", code, cwd=folder)
            times.append(time.perf_counter() - start)
    without, with_import = (statistics.median(times) * 1000 for times in seconds.values())
    trace = subprocess.run(
        [python, "-X", "importtime", "-c", "import cleancopy"],
        cwd=folder, check=True, capture_output=True, text=True,
    ).stderr  # fmt: skip
    line = next(line for line in trace.splitlines() if line.endswith("| cleancopy"))
    microseconds = int(line.split("|")[1])
    return (
        f"the import takes {microseconds / 1000:.1f} ms by -X importtime; a process takes "
        f"{without:.1f} ms without and {with_import:.1f} ms with it"
    )


def run(*arguments: object, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    """The output of a command that must succeed, without settings of Python around it."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    words = [str(argument) for argument in arguments]
    result = subprocess.run(
        words, cwd=cwd, env=clean | (env or {}), capture_output=True, encoding="utf-8"
    )
    output = result.stdout + result.stderr
    check(result.returncode == 0, f"{' '.join(words)} failed ({result.returncode}):\n{output}")
    return result.stdout


if __name__ == "__main__":
    main()
