"""Days on which pages, or two who speak on one page, disagree: when a thing is delivered, paid, withdrawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman import open_record, pipeline
from dragoman.record import views
from dragoman.settings import Settings

SOLD = """ROME, Oct 2, 2025 (Agency) - Italy will sell Indonesia two frigates for 1.2 billion euros under a contract
signed on Thursday by Defence Minister Guido Crosetto and his Indonesian counterpart Sjafrie Sjamsoeddin.
The first frigate will be delivered in 2029."""
BOUGHT = """JAKARTA, Oct 3, 2025 (Courier) - Indonesia and Italy have signed a contract for two frigates worth 1.2
billion euros, the Indonesian defence ministry said. """
SHELLS = """WARSAW, March 4, 2025 (Agency) - Poland will deliver 40,000 artillery shells to Ukraine within 60 days,
Defence Minister Wladyslaw Kosiniak-Kamysz said on Tuesday. """
UMEROV = "Ukrainian Defence Minister Rustem Umerov told reporters that "


@pytest.mark.parametrize(
    ("pages", "days"),
    [
        ([SOLD, BOUGHT + "The first frigate is to be handed over in 2030."], {"2029", "2030"}),
        ([SOLD, BOUGHT + "The last frigate is to be handed over in 2030."], set()),
        ([SOLD, BOUGHT + "The first frigate is to be handed over in 2029."], set()),
        ([SOLD, BOUGHT + "The first crews will be delivered to Italy in 2030."], set()),
        ([SOLD, BOUGHT + "Delivery of the first frigate has been put off to 2030."], set()),
        ([SHELLS + UMEROV + "the shells would arrive within 120 days."], {"60 days", "120 days"}),
        ([SHELLS + UMEROV + "the shells would arrive within two months."], set()),
        ([SHELLS + UMEROV + "the rest of the shells would arrive within 120 days."], set()),
        ([SHELLS + "The shells would arrive within 120 days if Germany pays."], set()),
    ],
)
def test_when(pages: list[str], days: set[str], tmp_path: Path) -> None:
    for n, text in enumerate(pages):
        (tmp_path / f"{n}.txt").write_text(text.replace("\n", " "))
    pipeline.read([tmp_path], tmp_path / "r.db", Settings(processes=1))
    with open_record(tmp_path / "r.db") as record:
        found = [c for c in views.conflicts(record) if c.kind == "date"]
    assert {side.value for c in found for side in c.sides} == days


NAIROBI = "NAIROBI, May {}, 2025 (Agency) - "
GIVEN = "Germany has promised Kenya 210 million euros for drought relief."


@pytest.mark.parametrize(
    ("second", "turns", "kinds"),
    [
        (NAIROBI.format(13) + GIVEN, [], ["number"]),
        (NAIROBI.format(13) + GIVEN.replace("has", "has now"), ["changed"], []),
        (NAIROBI.format(28) + GIVEN, ["changed"], ["number"]),
    ],
)
def test_pages_of_the_same_days_disagree_and_change_nothing(
    second: str, turns: list[str], kinds: list[str], tmp_path: Path
) -> None:
    first = NAIROBI.format(12) + "Germany has promised Kenya 120 million euros for drought relief."
    oppose = " A majority of Kenyans oppose new taxes."
    for n, text in enumerate((first + oppose, second)):
        (tmp_path / f"{n}.txt").write_text(text)
    pipeline.read([tmp_path], tmp_path / "r.db", Settings(processes=1))
    with open_record(tmp_path / "r.db") as record:
        (entry,) = views.pledges(record)
        assert [t.what for t in entry.history if t.what == "changed"] == turns
        assert [c.kind for c in views.conflicts(record)] == kinds
        (held,) = views.hindrances(record)
        assert set(views.names(record, held.on).values()) == {"Kenya"}
