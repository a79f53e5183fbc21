"""What reconcile steps keep from one run to the next (`step.Kept`), in the record. May be emptied: it is made anew."""

from __future__ import annotations

import sqlite3

from dragoman.record.store import Record
from dragoman.step import Kept

MADE_BY = "carried"  # key in the meta table: code and settings that made it


def of(record: Record, version: str) -> Kept:
    """What the record holds for each step, if it was made by this code with these settings; read when asked for."""
    if record.meta(MADE_BY) != version:
        return Kept()

    def load(name: str) -> dict[str, bytes]:
        return {r[0]: r[1] for r in record.db.execute("SELECT key, data FROM carried WHERE step=?", (name,))}

    return Kept(load)


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
