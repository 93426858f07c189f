#!/usr/bin/env python3
"""Many pages in one run: rows, pages a second, peak memory, and what a second worker brings.

    cargo build --release
    run.py                                    # 200,000 pages in an archive, one worker and two, three rounds of each
    run.py --pages 20000 --as jsonl --rounds 5 --workers 1,2,4
    run.py --as files --keep /tmp/scale       # inputs are made once and kept there

Rounds of different numbers of workers take turns, so that whatever else the machine does hits all of them alike; each round says how
many cores others kept busy meanwhile, and how much of what was left the run used, up to its number of workers: 1.00 means that no worker
ever waited for another. The ratio is of the quickest rounds. Outputs of all rounds must be the same bytes.
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
import time

import pages

BINARY = pathlib.Path(__file__).resolve().parents[2] / "target/release/cleancopy"
ENDINGS = {"warc": "pages.warc.gz", "plain-warc": "pages.warc", "jsonl": "pages.jsonl", "files": "pages/"}
TICKS = os.sysconf("SC_CLK_TCK")


def busy_seconds():
    """Seconds that all cores were at work since the machine started, in sum."""
    user, nice, system, _idle, _wait, irq, soft, steal = map(int, open("/proc/stat").readline().split()[1:9])
    return (user + nice + system + irq + soft + steal) / TICKS


def measure(command):
    """Runs a command: wall seconds, its seconds of processor, peak bytes, cores kept busy by others, exit code."""
    before, start = busy_seconds(), time.monotonic()
    child = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - start
    # The child is taken already; this keeps the library from asking for it again.
    child.returncode = os.waitstatus_to_exitcode(status)
    own = usage.ru_utime + usage.ru_stime
    others = max(busy_seconds() - before - own, 0) / wall
    return wall, own, usage.ru_maxrss * 1024, others, child.returncode


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
    print("workers  seconds  pages/s  processor s  peak MB  cores busy with others  used of the rest  exit")
    for _ in range(args.rounds):
        for count in workers:
            target = home / "out.jsonl"
            command = [args.binary, "batch", inputs, "-o", target, "--jobs", str(count), "--quiet", "--overwrite", *args.further]
            wall, own, peak, others, code = measure([str(part) for part in command])
            if code not in (0, 1):
                sys.exit(f"cleancopy ended with {code}")
            outputs.add(digest(target))
            best[count] = min(best.get(count, wall), wall)
            used = own / wall / max(min(os.cpu_count() - others, count), 0.01)
            speed = f"{count:7}  {wall:7.1f}  {args.pages / wall:7.0f}  {own:11.1f}  {peak / 1e6:7.0f}"
            print(f"{speed}  {others:22.2f}  {used:16.2f}  {code}", flush=True)
    shutil.rmtree(home)
    print("rows:", ", ".join(str(lines) for lines, _ in sorted(outputs)))
    if len(outputs) > 1:
        sys.exit("the outputs differ")
    for count in workers[1:]:
        print(f"{count} workers are {best[workers[0]] / best[count]:.2f} times as fast as {workers[0]}, by the quickest rounds")


if __name__ == "__main__":
    main()
