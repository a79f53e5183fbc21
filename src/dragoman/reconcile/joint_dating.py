"""Datings again, once events are merged: what undated pages tell of meetings whose days other pages know.

"He is to meet Xi tomorrow" is written on the day before the meeting, "they met on Monday" in the week after it, and
what is still ahead on a page is told there before it has been. A copy is of the weeks of the page it was copied from.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from datetime import date
from functools import lru_cache

import msgspec

from dragoman import timex
from dragoman.model import (
    Actor,
    Copy,
    Dating,
    When,
)
from dragoman.reconcile import same_event
from dragoman.reconcile.dating import OWN, dated
from dragoman.reconcile.days import FIRST, LAST, Clue, iso, meet, ordinal, union
from dragoman.reconcile.tellings import PLANNED, Telling
from dragoman.step import Tables

FORTNIGHT = 14  # days: a meeting told of on days this close dates other pages
COPIED = 45  # days around a dated page in which its undated copies and rewrites are published
REWRITTEN = 6  # sentences that a rewrite retells
NEAR = 0.75  # share of a near copy
_FORM = 300  # characters that a near copy shares: a line ("spoke with him by phone on Monday") is soon written again
_ROUNDS = 3  # pages dated by others date others
_REACH = 100  # days around a meeting within which "tomorrow", "on Monday", "in June" is told of it
_FEW = 3  # known meetings of the same persons; of those who meet more often a plan may be any
_WEEKDAY = re.compile(r"[<>~]+XXXX-WXX-\d")
_DAY = 1  # days that a page may be off: time zones


Known = dict[frozenset[str], dict[tuple[int, int], Telling]]


def joint(tables: Tables) -> Iterator[Dating]:
    """Datings again, once events are merged: undated pages that tell of meetings whose days other pages know.

    A page with an interval of its own that tells of a meeting of the same persons as another page does, which knows its
    days to a fortnight: as planned (the page is not younger than the meeting), or with words that set its day beside
    the page's. Of several meetings that its interval leaves room for, the page may mean each.
    """
    when = {d.document: d.when for d in tables.all(Dating)}
    tellings = list(_tellings(tables, {page for page, day in when.items() if _room(day)}))
    for _ in range(_ROUNDS):
        known, fresh = _known(tellings, when), dict[str, When]()
        for telling in tellings:
            page = telling.sentence.document
            day = fresh.get(page, when[page])
            if _room(day) and (bounded := _bounded(day, telling, known, tables)) is not None:
                fresh[page] = bounded
        if not fresh:
            break
        when |= fresh
    copied = _copied(tables, when)
    for page, day in when.items():
        yield Dating(page, _of_copy(day, copied.get(page), tables))


def _room(when: When) -> bool:
    """Whether the day of a page is worked out, and may be narrowed."""
    return when.basis not in OWN


def _known(tellings: Iterable[Telling], when: dict[str, When]) -> Known:
    """Meetings on days that are known, told as done, or as planned by a page that knows its own day."""
    found: Known = defaultdict(dict)
    for t in tellings:
        page = when[t.sentence.document]
        days = t.days if page.basis in OWN or not t.value else _worked_out(t, page)
        if days and days[1] - days[0] <= FORTNIGHT and (t.status == "occurred" or page.basis in OWN):
            first = found[t.who].setdefault(days, t)
            found[t.who][days] = first._replace(places=first.places | t.places)
    return found


def _worked_out(told: Telling, page: When) -> tuple[int, int] | None:
    first, last = timex.resolve(told.value, (_date(page.earliest), _date(page.latest)), _tense(told))
    return (ordinal(first), ordinal(last)) if first and last else None


def _tense(told: Telling) -> timex.Tense:
    return "future" if told.status in PLANNED else "past"


def _date(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None


def _bounded(when: When, told: Telling, known: Known, tables: Tables) -> When | None:
    """The interval that a telling leaves of a page's own, where it is narrower."""
    own = ((ordinal(when.earliest) if when.earliest else FIRST, ordinal(when.latest)),)
    others = {d: o for d, o in known.get(told.who, {}).items() if o.sentence.document != told.sentence.document}
    narrow = _narrowest(others)
    others = {d: o for d, o in others.items() if d in narrow and not _elsewhere(told, o)}
    meant = [d for d, o in others.items() if _meant(told, d, o) and meet(own, (_written(told, d),))]
    ahead = told.status in PLANNED
    allowed = union([_written(told, days) for days in meant])
    if not meant and ahead and when.earliest and _distinct(others) <= _FEW:  # whichever is left room for
        meant = sorted((d for d in others if meet(own, (d,)) and _may_mean(told, d)), key=lambda d: d[1])[-1:]
        allowed = union([(FIRST, days[1]) for days in meant])
    left = meet(own, allowed)
    if not left or (left[0][0], left[-1][1]) == own[0]:
        return None
    other = others[meant[0]]
    quote = " ".join(tables.text(told.sentence).split())[:90]
    how = "tells of it as past on" if other.status == "occurred" else "plans it for"
    source = tables.documents[other.sentence.document].source
    of = "/".join(dict.fromkeys(iso(day) for day in meant[0]))
    reason = f"'{quote}' {'is still ahead' if ahead else 'has been'}; {source} {how} {of}"
    latest = None if left[-1][1] >= LAST else iso(left[-1][1])
    earliest = None if left[0][0] <= FIRST else iso(left[0][0])
    return When(earliest, latest, when.wording, "other pages", (*when.reasons, reason))


def _meant(told: Telling, days: tuple[int, int], other: Telling) -> bool:
    """Whether a telling means a meeting of some days and not another of the same persons: its time fits, and it has the
    weekday of a meeting whose day is known, or names a town that the other page names.

    Of seven readouts ("spoke today with") set beside the only other call of the same two, six were of another.
    """
    if not told.value or not _may_mean(told, days):
        return False
    exact = _WEEKDAY.match(told.value) is not None and days[0] == days[1]
    return exact or bool(told.towns & (other.towns | other.lead))


def _elsewhere(told: Telling, other: Telling) -> bool:
    """Whether two tell of meetings in different places: "in Berlin", "in Paris"."""
    return bool(told.places and other.places) and told.places.isdisjoint(other.places)


def _narrowest(several: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those within which no other lies."""
    found, latest = set(), FIRST - 1
    for first, last in sorted(several, key=lambda days: (days[1], -days[0])):
        if first > latest:
            found.add((first, last))
            latest = first
    return found


def _distinct(days: Iterable[tuple[int, int]]) -> int:
    """How many meetings there were, if those on days that overlap are one."""
    return len(union([(2 * first, 2 * last) for first, last in days]))  # so that days in a row do not touch


def _may_mean(told: Telling, days: tuple[int, int]) -> bool:
    return not told.value or bool(_fits(told.value, _tense(told), *days))


def _written(told: Telling, days: tuple[int, int]) -> tuple[int, int]:
    """Days on which a page may tell of a meeting of some days in its words: "tomorrow" on the day before it."""
    low, high = _fits(told.value, _tense(told), *days)
    return (low, min(high, days[1])) if told.status in PLANNED else (max(low, days[0] - _DAY), high)


@lru_cache(200_000)
def _resolved(value: str, tense: timex.Tense, page: int) -> tuple[int, int]:
    """What a value means on a page of some day; nothing: the end of time, and its beginning."""
    day = date.fromordinal(page)
    first, last = timex.resolve(value, (day, day), tense)
    return (ordinal(first), ordinal(last)) if first and last else (LAST, 0)


@lru_cache(20_000)
def _fits(value: str, tense: timex.Tense, first: int, last: int) -> tuple[int, ...]:
    """First and last day on which a value may mean some of the days from `first` to `last`; nothing where none may.

    An end that is not near is open.
    """
    found = []
    for day in range(first - _REACH, last + _REACH + 1):
        early, late = _resolved(value, tense, day)
        if early <= last and first <= late:
            found.append(day)
    if not found:
        return ()
    low, high = found[0] - _DAY, found[-1] + _DAY
    return (FIRST if found[0] == first - _REACH else low, LAST if found[-1] == last + _REACH else high)


def _tellings(tables: Tables, pages: Set[str]) -> Iterator[Telling]:
    """Meetings that some pages tell of, as each sentence of any page tells them."""
    met = [gist for gist, _ in same_event.gists(tables) if gist.tellings]
    # bodies hold meetings of one kind again and again
    bodies = {a.id for a in tables.all(Actor) if a.kind not in ("person", "country")}
    told_there = (t.who for gist in met if not pages.isdisjoint(gist.pages) for t in gist.tellings)
    wanted = {who for who in told_there if bodies.isdisjoint(who)}
    for gist in met:
        if not wanted.isdisjoint(t.who for t in gist.tellings):
            yield from gist.tellings


def _copied(tables: Tables, when: dict[str, When]) -> dict[str, Clue]:
    """For undated pages the days that a dated page with the same text leaves: rarely more than weeks from it."""
    found: dict[str, Clue] = {}
    for copy in tables.all(Copy):
        if not _telling(copy):
            continue
        for page, other, side in ((copy.left, copy.right, "right"), (copy.right, copy.left, "left")):
            day = when.get(other, When())
            if day.basis not in OWN or not day.earliest or not day.latest or when[page].basis in OWN:
                continue
            first = ordinal(day.earliest) - (1 if copy.direction == side else COPIED)
            source = tables.documents[other].source
            clue = Clue(((first, ordinal(day.latest) + COPIED),), 1.5, f"{copy.kind} copy of {source} of {day.latest}")
            if page not in found or clue.days[0][0] > found[page].days[0][0]:
                found[page] = clue
    return found


def _telling(copy: Copy) -> bool:
    """Whether a copy tells the days: forms filled anew (readouts of two calls a year apart) are short or share less.

    With half of the dates of briefings and news hidden: of rewrites of six sentences and more all 12 lie within 11
    days of their original, of shorter ones 6 of 11 within 45; of near copies of .75 and more all 10, of others 6 of 7.
    """
    if copy.kind == "rewrite":
        return len(copy.passages) >= REWRITTEN
    long = sum(left.end - left.start for left, _ in copy.passages) >= _FORM
    return copy.kind == "identical" or (copy.kind == "near" and copy.share >= NEAR and long)


def _of_copy(day: When, clue: Clue | None, tables: Tables) -> When:
    """A dating narrowed to the days of a copy, if they meet."""
    if clue is None or day.basis in OWN:
        return day
    first, last = clue.days[0]
    left = meet(clue.days, ((ordinal(day.earliest or iso(FIRST)), ordinal(day.latest)),))
    if not left:
        return msgspec.structs.replace(day, reasons=(*day.reasons, f"left out, contradicted: {clue.reason}"))
    if dated(day, tables) and ordinal(day.latest) - ordinal(day.earliest) <= last - first:
        return day
    return When(iso(left[0][0]), iso(left[-1][1]), day.wording, "other pages", (*day.reasons, clue.reason))
