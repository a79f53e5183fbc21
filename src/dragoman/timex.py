"""The value language of times: written by `read`, worked out by `reconcile`.

A value is one short string. `read` writes what the words say relative to the day of the page, without knowing
that day; `resolve` and `timex3` put the day in. So a page that is dated better never needs a second parse.

    point      = core ["#" mod]             a range is  point "/" point   ("2025-10-27/2025-10-29")
    core       = absolute                   TIMEX3: 2025-10-28, 2025-10, 2025, 2025-W44, 2025-W44-WE, 2025-Q3, 2025-H1,
                                            2025-SU, 198 (the 1980s), 19 (the 20th century), PRESENT_REF, PAST_REF,
                                            FUTURE_REF, P6Y, PXM, PT90M, XXXX-WXX-4 (a set), FY2027:JPN, FY2025-26:IND
               | direction template         one of many: <XXXX-10 "October" before or with the anchor day
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
Seasons are those of the northern half: news says "summer" of a page's own country, which is not known here.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from dragoman.lexicon import table

Tense = Literal["", "past", "present", "future"]
Anchor = tuple[date | None, date | None]  # first and last day on which the page may have been written
Interval = tuple[str | None, str | None]

_POINT = re.compile(r"(?P<core>.*?)(?:#(?P<mod>[A-Z_]+))?$", re.S)
_SHIFT = re.compile(r"(?P<n>[+-]\d{1,5})(?P<unit>FY:[A-Z]{0,3}|[DWMQHYEC])(?P<about>~?)")
_WITHIN = re.compile(r"\^(?P<unit>[DWMQHYEC])")
_PART = re.compile(r"\.(?P<part>\d\d-\d\d|\d\d?|Q\d|H\d|SP|SU|FA|WI|WE)")
_TIME = re.compile(r"T(?:\d\d(?::\d\d){0,2}Z?|[A-Z]{2})$")
_DURATION = re.compile(r"P(?=[\dXT])(?:(\d+(?:\.\d+)?|X+)([YMWDQEC]))*(?:T(?:(\d+(?:\.\d+)?|X+)[HMS])*)?$")
_TEMPLATE = re.compile(r"XXXX-(?:WXX-(?P<weekday>[1-7]|WE)|(?P<month>\d\d)(?:-(?P<day>\d\d))?|XX-(?P<dom>\d\d)"
                       r"|(?P<nth>\d\d-\dx\d\d?(?:\+1)?)|EASTER(?P<easter>[+-]\d\d?)|Q(?P<q>[1-4])"
                       r"|H(?P<h>[12])|(?P<season>SP|SU|FA|WI))$")  # fmt: skip
_ABSOLUTE = re.compile(r"(?P<y>\d{4})(?:-(?:W(?P<w>\d\d)(?:-(?P<wd>[1-7]|WE))?|Q(?P<q>[1-4])|H(?P<h>[12])"
                       r"|(?P<season>SP|SU|FA|WI)|(?P<m>\d\d)(?:-(?P<d>\d\d))?))?$")  # fmt: skip
_FISCAL = re.compile(r"FY(?P<y>\d{4})(?P<pair>-\d\d)?(?:-(?:Q(?P<q>[1-4])|H(?P<h>[12])))?(?::(?P<c>[A-Z]{3})?)?$")
_SEASONS = ("SP", "SU", "FA", "WI")
_MONTHS_IN = {"M": 1, "Q": 3, "H": 6, "Y": 12, "E": 120, "C": 1200}
_DAYS_IN = {"D": 1, "W": 7, "M": 31, "Q": 92, "H": 184, "Y": 366, "E": 3653, "C": 36525}


class Period(NamedTuple):
    """Days from `first` to `last` (either may be open), the TIMEX3 value, and the unit it is one of."""

    first: date | None
    last: date | None
    text: str
    grain: str = ""


_NEVER = Period(None, None, "")


# --- periods of the calendar ------------------------------------------------------------------------


class FiscalYear(NamedTuple):
    """A country's fiscal year: the month and day it begins on, and the year it is named for."""

    month: int
    day: int
    named: str  # "start", "end", or "either" where use differs: then both years are meant


@lru_cache(1)
def fiscal_years() -> dict[str, FiscalYear]:
    """Fiscal years by ISO 3166 alpha-3 code, from `data/fiscal_years.csv`."""
    return {r["country"]: FiscalYear(int(r["month"]), int(r["day"]), r["named"]) for r in table("fiscal_years")}


def fiscal_year(year: int, country: str = "", quarter: int = 0, half: int = 0, begins: bool = False) -> Period:
    """Days of a country's fiscal year; without a known country, all days that any of the usual ones may mean.

    `begins`: the year is said with the next one ("2025-26"), so it is the one that begins in `year`.
    """
    text = f"{year:04}" + (f"-Q{quarter}" if quarter else f"-H{half}" if half else "")
    rule = fiscal_years().get(country, FiscalYear(4, 1, "either"))
    offset = 0 if begins or (rule.month, rule.day) == (1, 1) or rule.named == "start" else -1
    first = date(year + offset, rule.month, rule.day)
    months = (18 if country not in fiscal_years() else 12) if begins else 24 if rule.named == "either" else 12
    last = add_months(first, months) - timedelta(1)
    if (quarter or half) and rule.named != "either":
        months = 3 if quarter else 6
        first = add_months(first, months * ((quarter or half) - 1))
        last = add_months(first, months) - timedelta(1)
    return Period(first, last, text, "Q" if quarter else "H" if half else "Y")


def _fiscal_year_of(day: date, country: str) -> int:
    """Name of the fiscal year that a day falls in (of the calendar year, where the country's is not known)."""
    rule = fiscal_years().get(country)
    if rule is None:
        return day.year
    began = day.year if (day.month, day.day) >= (rule.month, rule.day) else day.year - 1
    return began + (1 if rule.named == "end" and (rule.month, rule.day) != (1, 1) else 0)


def add_months(day: date, count: int) -> date:
    """The same day `count` months on, or the month's last day. Raises ValueError outside the years 1-9999."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not 1 <= year <= 9999:
        raise ValueError(f"year {year}")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _index(day: date, unit: str) -> int:
    """Number of the period of a unit that a day falls in."""
    if unit == "D":
        return day.toordinal()
    if unit == "W":
        return (day.toordinal() - 1) // 7  # day 1 was a Monday
    if unit == "S":
        return ((day.year * 12 + day.month - 1) - 2) // 3
    return (day.year * 12 + day.month - 1) // _MONTHS_IN[unit]


def _period(index: int, unit: str) -> Period:
    """The period of a unit with a number, as `_index` counts."""
    if unit == "D":
        day = date.fromordinal(index)
        return Period(day, day, day.isoformat(), "D")
    if unit == "W":
        day = date.fromordinal(index * 7 + 1)
        year, week, _ = day.isocalendar()
        return Period(day, day + timedelta(6), f"{year:04}-W{week:02}", "W")
    if unit == "S":
        year, season = divmod(index, 4)
        first = date(year, 3 * season + 3, 1)
        return Period(first, add_months(first, 3) + timedelta(20), f"{year:04}-{_SEASONS[season]}", "S")
    size = _MONTHS_IN[unit]
    year, month = divmod(index * size, 12)
    if not 0 <= year <= 9999:
        raise ValueError(f"year {year}")
    first = date(max(year, 1), month + 1, 1)
    last = add_months(first, size) - timedelta(1) if year + size // 12 < 9999 else date(9999, 12, 31)
    text = {"M": f"{year:04}-{month + 1:02}", "Q": f"{year:04}-Q{month // 3 + 1}", "H": f"{year:04}-H{month // 6 + 1}",
            "Y": f"{year:04}", "E": f"{year // 10:03}", "C": f"{year // 100:02}"}[unit]  # fmt: skip
    return Period(first, last, text, unit)


def _absolute(text: str) -> Period | None:
    """Period of an absolute TIMEX3 date, or None."""
    if re.fullmatch(r"\d{2,3}", text):
        return _period(int(text), "C" if len(text) == 2 else "E")
    if found := _FISCAL.match(text):
        quarter, half = int(found["q"] or 0), int(found["h"] or 0)
        return fiscal_year(int(found["y"]), found["c"] or "", quarter, half, begins=bool(found["pair"]))
    found = _ABSOLUTE.match(text)
    if found is None:
        return None
    year = int(found["y"])
    if found["w"]:
        week = _period(_index(date.fromisocalendar(year, int(found["w"]), 1), "W"), "W")
        return _part(week, found["wd"]) if found["wd"] else week
    if found["q"]:
        return _period(year * 4 + int(found["q"]) - 1, "Q")
    if found["h"]:
        return _period(year * 2 + int(found["h"]) - 1, "H")
    if found["season"]:
        return _period(year * 4 + _SEASONS.index(found["season"]), "S")
    if found["d"]:
        return _period(date(year, int(found["m"]), int(found["d"])).toordinal(), "D")
    return _period(year * 12 + int(found["m"]) - 1, "M") if found["m"] else _period(year, "Y")


def _part(whole: Period, part: str) -> Period:
    """A part of a period: the third quarter of a year, the 15th of a month, the Friday or the weekend of a week."""
    first = whole.first
    if first is None:
        return _NEVER
    if part == "WE":
        first = _period(_index(first, "W"), "W").first or first
        return Period(first + timedelta(5), first + timedelta(6), _period(_index(first, "W"), "W").text + "-WE", "D")
    if whole.grain == "W":
        return _period(first.toordinal() + int(part) - 1, "D")
    if whole.grain == "FY" and part[0] in "QH":
        year, _, country = whole.text[2:].partition(":")
        return _absolute(f"FY{year}-{part}:{country}") or _NEVER
    if len(part) == 2 and part.isdigit() and whole.grain in ("M", "D"):
        return _period(date(first.year, first.month, int(part)).toordinal(), "D")
    return _absolute(f"{first.year:04}-{part.zfill(2) if part.isdigit() else part}") or _NEVER


# --- from a value to a period -----------------------------------------------------------------------


def _template(direction: str, text: str, anchor: date, tense: Tense) -> Period:
    """The period of a template ("XXXX-10") that `direction` picks, seen from the anchor day."""
    found = _TEMPLATE.match(text)
    if found is None:
        return _NEVER
    if found["weekday"] == "WE":
        week = _index(anchor, "W")
        all_ = [_part(_period(week + k, "W"), "WE") for k in (-2, -1, 0, 1, 2)]
    elif found["weekday"]:
        # "headed Tuesday to East Africa" on a page of Monday: written for the next morning's paper
        anchor += timedelta(direction == "<" and anchor < date.max)
        monday = anchor.toordinal() - anchor.weekday() + int(found["weekday"]) - 1
        all_ = [_period(monday + 7 * k, "D") for k in (-2, -1, 0, 1, 2)]
    elif found["dom"]:
        months = [_index(anchor, "M") + k for k in range(-4, 5)]
        all_ = [_tried(f"{m // 12:04}-{m % 12 + 1:02}-{found['dom']}") for m in months]
    else:
        reach = 9 if found["day"] == "29" else 2  # a leap day may be eight years off
        years = range(anchor.year - reach, anchor.year + reach + 1)
        all_ = [_tried(f"{y:04}" + text[4:]) for y in years if 1 <= y <= 9999]
    known = [(p.first, p.last, p) for p in all_ if p.first and p.last]
    if direction == "~" and tense in ("past", "future"):
        direction = "<" if tense == "past" else ">"
    if direction == "~":
        best = min(known, key=lambda k: (max((k[0] - anchor).days, (anchor - k[1]).days, 0), k[0]), default=None)
        return best[2] if best else _NEVER
    # A day of more than ten months off is said with its year: "set Dec. 15 as the date" is one to come.
    near = timedelta(60 if found["day"] else 0)
    if direction[0] == "<":
        before = [p for first, last, p in known if (last < anchor if direction == "<<" else first <= anchor + near)]
        return before[-1] if before else _NEVER
    after = [p for first, last, p in known if (first > anchor if direction == ">>" else last >= anchor - near)]
    return after[0] if after else _NEVER


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher's rule)."""
    golden, century = year % 19, year // 100
    moon = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon -= moon // 28 * (1 - moon // 28 * (29 // (moon + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    days = moon - weekday
    month = 3 + (days + 40) // 44
    return date(year, month, days + 28 - 31 * (month // 4))


def _holiday(text: str) -> Period | None:
    """A holiday: "2025-11-4x4" the fourth Thursday of November (5: the last), "2025-12-0x25" December 25."""
    if found := re.match(r"(\d{4})-EASTER([+-]\d+)$", text):
        return _period(easter(int(found[1])).toordinal() + int(found[2]), "D")
    if found := re.match(r"(\d{4})-(\d\d)-(\d)x(\d\d?)(\+1)?$", text):
        year, month, nth, weekday = (int(n) for n in found.groups()[:4])
        if nth == 0:
            return _period(date(year, month, weekday).toordinal(), "D")
        first = date(year, month, 1)
        day = 1 + (weekday - 1 - first.weekday()) % 7 + 7 * (nth - 1)
        day -= 7 * (day > monthrange(year, month)[1])
        return _period(date(year, month, day).toordinal() + bool(found[5]), "D")
    return None


def _tried(text: str) -> Period:
    try:
        return _absolute(text) or _holiday(text) or _NEVER
    except ValueError:  # 31 June
        return _NEVER


def _shift(base: Period, count: int, unit: str, about: bool, aligned: bool) -> Period:
    """A period `count` units from another: of that unit where the base is the anchor day, else of the base's own."""
    first, last = base.first, base.last
    if first is None or last is None:
        return _NEVER
    if unit.startswith("FY"):
        country = unit[3:]
        year = _fiscal_year_of(first, country) + count
        found = fiscal_year(year, country)
        return Period(found.first, found.last, f"FY{year:04}:{country}", "FY")
    if aligned or (base.grain not in _DAYS_IN and base.grain != "S") or _DAYS_IN.get(base.grain, 92) > _DAYS_IN[unit]:
        moved = _period(_index(first, unit) + count, unit)
        if about and unit != "D":
            middle, half = _moved(first, count, unit), timedelta(_DAYS_IN[unit] // 2)
            moved = Period(middle - half, middle + half, moved.text, unit)
        return moved
    if base.grain == "D":
        return _period(_moved(first, count, unit).toordinal(), "D")
    return _period(_index(_moved(first, count, unit), base.grain), base.grain)


def _moved(day: date, count: int, unit: str) -> date:
    return add_months(day, count * _MONTHS_IN[unit]) if unit in _MONTHS_IN else day + timedelta(count * _DAYS_IN[unit])


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
        period = _absolute(value) or Period(None, None, value)
    if clock and period.text:
        period = period._replace(text=period.text + clock)
    return _narrowed(period, mod, anchor) if mod else period


def _modifier(value: str) -> tuple[str, str]:
    core, mark, mod = value.rpartition("#")
    return (core, mod) if mark and mod.replace("_", "").isalpha() else (value, "")


def _based(value: str, anchor: date | None, tense: Tense, events: Mapping[str, Interval]) -> Period:
    aligned = value[0] == "@"
    if aligned:
        base, rest = (_period(anchor.toordinal(), "D") if anchor else _NEVER), value[1:]
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
            base = _part(base, found["part"])
        elif (found := _WITHIN.match(rest)) and base.first:
            base = _period(_index(base.first, found["unit"]), found["unit"])
        else:
            return _NEVER
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
        return _NEVER


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
