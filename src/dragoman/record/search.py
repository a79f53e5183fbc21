"""Search over the pages' text and over what was worked out: words, phrases, filters, spellings, marked snippets."""

from __future__ import annotations

from functools import cache
from itertools import islice, product
from typing import Any

import msgspec

from dragoman import lexicon
from dragoman.record.store import Record

ON, OFF = "\x02", "\x03"  # around found words inside SQLite; no page keeps control characters
MOST_SPELLINGS = 16  # of one phrase
RANKED = 1000  # of so many pages, those read last, the best are looked for: more only where words stand everywhere


class Hit(msgspec.Struct, frozen=True):
    """A page that answers a search, with the words around what was found."""

    document: str
    title: str | None
    outlet: str | None
    snippet: str  # found words in [ ]
    parts: tuple[tuple[str, bool], ...] = ()  # the same cut up; True: found words


class Found(msgspec.Struct, frozen=True):
    """A record that answers a search: an ask, a saying, a conflict ..."""

    id: str
    kind: str
    snippet: str
    parts: tuple[tuple[str, bool], ...] = ()


def search(
    record: Record,
    words: str,
    limit: int = 20,
    offset: int = 0,
    outlet: str | None = None,
    since: str | None = None,
    until: str | None = None,
    story: str | None = None,
) -> list[Hit]:
    """Pages that hold all the words, best first.

    A phrase stands in double quotes; `title:word` looks in headlines only; "defense" finds "defence". `outlet` is a
    part of its name, `since` and `until` are ISO dates, `story` is a story's id.
    """
    where, values = "search MATCH ? AND d.current", list[Any]([_match(words)])
    if outlet:
        where, values = f"{where} AND instr(lower(d.outlet), lower(?))", [*values, outlet]
    if since:
        where, values = f"{where} AND (SELECT latest_at FROM dating WHERE document=d.id) >= ?", [*values, since]
    if until:
        where, values = f"{where} AND (SELECT earliest_at FROM dating WHERE document=d.id) <= ?", [*values, until]
    if story:
        inside = "SELECT value FROM story, json_each(story.documents) WHERE story.id=?"
        where, values = f"{where} AND d.id IN ({inside})", [*values, story]
    joined = f"FROM search JOIN document d ON d.rowid=search.rowid WHERE {where}"
    last = f"SELECT search.rowid AS place {joined} ORDER BY search.rowid DESC LIMIT {RANKED}"
    least = record.db.execute(f"SELECT coalesce(min(place), 0) FROM ({last})", values).fetchone()[0]
    best = f"SELECT search.rowid AS place {joined} AND search.rowid >= ? ORDER BY rank LIMIT ? OFFSET ?"
    places = [r[0] for r in record.db.execute(best, [*values, least, limit, offset])]
    query = """SELECT d.id, d.title, d.outlet, snippet(search, 1, ?, ?, ' … ', 24)
        FROM search JOIN document d ON d.rowid=search.rowid WHERE search MATCH ? AND search.rowid=?"""
    rows = (record.db.execute(query, (ON, OFF, values[0], place)).fetchone() for place in places)
    return [Hit(row[0], row[1], row[2], _plain(row[3]), _parts(row[3])) for row in rows]


def records(record: Record, words: str, limit: int = 20) -> list[Found]:
    """Asks, offers, pledges, sayings, conflicts and what holds sides back that hold all the words, best first."""
    if "title:" in words.casefold():  # a field of pages
        return []
    match = f"words : ({_match(words)})"
    some = f"SELECT rowid AS place FROM known WHERE known MATCH ? LIMIT {RANKED}"
    most = record.db.execute(f"SELECT max(place) FROM ({some})", (match,)).fetchone()[0]
    best = "SELECT rowid FROM known WHERE known MATCH ? AND rowid <= ? ORDER BY rank LIMIT ?"
    places = [r[0] for r in record.db.execute(best, (match, most, limit))]
    query = "SELECT id, kind, snippet(known, 2, ?, ?, ' … ', 24) FROM known WHERE known MATCH ? AND rowid=?"
    rows = (record.db.execute(query, (ON, OFF, match, place)).fetchone() for place in places)
    return [Found(row[0], row[1], _plain(row[2]), _parts(row[2])) for row in rows]


def beginnings(words: str) -> str:
    """An FTS5 query of words given by their first letters, in any spelling: "tariff" finds "tariffs"."""
    groups = [
        "(" + " OR ".join(f'"{s}" *' for s in spellings(word.replace('"', "")) if any(c.isalnum() for c in s)) + ")"
        for word in words.split()
    ]
    return " AND ".join(g for g in groups if g != "()") or '""'


def _match(words: str) -> str:
    """An FTS5 query of plain words and quoted phrases: nothing a person types is taken for an operator."""
    parts = words.replace("\x00", " ").split('"')
    terms: list[tuple[str, str]] = []  # field, phrase
    field = ""
    for i, part in enumerate(parts):
        for term in [part] if i % 2 else part.split():
            if not i % 2 and term.casefold().startswith("title:"):
                field, term = "title", term[len("title:") :]
            if any(c.isalnum() for c in term):  # FTS5 finds nothing where a term has no word
                terms.append((field, term))
                field = ""
    groups = [(f"{field} : " if field else "") + "(" + " OR ".join(_spelled(t)) + ")" for field, t in terms]
    return " AND ".join(groups) or '""'


def _spelled(phrase: str) -> list[str]:
    """The phrase in all its spellings, quoted for FTS5."""
    choices = (spellings(word) for word in phrase.split())
    return ['"' + " ".join(chosen).replace('"', "") + '"' for chosen in islice(product(*choices), MOST_SPELLINGS)]


@cache
def _rows() -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {"word": (), "beginning": (), "ending": ()}
    for row in lexicon.table("spellings"):
        found[row["part"]] += ((row["one"], row["other"]), (row["other"], row["one"]))
    return found


def spellings(word: str) -> tuple[str, ...]:
    """The word and its other spellings: "defense" -> "defense", "defence". What is no word finds nothing."""
    plain = word.casefold()
    found = {word: None}
    found |= {b: None for a, b in _rows()["word"] if plain == a}
    found |= {b + plain[len(a) :]: None for a, b in _rows()["beginning"] if plain.startswith(a)}
    found |= {plain[: -len(a)] + b: None for a, b in _rows()["ending"] if plain.endswith(a)}
    return tuple(found)


def _plain(marked: str) -> str:
    return " ".join(marked.replace(ON, "[").replace(OFF, "]").split())


def _parts(marked: str) -> tuple[tuple[str, bool], ...]:
    """ "a \\x02b\\x03 c" -> ("a ", False), ("b", True), (" c", False)."""
    parts: list[tuple[str, bool]] = []
    for piece in marked.split(ON):
        found, closed, rest = piece.partition(OFF)
        parts += [(found, True), (rest, False)] if closed else [(piece, False)]
    return tuple(p for p in parts if p[0])
