"""Named queries: everything that reports, pages and programs ask of a record.

Filters are words a person types. An actor is given by id, name or alias in any case, or ISO code; a
country also stands for its people and ministries ("Japan" finds what its prime minister promised).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import msgspec

from dragoman import lexicon
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
from dragoman.record.search import beginnings
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
    named = [r[0] for r in record.db.execute("SELECT actor FROM called WHERE name=?", (who.strip().casefold(),))]
    more = """SELECT id FROM actor WHERE country IN (
        SELECT country FROM actor WHERE kind IN ('country', 'government') AND id IN (SELECT value FROM json_each(?)))"""
    return sorted({*named, *(r[0] for r in record.db.execute(more, (as_list(named),)))})


def as_list(values: Iterable[str]) -> str:
    """Values for `IN (SELECT value FROM json_each(?))`."""
    return msgspec.json.encode(list(values)).decode()


MANY = 2000  # from so many rows on, a scan in the listed order is quicker than finding each row and sorting


def _where(
    record: Record, kind: type, roles: dict[str, str | None], equal: dict[str, str | None], ids: Iterable[str] | None
) -> tuple[str, list[object]]:
    parts, values = ["1"], list[object]()
    for role, who in roles.items():
        if who is not None:
            acted = "SELECT owner FROM acts WHERE actor IN (SELECT value FROM json_each(?)) AND kind=?"
            given: list[object] = [as_list(actor_ids(record, who)), schema.table_of(kind)]
            if role:
                acted, given = f"{acted} AND role=?", [*given, role]
            found = record.db.execute(f"SELECT count(*) FROM ({acted} LIMIT {MANY})", given).fetchone()[0]
            parts.append(f"{'+' if found == MANY else ''}id IN ({acted})")
            values += given
    for column, value in equal.items():
        if value is not None:
            parts.append(f'"{column}"=? COLLATE NOCASE')
            values.append(value)
    if ids is not None:
        parts.append("id IN (SELECT value FROM json_each(?))")
        values.append(as_list(ids))
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
    who: str | None = None,
    told: bool = False,
    ids: Iterable[str] | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[Event]:
    """Merged events by date; `since` and `until` are ISO dates, events without a date pass neither.

    `who` is an actor on either side; `told` leaves out what is open or has no date.
    """
    equal = {"type": type, "mode": mode, "status": status, "place": place}
    where, values = _where(record, Event, {"by": by, "to": to, "": who}, equal, ids)
    if since:
        where, values = f"{where} AND coalesce(latest_at, '') >= ?", [*values, since]
    if until:
        where, values = (
            f"{where} AND earliest_at IS NOT NULL AND earliest_at <= ?",
            [*values, f"{until}~"],
        )  # "2025-10" has all its days
    if told:
        where = f"{where} AND certainty <> 'open' AND (earliest_at IS NOT NULL OR latest_at IS NOT NULL)"
    return record.select(Event, where, values, "earliest_at IS NULL, earliest_at, latest_at, id", limit, offset)


def pledges(
    record: Record,
    by: str | None = None,
    to: str | None = None,
    kind: str | None = None,
    status: str | None = None,
    about: str | None = None,
    due_before: str | None = None,
    due_after: str | None = None,
    ids: Iterable[str] | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[Pledge]:
    """Asks, offers and pledges, those with a deadline first. `due_*` are ISO dates or their beginnings."""
    where, values = _where(record, Pledge, {"by": by, "to": to}, {"kind": kind, "status": status}, ids)
    if due_before:
        where, values = f"{where} AND latest_at IS NOT NULL AND latest_at < ?", [*values, due_before]
    if due_after:
        where, values = f"{where} AND latest_at IS NOT NULL AND latest_at > ?", [*values, f"{due_after}~"]
    if about:
        where, values = f"{where} AND {_about(record, Pledge, about)}", [*values, beginnings(about)]
    return record.select(Pledge, where, values, "latest_at IS NULL, latest_at, kind, id", limit, offset)


def _about(record: Record, kind: type, words: str) -> str:
    """SQL for the rows of a table whose words begin so; it takes `beginnings(words)`."""
    base = schema.known_from(kind)
    found = f"SELECT rowid - {base} FROM known WHERE known MATCH ? AND rowid BETWEEN {base} AND {base + (1 << 40) - 1}"
    count = record.db.execute(f"SELECT count(*) FROM ({found} LIMIT {MANY})", (beginnings(words),)).fetchone()[0]
    return f"{'+' if count == MANY else ''}rowid IN ({found})"


def sayings(
    record: Record,
    by: str | None = None,
    about: str | None = None,
    since: str | None = None,
    groups: Iterable[str] | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[Saying]:
    """Statements in page order, those of somebody or about something by the days of their pages.

    `since` compares with the latest day that a page can be of.
    """
    where, values = _where(record, Saying, {"speaker": by}, {}, None)
    if since:
        dated = "SELECT document FROM dating WHERE latest_at >= ?"
        where, values = f"{where} AND document IN ({dated})", [*values, since]
    if groups is not None:
        where, values = f'{where} AND "group" IN (SELECT value FROM json_each(?))', [*values, as_list(groups)]
    if about:
        where, values = f"{where} AND {_about(record, Saying, about)}", [*values, beginnings(about)]
    day = "(SELECT latest_at FROM dating WHERE dating.document=saying.document)" if by or about or since else "NULL"
    return record.select(
        Saying, where, values, f"{day}, document_at, CAST(json_extract(span, '$[1]') AS INTEGER), id", limit, offset
    )


OCCASIONS = ("sign", "ratify", "exercise")  # modes beside meetings (CONSULT) that have a day in a calendar


def calendar(record: Record, limit: int, offset: int = 0) -> list[tuple[str, str]]:
    """(table, id) of deadlines and of meetings and signings ahead, by date; what is open is left out as in `events`."""
    query = """SELECT 'pledge', id, latest_at AS at FROM pledge WHERE latest_at IS NOT NULL
        UNION ALL SELECT 'event', id, coalesce(earliest_at, latest_at) FROM event
        WHERE status IN ('planned', 'expected', 'proposed') AND coalesce(earliest_at, latest_at) IS NOT NULL
            AND certainty <> 'open' AND outcome IS NULL
            AND (type = 'CONSULT' OR mode IN (SELECT value FROM json_each(?)))
        ORDER BY 3, 2 LIMIT ? OFFSET ?"""
    return [(r[0], r[1]) for r in record.db.execute(query, (as_list(OCCASIONS), limit, offset))]


def actors(
    record: Record,
    who: str | None = None,
    ids: Iterable[str] | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[Actor]:
    """Actors by name; with `who`, those that it names, else those whose name holds it."""
    if who is None:
        where, values = _where(record, Actor, {}, {}, ids)
        return record.select(Actor, where, values, "name, id", limit, offset)
    named = "id IN (SELECT actor FROM called WHERE name=?)"
    return record.select(Actor, named, (who.casefold(),), "name, id") or record.select(
        Actor, "instr(lower(name), ?)", (who.casefold(),), "name, id"
    )


def country(record: Record, code: str) -> Actor | None:
    """The country of an ISO code, where it is an actor; a territory that acts by its own name is not it."""
    found = record.select(Actor, "kind='country' AND country=?", (code,), "name, id")
    return min(found, key=lambda a: a.name != lexicon.country_names().get(code), default=None)


def standing(record: Record, limit: int | None = None, offset: int = 0) -> dict[str, int]:
    """Actor id -> on how many pages, the most first."""
    query = """SELECT id, coalesce(pages, 0) FROM actor LEFT JOIN standing ON actor=id
        ORDER BY 2 DESC, name, id LIMIT ? OFFSET ?"""
    return {r[0]: r[1] for r in record.db.execute(query, (-1 if limit is None else limit, offset))}


def names(record: Record, ids: Iterable[str] | None = None) -> dict[str, str]:
    """Actor id -> name, of all actors or of those asked for."""
    if ids is None:
        return {r[0]: r[1] for r in record.db.execute('SELECT id, name FROM "actor"')}
    query = "SELECT id, name FROM actor WHERE id IN (SELECT value FROM json_each(?))"
    return {r[0]: r[1] for r in record.db.execute(query, (as_list(ids),))}


def datings(record: Record, documents: Iterable[str] | None = None) -> dict[str, When]:
    """Document id -> when it was published, of all documents or of those asked for."""
    where, values = "1", list[object]()
    if documents is not None:
        where, values = "document IN (SELECT value FROM json_each(?))", [as_list(documents)]
    return {d.document: d.when for d in record.select(Dating, where, values)}


def dated(record: Record, document: str) -> When:
    """When a page was published."""
    return datings(record, (document,)).get(document, When())


def newest(record: Record, limit: int | None = None, offset: int = 0) -> list[str]:
    """Ids of the current documents, the newest first; those without a date last."""
    query = """SELECT document FROM dating JOIN document d ON d.id=document WHERE d.current
        ORDER BY dating.latest_at IS NULL, dating.latest_at DESC, document LIMIT ? OFFSET ?"""
    return [r[0] for r in record.db.execute(query, (-1 if limit is None else limit, offset))]


def titles(record: Record, documents: Iterable[str]) -> dict[str, tuple[str | None, str]]:
    """Document id -> (outlet, title or source)."""
    query = "SELECT id, outlet, coalesce(title, source) FROM document WHERE id IN (SELECT value FROM json_each(?))"
    return {r[0]: (r[1], r[2]) for r in record.db.execute(query, (as_list(documents),))}


def copies(record: Record, of: Iterable[str] | None = None, limit: int | None = None, offset: int = 0) -> list[Copy]:
    """Pairs of pages that share text; with `of`, those that one of these pages is in."""
    where, values = "1", list[object]()
    if of is not None:
        pages = "IN (SELECT value FROM json_each(?))"
        where, values = f'"left" {pages} OR "right" {pages}', [as_list(of)] * 2
    return record.select(Copy, where, values, '"left", "right", kind', limit, offset)


def conflicts(
    record: Record, ids: Iterable[str] | None = None, limit: int | None = None, offset: int = 0
) -> list[Conflict]:
    """Conflicts, the gravest first."""
    where, values = _where(record, Conflict, {}, {}, ids)
    order = "CASE severity WHEN 'high' THEN 0 WHEN 'medium' THEN 1 ELSE 2 END, id"
    return record.select(Conflict, where, values, order, limit, offset)


def hindrances(record: Record, limit: int | None = None, offset: int = 0) -> list[Hindrance]:
    """What holds each side back."""
    return record.select(Hindrance, order="id", limit=limit, offset=offset)


def stories(
    record: Record,
    thread: str | None = None,
    documents: Iterable[str] | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[Story]:
    """Stories by their first day; of one thread, or those that tell of one of these documents."""
    where, values = "1", list[object]()
    if thread is not None:
        where, values = f"{where} AND thread=?", [*values, thread]
    if documents is not None:
        told = "SELECT story FROM told WHERE document IN (SELECT value FROM json_each(?))"
        where, values = f"{where} AND id IN ({told})", [*values, as_list(documents)]
    return record.select(Story, where, values, "first IS NULL, first, id", limit, offset)


def threads(record: Record, limit: int | None = None, offset: int = 0) -> list[Thread]:
    """Threads, those that moved last first."""
    return record.select(Thread, "1", (), "last IS NULL, last DESC, id", limit, offset)


def present(record: Record, documents: Iterable[str] | None = None) -> dict[str, list[str]]:
    """Document id -> ids of the actors that it names or means, in order of first mention."""
    found: dict[str, dict[str, None]] = {}
    where = "" if documents is None else "WHERE document_at IN (SELECT value FROM json_each(?))"
    given = () if documents is None else (as_list(documents),)
    query = f'SELECT document_at, actors FROM "reference" {where} ORDER BY document_at, rowid'
    for document, actors_json in record.db.execute(query, given):
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


def cited(record: Record, documents: Iterable[str], kind: str) -> list[str]:
    """Ids of the records of a table that rest on one of these documents."""
    query = "SELECT DISTINCT owner FROM cites WHERE document IN (SELECT value FROM json_each(?)) AND kind=?"
    return [r[0] for r in record.db.execute(query, (as_list(documents), kind))]


def alone(record: Record, document: str, copied_by: Iterable[str] = ()) -> list[tuple[str, str]]:
    """(id, kind) of the events, pledges, constraints and statements that no other page has, in text order.

    Pages in `copied_by` are no others. A statement is another page's too where it stands in one group with one of it.
    """
    query = """
        SELECT owner, kind, min("start") FROM cites WHERE document=:page AND kind IN ('event', 'pledge', 'hindrance')
        AND NOT EXISTS (SELECT 1 FROM cites o WHERE o.owner=cites.owner AND o.document<>:page
                        AND o.document NOT IN (SELECT value FROM json_each(:copies)))
        GROUP BY owner, kind
        UNION ALL
        SELECT id, 'saying', CAST(json_extract(span, '$[1]') AS INTEGER) FROM saying WHERE document=:page
        AND NOT EXISTS (SELECT 1 FROM saying o WHERE o."group"=saying."group" AND o.document<>:page
                        AND o.document NOT IN (SELECT value FROM json_each(:copies)))
        ORDER BY 3, 2, 1"""
    given = {"page": document, "copies": as_list(copied_by)}
    return [(r[0], r[1]) for r in record.db.execute(query, given)]


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
