"""The brief: what the coverage amounts to, in lines that each name the sentences they rest on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from dragoman.model import Event, Hindrance, Saying, Span, When
from dragoman.record import candidates, views
from dragoman.record.candidates import Entry
from dragoman.record.store import Record
from dragoman.report import words
from dragoman.report.desk import Desk, Line
from dragoman.report.references import Ref

TOP = 3
SIDES = 12  # with a section of their own
BUSY = 4  # so much must an organisation or a person of no country promise to have one
IN_SHORT = "In short"
RANKED = "Ranked by independent reports, then by what weighs most, then by how recent."
PLANS = ("planned", "expected", "proposed")
MORE = 4  # times as many are looked at as are shown: of several lines on one sentence one is kept


class Section(msgspec.Struct, frozen=True):
    """A heading with its lines; `left` counts the lines that did not fit, `note` says how they were chosen."""

    title: str
    lines: tuple[Line, ...]
    left: int = 0
    note: str = ""


class Brief(msgspec.Struct, frozen=True):
    """A whole brief."""

    title: str
    period: str
    sections: tuple[Section, ...]
    refs: tuple[Ref, ...]
    rests_on: tuple[str, ...]


def brief(record: Record, about: str | None = None, since: str | None = None, length: int = 12) -> Brief:
    """Write the brief of a record. `about` keeps what concerns the named actors, `since` (ISO date) what is newer."""
    desk, sides = Desk(record), _about(record, about)
    happened, count = _events(desk, False, sides, since, length)
    happened.sort(key=candidates.by_date)
    past = [desk.event(e) for e in happened]
    short = [one.short() if e.by and e.to else one for e, one in zip(happened, past, strict=True)]
    best, _ = candidates.ledger(record, sides, TOP, since=since)
    matter = set() if sides else {*desk.parties}
    near = [x for e, x in zip(happened, short, strict=True) if not matter or matter & desk.countries((*e.by, *e.to))]
    quoted, voices = candidates.voices(record, sides, since, length)
    held, hindered = _hindrances(record, sides, length)
    sections = [
        Section(IN_SHORT, tuple(_top([*(near or short), *_pledges(desk, best).values()])), note=RANKED),
        Section("What happened", tuple(past), count - len(past)),
        *_sides(desk, sides, since, length),
        Section("What holds them back", tuple(_held(desk, held)), hindered - len(held)),
        _conflicts(desk, sides, length),
        _calendar(desk, sides, since, length),
        _changes(desk, sides, since, length),
        Section("In their words", tuple(_said(desk, quoted)), voices - len(quoted)),
    ]
    title = about or words.joined([words.named(desk.side(c), "country") for c in desk.parties])
    title = title or f"coverage of {words.pages(desk.basis['pages'])}"
    kept = tuple(s for s in sections if s.lines)
    basis = desk.basis
    period = words.days(When(basis["first"], basis["last"])) if basis["first"] else "undated"
    return _numbered(Brief(words.sentence(title), period, kept, desk.refs(), tuple(_rests_on(basis))))


def _events(
    desk: Desk, planned: bool, sides: list[set[str]], since: str | None, length: int, ahead_of: str = ""
) -> tuple[list[Event], int]:
    """The best events, best first, no two that rest on the same sentences; and how many there are, repeats aside."""
    found, count = candidates.events(desk.record, planned, sides, since, MORE * max(length, TOP), ahead_of)
    matter = set() if sides else {*desk.parties}  # a roundup's other items come after
    found.sort(key=lambda e: (-e.independent, matter.isdisjoint(desk.countries((*e.by, *e.to)))))
    told: set[Span] = set()
    kept: list[Event] = []
    for e in found:
        again = {x.span for x in e.evidence} <= told or any(_alike(desk, e, other) for other in kept)
        count -= again
        if not again and len(kept) < max(length, TOP):
            kept.append(e)
            told |= {x.span for x in e.evidence}
    return kept, count


def _alike(desk: Desk, one: Event, other: Event) -> bool:
    """Whether two events would read as one: the same done by the same sides on days that overlap."""
    a, b = one.when, other.when
    if one.mode != other.mode or any((one.status in said) != (other.status in said) for said in (PLANS, ("denied",))):
        return False
    if (a.earliest or "0") > (b.latest or "9") or (b.earliest or "0") > (a.latest or "9"):
        return False
    mine, others = {*one.by, *one.to}, {*other.by, *other.to}
    if mine <= others or others <= mine:
        return True
    named = {*desk.persons(mine)}, {*desk.persons(others)}  # two ministers met, and two envoys: two meetings
    return not (all(named) and named[0].isdisjoint(named[1])) and (
        desk.as_countries(mine) == desk.as_countries(others) != frozenset()
    )


def _about(record: Record, about: str | None) -> list[set[str]]:
    """The sides that the brief is about, each as ids of actors; none: everything."""
    if not about:
        return []
    whole = set(views.actor_ids(record, about))
    return [whole] if whole else [set(views.actor_ids(record, part)) for part in _parts(record, about)] or [set()]


def _concerns(sides: Sequence[set[str]], ids: Iterable[str]) -> bool:
    """Whether actors are on all of the named sides."""
    present = set(ids)
    return all(side & present for side in sides)


def _parts(record: Record, about: str) -> list[str]:
    """ "Japan United States", "Japan, US" or "Japan and the US" -> the names of actors in it, longest first."""
    found, rest = [], re.sub(r"\s*[,;/&]\s*|\s+and\s+", " ", about)
    tokens = rest.split()
    while tokens:
        for size in range(len(tokens), 0, -1):
            name = " ".join(tokens[:size])
            if size == 1 or views.actor_ids(record, name):
                found.append(name)
                tokens = tokens[size:]
                break
    return found


def _top(lines: Iterable[Line]) -> list[Line]:
    """The lines ranked highest: independent reports, then weight, then recency; none that repeats another's words.

    Only what says little alone has its quotation here ("promises to raise it", "the United States withdrew").
    """
    ranked = sorted(lines, key=lambda x: (x.reports, x.weight, x.day, x.id), reverse=True)
    kept: list[Line] = []
    for one in ranked:
        if len(kept) < TOP and not any(set(one.refs) <= set(other.refs) for other in kept):
            kept.append(one)
    return kept


def _pledges(desk: Desk, entries: Iterable[Entry], due: bool = False) -> dict[str, Line]:
    """Lines of these entries by id, in their order; `due`: as entries of a calendar."""
    order = [e.id for e in entries]
    found = {p.id: p for p in views.pledges(desk.record, ids=order)}
    return {i: desk.pledge(found[i], due) for i in order}


def _sides(desk: Desk, sides: Sequence[set[str]], since: str | None, length: int) -> list[Section]:
    """What each side asks, offers and promises: a section for each country and organisation, the busiest first.

    What several sides promise together, and what persons and groups of no country promise, comes after them.
    """
    own, together, others = list[str](), list[str](), list[str]()
    for side, count in candidates.ledger_sides(desk.record, sides, since):
        if not side:
            together.append(side)
        elif (desk.actor(side) is None or count >= BUSY) and len(own) < SIDES:
            own.append(side)
        else:
            others.append(side)
    parts = [(f"{words.sentence(_named(desk, side))}: asks, offers, promises", [side]) for side in own]
    parts += [("Asked, offered, promised together", together), ("Others: asks, offers, promises", others)]
    return [s for title, keys in parts if (s := _ledger(desk, sides, since, title, keys, length)).lines]


def _named(desk: Desk, side: str) -> str:
    actor = desk.actor(side)
    return words.named(desk.side(side), actor.kind if actor else "country")


def _ledger(
    desk: Desk, sides: Sequence[set[str]], since: str | None, title: str, keys: Sequence[str], length: int
) -> Section:
    """Asks, offers and pledges of some sides: those ranked highest, asks first, then by deadline."""
    best, count = candidates.ledger(desk.record, sides, length, of=keys, since=since)
    order = {"ask": 0, "offer": 1, "pledge": 2}
    best.sort(key=lambda e: (order.get(e.kind, 3), e.due or "9", e.id))
    return Section(title, tuple(_pledges(desk, best).values()), count - len(best))


def _hindrances(record: Record, sides: Sequence[set[str]], length: int) -> tuple[list[Hindrance], int]:
    """What holds sides back, and how many such there are."""
    if not sides:
        return views.hindrances(record, limit=length), views.count(record, "hindrance")
    found = [h for h in views.hindrances(record) if _concerns(sides, h.on)]
    return found[:length], len(found)


def _held(desk: Desk, held: Sequence[Hindrance]) -> list[Line]:
    """Lines of the hindrances, each side's together; of a state and its leader the lack of a majority is told once."""
    kept: list[Hindrance] = []
    for h in sorted(held, key=lambda h: (not desk.persons(h.on), h.id)):
        alike = [n for n, k in enumerate(kept) if _one_lack(desk, h, k)]
        if len(alike) == 1:
            first = kept[alike[0]]
            evidence = tuple(dict.fromkeys((*first.evidence, *h.evidence)))
            kept[alike[0]] = msgspec.structs.replace(first, evidence=evidence)
        else:
            kept.append(h)
    return [desk.hindrance(h) for h in sorted(kept, key=lambda h: (desk.people(h.on), h.what, h.id))]


def _one_lack(desk: Desk, one: Hindrance, other: Hindrance) -> bool:
    """Whether two hindrances are a majority that one state lacks under one leader."""
    lacking = all(h.what.startswith("no majority") for h in (one, other))
    leaders = {*desk.persons(one.on), *desk.persons(other.on)}
    state = desk.as_countries(one.on)
    return lacking and len(leaders) < 2 and bool(state) and state == desk.as_countries(other.on)


def _conflicts(desk: Desk, sides: Sequence[set[str]], length: int) -> Section:
    if sides:
        found = [
            c
            for c in views.conflicts(desk.record)
            if _concerns(sides, desk.present(e for s in c.sides for e in s.evidence))
        ]
        count = len(found)
    else:
        found, count = views.conflicts(desk.record, limit=length), views.count(desk.record, "conflict")
    lines = tuple(desk.conflict(c) for c in found[:length])
    return Section("Where the coverage disagrees", lines, count - len(lines))


def _calendar(desk: Desk, sides: list[set[str]], since: str | None, length: int) -> Section:
    """Planned events and deadlines not before the newest page, by date; plans without a day come last."""
    ahead, count = _events(desk, True, sides, since, length, desk.today)
    due, number = candidates.ledger(desk.record, sides, length, due_from=desk.today or "9")
    lines = _pledges(desk, due, due=True)
    told = {x.span for p in views.pledges(desk.record, ids=[e.id for e in due]) for x in p.evidence}
    again = [e for e in ahead if {x.span for x in e.evidence} <= told]  # the act that a promise tells of
    ahead, count = [e for e in ahead if e not in again], count - len(again)
    dated = [(e.when.latest or "9", e.independent, e.id, desk.event(e)) for e in ahead]
    dated += [(p.due, p.independent, p.id, lines[p.id]) for p in due]
    best = sorted(dated, key=lambda d: (d[0] == "9", -d[1], d[0], d[2]))[:length]
    shown = tuple(x[-1] for x in sorted(best, key=lambda d: (d[0], d[2])))
    return Section("What comes next", shown, count + number - len(shown))


def _changes(desk: Desk, sides: Sequence[set[str]], since: str | None, length: int) -> Section:
    """Turns of pledges other than their announcement, the latest first."""
    best, count = candidates.turns(desk.record, sides, since, length)
    found = {p.id: p for p in views.pledges(desk.record, ids={p for p, _ in best})}
    lines = [desk.turn(found[p], found[p].history[number]) for p, number in best]
    lines.sort(key=lambda x: (x.day, x.id), reverse=True)
    return Section("What changed", tuple(lines), count - len(lines))


def _said(desk: Desk, groups: Sequence[str]) -> list[Line]:
    """One line a group of sayings, by the day on which it was first told."""
    found: dict[str, list[Saying]] = {}
    for saying in views.sayings(desk.record, groups=groups):
        if saying.mode != "indirect":
            found.setdefault(saying.group, []).append(saying)
    return sorted((desk.sayings(group) for group in found.values()), key=lambda x: (x.day, x.id))


def _rests_on(basis: Mapping[str, Any]) -> list[str]:
    lines = [words.standing(basis["pages"], basis["independent"])]
    if n := basis["guessed"]:
        own = "its own, dated from what it tells" if n == 1 else "their own, dated from what they tell"
        lines.append(f"{words.pages(n)} without a date of {own}")
    if n := basis["undated"]:
        lines.append(f"{words.pages(n)} that nothing dates")
    if n := basis["unread"]:
        lines.append(f"{words.pages(n)} not read, being in other languages: {basis['languages']}")
    return lines


def _numbered(made: Brief) -> Brief:
    """References numbered in the order in which the lines that were kept name them; the others left out."""
    order = dict.fromkeys(n for s in made.sections for line in s.lines for n in line.refs)
    new = {old: number for number, old in enumerate(order, 1)}
    refs = {r.number: r for r in made.refs}
    sections = tuple(
        msgspec.structs.replace(
            s, lines=tuple(msgspec.structs.replace(x, refs=tuple(new[n] for n in x.refs)) for x in s.lines)
        )
        for s in made.sections
    )
    kept = tuple(msgspec.structs.replace(refs[old], number=number) for old, number in new.items())
    return msgspec.structs.replace(made, sections=sections, refs=kept)


_CLAIM = re.compile(r"\d[\d,.]*\d|\d|[A-Z][\w’'-]+")
_COUNT = re.compile(r"\(\d+ (?:independent )?reports?\)")
# words of our own that begin lines
_OURS = re.compile(r"(?i)people|the|it|an?|somebody|by|from|no|title|how|what|who|did|has|had|when|with")


def unsupported(made: Brief) -> list[str]:
    """Names, numbers and dates of lines that stand neither in a cited sentence nor in what its reference shows."""
    refs = {r.number: r for r in made.refs}
    wrong = []
    for section in made.sections:
        for line in section.lines:
            shown = " ".join(" ".join((refs[n].quote, refs[n].published, *refs[n].resolved)) for n in line.refs)
            shown = _fold(shown)
            claimed = _COUNT.sub("", line.text.removesuffix(f" ({line.note})"))
            for claim in _CLAIM.findall(claimed):
                if _fold(claim).removesuffix("'s") not in shown and not _OURS.fullmatch(claim):
                    wrong.append(f"{line.id}: “{claim}” in “{line.text}”")
            if not line.refs:
                wrong.append(f"{line.id}: no reference for “{line.text}”")
    return wrong


def _fold(text: str) -> str:
    return text.casefold().replace("’", "'").strip("'")
