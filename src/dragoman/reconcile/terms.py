"""Dates of undated official pages from their words: when dated pages of one collection said the same.

`data/dated_terms.csv` is made by `train/dated_terms.py` from dated pages (`data/dated_pages.csv`: White House
briefings of 2021 to 2024). Each row is a word or two words that follow each other, with the pages that have it and, for
each sixty days of those years, how much it speaks for or against a page being of them (ridge regression).
A page is dated only

* if it is worded as an official page (the column `official`; news is not), so that the model is asked what it knows,
* if it names somebody or something that puts it into the years of the collection, or its other clues do, and
* if the likeliest days hold a share of the probability that made such dates right on held-out pages (decision 0018).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise
from math import exp, log, sqrt
from typing import NamedTuple

from dragoman import lexicon
from dragoman.reconcile.days import Clue, Days, iso, meet, ordinal
from dragoman.reconcile.titled import holders

BIN = 60  # days that one weight stands for
FIRST = "2021-01-20"  # day on which the first of them begin
BINS = 25
WIDTH = 400  # days of the answer: what still counts as a date
SURE = 0.82  # share of the probability within them: such dates are right on .94 of held-out pages (decision 0018)
STEP = 5  # days between the first days that are tried
OFFICIAL = 0.7  # least official wording: nine in ten briefings have it, no page of the news corpora
_WORD = re.compile(r"[^\W_]+(?:[’'.-][^\W_]+)*")


class Term(NamedTuple):
    """A term, the pages that have it, and its weights."""

    term: str
    pages: int
    first: str
    last: str
    places: bool  # whether it puts a page into the years of the collection: its officers, its own name
    official: float
    weights: tuple[int, ...]  # tenths, one for each `BIN` days


class Table(NamedTuple):
    """All terms of a collection, and how many pages it has."""

    terms: Mapping[str, Term]
    pages: int


@cache
def shipped() -> Table:
    """The terms of `data/dated_terms.csv`."""
    return table(lexicon.table("dated_terms"), len(lexicon.table("dated_pages")))


def table(rows: Iterable[Mapping[str, str]], pages: int) -> Table:
    """Terms from rows of a table."""
    terms = (
        Term(
            r["term"],
            int(r["pages"]),
            r["first"],
            r["last"],
            r["places"] == "yes",
            float(r["official"] or 0) / 100,
            tuple(map(int, r["weights"].split())),
        )
        for r in rows
    )
    return Table({t.term: t for t in terms}, pages)


def words(text: str) -> list[list[str]]:
    """The words of each line, without the possessive, as they are written."""
    found = ([w.replace("’", "'") for w in _WORD.findall(line)] for line in text.split("\n"))
    return [[w[:-2] if w.endswith("'s") else w for w in line] for line in found]


def said(text: str) -> set[str]:
    """Words and pairs of words of a text, in lower case."""
    found: set[str] = set()
    for line in words(text):
        small = [w.lower() for w in line]
        found.update(small)
        found.update(f"{a} {b}" for a, b in pairwise(small))
    return found


def plain(text: str) -> set[str]:
    """Words that stand in lower case: how a page is worded, not what it is about."""
    return {w for line in words(text) for w in line if w.islower()}


def official(text: str, known: Table) -> float:
    """How far a text is worded as an official page: about 1 for briefings, 0 for news."""
    scores = [known.terms[w].official for w in plain(text) if w in known.terms and known.terms[w].official]
    return sum(scores) / sqrt(len(scores)) if scores else 0.0


def weight(term: Term, pages: int) -> float:
    """Inverse document frequency: what is rare tells more."""
    return log(pages / term.pages)


def likely(found: Iterable[Term], pages: int) -> list[float]:
    """Probability of each `BIN` days for a page with these terms."""
    terms = list(found)
    norm = sqrt(sum(weight(t, pages) ** 2 for t in terms)) or 1.0
    sums = [sum(t.weights[b] for t in terms) / 10 / norm for b in range(BINS)]
    top = max(sums)
    odds = [exp(s - top) for s in sums]
    return [o / sum(odds) for o in odds]


def clue(text: str, left: Days) -> Clue | None:
    """The days that the words of a page leave, among those that its other clues leave; None where they do not tell."""
    known = shipped()
    start = ordinal(FIRST)
    span = ((start, start + BIN * BINS - 1),)
    within = meet(left, span)
    if not within or official(text, known) < OFFICIAL:
        return None
    found = [known.terms[s] for s in sorted(said(text)) if s in known.terms]
    if within != left and not any(t.places for t in found) and not _american(text, span):
        return None
    chances = likely(found, known.pages)
    daily = [0.0]  # running sum over days
    for day in range(BIN * BINS):
        inside = any(a <= start + day <= b for a, b in within)
        daily.append(daily[-1] + (chances[day // BIN] if inside else 0.0))
    shares = [daily[i + WIDTH + 1] - daily[i] for i in range(0, BIN * BINS - WIDTH, STEP)]
    best = max(range(len(shares)), key=lambda i: (shares[i], -i))
    if daily[-1] <= 0 or shares[best] < SURE * daily[-1]:
        return None
    first = start + STEP * best
    days = ((first, first + WIDTH),)
    return Clue(days, 0.7, _reason(found, first, first + WIDTH))


def _american(text: str, span: Days) -> bool:
    """Whether a page names an American president or vice president of those days as holding the office."""
    terms = [t for h in holders(text) if not h.kind for t in h.tenures if t.country == "USA"]
    return any(meet(((ordinal(t.start), ordinal(t.end)),), span) for t in terms)


def _reason(found: list[Term], first: int, last: int) -> str:
    """What speaks most for the days, with the pages that have it."""
    inside = {(day - ordinal(FIRST)) // BIN for day in range(first, last)}

    def speaks(term: Term) -> float:
        """Mean weight inside the days over that outside."""
        within = [w for b, w in enumerate(term.weights) if b in inside]
        without = [w for b, w in enumerate(term.weights) if b not in inside]
        return sum(within) / len(within) - sum(without) / len(without)

    top = sorted(found, key=lambda t: (-speaks(t), t.term))[:4]
    told = ", ".join(f"'{t.term}' (on {t.pages} of {t.first} to {t.last})" for t in top)
    return (
        f"worded as White House briefings of {iso(first)}/{iso(last)}; of held-out pages so dated 94 in 100 are right; "
        f"most telling of the dated pages (dated_terms.csv): {told}"
    )
