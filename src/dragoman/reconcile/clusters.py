"""Average linkage on a sparse graph: groups whose members are alike on average."""

from __future__ import annotations

import heapq
from collections.abc import Iterable


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
