"""Small dossiers through the whole pipeline, written for Dragoman like pages nobody has tuned on.

Real people; the news and the outlets are invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from dragoman import open_record, pipeline
from dragoman.record import views
from dragoman.record.store import Record
from dragoman.settings import Settings

TIES = {
    "wire": """India, Canada agree to restore high commissioners after Carney-Modi talks in Kananaskis

By Our Correspondent
KANANASKIS, Alberta, June 17 (Northern Wire) - Canadian Prime Minister Mark Carney and his Indian counterpart
Narendra Modi agreed on Tuesday to reinstate high commissioners to each other's capitals, ending a nearly two-
year freeze in ties.

The two leaders met for about 45 minutes on the sidelines of the G7 summit. It was Modi's first visit to
Canada in a decade.

"It was a good foundational meeting," Carney told reporters afterwards. "There's an enormous amount of work to
do."

Relations collapsed in September 2023 when then-prime minister Justin Trudeau accused Indian agents of
involvement in the killing of Sikh activist Hardeep Singh Nijjar in British Columbia. New Delhi rejected the
allegation as absurd and expelled 41 Canadian diplomats.

India's foreign secretary Vikram Misri said the two sides would resume trade talks, paused since 2023, "at the
earliest". Modi is expected to raise the issue of Khalistani extremism again when the two meet at the G20
summit in Johannesburg in November, a senior Indian official said on condition of anonymity.

Canada has promised to provide C$150 million in clean-energy loans to Indian states by 2027, provided that a
bilateral investment treaty is ratified by the end of next year, according to a joint statement.

Carney, whose minority government relies on the support of the New Democrats, faces pressure from Sikh groups
at home who protested the visit. "Inviting Modi was a betrayal," said Balpreet Singh of the World Sikh
Organization.
""",
    "readout": """Readout: Prime Minister Carney meets with Prime Minister of India Narendra Modi

June 17, 2025
Kananaskis, Alberta

Today, the Prime Minister, Mark Carney, met with the Prime Minister of India, Narendra Modi, at the G7
Leaders' Summit.

Prime Minister Carney and Prime Minister Modi reaffirmed the importance of Canada-India ties, based upon
mutual respect, the rule of law, and a commitment to the principle of sovereignty and territorial integrity.
The leaders agreed to designate new high commissioners, with a view to returning to regular services to
citizens and businesses in both countries.

The Prime Minister raised priorities on the G7 agenda, including transnational crime and repression, security,
and the rules-based order.

Prime Minister Carney looked forward to further discussions with Prime Minister Modi.
""",
}
JETS = {
    "deal": """UK, Turkey seal fighter deal

Oct 28, 2025 | Harbour Daily

Britain agreed on Monday to sell Turkey 20 Typhoon fighters in a deal worth $10.7 billion, with the first to
be handed over in 2031, two people briefed on the talks said.

Greek Prime Minister Kyriakos Mitsotakis voiced concern, telling parliament that Athens had asked London to
attach conditions to the sale. A British official denied that Greece had made any such request.

"We were never asked," the official said.

Erdogan will travel to Doha on Wednesday to negotiate the purchase of 12 used Typhoons, Turkish media
reported. Turkey's defence ministry said the figure was 24.
""",
    "denial": """Athens: no request made over Turkish jets

29 October 2025

Greece's government spokesman Pavlos Marinakis said on Wednesday that Greece "has not asked and will not ask"
Britain to impose conditions on the Eurofighter sale to Turkey, contradicting earlier remarks by Prime
Minister Kyriakos Mitsotakis.

Marinakis said Athens expects its allies to take Greek security into account. He added that Mitsotakis would
raise the matter with Starmer at a summit in Brussels next week.

Meanwhile, Erdogan arrived in Doha on Tuesday for talks with Emir Tamim bin Hamad Al Thani. The two are
expected to sign an agreement on defence industry cooperation.
""",
}
PAPER = {
    "ministry": """Press Release 48/2024
Ministry of Foreign Affairs and Trade, Budapest, 5 July 2024

On 5 July 2024 the Prime Minister of Hungary, Viktor Orbán, held a meeting with the President of the Russian
Federation, Vladimir Putin, in Moscow.

The Prime Minister emphasised that Hungary will continue to seek a path to peace. The parties discussed the
conditions for a ceasefire. No agreement was reached.
""",
}

OCEAN = {
    "joint": """Joint Statement – Annual Leaders' Meeting between Australia and Papua New Guinea

Canberra
6 October 2025

1. The Prime Minister of Australia, the Hon Anthony Albanese MP, and the Prime Minister of Papua New Guinea, \
the Hon James Marape MP, met in Canberra today.

2. Prime Minister Albanese thanked Prime Minister Marape for his vision.
""",
    "agency": """Li Qiang holds talks with Australian PM Albanese

CANBERRA, June 17, 2024 (East Bridge News) -- Visiting Chinese Premier Li Qiang and Australian Prime Minister Anthony \
Albanese on Monday held the ninth China-Australia Annual Leaders' Meeting here, vowing to build a more mature, stable \
and fruitful comprehensive strategic partnership.

Albanese warmly welcomed Li on his visit, the first by a Chinese premier in seven years.

Prior to the meeting, Albanese held a welcome ceremony for Li, who was accompanied by Foreign Minister Wang Yi.
""",
    "digest": """PACIFIC DIGEST - 16 July 2025

* Apia: Samoa's caretaker PM, Fiame Naomi Mata'afa, cancelled a planned visit to Tokyo.
* Port Moresby: James Marape and Indonesia's Prabowo Subianto spoke by phone on Wednesday about the border.
* Tokyo: Japan's prime minister, Shigeru Ishiba, ruled out a lower tariff.
* Wellington: New Zealand summoned China's ambassador, Wang Xiaolong, over the Cook Islands. New Zealand's foreign \
ministry summoned the envoy after a week of silence.
""",
}
PAPERS = {
    "aside": """Readout of President Biden's Pull Aside with Prime Minister Rishi Sunak of the United Kingdom

June 15, 2024

President Joseph R. Biden, Jr. met with Prime Minister Rishi Sunak on Friday, June 14 in Puglia, Italy on the \
margins of the G7 Summit. They also discussed the latest developments in Gaza. President Biden praised Prime Minister \
Sunak for his leadership over the past year.
""",
}
HORN = {
    "briefing": """Department Press Briefing – December 12, 2024
Matthew Miller, Department Spokesperson
Washington, D.C.

MR. MILLER: Good afternoon. The United States welcomes the announcement by Ethiopia and Somalia in Ankara. We \
thank Türkiye for its efforts. Secretary Blinken will travel to Ankara tomorrow.

QUESTION: Thanks. Did the Secretary speak to Prime Minister Abiy ahead of the talks?

MR. MILLER: The Secretary spoke with Prime Minister Abiy last month.

QUESTION: And do you support Ethiopia getting a port?

MR. MILLER: We have urged both sides to resolve this through dialogue. We have committed $20 million to support the \
new mission, and we expect other partners to contribute.
""",
    "horn": """Somalia, Ethiopia agree to end port feud after talks in Ankara

ANKARA, Dec 11, 2024 (Meridian Press) - The leaders of Somalia and Ethiopia agreed on Wednesday to launch technical \
negotiations over sea access after hours of talks brokered by Turkish President Tayyip Erdogan.

Erdogan, flanked by Ethiopian Prime Minister Abiy Ahmed and Somali President Hassan Sheikh Mohamud, called the deal \
historic. Erdogan said the two leaders had agreed to leave behind differences.

The dispute erupted on Jan 1 when Abiy signed a memorandum with Somaliland's then leader Muse Bihi Abdi.

Mohamud then flew to Asmara on Thursday to meet Eritrea's Isaias Afwerki.
""",
    "interview": """'We will not give away one inch': Q&A with Ahmed Moalim Fiqi

The Lakeside Interview, 20 September 2024

Q: Turkey and its foreign minister Hakan Fidan wanted to hold a third round this week. Why did it not happen?

A: We asked for clarity and we did not get it. Minister Fidan telephoned me last week and proposed a later date.

Q: Has Egypt sent soldiers?

A: Egypt has delivered equipment. We have called on the Security Council to act.
""",
}
SHIPS = {
    "live": """Live: Takaichi in Manila for talks with Marcos

11 May 2026

14:05
To recap: Japan will transfer six Abukuma-class escorts, the first two of them in 2027, Marcos says.

13:42
The Philippine Senate has put off a vote on the treaty with Japan since January.

12:15
Polls show 58 percent of Japanese oppose sending warships abroad.
""",
    "sheet": """FACT SHEET: Philippines-Japan Strategic Partnership

By Marisol Tan | 12 May 2026

President Ferdinand R. Marcos Jr. of the Philippines and Prime Minister Takaichi Sanae of Japan announced the following:

- Japan to transfer six Abukuma-class destroyer escorts
- The Philippines to shoulder refitting costs of up to JPY 28 billion
""",
    "gas": """Trump and Erdogan meet

By our staff | 9 April 2026

Presidents Donald Trump and Recep Tayyip Erdogan met for two hours at the White House on Wednesday.

Trump told reporters that Turkey had agreed to stop its imports of Russian gas by 2028. A Turkish official denied it.
""",
}


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    folder = tmp_path_factory.mktemp("dossiers")
    for name, text in (TIES | JETS | PAPER | OCEAN | PAPERS | HORN | SHIPS).items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    pipeline.read([folder], folder / "r.db", Settings(processes=1))
    with open_record(folder / "r.db") as opened:
        yield opened


def names(record: Record, actors: tuple[str, ...]) -> set[str]:
    return set(views.names(record, actors).values())


def days(record: Record, page: str) -> tuple[str | None, str | None]:
    document = record.document(f"{page}.txt")
    assert document is not None
    when = views.dated(record, document.id)
    return when.earliest, when.latest


def test_a_wire_report_is_of_the_day_of_its_dateline(record: Record) -> None:
    """ "KANANASKIS, Alberta, June 17", "on Tuesday", the leaders' terms and the dated readout leave one year."""
    assert days(record, "wire") == ("2025-06-17", "2025-06-17")
    assert days(record, "ministry") == ("2024-07-05", "2024-07-05")


def test_the_report_and_the_readout_tell_of_one_meeting(record: Record) -> None:
    met = [e for e in views.events(record) if e.mode == "meet" and e.status == "occurred"]
    talks = [e for e in met if names(record, (*e.by, *e.to)) == {"Mark Carney", "Narendra Modi"}]
    assert [(e.when.earliest, e.when.latest, e.independent) for e in talks] == [("2025-06-17", "2025-06-17", 2)]


def test_further_talks_are_not_those_just_held(record: Record) -> None:
    met = [e for e in views.events(record) if e.mode == "meet"]
    further = [e for e in met if any("further" in views.quote(record, x.span) for x in e.evidence)]
    assert {(e.status, e.when.earliest) for e in further} == {("planned", "2025-06-18")}


def test_who_acts_stands_under_the_day(record: Record) -> None:
    """ "On 5 July 2024 the Prime Minister of Hungary, Viktor Orbán, held a meeting with": no comma after the day."""
    (met,) = [e for e in views.events(record) if e.mode == "meet" and "Vladimir Putin" in names(record, (*e.by, *e.to))]
    assert (met.when.earliest, met.when.latest, met.place) == ("2024-07-05", "2024-07-05", "Moscow")


def test_a_proviso_leaves_the_promise(record: Record) -> None:
    (loans,) = [p for p in views.pledges(record) if p.unit == "CAD"]
    assert names(record, loans.by) == {"Canada"} and loans.amount == Decimal(150_000_000)
    assert loans.deadline.latest == "2027-12-31"
    assert loans.condition is not None and loans.condition.startswith("provided that a bilateral investment treaty")


def test_the_expelled_are_people_of_a_country(record: Record) -> None:
    (expelled,) = [e for e in views.events(record) if e.mode == "expel"]
    assert (names(record, expelled.by), names(record, expelled.to)) == ({"India"}, {"Canada"})
    assert expelled.when.earliest is None  # told after what was in 2023


def test_what_one_page_tells_another_denies(record: Record) -> None:
    (asked,) = [c for c in views.conflicts(record) if c.kind == "status"]
    assert asked.about == "whether Greece did make a request"
    assert [s.value.split(":")[0] for s in asked.sides] == ["occurred", "denied"]


def test_a_figure_put_right_is_a_disagreement(record: Record) -> None:
    """ "The purchase of 12 used Typhoons, ... Turkey's defence ministry said the figure was 24." """
    numbers = [[s.value for s in c.sides] for c in views.conflicts(record) if c.kind == "number"]
    assert ["12 aircraft", "24 aircraft"] in numbers


def test_what_another_tells_of_and_a_sheet_lists_is_one_promise(record: Record) -> None:
    (ships,) = [p for p in views.pledges(record, by="Japan") if "transfer six" in p.what]
    assert (ships.independent, ships.deadline.latest, names(record, ships.by)) == (2, None, {"Japan"})
    assert [t.note for t in ships.history if t.what == "confirmed"] in ([], ["expected, now announced"])
    (costs,) = [p for p in views.pledges(record, by="Philippines") if p.unit == "JPY"]
    assert costs.amount == Decimal(28_000_000_000)


def test_what_the_side_denies_is_denied(record: Record) -> None:
    (gas,) = [p for p in views.pledges(record, by="Turkey") if "gas" in p.what]
    assert (gas.status, gas.deadline.latest) == ("denied", "2028-12-31")


def test_parliaments_and_people_hold_their_state_back(record: Record) -> None:
    held = {(*sorted(names(record, h.on)), h.what.split(":")[0]) for h in views.hindrances(record)}
    assert held >= {("Philippines", "approval needed"), ("Japan", "opposition at home")}


def test_the_two_are_those_of_the_sentence_before(record: Record) -> None:
    (signed,) = [e for e in views.events(record) if e.mode == "sign" and e.status == "expected"]
    assert names(record, (*signed.by, *signed.to)) == {"Recep Tayyip Erdogan", "Tamim bin Hamad Al Thani"}


def told(record: Record, mode: str, *who: str) -> list[tuple[set[str], set[str], str, str | None]]:
    """By whom, to whom, status and first day of the events of a mode that have all these on their sides."""
    rows = [
        (names(record, e.by), names(record, e.to), e.status, e.when.earliest) for e in views.events(record, mode=mode)
    ]
    return [row for row in rows if row[0] | row[1] >= set(who)]


def test_prime_ministers_are_named_behind_their_countries(record: Record) -> None:
    """The headline names the countries, the first paragraph the two: one meeting, of the two."""
    assert told(record, "meet", "James Marape") == [({"Anthony Albanese"}, {"James Marape"}, "occurred", "2025-10-06")]


def test_a_welcome_within_talks_turns_nobody_round(record: Record) -> None:
    """ "Visiting Premier Li and Prime Minister Albanese held", "Albanese welcomed Li": Li receives nobody."""
    assert told(record, "meet", "Li Qiang") == [({"Li Qiang"}, {"Anthony Albanese"}, "occurred", "2024-06-17")]
    assert not any("Li Qiang" in by for by, *_ in told(record, "host", "Li Qiang"))


def test_whoever_goes_along_visits_nobody(record: Record) -> None:
    assert told(record, "visit", "Wang Yi") == []


def test_items_of_a_digest(record: Record) -> None:
    assert [row[2] for row in told(record, "visit", "Japan") if len(row[0]) == 1] == ["denied"]
    assert [row[0] | row[1] for row in told(record, "call", "James Marape")] == [{"James Marape", "Prabowo Subianto"}]
    assert [row[:3] for row in told(record, "summon", "Wang Xiaolong")] == [
        ({"New Zealand"}, {"Wang Xiaolong"}, "occurred")
    ]


def test_a_spokesman_says_we_for_the_country_of_his_secretary(record: Record) -> None:
    (urged,) = told(record, "request", "United States")
    assert urged[:2] == ({"United States"}, {"Ethiopia", "Somalia"})
    (committed,) = [p for p in views.pledges(record) if p.amount == Decimal(20_000_000)]
    assert names(record, committed.by) == {"United States"}
    assert [row[0] for row in told(record, "talk", "Abiy Ahmed Ali")] == [{"Antony Blinken"}]


def test_the_two_leaders_are_those_named_together(record: Record) -> None:
    both = {"Abiy Ahmed Ali", "Hassan Sheikh Mohamud"}
    assert [row[0] | row[1] for row in told(record, "agree", *both)] == [both]


def test_who_flies_somewhere_on_a_day_meets_him_that_day(record: Record) -> None:
    assert [row[3] for row in told(record, "meet", "Isaias Afwerki")] == ["2024-12-12"]
    assert any("Recep Tayyip Erdogan" in by for by, *_ in told(record, "mediate"))


def test_who_answers_in_an_interview_is_named_in_its_title(record: Record) -> None:
    (call,) = told(record, "call", "Hakan Fidan")
    assert call[1] == {"Ahmed Moalim Fiqi"}


def test_what_a_readout_goes_on_to_tell_is_of_the_day_it_gave(record: Record) -> None:
    assert [row[2:] for row in told(record, "meet", "Rishi Sunak")] == [("occurred", "2024-06-14")]
    assert [row[3] for row in told(record, "praise", "Rishi Sunak")] == ["2024-06-15"]


def test_a_day_that_the_page_cannot_know_makes_nothing_of_the_pages_day(record: Record) -> None:
    """ "On Jan 1", told in December as done."""
    assert [row[3] for row in told(record, "sign", "Muse Bihi Abdi")] == [None]
