"""What the ledger knows of one mention of a pledge, offer or ask: its sides, terms and page, resolved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from dragoman import timex
from dragoman.lexicon import table
from dragoman.model import Document, PledgeMention, Quantity, Span, TimeExpression, When, mention_id
from dragoman.reconcile.counterparts import addressed, bodies, counterparts
from dragoman.reconcile.lineage import days_between
from dragoman.reconcile.world import World, anchor, resolved, side_of

_STOP = frozenset(
    re.findall(
        r"\w+",
        """a an the and or of to in on for with by from at as its his her their our this that these those it is are be
        will would more further new across through including also into over under all any other such up out continue
        work together effort ensure additional when while both two""",
    )
)


class Told(NamedTuple):
    """A mention with its sides, terms and page resolved."""

    id: str
    mention: PledgeMention
    by: tuple[str, ...]
    to: tuple[str, ...]
    sides: frozenset[str]  # whom `by` stand for: see `stands_for`
    words: frozenset[str]
    amount: Decimal | None
    unit: str | None
    deadline: When
    page: When


def _wide(first: str | None, last: str | None) -> bool:
    """Is an interval open, or longer than a year?"""
    return not first or not last or days_between(first, last) > 366


def _places(known: World, spans: Iterable[Span]) -> tuple[str, ...]:
    """Countries that places stand for: a team sent to Cairo is sent to Egypt."""
    codes = [m.country for s in spans if (m := known.tables.mention(s)) is not None and m.country]
    return tuple(a.id for a in known.countries if a.country in codes)


def _itself(known: World, actor: str, by: tuple[str, ...], kind: str) -> bool:
    """Is it the state of the side itself, or its people: "the Export Bank will finance U.S. exports"?

    A side may ask its own people.
    """
    found, own = known.actors.get(actor), ("country",) if kind == "ask" else ("country", "group")
    return found is not None and found.kind in own and found.country in {side_of(known, a) for a in by}


def told_in(known: World, document: Document) -> Iterator[Told]:
    """The pledge mentions of a page whose side is known, resolved."""
    mentions = known.tables.of(PledgeMention, document.id)
    sides = counterparts(known, document) if mentions else {}
    for m in mentions:
        if (told := _told(known, m, sides)) is not None:
            yield told


def _several(known: World, m: PledgeMention) -> bool:
    """Is it asked of a group that nobody could name ("all states", "both sides")?"""
    return any(who is not None and who.kind == "group" for who in map(known.tables.mention, m.to))


def _among(known: World, whom: Span, by: tuple[str, ...]) -> bool:
    """Whether leaders to whom somebody promises are himself and others: "we are ready to host the leaders"."""
    m, who = known.tables.mention(whom), resolved(known, (whom,))
    persons = all(a in known.actors and known.actors[a].kind == "person" for a in who)
    return m is not None and m.kind == "group" and persons and not set(by).isdisjoint(who)


def _told(known: World, m: PledgeMention, sides: dict[str, tuple[str, ...]]) -> Told | None:
    by = _speaking(known, resolved(known, m.by))
    if not by:
        return None
    aimed = tuple(s for s in m.to if not _among(known, s, by))
    named = resolved(known, aimed) or _places(known, aimed)
    to = tuple(a for a in named if a not in by and not _itself(known, a, by, m.kind))
    if m.kind == "ask" and m.to and not to and (named or not _several(known, m)):
        return None  # asked of his own state or of himself, or of "the government" and nobody knows which
    to = to or (addressed(known, m, by, sides) if aimed == m.to else ())
    quantity = known.tables.at(Quantity, m.quantity) if m.quantity else None
    page = known.datings.get(m.span.document, When())
    due = _due(known, m, page)
    return Told(
        mention_id(m), m, by, to, frozenset(side for a in by for side in stands_for(known, a)),
        content_words(m.what) - content_words(due.wording),
        quantity.amount if quantity else None, _unit(quantity), due, page,
    )  # fmt: skip


_FEW = 8  # members: what the Quad or the G7 promises its members do, when all are named


def stands_for(known: World, actor: str) -> frozenset[str]:
    """The country that somebody speaks for, or the members of a small body of states; a company's money is not its
    state's, and who has no country stands for himself."""
    found = known.actors.get(actor)
    members = bodies().get(found.name, frozenset()) if found is not None else frozenset()
    if 0 < len(members) <= _FEW:
        return members
    state = found.country if found is not None and found.kind != "organisation" else None
    return frozenset([state or actor])


def _speaking(known: World, by: tuple[str, ...]) -> tuple[str, ...]:
    """Sides without the countries whose persons stand beside them: "Prime Minister Albanese of Australia"."""
    country = {a: known.actors[a].country for a in by if a in known.actors}
    people = {code for a, code in country.items() if code and known.actors[a].kind == "person"}
    spoken_for = {known.states.get(code) for code in people}
    return tuple(a for a in by if a not in spoken_for)


def _unit(quantity: Quantity | None) -> str | None:
    if quantity is None:
        return None
    return f"{quantity.unit}/{quantity.per}" if quantity.per else quantity.unit


def _due(known: World, m: PledgeMention, page: When) -> When:
    time = known.tables.at(TimeExpression, m.deadline) if m.deadline else None
    return due(time, page, m.status == "fulfilled") if time is not None else When()


def due(time: TimeExpression, page: When, kept: bool = False) -> When:
    """The day or days on which something is due; open where the page is undated and the time is told from its day."""
    value = (
        f">{time.value}" if time.type == "DURATION" and time.value.startswith("P") else time.value
    )  # "over two years"
    if value.startswith("<XXXX") and not kept:
        value = f">{value[1:]}"  # "was put off to August": no August gone by
    first, last = timex.resolve(value, anchor(page), "future")
    if not first and not last:
        return When(wording=time.wording)
    if (timex.relative(value) or time.type == "DURATION") and _wide(first, last) and _wide(page.earliest, page.latest):
        return When(wording=time.wording)  # a page dated within years dates nothing that it calls "next week"
    if time.relation in ("by", "before", "until"):
        first = None
    if last and page.earliest and last < page.earliest and not kept:
        return When(wording=time.wording)  # a day long gone is no deadline
    return When(first, last, time.wording, "anchored" if timex.relative(time.value) else "declared")


def content_words(what: str) -> frozenset[str]:
    """Content words, stemmed roughly: "raising defence spending" and "raise defense spending" are alike."""
    what = what.lower().replace("’s", "").replace("'s", "").replace("gross domestic product", "gdp")
    stems = {_stem(word) for word in re.findall(r"[a-z][a-z-]{2,}", what) if word not in _STOP}
    return frozenset(_synonyms().get(stem, stem) for stem in stems)


def _stem(word: str) -> str:
    for end in ("ation", "ing", "ment", "ed", "es", "s", "e"):
        if word.endswith(end) and len(word) - len(end) >= 4:
            return word.removesuffix(end)
    return word


@cache
def _synonyms() -> dict[str, str]:
    """Stems that mean the same in a promise, each with the one that stands for them ("outlay": "spend")."""
    return {_stem(r["word"]): _stem(r["means"]) for r in table("synonyms")}
