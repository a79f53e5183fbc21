"""Which pages share their text, and so are one report and not two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dragoman.model import Copy, Span

Links = Mapping[str, Mapping[str, Copy]]


def links(copies: Iterable[Copy]) -> dict[str, dict[str, Copy]]:
    """Copies by either of their pages: make it once, then ask `independent` as often as needed."""
    found: dict[str, dict[str, Copy]] = {}
    for copy in copies:
        found.setdefault(copy.left, {})[copy.right] = copy
        found.setdefault(copy.right, {})[copy.left] = copy
    return found


def _one_report(left: Span | str, right: Span | str, known: Links) -> bool:
    a, b = (x if isinstance(x, str) else x.document for x in (left, right))
    if a == b:
        return True
    copy = known.get(a, {}).get(b)
    if copy is None:
        return False
    if copy.kind != "partial" or isinstance(left, str) or isinstance(right, str):
        return True
    if a == copy.right:
        left, right = right, left
    return any(  # a roundup repeats the agency only where it contains it
        p.start < left.end and left.start < p.end and q.start < right.end and right.start < q.end
        for p, q in copy.passages
    )


def groups(places: Iterable[Span | str], known: Links) -> list[tuple[Span | str, ...]]:
    """Pages, or places in pages, parted into independent reports, each in the order given.

    Two places are one report if their pages are copies of each other (`links`); for a partial copy only if both
    stand in the passages that the pages share. Being one report carries over: a copy of a copy is the same report.
    """
    parts: list[list[Span | str]] = []
    for place in places:
        touched = [part for part in parts if any(_one_report(place, other, known) for other in part)]
        merged = [x for part in touched for x in part] + [place]
        parts = [part for part in parts if part not in touched] + [merged]
    return [tuple(part) for part in parts]


def independent(places: Iterable[Span | str], known: Links) -> int:
    """How many independent reports stand behind these pages (ids) or places (spans, such as evidence)."""
    return len(groups(places, known))
