"""Who held an office on a day: "the leader of Japan" in February 2025 is Shigeru Ishiba.

Facts come from data/offices.csv, whose rows are tenures with a first and a last day (an open end is a tenure that
was running when the table was made). Two holders left for the days in question means nobody, and both are named.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, timedelta

from dragoman.lexicon import LEADING
from dragoman.model import Dating, Document
from dragoman.reconcile import tenures
from dragoman.reconcile.tenures import HEADS, Tenure, fold
from dragoman.step import Tables

ROWS = {  # key of data/titles.csv -> offices of data/offices.csv that it may mean
    "head of state": ("head of state",),
    "head of government": ("head of government",),
    "monarch": ("head of state",),
    "vice president": ("vice president",),
    "deputy prime minister": ("deputy head of government",),
}
_ELECT_DAYS = 120  # an elected leader waits at most four months (Mexico in 2012 waited five: then nobody is named)


Days = tuple[str | None, str | None]  # earliest and latest day; None is open


@tenures.from_tenures
def by_country() -> dict[str, tuple[Tenure, ...]]:
    """All tenures by country, by first day."""
    found: dict[str, list[Tenure]] = defaultdict(list)
    for t in tenures.all_tenures():
        found[t.country].append(t)
    return {c: tuple(sorted(ts, key=lambda t: (t.start, t.office, t.person))) for c, ts in found.items()}


@tenures.from_tenures
def held() -> frozenset[str]:
    """Keys of offices whose holders are in the table."""
    return frozenset([*ROWS, *(t.office for t in tenures.all_tenures())])


def said(t: Tenure) -> str:
    """The tenure as a reader would say it."""
    return f"{t.person}, {t.title} ({t.country}), {t.start} {f'to {t.end}' if t.end else 'on'}"


def days(tables: Tables) -> dict[str, Days]:
    """For each page the days it may be of: its Dating, else what it declares of itself, else open."""
    found: dict[str, Days] = {i: declared(d) for i, d in tables.documents.items()}
    for dating in tables.all(Dating):
        if dating.when.earliest or dating.when.latest:
            found[dating.document] = (dating.when.earliest, dating.when.latest)
    return found


def declared(document: Document) -> Days:
    """The day that a page declares of itself, else open."""
    day = (document.declared or "")[:10]
    return (day, day) if len(day) == 10 else (None, None)


def means(t: Tenure, office: str | None, surface: str = "") -> bool:
    """A title (key of data/titles.csv, and its words) may mean the office of a tenure."""
    if office == "leader":
        return t.leads and t.office in HEADS
    if t.office not in ROWS.get(office or "", (office,)):  # a minister by the key itself
        return False
    if t.office in _MANY and surface and _words(surface).isdisjoint(_words(t.title) | _PLAIN):
        return False
    if t.office == "foreign minister" and _words(surface) & {"state"} - _words(t.title):  # a French secretary of state
        return False
    president = "president" in t.title.lower()  # "president" means no king, "emperor" no president
    if office == "monarch":
        return not president
    return president or office != "head of state" or "president" not in surface.lower()


# Offices under which titles of several stand, who are told apart by their words: "Germany's economy minister" is no
# finance minister, the executive director of a fund no secretary-general.
_MANY = frozenset(["finance minister", "trade minister", "secretary-general"])
_PLAIN = frozenset(["chief", "head"])


def _words(title: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+", title.lower())) - {"minister", "general", "and", "of", "the"}


def minister(t: Tenure) -> bool:
    """A minister, an envoy or the head of a body, and nobody who leads a country or stands in for who does."""
    return t.office not in LEADING


def sits(t: Tenure, when: Days) -> bool:
    """In office on all of the days, which are known."""
    first, last = when
    return bool(first and last and t.start <= first and (not t.end or last <= t.end))


def holders(country: str, office: str, when: Days, surface: str = "") -> list[Tenure]:
    """Tenures of the office that touch the days, by first day, the user's own if any; none where the days are open."""
    if when == (None, None):
        return []
    found = [t for t in by_country().get(country, ()) if means(t, office, surface) and tenures.overlaps(t, *when)]
    return [t for t in found if t.table != "offices.csv"] or found  # whom the user gives comes before ours


def holder(
    country: str, office: str, when: Days, tenure: str = "", surface: str = ""
) -> tuple[Tenure | None, tuple[str, ...]]:
    """Who held the office through all the days, with the reasons; nobody where two people are left.

    `tenure` "elect" asks for who held it next. For "former" there is no telling from the office alone.
    A day of handing over belongs to the one who comes: the table ends one tenure on the day the next begins.
    """
    earliest, latest = when
    if tenure in ("former", "late", "future"):
        return None, ()
    if tenure == "elect":
        found = [t for t in by_country().get(country, ()) if means(t, office, surface) and _soon(t, when)]
    else:
        found = holders(country, office, when, surface)
        if earliest and earliest == latest and any(t.start == earliest for t in found):
            found = [t for t in found if t.start == earliest]
    people = {t.person for t in found}
    if len(people) != 1:
        return None, tuple(said(t) for t in found[:4])
    if tenure == "elect" or _through(found, when):
        return found[-1], (said(found[-1]),)
    return None, (said(found[-1]),)


def _through(found: list[Tenure], when: Days) -> bool:
    """The tenures of one person cover all the days; those of our ministers as far as they are confirmed."""
    first, last = when[0], when[1] or tenures.OPEN
    start = found[0].sure_start if minister(found[0]) else found[0].start
    return first is not None and start <= first and last <= until(found[-1])


def until(t: Tenure) -> str:
    """Last day for which the tenure is answered for: of a minister of ours who is in office the last that is known."""
    ours = minister(t) and t.table == "offices.csv"
    return (t.sure_end if ours else t.end) or tenures.OPEN


def _soon(t: Tenure, when: Days) -> bool:

    if when[1] is None or not t.start:
        return False
    latest = date.fromisoformat(when[1])
    return when[1] < t.start <= (latest + timedelta(days=_ELECT_DAYS)).isoformat()


@tenures.from_tenures
def _by_name() -> dict[str, tuple[Tenure, ...]]:
    found: dict[str, list[Tenure]] = defaultdict(list)
    for rows in by_country().values():
        for t in rows:
            crowned = {_NUMERAL.sub("", fold(t.person))} if means(t, "monarch") else set()  # "King Charles"
            names = {fold(n) for n in (t.person, *t.aliases)} | {_turned(fold(t.person))} | {fold(t.surname)}
            names.add(fold(t.surname).removeprefix("al "))  # "Sisi"
            for key in names | crowned:
                found[key].append(t)
    return {k: tuple(v) for k, v in found.items()}


_NUMERAL = re.compile(r" [ivx]+$")


def _turned(name: str) -> str:
    """Family name first: "ishiba shigeru"."""
    parts = name.split()
    return " ".join([parts[-1], *parts[:-1]])


def named(name: str) -> tuple[Tenure, ...]:
    """Tenures of the people who bear a name, in full or as a surname alone."""
    key = fold(name)
    found = _by_name().get(key, ())
    if found or " " not in key:
        return found
    parts = key.split()
    return _by_name().get(f"{parts[0]} {parts[-1]}", ()) if len(parts) > 2 else ()


def without_first(name: str, country: str) -> tuple[Tenure, ...]:
    """Tenures of a country's people who bear a name without their first: "Tayyip Erdogan" of Turkey."""
    tail = f" {fold(name)}"
    return tuple(t for t in by_country().get(country, ()) if fold(t.person).endswith(tail))
