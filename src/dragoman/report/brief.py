"""The brief: what the coverage amounts to, in lines that each name the sentences they rest on.

A line is put together from the fields of one record. Its references carry the sentence and what was worked out about it
(whom a word means, which day it was), so that every name, number, date and status in the line can be
found in one or the other: `unsupported` looks for those that cannot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from dragoman.model import Event, Evidence, Pledge, Reference, Saying, Span, When
from dragoman.record import views
from dragoman.record.store import Record
from dragoman.report import words


class Ref(msgspec.Struct, frozen=True):
    """A reference: one sentence of one page, and what was worked out about it."""

    number: int
    document: str
    outlet: str
    title: str
    published: str
    quote: str
    resolved: tuple[str, ...]


class Line(msgspec.Struct, frozen=True):
    """One line of the brief; `id` opens its record, `refs` are numbers of references."""

    text: str
    refs: tuple[int, ...]
    id: str
    rank: tuple[int, str] = (0, "")  # independent reports, latest day


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


class _Desk:
    """What the lines are put together from: names, page dates, and the references given out so far."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.names = views.names(record)
        self.dated = views.datings(record)
        self.documents = {d.id: d for d in record.documents()}
        self.refs: dict[tuple[Span, tuple[str, ...]], Ref] = {}

    def ref(self, item: Evidence, resolved: Iterable[str]) -> int:
        """Number of the reference to a sentence, given out anew where need be."""
        found = self.record.select(
            Reference, 'document_at=? AND json_extract(span, "$[1]") >= ? AND json_extract(span, "$[2]") <= ?',
            (item.span.document, item.span.start, item.span.end),
        )  # fmt: skip
        meant = [
            f"“{views.quote(self.record, r.span)}”: {words.people(r.actors, self.names)}" for r in found if r.actors
        ]
        notes = (*meant, *resolved)
        key = (item.span, notes)
        if key not in self.refs:
            d = self.documents[item.span.document]
            published = words.when(self.dated.get(d.id, When()))
            quote = views.quote(self.record, item.span)
            number = len(self.refs) + 1
            self.refs[key] = Ref(number, d.id, d.outlet or d.source, d.title or "", published, quote, notes)
        return self.refs[key].number

    def line(self, record: Event | Pledge | Saying, text: str, when: When, independent: int, note: str = "") -> Line:
        resolved = [f"{note}: {words.when(when)} ({when.basis})"] if when != When() else []
        refs = dict.fromkeys(self.ref(item, resolved) for item in record.evidence)
        return Line(text, tuple(refs), record.id, (independent, when.latest or ""))


def brief(record: Record, about: str | None = None, since: str | None = None, length: int = 12) -> Brief:
    """Write the brief of a record. `about` keeps what concerns the named actors, `since` what is not older."""
    desk = _Desk(record)
    wanted = {i for name in _named(about) for i in views.actor_ids(record, name)} if about else None

    def concerns(*sides: Sequence[str]) -> bool:
        return wanted is None or any(a in wanted for side in sides for a in side)

    happened = [_event(desk, e) for e in views.events(record, since=since) if concerns(e.by, e.to)]
    ledger = [p for p in views.pledges(record) if concerns(p.by, p.to)]
    said = [s for s in views.sayings(record, since=since) if s.mode != "indirect" and concerns((s.speaker or "",))]
    sections = [
        _section("What happened", happened, length),
        *(
            _section(title, [_pledge(desk, p) for p in ledger if p.kind == kind], length)
            for kind, title in (("ask", "Asked"), ("offer", "Offered"), ("pledge", "Pledged"))
        ),
        _section("Who said what", [_saying(desk, group) for group in _groups(said)], length),
    ]
    dates = [w.latest for w in desk.dated.values() if w.latest] + [
        w.earliest for w in desk.dated.values() if w.earliest
    ]
    period = f"{min(dates)} to {max(dates)}" if dates else "undated"
    rests_on = _rests_on(desk)
    title = about or " and ".join(_first_names(desk, ledger)) or "Brief"
    return Brief(title, period, tuple(s for s in sections if s.lines), tuple(desk.refs.values()), tuple(rests_on))


def _named(about: str) -> list[str]:
    return [part for part in re.split(r"\s*[,;/]\s*|\s+and\s+", about) if part]


def _section(title: str, lines: list[Line], length: int) -> Section:
    """The highest ranked lines, in their own order."""
    best = sorted(range(len(lines)), key=lambda i: (lines[i].rank, -i), reverse=True)[:length]
    return Section(title, tuple(lines[i] for i in sorted(best)), max(0, len(lines) - length))


def _event(desk: _Desk, e: Event) -> Line:
    who, whom = words.people(e.by, desk.names, "somebody"), words.people(e.to, desk.names)
    where = f" in {e.place}" if e.place else ""
    text = f"{words.when(e.when)}: {who} – {e.mode.replace('_', ' ')}{f' – {whom}' if whom else ''}{where}"
    return desk.line(
        e, f"{text} ({e.outcome or e.status}; {words.reports(e.independent)})", e.when, e.independent, "day"
    )


def _pledge(desk: _Desk, p: Pledge) -> Line:
    who, whom = words.people(p.by, desk.names, "somebody"), words.people(p.to, desk.names)
    parts = [p.what, words.amount(p.amount, p.unit), words.when(p.deadline) if p.deadline != When() else ""]
    text = f"{who}{f' to {whom}' if whom else ''}: {'; '.join(x for x in parts if x)}"
    text += f"; condition: {p.condition}" if p.condition else ""
    return desk.line(p, f"{text} ({p.status}; {words.reports(p.independent)})", p.deadline, p.independent, "deadline")


def _groups(said: Iterable[Saying]) -> list[list[Saying]]:
    groups: dict[str, list[Saying]] = {}
    for saying in said:
        groups.setdefault(saying.group, []).append(saying)
    return list(groups.values())


def _saying(desk: _Desk, group: list[Saying]) -> Line:
    longest = max(group, key=lambda s: (len(s.content), s.id))
    who = desk.names.get(longest.speaker or "", longest.speaker_text or "somebody not named")
    merged = msgspec.structs.replace(longest, evidence=tuple(e for s in group for e in s.evidence))
    published = desk.dated.get(longest.document, When())
    return desk.line(merged, f"{who}: “{' '.join(longest.content.split())}”", published, 1, "page")


def _first_names(desk: _Desk, ledger: Sequence[Pledge]) -> list[str]:
    found = dict.fromkeys(desk.names[a] for p in ledger for a in (*p.by, *p.to) if a in desk.names)
    return list(found)[:2]


def _rests_on(desk: _Desk) -> list[str]:
    pages = len(desk.documents)
    copies = {c.right if c.direction == "left" else c.left for c in views.copies(desk.record)}
    undated = sum(1 for d in desk.documents if desk.dated.get(d, When()) == When())
    lines = [f"{pages} pages, {pages - len(copies & set(desk.documents))} of them independent of one another"]
    if undated:
        lines.append(f"{undated} pages that nothing dates")
    return lines


_CLAIM = re.compile(r"\d[\d,.]*\d|\d|[A-Z][\w’'-]+")


def unsupported(made: Brief) -> list[str]:
    """Names, numbers and dates of lines that stand neither in a cited sentence nor in what its reference shows."""
    refs = {r.number: r for r in made.refs}
    wrong = []
    for section in made.sections:
        for line in section.lines:
            shown = (
                " ".join(" ".join((refs[n].quote, *refs[n].resolved)) for n in line.refs).casefold().replace("’", "'")
            )
            for claim in _CLAIM.findall(line.text.rsplit("(", 1)[0]):
                if claim.casefold().replace("’", "'").removesuffix("'s") not in shown:
                    wrong.append(f"{line.id}: “{claim}” in “{line.text}”")
            if not line.refs:
                wrong.append(f"{line.id}: no reference for “{line.text}”")
    return wrong
