"""Where the coverage contradicts itself: two readings of one thing that cannot both hold, slot by slot.

A pair of claims must be about the same thing (one merged record, or the same act by the same side in pages of the same
days) before their values are compared. Not conflicts: rounding, bounds that leave room, before and after (a page that
gives both values), a count that runs on, a copy that repeats its original.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from dragoman.model import Conflict, Copy, Span
from dragoman.reconcile import comparable, conflicting_acts, conflicting_amounts, copies, offices, statements
from dragoman.step import Tables

SETTLES = {
    "status": "a readout of either side, or the person who is said to have done it",
    "date": "a readout or the dateline of a page written on the spot",
    "number": "the text of what was signed, or the first page that gave the figure",
    "participant": "a readout or a photograph of the meeting",
}


def conflicts(tables: Tables) -> Iterator[Conflict]:
    """Titles against tenures, wordings, and readings of one event, pledge or figure that cannot both hold."""
    together = comparable.together(tables)
    told = conflicting_acts.claims(tables)
    found = [
        *offices.wrong_titles(tables),
        *statements.wording_conflicts(tables),
        *conflicting_acts.statuses(tables, told, together),
        *conflicting_acts.denials(tables, together),
        *conflicting_acts.dates(tables, told, together),
        *conflicting_acts.participants(tables, told, together),
        *conflicting_amounts.terms(tables),
        *conflicting_amounts.numbers(tables, together),
    ]
    known = copies.links(tables.all(Copy))
    seen: set[tuple[str, frozenset[Span]]] = set()
    for row in {c.id: c for c in sorted(found, key=lambda c: c.id)}.values():
        places = (row.kind, frozenset(e.span for s in row.sides for e in s.evidence))
        if places in seen:
            continue
        seen.add(places)
        sides = tuple(
            msgspec.structs.replace(s, independent=max(1, copies.independent([e.span for e in s.evidence], known)))
            for s in row.sides
        )
        yield msgspec.structs.replace(row, sides=sides, settle=row.settle or SETTLES.get(row.kind, ""))
