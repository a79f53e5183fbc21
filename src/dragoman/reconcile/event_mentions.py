"""What reconciling knows of one event mention: its sides (`event_sides`), place and days (`event_days`), resolved."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from dragoman.model import Document, EventMention, Span, When, mention_id
from dragoman.reconcile import event_sides
from dragoman.reconcile.event_days import Interval, days_of, looks_back, meet, met_on, news_since, paper_since
from dragoman.reconcile.event_sides import astray, countries, foreign, host, kinds, spoken_of
from dragoman.reconcile.happenings import SINGULAR, family
from dragoman.reconcile.world import World, resolved, written

# told of those who have no name, where it is known where; of other kinds nothing is told if neither side is known
_UNNAMED = frozenset(["ASSAULT", "COERCE", "PROTEST", "MOBILIZE"])
_HARM = frozenset(["ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "THREATEN"])  # "people abducted by", in a statement too
_MET = frozenset(["meet", "call"])
_HELD = _MET | {"visit"}  # of what a paper tells by its days: "visited Oslo on June 13 and 14. He met Lind"
_LEAD = 8  # lines of a news page that tell its news: an event without a time there is of the page's day
_STOP = frozenset(
    re.findall(
        r"\w+",
        """the and for with that this from have has had was were will would their his her its they who which said also
        after been are not but president minister prime two leaders countries""",
    )
)


class Told(NamedTuple):
    """A mention with its sides, place and days resolved."""

    id: str
    mention: EventMention
    by: tuple[str, ...]
    to: tuple[str, ...]
    countries: frozenset[str]
    when: Interval
    wording: str
    basis: str
    words: frozenset[str]
    place: str | None
    page: Interval
    named: Span | None = None  # where a page names those whom "we" and "the leaders" mean
    row: str = ""  # the row of a table that its days rest on
    kinds: frozenset[str] = frozenset()  # of the actors on its sides: person, country ...
    astray: bool = False  # a side is named that nobody is known to be: "the new prime minister"
    states: tuple[frozenset[str], ...] = ()  # the sides, with states for their ministries
    line: int = 0  # of its page, from 1; boilerplate is not counted


def told_in(world: World, document: Document) -> Iterator[Told]:
    """The event mentions of a page, resolved."""
    starts = sorted(line.start for line in document.lines if line.kind != "boilerplate")
    official = event_sides.official(document)
    mentions = world.tables.of(EventMention, document.id)
    issuers = event_sides.principals(world, document, mentions) if official else event_sides.NOBODY
    meaning, talk = event_sides.meaning(document), event_sides.talk(document)
    since = None if official else news_since(world, document, starts)
    met = met_on(world, (m for m in mentions if family(m) in _HELD)) if official else None
    headlines = [line for line in document.lines if line.kind == "headline"]

    def heads(mention: EventMention) -> bool:
        return any(x.start <= mention.span.start < x.end for x in headlines) and family(mention) in SINGULAR

    for mention, line, before in _in_lines(mentions, starts):
        by, to = resolved(world, mention.by), resolved(world, mention.to)
        meant = (
            () if by else spoken_of(world, meaning, mention.by, issuers),
            () if to or talk else spoken_of(world, meaning, mention.to, issuers, back=True),
        )
        page = written(world, mention.span) or When()
        by = by or meant[0] or event_sides.forces_of(world, mention)
        to = to or event_sides.people_of(world, mention)
        if by and not to and event_sides.nameless(world, mention.to):
            mention = msgspec.structs.replace(mention, to=())  # no side that the page names and nobody knows
        nobody = not by and not to and not meant[1]
        if nobody and (mention.place is None or mention.type not in _UNNAMED):
            continue
        to = foreign(world, mention, by, tuple(a for a in to or meant[1] or host(world, mention, by) if a not in by))
        passing = mention.background and (not official or mention.type in _HARM)
        passing = passing or (official and _noted(world, mention))
        news = (official or line <= _LEAD) and not passing
        news = news and (official or not looks_back(world, before, page))
        first = paper_since(page) if official and heads(mention) else since
        if met is not None and family(mention) in _MET:  # "met on Friday ... they also discussed"
            first = met
        days = days_of(world, mention, (*by, *to), page, news, first)
        yield Told(
            mention_id(mention), mention, by, to, countries(world, by, to), days.when,
            days.wording, days.basis, _content(world, mention), _place(world, mention),
            (page.earliest, page.latest), issuers.named if any(meant) else None, days.row,
            kinds(world, by, to),
            any(astray(world, mention, *side) for side in ((mention.by, by), (mention.to, to))),
            (event_sides.acting(world, by), event_sides.acting(world, to)),
            line,
        )  # fmt: skip


_NOTED = re.compile(
    r"\b(?:noted|noting|recalled|recalling|t(?:ook|aking) note|welcom(?:ed|ing) the (?:fact|signing))\b"
)


def _noted(world: World, mention: EventMention) -> bool:
    """Whether a paper takes note of what had been done: "recalled that the two had met in Oslo"."""
    sentence = mention.sentence
    before = world.tables.text(Span(sentence.document, sentence.start, mention.span.start))
    return mention.status == "occurred" and _NOTED.search(before) is not None


def _in_lines(mentions: Iterable[EventMention], starts: Sequence[int]) -> Iterator[tuple[EventMention, int, Span]]:
    """Mentions, each with the number of its line and with what that line tells before its sentence."""
    for mention in mentions:
        line, sentence = bisect_right(starts, mention.span.start), mention.sentence
        begins = starts[line - 1] if line else sentence.start
        yield mention, line, Span(sentence.document, min(begins, sentence.start), sentence.start)


def _place(world: World, mention: EventMention) -> str | None:
    if mention.place is None:
        return None
    place = world.tables.mention(mention.place)
    return (place.name or place.surface) if place is not None else world.tables.text(mention.place)


def _content(world: World, mention: EventMention) -> frozenset[str]:
    """Words of the sentence without those that name its sides, which are compared by themselves."""
    sides = (_words(world.tables.text(s)) for s in (*mention.by, *mention.to))
    return _words(world.tables.text(mention.sentence)).difference(*sides)


def _words(text: str) -> frozenset[str]:
    return frozenset(w for w in re.findall(r"[a-z][a-z0-9-]{2,}", text.lower()) if w not in _STOP)


def shared(group: list[Told]) -> Interval:
    """Days that all mentions of a group share."""
    days: Interval = (None, None)
    for t in group:
        days = meet(days, t.when) or days
    return days
