"""What reconcile steps keep from one run to the next (`step.Kept`), in the record. May be emptied: it is made anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping

from dragoman.record.store import Record
from dragoman.step import Kept

MADE_BY = "carried"  # key in the meta table: code and settings that made it


def of(record: Record, version: str) -> Kept:
    """What the record holds for each step, if it was made by this code with these settings; read when asked for."""
    if record.meta(MADE_BY) != version:
        return Kept()

    return Kept(lambda name: _Rows(record.db, name))


_MANY = 1 / 4  # of the rows of a name: when so many were asked for one by one, the others are fetched at once


class _Rows(Mapping[str, bytes]):
    """What is kept under a name: the keys are known, a row is fetched when it is asked for."""

    def __init__(self, db: sqlite3.Connection, name: str) -> None:
        self._db, self._name = db, name
        self._rows: dict[str, bytes | None] = {
            r[0]: None for r in db.execute("SELECT key FROM carried WHERE step=?", (name,))
        }
        self._alone = int(_MANY * len(self._rows))

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


def write(record: Record, kept: Kept, version: str) -> None:
    """Keep what the steps of a run gave (inside a transaction): only what changed is written."""
    db: sqlite3.Connection = record.db
    if record.meta(MADE_BY) != version:
        db.execute("DELETE FROM carried")
        record.set_meta(MADE_BY, version)
    for name, gone, fresh in kept.changes():
        db.executemany("DELETE FROM carried WHERE step=? AND key=?", ((name, key) for key in gone))
        db.executemany(
            "INSERT OR REPLACE INTO carried VALUES (?,?,?)", ((name, k, v) for k, v in sorted(fresh.items()))
        )
