"""Briefs that somebody kept to compare a later one with: in the record's own table of small things."""

from __future__ import annotations

import msgspec

from dragoman.model import digest
from dragoman.record.store import Record

_KEY = "brief:"
MOST = 50  # the oldest go first


class Kept(msgspec.Struct, frozen=True):
    """A kept brief: which one it is, in words, and its JSON form."""

    id: str
    number: int
    label: str
    body: str


def kept(record: Record) -> list[Kept]:
    """All kept briefs, the latest first."""
    query = "SELECT value FROM meta WHERE key >= ? AND key < ?"
    found = [msgspec.json.decode(r[0], type=Kept) for r in record.db.execute(query, (_KEY, _KEY + "~"))]
    return sorted(found, key=lambda k: k.number, reverse=True)


def keep(record: Record, label: str, body: str) -> Kept:
    """Keep a brief; the same one kept twice is kept once. Raises RecordError."""
    with record.transaction():
        before = kept(record)
        number = max((k.number for k in before), default=0) + 1
        made = Kept(digest(label, body), number, f"No. {number}: {label}", body)
        if same := next((k for k in before if k.body == body), None):
            return same
        record.set_meta(_KEY + made.id, msgspec.json.encode(made).decode())
        for old in before[MOST - 1 :]:
            record.db.execute("DELETE FROM meta WHERE key=?", (_KEY + old.id,))
    return made


def forget(record: Record, key: str) -> bool:
    """Forget a kept brief; False where there is none of this id."""
    with record.transaction():
        return record.db.execute("DELETE FROM meta WHERE key=?", (_KEY + key,)).rowcount > 0
