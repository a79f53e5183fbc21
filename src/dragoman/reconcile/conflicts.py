"""Where the coverage contradicts itself: two readings of one thing that cannot both hold, slot by slot.

A pair of claims must be about the same thing (one merged record, or the same act by the same side in pages of the same
days) before their values are compared. Not conflicts: rounding, bounds that leave room, before and after (a page that
gives both values), a count that runs on, a copy that repeats its original.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

import msgspec

from dragoman.model import (
    Actor,
    Conflict,
    Copy,
    Dating,
    Event,
    EventMention,
    Evidence,
    Pledge,
    Quantity,
    Reference,
    Sentence,
    Side,
    Span,
    Story,
    digest,
    mention_id,
)
from dragoman.reconcile import copies, offices, statements, words
from dragoman.reconcile.lineage import days_apart
from dragoman.reconcile.vectors import stem
from dragoman.step import Tables

SAME_DAYS = 4  # days between two pages that tell of the same days
ROUNDED = Decimal("0.1")  # amounts nearer to each other, as a share of the larger, are one amount rounded
NEAR = 45  # characters around an amount whose words say what it is an amount of
HAPPENED = frozenset({"occurred", "ongoing", "agreed", "announced", "fulfilled"})
SETTLES = {
    "status": "a readout of either side, or the person who is said to have done it",
    "date": "a readout or the dateline of a page written on the spot",
    "number": "the text of what was signed, or the first page that gave the figure",
    "participant": "a readout or a photograph of the meeting",
}

Together = Callable[[str, str], bool]


def conflicts(tables: Tables) -> Iterator[Conflict]:
    """Titles against tenures, wordings, and readings of one event, pledge or figure that cannot both hold."""
    together = _together(tables)
    found = [
        *offices.wrong_titles(tables),
        *statements.wording_conflicts(tables),
        *_statuses(tables, together),
        *_denials(tables, together),
        *_dates(tables, together),
        *_terms(tables),
        *_numbers(tables, together),
    ]
    known = copies.links(tables.all(Copy))
    told: set[tuple[str, frozenset[Span]]] = set()
    for row in {c.id: c for c in sorted(found, key=lambda c: c.id)}.values():
        places = (row.kind, frozenset(e.span for s in row.sides for e in s.evidence))
        if places in told:
            continue
        told.add(places)
        sides = tuple(
            msgspec.structs.replace(s, independent=max(1, copies.independent([e.span for e in s.evidence], known)))
            for s in row.sides
        )
        yield msgspec.structs.replace(row, sides=sides, settle=row.settle or SETTLES.get(row.kind, ""))


def _together(tables: Tables) -> Together:
    """Whether two pages tell of the same days: one story, or dates at most `SAME_DAYS` apart."""
    story = {d: s.id for s in tables.all(Story) for d in s.documents}
    dates = {d.document: d.when for d in tables.all(Dating)}

    def told(left: str, right: str) -> bool:
        a, b = dates.get(left), dates.get(right)
        if a and b and a.earliest and a.latest and b.earliest and b.latest:
            return days_apart(a, b) <= SAME_DAYS
        return left in story and story[left] == story.get(right)

    return told


# --- said to have happened / denied; on which day ---------------------------------------------------


class Claim(NamedTuple):
    """One page's word about one act."""

    act: tuple[str, str]  # type, stem of the trigger
    by: frozenset[str]
    countries: frozenset[str]
    content: frozenset[str]
    evidence: Evidence
    event: Event


def _claims(tables: Tables) -> list[Claim]:
    mentions = {mention_id(m): m for m in tables.all(EventMention)}
    countries = {a.id: a.country for a in tables.all(Actor)}
    found = []
    for event in tables.all(Event):
        for evidence in event.evidence:
            mention = mentions.get(evidence.mention or "")
            if mention is None:
                continue
            by = frozenset(evidence.by or event.by)
            sides = by | frozenset(evidence.to or event.to)
            trigger = stem(tables.text(mention.span).lower().split()[-1])
            where = frozenset(c for a in sides if (c := countries.get(a)))
            found.append(Claim((event.type, trigger), by, where, _stems(tables.text(evidence.span)), evidence, event))
    return found


def _stems(text: str) -> frozenset[str]:
    """Stems of the words that carry content, names left out."""
    found = words.WORD.findall(text)
    return frozenset(
        stem(w.lower()) for w in found if len(w) > 3 and w[0].islower() and words.code(w) not in words.FUNCTION
    )


def _statuses(tables: Tables, together: Together) -> Iterator[Conflict]:
    """An act that one page says happened and another denies, of the same side, in the same days."""
    by_act: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in _claims(tables):
        by_act[claim.act].append(claim)
    for act, claims in sorted(by_act.items()):
        for no in (c for c in claims if c.evidence.status == "denied"):
            yes = [
                c
                for c in claims
                if c.evidence.status in HAPPENED
                and c.evidence.span.document != no.evidence.span.document
                and c.by & no.by
                and together(c.evidence.span.document, no.evidence.span.document)
            ]
            if yes:
                sides = (_said(tables, "occurred", yes), _said(tables, "denied", [no]))
                about = f"whether {_names(tables, no.by)} did {act[1]}"
                yield Conflict(digest("status", *act, *_place(no.evidence.span)), "status", about, sides, "high")


DENIED = re.compile(r"\s+(?:did not|didn['’]t|has not|had not|never)\s+([a-z]{3,})")
# roots of what is said of silence: "did not respond to requests", "did not elaborate"
SILENT = frozenset(["respond", "reply", "comment", "return", "answer", "elaborat", "specif"])
DONE = re.compile(r"\s+(?:has |had |have )?([a-z]{2,}ed)\b")


def _denials(tables: Tables, together: Together) -> Iterator[Conflict]:
    """A person who "did not accept" against the same who "accepted", in paragraphs that share their matter.

    Nothing but words is compared, so that it works where no event was read from either sentence.
    """
    done: dict[tuple[str, str], list[tuple[Span, frozenset[str]]]] = defaultdict(list)
    denied: list[tuple[str, str, Span, frozenset[str]]] = []
    persons = {a.id for a in tables.all(Actor) if a.kind == "person"}
    for reference in tables.all(Reference):
        if len(reference.actors) != 1 or reference.actors[0] not in persons:
            continue
        actor, at = reference.actors[0], reference.span
        text = tables.documents[at.document].text
        no, yes = DENIED.match(text, at.end), DONE.match(text, at.end)
        if no and _root(no[1]) not in SILENT:
            denied.append((actor, _root(no[1]), *_paragraph(tables, at)))
        elif yes:
            done[actor, _root(yes[1])].append(_paragraph(tables, at))
    for actor, verb, span, matter in denied:
        against = [
            s
            for s, m in done.get((actor, verb), [])
            if s.document != span.document and together(s.document, span.document) and len(m & matter) >= 2
        ]
        if against:
            sides = tuple(
                Side(f"{value}: {tables.text(spans[0])}", tuple(Evidence(s, status=value, by=(actor,)) for s in spans))
                for value, spans in (("occurred", against), ("denied", [span]))
            )
            word = DENIED.search(tables.text(span))
            about = f"whether {_names(tables, [actor])} did {word[1] if word else verb}"
            yield Conflict(digest("status", actor, verb, *_place(span)), "status", about, sides, "high")


def _root(verb: str) -> str:
    """What a regular verb and its past have in common: promise, promised; deny, denied; admit, admitted."""
    verb = verb.removesuffix("ed").rstrip("e")
    verb = verb[:-1] + "i" if verb.endswith("y") else verb
    return verb[:-1] if len(verb) > 2 and verb[-1] == verb[-2] else verb


def _paragraph(tables: Tables, at: Span) -> tuple[Span, frozenset[str]]:
    """Sentence that a place stands in, and the content stems of its paragraph."""
    document = tables.documents[at.document]
    sentence = next((s.span for s in tables.of(Sentence, at.document) if s.span.start <= at.start < s.span.end), at)
    line = next((x for x in document.lines if x.start <= at.start < x.end), None)
    return sentence, _stems(document.text[line.start : line.end] if line else tables.text(sentence))


def _said(tables: Tables, value: str, claims: Sequence[Claim]) -> Side:
    wording = tables.text(claims[0].evidence.span)
    evidence = {c.evidence.span: c.evidence for c in claims}
    return Side(f"{value}: {wording}", tuple(evidence.values()))


def _place(span: Span) -> tuple[str, int, int]:
    return span.document, span.start, span.end


def _names(tables: Tables, actors: Iterable[str]) -> str:
    names = {a.id: a.name for a in tables.all(Actor)}
    return " and ".join(sorted(names.get(a, a) for a in actors)) or "somebody"


def _dates(tables: Tables, together: Together) -> Iterator[Conflict]:
    """One act of the same sides put on different days by pages of the same days, each of them exact."""
    exact: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in _claims(tables):
        evidence = claim.evidence
        if evidence.earliest and evidence.earliest == evidence.latest and evidence.status in HAPPENED:
            exact[claim.act].append(claim)
    for act, claims in sorted(exact.items()):
        for left, right in combinations(claims, 2):
            a, b = left.evidence, right.evidence
            apart = abs((date.fromisoformat(str(a.earliest)) - date.fromisoformat(str(b.earliest))).days)
            if not 1 <= apart <= SAME_DAYS or a.span.document == b.span.document:
                continue
            if not left.by & right.by and len(left.countries & right.countries) < 2:
                continue
            same = left.event.id == right.event.id or len(left.content & right.content) >= 3
            if same and together(a.span.document, b.span.document):
                sides = tuple(Side(str(c.evidence.earliest), (c.evidence,)) for c in (left, right))
                about = f"day on which {_names(tables, left.by)} did {act[1]}"
                yield Conflict(digest("date", left.event.id, right.event.id), "date", about, sides, "low")


# --- how much, by when -------------------------------------------------------------------------------


def _terms(tables: Tables) -> Iterator[Conflict]:
    """Amounts of one merged pledge that differ by more than rounding, where no page gives both."""
    for pledge in tables.all(Pledge):
        told = [e for e in pledge.evidence if e.amount is not None]
        for left, right in combinations(told, 2):
            if left.unit == right.unit and _differ(left.amount, right.amount) and not _gives_both(tables, left, right):
                sides = tuple(Side(f"{e.amount} {e.unit or ''}".strip(), (e,)) for e in (left, right))
                yield Conflict(digest("number", pledge.id), "number", f"how much: {pledge.what}", sides, "high")
                break


def _differ(left: Decimal | None, right: Decimal | None) -> bool:
    if left is None or right is None:
        return False
    return abs(left - right) > ROUNDED * max(abs(left), abs(right))


def _gives_both(tables: Tables, left: Evidence, right: Evidence) -> bool:
    """Whether a page knows both values: then one is the earlier or the other thing, and it says so."""
    for document in (left.span.document, right.span.document):
        values = [q.amount for q in tables.of(Quantity, document) if q.unit in (left.unit, right.unit)]
        if all(any(not _differ(v, e.amount) for v in values) for e in (left, right)):
            return True
    return False


class Figure(NamedTuple):
    """An amount in its sentence."""

    quantity: Quantity
    sentence: Span
    of: frozenset[str]  # stems beside it: what it is an amount of
    countries: frozenset[str]
    persons: frozenset[str]


def _numbers(tables: Tables, together: Together) -> Iterator[Conflict]:
    """Figures for one thing, by what stands beside them, given differently by pages of the same days.

    Both sentences must speak of the same two countries (or name the same person), and neither page may know the
    other's figure.
    """
    by_unit: dict[str, list[Figure]] = defaultdict(list)
    for figure in _figures(tables):
        by_unit[figure.quantity.unit].append(figure)
    seen: set[tuple[str, str]] = set()
    for unit, figures in sorted(by_unit.items()):
        common = _common(figures)
        for left, right in combinations(figures, 2):
            a, b = left.quantity, right.quantity
            pages = (left.sentence.document, right.sentence.document)
            if pages[0] == pages[1] or pages in seen or not _differ(a.amount, b.amount) or _room(a, b):
                continue
            if len(left.countries & right.countries) < 2 and not left.persons & right.persons:
                continue
            beside = (left.of & right.of) - common
            if not beside or not together(*pages):
                continue
            sides = [Evidence(f.sentence, amount=f.quantity.amount, unit=unit) for f in (left, right)]
            if _gives_both(tables, *sides):
                continue
            seen.add(pages)
            worded = [tables.text(f.quantity.span) for f in (left, right)]
            values = tuple(Side(f"{e.amount} {unit} ({w})", (e,)) for e, w in zip(sides, worded, strict=True))
            about = f"how much: {', '.join(sorted(beside))}"
            yield Conflict(digest("number", *sorted(pages), unit, *sorted(beside)), "number", about, values, "high")


def _common(figures: Sequence[Figure]) -> frozenset[str]:
    """Stems beside half of all figures of a unit tell them apart no longer (of four figures or more)."""
    if len(figures) < 4:
        return frozenset()
    counts: dict[str, int] = defaultdict(int)
    for figure in figures:
        for s in figure.of:
            counts[s] += 1
    return frozenset(s for s, n in counts.items() if 2 * n > len(figures))


def _room(left: Quantity, right: Quantity) -> bool:
    """Whether bounds leave room for both: "at least 10" and 12."""
    for a, b in ((left, right), (right, left)):
        if a.bound == "at least" and b.amount >= a.amount:
            return True
        if a.bound == "at most" and b.amount <= a.amount:
            return True
        if a.high is not None and a.amount <= b.amount <= a.high:
            return True
    return False


def _figures(tables: Tables) -> Iterator[Figure]:
    actors = {a.id: a for a in tables.all(Actor)}
    for document in tables.documents.values():
        sentences = tables.of(Sentence, document.id)
        for quantity in tables.of(Quantity, document.id):
            sentence = next((s.span for s in sentences if s.span.start <= quantity.span.start < s.span.end), None)
            if sentence is None or quantity.unit in ("", "year", "month", "week", "day", "hour", "minute"):
                continue
            start, end = max(sentence.start, quantity.span.start - NEAR), min(sentence.end, quantity.span.end + NEAR)
            meant = {
                a
                for r in tables.of(Reference, document.id)
                if sentence.start <= r.span.start < sentence.end
                for a in r.actors
            }
            beside = document.text[start : quantity.span.start] + " " + document.text[quantity.span.end : end]
            yield Figure(
                quantity,
                sentence,
                _stems(beside),
                frozenset(c for a in meant if a in actors and (c := actors[a].country)),
                frozenset(a for a in meant if a in actors and actors[a].kind == "person"),
            )
