"""One actor as the record has it: roles over time, who calls it what, and which names were taken for it and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import msgspec

from dragoman.model import Link, Role, Saying, Span
from dragoman.record import views
from dragoman.record.store import Record

PAGES = 150  # pages of an actor that are looked through for its names: the page of the busiest keeps its 150 ms
_PRONOUNS = frozenset(
    ["he", "him", "his", "himself", "she", "her", "hers", "herself", "it", "its", "itself", "they", "them", "their",
     "theirs", "i", "me", "my", "we", "us", "our", "you", "your", "who", "whom", "whose"]
)  # fmt: skip


class Called(msgspec.Struct, frozen=True):
    """A wording for an actor, by whom (an outlet, or a speaker whom it quotes), how often."""

    wording: str
    by: str
    kind: str  # "outlet" or "speaker"
    count: int


def roles(record: Record, actor: str) -> list[Role]:
    """Offices of a person by first day: the table's tenures, and what pages say."""
    return record.select(Role, "actor=?", (actor,), "earliest_at IS NULL, earliest_at, latest_at, id")


def links(record: Record, actor: str, limit: int | None = None) -> list[Link]:
    """The names of pages that were taken for the actor, or may be it, and its namesakes."""
    where = """"right"=? OR "left"=?"""
    order = "verdict='same', verdict, document_at, left, right"  # what is in doubt first
    return record.select(Link, where, (actor, actor), order, limit)


def called(record: Record, actor: str) -> list[Called]:
    """How the pages refer to an actor, pronouns aside, the commonest first."""
    pages = [
        r[0]
        for r in record.db.execute(
            "SELECT document FROM present WHERE actor=? ORDER BY document LIMIT ?", (actor, PAGES)
        )
    ]
    outlets = {i: outlet or "no outlet named" for i, (outlet, _) in views.titles(record, pages).items()}
    said: dict[str, list[Saying]] = defaultdict(list)
    within = "document IN (SELECT value FROM json_each(?))"
    for s in record.select(Saying, within, (views.as_list(pages),), "document, id"):
        if s.speaker and s.speaker != actor:
            said[s.document].append(s)
    speakers = views.names(record, {s.speaker for rows in said.values() for s in rows if s.speaker})
    count: Counter[tuple[str, str, str]] = Counter()
    for span, surface in _surfaces(record, actor, pages):
        if surface.lower() in _PRONOUNS:
            continue
        voice = next((s for s in said[span.document] if _inside(s, span, surface)), None)
        if voice is not None and voice.speaker:
            count[surface, speakers.get(voice.speaker, voice.speaker), "speaker"] += 1
        else:
            count[surface, outlets.get(span.document, ""), "outlet"] += 1
    count = _one_case(count)
    rows = (Called(w, by, kind, n) for (w, by, kind), n in count.items())
    return sorted(rows, key=lambda c: (-c.count, c.wording, c.by))


def _one_case(count: Counter[tuple[str, str, str]]) -> Counter[tuple[str, str, str]]:
    """ "President" and "president" are one wording: the commoner."""
    cases: dict[str, Counter[str]] = defaultdict(Counter)
    for (wording, _, _), n in count.items():
        cases[wording.casefold()][wording] += n
    chosen = {k: min(c, key=lambda w: (-c[w], w)) for k, c in cases.items()}
    merged: Counter[tuple[str, str, str]] = Counter()
    for (wording, by, kind), n in count.items():
        merged[chosen[wording.casefold()], by, kind] += n
    return merged


def _inside(s: Saying, span: Span, surface: str) -> bool:
    """The words stand in what was said, not in who says it."""
    return s.span.start <= span.start and span.end <= s.span.end and surface in " ".join(s.content.split())


def _surfaces(record: Record, actor: str, pages: Iterable[str]) -> list[tuple[Span, str]]:
    query = """SELECT r.span, d.text FROM "reference" r JOIN document d ON d.id = r.document_at
        WHERE r.document_at = ? AND r.actors = ? ORDER BY r.rowid"""
    alone = views.as_list([actor])
    found = []
    for page in pages:
        for raw, text in record.db.execute(query, (page, alone)):
            span = msgspec.json.decode(raw, type=Span)
            found.append((span, " ".join(text[span.start : span.end].split())))
    return found
