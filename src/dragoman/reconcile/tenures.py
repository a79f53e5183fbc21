"""Who held which office when: pure questions to `data/offices.csv`.

A tenure has a widest interval (`start`..`end`) and the part of it that the sources confirm (`sure_start`..
`sure_end`). On the day of a handover both the old and the new holder held the office. `end` is None while
the tenure runs on the last day of the sources. Days are ISO strings, which compare as days do.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from dragoman import lexicon

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

    @property
    def row(self) -> str:
        """How evidence points at this tenure."""
        return f"offices.csv:{self.country}-{self.office}-{self.start}"


def fold(name: str) -> str:
    """A name in lower case without accents and apostrophes, hyphens as spaces: how names are compared."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    for letter, other in (("ı", "i"), ("ø", "o"), ("ł", "l"), ("đ", "d"), ("ə", "a"), ("-", " ")):
        plain = plain.replace(letter, other)
    return re.sub(r" [js]r$", "", " ".join(re.sub(r"[.,'’ʻ`\"]", "", plain).casefold().split()))


@cache
def all_tenures() -> tuple[Tenure, ...]:
    """Every row of the table, in its order."""
    return tuple(
        Tenure(
            r["country"], r["office"], r["title"], r["person"], r["surname"],
            tuple(a for a in r["aliases"].split("|") if a), r["leads"] == "yes",
            r["from"], r["sure_from"], r["sure_to"], r["to"] or None, r["source"],
        )
        for r in lexicon.table("offices")
    )  # fmt: skip


@cache
def horizon() -> str:
    """Last day that the table knows of."""
    return max(t.sure_end for t in all_tenures())


@cache
def _by_office() -> dict[tuple[str, str], tuple[Tenure, ...]]:
    found: dict[tuple[str, str], list[Tenure]] = {}
    for tenure in all_tenures():
        found.setdefault((tenure.country, tenure.office), []).append(tenure)
    return {k: tuple(v) for k, v in found.items()}


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


@cache
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
