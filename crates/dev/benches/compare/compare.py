#!/usr/bin/env python3
"""Compares cleancopy with other extractors on the same pages or archive; all take turns in one run.

    cargo build --release
    python3 -m venv /tmp/peers
    /tmp/peers/bin/pip install -r crates/dev/benches/compare/requirements.txt
    /tmp/peers/bin/python crates/dev/benches/compare/compare.py pages saved/
    /tmp/peers/bin/python crates/dev/benches/compare/compare.py warc crawl.warc.gz

`pages` reads the *.html and *.html.gz under a folder; `warc` turns an archive into rows, including
reading and writing. For each extractor, prints the pages per second of processor time ("a core")
and of elapsed time, from its fastest round, and the ratio of cleancopy to each of the others.
README.md in this folder describes what is measured.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "scale"))
from run import BINARY, measure  # noqa: E402

PEERS = {"pages": ["resiliparse", "trafilatura", "trafilatura+fields"], "warc": ["resiliparse", "trafilatura"]}


def peer(name, kind, path, home):
    """Runs one round of another extractor."""
    command = [sys.executable, HERE / "peers.py", name, kind, path, *([home / "peer.jsonl"] if kind == "warc" else [])]
    took = json.loads(subprocess.run([str(part) for part in command], check=True, capture_output=True).stdout)
    return {**took, "others": None}


def cleancopy(binary, path, home, workers):
    """Runs one round of cleancopy from start to end: text, fields, rows on the disk."""
    stats, rows = home / "stats.json", home / "rows.jsonl"
    jobs = ["--jobs", str(workers)] if workers else []
    command = [binary, "batch", path, "-o", rows, "--stats", stats, "--quiet", "--overwrite", *jobs]
    wall, own, _, others, _, code = measure([str(part) for part in command])
    if code not in (0, 1):
        sys.exit(f"cleancopy ended with {code}")
    counts = json.loads(stats.read_text())
    return {"pages": counts["inputs"], "with_text": counts["written"], "processor": own, "wall": wall, "others": others}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=PEERS)
    parser.add_argument("path")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", help="names, separated by commas (default: all)")
    parser.add_argument("--binary", default=BINARY)
    args = parser.parse_args()
    peers = args.peers.split(",") if args.peers else PEERS[args.kind]
    ours = {"cleancopy, one worker": 1, f"cleancopy, a worker per core ({os.cpu_count()})": None}
    best = {}
    with tempfile.TemporaryDirectory() as home:
        home = pathlib.Path(home)
        for _ in range(args.rounds):
            for name in [*ours, *peers]:
                is_ours = name in ours
                took = cleancopy(args.binary, args.path, home, ours[name]) if is_ours else peer(name, args.kind, args.path, home)
                before = best.get(name, took)
                # Processor time and elapsed time each have their own fastest round.
                quickest = {clock: min(took[clock], before[clock]) for clock in ("processor", "wall")}
                best[name] = {**took, **quickest}
                print(f"{name}: {took['wall']:.2f} s" + (f", {took['others']:.2f} cores busy with others" if is_ours else ""), file=sys.stderr)
    report(best, list(ours))


def report(best, ours):
    first, last = best[ours[0]], best[ours[-1]]
    print(f"\n{'':40} {'pages':>7} {'with text':>9} {'pages/s a core':>14} {'pages/s':>9}")
    for name, took in best.items():
        a_core, a_second = (took["pages"] / took[clock] for clock in ("processor", "wall"))
        print(f"{name:40} {took['pages']:7} {took['with_text']:9} {a_core:14.1f} {a_second:9.1f}")
    print()
    for name, took in best.items():
        if name not in ours:
            # Compares the processor time of one worker with that of the other extractor, and the
            # elapsed time as used: cleancopy on all cores, the other on one.
            a_core, as_used = took["processor"] / first["processor"], took["wall"] / last["wall"]
            print(f"cleancopy to {name}: {a_core:.2f} times a core, {as_used:.2f} times as they are used")


if __name__ == "__main__":
    main()
