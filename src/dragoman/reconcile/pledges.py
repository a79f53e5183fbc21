"""The ledger: the same pledge, offer or ask across pages and months is one entry with a history.

Two mentions are one entry if the same side stands behind them (an office holder stands for the country), their kinds
fit, and what is promised shares its words, names of the sides left out; amounts and days that differ on pages of one
time part them, on pages of different times they are a change. Mentions are joined by average linkage, so one loose
likeness pulls nothing together, and the result does not depend on the order of pages.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import product

import msgspec

from dragoman.model import (
    Copy,
    Evidence,
    Pledge,
    Span,
    Turn,
    When,
    digest,
)
from dragoman.reconcile import clusters, copies, pledge_pairs
from dragoman.reconcile.pledge_mentions import Told, content_words, told_in
from dragoman.reconcile.pledge_pairs import days_fit
from dragoman.reconcile.world import World, each, look_up, side_of
from dragoman.step import Tables

ALIKE = 0.5  # mean likeness from which mentions are one entry
ANSWERS = 0.5  # share of the words of an ask that a pledge answers
_QUOTED = 85  # words of evidence; of a longer sentence only the pledge's own words are quoted


def pledges(tables: Tables) -> Iterator[Pledge]:
    """The ledger of all pages; a mention whose side nobody can name stays out."""
    known = look_up(tables)
    told = [t for page in each(known, "pledges told", Told, told_in) for t in page.rows]
    told.sort(key=lambda t: t.id)
    links = copies.links(tables.all(Copy))
    groups = clusters.groups(len(told), pledge_pairs.alike(told), ALIKE)
    entries = [_entry(known, [told[i] for i in group], links) for group in groups]
    yield from _answered(sorted(entries, key=lambda p: p.id), known)


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
    independent = copies.independent([t.mention.sentence for t in group], links)
    by = _givers(known, tuple(dict.fromkeys(a for t in group for a in t.by)), to)
    return Pledge(
        id=digest("pledge", group[0].id if len(group) == 1 else min(t.id for t in group)),
        kind=kind,
        by=by,
        to=tuple(a for a in to if a not in by),
        what=best.mention.what,
        status=_status(group),
        evidence=tuple(evidence(t) for t in group),
        amount=amount,
        unit=measured[-1].unit if measured else None,
        baseline=next((t.mention.baseline for t in group if t.mention.baseline), None),
        deadline=due[-1].deadline if due else next((t.deadline for t in group if t.deadline.wording), When()),
        condition=next((t.mention.condition for t in reversed(group) if t.mention.condition), None),
        history=tuple(turns),
        independent=independent,
        certainty="sure" if independent > 1
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
            if due and not days_fit(When(latest=due), t.deadline):
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

    asks = [(p, content_words(p.what)) for p in entries if p.kind == "ask"]
    asked: dict[tuple[str, str], list[int]] = defaultdict(list)  # by whom and with which word
    for n, (ask, wanted) in enumerate(asks):
        for key in product(country(ask.to), wanted):
            asked[key].append(n)
    for p in entries:
        if p.kind == "ask":
            yield p
            continue
        sides, words = country(p.by), content_words(p.what)
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
