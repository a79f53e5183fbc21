"""Who said what, in whose words."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT, cases
from dragoman import clean, reading
from dragoman.model import Mention, Statement
from dragoman.reading import parse, references
from dragoman.reading.statements import statements
from dragoman.step import Step
from pages import page

STEPS = [Step("mentions", references.mentions, (Mention,)), Step("statements", statements, (Statement,))]


def said(text: str) -> list[str]:
    found = page(text, STEPS)
    words = lambda spans: " + ".join(text[s.start : s.end] for s in spans)  # noqa: E731
    return ["|".join((s.mode, words(s.source), words(s.cue), words(s.content))) for s in found.of(Statement)]


@pytest.mark.parametrize("case", cases("statements"), ids=lambda c: c["note"])
def test_statements(case: dict[str, str]) -> None:
    assert said(case["text"]) == [line for line in case["expected"].split("\n") if line]


def test_nothing_in_nothing_out() -> None:
    assert said("") == [] and said("“”") == [] and said('"') == []


def test_turns_of_a_transcript_are_one_statement_each() -> None:
    text = (
        "MODERATOR: Good afternoon, everyone, and welcome.\n\n"
        "SENIOR OFFICIAL: Thanks for joining the call.\n\nWe had a long day at the harbour.\n\n"
        "Q    Hi, thank you. Did the premier offer anything new?\n\n"
        "SENIOR OFFICIAL: Sorry?\n\nSENIOR OFFICIAL: He offered a date."
    )
    assert [row for row in said(text) if row.startswith("direct")] == [
        "direct|MODERATOR|:|Good afternoon, everyone, and welcome.",
        "direct|SENIOR OFFICIAL|:|Thanks for joining the call. + We had a long day at the harbour.",
        "direct|Q||Hi, thank you. Did the premier offer anything new?",
        "direct|SENIOR OFFICIAL|:|He offered a date.",
    ]


def test_turns_with_labels_in_small_letters() -> None:
    text = (
        "Prime Minister Lind: We met for two hours.\n\nQuestion: What about the port?\n\n"
        "Prime Minister Lind: I think it will open in May. The mayor said that it was full.\n\nQuestion: And the steel?"
    )
    assert said(text) == [
        "direct|Prime Minister Lind|:|We met for two hours.",
        "direct|Question|:|What about the port?",
        "direct|Prime Minister Lind|:|I think it will open in May. The mayor said that it was full.",
        "indirect|The mayor|said|that it was full",
    ]  # the last turn is too short to say anything


def test_a_joint_statement_is_said_by_those_who_issue_it() -> None:
    text = "We, the ministers of Norland and Sudland, met in the port. We will open it in May.\n\nThe port needs work."
    document = msgspec.structs.replace(clean.plain(text, "t.txt"), title="Joint Statement on the Port")
    parsed = parse.parse([document])[0]
    found = list(statements(parsed))
    assert [text[s.source[0].start : s.source[0].end] for s in found] == ["the ministers of Norland and Sudland"] * 3
    assert {s.mode for s in found} == {"indirect"}


def test_words_quoted_alone_do_not_make_speech() -> None:
    assert [row.split("|")[0] for row in said("The premier said the “retaliatory” tariffs would stay.")] == ["indirect"]


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet='ab. ,:"“”’—\nQA', max_size=80))
def test_any_text_gives_statements_inside_it(text: str) -> None:
    for s in page(text, STEPS).of(Statement):
        assert all(0 <= x.start < x.end <= len(text) for x in (s.span, *s.content, *s.cue, *s.source))


def measured(shared: Path, name: str, every: int) -> list[str]:
    sys.path.insert(0, str(ROOT / "bench"))
    common, bench = __import__("common"), __import__("statements")
    worse: list[str] = common.below(name, bench.figures(shared / "data/polnear/dev", every))
    return worse


def test_every_seventh_text_of_the_development_part(shared: Path) -> None:
    assert not measured(shared, "statements subset", 7)


@pytest.mark.slow
def test_the_whole_of_the_development_part(shared: Path) -> None:
    assert not measured(shared, "statements", 1)


@pytest.mark.slow
def test_the_work_of_statements_is_a_small_share_of_the_bare_parse(shared: Path) -> None:
    sys.path.insert(0, str(ROOT / "bench"))
    common, bench = __import__("common"), __import__("statements")
    assert not common.below("statements speed", bench.speed(shared / "data/polnear/dev"))


def test_a_headline_verb_is_no_part_of_the_speaker() -> None:
    text = (
        'Trump Praises Takaichi, Promises Japan "Anything You Want"\n\n'
        "President Donald Trump met Prime Minister Sanae Takaichi in Tokyo on Tuesday."
    )
    read = page(text, reading.STEPS)
    speakers = [text[s.speaker.start : s.speaker.end] for s in read.of(Statement) if s.speaker]
    assert speakers == ["Trump"]


@pytest.mark.parametrize(
    "text, says",
    [
        ("Ada Lind is keen on a new port.", False),
        ("Norland aims to reassure its partners about the port.", False),
        ("Ada Lind fears the cost of the port.", False),
        ("The harbour control is supported.", False),
        ("It is reported that Norland has agreed.", True),
        ("Ada Lind fears that the port will be closed.", True),
        ("Ada Lind stressed the importance of the port.", True),
        ("Ada Lind seeks “an honest talk about the port, and about nothing else”.", True),
    ],
)
def test_aims_and_worries_are_no_sayings(text: str, says: bool) -> None:
    found = list(statements(page(text, STEPS)))
    assert all(s.says is says for s in found)
    assert found or not says
