"""PLOVER-style event data: one tab-separated row for each pair of sides of a merged event, in the manner of ICEWS.

PLOVER codes what was said and done, so a planned or expected meeting, visit or cooperation is an AGREE there
("agreements and promises to cooperate"), planned hostility is a THREATEN, and what was denied or hangs on an "if" is
left out. `codebook.tsv` has the mapping.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from dragoman.model import Event
from dragoman.record import views
from dragoman.record.store import Record

COLUMNS = ("event_id", "date_earliest", "date_latest", "source_actor", "source_country", "event_type", "mode",
           "target_actor", "target_country", "place", "status", "independent_reports", "documents",
           "quote")  # fmt: skip
COOPERATIVE = frozenset(["CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"])
HOSTILE = frozenset(["SANCTION", "COERCE", "ASSAULT", "PROTEST", "MOBILIZE"])
AHEAD = frozenset(["planned", "expected", "proposed"])
QUAD = {
    "AGREE": "verbal cooperation", "CONSULT": "verbal cooperation", "SUPPORT": "verbal cooperation",
    "COOPERATE": "material cooperation", "AID": "material cooperation", "CONCEDE": "material cooperation",
    "RETREAT": "material cooperation", "REQUEST": "verbal conflict", "ACCUSE": "verbal conflict",
    "REJECT": "verbal conflict", "THREATEN": "verbal conflict", "PROTEST": "material conflict",
    "SANCTION": "material conflict", "MOBILIZE": "material conflict", "COERCE": "material conflict",
    "ASSAULT": "material conflict",
}  # fmt: skip


def export(record: Record, folder: Path) -> dict[str, int]:
    """Write `events.tsv` and `codebook.tsv` into `folder`. Returns rows by file. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = list(_rows(record))
    book = [("event_type", "quad", "from"), *((t, q, _from(t)) for t, q in QUAD.items())]
    for name, lines in (("events", [COLUMNS, *rows]), ("codebook", book)):
        beside = folder / f".{name}.tsv.part"
        beside.write_text("".join("\t".join(_cell(c) for c in line) + "\n" for line in lines), "utf-8")
        os.replace(beside, folder / f"{name}.tsv")
    return {"events": len(rows), "codebook": len(QUAD)}


def coded(event: Event) -> str | None:
    """PLOVER root under which the event goes, or None if it does not go in."""
    if event.status in ("denied", "conditional") or event.type not in QUAD:
        return None
    if event.status not in AHEAD:
        return event.type
    return "AGREE" if event.type in COOPERATIVE else "THREATEN" if event.type in HOSTILE else event.type


def _from(root: str) -> str:
    """How a root of ours comes out, for the codebook."""
    ahead = "AGREE" if root in COOPERATIVE else "THREATEN" if root in HOSTILE else ""
    return f"as read; {ahead} when only planned, expected or proposed" if ahead else "as read"


def _rows(record: Record) -> Iterator[tuple[object, ...]]:
    actors = {a.id: a for a in views.actors(record)}
    for e in views.events(record):
        root = coded(e)
        if root is None or not e.by:
            continue
        documents = ";".join(dict.fromkeys(x.span.document for x in e.evidence))
        quote = views.quote(record, e.evidence[0].span)
        for source in e.by:
            for target in e.to or ("",):
                s, t = actors.get(source), actors.get(target)
                yield (e.id, e.when.earliest, e.when.latest, s and s.name, s and s.country, root, e.mode,
                       t and t.name, t and t.country, e.place, e.status, e.independent, documents, quote)  # fmt: skip


def _cell(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())
