"""Named queries: everything that reports, pages and programs ask of a record.

Filters are words a person types. An actor is given by id, name or alias in any case, or ISO code; a
country also stands for its people and ministries ("Japan" finds what its prime minister promised).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import msgspec

from dragoman.model import (
    Actor,
    Conflict,
    Copy,
    Dating,
    Document,
    Event,
    Evidence,
    Hindrance,
    Pledge,
    Saying,
    Span,
    Story,
    Thread,
    When,
)  # fmt: skip
from dragoman.record import schema
from dragoman.record.store import Record

T = TypeVar("T")


class Shown(msgspec.Struct, frozen=True):
    """A record with its evidence: for each sentence, the document and the paragraph it stands in."""

    id: str
    kind: str
    record: Any
    evidence: tuple[tuple[Evidence, Document, Span], ...]


def actor_ids(record: Record, who: str) -> list[str]:
    """Ids of the actors that `who` names; a country brings in its people and institutions."""
    who = who.strip()
    named = {
        a.id: a
        for a in record.select(Actor)
        if who.casefold() in {a.id, a.name.casefold(), *(x.casefold() for x in a.aliases)}
        or (a.kind == "country" and a.country and a.country.casefold() == who.casefold())
    }
    countries = {a.country for a in named.values() if a.kind in ("country", "government") and a.country}
    more = [a.id for a in record.select(Actor) if a.country in countries] if countries else []
    return sorted({*named, *more})


def _where(
    record: Record, kind: type, roles: dict[str, str | None], equal: dict[str, str | None]
) -> tuple[str, list[object]]:
    parts, values = ["1"], list[object]()
    name = schema.table_of(kind)
    for role, who in roles.items():
        if who is not None:
            ids = actor_ids(record, who)
            marks = ",".join("?" * len(ids))
            parts.append(f"id IN (SELECT owner FROM acts WHERE kind=? AND role=? AND actor IN ({marks}))")
            values += [name, role, *ids]
    for column, value in equal.items():
        if value is not None:
            parts.append(f'"{column}"=? COLLATE NOCASE')
            values.append(value)
    return " AND ".join(parts), values


def events(
    record: Record,
    by: str | None = None,
    to: str | None = None,
    type: str | None = None,
    mode: str | None = None,
    status: str | None = None,
    place: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> list[Event]:
    """Merged events by date; `since` and `until` are ISO dates, events without a date pass neither."""
    equal = {"type": type, "mode": mode, "status": status, "place": place}
    where, values = _where(record, Event, {"by": by, "to": to}, equal)
    if since:
        where, values = f"{where} AND coalesce(latest_at, '') >= ?", [*values, since]
    if until:
        where, values = f"{where} AND earliest_at IS NOT NULL AND earliest_at <= ?", [*values, until]
    return record.select(Event, where, values, "earliest_at IS NULL, earliest_at, latest_at, id")


def pledges(
    record: Record,
    by: str | None = None,
    to: str | None = None,
    kind: str | None = None,
    status: str | None = None,
    about: str | None = None,
    due_before: str | None = None,
    due_after: str | None = None,
) -> list[Pledge]:
    """Asks, offers and pledges, those with a deadline first. `due_*` are ISO dates or their beginnings."""
    where, values = _where(record, Pledge, {"by": by, "to": to}, {"kind": kind, "status": status})
    if due_before:
        where, values = f"{where} AND latest_at IS NOT NULL AND latest_at < ?", [*values, due_before]
    if due_after:
        where, values = f"{where} AND latest_at IS NOT NULL AND latest_at > ?", [*values, due_after]
    found = record.select(Pledge, where, values, "latest_at IS NULL, latest_at, kind, id")
    return [p for p in found if about is None or _about(about, p.what, *(quote(record, e.span) for e in p.evidence))]


def sayings(record: Record, by: str | None = None, about: str | None = None, since: str | None = None) -> list[Saying]:
    """Statements in page order; `since` compares with the latest day their page can be of."""
    where, values = _where(record, Saying, {"speaker": by}, {})
    if since:
        dated = "SELECT document FROM dating WHERE latest_at >= ?"
        where, values = f"{where} AND document IN ({dated})", [*values, since]
    found = record.select(Saying, where, values, "document_at, id")
    return [s for s in found if about is None or _about(about, s.content)]


def _about(words: str, *texts: str) -> bool:
    """Whether all the words stand in the texts, by their first letters ("tariff" finds "tariffs")."""
    text = " ".join(texts).casefold()
    return all(word in text for word in words.casefold().split())


def actors(record: Record, who: str | None = None) -> list[Actor]:
    """Actors by name; with `who`, those that it names."""
    everyone = record.select(Actor, order="name, id")
    if who is None:
        return everyone
    ids = {a.id for a in everyone if who.casefold() in {a.id, a.name.casefold(), *(x.casefold() for x in a.aliases)}}
    return [a for a in everyone if a.id in ids or (not ids and who.casefold() in a.name.casefold())]


def names(record: Record) -> dict[str, str]:
    """Actor id -> name."""
    return {r[0]: r[1] for r in record.db.execute('SELECT id, name FROM "actor"')}


def datings(record: Record) -> dict[str, When]:
    """Document id -> when it was published."""
    return {d.document: d.when for d in record.select(Dating)}


def copies(record: Record) -> list[Copy]:
    """Pairs of pages that share text."""
    return record.select(Copy, order='"left", "right", kind')


def conflicts(record: Record) -> list[Conflict]:
    """Conflicts, the gravest first."""
    return record.select(Conflict, order="CASE severity WHEN 'high' THEN 0 WHEN 'medium' THEN 1 ELSE 2 END, id")


def hindrances(record: Record) -> list[Hindrance]:
    """What holds each side back."""
    return record.select(Hindrance, order="id")


def stories(record: Record) -> list[Story]:
    """Stories by their first day."""
    return record.select(Story, order="first IS NULL, first, id")


def threads(record: Record) -> list[Thread]:
    """Threads by their first day."""
    return record.select(Thread, order="first IS NULL, first, id")


def present(record: Record) -> dict[str, list[str]]:
    """Document id -> ids of the actors that it names or means, in order of first mention."""
    found: dict[str, dict[str, None]] = {}
    for document, actors_json in record.db.execute('SELECT document_at, actors FROM "reference" ORDER BY rowid'):
        for actor in msgspec.json.decode(actors_json or "[]"):
            found.setdefault(document, {})[actor] = None
    return {d: list(a) for d, a in found.items()}


def count(record: Record, table: str) -> int:
    """How many rows a table has; of documents, the current ones."""
    where = " WHERE current" if table == "document" else ""
    return int(record.db.execute(f'SELECT count(*) FROM "{table}"{where}').fetchone()[0])


def resting_on(record: Record, document: str) -> list[tuple[str, str, Span]]:
    """(id, kind, first sentence) of the records whose evidence stands in a document, in text order."""
    query = """SELECT owner, kind, min("start"), "end" FROM cites WHERE document=?
        GROUP BY owner, kind ORDER BY min("start"), owner"""
    return [(r[0], r[1], Span(document, r[2], r[3])) for r in record.db.execute(query, (document,))]


def owners(record: Record, document: str) -> dict[str, str]:
    """First-layer record id -> id of the derived record that it was merged into, for one document."""
    query = "SELECT mention, owner FROM cites WHERE document=? AND mention IS NOT NULL"
    return {r[0]: r[1] for r in record.db.execute(query, (document,))}


def quote(record: Record, span: Span) -> str:
    """The words at a span, on one line."""
    row = record.db.execute(
        "SELECT substr(text, ?, ?) FROM document WHERE id=?", (span.start + 1, span.end - span.start, span.document)
    ).fetchone()
    return " ".join(str(row[0]).split()) if row else ""


def show(record: Record, key: str) -> Shown | Document | None:
    """A derived record by id (or the start of it, or an id that a later page retired), or a document."""
    owner = record.owner(key)
    if owner is None:
        return record.document(key)
    identity, name = owner
    kind = next(k for k in schema.DERIVED if schema.table_of(k) == name)
    found = record.select(kind, "id=?", (identity,))[0]
    evidence: list[tuple[Evidence, Document, Span]] = []
    for item in _cited(found):
        document = record.document(item.span.document)
        if document is not None:
            evidence.append((item, document, _paragraph(document, item.span)))
    return Shown(identity, name, found, tuple(evidence))


def _cited(found: Any) -> Iterable[Evidence]:
    seen: dict[Span, Evidence] = {}
    groups: Sequence[Any] = (found, *getattr(found, "sides", ()))
    for item in (e for g in groups for e in getattr(g, "evidence", ())):
        seen.setdefault(item.span, item)
    return seen.values()


def _paragraph(document: Document, span: Span) -> Span:
    for line in document.lines:
        if line.start <= span.start < line.end:
            return Span(document.id, line.start, max(line.end, span.end))
    return span
