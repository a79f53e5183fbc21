"""Events through the whole pipeline: what one page tells twice, what several tell of one happening, on which day."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from dragoman import open_record, pipeline
from dragoman.model import Event
from dragoman.record import views
from dragoman.settings import Settings

PAGES = {
    "preview": """Norway and Poland to talk

OSLO, March 3, 2025 - Prime Minister Jonas Gahr Store will meet Polish Prime Minister Donald Tusk in Oslo on March 7.

He is due to meet the new defence minister on Saturday.
""",
    "summit": """No deal on the port as Store meets Tusk

OSLO, March 8, 2025 - Norwegian Prime Minister Jonas Gahr Store told Polish Prime Minister Donald Tusk on Friday that
Norway would pay for the port.

The two leaders met in Oslo for two hours.

Tusk criticised Norway for the delay.

During Tusk's previous tenure, Norway praised Poland.

Ties were broken off in May 2023, when Poland seized a ship of Norway. Norway expelled 12 Polish diplomats.
""",
    "readout": """Norway-Poland Summit Meeting (Readout)

OSLO, March 7, 2025

Prime Minister Jonas Gahr Store met with Prime Minister Donald Tusk of Poland.
""",
}  # fmt: skip


@pytest.fixture(scope="module")
def happened(tmp_path_factory: pytest.TempPathFactory) -> list[Event]:
    folder = tmp_path_factory.mktemp("happenings")
    for name, text in PAGES.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    pipeline.read([folder], folder / "r.db", Settings(processes=1))
    with open_record(folder / "r.db") as record:
        names = {a.id: a.name for a in views.actors(record)}
        return [_named(e, names) for e in views.events(record)]


def _named(e: Event, names: dict[str, str]) -> Event:
    by, to = (tuple(names[a] for a in side) for side in (e.by, e.to))
    return msgspec.structs.replace(e, by=by, to=to)


def test_one_meeting_of_one_day_however_it_is_told(happened: list[Event]) -> None:
    """Planned for the 7th; told without a day on the 8th, whose head has "on Friday"; titled with countries."""
    (met,) = [e for e in happened if e.mode == "meet" and "Donald Tusk" in (*e.by, *e.to)]
    assert (met.when.earliest, met.when.latest) == ("2025-03-07", "2025-03-07")
    assert {*met.by, *met.to} == {"Jonas Gahr Store", "Donald Tusk"}
    assert met.independent == 3
    assert met.status == "occurred"


def test_news_without_a_day_is_of_the_days_that_its_page_tells(happened: list[Event]) -> None:
    (criticised,) = [e for e in happened if e.mode == "criticize"]
    assert (criticised.when.earliest, criticised.when.latest) == ("2025-03-07", "2025-03-08")


def test_what_was_in_an_earlier_term_is_not_of_the_pages_day(happened: list[Event]) -> None:
    (praised,) = [e for e in happened if e.mode == "praise"]
    assert (praised.when.earliest, praised.when.latest) == (None, "2025-03-08")


def test_what_goes_on_from_another_year_is_not_of_the_pages_day(happened: list[Event]) -> None:
    """Whom a country expels are people of another one, though none is named."""
    (expelled,) = [e for e in happened if e.mode == "expel"]
    assert (expelled.by, expelled.to) == (("Norway",), ("Poland",))
    assert (expelled.when.earliest, expelled.when.latest) == (None, "2025-03-08")


def test_a_side_whom_nobody_is_known_to_be_is_not_another_side(happened: list[Event]) -> None:
    """ "The new defence minister" is not Tusk, though the page names nobody else."""
    (other,) = [e for e in happened if e.mode == "meet" and "Donald Tusk" not in (*e.by, *e.to)]
    assert (other.by, other.to, other.status) == (("Jonas Gahr Store",), (), "planned")


def test_a_meeting_of_two_is_none_of_three(tmp_path: Path) -> None:
    (tmp_path / "live.txt").write_text(
        """Summit in Oslo: as it happened

22 November 2024

17:40 French president Emmanuel Macron and Polish prime minister Donald Tusk have just met.

15:30 Macron, Jonas Gahr Store of Norway and Spanish prime minister Pedro Sanchez are holding a meeting.
""",
        "utf-8",
    )
    pipeline.read([tmp_path], tmp_path / "r.db", Settings(processes=1))
    with open_record(tmp_path / "r.db") as record:
        met = [e for e in views.events(record) if e.mode == "meet"]
        assert sorted((len({*e.by, *e.to}), e.status) for e in met) == [(2, "occurred"), (3, "ongoing")]


def test_two_hosts_do_not_host_each_other(tmp_path: Path) -> None:
    page = "OSLO, March 3, 2025 - Norway and Poland will host a conference in Oslo on March 7.\n"
    (tmp_path / "hosts.txt").write_text(f"Two hosts\n\n{page}", "utf-8")
    pipeline.read([tmp_path], tmp_path / "r.db", Settings(processes=1))
    with open_record(tmp_path / "r.db") as record:
        (event,) = [e for e in views.events(record) if e.mode == "host"]
        assert len(event.by) == 2
        assert not event.to
