"""Dates of undated pages from the dated pages most like them: one happening is written about within days.

How far likeness tells the day differs from record to record: news of one happening is alike and of one week, the
readouts of one office are alike and years apart. So a rule is used only where the record's own dated pages bear it
out, each dated in turn from the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dragoman.reconcile.affinity import Links
from dragoman.reconcile.days import Clue, iso

MARGIN = 30  # days before the first and after the last dated page alike
SPREAD = 14  # days: dated pages alike that lie further apart tell nothing
MOST = 8  # pages: so many of the most alike are asked
CASES = 20  # dated pages that must bear a rule out
RIGHT = 0.97  # share of them that lie within the margin


class Rule(NamedTuple):
    """At least `pages` dated pages with a cosine of at least `least`."""

    pages: int
    least: float


# the laxest first; on Giveme5W1H with half of the dates hidden they date .52, .33 and .26 of the pages, right on .98,
# 1.0 and 1.0. The last is used also where too few pages can bear it out, if none speaks against it.
RULES = (Rule(1, 0.3), Rule(2, 0.2), Rule(3, 0.11))

Near = Mapping[int, Sequence[tuple[float, int]]]  # page -> cosine and number of each dated page alike, most alike first


def clues(links: Links, days: Mapping[str, int]) -> dict[str, Clue]:
    """A clue for each undated page that dated pages (id -> ordinal of its day) are like; see `RULES`."""
    pages = links.documents
    dated = {i: days[d.id] for i, d in enumerate(pages) if d.id in days}
    if len(dated) < RULES[-1].pages or len(dated) == len(pages):
        return {}
    near = _near(links, dated)
    made: dict[str, Clue] = {}
    for rule in RULES:
        tried = [(found, day) for i, day in dated.items() if (found := _span(near.get(i, ()), rule, dated))]
        right = sum(first - MARGIN <= day <= last + MARGIN for (first, last, _), day in tried)
        enough = len(tried) >= CASES and right >= RIGHT * len(tried)
        if not enough and not (rule is RULES[-1] and right == len(tried)):
            continue
        for i, page in enumerate(pages):
            found = None if i in dated or page.id in made else _span(near.get(i, ()), rule, dated)
            if found:
                first, last, closest = found
                reason = (
                    f"{pages[closest].source} and others alike (cosine from {rule.least}, {rule.pages} or more) are of "
                    f"{iso(first)}/{iso(last)}; the dated pages of the record bear that rule out"
                )
                made[page.id] = Clue(((first - MARGIN, last + MARGIN),), 1.5, reason)
    return made


def _near(links: Links, dated: Mapping[int, int]) -> Near:
    """For every page the dated pages that are like it."""
    found: dict[int, list[tuple[float, int]]] = defaultdict(list)
    pairs = links.alike.where(links.alike.cosine >= min(r.least for r in RULES))
    for i, j, cosine in zip(pairs.left.tolist(), pairs.right.tolist(), pairs.cosine.tolist(), strict=True):
        if j in dated:
            found[i].append((cosine, j))
        if i in dated:
            found[j].append((cosine, i))
    return {i: sorted(several, key=lambda x: (-x[0], x[1]))[:MOST] for i, several in found.items()}


def _span(near: Sequence[tuple[float, int]], rule: Rule, dated: Mapping[int, int]) -> tuple[int, int, int] | None:
    """First and last day of the dated pages alike, and the one most alike; None where they are few or far apart."""
    alike = [j for cosine, j in near if cosine >= rule.least]
    if len(alike) < rule.pages:
        return None
    days = [dated[j] for j in alike]
    return (min(days), max(days), alike[0]) if max(days) - min(days) <= SPREAD else None
