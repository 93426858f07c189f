#!/usr/bin/env python3
"""Many pages in one run: rows, pages a second, peak memory, and what a second worker brings.

    cargo build --release
    run.py                                    # 200,000 pages in an archive, one worker and two, three rounds of each
    run.py --pages 20000 --as jsonl --rounds 5 --workers 1,2,4
    run.py --as files --keep /tmp/scale       # inputs are made once and kept there

Rounds of different numbers of workers take turns, so that whatever else the machine does hits all of them alike; each round says how
many cores others kept busy meanwhile, and for which share of their time the workers waited for each other, the reader, the writer or the
disk: not for a core, which others may have had. The ratio is of the quickest rounds. Outputs of all rounds must be the same bytes.
Linux only (/proc); Python's standard library only.
"""

import argparse
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time

import pages

BINARY = pathlib.Path(__file__).resolve().parents[4] / "target/release/cleancopy"
ENDINGS = {"warc": "pages.warc.gz", "plain-warc": "pages.warc", "jsonl": "pages.jsonl", "files": "pages/"}
TICKS = os.sysconf("SC_CLK_TCK")


def busy_seconds():
    """Seconds that all cores were at work since the machine started, in sum."""
    user, nice, system, _idle, _wait, irq, soft, steal = map(int, open("/proc/stat").readline().split()[1:9])
    return (user + nice + system + irq + soft + steal) / TICKS


class Waiting(threading.Thread):
    """Watches the workers of a process: how much of the time that they might have run they did not want to."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.tasks, self.first, self.last = pathlib.Path(f"/proc/{pid}/task"), {}, {}
        self.is_over = threading.Event()

    def run(self):
        while not self.is_over.wait(0.05):
            for task in self.tasks.glob("*"):
                try:
                    if (task / "comm").read_text() == "page\n":
                        running, queued, _ = (int(number) / 1e9 for number in (task / "schedstat").read_text().split())
                        self.last[task] = time.monotonic(), running, queued
                        self.first.setdefault(task, self.last[task])
                except OSError:
                    pass  # It has ended.

    def share(self):
        """0.0 for workers that always ran or stood in line for a core, 1.0 for workers that never wanted one."""
        self.is_over.set()
        self.join()
        spans = [[last - first for first, last in zip(self.first[task], self.last[task])] for task in self.last]
        might = sum(passed - queued for passed, _, queued in spans)
        return max(1 - sum(running for _, running, _ in spans) / might, 0.0) if might else 0.0


def measure(command):
    """Runs a command: wall seconds, its seconds of processor, peak bytes, cores kept busy by others, share of waiting, exit code."""
    before, start = busy_seconds(), time.monotonic()
    child = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    waiting = Waiting(child.pid)
    waiting.start()
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - start
    # The child is taken already; this keeps the library from asking for it again.
    child.returncode = os.waitstatus_to_exitcode(status)
    own = usage.ru_utime + usage.ru_stime
    others = max(busy_seconds() - before - own, 0) / wall
    return wall, own, usage.ru_maxrss * 1024, others, waiting.share(), child.returncode


def digest(path):
    """Lines of a file and a hash of it."""
    found, lines = hashlib.sha256(), 0
    with open(path, "rb") as file:
        while chunk := file.read(1 << 20):
            found.update(chunk)
            lines += chunk.count(b"\n")
    return lines, found.hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=200_000)
    parser.add_argument("--as", dest="shape", choices=ENDINGS, default="warc")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", default="1,2", help="numbers of workers, by commas; the first is the measure for the others")
    parser.add_argument("--binary", default=BINARY)
    parser.add_argument("--keep", type=pathlib.Path, help="a folder where the inputs stay")
    parser.add_argument("further", nargs="*", help="further arguments of cleancopy batch, after --")
    args = parser.parse_args()
    home = pathlib.Path(tempfile.mkdtemp(prefix="cleancopy-scale-"))
    inputs = (args.keep or home) / f"{args.pages}-{ENDINGS[args.shape]}"
    if not inputs.exists():
        inputs.parent.mkdir(parents=True, exist_ok=True)
        made = pages.write(args.pages, f"{inputs}/" if args.shape == "files" else inputs)
        print(f"made {made[0]} pages, {made[1] / 1e6:.0f} MB of HTML", flush=True)
    workers = [int(count) for count in args.workers.split(",")]
    best, outputs = {}, set()
    print("workers  seconds  pages/s  processor s  peak MB  cores busy with others  waiting  exit")
    for _ in range(args.rounds):
        for count in workers:
            target = home / "out.jsonl"
            command = [args.binary, "batch", inputs, "-o", target, "--jobs", str(count), "--quiet", "--overwrite", *args.further]
            wall, own, peak, others, waiting, code = measure([str(part) for part in command])
            if code not in (0, 1):
                sys.exit(f"cleancopy ended with {code}")
            outputs.add(digest(target))
            best[count] = min(best.get(count, wall), wall)
            speed = f"{count:7}  {wall:7.1f}  {args.pages / wall:7.0f}  {own:11.1f}  {peak / 1e6:7.0f}"
            print(f"{speed}  {others:22.2f}  {waiting:7.1%}  {code}", flush=True)
    shutil.rmtree(home)
    print("rows:", ", ".join(str(lines) for lines, _ in sorted(outputs)))
    if len(outputs) > 1:
        sys.exit("the outputs differ")
    for count in workers[1:]:
        print(f"{count} workers are {best[workers[0]] / best[count]:.2f} times as fast as {workers[0]}, by the quickest rounds")


if __name__ == "__main__":
    main()
