"""The ledger: the same pledge, offer or ask across pages and months is one entry with a history.

Two mentions are one entry if the same side stands behind them (an office holder stands for the country), their kinds
fit, and what is promised shares its words, names of the sides left out; amounts and days that differ on pages of one
time part them, on pages of different times they are a change. Mentions are joined by average linkage, so one loose
likeness pulls nothing together, and the result does not depend on the order of pages.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import product
from math import fsum, log
from typing import NamedTuple

import msgspec

from dragoman import timex
from dragoman.lexicon import table
from dragoman.model import (
    Copy,
    Document,
    Evidence,
    Pledge,
    PledgeMention,
    Quantity,
    Span,
    TimeExpression,
    Turn,
    When,
    digest,
    mention_id,
)
from dragoman.reconcile import clusters, copies
from dragoman.reconcile.counterparts import addressed, counterparts
from dragoman.reconcile.lineage import days_apart, days_between
from dragoman.reconcile.world import World, anchor, each, look_up, resolved, side_of
from dragoman.step import Tables

ALIKE = 0.5  # mean likeness from which mentions are one entry
ANSWERS = 0.5  # share of the words of an ask that a pledge answers
_LEAST = 0.3  # likeness that counts as some
_SAME_PAGE = 0.8  # a page that says two things in much the same words means two things
_ALIKE_AT_ALL = 0.15  # share of all words that two wordings of one promise have in common
_CHANGED = 0.5  # share of all words that two mentions with other amounts or days have in common
_RENEWED = 60  # days between two pages after which likeness alone is a new promise, unless most words are the same
_ANEW = re.compile(r"\b(?:a|an|yet) (?:new|another|additional|further)\b|\banother\b", re.IGNORECASE)
_COMPARED = 400  # mentions of one block that are compared with each other
_QUOTED = 85  # words of evidence; of a longer sentence only the pledge's own words are quoted
_STOP = frozenset(
    re.findall(
        r"\w+",
        """a an the and or of to in on for with by from at as its his her their our this that these those it is are be
        will would more further new across through including also into over under all any other such up out continue
        work together effort ensure additional when while both two""",
    )
)


class Told(NamedTuple):
    """A mention with its sides, terms and page resolved."""

    id: str
    mention: PledgeMention
    by: tuple[str, ...]
    to: tuple[str, ...]
    sides: frozenset[str]  # actors and countries of `by`
    states: frozenset[str]  # the countries alone
    words: frozenset[str]
    amount: Decimal | None
    unit: str | None
    deadline: When
    page: When


def pledges(tables: Tables) -> Iterator[Pledge]:
    """The ledger of all pages; a mention whose side nobody can name stays out."""
    known = look_up(tables)
    told = [t for page in each(known, "pledges told", Told, _told_in) for t in page]
    told.sort(key=lambda t: t.id)
    links = copies.links(tables.all(Copy))
    groups = clusters.groups(len(told), _edges(told), ALIKE)
    entries = [_entry(known, [told[i] for i in group], links) for group in groups]
    yield from _answered(sorted(entries, key=lambda p: p.id), known)


# --- one mention ------------------------------------------------------------------------------------


def _wide(first: str | None, last: str | None) -> bool:
    """Is an interval open, or longer than a year?"""
    return not first or not last or days_between(first, last) > 366


def _places(known: World, spans: Iterable[Span]) -> tuple[str, ...]:
    """Countries that places stand for: a team sent to Cairo is sent to Egypt."""
    codes = [m.country for s in spans if (m := known.tables.mention(s)) is not None and m.country]
    return tuple(a.id for a in known.countries if a.country in codes)


def _itself(known: World, actor: str, by: tuple[str, ...]) -> bool:
    """Is it the state of the side itself: "the Export Bank will finance U.S. exports"?"""
    found = known.actors.get(actor)
    return found is not None and found.kind == "country" and found.country in {side_of(known, a) for a in by}


def _told_in(known: World, document: Document) -> Iterator[Told]:
    """The pledge mentions of a page whose side is known, resolved."""
    mentions = known.tables.of(PledgeMention, document.id)
    sides = counterparts(known, document) if mentions else {}
    for m in mentions:
        if (told := _told(known, m, sides)) is not None:
            yield told


def _told(known: World, m: PledgeMention, sides: dict[str, tuple[str, ...]]) -> Told | None:
    by = resolved(known, m.by)
    if not by:
        return None
    named = resolved(known, m.to) or _places(known, m.to)
    to = tuple(a for a in named if a not in by and not _itself(known, a, by))
    if m.kind == "ask" and named and not to:
        return None  # what somebody asks of his own state or of himself is no matter between sides
    to = to or addressed(known, m, by, sides)
    countries = frozenset(c for a in by if a in known.actors and (c := known.actors[a].country))
    quantity = known.tables.at(Quantity, m.quantity) if m.quantity else None
    page = known.datings.get(m.span.document, When())
    due = _due(known, m, page)
    return Told(
        mention_id(m), m, by, to, frozenset({*by, *countries}), countries, _words(m.what) - _words(due.wording),
        quantity.amount if quantity else None, _unit(quantity), due, page,
    )  # fmt: skip


def _unit(quantity: Quantity | None) -> str | None:
    if quantity is None:
        return None
    return f"{quantity.unit}/{quantity.per}" if quantity.per else quantity.unit


def _due(known: World, m: PledgeMention, page: When) -> When:
    """The day or days on which it is due; open where the page is undated and the time is told from its day."""
    time = known.tables.at(TimeExpression, m.deadline) if m.deadline else None
    if time is None:
        return When()
    value = (
        f">{time.value}" if time.type == "DURATION" and time.value.startswith("P") else time.value
    )  # "over two years"
    first, last = timex.resolve(value, anchor(page), "future")
    if not first and not last:
        return When(wording=time.wording)
    if timex.relative(time.value) and _wide(first, last) and _wide(page.earliest, page.latest):
        return When(wording=time.wording)  # a page dated within years dates nothing that it calls "next week"
    if time.relation in ("by", "before", "until"):
        first = None
    if last and page.earliest and last < page.earliest and m.status != "fulfilled":
        return When(wording=time.wording)  # a day long gone is no deadline
    return When(first, last, time.wording, "anchored" if timex.relative(time.value) else "declared")


def _words(what: str) -> frozenset[str]:
    """Content words, stemmed roughly: "raising defence spending" and "raise defense spending" are alike."""
    what = what.lower().replace("’s", "").replace("'s", "").replace("gross domestic product", "gdp")
    stems = {_stem(word) for word in re.findall(r"[a-z][a-z-]{2,}", what) if word not in _STOP}
    return frozenset(_synonyms().get(stem, stem) for stem in stems)


def _stem(word: str) -> str:
    for end in ("ation", "ing", "ment", "ed", "es", "s", "e"):
        if word.endswith(end) and len(word) - len(end) >= 4:
            return word.removesuffix(end)
    return word


@cache
def _synonyms() -> dict[str, str]:
    """Stems that mean the same in a promise, each with the one that stands for them ("outlay": "spend")."""
    return {_stem(r["word"]): _stem(r["means"]) for r in table("synonyms")}


# --- which are one ----------------------------------------------------------------------------------


def _edges(told: Sequence[Told]) -> list[tuple[int, int, float]]:
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n in sorted(range(len(told)), key=lambda n: (told[n].page.earliest or "", told[n].id)):
        for side in told[n].sides:
            blocks[side, "ask" if told[n].mention.kind == "ask" else "pledge"].append(n)
    rare = {w: 1 / (1 + count) ** 0.5 for w, count in Counter(w for t in told for w in t.words).items()}
    weight = [fsum(rare[w] for w in t.words) for t in told]
    telling = [_telling(t.words, rare, weight[n]) for n, t in enumerate(told)]
    found: dict[tuple[int, int], float] = {}
    for _, block in sorted(blocks.items()):
        for i, j in _compared(told, block, telling):
            pair, least = (min(i, j), max(i, j)), min(weight[i], weight[j])
            if pair not in found and (score := likeness(told[i], told[j], rare, least)) > 0:
                found[pair] = score
    return [(i, j, score) for (i, j), score in sorted(found.items())]


def _telling(words: frozenset[str], rare: Mapping[str, float], weight: float) -> list[str]:
    """The words of a mention less the commonest, which alone make it like none whose words weigh more."""
    several, room = sorted(words, key=lambda w: (-rare[w], w)), 0.99 * _LEAST * weight
    while several and rare[several[-1]] < room:
        room -= rare[several.pop()]
    return several


def _compared(told: Sequence[Told], block: Sequence[int], telling: Sequence[list[str]]) -> Iterator[tuple[int, int]]:
    """Pairs of a block, at most `_COMPARED` apart in time, that share a telling word of one of them, or an amount."""
    standing: dict[object, list[int]] = defaultdict(list)  # by word or amount: places in the block
    for place, n in enumerate(block):
        for key in (*told[n].words, *_amounts(told[n], (0,))):
            standing[key].append(place)
    for place, n in enumerate(block):
        near = set[int]()
        for key in (*telling[n], *_amounts(told[n], (-2, -1, 0, 1, 2))):
            at = standing.get(key, [])
            near.update(at[bisect_left(at, place - _COMPARED) : bisect_right(at, place + _COMPARED)])
        for other in sorted(near):
            if other != place:
                yield block[min(place, other)], block[max(place, other)]


def _amounts(t: Told, steps: Iterable[int]) -> Iterator[tuple[str | None, int]]:
    """Under which an amount is found, and those within a hundredth of it: unit and power of 1.01."""
    if t.amount is not None and t.words:
        power = int(log(float(t.amount), 1.01)) if t.amount > 0 else 0
        yield from ((t.unit, power + step) for step in steps)


def likeness(left: Told, right: Told, rare: Mapping[str, float], least: float) -> float:
    """How alike two mentions are, 0 to 1; 0 where they cannot be one entry.

    `rare` is the weight of each word, `least` that of all words of the mention that has less of it.
    """
    a, b = left.mention, right.mention
    if a.sentence == b.sentence or not left.words or not right.words:
        return 0.0
    if left.to and right.to and not set(left.to) & set(right.to):
        return 0.0
    if left.states and right.states and not (left.states <= right.states or right.states <= left.states):
        return 0.0  # what one leader undertakes with Chile is not what he undertakes with Peru
    shared = left.words & right.words
    if not shared and _agree(left, right) != "same":
        return 0.0
    weight = fsum(rare[w] for w in shared)
    score, whole = weight / least, weight / fsum(rare[w] for w in left.words | right.words)
    amounts = _agree(left, right)
    if amounts != "same" and whole < _ALIKE_AT_ALL:
        return 0.0  # "raise tariffs if no trade deal is reached" is no part of "a trade deal announced at a meeting"
    days_told = bool(left.deadline.latest) and left.deadline.latest == right.deadline.latest
    if len(shared) < 2 and left.words != right.words and not (amounts == "same" and days_told):
        score *= 0.5
    if a.span.document == b.span.document and (score < _SAME_PAGE or whole < _CHANGED):
        return 0.0
    if amounts == "same":
        score += 0.35
    days = _days_fit(left.deadline, right.deadline)
    gap = days_apart(left.page, right.page)
    if gap > 31 and amounts != "same" and _ANEW.search((a if _later(left.page, right.page) else b).what):
        return 0.0  # "a new package of assistance" a year after another package
    if gap > _RENEWED and amounts != "same" and whole < _CHANGED:
        return 0.0  # two meetings, months apart, that each end in "agreed to stay in close consultation"
    changed = score >= 0.8 and whole >= _CHANGED and _apart(left.page, right.page)
    if (amounts == "differ" or not days) and not changed:
        return 0.0  # a change is told on another day in much the same words
    return min(score, 1.0) if score >= _LEAST else 0.0


def _agree(left: Told, right: Told) -> str:
    if left.amount is None or right.amount is None or left.unit != right.unit:
        return "open"
    return "same" if abs(left.amount - right.amount) <= max(left.amount, right.amount) / 100 else "differ"


def _days_fit(left: When, right: When) -> bool:
    if not (left.latest and right.latest):
        return True
    first = max(left.earliest or left.latest, right.earliest or right.latest)
    last = min(left.latest, right.latest)
    return first <= last or abs(days_between(right.latest, left.latest)) <= 31


def _apart(left: When, right: When) -> bool:
    """Were two pages surely written on different days? Then another amount is a change, not another pledge."""
    return days_apart(left, right) > 0


def _later(left: When, right: When) -> bool:
    return (left.earliest or "") > (right.earliest or "")


# --- one entry --------------------------------------------------------------------------------------


def evidence(t: Told) -> Evidence:
    """The sentence, with what it says of the terms."""
    m = t.mention
    return Evidence(
        quotable(t, m.sentence), mention=t.id, status=m.status, amount=t.amount, unit=t.unit, kind=m.kind,
        deadline_earliest=t.deadline.earliest, deadline_latest=t.deadline.latest, by=t.by, to=t.to,
    )  # fmt: skip


def quotable(t: Told, sentence: Span) -> Span:
    """The sentence; of one that nobody would quote whole, the words that make the pledge."""
    length = (sentence.end - sentence.start) / 6.5  # characters a word, space included
    if length <= _QUOTED:
        return sentence
    end = min(t.mention.span.end, t.mention.span.start + int(_QUOTED * 6))
    return Span(sentence.document, t.mention.span.start, end)


def _entry(known: World, group: list[Told], links: copies.Links) -> Pledge:
    group = sorted(group, key=lambda t: (t.page.latest or t.page.earliest or "9999", t.mention.span))
    turns = list(_history(group, links))
    measured = [t for t in group if t.amount is not None]
    due = [t for t in group if t.deadline.latest]
    amount, latest = measured[-1].amount if measured else None, due[-1].deadline.latest if due else None
    best = max(  # the fullest wording of what holds now
        group,
        key=lambda t: (
            t.amount == amount,
            t.deadline.latest == latest,
            t.amount is not None,
            min(len(t.words), 12),
            t.id,
        ),
    )
    kinds = Counter(t.mention.kind for t in group)
    kind = "pledge" if "pledge" in kinds else max(sorted(kinds), key=lambda k: kinds[k])
    to = tuple(dict.fromkeys(a for t in group for a in t.to))
    by = _givers(known, tuple(dict.fromkeys(a for t in group for a in t.by)), to)
    return Pledge(
        id=digest("pledge", group[0].id if len(group) == 1 else min(t.id for t in group)),
        kind=kind,
        by=by,
        to=tuple(a for a in to if a not in by),
        what=best.mention.what,
        status=_status(group),
        evidence=tuple(evidence(t) for t in group),
        amount=measured[-1].amount if measured else None,
        unit=measured[-1].unit if measured else None,
        baseline=next((t.mention.baseline for t in group if t.mention.baseline), None),
        deadline=due[-1].deadline if due else next((t.deadline for t in group if t.deadline.wording), When()),
        condition=next((t.mention.condition for t in reversed(group) if t.mention.condition), None),
        history=tuple(turns),
        independent=copies.independent([t.mention.sentence for t in group], links),
        certainty="sure" if len(group) > 1 and copies.independent([t.mention.sentence for t in group], links) > 1
        else min((t.mention.certainty for t in group), key=("sure", "likely", "open").index),
    )  # fmt: skip


def _givers(known: World, by: tuple[str, ...], to: tuple[str, ...]) -> tuple[str, ...]:
    """Sides of an entry without those that receive: where one page has "Japan will invest in the United States" and
    another "the two leaders agreed that Japan would", the United States promises nothing."""
    receive = {side_of(known, a) for a in to}
    return tuple(a for a in by if side_of(known, a) not in receive) or by


_STANDING = ("considered", "expected", "announced", "agreed")  # from weak to strong
_FINAL = ("fulfilled", "dropped", "denied")


def _status(group: Sequence[Told]) -> str:
    """The last word where one ends the matter; else the strongest that any page gives."""
    last = [t.mention.status for t in group if t.mention.status in _FINAL]
    if last:
        return last[-1]
    return max((t.mention.status for t in group), key=_STANDING.index)


def _history(group: Sequence[Told], links: copies.Links) -> Iterator[Turn]:
    """Turns of an entry in the order of its pages: announced, repeated, changed, confirmed, fulfilled, dropped."""
    amount: tuple[Decimal, str | None] | None = None
    due: str | None = None
    strongest = ""
    pages: set[str] = set()
    for n, t in enumerate(group):
        status, notes, what = t.mention.status, [], "repeated"
        if status in _FINAL:
            what = status
        elif n == 0:
            what = "announced"
        elif strongest in _STANDING[:2] and status in _STANDING[2:]:
            what, notes = "confirmed", [f"{strongest}, now {status}"]
        if t.amount is not None:
            if amount and amount[1] == t.unit and amount[0] != t.amount:
                what, notes = "changed", [*notes, f"amount from {amount[0]:f} to {t.amount:f} {t.unit}"]
            amount = (t.amount, t.unit)
        if t.deadline.latest:
            if due and not _days_fit(When(latest=due), t.deadline):
                what, notes = "changed", [*notes, f"deadline from {due} to {t.deadline.latest}"]
            due = t.deadline.latest
        if status in _STANDING and (not strongest or _STANDING.index(status) > _STANDING.index(strongest)):
            strongest = status
        told = {*pages, t.mention.span.document}
        if what == "repeated" and copies.independent(sorted(told), links) == copies.independent(sorted(pages), links):
            continue  # a page that says it twice, or copies another, repeats nothing
        pages = told
        yield Turn(what, t.page, evidence(t), "; ".join(notes))  # type: ignore[arg-type]


def _answered(entries: list[Pledge], known: World) -> Iterator[Pledge]:
    """Link each pledge or offer to the ask that it answers: asked of its side, in its words, not before the ask."""

    def country(actors: Iterable[str]) -> set[str]:
        found = {known.actors[a].country for a in actors if a in known.actors}
        return {*actors, *(c for c in found if c)}

    asks = [(p, _words(p.what)) for p in entries if p.kind == "ask"]
    asked: dict[tuple[str, str], list[int]] = defaultdict(list)  # by whom and with which word
    for n, (ask, wanted) in enumerate(asks):
        for key in product(country(ask.to), wanted):
            asked[key].append(n)
    for p in entries:
        if p.kind == "ask":
            yield p
            continue
        sides, words = country(p.by), _words(p.what)
        shared = Counter(n for w in words for n in {n for side in sides for n in asked.get((side, w), ())})
        best: tuple[float, str] = (0.0, "")
        for n, count in shared.items():
            ask, wanted = asks[n]
            share = count / min(len(wanted), len(words))
            if count >= 2 and share >= ANSWERS and not _before(p, ask):
                best = max(best, (share, ask.id))
        yield msgspec.structs.replace(p, answers=best[1]) if best[1] else p


def _before(left: Pledge, right: Pledge) -> bool:
    """Was `left` surely told before `right` first was?"""
    last = left.history[-1].when.latest if left.history else None
    first = right.history[0].when.earliest if right.history else None
    return bool(last and first and last < first)
