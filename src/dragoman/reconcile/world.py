"""What resolving a record of one page needs, looked up once: whom a mention means, when a page was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from typing import NamedTuple, TypeVar

import msgspec

from dragoman import timex
from dragoman.lexicon import country_names, table
from dragoman.model import Actor, Copy, Dating, Document, Reference, Span, When, digest
from dragoman.parts import Rows
from dragoman.reconcile.named import named
from dragoman.step import Tables

T = TypeVar("T")
_OPEN = When()


class World(NamedTuple):
    """The tables by what they are looked up by."""

    tables: Tables
    actors: dict[str, Actor]
    states: dict[str, str]  # actor that is the country of a code
    countries: tuple[Actor, ...]  # and the territories that act by their own names
    of_code: dict[str | None, list[str]]  # the same by code
    datings: dict[str, When]  # of a page, by its id
    copied: dict[str, list[tuple[int, int, str]]]  # of a page: where its passages begin and end, the page they are from
    meant: dict[str, str]  # whom pages mean, of those whose state was asked for
    page_states: dict[str, str]  # `state` of those that were asked for


def look_up(tables: Tables) -> World:
    """Look-ups over all tables of a run; made once, until a step replaces what they are made of."""
    return tables.following("world", lambda: _look_up(tables), Actor, Reference, Dating, Copy)


def _look_up(tables: Tables) -> World:
    countries = tuple(a for a in tables.all(Actor) if a.kind == "country")
    of_code: dict[str | None, list[str]] = {}
    for a in countries:
        of_code.setdefault(a.country, []).append(a.id)
    return World(
        tables,
        {a.id: a for a in tables.all(Actor)},
        {a.country: a.id for a in countries if a.country and a.name == country_names().get(a.country, a.name)},
        countries,
        of_code,
        {d.document: d.when for d in tables.all(Dating)},
        _copied(tables.all(Copy)),
        tables.following("meant", dict[str, str], Reference),
        {},
    )


def side_of(known: World, actor: str) -> str:
    """Country of an actor, or its id where it has none."""
    found = known.actors.get(actor)
    if found is None:
        return actor
    return found.country or _country_words().get(found.name.split()[0].lower(), actor)  # "U.S. Trade Agency"


@cache
def _country_words() -> dict[str, str]:
    return {r["words"].lower(): r["country"] for r in table("country_words") if " " not in r["words"] and r["country"]}


def state(known: World, document: Document) -> str:
    """Digest of all that working out a page by itself looks at: its words, whom they mean, when they were written.

    And which of the countries the record knows that it names, whose cities it names, or that those named are of.
    """
    if document.id not in known.page_states:
        known.page_states[document.id] = _state(known, document)
    return known.page_states[document.id]


def _state(known: World, document: Document) -> str:
    if document.id not in known.meant:
        part = known.tables.part(Reference, document.id)
        references = known.tables.of(Reference, document.id) if part is None else ()
        who = known.tables.once["met"][document.id] if part else {a: None for r in references for a in r.actors}
        actors = {a: known.actors.get(a) for a in who}
        facts = (f"{a}\x1e{found.kind}\x1e{found.name}\x1e{found.country}" for a, found in actors.items() if found)
        names = named(known.tables)[document.id]
        codes = {*names.countries, *names.cities, *(side_of(known, a) for a in actors)}
        # a place or a side may stand for them
        states = (a for code in sorted(codes) for a in known.of_code.get(code, ()))
        said = [part.made] if part else [" ".join(r.actors) for r in references]
        known.meant[document.id] = digest(*said, *facts, "states", *states)
    passages = known.copied.get(document.id, ())
    days = [known.datings.get(page, _OPEN) for page in (document.id, *(page for _, _, page in passages))]
    given = (known.meant[document.id], passages, days)
    worked: dict[str, tuple[object, str]] = known.tables.once.setdefault("page states", {})
    before, found = worked.get(document.id, (None, ""))
    if before != given:
        when = (part for day in days for part in msgspec.structs.astuple(day))
        shown = (document.id, document.source, document.title, document.outlet, known.tables.read[document.id])
        found = digest(*shown, known.meant[document.id], *passages, *when)
        worked[document.id] = given, found
    return found


def each(
    known: World,
    name: str,
    kind: type[T],
    work: Callable[[World, Document], Iterable[T]],
    aside: bool = False,
    among: Iterable[Document] | None = None,
) -> Iterator[Rows[T]]:
    """What `work` finds on each page, by itself; not worked out again while the page (`state`) is as it was.

    `aside`: few pages' rows are asked for, and fetched by themselves. `among`: some of the pages, where a step that
    runs again asked for the others before.
    """
    documents = known.tables.documents.values() if among is None else among
    pages = ((state(known, document), document) for document in documents)
    made = known.tables.kept.each(name, pages, lambda d: msgspec.msgpack.encode(list(work(known, d))), aside)
    yield from (Rows(kind, data) for data in made)


def _copied(copies: Iterable[Copy]) -> dict[str, list[tuple[int, int, str]]]:
    found: dict[str, list[tuple[int, int, str]]] = {}
    for copy in copies:
        for left, right in copy.passages if copy.kind != "rewrite" else ():
            taken, given = (right, left) if copy.direction == "left" else (left, right)
            if copy.direction != "unknown":
                found.setdefault(taken.document, []).append((taken.start, taken.end, given.document))
    return {page: sorted(passages) for page, passages in found.items()}


def written(known: World, span: Span) -> When | None:
    """Days on which the words at a span were first written: of the page that its own page copied them from, if any.

    "On Thursday" in a copy is the Thursday of the original, which several copies may have come from: the earliest.
    """
    from_pages = [
        known.datings[page]
        for start, end, page in known.copied.get(span.document, ())
        if start <= span.start and span.end <= end and page in known.datings
    ]
    dated = [when for when in from_pages if when.earliest and when.latest]
    return min(dated, key=lambda w: (w.latest, w.earliest), default=known.datings.get(span.document))


def resolved(known: World, spans: Iterable[Span]) -> tuple[str, ...]:
    """Actors that mentions mean, in order, each once; a mention that is left open means nobody."""
    found: dict[str, None] = {}
    for span in spans:
        reference = known.tables.at(Reference, span)
        for actor in reference.actors if reference is not None else ():
            found.setdefault(actor)
    return tuple(found)


def anchor(page: When) -> timex.Anchor:
    """Days on which a page may have been written, as `timex.resolve` wants them."""
    return (
        date.fromisoformat(page.earliest) if page.earliest else None,
        date.fromisoformat(page.latest) if page.latest else None,
    )
