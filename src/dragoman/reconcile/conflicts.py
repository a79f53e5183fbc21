"""Where the coverage contradicts itself: two readings of one thing that cannot both hold, slot by slot.

A pair of claims must be about the same thing (one merged record, or the same act by the same side in pages of the same
days) before their values are compared. Not conflicts: rounding, bounds that leave room, before and after (a page that
gives both values), a count that runs on, a copy that repeats its original.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from dragoman.model import Actor, Conflict, Copy, Dating, Event, Reference, Saying, Span, Story, digest
from dragoman.reconcile import (
    comparable,
    conflicting_acts,
    conflicting_amounts,
    copies,
    same_event,
    statements,
    titles,
)
from dragoman.reconcile.world import look_up, state
from dragoman.step import Part, Tables, decoder, laid_out

Told = Mapping[str, list[tuple[str, Part[Event] | Event]]]  # events by page, see `same_event.told_on`
SETTLES = {
    "status": "a readout of either side, or the person who is said to have done it",
    "date": "a readout or the dateline of a page written on the spot",
    "number": "the text of what was signed, or the first page that gave the figure",
    "participant": "a readout or a photograph of the meeting",
}


def conflicts(tables: Tables) -> Iterator[Conflict]:
    """Titles against tenures, wordings, and readings of one event, pledge or figure that cannot both hold.

    What pages of the same days say against each other is looked for among these (`comparable.slices`), and not again
    while they and the events that they tell of are as they were.
    """
    links, told = copies.links(tables.all(Copy)), same_event.told_on(tables)
    story = {d: s for s in tables.all(Story) for d in s.documents}
    page = _pages(tables, links, told, story)
    slices = (
        (digest(*(page[p] for p in one.pages), "own", *sorted(one.own)), one) for one in comparable.slices(tables)
    )
    made = tables.kept.each(
        "conflicts", slices, lambda one: msgspec.msgpack.encode(list(_within(tables, one, links, told, story)))
    )
    decode = decoder(Conflict).decode
    found = [*titles.wrong_titles(tables), *conflicting_amounts.terms(tables)]
    found = [_counted(c, links) for c in found] + [c for data in made for c in decode(data())]
    seen: set[tuple[str, frozenset[Span]]] = set()
    for row in {c.id: c for c in sorted(found, key=_order)}.values():
        places = (row.kind, frozenset(e.span for s in row.sides for e in s.evidence))
        if places not in seen:
            seen.add(places)
            yield row


def _pages(tables: Tables, links: copies.Links, told: Told, story: Mapping[str, Story]) -> dict[str, str]:
    """Of each page a digest of what looking for conflicts looks at: its state, its story, its copies, its events."""
    known = look_up(tables)
    found = {}
    for page, document in tables.documents.items():
        copied = (f"{other} {copy}" for other, copy in sorted(links.get(page, {}).items()))
        events = (key for key, _ in told.get(page, ()))
        found[page] = digest(state(known, document), story[page].id if page in story else "", *copied, *events)
    return found


def _within(
    tables: Tables, one: comparable.Slice, links: copies.Links, told: Told, story: Mapping[str, Story]
) -> Iterator[Conflict]:
    """Conflicts of the pages that a slice owns, with all that it sees."""
    parts = {id(part): part for page in one.pages for _, part in told.get(page, ())}
    events = {e.id: e for e in laid_out(parts.values())}
    rows: dict[type, list[Any]] = {
        kind: [row for page in one.pages for row in tables.of(kind, page)] for kind in (Reference, Dating, Saying)
    }
    rows[Event] = [events[key] for key in sorted(events)]
    who = {a for r in rows[Reference] for a in r.actors} | {a for e in rows[Event] for a in (*e.by, *e.to)}
    rows[Actor] = [a for a in tables.all(Actor) if a.id in who]
    rows[Story] = list({story[page].id: story[page] for page in one.pages if page in story}.values())
    seen = tables.only(one.pages, rows)
    together = comparable.together(seen)
    claims = conflicting_acts.claims(seen)
    found = [
        *statements.wording_conflicts(seen),
        *conflicting_acts.statuses(seen, claims, together),
        *conflicting_acts.denials(seen, together),
        *conflicting_acts.dates(seen, claims, together),
        *conflicting_acts.participants(seen, claims, together),
        *conflicting_amounts.numbers(seen, together),
    ]
    for row in {c.id: c for c in sorted(found, key=_order)}.values():
        if row.sides[-1].evidence[0].span.document in one.own:
            yield _counted(row, links)


def _counted(row: Conflict, links: copies.Links) -> Conflict:
    """A conflict with the reports behind its sides counted, and what would settle it."""
    sides = tuple(
        msgspec.structs.replace(s, independent=copies.independent([e.span for e in s.evidence if not e.row], links))
        for s in row.sides
    )
    return msgspec.structs.replace(row, sides=sides, settle=row.settle or SETTLES.get(row.kind, ""))


def _order(row: Conflict) -> tuple[str, list[Span]]:
    return row.id, [e.span for s in row.sides for e in s.evidence]
