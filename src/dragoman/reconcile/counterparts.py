"""To whom a side speaks in an official page of two sides, where the sentence does not say.

A readout, joint statement or fact sheet of two states is addressed by each to the other: "the President stressed that
the United States would keep" in a readout of his call with Kenya is told to Kenya. That holds for what one of
the two undertakes or asks alone; what both undertake together, and a side's own goals ("will cut emissions by 50%"),
is told to nobody.
"""

from __future__ import annotations

import re
from functools import cache

from dragoman.lexicon import table
from dragoman.model import Document, EventMention, Mention, PledgeMention
from dragoman.reconcile.world import World, resolved, side_of

_GENRE = re.compile(
    r"\b(?:(readout|read-out)|fact ?sheet|joint (?:leaders.? )?(?:statement|declaration|communiqu|vision)|joint press)",
    re.I,
)
_ABOUT = re.compile(
    r"\s(?:on|regarding|about|from|against)\s(?!the (?:meeting|visit)\b)", re.I
)  # no side is named after it
_HOSTING = re.compile(
    r"\bhost\s+(?:\w+\s+)?leaders\b|\band (?:other |their )?(?:partners|allies)\b", re.I
)  # there are more
_AGAINST = re.compile(r"fact ?sheet.*\s(?:from|against)\s", re.I)  # "Protect Workers from Norland's Dumping"
_OWN_GOAL = re.compile(r"\b(?:emissions?|net[- ]zero|carbon|greenhouse|domestic|its own|GDP)\b", re.I)

_GIVEN_TO = re.compile(  # "$5 million to this effort", "a loan to Acme": to somebody whom the record does not know
    r"\b(?:[mb]illion|loans?|grants?|financing|funding)\b.{0,60}?\b(?:to|into|towards?) (?:th[ei]s?e?|an?|[A-Z]\S+)\b"
)


def counterparts(known: World, document: Document) -> dict[str, tuple[str, ...]]:
    """For each of the two sides of an official page (country, or id of an actor without one) the actors of the other;
    empty where the page is none, or has not just two sides."""
    name = document.source.replace("-", " ")
    genre = next((m for text in (document.title or "", document.text[:200], name) if (m := _GENRE.search(text))), None)
    title = document.title or document.text[:100]
    if genre is None or _AGAINST.search(title) or _HOSTING.search(title):
        return {}
    for actors in _named(known, document, meeting=bool(genre[1])):
        sides: dict[str, dict[str, None]] = {}
        for a in actors:
            if not _stateless(known, a):
                sides.setdefault(side_of(known, a), {})[a] = None
        if len(sides) == 2 and all(_party(known, x, set(sides)) for x in sides):
            (one, its), (two, others) = sides.items()
            return {one: _state(known, two, tuple(others)), two: _state(known, one, tuple(its))}
        if len(sides) > 2 or any(x in known.actors for x in sides):
            return {}  # more than two, or a body ("the Quad") that speaks for more
    return {}


def _stateless(known: World, actor: str) -> bool:
    """A person of whom the record knows no country stands beside whoever is named with one."""
    return known.actors[actor].kind == "person" and not known.actors[actor].country


def _party(known: World, side: str, sides: set[str]) -> bool:
    """A state, or a body of states of the table that does not speak for the other side too ("the G7" does; of "G7+"
    nobody says who is in it)."""
    actor = known.actors.get(side)
    return actor is None or bool((members := bodies().get(actor.name)) and not members & sides)


@cache
def bodies() -> dict[str, frozenset[str]]:
    """The countries that are in international bodies and groups, by the name of each; none where nobody listed them."""
    rows = (r for r in table("organisations") if r["kind"] in ("international", "group"))
    return {r["name"]: frozenset(r["members"].split()) for r in rows}


def addressed(
    known: World, m: PledgeMention, by: tuple[str, ...], sides: dict[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """The other side of the page, where just one of its two sides stands behind a pledge."""
    keys = {side_of(known, a) for a in by}
    if len(keys) != 1 or not sides or _OWN_GOAL.search(m.what) or (m.quantity and _GIVEN_TO.search(m.what)):
        return ()
    return sides.get(keys.pop(), ())


def _state(known: World, key: str, named: tuple[str, ...]) -> tuple[str, ...]:
    """The state itself where the record knows it, else those who are named."""
    state = tuple(a.id for a in known.countries if a.country == key)
    return state or named


def _named(known: World, document: Document, meeting: bool) -> list[tuple[str, ...]]:
    """Actors of the title, in the readout of a meeting those of the first meeting told, and of the first line: the
    first of these with two sides decides."""
    mentions = [m for m in known.tables.of(Mention, document.id) if m.kind != "pronoun"]
    title = [x for x in document.lines if x.kind in ("headline", "heading")][:1]
    about = (_ABOUT.search(document.text, x.start, x.end) for x in title)
    ends = (x.end if m is None else m.start() for x, m in zip(title, about, strict=True))
    found = [
        resolved(known, [m.span for m in mentions if x.start <= m.span.start < end])
        for x, end in zip(title, ends, strict=True)
    ]
    for event in known.tables.of(EventMention, document.id)[:3] if meeting else ():
        if event.type == "CONSULT" and event.status == "occurred" and event.by and event.to:
            found.append((*resolved(known, event.by), *resolved(known, event.to)))
            break
    if meeting and title and not found[1:]:
        return found  # "Readout of a convening on flu": whom its first line names besides is not who met
    body = [x for x in document.lines if x.kind == "body"][:1]
    return found + [resolved(known, [m.span for m in mentions if x.start <= m.span.start < x.end]) for x in body]
