"""The brief: what the coverage amounts to, in lines that each name the sentences they rest on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from dragoman.model import Saying
from dragoman.record import candidates, views
from dragoman.record.candidates import Entry
from dragoman.record.store import Record
from dragoman.report.desk import Desk, Line, Ref

TOP = 3
SIDES = 12  # with a section of their own
RANKED = "ranked by independent reports, then by how recent, then by how new"
HAPPENED = ("occurred", "ongoing", "denied")
AHEAD = ("planned", "expected", "proposed")
NEWS = ("changed", "confirmed", "fulfilled", "dropped", "denied", "due")


class Section(msgspec.Struct, frozen=True):
    """A heading with its lines; `left` counts the lines that did not fit."""

    title: str
    lines: tuple[Line, ...]
    left: int = 0


class Brief(msgspec.Struct, frozen=True):
    """A whole brief."""

    title: str
    period: str
    sections: tuple[Section, ...]
    refs: tuple[Ref, ...]
    rests_on: tuple[str, ...]


def brief(record: Record, about: str | None = None, since: str | None = None, length: int = 12) -> Brief:
    """Write the brief of a record. `about` keeps what concerns the named actors, `since` (ISO date) what is newer."""
    desk, sides, most = Desk(record), _about(record, about), max(length, TOP)
    ledger = [p for p in candidates.ledger(record) if _concerns(sides, (*p.by, *p.to))]
    happened, count = candidates.events(record, HAPPENED, sides, since, most)
    past = [desk.event(e) for e in happened]
    quoted, voices = candidates.voices(record, sides, since, length)
    held = [h for h in views.hindrances(record) if _concerns(sides, h.on)]
    sections = [
        Section(f"In short ({RANKED})", tuple(_top([*past, *_pledges(desk, _best(ledger, most)).values()]))),
        _section("What happened", past, length, count),
        *_sides(desk, ledger, length),
        _section("What holds them back", [desk.hindrance(h) for h in held[:length]], length, len(held)),
        _conflicts(desk, sides, length),
        _calendar(desk, sides, since, ledger, length),
        _changes(desk, ledger, since, length),
        _section("In their words", _said(desk, quoted), length, voices),
    ]
    title = about or " and ".join(_parties(desk, ledger)) or "Brief"
    kept = tuple(s for s in sections if s.lines)
    basis = desk.basis
    period = f"{basis['first']} to {basis['last']}" if basis["first"] else "undated"
    return _numbered(Brief(title, period, kept, desk.refs(), tuple(_rests_on(basis))))


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
    """The lines ranked highest: independent reports, then recency, then those of which fewest went before."""
    seen: dict[str, int] = defaultdict(int)
    ranked = []
    for line in sorted(lines, key=lambda x: (x.day, x.id)):
        head = line.text.split(":", 1)[-1][:40]
        ranked.append((line.reports, line.day, -seen[head], line.id, line))
        seen[head] += 1
    return [r[-1] for r in sorted(ranked, key=lambda r: r[:4], reverse=True)[:TOP]]


def _section(title: str, lines: Sequence[Line], length: int, count: int | None = None) -> Section:
    """The highest ranked lines, in their own order; `count` is how many there are, where not all were made."""
    best = sorted(range(len(lines)), key=lambda i: (lines[i].reports, lines[i].day, -i), reverse=True)[:length]
    return Section(title, tuple(lines[i] for i in sorted(best)), max(0, (count or len(lines)) - length))


def _best(entries: Sequence[Entry], length: int) -> list[Entry]:
    """The entries ranked highest, in their own order: independent reports, then recency."""
    best = sorted(range(len(entries)), key=lambda i: (entries[i].independent, entries[i].day, -i), reverse=True)[
        :length
    ]
    return [entries[i] for i in sorted(best)]


def _pledges(desk: Desk, entries: Iterable[Entry]) -> dict[str, Line]:
    """Lines of these entries by id, in their order."""
    order = [e.id for e in entries]
    found = {p.id: p for p in views.pledges(desk.record, ids=order)}
    return {i: desk.pledge(found[i]) for i in order}


def _sides(desk: Desk, ledger: Sequence[Entry], length: int) -> list[Section]:
    """What each side wants, offers and has promised: one section a country, the busiest first."""
    by_side: dict[str, list[Entry]] = defaultdict(list)
    for pledge in ledger:
        by_side[desk.country(pledge.by) or desk.people(pledge.by)].append(pledge)
    order = {"ask": 0, "offer": 1, "pledge": 2}
    sections = []
    for side in sorted(by_side, key=lambda s: (-len(by_side[s]), s))[:SIDES]:
        mine = sorted(by_side[side], key=lambda p: (order.get(p.kind, 3), p.due or "9", p.id))
        lines = list(_pledges(desk, _best(mine, length)).values())
        sections.append(_section(f"{side}: wants, offers, promises", lines, length, len(mine)))
    return sections


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
    return _section("Where the coverage disagrees", [desk.conflict(c) for c in found[:length]], length, count)


def _calendar(
    desk: Desk, sides: Sequence[set[str]], since: str | None, ledger: Sequence[Entry], length: int
) -> Section:
    """Planned events and deadlines not before the newest page, by date; without a date they come last."""
    ahead, count = candidates.events(desk.record, AHEAD, sides, since, length, desk.today)
    due = sorted((p for p in ledger if p.due >= desk.today and p.due), key=lambda p: (p.due, p.id))
    best = _best(due, length)
    dated = [(e.when.latest or "9", e.id, desk.event(e)) for e in ahead]
    dated += [(p.due, p.id, line) for p, line in zip(best, _pledges(desk, best).values(), strict=True)]
    lines = [line for _, _, line in sorted(dated, key=lambda d: d[:2])]
    return _section("What comes next", lines, length, count + len(due))


def _changes(desk: Desk, ledger: Sequence[Entry], since: str | None, length: int) -> Section:
    """Turns of pledges other than their announcement, the latest first."""
    turns = [
        (day, p, number)
        for p in ledger
        for number, (what, day) in enumerate(p.history)
        if what in NEWS and day >= (since or "")
    ]
    turns.sort(key=lambda t: (t[0], t[1].id), reverse=True)
    ranked = sorted(range(len(turns)), key=lambda i: (turns[i][1].independent, turns[i][0], -i), reverse=True)
    best = [turns[i] for i in sorted(ranked[:length])]
    found = {p.id: p for p in views.pledges(desk.record, ids={p.id for _, p, _ in best})}
    lines = [desk.turn(found[p.id], found[p.id].history[number]) for _, p, number in best]
    return _section("What changed", lines, length, len(turns))


def _said(desk: Desk, groups: Sequence[str]) -> list[Line]:
    """One line a group of sayings, in the order of the pages."""
    found: dict[str, list[Saying]] = {}
    for saying in views.sayings(desk.record, groups=groups):
        if saying.mode != "indirect":
            found.setdefault(saying.group, []).append(saying)
    return [desk.sayings(group) for group in found.values()]


def _parties(desk: Desk, ledger: Sequence[Entry]) -> list[str]:
    """The two countries that promise most."""
    counts: dict[str, int] = defaultdict(int)
    for pledge in ledger:
        for side in (desk.country(pledge.by), desk.country(pledge.to)):
            if side:
                counts[side] += 1
    return sorted(counts, key=lambda s: (-counts[s], s))[:2]


def _rests_on(basis: Mapping[str, Any]) -> list[str]:
    lines = [f"{basis['pages']} pages, {basis['independent']} of them independent reports; the others copy them"]
    lines += [f"{n} pages that do not say their date, dated from what they tell"] if (n := basis["guessed"]) else []
    lines += [f"{n} pages that nothing dates"] if (n := basis["undated"]) else []
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
_OURS = frozenset("Settled".casefold().split())  # capitalised words of our own wording


def unsupported(made: Brief) -> list[str]:
    """Names, numbers and dates of lines that stand neither in a cited sentence nor in what its reference shows."""
    refs = {r.number: r for r in made.refs}
    wrong = []
    for section in made.sections:
        for line in section.lines:
            shown = " ".join(" ".join((refs[n].quote, refs[n].published, *refs[n].resolved)) for n in line.refs)
            shown = _fold(shown)
            claimed = line.text.rsplit("(", 1)[0]
            for claim in _CLAIM.findall(claimed):
                if _fold(claim).removesuffix("'s") not in shown and claim.casefold() not in _OURS:
                    wrong.append(f"{line.id}: “{claim}” in “{line.text}”")
            if not line.refs:
                wrong.append(f"{line.id}: no reference for “{line.text}”")
    return wrong


def _fold(text: str) -> str:
    return text.casefold().replace("’", "'")
