"""Acts on which pages contradict each other: whether it happened, on which day, with whom."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from dragoman import lexicon
from dragoman.model import (
    Actor,
    Conflict,
    Event,
    EventMention,
    Evidence,
    Reference,
    Sentence,
    Side,
    Span,
    TimeExpression,
    digest,
    mention_id,
)
from dragoman.reconcile.comparable import HAPPENED, SAME_DAYS, Together, names, pairs, stems, stories
from dragoman.reconcile.lineage import days_between
from dragoman.reconcile.vectors import stem
from dragoman.step import Tables


class Claim(NamedTuple):
    """One page's word about one act."""

    act: tuple[str, str]  # type, stem of the trigger
    by: frozenset[str]
    countries: frozenset[str]
    content: frozenset[str]
    evidence: Evidence
    event: Event
    timed: bool  # the sentence says when
    ahead: bool  # it "will not", "would not": said of what is to come

    @property
    def page(self) -> str:
        """Id of the page that says it."""
        return self.evidence.span.document

    @property
    def sides(self) -> frozenset[str]:
        """Who takes part, whatever the role."""
        return self.by | frozenset(self.evidence.to or self.event.to)

    @property
    def when(self) -> tuple[str, str]:
        """First and last day, by the page's own words if they say it, else the event's; "" where they are open."""
        own, event = self.evidence, self.event.when
        return own.earliest or event.earliest or "", own.latest or event.latest or ""


AHEAD = re.compile(r"\b(?:will|would|shall|wo)(?: not|n['’]t| never)\b")


def claims(tables: Tables) -> list[Claim]:
    """What each page claims of each merged event: its mentions there, with what they say."""
    countries = {a.id: a.country for a in tables.all(Actor)}
    found = []
    for event in tables.all(Event):
        for evidence in (e for e in event.evidence if e.span.document in tables.documents):
            here = tables.once_a(
                "event mentions", evidence.span.document,
                lambda page=evidence.span.document: {mention_id(m): m for m in tables.of(EventMention, page)},  # type: ignore[misc]
            )  # fmt: skip
            mention = here.get(evidence.mention or "")
            if mention is None:
                continue
            by = frozenset(evidence.by or event.by)
            sides = by | frozenset(evidence.to or event.to)
            trigger = stem(tables.text(mention.span).lower().split()[-1])
            where = frozenset(c for a in sides if (c := countries.get(a)))
            text = tables.documents[mention.span.document].text
            ahead = AHEAD.search(text, max(0, mention.span.start - 30), mention.span.end) is not None
            found.append(
                Claim((event.type, trigger), by, where, _content(tables, evidence.span), evidence, event,
                      mention.time is not None, ahead)
            )  # fmt: skip
    return found


def _content(tables: Tables, span: Span) -> frozenset[str]:
    """Content stems of a sentence."""
    return tables.once_a("content", f"{span.document} {span.start} {span.end}", lambda: stems(tables.text(span)))


def statuses(tables: Tables, told: Sequence[Claim], together: Together) -> Iterator[Conflict]:
    """An act that one page says happened and another denies, of the same side, in the same days."""
    done: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    denied: list[Claim] = []
    for claim in told:
        if claim.event.mode == "deny":
            continue  # that somebody denies is no act that another page could deny
        if claim.evidence.status == "denied":
            denied += [] if claim.ahead else [claim]
        elif claim.evidence.status in HAPPENED:
            for actor in claim.by:
                done[(*claim.act, actor)].append(claim)
    for no in denied:
        same = {id(c): c for actor in sorted(no.by) for c in done[(*no.act, actor)]}.values()
        yes = [c for c in same if c.page != no.page and together(c.page, no.page)]
        yes = [
            c for c in yes if not no.timed or _touch(c.when, no.when)
        ]  # who "did not play on Sunday" may have played
        if yes:
            sides = (_said(tables, "occurred", yes), _said(tables, "denied", [no]))
            about = f"whether {names(tables, no.by)} did {_plain(no.act[1])}"
            yield Conflict(digest("status", *no.act, *_place(no.evidence.span)), "status", about, sides, "high")


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


def denials(tables: Tables, together: Together) -> Iterator[Conflict]:
    """A person who "did not accept" against the same who "accepted", in paragraphs that share their matter.

    Nothing but words is compared, so that it works where no event was read from either sentence.
    """
    done: dict[tuple[str, str], list[tuple[Span, frozenset[str]]]] = defaultdict(list)
    denied: list[tuple[str, str, str, Span, frozenset[str]]] = []
    persons = {a.id for a in tables.all(Actor) if a.kind == "person"}
    for reference in tables.all(Reference):
        if len(reference.actors) != 1 or reference.actors[0] not in persons:
            continue
        actor, at = reference.actors[0], reference.span
        text = tables.documents[at.document].text
        no, yes = DENIED.match(text, at.end), DONE.match(text, at.end)
        if no and _root(no[2]) not in SILENT | MINDED and not _timed(tables, at.document, no.end()):
            asked = f"{_ASKED.get(no[1], 'did')} {no[2]}"
            denied.append((actor, _root(no[2]), asked, *_paragraph(tables, at)))
        elif yes:
            done[actor, _root(yes[1])].append(_paragraph(tables, at))
    for actor, verb, asked, span, matter in denied:
        against = [
            s
            for s, m in done.get((actor, verb), [])
            if s.document != span.document and together(s.document, span.document) and len(m & matter) >= 2
        ]
        if against:
            sides = tuple(
                Side(f"{value}: {tables.text(spans[0])}", tuple(Evidence(s, status=value, by=(actor,)) for s in spans))
                for value, spans in (("occurred", against), ("denied", [span]))
            )
            about = f"whether {names(tables, [actor])} {asked}"
            yield Conflict(digest("status", actor, verb, *_place(span)), "status", about, sides, "high")


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
    sentence = next((s.span for s in tables.of(Sentence, at.document) if s.span.start <= at.start < s.span.end), at)
    line = next((x for x in document.lines if x.start <= at.start < x.end), None)
    return sentence, _content(tables, Span(document.id, line.start, line.end) if line else sentence)


def _said(tables: Tables, value: str, claims: Sequence[Claim]) -> Side:
    wording = tables.text(claims[0].evidence.span)
    evidence = {c.evidence.span: c.evidence for c in claims}
    return Side(f"{value}: {wording}", tuple(evidence.values()))


def _place(span: Span) -> tuple[str, int, int]:
    return span.document, span.start, span.end


def dates(tables: Tables, told: Sequence[Claim], together: Together) -> Iterator[Conflict]:
    """One act of the same sides put on different days by pages of the same days, each of them exact."""
    exact: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for claim in told:
        first, last = claim.evidence.earliest, claim.evidence.latest
        if first and first == last and claim.evidence.status in HAPPENED:
            for who in (*((a,) for a in sorted(claim.by)), *combinations(sorted(claim.countries), 2)):
                exact[(*claim.act, *who)].append(claim)
    for left, right in pairs(exact, lambda c: c.page, stories(tables)):
        days = sorted([str(left.evidence.earliest), str(right.evidence.earliest)])
        same = left.event.id == right.event.id or len(left.content & right.content) >= 3
        if 1 <= days_between(*days) <= SAME_DAYS and same and together(left.page, right.page):
            sides = tuple(Side(str(c.evidence.earliest), (c.evidence,)) for c in (left, right))
            about = f"day on which {names(tables, left.by)} did {_plain(left.act[1])}"
            yield Conflict(digest("date", left.event.id, right.event.id), "date", about, sides, "low")


WITH = frozenset(["meet", "host", "call", "visit", "negotiate", "talk", "sign"])  # what is done with somebody
ALIKE = 0.5  # Jaccard of content stems from which two sentences tell of one act


def participants(tables: Tables, told: Sequence[Claim], together: Together) -> Iterator[Conflict]:
    """One act of one person on one day with different persons of one country, in the same words, in two pages.

    Each page must name one of the two nowhere: who names both tells of two meetings, or of a delegation.
    """
    persons = {a.id: a.country for a in tables.all(Actor) if a.kind == "person" and a.country}
    present: dict[str, set[str]] = defaultdict(set)
    for reference in tables.all(Reference):
        present[reference.span.document].update(reference.actors)
    on_day: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for claim in told:
        first, last = claim.when
        if claim.event.mode in WITH and claim.evidence.status in HAPPENED and first and last:
            for person in sorted(claim.sides & persons.keys()) if days_between(first, last) <= 1 else ():
                on_day[(*claim.act, person)].append(claim)
    for left, right in pairs(on_day, lambda c: c.page, stories(tables)):
        pages = (left.page, right.page)
        shared = left.sides & right.sides & persons.keys()
        only = [sorted((a.sides - b.sides) & persons.keys()) for a, b in ((left, right), (right, left))]
        apart = left.when[1] < right.when[0] or right.when[1] < left.when[0]
        if [len(known) for known in only] != [1, 1] or apart:
            continue
        ((one,), (other,)) = only
        if persons[one] != persons[other] or one in present[pages[1]] or other in present[pages[0]]:
            continue
        if len(left.content & right.content) >= ALIKE * len(left.content | right.content) and together(*pages):
            values = tuple(Side(names(tables, [n]), (c.evidence,)) for n, c in ((one, left), (other, right)))
            about = f"with whom {names(tables, shared)} did {_plain(left.act[1])}"
            yield Conflict(digest("participant", *left.act, *sorted(pages)), "participant", about, values, "medium")
