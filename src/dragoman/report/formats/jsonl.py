"""The JSONL export: one file a type, one object a line, in the order of ids. See docs/export.md."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from dragoman.model import Evidence, Link, Role, When
from dragoman.record import views
from dragoman.record.store import Record

Row = dict[str, Any]


def export(record: Record, folder: Path) -> dict[str, int]:
    """Write the record into `folder`, made if need be. Returns rows by file name. Raises OSError.

    Each file appears whole or not at all: it is written beside its place and moved there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    counts = {}
    for name, rows in FILES.items():
        beside = folder / f".{name}.jsonl.part"
        count = 0
        with beside.open("wb") as file:
            for row in rows(record):
                file.write(msgspec.json.encode(row, order="deterministic") + b"\n")
                count += 1
        os.replace(beside, folder / f"{name}.jsonl")
        counts[name] = count
    return counts


def _evidence(record: Record, items: Iterable[Evidence]) -> list[Row]:
    rows = []
    for item in items:
        row: Row = {
            "document": item.span.document, "start": item.span.start, "end": item.span.end,
            "quote": views.quote(record, item.span),
        }  # fmt: skip
        own = ("row", "status", "earliest", "latest", "unit", "deadline_earliest", "deadline_latest", "kind")
        row |= {k: v for k in own if (v := getattr(item, k)) is not None}
        row |= {k: list(v) for k in ("by", "to") if (v := getattr(item, k))}
        if item.amount is not None:
            row["amount"] = _number(item.amount)
        rows.append(row)
    return rows


def _number(value: Any) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def _when(prefix: str, when: When) -> Row:
    return {f"{prefix}earliest": when.earliest, f"{prefix}latest": when.latest}


def _documents(record: Record, limit: int | None = None, offset: int = 0) -> Iterator[Row]:
    documents = record.documents(limit=-1 if limit is None else limit, offset=offset)
    shown = None if limit is None else list(documents)
    ids = None if shown is None else [d.id for d in shown]
    dated, present = views.datings(record, ids), views.present(record, ids)
    story = {d: s for s in views.stories(record, documents=ids) for d in s.documents}
    original: dict[str, str] = {}
    for copy in views.copies(record, of=ids):
        if copy.direction in ("left", "right") and copy.kind != "partial":
            source, follower = (copy.left, copy.right) if copy.direction == "left" else (copy.right, copy.left)
            original.setdefault(follower, source)
    for d in documents if shown is None else shown:
        when = dated.get(d.id, When())
        yield {
            "id": d.id, "source": d.source, "outlet": d.outlet, "title": d.title, "byline": d.byline,
            **_when("published_", when), "published_basis": when.basis, "published_reasons": list(when.reasons),
            "language": d.language, "story": story[d.id].id if d.id in story else None,
            "thread": story[d.id].thread if d.id in story else None, "copy_of": original.get(d.id),
            "actors": present.get(d.id, []), "version_of": d.version_of,
        }  # fmt: skip


def _actors(record: Record, limit: int | None = None, offset: int = 0) -> Iterator[Row]:
    for a in views.actors(record, limit=limit, offset=offset):
        yield {"id": a.id, "name": a.name, "kind": a.kind, "country": a.country, "aliases": list(a.aliases)}


def _statements(record: Record, limit: int | None = None, offset: int = 0) -> Iterator[Row]:
    for s in views.sayings(record, limit=limit, offset=offset):
        yield {
            "id": s.id, "group": s.group, "document": s.document, "speaker": s.speaker, "speaker_text": s.speaker_text,
            "joint": list(s.joint), "cue": s.cue, "content": s.content, "mode": s.mode, "start": s.span.start,
            "end": s.span.end,
            "certainty": s.certainty, "evidence": _evidence(record, s.evidence),
        }  # fmt: skip


def _events(record: Record, limit: int | None = None, offset: int = 0) -> Iterator[Row]:
    for e in views.events(record, limit=limit, offset=offset):
        yield {
            "id": e.id, "type": e.type, "mode": e.mode, "by": list(e.by), "to": list(e.to), "place": e.place,
            **_when("", e.when), "wording": e.when.wording, "basis": e.when.basis, "status": e.status,
            "attributed_to": e.attributed_to, "outcome": e.outcome, "independent": e.independent,
            "certainty": e.certainty, "found_by": e.found_by, "evidence": _evidence(record, e.evidence),
        }  # fmt: skip


def _pledges(record: Record, limit: int | None = None, offset: int = 0) -> Iterator[Row]:
    for p in views.pledges(record, limit=limit, offset=offset):
        history = [
            {"what": t.what, **_when("", t.when), "note": t.note, "evidence": _evidence(record, [t.evidence])}
            for t in p.history
        ]
        yield {
            "id": p.id, "kind": p.kind, "by": list(p.by), "to": list(p.to), "what": p.what, "amount": _number(p.amount),
            "unit": p.unit, "baseline": p.baseline, **_when("deadline_", p.deadline), "deadline": p.deadline.wording,
            "condition": p.condition, "status": p.status, "history": history, "answers": p.answers,
            "attributed_to": p.attributed_to, "independent": p.independent, "certainty": p.certainty,
            "found_by": p.found_by,
            "evidence": _evidence(record, p.evidence),
        }  # fmt: skip


def _constraints(record: Record, limit: int | None = None, offset: int = 0) -> Iterator[Row]:
    for h in views.hindrances(record, limit=limit, offset=offset):
        yield {"id": h.id, "on": list(h.on), "what": h.what, "evidence": _evidence(record, h.evidence)}


def _copies(record: Record, limit: int | None = None, offset: int = 0) -> Iterator[Row]:
    for c in views.copies(record, limit=limit, offset=offset):
        yield {
            "left": c.left, "right": c.right, "kind": c.kind, "share": c.share, "direction": c.direction,
            "reasons": list(c.reasons),
        }  # fmt: skip


def _stories(record: Record, limit: int | None = None, offset: int = 0) -> Iterator[Row]:
    for s in views.stories(record, limit=limit, offset=offset):
        yield {
            "id": s.id, "title": s.title, "documents": list(s.documents), "thread": s.thread, "first": s.first,
            "last": s.last,
        }  # fmt: skip


def _conflicts(record: Record, limit: int | None = None, offset: int = 0) -> Iterator[Row]:
    for c in views.conflicts(record, limit=limit, offset=offset):
        sides = [
            {"value": s.value, "independent": s.independent, "evidence": _evidence(record, s.evidence)} for s in c.sides
        ]
        yield {
            "id": c.id, "kind": c.kind, "about": c.about, "sides": sides, "severity": c.severity, "settle": c.settle,
        }  # fmt: skip


_LINK_ORDER = '''document_at = '', document_at, "left", "right"'''


def _links(record: Record, limit: int | None = None, offset: int = 0) -> Iterator[Row]:
    for k in record.select(Link, "1", (), _LINK_ORDER, limit, offset):
        yield {
            "left": k.left, "right": k.right, "verdict": k.verdict, "score": k.score, "reasons": list(k.reasons),
            "document": k.span.document if k.span else None, "start": k.span.start if k.span else None,
            "end": k.span.end if k.span else None, "name": views.quote(record, k.span) if k.span else None,
        }  # fmt: skip


def _roles(record: Record, limit: int | None = None, offset: int = 0) -> Iterator[Row]:
    for r in record.select(Role, order="actor, earliest_at IS NULL, earliest_at, id", limit=limit, offset=offset):
        yield {
            "id": r.id, "actor": r.actor, "title": r.title, "country": r.country, **_when("", r.when),
            "basis": r.when.basis, "reasons": list(r.when.reasons), "evidence": _evidence(record, r.evidence),
        }  # fmt: skip


def _judgements(record: Record, limit: int | None = None, offset: int = 0) -> Iterator[Row]:
    query = "SELECT body FROM judgement ORDER BY position, id LIMIT ? OFFSET ?"
    for (body,) in record.db.execute(query, (-1 if limit is None else limit, offset)):
        yield msgspec.json.decode(body)


def _problems(record: Record, limit: int | None = None, offset: int = 0) -> Iterator[Row]:
    for p in record.problems()[offset : None if limit is None else offset + limit]:
        yield {"where": p.where, "step": p.step, "message": p.message}


FILES: dict[str, Callable[..., Iterator[Row]]] = {
    "documents": _documents,
    "actors": _actors,
    "statements": _statements,
    "events": _events,
    "pledges": _pledges,
    "constraints": _constraints,
    "copies": _copies,
    "stories": _stories,
    "conflicts": _conflicts,
    "links": _links,
    "roles": _roles,
    "judgements": _judgements,
    "problems": _problems,
}
