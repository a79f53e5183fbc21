"""What each page rests on and adds: a copy adds what is its own, an original what its copies have from it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dragoman import pipeline
from dragoman.record.store import Record
from dragoman.report import sources
from dragoman.settings import Settings

AGENCY = """Ministers meet in Oslo

OSLO, 3 March 2025 (Reuters) - President Bo Ito met Foreign Minister Ann Lee of Norway in Oslo on Monday to talk of gas.

Ito praised Norway for its steady deliveries over a hard winter and told reporters that his country wanted more of them.

"We will buy $2 billion of gas by the end of 2026," Ito said. Lee said Norway would not sign before the summer.

The two sides had argued for months over the price that Norway asks and over who should pay for a second pipeline.
"""
OWN = "\nLee rejected a demand by Sweden for a share of the gas, an official in Stockholm said.\n"
APART = (
    "Storm closes ferries\n\nBERGEN, 9 June 2025 - Ferries stayed in port on Monday. Mayor Kari Dahl praised crews.\n"
)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    folder = tmp_path_factory.mktemp("sources")
    (folder / "agency.txt").write_text(AGENCY, "utf-8")
    local = AGENCY.replace("Ministers meet in Oslo", "Gas talks") + OWN
    (folder / "local.txt").write_text("---\ndate: 2025-03-04\noutlet: Fjord Post\n---\n" + local, "utf-8")
    (folder / "apart.txt").write_text(APART, "utf-8")
    pipeline.read([folder], folder / "r.db", Settings(processes=1))
    with Record(folder / "r.db", read_only=True) as file:
        yield file


def test_each_page_says_what_it_copies_and_adds(record: Record) -> None:
    rows = {row["source"].split(".")[0]: row for row in sources.sources(record)}
    assert "is copied by" in rows["agency"]["copies"] and "copies Ministers" in rows["local"]["copies"]
    assert rows["agency"]["reports"] == rows["local"]["reports"] == "1 of 2 pages"
    assert rows["apart"]["reports"] == "1 of 1 pages" and rows["apart"]["copies"] == ""
    assert rows["agency"]["adds"], "what its copy has from it is its own"
    names = [row["story"] for row in sources.sources(record)]
    assert names == sorted(names, key=names.index) and names[0] != names[-1], "story by story"


def test_a_copy_adds_only_what_the_original_lacks(record: Record) -> None:
    told = {row["sentence"] for row in sources.adds(record, "local.txt")}
    assert told and all("Sweden" in sentence for sentence in told), told
    assert any("praised" in row["sentence"] for row in sources.adds(record, "agency.txt"))
    assert list(sources.adds(record, "nowhere")) == []


def test_two_pages_stand_side_by_side(record: Record) -> None:
    (row, *_) = sources.aligned(record, "local.txt", "agency.txt")
    assert "gas" in row["left"] and "gas" in row["right"]
    assert list(sources.aligned(record, "local.txt", "apart.txt")) == []
