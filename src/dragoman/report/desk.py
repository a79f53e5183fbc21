"""Puts records into lines: the wording of every kind of record, and the references each line rests on.

A line is put together from the fields of one record and a short quotation. Its references carry the sentence and what
was worked out about it (whom a word means, which day it was, how the status was read), so that every name, number, date
and status in the line can be found in one or the other: `unsupported` in `report.brief` looks for those that cannot.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import msgspec

from dragoman import lexicon
from dragoman.model import (
    Actor,
    Conflict,
    Document,
    Event,
    Evidence,
    Hindrance,
    Pledge,
    Reference,
    Said,
    Saying,
    Sentence,
    Span,
    Statement,
    Turn,
    When,
    mention_id,
)
from dragoman.record import candidates, views
from dragoman.record.store import Record
from dragoman.report import words

QUOTE_WORDS = 32  # a longer sentence is cut in a line; its reference has it whole


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
    reports: int = 1
    day: str = ""  # latest day it concerns, for ranking


@cache
def _wording() -> dict[str, dict[str, str]]:
    return {row["mode"]: row for row in lexicon.table("wording")}


class Desk:
    """What lines are put together from: names, page dates, and the references given out so far."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.actors: dict[str, Actor] = {a.id: a for a in views.actors(record)}
        self.names = {i: a.name for i, a in self.actors.items()}
        self.countries = {a.country: a.name for a in reversed(self.actors.values()) if a.kind == "country"}
        self.basis = candidates.basis(record)
        self.today: str = self.basis["last"] or ""
        self._country: dict[tuple[str, ...], str | None] = {}
        self._dated: dict[str, When] = {}
        self._documents: dict[str, Document] = {}
        self._refs: dict[Span, tuple[int, Evidence]] = {}
        self._notes: dict[Span, dict[str, None]] = {}
        self._read: dict[str, dict[str, Said]] = {}

    def document(self, key: str) -> Document:
        """A page that a record rests on."""
        if key not in self._documents:
            found = self.record.document(key)
            assert found is not None, key  # `check` holds evidence and pages together
            self._documents[key] = found
        return self._documents[key]

    def dated(self, key: str) -> When:
        """When a page was published."""
        if key not in self._dated:
            self._dated[key] = views.dated(self.record, key)
        return self._dated[key]

    # -- references

    def cite(self, items: Iterable[Evidence], *notes: str) -> tuple[int, ...]:
        """Numbers of the references to these sentences; `notes` say what was worked out about them."""
        numbers = []
        for item in items:
            if item.span not in self._refs:
                self._refs[item.span] = (len(self._refs) + 1, item)
                self._notes[item.span] = dict.fromkeys(self._meant(item.span))
                named = self.present([item])
                unnamed = [w for w in dict.fromkeys((*item.by, *item.to)) if w not in named]
                if unnamed:  # "The two leaders agreed": whom the page is about
                    self._notes[item.span][f"read of {self.people(unnamed)}"] = None
            self._notes[item.span] |= dict.fromkeys(n for n in notes if n)
            numbers.append(self._refs[item.span][0])
        return tuple(dict.fromkeys(numbers))

    def parties(self, items: Iterable[Evidence]) -> tuple[Evidence, ...]:
        """The sentences that name the sides where the evidence itself does not ("Japan will:" above a list)."""
        found: dict[Span, None] = {}
        for item in items:
            mention = self._said(item.span.document).get(item.mention or "")
            for side in (*getattr(mention, "by", ()), *getattr(mention, "to", ())):
                if not item.span.start <= side.start < item.span.end:
                    found |= dict.fromkeys(self._sentences(side))
        return tuple(Evidence(span) for span in found)

    def _sentences(self, place: Span) -> list[Span]:
        """The sentences that a place touches."""
        spans = (s.span for s in self._said(place.document).values() if isinstance(s, Sentence))
        return [s for s in spans if s.start < place.end and place.start < s.end]

    def _said(self, document: str) -> dict[str, Said]:
        if document not in self._read:
            self._read[document] = {mention_id(s): s for s in self.record.said(self.document(document))}
        return self._read[document]

    def refs(self) -> tuple[Ref, ...]:
        """All references given out, in order."""
        made = []
        for span, (number, _) in self._refs.items():
            d = self.document(span.document)
            published = words.when(self.dated(d.id))
            quote = views.quote(self.record, span)
            made.append(
                Ref(number, d.id, d.outlet or d.source, d.title or "", published, quote, tuple(self._notes[span]))
            )
        return tuple(made)

    def present(self, items: Iterable[Evidence]) -> tuple[str, ...]:
        """Ids of the actors that these sentences name or mean."""
        return tuple(dict.fromkeys(a for item in items for r in self._references(item.span) for a in r.actors))

    def _references(self, span: Span) -> list[Reference]:
        where = 'document_at=? AND json_extract(span, "$[1]") >= ? AND json_extract(span, "$[2]") <= ?'
        return self.record.select(Reference, where, (span.document, span.start, span.end))

    def _meant(self, span: Span) -> Iterable[str]:
        for found in self._references(span):
            surface, who = views.quote(self.record, found.span), words.people(found.actors, self.names)
            if found.actors and surface != who:
                yield f"“{surface}” is {who} ({found.basis})"

    # -- wording

    def people(self, ids: Sequence[str], nobody: str = "") -> str:
        """Names of actors."""
        return words.people(ids, self.names, nobody)

    def country(self, ids: Iterable[str]) -> str | None:
        """Name of the one country that all these actors belong to, or None."""
        key = tuple(ids)
        if key not in self._country:
            self._country[key] = self._one_country(key)
        return self._country[key]

    def _one_country(self, ids: Iterable[str]) -> str | None:
        codes = {a.country for i in ids if (a := self.actors.get(i))}
        code = next(iter(codes)) if len(codes) == 1 else None
        return None if code is None else self.countries.get(code, code)

    def snippet(self, items: Sequence[Evidence]) -> str:
        """The shortest of the sentences, cut to QUOTE_WORDS words, in quotation marks."""
        quotes = sorted((views.quote(self.record, e.span) for e in items), key=lambda q: (len(q), q))
        if not quotes:
            return ""
        found = quotes[0].split()
        return "“" + " ".join(found[:QUOTE_WORDS]) + (" …" if len(found) > QUOTE_WORDS else "") + "”"

    def event(self, e: Event) -> Line:
        """ "2025-10-28: Donald Trump met Sanae Takaichi in Tokyo. “...” (2 independent reports)"."""
        row = _wording().get(e.mode.replace("_", " "))
        past, plain, link = (row["past"], row["plain"], row["link"]) if row else (e.mode, e.mode, "")
        who, whom = self.people(e.by, "somebody not named"), self.people(e.to)
        tail = f" {link} {whom}" if whom and link else f" {whom}" if whom else ""
        are = "are" if len(e.by) > 1 else "is"
        said = {
            "occurred": f"{who} {past}{tail}",
            "ongoing": f"{who} {past}{tail} (under way)",
            "planned": f"{who} {are} to {plain}{tail}",
            "expected": f"{who} {are} expected to {plain}{tail}",
            "proposed": f"it is proposed that {who} {plain}{tail}",
            "conditional": f"on a condition, {who} would {plain}{tail}",
            "denied": f"it is denied that {who} {past}{tail}",
        }.get(e.status, f"{who} {past}{tail}")
        said += f" in {e.place}" if e.place and e.place not in whom else ""
        outcome = f" [{e.outcome}]" if e.outcome else ""
        text = f"{words.when(e.when)}: {said}{outcome}. {self.snippet(e.evidence)}"
        notes = (self._dating(e.when), f"read as {e.status}", f"where: {e.place}" if e.place else "", e.outcome or "")
        refs = dict.fromkeys((*self.cite(e.evidence, *notes), *self.cite(self.parties(e.evidence))))
        return Line(f"{text} ({words.reports(e.independent)})", tuple(refs), e.id, e.independent, e.when.latest or "")

    def _dating(self, when: When) -> str:
        if when == When():
            return ""
        wording = f"“{when.wording}” is " if when.wording else ""
        return f"{wording}{words.when(when)} ({'; '.join((when.basis, *when.reasons))})"

    def pledge(self, p: Pledge) -> Line:
        """ "Japan to the United States: invest $550 billion; by 2029-01-19 (agreed; 2 independent reports)"."""
        who, whom = self.people(p.by, "somebody not named"), self.people(p.to)
        verb = {"ask": "ask", "offer": "offer", "pledge": "promise"}.get(p.kind, p.kind) + "s" * (len(p.by) < 2)
        amount = words.amount(p.amount, p.unit)
        parts = [p.what, f"amount {amount}" if amount else "", f"baseline {p.baseline}" if p.baseline else ""]
        parts += [f"deadline {words.when(p.deadline)}" if p.deadline != When() else ""]
        parts += [f"condition: {p.condition}" if p.condition else ""]
        text = f"{who} {verb}{f' {whom}' if whom else ''}: {'; '.join(x for x in parts if x)}"
        notes = (self._dating(p.deadline), f"read as {p.status} {p.kind}", f"amount {amount}" if amount else "")
        day = max((t.when.latest or "" for t in p.history), default="")
        refs = dict.fromkeys((*self.cite(p.evidence, *notes), *self.cite(self.parties(p.evidence))))
        return Line(f"{text} ({p.status}; {words.reports(p.independent)})", tuple(refs), p.id, p.independent, day)

    def turn(self, p: Pledge, t: Turn) -> Line:
        """ "2025-07-23: changed – 27.5% to 15% (Japan: invest ...)"."""
        note = f" – {t.note}" if t.note else ""
        text = f"{words.when(t.when)}: {t.what}{note}: {self.people(p.by, 'somebody not named')}: {p.what}"
        notes = (self._dating(t.when), t.note, f"read as {t.what}")
        items = (t.evidence, *p.evidence[:1])
        refs = dict.fromkeys((*self.cite(items, *notes), *self.cite(self.parties(items))))
        return Line(text, tuple(refs), p.id, p.independent, t.when.latest or "")

    def hindrance(self, h: Hindrance) -> Line:
        """ "Japan: two seats short of a majority"."""
        text = f"{self.people(h.on, 'somebody not named')}: {h.what}"
        return Line(text, self.cite(h.evidence), h.id)

    def conflict(self, c: Conflict) -> Line:
        """ "number, investment: $1 trillion (2 reports) against $100 billion (1 report)"."""
        sides = " against ".join(f"“{s.value}” ({words.reports(s.independent)})" for s in c.sides)
        settle = f" Settled by: {c.settle}." if c.settle else ""
        refs: list[int] = []
        for side in c.sides:
            refs += self.cite(side.evidence, f"said here: {side.value}", c.about, c.settle)
        return Line(f"{c.about} – {sides}.{settle}", tuple(dict.fromkeys(refs)), c.id)

    def sayings(self, group: Sequence[Saying]) -> Line:
        """ "Donald Trump: “...”", the longest wording of the group, with every page that has it."""
        longest = max(group, key=lambda s: (len(s.content), s.id))
        who = self.names.get(longest.speaker or "", longest.speaker_text or "somebody not named")
        content = " ".join(longest.content.split()).strip("“”\"' ")
        places: dict[Span, None] = {}
        for saying in group:
            said = self._said(saying.document).get(saying.id)
            places |= dict.fromkeys(self._sentences(saying.span))
            if isinstance(said, Statement) and said.speaker is not None:
                places |= dict.fromkeys(self._sentences(said.speaker))
        note = f"“{longest.speaker_text}” is {who}" if longest.speaker and longest.speaker_text != who else ""
        day = max((self.dated(s.document).latest or "" for s in group), default="")
        return Line(f"{who}: “{content}”", self.cite([Evidence(p) for p in places], note), longest.id, 1, day)
