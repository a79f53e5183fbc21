"""Offices of persons over time: what the table of tenures says, and what pages of which days call them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from dragoman.model import Actor, Evidence, Mention, Reference, Role, When, digest
from dragoman.reconcile import links, offices
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
    meant = {r.span: r.actors[0] for r in tables.all(Reference) if len(r.actors) == 1}
    given: dict[tuple[str, str, str, str], list[Mention]] = defaultdict(list)
    for m in tables.all(Mention):
        if m.kind != "office" or m.antecedent is None or not m.office:
            continue
        name, actor = tables.mention(m.antecedent), meant.get(m.span, "")
        if name is None or name.kind != "name" or actor not in persons or not _beside(m, name):
            continue
        given[actor, m.office, m.tenure, m.country or persons[actor].country or ""].append(m)
    for (actor, office, tenure, country), mentions in sorted(given.items()):
        worded = Counter(_plain(m.surface) for m in mentions)
        title = _WORDS.get(tenure, "") + min(worded, key=lambda w: (-worded[w], w))
        spread = [when[m.span.document] for m in mentions]
        first = min((a for a, b in spread if a and b), default=None)
        last = max((b for a, b in spread if a and b), default=None)
        pages = len({m.span.document for m in mentions})
        days = When(
            first, last, "", "pages", (f"{pages} pages give the title" if pages > 1 else "1 page gives the title",)
        )
        key = digest("role", actor, office, tenure, country)
        yield Role(key, actor, title, days, country or None, links.quotes(tables, mentions))


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
