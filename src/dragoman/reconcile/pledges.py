"""The ledger: the same pledge, offer or ask across pages and months is one entry with a history.

Two mentions are one entry if the same side stands behind them (an office holder stands for the country), their kinds
fit, and what is promised shares its words, names of the sides left out; amounts and days that differ on pages of one
time part them, on pages of different times they are a change. Mentions are joined by average linkage, so one loose
likeness pulls nothing together, and the result does not depend on the order of pages.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache, partial
from itertools import chain, product
from typing import NamedTuple

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
from dragoman.parts import Packed, Part
from dragoman.reconcile import blocks, clusters, copies, pledge_pairs
from dragoman.reconcile.comparable import SAME_DAYS
from dragoman.reconcile.lineage import days_apart
from dragoman.reconcile.pledge_mentions import Told, content_words, stands_for, told_in
from dragoman.reconcile.pledge_pairs import days_fit
from dragoman.reconcile.world import World, look_up, resolved, side_of
from dragoman.step import Tables

ALIKE = 0.5  # mean likeness from which mentions are one entry
ANSWERS = 0.5  # share of the words of an ask that a pledge answers
_QUOTED = 85  # words of evidence; of a longer sentence only the pledge's own words are quoted


class Gist(NamedTuple):
    """What is asked of all entries, most of which nobody lays out."""

    kind: str
    sides: Sequence[str]  # of whom it is asked, or who promises; and their countries
    words: Sequence[str]
    first: str | None  # first day of what was told first
    last: str | None  # last day of what was told last
    due: str | None  # the day after which nothing was heard of it
    several: bool  # whether several amounts were told


def pledges(tables: Tables) -> Iterator[Part[Pledge]]:
    """The ledger of all pages; a mention whose side nobody can name stays out.

    What chains of links join is worked out by itself, and not again while it is as it was.
    """
    entries = sorted(_entries(tables), key=lambda part: part.name)
    answers = list(_answers(entries))
    yield from revised(tables, "answers", zip(entries, answers, strict=True), _answering)


def _entries(tables: Tables) -> Iterator[Part[Pledge]]:
    known = look_up(tables)
    every = blocks.Mentions(known, "pledge", Told, told_in, pledge_pairs.page)
    told = lru_cache(blocks.HELD)(lambda n: every.told([n])[0])
    found = blocks.links(tables.kept, "pledge links", every.marks, lambda pairs: pledge_pairs.compared(told, pairs))
    parts = clusters.Parts(len(every.marks.page), found)
    links = copies.links(tables.all(Copy))

    def made(n: int) -> list[Packed]:
        numbers, pairs = parts.part(n)
        members = every.told(numbers)
        groups = clusters.groups(len(members), sorted(pairs), ALIKE)
        return [_packed(known, _entry(known, [members[i] for i in group], links)) for group in groups]

    wanted = ((key, n) for n, key in enumerate(every.digests(parts, found, links)))
    yield from chain.from_iterable(tables.kept.parts("ledger", Pledge, wanted, made))


def _packed(known: World, row: Pledge) -> Packed:
    """An entry as a part; the digest is also of the pages' words, which are kept with it to search for."""
    packed = Packed.of(row.id, [row], [gist(row, known)])
    packed.made = digest(packed.made, *(known.tables.documents[e.span.document].text_hash for e in row.evidence))
    return packed


def gist(row: Pledge, known: World) -> Gist:
    """The gist of an entry."""
    sides = row.to if row.kind == "ask" else row.by
    countries = (known.actors[a].country for a in sides if a in known.actors)
    due = row.deadline.latest if row.kind != "ask" and row.status not in _FINAL else None
    later = {t.what for t in row.history if t.what == "due" or (due and (t.when.earliest or "") > due)}
    return Gist(
        row.kind,
        sorted({*sides, *(c for c in countries if c)}),
        sorted(content_words(row.what)),
        row.history[0].when.earliest if row.history else None,
        row.history[-1].when.latest if row.history else None,
        due if later.isdisjoint((*_FINAL, "confirmed", "due")) else None,
        len({(e.amount, e.unit) for e in row.evidence if e.amount is not None}) > 1,
    )


def gists(tables: Tables) -> Iterator[tuple[Gist, Part[Pledge]]]:
    """All entries, each with its gist."""
    known = look_up(tables)
    for row in tables.parts(Pledge):
        if isinstance(row, Part):
            yield row.gist(Gist)[0], row
        else:
            packed = _packed(known, row)
            yield gist(row, known), Part(Pledge, packed.name, packed.made, partial(bytes, packed.data), packed.gists)


def revised(
    tables: Tables, name: str, found: Iterable[tuple[Part[Pledge], str]], work: Callable[[Pledge, str], Pledge]
) -> Iterator[Part[Pledge]]:
    """Entries as they are, and those of which something was found ("": nothing) with what `work` makes of it."""
    known, several = look_up(tables), list(found)
    wanted = [(digest(part.made, what), (part, what)) for part, what in several if what]
    kept = tables.kept.parts(name, Pledge, wanted, lambda one: [_packed(known, work(one[0].rows[0], one[1]))])
    made = iter([part for parts in kept for part in parts])  # all first: what is made is kept when the last has been
    for part, what in several:
        yield next(made) if what else part


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
    turns = list(_history(known, group, links))
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
    by = _givers(known, _speakers(known, group), to)
    status = _status(group)  # what was said to be given on terms may have been agreed without them
    holding = group if status in _FINAL else [t for t in group if t.mention.status == status]
    return Pledge(
        id=digest("pledge", group[0].id if len(group) == 1 else min(t.id for t in group)),
        kind=kind,
        by=by,
        to=tuple(a for a in to if a not in by),
        what=best.mention.what,
        status=status,
        evidence=tuple(evidence(t) for t in group),
        amount=amount,
        unit=measured[-1].unit if measured else None,
        baseline=next((t.mention.baseline for t in group if t.mention.baseline), None),
        deadline=due[-1].deadline if due else next((t.deadline for t in group if t.deadline.wording), When()),
        condition=next((c for t in reversed(holding) if (c := t.mention.condition)), None),
        history=tuple(turns),
        attributed_to=_told_by(known, group, by),
        independent=independent,
        certainty="sure" if independent > 1
        else min((t.mention.certainty for t in group), key=("sure", "likely", "open").index),
    )  # fmt: skip


def _told_by(known: World, group: list[Told], by: tuple[str, ...]) -> str | None:
    """Who of another side tells of an entry, where no sentence tells it by itself."""
    tellers = [resolved(known, filter(None, (t.mention.attributed_to,))) for t in group]
    sides = {side for a in by for side in stands_for(known, a)}
    if not all(tellers) or any(not sides.isdisjoint(stands_for(known, a)) for who in tellers for a in who):
        return None
    return tellers[0][0]


def _speakers(known: World, group: list[Told]) -> tuple[str, ...]:
    """Who stands behind an entry: as most mentions have it, the earlier before the later, and who speaks for a side
    that these leave out. "Biden and Kishida", where a page a year later has "Sullivan and Japan"."""
    counts = Counter(t.by for t in group)
    found: list[str] = []
    told: frozenset[str] = frozenset()
    for by in sorted(counts, key=lambda by: (-counts[by], len(by))):
        more = [a for a in by if not stands_for(known, a) <= told]
        found += more
        told |= {side for a in more for side in stands_for(known, a)}
    return tuple(found)


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


_CHANGED = re.compile(
    r"\b(?:now|instead|revis\w+|put off|postpon\w+|delay\w*|defer\w*|extend\w*|brought forward|doubl\w+|chang\w+|"
    r"no longer|original\w*|earlier|previous\w*|initial\w*|up from|down from|more than|again)\b",
    re.I,
)


def _history(known: World, group: Sequence[Told], links: copies.Links) -> Iterator[Turn]:
    """Turns of an entry in the order of its pages: announced, repeated, changed, confirmed, fulfilled, dropped."""
    amount: tuple[Decimal, str | None] | None = None
    due: str | None = None
    strongest, before = "", group[0]
    pages: set[str] = set()
    for n, t in enumerate(group):
        status, notes, what = t.mention.status, [], "repeated"
        if status in _FINAL:
            what = status
        elif n == 0:
            what = "announced"
        elif strongest in _STANDING[:2] and status in _STANDING[2:]:
            what, notes = "confirmed", [f"{strongest}, now {status}"]
        # pages of the same days disagree, unless the second tells of a change
        later = days_apart(before.page, t.page) > SAME_DAYS
        later = later or _CHANGED.search(known.tables.text(t.mention.sentence)) is not None
        if t.amount is not None:
            if later and amount and amount[1] == t.unit and amount[0] != t.amount:
                what, notes = "changed", [*notes, f"amount from {amount[0]:f} to {t.amount:f} {t.unit}"]
            amount = (t.amount, t.unit)
        if t.deadline.latest:
            if later and due and not days_fit(When(latest=due), t.deadline):
                what, notes = "changed", [*notes, f"deadline from {due} to {t.deadline.latest}"]
            due = t.deadline.latest
        if status in _STANDING and (not strongest or _STANDING.index(status) > _STANDING.index(strongest)):
            strongest = status
        before, told = t, {*pages, t.mention.span.document}
        if what == "repeated" and copies.independent(sorted(told), links) == copies.independent(sorted(pages), links):
            continue  # a page that says it twice, or copies another, repeats nothing
        pages = told
        yield Turn(what, t.page, evidence(t), "; ".join(notes))  # type: ignore[arg-type]


def _answers(entries: Sequence[Part[Pledge]]) -> Iterator[str]:
    """Of each entry the ask that it answers: asked of its side, in its words, not before the ask; "": none."""
    gists = [part.gist(Gist)[0] for part in entries]
    asked: dict[tuple[str, str], list[int]] = defaultdict(list)  # of whom and with which word
    for n, ask in enumerate(gists):
        for key in product(ask.sides, ask.words) if ask.kind == "ask" else ():
            asked[key].append(n)
    for p in gists:
        shared = Counter(n for w in p.words for n in {n for side in p.sides for n in asked.get((side, w), ())})
        best: tuple[float, str] = (0.0, "")
        for n, count in shared.items() if p.kind != "ask" else ():
            share = count / min(len(gists[n].words), len(p.words))
            if count >= 2 and share >= ANSWERS and not (p.last or "~") < (gists[n].first or ""):
                best = max(best, (share, entries[n].name))
        yield best[1]


def _answering(p: Pledge, ask: str) -> Pledge:
    return msgspec.structs.replace(p, answers=ask)
