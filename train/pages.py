"""Trains the page model, which predicts the kind of a page and the quality of its text.

    python3 train/pages.py --work OUT --dev EVAL_DEV [--write src/classify/page.bin]

Run it after `train.py` with the same OUT. It reads `pages.f32` and `text.jsonl`, the result of the
whole pipeline for the out-of-fold scores of the classifier. A text is good if its words have an F1
of at least 0.9 against the gold text. The script cross-validates by registrable domain and prints,
out of fold, the accuracy of the kinds and the share of good pages for each range of the estimate.
It writes `cv_pages.jsonl` into OUT and adds the column names to `manifest.json` there.
"""

import argparse
import json
from collections import Counter
from pathlib import Path

import lightgbm as lgb
import numpy as np

from gold import FOLDS, read_gold
from labels import tokens
from train import pack_trees, trees_of

# In the order of `KINDS` in src/classify/page_model.rs, each with the names that the sets use.
KINDS = [("article", ["article"]), ("listing", ["listing", "collection"]), ("forum", ["forum"]), ("product", ["product"]),
         ("documentation", ["documentation"]), ("service", ["service"])]
GOOD = 0.9
# There are few pages, so the trees are shallow and each leaf moves the score little.
TREES = dict(num_leaves=6, learning_rate=0.05, min_data_in_leaf=20, lambda_l2=5.0, feature_fraction=0.5, bagging_fraction=0.7, bagging_freq=1,
             max_bin=63, num_threads=1, verbose=-1, seed=7, deterministic=True, force_row_wise=True)
KIND_ROUNDS, QUALITY_ROUNDS = 80, 100
# The weight of an article outside of WCXB when kinds are learned: most sets have only articles, and
# with all of them the model finds half of the forums only.
ARTICLE_WEIGHT = 0.25


def word_f1(text, gold):
    own, wanted = Counter(tokens(text)), Counter(tokens(gold))
    return 2 * sum((own & wanted).values()) / max(sum(own.values()) + sum(wanted.values()), 1)


def read(work, dev):
    columns = (work / "page_columns.txt").read_text().split("\n")
    rows = np.fromfile(work / "pages.f32", dtype="<f4").reshape(-1, len(columns))
    golds = read_gold(dev)
    kind_of = {theirs: k for k, (_, names) in enumerate(KINDS) for theirs in names}
    pages = []
    for x, line in zip(rows, open(work / "text.jsonl")):
        page = json.loads(line)
        gold = golds[page["id"]]
        if gold.source and gold.page_type in kind_of:
            # A text is good if it agrees with one of the readers.
            f1 = max(word_f1(page["text"], text) for text in (gold.text, gold.second) if text)
            is_extra = gold.is_article and gold.source != "wcxb-dev"
            weight = ARTICLE_WEIGHT if is_extra else 1.0
            pages.append((gold.id, x, kind_of[gold.page_type], f1, gold.fold, weight))
    return columns, pages


def fit(x, y, rounds, weight=None, **settings):
    return lgb.train(TREES | settings, lgb.Dataset(x, y, weight=weight), num_boost_round=rounds)


def fit_kinds(x, kinds, weight):
    return fit(x, kinds, KIND_ROUNDS, weight, objective="multiclass", num_class=len(KINDS))


def fit_quality(x, f1):
    return fit(x, f1 >= GOOD, QUALITY_ROUNDS, objective="binary")


def report(kinds, kind_scores, f1, quality):
    best, good = kind_scores.argmax(1), f1 >= GOOD
    print(f"kind: {np.mean(best == kinds):.3f} right of {len(kinds)}")
    for k, (name, _) in enumerate(KINDS):
        said = best == k
        print(f"  {name:14} {np.mean(kinds[said] == k):.3f} of {said.sum():4} called so are; {np.mean(said[kinds == k]):.3f} of {(kinds == k).sum():4} are called so")
    print("confidence in the kind -> share right")
    bands(kind_scores.max(1), best == kinds)
    print(f"quality: log loss {-np.mean(np.where(good, np.log(quality), np.log(1 - quality))):.4f}, {good.mean():.3f} of pages good; estimate -> share good")
    bands(quality, good)
    for least in (0.5, 0.7, 0.8, 0.9):
        kept = quality >= least
        print(f"  at least {least}: {kept.mean():.3f} of pages, {good[kept].mean():.3f} of them good, mean F1 {f1[kept].mean():.3f} (left out: {f1[~kept].mean():.3f})")


def bands(estimate, truth):
    for low in np.arange(0, 1, 0.1):
        at = (estimate >= low) & (estimate < low + 0.1 + (low > 0.85))
        if at.sum():
            print(f"  {low:.1f}-{low + 0.1:.1f}: {estimate[at].mean():.3f} -> {truth[at].mean():.3f} ({at.sum()} pages)")


def pack_kinds(model, columns):
    """One ensemble for each kind; in the model the trees of the kinds alternate."""
    trees = trees_of(model)
    return b"".join(pack_trees(trees[k::len(KINDS)], columns) for k in range(len(KINDS)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--dev", type=Path, required=True)
    parser.add_argument("--write", type=Path, help="the model file to write; without it only the cross-validation runs")
    args = parser.parse_args()
    columns, pages = read(args.work, args.dev)
    ids, x, kinds, f1, fold, weight = (list(column) for column in zip(*pages))
    x, kinds, f1, fold, weight = map(np.array, (x, kinds, f1, fold, weight))

    kind_scores, quality = np.zeros((len(x), len(KINDS))), np.zeros(len(x))
    for k in range(FOLDS):
        out = fold == k
        kind_scores[out] = fit_kinds(x[~out], kinds[~out], weight[~out]).predict(x[out])
        quality[out] = fit_quality(x[~out], f1[~out]).predict(x[out])
    report(kinds, kind_scores, f1, quality)
    with open(args.work / "cv_pages.jsonl", "w") as out:
        for row in zip(ids, kinds, kind_scores.argmax(1), kind_scores.max(1), f1, quality):
            name, kind, said, confidence, own_f1, estimate = row
            out.write(json.dumps({"id": name, "kind": KINDS[kind][0], "said": KINDS[said][0], "confidence": round(float(confidence), 3),
                                  "f1": round(float(own_f1), 4), "quality": round(float(estimate), 3)}) + "\n")
    if args.write:
        path = args.work / "manifest.json"
        manifest = json.loads(path.read_text()) | {"page_columns": columns}
        path.write_text(json.dumps(manifest, indent=1) + "\n")
        args.write.write_bytes(b"ccpage\x00\x01" + pack_kinds(fit_kinds(x, kinds, weight), len(columns)) + pack_trees(trees_of(fit_quality(x, f1)), len(columns)))


if __name__ == "__main__":
    main()
