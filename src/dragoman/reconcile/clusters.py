"""Pairs of pages put together: parts that chains of pairs join, and groups whose members are alike on average."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


K = TypeVar("K", int, str)


def top(above: dict[K, K], key: K) -> K:
    """The first of the group that a key is in, where each key leads to one above it or to itself; paths get shorter."""
    while above[key] != key:
        above[key] = above[above[key]]
        key = above[key]
    return key


class Pairs(NamedTuple):
    """Pairs of pages, by their places in the order of ids: left < right, in order; in `blocks` links of mentions."""

    left: Ints
    right: Ints
    cosine: Floats  # 0 where it was not asked for

    def where(self, mask: npt.NDArray[np.bool_]) -> Pairs:
        """Some of the pairs."""
        return Pairs(self.left[mask], self.right[mask], self.cosine[mask])


Pair = tuple[int, int, float]  # the smaller number first; cosine


class Parts:
    """What chains of pairs join of 0..size-1, by their first members."""

    def __init__(self, size: int, pairs: Pairs, *more: Pairs) -> None:
        """`more` join as well, and are not told of."""
        left, right = (np.concatenate([p[side] for p in (pairs, *more)]) for side in (0, 1))
        graph = sparse.coo_matrix((np.ones(len(left), dtype=np.int8), (left, right)), shape=(size, size))
        label = csgraph.connected_components(graph, directed=False)[1] if size else np.zeros(0, dtype=np.int64)
        _, first, label = np.unique(label, return_index=True, return_inverse=True)
        number = np.empty(len(first), dtype=np.int64)
        number[np.argsort(first)] = np.arange(len(first))
        self.of: Ints = number[label]  # the part that each is in
        self.order = np.argsort(self.of, kind="stable")  # members, part by part
        self.starts = np.searchsorted(self.of[self.order], np.arange(len(first) + 1))
        by = np.argsort(self.of[pairs.left], kind="stable")
        self._pairs = pairs.left[by], pairs.right[by], pairs.cosine[by]
        self._ends = np.searchsorted(self.of[self._pairs[0]], np.arange(len(first) + 1))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def part(self, n: int) -> tuple[list[int], list[Pair]]:
        """The members of a part, ascending, and the pairs among them by place in that list."""
        members = self.order[self.starts[n] : self.starts[n + 1]]
        i, j, cosine = (column[self._ends[n] : self._ends[n + 1]] for column in self._pairs)
        i, j = np.searchsorted(members, i), np.searchsorted(members, j)
        return members.tolist(), list(zip(i.tolist(), j.tolist(), cosine.tolist(), strict=True))


def parted(size: int, pairs: Pairs, *more: Pairs, alone: bool = False) -> Iterator[tuple[list[int], list[Pair]]]:
    """The parts that `pairs`, and `more`, join of 0..size-1; what nothing is joined to is left out unless `alone`."""
    parts = Parts(size, pairs, *more)
    yield from map(parts.part, range(len(parts)) if alone else np.flatnonzero(np.diff(parts.starts) > 1).tolist())


def groups(size: int, edges: Iterable[tuple[int, int, float]], least: float) -> list[list[int]]:
    """Part 0..size-1 into groups, ascending. Pairs without an edge count as 0.

    The two groups with the highest mean likeness are joined until no mean is at least `least` (UPGMA). Only what is
    connected by edges can meet, so a new member changes the groups of its own component alone.
    """
    total: list[dict[int, float]] = [{} for _ in range(size)]
    members = [[i] for i in range(size)]
    heap: list[tuple[float, int, int]] = []
    for i, j, likeness in edges:
        total[i][j] = total[j][i] = likeness
        if likeness >= least:
            heap.append((-likeness, i, j))
    heapq.heapify(heap)
    gone = [False] * size
    while heap:
        mean, a, b = heapq.heappop(heap)
        if gone[a] or gone[b] or -mean != total[a][b] / (len(members[a]) * len(members[b])):
            continue
        gone[b] = True  # a < b: a group is known by its smallest member
        members[a] += members[b]
        del total[a][b], total[b][a]
        for c, likeness in total[b].items():
            del total[c][b]
            total[a][c] = total[c][a] = total[a].get(c, 0.0) + likeness
        total[b] = {}
        for c, likeness in total[a].items():
            now = likeness / (len(members[a]) * len(members[c]))
            if now >= least:
                heapq.heappush(heap, (-now, min(a, c), max(a, c)))
    return [sorted(members[i]) for i in range(size) if not gone[i]]
