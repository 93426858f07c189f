"""Labels blocks by aligning the gold text to the blocks of its page, in order.

A block of four words or more is main content if most of its word 4-grams are in the gold text and
its offset in the gold text agrees with the blocks around it. The heaviest chain of increasing
offsets wins, so a teaser that repeats the lede does not count twice. A shorter block is main
content if its words are in the gold text between the main content before it and after it.

On pages with segments instead of a text, only the blocks that contain a segment get a label.
"""

import bisect
import re
from collections import defaultdict

WORD = re.compile(r"\w+")


def tokens(text):
    out = []
    for word in WORD.findall(text.lower()):
        # In scripts without spaces each character counts as a word.
        if any("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" or "\u0e00" <= c <= "\u0e7f" for c in word):
            out.extend(word)
        else:
            out.append(word)
    return out


def align(blocks, gold):
    """For each block text the share of it that is main content, 0.0 to 1.0."""
    g = tokens(gold)
    grams = defaultdict(list)
    for i in range(len(g) - 3):
        grams[tuple(g[i:i + 4])].append(i)
    toks = [tokens(b) for b in blocks]
    share, offset = [0.0] * len(blocks), [None] * len(blocks)
    for k, t in enumerate(toks):
        if len(t) < 4:
            continue
        hits = [grams.get(tuple(t[i:i + 4])) for i in range(len(t) - 3)]
        found = [h for h in hits if h]
        share[k] = len(found) / len(hits)
        if share[k] >= 0.3:
            starts = sorted(h[0] - i for i, h in enumerate(hits) if h)
            offset[k] = max(0, starts[len(starts) // 2])
    chain = heaviest_chain([(offset[k], len(toks[k]), k) for k in range(len(blocks)) if offset[k] is not None])
    label = [0.0] * len(blocks)
    for k in chain:
        label[k] = share[k]
    covered = set()
    for k in chain:
        covered.update(range(offset[k], offset[k] + len(toks[k])))
    for k in range(len(blocks)):
        # The block is out of order in the gold text, but no other block covers that part.
        if offset[k] is not None and k not in chain and share[k] >= 0.6:
            span = range(offset[k], offset[k] + len(toks[k]))
            if sum(1 for i in span if i in covered) < 0.3 * len(span):
                label[k] = share[k]
                covered.update(span)
    short_blocks(toks, g, label, offset)
    return label


def heaviest_chain(items):
    """Indices of the chain of non-decreasing offsets with the most words."""
    best, back, tails = {}, {}, []
    done = []
    for n, (offset, weight, k) in enumerate(items):
        before = [(w, m) for p, w, m in done if p <= offset]
        w, m = max(before, default=(0, None))
        done.append((offset, w + weight, n))
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


def short_blocks(toks, g, label, offset):
    ends, starts = [], []
    last = 0
    for k, t in enumerate(toks):
        ends.append(last)
        if label[k] >= 0.6 and offset[k] is not None:
            last = max(last, offset[k] + len(t))
    nxt = len(g)
    for k in range(len(toks) - 1, -1, -1):
        starts.append(nxt)
        if label[k] >= 0.6 and offset[k] is not None:
            nxt = min(nxt, offset[k])
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
    """For each block 1.0 (main content), 0.0 (boilerplate) or None (unknown)."""
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
