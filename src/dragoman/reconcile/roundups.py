"""Roundups: a page of several unrelated items, each under a heading of its own, taken apart for the stories.

Left whole, "the world this week" is alike to everything that it reports on and glues the stories together. So it joins
none, and is then told of in each story that one of its items fits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from dragoman.model import Copy
from dragoman.reconcile import affinity, vectors, words
from dragoman.reconcile.items import items


class Placed(NamedTuple):
    """A page, the weighted words of each of its items, and the pages that it may share a happening with."""

    page: str
    rows: list[vectors.Row]
    near: list[int]  # by words
    copied: list[int]  # pages that a passage of it is from, or in


def told_in(known: affinity.Links, copies: Iterable[Copy]) -> dict[int, Placed]:
    """The roundups of a run, by their places among its pages."""
    if not known.mixed:
        return {}
    rows = {n: _rows(known, n) for n in known.mixed}
    number = {d.id: n for n, d in enumerate(known.documents)}
    here = np.array(sorted(rows), dtype=np.int64)
    alike = known.alike.where(np.isin(known.alike.left, here) | np.isin(known.alike.right, here))
    shared = [(number[c.left], number[c.right]) for c in copies if c.left in number and c.right in number]
    near = _beside(rows, zip(alike.left.tolist(), alike.right.tolist(), strict=True))
    copied = _beside(rows, shared)
    return {n: Placed(known.documents[n].id, found, near[n], copied[n]) for n, found in rows.items()}


def _rows(known: affinity.Links, place: int) -> list[vectors.Row]:
    parts = items(words.told(known.documents[place]), known.row(place))
    return [vectors.row(vectors.terms(part), known.counts) for part in parts]


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
