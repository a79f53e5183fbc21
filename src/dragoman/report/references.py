"""References: the sentences that lines rest on, numbered as they are cited, and what was worked out about each.

A reference carries the sentence and what was worked out about it (whom a word means, which day it was, how the status
was read), so that every name, number, date and status in a line can be found in one or the other: `unsupported` in
`report.brief` looks for those that cannot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

import msgspec

from dragoman.model import Actor, Document, Evidence, Reference, Said, Sentence, Span, When, mention_id
from dragoman.record import candidates, views
from dragoman.record.store import Record
from dragoman.report import words

CITED = 6  # sentences that a line cites


class Ref(msgspec.Struct, frozen=True):
    """A reference: one sentence of one page, and what was worked out about it."""

    number: int
    document: str
    outlet: str
    title: str
    published: str
    quote: str
    resolved: tuple[str, ...]


class References:
    """A record's actors, pages and dates as lines need them, and the references given out so far."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self._actors: dict[str, Actor | None] = {}
        self._countries: dict[str, str] = {}
        self._dated: dict[str, When] = {}
        self._documents: dict[str, Document] = {}
        self._refs: dict[Span, int] = {}
        self._notes: dict[Span, dict[str, None]] = {}
        self._read: dict[str, dict[str, Said]] = {}
        self._quoted: dict[Span, str] = {}
        self._mentioned: dict[Span, list[Reference]] = {}

    @cached_property
    def basis(self) -> dict[str, Any]:
        """What the pages are: how many, from when to when, how many independent."""
        return candidates.basis(self.record)

    @cached_property
    def parties(self) -> list[str]:
        """Codes of the countries that are the matter of the coverage (`record.candidates.parties`)."""
        return candidates.parties(self.record)

    @property
    def today(self) -> str:
        """The latest day that a page is of, or ""."""
        return self.basis["last"] or ""

    def actor(self, key: str) -> Actor | None:
        """An actor by id."""
        if key not in self._actors:
            self._actors[key] = next(iter(views.actors(self.record, ids=(key,))), None)
        return self._actors[key]

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

    def quote(self, span: Span) -> str:
        """The words at a place."""
        if span not in self._quoted:
            self._quoted[span] = views.quote(self.record, span)
        return self._quoted[span]

    # -- references

    def cite_with_sides(
        self, items: Sequence[Evidence], *notes: str, about: Iterable[str], values: Iterable[str]
    ) -> tuple[int, ...]:
        """`cite`, and the sentences that name the sides where these do not ("Japan will:" above a list)."""
        about = tuple(about)
        return (*self.cite(items, *notes, about=about, values=values), *self.cite(self._parties(items), about=about))

    def cite(
        self, items: Iterable[Evidence], *notes: str, about: Iterable[str] = (), values: Iterable[str] = ()
    ) -> tuple[int, ...]:
        """Numbers of the references to these sentences; each shows what was worked out from that very sentence.

        Of the words that mean somebody, those are explained that mean one of `about`, the actors of the line. `values`
        are what the line tells (days, places, amounts): those that no sentence shows were worked out from all of
        them, and stand with the first, as `notes` do.
        """
        numbers = []
        wanted, shown = frozenset(about), list[str]()
        items = self._chosen(items)
        for item in items:
            if item.span not in self._refs:
                self._refs[item.span] = len(self._refs) + 1
                self._notes[item.span] = {}
            here = [*self._meant(item.span, wanted), *self._terms(item)]
            named = self.present([item])
            unnamed = [w for w in dict.fromkeys((*item.by, *item.to)) if w in wanted and w not in named]
            if unnamed:  # "The two leaders agreed": whom the page is about
                here.append(f"read of {self.people(unnamed)}")
            self._notes[item.span] |= dict.fromkeys(here)
            shown += [self.quote(item.span), words.days(self.dated(item.span.document)), *here]
            numbers.append(self._refs[item.span])
        if items:
            missing = (f"worked out: {v}" for v in values if v and not any(v in text for text in shown))
            self._notes[items[0].span] |= dict.fromkeys((*filter(None, notes), *missing))
        return tuple(dict.fromkeys(numbers))

    def _chosen(self, items: Iterable[Evidence]) -> list[Evidence]:
        """At most CITED sentences, one of each page before a second of any, the oldest pages first.

        The page of a record has them all.
        """
        seen = Counter[str]()
        ranked: list[tuple[int, str, int, Evidence]] = []
        for item in items:
            ranked.append((seen[item.span.document], self.dated(item.span.document).latest or "9", len(ranked), item))
            seen[item.span.document] += 1
        kept = sorted(ranked, key=lambda r: r[:3])[:CITED]
        return [item for *_, item in sorted(kept, key=lambda r: r[2])]

    def _terms(self, item: Evidence) -> Iterator[str]:
        """What this sentence says of days, amount and status, where that is not what stands in it word for word."""
        mention = self._said(item.span.document).get(item.mention or "")
        for earliest, latest, place in (
            (item.earliest, item.latest, getattr(mention, "time", None)),
            (item.deadline_earliest, item.deadline_latest, getattr(mention, "deadline", None)),
        ):
            if days := words.days(When(earliest, latest)) if earliest or latest else "":
                worded = self.quote(place) if place else ""
                if worded != days:
                    yield f"“{worded}” means {days}" if worded else f"dated {days}"
        amount = words.amount(item.amount, item.unit)
        if amount and not words.digits(amount) <= words.digits(self.quote(item.span)):
            yield f"amount {amount}"
        if item.status not in (None, "occurred", "ongoing", "announced"):
            yield f"read as {item.status}{f' {item.kind}' if item.kind else ''}"

    def _parties(self, items: Iterable[Evidence]) -> tuple[Evidence, ...]:
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
        for span, number in self._refs.items():
            d = self.document(span.document)
            published = words.days(self.dated(d.id))
            outlet, notes = d.outlet or d.source, tuple(self._notes[span])
            made.append(Ref(number, d.id, outlet, d.title or "", published, self.quote(span), notes))
        return tuple(made)

    def present(self, items: Iterable[Evidence]) -> tuple[str, ...]:
        """Ids of the actors that these sentences name or mean."""
        return tuple(dict.fromkeys(a for item in items for r in self._references(item.span) for a in r.actors))

    def _references(self, span: Span) -> list[Reference]:
        if span not in self._mentioned:
            where = 'document_at=? AND json_extract(span, "$[1]") >= ? AND json_extract(span, "$[2]") <= ?'
            self._mentioned[span] = self.record.select(Reference, where, (span.document, span.start, span.end))
        return self._mentioned[span]

    def _meant(self, span: Span, wanted: frozenset[str]) -> Iterator[str]:
        """ "“her” is Sanae Takaichi": the shortest word for each actor that the sentence does not name itself."""
        sentence = self.quote(span)
        told: dict[str, str] = {}
        for found in self._references(span):
            who = self.people(found.actors)
            surface = self.quote(found.span)
            if wanted.intersection(found.actors) and who not in sentence and surface != who and who not in told:
                told[who] = f"“{surface}” {'is' if len(found.actors) == 1 else 'are'} {who}"
        yield from told.values()

    def people(self, ids: Sequence[str], nobody: str = "") -> str:
        """Names of actors."""
        return words.joined([a.name if (a := self.actor(i)) else "somebody" for i in ids], nobody)
