"""Titles that the tenures contradict on the page's days: "ex-President Donald Trump" in October 2025."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from dragoman import timex
from dragoman.model import Conflict, Document, Evidence, Mention, Reference, Side, TimeExpression, digest, mention_id
from dragoman.reconcile import offices
from dragoman.reconcile.lineage import days_between, months
from dragoman.reconcile.tenures import HEADS, Tenure
from dragoman.reconcile.world import World, each, look_up
from dragoman.step import Tables

_LATELY = 183  # days since somebody left: of one who left before, a page tells by the title of his days
_AGAIN = 2  # years in office after which "president-elect" may be of an election won again
_NOT_IN_OFFICE = ("former", "elect", "late")


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
    pages, when = list(tables.documents), offices.days(tables)
    of_wrong = {m for several in wrong.values() for t in several for m in months(*when[t.evidence.span.document])}
    near = [
        t for page, titles in zip(pages, right, strict=False) if of_wrong & months(*when[page]) for t in titles.rows
    ]
    held = {t.row: t for rows in offices.by_country().values() for t in rows}
    for (actor, worded), several in sorted(wrong.items()):
        t = held[several[-1].row]
        against = [n.evidence for n in near if n.actor == actor and _same_days(when, n, several)]
        is_now = several[0].tenure in _NOT_IN_OFFICE
        value = f"{t.title} ({t.start} to {t.end or 'open'})" if is_now else f"former {t.title} (until {t.end})"
        table_side = Side(value, (*against, Evidence(several[0].evidence.span, row=t.row)))
        surfaces = dict.fromkeys((worded, *(n.surface for n in several if n.surface)))
        page_side = Side(" / ".join(surfaces), tuple(n.evidence for n in several))
        key = digest("title", actor, worded)
        yield Conflict(
            key, "title", f"title of {t.person}", (page_side, table_side), "low", f"{t.row}: {offices.said(t)}"
        )


def _titles(known: World, document: Document, wanted: str) -> Iterator[Title]:
    """The titles of a page that the tenures bear out, or contradict."""
    tables, when = known.tables, _days_of(known, document)
    for m in tables.of(Mention, document.id):
        if m.kind != "office" or m.antecedent is None or m.office not in offices.held():
            continue
        reference = tables.at(Reference, m.span)
        if reference is None or len(reference.actors) != 1:
            continue
        verdict, row = _verdict(tables, m, m.office, when)
        if verdict == wanted and row is not None:
            worded = f"{m.tenure} {row.title}" if m.tenure in ("former", "late") else m.surface
            proof = Evidence(tables.sentence(m.span), mention=mention_id(m))
            yield Title(reference.actors[0], verdict, worded, _surface(document, m), m.tenure, row.row, proof)


def _days_of(known: World, document: Document) -> offices.Days:
    found = known.datings.get(document.id)
    return (found.earliest, found.latest) if found and (found.earliest or found.latest) else offices.declared(document)


def _surface(document: Document, m: Mention) -> str:
    """A title with the word that it is part of: "ex-President"; "" where it stands by itself."""
    before = document.text[max(0, m.span.start - 10) : m.span.start]
    word = before.split()[-1] if before.split() and not before[-1].isspace() else ""
    return word + m.surface if word else ""


def _verdict(tables: Tables, m: Mention, office: str, when: offices.Days) -> tuple[str, Tenure | None]:
    """Whether the tenures allow a title on the page's days: "right", "wrong" with the row, or "" (unknown)."""
    earliest, latest = when
    name = tables.mention(m.antecedent) if m.antecedent is not None else None
    if not earliest or not latest or name is None or not name.name:
        return "", None
    text = tables.documents[m.span.document].text
    if _SUPPOSED.search(text, max(0, m.span.start - 30), m.span.start):
        return "", None
    country = m.country or name.country
    mine = [t for t in offices.named(name.name) if not country or t.country == country]
    people = {(t.country, t.person) for t in mine}
    if len(people) != 1:
        return "", None
    mine = [t for t in mine if offices.means(t, office) or (t.office in HEADS and office in HEADS)]
    if not mine:
        return "", None
    throughout = [t for t in mine if t.start <= earliest and latest <= max(t.end or "", offices.until(t))]
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
        if gone and _tells_of(tables, m, gone[-1], earliest):
            return "", None
        return ("wrong", gone[-1]) if gone and len(gone) == len(mine) and m.tenure == "" else ("", None)
    return "", None


_SUPPOSED = re.compile(  # "a President Trump would", "once Obama is former president Obama"
    r"\b(?:an?|(?:once|when|if|until) [\w.’' -]{1,20} (?:is|becomes?)(?: the| an?)?)(?:\s+former)?\s+$", re.I
)
_DEATH = re.compile(r"\b(?:died|dead|death|killed|funeral|assassinat\w+|mourn\w*|late|buried|crash)\b", re.I)


def _tells_of(tables: Tables, m: Mention, held: Tenure, earliest: str) -> bool:
    """Whether the sentence of a title tells of days when it was held: "November 9: talks with Chancellor Merkel", "the
    death of President Lind"."""
    day = date.fromisoformat(earliest)
    if _DEATH.search(tables.text(tables.sentence(m.span))):
        return True
    times = tables.within(TimeExpression, tables.sentence(m.span))
    last = (timex.resolve(t.value, (day, day), "past")[1] for t in times)
    return any(end and end <= (held.end or "") for end in last)


def _same_days(when: dict[str, offices.Days], title: Title, others: list[Title]) -> bool:
    """The page of a title is of the same months as one of the others' pages."""
    own = months(*when[title.evidence.span.document])
    return any(own & months(*when[other.evidence.span.document]) for other in others)
