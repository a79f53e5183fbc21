"""The file itself: opening it, bringing its layout up to date, transactions, the meta table.

Every write is one transaction, so a process killed at any moment leaves a whole record.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from dragoman.record import schema

BUSY_SECONDS = 60.0  # how long a writer waits for another one


class RecordError(Exception):
    """The record cannot be opened or written; the message names the file and the reason."""


class File:
    """An open record file. Use as a context manager; `read_only` opens for readers."""

    def __init__(self, path: str | Path, read_only: bool = False, make: bool = True) -> None:
        """Open, and migrate unless `read_only`; `make` it where there is none. Raises RecordError."""
        self.path = Path(path)
        if (read_only or not make) and not self.path.exists():
            raise RecordError(f"{path}: no such record; `dragoman read FOLDER --record {path}` makes one")
        target = f"{self.path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
        try:
            self.db = sqlite3.connect(
                target, uri=True, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False
            )
            self.db.row_factory = sqlite3.Row
            version = self.db.execute("PRAGMA user_version").fetchone()[0]
            if version > len(schema.MIGRATIONS):
                raise RecordError(
                    f"{path}: made by a newer Dragoman (layout {version}, this one knows {len(schema.MIGRATIONS)})"
                )
            if read_only:
                if version < len(schema.MIGRATIONS):
                    raise RecordError(f"{path}: made by an older Dragoman; any `dragoman read` brings it up to date")
            else:
                self._prepare(version)
        except sqlite3.Error as error:
            raise RecordError(f"{path}: {reason(error)}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.db.close()

    def _prepare(self, version: int) -> None:
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=NORMAL")
        for number, script in enumerate(schema.MIGRATIONS[version:], version + 1):
            with self.transaction():
                if self.db.execute("PRAGMA user_version").fetchone()[0] >= number:
                    continue  # another process was quicker
                run(self.db, script)
                self.db.execute(f"PRAGMA user_version={number:d}")
        if self.meta("derived") != schema.derived_layout():
            with self.transaction():
                for kind in schema.DERIVED:
                    self.db.execute(f'DROP TABLE IF EXISTS "{schema.table_of(kind)}"')
                run(self.db, schema.derived_sql())
                self.db.execute("DELETE FROM cites")
                self.db.execute("DELETE FROM acts")
                self.set_meta("derived", schema.derived_layout())
                self.set_meta("reconciled", "")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; waits for another writer. Raises RecordError when the disk is full or read-only."""
        try:
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.db.execute("ROLLBACK")
                raise
            self.db.execute("COMMIT")
        except sqlite3.Error as error:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
            raise RecordError(f"{self.path}: {reason(error)}") from error

    def meta(self, key: str) -> str:
        """A value of the meta table, or ""."""
        if not self.db.execute("SELECT 1 FROM sqlite_master WHERE name='meta'").fetchone():
            return ""
        row = self.db.execute("SELECT value FROM meta WHERE key=?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def set_meta(self, key: str, value: str) -> None:
        """Set a value of the meta table (inside a transaction)."""
        self.db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def run(db: sqlite3.Connection, script: str) -> None:
    """Run a script statement by statement: `executescript` would commit the transaction we are in."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            db.execute(statement)
            statement = ""


def reason(error: sqlite3.Error) -> str:
    known = {
        "database or disk is full": "the disk is full; nothing was lost: free some space and run the same again",
        "attempt to write a readonly database": "the record or its folder is read-only",
        "unable to open database file": "cannot be opened: does its folder exist, and may you write there?",
        "file is not a database": "is not a Dragoman record",
        "database is locked": "another process is writing to it",
    }
    return known.get(str(error), str(error))
