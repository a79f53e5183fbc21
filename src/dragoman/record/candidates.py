"""What a brief chooses from: the best events by reports and date, the ledger in short, the latest sayings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from dragoman.model import Event, When
from dragoman.record.store import Record
from dragoman.record.views import as_list

Sides = Sequence[Iterable[str]]  # a record concerns all of these sides: each names ids of actors


class Entry(msgspec.Struct, frozen=True):
    """A pledge in short."""

    id: str
    kind: str
    by: tuple[str, ...]
    to: tuple[str, ...]
    independent: int
    due: str  # latest day of the deadline, or ""
    day: str  # latest day of its history, or ""
    history: tuple[tuple[str, str], ...]  # (what, latest day or "")


class _Turn(msgspec.Struct):
    what: str
    when: When = When()


_HISTORY = msgspec.json.Decoder(tuple[_Turn, ...])
_IDS = msgspec.json.Decoder(tuple[str, ...])


WORDS = ("pledge", "offer", "plan", "demand", "request", "propose")  # modes of events that are asks and pledges


def events(
    record: Record, statuses: Sequence[str], sides: Sides, since: str | None, limit: int, ahead_of: str = ""
) -> tuple[list[Event], int]:
    """The events with the most independent reports, then the latest, by date; and how many there are in all.

    Only those with somebody in them, and not those that the ledger has anyhow (WORDS). `ahead_of` leaves out what
    ended before that day.
    """
    modes = ",".join(repr(m) for m in WORDS)
    where = f"mode NOT IN ({modes}) AND (\"by\" <> '[]' OR \"to\" <> '[]')"
    where += " AND status IN (SELECT value FROM json_each(?))"
    values: list[object] = [as_list(statuses)]
    for side in sides:
        acted = "SELECT owner FROM acts WHERE kind='event' AND actor IN (SELECT value FROM json_each(?))"
        where, values = f"{where} AND id IN ({acted})", [*values, as_list(side)]
    if since:
        where, values = f"{where} AND coalesce(latest_at, '') >= ?", [*values, since]
    if ahead_of:
        where, values = f"{where} AND coalesce(latest_at, '9') >= ?", [*values, ahead_of]
    count = record.db.execute(f"SELECT count(*) FROM event WHERE {where}", values).fetchone()[0]
    best = "independent DESC, coalesce(latest_at, '') DESC, coalesce(earliest_at, '') DESC, id"
    found = record.select(Event, where, values, best, limit)
    return sorted(found, key=_by_date), int(count)


def _by_date(e: Event) -> tuple[bool, str, str, str]:
    return (e.when.earliest is None, e.when.earliest or "", e.when.latest or "", e.id)


def ledger(record: Record) -> list[Entry]:
    """All asks, offers and pledges that somebody made, in short, those with a deadline first."""
    query = """SELECT id, kind, "by", "to", independent, latest_at, history FROM pledge WHERE "by" <> '[]'"""
    found = []
    for identity, kind, by, to, independent, due, turns in record.db.execute(query):
        history = tuple((t.what, t.when.latest or "") for t in _HISTORY.decode(turns))
        day = max((d for _, d in history), default="")
        found.append(Entry(identity, kind, _IDS.decode(by), _IDS.decode(to), independent, due or "", day, history))
    return sorted(found, key=lambda p: (not p.due, p.due, p.kind, p.id))


def voices(record: Record, sides: Sides, since: str | None, limit: int) -> tuple[list[str], int]:
    """Groups of quoted sayings, the latest first; and how many there are."""
    where, values = "mode <> 'indirect'", list[object]()
    if sides:
        where = f"{where} AND speaker IN (SELECT value FROM json_each(?))"
        values.append(as_list(i for side in sides for i in side))
    if since:
        where, values = f"{where} AND d.latest_at >= ?", [*values, since]
    query = f"""SELECT "group", count(*) OVER () FROM saying s LEFT JOIN dating d ON d.document=s.document
        WHERE {where} GROUP BY "group"
        ORDER BY max(coalesce(d.latest_at, '')) DESC, min(s.document_at || s.id) LIMIT ?"""
    rows = record.db.execute(query, [*values, limit]).fetchall()
    return [r[0] for r in rows], rows[0][1] if rows else 0


def basis(record: Record) -> dict[str, Any]:
    """What a brief rests on: first and last day of the pages, how many are undated, dated by inference, independent."""
    first, last = record.db.execute(
        "SELECT min(earliest_at), max(latest_at) FROM dating WHERE earliest_at IS NOT NULL AND latest_at IS NOT NULL"
    ).fetchone()
    dated = "SELECT count(*) FROM dating WHERE earliest_at IS NOT NULL OR latest_at IS NOT NULL"
    sure = "('declared', 'unknown', 'dateline', 'url')"
    guessed = f"SELECT count(*) FROM dating WHERE coalesce(json_extract(\"when\", '$.basis'), 'unknown') NOT IN {sure}"
    pages = [r[0] for r in record.db.execute("SELECT id FROM document WHERE current")]
    return {
        "first": first, "last": last, "pages": len(pages), "independent": _independent(record, pages),
        "undated": len(pages) - record.db.execute(dated).fetchone()[0],
        "guessed": record.db.execute(guessed).fetchone()[0],
    }  # fmt: skip


def _independent(record: Record, pages: Iterable[str]) -> int:
    """How many groups the pages fall into when copies are put together."""
    above = {page: page for page in pages}

    def top(page: str) -> str:
        while above[page] != page:
            above[page] = above[above[page]]
            page = above[page]
        return page

    for left, right in record.db.execute('SELECT "left", "right" FROM copy WHERE kind <> \'partial\''):
        if left in above and right in above:
            above[top(left)] = top(right)
    return sum(1 for page, up in above.items() if page == up)
