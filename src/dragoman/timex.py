"""The value language of times: written by `read`, worked out by `reconcile`.

A value is one short string. `read` writes what the words say relative to the day of the page, without knowing
that day; `resolve` and `timex3` put the day in. So a page that is dated better never needs a second parse.

    point      = core ["#" mod]             a range is  point "/" point   ("2025-10-27/2025-10-29")
    core       = absolute                   TIMEX3: 2025-10-28, 2025-10, 2025, 2025-W44, 2025-W44-WE, 2025-Q3, 2025-H1,
                                            2025-SU, 198 (the 1980s), 19 (the 20th century), PRESENT_REF, PAST_REF,
                                            FUTURE_REF, P6Y, PXM, PT90M, XXXX-WXX-4 (a set), FY2027:JPN, FY2025-26:IND
               | direction template         one of many: <XXXX-10 "October" before or with the anchor day
                                            or a holiday: <XXXX-11-4x4 (fourth Thursday), <XXXX-12-0x25, <XXXX-EASTER-2
               | direction duration         <P2M "the past two months", >P2Y "the next two years"
               | base {shift | part | within} @-1D "yesterday", @+1Y "next year", @-1Y.Q3 "last year's third quarter"
    direction  = "<" last that has begun, ">" first that has not ended, "<<" ">>" the same without the anchor day's own,
                 "~" nearest
    within     = "^" unit                   (<XXXX-10-28)^Y "that year": the year (month, week ...) that it lies in
    base       = "@" the anchor day | "(" point ")" another time, as "that month" | "{" words "}" an event
    shift      = sign number unit ["~"]     unit: D W M Q H(alf) Y E (ten years) C FY:XXX; "~": "ago", about then
    part       = "." 10 | 10-28 | 28 | Q3 | H2 | SU | WE | 5 (day of a week), by what it is a part of
    mod        = START MID END APPROX LESS_THAN MORE_THAN EQUAL_OR_LESS EQUAL_OR_MORE BEFORE AFTER ON_OR_BEFORE
                 ON_OR_AFTER EARLIER (from its start to the anchor) LATER (from the anchor to its end)

A day may carry a time of day as TIMEX3 has it: @+1DTMO "tomorrow morning", <XXXX-WXX-5T20:00 "8 p.m. Friday".
A season is named by its months, as the northern half has them: a summer in Australia is WI.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from dragoman.periods import (
    DAYS_IN,
    MONTHS_IN,
    NEVER,
    Period,
    absolute,
    add_months,
    fiscal_year,
    fiscal_year_of,
    index_of,
    part_of,
    period_at,
    tried,
)

Tense = Literal["", "past", "present", "future"]
Anchor = tuple[date | None, date | None]  # first and last day on which the page may have been written
Interval = tuple[str | None, str | None]

_SHIFT = re.compile(r"(?P<n>[+-]\d{1,5})(?P<unit>FY:[A-Z]{0,3}|[DWMQHYEC])(?P<about>~?)")
_WITHIN = re.compile(r"\^(?P<unit>[DWMQHYEC])")
_PART = re.compile(r"\.(?P<part>\d\d-\d\d|\d\d?|Q\d|H\d|SP|SU|FA|WI|WE)")
_TIME = re.compile(r"T(?:\d\d(?::\d\d){0,2}Z?|[A-Z]{2})$")
_DURATION = re.compile(r"P(?=[\dXT])(?:(\d+(?:\.\d+)?|X+)([YMWDQEC]))*(?:T(?:(\d+(?:\.\d+)?|X+)[HMS])*)?$")
_TEMPLATE = re.compile(r"XXXX-(?:WXX-(?P<weekday>[1-7]|WE)|(?P<month>\d\d)(?:-(?P<day>\d\d))?|XX-(?P<dom>\d\d)"
                       r"|(?P<nth>\d\d-\dx\d\d?(?:\+1)?)|EASTER(?P<easter>[+-]\d\d?)|Q(?P<q>[1-4])"
                       r"|H(?P<h>[12])|(?P<season>SP|SU|FA|WI))$")  # fmt: skip


def _template(direction: str, text: str, anchor: date, tense: Tense) -> Period:
    """The period of a template ("XXXX-10") that `direction` picks, seen from the anchor day."""
    found = _TEMPLATE.match(text)
    if found is None:
        return NEVER
    if found["weekday"] == "WE":
        week = index_of(anchor, "W")
        all_ = [part_of(period_at(week + k, "W"), "WE") for k in (-2, -1, 0, 1, 2)]
    elif found["weekday"]:
        # "headed Tuesday to East Africa" on a page of Monday: written for the next morning's paper
        anchor += timedelta(direction == "<" and anchor < date.max)
        monday = anchor.toordinal() - anchor.weekday() + int(found["weekday"]) - 1
        all_ = [period_at(monday + 7 * k, "D") for k in (-2, -1, 0, 1, 2)]
    elif found["dom"]:
        months = [index_of(anchor, "M") + k for k in range(-4, 5)]
        all_ = [tried(f"{m // 12:04}-{m % 12 + 1:02}-{found['dom']}") for m in months]
    else:
        reach = 9 if found["day"] == "29" else 2  # a leap day may be eight years off
        years = range(anchor.year - reach, anchor.year + reach + 1)
        all_ = [tried(f"{y:04}" + text[4:]) for y in years if 1 <= y <= 9999]
    known = [(p.first, p.last, p) for p in all_ if p.first and p.last]
    if direction == "~" and tense in ("past", "future"):
        direction = "<" if tense == "past" else ">"
    if direction == "~":
        best = min(known, key=lambda k: (max((k[0] - anchor).days, (anchor - k[1]).days, 0), k[0]), default=None)
        return best[2] if best else NEVER
    # A day of more than ten months off is said with its year: "set Dec. 15 as the date" is one to come.
    near = timedelta(60 if found["day"] else 0)
    if direction[0] == "<":
        before = [p for first, last, p in known if (last < anchor if direction == "<<" else first <= anchor + near)]
        return before[-1] if before else NEVER
    after = [p for first, last, p in known if (first > anchor if direction == ">>" else last >= anchor - near)]
    return after[0] if after else NEVER


def _shift(base: Period, count: int, unit: str, about: bool, aligned: bool) -> Period:
    """A period `count` units from another: of that unit where the base is the anchor day, else of the base's own."""
    first, last = base.first, base.last
    if first is None or last is None:
        return NEVER
    if unit.startswith("FY"):
        country = unit[3:]
        year = fiscal_year_of(first, country) + count
        found = fiscal_year(year, country)
        return Period(found.first, found.last, f"FY{year:04}:{country}", "FY")
    if aligned or (base.grain not in DAYS_IN and base.grain != "S"):
        moved = period_at(index_of(first, unit) + count, unit)
        if about and unit != "D":
            middle, half = _moved(first, count, unit), timedelta(DAYS_IN[unit] // 2)
            moved = Period(middle - half, middle + half, moved.text, unit)
        return moved
    if base.grain == "D":
        return period_at(_moved(first, count, unit).toordinal(), "D")
    if DAYS_IN.get(base.grain, 92) > DAYS_IN[unit]:  # "a week later" than some day of 2019
        middle = _moved(first + (last - first) // 2, count, unit)
        text = period_at(index_of(middle, base.grain), base.grain).text
        return Period(_moved(first, count, unit), _moved(last, count, unit), text, base.grain)
    return period_at(index_of(_moved(first, count, unit), base.grain), base.grain)


def _moved(day: date, count: int, unit: str) -> date:
    return add_months(day, count * MONTHS_IN[unit]) if unit in MONTHS_IN else day + timedelta(count * DAYS_IN[unit])


def _narrowed(period: Period, mod: str, anchor: date | None) -> Period:
    """The part of a period that a modifier leaves: first or last third, middle half, past, to come."""
    first, last = period.first, period.last
    if first and last and mod in ("START", "MID", "END"):
        days = (last - first).days
        if mod == "START":
            last = first + timedelta(days // 3)
        elif mod == "END":
            first = last - timedelta(days // 3)
        else:
            first, last = first + timedelta(days // 4), last - timedelta(days // 4)
    elif mod == "EARLIER" and last and anchor:
        last = max(min(last, anchor), first or anchor)
    elif mod == "LATER" and first and anchor:
        first = min(max(first, anchor), last or anchor)
    elif mod in ("BEFORE", "ON_OR_BEFORE"):
        first, last = None, last if mod == "ON_OR_BEFORE" else first
    elif mod in ("AFTER", "ON_OR_AFTER"):
        first, last = first if mod == "ON_OR_AFTER" else last, None
    return period._replace(first=first, last=last)


def _duration(direction: str, text: str, anchor: date) -> Period:
    """Days that a duration reaches back or forward from the anchor day; a vague one ("recent months") is open."""
    if direction not in "<>" or "X" in text:
        return Period(None, anchor, text) if direction[0] == "<" else Period(anchor, None, text)
    date_part, _, clock = text[1:].partition("T")
    sign, day = (-1 if direction == "<" else 1), anchor
    for number, unit in re.findall(r"(\d+)(?:\.\d+)?([YMWDQEC])", date_part):
        day = _moved(day, sign * int(number), unit)
    if clock:
        day += timedelta(sign)
    return Period(min(day, anchor), max(day, anchor), text)


def _split(value: str) -> tuple[str, str]:
    """A range into its two points at the "/" that stands in no bracket; the second is empty where there is none."""
    depth = 0
    for i, c in enumerate(value):
        depth += (c in "({") - (c in ")}")
        if c == "/" and depth == 0:
            return value[:i], value[i + 1 :]
    return value, ""


def _evaluate(value: str, anchor: date | None, tense: Tense, events: Mapping[str, Interval]) -> Period:
    """Period of one point. Raises ValueError or OverflowError for days outside the calendar."""
    value, mod = _modifier(value)
    clock = ""
    if (found := _TIME.search(value)) and not _DURATION.match(value.lstrip("<>")):
        value, clock = value[: found.start()], found.group()
    if value.startswith(("@", "(", "{")):
        period = _based(value, anchor, tense, events)
    elif value[:1] in "<>~" and value:
        direction = value[: len(value) - len(value.lstrip("<>~"))]
        rest = value[len(direction) :]
        if _DURATION.match(rest):
            period = _duration(direction, rest, anchor) if anchor else Period(None, None, rest)
        else:
            period = _template(direction, rest, anchor, tense) if anchor else Period(None, None, rest)
    elif value.endswith("_REF"):
        ends = {"PRESENT_REF": (anchor, anchor), "PAST_REF": (None, anchor), "FUTURE_REF": (anchor, None)}
        period = Period(*ends.get(value, (None, None)), value)
    else:
        period = absolute(value) or Period(None, None, value)
    if clock and period.text:
        period = period._replace(text=period.text + clock)
    return _narrowed(period, mod, anchor) if mod else period


def _modifier(value: str) -> tuple[str, str]:
    core, mark, mod = value.rpartition("#")
    return (core, mod) if mark and mod.replace("_", "").isalpha() else (value, "")


def _based(value: str, anchor: date | None, tense: Tense, events: Mapping[str, Interval]) -> Period:
    aligned = value[0] == "@"
    if aligned:
        base, rest = (period_at(anchor.toordinal(), "D") if anchor else NEVER), value[1:]
    else:
        inner, rest = _bracket(value)
        if value[0] == "(":
            base = _evaluate(inner, anchor, tense, events)
        else:
            first, last = events.get(inner, (None, None))
            return _from_event(first, last, rest)
    while rest:
        if found := _SHIFT.match(rest):
            base = _shift(base, int(found["n"]), found["unit"], bool(found["about"]), aligned)
            aligned = False
        elif found := _PART.match(rest):
            base = part_of(base, found["part"])
        elif (found := _WITHIN.match(rest)) and base.first:
            base = period_at(index_of(base.first, found["unit"]), found["unit"])
        else:
            return NEVER
        rest = rest[found.end() :]
    return base._replace(text=base.text[2:6]) if base.grain == "FY" else base


def _from_event(first: str | None, last: str | None, rest: str) -> Period:
    """An event's interval, moved by each shift to the day."""
    ends = [date.fromisoformat(e) if e else None for e in (first, last)]
    for found in _SHIFT.finditer(rest):
        unit = "Y" if found["unit"].startswith("FY") else found["unit"]
        ends = [_moved(e, int(found["n"]), unit) if e else None for e in ends]
    text = ends[0].isoformat() if ends[0] and ends[0] == ends[1] else ""
    if not text and (moved := _SHIFT.fullmatch(rest)) and not moved["unit"].startswith("FY"):
        text = f"P{moved['n'][1:]}{moved['unit']}"  # "two years before the election": its length is all that is known
    return Period(ends[0], ends[1], text, "D")


def _bracket(value: str) -> tuple[str, str]:
    """What stands in the bracket that a value begins with, and what follows it."""
    depth = 0
    for i, c in enumerate(value):
        depth += (c in "({") - (c in ")}")
        if depth == 0:
            return value[1:i], value[i + 1 :]
    return value[1:], ""


# --- what others use --------------------------------------------------------------------------------


def resolve(
    value: str,
    anchor: Anchor | None,
    tense: Tense = "",
    events: Mapping[str, Interval] | None = None,
) -> Interval:
    """The days a value may mean: (earliest, latest), ISO dates, either None where it is open or not known.

    `anchor` is the interval of days on which the page may have been written (None: not known at all).
    `tense` only settles values that `read` left open ("~"). `events` gives the days of events by the words in
    braces. A wider anchor never gives a narrower result. Durations without a place in time and sets give
    (None, None), as does a malformed value; nothing raises.
    """
    left, right = _split(value)
    early, late = anchor or (None, None)
    if early and late and early > late:
        early, late = late, early
    first = _end(left, early, tense, events or {})
    last = _end(right or left, late, tense, events or {})
    earliest, latest = first.first, last.last
    if earliest and latest and earliest > latest:  # "Oct. 30-2": not a range after all
        return None, None
    return (earliest.isoformat() if earliest else None, latest.isoformat() if latest else None)


def _end(value: str, anchor: date | None, tense: Tense, events: Mapping[str, Interval]) -> Period:
    try:
        return _evaluate(value, anchor, tense, events)
    except (ValueError, OverflowError, RecursionError, KeyError, IndexError):
        return NEVER


def timex3(value: str, anchor: date | None = None, tense: Tense = "") -> str:
    """The TIMEX3 value to export, seen from the anchor day; XXXX-XX-XX where that cannot be told."""
    left, right = _split(value)
    texts = [_exported(_end(v, anchor, tense, {}).text) for v in (left, right) if v]
    return "/".join(texts)


def _exported(text: str) -> str:
    """Units of ten and a hundred years as TIMEX3 writes them: PXDE, PXCE."""
    return re.sub(r"(?<=[\dX])([EC])$", r"{\1}", text).replace("{E}", "DE").replace("{C}", "CE") or "XXXX-XX-XX"


def relative(value: str) -> bool:
    """Whether a value needs the anchor day (or an event's) to be worked out."""
    return value[:1] in "@<>~({" or value.endswith("_REF")


@lru_cache(4096)
def grain(value: str) -> str:
    """The unit that a value names one of: D W M Q H S(eason) Y FY E C; "" for durations, sets and references."""
    return _end(_split(value)[0], date(2000, 6, 15), "", {}).grain
