"""`python -m cleancopy`: runs the command `cleancopy` of the same environment."""

from __future__ import annotations

import os
import sys
import sysconfig


def find_command() -> str:
    """The path of the command. Raises `FileNotFoundError` with the searched folders."""
    name = "cleancopy" + (sysconfig.get_config_var("EXE") or "")
    # The environment, then the user's own packages, then `pip install --target`.
    package = os.path.dirname(os.path.abspath(__file__))
    folders = [
        sysconfig.get_path("scripts"),
        sysconfig.get_path("scripts", scheme=sysconfig.get_preferred_scheme("user")),
        os.path.join(os.path.dirname(package), "bin"),
    ]
    for folder in folders:
        path = os.path.join(folder, name)
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    raise FileNotFoundError(
        f"the command cleancopy is not in {', '.join(folders)}; install the package with pip, "
        "or build it with `cargo install cleancopy-cli`"
    )


def main() -> None:
    """Replaces this process by the command; on Windows, waits for it."""
    try:
        command = find_command()
    except FileNotFoundError as error:
        sys.exit(f"error: {error}")
    arguments = [command, *sys.argv[1:]]
    if sys.platform == "win32":
        import subprocess

        sys.exit(subprocess.run(arguments, check=False).returncode)
    os.execvp(command, arguments)


if __name__ == "__main__":
    main()
