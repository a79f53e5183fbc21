"""Days of occasions that a page takes for known: an election won, a term begun.

"The first leader to visit him after his victory", "since its new term began": what is told by such an occasion has a
first day. Whose occasion it was, the words say ("Trump's victory") or the sides of the event; which of several, the
day of the page and the years in which the other side held office.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from dragoman import timex
from dragoman.model import Mention, Span, TimeExpression, When
from dragoman.reconcile import tenures
from dragoman.reconcile.campaigns import us_election
from dragoman.reconcile.clues import AMONG_FIRST, SOON
from dragoman.reconcile.tenures import Tenure
from dragoman.reconcile.world import World, anchor, resolved

_WON = re.compile(r"\b(?:victory|win|(?:re-?)?election)$", re.I)
_BEGAN = re.compile(
    r"\b(?:inauguration|swearing-in|(?:term|administration|presidency) (?:began|started)|(?:took|assumed) office"
    r"|came to power|(?:was|were) (?:sworn in|inaugurated))$",
    re.I,
)
_OTHER_CONTEST = re.compile(r"\b(?:primary|caucus|senate|house|vote|poll|debate|midterm)", re.I)
_ELSEWHERE = re.compile(r"\s+(?:over|in|at|on)\s+(?!(?:[\w.]+\s+){0,4}election)", re.I)  # "his victory in Ohio"


class Occasion(NamedTuple):
    """Days of what is told by an occasion, and the row of a table that knows its day."""

    earliest: str | None
    latest: str | None
    row: str


def told_by(world: World, time: TimeExpression, sentence: str, sides: tuple[str, ...], page: When) -> Occasion | None:
    """Days of an event of `sides` that a page tells by an occasion; None where its day is not known, or two fit."""
    found = _day(world, time, sides, page)
    if found is None or page.latest is None:
        return None
    day, row = found
    words = time.value[1 : time.value.index("}")]
    if not time.value.endswith("}"):  # "two days after his inauguration"
        return Occasion(*timex.resolve(time.value, anchor(page), events={words: (day, day)}), row)
    if time.relation not in ("after", "since"):
        return Occasion(None, day, row)
    soon = (date.fromisoformat(day) + timedelta(SOON)).isoformat()
    return Occasion(day, min(page.latest, soon) if AMONG_FIRST.search(sentence) else page.latest, row)


def _day(world: World, time: TimeExpression, sides: tuple[str, ...], page: When) -> tuple[str, str] | None:
    """The day of an occasion and the row it is from: of whoever its words name, else of whom a pronoun or a side means.

    Of several days the one on which the other sides were in office too; a time that still runs began last.
    """
    named: list[Span] = []
    meant: list[Span] = []
    for m in world.tables.of(Mention, time.span.document):
        if time.span.start <= m.span.start and m.span.end <= time.span.end:
            (meant if m.kind == "pronoun" else named).append(m.span)
    owners = [resolved(world, named)] if named else [resolved(world, meant), sides]
    for whose in owners:
        found: dict[str, str] = {}
        for actor in whose:
            others = [terms for a in sides if a != actor and (terms := _terms(world, a))]
            for day, term in _occasions(world, actor, time):
                if day <= (page.latest or "") and all(any(tenures.overlaps(t, day, day) for t in o) for o in others):
                    found.setdefault(day, term.row)
        days = sorted(found)[-1:] if time.relation == "since" else sorted(found)
        if found:
            return (days[0], found[days[0]]) if len(days) == 1 else None
    return None


def _occasions(world: World, actor: str, time: TimeExpression) -> Iterator[tuple[str, Tenure]]:
    """Days of the occasions of a kind that an actor has had, with the terms that began then."""
    text = world.tables.documents[time.span.document].text
    if (
        _WON.search(time.wording)
        and not _OTHER_CONTEST.search(time.wording)
        and not _ELSEWHERE.match(text, time.span.end)
    ):
        for term in _terms(world, actor):
            if term.country == "USA" and term.start.endswith("-01-20"):
                yield us_election(int(term.start[:4]) - 1).isoformat(), term
    elif _BEGAN.search(time.wording):
        yield from ((term.start, term) for term in _terms(world, actor) if term.start == term.sure_start)


def _terms(world: World, actor: str) -> list[Tenure]:
    """Terms of a leader, or of those who led a country."""
    found = world.actors.get(actor)
    if found is None or found.country is None:
        return []
    if found.kind == "person":
        return [t for t in tenures.tenures(found.name, found.country) if t.leads]
    return list(tenures.leaders(found.country, None)) if found.kind in ("country", "government") else []
