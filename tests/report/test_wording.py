"""Sentences about records: grammar, articles, days, amounts; every mode in every status reads as a sentence."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from dragoman.model import When
from dragoman.report import wording, words
from dragoman.report.desk import quoted, said_by, short
from dragoman.report.wording import Party

ANN, JAPAN, US = Party("Ann Lee"), Party("Japan", countries=True), Party("the United States", countries=True)
FIRMS = Party("Japanese companies", plural=True)


@pytest.mark.parametrize(
    ("mode", "status", "who", "whom", "place", "text"),
    [
        ("meet", "occurred", ANN, JAPAN, "Oslo", "Ann Lee held talks with Japan in Oslo"),
        ("meet", "occurred", ANN, Party(""), "White House", "Ann Lee held a meeting at the White House"),
        ("visit", "planned", FIRMS, US, "", "Japanese companies are to visit the United States"),
        ("sanction", "occurred", Party(""), JAPAN, "", "Japan was put under sanctions"),
        ("cut_tariff", "proposed", US, JAPAN, "", "the United States might cut a tariff for Japan (put forward, not decided)"),  # noqa: E501
        ("detain", "occurred", ANN, JAPAN, "", "Ann Lee detained people from Japan"),
        ("detain", "planned", Party(""), JAPAN, "", "people from Japan are to be detained"),
        ("appoint", "occurred", ANN, Party(""), "", "Ann Lee came into office"),
        ("appoint", "occurred", ANN, Party("", countries=True), "", "Ann Lee came into office"),
        ("mediate", "occurred", ANN, Party("Chile and Peru", plural=True), "", "Ann Lee mediated between Chile and Peru"),  # noqa: E501
        ("invite", "occurred", ANN, JAPAN, "United States", "Ann Lee invited Japan to the United States"),
        ("mediate", "planned", ANN, JAPAN, "", "Ann Lee is to mediate with Japan"),
        ("call", "denied", ANN, US, "", "it is denied or ruled out that Ann Lee spoke by phone with the United States"),
    ],
)  # fmt: skip
def test_events(mode: str, status: str, who: Party, whom: Party, place: str, text: str) -> None:
    assert wording.event(mode, status, who, whom, place) == text


@pytest.mark.parametrize("mode", wording.modes())
@pytest.mark.parametrize("status", ["occurred", "ongoing", "planned", "expected", "proposed", "conditional", "denied"])
def test_no_mode_leaves_a_hole(mode: str, status: str) -> None:
    for who, whom in ((ANN, JAPAN), (FIRMS, Party("")), (Party(""), US)):
        text = wording.event(mode, status, who, whom, "Oslo")
        assert "  " not in text and text == text.strip() and " ." not in text
        assert not re.search(r"companies (?:is|was|has)\b|Lee (?:are|were|have)\b", text), text


@pytest.mark.parametrize(
    ("kind", "status", "who", "whom", "what", "text"),
    [
        ("pledge", "announced", JAPAN, US, "buy 100 aircraft", "Japan promises to buy 100 aircraft (to the United States)"),  # noqa: E501
        ("pledge", "agreed", JAPAN, US, "buy 100 aircraft", "Japan agreed with the United States to buy 100 aircraft"),
        ("pledge", "announced", US, JAPAN, "raise a tariff", "the United States promises to raise a tariff (concerning Japan)"),  # noqa: E501
        ("pledge", "considered", FIRMS, Party(""), "build a plant", "Japanese companies may build a plant"),
        ("pledge", "announced", JAPAN, Party(""), "keeping peace", "Japan commits to keeping peace"),
        ("ask", "announced", US, JAPAN, "spend more", "the United States asks Japan to spend more"),
        ("ask", "expected", US, JAPAN, "a larger share", "the United States is expected to ask Japan for a larger share"),  # noqa: E501
        ("offer", "announced", FIRMS, US, "invest more", "Japanese companies offer to invest more (to the United States)"),  # noqa: E501
        ("pledge", "announced", ANN, Party(""), "We will be there", "Ann Lee promises: “We will be there”"),
    ],
)  # fmt: skip
def test_pledges(kind: str, status: str, who: Party, whom: Party, what: str, text: str) -> None:
    assert wording.pledge(kind, status, who, whom, what, "") == text


@pytest.mark.parametrize(
    ("what", "before", "verb"),
    [("quadruple its share", "called on Tokyo to", True), ("increased imports", "committing to", False),
     ("enhancing defence", "commitment to", False), ("the same", "agree to", False),
     ("digital inclusion", "reiterated its commitment to", False), ("zap it", "it will", True),
     ("pardon them", "demanded that Chile", True), ("pardon for them", "demanded from Chile", False)],
)  # fmt: skip
def test_verbs_are_told_by_the_words_before(what: str, before: str, verb: bool) -> None:
    assert wording.begins_with_verb(what, before) is verb


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [("2025-10-28", "2025-10-28", "28 October 2025"), ("2025-10-27", "2025-10-28", "27–28 October 2025"),
     ("2025-10-01", "2025-10-31", "October 2025"), ("2025-01-01", "2025-12-31", "2025"),
     ("2025-09-30", "2025-10-02", "30 September – 2 October 2025"), ("2025-01-01", "2025-06-30", "January–June 2025"),
     ("2024-12-31", "2025-01-02", "31 December 2024 – 2 January 2025"), (None, "2026-03-31", "by 31 March 2026"),
     ("2026-03-31", None, "from 31 March 2026"), (None, None, "undated")],
)  # fmt: skip
def test_days(first: str | None, last: str | None, text: str) -> None:
    assert words.days(When(first, last)) == text
    assert words.readable(words.when(When(first, last))) == text


def test_names_amounts_and_quotations() -> None:
    assert words.named("United States", "country") == "the United States"
    assert words.named("senior Foreign Ministry official", "group") == "a senior Foreign Ministry official"
    assert words.named("Foreign Ministry", "organisation") == "the Foreign Ministry"
    assert words.named("Boeing", "organisation") == "Boeing"
    assert words.plural("Departments of Health and Labor", "organisation")
    assert not words.plural("United Nations", "organisation")
    assert words.plural("Japanese companies", "group") and not words.plural("United States", "country")
    assert words.amounts("amount from 60000000 to 625000000 USD") == "amount from $60 million to $625 million"
    assert words.amount(Decimal("2"), "% of GDP") == "2% of GDP"
    assert words.standing(3, 2) == "3 pages: 2 independent reports; the other copies them"
    assert words.standing(3, 1) == "3 pages: 1 independent report; the other 2 copy it"
    assert wording.turn("changed", "deadline from 2028-03-31 to 2026-03-31") == (
        "changed: deadline from 31 March 2028 to 31 March 2026"
    )
    assert quoted('"We will,"') == "“We will”"
    assert quoted('"We will," "We must."') == "“We will … We must.”"
    assert quoted("``We will,'' they said") == '"We will," they said'
    assert quoted("”We will,” ”We must.”") == "“We will … We must.”"
    assert wording.value("2017-01-20/") == "from 20 January 2017"
    assert wording.disagreed("took office 2017-01-20 (offices.csv:USA-head-2017)") == "Took office 20 January 2017"
    assert said_by("Ann Lee", "said", 'The talks were "over"') == 'Ann Lee said the talks were "over"'
    assert said_by("Ann Lee", "stating", 'that it is "over"') == 'Ann Lee said that it is "over"'
    assert short("“one two three”", 2) == "“one two …”"
