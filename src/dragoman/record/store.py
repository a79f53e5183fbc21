"""The record file: one SQLite database, many readers while one process writes.

Every write is one transaction, so a process killed at any moment leaves a whole record. What a page
says is kept once a text: pages with the same text share a reading, whose spans carry the text's hash where a
document's id goes and are given the document's id when they are loaded.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import msgspec

from dragoman.model import (
    Actor,
    Document,
    Evidence,
    Line,
    Pledge,
    Problem,
    RawPage,
    Reference,
    Said,
    Span,
    Story,
    digest,
)
from dragoman.record import schema
from dragoman.settings import Settings
from dragoman.step import Tables

T = TypeVar("T")
_SAID = msgspec.msgpack.Decoder(list[Said])
_LINES = msgspec.json.Decoder(tuple[Line, ...])
BUSY_SECONDS = 60.0  # how long a writer waits for another one


class RecordError(Exception):
    """The record cannot be opened or written; the message names the file and the reason."""


class Read(msgspec.Struct, frozen=True):
    """One page as a worker hands it back: its raw form, its document, what was read from it."""

    raw: RawPage
    document: Document | None
    said: bytes | None  # `pack(...)`; None: this text was read before, or is not read
    problems: tuple[Problem, ...] = ()


def pack(said: Sequence[Said], document: Document) -> bytes:
    """Records of one page, freed of the document's id, ready to be kept under the text's hash."""
    plain = msgspec.msgpack.encode(said).replace(document.id.encode(), document.text_hash.encode())
    return zlib.compress(plain, 1)


def unpack(packed: bytes, document: str, text_hash: str) -> list[Said]:
    """Records of one page, with the document's id put back."""
    return _SAID.decode(zlib.decompress(packed).replace(text_hash.encode(), document.encode()))


class Record:
    """An open record file. Use as a context manager; `read_only` opens for readers."""

    def __init__(self, path: str | Path, read_only: bool = False) -> None:
        """Open, and make or migrate unless `read_only`. Raises RecordError."""
        self.path = Path(path)
        if read_only and not self.path.exists():
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
            raise RecordError(f"{path}: {_reason(error)}") from error

    def __enter__(self) -> Record:
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
                _run(self.db, script)
                self.db.execute(f"PRAGMA user_version={number:d}")
        if self.meta("derived") != schema.derived_layout():
            with self.transaction():
                for kind in schema.DERIVED:
                    self.db.execute(f'DROP TABLE IF EXISTS "{schema.table_of(kind)}"')
                _run(self.db, schema.derived_sql())
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
            raise RecordError(f"{self.path}: {_reason(error)}") from error

    def meta(self, key: str) -> str:
        """A value of the meta table, or ""."""
        if not self.db.execute("SELECT 1 FROM sqlite_master WHERE name='meta'").fetchone():
            return ""
        row = self.db.execute("SELECT value FROM meta WHERE key=?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def set_meta(self, key: str, value: str) -> None:
        """Set a value of the meta table (inside a transaction)."""
        self.db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    # -- reading pages in

    def has(self, source: str, raw: str, version: str) -> bool:
        """Whether this very page (same source, same bytes) was read by this code, or was removed by a person."""
        found = self.db.execute(
            """SELECT 1 FROM document WHERE source=:source AND raw_hash=:raw AND current AND version=:version
            UNION ALL SELECT 1 FROM removed WHERE source=:source AND raw_hash=:raw""",
            {"source": source, "raw": raw, "version": version},
        )
        return found.fetchone() is not None

    def has_reading(self, text_hash: str, version: str) -> bool:
        """Whether this text was read before by the same version of the reading code."""
        found = self.db.execute("SELECT 1 FROM reading WHERE text_hash=? AND version=?", (text_hash, version))
        return found.fetchone() is not None

    def parses(self, lines: Iterable[str]) -> dict[str, bytes]:
        """Kept parses by line key."""
        found: dict[str, bytes] = {}
        keys = list(lines)
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            marks = ",".join("?" * len(part))
            rows = self.db.execute(f"SELECT line, parse FROM parse WHERE line IN ({marks})", part)
            found |= {r[0]: r[1] for r in rows}
        return found

    def add(self, pages: Sequence[Read], version: str, parses: Mapping[str, bytes] | None = None) -> None:
        """Take pages in, in one transaction. A page whose source is known under other bytes is a new version of it."""
        with self.transaction():
            for page in pages:
                if page.document is not None:
                    self._add_document(page.raw, page.document, version)
                    if page.said is not None:
                        row = (page.document.text_hash, version, page.said)
                        self.db.execute("INSERT OR REPLACE INTO reading VALUES (?, ?, ?)", row)
                self.add_problems(page.problems)
            self.db.executemany("INSERT OR IGNORE INTO parse VALUES (?, ?)", sorted((parses or {}).items()))

    def _add_document(self, raw: RawPage, d: Document, version: str) -> None:
        former = self.db.execute(
            """SELECT version_of FROM document WHERE id=:id
            UNION ALL SELECT id FROM document WHERE source=:source AND current""",
            {"id": d.id, "source": d.source},
        ).fetchone()
        self.db.execute("UPDATE document SET current=0 WHERE source=?", (d.source,))
        self.db.execute(
            "INSERT OR IGNORE INTO raw VALUES (?, ?, ?)", (d.raw_hash, raw.media, zlib.compress(raw.data, 6))
        )
        self.db.execute("DELETE FROM document WHERE id=?", (d.id,))
        hints = {"source": raw.source, "fetched": raw.fetched, "declared": raw.declared}
        self.db.execute(
            "INSERT INTO document VALUES (?,?,?,?,?,?,?,?,?,?,?,?,1,?,?,?,?)",
            (
                d.id, d.source, d.raw_hash, d.text_hash, d.outlet, d.title, d.byline, d.declared, d.declared_where,
                d.fetched, d.language, former[0] if former else None, version, _json(hints), _json(d.lines), d.text,
            ),
        )  # fmt: skip

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """Keep problems (inside a transaction); one met again is kept once."""
        rows = [(p.where, p.step, p.message) for p in problems]
        self.db.executemany("INSERT OR IGNORE INTO problem VALUES (?, ?, ?)", rows)

    def stale(self, version: str) -> Iterator[RawPage]:
        """Current pages that other code read, as they came: to be cleaned and read again."""
        query = "SELECT hints, media, data FROM document JOIN raw ON raw.hash=raw_hash WHERE document.id=?"
        ids = self.db.execute("SELECT id FROM document WHERE current AND version<>? ORDER BY id", (version,)).fetchall()
        for row in ids:
            hints, media, data = self.db.execute(query, (row[0],)).fetchone()
            given = msgspec.json.decode(hints)
            yield RawPage(given["source"], zlib.decompress(data), media, given["fetched"], given["declared"])

    def remove(self, document: str) -> bool:
        """Take a page out for good: its versions go, and reading its folder again does not bring it back.

        What was worked out goes too, until it is worked out again: no word of the page is left, even for a moment.
        """
        row = self.db.execute("SELECT source FROM document WHERE id=?", (document,)).fetchone()
        if row is None:
            return False
        with self.transaction():
            self.take_out([row[0]])
            self._empty()
            self.db.execute("DELETE FROM carried")
            self.set_meta("reconciled", "")
        return True

    def take_out(self, sources: Iterable[str]) -> None:
        """Delete all versions of pages and remember that they were removed (inside a transaction)."""
        for source in sources:
            self.db.execute(
                "INSERT OR IGNORE INTO removed SELECT source, raw_hash FROM document WHERE source=?", (source,)
            )
            cites = (
                "EXISTS (SELECT 1 FROM document WHERE source=? AND instr(meta.value, id))"  # kept briefs that quote it
            )
            self.db.execute(f"DELETE FROM meta WHERE key LIKE 'brief:%' AND {cites}", (source,))
            self.db.execute("DELETE FROM document WHERE source=?", (source,))
        self.db.execute("DELETE FROM raw WHERE hash NOT IN (SELECT raw_hash FROM document)")
        self.db.execute("DELETE FROM reading WHERE text_hash NOT IN (SELECT text_hash FROM document)")

    # -- looking at what was read

    def documents(self, current: bool = True, limit: int = -1, offset: int = 0) -> Iterator[Document]:
        """Documents by id; only the current version of each source unless told otherwise."""
        where = "WHERE current" if current else ""
        query = f"SELECT * FROM document {where} ORDER BY id LIMIT ? OFFSET ?"
        for row in self.db.execute(query, (limit, offset)):
            yield _document(row)

    def document(self, key: str) -> Document | None:
        """A document by id, or by the start of its id if that is enough, or by its source."""
        for where, value in (("id=?", key), ("source=? AND current", key), ("id LIKE ?", f"{_like(key)}%")):
            rows = self.db.execute(f"SELECT * FROM document WHERE {where} LIMIT 2", (value,)).fetchall()
            if len(rows) == 1:
                return _document(rows[0])
        return None

    def said(self, document: Document) -> list[Said]:
        """What was read from a document, in text order."""
        row = self.db.execute("SELECT said FROM reading WHERE text_hash=?", (document.text_hash,)).fetchone()
        return unpack(row[0], document.id, document.text_hash) if row else []

    def tables(self, settings: Settings, without: Container[str] = ()) -> Tables:
        """All current documents with what was read from them: what `reconcile` starts from.

        Pages of the sources `without` are left out.
        """
        documents = [d for d in self.documents() if d.source not in without]
        return Tables(documents, (s for d in documents for s in self.said(d)), settings)

    def state(self) -> str:
        """Digest of the current documents, the reading code's version and the judgements."""
        rows = self.db.execute(
            """SELECT id, d.text_hash, r.version FROM document d LEFT JOIN reading r ON r.text_hash=d.text_hash
            WHERE current ORDER BY id"""
        )
        judged = self.db.execute("SELECT id FROM judgement ORDER BY position, id")
        return digest(*(tuple(r) for r in rows), "judged", *(r[0] for r in judged))

    # -- what reconcile made

    def replace(self, rows: Iterable[tuple[type, list[Any]]], problems: Iterable[Problem], stamp: str) -> None:
        """Put what `reconcile` made in place of all it made before, in one transaction; `stamp` says from what."""
        with self.transaction():
            self.put(rows, problems, stamp)

    def put(self, rows: Iterable[tuple[type, list[Any]]], problems: Iterable[Problem], stamp: str) -> None:
        """`replace`, inside a transaction."""
        made = {kind: records for kind, records in rows if kind in schema.DERIVED}
        self._empty()
        self.db.execute("DELETE FROM problem WHERE step LIKE 'reconcile.%'")
        for kind in schema.DERIVED:
            self._insert(kind, made.get(kind, []))
        for made_from_others in schema.filled():
            self.db.execute(made_from_others)
        self.add_problems(problems)
        self.set_meta("reconciled", stamp)

    def _empty(self) -> None:
        """Empty the derived tables (inside a transaction)."""
        self.db.execute("DELETE FROM cites")
        self.db.execute("DELETE FROM acts")
        _run(self.db, schema.BESIDE)  # quicker than taking every row out
        for kind in schema.DERIVED:
            self.db.execute(f'DELETE FROM "{schema.table_of(kind)}"')

    def _insert(self, kind: type, records: Sequence[Any]) -> None:
        fields = schema.columns(kind)
        marks = ",".join("?" * (len(fields) + 3))
        name, lengths = schema.table_of(kind), self._lengths()
        rows, cites, acts, known = [], [], [], []
        for row, record in enumerate(records, schema.known_from(kind) + 1):
            span = getattr(record, "span", None)
            for place in _spans(record):
                if not 0 <= place.start < place.end <= lengths.get(place.document, -1):
                    raise RecordError(f"{self.path}: a {name} points outside its page: {place}")
            when = getattr(record, "when", None) or getattr(record, "deadline", None)
            values = [getattr(record, f) if plain else _json(getattr(record, f)) for f, plain in fields]
            values = [str(v) if v.__class__.__name__ == "Decimal" else v for v in values]
            at = span.document if span else getattr(record, "document", None)
            rows.append((*values, at, when.earliest if when else None, when.latest if when else None))
            owner = getattr(record, "id", None)
            if owner:
                cites += [
                    (owner, name, e.span.document, e.span.start, e.span.end, e.mention) for e in _evidence(record)
                ]
                words = [str(w) for f in schema.WORDED if (w := getattr(record, f, None))]
                known += [(row, owner, name, " – ".join(words), self._quotes(record))] if words else []
                for role in ("by", "to", "on", "speaker", "joint"):
                    who = getattr(record, role, ()) or ()
                    role = role if role != "joint" else "speaker"
                    acts += [(owner, name, role, a) for a in ((who,) if isinstance(who, str) else who)]
        self.db.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)
        self.db.executemany("INSERT INTO cites VALUES (?,?,?,?,?,?)", cites)
        self.db.executemany("INSERT INTO acts VALUES (?,?,?,?)", acts)
        self.db.executemany("INSERT INTO known(rowid, id, kind, words, quotes) VALUES (?,?,?,?,?)", known)
        self.db.executemany("INSERT OR IGNORE INTO called VALUES (?,?)", _called(records))
        self.db.executemany("INSERT OR IGNORE INTO told VALUES (?,?)", _told(records))
        seen = ((a, r.span.document) for r in records if isinstance(r, Reference) for a in r.actors)
        self.db.executemany("INSERT OR IGNORE INTO present VALUES (?,?)", seen)

    def _quotes(self, record: Any) -> str:
        """The sentences that a pledge rests on: its own words may leave out what it is about."""
        if not isinstance(record, Pledge):
            return ""
        cut = "SELECT substr(text, ?, ?) FROM document WHERE id=?"
        places = ((e.span.start + 1, e.span.end - e.span.start, e.span.document) for e in record.evidence)
        return " ".join(str(self.db.execute(cut, place).fetchone()[0]) for place in places)

    def _lengths(self) -> dict[str, int]:
        return {r[0]: r[1] for r in self.db.execute("SELECT id, length(text) FROM document")}

    def select(
        self,
        kind: type[T],
        where: str = "1",
        values: Sequence[object] = (),
        order: str = "rowid",
        limit: int | None = None,
        offset: int = 0,
    ) -> list[T]:
        """Derived records of a type; `where` and `order` are SQL over the columns named in docs/record.md."""
        fields = schema.columns(kind)  # type: ignore[arg-type]
        names = ", ".join(f'"{f}"' for f, _ in fields)
        query = f'SELECT {names} FROM "{schema.table_of(kind)}" WHERE {where} ORDER BY {order}'
        if limit is not None:  # whole rows are fetched for what is shown only
            table = schema.table_of(kind)
            shown = f'SELECT rowid FROM "{table}" WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?'
            query = f'SELECT {names} FROM "{table}" WHERE rowid IN ({shown}) ORDER BY {order}'
            values = [*values, limit, offset]
        rows = (zip(fields, row, strict=True) for row in self.db.execute(query, values))
        plain = ({f: v if p else msgspec.json.decode(v) for (f, p), v in row if v is not None} for row in rows)
        return [msgspec.convert(values, kind, strict=False) for values in plain]

    def owner(self, key: str) -> tuple[str, str] | None:
        """(id, table) of a derived record, by id, by the start of it, or by the id of a mention merged into it.

        A merged record's id is that of its smallest member, so an id that a later page retires is still a
        member's id, and leads to the record that holds the member now.
        """
        for column, value, op in (("owner", key, "="), ("mention", key, "="), ("owner", f"{_like(key)}%", "LIKE")):
            rows = self.db.execute(
                f"SELECT DISTINCT owner, kind FROM cites WHERE {column} {op} ? LIMIT 2", (value,)
            ).fetchall()
            if len(rows) == 1:
                return str(rows[0][0]), str(rows[0][1])
        return None

    def problems(self) -> list[Problem]:
        """All problems, by where and step."""
        return [Problem(*r) for r in self.db.execute('SELECT "where", step, message FROM problem ORDER BY 1, 2, 3')]


def _document(row: sqlite3.Row) -> Document:
    d = dict(row)
    lines = _LINES.decode(d.pop("lines"))
    for column in ("hints", "current", "version"):
        d.pop(column)
    return Document(lines=lines, **d)


def _spans(record: Any) -> Iterator[Span]:
    if isinstance(span := getattr(record, "span", None), Span):
        yield span
    for evidence in _evidence(record):
        yield evidence.span


def _evidence(record: Any) -> Iterator[Evidence]:
    yield from getattr(record, "evidence", ())
    for part in (*getattr(record, "sides", ()),):
        yield from part.evidence
    for turn in getattr(record, "history", ()):
        yield turn.evidence


def _called(records: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """(name in lower case, actor) of actors: id, name, aliases; of a country also its code."""
    for record in records:
        if isinstance(record, Actor):
            names = {record.id, record.name.casefold(), *(x.casefold() for x in record.aliases)}
            names |= {record.country.casefold()} if record.kind == "country" and record.country else set()
            yield from ((name, record.id) for name in sorted(names))


def _told(records: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """(document, story)."""
    for record in records:
        if isinstance(record, Story):
            yield from ((document, record.id) for document in record.documents)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _like(text: str) -> str:
    return text.replace("%", "").replace("_", "")


def _run(db: sqlite3.Connection, script: str) -> None:
    """Run a script statement by statement: `executescript` would commit the transaction we are in."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            db.execute(statement)
            statement = ""


def _reason(error: sqlite3.Error) -> str:
    known = {
        "database or disk is full": "the disk is full; nothing was lost: free some space and run the same again",
        "attempt to write a readonly database": "the record or its folder is read-only",
        "unable to open database file": "cannot be opened: does its folder exist, and may you write there?",
        "file is not a database": "is not a Dragoman record",
        "database is locked": "another process is writing to it",
    }
    return known.get(str(error), str(error))
