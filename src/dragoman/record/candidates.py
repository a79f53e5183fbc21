"""What a brief chooses from: the best events by reports and date, the ledger in short, the latest sayings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from dragoman.model import Event
from dragoman.record.store import Record
from dragoman.record.views import as_list

Sides = Sequence[Iterable[str]]  # a record concerns all of these sides: each names ids of actors


class Entry(msgspec.Struct, frozen=True):
    """A pledge in short."""

    id: str
    kind: str
    side: str  # code of the country of those who make it, else the one actor's id, else ""
    independent: int
    due: str  # latest day of the deadline, or ""
    day: str  # latest day of its history, or ""


WORDS = ("pledge", "offer", "plan", "demand", "request", "propose")  # modes of events that are asks and pledges
NEWS = ("changed", "confirmed", "fulfilled", "dropped", "denied", "due")


def events(
    record: Record,
    statuses: Sequence[str],
    sides: Sides,
    since: str | None,
    limit: int,
    ahead_of: str = "",
    weights: Mapping[int, Sequence[str]] | None = None,
    passives: Sequence[str] = (),
) -> tuple[list[Event], int]:
    """The events with the most independent reports, then the weightiest, then the latest; and how many there are.

    Only those that somebody did (`passives`: modes that need nobody), and not those that the ledger has anyhow (WORDS).
    `weights` ranks modes; one more goes to events with both sides. `ahead_of` leaves out what ended before that day,
    and plans without a day that are older than AHEAD_DAYS then.
    """
    told = f"\"by\" <> '[]' OR \"to\" <> '[]' AND mode IN ({_names(passives)})"
    where = f"mode NOT IN ({_names(WORDS)}) AND ({told}) AND status IN (SELECT value FROM json_each(?))"
    values: list[object] = [as_list(statuses)]
    for side in sides:
        acted = "SELECT owner FROM acts WHERE kind='event' AND actor IN (SELECT value FROM json_each(?))"
        where, values = f"{where} AND id IN ({acted})", [*values, as_list(side)]
    if since:
        where, values = f"{where} AND coalesce(latest_at, earliest_at, '') >= ?", [*values, since]
    both = "(\"by\" <> '[]' AND \"to\" <> '[]')"
    if ahead_of:
        heavy = f"{both} AND mode IN ({_names((weights or {}).get(2, ()))})"
        stale = f"{heavy} AND earliest_at >= date(?, '-{AHEAD_DAYS} days')"
        where = f"{where} AND outcome IS NULL AND CASE WHEN latest_at IS NULL THEN {stale}"
        where, values = f"{where} ELSE latest_at >= ? END", [*values, ahead_of, ahead_of]
    count = record.db.execute(f"SELECT count(*) FROM event WHERE {where}", values).fetchone()[0]
    weight = " ".join(f"WHEN mode IN ({_names(modes)}) THEN {w:d}" for w, modes in sorted((weights or {}).items()))
    weight = f"CASE {weight} ELSE 1 END + {both}" if weight else "0"
    covered = "(coalesce(latest_at, '') >= (SELECT min(earliest_at) FROM dating))"  # 2019 told in 2025 is background
    best = f"independent DESC, {covered} DESC, {weight} DESC, coalesce(latest_at, '') DESC"
    best = f"{best}, coalesce(earliest_at, '') DESC, id"
    return record.select(Event, where, values, best, limit), int(count)


AHEAD_DAYS = 60  # so long before the newest page a plan without a day is no news any more


def _names(words: Iterable[str]) -> str:
    """Words of our own tables as SQL strings."""
    return ",".join("'" + w.replace("'", "''") + "'" for w in words)


def by_date(e: Event) -> tuple[bool, str, str, str]:
    """Order of events in time; those without a day last."""
    return (e.when.earliest is None, e.when.earliest or "", e.when.latest or "", e.id)


def _within(sides: Sides) -> tuple[str, list[object]]:
    """SQL for pledges that concern all of these sides."""
    acted = "SELECT owner FROM acts WHERE kind='pledge' AND actor IN (SELECT value FROM json_each(?))"
    return "".join(f" AND pledge IN ({acted})" for _ in sides), [as_list(side) for side in sides]


def ledger(
    record: Record, sides: Sides, limit: int, side: str | None = None, due_from: str | None = None
) -> tuple[list[Entry], int]:
    """Asks, offers and pledges that somebody made, best first (reports, then recency); and how many there are.

    `side` keeps those of one side (see `Entry`), `due_from` those with a deadline not before that day.
    """
    where, values = _within(sides)
    if side is not None:
        where, values = f"{where} AND side=?", [*values, side]
    if due_from is not None:
        where, values = f"{where} AND due IS NOT NULL AND due >= ?", [*values, due_from]
    count = record.db.execute(f"SELECT count(*) FROM ledger WHERE 1{where}", values).fetchone()[0]
    query = f"""SELECT pledge, kind, side, independent, coalesce(due, ''), coalesce(day, '') FROM ledger WHERE 1{where}
        ORDER BY independent DESC, day DESC, pledge LIMIT ?"""
    return [Entry(*row) for row in record.db.execute(query, [*values, limit])], int(count)


def ledger_sides(record: Record, sides: Sides) -> list[tuple[str, int]]:
    """(side, how many asks, offers and pledges), the busiest first."""
    where, values = _within(sides)
    query = f"SELECT side, count(*) FROM ledger WHERE 1{where} GROUP BY side ORDER BY 2 DESC, 1"
    return [(r[0], r[1]) for r in record.db.execute(query, values)]


def turns(record: Record, sides: Sides, since: str | None, limit: int) -> tuple[list[tuple[str, int]], int]:
    """(pledge, place in its history) of NEWS, best first; and how many there are."""
    where, values = _within(sides)
    where += f" AND what IN ({_names(NEWS)})"
    if since:
        where, values = f"{where} AND day >= ?", [*values, since]
    count = record.db.execute(f"SELECT count(*) FROM turned WHERE 1{where}", values).fetchone()[0]
    query = f"""SELECT pledge, number FROM turned WHERE 1{where}
        ORDER BY independent DESC, day DESC, pledge, number LIMIT ?"""
    return [(r[0], r[1]) for r in record.db.execute(query, [*values, limit])], int(count)


def parties(record: Record, sides: Sides) -> list[str]:
    """Codes of the two countries that ask, offer and promise most, of those that they promise it to too."""
    where, values = _within(sides)
    query = f"""SELECT a.country, count(DISTINCT x.owner) FROM ledger l JOIN acts x ON x.owner=l.pledge
        AND x.kind='pledge' JOIN actor a ON a.id=x.actor WHERE a.country IS NOT NULL{where}
        GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 2"""
    return [r[0] for r in record.db.execute(query, values)]


def voices(record: Record, sides: Sides, since: str | None, limit: int) -> tuple[list[str], int]:
    """Groups of quoted sayings of known speakers: those on most pages, then whole sentences, then the latest."""
    where, values = "mode <> 'indirect' AND speaker IS NOT NULL", list[object]()
    if sides:
        where = f"{where} AND speaker IN (SELECT value FROM json_each(?))"
        values.append(as_list(i for side in sides for i in side))
    if since:
        where, values = f"{where} AND d.latest_at >= ?", [*values, since]
    query = f"""SELECT "group", count(*) OVER () FROM saying s LEFT JOIN dating d ON d.document=s.document
        JOIN actor a ON a.id=s.speaker WHERE {where} GROUP BY "group"
        ORDER BY count(DISTINCT s.document) DESC, max(a.kind = 'person') DESC,
            max(mode = 'direct' AND length(content) BETWEEN {SCRAP} AND {SPEECH}) DESC,
            max(coalesce(d.latest_at, '')) DESC, min(s.document_at || s.id) LIMIT ?"""
    rows = record.db.execute(query, [*values, limit]).fetchall()
    return [r[0] for r in rows], rows[0][1] if rows else 0


SCRAP, SPEECH = 40, 400  # characters: a shorter quotation is a scrap, a longer one an answer at a press conference


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
        "first": first, "last": last, "pages": len(pages), "independent": independent(record, pages),
        "undated": len(pages) - record.db.execute(dated).fetchone()[0],
        "guessed": record.db.execute(guessed).fetchone()[0],
    }  # fmt: skip


def independent(record: Record, pages: Iterable[str]) -> int:
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
