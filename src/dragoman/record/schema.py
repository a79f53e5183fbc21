"""The record file's tables.

What was read (raw pages, documents, readings, judgements) is precious: its tables change by the numbered
`MIGRATIONS`, one transaction each. What `reconcile` made is derived: its tables are laid out from the record
types themselves, one column a field, and made anew when a type changes. `PRAGMA user_version` counts migrations.
"""

from __future__ import annotations

import types
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple, Union, get_args, get_origin

import msgspec

from dragoman import lexicon, model

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE raw (hash TEXT PRIMARY KEY, media TEXT NOT NULL, data BLOB NOT NULL);  -- zlib
    CREATE TABLE document (
        id TEXT PRIMARY KEY, source TEXT NOT NULL, raw_hash TEXT NOT NULL REFERENCES raw(hash),
        text_hash TEXT NOT NULL,
        outlet TEXT, title TEXT, byline TEXT, declared TEXT, declared_where TEXT, fetched TEXT, language TEXT NOT NULL,
        version_of TEXT, current INTEGER NOT NULL, version TEXT NOT NULL, hints TEXT NOT NULL, lines TEXT NOT NULL,
        text TEXT NOT NULL
    );
    CREATE INDEX document_source ON document(source, raw_hash);
    CREATE INDEX document_current ON document(id) WHERE current;
    CREATE INDEX document_text ON document(text_hash);
    CREATE TABLE reading (  -- what was read from a text, whatever documents hold it; spans name the text's hash
        text_hash TEXT PRIMARY KEY, version TEXT NOT NULL, said BLOB NOT NULL
    );
    CREATE TABLE parse (line TEXT PRIMARY KEY, parse BLOB NOT NULL) WITHOUT ROWID;  -- a cache: may be emptied
    CREATE TABLE problem (
        "where" TEXT NOT NULL, step TEXT NOT NULL, message TEXT NOT NULL, UNIQUE ("where", step, message)
    );
    CREATE TABLE judgement (
        id TEXT PRIMARY KEY, position INTEGER NOT NULL, verdict TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL
    );
    CREATE TABLE removed (source TEXT NOT NULL, raw_hash TEXT NOT NULL, PRIMARY KEY (source, raw_hash)) WITHOUT ROWID;
    CREATE VIRTUAL TABLE search USING fts5(
        title, text, content='document', tokenize='porter unicode61 remove_diacritics 2'
    );
    CREATE TRIGGER document_added AFTER INSERT ON document BEGIN
        INSERT INTO search(rowid, title, text) VALUES (new.rowid, new.title, new.text);
    END;
    CREATE TRIGGER document_removed AFTER DELETE ON document BEGIN
        INSERT INTO search(search, rowid, title, text) VALUES ('delete', old.rowid, old.title, old.text);
    END;
    CREATE TABLE cites (  -- evidence of every derived record, for the reader and for old ids
        owner TEXT NOT NULL, kind TEXT NOT NULL, document TEXT NOT NULL, "start" INTEGER NOT NULL,
        "end" INTEGER NOT NULL, mention TEXT
    );
    CREATE INDEX cites_owner ON cites(owner);
    CREATE INDEX cites_document ON cites(document);
    CREATE INDEX cites_mention ON cites(mention) WHERE mention IS NOT NULL;
    CREATE TABLE acts (owner TEXT NOT NULL, kind TEXT NOT NULL, role TEXT NOT NULL, actor TEXT NOT NULL);
    CREATE INDEX acts_actor ON acts(actor, kind, role, owner);
    CREATE INDEX acts_owner ON acts(owner);
    """,
    "ALTER TABLE reading ADD COLUMN stopped REAL;  -- seconds after which reading was stopped: not all was read",
    "CREATE INDEX document_raw ON document(raw_hash);",
)

DERIVED: tuple[type[msgspec.Struct], ...] = get_args(model.Known)
FOUND = """
DROP TABLE IF EXISTS known;
CREATE VIRTUAL TABLE known USING fts5(  -- the words of derived records, and of the sentences that pledges rest on
    id UNINDEXED, kind UNINDEXED, words, quotes, tokenize='porter unicode61 remove_diacritics 2'
);
DROP TABLE IF EXISTS present;
CREATE TABLE present (actor TEXT, document TEXT, PRIMARY KEY (actor, document)) WITHOUT ROWID;
CREATE INDEX present_document ON present(document);
"""  # what finds derived rows quickly, and comes and goes with them
COUNTED = """
DROP TABLE IF EXISTS called;
CREATE TABLE called (name TEXT, actor TEXT, PRIMARY KEY (name, actor)) WITHOUT ROWID;  -- names without case
DROP TABLE IF EXISTS told;
CREATE TABLE told (document TEXT, story TEXT, PRIMARY KEY (document, story)) WITHOUT ROWID;
DROP TABLE IF EXISTS standing;
CREATE TABLE standing (actor TEXT PRIMARY KEY, pages INTEGER) WITHOUT ROWID;  -- on how many pages an actor is
DROP TABLE IF EXISTS promising;
CREATE TABLE promising (country TEXT PRIMARY KEY, pledges INTEGER) WITHOUT ROWID;  -- that it makes or is to have
DROP TABLE IF EXISTS based;
CREATE TABLE based (  -- on what pages are dated: how many, how many with a day, from when to when (days within 400)
    basis TEXT PRIMARY KEY, pages INTEGER, dated INTEGER, first TEXT, last TEXT
) WITHOUT ROWID;
"""  # made anew with every run: what counts derived rows, few rows of each page
FOLLOWING = """
DROP TABLE IF EXISTS ledger;
CREATE TABLE ledger (  -- pledges in short; side: the one country's code of those who make it, else the actor, else ''
    pledge TEXT PRIMARY KEY, kind TEXT, side TEXT, independent INTEGER, due TEXT, day TEXT
) WITHOUT ROWID;
CREATE INDEX ledger_side ON ledger(side, independent DESC, day DESC, pledge);
CREATE INDEX ledger_best ON ledger(independent DESC, day DESC, pledge);
CREATE INDEX ledger_due ON ledger(due) WHERE due IS NOT NULL;
DROP TABLE IF EXISTS turned;
CREATE TABLE turned (  -- entries of the histories of pledges, apart from their announcement
    pledge TEXT, number INTEGER, what TEXT, day TEXT, independent INTEGER, PRIMARY KEY (pledge, number)
) WITHOUT ROWID;
CREATE INDEX turned_best ON turned(independent DESC, day DESC, pledge);
DROP TABLE IF EXISTS weighed;
CREATE TABLE weighed (  -- events that a brief may tell, in the order in which it would choose them
    event TEXT PRIMARY KEY, ahead INTEGER, independent INTEGER, covered INTEGER, weight INTEGER,
    latest TEXT, first TEXT
) WITHOUT ROWID;  -- ahead: planned and nothing heard since; covered: not before the first page
CREATE INDEX weighed_best
    ON weighed(ahead, independent DESC, covered DESC, weight DESC, latest DESC, first DESC, event);
DROP TABLE IF EXISTS voiced;
CREATE TABLE voiced (  -- groups of quoted sayings of known speakers, in the order in which a brief would choose them
    said TEXT PRIMARY KEY, speaker TEXT, pages INTEGER, person INTEGER, whole INTEGER, day TEXT, place TEXT
) WITHOUT ROWID;
CREATE INDEX voiced_best ON voiced(pages DESC, person DESC, whole DESC, day DESC, place);
"""  # what follows from single rows, or from those of one group: see `following`
CARRIED = """
DROP TABLE IF EXISTS carried;
CREATE TABLE carried (step TEXT NOT NULL, key TEXT NOT NULL, data BLOB NOT NULL, UNIQUE (step, key));
DROP TABLE IF EXISTS carried_together;
CREATE TABLE carried_together (
    step TEXT NOT NULL, number INTEGER NOT NULL, size INTEGER NOT NULL, rows BLOB NOT NULL, UNIQUE (step, number)
);
"""  # what steps keep from one run to the next, see `parts.Kept`
ASKED = ("pledge", "offer", "plan", "demand", "request", "propose")  # modes of events that the ledger has anyhow
HAPPENED, PLANS = ("occurred", "ongoing", "denied"), ("planned", "expected", "proposed")
SCRAP, SPEECH = 40, 400  # characters: a shorter quotation is a scrap, a longer one an answer at a press conference


class Following(NamedTuple):
    """A table that follows from the rows of another, each of its rows from those that have one value in a column."""

    name: str
    key: str  # the column that says from which
    kind: str  # the other table
    of: str  # and its column
    rows: str  # SQL for all rows, up to a condition on the other table, which is called x
    end: str = ""  # and what comes after it


def following() -> tuple[Following, ...]:
    """The tables that follow from the rows of others. Modes are weighed by data/wording.csv."""
    weights: dict[str, list[str]] = {}
    for row in lexicon.table("wording"):
        weights.setdefault(row["weight"], []).append(row["mode"])
    modes = "replace(mode, '_', ' ')"
    heavy = " ".join(f"WHEN {modes} IN ({_listed(m)}) THEN {int(w)}" for w, m in sorted(weights.items()))
    passive = _listed(r["mode"] for r in lexicon.table("wording") if r["passive"])
    ahead = f"status IN ({_listed(PLANS)})"
    ledger = """SELECT x.id, x.kind, (
            SELECT CASE WHEN count(DISTINCT coalesce(a.country, a.id)) = 1 THEN min(coalesce(a.country, a.id))
            ELSE '' END FROM json_each(x."by") b JOIN actor a ON a.id = b.value
        ), x.independent, x.latest_at, (SELECT max(json_extract(value, '$.when.latest')) FROM json_each(x.history))
        FROM pledge x WHERE x."by" <> '[]'"""
    turned = """SELECT x.id, t.key, json_extract(t.value, '$.what'),
            json_extract(t.value, '$.when.latest'), x.independent FROM pledge x, json_each(x.history) t
        WHERE x."by" <> '[]' AND json_extract(t.value, '$.what') NOT IN ('announced', 'repeated')"""
    weighed = f"""SELECT id, {ahead}, independent,
            coalesce(latest_at, '') >= coalesce((SELECT min(earliest_at) FROM dating), ''),
            CASE {heavy} ELSE 1 END + ("by" <> '[]' AND "to" <> '[]'), coalesce(latest_at, ''),
            coalesce(earliest_at, '') FROM event x
        WHERE certainty <> 'open' AND mode NOT IN ({_listed(ASKED)})
            AND ("by" <> '[]' OR "to" <> '[]' AND {modes} IN ({passive}))
            AND (status IN ({_listed(HAPPENED)}) OR {ahead} AND outcome IS NULL)"""
    voiced = f"""SELECT x."group", min(x.speaker), count(DISTINCT x.document), max(a.kind = 'person'),
            max(x.mode = 'direct' AND length(x.content) BETWEEN {SCRAP} AND {SPEECH}), max(coalesce(d.latest_at, '')),
            min(x.document_at || x.id)
        FROM saying x JOIN actor a ON a.id = x.speaker LEFT JOIN dating d ON d.document = x.document
        WHERE x.mode <> 'indirect'"""
    return (
        Following("ledger", "pledge", "pledge", "id", ledger),
        Following("turned", "pledge", "pledge", "id", turned),
        Following("weighed", "event", "event", "id", weighed),
        Following("voiced", "said", "saying", "group", voiced, "GROUP BY 1"),
    )


def counted() -> tuple[str, ...]:
    """How those tables are made that count derived rows, in this order."""
    return (
        "INSERT INTO standing SELECT actor, count(*) FROM present GROUP BY actor",
        """INSERT INTO promising SELECT a.country, count(DISTINCT x.owner) FROM acts x JOIN actor a ON a.id = x.actor
        WHERE x.kind = 'pledge' AND a.country IS NOT NULL GROUP BY 1""",
        """INSERT INTO based SELECT coalesce(json_extract("when", '$.basis'), 'unknown'), count(*),
            sum(earliest_at IS NOT NULL OR latest_at IS NOT NULL),
            min(CASE WHEN julianday(latest_at) - julianday(earliest_at) <= 400 THEN earliest_at END),
            max(CASE WHEN julianday(latest_at) - julianday(earliest_at) <= 400 THEN latest_at END)
            FROM dating GROUP BY 1""",  # a wider interval is no day: see `Settings.dated_days`
    )


def _listed(words: Iterable[str]) -> str:
    """Words of our own as SQL strings."""
    return ", ".join("'" + w.replace("'", "''") + "'" for w in words)


def _names(role: str) -> str:
    """SQL for the names of the actors in a list of a row `x`."""
    return f"""(SELECT group_concat(a.name, ', ') FROM json_each(x."{role}") o JOIN actor a ON a.id = o.value)"""


_QUOTE = """(SELECT substr(d.text, c."start" + 1, c."end" - c."start") FROM cites c JOIN document d ON d.id = c.document
    WHERE c.owner = x.id ORDER BY c.rowid LIMIT 1)"""
VIEWS = {  # for people who open the file with Datasette or another SQLite reader: see docs/how-to-query.md
    "see_pages": """
        SELECT d.id, d.source, d.outlet, d.title, x.earliest_at AS earliest, x.latest_at AS latest,
        json_extract(x."when", '$.basis') AS basis, d.language,
        (SELECT s.title FROM told t JOIN story s ON s.id = t.story WHERE t.document = d.id LIMIT 1) AS story,
        (SELECT count(*) FROM copy WHERE d.id IN ("left", "right")) AS copies
        FROM document d LEFT JOIN dating x ON x.document = d.id WHERE d.current""",
    "see_actors": """
        SELECT a.id, a.name, a.kind, a.country, coalesce(s.pages, 0) AS pages
        FROM actor a LEFT JOIN standing s ON s.actor = a.id""",
    "see_events": f"""
        SELECT x.id, x.earliest_at AS earliest, x.latest_at AS latest, {_names("by")} AS who, x.type, x.mode,
        {_names("to")} AS whom, x.place, x.status, x.outcome, x.independent AS reports, x.certainty,
        {_QUOTE} AS quote FROM event x""",
    "see_pledges": f"""
        SELECT x.id, x.kind, {_names("by")} AS who, {_names("to")} AS whom, x.what, CAST(x.amount AS REAL) AS amount,
        x.unit, x.earliest_at AS due_earliest, x.latest_at AS due_latest, x.condition, x.status,
        x.independent AS reports, x.certainty, {_QUOTE} AS quote FROM pledge x""",
    "see_turns": f"""
        SELECT x.id AS pledge, {_names("by")} AS who, x.what AS pledged, json_extract(t.value, '$.what') AS turn,
        json_extract(t.value, '$.when.latest') AS day, json_extract(t.value, '$.note') AS note
        FROM pledge x, json_each(x.history) t""",
    "see_statements": """
        SELECT x.id, p.latest_at AS published, coalesce(a.name, x.speaker_text) AS speaker, x.cue, x.content AS said,
        x.mode, d.outlet, x."group", x.document FROM saying x JOIN document d ON d.id = x.document
        LEFT JOIN actor a ON a.id = x.speaker LEFT JOIN dating p ON p.document = x.document""",
    "see_conflicts": """
        SELECT x.id, x.severity, x.kind, x.about, json_extract(s.value, '$.value') AS side,
        json_extract(s.value, '$.independent') AS reports, x.settle FROM conflict x, json_each(x.sides) s""",
}
ORDERS = {  # indexes in the order in which pages list a table
    "event_order": "event(earliest_at IS NULL, earliest_at, latest_at, id)",
    "event_ahead": "event(coalesce(earliest_at, latest_at), id) WHERE status IN ('planned', 'expected', 'proposed')",
    "pledge_order": "pledge(latest_at IS NULL, latest_at, kind, id)",
    "pledge_due": "pledge(latest_at, id) WHERE latest_at IS NOT NULL",
    "saying_order": "saying(document_at, id)",
    "saying_voices": "saying(\"group\", document, document_at, id, speaker) WHERE mode <> 'indirect'",
    "dating_of": "dating(document, earliest_at, latest_at)",
    "dating_order": "dating(latest_at IS NULL, latest_at DESC, document)",
    "story_order": "story(first IS NULL, first, id)",
    "story_thread": "story(thread, first)",
    "thread_order": "thread(last IS NULL, last DESC, id)",
    "actor_order": "actor(name, id)",
    "actor_country": "actor(country)",
}
WORDED = ("what", "content", "about", "condition")  # fields that are searched
_PLAIN = (str, int, float)


def table_of(kind: type) -> str:
    """Name of the table of a derived type."""
    return kind.__name__.lower()


def _is_plain(annotation: Any) -> bool:
    if get_origin(annotation) in (types.UnionType, Union):
        return all(_is_plain(a) or a is type(None) for a in get_args(annotation))
    if get_origin(annotation) is not None:  # Literal, tuple
        return all(isinstance(a, _PLAIN) for a in get_args(annotation)) and str(annotation).startswith("typing.Literal")
    return annotation in _PLAIN or annotation is Decimal


@cache
def columns(kind: type[msgspec.Struct]) -> tuple[tuple[str, bool], ...]:
    """(field, is plain) of a record type; what is not plain is kept as JSON."""
    return tuple((f.name, _is_plain(f.type)) for f in msgspec.structs.fields(kind))


def group_of(kind: type[msgspec.Struct]) -> str:
    """The column that rows are written by, all that have the same value at once: see `record.derived`."""
    have = {c for c, _ in columns(kind)}
    if kind is model.Event or "span" in have:  # of a page, or worked out together
        return "document_at"
    return next((c for c in ("id", "left") if c in have), "document_at")


def worded(kind: type[msgspec.Struct]) -> bool:
    """Whether rows of the type are searched for their words."""
    return any(c in WORDED for c, _ in columns(kind))


def known_from(kind: type) -> int:
    """Where the rows of a table begin in the index `known`: its row n stands there as this number plus n."""
    return DERIVED.index(kind) << 40


def derived_sql() -> str:
    """Statements that make the tables of the derived types."""
    parts = [FOUND, FOLLOWING, COUNTED, CARRIED]
    for kind in DERIVED:
        name = table_of(kind)
        fields = ", ".join(f'"{c}"' + ("" if plain else " TEXT") for c, plain in columns(kind))
        parts.append(
            f'CREATE TABLE "{name}" ({fields}, "document_at" TEXT, "earliest_at" TEXT, "latest_at" TEXT, made TEXT);'
        )
        have = {c for c, _ in columns(kind)}
        keys = [c for c in ("id", "document", "speaker", "group", "type", "kind", "left", "right") if c in have]
        parts += [f'CREATE INDEX "{name}_{key}" ON "{name}"("{key}");' for key in keys]
        parts.append(f'CREATE INDEX "{name}_at" ON "{name}"("document_at");')
        parts.append(f'CREATE INDEX "{name}_made" ON "{name}"("{group_of(kind)}", made) WHERE made IS NOT NULL;')
        if {"when", "deadline"} & have:
            parts.append(f'CREATE INDEX "{name}_when" ON "{name}"("earliest_at", "latest_at");')
    parts += [f"CREATE INDEX {name} ON {on};" for name, on in ORDERS.items()]
    parts += [f"DROP VIEW IF EXISTS {name};\nCREATE VIEW {name} AS {as_};" for name, as_ in VIEWS.items()]
    return "\n".join(parts)


def derived_layout() -> str:
    """Digest of the derived layout: when it differs from the file's, the tables are made anew."""
    return model.digest(derived_sql(), *following(), *counted())
