"""Pages are dated by what they say, with reasons; no clue is no date."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from dragoman import clean
from dragoman.model import Copy, Dating, Document, Event, Evidence, Mention, Span, When
from dragoman.reading import read
from dragoman.reconcile import campaigns, dating, days, handovers, joint_dating, titled
from dragoman.settings import Settings
from dragoman.step import Tables


def dated(text: str, declared: str | None = None) -> When:
    page = msgspec.structs.replace(clean.plain(text, "page.txt"), declared=declared, declared_where="metadata")
    return next(iter(dating.datings(Tables([page], [], Settings())))).when


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("Prime Minister Liz Truss met envoys in London today.", "2022-09-06", "2022-10-25"),
        (
            "Prime Minister Sanae Takaichi, who took office just last week, received the envoy in Kyoto.",
            "2025-10-26",
            "2025-11-02",
        ),
        ("Japan’s new Prime Minister, Sanae Takaichi, flew to Seoul.", "2025-10-21", "2026-03-20"),
        ("President-elect Donald Trump spoke with Prime Minister Shigeru Ishiba by phone.", "2024-11-05", "2025-01-21"),
        ("Chancellor Friedrich Merz arrived on Tuesday, October 28, for talks.", "2025-09-27", "2025-11-28"),
        ("President Joe Biden met with Prime Minister Yoshihide Suga of Japan.", "2021-01-20", "2021-10-04"),
        ("The ministers met on May 7, 2019, and agreed on a plan.", "2019-05-06", "2019-05-21"),
        *(
            (f"The ministers met on {month} 7, 2019, and agreed on a plan.", f"2019-{n:02}-06", f"2019-{n:02}-21")
            for month, n in (("June", 6), ("July", 7), ("Sept.", 9), ("Jun.", 6), ("September", 9))
        ),
    ],
)
def test_intervals(text: str, earliest: str, latest: str) -> None:
    when = dated(text)
    assert (when.earliest, when.latest) == (earliest, latest), when.reasons
    assert when.reasons


LONG = "The two sides spoke of trade and of little else. " * 20


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        (LONG + "Well done! - Ola (@olaberg) February 5, 2018", "2018-02-04", "2019-03-02"),
        (LONG + "The port was closed on Tuesday, Dec. 26, 2017, by snow.", "2017-12-25", "2019-01-20"),
        (LONG + "The port was closed on Tuesday, Dec. 26, 2017. It opened again in 2018.", "2017-12-25", None),
        (LONG + "The vote is scheduled for December 15, 2013.", "2012-11-20", "2013-12-17"),
        (LONG + "Steps will be taken as the joint statement of July 5, 2013 has it.", None, None),
        (
            LONG
            + "They will take names on the pages of the Norland Port and Harbour Authority of Oslo, Bergen and the whole "  # noqa: E501
            "of the coast, on July 5, 2013.",
            None,
            None,
        ),
        (LONG + "Copyright 2018 The Associated Press. All rights reserved.", "2017-12-25", "2019-01-07"),
        (LONG + "\nCopyright 2018 The Harbour Sentinel", None, None),
        (LONG + "\nUpdated: Feb. 6, 2018", "2017-01-12", "2018-02-07"),
        (LONG + "\nOla Berg, March 3, 2017 at 5:12 pm\nWell said.", "2016-02-07", "2017-03-04"),
        (
            "Republican presidential nominee Donald Trump and President Barack Obama met.",
            "2016-05-01",
            "2016-11-22",
        ),
        ("The 2012 Republican presidential nominee Mitt Romney spoke.", None, None),
        ("He endorsed President Barack Obama. Donald Trump lost.", None, "2017-01-20"),
    ],
)
def test_what_news_tells_of_its_day(text: str, earliest: str | None, latest: str | None) -> None:
    when = dated(text)
    assert (when.earliest, when.latest) == (earliest, latest), when.reasons


@pytest.mark.parametrize(
    "text",
    ["", "Talks were held and the sides agreed to meet again.", "Many fear a President Donald Trump.",
     "\x00 Tuesday,", "2" * 50],
)  # fmt: skip
def test_no_clue_is_unknown(text: str) -> None:
    assert dated(text) == When()


def test_a_new_term_is_the_one_that_other_pages_leave() -> None:
    def page(name: str, text: str, day: str | None = None) -> Document:
        return msgspec.structs.replace(clean.plain(text, name), declared=day, declared_where="metadata")

    undated = page("new.txt", "The U.S. administration has asked Japan for more since its new term began.")
    others = [page("a.txt", "Talks.", "2024-12-01"), page("b.txt", "Trade talks.", "2025-09-01")]
    pages = [undated, *others]

    def tables(pages: list[Document]) -> Tables:
        spans = [Span(d.id, i, i + 1) for d in pages for i in range(4)]
        said = [Mention(s, "country", "x", country=("JPN", "USA")[s.start % 2]) for s in spans]
        return Tables(pages, said, Settings())

    found = {d.document: d.when for d in dating.datings(tables(pages))}[undated.id]
    assert (found.earliest, found.latest, found.basis) == ("2025-01-21", "2025-06-19", "other pages")
    assert "2 dated pages about the same" in found.reasons[0]
    older = page("c.txt", "Older talks.", "2021-03-01")
    for kin in ([undated], [undated, *others, older]):  # nobody to ask, or two terms left
        assert {d.document: d.when for d in dating.datings(tables(kin))}[undated.id] == When()


@pytest.mark.parametrize(
    ("lead", "days"),
    [  # Liz Truss was in office in one September only, Joe Biden in four
        ("LONDON, Sept. 20 (Harbour News) -\nPrime Minister Liz Truss met envoys.", ("2022-09-20", "2022-09-20")),
        ("LONDON, September 20. /Harbour News/.\nPrime Minister Liz Truss met envoys.", ("2022-09-20", "2022-09-20")),
        ("London, 20 September —\nPrime Minister Liz Truss met envoys.", ("2022-09-20", "2022-09-20")),
        ("Sept 20 (Harbour News) -\nPrime Minister Liz Truss met envoys.", ("2022-09-20", "2022-09-20")),
        ("Sept 20\nPrime Minister Liz Truss met envoys.", ("2022-09-20", "2022-09-20")),
        ("World in Brief: Sept 20\nPrime Minister Liz Truss met envoys.", ("2022-09-20", "2022-09-20")),
        ("The new limit: Sept 20\nPrime Minister Liz Truss met envoys.", ("2022-09-06", "2022-10-25")),
        ("The Envoys\n20 September\nPresident Joe Biden met envoys on Saturday.", ("2021-09-20", "2022-09-20")),
        ("Prime Minister Liz Truss met envoys on September 20.", ("2022-09-19", "2022-10-11")),
        ("Prime Minister Liz Truss spoke in memory of September 11.", ("2022-09-06", "2022-10-25")),
        ("LONDON, Sept. 20 (Harbour News) -\nPresident Joe Biden met envoys.", ("2021-09-20", "2024-09-20")),
        ("LONDON, Sept. 20 (Harbour News) -\nPresident Joe Biden met envoys on Tuesday.", ("2022-09-20", "2023-09-20")),
        ("LONDON, Sept. 20 (Harbour News) -\nPresident Joe Biden met envoys on Monday.", ("2021-09-20", "2023-09-20")),
        ("LONDON, Sept. 20 (Harbour News) -\nPresident Joe Biden will meet them on Monday.", ("2021-09-20", "2024-09-20")),  # noqa: E501
    ],
)  # fmt: skip
def test_a_dateline_without_a_year(lead: str, days: tuple[str, str]) -> None:
    when = dated(f"Envoys received\n{lead}\n{LONG}")
    assert (when.earliest, when.latest) == days, when.reasons


def test_the_year_of_a_dateline_is_the_one_that_other_pages_leave() -> None:
    leaders = "President Joe Biden of the United States met Chancellor Olaf Scholz of Germany."
    wire = f"LONDON, Sept. 20 (Harbour News) -\n{leaders}"
    other = f"{leaders} Envoys of Germany and of the United States were there."
    pages = [clean.plain(wire, "wire.txt"), clean.plain(other, "other.txt")]
    pages[1] = msgspec.structs.replace(pages[1], declared="2023-09-21", declared_where="metadata")
    found = {
        r.document: r.when for r in dating.datings(Tables(pages, [s for p in read(pages) for s in p[0]], Settings()))
    }
    assert (found[pages[0].id].earliest, found[pages[0].id].latest) == ("2023-09-20", "2023-09-20")


def test_a_copy_of_a_dated_page_is_of_its_weeks() -> None:
    def given(kind: str, share: float, passages: int, long: int = 400) -> When:
        old = msgspec.structs.replace(clean.plain("Talks.", "a.txt"), declared="2024-05-10", declared_where="metadata")
        new = clean.plain("Talks again.", "b.txt")
        tables = Tables([old, new], [], Settings())
        spans = tuple((Span(old.id, i, i + long), Span(new.id, i, i + long)) for i in range(passages))
        tables.replace((Copy,), [Copy(old.id, new.id, kind, share, "left", passages=spans)])  # type: ignore[arg-type]
        tables.replace((Dating,), list(dating.datings(tables)))
        return {d.document: d.when for d in joint_dating.joint(tables)}[new.id]

    for kind, share, passages in (("identical", 1.0, 1), ("near", 0.9, 1), ("rewrite", 0.5, 6)):
        when = given(kind, share, passages)
        assert (when.earliest, when.latest, when.basis) == ("2024-05-09", "2024-06-24", "other pages")
    for kind, share, passages in (("partial", 1.0, 9), ("near", 0.6, 1), ("rewrite", 0.5, 5)):
        assert given(kind, share, passages) == When()
    assert given("near", 0.9, 1, long=60) == When()


def test_an_address_dates_the_page_that_points_to_it() -> None:
    when = dated("The minister spoke (https://example.org/news/2023/05/17/speech.html) of grain.")
    assert (when.earliest, when.latest) == ("2023-05-16", "2024-06-10")
    assert dated("The ratio 2023/05/17 of parts was kept.") == When()


def test_a_leader_just_chosen_dates_the_page() -> None:
    when = dated("A first\nSanae Takaichi was elected on Tuesday as Japan’s first woman prime minister.")
    assert (when.earliest, when.latest) == ("2025-09-21", "2025-12-05")
    assert dated("Sanae Takaichi was elected as prime minister in 2025.").latest != "2025-12-05"


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("President Donald Trump lands days after Sanae Takaichi took office last week.", "2025-10-26", "2025-11-02"),
        ("President Donald Trump greeted the premier, who took office last week.", None, None),
        ("Governor Ann Poe took office last week, said President Donald Trump.", None, None),
        ("President Donald Trump met Sanae Takaichi, days after taking office last week.", None, None),
        ("Friedrich Merz was elected chancellor of Germany on Tuesday.", "2025-05-05", "2025-05-13"),
        ("Friedrich Merz was elected chancellor of Germany on Friday.", None, None),
        ("Mark Carney is to be sworn in on Friday, his office said.", "2025-03-07", "2025-03-15"),
        ("Mark Carney, who assumed office in March, flew to Rome.", "2025-03-13", "2026-02-07"),
        ("Mark Carney, who assumed office in March 2025, flew to Rome.", None, None),
        ("Mark Carney, who has been in the position since last month, flew to Rome.", "2025-03-31", "2025-04-30"),
        ("Mark Carney took office and saw exports rise last month.", None, None),
        ("Prime Minister Mark Carney flew to Rome. Trudeau, who stepped down last week, did not.", "2024-08-28",
         "2025-03-23"),
        ("Justin Trudeau left office last week.", "2025-03-15", "2025-03-23"),
        ("Sébastien Lecornu resigned on Tuesday, his office said.", None, None),
        ("Chancellor Friedrich Merz met Macron. The new chancellor, in office for a month, likes him.", "2025-05-21",
         "2025-06-27"),
        ("A hundred days in office, Chancellor Friedrich Merz has met Emmanuel Macron.", "2025-08-07", "2025-08-23"),
        ("After a hundred days in office, Chancellor Friedrich Merz had met Emmanuel Macron.", None, None),
        ("Less than two weeks into his job, Chancellor Friedrich Merz flew to Kyiv.", None, None),
    ],
)  # fmt: skip
def test_the_subject_took_office(text: str, earliest: str | None, latest: str | None) -> None:
    found = [c for c in handovers.of_handovers(text, titled.holders(text)) if c.weight > 2.3]
    found_days = [(days.iso(c.days[0][0]), days.iso(c.days[-1][1])) for c in found]
    assert found_days == ([(earliest, latest)] if earliest else [])


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("The envoys will attend the G7 summit in Kananaskis.", "2024-05-11", "2025-06-18"),
        ("The envoys flew to Kananaskis ahead of the G7 summit in Alberta, Canada.", "2024-05-11", "2025-06-18"),
        ("The minister will travel to South Korea for the APEC summit.", "2024-09-26", "2025-11-02"),
        ("The ministers met on the sidelines of the G7 summit in Hiroshima.", "2023-05-18", "2023-06-21"),
        ("The ministers met at the G7 summit in Hiroshima earlier this month.", "2023-05-18", "2023-06-01"),
        ("The ministers met at the NATO summit in The Hague last week.", "2025-06-29", "2025-07-07"),
        (LONG + "Steps were agreed at the NATO summit in Vilnius.", "2023-07-10", None),
        ("Steps that the 2023 NATO summit may take were discussed.", None, None),
        ("They discussed goals for the NATO summit in Vilnius.", None, None),
        ("The G7 ministers met in Japan.", None, None),
        ("Steps were agreed at the NATO summit in Chicago in May.", "2012-05-19", None),
        ("Steps were agreed at the NATO summit in The Hague last year.", "2025-06-23", None),
        ("Steps were agreed at the NATO summit in Wales in 2014.", "2014-09-03", None),
        ("The accord signed at COP21 in Paris last month was hailed.", "2015-11-30", "2016-02-01"),
        ("Brazil will host the COP30 conference in Belem in two years.", "2022-07-29", "2025-11-23"),
        ("South Africa will host the G20 summit next year.", None, None),
        ("The envoys will attend the APEC summit in Oslo.", None, None),
        ("The ministers met on the margins of the G20 in Rio de Janeiro.", None, None),
        ("The G7 ministers agreed at the summit.", None, None),
    ],
)
def test_summits_date_the_pages_that_tell_of_them(text: str, earliest: str | None, latest: str | None) -> None:
    when = dated(text)
    assert (when.earliest, when.latest) == (earliest, latest), when.reasons


@pytest.mark.parametrize(
    ("text", "declared", "earliest", "latest"),
    [
        ("Foreign Secretary David Cameron flew to Kosovo.", None, "2023-11-13", "2024-07-05"),
        ("Prime Minister Michel Barnier stepped down earlier this month.", None, "2024-09-05", "2025-01-01"),
        ("A year after his election victory, President Donald Trump spoke in Miami.", None, "2017-01-20", None),
        ("President Donald Trump met President Xi Jinping in Osaka.", None, "2017-01-20", None),
        ("The envoys met.", "2025-03", "2025-03-01", "2025-03-31"),
        ("The envoys met.", "2024-02", "2024-02-01", "2024-02-29"),
    ],
)
def test_no_day_is_left_out_that_may_be(text: str, declared: str | None, earliest: str, latest: str | None) -> None:
    when = dated(text, declared)
    assert (when.earliest, when.latest) == (earliest, latest), when.reasons


def test_a_recent_summit_is_any_of_its_kind() -> None:
    when = dated("Prime Minister Sanae Takaichi spoke of the recent ASEAN summit.")
    assert (when.earliest, when.latest) == ("2025-10-26", "2025-12-27"), when.reasons
    assert any("summits.csv" in reason for reason in when.reasons)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("Syrian President Ahmed al-Sharaa spoke.", "2025-01-29", None),
        ("Prime Ministers Liz Truss and Mette Frederiksen met.", "2022-09-06", "2022-10-25"),
        ("Secretary of State Antony Blinken met envoys. Secretary of State Blinken left.", "2021-01-26", "2025-01-20"),
        ("Yvette Cooper has been named foreign secretary of Britain.", "2025-08-06", "2025-10-20"),
        ("Prime Minister Liz Truss will fly to Oslo on September 20.", "2022-09-06", "2022-09-21"),
        ("Prime Minister Liz Truss is to fly to Oslo in September.", "2022-09-06", "2022-10-02"),
        ("Prime Minister Liz Truss said talks were to be held in September.", "2022-09-06", "2022-10-25"),
    ],
)
def test_who_is_named_and_what_is_to_come_date_a_page(text: str, earliest: str | None, latest: str | None) -> None:
    when = dated(text)
    assert (when.earliest, when.latest) == (earliest, latest), when.reasons


def test_an_election_of_others_is_not_american() -> None:
    visit = (
        "President Donald Trump received Prime Minister Mark Carney. It was Carney’s first visit to the U.S. since his "
    )
    assert not any("computed" in reason for reason in dated(visit + "election win last week.").reasons)
    assert any("computed" in reason for reason in dated("Lind rang Donald Trump after his election victory.").reasons)


def test_the_seed_of_hashes_changes_no_reason() -> None:
    import os
    import subprocess
    import sys

    code = (
        "from dragoman.reconcile.clues import clues; print(clues('President Donald Trump spoke. President Trump, who "
        "took office last week, and Prime Minister Liz Truss, congratulated on her election, met.'))"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "1", "2", "3")
    }
    assert len(made) == 1


def test_the_day_of_an_old_picture_says_nothing() -> None:
    told = (
        "FILE - In this March 4, 2015, file photo, the minister waves. The harbour reopened and ferries sailed again."
    )
    assert (dated(told).earliest, dated(told).latest) == (None, None)


def test_who_was_then_in_office_has_left_it() -> None:
    when = dated(f"In October 2024, then-Prime Minister Justin Trudeau met envoys.\n{LONG}")
    assert (when.earliest, when.latest) == ("2025-03-13", None), when.reasons
    when = dated(f"In 2018 it laughed; in 2023 it suspended visas.\n{LONG}")
    assert when.earliest == "2023-01-01", when.reasons


def test_a_window_cut_to_a_remnant_is_left_out() -> None:
    """Three weeks of April in two years, and an office held until 7 April of the second."""
    first = days.ordinal("2025-04-04")
    weeks = days.Clue(((first, first + 22), (first + 365, first + 387)), 1, "April")
    left, _, _ = dating.solve([days.Clue(((first - 99, first + 369),), 2, "in office"), weeks])
    assert left == ((first, first + 22),)
    left, _, _ = dating.solve([days.Clue(((first - 99, first + 380),), 2, "in office"), weeks])
    assert left == ((first, first + 22), (first + 365, first + 380))


def test_an_old_title_in_passing_does_not_close_the_interval() -> None:
    passing = "Officials spoke of trade. " * 30 + "The plan began under President Barack Obama."
    assert dated(passing).latest is None
    assert dated(passing).earliest == "2009-01-20" or dated(passing).earliest is None


def test_a_declared_day_is_kept_and_flagged() -> None:
    text = "Prime Minister Sanae Takaichi met with ministers. Prime Minister Takaichi spoke of growth."
    when = dated(text, "2019-05-01")
    assert (when.earliest, when.latest, when.basis) == ("2019-05-01", "2019-05-01", "declared")
    assert any("2025-10-21" in r for r in when.reasons)
    page = msgspec.structs.replace(clean.plain(text, "page.txt"), declared="2019-05-01", declared_where="metadata")
    assert [c.kind for c in dating.conflicts(Tables([page], [], Settings()))] == ["date"]


def test_the_day_of_what_is_threatened_is_not_past() -> None:
    text = "OSLO, March 4, 2025 - Norway threatened tariffs of 25% on 1 April 2025. " + LONG
    assert not [r for r in dated(text).reasons if "April" in r]


def test_a_page_that_plans_a_meeting_is_not_younger_than_it() -> None:
    pages = [
        clean.plain("The new Prime Minister, Sanae Takaichi, is to meet the president.", "plan.txt"),
        clean.plain("Prime Minister Sanae Takaichi, who took office last week, met the president today.", "told.txt"),
    ]
    tables = Tables(pages, [], Settings())
    tables.replace((Dating,), dating.datings(tables))
    day = {p.source: d.when for p in pages for d in tables.all(Dating) if d.document == p.id}
    evidence = [Evidence(Span(p.id, 0, 20)) for p in pages]
    plan = Event("1", "CONSULT", "meet", ("a", "b"), (), When(), "planned", (evidence[0],))
    told = Event("2", "CONSULT", "meet", ("b",), ("a",), day["told.txt"], "occurred", (evidence[1],))
    tables.replace((Event,), [plan, told])
    after = {d.document: d.when for d in joint_dating.joint(tables)}
    assert (after[pages[0].id].earliest, after[pages[0].id].latest) == ("2025-10-21", "2025-11-02")
    assert after[pages[0].id].basis == "other pages"
    assert after[pages[1].id] == day["told.txt"]


def test_the_weakest_of_two_that_contradict_goes() -> None:
    wide, narrow = ((1_000_000 - 300_000, 1_000_000),), ((100, 200),)
    left, kept, dropped = dating.solve([days.Clue(((735_000, 736_000),), 3, "firm"), days.Clue(narrow, 1, "weak")])
    assert kept == ["firm"] and dropped == ["weak"] and left == ((735_000, 736_000),)
    assert days.meet(wide, narrow) == ()


def fetched(text: str, day: str, own: str | None = None) -> Document:
    page = clean.plain(text, f"{len(text)}.txt")
    return msgspec.structs.replace(page, fetched=day, declared=own, declared_where="metadata" if own else None)


def test_a_page_is_not_younger_than_the_day_it_was_fetched() -> None:
    text = "New Prime Minister Sanae Takaichi spoke to reporters."
    pages = [fetched(text, "2025-11-20"), fetched("Rain fell.", "2025-11-20")]
    tables = Tables(pages, [], Settings())
    when = {d.document: d.when for d in dating.datings(tables)}
    one, other = (when[p.id] for p in pages)
    assert (one.earliest, one.latest, one.basis) == ("2025-10-21", "2025-11-21", "tenure")
    assert (other.earliest, other.latest, other.basis) == (None, "2025-11-21", "fetched")  # and never that day itself


def test_a_page_that_declares_a_day_after_it_was_fetched_is_flagged() -> None:
    page = fetched("Rain fell.", "2025-11-20", "2025-12-24")
    tables = Tables([page], [], Settings())
    assert next(iter(dating.datings(tables))).when.earliest == "2025-12-24"  # kept
    (conflict,) = dating.conflicts(tables)
    assert conflict.sides[1].value == "/2025-11-21"
    assert "fetched on 2025-11-20" in conflict.about
    assert not list(dating.conflicts(Tables([fetched("Rain fell.", "2025-11-20", "2025-11-21")], [], Settings())))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Vice President Kamala Harris met the mayor.", ["Vice President Kamala Harris"]),
        ("President Biden hosted Prime Minister Modi.", ["President Biden", "Prime Minister Modi"]),
        ("Former President Joe Biden called Prime Minister Modi.", ["President Joe Biden", "Prime Minister Modi"]),
    ],
)
def test_every_title_is_read(text: str, words: list[str]) -> None:
    found = titled.holders(text)
    assert [h.words for h in found] == words
    assert [h.kind for h in found] == [
        "former" if text.startswith("Former") and not i else "" for i in range(len(words))
    ]


def test_us_election_days() -> None:
    assert [campaigns.us_election(y).isoformat() for y in (2016, 2020, 2022, 2024)] == [
        "2016-11-08", "2020-11-03", "2022-11-08", "2024-11-05",
    ]  # fmt: skip


def test_seeds(shared: Path) -> None:
    texts = {p.name[:3]: p.read_text("utf-8") for p in sorted((shared / "data" / "seeds").glob("*.txt"))}
    when = {k: dated(v) for k, v in texts.items()}
    assert when["002"].earliest == "2025-10-26" and when["002"].latest == "2025-11-02"
    assert when["004"].earliest == "2024-11-05" and when["004"].latest == "2025-01-20"
    assert when["000"].earliest == "2025-10-21"


def test_a_page_that_is_one_word() -> None:
    """A pattern that began with any three words took the square of a word's length: minutes for this one."""
    assert dated("TokyoTrumpTakaichi" * 10_000).earliest is None


@pytest.mark.slow
def test_floors(shared: Path) -> None:
    import sys

    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))
    import common
    import dating as bench

    assert common.below("dating", bench.figures(shared / "data" / "briefings")) == []


def test_pages_whose_year_others_tell_tell_that_of_others() -> None:
    leaders = "President Joe Biden of the United States met Chancellor Olaf Scholz of Germany."
    more = "Envoys of Germany and of the United States were there."
    pages = [
        clean.plain(f"LONDON, {d} (Harbour News) -\n{leaders} {more}", f"{d}.txt") for d in ("Aug. 20", "Sept. 20")
    ]
    first = msgspec.structs.replace(clean.plain(f"{leaders} {more}", "a.txt"), declared="2023-07-20")
    pages.append(msgspec.structs.replace(first, declared_where="metadata"))
    tables = Tables(pages, [s for p in read(pages) for s in p[0]], Settings())
    assert sorted(r.when.earliest or "" for r in dating.datings(tables)) == ["2023-07-20", "2023-08-20", "2023-09-20"]
