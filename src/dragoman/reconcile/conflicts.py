"""Where the coverage contradicts itself: two readings of one thing that cannot both hold, slot by slot.

A pair of claims must be about the same thing (one merged record, or the same act by the same side in pages of the same
days) before their values are compared. Not conflicts: rounding, bounds that leave room, before and after (a page that
gives both values), a count that runs on, a copy that repeats its original.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec
import numpy as np

from dragoman.model import Conflict, Copy, Document, Saying, Span, digest
from dragoman.parts import Packed, Part, decoder, laid_out, rows_digest
from dragoman.reconcile import (
    comparable,
    conflicting_acts,
    conflicting_amounts,
    conflicting_copies,
    conflicting_days,
    copies,
    same_event,
    statements,
    titles,
)
from dragoman.reconcile.blocks import ONE, block, coded, mixed
from dragoman.reconcile.conflicting_acts import Claim, Doing
from dragoman.reconcile.conflicting_amounts import Figure
from dragoman.reconcile.conflicting_days import Due
from dragoman.reconcile.world import World, each, look_up, state
from dragoman.step import Tables

T = TypeVar("T")
SETTLES = {
    "status": "a readout of either side, or the person who is said to have done it",
    "date": "a readout or the dateline of a page written on the spot",
    "number": "the text of what was signed, or the first page that gave the figure",
    "participant": "a readout or a photograph of the meeting",
}


def conflicts(tables: Tables) -> Iterator[Conflict]:
    """Titles against tenures, wordings, and readings of one event, pledge or figure that cannot both hold.

    What a page claims is worked out by itself. What pages of the same days say against each other is looked for among
    these (`comparable.slices`), and not again while they, and for acts the events that they tell of, are as they were.
    """
    known, links, story = look_up(tables), copies.links(tables.all(Copy)), comparable.stories(tables)
    together, slices = comparable.together(tables), list(comparable.slices(tables))
    claimed, claims = _claims(tables)
    doings = _by_page(tables, each(known, "doings", Doing, conflicting_acts.doings, aside=True))
    figures = _by_page(tables, each(known, "figures", Figure, conflicting_amounts.figures, aside=True))
    dues = _by_page(tables, each(known, "dues", Due, conflicting_days.dues))

    def of_acts(type_: str, one: comparable.Slice) -> Iterator[Conflict]:
        told = (c for page in one.pages if page in claimed[type_] for c in claims[page].rows if c.act[0] == type_)
        acts = sorted(told, key=lambda c: (c.event, c.place))
        yield from conflicting_acts.statuses(tables, acts, together, one.own)
        yield from conflicting_acts.dates(tables, acts, together, story, one.own)
        yield from conflicting_acts.participants(tables, acts, together, story, one.own)

    def of_words(one: comparable.Slice) -> Iterator[Conflict]:
        said = [d for page in one.pages for d in doings[page].rows]
        yield from conflicting_acts.denials(tables, said, together, one.own)
        for page in sorted(one.own):
            yield from conflicting_amounts.corrected(tables, page)
        given = [f for page in one.pages for f in figures[page].rows]
        yield from conflicting_amounts.numbers(tables, given, together, story, one.own)
        ahead = [d for page in one.pages for d in dues[page].rows]
        yield from conflicting_days.days(tables, ahead, together, story, one.own)

    def made(part: tuple[str, comparable.Slice]) -> bytes:
        """What a slice comes to by its words, or by its acts of a type: acts of two types contradict nothing."""
        type_, one = part
        found_here = of_acts(type_, one) if type_ else of_words(one)
        rows = {c.id: c for c in sorted(found_here, key=_order)}.values()
        return msgspec.msgpack.encode([_counted(c, links) for c in rows])

    keyed = ((key, (type_, slices[n])) for key, type_, n in _keyed(known, slices, story, links, claimed))
    found = [*titles.wrong_titles(tables), *conflicting_amounts.terms(tables), *_wordings(tables), *_copied(tables)]
    found = [_counted(c, links) for c in found]
    found += (c for data in tables.kept.each("conflicts", keyed, made) for c in decoder(Conflict).decode(data()))
    seen: set[tuple[str, frozenset[Span]]] = set()
    for row in {c.id: c for c in sorted(found, key=_order)}.values():
        places = (row.kind, frozenset(e.span for s in row.sides for e in s.evidence))
        if places not in seen:
            seen.add(places)
            yield row


def _keyed(
    known: World,
    slices: Sequence[comparable.Slice],
    story: Mapping[str, str],
    links: copies.Links,
    claimed: Mapping[str, Mapping[str, str]],
) -> Iterator[tuple[str, str, int]]:
    """For the words of each slice (type of act "") and its acts of each type a digest of what they follow from: what
    its pages are worked out from, their stories and copies, what they claim, and which of them are its own."""
    place = {page: n for n, page in enumerate(known.tables.documents)}
    pages = mixed(coded(state(known, document) for document in known.tables.documents.values()))
    pages ^= mixed(coded(story.get(page, "0") for page in place) + ONE)
    for page, of in links.items():
        pages[place[page]] ^= block(*(f"{other} {copy}" for other, copy in sorted(of.items())))
    seen = [np.array([place[page] for page in one.pages]) for one in slices]
    own = [np.array([place[page] for page in one.own]) for one in slices]
    owned = [block(*sorted(one.own)) for one in slices]
    facts = []
    for type_, said in [("", dict.fromkeys(place, "0")), *sorted(claimed.items())]:
        tells, what = np.zeros(len(place), dtype=bool), np.zeros(len(place), dtype=np.uint64)
        here = [place[page] for page in said]
        tells[here], what[here] = True, mixed(pages[here] + mixed(coded(said.values()) + ONE))
        facts.append((type_, tells, what))
    for n in range(len(slices)):  # by slices first: their pages are laid out once
        for type_, tells, what in facts:
            if tells[own[n]].any():
                yield digest(type_, int(what[seen[n]].sum()), owned[n]), type_, n


def _by_page(tables: Tables, rows: Iterable[T]) -> dict[str, T]:
    return dict(zip(tables.documents, rows, strict=True))


def _claims(tables: Tables) -> tuple[dict[str, dict[str, str]], dict[str, Part[Claim]]]:
    """Of each type of act the pages that tell of one, with a digest of what they claim; and what each page claims."""
    told = same_event.told_on(tables)

    def made(document: Document) -> list[Packed]:
        events = laid_out(event for _, event in told.get(document.id, ()))
        rows = sorted(conflicting_acts.claims(tables, document, events), key=lambda c: (c.place, c.event))
        types = sorted({c.act[0] for c in rows})
        gist = [(type_, rows_digest([c for c in rows if c.act[0] == type_])) for type_ in types]
        return [Packed.of(document.id, rows, gist)]

    keyed = (
        (digest(page, tables.read[page], *(key for key, _ in told.get(page, ()))), document)
        for page, document in tables.documents.items()
    )
    claims = {part.name: part for (part,) in tables.kept.parts("claims", Claim, keyed, made)}
    types = defaultdict[str, dict[str, str]](dict)
    for page, part in claims.items():
        for type_, said in part.gist(tuple[str, str]):
            types[type_][page] = said
    return types, claims


def _wordings(tables: Tables) -> Iterator[Conflict]:
    """Wordings of one quotation that differ on a page."""

    def key(page: str) -> str:
        part = tables.part(Saying, page)
        return digest(page, tables.read[page], part.made if part else rows_digest(tables.of(Saying, page)))

    keyed = ((key(page), page) for page in tables.documents)
    found = tables.kept.each(
        "wordings", keyed, lambda page: msgspec.msgpack.encode(list(statements.wording_conflicts(tables, page)))
    )
    yield from (c for data in found for c in decoder(Conflict).decode(data()))


def _copied(tables: Tables) -> Iterator[Conflict]:
    """Figures that copies give otherwise than their originals."""
    keyed = ((digest(c.kind, c.left, tables.read[c.left], c.right, tables.read[c.right]), c) for c in tables.all(Copy))
    found = tables.kept.each(
        "copied", keyed, lambda c: msgspec.msgpack.encode(list(conflicting_copies.of_copy(tables, c)))
    )
    yield from (c for data in found for c in decoder(Conflict).decode(data()))


def _counted(row: Conflict, links: copies.Links) -> Conflict:
    """A conflict with the reports behind its sides counted, and what would settle it."""
    sides = tuple(
        msgspec.structs.replace(s, independent=copies.independent([e.span for e in s.evidence if not e.row], links))
        for s in row.sides
    )
    return msgspec.structs.replace(row, sides=sides, settle=row.settle or SETTLES.get(row.kind, ""))


def _order(row: Conflict) -> tuple[str, list[Span]]:
    return row.id, [e.span for s in row.sides for e in s.evidence]
