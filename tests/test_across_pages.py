"""Two or three pages of one story, read whole: what is one thing is joined, and what only sounds so is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman import open_record, pipeline
from dragoman.model import Event, Pledge
from dragoman.record import views
from dragoman.settings import Settings

STORE = "Norwegian Prime Minister Jonas Gahr Store"
TUSK = "Polish Prime Minister Donald Tusk"
CARNEY = "Canadian Prime Minister Mark Carney"


def told(folder: Path, *pages: str) -> tuple[list[Event], list[Pledge], dict[str, str]]:
    """Events and promises of some pages, and names by id."""
    for n, text in enumerate(pages):
        (folder / f"{n}.txt").write_text(text, "utf-8")
    pipeline.read(sorted(folder.glob("*.txt")), folder / "r.db", Settings(processes=1))
    with open_record(folder / "r.db") as record:
        return list(views.events(record)), list(views.pledges(record)), {a.id: a.name for a in views.actors(record)}


def pages_of(row: Event | Pledge) -> str:
    """On which pages a row stands: "01"."""
    return "".join(sorted({e.span.document for e in row.evidence}))


READOUT = """Readout of the Prime Minister’s Call with Prime Minister Donald Tusk of Poland

June {day}, 2025

Prime Minister Jonas Gahr Store of Norway spoke today with Prime Minister Donald Tusk of Poland{about}.
"""
JOINT = """Joint Statement Following the Meeting of {one} and {other} in Bergen

June 3, 2025

{one} met {other} today in Bergen. The Prime Minister also met with the crews of the port.
"""
EVENTS = [
    (
        "what some of a summit's leaders spoke of",
        "meet talk",
        (
            f"Readout\n\nBERGEN, June 3, 2025 - {STORE} met {TUSK} on Tuesday. The two agreed to build ships.\n",
            f"Readout\n\nBERGEN, June 6, 2025 - {STORE} called {TUSK} on Friday. Many of the leaders at the summit "
            "also met and spoke about fish.\n",
        ),
        1,
    ),
    (
        "two guests of a day, each under a headline of the same words",
        "meet",
        tuple(JOINT.format(one=STORE, other=guest) for guest in (TUSK, CARNEY)),
        2,
    ),
    (
        "a meeting of two on the day of a meeting of three",
        "meet",
        (
            f"Talks\n\nOSLO, June 3, 2025 - {STORE} met {TUSK} on Tuesday to speak of the port.\n",
            f"Three at one table\n\nOSLO, June 3, 2025 - {STORE} and {TUSK} met {CARNEY} on Tuesday about ice.\n",
        ),
        2,
    ),
    (
        "two guests of a day, and a page that names none",
        "meet",
        (
            f"Poland in Oslo\n\nOSLO, June 3, 2025 - {STORE} met {TUSK} on Tuesday to speak of the port.\n",
            f"Canada in Oslo\n\nOSLO, June 3, 2025 - {STORE} met {CARNEY} on Tuesday; Arctic ice was their theme.\n",
            f"A busy day\n\nOSLO, June 3, 2025 - After lunch {STORE} held talks at his office on Tuesday.\n",
        ),
        2,
    ),
    (
        "what one agreed with either of two",
        "cooperate",
        (
            "OSLO, June 3, 2025 - Norway and Poland will cooperate on wind power, ports and safe cables at sea.\n",
            "OTTAWA, June 3, 2025 - Norway and Canada will cooperate on ports, safe cables and wind power at sea.\n",
        ),
        2,
    ),
    (
        "meetings to come, on a page of the day of one",
        "meet host",
        (
            f"OSLO, June 3, 2025 - {STORE} met {TUSK} on Tuesday to speak of the port.\n",
            f"Fact sheet\n\nOSLO, June 3, 2025 - {STORE} and {TUSK} will convene a forum on fish.\n",
        ),
        2,
    ),
    (
        "an invitation, and a visit in another season",
        "visit",
        (
            f"OSLO, February 3, 2025 - {STORE} invited {TUSK} to visit Norway, and both spoke of a port.\n",
            f"All eyes on Oslo as {TUSK} visits Norway\n\nOSLO, October 20, 2025 - Crowds were small.\n",
        ),
        2,
    ),
    (
        "recent launches of two years",
        "missile",
        (
            "SEOUL, June 3, 2024 - South Korea condemned recent ballistic missile launches by North Korea.\n",
            "Ice at the pole\n\nOTTAWA, May 9, 2025 - Canada, which has other worries, condemned recent ballistic "
            "missile launches by North Korea. Carney flew home.\n",
        ),
        2,
    ),
    (
        "one meeting, told from either side",
        "meet",
        (
            f"OSLO, June 3, 2025 - {STORE} met {TUSK} on Tuesday.\n",
            f"WARSAW, June 3, 2025 - {TUSK} held talks with {STORE} in Oslo on Tuesday.\n",
        ),
        1,
    ),
]  # fmt: skip


CALLS = (
    READOUT.format(
        day=3,
        about=", whom he thanked for the trains that Polish crews had built. The leaders went through what is "
        "known of the storms in the north, of two bridges near Narvik, and of a school that burned in March",
    ),
    READOUT.format(
        day=7,
        about=" about ice and fish. He underlined how long the frost had kept the fleet in port, and both "
        "looked at prices of cod, at cables under the sea and at a summit of kings in August",
    ),
)


def test_a_headline_is_of_its_own_page(tmp_path: Path) -> None:
    events, _, _ = told(tmp_path, *CALLS)
    calls = [e for e in events if e.mode == "call"]
    assert [len({v.span.document for v in e.evidence}) for e in calls] == [1, 1]


@pytest.mark.parametrize(("mode", "pages", "count"), [c[1:] for c in EVENTS], ids=[c[0] for c in EVENTS])
def test_events_of_several_pages(tmp_path: Path, mode: str, pages: tuple[str, ...], count: int) -> None:
    events, _, names = told(tmp_path, *pages)
    found = [([names[a] for a in (*e.by, *e.to)], e.status, pages_of(e)) for e in events if e.mode in mode.split()]
    assert len(found) == count, found


PLEDGES = [
    (
        "a body of a few states, and its members named",
        (
            "WASHINGTON, June 3, 2025 - The Quad promised to hold a conference on ports in Mumbai.\n",
            "Four\n\nDELHI, June 3, 2025 - Australia, India, Japan and the United States promised to hold a "
            "conference on ports in Mumbai, and ate well.\n",
        ),
        [["Quad"]],
    ),
    (
        "what one promises with either of two",
        (
            "OSLO, June 3, 2025 - Norway and Poland promised to deepen cooperation on cables at sea and wind power.\n",
            "Summit\n\nOTTAWA, June 3, 2025 - Norway, Poland and Canada pledged to deepen cooperation on wind power "
            "and cables at sea.\n",
        ),
        [["Canada", "Norway", "Poland"], ["Norway", "Poland"]],
    ),
    (
        "a sum, and on the next day another",
        (
            "OSLO, June 3, 2025 - Norway will pay Ukraine 500 million euros by December.\n",
            "More\n\nOSLO, June 4, 2025 - Norway will pay Ukraine another 300 million euros by March 2026.\n",
        ),
        [["Norway"], ["Norway"]],
    ),
    (
        "a new package, and two years later another",
        (
            "Readout\n\nOSLO, June 3, 2023 - Norway will provide a new 60 million euro package of aid for Ukraine.\n",
            "Aid\n\nOSLO, June 4, 2025 - Norway announced a new package of aid for Ukraine, worth 225 million euros.\n",
        ),
        [["Norway"], ["Norway"]],
    ),
    (
        "a company's money and its country's",
        (
            "WASHINGTON, June 3, 2025 - The United States has committed $2.5 billion to films in Chile.\n",
            "SANTIAGO, June 3, 2025 - Netflix, which has few viewers there, pledged to invest $2.5 billion in Chile.\n",
        ),
        [["Netflix"], ["United States"]],
    ),
    (
        "who speaks for a country, as most pages have it",
        (
            f"OSLO, June 3, 2025 - {STORE} promised to send 50 tanks to Ukraine.\n",
            f"Tanks\n\nKYIV, June 4, 2025 - In a call {STORE} promised to send 50 tanks to Ukraine by December.\n",
            "The week\n\nOSLO, June 5, 2025 - Norway promised to send 50 tanks to Ukraine. Rain fell.\n",
        ),
        [["Jonas Gahr Store"]],
    ),
    (
        "prime ministers who are called of their countries",
        (
            "Joint statement\n\nJune 3, 2025\n\nToday, we – Prime Minister Donald Tusk of Poland and Prime Minister "
            "Mark Carney of Canada – met in Oslo. We will send 50 tanks to Ukraine.\n",
        ),
        [["Donald Tusk", "Mark Carney"]],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("pages", "sides"), [c[1:] for c in PLEDGES], ids=[c[0] for c in PLEDGES])
def test_promises_of_several_pages(tmp_path: Path, pages: tuple[str, ...], sides: list[list[str]]) -> None:
    _, pledges, names = told(tmp_path, *pages)
    assert sorted(sorted(names[a] for a in p.by) for p in pledges) == sides


TOLD = [
    (f"OSLO, June 3, 2025 - {TUSK} said on Tuesday that {CARNEY} had promised to send 50 tanks to Ukraine.\n",
     "Donald Tusk"),
    (f"OSLO, June 3, 2025 - {CARNEY} said on Tuesday that he would send 50 tanks to Ukraine.\n", None),
    (f"OSLO, June 3, 2025 - {CARNEY} promised on Tuesday to send 50 tanks to Ukraine.\n", None),
]  # fmt: skip


@pytest.mark.parametrize(("pages", "teller"), [((0,), 0), ((1,), 1), ((2,), 2), ((0, 2), 2)])
def test_who_tells_of_anothers_promise(tmp_path: Path, pages: tuple[int, ...], teller: int) -> None:
    """Where nobody else does: a page that tells of it by itself needs no teller."""
    _, (pledge,), names = told(tmp_path, *(f"Tanks {n}\n\n{TOLD[n][0]}" for n in pages))
    assert names[pledge.by[0]] == "Mark Carney"
    assert (names[pledge.attributed_to] if pledge.attributed_to else None) == TOLD[teller][1]


SAID = [  # (what it is, page, sides)
    (
        "a paper of a body of states",
        "---\ntitle: Quad Leaders’ Joint Statement\ndate: '2021-03-12'\n---\nWe urge Myanmar to free "
        "those whom it holds.\n",
        [("Quad", "Myanmar")],
    ),
    (
        "a paper about a body of states",
        "---\ntitle: Joint Statement on the Quad\ndate: '2021-03-12'\n---\nWe urge Myanmar to free "
        "those whom it holds.\n",
        [("", "Myanmar")],
    ),
    (
        "an unnamed official of the house whose page it is",
        "---\nsource_url: https://www.whitehouse.gov/talk/\ndate: '2021-03-12'\n---\nBackground Press Call\n\n"
        "MODERATOR:  Good morning, everyone.\n\nSENIOR ADMINISTRATION OFFICIAL:  Thanks for the call.  We condemn "
        "Myanmar.\n\nQ    Thank you.  And Peru?\n\nSENIOR ADMINISTRATION OFFICIAL:  That is all for now.\n",
        [("United States", "Myanmar")],
    ),
    (
        "a counted crowd of countries is not those who issue the paper",
        "---\ndate: '2022-06-28'\ntitle: Readout of the Meeting of Norway and Chile\n---\nNinety-four countries "
        "condemned Peru. The officials condemned Ghana.\n",
        [("", "Peru"), ("Norway", "Chile"), ("Norway, Chile", "Ghana")],
    ),
    (
        "a house that tells of a body of states",
        "---\nsource_url: https://www.whitehouse.gov/fact/\ndate: '2021-06-12'\ntitle: 'FACT SHEET: G7 to Announce "
        "Joint Actions'\n---\nLeaders condemned Russia. The United States is ready. We thank Canada for its help.\n",
        [("G7", "Russia"), ("United States", "Canada")],
    ),
    (
        "the President of the house, with a President of another",
        "---\nsource_url: https://www.whitehouse.gov/call/\ndate: '2022-03-24'\n---\nPresident Biden flies today. "
        "President Emmanuel Macron waits in Paris. The two will talk. Tomorrow the President will visit Poland.\n",
        [("Joe Biden", "Poland")],
    ),
    (
        "an office of the house whose page it is",
        "---\nsource_url: https://www.whitehouse.gov/call/\ndate: '2021-06-12'\n---\nPrime Minister Jonas Gahr Store "
        "of Norway met with the Vice President.\n",
        [("Jonas Gahr Store", "Kamala Harris")],
    ),
    (
        "all members of a body",
        "OSLO, June 3, 2025 - NATO allies condemned Russia on Tuesday. Two NATO allies praised Chile.\n",
        [("", "Chile"), ("NATO", "Russia")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sides"), [c[1:] for c in SAID], ids=[c[0] for c in SAID])
def test_who_speaks_for_many(tmp_path: Path, text: str, sides: list[tuple[str, str]]) -> None:
    (tmp_path / "0.md").write_text(text, "utf-8")
    pipeline.read([tmp_path / "0.md"], tmp_path / "r.db", Settings(processes=1))
    with open_record(tmp_path / "r.db") as record:
        names = {a.id: a.name for a in views.actors(record)}
        events = [(", ".join(names[a] for a in e.by), ", ".join(names[a] for a in e.to)) for e in views.events(record)]
    assert sorted(events) == sides


DAYS = [  # (what it is, text of a readout of 2023-10-03, day of its praise or agreement)
    ("what is historic is of its day", "Facing historic risks, the two leaders agreed to end the war.", "2023-10-03"),
    ("a day behind what is judged", "They welcomed the successful vote in the Council yesterday.", "2023-10-03"),
    (
        "a century is no day",
        "The United States strengthened cooperation with Kenya on 21st century risks.",
        "2023-10-03",
    ),
    ("years to come", "The two leaders agreed to end the war for years to come.", "2023-10-03"),
    ("what was", "Historically, the two leaders agreed to end the war.", None),
]


@pytest.mark.parametrize(("text", "day"), [c[1:] for c in DAYS], ids=[c[0] for c in DAYS])
def test_day_of_what_a_readout_tells(tmp_path: Path, text: str, day: str | None) -> None:
    lead = "President Joseph R. Biden, Jr. spoke with President William Ruto of Kenya today."
    page = (
        f"---\ntitle: Readout of President Biden’s Call with President Ruto\ndate: '2023-10-03'\n---\n{lead} {text}\n"
    )
    (tmp_path / "0.md").write_text(page, "utf-8")
    pipeline.read([tmp_path / "0.md"], tmp_path / "r.db", Settings(processes=1))
    with open_record(tmp_path / "r.db") as record:
        days = {e.when.earliest for e in views.events(record) if e.type in ("AGREE", "SUPPORT") and e.mode != "pledge"}
    assert days == {day}


def test_what_a_paper_of_a_trip_tells_was_on_its_days(tmp_path: Path) -> None:
    page = "---\ntitle: Readout of Jake Sullivan’s Travel to India\ndate: '2023-06-15'\n---\n"
    text = "Jake Sullivan visited New Delhi, India, June 13-14. He met with Prime Minister Narendra Modi.\n"
    (tmp_path / "0.md").write_text(page + text, "utf-8")
    pipeline.read([tmp_path / "0.md"], tmp_path / "r.db", Settings(processes=1))
    with open_record(tmp_path / "r.db") as record:
        (met,) = [e for e in views.events(record) if e.mode == "meet"]
    assert (met.when.earliest, met.when.latest) == ("2023-06-13", "2023-06-15")


def test_a_denial_is_no_report_of_what_it_denies(tmp_path: Path) -> None:
    met = f"BERGEN, June 3, 2025 - {STORE} met {TUSK} in Bergen on Tuesday.\n"
    denied = f"OSLO, June 4, 2025 - {STORE} did not meet {TUSK} in Bergen on Tuesday, his office said.\n"
    events, _, _ = told(tmp_path, met, denied)
    (event,) = [e for e in events if e.mode == "meet"]
    assert (event.status, len(event.evidence), event.independent) == ("occurred", 2, 1)
