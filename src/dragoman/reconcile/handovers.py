"""Clues of an office taken, left or held for some time: "took office last week", "in office for a month".

Each sets the day of a row of data/offices.csv beside the words that tell how long ago it was, or how long ahead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from dragoman.reconcile import tenures
from dragoman.reconcile.days import Clue, ordinal, period, union
from dragoman.reconcile.tenures import Tenure, fold
from dragoman.reconcile.titled import NAME, Holder, fits
from dragoman.reconcile.told import MONTHS, WEEKDAYS

_OFFICE = r"(?:office|power|premiership|presidency|chancellorship|role|post|position|job)"
_N = (
    r"(?P<n>an?|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,3}|(?:a|one) hundred)"
    r"[ -](?P<unit>day|week|month|year)s?"
)
_HEDGE = (
    r"(?:(?P<hedge>less than|fewer than|under|not even|barely|nearly|almost|just|only|about|around|more than|over)\s+)?"
)
# whoever stands right before "took office", with "who", "has just" and the like between
_SUBJECT = re.compile(
    rf"\b(?P<name>{NAME[1:-1]}|[Hh]e|[Ss]he|[Tt]hey)(?:[’']s)?(?:[\s,]+(?:who|which|that|has|had|have|having|been|was|"
    r"is|were|are|will|would|to|be|due|set|expected|only|just|recently|formally|officially|first|again|himself|herself"
    r"))*[\s,]*$"
)
_TITLE = re.compile(
    r"\b(president|prime minister|premier|chancellor)(?:[\s,]+(?:who|which|has|been|was|is|only|just))*[\s,]*$",
    re.I,
)
_PRONOUN = re.compile(r"[Hh]e|[Ss]he|[Tt]hey")
_TAKEN = re.compile(
    rf"\b(?:takes?|took|taken|taking|assumes?|assumed|assuming|entered|entering)\s+(?:up\s+)?(?:the\s+)?{_OFFICE}\b"
    rf"|\bsworn in|\binaugurated|\b(?:came|come|coming) (?:in)?to (?:office|power)|\bin (?:the )?{_OFFICE} since\b"
    r"|\bbecame\s+(?:\w+[’']s\s+)?(?:\w+\s+){0,3}(?:prime minister|president|chancellor)"
    r"|\b(?:elected|chosen|picked|appointed|installed)\s+(?:as\s+)?(?:the\s+)?(?:\w+[’']s\s+)?(?:\w+\s+){0,3}"
    r"(?:prime minister|chancellor|premier)(?:\s+of\s+(?:the\s+)?[A-Z]\w+)?",
    re.I,
)
_LEFT = re.compile(r"\b(?:left|leaving) office|\b(?:stepped|stepping) down|\bresigned", re.I)
_LONG_AGO = 1200  # days in office from which on a duration is told of the past
_MOVED = 5  # days between two offices of one person
_RESIGNING = 200  # days between a resignation that is told as done and the last day in office
_WHEN = re.compile(
    r"\b(?:(?:just|only|earlier|late|early|on)\s+)*"
    r"(?P<when>today|yesterday|tomorrow|(?:this|last|next) (?:week|month|year)"
    rf"|(?P<weekday>{'|'.join(WEEKDAYS)})(?! (?:before|after))"
    rf"|in (?:early |late |mid-)?(?P<month>{'|'.join(MONTHS)})(?!,? (?:of )?(?:\d|last\b|this\b))"
    rf"|{_N} ago)\b",
    re.I,
)
_BESIDE = re.compile(r"(?:(?!\b(?:and|but|while|when)\b)[\w ,]){0,30}")
_LONG = re.compile(
    rf"\bin (?:the |his |her )?(?:office|power|post|position|job|role)\s+(?:for\s+)?(?:just\s+)?{_HEDGE}{_N}\b"
    rf"|\b{_HEDGE.replace('hedge', 'hedge2')}{_N.replace('<n>', '<n2>').replace('<unit>', '<unit2>')}\s+(?:in|into)\s+"
    rf"(?:(?:the|his|her) )?(?:new )?(?:{_OFFICE}|term)\b",
    re.I,
)
_BACK = re.compile(
    r"\b(?:had|would|could|will|first|next|after|by|when|until|within)\b", re.I
)  # no time up to the page
_AHEAD = re.compile(r"\b(?:will|would|to|shall|due|set|expected|going)\s+(?:be\s+|formally\s+|officially\s+)*$", re.I)
_NUMBERS = {
    w: i for i, w in enumerate(("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"))
} | {"a": 1, "an": 1, "a hundred": 100, "one hundred": 100}
_UNITS = {"day": 1, "week": 7, "month": 30.5, "year": 365.25}
_UNDER, _OVER = ("less than", "fewer than", "under", "not even", "barely", "nearly", "almost"), ("more than", "over")
_CONGRATULATED = re.compile(
    r"\bcongratulat\w+\b.{0,140}\b(?:elect\w+|victory|win|inaugurat\w+|appoint\w+|swearing|sworn|becoming|new role|"
    r"tak\w+ office|assum\w+|formation of|new (?:government|position|office))\b",
    re.I,
)
_AGAIN = re.compile(r"\bre-?elect\w*|\bsecond term|\bthird term|\banniversary|\bparliamentary election|\bparty\b", re.I)
_CHOSEN = (
    r"\s+(?:was|has been|is)\s+(?:just\s+)?(?:picked|chosen|elected|selected|named|appointed|sworn in|installed)\s+"
    r"(?:as\s+)?(?:[\w’']+\s+){0,6}(?P<title>[Pp]rime [Mm]inister|[Pp]resident|[Cc]hancellor|[Pp]remier"
    r"|[Ff]oreign (?:[Ss]ecretary|[Mm]inister)|[Dd]efen[cs]e [Mm]inister)\b"
)


def of_handovers(text: str, found: list[Holder]) -> Iterator[Clue]:
    """Clues of when those took or left an office whom a page names, with a title or by their full name."""
    for sentence in sentences(text):
        yield from _told(sentence, _TAKEN, found)
        yield from _told(sentence, _LEFT, found)
        yield from _held_for(sentence, found)
        yield from _congratulated(sentence, found)
    yield from _chosen(text)


class Day(NamedTuple):
    """The first or last day of a tenure, and the tenure; `early` days before it the same words may be said."""

    day: int
    tenure: Tenure
    early: int = 0


def _told(sentence: str, verb: re.Pattern[str], found: list[Holder]) -> Iterator[Clue]:
    """ "X took office last week", "X stepped down on Friday": X right before the verb, else the one leader the sentence
    names, or the new one."""
    told = verb.search(sentence)
    said = _WHEN.search(sentence, told.end()) if told else None
    if not told or not said or not _BESIDE.fullmatch(sentence, told.end(), said.start()):
        return
    if verb is _LEFT:
        early = 1 if "office" in told[0].casefold() else _RESIGNING
        days = [Day(ordinal(t.end), t, early) for t in _who_left(sentence, told, found) if t.end]
    else:
        days = [Day(ordinal(t.start), t) for t in _who_took(sentence, told, found)]
    if len({d.tenure.person for d in days}) != 1:
        return
    ahead = _AHEAD.search(sentence[: told.start()]) is not None or said["when"].casefold().startswith(("next", "tom"))
    spans = [(low - d.early, high) for d in days for low, high in _written(said, d, ahead)]
    if spans:
        one = days[-1].tenure
        did = f"left office {one.end}" if verb is _LEFT else f"took office {one.start}"
        yield Clue(union(spans), 5, f"'{sentence[told.start() : said.end()]}'; {one.person} {did} ({one.row})")


def _written(said: re.Match[str], told: Day, ahead: bool) -> list[tuple[int, int]]:
    """Days on which it may be said of a day that it was "last week", "on Tuesday", "in June", or will be."""
    day, words = told.day, said["when"].casefold()
    it = date.fromordinal(day)
    if said["weekday"]:
        fits_day = told.early > 1 or it.weekday() == WEEKDAYS.index(said["weekday"].casefold())
        return [(day - 7, day + 1) if ahead else (day - 1, day + 7)] if fits_day else []
    if said["month"]:
        fits_day = told.early > 1 or MONTHS[it.month - 1] == said["month"].casefold()
        return [(day - 330, day + 1) if ahead else (day - 1, day + 330)] if fits_day else []
    if said["n"]:
        number, size = _number(said["n"]), _UNITS[said["unit"].casefold()]
        return [(day + int(max(0, (number - 1) * size)) - 1, day + int((number + 1) * size) + 1)]
    if words in ("today", "yesterday", "tomorrow"):
        return [{"today": (day - 1, day + 1), "yesterday": (day - 1, day + 2), "tomorrow": (day - 2, day + 1)}[words]]
    which, unit = words.split()
    low, high = period(it, unit, {"this": 0, "last": 1, "next": -1}[which])
    if which == "this":  # up to the day where it is ahead, from it where it is past
        return [(low - 1, day + 1) if ahead else (day - 1, high + 1)]
    return [(low - 1, high)]


def _held_for(sentence: str, found: list[Holder]) -> Iterator[Clue]:
    """ "In office for a month", "a hundred days in office": so long after the first day, half a unit more or less."""
    match = _LONG.search(sentence)
    if match is None or _BACK.search(sentence[max(0, match.start() - 25) : match.start()]):
        return
    number, unit = _number(match["n"] or match["n2"]), _UNITS[(match["unit"] or match["unit2"]).casefold()]
    hedge = (match["hedge"] or match["hedge2"] or "").casefold()
    less, more = (1.0, 0.2) if hedge in _UNDER else (0.1, 1.0) if hedge in _OVER else (0.5, 0.7)
    slack = max(1.0, number / 8)
    low, high = int((number - less * slack) * unit), int((number + more * slack) * unit) + 1
    terms = in_order({t for t in _who_holds(sentence, match, found) if t.start == t.sure_start})
    if len({t.person for t in terms}) == 1 and high < _LONG_AGO:
        one = terms[-1]
        days = union([(ordinal(t.start) + low, ordinal(t.start) + high) for t in terms])
        yield Clue(days, 2.4, f"'{match[0]}'; {one.person} took office {one.start} ({one.row})")


def _number(words: str) -> int:
    return int(words) if words.isdigit() else _NUMBERS[words.casefold()]


def _who_took(sentence: str, took: re.Match[str], found: list[Holder]) -> list[Tenure]:
    """Tenures of whom a sentence says that they took office, oldest first; nobody where that is in doubt.

    The name right before the verb; for "she took office" and "after taking office" the one leader that the sentence
    names; for those and "the premier, who took office" the one whom the page calls new.
    """
    subject = _SUBJECT.search(sentence[: took.start()])
    pronoun = subject is not None and _PRONOUN.fullmatch(subject["name"]) is not None
    if subject and not pronoun:
        return in_order(_named(subject["name"], found))
    named = {t for m in re.finditer(rf"\b{NAME}", sentence) for t in _named(m[0], found)}
    if (pronoun or took[0].split()[0].endswith("ing")) and len({t.person for t in named}) == 1:
        return in_order(named)
    return in_order({t for h in found for t in h.tenures if h.new and not h.kind})


def _who_left(sentence: str, left: re.Match[str], found: list[Holder]) -> list[Tenure]:
    """Tenures of whom a sentence says that they left office: the name right before the verb, by a surname alone where
    it is that of the one before a leader whom the page names."""
    subject = _SUBJECT.search(sentence[: left.start()])
    if subject is None or _PRONOUN.fullmatch(subject["name"]):
        return []
    named = _named(subject["name"], found, former=True)
    last = fold(subject["name"].split()[-1])
    heirs = {t for h in found if not h.kind for t in h.tenures}
    before = {
        t
        for heir in heirs
        for t in tenures.holders(heir.country, heir.office, heir.start, heir.start)
        if t.end == heir.start and fold(t.surname) == last
    }
    return in_order(t for t in named or before if not _moved(t))


def _moved(term: Tenure) -> bool:
    """Whether who held an office went on to another: a defence minister made premier has not resigned."""
    next_ones = (t for t in tenures.names().get(fold(term.person), ()) if t.start > term.start)
    return term.end is not None and any(abs(ordinal(t.start) - ordinal(term.end)) <= _MOVED for t in next_ones)


def leaving(text: str, found: list[Holder]) -> set[str]:
    """Persons of whom a page tells that they left or leave office: news has their title for some weeks more."""
    several = ((s, left) for s in sentences(text) if (left := _LEFT.search(s)))
    return {t.person for sentence, left in several for t in _who_left(sentence, left, found)}


def _who_holds(sentence: str, held: re.Match[str], found: list[Holder]) -> set[Tenure]:
    """Tenures of whoever stands beside the words: "the chancellor, in office for a month", "a week in office, Berg"."""
    before = sentence[: held.start()]
    subject = _SUBJECT.search(before)
    if subject and not _PRONOUN.fullmatch(subject["name"]):
        return _named(subject["name"], found)
    title = _TITLE.search(before)
    if title:
        return {
            t for h in found if not h.kind and h.words.casefold().startswith(title[1].casefold()) for t in h.tenures
        }
    # "a week in office, Berg has met" is told of now, "a week in office, Berg met" may be history
    after = re.match(rf",\s+(?:[a-z]+\s+)*({NAME[1:]}\s+(?!was\b)[a-z]+s\b", sentence[held.end() :])
    return _named(after[1], found) if after else set()


def _named(words: str, found: list[Holder], former: bool = False) -> set[Tenure]:
    """Tenures of the leader that a run of capitals ends in: a full name, or the surname of one with a title here."""
    parts = re.sub(r"[’']s\b", "", words).rstrip(".,-").split()
    for first in range(len(parts) - 1):
        terms = tenures.names().get(fold(" ".join(parts[first:])), ())
        if terms:
            return set(terms)
    last = fold(parts[-1]) if parts else ""
    return {t for h in found if former or not h.kind for t in h.tenures if last in (fold(t.surname), fold(t.person))}


def in_order(terms: Iterable[Tenure]) -> list[Tenure]:
    """A set of tenures oldest first; one row before another where both began on a day."""
    return sorted(terms, key=lambda t: (t.start, t.row, t.person))


def _congratulated(sentence: str, found: list[Holder]) -> Iterator[Clue]:
    """ "congratulated Prime Minister X on his election": weeks around the day X took office.

    From 100 days before (an election in November, an office taken in January) to 100 days after.
    """
    if not _CONGRATULATED.search(sentence) or _AGAIN.search(sentence):
        return
    words = fold(sentence).split()
    terms = {t for h in found for t in h.tenures if not h.kind and fold(t.surname).split()[-1] in words}
    terms = {t for t in terms if t.start == t.sure_start and t.country != "USA"}
    if len({t.person for t in terms}) == 1:
        one = in_order(terms)[-1]
        days = union([(ordinal(t.start) - 100, ordinal(t.start) + 100) for t in terms])
        yield Clue(days, 2.3, f"'{sentence[:90]}'; {one.person} took office {one.start} ({one.row})")


def sentences(text: str) -> list[str]:
    """Sentences, roughly: a page need not be parsed for this."""
    return re.split(r"(?<=[.!?])(?<!Jr\.)(?<!Dr\.)(?<!Mr\.)\s+(?=[A-Z“\"'])|\n+", text)


def _chosen(text: str) -> Iterator[Clue]:
    """ "X was picked as Japan's prime minister", told in the lead without a date: weeks around that day."""
    for match in (m for line in text[:400].split("\n") for m in re.finditer(rf"\b{NAME}{_CHOSEN}", line)):
        terms = in_order(t for t in _named(match[1], []) if fits(match["title"], t) and t.start == t.sure_start)
        rest = re.split(r"[.;\n]", text[text.find(match[0]) :][: len(match[0]) + 120])[0]
        if len({t.person for t in terms}) == 1 and not re.search(r"\b(?:19|20)\d\d\b|\bago\b|\bformer", rest):
            ahead = 100 if "resident" in match["title"] else 30  # a parliament's choice; a people's election
            days = union([(ordinal(t.start) - ahead, ordinal(t.start) + 45) for t in terms if t.country != "USA"])
            yield Clue(days, 2, f"'{match[0]}'; {terms[-1].person} took office {terms[-1].start} ({terms[-1].row})")
