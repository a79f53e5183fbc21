"""Days on which pages contradict each other of when one thing is delivered, paid, completed or withdrawn.

"The first frigate will be delivered in 2029" against "the first frigate is to be handed over in 2030": neither sentence
says who does it, so neither is a promise. And on one page two who speak: "within 60 days", "within 120 days".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import combinations

import msgspec

from dragoman.model import (
    Conflict,
    Document,
    Evidence,
    Quantity,
    Reference,
    Side,
    Span,
    Statement,
    TimeExpression,
    When,
    digest,
)
from dragoman.reconcile.comparable import MANY, Together
from dragoman.reconcile.pledge_mentions import content_words, due
from dragoman.reconcile.pledge_pairs import days_fit, lasts, lasts_differ
from dragoman.reconcile.world import World, resolved
from dragoman.step import Tables

_ACTS = {  # what is done, by the words for it
    "delivered": r"deliver\w*|hand(?:ed|ing)? over|arriv\w+|transfer(?:red)?|ship(?:ped|ment)?",
    "withdrawn": r"withdr\w+|pull(?:ed)? out|leave|hand(?:ed)? back",
    "paid": r"pay|paid|payment|repa\w+|disburse\w*|released?",
    "completed": r"complet\w+|finish\w*|built|operational|commissioned|open(?:ed)?",
}
_DONE = {name: re.compile(rf"\b(?:{words})\b", re.I) for name, words in _ACTS.items()}
_AHEAD = re.compile(
    r"\b(?:will|would|shall|to|due|must|within|by|has|have|promis\w+|agree\w*|pledg\w+|expected)\b", re.I
)
_OTHERWISE = re.compile(  # tells of another day than the one that holds, or that it will not be
    r"\b(?:put off|postpon\w+|delay\w*|slip\w*|pushed back|defer\w*|brought forward|earlier|original\w*|instead|"
    r"previous\w*|not|never|n.t|denied|missed|once|rather than|if|unless)\b",
    re.I,
)
_WHICH = re.compile(
    r"\b(first|second|third|fourth|fifth|last|final|next|remaining|rest|other|another|half|all|full|\d+(?:st|nd|rd|th))\b",
    re.I,
)
_REACH = 120  # characters before a day that tell of what it is the day
_FEW = content_words("will would within until before after first second third last final next year month week day")


class Due(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """When something is to be done, as one sentence tells it."""

    act: str
    when: When
    sentence: Span
    of: frozenset[str]  # content words before it
    which: frozenset[str]  # "first", "last", "half"
    amounts: frozenset[str]
    sides: frozenset[str]  # countries that its page names most, those of the sentence first
    speaker: str  # actor, "" where the page speaks for itself


def dues(known: World, document: Document) -> Iterator[Due]:
    """What a page says of when things are to be done."""
    tables, page = known.tables, known.datings.get(document.id, When())
    times = [t for t in tables.of(TimeExpression, document.id) if t.type in ("DATE", "DURATION")]
    countries = _countries(known, tables.of(Reference, document.id)) if times else frozenset()
    for time in times:
        sentence = tables.sentence(time.span)
        if sentence == time.span or _OTHERWISE.search(tables.text(sentence)):
            continue
        before = document.text[max(sentence.start, time.span.start - _REACH) : time.span.start]
        acts = [name for name, words in _DONE.items() if words.search(before)]
        when = due(time, page)
        if len(acts) != 1 or not _AHEAD.search(before) or not (when.latest or lasts(when.wording)):
            continue
        if when.latest and page.latest and when.latest <= page.latest:
            continue  # a day that has passed
        plain = " ".join(re.findall(r"(?<![\w.’'-])[a-z][a-z-]{2,}", _DONE[acts[0]].sub(" ", before)))
        yield Due(
            acts[0],
            When(when.earliest, when.latest, time.wording),
            sentence,
            content_words(plain) - _FEW,
            frozenset(w.lower() for w in _WHICH.findall(before)),
            frozenset(
                f"{q.amount} {q.unit}" for q in tables.within(Quantity, sentence) if q.span.end <= time.span.start
            ),
            countries,
            _speaker(known, tables.within(Statement, sentence), time.span),
        )


def _countries(known: World, references: Iterable[Reference]) -> frozenset[str]:
    counts: dict[str, int] = defaultdict(int)
    for r in references:
        for code in {a.country for key in r.actors if (a := known.actors.get(key)) is not None and a.country}:
            counts[code] += 1
    return frozenset(sorted(counts, key=lambda c: (-counts[c], c))[:2])


def _speaker(known: World, said: Iterable[Statement], at: Span) -> str:
    for s in said:
        if s.speaker is not None and any(c.start <= at.start < c.end for c in s.content):
            return next(iter(resolved(known, [s.speaker])), "")
    return ""


def days(
    tables: Tables, told: Sequence[Due], together: Together, story: Mapping[str, str], own: Set[str]
) -> Iterator[Conflict]:
    """Days of one thing that pages of the same days, or two who speak on one page, give differently.

    Nothing is reported where a third day is given, or where a page of its own accord gives both.
    """
    by_act: dict[tuple[str, frozenset[str]], list[Due]] = defaultdict(list)
    for d in told:
        by_act[d.act, d.sides].append(d)
    for (act, sides), group in sorted(by_act.items(), key=lambda kv: (kv[0][0], sorted(kv[0][1]))):
        if len(sides) != 2 or len(group) > MANY:
            continue  # of so many, words in common tell nothing, and all pairs would cost their square
        for left, right in combinations(group, 2):
            pages = (left.sentence.document, right.sentence.document)
            if own.isdisjoint(pages) or not _of_one_thing(left, right) or not _differ(left, right):
                continue
            if pages[0] == pages[1]:
                apart = bool(left.speaker and right.speaker) and left.speaker != right.speaker
            else:
                apart = together(*pages) and story.get(pages[0], "0") == story.get(pages[1], "1")
            if not apart or (pages[0] != pages[1] and _both(group, left, right)):
                continue
            if any(_of_one_thing(left, d) and _differ(left, d) and _differ(right, d) for d in group):
                continue
            values = tuple(Side(d.when.wording, (Evidence(d.sentence),)) for d in (left, right))
            about = f"when: {act}, {', '.join(sorted(left.of & right.of))}"
            yield Conflict(digest("due", *sorted(pages), act, about), "date", about, values, "high")


def _of_one_thing(left: Due, right: Due) -> bool:
    same = left.which == right.which and bool(left.of & right.of)
    units = [{a.split(" ", 1)[1]: a for a in d.amounts} for d in (left, right)]
    return same and all(units[0][u] == units[1][u] for u in units[0].keys() & units[1].keys())


def _differ(left: Due, right: Due) -> bool:
    if lasts(left.when.wording) and lasts(right.when.wording):
        return lasts_differ(left.when.wording, right.when.wording)
    return bool(left.when.latest and right.when.latest) and not days_fit(left.when, right.when)


def _both(group: Sequence[Due], left: Due, right: Due) -> bool:
    """Whether a page gives both days: then one is the earlier, or of another thing, and it says so."""
    for page in (left.sentence.document, right.sentence.document):
        given = [d for d in group if d.sentence.document == page]
        if any(_differ(d, left) for d in given) and any(_differ(d, right) for d in given):
            return True
    return False
