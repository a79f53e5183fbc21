"""What resolving a record of one page needs, looked up once: whom a mention means, when a page was written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from dragoman import timex
from dragoman.model import Actor, Copy, Dating, Reference, Span, When
from dragoman.step import Tables


class World(NamedTuple):
    """The tables by what they are looked up by."""

    tables: Tables
    actors: dict[str, Actor]
    states: dict[str, str]  # actor that is the country of a code
    countries: tuple[Actor, ...]
    datings: dict[str, When]  # of a page, by its id
    copied: dict[str, list[tuple[int, int, str]]]  # of a page: where its passages begin and end, the page they are from


def look_up(tables: Tables) -> World:
    """Look-ups over all tables of a run; made once a step."""
    return World(
        tables,
        {a.id: a for a in tables.all(Actor)},
        {a.country: a.id for a in tables.all(Actor) if a.kind == "country" and a.country},
        tuple(a for a in tables.all(Actor) if a.kind == "country"),
        {d.document: d.when for d in tables.all(Dating)},
        _copied(tables.all(Copy)),
    )


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
