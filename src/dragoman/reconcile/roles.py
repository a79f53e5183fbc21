"""Offices of persons over time: what the table of tenures says, and what pages of which days call them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from dragoman.model import Actor, Document, Evidence, Mention, Reference, Role, When, digest
from dragoman.reconcile import links, offices
from dragoman.reconcile.world import World, each, look_up
from dragoman.step import Tables

_WORDS = {"former": "former ", "late": "the late ", "acting": "acting ", "future": "future "}


def roles(tables: Tables) -> Iterator[Role]:
    """Roles of the persons among the actors: tenures by first day, then offices that only pages give."""
    persons = {a.id: a for a in tables.all(Actor) if a.kind == "person"}
    tenures = {t.row: t for rows in offices.by_country().values() for t in rows}
    for actor in persons.values():
        place = next((e.span for e in actor.evidence), None)
        seen = set()  # a president who leads has two rows, for the state and for its government
        for row in dict.fromkeys(e.row for e in actor.evidence if e.row):
            t = tenures.get(row or "")
            if t is not None and place is not None and (t.title, t.country, t.start, t.end) not in seen:
                seen.add((t.title, t.country, t.start, t.end))
                when = When(t.start or None, t.end, f"{t.start} to {t.end or 'now'}", "tenure", (t.source,))
                yield Role(
                    digest("role", actor.id, row), actor.id, t.title, when, t.country, (Evidence(place, row=row),)
                )
    yield from _called(tables, persons)


def _called(tables: Tables, persons: dict[str, Actor]) -> Iterator[Role]:
    """Offices as pages give them to a name that stands beside: "Finance Minister Astrid Solberg"."""
    when = offices.days(tables)
    given: dict[tuple[str, str, str, str], list[_Given]] = defaultdict(list)
    for page in each(look_up(tables), "offices told", _Given, _given):
        for row in page.rows:
            given[row.actor, row.office, row.tenure, row.country or persons[row.actor].country or ""].append(row)
    for (actor, office, tenure, country), rows in sorted(given.items()):
        worded = Counter(row.title for row in rows)
        title = _WORDS.get(tenure, "") + min(worded, key=lambda w: (-worded[w], w))
        pages_told = list(dict.fromkeys(row.first.span.document for row in rows))
        spread = [when[page] for page in pages_told]
        first = min((a for a, b in spread if a and b), default=None)
        last = max((b for a, b in spread if a and b), default=None)
        pages = len(pages_told)
        days = When(
            first, last, "", "pages", (f"{pages} pages give the title" if pages > 1 else "1 page gives the title",)
        )
        key = digest("role", actor, office, tenure, country)
        yield Role(key, actor, title, days, country or None, _quotes(rows))


class _Given(NamedTuple):
    """An office as a page gives it to somebody."""

    actor: str
    office: str
    tenure: str
    country: str
    title: str
    first: Evidence  # the sentence


def _given(known: World, document: Document) -> Iterator[_Given]:
    for m in known.tables.of(Mention, document.id):
        if m.kind != "office" or m.antecedent is None or not m.office:
            continue
        name, reference = known.tables.mention(m.antecedent), known.tables.at(Reference, m.span)
        actor = known.actors.get(reference.actors[0]) if reference and len(reference.actors) == 1 else None
        if name is not None and name.kind == "name" and actor and actor.kind == "person" and _beside(m, name):
            quotes = links.quotes(known.tables, [m])
            yield _Given(actor.id, m.office, m.tenure, m.country or "", _plain(m.surface), quotes[0])


def _quotes(rows: list[_Given]) -> tuple[Evidence, ...]:
    """The first sentences, one a page, of the first pages."""
    first: dict[str, Evidence] = {}
    for row in rows:
        first.setdefault(row.first.span.document, row.first)
    return tuple(first[page] for page in sorted(first)[: links.SHOWN])


def _beside(m: Mention, name: Mention) -> bool:
    """The office and the name stand in one sentence's reach, not joined across the page."""
    gap = max(m.span.start, name.span.start) - min(m.span.end, name.span.end)
    return m.span.document == name.span.document and gap < 60


def _plain(surface: str) -> str:
    """A title without its article, one line."""
    words = " ".join(surface.split())
    for article in ("the ", "a ", "an "):
        if words.lower().startswith(article):
            words = words[len(article) :]
    return words if words.isupper() and len(words) < 6 else words.lower()
