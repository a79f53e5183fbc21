"""What a page says about the day it was written, as sets of days: one clue a sentence or a name, with its reason.

A clue allows some days and forbids the others; `dating` intersects them. Weights say which goes when two contradict:
that somebody has taken office by now is firmer than that he has not left it (news calls old presidents "President").
Nothing here knows a date that is not in data/offices.csv or worked out from the calendar (US elections and
inaugurations, twentieth amendment and 3 U.S.C. 1).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from dragoman.reconcile import tenures
from dragoman.reconcile.campaigns import inaugurations, of_campaign, us_election
from dragoman.reconcile.days import LAST, Clue, iso, ordinal, union
from dragoman.reconcile.handovers import in_order, leaving, of_handovers, sentences
from dragoman.reconcile.summits import of_summits
from dragoman.reconcile.tenures import Tenure
from dragoman.reconcile.titled import Holder, holders
from dragoman.reconcile.told import (
    of_bare_days,
    of_credit,
    of_dateline,
    of_dates,
    of_days_ahead,
    of_links,
    of_stamps,
    of_weekdays,
)

_COMING = re.compile(
    r"\b(?:upcoming|incoming)\s+(?:\w+\s+)?administration|\bTrump[^.;\n]{0,50} back (?:in|to) the White House", re.I
)
_VICTORY = re.compile(
    r"\bvictory in the (?:[\w.]+\s+){0,4}election|\belection (?:victory|win)\b|\belectoral victory\b", re.I
)
_TOLD = (of_dates, of_links, of_weekdays, of_dateline, of_bare_days, of_days_ahead)
# to be among the first to do something since a term began is a matter of weeks, to find the term new one of months
AMONG_FIRST = re.compile(r"\b(?:first|initial|second|third)\b(?: [\w-]+){0,4} to\b", re.I)
SOON, _RECENT = 50, 150  # days
_LEFT = 31  # days for which a page that tells that somebody left gives him his title
_TERM = re.compile(
    r"\bsince (?:its|the|a|his|her|their) (?:new )?term began|\bnew (?:[\w.]+ )?(?:administration|presidential term)\b"
)
_SINCE = re.compile(r"\b(?:years?|months?|anniversary|since)\b[^.;\n]{0,40}$", re.I)  # "a year after his victory"
_AMERICAN = re.compile(r"\b(?:U\.?S\.?|American?|Trump|Biden|Obama|White House)")
_WINNER = re.compile(
    r"\b(?:Trump|Biden|Obama)[’'\w]* (?:\w+ ){0,2}(?:election|electoral|victory|win)\b"
    r"|\b(?:U\.?S\.?|American) (?:\w+ )?(?:elections?|victory|win)\b"
)
_SECOND = re.compile(r"\bsecond\s+(?:\w+\s+)?(?:term|administration|presidency)\b", re.I)


def _elected(term: Tenure) -> int:
    """Earliest day on which somebody is called elect: a US election day, elsewhere eight months ahead (Indonesia)."""
    return next(
        (a for a, b in inaugurations() if term.country == "USA" and iso(b) == term.start), ordinal(term.start) - 250
    )


def _once(terms: set[Tenure]) -> list[Tenure]:
    """Tenures oldest first; one of those that differ in the office alone (a president is head of both)."""
    first: dict[tuple[str, str], Tenure] = {}
    for term in sorted(terms, key=lambda t: (t.start, t.office, t.country, t.person)):
        first.setdefault((term.person, term.start), term)
    return list(first.values())


def of_office(text: str) -> Iterator[Clue]:
    """Clues of who is called what: "new Prime Minister X", "President-elect Y", "took office last week"."""
    grouped: dict[tuple[str, str], list[Holder]] = defaultdict(list)
    found = holders(text)
    left = leaving(text, found)
    for holder in found:
        grouped[holder.tenures[0].person, holder.kind].append(holder)
    for (person, kind), said in sorted(grouped.items()):
        terms = _once({t for h in said for t in h.tenures})
        row = f"{terms[-1].row}"
        if kind == "elect":
            days = union([(_elected(t), ordinal(t.start) + 1) for t in terms])
            yield Clue(
                days, 4, f"'{said[0].words}' is still to take office; {person} took office {terms[-1].start} ({row})"
            )
            continue
        if kind == "former":
            ends = [ordinal(t.end) for t in terms]
            days = union(
                [(e - 1, ordinal(terms[i + 1].start) if i + 1 < len(terms) else LAST) for i, e in enumerate(ends)]
            )
            if days and days[0][0] < LAST:
                yield Clue(
                    days, 0.8, f"'{said[0].words}' is called former; {person} left office {terms[0].end} ({row})"
                )
            continue
        yield from _holding(person, said, terms, person in left)
    yield from of_handovers(text, found)
    yield from _american(text, found)


def _holding(person: str, said: list[Holder], terms: list[Tenure], left: bool) -> Iterator[Clue]:
    """Clues of who has a title: not before the office was taken, nor after it; `left`: the page tells of leaving it."""
    row = terms[-1].row
    weight = min(3.0, 0.7 + 0.4 * len(said) + (0.8 if said[0].at < 500 else 0))
    yield Clue(
        ((ordinal(terms[0].start), LAST),),
        3.5,
        f"'{said[0].words}': {person} took office {terms[0].start} ({terms[0].row})",
    )
    if len(said) < 2 and said[0].at > 600:
        return  # named in passing: may be an old title, as news calls old presidents
    held = union([(ordinal(t.start), ordinal(t.end) + (_LEFT if left else 0)) for t in terms])
    ends_at = ", ".join(f"{t.start} to {t.end or 'now'}" for t in terms)
    yield Clue(held, weight, f"'{said[0].words}': {person} held the office {ends_at} ({row})")
    if any(h.new for h in said):
        days = union([(ordinal(t.start) - 7, ordinal(t.start) + 150) for t in terms if t.start == t.sure_start])
        if days:
            yield Clue(
                days,
                2,
                f"'new' or 'newly' before '{said[0].words}'; {person} took office {terms[-1].start} ({row})",
            )


def choices(text: str) -> Iterator[Clue]:
    """Clues that fit several times and say nothing alone: "since its new term began" of a US administration.

    Each has one interval a US inauguration, of the days in which a term is called new. Other pages of the record may
    leave one of them. So it is with the years of a dateline that has none.
    """
    yield from of_dateline(text)
    yield from of_bare_days(text)
    yield from of_days_ahead(text)
    for sentence in sentences(text):
        match = _TERM.search(sentence)
        around = text if match and match[0].startswith("new") else sentence
        if match and re.search(r"\b(?:U\.?S\.?|American|Washington|White House)\b", around):
            long = SOON if AMONG_FIRST.search(sentence) else _RECENT
            days = union([(b + 1, b + long) for _, b in inaugurations()])
            yield Clue(days, 2, f"'{match[0]}' of the United States")
            return


def _american(text: str, found: list[Holder]) -> Iterator[Clue]:
    """US terms: an election won, an administration to come, a second term."""
    terms = in_order(t for t in tenures.all_tenures() if t.country == "USA" and t.office == "head of state")
    named = [t for t in terms if re.search(rf"\b{re.escape(t.surname)}\b", text)]
    for cue, before, after, weight in ((_COMING, 0, 1, 3.0), (_VICTORY, 0, 90, 2.0)):
        match = next((m for m in cue.finditer(text) if _of_america(text, m, found)), None)
        won = [(a, b) for a, b in inaugurations() for t in named if iso(b) == t.start]
        if match and won:
            days = union([(a + before, b + after) for a, b in won])
            yield Clue(
                days,
                weight,
                f"'{match[0]}': US elections and inaugurations (computed) of {', '.join(iso(a) for a, _ in won)}",
            )
    second = _SECOND.search(text)
    if (
        second
        and any(h.tenures[0].surname == "Trump" and not h.kind for h in found)
        and "Trump" in text[max(0, second.start() - 60) : second.end() + 30]
    ):
        last = [t for t in terms if t.surname == "Trump"][-1]
        days = ((us_election(int(last.start[:4]) - 1).toordinal(), LAST),)
        yield Clue(days, 2, f"'{second[0]}': Trump's second term began {last.start} ({last.row})")


def _of_america(text: str, match: re.Match[str], found: list[Holder]) -> bool:
    """Whether an election is American by the words around it, and its winner none of the page's other leaders."""
    if _SINCE.search(text, max(0, match.start() - 80), match.start()):
        return False
    around = text[max(0, match.start() - 80) : match.end() + 40]
    sentence = next((s for s in sentences(text) if match[0] in s), "")
    others = {h.tenures[0].surname for h in found if h.tenures[0].country != "USA" and h.tenures[0].surname in sentence}
    return bool(_AMERICAN.search(around) and (not others or _WINNER.search(sentence)))


def clues(text: str, around: str = "") -> list[Clue]:
    """Every clue of a page's text, and of what stands around it: an agency's credit, the days of comments."""
    found = [c for made in (of_office, *_TOLD, of_campaign, of_summits) for c in made(text)]
    found += [c for made in (of_credit, of_stamps) for c in made(around or text)]
    return [c for c in found if c.days]
