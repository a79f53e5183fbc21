"""Sets of days, and the clue that allows some and forbids the others."""

from __future__ import annotations

import calendar
from datetime import date
from typing import NamedTuple

FIRST, LAST = date(2010, 1, 1).toordinal(), date(9999, 12, 31).toordinal()
Days = tuple[tuple[int, int], ...]  # closed intervals of ordinals, in order


class Clue(NamedTuple):
    """Days on which the page may have been written, how firm that is, and why."""

    days: Days
    weight: float
    reason: str


def ordinal(day: str | None) -> int:
    """Ordinal of an ISO day; None is the end of time."""
    return LAST if day is None else date.fromisoformat(day).toordinal()


def iso(day: int) -> str:
    """ISO day of an ordinal."""
    return date.fromordinal(day).isoformat()


def union(spans: list[tuple[int, int]]) -> Days:
    """Intervals in order, those that touch joined."""
    done: list[tuple[int, int]] = []
    for first, last in sorted((max(a, FIRST), min(b, LAST)) for a, b in spans):
        if first > last:
            continue
        if done and first <= done[-1][1] + 1:
            done[-1] = (done[-1][0], max(done[-1][1], last))
        else:
            done.append((first, last))
    return tuple(done)


def meet(a: Days, b: Days) -> Days:
    """Days in both."""
    return union([(max(x[0], y[0]), min(x[1], y[1])) for x in a for y in b if max(x[0], y[0]) <= min(x[1], y[1])])


def period(day: date, unit: str, ahead: int) -> tuple[int, int]:
    """The week (Monday to Sunday), month or year that comes `ahead` units after that of a day."""
    if unit == "week":
        monday = day.toordinal() - day.weekday() + 7 * ahead
        return monday, monday + 6
    if unit == "year":
        return date(day.year + ahead, 1, 1).toordinal(), date(day.year + ahead, 12, 31).toordinal()
    year, month = divmod(day.year * 12 + day.month - 1 + ahead, 12)
    first = date(year, month + 1, 1).toordinal()
    return first, first + calendar.monthrange(year, month + 1)[1] - 1
