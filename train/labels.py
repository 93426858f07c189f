"""Labels for blocks: gold text aligned to the blocks of its page, in order.

A block of four words or more is copy when most of its word 4-grams are in the gold text and its place in the gold agrees with
the blocks around it (the longest chain of increasing places wins, so a teaser that repeats the lede is not copy twice). A shorter
block is copy when its words stand in the gold between the copy before it and the copy after it.

Pages with segments instead of a text label only the blocks that hold a segment.
"""

import bisect
import re
from collections import defaultdict

WORD = re.compile(r"\w+")


def tokens(text):
    out = []
    for word in WORD.findall(text.lower()):
        # Scripts without spaces: a character is a word.
        if any("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" or "\u0e00" <= c <= "\u0e7f" for c in word):
            out.extend(word)
        else:
            out.append(word)
    return out


def align(blocks, gold):
    """For each block text: 1.0 copy, 0.0 not, between: the share of it that is."""
    g = tokens(gold)
    grams = defaultdict(list)
    for i in range(len(g) - 3):
        grams[tuple(g[i:i + 4])].append(i)
    toks = [tokens(b) for b in blocks]
    share, place = [0.0] * len(blocks), [None] * len(blocks)
    for k, t in enumerate(toks):
        if len(t) < 4:
            continue
        hits = [grams.get(tuple(t[i:i + 4])) for i in range(len(t) - 3)]
        found = [h for h in hits if h]
        share[k] = len(found) / len(hits)
        if share[k] >= 0.3:
            starts = sorted(h[0] - i for i, h in enumerate(hits) if h)
            place[k] = max(0, starts[len(starts) // 2])
    chain = heaviest_chain([(place[k], len(toks[k]), k) for k in range(len(blocks)) if place[k] is not None])
    label = [0.0] * len(blocks)
    for k in chain:
        label[k] = share[k]
    covered = set()
    for k in chain:
        covered.update(range(place[k], place[k] + len(toks[k])))
    for k in range(len(blocks)):
        # Out of order in the gold, yet nothing else stands for it: copy all the same.
        if place[k] is not None and k not in chain and share[k] >= 0.6:
            span = range(place[k], place[k] + len(toks[k]))
            if sum(1 for i in span if i in covered) < 0.3 * len(span):
                label[k] = share[k]
                covered.update(span)
    short_blocks(toks, g, label, place)
    return label


def heaviest_chain(items):
    """Indices of the chain of non-decreasing places with the most words."""
    best, back, tails = {}, {}, []
    done = []
    for n, (place, weight, k) in enumerate(items):
        before = [(w, m) for p, w, m in done if p <= place]
        w, m = max(before, default=(0, None))
        done.append((place, w + weight, n))
        back[n] = m
        best[n] = w + weight
    if not best:
        return set()
    n = max(best, key=best.get)
    out = set()
    while n is not None:
        out.add(items[n][2])
        n = back[n]
    return out


def short_blocks(toks, g, label, place):
    ends, starts = [], []
    last = 0
    for k, t in enumerate(toks):
        ends.append(last)
        if label[k] >= 0.6 and place[k] is not None:
            last = max(last, place[k] + len(t))
    nxt = len(g)
    for k in range(len(toks) - 1, -1, -1):
        starts.append(nxt)
        if label[k] >= 0.6 and place[k] is not None:
            nxt = min(nxt, place[k])
    starts.reverse()
    where = defaultdict(list)
    for i, w in enumerate(g):
        where[w].append(i)
    at = 0
    for k, t in enumerate(toks):
        if not t or len(t) >= 4:
            continue
        lo, hi = max(ends[k] - 1, at), starts[k] + 1
        spots = where.get(t[0], [])
        for i in spots[bisect.bisect_left(spots, lo):]:
            if i + len(t) > hi:
                break
            if g[i:i + len(t)] == t:
                label[k] = 1.0
                at = i + len(t)
                break


def by_segments(blocks, with_, without):
    """1.0, 0.0 or None (unknown) for each block."""
    squash = lambda s: "".join(s.split()).lower()
    yes, no = [squash(s) for s in with_], [squash(s) for s in without]
    out = []
    for text in blocks:
        s = squash(text)
        if any(x in s for x in yes):
            out.append(1.0)
        elif any(x in s for x in no):
            out.append(0.0)
        else:
            out.append(None)
    return out
