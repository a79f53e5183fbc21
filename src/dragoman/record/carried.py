"""What reconcile steps keep from one run to the next (`parts.Kept`), in the record. May be emptied: it is made anew.

Rows that are small and always asked for stand in segments: those of one run together, later ones over those before.
Rows of which few are asked for stand by themselves.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from itertools import islice

import msgspec

from dragoman.parts import Kept
from dragoman.record.store import Record

MADE_BY = "carried"  # key in the meta table: code and settings that made it
SEGMENTS = 32  # of a name; with more, or with a quarter of their rows gone, all are written anew
_LARGEST = 20_000  # rows of a segment
_MANY = 1 / 4  # of the rows of a name: when so many were asked for one by one, the others are fetched at once
_SEGMENT = msgspec.msgpack.Decoder(dict[str, bytes | None])  # None: gone


def of(record: Record, version: str) -> Kept:
    """What the record holds for each step, if it was made by this code with these settings; read when asked for."""
    if record.meta(MADE_BY) != version:
        return Kept()
    return Kept(lambda name: _aside(record.db, name) or together(record.db, name))


def together(db: sqlite3.Connection, name: str) -> dict[str, bytes]:
    """Rows that stand in segments."""
    rows: dict[str, bytes | None] = {}
    for (data,) in db.execute("SELECT rows FROM carried_together WHERE step=? ORDER BY number", (name,)):
        rows |= _SEGMENT.decode(data)
    return {key: data for key, data in rows.items() if data is not None}


def _aside(db: sqlite3.Connection, name: str) -> _Rows | None:
    keys = [key for (key,) in db.execute("SELECT key FROM carried WHERE step=?", (name,))]
    return _Rows(db, name, keys) if keys else None


class _Rows(Mapping[str, bytes]):
    """What is kept under a name: the keys are known, a row is fetched when it is asked for."""

    def __init__(self, db: sqlite3.Connection, name: str, keys: list[str]) -> None:
        self._db, self._name = db, name
        self._rows: dict[str, bytes | None] = dict.fromkeys(keys)
        self._alone = int(_MANY * len(keys))

    def __getitem__(self, key: str) -> bytes:
        found = self._rows[key]
        if found is None:
            where, values = ("", [self._name]) if self._alone == 0 else ("AND key=?", [self._name, key])
            for name, data in self._db.execute(f"SELECT key, data FROM carried WHERE step=? {where}", values):
                if self._rows[name] is None:  # else it stays the very object that was given: see `Kept.changes`
                    self._rows[name] = data
            self._alone -= 1
            found = self._rows[key]
            assert found is not None
        return found

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def write(record: Record, kept: Kept, version: str, wiped: bool = False) -> None:
    """Keep what the steps of a run gave (inside a transaction): only what changed is written.

    `wiped`: nothing may be left of rows that are gone.
    """
    db: sqlite3.Connection = record.db
    if record.meta(MADE_BY) != version:
        record.keep_nothing()
        record.set_meta(MADE_BY, version)
    for name, gone, fresh in kept.changes():
        if name in kept.aside:
            db.executemany("DELETE FROM carried WHERE step=? AND key=?", ((name, key) for key in gone))
            rows = ((name, key, data) for key, data in sorted(fresh.items()))
            db.executemany("INSERT OR REPLACE INTO carried VALUES (?,?,?)", rows)
        elif gone or fresh or wiped:
            _append(db, name, {**dict.fromkeys(gone), **fresh}, kept.held(name), wiped)
    if wiped:  # what no step asked for
        for table in ("carried", "carried_together"):
            steps = {step for (step,) in db.execute(f"SELECT DISTINCT step FROM {table}")} - kept.fresh.keys()
            db.executemany(f"DELETE FROM {table} WHERE step=?", ((step,) for step in steps))


def _append(
    db: sqlite3.Connection, name: str, rows: Mapping[str, bytes | None], held: Mapping[str, bytes], wiped: bool
) -> None:
    """Write a segment; all of a name anew where there are too many, or too much of what they hold is gone."""
    counted = "SELECT count(*), coalesce(max(number) + 1, 0), coalesce(sum(size), 0) FROM carried_together WHERE step=?"
    segments, number, size = db.execute(counted, (name,)).fetchone()
    stands = len(held) - sum(data is None for data in rows.values())
    left = wiped and (rows or size > len(held))  # rows that are gone by now, or from before
    if left or segments >= SEGMENTS + size // _LARGEST or (size + len(rows)) * 3 > (stands + len(rows)) * 4:
        db.execute("DELETE FROM carried_together WHERE step=?", (name,))
        rows = {key: data for key, data in {**held, **rows}.items() if data is not None}
    several = iter(sorted(rows.items()))
    while some := dict(islice(several, _LARGEST)):
        insert = "INSERT INTO carried_together VALUES (?,?,?,?)"
        db.execute(insert, (name, number, len(some), msgspec.msgpack.encode(some)))
        number += 1
