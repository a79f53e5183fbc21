"""Roundups: a page of several unrelated items, each under a heading of its own, taken apart for the stories.

Left whole, "the world this week" is alike to everything that it reports on and glues the stories together. So it joins
none, and is then told of in each story that one of its items fits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import combinations
from math import sqrt
from statistics import median
from typing import NamedTuple

import msgspec
import numpy as np

from dragoman.model import Copy, Document, Line
from dragoman.reconcile import affinity, vectors, words

ITEMS = 3  # two headed parts are an article with a heading in it
ITEM_WORDS = 15  # words under a heading; fewer are a caption or a list of links
UNLIKE = 0.07  # median cosine of the items' words. Of 38 saved pages with three headed parts and more the roundups have
# .02 to .05, articles with headings .15 and more; between stand a page of bargains, one of questions and answers


class Placed(NamedTuple):
    """A page, the weighted words of each of its items, and the pages that it may share a happening with."""

    page: str
    rows: list[vectors.Row]
    near: list[int]  # by words
    copied: list[int]  # pages that a passage of it is from, or in


def told_in(known: affinity.Links, copies: Iterable[Copy]) -> dict[int, Placed]:
    """The roundups of a run, by their places among its pages."""
    rows = {
        place: [
            vectors.row(vectors.terms(msgspec.structs.replace(document, lines=lines)), known.counts) for lines in parts
        ]
        for place, document in enumerate(known.documents)
        if (parts := items(document))
    }
    if not rows:
        return {}
    number = {d.id: n for n, d in enumerate(known.documents)}
    here = np.array(sorted(rows), dtype=np.int64)
    alike = known.alike.where(np.isin(known.alike.left, here) | np.isin(known.alike.right, here))
    shared = [(number[c.left], number[c.right]) for c in copies if c.left in number and c.right in number]
    near = _beside(rows, zip(alike.left.tolist(), alike.right.tolist(), strict=True))
    copied = _beside(rows, shared)
    return {n: Placed(known.documents[n].id, found, near[n], copied[n]) for n, found in rows.items()}


def _beside(roundups: Collection[int], pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """For each roundup the pages that it is paired with, other roundups left aside."""
    found: dict[int, list[int]] = {n: [] for n in roundups}
    for left, right in pairs:
        for mine, other in ((left, right), (right, left)):
            if mine in found and other not in found:
                found[mine].append(other)
    return found


def mean_cosine(row: vectors.Row, rows: Sequence[vectors.Row]) -> float:
    """How alike an item is to the pages of a story."""
    total = 0.0
    for other in rows:
        _, mine, its = np.intersect1d(row.codes, other.codes, assume_unique=True, return_indices=True)
        total += float(row.weight[mine] @ other.weight[its])
    return total / len(rows) if rows else 0.0


def items(document: Document) -> list[tuple[Line, ...]]:
    """The lines of each item of a roundup, heading first; nothing where the page is of one piece."""
    if sum(line.kind == "heading" for line in document.lines) < ITEMS:
        return []
    parts: list[list[Line]] = []
    for line in document.lines:
        if line.kind == "heading":
            parts.append([line])
        elif parts and line.kind in words.READ:
            parts[-1].append(line)
    told = [p for p in parts if sum(len(words.WORD.findall(document.text, x.start, x.end)) for x in p) >= ITEM_WORDS]
    if len(told) < ITEMS:
        return []
    weights = [_weights(document, lines) for lines in told]
    unlike = median(_cosine(a, b) for a, b in combinations(weights, 2)) < UNLIKE
    return [tuple(lines) for lines in told] if unlike else []


def _weights(document: Document, lines: Iterable[Line]) -> Counter[str]:
    """Stems of the words that say something, names twice."""
    counts: Counter[str] = Counter()
    for line in lines:
        for word in words.WORD.findall(document.text, line.start, line.end):
            if len(word) > 1 and words.code(word) not in words.FUNCTION:
                counts[vectors.stem(word.lower())] += 2 if word[0].isupper() else 1
    return counts


def _cosine(a: Counter[str], b: Counter[str]) -> float:
    length = sqrt(sum(n * n for n in a.values()) * sum(n * n for n in b.values()))
    return sum(n * b[word] for word, n in a.items() if word in b) / length if length else 0.0
