"""Trains the classifier of lines for text mode, cross-validated by registrable domain.

    python3 train/text/train.py --work OUT --dev EVAL_DEV [--write src/text_mode/model.bin]

The texts are the complete visible texts of the labelled pages, labelled line by line with the gold
text, and the gold texts themselves, in which every line is main content. A page has two visible
texts: one in our own layout, and one as another tool prints it (`layouts.py` writes those into
OUT). Two steps run on the same folds: a hashed linear model over the words of a line, and trees
over its features. The script writes files for a scorer into OUT: `raw.jsonl` (the texts before),
`cv.jsonl` (the texts after, out of fold, with the rules and the page check of the Rust code), both
also for each tool (`raw_TOOL.jsonl`, `cv_TOOL.jsonl`), and `cv_gold.jsonl` (the cleaned gold
texts). It also prints the number of lost gold words and writes `manifest.json`.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import train as blocks  # noqa: E402
from gold import FOLDS, SETS, read_gold  # noqa: E402
from labels import tokens  # noqa: E402

# Lines of gold texts weigh less: they show text without page chrome, and the page check keeps most
# of them from the classifier.
GOLD_WEIGHT = 0.15
# The prefix of our own layout, of the gold texts, and of the tools of `layouts.py`.
OWN, GOLD = "", "gold:"
TOOLS = ["resiliparse:", "inscriptis:", "beautifulsoup:", "html2text:"]
# Must equal `MIN_CHROME_LINES` and `MIN_CHROME_SHARE` in src/text_mode/classifier.rs.
MIN_CHROME_LINES, MIN_CHROME_SHARE = 4, 0.03
# Labels of lines are noisier than those of blocks, so leaves are larger and each tree has fewer columns. With 120
# rounds of the settings for blocks, word F1 is the same on articles and 0.003 lower on news.
TREES = dict(min_data_in_leaf=400, lambda_l2=50.0, feature_fraction=0.3)
ROUNDS = dict(num_boost_round=150, learning_rate=0.06)
# Must equal `BALANCED` in src/text_mode/classifier.rs. At 0.5, word F1 on articles is 0.003 lower.
THRESHOLD = 0.45


class Data:
    def __init__(self, work, dev):
        self.texts = [json.loads(line) for line in open(work / "lines.jsonl")]
        sizes = [len(t["lines"]) for t in self.texts]
        self.slices = [slice(end - size, end) for end, size in zip(np.cumsum(sizes), sizes)]
        self.n = sum(sizes)
        self.words = blocks.buckets(work / "words", 1, self.n)[0]
        self.marks = np.fromfile(work / "marks.u8", dtype=np.uint8)
        self.gold = read_gold(dev)
        self.label(work / "labels.npy")

    def label(self, cache):
        y = np.load(cache) if cache.exists() else np.zeros(self.n, dtype=np.float32)
        self.weight, self.fold = np.zeros(self.n, dtype=np.float32), np.full(self.n, -1)
        for text, at in zip(self.texts, self.slices):
            layout, page = parts(text["id"])
            is_gold = layout == GOLD
            gold = self.gold[page]
            if gold.source is None:
                continue
            if not cache.exists():
                y[at] = 1.0 if is_gold else gold.labels(text["lines"])
            self.fold[at] = gold.fold
            words = np.array([len(tokens(line)) for line in text["lines"]], dtype=np.float32)
            weights = gold.weights(text["lines"], y[at], words)
            self.weight[at] = weights * (GOLD_WEIGHT if is_gold else 1.0)
        np.save(cache, y)
        self.y = y

    def decide(self, scores, threshold=THRESHOLD):
        """The lines that are kept, with the rules and the page check of the Rust code."""
        keep = (self.marks & 1) == 0
        for at in self.slices:
            marks = self.marks[at]
            count = int((marks != 0).sum())
            if count >= MIN_CHROME_LINES and count >= MIN_CHROME_SHARE * len(marks):
                keep[at] &= (marks == 0) & (scores[at] > threshold)
        return keep

    def emit(self, keep, path, layout=OWN):
        lost = total = 0
        with open(path, "w") as out:
            for text, at in zip(self.texts, self.slices):
                own, page = parts(text["id"])
                if own != layout:
                    continue
                kept = [line for line, k in zip(text["lines"], keep[at]) if k]
                counts = [len(tokens(line)) for line in text["lines"]]
                total += sum(counts)
                lost += sum(c for c, k in zip(counts, keep[at]) if not k)
                out.write(json.dumps({"id": page, "text": "\n".join(kept)}) + "\n")
        print(f"{path.name}: {lost} of {total} words cut ({lost / max(total, 1):.4%})", flush=True)


def parts(name):
    """The layout and the page of a text."""
    for prefix in [GOLD, *TOOLS]:
        if name.startswith(prefix):
            return prefix, name.removeprefix(prefix)
    return OWN, name


def run(args, *options):
    subprocess.run([args.lines, *options, args.work, *args.inputs], check=True)


def table(work, name, columns):
    columns = (work / columns).read_text().split("\n")
    return np.fromfile(work / name, dtype="<f4").reshape(-1, len(columns))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--dev", type=Path, required=True)
    parser.add_argument("--lines", default="target/release/examples/lines")
    parser.add_argument("--write", type=Path, help="the model file to write; without it only the cross-validation runs")
    args = parser.parse_args()
    args.work.mkdir(exist_ok=True)
    gold = args.work / "gold.jsonl"
    with open(gold, "w") as out:
        for page in read_gold(args.dev).values():
            if page.source:
                out.write(json.dumps({"id": "gold:" + page.id, "text": page.text}) + "\n")
    args.inputs = [args.dev / name / "pages" for name in SETS] + [args.work / "layouts.jsonl", gold]
    run(args)
    data = Data(args.work, args.dev)
    print(f"{len(data.texts)} texts, {data.n} lines, {int((data.weight > 0).sum())} labelled", flush=True)

    linear = np.zeros(data.n, dtype=np.float32)
    score = lambda rows: data.words @ (fit_linear(data, rows).astype(np.float32) / 16)
    for k in range(FOLDS):
        linear[data.fold == k] = score(data.fold != k)[data.fold == k]
    linear.astype("<f4").tofile(args.work / "scores.f32")
    run(args, "--scores", args.work / "scores.f32")
    x = table(args.work, "features.f32", "columns.txt")
    blocks.TREES.update(TREES)
    scores = cross_validate(x, data, "trees")
    scores.astype("<f4").tofile(args.work / "trees.f32")
    everything, kept = np.ones(data.n, dtype=bool), data.decide(scores)
    data.emit((data.marks & 1) == 0, args.work / "rules.jsonl")
    for layout in [OWN, *TOOLS]:
        name = f"_{layout[:-1]}" if layout else ""
        data.emit(everything, args.work / f"raw{name}.jsonl", layout)
        data.emit(kept, args.work / f"cv{name}.jsonl", layout)
    data.emit(kept, args.work / "cv_gold.jsonl", GOLD)

    if args.write:
        words = fit_linear(data, everything)
        trees = blocks.fit_trees(x, data, everything, ROUNDS)
        columns = (args.work / "columns.txt").read_text().split("\n")
        (args.work / "manifest.json").write_text(json.dumps({"columns": columns}, indent=1) + "\n")
        args.write.write_bytes(b"cctext\x00\x01" + words.tobytes() + blocks.pack_trees(blocks.trees_of(trees), x.shape[1]))


def fit_linear(data, rows):
    w = np.where(rows, data.weight, 0)
    return blocks.fit_linear(data.words, data.y, np.minimum(w, np.quantile(w[w > 0], 0.99)))


def cross_validate(x, data, tag):
    out = np.zeros(data.n, dtype=np.float32)
    for k in range(FOLDS):
        out[data.fold == k] = blocks.quantised(blocks.fit_trees(x, data, data.fold != k, ROUNDS).predict(x[data.fold == k]))
    ok = data.weight > 0
    loss = -(data.weight * (data.y * np.log(out + 1e-6) + (1 - data.y) * np.log(1 - out + 1e-6)))[ok].sum() / data.weight[ok].sum()
    print(f"{tag}: log loss {loss:.4f}", flush=True)
    return out


if __name__ == "__main__":
    main()
