"""A copy of a record while somebody writes, the way back, and what can be made anew from what was read."""

from __future__ import annotations

import os
import shutil
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

from dragoman.record.check import check
from dragoman.record.store import BUSY_SECONDS, Record, RecordError


def backup(record: Path, to: Path) -> None:
    """Copy a record into one file as it stands at one moment, whoever writes to it meanwhile.

    The file appears under its name when it is whole. Raises RecordError when there is no such record or `to` exists.
    """
    if to.exists():
        raise RecordError(f"{to}: exists; a backup is not written over")
    with Record(record, read_only=True) as source:
        _copy(source.db, to)


def restore(record: Path, copy: Path) -> None:
    """Put a backup in place of a record, in one transaction: others see the old record or the new one.

    A backup of an older layout is brought up to date. Raises RecordError when the backup is not whole or cannot be
    written: the record is then as it was.
    """
    if not copy.exists():
        raise RecordError(f"{copy}: no such backup")
    part = record.with_name(f"{record.name}.restoring")
    try:
        part.unlink(missing_ok=True)
        shutil.copyfile(copy, part)
        with Record(part) as source:
            wrong = [line for line in check(source) if "run `dragoman read` once" not in line]
            if wrong:
                raise RecordError(f"{copy}: not restored, it is not whole: {wrong[0]}")
            if not record.exists():
                _copy(source.db, record)
                return
            with closing(sqlite3.connect(record, timeout=BUSY_SECONDS)) as target:
                source.db.backup(target)
    except (sqlite3.Error, OSError) as error:
        raise RecordError(f"{record}: {error}; the record is as it was") from error
    finally:
        for end in ("", "-wal", "-shm"):
            part.with_name(part.name + end).unlink(missing_ok=True)


def _copy(source: sqlite3.Connection, to: Path) -> None:
    """Through a file beside it, so that a copy that breaks off is not taken for a whole one."""
    part = to.with_name(f"{to.name}.part{os.getpid()}")
    try:
        with closing(sqlite3.connect(part)) as target:
            source.backup(target)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(to)
    except (sqlite3.Error, OSError) as error:
        raise RecordError(f"{to}: {error}") from error
    finally:
        part.unlink(missing_ok=True)


def repair(record: Record) -> list[str]:
    """Throw away what can be made anew, for `pipeline.take` to make; a line for each thing done or beyond repair.

    Raw pages, their sources and judgements are never touched. Current pages whose reading cannot be opened, or whose
    lines lie outside their text, are marked as read by other code, which has their raw pages read again.
    """
    db, done = record.db, ["search index rebuilt, parses emptied, derived tables emptied"]
    with record.transaction():
        db.execute("DELETE FROM parse")
        record.set_meta("carried", "")
        db.execute("INSERT INTO search(search) VALUES ('rebuild')")
        for key, text_hash in db.execute("SELECT id, text_hash FROM document ORDER BY id").fetchall():
            if not _whole(record, key):
                db.execute("DELETE FROM reading WHERE text_hash=?", (text_hash,))
                db.execute("UPDATE document SET version='' WHERE text_hash=?", (text_hash,))
                done.append(f"document {key}: read again from its raw page")
        pages = "SELECT document.id, data FROM document LEFT JOIN raw ON hash=raw_hash ORDER BY document.id"
        for key, data in db.execute(pages):
            try:
                zlib.decompress(data or b"")
            except zlib.error:
                done.append(f"document {key}: its raw page is lost: read it again from where it came")
        record.set_meta("derived", "")
        record.set_meta("reconciled", "")
    with Record(record.path):
        pass  # lays the derived tables out anew
    return done


def _whole(record: Record, key: str) -> bool:
    try:
        document = record.document(key)
        if document is None:
            return False
        places = [(s.span.start, s.span.end) for s in record.said(document)]
    except Exception:  # whatever a damaged blob raises
        return False
    places += [(line.start, line.end) for line in document.lines]
    return all(0 <= start < end <= len(document.text) for start, end in places)
