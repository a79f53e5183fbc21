"""Items: the parts of a page that tells of several unrelated things, each under a heading of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from math import sqrt
from statistics import median

from dragoman.model import Document, Line
from dragoman.reconcile import vectors, words

ITEMS = 3  # two headed parts are an article with a heading in it
ITEM_WORDS = 15  # words under a heading; fewer are a caption or a list of links
UNLIKE = 0.07  # median cosine of the items' words. Of 38 saved pages with three headed parts and more the roundups have
# .02 to .05, articles with headings .15 and more; between stand a page of bargains, one of questions and answers


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
