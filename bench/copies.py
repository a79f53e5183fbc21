"""Copies: pages made from real ones by known operations (spin.py, seeded), and MRPC sentence pairs.

Sources are pages of Giveme5W1H that share no passage with another source; every source is changed once. Pairs that
the real pages make among themselves are not counted, save as candidates for being wrongly called a rewrite.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import spin
from common import SHARED, main

from dragoman import clean
from dragoman.model import Copy, Document
from dragoman.reconcile.copies import copies
from dragoman.reconcile.rewrites import sentence_likeness
from dragoman.settings import Settings
from dragoman.step import Tables

PLAIN: tuple[Callable[[str, random.Random], str], ...] = (spin.trim, spin.retitle, spin.reorder, spin.numbers)


def _grams(text: str, size: int = 5) -> set[tuple[str, ...]]:
    words = [w.strip(".,;:!?“”\"'’‘()").lower() for w in text.split()]
    return set(zip(*(words[i:] for i in range(size)), strict=False))


Made = tuple[list[Document], dict[tuple[str, str], str], set[frozenset[str]]]


def made(rows: list[dict[str, str]], seed: int) -> Made:
    """Pages; true pairs (original, copy) -> kind; pairs not counted, since the real pages behind them share words."""
    chance = random.Random(seed)
    texts = {r["id"]: f"{r['title']}\n{r['text']}" for r in rows}
    grams = {k: _grams(t) for k, t in texts.items()}
    close = {
        frozenset((a, b))
        for a, b in combinations(texts, 2)
        if len(grams[a] & grams[b]) > 0.05 * max(20, min(len(grams[a]), len(grams[b])))
    }
    sources: list[str] = []
    for key in sorted(texts):
        if 120 <= len(texts[key].split()) <= 1200 and not any(frozenset((key, s)) in close for s in sources):
            sources.append(key)
    chance.shuffle(sources)
    pages, origin, kinds = dict(texts), {k: {k} for k in texts}, {}
    rest = iter(sources)
    third = len(sources) // 3
    for number, key in zip(range(third), rest, strict=False):
        name = f"near-{number}"
        pages[name] = PLAIN[number % len(PLAIN)](texts[key], chance)
        origin[name], kinds[key, name] = {key}, "near"
    for number, key in zip(range(third), rest, strict=False):
        name = f"rewrite-{number}"
        pages[name] = spin.rewrite(texts[key], chance, chance.uniform(0.7, 1.0), chance.uniform(0.0, 0.3))
        origin[name], kinds[key, name] = {key}, "rewrite"
        pages[f"other-{number}"] = spin.other_event(texts[key], chance)
        origin[f"other-{number}"] = {key}
    left = list(rest)
    for number in range(0, len(left) - 2, 3):
        name = f"roundup-{number}"
        pages[name] = spin.roundup([texts[k] for k in left[number : number + 3]], chance)
        origin[name] = set(left[number : number + 3])
        kinds |= {(k, name): "partial" for k in left[number : number + 3]}
    ignored = set()
    for a, b in combinations(pages, 2):
        if (a, b) not in kinds and (b, a) not in kinds:
            near = any(frozenset((x, y)) in close for x in origin[a] for y in origin[b])
            if near or (a in texts and b in texts and frozenset((a, b)) in close):
                ignored.add(frozenset((a, b)))
    return [clean.plain(t, k) for k, t in pages.items()], kinds, ignored


def _f1(right: int, found: int, wanted: int) -> float:
    return 2 * right / ((found + wanted) or 1)


def figures(data: Path) -> dict[str, float]:
    """near_f1 and partial_f1, rewrite precision and recall over three seeds; pair accuracy on MRPC (training part)."""
    rows = [json.loads(line) for line in (data / "giveme5w1h.jsonl").read_text("utf-8").splitlines()]
    kinds = ("near", "partial", "rewrite")
    right, found, wanted = (dict.fromkeys(kinds, 0) for _ in range(3))
    directed = pointed = 0
    for seed in (1, 2, 3):
        documents, truth, ignored = made(rows, seed)
        source = {d.id: d.source for d in documents}
        gold = {frozenset(pair): kind for pair, kind in truth.items()}
        for kind in gold.values():
            wanted[kind] += 1
        for copy in copies(Tables(documents, [], Settings())):
            pair = frozenset((source[copy.left], source[copy.right]))
            if pair in ignored:
                continue
            kind = "near" if copy.kind == "identical" else copy.kind
            found[kind] += 1
            right[kind] += gold.get(pair) == kind
            if pair in gold and copy.direction != "unknown":
                pointed += 1
                directed += _original(copy, source) in {a for a, _ in truth}
    got: dict[str, float] = {}
    for kind in kinds:
        got[f"{kind}_precision"] = right[kind] / (found[kind] or 1)
        got[f"{kind}_recall"] = right[kind] / (wanted[kind] or 1)
        got[f"{kind}_f1"] = _f1(right[kind], found[kind], wanted[kind])
    got["direction_right"] = directed / (pointed or 1)
    got["direction_said"] = pointed / sum(wanted.values())
    pairs = data.parent / "paraphrase" / "mrpc_train.txt"
    if pairs.exists():
        got["mrpc_accuracy"] = _mrpc(pairs)
    return got


def _original(copy: Copy, source: dict[str, str]) -> str:
    return source[copy.left if copy.direction == "left" else copy.right]


def _mrpc(path: Path) -> float:
    """Accuracy on sentence pairs at the one threshold that is best on the first thousand, over the others."""
    rows = [line.split("\t") for line in path.read_text("utf-8-sig").splitlines()]
    scored = [(sentence_likeness((r[3], r[4])), r[0] == "1") for r in rows if len(r) == 5]
    best = max((sum((s >= t / 100) == y for s, y in scored[:1000]), t / 100) for t in range(100))[1]
    return sum((s >= best) == y for s, y in scored[1000:]) / len(scored[1000:])


if __name__ == "__main__":
    sys.exit(main("copies", SHARED / "data" / "stories", figures))
