"""The record file: one SQLite database, many readers while one process writes.

Every write is one transaction, so a process killed at any moment leaves a whole record. What a page
says is kept once a text: pages with the same text share a reading, whose spans carry the text's hash where a
document's id goes and are given the document's id when they are loaded.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from dragoman.limit import stopped
from dragoman.model import Document, Line, Problem, RawPage, Said, digest
from dragoman.record import derived, schema
from dragoman.record.file import BUSY_SECONDS, File, RecordError
from dragoman.settings import Settings
from dragoman.step import Tables

__all__ = ["BUSY_SECONDS", "Read", "Record", "RecordError", "pack", "unpack"]

T = TypeVar("T")
_SAID = msgspec.msgpack.Decoder(list[Said])
_LINES = msgspec.json.Decoder(tuple[Line, ...])


class Read(msgspec.Struct, frozen=True):
    """One page as a worker hands it back: its raw form, its document, what was read from it."""

    raw: RawPage
    document: Document | None
    said: bytes | None  # `pack(...)`; None: this text was read before, or is not read
    problems: tuple[Problem, ...] = ()
    packed: bytes | None = None  # the bytes of `raw` by zlib, if that was done already; `raw` may then be without them


def pack(said: Sequence[Said], document: Document) -> bytes:
    """Records of one page, freed of the document's id, ready to be kept under the text's hash."""
    plain = msgspec.msgpack.encode(said).replace(document.id.encode(), document.text_hash.encode())
    return zlib.compress(plain, 1)


def unpack(packed: bytes, document: str, text_hash: str) -> list[Said]:
    """Records of one page, with the document's id put back."""
    return _SAID.decode(zlib.decompress(packed).replace(text_hash.encode(), document.encode()))


class Record(File):
    """An open record file: pages in, and what is known of them. Opened as `File` says."""

    # -- reading pages in

    def has(self, source: str, raw: str, version: str, seconds: float = 0) -> bool:
        """Whether this very page (same source, same bytes) was read by this code, or was removed by a person.

        A page that was stopped in less than the `seconds` that a page may take now is not read.
        """
        found = self.db.execute(
            """SELECT 1 FROM document d WHERE source=:source AND raw_hash=:raw AND current AND version=:version
            AND NOT EXISTS (SELECT 1 FROM reading r WHERE r.text_hash=d.text_hash AND stopped<:seconds)
            UNION ALL SELECT 1 FROM removed WHERE source=:source AND raw_hash=:raw""",
            {"source": source, "raw": raw, "version": version, "seconds": seconds},
        )
        return found.fetchone() is not None

    def has_raw(self, raw: str) -> bool:
        """Whether these bytes are kept, under whatever name."""
        return self.db.execute("SELECT 1 FROM raw WHERE hash=?", (raw,)).fetchone() is not None

    def twin(self, raw: str, version: str) -> Document | None:
        """A document that this code made, with nothing to note, of a file with these bytes, under whatever name."""
        row = self.db.execute(
            """SELECT * FROM document d WHERE raw_hash=? AND version=? AND NOT instr(source, '://') AND NOT EXISTS
            (SELECT 1 FROM problem WHERE "where"=d.source AND step LIKE 'clean%') ORDER BY id LIMIT 1""",
            (raw, version),
        ).fetchone()
        return _document(row) if row else None

    def has_reading(self, text_hash: str, version: str, seconds: float = 0) -> bool:
        """Whether this text was read before by the same version of the reading code; stopped: see `has`."""
        query = "SELECT 1 FROM reading WHERE text_hash=? AND version=? AND coalesce(stopped, ?) >= ?"
        return self.db.execute(query, (text_hash, version, seconds, seconds)).fetchone() is not None

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
                    self._add_document(page.raw, page.document, version, page.packed)
                    if page.said is not None:
                        self._add_reading(page.document.text_hash, version, page)
                self.add_problems(page.problems)
            self.db.executemany("INSERT OR IGNORE INTO parse VALUES (?, ?)", sorted((parses or {}).items()))

    def _add_reading(self, text_hash: str, version: str, page: Read) -> None:
        same = "SELECT source FROM document WHERE text_hash=?"
        self.db.execute(f"""DELETE FROM problem WHERE step LIKE 'read.%' AND "where" IN ({same})""", (text_hash,))
        after = [s for p in page.problems if p.step.startswith("read.") and (s := stopped(p.message)) is not None]
        row = (text_hash, version, page.said, min(after, default=None))
        self.db.execute("INSERT OR REPLACE INTO reading VALUES (?, ?, ?, ?)", row)

    def _add_document(self, raw: RawPage, d: Document, version: str, packed: bytes | None) -> None:
        former = self.db.execute(
            """SELECT version_of FROM document WHERE id=:id
            UNION ALL SELECT id FROM document WHERE source=:source AND current""",
            {"id": d.id, "source": d.source},
        ).fetchone()
        self.db.execute("UPDATE document SET current=0 WHERE source=?", (d.source,))
        if not self.has_raw(d.raw_hash):
            row = (d.raw_hash, raw.media, packed if packed is not None else zlib.compress(raw.data, 6))
            self.db.execute("INSERT INTO raw VALUES (?, ?, ?)", row)
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

    def stale(self, version: str, seconds: float = 0) -> Iterator[RawPage]:
        """Current pages that other code read, or that were stopped in less than `seconds`: to be read again."""
        query = "SELECT hints, media, data FROM document JOIN raw ON raw.hash=raw_hash WHERE document.id=?"
        other = "version<>? OR text_hash IN (SELECT text_hash FROM reading WHERE stopped<?)"
        which = f"SELECT id FROM document WHERE current AND ({other}) ORDER BY id"
        ids = self.db.execute(which, (version, seconds)).fetchall()
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
            derived.empty(self)
            self.keep_nothing()
            self.set_meta("reconciled", "")
        return True

    def keep_nothing(self) -> None:
        """Empty what steps keep between runs (inside a transaction): it is made anew."""
        self.db.execute("DELETE FROM carried")
        self.db.execute("DELETE FROM carried_together")

    def take_out(self, sources: Collection[str]) -> None:
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
        if sources:
            self.db.execute("DELETE FROM parse")  # the words of lines, known by digests: it does not say whose

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
        return self._said(document.id, document.text_hash)

    def _said(self, document: str, text_hash: str) -> list[Said]:
        row = self.db.execute("SELECT said FROM reading WHERE text_hash=?", (text_hash,)).fetchone()
        return unpack(row[0], document, text_hash) if row else []

    def tables(self, settings: Settings, without: Container[str] = ()) -> Tables:
        """All current documents with what was read from them: what `reconcile` starts from.

        Pages of the sources `without` are left out.
        """
        documents = [d for d in self.documents() if d.source not in without]
        hashes = {d.id: d.text_hash for d in documents}
        query = "SELECT text_hash, version, stopped FROM reading"
        versions = {row[0]: " ".join(map(str, row)) for row in self.db.execute(query)}
        read = {document: versions.get(text_hash, text_hash) for document, text_hash in hashes.items()}
        return Tables(documents, (), settings, lambda document: self._said(document, hashes[document]), read)

    def state(self) -> str:
        """Digest of the current documents, the reading code's version and the judgements."""
        rows = self.db.execute(
            """SELECT id, d.text_hash, r.version, r.stopped FROM document d
            LEFT JOIN reading r ON r.text_hash=d.text_hash WHERE current ORDER BY id"""
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
        self.db.execute("DELETE FROM problem WHERE step LIKE 'reconcile.%'")
        derived.put(self, rows)
        self.add_problems(problems)
        self.set_meta("reconciled", stamp)

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


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _like(text: str) -> str:
    return text.replace("%", "").replace("_", "")
