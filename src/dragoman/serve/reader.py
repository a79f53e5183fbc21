"""The text of a page cut into marked parts: what was read where, with a way to each record that rests on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from dragoman.model import Document, Said, Sentence, mention_id
from dragoman.record import views
from dragoman.record.store import Record

KINDS = {
    "Mention": "mention", "TimeExpression": "time", "Quantity": "quantity", "Statement": "statement",
    "EventMention": "event", "PledgeMention": "pledge", "Constraint": "pledge",
}  # fmt: skip


class Part(NamedTuple):
    """A run of text that carries the same marks."""

    text: str
    kinds: str  # class names, space between
    note: str
    href: str


class MarkedLine(NamedTuple):
    """One line of the page."""

    start: int
    kind: str
    parts: list[Part]


def aligned(left: str, right: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Two passages cut where their words agree: (text, is in both)."""
    a, b = left.split(), right.split()
    plain = [[w.strip(".,;:“”\"'’‘").casefold() for w in words] for words in (a, b)]
    blocks = SequenceMatcher(None, plain[0], plain[1], autojunk=False).get_matching_blocks()
    mine, other = list[tuple[str, bool]](), list[tuple[str, bool]]()
    i = j = 0
    for x, y, size in blocks:
        for parts, words, start, found in ((mine, a, i, x), (other, b, j, y)):
            parts += [(" ".join(words[start:found]), False), (" ".join(words[found : found + size]), True)]
        i, j = x + size, y + size
    return [p for p in mine if p[0]], [p for p in other if p[0]]


def marked(record: Record, document: Document) -> Iterator[MarkedLine]:
    """The lines of a document with everything that was read in them."""
    said = [s for s in record.said(document) if not isinstance(s, Sentence)]
    owners = views.owners(record, document.id)
    for line in document.lines:
        inside = [s for s in said if s.span.start < line.end and s.span.end > line.start]
        yield MarkedLine(line.start, line.kind, _parts(document.text, line.start, line.end, inside, owners))


def _parts(text: str, start: int, end: int, said: Sequence[Said], owners: dict[str, str]) -> list[Part]:
    edges = {start, end}
    for s in said:
        edges |= {max(start, s.span.start), min(end, s.span.end)}
    order = sorted(edges)
    parts = []
    for a, b in pairwise(order):
        here = [s for s in said if s.span.start <= a and s.span.end >= b]
        kinds = " ".join(dict.fromkeys(KINDS[type(s).__name__] for s in here))
        linked = sorted((s for s in here if mention_id(s) in owners), key=lambda s: s.span.end - s.span.start)
        href = f"/record/{owners[mention_id(linked[0])]}" if linked else ""
        parts.append(Part(text[a:b], kinds, "; ".join(_note(s) for s in here), href))
    return parts


def _note(said: Said) -> str:
    words = [KINDS[type(said).__name__]]
    for field in ("kind", "name", "office", "type", "mode", "status", "value", "amount", "unit"):
        value = getattr(said, field, None)
        if value and str(value) not in words:
            words.append(str(value))
    return " ".join(words)
