"""Items: the parts of a page that tells of several unrelated things, under headings of their own or without."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import combinations, pairwise
from math import sqrt
from statistics import median

import numpy as np

from dragoman.reconcile import vectors, words
from dragoman.reconcile.clusters import Floats
from dragoman.reconcile.words import Told

ITEMS = 3  # two headed parts are an article with a heading in it
ITEM_WORDS = 15  # words under a heading; fewer are a caption or a list of links
UNLIKE = 0.07  # median cosine of the items' words. Of 38 saved pages with three headed parts and more the roundups have
# .02 to .05, articles with headings .15 and more; between stand a page of bargains, one of questions and answers
PARAGRAPH = 6  # words: a shorter line is no part of the running text
LINKED = 0.06  # cosine from which two paragraphs are of one item, and what stands between them too
WHOLE = 25  # words of an item without a heading
MANY = 500  # paragraphs or headed parts that are held against each other, each with each; no roundup has so many
MOST = 0.6  # of the words that the longest item may have ...
COVERED = 0.75  # ... and that items of `WHOLE` words and more must


def items(lines: Told, row: vectors.Row) -> list[Told]:
    """The lines of each item of a roundup, given its weighted words; nothing where the page is of one piece."""
    if sum(line.kind == "heading" for line, _ in lines) >= ITEMS:
        return _headed(lines)
    return _unheaded(lines, row)


def _headed(lines: Told) -> list[Told]:
    """Parts that begin with a heading, if these have next to nothing in common."""
    starts = [n for n, (line, _) in enumerate(lines) if line.kind == "heading"]
    parts = [lines[a:b] for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]
    told = [part for part in parts if sum(len(found) for _, found in part) >= ITEM_WORDS]
    if len(told) < ITEMS:
        return []
    weights = [_weights(found for _, found in part) for part in told]
    return told if median(_cosine(a, b) for a, b in combinations(weights[:MANY], 2)) < UNLIKE else []


def _weights(lines: Iterable[Iterable[str]]) -> Counter[str]:
    """Stems of the words that say something, names twice."""
    counts: Counter[str] = Counter()
    for word in (w for found in lines for w in found):
        if len(word) > 1 and words.code(word) not in words.FUNCTION:
            counts[vectors.stem(word.lower())] += 2 if word[0].isupper() else 1
    return counts


def _cosine(a: Counter[str], b: Counter[str]) -> float:
    length = sqrt(sum(n * n for n in a.values()) * sum(n * n for n in b.values()))
    return sum(n * b[word] for word, n in a.items() if word in b) / length if length else 0.0


def _unheaded(lines: Told, row: vectors.Row) -> list[Told]:
    """Runs of paragraphs that no rare word joins to the paragraphs outside.

    Of a report the names and the matter come back from the first paragraph to the last.
    """
    running = [(line, found) for line, found in lines if line.kind == "body" and len(found) >= PARAGRAPH]
    if not ITEMS <= len(running) <= MANY:
        return []
    joined = _alike(running, row) >= LINKED
    np.fill_diagonal(joined, True)
    last = len(running) - 1 - np.argmax(joined[:, ::-1], axis=1)  # of the paragraphs that each is joined to
    ends = np.flatnonzero(np.maximum.accumulate(last) == np.arange(len(running))) + 1
    parts = [running[start:end] for start, end in pairwise([0, *ends.tolist()])]
    sizes = [sum(len(found) for _, found in part) for part in parts]
    told: list[Told] = [part for part, size in zip(parts, sizes, strict=True) if size >= WHOLE]
    covered = sum(size for size in sizes if size >= WHOLE)
    apart = len(told) >= ITEMS and max(sizes) <= MOST * sum(sizes) and covered >= COVERED * sum(sizes)
    return told if apart else []


def _alike(paragraphs: Told, row: vectors.Row) -> Floats:
    """Cosine of paragraphs, words weighted as they are for the page."""
    said = [[code for code, _ in vectors.stems(found)] for _, found in paragraphs]
    unique, column = np.unique(np.array([c for s in said for c in s], dtype=np.uint64), return_inverse=True)
    table = np.zeros((len(said), len(unique)))
    if not len(row.codes) or not len(unique):
        return table @ table.T
    at = np.minimum(np.searchsorted(row.codes, unique), len(row.codes) - 1)
    weight = np.where(row.codes[at] == unique, row.weight[at], 0.0)
    table[np.repeat(np.arange(len(said)), [len(s) for s in said]), column] = weight[column]
    table /= np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
    found: Floats = table @ table.T
    return found
