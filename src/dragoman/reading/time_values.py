"""Words of a time as parts of its value: numbers, years, units, lengths, hours.

Each function takes what a rule captured (name -> words in lower case) and gives a piece of a `timex` value, or None
where the words make no sense ("25:00", "the ninth quarter"), so that the rule does not hold.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from dragoman.lexicon import table

Captured = dict[str, list[str]]


@cache
def word_values() -> dict[tuple[str, str], str]:
    """(class, word) -> value, from `data/time_words.csv`; ordinal words are days of a month too."""
    found = {(r["class"], r["word"]): r["value"] for r in table("time_words")}
    found |= {("DAYORD", word): value for (name, word), value in found.items() if name == "ORDWORD"}
    return found


def piece(name: str, words: list[str]) -> str | None:
    """Value of one capture: MONTH "october" is 10, UNITS "weeks" W, YEARN "nineteen ninety-six" 1996."""
    values, word = word_values(), words[0]
    if name in ("DAYN", "DAYORD", "to", "mm", "dd"):
        number = ordinal(words)
        return f"{number:02}" if number else None
    if name in ("YEARN", "YEAR"):
        return year(words)
    if name == "YY":
        return str(full_year(int(word))) if len(word) == 2 and word.isdecimal() else None
    if name == "DECADE":
        digits = word.rstrip("s")
        return digits[:3] if len(digits) == 4 else str(full_year(int(digits)))[:3]
    if name == "REL":
        return next((values[c, word] for c in ("LAST", "PRIOR", "NEXT", "THIS") if (c, word) in values), None)
    if name == "Q":
        number = ordinal(words)
        return str(number) if number and number <= 4 else None
    if name in ("UNIT", "UNITS"):
        return unit_of(words)
    return values.get((name, word))


def unit_of(words: list[str]) -> str | None:
    """D W M Q Y E(ten years) C K(thousand years) F(two weeks), or TH TM TS."""
    values = word_values()
    return values.get(("UNITS", words[0])) or values.get(("UNIT", words[0]))


def full_year(two_digits: int) -> int:
    """'98 is 1998, '25 is 2025."""
    return two_digits + (2000 if two_digits < 40 else 1900)


def ordinal(words: list[str]) -> int | None:
    """ "28", "28th", "third" as a number below 100."""
    text, values = words[0], word_values()
    if ("ORDWORD", text) in values:
        return int(values["ORDWORD", text])
    digits = text.rstrip("stndrh")
    return int(digits) if digits.isdecimal() and int(digits) < 100 else None


_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "half": 0.5}


def number_of(words: list[str]) -> float | None:
    """A number written in digits or words: "2 1/2", "twenty four", "a hundred", "one and a half"."""
    values = word_values()
    total, current = 0.0, 0.0
    for word in words:
        if word in _FRACTIONS:
            current += _FRACTIONS[word]
        elif "/" in word:
            above, _, below = word.partition("/")
            current += int(above) / (int(below) or 1)
        elif word[0].isdecimal():
            current += float(word.replace(",", "") or 0)
        elif word == "thousand":
            total, current = (total + current or 1) * 1000, 0.0
        elif word in ("hundred", "dozen"):
            current = (current or 1) * int(values["NUMWORD", word])
        else:
            current += int(values.get(("NUMWORD", word), 0))
    return total + current or None


def year(words: list[str]) -> str | None:
    """ "1996", "nineteen ninety-six", "two thousand and one"; two digits after FY."""
    if words[0].isdecimal():
        return words[0] if len(words[0]) == 4 else str(full_year(int(words[0])))
    numbers = [int(number_of([w]) or 0) for w in words if w not in ("-", "and", "thousand")]
    if "thousand" in words:
        return str(2000 + sum(numbers[1:]))
    return str(numbers[0] * 100 + sum(numbers[1:])) if sum(numbers[1:]) >= 10 else None


def real_day(groups: Captured) -> bool:
    """Whether the month that was captured has the day that was captured: there is no June 31."""
    if "MONTH" not in groups or "DAYN" not in groups:
        return True
    month, day = int(piece("MONTH", groups["MONTH"]) or 0), ordinal(groups["DAYN"]) or 0
    return 1 <= day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)


_WRITTEN = {
    "PXT": "PTX", "P1T": "PT1", "PXF": "PXW", "P1F": "P2W", "PXK": "PXC", "P1K": "P1000Y",
    "P1E": "P10Y", "P1C": "P100Y",
}  # fmt: skip


def standard(value: str) -> str:
    """A value that was put together from units, as TIMEX3 writes it: PTXH for "hours", P10Y for "every decade"."""
    for made, written in _WRITTEN.items():
        if value.lstrip("<>").startswith(made):
            return value.replace(made, written, 1)
    return value


# Units that TIMEX3 counts in another, and the next smaller unit that takes up a fraction.
_IN_OTHERS = {"E": (10, "Y"), "C": (100, "Y"), "K": (1000, "Y"), "F": (2, "W"), "Q": (3, "M")}
_SMALLER = {"Y": (12, "M"), "TH": (60, "TM"), "TM": (60, "TS"), "D": (24, "TH"), "W": (7, "D"), "M": (30, "D")}


def duration(number: float, unit: str) -> str | None:
    """TIMEX3 of a length: 2.5 years is P2Y6M, a decade P10Y, three quarters P9M, half an hour PT30M."""
    size, unit = _IN_OTHERS.get(unit, (1, unit))
    number *= size
    whole, rest = int(number), number - int(number)
    text = f"{whole}{unit.removeprefix('T')}" if whole else ""
    clock = unit.startswith("T")
    if rest and unit in _SMALLER:
        size, unit = _SMALLER[unit]
        text += ("T" if unit.startswith("T") and not clock and whole else "") + f"{round(rest * size)}{unit[-1]}"
        clock = clock or (unit.startswith("T") and not whole)
    return f"P{'T' if clock else ''}{text}" if text else None


def shift(number: float, unit: str) -> str | None:
    """A distance in days, weeks, months or years for `timex`: "a decade" is 10Y, "2.5 years" 30M; None for hours."""
    if unit.startswith("T"):
        return None
    size, unit = _IN_OTHERS.get(unit, (1, unit)) if unit != "Q" else (1, unit)
    number *= size
    if number != int(number) and unit == "Y":
        number, unit = number * 12, "M"
    return f"{round(number)}{unit}"


def _length(number: float | None) -> Callable[[Captured], str | None]:
    def made(groups: Captured) -> str | None:
        counted = number_of(groups["NUM"]) if number is None and "NUM" in groups else number or 1.0
        unit = unit_of(groups.get("UNITS") or groups["UNIT"])
        return duration(counted, unit) if counted and unit else None

    return made


def _distance(number: float | None) -> Callable[[Captured], str | None]:
    def made(groups: Captured) -> str | None:
        counted = number_of(groups["NUM"]) if number is None and "NUM" in groups else number or 2.0
        unit = unit_of(groups.get("UNITS") or groups["UNIT"])
        return shift(counted, unit) if counted and unit else None

    return made


def _clock(groups: Captured) -> str | None:
    """ "8:15 p.m." is 20:15, "noon" 12:00."""
    values, words = word_values(), groups["CLK"]
    for word in words:
        if ("NOON", word) in values:
            return values["NOON", word]
    hour, _, minute = words[0].partition(":")
    half = next((values["AMPM", w] for w in words if ("AMPM", w) in values), "")
    if int(hour) > 24 or int(minute or 0) > 59:
        return None
    return f"{int(hour) % 12 + int(half) if half else int(hour):02}:{minute or '00'}"


def _hour_in_part(groups: Captured) -> str | None:
    """ "4 in the morning" is 04:00, "seven in the evening" 19:00."""
    hour = int(number_of(groups["HN"]) or 0)
    if not 1 <= hour <= 12:
        return None
    return f"{hour % 12 + (0 if groups['DAYPART'][0] == 'morning' else 12):02}:00"


def _century(groups: Captured) -> str | None:
    """ "the 20th century" is 19."""
    number = ordinal(groups["ORD"])
    return f"{number - 1:02}" if number else None


def _year_to(groups: Captured) -> str | None:
    """The end of "2019-21"."""
    first, last = groups["YEAR"][0], groups["to"][0]
    last = first[: 4 - len(last)] + last
    return last if int(first) < int(last) else None


def numeric_date(groups: Captured) -> str | None:
    """10/28/2025 or 28/10/2025 as a day; None where both readings make a date and differ."""
    a, b, year_ = (int(n) for n in groups["NUMDATE"][0].split("/"))
    readings = {(m, d) for m, d in ((a, b), (b, a)) if 1 <= m <= 12 and 1 <= d <= 31}
    if len(readings) != 1:
        return None
    ((month, day),) = readings
    return f"{full_year(year_) if year_ < 100 else year_:04}-{month:02}-{day:02}"


# Fields of a rule's value that its captures alone decide.
FIELDS: dict[str, Callable[[Captured], str | None]] = {
    "dur": _length(None),  # "six years": P6Y
    "dur2": _length(2.0),  # "a couple of years"
    "durhalf": _length(1.5),  # "a year and a half"
    "half": _length(0.5),  # "half an hour", "half a century"
    "many": _distance(None),  # "six years ago": 6Y
    "one": _distance(1.0),
    "half_ago": _distance(0.5),
    "clk": _clock,
    "inpart": _hour_in_part,
    "century": _century,
    "yearto": _year_to,
    "numdate": numeric_date,
    "halfyear": lambda groups: "1" if groups["HN"][0] == "first" else "2",
}
