"""Amounts on which pages contradict each other: of one pledge, or of one thing by what stands beside the figure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from decimal import Decimal
from itertools import combinations

import msgspec

from dragoman.model import (
    Conflict,
    Document,
    Evidence,
    PledgeMention,
    Quantity,
    Reference,
    Sentence,
    Side,
    Span,
    digest,
)
from dragoman.parts import laid_out
from dragoman.reconcile import pledges
from dragoman.reconcile.comparable import Together, pairs, stems
from dragoman.reconcile.world import World
from dragoman.step import Tables

ROUNDED = Decimal("0.1")  # amounts nearer to each other, as a share of the larger, are one amount rounded
PLAIN = stems(  # what says how much, how long or how often, not of what
    "year years month months week weeks days hour hours season time times million billion trillion hundred thousand "
    "first second third three four five seven eight nine more most nearly roughly worth total"
)
TOLD = 2  # different figures that pages of one story give for one thing; where they give more it is several things
NEAR = 45  # characters around an amount whose words say what it is an amount of


def terms(tables: Tables) -> Iterator[Conflict]:
    """Amounts of one merged pledge that differ by more than rounding, where no page gives both or
    tells of a change."""
    for pledge in laid_out(part for gist, part in pledges.gists(tables) if gist.several):
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
    """Whether a page knows both values, or that there was another: then one is the earlier or the other thing."""
    if any(_CHANGED.search(tables.text(e.span)) for e in (left, right)):
        return True
    for document in (left.span.document, right.span.document):
        values = [q.amount for q in tables.of(Quantity, document) if q.unit in (left.unit, right.unit)]
        if all(any(not _differ(v, e.amount) for v in values) for e in (left, right)):
            return True
    return False


def corrected(tables: Tables, page: str) -> Iterator[Conflict]:
    """Figures that a page tells and then gives otherwise: "12 jets, media said. The ministry said the figure was 24."

    The figure meant is the last count before it, at most `BACK` sentences above.
    """
    said = list(_FIGURE.finditer(tables.documents[page].text))
    sentences = [s.span for s in tables.of(Sentence, page)] if said else []
    counts = [q for q in tables.of(Quantity, page) if q.unit[:1].islower() and q.per is None] if said else []
    for m in said:
        at = next((n for n, s in enumerate(sentences) if s.start <= m.start() < s.end), None)
        above = [q for q in counts if q.span.end <= m.start()]
        if at is None or not above or above[-1].span.start < sentences[max(0, at - BACK)].start:
            continue
        first, named = above[-1], (m["figure"] or m["put"]).lower()
        told = (tables.sentence(first.span), sentences[at])
        amounts = (first.amount, Decimal(_NUMBERS[named] if named in _NUMBERS else named.replace(",", "")))
        once = _ONCE.search(tables.text(sentences[at]))
        if _differ(*amounts) and told[0] != told[1] and not once:
            sides = [Evidence(s, amount=a, unit=first.unit) for s, a in zip(told, amounts, strict=True)]
            values = tuple(Side(f"{e.amount} {e.unit}", (e,)) for e in sides)
            key = digest("corrected", page, str(m.start()))
            yield Conflict(key, "number", f"how many: {first.unit}", values, "high")


_CHANGED = re.compile(  # "80 million euros instead of 50 million", "will now deliver 32"
    r"\b(?:now|instead of|rather than|up from|down from|no longer|original\w*|initial\w*)\b", re.I
)
BACK = 5
_ONCE = re.compile(r"\b(?:(?:last|previous) \w+|earlier|ago|then|(?:19|20)\d\d)\b", re.I)  # "a year ago the figure was"
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_COUNT = rf"\d[\d,]*|{'|'.join(_NUMBERS)}"
_FIGURE = re.compile(
    r"\b(?:(?:the|that) (?:real |actual |true |right )?(?:figure|number|total) (?:was|is|stood at|stands at) "
    rf"(?:in fact |actually |really |only |closer to )?(?P<figure>{_COUNT})"
    rf"|put the (?:figure|number|total) at (?P<put>{_COUNT}))"
    r"(?![\w.,]*\d|\s*(?:%|per|[mb]illion\b|(?!and\b|the\b|in\b|he\b|she\b)[a-z]+s\b))",
    re.I,
)


class Figure(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """An amount in its sentence."""

    quantity: Quantity
    sentence: Span
    of: frozenset[str]  # stems beside it: what it is an amount of
    countries: frozenset[str]
    persons: frozenset[str]
    sought: bool  # whether its sentence asks or offers: what is offered does not contradict what is in force


def numbers(
    tables: Tables, told: Sequence[Figure], together: Together, story: Mapping[str, str], own: Set[str]
) -> Iterator[Conflict]:
    """Figures for one thing, by what stands beside them, given differently by pages of the same days.

    Both sentences must speak of the same two countries (or name the same person), neither page may know the other's
    figure, and no third may be given.
    """
    by_unit: dict[str, list[Figure]] = defaultdict(list)
    by_stem: dict[tuple[str, str], list[int]] = defaultdict(list)  # places in `told`, by unit and stem
    blocks: dict[tuple[str, ...], list[Figure]] = defaultdict(list)
    for n, figure in enumerate(told):
        by_unit[figure.quantity.unit].append(figure)
        for word in figure.of:
            by_stem[figure.quantity.unit, word].append(n)
        for key in [*combinations(sorted(figure.countries), 2), *((p,) for p in sorted(figure.persons))]:
            blocks[(figure.quantity.unit, *key)].append(figure)
    plain = {unit: _common(figures) | PLAIN for unit, figures in by_unit.items()}
    seen: set[tuple[str, str]] = set()
    for left, right in pairs(blocks, lambda f: f.sentence.document, story, own):
        beside = (left.of & right.of) - plain[left.quantity.unit]
        least = 1 if len(left.countries & right.countries) > 1 else 2  # what one person is named with may be anything
        if len(beside) < least:
            continue
        a, b = left.quantity, right.quantity
        pages = (left.sentence.document, right.sentence.document)
        if (
            pages in seen
            or a.per != b.per
            or left.sought != right.sought
            or not _differ(a.amount, b.amount)
            or _room(a, b)
        ):
            continue
        alike = (told[n] for n in sorted({n for word in beside for n in by_stem[a.unit, word]}))
        if not together(*pages) or _several(alike, left, right, together):
            continue
        sides = [Evidence(f.sentence, amount=f.quantity.amount, unit=a.unit) for f in (left, right)]
        if _gives_both(tables, *sides):
            continue
        seen.add(pages)
        worded = [tables.text(f.quantity.span) for f in (left, right)]
        values = tuple(Side(f"{e.amount} {a.unit} ({w})", (e,)) for e, w in zip(sides, worded, strict=True))
        about = f"how much: {', '.join(sorted(beside))}"
        yield Conflict(digest("number", *sorted(pages), a.unit, *sorted(beside)), "number", about, values, "high")


def _several(figures: Iterable[Figure], left: Figure, right: Figure, together: Together) -> bool:
    """Whether pages of the same days give a third figure beside the same words: these do not tell what it is of."""
    amounts: list[Decimal] = []
    about = (left.countries & right.countries) | (left.persons & right.persons)
    for f in figures:
        alike = f.quantity.per == left.quantity.per and (f.countries | f.persons) & about
        if alike and together(f.sentence.document, left.sentence.document):
            amounts += [f.quantity.amount] if all(_differ(f.quantity.amount, known) for known in amounts) else []
    return len(amounts) > TOLD


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


def figures(known: World, document: Document) -> Iterator[Figure]:
    """The amounts of a page, with what they are of and of whom their sentences speak."""
    tables = known.tables
    for quantity in tables.of(Quantity, document.id):
        sentence = tables.sentence(quantity.span)
        if sentence == quantity.span or quantity.unit in ("", "year", "month", "week", "day", "hour", "minute"):
            continue
        start, end = max(sentence.start, quantity.span.start - NEAR), min(sentence.end, quantity.span.end + NEAR)
        within = tables.within(Reference, sentence)
        meant = [a for r in within for key in r.actors if (a := known.actors.get(key)) is not None]
        beside = document.text[start : quantity.span.start] + " " + document.text[quantity.span.end : end]
        yield Figure(
            quantity,
            sentence,
            stems(beside),
            frozenset(a.country for a in meant if a.country),
            frozenset(a.id for a in meant if a.kind == "person"),
            any(p.kind != "pledge" for p in tables.within(PledgeMention, sentence)),
        )
