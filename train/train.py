"""Trains the classifier of blocks from the features that the example `features` wrote.

    python3 train/train.py --work OUT --dev EVAL_DEV [--write src/classify/model.bin]

The script cross-validates three steps on the same folds; all pages of one registrable domain are in
the same fold:
1. two linear models over hashed buckets (the words of a block; tags and class words around it),
   whose out-of-fold scores become features;
2. boosted trees over the features: the first pass;
3. boosted trees over the features and the features of the second pass, which `features --context`
   computes from the out-of-fold scores of the first pass.
The shipped model is fitted on all pages with the same settings; the printed figures are those of
the cross-validation. The script writes `cv.jsonl` (out-of-fold predictions for the scorer) and
`manifest.json` into OUT.
"""

import argparse
import json
import struct
import subprocess
from pathlib import Path

import lightgbm as lgb
import numpy as np
from scipy import sparse

from gold import FOLDS, SETS, digests, read_gold

BUCKETS = 1 << 15
TREES = dict(objective="cross_entropy", num_leaves=31, min_data_in_leaf=400, lambda_l2=20.0, feature_fraction=0.5,
             bagging_fraction=0.7, bagging_freq=1, max_bin=63, num_threads=2, verbose=-1, seed=7, deterministic=True, force_row_wise=True)
# The first pass only informs the second about the blocks around a block, so it may be less exact.
FIRST = dict(num_boost_round=90, learning_rate=0.13)
SECOND = dict(num_boost_round=160, learning_rate=0.09)
# Scores between which the first pass is unsure; the second pass runs only there. Must equal `UNSURE` in
# src/classify/classifier.rs.
UNSURE = (0.03, 0.97)
# Most of the pages with the largest cross-validated error have a gold text that misses most of the article, so they get
# less weight.
DOUBTFUL_SHARE = 0.04
DOUBTFUL_WEIGHT = 0.2
LEAF_SCALE = 65536


class Data:
    """All blocks of all pages, in the order of the files."""

    def __init__(self, work, dev):
        self.pages = [json.loads(line) for line in open(work / "blocks.jsonl")]
        self.columns = (work / "columns.txt").read_text().split("\n")
        self.x = np.fromfile(work / "features.f32", dtype="<f4").reshape(-1, len(self.columns))
        self.n = len(self.x)
        sizes = [len(p["blocks"]) for p in self.pages]
        self.slices = [slice(end - size, end) for end, size in zip(np.cumsum(sizes), sizes)]
        assert self.n == sum(sizes)
        self.words = buckets(work / "words", 1, self.n)
        self.names = buckets(work / "names", 3, self.n)
        self.gold = read_gold(dev)
        self.label(work / "labels.npy")

    def label(self, cache):
        """Labels, weights and folds of all blocks; labels are cached, since aligning is slow."""
        y = np.load(cache) if cache.exists() else np.full(self.n, np.nan, dtype=np.float32)
        self.weight, self.fold = np.zeros(self.n, dtype=np.float32), np.full(self.n, -1)
        for page, at in zip(self.pages, self.slices):
            gold = self.gold[page["id"]]
            texts = [b[0] for b in page["blocks"]]
            if not cache.exists():
                y[at] = gold.labels(texts)
            self.fold[at] = gold.fold
            self.weight[at] = gold.weights(texts, y[at], self.x[at, 0])
        np.save(cache, y)
        self.y = np.clip(np.nan_to_num(y), 0, 1)

    def lower_doubtful(self, scores):
        """Lowers the weight of the pages with the largest out-of-fold error."""
        errors = []
        for at in self.slices:
            w, known = np.minimum(self.x[at, 0], 150) + 1, self.weight[at] > 0
            errors.append(np.average(np.abs(scores[at] - self.y[at])[known], weights=w[known]) if known.sum() > 3 else 0.0)
        limit = np.quantile([e for e in errors if e > 0], 1 - DOUBTFUL_SHARE)
        for at, error in zip(self.slices, errors):
            if error > limit:
                self.weight[at] *= DOUBTFUL_WEIGHT

    def emit(self, scores, path, threshold=0.5):
        with open(path, "w") as out:
            for page, at in zip(self.pages, self.slices):
                texts = [b[0] for b, s in zip(page["blocks"], scores[at]) if s > threshold and b[0]]
                out.write(json.dumps({"id": page["id"], "text": "\n".join(texts)}) + "\n")


def buckets(path, parts, n):
    counts = np.fromfile(path.with_suffix(".n"), dtype="<u2").reshape(-1, parts)
    index = np.fromfile(path.with_suffix(".u16"), dtype="<u2")
    starts = np.concatenate([[0], np.cumsum(counts.ravel())])
    ones = np.ones(len(index), dtype=np.float32)
    rows = sparse.csr_matrix((ones, index, starts), shape=(n * parts, BUCKETS))
    return [rows[k::parts] for k in range(parts)]


def fit_linear(x, y, w, epochs=6, l2=3e-6):
    """Logistic regression by Adagrad over mini-batches of rows; weights in 1/16, as the model file has them."""
    rng = np.random.default_rng(7)
    rows = np.where(w > 0)[0]
    w = w / w[rows].mean()
    beta, grads, bias = np.zeros(BUCKETS), np.full(BUCKETS, 1e-2), 0.0
    for epoch in range(epochs):
        rng.shuffle(rows)
        for start in range(0, len(rows), 2048):
            batch = rows[start:start + 2048]
            xb = x[batch]
            p = 1 / (1 + np.exp(-np.clip(xb @ beta + bias, -30, 30)))
            g = np.minimum(w[batch], 8) * (p - y[batch])
            step = (xb.T @ g) / len(batch) + l2 * beta
            grads += step * step * 100
            beta -= 0.5 * step * 10 / np.sqrt(grads * 100)
            bias -= 0.05 * g.mean()
    return np.clip(np.round(beta * 16), -127, 127).astype(np.int8)


def linear_scores(data, words, names):
    w = data.words[0] @ (words.astype(np.float32) / 16)
    own, parent, above = (m @ (names.astype(np.float32) / 16) for m in data.names)
    return np.stack([w, own, parent, above, own + parent + above], axis=1).astype(np.float32)


def fit_both_linear(data, rows):
    w = np.where(rows, data.weight, 0)
    w = np.minimum(w, np.quantile(w[w > 0], 0.99))
    return fit_linear(data.words[0], data.y, w), fit_linear(data.names[0] + data.names[1] + data.names[2], data.y, w)


def fit_trees(x, data, rows, settings):
    rows = rows & (data.weight > 0)
    return lgb.train(TREES | settings, lgb.Dataset(x[rows], data.y[rows], weight=data.weight[rows]))


def cross_validate(x, data, settings, tag, rows):
    out = np.zeros(data.n, dtype=np.float32)
    for k in range(FOLDS):
        own = rows & (data.fold == k)
        out[own] = quantised(fit_trees(x, data, rows & (data.fold != k), settings).predict(x[own]))
    report(out, data, tag, rows)
    return out


def report(out, data, tag, rows):
    ok = rows & (data.weight > 0)
    y, w, p = data.y[ok], data.weight[ok], out[ok]
    print(f"{tag}: log loss {-np.average(y * np.log(p + 1e-6) + (1 - y) * np.log(1 - p + 1e-6), weights=w):.4f}", flush=True)


def unsure(first):
    return (first >= UNSURE[0]) & (first <= UNSURE[1])


def quantised(p):
    """Scores in steps of 1/1024, as in the Rust code."""
    return (np.round(p * 1024) / 1024).astype(np.float32)


def trees_of(model):
    return [info["tree_structure"] for info in model.dump_model()["tree_info"]]


def pack_trees(trees, columns):
    out = [struct.pack("<HH", columns, len(trees))]
    for tree in trees:
        nodes, leaves = [], []
        flatten(tree, nodes, leaves)
        if not nodes:
            # A tree of one leaf becomes a node with that leaf on both sides.
            nodes, leaves = [(0, -1, -2, 0.0)], leaves * 2
        out.append(struct.pack("<H", len(nodes)))
        out += [struct.pack("<Hhhf", f, left, right, t) for f, left, right, t in nodes]
        out += [struct.pack("<i", round(v * LEAF_SCALE)) for v in leaves]
    return b"".join(out)


def flatten(node, nodes, leaves):
    if "leaf_value" in node:
        leaves.append(node["leaf_value"])
        return ~(len(leaves) - 1)
    at = len(nodes)
    nodes.append(None)
    left = flatten(node["left_child"], nodes, leaves)
    right = flatten(node["right_child"], nodes, leaves)
    # A threshold is a 64-bit float between two 32-bit feature values; the next lower 32-bit float splits equally.
    threshold = np.float32(node["threshold"])
    if float(threshold) > node["threshold"]:
        threshold = np.nextafter(threshold, np.float32(-np.inf))
    nodes[at] = (node["split_feature"], left, right, float(threshold))
    return at


def sample(folder, x, x2, one, two):
    """Rows with their scores in LightGBM; a test compares the scores of the Rust code with them."""
    rows = np.linspace(0, len(x) - 1, 40).astype(int)
    table = {"first": [[float(v) for v in x[i]] for i in rows], "first_scores": one.predict(x[rows]).tolist(),
             "second": [[float(v) for v in x2[i]] for i in rows], "second_scores": two.predict(x2[rows]).tolist()}
    (folder / "model_sample.json").write_text(json.dumps(table))


def context(args, data, first):
    first.astype("<f4").tofile(args.work / "first.f32")
    subprocess.run([args.features, "--context", args.work / "first.f32", args.work, *args.pages], check=True)
    columns = (args.work / "context_columns.txt").read_text().split("\n")
    return columns, np.fromfile(args.work / "context.f32", dtype="<f4").reshape(data.n, len(columns))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--dev", type=Path, required=True)
    parser.add_argument("--features", default="target/release/examples/features")
    parser.add_argument("--write", type=Path, help="the model file to write; without it only the cross-validation runs")
    args = parser.parse_args()
    args.pages = [args.dev / name / "pages" for name in SETS]
    if not (args.work / "features.f32").exists():
        subprocess.run([args.features, args.work, *args.pages], check=True)
    data = Data(args.work, args.dev)
    print(f"{data.n} blocks, {int((data.weight > 0).sum())} labelled", flush=True)

    scores = np.zeros((data.n, 5), dtype=np.float32)
    for k in range(FOLDS):
        rows = data.fold == k
        scores[rows] = linear_scores(data, *fit_both_linear(data, ~rows))[rows]
    at = [data.columns.index(c) for c in ("word_score", "name_score", "parent_name_score", "above_name_score", "name_score_sum")]
    data.x[:, at] = scores
    for k in (0, 4):
        ok = data.weight > 0
        p = 1 / (1 + np.exp(-scores[ok, k]))
        print(f"linear {k}: weighted error {np.average(np.abs((p > 0.5) - data.y[ok]), weights=data.weight[ok]):.4f}", flush=True)
    everything = np.ones(data.n, dtype=bool)
    first = cross_validate(data.x, data, FIRST, "first pass, all pages alike", everything)
    data.lower_doubtful(first)
    first = cross_validate(data.x, data, FIRST, "first pass", everything)
    data.emit(first, args.work / "cv_first.jsonl")
    context_columns, context_x = context(args, data, first)
    x = np.hstack([data.x, context_x])
    again = unsure(first)
    print(f"the second pass runs on {again.mean():.3f} of the blocks")
    second = np.where(again, cross_validate(x, data, SECOND, "second pass", again), first)
    report(second, data, "both", everything)
    data.emit(second, args.work / "cv.jsonl")
    second.astype("<f4").tofile(args.work / "second.f32")
    subprocess.run([args.features, "--text", args.work / "second.f32", args.work, *args.pages], check=True)

    if args.write:
        words, names = fit_both_linear(data, everything)
        one, two = fit_trees(data.x, data, everything, FIRST), fit_trees(x, data, again, SECOND)
        model = b"ccjudge\x01" + words.tobytes() + names.tobytes() + pack_trees(trees_of(one), data.x.shape[1]) + pack_trees(trees_of(two), x.shape[1])
        args.write.write_bytes(model)
        sample(args.write.parent, data.x, x, one, two)
        manifest = {"labels": digests(args.dev), "pages": len(data.pages), "blocks": data.n, "columns": data.columns, "context_columns": context_columns, "bytes": len(model),
                    "settings": {k: v for k, v in TREES.items() if k != "num_threads"}, "first": FIRST, "second": SECOND, "folds": FOLDS}
        (args.work / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")


if __name__ == "__main__":
    main()
