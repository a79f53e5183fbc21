"""Tenure questions have right answers at every boundary."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.reconcile import clues, tenures, titles
from dragoman.settings import Settings
from referring import meant, tables

HEADS = [t for t in tenures.all_tenures() if t.office in tenures.HEADS]


def persons(country: str, office: str, day: str) -> list[str]:
    return [t.person for t in tenures.holders(country, office, day, day)]


@pytest.mark.parametrize(
    ("country", "office", "day", "expected"),
    [
        ("USA", "head of state", "2017-01-19", ["Barack Obama"]),
        ("USA", "head of state", "2017-01-20", ["Barack Obama", "Donald Trump"]),
        ("USA", "head of state", "2021-01-21", ["Joe Biden"]),
        ("USA", "head of government", "2025-01-21", ["Donald Trump"]),
        ("JPN", "head of government", "2019-06-01", ["Shinzo Abe"]),
        ("JPN", "head of government", "2020-10-01", ["Yoshihide Suga"]),
        ("JPN", "head of government", "2022-10-01", ["Fumio Kishida"]),
        ("JPN", "head of government", "2025-02-07", ["Shigeru Ishiba"]),
        ("JPN", "head of government", "2025-10-20", ["Shigeru Ishiba"]),
        ("JPN", "head of government", "2025-10-21", ["Shigeru Ishiba", "Sanae Takaichi"]),
        ("JPN", "head of government", "2025-10-22", ["Sanae Takaichi"]),
        ("GBR", "head of government", "2022-10-01", ["Liz Truss"]),
        ("GBR", "head of government", "2023-10-01", ["Rishi Sunak"]),
        ("DEU", "head of government", "2021-12-07", ["Angela Merkel"]),
        ("DEU", "head of government", "2021-12-09", ["Olaf Scholz"]),
        ("DEU", "head of government", "2025-05-07", ["Friedrich Merz"]),
        ("KOR", "head of state", "2024-01-01", ["Yoon Suk Yeol"]),
        ("CHN", "head of state", "2020-01-01", ["Xi Jinping"]),
        ("ITA", "head of government", "2021-12-01", ["Mario Draghi"]),
        ("CHN", "head of government", "2023-03-12", ["Li Qiang"]),
    ],
)
def test_known_days(country: str, office: str, day: str, expected: list[str]) -> None:
    assert persons(country, office, day) == expected


def test_leader_is_the_effective_office() -> None:
    day = ("2025-10-30", "2025-10-30")
    assert [t.person for t in tenures.leaders("JPN", *day)] == ["Sanae Takaichi"]
    assert [t.person for t in tenures.leaders("KOR", *day)] == ["Lee Jae-myung"]
    assert [t.person for t in tenures.leaders("FRA", *day)] == ["Emmanuel Macron"]
    assert [t.person for t in tenures.leaders("USA", *day)] == ["Donald Trump"]
    assert [t.person for t in tenures.leaders("DEU", *day)] == ["Friedrich Merz"]


def test_holder_is_silent_when_two_held_it() -> None:
    assert tenures.holder("JPN", "head of government", "2025-10-01", "2025-11-01") is None
    found = tenures.holder("JPN", "head of government", "2025-10-22", "2025-11-01")
    assert found is not None and found.person == "Sanae Takaichi"
    assert tenures.holder("JPN", "no such office", "2025-10-22", "2025-11-01") is None


def test_holder_is_silent_in_a_gap_of_the_sources() -> None:
    assert tenures.holder("FRA", "head of government", "2018-05-01", "2018-05-02") is None  # nobody is confirmed


def test_two_terms_are_two_tenures() -> None:
    terms = [(t.start, t.end) for t in tenures.tenures("Donald Trump") if t.office == "head of state"]
    assert terms[0] == ("2017-01-20", "2021-01-20") and terms[1] == ("2025-01-20", None)


@pytest.mark.parametrize(
    "name", ["Joe Biden", "Joseph R. Biden, Jr.", "Biden", "Erdogan", "Recep Tayyip Erdoğan", "Lula da Silva"]
)
def test_names_find_their_bearer(name: str) -> None:
    assert {t.country for t in tenures.tenures(name)} & {"USA", "TUR", "BRA"}


def test_rows_are_in_order() -> None:
    for t in tenures.all_tenures():
        assert t.start <= t.sure_start <= (t.end or tenures.OPEN), t
        assert t.start <= t.sure_end <= (t.end or tenures.OPEN), t  # nothing is sure where it ends before it begins
        assert len(t.country) == 3 and t.person and t.surname, t


@given(st.sampled_from(HEADS), st.data())
def test_every_boundary(tenure: tenures.Tenure, data: st.DataObject) -> None:
    """On a first and a last day the holder is found; a day before and after he is not (unless another term)."""
    again = [t for t in tenures.holders(tenure.country, tenure.office, None) if t.person == tenure.person]
    for day, step in ((tenure.start, -1), (tenure.end, 1)):
        if day is None:
            continue
        assert tenure.person in persons(tenure.country, tenure.office, day)
        beyond = (date.fromisoformat(day) + timedelta(step)).isoformat()
        assert (tenure.person in persons(tenure.country, tenure.office, beyond)) == any(
            tenures.overlaps(t, beyond, beyond) for t in again
        )
        assert tenure not in tenures.holders(tenure.country, tenure.office, beyond, beyond)
    first, last = tenure.start, tenure.end or "2026-08-22"
    width = (date.fromisoformat(last) - date.fromisoformat(first)).days
    inside = (date.fromisoformat(first) + timedelta(data.draw(st.integers(0, width)))).isoformat()
    assert tenure in tenures.holders(tenure.country, tenure.office, inside, inside)


HEADER = "country,office,title,person,from,to,source\n"


@pytest.fixture
def own() -> Iterator[None]:
    """Whatever a test puts into use is gone after it."""
    yield
    tenures.use("")


def test_a_table_of_ones_own_is_known_beside_ours(own: None) -> None:
    before = len(tenures.all_tenures())
    rows = "NOR,foreign minister,Foreign Minister,Ingrid Solheim-Dahl,2025-03-04,2025-11-30,gazette 12\n"
    assert tenures.use(HEADER + rows) == []
    assert len(tenures.all_tenures()) == before + 1
    (found,) = tenures.tenures("Ingrid Solheim-Dahl")
    assert (found.row, found.source) == ("own offices:NOR-foreign minister-2025-03-04", "gazette 12")
    told = list(clues.of_office("Foreign Minister Ingrid Solheim-Dahl spoke. Foreign Minister Solheim-Dahl left."))
    assert any("own offices:NOR-foreign minister" in c.reason for c in told)
    tenures.use("")
    assert not tenures.tenures("Ingrid Solheim-Dahl") and len(tenures.all_tenures()) == before


def test_a_minister_of_ones_own_table_is_meant_by_the_office_and_the_day(own: None) -> None:
    tenures.use(HEADER + "NOR,foreign minister,Foreign Minister,Ingrid Solheim-Dahl,2025-03-04,2025-11-30,gazette 12\n")
    text = "Norway's foreign minister spoke on Tuesday."
    assert meant(tables(text, dates=["2025-06-03"]), "foreign minister") == [["Ingrid Solheim-Dahl"]]
    assert meant(tables(text, dates=["2024-06-03"]), "foreign minister") != [["Ingrid Solheim-Dahl"]]
    old = tables("Foreign Minister Ingrid Solheim-Dahl of Norway spoke on Tuesday.", dates=["2026-03-02"])
    (conflict,) = titles.wrong_titles(old)
    assert "until 2025-11-30" in conflict.sides[1].value


def test_a_row_of_ones_own_takes_the_place_of_ours(own: None) -> None:
    tenures.use(HEADER + "JPN,head of government,Prime Minister,Sanae Takaichi,2025-10-21,2026-09-30,own notes\n")
    (found,) = [t for t in tenures.tenures("Sanae Takaichi") if t.office == "head of government"]
    assert (found.end, found.source) == ("2026-09-30", "own notes")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,from\nX,2020-01-01\n", "no column country"),
        (HEADER + "JPN,head of state,Emperor,,2020-01-01,,x\n", "row 2: country, office and person"),
        (HEADER + "JPN,head of state,Emperor,X,last May,,x\n", "row 2: Invalid isoformat"),
        (HEADER + "JPN,head of state,Emperor,X,2020-01-01,2019-01-01,x\n", "row 2: ends on"),
        ("/no/such/file.csv: not found", "no column"),
    ],
)
def test_what_is_wrong_with_a_table_of_ones_own_is_told(own: None, text: str, message: str) -> None:
    before = tenures.all_tenures()
    (problem,) = tenures.use(text)
    assert message in problem.message
    assert tenures.all_tenures() == before


def test_the_file_is_named_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.csv").write_text(HEADER, "utf-8")
    monkeypatch.setenv("DRAGOMAN_OFFICES", str(tmp_path / "mine.csv"))
    assert Settings().offices == HEADER
    monkeypatch.setenv("DRAGOMAN_OFFICES", str(tmp_path / "none.csv"))
    assert "none.csv" in Settings().offices
    monkeypatch.delenv("DRAGOMAN_OFFICES")
    assert Settings().offices == ""
