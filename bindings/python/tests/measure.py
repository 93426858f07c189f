"""Runs files of tests one by one, with the wall time and the peak memory of each.

`measure.py REPORT FILE...` writes one line for each file to REPORT. The memory is the sum over the
process and all its descendants, each with its share of common pages (Linux only).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

#: Seconds between two looks at the memory.
STEP = 0.2


def main(report: str, *names: str) -> int:
    lines, status = [], 0
    for name in names:
        path = name.removesuffix(".py") + ".py"
        start, peak = time.monotonic(), 0
        command = [sys.executable, "-m", "pytest", "-q", path]
        process = subprocess.Popen(command)
        while process.poll() is None:
            peak = max(peak, memory(process.pid))
            time.sleep(STEP)
        if process.returncode:
            status = 1
        seconds = time.monotonic() - start
        result = "passed" if process.returncode == 0 else f"FAILED ({process.returncode})"
        lines.append(f"{Path(path).stem:<20} {seconds:7.1f} s {peak / 1e6:7.0f} MB  {result}\n")
    Path(report).write_text("".join(lines))
    if status:
        sys.stdout.writelines(lines)
    return status


def memory(root: int) -> int:
    """Bytes of a process and its descendants; a process that has ended counts nothing."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    total, left = 0, [root]
    while left:
        process = left.pop()
        left.extend(children.get(process, []))
        try:
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        except OSError:
            continue
        for line in rollup.splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
    return total


if __name__ == "__main__":
    os.chdir(Path(__file__).parent.parent)
    sys.exit(main(*sys.argv[1:]))
