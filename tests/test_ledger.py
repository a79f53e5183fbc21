"""The ledger through the whole pipeline: pages of several months, a copy, and what became of what was promised."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman import open_record, pipeline
from dragoman.model import Pledge
from dragoman.record import views
from dragoman.report import tables
from dragoman.settings import Settings

PAGES = {
    "january": """Norway weighs tanks for Ukraine

OSLO, January 14, 2025 - Norway is considering sending 50 tanks to Ukraine, its prime minister said.

Ukrainian President Volodymyr Zelenskyy urged Norway to send tanks to Ukraine before the summer.
""",
    "february": """Norway pledges tanks

OSLO, February 20, 2025 - Norway pledged to send 50 tanks to Ukraine by the end of April.

Norway also promised to invest $2 billion in Poland by the end of 2027.
""",
    "march": """Norway raises its promise

KYIV, March 11, 2025 - Norway pledged to send 80 tanks to Ukraine by the end of June, its government said.
""",
    "september": """Norway and Poland

WARSAW, September 2, 2025 - Norway dropped its plan to invest $2 billion in Poland, officials said.

Poland denied that it had asked Norway to pay for a port.
""",
}  # fmt: skip


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Pledge]]:
    folder = tmp_path_factory.mktemp("ledger")
    pages = folder / "pages"
    pages.mkdir()
    for name, text in PAGES.items():
        (pages / f"{name}.txt").write_text(text, "utf-8")
    (pages / "mirror.txt").write_text(PAGES["february"], "utf-8")
    pipeline.read([pages], folder / "r.db", Settings(processes=1))
    with open_record(folder / "r.db") as record:
        return folder / "r.db", {p.what.split(" to ")[0].split(" in ")[0]: p for p in views.pledges(record)}


def test_a_pledge_is_weighed_confirmed_changed_and_comes_due(ledger: tuple[Path, dict[str, Pledge]]) -> None:
    tanks = ledger[1]["send 80 tanks"]
    told = [(t.what, t.note) for t in tanks.history]
    assert told == [
        ("announced", ""),
        ("confirmed", "considered, now announced"),
        ("changed", "amount from 50 to 80 tanks; deadline from 2025-04-30 to 2025-06-30"),
        ("due", "due, unconfirmed"),
    ]
    assert (tanks.amount, tanks.unit, tanks.deadline.latest) == (80, "tanks", "2025-06-30")


def test_a_copy_counts_once_and_repeats_nothing(ledger: tuple[Path, dict[str, Pledge]]) -> None:
    assert ledger[1]["send 80 tanks"].independent == 3
    assert len(ledger[1]["send 80 tanks"].evidence) == 4
    assert [t.what for t in ledger[1]["invest $2 billion"].history] == ["announced", "dropped"]


def test_an_ask_and_the_pledge_that_answers_it_lead_to_each_other(ledger: tuple[Path, dict[str, Pledge]]) -> None:
    path, found = ledger
    tanks, ask = found["send 80 tanks"], found["send tanks"]
    assert tanks.answers == ask.id
    with open_record(path) as record:
        assert [r["what"] for r in tables.history(record, tanks.id)][-1] == "answers"
        assert [r["what"] for r in tables.history(record, ask.id)] == ["announced", "answered by"]


def test_what_is_denied_is_told_as_denied(ledger: tuple[Path, dict[str, Pledge]]) -> None:
    port = ledger[1]["pay for a port"]
    assert (port.kind, port.status) == ("ask", "denied")


def test_the_filters_of_the_ledger(ledger: tuple[Path, dict[str, Pledge]]) -> None:
    path, found = ledger

    def whats(**chosen: str) -> set[str]:
        with open_record(path) as record:
            return {p.id for p in views.pledges(record, **chosen)}  # type: ignore[arg-type]

    tanks, money, ask, port = (
        found[w].id for w in ("send 80 tanks", "invest $2 billion", "send tanks", "pay for a port")
    )
    assert whats(by="Norway") == {tanks, money}
    assert whats(to="Poland") == {money}
    assert whats(kind="ask") == {ask, port}
    assert whats(status="dropped") == {money}
    assert whats(about="tanks") == {tanks, ask}
    assert whats(due_before="2026-04") == {tanks, ask}
    assert whats(due_after="2026-04") == {money}
