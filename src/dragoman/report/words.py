"""How fields are put into words: days, amounts, names. The same wording in tables, briefs and pages."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache

from dragoman import lexicon
from dragoman.model import When

_SIGNS = {"USD": "$", "EUR": "€", "JPY": "¥", "GBP": "£"}
_SCALES = ((Decimal(10) ** 12, "trillion"), (Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))


def when(value: When) -> str:
    """A day, an interval, an open interval, or "undated", in ISO dates: for tables and programs."""
    first, last = value.earliest, value.latest
    if first and last:
        return first if first == last else f"{first} to {last}"
    return f"from {first}" if first else f"by {last}" if last else "undated"


def days(value: When) -> str:
    """The same for readers: "28 October 2025", "27–28 October 2025", "October 2025", "by 31 March 2026", "undated"."""
    first, last = _day(value.earliest), _day(value.latest)
    if first and last:
        return _interval(first, last)
    return f"from {_long(first)}" if first else f"by {_long(last)}" if last else "undated"


def _day(iso: str | None) -> date | None:
    try:
        return date.fromisoformat(iso) if iso else None
    except ValueError:  # a year before 1 or after 9999
        return None


def _long(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _interval(first: date, last: date) -> str:
    if first == last:
        return _long(first)
    if first.day == 1 and last.day == monthrange(last.year, last.month)[1]:  # whole months
        if (first.month, last.month) == (1, 12):
            return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
        if first.year == last.year:
            return f"{first:%B} {first.year}" if first.month == last.month else f"{first:%B}–{last:%B} {first.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{_long(last)}"
    return f"{first.day} {first:%B} – {_long(last)}" if first.year == last.year else f"{_long(first)} – {_long(last)}"


def amount(value: Decimal | None, unit: str | None) -> str:
    """ "$550 billion", "2% of GDP", "1,200 troops"; "" for nothing."""
    if value is None:
        return ""
    number, scale = value, ""
    for size, word in _SCALES:
        if abs(value) >= size:
            number, scale = value / size, f" {word}"
            break
    digits = f"{number.normalize():,f}"
    unit = unit or ""
    if unit in _SIGNS:
        return f"{_SIGNS[unit]}{digits}{scale}"
    return f"{digits}{scale}{'' if unit.startswith('%') else ' '}{unit}".rstrip()


def digits(text: str) -> set[str]:
    """The numbers of a text; without any, the text."""
    return set(re.findall(r"\d+", text)) or {text}


_ISO = re.compile(r"\b\d{4}-\d\d-\d\d\b")


def dates(text: str) -> str:
    """ "deadline from 2028-03-31 to 2026-03-31" -> "deadline from 31 March 2028 to 31 March 2026"."""
    return _ISO.sub(lambda found: days(When(found[0], found[0])), text)


_WHEN = re.compile(r"(from |by )?(\d{4}-\d\d-\d\d)(?: to (\d{4}-\d\d-\d\d))?")


def readable(text: object) -> str:
    """What `when` made, as `days` has it: "2025-10-27 to 2025-10-28" -> "27–28 October 2025"."""
    found = _WHEN.fullmatch(str(text))
    if found is None:
        return str(text)
    lead, first, last = found.groups()
    return days(When(None if lead == "by " else first, last or (None if lead == "from " else first)))


_PLAIN_AMOUNT = re.compile(r"\b(\d+(?:\.\d+)?)(?: to (\d+(?:\.\d+)?))? ([A-Z]{3})\b(?: \([^)]*\))?")


def amounts(text: str) -> str:
    """ "amount from 60000000 to 625000000 USD" -> "amount from $60 million to $625 million"."""

    def put(found: re.Match[str]) -> str:
        return " to ".join(amount(Decimal(n), found[3]) for n in found.groups()[:2] if n)

    return _PLAIN_AMOUNT.sub(put, text)


def people(ids: Iterable[str], names: Mapping[str, str], nobody: str = "") -> str:
    """Names of actors: "Japan and United States"; `nobody` for none."""
    return joined([names.get(i, "somebody") for i in ids], nobody)


def joined(names: list[str], nobody: str = "") -> str:
    """ "A", "A and B", "A, B and C"."""
    if len(names) < 2:
        return names[0] if names else nobody
    return f"{', '.join(names[:-1])} and {names[-1]}"


@cache
def _with_article() -> tuple[frozenset[str], re.Pattern[str], re.Pattern[str]]:
    heads, sites = ("|".join(sorted(lexicon.words("articles", "name", part=p))) for p in ("noun", "site"))
    tail = r"(?: (?:of|for|on|against) .*)?$"
    whole = lexicon.words("articles", "name", part="whole")
    return whole, re.compile(rf"\b(?:{heads}){tail}"), re.compile(rf"\b(?:{sites}){tail}")


def named(name: str, kind: str) -> str:
    """A name as it stands in a sentence: "the United States", "the Foreign Ministry", "a senior official"."""
    whole, heads, _ = _with_article()
    if kind == "person" or name.casefold().startswith(("the ", "a ", "an ", "some ", "all ")):
        return name
    if name in whole or (kind != "country" and heads.search(name)):
        return f"the {name}"
    last = name.split()[-1]
    if kind in ("group", "office") and (last.islower() or last == "Official") and not plural(name, kind):
        return f"{'an' if name[0].lower() in 'aeio' else 'a'} {name}"  # "senior official", "U.S. company"
    return name


def located(place: str, towards: bool = False) -> str:
    """ "in Tokyo", "in the United States", "at the White House"; `towards` it: "to the White House"."""
    whole, _, sites = _with_article()
    site = sites.search(place) is not None
    article = "the " if (site and not place.startswith(("the ", "The "))) or (not site and place in whole) else ""
    return f"{'to' if towards else 'at' if site else 'in'} {article}{place}"


# bodies whose name counts several: "the Departments of State and Defense promise"; not "United Nations", "Reuters"
_MANY = re.compile(
    r"people|police|troops|forces|palestinians|departments|ministries|agencies|governments|authorities|companies|"
    r"universities|taliban|houthis|republicans|democrats",
    re.IGNORECASE,
)


def plural(name: str, kind: str) -> bool:
    """Whether a name takes a plural verb: "Japanese companies", "senior officials"; not "United States"."""
    head = re.split(r" (?:of|from|in|for|at) ", name)[0].split()[-1]
    if _MANY.fullmatch(head):
        return True
    return kind in ("group", "office") and head.endswith("s") and not head.endswith("ss") and not head.isupper()


def stands(status: str) -> str:
    """Whether an event of a status happened, by what is told: "done", "open" (planned, conditional ...), "denied"."""
    return {"occurred": "done", "ongoing": "done", "denied": "denied"}.get(status, "open")


def reports(count: int) -> str:
    """ "1 report", "3 independent reports"; "our table" where no page says it."""
    return ("our table", "1 report")[count] if count < 2 else f"{count} independent reports"


def pages(count: int) -> str:
    """ "1 page", "1,200 pages"."""
    return counted(count, "page")


def counted(count: int, noun: str) -> str:
    """ "1 problem", "1,200 problems"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def standing(count: int, independent: int) -> str:
    """How many of some pages are independent reports: "5 pages: 3 independent reports; the other 2 copy them"."""
    if count == independent == 1:
        return pages(count)
    if count == independent:
        return f"{pages(count)}, none of them a copy of another"
    told, copying = counted(independent, "independent report"), count - independent
    others = "the other copies" if copying == 1 else f"the other {copying} copy"
    return f"{pages(count)}: {told}; {others} {'it' if independent == 1 else 'them'}"


def quoted(text: str) -> str:
    """Text in quotation marks; those within become single ones."""
    text = re.sub(r"(?<![^\s([—–-])\"", "‘", text)
    return f"“{text.translate(_SINGLE)}”"


_SINGLE = str.maketrans('“”"', "‘’’")


def sentence(text: str) -> str:
    """With a capital at its beginning."""
    return text[:1].upper() + text[1:]
