"""Every format: whole files, read back by somebody else's reader, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars
import pytest

import dragoman
from dragoman import pipeline
from dragoman.model import Event, When
from dragoman.record.store import Record
from dragoman.report.formats import WRITERS, calendar, flat, plover
from dragoman.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    path = tmp_path_factory.mktemp("formats") / "r.db"
    pipeline.read([ROOT / "examples" / "japan-us"], path, Settings(processes=1))
    with dragoman.open_record(path) as opened:
        yield opened


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_twice_the_same_and_nothing_half_written(name: str, record: Record, tmp_path: Path) -> None:
    counts = WRITERS[name](record, tmp_path / "a")
    WRITERS[name](record, tmp_path / "b")
    files = {p.name: p.read_bytes() for p in (tmp_path / "a").iterdir()}
    assert files == {p.name: p.read_bytes() for p in (tmp_path / "b").iterdir()}
    assert not [n for n in files if n.endswith(".part")]
    assert sum(counts.values()) > 0


def test_csv_and_parquet_hold_the_rows_of_jsonl(record: Record, tmp_path: Path) -> None:
    counts = WRITERS["jsonl"](record, tmp_path)
    assert flat.to_csv(record, tmp_path) == flat.to_parquet(record, tmp_path) == counts
    for name, count in counts.items():
        with (tmp_path / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert len(list(csv.DictReader(file))) == count
        assert polars.read_parquet(tmp_path / f"{name}.parquet").height == count or count == 0


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_csv_runs_no_formula(text: str) -> None:
    assert flat._safe(text).startswith("'")
    assert flat._safe("plain") == "plain"


def test_the_calendar_is_one_that_others_read(record: Record, tmp_path: Path) -> None:
    counts = calendar.export(record, tmp_path)
    data = (tmp_path / "dragoman.ics").read_bytes()
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert data.count(b"BEGIN:VEVENT") == data.count(b"END:VEVENT") == counts["dragoman"] > 0
    assert b"DTSTART;VALUE=DATE:2026" in data
    data.decode("utf-8")


@pytest.mark.parametrize(
    ("type", "status", "root"),
    [("CONSULT", "occurred", "CONSULT"), ("CONSULT", "planned", "AGREE"), ("SANCTION", "planned", "THREATEN"),
     ("AID", "expected", "AGREE"), ("AGREE", "denied", None), ("OTHER", "occurred", None),
     ("ACCUSE", "planned", "ACCUSE"), ("CONSULT", "conditional", None)],
)  # fmt: skip
def test_planned_cooperation_is_an_agreement_and_planned_hostility_a_threat(
    type: str, status: str, root: str | None
) -> None:
    assert plover.coded(Event("e", type, "x", ("a",), (), When(), status, ())) == root


def test_ftm_names_only_what_it_holds(record: Record, tmp_path: Path) -> None:
    WRITERS["ftm"](record, tmp_path)
    rows = [json.loads(line) for line in (tmp_path / "entities.ftm.json").read_text("utf-8").splitlines()]
    ids = {r["id"] for r in rows}
    assert {"Person", "PublicBody", "Article", "Event"} <= {r["schema"] for r in rows}
    assert all(p in ids for r in rows for p in r["properties"].get("involved", []))


FTM = {  # of followthemoney 3.8's default model: properties that we use of each schema, with their types
    "Person": {"name": "name", "alias": "name", "country": "country"},
    "PublicBody": {"name": "name", "alias": "name", "country": "country"},
    "Organization": {"name": "name", "alias": "name", "country": "country"},
    "Article": {"title": "string", "publisher": "string", "language": "language", "fileName": "string", "date": "date",
                "bodyText": "text"},
    "Event": {"name": "name", "startDate": "date", "endDate": "date", "location": "address", "involved": "entity",
              "summary": "text", "proof": "entity"},
}  # fmt: skip
SHAPE = {
    "country": r"[a-z]{2}",
    "language": r"[a-z]{3}",
    "date": r"\d{4}-\d\d-\d\d",
    "name": r".+",
    "entity": r"[\w-]+",
}


def entities(record: Record, folder: Path) -> list[dict[str, Any]]:
    WRITERS["ftm"](record, folder)
    return [json.loads(line) for line in (folder / "entities.ftm.json").read_text("utf-8").splitlines()]


def test_ftm_entities_are_of_the_model(record: Record, tmp_path: Path) -> None:
    for row in entities(record, tmp_path):
        for name, values in row["properties"].items():
            kind = FTM[row["schema"]][name]
            assert all(re.fullmatch(SHAPE.get(kind, r"(?s).+"), v) for v in values), (row["schema"], name, values)
        assert row["schema"] == "Article" or row["properties"]["name"]


def test_ftm_entities_by_the_library_itself(record: Record, tmp_path: Path) -> None:
    model = pytest.importorskip("followthemoney", reason="needs ICU to build: pip install followthemoney").model
    for row in entities(record, tmp_path):
        schema = model.get(row["schema"])
        schema.validate(row)
        assert set(row["properties"]) <= set(schema.properties)
        assert {k: schema.properties[k].type.name for k in FTM[row["schema"]]} == FTM[row["schema"]]
