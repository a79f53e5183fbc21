"""Whether a record file is whole: what `dragoman check` runs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import msgspec

from dragoman.record import schema
from dragoman.record.store import Record


def check(record: Record) -> Iterator[str]:
    """Yield one line for each thing that is wrong; nothing if the record is whole."""
    try:
        yield from _check(record)
    except sqlite3.Error as error:  # the file itself is damaged: what comes after cannot be looked at
        yield f"database: {error}"


def _check(record: Record) -> Iterator[str]:
    db = record.db
    for (line,) in db.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"database: {line}"
    for document, raw in db.execute("SELECT id, raw_hash FROM document WHERE raw_hash NOT IN (SELECT hash FROM raw)"):
        yield f"document {document}: its raw page {raw} is missing"
    twice = "SELECT source FROM document WHERE current GROUP BY source HAVING count(*) > 1"
    for (source,) in db.execute(twice):
        yield f"{source}: more than one current version"
    for (key,) in db.execute("SELECT id FROM document ORDER BY id").fetchall():
        try:
            document = record.document(key)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            yield f"document {key}: cannot be opened ({type(error).__name__})"
            continue
        if document is None:
            continue
        for line in document.lines:
            if not 0 <= line.start < line.end <= len(document.text):
                yield f"document {document.id}: a line lies outside its text"
        try:
            said = record.said(document)
        except Exception as error:  # whatever a damaged blob raises
            yield f"document {document.id}: its reading cannot be opened ({type(error).__name__})"
            continue
        for item in said:
            if item.span.document != document.id or not 0 <= item.span.start < item.span.end <= len(document.text):
                yield f"document {document.id}: a {type(item).__name__} lies outside its text"
    lengths = {r[0]: r[1] for r in db.execute("SELECT id, length(text) FROM document")}
    for owner, kind, document, start, end in db.execute('SELECT owner, kind, document, "start", "end" FROM cites'):
        if not 0 <= start < end <= lengths.get(document, -1):
            yield f"{kind} {owner}: its evidence lies outside its page"
    known = {r[0] for r in db.execute('SELECT id FROM "actor"')}
    for owner, kind, role, actor in db.execute("SELECT owner, kind, role, actor FROM acts"):
        if actor not in known:
            yield f"{kind} {owner}: {role} names an unknown actor {actor}"
    for name in ("event", "pledge", "saying", "hindrance", "conflict"):
        for (owner,) in db.execute(
            f'SELECT id FROM "{name}" WHERE id NOT IN (SELECT owner FROM cites WHERE kind=?)', (name,)
        ):
            yield f"{name} {owner}: no evidence"
    if record.meta("derived") != schema.derived_layout():
        yield "what was worked out is of another layout: run `dragoman read` once"
    elif not record.meta("reconciled") and lengths:
        yield "pages were read but not reconciled: run `dragoman read` once"
    try:
        db.execute("SELECT count(*) FROM search WHERE search MATCH 'the'").fetchone()
    except Exception as error:
        yield f"search index: {error}"
