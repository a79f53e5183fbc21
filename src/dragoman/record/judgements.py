"""A person's word, kept: how a judgement is anchored, stored, listed and undone. `reconcile.judgements` applies it."""

from __future__ import annotations

import msgspec

from dragoman import settable
from dragoman.model import Anchor, Document, Judgement, Sentence, Span, Verdict, digest, mention_id
from dragoman.record.store import Record, RecordError

_DECODE = msgspec.json.Decoder(Judgement)
ANCHORS = 20  # places of one record that a judgement remembers
MERGED = ("actor", "event", "pledge")  # kinds that can be said to be the same or different


def judgements(record: Record) -> list[Judgement]:
    """All judgements, oldest first."""
    return [_DECODE.decode(r[0]) for r in record.db.execute("SELECT body FROM judgement ORDER BY position, id")]


def judge(
    record: Record,
    verdict: Verdict,
    key: str,
    other: str | None = None,
    field: str | None = None,
    value: str | None = None,
) -> Judgement:
    """Keep a judgement on the record or page with the id `key`. Raises RecordError if it makes no sense.

    It takes effect when the record is reconciled next (`pipeline.update`).
    """
    about, *also = _anchors(record, key)
    second = _anchors(record, other)[0] if other else None
    pairs = second is not None and about.kind == second.kind and about.kind in MERGED
    if verdict in ("same", "different") and not pairs:
        raise RecordError(f"{verdict} wants two ids of one kind: {', '.join(MERGED)}")
    if verdict == "set" and (why := settable.refused(about.kind, field or "", value or "")):
        raise RecordError(why)
    identity = digest(verdict, about, second, field, value)
    made = Judgement(identity, verdict, about, second, field, value, tuple(also))
    with record.transaction():
        position = record.db.execute("SELECT coalesce(max(position), 0) + 1 FROM judgement").fetchone()[0]
        row = (identity, position, verdict, about.kind, msgspec.json.encode(made).decode())
        record.db.execute("INSERT OR REPLACE INTO judgement VALUES (?, ?, ?, ?, ?)", row)
    return made


def undo(record: Record, key: str) -> bool:
    """Take a judgement back, by id or the start of it; False if there is none, or more than one."""
    like = key.replace("%", "").replace("_", "") + "%"
    found = record.db.execute("SELECT id FROM judgement WHERE id LIKE ?", (like,)).fetchall()
    if len(found) != 1:
        return False
    with record.transaction():
        record.db.execute("DELETE FROM judgement WHERE id=?", (found[0][0],))
    return True


def page(record: Record, anchor: Anchor) -> str:
    """The source of the page that a judgement hangs on; "" where the record no longer holds it."""
    query = "SELECT source FROM document WHERE raw_hash=? ORDER BY current DESC, source LIMIT 1"
    row = record.db.execute(query, (anchor.raw_hash,)).fetchone()
    return str(row[0]) if row else ""


def mark_stale(record: Record, applied: set[str]) -> None:
    """Note which judgements found nothing in the last run (inside a transaction)."""
    for judgement in judgements(record):
        if judgement.stale != (judgement.id not in applied):
            changed = msgspec.structs.replace(judgement, stale=judgement.id not in applied)
            body = msgspec.json.encode(changed).decode()
            record.db.execute("UPDATE judgement SET body=? WHERE id=?", (body, judgement.id))


def _anchors(record: Record, key: str) -> list[Anchor]:
    """The places that a record rests on. An id of a member that was merged names that member first."""
    owner = record.owner(key)
    if owner is None and (named := _name_on_a_page(record, key)) is not None:
        return [named]
    if owner is None:
        document = record.document(key)
        if document is None:
            raise RecordError(f"{key}: nothing in the record has this id")
        return [Anchor(document.raw_hash, "document")]
    identity, kind = owner
    query = 'SELECT document, "start", "end", mention FROM cites WHERE owner=? ORDER BY mention IS NOT ?, rowid'
    anchors = []
    for place, start, end, mention in record.db.execute(query, (identity, key)).fetchmany(ANCHORS):
        document = record.document(place)
        if document is not None:
            words = _own_words(record, document, mention)
            quote = document.text[start:end]
            anchors.append(Anchor(document.raw_hash, kind, quote, document.text.count(quote, 0, start), words))
    return anchors


def _name_on_a_page(record: Record, key: str) -> Anchor | None:
    """The anchor of a name on a page that a link leads from, by the id of its first mention there."""
    rows = record.db.execute("SELECT span FROM link WHERE left=? AND span IS NOT NULL LIMIT 1", (key,)).fetchall()
    if not rows:
        return None
    span = msgspec.json.decode(rows[0][0], type=Span)
    document = record.document(span.document)
    if document is None:
        return None
    inside = (s.span for s in record.said(document) if isinstance(s, Sentence))
    sentence = next((s for s in inside if s.start <= span.start and span.end <= s.end), span)
    quote, words = document.text[sentence.start : sentence.end], document.text[span.start : span.end]
    return Anchor(document.raw_hash, "actor", quote, document.text.count(quote, 0, sentence.start), words)


def _own_words(record: Record, document: Document, mention: str | None) -> str:
    for said in record.said(document) if mention else ():
        if mention_id(said) == mention:
            return document.text[said.span.start : said.span.end]
    return ""
