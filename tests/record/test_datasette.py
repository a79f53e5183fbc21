"""Datasette opens a record, and the views made for it have the columns that their page names."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette

from dragoman import pipeline
from dragoman.record.schema import VIEWS
from dragoman.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("datasette") / "r.db"
    pipeline.read([ROOT / "examples" / "japan-us"], path, Settings(processes=1))
    return path


def ask(record: Path, address: str) -> Any:
    async def answer() -> Any:
        found = await Datasette([str(record)]).client.get(address)
        assert found.status_code == 200, found.text[:300]
        return found.json()

    return asyncio.run(answer())


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens_with_the_columns_that_are_documented(view: str, record: Path) -> None:
    rows = ask(record, f"/r/{view}.json?_shape=array&_size=20")
    assert rows, view
    page = (ROOT / "docs" / "how-to-query.md").read_text("utf-8")
    told = re.search(rf"^\| {view} \| (.*) \|$", page, re.M)
    assert told, f"{view} is not documented"
    assert set(rows[0]) == set(re.findall(r"`(\w+)`", told[1]))


def test_a_question_in_sql(record: Path) -> None:
    sql = "select who, what, amount from see_pledges where who like '%25Japan%25' and unit='USD' order by amount desc"
    rows = ask(record, f"/r.json?_shape=array&sql={sql}")
    assert rows[0]["amount"] >= 1e9 and "Japan" in rows[0]["who"]


def test_full_text_search_works_there_too(record: Path) -> None:
    sql = "select document.title from document join search on search.rowid = document.rowid where search match 'tariff'"
    assert len(ask(record, f"/r.json?_shape=array&sql={sql}")) >= 3
