"""Pages as weighted words, and how alike they are: tf-idf over stems, names and pairs of words.

Weights were chosen on ECB+ and Giveme5W1H together (bench/stories.py): squared idf, names and the opening counted more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from dragoman.model import Document
from dragoman.reconcile import words

LEAD = 60  # words of the opening
LEAD_WEIGHT = 3  # how often a word of the opening counts
NAME_WEIGHT = 2.0  # a word that is only ever written with a capital on its page
IDF_POWER = 2.0
BACKGROUND = 30  # pages assumed beside those at hand: among five pages nothing is rare, and a page's own words count
OWN = 10  # pages, likewise: how much the terms of one page alone count against it
MANY = 1000  # pages
COMMON = 500  # pages: words on more (and on more than a tenth of all) join no pages; they hardly weigh
CHUNK = 1000  # rows multiplied at a time

Matrix = Any  # scipy.sparse.csr_matrix: scipy has no types

_known: dict[str, tuple[int, bool]] = {}


def stem(word: str) -> str:
    """A word less its commonest endings: "tariffs" and "tariff" are one, "meeting" and "meets" too."""
    word = word.removesuffix("'s")
    for ending in ("ing", "ed", "es", "s", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def _word(word: str) -> tuple[int, bool]:
    """Code of a word's stem (0 for one that says nothing alone) and whether it has a capital."""
    lower = word.lower().replace("’", "'")
    plain = len(lower) < 2 or words.code(lower) in words.FUNCTION
    found = _known[word] = (0 if plain else words.code(stem(lower)), word[0].isupper())
    return found


def terms(document: Document) -> tuple[words.Numbers, npt.NDArray[np.float32]]:
    """Terms of a page (distinct codes, ascending) and how much it says of each: 1 + log of the weighted count."""
    found: list[tuple[int, bool]] = []
    for line in document.lines:
        if line.kind in words.READ:
            found += [_known.get(w) or _word(w) for w in words.WORD.findall(document.text, line.start, line.end)]
    found = [w for w in found if w[0]]
    codes = np.array([w[0] for w in found], dtype=np.uint64)
    if not len(codes):
        return codes, np.empty(0, dtype=np.float32)
    capital = np.array([w[1] for w in found], dtype=bool)
    single, place = np.unique(codes, return_inverse=True)
    weight = np.ones(len(codes))
    weight[:LEAD] += LEAD_WEIGHT
    count = np.bincount(place, weights=weight)
    name = np.bincount(place, weights=~capital) == 0
    value = 1 + np.log(np.where(name, NAME_WEIGHT, 1.0) * count)
    double, twice = np.unique(words.shingles(codes, 2), return_counts=True)
    every = np.concatenate([single, double])
    order = np.argsort(every, kind="stable")
    return every[order], np.concatenate([value, 1 + np.log(twice)])[order].astype(np.float32)


class Weighted(NamedTuple):
    """Pages as rows of weighted terms, and how many of them have each term."""

    rows: Matrix
    codes: words.Numbers  # of the columns, ascending
    pages_of: npt.NDArray[np.int64]


_kept: dict[tuple[tuple[str, str], ...], Weighted] = {}  # one at most: what copies weighed, stories need again


def weighed(documents: Sequence[Document], keep: bool = False) -> Weighted:
    """`matrix`, kept for the next to ask (`keep`) or handed over from the one who kept it."""
    key = tuple((d.id, d.text_hash) for d in documents)
    found = _kept.pop(key, None) or matrix(documents)
    _kept.clear()
    if keep:
        _kept[key] = found
    return found


def current(documents: Sequence[Document]) -> list[Document]:
    """The pages that no later version replaces."""
    replaced = {d.version_of for d in documents}
    return [d for d in documents if d.id not in replaced]


def matrix(documents: Sequence[Document]) -> Weighted:
    """One row a page, of length 1: term weight by inverse document frequency.

    A term on one page joins nothing; among few pages it still tells that a page is about something else.
    """
    rows = [terms(d) for d in documents]
    every = np.concatenate([r[0] for r in rows]) if rows else np.empty(0, dtype=np.uint64)
    every.sort()
    first = np.flatnonzero(np.r_[True, every[1:] != every[:-1]]) if len(every) else np.empty(0, dtype=np.int64)
    codes, pages_of = every[first], np.diff(np.r_[first, len(every)])
    del every, first
    if len(documents) > MANY:  # among many pages the terms of one page alone weigh nothing and fill the memory
        codes, pages_of = codes[pages_of > 1], pages_of[pages_of > 1]
    idf = np.log((len(documents) + BACKGROUND + 1) / (pages_of + 1)) ** IDF_POWER
    idf[pages_of < 2] *= (OWN / (len(documents) + OWN)) ** 0.5
    columns, values, ends = [], [], [0]
    for number, (own, value) in enumerate(rows):
        at = np.minimum(np.searchsorted(codes, own), max(0, len(codes) - 1))
        kept = codes[at] == own if len(codes) else np.zeros(0, dtype=bool)
        weight = (value[kept] * idf[at[kept]]).astype(np.float32)
        columns.append(at[kept].astype(np.int32))
        values.append(weight / max(float(np.linalg.norm(weight)), 1e-9))
        ends.append(ends[-1] + len(weight))
        rows[number] = (own[:0], value[:0])
    if not columns:
        return Weighted(sparse.csr_matrix((0, 0), dtype=np.float32), codes, pages_of)
    parts = np.concatenate(values), np.concatenate(columns), np.array(ends, dtype=np.int64)
    return Weighted(sparse.csr_matrix(parts, shape=(len(documents), len(codes))), codes, pages_of)


class Alike(NamedTuple):
    """Pairs of pages, left < right, with their cosine."""

    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    cosine: npt.NDArray[np.float64]


def alike(rows: Matrix, least: float) -> Alike:
    """Pairs whose cosine is at least `least`, by shared terms that are not common."""
    pages_of = np.bincount(rows.indices, minlength=rows.shape[1])
    joining = (pages_of > 1) & (pages_of <= max(COMMON, rows.shape[0] // 10 if rows.shape[0] < 10 * COMMON else 0))
    thin = rows[:, np.flatnonzero(joining)].tocsr()
    across = thin.T.tocsr()
    left, right, cosine = [], [], []
    for start in range(0, rows.shape[0], CHUNK):
        product = thin[start : start + CHUNK].dot(across).tocoo()
        i, j = product.row.astype(np.int64) + start, product.col.astype(np.int64)
        kept = (product.data >= least) & (i < j)
        left.append(i[kept])
        right.append(j[kept])
        cosine.append(product.data[kept].astype(np.float64))
    if not left:
        return Alike(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0))
    i, j, c = np.concatenate(left), np.concatenate(right), np.concatenate(cosine)
    order = np.lexsort((j, i))
    return Alike(i[order], j[order], c[order])
