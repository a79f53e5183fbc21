"""Who is meant where news names ministers, envoys and heads of international bodies, mostly by the surname alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import cases
from dragoman import open_record, pipeline
from dragoman.model import Actor, Link
from dragoman.reconcile import offices, titles
from dragoman.record import views
from dragoman.settings import Settings
from referring import tables


@pytest.mark.parametrize("row", cases("officers"), ids=lambda row: row["text"][:40] + row["day"][:4])
def test_whoever_speaks_for_a_country_is_known(row: dict[str, str]) -> None:
    found = tables(row["text"], dates=[row["day"]] if row["day"] else [])
    known = {f"{a.name} {a.country}" for a in found.all(Actor) if any(e.row for e in a.evidence)}
    assert known == set(filter(None, row["expected"].split("|")))


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("Rubio met Lavrov in Riyadh on Tuesday.", {"USA", "RUS"}),
        ("Sybiha spoke with Kallas by phone on Tuesday.", {"UKR", "EUE"}),
        ("Rutte met Sybiha in Brussels on Tuesday.", {"XNT", "UKR"}),
    ],
)
def test_ministers_meet_for_their_countries(tmp_path: Path, text: str, sides: set[str]) -> None:
    (tmp_path / "page.txt").write_text(f"RIYADH, February 18, 2025 (Northwire) - {text}\n", "utf-8")
    pipeline.read([tmp_path / "page.txt"], tmp_path / "r.db", Settings(processes=1))
    with open_record(tmp_path / "r.db") as record:
        countries = {a.id: a.country for a in views.actors(record)}
        (event,) = [e for e in views.events(record) if e.type == "CONSULT"]
    assert {countries[a] for a in (*event.by, *event.to)} == sides


def test_what_the_table_does_not_confirm_is_nobodys_office() -> None:
    assert offices.holder("RUS", "foreign minister", ("2030-01-01", "2030-01-01"))[0] is None
    assert offices.holder("KOR", "foreign minister", ("2025-07-20", "2025-07-20"))[0] is None  # the day is not sure


@pytest.mark.parametrize(
    ("day", "count"),
    [("2025-06-02", 1), ("2026-08-20", 0)],  # whether he still is in office then the table does not say
)
def test_a_former_minister_beyond_what_is_known(day: str, count: int) -> None:
    found = tables("Former Foreign Minister Andrii Sybiha of Ukraine spoke.", dates=[day])
    assert len(list(titles.wrong_titles(found))) == count


def test_who_led_a_country_and_heads_a_body_is_no_namesake() -> None:
    texts = ["Dutch Prime Minister Mark Rutte spoke.", "NATO Secretary General Mark Rutte spoke."]
    found = tables(*texts, dates=["2022-06-24", "2025-06-24"])
    assert not [link for link in found.all(Link) if link.verdict == "different"]
