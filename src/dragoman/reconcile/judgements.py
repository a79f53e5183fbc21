"""A person's word applied to what was worked out: it wins over every step.

A judgement finds its record again by its anchor: the page as it came (raw hash), the quoted sentence, the record's own
words in it. What it finds is taken over, merged, split or left out; what it does not find any more is stale.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from dragoman import settable
from dragoman.model import (
    Actor,
    Anchor,
    Conflict,
    Document,
    Event,
    Evidence,
    Hindrance,
    Judgement,
    Link,
    Pledge,
    Reference,
    Saying,
    When,
    digest,
)  # fmt: skip
from dragoman.reconcile import judged_actors
from dragoman.step import Tables

KINDS: dict[str, type] = {
    "actor": Actor, "event": Event, "pledge": Pledge, "saying": Saying, "hindrance": Hindrance, "conflict": Conflict,
}  # fmt: skip
_WORD = "a person's word"
MAKES = (Actor, Reference, Event, Pledge, Saying, Hindrance, Conflict)


def pages(tables: Tables) -> Iterator[object]:
    """Put what a person said of a page in place of what the page says, before anything is dated."""
    for judgement in tables.judgements:
        if judgement.about.kind != "document" or _unfit(judgement):
            continue
        for document in [d for d in tables.documents.values() if d.raw_hash == judgement.about.raw_hash]:
            tables.documents[document.id] = _set_page(document, judgement)
            tables.applied.add(judgement.id)
    yield from ()


def _unfit(judgement: Judgement) -> bool:
    """Whether it sets what cannot be set so (an older version took any value): it stays stale."""
    field, value = judgement.field or "", judgement.value or ""
    return judgement.verdict == "set" and settable.refused(judgement.about.kind, field, value) is not None


def _set_page(document: Document, judgement: Judgement) -> Document:
    value = judgement.value or None
    if judgement.field == "published":
        return msgspec.structs.replace(document, declared=value, declared_where="judgement")
    if judgement.field in ("outlet", "title"):
        return msgspec.structs.replace(document, **{judgement.field: value})
    return document


def actors(tables: Tables) -> Iterator[Any]:
    """Actors, references and links as the judgements on who is who would have them: before anything is told of them."""
    if not any(j.about.kind == "actor" and j.other for j in tables.judgements):
        yield from (row for kind in (Actor, Reference, Link) for row in tables.parts(kind))
        return
    rows: dict[type, list[Any]] = {kind: list(tables.all(kind)) for kind in (Actor, Reference, Link)}
    for judgement in tables.judgements:
        if judgement.about.kind == "actor" and judgement.verdict in ("same", "different") and judgement.other:
            found = _judged(tables, rows, (judgement.about, *judgement.also))
            other = _judged(tables, rows, (judgement.other,))
            if found is None or other is None:
                continue
            tables.applied.add(judgement.id)
            if judgement.verdict == "same" and other is not found:
                rows[Link].append(Link(max(found.id, other.id), min(found.id, other.id), "same", 1.0, (_WORD,)))
                _merge(rows, Actor, found, other)
            elif judgement.verdict == "different" and other is found:
                judged_actors.split(tables, rows, found, judgement.other)
    for records in rows.values():
        yield from records


def _judged(tables: Tables, rows: dict[type, list[Any]], anchors: Iterable[Anchor]) -> Actor | None:
    """The actor that the first anchor finds which finds any: by the words in the sentence, else by the evidence."""
    for anchor in anchors:
        found = judged_actors.find(tables, rows[Reference], rows[Actor], anchor)
        if found is None:
            found = _find(tables, rows[Actor], anchor)
        if found is not None:
            return found
    return None


def apply(tables: Tables) -> Iterator[Any]:
    """Every record of the judged kinds, as the judgements would have it. Running it twice changes nothing more."""
    if all(j.about.kind not in KINDS for j in tables.judgements):
        yield from (row for kind in MAKES for row in tables.parts(kind))
        return
    rows: dict[type, list[Any]] = {kind: list(tables.all(kind)) for kind in MAKES}
    for judgement in tables.judgements:
        kind = KINDS.get(judgement.about.kind)
        if kind is None or _unfit(judgement) or (kind is Actor and judgement.verdict == "different"):
            continue  # who is who was applied before: see `actors`
        places = [_find(tables, rows[kind], anchor) for anchor in (judgement.about, *judgement.also)]
        found = next((r for r in places if r is not None), None)
        if found is None:
            continue
        other = _find(tables, rows[kind], judgement.other) if judgement.other else None
        if judgement.other is not None and other is None and judgement.verdict == "different":
            continue
        tables.applied.add(judgement.id)
        if judgement.verdict == "wrong":
            rows[kind] = [r for r in rows[kind] if not any(r is place for place in places)]
        elif judgement.verdict == "right":
            _put(rows, kind, found, _sure(found))
        elif judgement.verdict == "set":
            _put(rows, kind, found, _set(found, judgement.field or "", judgement.value or "", rows[Actor]))
        elif judgement.verdict == "same" and other is not None and other is not found:
            _merge(rows, kind, found, other)
        elif judgement.verdict == "different" and other is found and judgement.other is not None:
            _split(tables, rows, kind, found, judgement.other)
    for records in rows.values():
        yield from records


def _put(rows: dict[type, list[Any]], kind: type, old: Any, new: Any) -> None:
    rows[kind] = [new if r is old else r for r in rows[kind]]


def _sure(record: Any) -> Any:
    if hasattr(record, "certainty"):
        return msgspec.structs.replace(record, certainty="sure", found_by="judgement")
    return record


# --- finding a record by its anchor -----------------------------------------------------------------


def _find(tables: Tables, records: Iterable[Any], anchor: Anchor) -> Any | None:
    """The record that rests on the anchored sentence; among several, the one that its own words or ids single out."""
    best: list[tuple[int, Any]] = []
    for record in records:
        score = max((_fits(tables, e, anchor) for e in _evidence(record)), default=0)
        if score:
            best.append((score, record))
    top = max((s for s, _ in best), default=0)
    leaders = [r for s, r in best if s == top]
    return leaders[0] if len(leaders) == 1 or (top == 1 and leaders) else None


def _evidence(record: Any) -> Iterator[Evidence]:
    yield from getattr(record, "evidence", ())
    for side in getattr(record, "sides", ()):
        yield from side.evidence


def _fits(tables: Tables, evidence: Evidence, anchor: Anchor) -> int:
    """0: another place; 1: the same sentence; 2: the same record of it (its own words)."""
    document = tables.documents.get(evidence.span.document)
    if document is None or document.raw_hash != anchor.raw_hash:
        return 0
    quote = tables.text(evidence.span)
    if quote != anchor.quote or document.text.count(quote, 0, evidence.span.start) != anchor.occurrence:
        return 0
    return 2 if anchor.words and anchor.words == _own_words(tables, evidence) else 1


def _own_words(tables: Tables, evidence: Evidence) -> str:
    said = tables.by_id.get(evidence.mention or "")
    return tables.text(said.span) if said is not None else ""


# --- what the verdicts do ---------------------------------------------------------------------------


def _set(record: Any, field: str, value: str, actors: list[Actor]) -> Any:
    """The record with one field set; actors are given by name, alias or id, dates as DAY or DAY/DAY."""
    change: object = value or None
    if field in ("by", "to", "on"):
        change = tuple(_actor(part.strip(), actors) for part in value.split(";") if part.strip())
    elif field == "speaker":
        change = _actor(value, actors)
        record = msgspec.structs.replace(record, speaker_text=value, joint=())
    elif field in ("when", "deadline"):
        first, _, last = value.partition("/")
        change = When(first or None, (last or first) or None, value, "judgement", ("set by a person",))
    elif field == "amount":
        change = settable.amount(value)
    return _sure(msgspec.structs.replace(record, **{field: change}))


def _actor(name: str, actors: list[Actor]) -> str:
    """Id of the actor so called; a name that nobody bears yet makes a new one, known by it."""
    for actor in actors:
        if name in (actor.id, actor.name) or name in actor.aliases:
            return actor.id
    made = Actor(digest("judged actor", name), "person", name, found_by="judgement", certainty="sure")
    actors.append(made)
    return made.id


def _merge(rows: dict[type, list[Any]], kind: type, left: Any, right: Any) -> None:
    keep, drop = (left, right) if left.id <= right.id else (right, left)
    evidence = tuple(dict.fromkeys((*keep.evidence, *drop.evidence)))
    change: dict[str, Any] = {"evidence": evidence, "found_by": "judgement", "certainty": "sure"}
    for field in ("by", "to", "aliases", "history"):
        if hasattr(keep, field):
            change[field] = tuple(dict.fromkeys((*getattr(keep, field), *getattr(drop, field))))
    if kind is Actor:
        change["aliases"] = tuple(dict.fromkeys((*change["aliases"], drop.name)))
    _put(rows, kind, keep, msgspec.structs.replace(keep, **change))
    rows[kind] = [r for r in rows[kind] if r is not drop]
    if kind is Actor:
        for other in rows:
            rows[other] = [_renamed(r, drop.id, keep.id) for r in rows[other]]


def _renamed(record: Any, old: str, new: str) -> Any:
    change: dict[str, Any] = {}
    for field in ("by", "to", "on", "actors", "joint"):
        ids = getattr(record, field, ())
        if old in ids:
            change[field] = tuple(dict.fromkeys(new if i == old else i for i in ids))
    if isinstance(record, Link) and record.right == old:
        change["right"] = new
    if getattr(record, "speaker", None) == old:
        change["speaker"] = new
    return msgspec.structs.replace(record, **change) if change else record


def _split(tables: Tables, rows: dict[type, list[Any]], kind: type, record: Any, anchor: Anchor) -> None:
    """Give the anchored evidence a record of its own."""
    apart = [e for e in record.evidence if _fits(tables, e, anchor)]
    rest = tuple(e for e in record.evidence if e not in apart)
    if not apart or not rest:
        return
    identity = digest("apart", *(e.span for e in apart))
    new = msgspec.structs.replace(record, id=identity, evidence=tuple(apart), found_by="judgement", certainty="sure")
    _put(rows, kind, record, msgspec.structs.replace(record, evidence=rest))
    rows[kind].append(new)
