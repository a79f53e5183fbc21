"""Acts on which pages contradict each other: whether it happened, on which day, with whom."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import combinations

import msgspec

from dragoman import lexicon
from dragoman.model import (
    Actor,
    Conflict,
    Dating,
    Document,
    Event,
    EventMention,
    Evidence,
    Reference,
    Side,
    Span,
    TimeExpression,
    When,
    digest,
    mention_id,
)
from dragoman.reconcile.comparable import HAPPENED, SAME_DAYS, Together, names, pairs, stems
from dragoman.reconcile.lineage import days_between
from dragoman.reconcile.vectors import stem
from dragoman.reconcile.world import World
from dragoman.step import Tables


class Claim(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One page's word about one act."""

    act: tuple[str, str]  # type, stem of the trigger
    by: frozenset[str]
    to: frozenset[str]
    content: frozenset[str]
    evidence: Evidence
    event: str  # its id
    mode: str
    days: tuple[str, str]  # first and last day of the event, "" where open
    place: tuple[str, int, int]  # of its own words
    timed: bool  # the sentence says when
    ahead: bool  # it "will not", "would not": said of what is to come

    @property
    def page(self) -> str:
        """Id of the page that says it."""
        return self.evidence.span.document

    @property
    def sides(self) -> frozenset[str]:
        """Who takes part, whatever the role."""
        return self.by | self.to

    @property
    def when(self) -> tuple[str, str]:
        """First and last day, by the page's own words if they say it, else the event's; "" where they are open."""
        return self.evidence.earliest or self.days[0], self.evidence.latest or self.days[1]


AHEAD = re.compile(r"\b(?:will|would|shall|wo)(?: not|n['’]t| never)\b")


def claims(tables: Tables, document: Document, events: Iterable[Event]) -> Iterator[Claim]:
    """What a page claims of merged events: its mentions of them, with what they say."""
    here = {mention_id(m): m for m in tables.of(EventMention, document.id)}
    for event in events:
        for evidence in event.evidence:
            mention = here.get(evidence.mention or "") if evidence.span.document == document.id else None
            if mention is None:
                continue
            yield Claim(
                (event.type, _verb(tables.text(mention.span).lower().split()[-1])),
                frozenset(evidence.by or event.by),
                frozenset(evidence.to or event.to),
                stems(tables.text(evidence.span)),
                evidence,
                event.id,
                event.mode,
                (event.when.earliest or "", event.when.latest or ""),
                _place(mention.span),
                mention.time is not None,
                AHEAD.search(document.text, max(0, mention.span.start - 30), mention.span.end) is not None,
            )


def _verb(word: str) -> str:
    """What the forms of a verb have in common: "met" and "did not meet" are one act."""
    past = not word.endswith("ed") and lexicon.column("headline_verbs", "past", "verb").get(word)
    return stem(past or word)


def statuses(tables: Tables, told: Sequence[Claim], together: Together, own: Set[str]) -> Iterator[Conflict]:
    """An act that one page says happened and one of the `own` pages denies, of the same side, in the same days."""
    # that somebody denies is no act that another page could deny
    denied = [c for c in told if c.evidence.status == "denied" and c.mode != "deny" and not c.ahead and c.page in own]
    when = tables.following("written", lambda: {d.document: d.when for d in tables.all(Dating)}, Dating)
    done: dict[tuple[str, ...], list[Claim]] = {(*no.act, actor): [] for no in denied for actor in no.by}
    for claim in told if denied else ():
        if claim.evidence.status in HAPPENED and claim.mode != "deny":
            for actor in claim.by:
                if (*claim.act, actor) in done:
                    done[(*claim.act, actor)].append(claim)
    for no in denied:
        same = {id(c): c for actor in sorted(no.by) for c in done[(*no.act, actor)]}.values()
        yes = [c for c in same if c.page != no.page and _of_one_thing(c, no) and together(c.page, no.page)]
        written = when.get(no.page, When()).latest or ""  # who "has not met him" may meet him two days later
        yes = [c for c in yes if not written or c.when[0] <= written]
        yes = [
            c for c in yes if not no.timed or _touch(c.when, no.when)
        ]  # who "did not play on Sunday" may have played
        if yes:
            sides = (_said(tables, "occurred", yes), _said(tables, "denied", [no]))
            about = f"whether {names(tables, no.by)} did {_plain(no.mode)}"
            yield Conflict(digest("status", *no.act, *_place(no.evidence.span)), "status", about, sides, "high")


def _of_one_thing(left: Claim, right: Claim) -> bool:
    """Whether two claims of an act share both sides, or words: one may commit to one thing and not to another."""
    return len(left.sides & right.sides) > 1 or len((left.content & right.content) - {left.act[1]}) > 1


def _touch(left: tuple[str, str], right: tuple[str, str]) -> bool:
    """Whether two spans of days, both known, have a day in common."""
    return all((*left, *right)) and left[0] <= right[1] and right[0] <= left[1]


DENIED = re.compile(r"\s+(did not|didn['’]t|has not|had not|never)\s+([a-z]{3,})")
_ASKED = {"has not": "has", "had not": "had", "never": "ever"}  # "had not met": whether she had met; else "did meet"
# roots of what is said of silence: "did not respond to requests", "did not elaborate"
SILENT = frozenset(["respond", "reply", "comment", "return", "answer", "elaborat", "specif"])
# of states of mind, which one has about one thing and not about another: "wanted to return", "did not want to dwell"
MINDED = frozenset(["want", "need", "lik", "lov", "know", "think", "believ", "seem", "expect", "car", "wish"])
BESIDE = 12  # characters
DONE = re.compile(r"\s+(?:has |had |have )?([a-z]{2,}ed)\b")


class Doing(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A verb right after words that mean a person: that he did it, or did not."""

    actor: str
    root: str  # of the verb
    asked: str  # where it is denied: what is asked ("did accept"), else ""
    sentence: Span
    matter: frozenset[str]  # content stems of the paragraph


def doings(known: World, document: Document) -> Iterator[Doing]:
    """What a page says in a few words that persons did, or did not."""
    tables, text = known.tables, document.text
    for reference in tables.of(Reference, document.id):
        who = known.actors.get(reference.actors[0]) if len(reference.actors) == 1 else None
        if who is None or who.kind != "person":
            continue
        at = reference.span
        no, yes = DENIED.match(text, at.end), DONE.match(text, at.end)
        if no and _root(no[2]) not in SILENT | MINDED and not _timed(tables, document.id, no.end()):
            yield Doing(who.id, _root(no[2]), f"{_ASKED.get(no[1], 'did')} {no[2]}", *_paragraph(tables, at))
        elif yes:
            yield Doing(who.id, _root(yes[1]), "", *_paragraph(tables, at))


def denials(tables: Tables, told: Sequence[Doing], together: Together, own: Set[str]) -> Iterator[Conflict]:
    """A person who, on one of the `own` pages, "did not accept" against the same who "accepted", in like paragraphs.

    Nothing but words is compared, so that it works where no event was read from either sentence.
    """
    done: dict[tuple[str, str], list[Doing]] = defaultdict(list)
    for doing in told:
        if not doing.asked:
            done[doing.actor, doing.root].append(doing)
    for no in (doing for doing in told if doing.asked and doing.sentence.document in own):
        page = no.sentence.document
        against = [
            yes.sentence
            for yes in done.get((no.actor, no.root), [])
            if yes.sentence.document != page
            and together(yes.sentence.document, page)
            and len(yes.matter & no.matter) >= 2
        ]
        if against:
            sides = tuple(
                Side(
                    f"{value}: {tables.text(spans[0])}", tuple(Evidence(s, status=value, by=(no.actor,)) for s in spans)
                )
                for value, spans in (("occurred", against), ("denied", [no.sentence]))
            )
            about = f"whether {names(tables, [no.actor])} {no.asked}"
            yield Conflict(digest("status", no.actor, no.root, *_place(no.sentence)), "status", about, sides, "high")


def _timed(tables: Tables, document: str, place: int) -> bool:
    """Whether a denial goes on with a time: who "did not play last Sunday" may have played before."""
    return any(place <= x.span.start <= place + BESIDE for x in tables.of(TimeExpression, document))


def _plain(mode: str) -> str:
    """The act of a mode as it stands after "did": "raise_tariff" is to impose or raise a tariff."""
    known = lexicon.column("wording", "mode", "plain")
    return known.get(mode.replace("_", " ")) or mode.replace("_", " ")


def _root(verb: str) -> str:
    """What a regular verb and its past have in common: promise, promised; deny, denied; admit, admitted."""
    verb = verb.removesuffix("ed").rstrip("e")
    verb = verb[:-1] + "i" if verb.endswith("y") else verb
    return verb[:-1] if len(verb) > 2 and verb[-1] == verb[-2] else verb


def _paragraph(tables: Tables, at: Span) -> tuple[Span, frozenset[str]]:
    """Sentence that a place stands in, and the content stems of its paragraph."""
    document = tables.documents[at.document]
    sentence = tables.sentence(at)
    line = next((x for x in document.lines if x.start <= at.start < x.end), None)
    return sentence, stems(tables.text(Span(document.id, line.start, line.end) if line else sentence))


def _said(tables: Tables, value: str, claims: Sequence[Claim]) -> Side:
    wording = tables.text(claims[0].evidence.span)
    evidence = {c.evidence.span: c.evidence for c in claims}
    return Side(f"{value}: {wording}", tuple(evidence.values()))


def _place(span: Span) -> tuple[str, int, int]:
    return span.document, span.start, span.end


def dates(
    tables: Tables, told: Sequence[Claim], together: Together, story: Mapping[str, str], own: Set[str]
) -> Iterator[Conflict]:
    """One act of the same sides put on different days by pages of the same days, each of them exact.

    Two pages of one outlet tell of two acts, as do two that each name another state on the other side.
    """
    countries = tables.following("countries", lambda: {a.id: a.country for a in tables.all(Actor) if a.country}, Actor)
    exact: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for claim in told:
        first, last = claim.evidence.earliest, claim.evidence.latest
        if first and first == last and claim.evidence.status in HAPPENED:
            where = sorted({countries[a] for a in claim.sides if a in countries})
            for who in (*((a,) for a in sorted(claim.by)), *combinations(where, 2)):
                exact[(*claim.act, *who)].append(claim)
    exact = {key: several for key, several in exact.items() if len({c.evidence.earliest for c in several}) > 1}
    for left, right in pairs(exact, lambda c: c.page, story, own):
        days = sorted([str(left.evidence.earliest), str(right.evidence.earliest)])
        if days[0] == days[1] or not (left.event == right.event or len(left.content & right.content) >= 3):
            continue
        states = [{countries.get(a, a) for a in c.sides} for c in (left, right)]
        if min(map(len, states)) > 1 and len(states[0] & states[1]) < 2:
            continue
        if days_between(*days) <= SAME_DAYS and _in_two(tables, left, right) and together(left.page, right.page):
            sides = tuple(Side(str(c.evidence.earliest), (c.evidence,)) for c in (left, right))
            about = f"day on which {names(tables, left.by)} did {_plain(left.mode)}"
            yield Conflict(digest("date", left.event, right.event), "date", about, sides, "low")


WITH = frozenset(["meet", "host", "call", "visit", "negotiate", "talk", "sign"])  # what is done with somebody
ALIKE = 0.5  # Jaccard of content stems from which two sentences tell of one act


def participants(
    tables: Tables, told: Sequence[Claim], together: Together, story: Mapping[str, str], own: Set[str]
) -> Iterator[Conflict]:
    """One act of one person on one day with different persons of one country, in the same words, in two pages.

    Each page must name one of the two nowhere: who names both tells of two meetings, or of a delegation, and so does an
    outlet that has a page for each.
    """
    persons = tables.following(
        "persons", lambda: {a.id: a.country for a in tables.all(Actor) if a.kind == "person" and a.country}, Actor
    )
    on_day: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    party: dict[int, frozenset[str]] = {}  # of each claim the persons
    for claim in told:
        first, last = claim.when
        if claim.mode in WITH and claim.evidence.status in HAPPENED and first and last:
            found = claim.sides & persons.keys()
            for person in sorted(found) if len(found) > 1 and days_between(first, last) <= 1 else ():
                party[id(claim)] = frozenset(found)
                on_day[(*claim.act, person)].append(claim)
    on_day = {key: several for key, several in on_day.items() if len({party[id(c)] for c in several}) > 1}
    for left, right in pairs(on_day, lambda c: c.page, story, own):
        a, b = party[id(left)], party[id(right)]
        apart = left.when[1] < right.when[0] or right.when[1] < left.when[0]
        if len(a - b) != 1 or len(b - a) != 1 or apart:
            continue
        (one,), (other,) = a - b, b - a
        if persons[one] != persons[other] or _names(tables, right.page, one) or _names(tables, left.page, other):
            continue
        alike = len(left.content & right.content) >= ALIKE * len(left.content | right.content)
        if alike and _in_two(tables, left, right) and together(left.page, right.page):
            values = tuple(Side(names(tables, [n]), (c.evidence,)) for n, c in ((one, left), (other, right)))
            about = f"with whom {names(tables, a & b)} did {_plain(left.mode)}"
            key = digest("participant", *left.act, *sorted((left.page, right.page)))
            yield Conflict(key, "participant", about, values, "medium")


def _in_two(tables: Tables, left: Claim, right: Claim) -> bool:
    """Whether two claims stand in pages of different outlets, as far as is known."""
    outlets = [tables.documents[c.page].outlet for c in (left, right)]
    return outlets[0] is None or outlets[0] != outlets[1]


def _names(tables: Tables, page: str, actor: str) -> bool:
    return any(actor in reference.actors for reference in tables.of(Reference, page))
