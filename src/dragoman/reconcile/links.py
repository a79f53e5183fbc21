"""Why names of different pages are one actor, or are not: a `Link` for each name of each page.

A link leads from a name on a page (the id of its first mention there, which `dragoman judge different ACTOR ID` takes)
to the actor it was merged into, with what was compared; "unsure" where two people are left; "different" between
namesakes. Countries and organisations have one where a page calls them by other words than their name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from dragoman.lexicon import words
from dragoman.model import Actor, Evidence, Link, Mention, mention_id
from dragoman.reconcile import offices, tenures
from dragoman.reconcile.named import Bearer
from dragoman.reconcile.people import Found, Person
from dragoman.step import Tables

SHOWN = 3  # pages whose sentences an actor shows
_NAMESAKES = 8  # people of one name who are set against each other; more are a list of names, no comparison


def quotes(tables: Tables, mentions: Iterable[Mention]) -> tuple[Evidence, ...]:
    """The sentences of the first mentions, one a page, of the first pages."""
    first: dict[str, Mention] = {}
    for m in mentions:
        if m.span.document not in first or m.span < first[m.span.document].span:
            first[m.span.document] = m
    chosen = [first[d] for d in sorted(first)[:SHOWN]]
    return tuple(Evidence(tables.sentence(m.span), mention=mention_id(m)) for m in chosen)


def links(persons: dict[tuple[str, str], Found], bearers: Iterable[Bearer], known: set[str]) -> Iterator[Link]:
    """Links of persons: each name on each page to whom it means; namesakes to each other. `known` are ids of actors."""
    pages: dict[str, int] = defaultdict(int)
    by_name: dict[str, dict[str, Person]] = defaultdict(dict)
    for _, (who, _) in sorted(persons.items()):
        if who is not None:
            pages[who.id] += 1
            by_name[tenures.fold(who.name)][who.id] = who
            by_name[tenures.fold(who.name).split(" ")[-1]][who.id] = who
    namesakes: dict[tuple[str, str], tuple[Person, Person]] = {}
    for b in bearers:
        who, reasons = persons.get((b.document, b.name), (None, ()))
        if who is not None and who.id in known:
            said = reasons or _compared(b, who, pages[who.id])
            yield Link(b.first, who.id, "same", 1.0, said, b.span)
        elif who is None and reasons:
            near = {i: p for i, p in by_name[tenures.fold(b.name)].items() if i in known}
            for p in near.values():
                yield Link(b.first, p.id, "unsure", round(1 / len(reasons), 3), reasons, b.span)
            _pairs(near, namesakes)
    for people in by_name.values():
        names = {tenures.fold(p.name) for p in people.values()}
        if len(names) == 1:
            _pairs({i: p for i, p in people.items() if i in known}, namesakes)
    for (left, right), (a, b2) in sorted(namesakes.items()):
        yield Link(left, right, "different", 0.0, _apart(a, b2))


def bodies(
    meant: Iterable[tuple[Mention, tuple[str, ...], tuple[str, ...]]], actors: dict[str, Actor]
) -> Iterator[Link]:
    """Links of countries and organisations, where a page calls them otherwise than the actor is named.

    "Tokyo" for Japan, "EU", "the Norwegian government"; and of bare names that a page shows acting and no more, which
    other pages know as a person's. One a page and wording.
    """
    seen = set()
    for m, ids, reasons in meant:
        if m.kind not in ("organisation", "country", "capital") or len(ids) != 1:
            continue
        actor, said = actors[ids[0]], " ".join(m.surface.split())
        if (key := (m.span.document, actor.id, said)) in seen:
            continue
        seen.add(key)
        if why := reasons or _called(m, said, actor):
            yield Link(mention_id(m), actor.id, "same", 1.0, why, m.span)


def _called(m: Mention, said: str, actor: Actor) -> tuple[str, ...]:
    """What makes words one with an actor that has another name; nothing where they are its name."""
    plain = said.removeprefix("the ").removeprefix("The ")
    if tenures.fold(plain) == tenures.fold(actor.name):
        return ()
    if m.kind == "capital":
        return (f"{said} is the capital of {actor.name}, and acts here",)
    if m.antecedent is not None:
        return (f"{said} is introduced on the page: {actor.name}",)
    listed = plain in words(*(("country_words", "words") if m.kind == "country" else ("organisations", "words")))
    if listed:
        return (f"{said} is a name of {actor.name} in our tables",)
    return (f"{said}: of {actor.country}, which the page names",) if actor.country else ()


def _pairs(people: dict[str, Person], into: dict[tuple[str, str], tuple[Person, Person]]) -> None:
    if 1 < len(people) <= _NAMESAKES:
        for a, b in combinations(sorted(people), 2):
            if not _one_man(people[a], people[b]):
                into[a, b] = (people[a], people[b])


def _one_man(a: Person, b: Person) -> bool:
    """Two of the table with one full name: who led a country and heads a body now, one actor of each."""
    return bool(a.rows and b.rows) and a.name == b.name and " " in a.name


def _compared(b: Bearer, who: Person, pages: int) -> tuple[str, ...]:
    same = "the same full name" if tenures.fold(b.name) == tenures.fold(who.name) else f"{b.name}: {who.name}"
    country = f"the page gives the country {b.country}" if b.country and b.country == who.country else ""
    several = "on several pages" if pages > 1 else "on one page"  # how many would change with every page
    return tuple(part for part in (f"{same} {several}", country) if part)


def _apart(a: Person, b: Person) -> tuple[str, ...]:
    """What keeps two namesakes apart."""
    if tenures.fold(a.name) != tenures.fold(b.name):
        return (f"other names: {a.name}, {b.name}",)
    if a.country != b.country:
        return (f"{a.name}: {a.country or 'no country given'}, {b.country or 'no country given'}",)
    return tuple(offices.said(p.rows[-1]) for p in (a, b) if p.rows)
