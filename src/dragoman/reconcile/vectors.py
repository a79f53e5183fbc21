"""Pages as weighted words, and how alike they are: tf-idf over stems, names and pairs of words.

How many pages have a term is counted once and then held (`Weights`), so that a page's row depends on the page and the
count alone: what two pages have in common does not change when a third comes. Weights were chosen on ECB+ and
Giveme5W1H together (bench/stories.py): squared idf, names and the opening counted more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

import msgspec
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
RAREST = 2000  # a term on one page in so many is as rare as can be: else chance pairs of words outweigh all
COUNTED = 20_000  # pages, those with the smallest ids, whose terms are counted
FEW = 32  # pages: a shingle on more of the counted pages is a phrase that many use
UNSEEN = (
    0.5,
    0.1,
)  # of the weight of a rare term: a stem and a pair that no two counted pages have (a name; mostly noise)

Matrix = Any  # scipy.sparse.csr_matrix: scipy has no types


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
    return (0 if plain else words.code(stem(lower))), word[0].isupper()


_known = words.Held(_word)


class Terms(NamedTuple):
    """Terms of a page: distinct codes, ascending; how much it says of each; which are pairs of words."""

    codes: words.Numbers
    value: npt.NDArray[np.float32]
    pair: words.Mask


def stems(found: Iterable[str]) -> list[tuple[int, bool]]:
    """Of each of some words that says something alone the code of its stem, and whether it has a capital."""
    return [s for s in map(_known.__getitem__, found) if s[0]]


def terms(lines: words.Told) -> Terms:
    """Terms of a page; what it says of each is 1 + log of the weighted count."""
    found = [s for _, line in lines for s in stems(line)]
    codes = np.array([w[0] for w in found], dtype=np.uint64)
    if not len(codes):
        return Terms(codes, np.empty(0, dtype=np.float32), np.empty(0, dtype=bool))
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
    values = np.concatenate([value, 1 + np.log(twice)])[order].astype(np.float32)
    return Terms(every[order], values, order >= len(single))


class Weights(NamedTuple):
    """How many of the counted pages have each term."""

    codes: words.Numbers  # of terms that two counted pages or more have, ascending
    pages_of: npt.NDArray[np.int64]
    counted: int  # pages
    fresh: bool  # all pages at hand are counted: a term that is not listed is on one page alone
    common: words.Numbers  # sampled shingles that are on too many pages to tell anything, ascending
    digest: str

    def on(self, codes: words.Numbers) -> npt.NDArray[np.int64]:
        """How many of the counted pages have each of the terms; 0 where hardly any has."""
        if not len(self.codes):
            return np.zeros(len(codes), dtype=np.int64)
        at = np.minimum(np.searchsorted(self.codes, codes), len(self.codes) - 1)
        found: npt.NDArray[np.int64] = np.where(self.codes[at] == codes, self.pages_of[at], 0)
        return found


def current(documents: Sequence[Document]) -> list[Document]:
    """The pages that no later version replaces."""
    replaced = {d.version_of for d in documents}
    return [d for d in documents if d.id not in replaced]


def often(codes: Sequence[words.Numbers], least: int) -> tuple[words.Numbers, npt.NDArray[np.int64]]:
    """Codes that `least` of several lists of distinct codes hold, or more, and how many hold them."""
    every = np.concatenate(codes) if len(codes) else np.empty(0, dtype=np.uint64)
    every.sort()
    first = np.flatnonzero(np.r_[True, every[1:] != every[:-1]]) if len(every) else np.empty(0, dtype=np.int64)
    count = np.diff(np.r_[first, len(every)])
    kept = count >= least
    return every[first[kept]], count[kept]


def weights(
    documents: Sequence[Document],
    fresh: bool,
    shingles: Callable[[words.Told], words.Numbers],
    said: dict[str, Terms],
) -> Weights:
    """Count the terms of pages (of `COUNTED` of them, where there are more, those with the smallest ids).

    `said` is filled with what each of them says, by id.
    """
    chosen = sorted(documents, key=lambda d: d.id)[:COUNTED]
    runs = []
    for document in chosen:
        lines = words.told(document)
        said[document.id] = terms(lines)
        runs.append(shingles(lines))
    codes, pages_of = often([said[d.id].codes for d in chosen], 2)
    common = often(runs, FEW + 1)[0]
    state = blake2b(f"{len(chosen)} {fresh}".encode(), digest_size=8)
    for part in (codes, pages_of, common):
        state.update(part.tobytes())
    return Weights(codes, pages_of, len(chosen), fresh and len(chosen) == len(documents), common, state.hexdigest())


_COUNTS = ("codes", "pages_of", "common")


def packed(counts: Weights) -> bytes:
    """A count as bytes."""
    columns = [getattr(counts, name).tobytes() for name in _COUNTS]
    return msgspec.msgpack.encode([counts.counted, counts.fresh, counts.digest, *columns])


def unpacked(data: bytes) -> Weights:
    """A count from bytes."""
    counted, fresh, name, *columns = msgspec.msgpack.decode(data)
    codes, pages_of, common = (np.frombuffer(c, dtype=t) for c, t in zip(columns, ("u8", "i8", "u8"), strict=True))
    return Weights(codes, pages_of, counted, fresh, common, name)


class Row(NamedTuple):
    """A page as terms with weights, of length 1 (a little less: pairs of words of this page alone are left out)."""

    codes: words.Numbers
    weight: npt.NDArray[np.float32]


def row(own: Terms, counts: Weights) -> Row:
    """Terms of a page by what it says of them and how rare they are among the counted pages.

    A term on one page joins nothing; among few pages it still tells that a page is about something else.
    """
    on = counts.on(own.codes)
    scale = np.minimum((counts.counted + BACKGROUND + 1) / (np.maximum(on, 1) + 1), RAREST)
    idf = np.log(scale) ** IDF_POWER
    if counts.fresh:
        idf[on < 2] *= (OWN / (counts.counted + OWN)) ** 0.5
    else:
        idf[on < 2] *= np.where(own.pair[on < 2], UNSEEN[1], UNSEEN[0])
    weight = own.value * idf
    kept = (on > 1) | (~own.pair & (not counts.fresh))
    return Row(own.codes[kept], (weight[kept] / max(float(np.linalg.norm(weight)), 1e-9)).astype(np.float32))


def packed_row(row: Row) -> bytes:
    """A row as bytes."""
    return msgspec.msgpack.encode([row.codes.tobytes(), row.weight.tobytes()])


def unpacked_row(data: bytes) -> Row:
    """A row from bytes."""
    codes, weight = msgspec.msgpack.decode(data)
    return Row(np.frombuffer(codes, dtype=np.uint64), np.frombuffer(weight, dtype=np.float32))


def matrix(rows: Sequence[Row]) -> Matrix:
    """Rows as a sparse matrix, a column a term that two of them have."""
    codes = often([r.codes for r in rows], 2)[0]
    columns, values, ends = [], [], [0]
    for r in rows:
        at = np.minimum(np.searchsorted(codes, r.codes), max(0, len(codes) - 1))
        kept = codes[at] == r.codes if len(codes) else np.zeros(len(r.codes), dtype=bool)
        columns.append(at[kept].astype(np.int32))
        values.append(r.weight[kept])
        ends.append(ends[-1] + int(kept.sum()))
    if not len(codes):
        return sparse.csr_matrix((len(rows), 0), dtype=np.float32)
    parts = np.concatenate(values), np.concatenate(columns), np.array(ends, dtype=np.int64)
    return sparse.csr_matrix(parts, shape=(len(rows), len(codes)))
