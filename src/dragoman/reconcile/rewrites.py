"""The same article put into other words: sentences that follow one another in the same order and say the same.

No 5-gram need be shared. Two pages are aligned sentence by sentence; a sentence is known again by what a rewriter
leaves: names, numbers, the order of small words, and the words that were not replaced, weighted by how rare they are
among the pages, so that a form filled many times (readouts of calls) is not taken for one article.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from dragoman.model import Copy, Document, Span
from dragoman.reconcile import words
from dragoman.reconcile.vectors import Matrix, Weights, stem

SENTENCE = re.compile(r"(?<=[.!?])[”\"’']*\s+(?=[A-Z“\"‘'\d])|\n+")
CANDIDATE = 0.2, 0.4  # cosine of two pages worth aligning, of few pages and of many (rewrites have .6 and more)
MANY = 1000
NEAREST = 5  # pages that one page is compared with
SAID = 4  # words outside quotations of a sentence that is more than one
LEAST = 4  # sentences of a page that can be told to be a rewrite, and of two pages that are alike
SAME = 0.3  # likeness from which two sentences are taken for one
BETWEEN = 0.1  # and two that stand between such pairs, as many on either page: a rewriter keeps the order
SHARE = 0.5  # of the shorter page's words that stand in such sentences; two agencies on one happening reach .48
ANCHORED = 0.78  # of the names and numbers of aligned sentences, by rarity, those the other page has too
BACKGROUND = 100  # pages assumed beside those at hand, so that rarity means something among five pages
WINDOW = 3  # words: pairs of words within it are terms too; they outlive a word put in or left out
PAIR = 0.3  # weight of such a pair beside a word's
HELD = 1024  # pages whose sentences are held in memory
BUCKETS = 1 << 15  # columns that terms are hashed into: a pair of pages has some two thousand

Grid = npt.NDArray[np.float64]
Rarity = Callable[[words.Numbers], Grid]


def candidate(counted: int) -> float:
    """Cosine from which two pages are worth aligning, where terms of so many pages are counted."""
    return CANDIDATE[counted >= MANY]


def rarity(counts: Weights | None = None) -> Rarity:
    """How rare a stem is among the pages, as a logarithm: a function from codes to weights."""
    total = BACKGROUND + (counts.counted if counts else 0)

    def weigh(codes: words.Numbers) -> Grid:
        found = np.maximum(counts.on(codes), 1) if counts is not None else np.zeros(len(codes))
        small = np.array([c in words.FUNCTION for c in codes.tolist()], dtype=bool)
        weights: Grid = np.where(small, 0.3, np.log(total / (found + 1.0)))
        return weights

    return weigh


class Sentences(NamedTuple):
    """A page cut into sentences."""

    document: Document
    spans: list[tuple[int, int]]
    rows: Matrix  # a sentence a row, of length 1: stems, and pairs of stems that stand near each other
    anchors: list[dict[int, float]]  # names and numbers outside quotations, with their rarity
    length: list[int]  # words outside quotations: two reports may quote the same


def cut(document: Document, weigh: Rarity) -> Sentences:
    """Sentences of the lines that carry the report, longer than three words."""
    spans: list[tuple[int, int]] = []
    places: list[re.Match[str]] = []
    number: list[int] = []
    for line in document.lines:
        if line.kind not in words.READ:
            continue
        start = line.start
        ends = [m.span() for m in SENTENCE.finditer(document.text, line.start, line.end)] + [(line.end, line.end)]
        for end, following in ends:
            tokens = list(words.WORD.finditer(document.text, start, end))
            if len(tokens) > 3:
                number += [len(spans)] * len(tokens)
                spans.append((start, end))
                places += tokens
            start = following
    tokens_ = [m.group() for m in places]
    codes = np.array([_stems[t] for t in tokens_], dtype=np.uint64)
    of = np.array(number, dtype=np.int64)
    weights = weigh(codes)
    outside = ~words.inside(np.array([m.start() for m in places], dtype=np.int32), words.quoted(document))
    length = np.bincount(of, weights=outside, minlength=len(spans)).astype(int).tolist()
    anchors: list[dict[int, float]] = [{} for _ in spans]
    for k, token in enumerate(tokens_):
        if outside[k] and (token[0].isdigit() or (token[0].isupper() and k and number[k - 1] == number[k])):
            anchors[number[k]][int(codes[k])] = float(weights[k])
    return Sentences(document, spans, _rows(codes, weights, of, len(spans)), anchors, length)


_stems = words.Held(lambda word: words.code(stem(word.lower().replace("’", "'"))))


def _rows(codes: words.Numbers, weights: Grid, of: npt.NDArray[np.int64], size: int) -> Matrix:
    """A sentence a row, of length 1; `of` says which sentence each word stands in."""
    terms, value, row = [codes], [weights], [of]
    for apart in range(1, WINDOW + 1):
        inside = of[:-apart] == of[apart:]
        terms.append((codes[:-apart] * np.uint64(0x9E3779B97F4A7C15) + codes[apart:])[inside])
        value.append(((weights[:-apart] + weights[apart:]) / 2 * PAIR**0.5)[inside])
        row.append(of[apart:][inside])
    every = np.concatenate(terms)
    columns = ((every ^ (every >> np.uint64(31))) % np.uint64(BUCKETS)).astype(np.int64)
    unique, first = np.unique(np.concatenate(row) * BUCKETS + columns, return_index=True)
    rows, columns = np.divmod(unique, BUCKETS)
    values = np.concatenate(value)[first]
    norm = np.sqrt(np.bincount(rows, weights=values**2, minlength=size))
    at = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=size))])
    return sparse.csr_matrix((values / np.maximum(norm[rows], 1e-9), columns, at), (size, BUCKETS))


def align(grid: Grid, least: float = SAME) -> list[tuple[int, int]]:
    """Pairs of sentences, in the order of both pages, whose likeness sums to the most (Needleman and Wunsch 1970)."""
    n, m = grid.shape
    gain = np.where(grid >= least, grid, 0.0)
    best = np.zeros((n + 1, m + 1))
    for i in range(n):
        best[i + 1, 1:] = np.maximum.accumulate(np.maximum(best[i, :m] + gain[i], best[i, 1:]))
    pairs, i, j = [], n, m
    while i and j:
        if gain[i - 1, j - 1] and best[i, j] == best[i - 1, j - 1] + gain[i - 1, j - 1]:
            pairs.append((i - 1, j - 1))
            i, j = i - 1, j - 1
        elif best[i, j] == best[i - 1, j]:
            i -= 1
        else:
            j -= 1
    return pairs[::-1]


class Evidence(NamedTuple):
    """What speaks for a rewrite."""

    share: float  # of the shorter page's words in aligned sentences
    anchored: float  # of their names and numbers, by rarity, those found in the partner
    pairs: list[tuple[int, int]]


def evidence(left: Sentences, right: Sentences) -> Evidence:
    """Align two pages."""
    grid = left.rows.dot(right.rows.T).toarray()
    pairs = [(i, j) for i, j in align(grid) if min(left.length[i], right.length[j]) >= SAID]
    if len(pairs) < LEAST:
        return Evidence(0.0, 0.0, [])
    every = sorted([*pairs, *_between(pairs, grid)])
    covered = [sum(left.length[i] for i, _ in every), sum(right.length[j] for _, j in every)]
    share = max(c / max(1, sum(page.length)) for c, page in zip(covered, (left, right), strict=True))
    both = total = 0.0
    for i, j in pairs:
        a, b = left.anchors[i], right.anchors[j]
        both += sum(weight for code, weight in a.items() if code in b)
        total += min(sum(a.values()), sum(b.values()))
    return Evidence(share, both / total if total else 0.0, every)


def _between(pairs: Sequence[tuple[int, int]], grid: Grid) -> Iterator[tuple[int, int]]:
    """Sentences between two pairs that follow one another, as many on either page, in order."""
    for (i, j), (k, m) in pairwise(pairs):
        if k - i == m - j:
            yield from ((a, b) for a, b in zip(range(i + 1, k), range(j + 1, m), strict=True) if grid[a, b] >= BETWEEN)


def rewrite(left: Sentences, right: Sentences) -> Copy | None:
    """The pair as a rewrite, or None."""
    if min(len(left.spans), len(right.spans)) < LEAST:
        return None
    found = evidence(left, right)
    if found.share < SHARE or found.anchored < ANCHORED:
        return None
    ids = left.document.id, right.document.id
    passages = tuple((Span(ids[0], *left.spans[i]), Span(ids[1], *right.spans[j])) for i, j in found.pairs)
    why = (
        f"{len(found.pairs)} sentences say the same in the same order ({found.share:.0%} of the shorter page)",
        f"{found.anchored:.0%} of their names and numbers agree",
    )
    return Copy(*ids, "rewrite", round(found.share, 3), passages=passages, reasons=why)


def rewrites(
    documents: Sequence[Document], alike: Sequence[tuple[int, int, float]], weigh: Rarity
) -> Iterator[tuple[int, int, Copy]]:
    """Rewrites among pages: (i, j, copy), i < j. `alike`: pairs that may be rewrites, with their cosine.

    Only the pages most alike in words are compared: the `NEAREST` of each.
    """
    count: Counter[int] = Counter()
    chosen = []
    for i, j, _ in sorted(alike, key=lambda pair: (-pair[2], pair[0], pair[1])):
        if count[i] < NEAREST or count[j] < NEAREST:
            count[i] += 1
            count[j] += 1
            chosen.append((i, j))

    @lru_cache(maxsize=HELD)
    def page(n: int) -> Sentences:
        return cut(documents[n], weigh)

    for i, j in sorted(chosen):
        found = rewrite(page(i), page(j))
        if found is not None:
            yield i, j, found


def sentence_likeness(texts: Sequence[str]) -> float:
    """Likeness of two sentences given as they are (for measuring on sentence pairs)."""
    rows = []
    for text in texts:
        codes = np.array([_stems[t] for t in words.WORD.findall(text)], dtype=np.uint64)
        rows.append(_rows(codes, rarity()(codes), np.zeros(len(codes), dtype=np.int64), 1))
    return float(rows[0].dot(rows[1].T).toarray()[0, 0])
