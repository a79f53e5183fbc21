"""What a brief chooses from: the best events by reports and date, the ledger in short, the latest sayings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


NEWS = ("changed", "confirmed", "fulfilled", "dropped", "denied", "due")


def events(
    record: Record, planned: bool, sides: Sides, since: str | None, limit: int, ahead_of: str = ""
) -> tuple[list[Event], int]:
    """The events with the most independent reports, then the weightiest, then the latest; and how many there are.

    What happened, or (`planned`) what is planned and was not heard of since. `ahead_of` leaves out what ends before
    that day, and plans without a day that are light or older than AHEAD_DAYS then.
    """
    where, values = "ahead = ?", list[object]([planned])
    for side in sides:
        acted = "SELECT owner FROM acts WHERE kind='event' AND actor IN (SELECT value FROM json_each(?))"
        where, values = f"{where} AND event IN ({acted})", [*values, as_list(side)]
    if since:
        where, values = f"{where} AND CASE latest WHEN '' THEN first ELSE latest END >= ?", [*values, since]
    if ahead_of:
        new = f"weight = {HEAVIEST} AND first >= date(?, '-{AHEAD_DAYS} days')"
        where, values = f"{where} AND CASE latest WHEN '' THEN {new} ELSE latest >= ? END", [*values, *[ahead_of] * 2]
    count = record.db.execute(f"SELECT count(*) FROM weighed WHERE {where}", values).fetchone()[0]
    best = "independent DESC, covered DESC, weight DESC, latest DESC, first DESC, event"
    query = f"SELECT event FROM weighed WHERE {where} ORDER BY {best} LIMIT ?"
    order = [r[0] for r in record.db.execute(query, [*values, limit])]
    found = {e.id: e for e in record.select(Event, "id IN (SELECT value FROM json_each(?))", (as_list(order),))}
    return [found[i] for i in order], int(count)


HEAVIEST = 3  # of `weighed`: a meeting, a signing, a sanction with both sides named
AHEAD_DAYS = 60  # so long before the newest page a plan without a day is no news any more


def _names(words: Iterable[str]) -> str:
    """Words of our own tables as SQL strings."""
    return ",".join("'" + w.replace("'", "''") + "'" for w in words)


def by_date(e: Event) -> tuple[str, str, str]:
    """Order of events in time: by the first day they can be of, else by the last; those without any come last."""
    return (e.when.earliest or e.when.latest or "9999", e.when.latest or "", e.id)


def _within(sides: Sides, since: str | None = None) -> tuple[str, list[object]]:
    """SQL for pledges that concern all of these sides and are of a day not before `since`."""
    acted = "SELECT owner FROM acts WHERE kind='pledge' AND actor IN (SELECT value FROM json_each(?))"
    where, values = "".join(f" AND pledge IN ({acted})" for _ in sides), list[object](as_list(side) for side in sides)
    return (f"{where} AND day >= ?", [*values, since]) if since else (where, values)


def ledger(
    record: Record,
    sides: Sides,
    limit: int,
    of: Sequence[str] | None = None,
    due_from: str | None = None,
    since: str | None = None,
) -> tuple[list[Entry], int]:
    """Asks, offers and pledges that somebody made, best first (reports, then recency); and how many there are.

    `of` keeps those of these sides (see `Entry`), `due_from` those with a deadline not before that day,
    `since` those that are told of since then.
    """
    where, values = _within(sides, since)
    if of is not None:
        where, values = f"{where} AND side IN (SELECT value FROM json_each(?))", [*values, as_list(of)]
    if due_from is not None:
        where, values = f"{where} AND due IS NOT NULL AND due >= ?", [*values, due_from]
    count = record.db.execute(f"SELECT count(*) FROM ledger WHERE 1{where}", values).fetchone()[0]
    query = f"""SELECT pledge, kind, side, independent, coalesce(due, ''), coalesce(day, '') FROM ledger WHERE 1{where}
        ORDER BY independent DESC, day DESC, pledge LIMIT ?"""
    return [Entry(*row) for row in record.db.execute(query, [*values, limit])], int(count)


def ledger_sides(record: Record, sides: Sides, since: str | None) -> list[tuple[str, int]]:
    """(side, how many asks, offers and pledges), the busiest first."""
    where, values = _within(sides, since)
    query = f"SELECT side, count(*) FROM ledger WHERE 1{where} GROUP BY side ORDER BY 2 DESC, 1"
    return [(r[0], r[1]) for r in record.db.execute(query, values)]


def turns(record: Record, sides: Sides, since: str | None, limit: int) -> tuple[list[tuple[str, int]], int]:
    """(pledge, place in its history) of NEWS, best first; and how many there are."""
    where, values = _within(sides, since)
    where += f" AND what IN ({_names(NEWS)})"
    count = record.db.execute(f"SELECT count(*) FROM turned WHERE 1{where}", values).fetchone()[0]
    query = f"""SELECT pledge, number FROM turned WHERE 1{where}
        ORDER BY independent DESC, day DESC, pledge, number LIMIT ?"""
    return [(r[0], r[1]) for r in record.db.execute(query, [*values, limit])], int(count)


def parties(record: Record) -> list[str]:
    """Codes of the two countries that ask, offer and promise most, or are promised most, then those that are on most
    pages and do something.

    But of those only that are the matter of the coverage: somebody of theirs is on half of the pages.
    """
    query = """SELECT a.country, coalesce(max(p.pledges), 0) AS pledges, max(s.pages) AS pages
        FROM actor a JOIN standing s ON s.actor = a.id LEFT JOIN promising p ON p.country = a.country
        WHERE a.country IS NOT NULL AND (p.pledges OR EXISTS (SELECT 1 FROM acts x WHERE x.actor = a.id))
        GROUP BY a.country HAVING max(s.pages) * 2 >= (SELECT count(*) FROM document WHERE current)
        ORDER BY pledges DESC, pages DESC, a.country LIMIT 2"""
    return [r[0] for r in record.db.execute(query)]


def voices(record: Record, sides: Sides, since: str | None, limit: int) -> tuple[list[str], int]:
    """Groups of quoted sayings of known speakers: those on most pages, then whole sentences, then the latest."""
    where, values = "1", list[object]()
    if sides:
        where = f"{where} AND speaker IN (SELECT value FROM json_each(?))"
        values.append(as_list(i for side in sides for i in side))
    if since:
        where, values = f"{where} AND day >= ?", [*values, since]
    count = record.db.execute(f"SELECT count(*) FROM voiced WHERE {where}", values).fetchone()[0]
    best = "pages DESC, person DESC, whole DESC, day DESC, place"
    # of what one page alone quotes two before all others: one press conference does not speak for the rest
    turn = f"row_number() OVER (PARTITION BY pages, person, whole, substr(place, 1, 16) ORDER BY {best})"
    query = f"""SELECT said FROM (SELECT *, {turn} AS turn FROM voiced WHERE {where})
        ORDER BY pages DESC, person DESC, whole DESC, turn > 2, day DESC, place LIMIT ?"""
    return [r[0] for r in record.db.execute(query, [*values, limit])], int(count)


DECLARED = ("declared", "dateline", "url", "unknown")  # bases of dates that were not inferred


def basis(record: Record) -> dict[str, Any]:
    """What a brief rests on: first and last day of the pages, how many are undated, dated by inference, independent."""
    rows = record.db.execute("SELECT basis, pages, dated, first, last FROM based").fetchall()
    pages = int(record.db.execute("SELECT count(*) FROM document WHERE current").fetchone()[0])
    query = """SELECT language, count(*) FROM document
        WHERE current AND text_hash NOT IN (SELECT text_hash FROM reading) GROUP BY 1 ORDER BY 2 DESC, 1"""
    other = dict(record.db.execute(query).fetchall())
    return {
        "first": min((r[3] for r in rows if r[3]), default=None),
        "last": max((r[4] for r in rows if r[4]), default=None),
        "pages": pages, "independent": pages - _copies(record), "undated": pages - sum(r[2] for r in rows),
        "guessed": sum(r[1] for r in rows if r[0] not in DECLARED),
        "unread": sum(other.values()), "languages": ", ".join(other),
    }  # fmt: skip


def independent(record: Record, pages: Sequence[str]) -> int:
    """How many groups the pages fall into when copies are put together."""
    return len(pages) - _copies(record, pages)


def _copies(record: Record, pages: Sequence[str] | None = None) -> int:
    """How many pages there would be less if of pages that copy each other one were left; of all, or among these."""
    above: dict[str, str] = {}

    def top(page: str) -> str:
        while (up := above.get(page, page)) != page:
            above[page] = above.get(up, up)
            page = above[page]
        return page

    query = """SELECT "left", "right" FROM copy JOIN document a ON a.id="left" JOIN document b ON b.id="right"
        WHERE kind <> 'partial' AND a.current AND b.current"""
    within = "SELECT value FROM json_each(?)"
    given = () if pages is None else (as_list(pages),) * 2
    joined = 0
    for left, right in record.db.execute(
        query + (f' AND "left" IN ({within}) AND "right" IN ({within})' if given else ""), given
    ):
        first, second = top(left), top(right)
        if first != second:
            above[first] = second
            joined += 1
    return joined
