"""Every format: whole files, read back by somebody else's reader, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

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
    [("CONSULT", "occurred", "CONSULT"), ("CONSULT", "planned", "AGREE"), ("SANCTION", "planned", "SANCTION"),
     ("AID", "expected", "AGREE"), ("AGREE", "denied", None), ("OTHER", "occurred", None)],
)  # fmt: skip
def test_planned_cooperation_is_an_agreement(type: str, status: str, root: str | None) -> None:
    assert plover.coded(Event("e", type, "x", ("a",), (), When(), status, ())) == root


def test_ftm_names_only_what_it_holds(record: Record, tmp_path: Path) -> None:
    WRITERS["ftm"](record, tmp_path)
    rows = [json.loads(line) for line in (tmp_path / "entities.ftm.json").read_text("utf-8").splitlines()]
    ids = {r["id"] for r in rows}
    assert {"Person", "PublicBody", "Article", "Event"} <= {r["schema"] for r in rows}
    assert all(p in ids for r in rows for p in r["properties"].get("involved", []))
