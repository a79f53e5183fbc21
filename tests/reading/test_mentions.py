"""Who is mentioned: names, offices, countries, groups."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import cases
from dragoman import clean
from dragoman.model import Mention
from dragoman.reading import parse, references
from dragoman.reading.parse import Parsed
from dragoman.step import Step
from pages import page

STEPS = (Step("mentions", references.mentions, (Mention,)),)

WORDS = [
    "the",
    "former",
    "U.S.",
    "President",
    "Donald",
    "Trump",
    ",",
    "'s",
    "he",
    "her",
    "they",
    "both",
    "countries",
    "Tokyo-Seoul",
    "-",
    "of",
    "and",
    "(",
    "NATO",
    ")",
    "Jae",
]


def at(parsed: Parsed, word: str) -> Mention:
    """The innermost mention over the first token that is `word`."""
    found = parsed.at(Mention, parsed.word.index(word))
    assert found is not None, word
    return found


def test_title_country_and_name() -> None:
    parsed = page("Norway's new Prime Minister, Astrid Solberg, met U.S. President John Harlow in Oslo.", STEPS)
    assert at(parsed, "Norway").country == "NOR"
    office = at(parsed, "Minister")
    assert (office.kind, office.surface, office.office, office.country) == (
        "office", "Prime Minister", "head of government", "NOR",
    )  # fmt: skip
    name = at(parsed, "Solberg")
    assert (name.kind, name.name, name.country) == ("name", "Astrid Solberg", "NOR")
    assert office.antecedent == name.span
    assert at(parsed, "Oslo").place


def test_a_continent_is_no_country() -> None:
    parsed = page("Latin American ministers toured Central America. South Africa sent none to North America.", STEPS)
    assert [m.country for m in parsed.of(Mention) if m.country] == ["ZAF"]


def test_a_team_is_no_people() -> None:
    parsed = page("The Cleveland Indians won. Fans cheered the Indians.", STEPS)
    assert not [m.country for m in parsed.of(Mention) if m.country]


def test_government_and_groups() -> None:
    parsed = page("The Norwegian government told Sweden. The two countries agreed.", STEPS)
    assert at(parsed, "government").surface == "The Norwegian government"
    assert at(parsed, "government").country == "NOR"
    assert at(parsed, "Norwegian").kind == "demonym"
    assert at(parsed, "countries").surface == "The two countries"


def test_a_word_for_people_is_no_part_of_a_name() -> None:
    parsed = page("The Democratic National Committee met a Japanese national.", STEPS)
    assert at(parsed, "Democratic").name == "Democratic National Committee"
    assert at(parsed, "national").kind == "office"


def test_person_names_of_the_case_table() -> None:
    rows = cases("persons")
    assert len(rows) >= 150
    hit = made = wanted = 0
    for parsed, row in zip(parse.parse([clean.plain(r["text"], "") for r in rows]), rows, strict=True):
        got = [m.surface for m in references.mentions(parsed) if m.kind == "name" and not m.place]
        want = [w for w in row["expected"].split("|") if w]
        hit += sum((Counter(got) & Counter(want)).values())
        made, wanted = made + len(got), wanted + len(want)
    assert hit / made >= 0.95
    assert hit / wanted >= 0.95


@given(st.text(max_size=80) | st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read_and_spans_lie_inside_it(text: str) -> None:
    parsed = page(text)
    found = list(references.mentions(parsed))
    spans = {m.span for m in found}
    for m in found:
        assert parsed.document.text[m.span.start : m.span.end] == m.surface != ""
        assert m.antecedent is None or m.antecedent in spans
        assert set(m.members) <= spans


@pytest.mark.parametrize("text", ["They went on a tour.\n\ncross-country", "cross-country\n\nThey went."])
def test_a_noun_that_the_parser_takes_for_a_mark_is_not_passed_over(text: str) -> None:
    assert "country" in [m.surface for m in references.mentions(page(text))]


def test_empty_page() -> None:
    assert list(references.mentions(page(""))) == []


def test_what_a_page_shows_to_be_a_thing_is_no_organisation() -> None:
    text = (
        "The Zandor Heavy will carry it. Zandor Heavy stands ready. Volvo's Skarvik has four doors, and Skarvik costs. "
        "The browser Fjordfox runs on it. Fjordfox has fans. Klarra 3 comes next. Klarra costs little."
    )
    assert not [m.name for m in references.mentions(page(text)) if m.kind == "organisation" and m.name != "Volvo"]
    acting = "The retailer Skarvik said that it would close shops. The Skarvik has four doors."
    assert "Skarvik" in {m.name for m in references.mentions(page(acting)) if m.kind == "organisation"}


def test_a_company_in_short() -> None:
    found = list(references.mentions(page("Fjordex Shipping Corporation won the order. Fjordex will expand.")))
    assert {m.name for m in found if m.kind == "organisation"} == {"Fjordex Shipping Corporation"}


def test_who_stands_beside_a_name_is_not_in_it() -> None:
    text = "Getty Images Bill Moran celebrates. Republican Bob Dole spoke. GM Tony Reagan agreed. Theresa May left."
    people = {m.name for m in references.mentions(page(text)) if m.kind == "name" and not m.place}
    assert {"Bill Moran", "Bob Dole", "Tony Reagan", "Theresa May"} <= people


def test_several_of_a_kind_and_an_official_visit_are_nobody() -> None:
    parsed = page("The three NSAs met.\n\nFact sheet: Japan Official Visit with State Dinner", STEPS)
    assert [m.surface for m in parsed.of(Mention) if m.kind != "group"] == ["Japan"]


def test_a_title_and_the_line_below_it_are_no_name() -> None:
    found = references.mentions(page("Statement of the Foreign Ministers\n\nJuly 1, 2025\n\nWe met in Oslo today."))
    assert "July" not in {m.surface for m in found}
