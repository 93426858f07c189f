"""`python -m cleancopy` runs the command `cleancopy` that was installed with this package.

A wheel contains the command as a program of its own, and the installer puts it into a folder of
scripts. On POSIX systems the command replaces the process of Python, so signals and exit codes are
its own. On Windows, Python waits for the command and passes its exit code on.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from typing import NoReturn

#: The exit code of a shell that does not find a command. The command itself never uses it.
NOT_FOUND = 127


def find_command() -> str:
    """The path of the command. Raises `FileNotFoundError` with the searched folders."""
    name = "cleancopy" + (sysconfig.get_config_var("EXE") or "")
    folders = script_folders()
    for folder in folders:
        path = os.path.join(folder, name)
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    raise FileNotFoundError(
        f"the command {name} is not in {' or '.join(folders)}. A wheel contains it, but a build "
        "from source does not: run `pip install --only-binary cleancopy --force-reinstall "
        "cleancopy`, or build the command with `cargo install cleancopy-cli` and run "
        "`cleancopy` instead of `python -m cleancopy`"
    )


def script_folders() -> list[str]:
    """The folders in which an installer may have put the command, the likeliest one first."""
    packages = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    scripts = "Scripts" if sys.platform == "win32" else "bin"
    # The folder of `pip install --target`.
    folders = [os.path.join(packages, "bin")]
    # The environment that the package lies in. It is another one than that of the interpreter if
    # `PYTHONPATH` or `--system-site-packages` leads to it.
    if os.path.basename(packages) in ("site-packages", "dist-packages"):
        levels = [os.pardir] * (2 if sys.platform == "win32" else 3)
        folders.append(os.path.normpath(os.path.join(packages, *levels, scripts)))
    folders.append(sysconfig.get_path("scripts"))
    folders.append(os.path.join(sys.prefix, scripts))
    user = sysconfig.get_preferred_scheme("user")
    if user in sysconfig.get_scheme_names():
        folders.append(sysconfig.get_path("scripts", scheme=user))
    return list(dict.fromkeys(folders))


def main() -> NoReturn:
    """Replaces this process by the command; on Windows, waits for it."""
    try:
        command = find_command()
    except FileNotFoundError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(NOT_FOUND)
    arguments = [command, *sys.argv[1:]]
    if sys.platform == "win32":
        import signal
        import subprocess

        # An interrupt reaches both processes. The command ends a batch in order.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sys.exit(subprocess.run(arguments, check=False).returncode)
    os.execv(command, arguments)


if __name__ == "__main__":
    main()
