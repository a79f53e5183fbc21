"""Links between mentions, found as a run finds them: each page by itself, then what pages share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from dragoman.model import digest
from dragoman.parts import Kept
from dragoman.reconcile import blocks


def linked(
    told: Iterable[Any],
    page: Callable[[Sequence[Any]], blocks.Page],
    compared: Callable[[Callable[[int], Any], Iterable[tuple[int, int]]], list[blocks.Link]],
    kept: Kept | None = None,
) -> set[tuple[str, str, float]]:
    """Links by the ids of the mentions, the smaller first."""
    pages: dict[str, list[Any]] = defaultdict(list)
    for t in told:
        pages[t.mention.span.document].append(t)
    every = [t for several in pages.values() for t in several]
    marks = blocks.Marks([digest(*several) for several in pages.values()], list(map(page, pages.values())))
    found = blocks.links(kept or Kept(), "", marks, lambda pairs: compared(every.__getitem__, pairs))
    pairs = zip(found.left.tolist(), found.right.tolist(), found.cosine.tolist(), strict=True)
    return {(min(a, b), max(a, b), score) for i, j, score in pairs for a, b in [(every[i].id, every[j].id)]}
