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


def parted(size: int, pairs: Pairs, *more: Pairs, alone: bool = False) -> Iterator[tuple[list[int], list[Pair]]]:
    """What chains of pairs join of 0..size-1: the members, ascending, and `pairs` among them by place in that list.

    By their first members; what nothing is joined to is left out unless `alone`.
    """
    left, right = (np.concatenate([p[side] for p in (pairs, *more)]) for side in (0, 1))
    if not size:
        return
    graph = sparse.coo_matrix((np.ones(len(left), dtype=np.int8), (left, right)), shape=(size, size))
    label = csgraph.connected_components(graph, directed=False)[1]
    order = np.argsort(label, kind="stable")
    starts = np.r_[0, np.flatnonzero(np.diff(label[order])) + 1]
    sizes = np.diff(np.r_[starts, size])
    within = np.empty(size, dtype=np.int64)  # place of each in its part
    within[order] = np.arange(size) - np.repeat(starts, sizes)
    of = label[pairs.left]
    by = np.argsort(of, kind="stable")
    i, j, cosine = within[pairs.left[by]].tolist(), within[pairs.right[by]].tolist(), pairs.cosine[by].tolist()
    ends = np.searchsorted(of[by], np.arange(len(starts) + 1))
    first = np.argsort(order[starts], kind="stable")
    first = first if alone else first[sizes[first] > 1]
    members = order.tolist()
    places = (starts[first], (starts + sizes)[first], ends[first], ends[first + 1])
    for start, end, pair, last in zip(*(p.tolist() for p in places), strict=True):
        yield members[start:end], list(zip(i[pair:last], j[pair:last], cosine[pair:last], strict=True))


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
