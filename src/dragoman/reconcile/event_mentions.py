"""What reconciling knows of one event mention: its sides, place and days, resolved.

The mention's own time decides its days. Without one, what a page tells as its news happened by the page's date, and
what it tells as planned comes after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dragoman import timex
from dragoman.model import Document, EventMention, Mention, Span, TimeExpression, When, mention_id
from dragoman.reconcile import occasions
from dragoman.reconcile.lineage import days_between
from dragoman.reconcile.world import World, anchor, resolved, written

Interval = tuple[str | None, str | None]

# Modes that name one kind of happening: a host's meeting, a visit with talks, a call.
_FAMILY = {
    "meet": "meet", "host": "meet", "attend": "meet", "negotiate": "meet", "talk": "meet",
    "call": "call", "visit": "visit", "sign": "agree", "agree": "agree", "ratify": "ratify",
}  # fmt: skip
# Families of which two parties have one a day: no words need agree. Others need words in common.
SINGULAR = frozenset(["meet", "call", "visit"])
# told of those who have no name, where it is known where; of other kinds nothing is told if neither side is known
_OF_NOBODY = frozenset(["ASSAULT", "COERCE", "PROTEST", "MOBILIZE"])
_HARM = frozenset(["ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "THREATEN"])  # "people abducted by", in a statement too
_LEAD = 8  # lines of a news page that tell its news: an event without a time there is of the page's day
_HEAD = 4  # lines at the head of a news page
_JUST_PAST = 3  # days before the page's within which its news is
_PAGE_DAYS = 31  # days known no better than this do not make two mentions one
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
    line: int = 0  # of its page, from 1; boilerplate is not counted


def family(mention: EventMention) -> str:
    """Kind of happening that a mention can be one with."""
    return _FAMILY.get(mention.mode, f"{mention.type} {mention.mode}")


def told_in(world: World, document: Document) -> Iterator[Told]:
    """The event mentions of a page, resolved."""
    starts = sorted(line.start for line in document.lines if line.kind != "boilerplate")
    official = _heading(document, _OFFICIAL)  # a readout or statement, all of which is of its day
    mentions = world.tables.of(EventMention, document.id)
    issuers = _principals(world, document, mentions) if official else _NOBODY
    meaning = _OTHERS if _heading(document, _TALK) else _WHOLE
    since = None if official else _news_since(world, document, starts)
    for mention in mentions:
        by, to = resolved(world, mention.by), resolved(world, mention.to)
        meant = (
            () if by else _spoken_of(world, meaning, mention.by, issuers.by, issuers.to),
            () if to else _spoken_of(world, meaning, mention.to, issuers.to, issuers.by),
        )
        line = sum(s <= mention.span.start for s in starts)
        page = written(world, mention.span) or When()
        by = by or meant[0]
        nobody = not by and not to and not meant[1]
        if nobody and (mention.place is None or mention.type not in _OF_NOBODY):
            continue
        to = _foreign(world, mention, by, tuple(a for a in to or meant[1] or _host(world, mention, by) if a not in by))
        passing = mention.background and (not official or mention.type in _HARM)
        news = (official or line <= _LEAD) and not passing
        days = _days(world, mention, (*by, *to), page, news, since)
        yield Told(
            mention_id(mention), mention, by, to, _countries(world, by, to), days.when,
            days.wording, days.basis, _content(world, mention), _place(world, mention),
            (page.earliest, page.latest), issuers.named if any(meant) else None, days.row,
            _kinds(world, by, to),
            any(_astray(world, mention, *side) for side in ((mention.by, by), (mention.to, to))),
            line,
        )  # fmt: skip


def _host(world: World, mention: EventMention, by: tuple[str, ...]) -> tuple[str, ...]:
    """The country whose city somebody visits, unless it is the visitor's own."""
    place = world.tables.mention(mention.place) if mention.place and family(mention) == "visit" else None
    if place is None or place.country not in world.states or place.country in _countries(world, by):
        return ()
    return (world.states[place.country],)


_FRIENDLY = frozenset(["AGREE", "SUPPORT", "COOPERATE"])


def _foreign(world: World, mention: EventMention, by: tuple[str, ...], to: tuple[str, ...]) -> tuple[str, ...]:
    """Of several sides, not the doers' own country: Trump on "the Japan-U.S. Security Treaty" means Japan.

    Nobody promises something to his own country alone: Biden's "commitment to U.S.-German relations" does not.
    """
    own = {world.actors[a].country for a in by if a in world.actors} - {None}
    others = tuple(a for a in to if a not in world.actors or world.actors[a].country not in own)
    if own and others:
        return others
    if mention.type in _FRIENDLY:
        return tuple(a for a in to if a not in world.actors or not (own and world.actors[a].kind == "country"))
    return to


class _Principals(NamedTuple):
    """Who issues an official page, with whom, and where it names them."""

    by: tuple[str, ...]
    to: tuple[str, ...]
    named: Span | None


_NOBODY = _Principals((), (), None)
_OFFICIAL = re.compile(
    r"\b(readout|fact sheet|joint (?:leaders.? )?statement|press (?:call|gaggle|release)|communiqu)", re.I
)


def _heading(document: Document, words: re.Pattern[str]) -> bool:
    """Whether a page's title or first words say what it is."""
    return bool(words.search(document.title or "") or words.search(document.text[:200]))


_TALK = re.compile(r"\bpress (?:call|gaggle|briefing)\b", re.I)
_OTHERS = re.compile(r"\b(they|their|them|leaders|both|partners|countries|sides|ministers|allies)\b", re.I)
_WHOLE = re.compile(rf"\b(we|our|us)\b|{_OTHERS.pattern}", re.I)  # in a talk with reporters "we" are those who speak


def _principals(world: World, document: Document, mentions: list[EventMention]) -> _Principals:
    """Who issues an official page, and with whom: the sides of the first meeting it tells, or whom its title names."""
    for mention in mentions[:3]:
        by, to = resolved(world, mention.by), resolved(world, mention.to)
        if mention.type == "CONSULT" and mention.status == "occurred" and by and to:
            return _Principals(by, to, mention.sentence)
    title = [Span(document.id, x.start, x.end) for x in document.lines if x.kind == "headline"][:1]
    lead = [mentions[0].sentence] if mentions else []
    for place, end in [(t, t.end) for t in title] + [(s, mentions[0].span.start) for s in lead]:
        said = world.tables.of(Mention, document.id)
        named = [m.span for m in said if place.start <= m.span.start < end and not m.place]
        found = resolved(world, named)
        if len(found) > 1:
            return _Principals(found, (), place)
    return _NOBODY


def _spoken_of(
    world: World, meaning: re.Pattern[str], spans: tuple[Span, ...], own: tuple[str, ...], other: tuple[str, ...]
) -> tuple[str, ...]:
    """Whom words that resolve to nobody mean in an official page: all its principals ("we", "the leaders")."""
    if not spans:
        return ()
    if meaning.search(world.tables.text(spans[0])):
        return tuple(dict.fromkeys((*own, *other)))
    mention = world.tables.mention(spans[0])
    return own[:1] if mention is not None and mention.kind == "office" and other else ()


def _countries(world: World, *sides: tuple[str, ...]) -> frozenset[str]:
    found = (world.actors[a].country for side in sides for a in side if a in world.actors)
    return frozenset(c for c in found if c)


def _kinds(world: World, *sides: tuple[str, ...]) -> frozenset[str]:
    return frozenset(world.actors[a].kind for side in sides for a in side if a in world.actors)


def _astray(world: World, mention: EventMention, spans: tuple[Span, ...], side: tuple[str, ...]) -> bool:
    """Whether a side is named and nobody is known to be it; a pronoun or a group that met may still be anybody."""
    if side or mention.place is not None:
        return False
    loose = () if family(mention) == "visit" else ("pronoun", "group")
    return any(m is None or m.kind not in loose for s in spans for m in [world.tables.mention(s)])


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


_ELSEWHEN = re.compile(
    r"\b(had|previously|formerly|once(?! again| more)|earlier|historic(?:ally)?|decades?|years? ago|months? ago"
    r"|in (?P<year>(?:19|20)\d\d)"
    r"|(?:during|in|from) (?:his|her|its|their|the|[\w.-]+[’']s?) (?:first|second|previous|last|earlier) "
    r"(?:term|tenure|presidency)"
    r"|(?:was|were|became|remains?) (?:\w+ ){0,4}(?:first|initial|second|third|last|only) (?:\w+ ){0,4}to)\b",
    re.I,
)


class _Days(NamedTuple):
    """Days of a mention, its own words for them, and what they rest on."""

    when: Interval
    wording: str = ""
    basis: str = "anchored"
    row: str = ""


def _news_since(world: World, document: Document, starts: list[int]) -> str | None:
    """The first of the days just past that the head of a news page tells of: "met on Friday", printed on Saturday.

    What it tells without a day happened on one of these or on the page's own.
    """
    page = world.datings.get(document.id)
    if page is None or not page.latest or page.earliest != page.latest:
        return None
    end = starts[_HEAD] if len(starts) > _HEAD else len(document.text)
    times = (t for t in world.tables.of(TimeExpression, document.id) if t.span.start < end and t.type != "SET")
    told = (timex.resolve(t.value, anchor(page), "past") for t in times if timex.relative(t.value))
    days = [day for day, last in told if day and day == last and 0 < days_between(day, page.latest) <= _JUST_PAST]
    return min(days, default=None)


def _days(
    world: World, mention: EventMention, sides: tuple[str, ...], page: When, news: bool, since: str | None
) -> _Days:
    """Days of a mention of what `sides` did, told on days `page`, as news of days from `since`.

    The mention's own time decides. Without one, what the page tells as its news happened by the page's date, and
    what it tells as planned comes after its earliest day.
    """
    time = world.tables.at(TimeExpression, mention.time) if mention.time is not None else None
    future = mention.status in ("planned", "expected", "proposed", "conditional")
    sentence = world.tables.text(mention.sentence)
    if time is not None and time.value.startswith("{"):
        known = occasions.told_by(world, time, sentence, sides, page)
        if known is not None:
            return _Days((known.earliest, known.latest), time.wording, "tenure", known.row)
    if time is not None:
        days = _bounded(timex.resolve(time.value, anchor(page), "future" if future else "past"), time, future, page)
        if days != (None, None) and not _told_too_soon(mention, days, page):
            return _Days(days, time.wording, "anchored" if timex.relative(time.value) else "declared")
    if not page.earliest or not page.latest:
        return _Days((None, None), basis="unknown")
    if future:
        return _Days((page.earliest, None))
    if news and not _elsewhen(sentence, page.earliest):
        return _Days((min(page.earliest, since or page.earliest), page.latest))
    return _Days((None, page.latest))


def _elsewhen(sentence: str, day: str) -> bool:
    """Whether a sentence tells of another time than the page's, as no year to come is: "offered to host it in 2025"."""
    return any(not m["year"] or m["year"] < day[:4] for m in _ELSEWHEN.finditer(sentence))


def _bounded(days: Interval, time: TimeExpression, future: bool, page: When) -> Interval:
    """Days as the preposition has them: "since January" is until now, "before Friday" ends there."""
    if time.relation in ("since", "after") and days[0]:
        return days[0], None if future else max(page.latest or days[0], days[0])
    if time.relation in ("before", "until") and days[1]:
        return (page.earliest if future and page.earliest and page.earliest <= days[1] else None), days[1]
    return days


def _told_too_soon(mention: EventMention, days: Interval, page: When) -> bool:
    """Whether the page tells as done what would come after it; a day is left for the page's own time zone."""
    done = mention.status in ("occurred", "ongoing")
    return bool(done and days[0] and page.latest and days_between(page.latest, days[0]) > 1)


def closed(when: Interval) -> bool:
    """The interval has both ends, and they lie near enough to each other to date an act."""
    return bool(when[0] and when[1] and days_between(when[0], when[1]) <= _PAGE_DAYS)


def meet(left: Interval, right: Interval) -> Interval | None:
    """Days that two intervals share; None if they share none."""
    first = max(left[0] or "", right[0] or "")
    last = min(left[1] or "9999", right[1] or "9999")
    return None if first > last else (first or None, last if last != "9999" else None)


def shared(group: list[Told]) -> Interval:
    """Days that all mentions of a group share."""
    days: Interval = (None, None)
    for t in group:
        days = meet(days, t.when) or days
    return days
