"""The calendar of American elections, and what a page tells of the campaign that it was written in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from dragoman.reconcile import tenures
from dragoman.reconcile.days import Clue, union

_CAMPAIGN = re.compile(
    r"\b(?P<party>Republican|Democratic|GOP|Democrat)(?:['’]s)?\s+(?:Party(?:['’]s)?\s+)?"
    r"(?:presumptive\s+)?(?:presidential\s+)?(?:(?P<won>nominee)|candidate|front-?runner|hopeful|contender|primary|primaries)\b"
)
_OTHER = re.compile(r"\d{4}|\b(?:former|then|past|previous|ex|failed|senate|house|vice|gubernatorial)\b", re.I)


def us_election(year: int) -> date:
    """Tuesday after the first Monday of November (3 U.S.C. 1)."""
    first = date(year, 11, 1)
    return first + timedelta((7 - first.weekday()) % 7 + 1)


def inaugurations() -> list[tuple[int, int]]:
    """Election day and inauguration day (20 January, twentieth amendment) of each US term that began since 2009."""
    return [(us_election(y - 1).toordinal(), date(y, 1, 20).toordinal()) for y in range(2009, 2060, 4)]


def of_campaign(text: str) -> Iterator[Clue]:
    """ "Republican presidential nominee": a page of a campaign for the American presidency, every four years.

    Nominees are called so from the last primaries to election day; candidates run from the spring before.
    """
    found = [m for m in _CAMPAIGN.finditer(text) if not _OTHER.search(_before(text, m.start()))]
    found = [m for m in found if "presiden" in text[m.start("party") : m.end() + 80]]
    if not found:
        return
    ran = [(m, _ran(text[m.end() : m.end() + 60])) for m in found]
    years = {y for _, ys in ran for y in ys} or set(range(1992, int(tenures.horizon()[:4]) + 4, 4))
    nominee = next((m for m, ys in ran if m["won"] and ys), None)
    days = union([_season(y, nominee is not None) for y in sorted(years)])
    words = " ".join((nominee or found[0])[0].split()[-4:])
    yield Clue(days, 1.7, f"'{words}': of a campaign before a US election (computed)")


def _before(text: str, at: int) -> str:
    """The three words before a place. Sought backwards: a pattern that begins with any words is slow on long ones."""
    return " ".join(text[max(0, at - 80) : at].split()[-3:])


def _season(year: int, nominee: bool) -> tuple[int, int]:
    first = date(year, 5, 1) if nominee else date(year - 1, 3, 1)
    return first.toordinal(), us_election(year).toordinal() + (14 if nominee else 0)


def _ran(after: str) -> set[int]:
    """Years in which the president named right after "nominee" ran: before the first day, and four years later."""
    name = re.match(r"\s*,?\s*((?:[A-Z][\w.'’-]*\s?){2,3})", after)
    words = name[1].replace("’s", "").replace("'s", "").split() if name else []
    terms = tenures.tenures(" ".join(words[:2])) if len(words) > 1 else ()
    started = {int(t.start[:4]) for t in terms if t.country == "USA" and t.office == "head of state"}
    return {y for s in started for y in (s - 1, s + 3) if y <= int(tenures.horizon()[:4])}
