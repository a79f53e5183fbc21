"""The brief: what the coverage amounts to, in lines that each name the sentences they rest on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import msgspec

from dragoman.model import Event, Pledge, Saying, When
from dragoman.record import views
from dragoman.record.store import Record
from dragoman.report.desk import Desk, Line, Ref

TOP = 3
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
    desk = Desk(record)
    concerns = _about(record, about)
    events = [e for e in views.events(record, since=since) if (e.by or e.to) and concerns((*e.by, *e.to))]
    ledger = [p for p in views.pledges(record) if p.by and concerns((*p.by, *p.to))]
    happened = [desk.event(e) for e in events if e.status in HAPPENED]
    promised = {p.id: desk.pledge(p) for p in ledger}
    said = [s for s in views.sayings(record, since=since) if s.mode != "indirect" and concerns((s.speaker or "",))]
    disputed = [c for c in views.conflicts(record) if concerns(desk.present(e for s in c.sides for e in s.evidence))]
    sections = [
        Section(f"In short ({RANKED})", tuple(_top([*happened, *promised.values()]))),
        _section("What happened", happened, length),
        *_sides(desk, ledger, promised, length),
        _section(
            "What holds them back", [desk.hindrance(h) for h in views.hindrances(record) if concerns(h.on)], length
        ),
        _section("Where the coverage disagrees", [desk.conflict(c) for c in disputed], length),
        _section("What comes next", _calendar(desk, events, ledger), length),
        _section("What changed", _changes(desk, ledger, since), length),
        _section("In their words", [desk.sayings(g) for g in _groups(said)], length),
    ]
    title = about or " and ".join(_parties(desk, ledger)) or "Brief"
    kept = tuple(s for s in sections if s.lines)
    return _numbered(Brief(title, _period(desk), kept, desk.refs(), tuple(_rests_on(desk))))


def _about(record: Record, about: str | None) -> Callable[[Sequence[str]], bool]:
    """Whether actors concern what the brief is about: all of the named sides, where two or more are named."""
    if not about:
        return lambda ids: True
    whole = set(views.actor_ids(record, about))
    sides = [whole] if whole else [set(views.actor_ids(record, part)) for part in _parts(record, about)]
    return lambda ids: bool(sides) and all(side & set(ids) for side in sides)


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


def _section(title: str, lines: Sequence[Line], length: int) -> Section:
    """The highest ranked lines, in their own order."""
    best = sorted(range(len(lines)), key=lambda i: (lines[i].reports, lines[i].day, -i), reverse=True)[:length]
    return Section(title, tuple(lines[i] for i in sorted(best)), max(0, len(lines) - length))


def _sides(desk: Desk, ledger: Sequence[Pledge], lines: dict[str, Line], length: int) -> list[Section]:
    """What each side wants, offers and has promised: one section a country, the busiest first."""
    by_side: dict[str, list[Pledge]] = defaultdict(list)
    for pledge in ledger:
        by_side[desk.country(pledge.by) or desk.people(pledge.by)].append(pledge)
    order = {"ask": 0, "offer": 1, "pledge": 2}
    sections = []
    for side in sorted(by_side, key=lambda s: (-len(by_side[s]), s)):
        mine = sorted(by_side[side], key=lambda p: (order.get(p.kind, 3), p.deadline.latest or "9", p.id))
        sections.append(_section(f"{side}: wants, offers, promises", [lines[p.id] for p in mine], length))
    return sections


def _calendar(desk: Desk, events: Sequence[Event], ledger: Sequence[Pledge]) -> list[Line]:
    """Planned events and deadlines not before the newest page, by date; without a date they come last."""
    ahead = [e for e in events if e.status in AHEAD and (e.when.latest or "9") >= desk.today]
    due = [p for p in ledger if p.deadline.latest and p.deadline.latest >= desk.today]
    dated = [(e.when.latest or "9", e.id, desk.event(e)) for e in ahead]
    dated += [(p.deadline.latest or "9", p.id, desk.pledge(p)) for p in due]
    return [line for _, _, line in sorted(dated, key=lambda d: d[:2])]


def _changes(desk: Desk, ledger: Sequence[Pledge], since: str | None) -> list[Line]:
    turns = [(p, t) for p in ledger for t in p.history if t.what in NEWS and (t.when.latest or "") >= (since or "")]
    turns.sort(key=lambda pt: (pt[1].when.latest or "", pt[0].id), reverse=True)
    return [desk.turn(p, t) for p, t in turns]


def _groups(said: Iterable[Saying]) -> list[list[Saying]]:
    groups: dict[str, list[Saying]] = {}
    for saying in said:
        groups.setdefault(saying.group, []).append(saying)
    return list(groups.values())


def _parties(desk: Desk, ledger: Sequence[Pledge]) -> list[str]:
    """The two countries that promise most."""
    counts: dict[str, int] = defaultdict(int)
    for pledge in ledger:
        for side in (desk.country(pledge.by), desk.country(pledge.to)):
            if side:
                counts[side] += 1
    return sorted(counts, key=lambda s: (-counts[s], s))[:2]


def _period(desk: Desk) -> str:
    dates = sorted(d for w in desk.dated.values() if w.earliest and w.latest for d in (w.earliest, w.latest))
    return f"{dates[0]} to {dates[-1]}" if dates else "undated"


def _rests_on(desk: Desk) -> list[str]:
    pages = sorted(desk.documents)
    copies = [c for c in views.copies(desk.record) if c.kind != "partial"]
    group = {page: page for page in pages}
    for copy in copies:
        left, right = group.get(copy.left), group.get(copy.right)
        if left and right:
            group = {p: min(left, right) if g in (left, right) else g for p, g in group.items()}
    undated = [p for p in pages if desk.dated.get(p, When()) == When()]
    guessed = [p for p in pages if desk.dated.get(p, When()).basis not in ("declared", "unknown", "dateline", "url")]
    lines = [f"{len(pages)} pages, {len(set(group.values()))} of them independent reports; the others copy them"]
    lines += [f"{len(guessed)} pages that do not say their date, dated from what they tell"] if guessed else []
    lines += [f"{len(undated)} pages that nothing dates"] if undated else []
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
