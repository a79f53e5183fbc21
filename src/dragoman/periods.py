"""Periods of the calendar: days, weeks, months ... centuries, fiscal years and holidays, as spans of days.

A period knows its first and last day, its TIMEX3 value, and the unit it is one of; units are letters:
D W M Q(uarter) H(alf) Y E(ten years) C(entury) S(eason) FY.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from dragoman.lexicon import table

_ABSOLUTE = re.compile(r"(?P<y>\d{4})(?:-(?:W(?P<w>\d\d)(?:-(?P<wd>[1-7]|WE))?|Q(?P<q>[1-4])|H(?P<h>[12])"
                       r"|(?P<season>SP|SU|FA|WI)|(?P<m>\d\d)(?:-(?P<d>\d\d))?))?$")  # fmt: skip
_FISCAL = re.compile(r"FY(?P<y>\d{4})(?P<pair>-\d\d)?(?:-(?:Q(?P<q>[1-4])|H(?P<h>[12])))?(?::(?P<c>[A-Z]{3})?)?$")
_SEASONS = ("SP", "SU", "FA", "WI")
MONTHS_IN = {"M": 1, "Q": 3, "H": 6, "Y": 12, "E": 120, "C": 1200}
DAYS_IN = {"D": 1, "W": 7, "M": 31, "Q": 92, "H": 184, "Y": 366, "E": 3653, "C": 36525}


class Period(NamedTuple):
    """Days from `first` to `last` (either may be open), the TIMEX3 value, and the unit it is one of."""

    first: date | None
    last: date | None
    text: str
    grain: str = ""


NEVER = Period(None, None, "")


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


def fiscal_year_of(day: date, country: str) -> int:
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


def index_of(day: date, unit: str) -> int:
    """Number of the period of a unit that a day falls in."""
    if unit == "D":
        return day.toordinal()
    if unit == "W":
        return (day.toordinal() - 1) // 7  # day 1 was a Monday
    if unit == "S":
        return ((day.year * 12 + day.month - 1) - 2) // 3
    return (day.year * 12 + day.month - 1) // MONTHS_IN[unit]


def period_at(index: int, unit: str) -> Period:
    """The period of a unit with a number, as `index` counts."""
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
    size = MONTHS_IN[unit]
    year, month = divmod(index * size, 12)
    if not 0 <= year <= 9999:
        raise ValueError(f"year {year}")
    first = date(max(year, 1), month + 1, 1)
    last = add_months(first, size) - timedelta(1) if year + size // 12 < 9999 else date(9999, 12, 31)
    text = {"M": f"{year:04}-{month + 1:02}", "Q": f"{year:04}-Q{month // 3 + 1}", "H": f"{year:04}-H{month // 6 + 1}",
            "Y": f"{year:04}", "E": f"{year // 10:03}", "C": f"{year // 100:02}"}[unit]  # fmt: skip
    return Period(first, last, text, unit)


def absolute(text: str) -> Period | None:
    """Period of an absolute TIMEX3 date, or None."""
    if re.fullmatch(r"\d{2,3}", text):
        return period_at(int(text), "C" if len(text) == 2 else "E")
    if found := _FISCAL.match(text):
        quarter, half = int(found["q"] or 0), int(found["h"] or 0)
        return fiscal_year(int(found["y"]), found["c"] or "", quarter, half, begins=bool(found["pair"]))
    found = _ABSOLUTE.match(text)
    if found is None:
        return None
    year = int(found["y"])
    if found["w"]:
        week = period_at(index_of(date.fromisocalendar(year, int(found["w"]), 1), "W"), "W")
        return part_of(week, found["wd"]) if found["wd"] else week
    if found["q"]:
        return period_at(year * 4 + int(found["q"]) - 1, "Q")
    if found["h"]:
        return period_at(year * 2 + int(found["h"]) - 1, "H")
    if found["season"]:
        return period_at(year * 4 + _SEASONS.index(found["season"]), "S")
    if found["d"]:
        return period_at(date(year, int(found["m"]), int(found["d"])).toordinal(), "D")
    return period_at(year * 12 + int(found["m"]) - 1, "M") if found["m"] else period_at(year, "Y")


def part_of(whole: Period, part: str) -> Period:
    """A part of a period: the third quarter of a year, the 15th of a month, the Friday or the weekend of a week."""
    first = whole.first
    if first is None:
        return NEVER
    if part == "WE":
        first = period_at(index_of(first, "W"), "W").first or first
        return Period(
            first + timedelta(5), first + timedelta(6), period_at(index_of(first, "W"), "W").text + "-WE", "D"
        )
    if whole.grain == "W":
        return period_at(first.toordinal() + int(part) - 1, "D")
    if whole.grain == "FY" and part[0] in "QH":
        year, _, country = whole.text[2:].partition(":")
        return absolute(f"FY{year}-{part}:{country}") or NEVER
    if len(part) == 2 and part.isdigit() and whole.grain in ("M", "D"):
        return period_at(date(first.year, first.month, int(part)).toordinal(), "D")
    return absolute(f"{first.year:04}-{part.zfill(2) if part.isdigit() else part}") or NEVER


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
        return period_at(easter(int(found[1])).toordinal() + int(found[2]), "D")
    if found := re.match(r"(\d{4})-(\d\d)-(\d)x(\d\d?)(\+1)?$", text):
        year, month, nth, weekday = (int(n) for n in found.groups()[:4])
        if nth == 0:
            return period_at(date(year, month, weekday).toordinal(), "D")
        first = date(year, month, 1)
        day = 1 + (weekday - 1 - first.weekday()) % 7 + 7 * (nth - 1)
        day -= 7 * (day > monthrange(year, month)[1])
        return period_at(date(year, month, day).toordinal() + bool(found[5]), "D")
    return None


def is_day(text: str) -> bool:
    """Whether a text is an ISO day, or the month or year that one begins with: "2025-10-27", "2025-10", "2025"."""
    try:
        date.fromisoformat(text + "0000-01-01"[len(text) :])
    except ValueError:
        return False
    return re.fullmatch(r"\d{4}(?:-\d\d){0,2}", text, re.ASCII) is not None


def tried(text: str) -> Period:
    """The period that a text names, NEVER where it names none."""
    try:
        return absolute(text) or _holiday(text) or NEVER
    except ValueError:  # 31 June
        return NEVER
