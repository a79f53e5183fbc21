"""Clues of summits whose days are public: "at the recent ASEAN summit", "ahead of the G7 summit in Kananaskis".

Which summit is meant, the place beside it says, or a year; without them it is any of its kind (data/summits.csv).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from dragoman.lexicon import table
from dragoman.reconcile.days import LAST, Clue, iso, ordinal, period, union
from dragoman.reconcile.told import MONTHS

_PREPARED = 150  # days before a summit from which on it is spoken of as ahead, without its place
_KNOWN = 400  # and with its place
_HOSTED = 1200  # and who hosts it
_LEAD = 600  # characters at the head of a page
_NEWS = 31  # days after it in which a page opens with it
_RECENT = 60  # days after it in which it is recent
_ANY = r"(?: [\w’'-]+)"
_WHEN = r"(?:,? (?:to be |being )?(?:held|hosted|in \w+|(?:this|next|later this|earlier this|last) \w+))*"
_AHEAD = re.compile(
    r"\b(?:ahead of|in advance of|prior to|upcoming|forthcoming|next (?:week|month)[’']s|run-?up to|prepar\w+ for"
    rf"|(?:will|would|to|plans?|planned|due|set|expected|scheduled|hopes?){_ANY}{{0,3}}?"
    rf" (?:attend|host|travel|go|join|meet|participate|visit|head|fly|speak|chair)\b{_ANY}{{0,12}}"
    rf"|look(?:s|ing|ed)? forward to|heads? to|on (?:his|her|their|the) way to){_ANY}{{0,6}} ?$",
    re.I,
)
_COMES = re.compile(
    rf"^{_ANY}{{0,6}}?,? (?:next (?:week|month)|later this (?:week|month|year)|will (?:be held|take place))\b", re.I
)
_HOSTS = re.compile(r"\bhosts?\b|\bhosting\b", re.I)  # who hosts a summit is told years ahead
_YEARS_ON = re.compile(r"\bnext year\b|\bin (?:two|three|four|20[123]\d)\b", re.I)
_JUST = re.compile(rf"\b(?:recent|last week[’']s|just[- ]concluded|just[- ]ended){_ANY}{{0,3}} ?$", re.I)
_AGO = re.compile(rf"^{_ANY}{{0,4}}?,? (?P<when>earlier this (?:week|month)|last (?:week|month))\b", re.I)
_LATER = re.compile(  # told of after months
    rf"\b(?:in (?:early |late |mid-)?(?:{'|'.join(MONTHS)}|20[012]\d)|last year|years?|months?)\b", re.I
)
_ELSEWHERE = re.compile(rf"^{_WHEN},? (?:in|at) (?:the )?(?!(?:{'|'.join(m.title() for m in MONTHS)})\b)[A-Z]")
_YEAR = re.compile(r"\b(20[012]\d)\b")
_THE = r"(?: (?:the|a|an|this|last|year[’']s|week[’']s|month[’']s|recent))* ?$"
_DONE = re.compile(  # "as announced at the", "after the", "left the": no more than "the" and the like before the name
    r"(?:(?<!\bbe )\b(?:met|announced|made|launched|held|adopted|signed|unveiled|hosted|reached|issued|endorsed"
    rf"|gathered|concluded|convened){_ANY}{{0,8}}? (?:at|during|on the (?:sidelines|margins) of)"
    rf"|\b(?:agreed|pledged|spoke|said) (?:at|during)|\b(?:following|after|since|left|attended|hosted)){_THE}",
    re.I,
)
_BEFORE = re.compile(r"\b(?:last|first|had|previously)\b", re.I)  # not what the page has to tell
_FOR = r"(?:for|at|during|ahead of|before|where|on the (?:sidelines|margins) of)"


class Summit(NamedTuple):
    """One summit: where it was, from which day to which, and the row that says so."""

    places: tuple[str, ...]
    first: int
    last: int
    row: str


class Told(NamedTuple):
    """A summit as a page names it: those that it may be, and the words around."""

    summits: list[Summit]
    placed: bool  # its place or year says which
    words: str
    before: str
    after: str
    at: int


@cache
def _kinds() -> tuple[re.Pattern[str], dict[str, list[Summit]]]:
    """What names a summit, and the summits of each name."""
    found: dict[str, list[Summit]] = {}
    for row in table("summits"):
        first, last = ordinal(row["first"]), ordinal(row["last"])
        names = row["names"].split("|")
        one = Summit(tuple(row["places"].split("|")), first, last, f"summits.csv:{names[0]}-{row['first']}")
        for name in names:
            found.setdefault(name, []).append(one)
    names_ = "|".join(re.escape(n) for n in sorted(found, key=lambda n: -len(n)))
    kind = r"(?:[’']s?)?(?: (?:[Ll]eaders?[’']?s?|[Ee]conomic|annual|regional|climate|security))*"
    return re.compile(rf"\b(?P<name>{names_})\b(?P<summit>{kind} (?:[Ss]ummit|gathering|conference)\b)?"), found


@cache
def _beside() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A place right after a summit, and right before one."""
    places = {p for row in table("summits") for p in row["places"].split("|")}
    place = f"(?P<place>{'|'.join(re.escape(p) for p in sorted(places, key=lambda p: (-len(p), p)))})"
    land = r"(?:,? (?:the )?[A-Z][\w’-]+){0,2}"
    return (
        re.compile(rf"^{_WHEN},? (?:in|at) (?:the )?{place}\b"),
        re.compile(
            rf"\b(?:in|to) (?:the )?{place}{land},? {_FOR}{_ANY}{{0,4}} $|\b{place.replace('place', 'there')} $"
        ),
    )


def of_summits(text: str) -> Iterator[Clue]:
    """Clues of the summits that a page tells of as past, as recent or as ahead."""
    for told in _told(text):
        words = f"'{told.words}'"
        row = told.summits[0].row if len(told.summits) == 1 else "summits.csv"
        if _AHEAD.search(told.before) or _COMES.search(told.after):
            early = _KNOWN if told.placed else _PREPARED
            if _HOSTS.search(told.before) or _YEARS_ON.search(told.after):
                if not told.placed:
                    continue
                early = _HOSTED
            days = union([(s.first - early, s.last + 1) for s in told.summits])
            yield Clue(days, 1.6 if told.placed else 1.0, f"{words} is still ahead ({row})")
        elif when := _AGO.search(told.after):
            days = union([_then(s, when["when"].casefold()) for s in told.summits])
            yield Clue(days, 1.6 if told.placed else 1.1, f"{words} was {when['when']} ({row})")
        elif _JUST.search(told.before):
            days = union([(s.first, s.last + _RECENT) for s in told.summits])
            yield Clue(days, 1.6 if told.placed else 1.1, f"{words} is recent ({row})")
        elif told.placed and _DONE.search(told.before):
            day = min(s.first for s in told.summits)
            yield Clue(((day - 1, LAST),), 2.4, f"tells of {words} of {iso(day)} as past ({row})")
            beside = _BEFORE.search(told.before) or _LATER.search(told.before) or _LATER.search(told.after)
            if told.at < _LEAD and not beside:
                days = union([(s.first - 1, s.last + _NEWS) for s in told.summits])
                yield Clue(days, 1.4, f"opens with {words} ({row})")


def _told(text: str) -> Iterator[Told]:
    pattern, kinds = _kinds()
    for match in pattern.finditer(text):
        first = max(text.rfind(c, 0, match.start()) for c in (". ", ";", "\n")) + 1
        ends = (i for c in (". ", ";", "\n", ".\n") if (i := text.find(c, match.end())) >= 0)
        before, after = text[first : match.start()], text[match.end() : min(ends, default=len(text))]
        every = kinds[match["name"]]
        years = {int(y) for y in _YEAR.findall(f"{before[-12:]} {after[:40]}")}
        place = _place(before, after)
        there = [s for s in every if place in s.places]
        chosen = [s for s in there or every if not years or date.fromordinal(s.first).year in years]
        # ministers meet "at the G20 in Rio" too; a place that the table does not have is of a summit that it has not
        known = match["summit"] and (there or not _ELSEWHERE.search(after))
        if chosen and (known or len(every) == 1):
            yield Told(chosen, bool(there or years or len(every) == 1), match[0], before, after, match.start())


def _place(before: str, after: str) -> str:
    """The place that stands beside a summit: "in Hiroshima" after it, "flew to Hiroshima for the" before it."""
    behind, ahead = _beside()
    if match := behind.search(after):
        return match["place"]
    match = ahead.search(before)
    return (match["place"] or match["there"]) if match else ""


def _then(summit: Summit, when: str) -> tuple[int, int]:
    """Days on which a summit is told to be "this week", "last month" ..., whichever of its days that is said of."""
    unit = when.split()[-1]
    low, high = (period(date.fromordinal(day), unit, int(when.startswith("last"))) for day in summit[1:3])
    return (low[0] - 1, high[1] + 1) if when.startswith("last") else (summit.first - 1, high[1] + 1)
