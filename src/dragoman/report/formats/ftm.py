"""FollowTheMoney entities, one JSON object a line, so that Aleph and its kin can load the record.

People are Person, countries and bodies Organization or PublicBody, pages Article, merged events Event; schemata and
property names are those of followthemoney's default model, countries its two letters, languages ISO 639-3.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from dragoman import lexicon
from dragoman.model import When
from dragoman.record import views
from dragoman.record.store import Record
from dragoman.report import words
from dragoman.report.desk import Desk

_SCHEMA = {"person": "Person", "country": "PublicBody", "government": "PublicBody", "organisation": "Organization",
           "office": "PublicBody", "group": "Organization"}  # fmt: skip


def export(record: Record, folder: Path) -> dict[str, int]:
    """Write `entities.ftm.json` into `folder`. Returns the count of entities. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    count, beside = 0, folder / ".entities.part"
    with beside.open("wb") as file:
        for entity in _entities(record):
            entity["properties"] = {k: [str(x) for x in v if x] for k, v in entity["properties"].items() if any(v)}
            file.write(msgspec.json.encode(entity) + b"\n")
            count += 1
    os.replace(beside, folder / "entities.ftm.json")
    return {"entities": count}


def _entities(record: Record) -> Iterator[dict[str, Any]]:
    desk = Desk(record)
    codes = {(r["kind"], r["ours"]): r["other"] for r in lexicon.table("codes")}
    for a in views.actors(record):
        properties = {
            "name": [a.name],
            "alias": [x for x in a.aliases if x != a.name],
            "country": [codes.get(("country", a.country or ""))],
        }
        yield {"id": a.id, "schema": _SCHEMA[a.kind], "properties": properties}
    dated = views.datings(record)
    for d in record.documents():
        published = dated.get(d.id, When()).earliest
        properties = {"title": [d.title], "publisher": [d.outlet], "fileName": [d.source],
                      "language": [codes.get(("language", d.language))],
                      "date": [published], "bodyText": [d.text]}  # fmt: skip
        yield {"id": d.id, "schema": "Article", "properties": properties}
    for e in views.events(record):
        properties = {
            "name": [words.sentence(desk.told(e))], "startDate": [e.when.earliest], "endDate": [e.when.latest],
            "location": [e.place], "involved": [*e.by, *e.to], "summary": [f"{e.type} {e.status}"],
            "proof": list(dict.fromkeys(x.span.document for x in e.evidence)),
        }  # fmt: skip
        yield {"id": f"event-{e.id}", "schema": "Event", "properties": properties}
