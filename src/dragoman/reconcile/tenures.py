"""Who held which office when: pure questions to `data/offices.csv`.

A tenure has a widest interval (`start`..`end`) and the part of it that the sources confirm (`sure_start`..
`sure_end`). On the day of a handover both the old and the new holder held the office. `end` is None while
the tenure runs on the last day of the sources. Days are ISO strings, which compare as days do.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple, TypeVar

from dragoman import lexicon
from dragoman.model import Problem

T = TypeVar("T")

HEADS = ("head of government", "head of state")
OPEN = "9999-12-31"


class Tenure(NamedTuple):
    """One person in one office for one unbroken time."""

    country: str  # ISO 3166 alpha-3
    office: str  # key: "head of government", "head of state", "vice president", ...
    title: str  # as worded in the source: "Prime Minister", "Chancellor", "King"
    person: str  # name as news has it
    surname: str
    aliases: tuple[str, ...]
    leads: bool  # the office is the one that leads the country ("Japan's leader")
    start: str
    sure_start: str
    sure_end: str
    end: str | None
    source: str
    table: str = "offices.csv"  # or "own offices": rows that the user gave

    @property
    def row(self) -> str:
        """How evidence points at this tenure."""
        return f"{self.table}:{self.country}-{self.office}-{self.start}"


@lru_cache(50_000)
def fold(name: str) -> str:
    """A name in the one spelling by which names are compared: no accents, hyphens, initials, "Jr."

    Zelenskyy and Zelensky are alike, and so are Abdel Fattah el-Sisi and Abdelfattah Al Sisi (data/name_spellings.csv).
    """
    plain = lexicon.ascii_letters(name)
    parts = [p.strip(".") for p in re.sub(r"['`\"]", "", re.sub(r"[-,]", " ", plain)).split()]
    parts = [p for p in parts if len(p) > 1] or parts
    usual = lexicon.column("name_spellings", "spelled", "usual")
    text = " ".join(usual.get(p, _ending(p)) for p in parts if p not in ("jr", "sr"))
    return _SERVANT.sub("abdul ", text) or name.casefold()


_SERVANT = re.compile(r"\babd(?: al |[ue]l ?)(?=\w{4})(?!lah)")  # "Abd al-Rahman", "Abdelrahman", "Abdul Rahman"


def _ending(part: str) -> str:
    for tail in ("iyy", "yy", "iy", "ij", "ii", "yi"):
        if len(part) > 5 and part.endswith(tail):
            return part[: -len(tail)] + "y"
    return part


_own: tuple[Tenure, ...] = ()
_kept: list[Callable[[], None]] = []  # clear what was worked out from all tenures


def from_tenures(function: Callable[[], T]) -> Callable[[], T]:
    """Keeps what a function makes of all tenures, until others are in use."""
    found = cache(function)
    _kept.append(found.cache_clear)
    return found


def use(own: str) -> list[Problem]:
    """Have the questions below know the office holders in `own` too, a table with the columns of data/offices.csv.

    A row with the country, office, person and first day of one of ours takes its place; `surname`, `aliases`, `leads`,
    `sure_from` and `sure_to` may be left out. Rows that cannot be understood are left out, each with a Problem.
    """
    global _own
    rows, problems = _read(own) if own.strip() else ([], [])
    if tuple(rows) != _own:
        _own = tuple(rows)
        for clear in _kept:
            clear()
    return problems


def _read(own: str) -> tuple[list[Tenure], list[Problem]]:
    """Rows of a user's table, and what is wrong with the others."""
    lines = own.splitlines()
    reader = csv.DictReader(lines)
    needed = ("country", "office", "title", "person", "from")
    if missing := [c for c in needed if c not in (reader.fieldnames or ())]:
        return [], [Problem("own offices", "reconcile.tenures", f"no column {', '.join(missing)}: {lines[0][:200]}")]
    rows, problems = [], []
    try:
        for number, row in enumerate(reader, 2):
            given = {k: (v or "").strip() for k, v in row.items() if isinstance(k, str)}
            try:
                rows.append(_own_row(given))
            except ValueError as error:
                problems.append(Problem("own offices", "reconcile.tenures", f"row {number}: {error}"))
    except csv.Error as error:
        problems.append(Problem("own offices", "reconcile.tenures", str(error)))
    return rows, problems


def _own_row(row: Mapping[str, str]) -> Tenure:
    """A row of a user's table as a tenure. Raises ValueError."""
    if not all((row["country"], row["office"], row["person"])):
        raise ValueError("country, office and person are needed")
    start, end = date.fromisoformat(row["from"]).isoformat(), row.get("to", "")
    if end and date.fromisoformat(end).isoformat() < start:
        raise ValueError(f"ends on {end}, before it begins")
    last = row.get("sure_to") or end or start
    return _tenure({"surname": row["person"].split()[-1], "sure_from": start, **{k: v for k, v in row.items() if v},
                    "sure_to": last}, "own offices")  # fmt: skip


def _tenure(row: Mapping[str, str], name: str) -> Tenure:
    return Tenure(
        row["country"], row["office"], row.get("title") or row["office"], row["person"], row["surname"],
        tuple(a for a in row.get("aliases", "").split("|") if a), row.get("leads") == "yes",
        row["from"], row["sure_from"], row["sure_to"], row.get("to") or None, row.get("source", ""), name,
    )  # fmt: skip


@from_tenures
def all_tenures() -> tuple[Tenure, ...]:
    """Every row of the table, in its order, and those of the user's own."""
    own = {(t.country, t.office, t.person, t.start) for t in _own}
    ours = (_tenure(r, "offices.csv") for r in lexicon.table("offices"))
    return (*(t for t in ours if (t.country, t.office, t.person, t.start) not in own), *_own)


@from_tenures
def horizon() -> str:
    """Last day that the table knows of."""
    return max(t.sure_end for t in all_tenures())


@from_tenures
def _by_office() -> dict[tuple[str, str], tuple[Tenure, ...]]:
    found: dict[tuple[str, str], list[Tenure]] = {}
    for tenure in all_tenures():
        found.setdefault((tenure.country, tenure.office), []).append(tenure)
    return {k: tuple(sorted(v, key=lambda t: t.start)) for k, v in found.items()}


def overlaps(tenure: Tenure, earliest: str | None, latest: str | None) -> bool:
    """Whether the person may have held the office on some day of the interval (an open end is endless)."""
    return tenure.start <= (latest or OPEN) and (tenure.end or OPEN) >= (earliest or "")


def holders(country: str, office: str, earliest: str | None, latest: str | None = None) -> tuple[Tenure, ...]:
    """All tenures of an office that meet the interval, oldest first. One day: give it as both ends."""
    return tuple(t for t in _by_office().get((country, office), ()) if overlaps(t, earliest, latest))


def holder(country: str, office: str, earliest: str, latest: str) -> Tenure | None:
    """The one who held the office throughout the interval, if the sources confirm that and name nobody else."""
    found = holders(country, office, earliest, latest)
    if len({t.person for t in found}) != 1:
        return None
    sure = [t for t in found if t.sure_start <= earliest and latest <= (t.sure_end if t.end else t.end or OPEN)]
    return sure[0] if sure else None


def leaders(country: str, earliest: str | None, latest: str | None = None) -> tuple[Tenure, ...]:
    """Tenures of the office that leads the country ("the leader of Japan"), one a person and time."""
    found: dict[str, Tenure] = {}
    for office in HEADS:
        for tenure in holders(country, office, earliest, latest):
            if tenure.leads:
                found.setdefault(f"{tenure.person} {tenure.start}", tenure)
    return tuple(sorted(found.values(), key=lambda t: (t.start, t.person)))


@from_tenures
def names() -> dict[str, tuple[Tenure, ...]]:
    """Folded full names, aliases and surnames -> tenures."""
    found: dict[str, list[Tenure]] = {}
    for tenure in all_tenures():
        keys = {fold(n) for n in (tenure.person, tenure.surname, *tenure.aliases)}
        for key in sorted(keys | {k.rsplit(" ", 1)[-1] for k in keys if tenure.surname in tenure.person}):
            found.setdefault(key, []).append(tenure)
    return {k: tuple(v) for k, v in found.items()}


def tenures(person: str, country: str | None = None) -> tuple[Tenure, ...]:
    """Tenures of whoever bears the name (full, alias or surname); several persons where it is ambiguous.

    A full name ("Lee Jae-myung") whose bearer the table knows only by surname matches on the surname.
    """
    key = fold(person)
    found = names().get(key, ())
    if not found and " " in key:
        words = key.split()
        for surname in (words[-1], words[0]):
            bearers = names().get(surname, ())
            found = tuple(t for t in bearers if _given_fits(words, t))
            if found:
                break
    return tuple(t for t in found if country is None or t.country == country)


def _given_fits(words: list[str], tenure: Tenure) -> bool:
    """Whether one of the person's names has the same words but for initials and middle names."""
    for name in (tenure.person, *tenure.aliases):
        other = fold(name).split()
        if len(other) == 1:  # only the surname is known
            return True
        if set(other) <= set(words) or set(words) <= set(other):
            return True
        if other[0] == words[0] and other[-1] == words[-1]:
            return True
    return False
