"""Who held an office on a day: "the leader of Japan" in February 2025 is Shigeru Ishiba.

Facts come from data/offices.csv, whose rows are tenures with a first and a last day (an open end is a tenure that
was running when the table was made). Two holders left for the days in question means nobody, and both are named.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from dragoman.model import (
    Conflict,
    Dating,
    Document,
    Evidence,
    Mention,
    Reference,
    Sentence,
    Side,
    Span,
    digest,
    mention_id,
)
from dragoman.reconcile import tenures
from dragoman.reconcile.lineage import days_between
from dragoman.reconcile.tenures import HEADS, Tenure
from dragoman.reconcile.world import World, each, look_up
from dragoman.step import Tables

ROWS = {  # key of data/titles.csv -> offices of data/offices.csv that it may mean
    "head of state": ("head of state",),
    "head of government": ("head of government",),
    "monarch": ("head of state",),
    "vice president": ("vice president",),
    "deputy prime minister": ("deputy head of government",),
}
_LATELY = 183  # days since somebody left: of one who left before, a page tells by the title of his days
_AGAIN = 2  # years in office after which "president-elect" may be of an election won again
_NOT_IN_OFFICE = ("former", "elect", "late")
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
def _held() -> frozenset[str]:
    """Keys of offices whose holders are in the table."""
    return frozenset([*ROWS, *(t.office for t in tenures.all_tenures())])


def said(t: Tenure) -> str:
    """The tenure as a reader would say it."""
    return f"{t.person}, {t.title} ({t.country}), {t.start} {f'to {t.end}' if t.end else 'on'}"


def fold(name: str) -> str:
    """A name in one spelling: no accents, hyphens, initials, "Jr."; Zelenskyy and Zelensky alike."""
    plain = unicodedata.normalize("NFKD", name.split(",")[0]).encode("ascii", "ignore").decode().lower()
    parts = [p.strip(".'’") for p in plain.replace("-", " ").replace("'", "").split()]
    parts = [p for p in parts if len(p) > 1] or parts
    return " ".join(_ending(p) for p in parts if p not in ("jr", "sr"))


def _ending(part: str) -> str:
    for tail in ("iyy", "yy", "iy", "ij", "ii", "yi"):
        if len(part) > 5 and part.endswith(tail):
            return part[: -len(tail)] + "y"
    return part


def days(tables: Tables) -> dict[str, Days]:
    """For each page the days it may be of: its Dating, else what it declares of itself, else open."""
    found: dict[str, Days] = {i: _declared(d) for i, d in tables.documents.items()}
    for dating in tables.all(Dating):
        if dating.when.earliest or dating.when.latest:
            found[dating.document] = (dating.when.earliest, dating.when.latest)
    return found


def _declared(document: Document) -> Days:
    day = (document.declared or "")[:10]
    return (day, day) if len(day) == 10 else (None, None)


def means(t: Tenure, office: str | None, surface: str = "") -> bool:
    """A title (key of data/titles.csv, and its words) may mean the office of a tenure."""
    if office == "leader":
        return t.leads and t.office in HEADS
    if t.office not in ROWS.get(office or "", (office,)):  # a minister of the user's own table by the key itself
        return False
    president = "president" in t.title.lower()  # "president" means no king, "emperor" no president
    if office == "monarch":
        return not president
    return president or office != "head of state" or "president" not in surface.lower()


def holders(country: str, office: str, when: Days, surface: str = "") -> list[Tenure]:
    """Tenures of the office that touch the days, by first day; none where the days are open on both sides."""
    if when == (None, None):
        return []
    return [t for t in by_country().get(country, ()) if means(t, office, surface) and tenures.overlaps(t, *when)]


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
    through = earliest and found[0].start <= earliest and (latest or tenures.OPEN) <= (found[-1].end or tenures.OPEN)
    if tenure == "elect" or through:
        return found[-1], (said(found[-1]),)
    return None, (said(found[-1]),)


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
            for key in {fold(n) for n in (t.person, *t.aliases)} | {_turned(fold(t.person))} | {fold(t.surname)}:
                found[key].append(t)
    return {k: tuple(v) for k, v in found.items()}


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


# --- titles that the table contradicts --------------------------------------------------------------


class Title(NamedTuple):
    """A title that a page gives to somebody, and what the tenures say of it."""

    actor: str
    verdict: str  # "right" or "wrong"
    worded: str
    surface: str  # with what stands before it: "ex-President"
    tenure: str
    row: str  # of the tenure
    evidence: Evidence


def wrong_titles(tables: Tables) -> Iterator[Conflict]:
    """Titles that the tenures contradict on the page's days: "ex-President Donald Trump" in October 2025.

    The sides are the title as the page has it, with its sentences, and the title of the table, with its row and
    the sentences of pages of those days that give it.
    """
    known = look_up(tables)
    wrong: dict[tuple[str, str], list[Title]] = defaultdict(list)
    for page in each(known, "wrong titles", Title, lambda known, d: _titles(known, d, "wrong")):
        for title in page.rows:
            wrong[title.actor, title.worded].append(title)
    right = list(each(known, "right titles", Title, lambda known, d: _titles(known, d, "right"))) if wrong else []
    pages, when = list(tables.documents), days(tables)
    months = {m for several in wrong.values() for t in several for m in _months(when[t.evidence.span.document])}
    near = [t for page, titles in zip(pages, right, strict=False) if months & _months(when[page]) for t in titles.rows]
    held = {t.row: t for rows in by_country().values() for t in rows}
    for (actor, worded), several in sorted(wrong.items()):
        t = held[several[-1].row]
        against = [n.evidence for n in near if n.actor == actor and _same_days(when, n, several)]
        is_now = several[0].tenure in _NOT_IN_OFFICE
        value = f"{t.title} ({t.start} to {t.end or 'open'})" if is_now else f"former {t.title} (until {t.end})"
        table_side = Side(value, (*against, Evidence(several[0].evidence.span, row=t.row)))
        surfaces = dict.fromkeys((worded, *(n.surface for n in several if n.surface)))
        page_side = Side(" / ".join(surfaces), tuple(n.evidence for n in several))
        key = digest("title", actor, worded)
        yield Conflict(key, "title", f"title of {t.person}", (page_side, table_side), "low", f"{t.row}: {said(t)}")


def _titles(known: World, document: Document, wanted: str) -> Iterator[Title]:
    """The titles of a page that the tenures bear out, or contradict."""
    tables, when = known.tables, _days_of(known, document)
    for m in tables.of(Mention, document.id):
        if m.kind != "office" or m.antecedent is None or m.office not in _held():
            continue
        reference = tables.at(Reference, m.span)
        if reference is None or len(reference.actors) != 1:
            continue
        verdict, row = _verdict(tables, m, m.office, reference.actors[0], when)
        if verdict == wanted and row is not None:
            worded = f"{m.tenure} {row.title}" if m.tenure in ("former", "late") else m.surface
            proof = Evidence(sentence_of(tables, m), mention=mention_id(m))
            yield Title(reference.actors[0], verdict, worded, _surface(document, m), m.tenure, row.row, proof)


def _days_of(known: World, document: Document) -> Days:
    found = known.datings.get(document.id)
    return (found.earliest, found.latest) if found and (found.earliest or found.latest) else _declared(document)


def _surface(document: Document, m: Mention) -> str:
    """A title with the word that it is part of: "ex-President"; "" where it stands by itself."""
    before = document.text[max(0, m.span.start - 10) : m.span.start]
    word = before.split()[-1] if before.split() and not before.endswith(" ") else ""
    return word + m.surface if word else ""


def _months(when: Days) -> frozenset[str]:
    """First and last month of an interval, and those between; of an open one none."""
    if not when[0] or not when[1]:
        return frozenset()
    first, last = (12 * int(day[:4]) + int(day[5:7]) for day in (when[0], when[1]))
    return frozenset(str(month) for month in range(first, last + 1))


def _verdict(tables: Tables, m: Mention, office: str, actor: str, when: Days) -> tuple[str, Tenure | None]:
    """Whether the tenures allow a title on the page's days: "right", "wrong" with the row, or "" (unknown)."""
    earliest, latest = when
    name = tables.mention(m.antecedent) if m.antecedent is not None else None
    if not earliest or not latest or name is None or not name.name:
        return "", None
    country = m.country or name.country
    mine = [t for t in named(name.name) if not country or t.country == country]
    people = {(t.country, t.person) for t in mine}
    if len(people) != 1:
        return "", None
    mine = [t for t in mine if means(t, office) or (t.office in HEADS and office in HEADS)]
    if not mine:
        return "", None
    throughout = [t for t in mine if t.start <= earliest and (not t.end or latest <= t.end)]
    touching = [t for t in mine if t.start <= latest and (not t.end or earliest <= t.end)]
    if m.tenure == "former":
        if throughout and throughout[-1].end != latest:
            return "wrong", throughout[-1]
        return ("right", mine[-1]) if not touching else ("", None)
    if m.tenure in ("elect", "late"):  # of who is in office; who is elected again after years may be called so
        held = [t for t in throughout if t.start < earliest and t.end != latest]
        held = [t for t in held if m.tenure == "late" or int(earliest[:4]) - int(t.start[:4]) < _AGAIN]
        return ("wrong", held[-1]) if held else ("", None)
    if m.tenure in ("", "acting"):
        if touching:
            return "right", touching[-1]
        gone = [t for t in mine if t.end and 0 < days_between(t.end, earliest) <= _LATELY]
        return ("wrong", gone[-1]) if gone and len(gone) == len(mine) and m.tenure == "" else ("", None)
    return "", None


def _same_days(when: dict[str, Days], title: Title, others: list[Title]) -> bool:
    """The page of a title is of the same months as one of the others' pages."""
    own = _months(when[title.evidence.span.document])
    return any(own & _months(when[other.evidence.span.document]) for other in others)


def sentence_of(tables: Tables, m: Mention) -> Span:
    """Span of the sentence that a mention stands in; the mention's own where there is none."""
    for s in tables.of(Sentence, m.span.document):
        if s.span.start <= m.span.start < s.span.end:
            return s.span
    return m.span
