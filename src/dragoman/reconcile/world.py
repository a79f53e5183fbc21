"""What resolving a record of one page needs, looked up once: whom a mention means, when a page was written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from dragoman import timex
from dragoman.model import Actor, Dating, Quantity, Reference, Span, TimeExpression, When
from dragoman.step import Tables


class World(NamedTuple):
    """The tables by what they are looked up by."""

    tables: Tables
    references: dict[Span, Reference]
    actors: dict[str, Actor]
    datings: dict[str, When]  # of a page, by its id
    times: dict[Span, TimeExpression]
    quantities: dict[Span, Quantity]


def look_up(tables: Tables) -> World:
    """Look-ups over all tables of a run; made once a step."""
    return World(
        tables,
        {r.span: r for r in tables.all(Reference)},
        {a.id: a for a in tables.all(Actor)},
        {d.document: d.when for d in tables.all(Dating)},
        {t.span: t for t in tables.all(TimeExpression)},
        {q.span: q for q in tables.all(Quantity)},
    )


def resolved(known: World, spans: Iterable[Span]) -> tuple[str, ...]:
    """Actors that mentions mean, in order, each once; a mention that is left open means nobody."""
    found: dict[str, None] = {}
    for span in spans:
        reference = known.references.get(span)
        for actor in reference.actors if reference is not None else ():
            found.setdefault(actor)
    return tuple(found)


def anchor(page: When) -> timex.Anchor:
    """Days on which a page may have been written, as `timex.resolve` wants them."""
    return (
        date.fromisoformat(page.earliest) if page.earliest else None,
        date.fromisoformat(page.latest) if page.latest else None,
    )
