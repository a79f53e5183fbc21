"""When an event mention was: by its own time, else by what its page is and by where on the page it stands.

Without a time of its own, what a page tells as its news happened by the page's date, and what it tells as planned comes
after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from dragoman import timex
from dragoman.model import Document, EventMention, Span, TimeExpression, When
from dragoman.reconcile import occasions
from dragoman.reconcile.lineage import days_between
from dragoman.reconcile.world import World, anchor

Interval = tuple[str | None, str | None]

_HEAD = 4  # lines at the head of a news page
_PAPER_DAYS = 7  # days after a meeting within which a readout of it comes out
_JUST_PAST = 3  # days before the page's within which its news is
_PAGE_DAYS = 31  # days known no better than this do not make two mentions one
_ELSEWHEN = re.compile(
    r"\b(had(?! (?:an?|the|his|her|their|its|two|three|several|more)\b)"
    r"|(?:the|that) same (?:day|morning|afternoon|evening|night|week|month|year)|that (?:day|evening|night|year)"
    r"|(?:have|has) already|previously|formerly|once(?! again| more)|earlier|historically|decades?"
    r"|years? ago|months? ago"
    r"|(?:for|over) (?:the (?:past |last |previous )?|past |last )(?:\w+ )?(?:years|months)(?! to come)"
    r"|(?:for|over) (?:many |several |some )?(?:years|months)(?! to come)|in recent (?:years|months)"
    r"|(?:has|have|is|are) (?:\w+ ){0,6}for \w+ (?:years|months)"
    r"|has long|have long"
    r"|in (?P<year>(?:19|20)\d\d)"
    r"|(?:during|in|from) (?:his|her|its|their|the|[\w.-]+[’']s?) (?:first|second|previous|last|earlier) "
    r"(?:term|tenure|presidency)"
    r"|(?:was|were|became|remains?) (?:\w+ ){0,4}(?:first|initial|second|third|last|only) (?:\w+ ){0,4}to)\b",
    re.I,
)


_FURTHER = re.compile(r"\b(?:further|future|additional|subsequent|next|another)\s+(?:[a-z-]+\s+){0,2}$", re.I)


def paper_since(page: When) -> str | None:
    """The first day of what a paper's headline says was held: it may come out some days after."""
    return (date.fromisoformat(page.earliest) - timedelta(_PAPER_DAYS)).isoformat() if page.earliest else None


def met_on(world: World, meetings: Iterable[EventMention]) -> str | None:
    """The first day of the first meeting, or trip, of a paper that gives it one: what else it tells of was then too."""
    for mention in meetings:
        page = world.datings.get(mention.span.document)
        if mention.time is not None and mention.status == "occurred" and page is not None and page.earliest:
            first, last = days_of(world, mention, (), page, True, None).when
            if first is None or last is None or last > (page.latest or last):
                return None
            return first if 0 < days_between(first, page.earliest) <= _PAPER_DAYS else None
    return None


class Days(NamedTuple):
    """Days of a mention, its own words for them, and what they rest on."""

    when: Interval
    wording: str = ""
    basis: str = "anchored"
    row: str = ""


def news_since(world: World, document: Document, starts: list[int]) -> str | None:
    """The first of the days just past that the head of a news page tells of: "met on Friday", printed on Saturday.

    What it tells without a day happened on one of these or on the page's own.
    """
    page = world.datings.get(document.id)
    if page is None or not page.latest or page.earliest != page.latest:
        return None
    end = starts[_HEAD] if len(starts) > _HEAD else len(document.text)
    times = (t for t in world.tables.of(TimeExpression, document.id) if t.span.start < end and t.type != "SET")
    told = (timex.resolve(t.value, anchor(page), "past") for t in times if timex.relative(t.value))
    days = [day for day, last in told if day and day == last and 0 < days_between(day, page.latest) <= _JUST_PAST]
    return min(days, default=None)


def days_of(
    world: World, mention: EventMention, sides: tuple[str, ...], page: When, news: bool, since: str | None
) -> Days:
    """Days of a mention of what `sides` did, told on days `page`, as news of days from `since`.

    The mention's own time decides. Without one, what the page tells as its news happened by the page's date, and
    what it tells as planned comes after its earliest day.
    """
    time = world.tables.at(TimeExpression, mention.time) if mention.time is not None else None
    future = mention.status in ("planned", "expected", "proposed", "conditional")
    sentence = world.tables.text(mention.sentence)
    if time is not None and time.value.startswith("{"):
        known = occasions.told_by(world, time, sentence, sides, page)
        if known is not None:
            return Days((known.earliest, known.latest), time.wording, "tenure", known.row)
    if time is not None:
        found = timex.resolve(time.value, anchor(page), "future" if future else "past")
        days = _bounded(found, time, future, page)
        if days != (None, None) and not _told_too_soon(mention, found, page):
            return Days(days, time.wording, "anchored" if timex.relative(time.value) else "declared")
        # "on Jan 1", told in December as done: not of the page's day either; but "agreed to invest by January 2029" is
        news = news and not (timex.relative(time.value) and days != (None, None))
    if page.earliest and future:
        first = date.fromisoformat(page.earliest) + timedelta(_further(world, mention))
        return Days((first.isoformat(), None))
    if page.earliest and news and not _elsewhen(sentence, page.earliest):
        return Days((min(page.earliest, since or page.earliest), page.latest))
    if page.latest and not future:
        return Days((None, page.latest))
    return Days((None, None), basis="unknown")


def looks_back(world: World, before: Span, page: When) -> bool:
    """Whether what a line tells `before` is of months ago, by its times: "Peru broke off ties in May 2023"."""
    if not page.earliest:
        return False
    said = [t for t in world.tables.within(TimeExpression, before) if t.type != "SET"]
    ends = [timex.resolve(t.value, anchor(page), "past")[1] for t in said]
    return bool(ends) and all(end and days_between(end, page.earliest) > _PAGE_DAYS for end in ends)


def _further(world: World, mention: EventMention) -> bool:
    """Whether talks are others than those that the page tells of: "looked forward to further talks"."""
    start = mention.span.start
    lead = world.tables.documents[mention.span.document].text[max(0, start - 40) : start]
    return mention.type == "CONSULT" and _FURTHER.search(lead) is not None


def _elsewhen(sentence: str, day: str) -> bool:
    """Whether a sentence tells of another time than the page's, as no year to come is: "offered to host it in 2025"."""
    return any(not m["year"] or m["year"] < day[:4] for m in _ELSEWHEN.finditer(sentence))


def _bounded(days: Interval, time: TimeExpression, future: bool, page: When) -> Interval:
    """Days as the preposition has them: "since January" is until now, "before Friday" ends there."""
    if time.relation in ("since", "after") and days[0]:
        return days[0], None if future else max(page.latest or days[0], days[0])
    if time.relation in ("before", "until") and days[1]:
        return (page.earliest if future and page.earliest and page.earliest <= days[1] else None), days[1]
    return days


def _told_too_soon(mention: EventMention, days: Interval, page: When) -> bool:
    """Whether the page tells as done what would come after it; a day is left for the page's own time zone."""
    done = mention.status in ("occurred", "ongoing")
    return bool(done and days[0] and page.latest and days_between(page.latest, days[0]) > 1)


def closed(when: Interval) -> bool:
    """The interval has both ends, and they lie near enough to each other to date an act."""
    return bool(when[0] and when[1] and days_between(when[0], when[1]) <= _PAGE_DAYS)


def meet(left: Interval, right: Interval) -> Interval | None:
    """Days that two intervals share; None if they share none."""
    first = max(left[0] or "", right[0] or "")
    last = min(left[1] or "9999", right[1] or "9999")
    return None if first > last else (first or None, last if last != "9999" else None)
