"""What `reconcile` made, written into the record: only what differs from what stands there.

Rows are written by groups: all that has one id, the references of one page, the copies of one. The first row of a group
carries a digest of them all (column `made`), so what is as it was costs that digest and no write; a group that a step
hands on as a part (`parts.Part`) brings its digest along and is not even laid out. What the record says of the rows
beside their tables (evidence, sides, words to search for) comes and goes with the group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any

import msgspec

from dragoman.model import Actor, Evidence, Pledge, Reference, Span, Story, digest
from dragoman.parts import Part, page_of, rows_digest
from dragoman.record import schema
from dragoman.record.file import File, RecordError, run

ROLES = ("by", "to", "on", "speaker", "joint")  # fields that name actors; who says something jointly is a speaker


def put(file: File, rows: Iterable[tuple[type, list[Any]]]) -> None:
    """Have the derived tables hold these rows (inside a transaction). Raises RecordError: evidence outside its page."""
    made = {kind: records for kind, records in rows if kind in schema.DERIVED}
    if not file.meta("reconciled"):  # what stands there is of no run, or damaged
        empty(file)
    writer = _Writer(file)
    facts = _facts(file)
    for kind in schema.DERIVED:
        writer.write(kind, made.get(kind, []))
    writer.follow(*(schema.DERIVED if _differ(facts, _facts(file)) else ()))
    run(file.db, schema.COUNTED)
    file.db.executemany("INSERT OR IGNORE INTO called VALUES (?,?)", _called(made.get(Actor, [])))
    file.db.executemany("INSERT OR IGNORE INTO told VALUES (?,?)", _told(made.get(Story, [])))
    for counts in schema.counted():
        file.db.execute(counts)


def _facts(file: File) -> dict[str, tuple[str, ...]]:
    """What rows of `schema.following` follow from beside the rows that they are of: actors, the first day of all."""
    first = file.db.execute("SELECT 'first', min(earliest_at) FROM dating").fetchall()
    return {row[0]: tuple(row) for row in (*first, *file.db.execute("SELECT id, kind, country FROM actor"))}


def _differ(before: dict[str, tuple[str, ...]], now: dict[str, tuple[str, ...]]) -> bool:
    return any(now.get(what, fact) != fact for what, fact in before.items())


def empty(file: File) -> None:
    """Empty the derived tables (inside a transaction)."""
    file.db.execute("DELETE FROM cites")
    file.db.execute("DELETE FROM acts")
    run(file.db, schema.FOUND + schema.FOLLOWING + schema.COUNTED)  # quicker than taking every row out
    for kind in schema.DERIVED:
        file.db.execute(f'DELETE FROM "{schema.table_of(kind)}"')


class _Writer:
    """What writing rows needs to know of the pages, looked up as it is needed."""

    def __init__(self, file: File) -> None:
        self.file, self.db = file, file.db
        self.lengths: dict[str, int] = {}
        self.texts = dict[str, str]()  # of each page the hash of its text
        self.cleared = set[type]()
        self.touched: dict[str, set[str]] = defaultdict(set)  # by table: what rows that came or went have in `column`
        self.column = {f.kind: f.of for f in schema.following()} | {"dating": "document"}

    def write(self, kind: type, records: Sequence[Any]) -> None:
        """Put the groups of rows that are new or changed in place of those that are gone or changed."""
        name, key = schema.table_of(kind), schema.group_of(kind)
        had = dict(self.db.execute(f'SELECT "{key}", made FROM "{name}" WHERE made IS NOT NULL').fetchall())
        given = _grouped(kind, records)
        made = {group: self._made(several) for group, several in given.items()}
        gone = [(group,) for group in had if had[group] != made.get(group)]
        if len(gone) > len(had) / 2:
            self._clear(kind)
            had = {}
        else:
            self._take_out(kind, gone)
        self._insert(kind, [(g, made[g], several) for g, several in given.items() if had.get(g) != made[g]])

    def _made(self, several: Part[Any] | Sequence[Any]) -> str:
        """What the first row of a group carries."""
        if isinstance(several, Part):
            return several.made
        made = rows_digest(several)
        if isinstance(several[0], Pledge):  # the words of its sentences are kept beside it
            self.texts = self.texts or dict(self.db.execute("SELECT id, text_hash FROM document").fetchall())
            made = digest(made, *(self.texts.get(e.span.document, "") for r in several for e in r.evidence))
        return made

    def follow(self, *cleared: type) -> None:
        """Make anew what follows from rows that came or went; from all rows of the `cleared` kinds, and of others that
        were emptied."""
        many = {schema.table_of(kind) for kind in (*self.cleared, *cleared)}
        if "dating" in many:
            many.add("saying")
        said = """SELECT "group" FROM saying WHERE document IN (SELECT value FROM json_each(?))"""
        self.touched["saying"].update(r[0] for r in self.db.execute(said, (_json(sorted(self.touched["dating"])),)))
        for table in schema.following():
            if table.kind in many:
                self.db.execute(f"DELETE FROM {table.name}")
                self.db.execute(f"INSERT INTO {table.name} {table.rows} {table.end}")
            else:
                keys, here = (_json(sorted(self.touched[table.kind])),), "IN (SELECT value FROM json_each(?))"
                self.db.execute(f"DELETE FROM {table.name} WHERE {table.key} {here}", keys)
                self.db.execute(f'INSERT INTO {table.name} {table.rows} AND x."{table.of}" {here} {table.end}', keys)

    def _clear(self, kind: type) -> None:
        name, base = schema.table_of(kind), schema.known_from(kind)
        self.cleared.add(kind)
        self.db.execute(f'DELETE FROM "{name}"')
        for beside in ("cites", "acts"):
            self.db.execute(f"DELETE FROM {beside} WHERE kind=?", (name,))
        if kind is Reference:
            self.db.execute("DELETE FROM present")
        if schema.worded(kind):
            self.db.execute("DELETE FROM known WHERE rowid BETWEEN ? AND ?", (base, base + (1 << 40) - 1))

    def _take_out(self, kind: type, gone: Sequence[tuple[str]]) -> None:
        name, key = schema.table_of(kind), schema.group_of(kind)
        if column := self.column.get(name):
            query = f'SELECT "{column}" FROM "{name}" WHERE "{key}"=?'
            self.touched[name].update(row[0] for group in gone for row in self.db.execute(query, group))
        if schema.worded(kind):
            places = f'SELECT rowid + {schema.known_from(kind)} FROM "{name}" WHERE "{key}"=?'
            self.db.executemany(f"DELETE FROM known WHERE rowid IN ({places})", gone)
        if any(column == "id" for column, _ in schema.columns(kind)):
            ids = f'SELECT id FROM "{name}" WHERE "{key}"=?'
            for beside in ("cites", "acts"):
                self.db.executemany(f"DELETE FROM {beside} WHERE owner IN ({ids}) AND kind='{name}'", gone)
        self.db.executemany(f'DELETE FROM "{name}" WHERE "{key}"=?', gone)
        if kind is Reference:
            self.db.executemany("DELETE FROM present WHERE document=?", gone)

    def _insert(self, kind: type, groups: Sequence[tuple[str, str, Part[Any] | Sequence[Any]]]) -> None:
        fields = schema.columns(kind)
        name, base = schema.table_of(kind), schema.known_from(kind)
        by_place = schema.group_of(kind) == "document_at"
        number = self.db.execute(f'SELECT coalesce(max(rowid), 0) FROM "{name}"').fetchone()[0]
        rows, cites, acts, known, seen = [], [], [], [], list[tuple[str, str]]()
        column, touched = self.column.get(name), self.touched[name]
        for group, made, several in groups:
            records = several.rows if isinstance(several, Part) else several
            seen += [(a, r.span.document) for r in records for a in r.actors] if kind is Reference else []
            for record in records:
                number += 1
                self._check(name, record)
                if column:
                    touched.add(getattr(record, column))
                when = getattr(record, "when", None) or getattr(record, "deadline", None)
                values = [getattr(record, f) if plain else _json(getattr(record, f)) for f, plain in fields]
                values = [str(v) if v.__class__.__name__ == "Decimal" else v for v in values]
                ends = (when.earliest, when.latest) if when else (None, None)
                at = group if by_place else page_of(record) or None
                rows.append((number, *values, at, *ends, made if record is records[0] else None))
                if owner := getattr(record, "id", None):
                    cites += [
                        (owner, name, e.span.document, e.span.start, e.span.end, e.mention) for e in _evidence(record)
                    ]
                    words = [str(w) for f in schema.WORDED if (w := getattr(record, f, None))]
                    if words:
                        known.append((base + number, owner, name, " – ".join(words), self._quotes(record)))
                    for role in ROLES:
                        who = getattr(record, role, ()) or ()
                        role = role if role != "joint" else "speaker"
                        acts += [(owner, name, role, a) for a in ((who,) if isinstance(who, str) else who)]
        marks = ",".join("?" * (len(fields) + 5))
        names = ", ".join(f'"{f}"' for f, _ in fields)
        self.db.executemany(
            f'INSERT INTO "{name}" (rowid, {names}, document_at, earliest_at, latest_at, made) VALUES ({marks})', rows
        )
        self.db.executemany("INSERT INTO cites VALUES (?,?,?,?,?,?)", cites)
        self.db.executemany("INSERT INTO acts VALUES (?,?,?,?)", acts)
        self.db.executemany("INSERT INTO known(rowid, id, kind, words, quotes) VALUES (?,?,?,?,?)", known)
        self.db.executemany("INSERT OR IGNORE INTO present VALUES (?,?)", seen)

    def _check(self, name: str, record: Any) -> None:
        for place in _spans(record):
            if not 0 <= place.start < place.end <= self._length(place.document):
                raise RecordError(f"{self.file.path}: a {name} points outside its page: {place}")

    def _length(self, document: str) -> int:
        if document not in self.lengths:
            row = self.db.execute("SELECT length(text) FROM document WHERE id=?", (document,)).fetchone()
            self.lengths[document] = row[0] if row else -1
        return self.lengths[document]

    def _quotes(self, record: Any) -> str:
        """The sentences that a pledge rests on: its own words may leave out what it is about."""
        if not isinstance(record, Pledge):
            return ""
        cut = "SELECT substr(text, ?, ?) FROM document WHERE id=?"
        places = ((e.span.start + 1, e.span.end - e.span.start, e.span.document) for e in record.evidence)
        return " ".join(str(self.db.execute(cut, place).fetchone()[0]) for place in places)


def _grouped(kind: type, records: Iterable[Any]) -> dict[str, Any]:
    """Parts, and rows by what their group is known by, in the order of the first of each."""
    field = schema.group_of(kind)
    key: Callable[[Any], Any] = attrgetter(field) if field != "document_at" else _place
    groups: dict[str, Any] = {}
    for record in records:
        if isinstance(record, Part):
            groups[record.name] = record
        else:
            groups.setdefault(key(record), []).append(record)
    return groups


def _place(record: Any) -> str:
    return page_of(record) or getattr(record, "id", "")


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


def _called(actors: Iterable[Actor]) -> Iterator[tuple[str, str]]:
    """(name in lower case, actor) of actors: id, name, aliases; of a country also its code."""
    for a in actors:
        names = {a.id, a.name.casefold(), *(x.casefold() for x in a.aliases)}
        names |= {a.country.casefold()} if a.kind == "country" and a.country else set()
        yield from ((name, a.id) for name in sorted(names))


def _told(stories: Iterable[Story]) -> Iterator[tuple[str, str]]:
    """(document, story)."""
    for story in stories:
        yield from ((document, story.id) for document in story.documents)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
