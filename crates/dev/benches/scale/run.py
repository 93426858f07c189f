#!/usr/bin/env python3
"""Runs a batch over many pages: rows, pages per second, peak memory, gain of a second worker.

    cargo build --release
    run.py                                # 200,000 pages in an archive, 1 and 2 workers, 3 rounds
    run.py --pages 20000 --as jsonl --rounds 5 --workers 1,2,4
    run.py --as files --keep /tmp/scale   # makes the inputs once and keeps them there

Rounds of different numbers of workers alternate, so that the load of the machine affects all
of them equally. Each round prints how many cores other programs used meanwhile, and the share of their time
in which the workers waited for each other, the reader, the writer or the disk (but not for a core).
The ratio compares the fastest rounds. Outputs of all rounds must be the same bytes. Linux only
(/proc); needs only Python's standard library.
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
    """Returns the seconds of work of all cores since the machine started."""
    user, nice, system, _idle, _wait, irq, soft, steal = map(int, open("/proc/stat").readline().split()[1:9])
    return (user + nice + system + irq + soft + steal) / TICKS


class Waiting(threading.Thread):
    """Watches the workers of a process: the share of time in which they did not want to run."""

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
                    pass  # The thread has ended.

    def share(self):
        """Returns 0.0 if workers always ran or waited for a core, 1.0 if they never did."""
        self.is_over.set()
        self.join()
        spans = [[last - first for first, last in zip(self.first[task], self.last[task])] for task in self.last]
        might = sum(passed - queued for passed, _, queued in spans)
        return max(1 - sum(running for _, running, _ in spans) / might, 0.0) if might else 0.0


def measure(command):
    """Runs a command. Returns elapsed seconds, processor seconds, peak bytes, cores used by other
    programs, share of waiting, and exit code."""
    before, start = busy_seconds(), time.monotonic()
    child = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    waiting = Waiting(child.pid)
    waiting.start()
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - start
    # The child has been reaped; this keeps the library from waiting for it again.
    child.returncode = os.waitstatus_to_exitcode(status)
    own = usage.ru_utime + usage.ru_stime
    others = max(busy_seconds() - before - own, 0) / wall
    return wall, own, usage.ru_maxrss * 1024, others, waiting.share(), child.returncode


def digest(path):
    """Returns the number of lines of a file and its hash."""
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
    parser.add_argument("--workers", default="1,2", help="numbers of workers, separated by commas; ratios refer to the first")
    parser.add_argument("--binary", default=BINARY)
    parser.add_argument("--keep", type=pathlib.Path, help="folder in which the inputs stay")
    parser.add_argument("further", nargs="*", help="more arguments for cleancopy batch, after --")
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
