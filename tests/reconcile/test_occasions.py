"""Days of what a page tells by an occasion that a table knows the day of."""

from __future__ import annotations

import pytest

from dragoman.model import Actor, Document, Line, Mention, Reference, Span, TimeExpression, When
from dragoman.reconcile.occasions import Occasion, told_by
from dragoman.reconcile.world import look_up
from dragoman.settings import Settings
from dragoman.step import Tables

TRUMP, BIDEN = Actor("t", "person", "Donald Trump", "USA"), Actor("b", "person", "Joe Biden", "USA")
SUGA, JAPAN = Actor("s", "person", "Yoshihide Suga", "JPN"), Actor("j", "country", "Japan", "JPN")


def days(
    sentence: str, words: str, relation: str, sides: tuple[Actor, ...], page: str, more: str = ""
) -> tuple[str | None, str | None] | None:
    """Days of an event of `sides` told in a sentence on a day."""
    text = Document("d", "d.txt", sentence, (Line(0, len(sentence), "body"),), "", "")
    start = sentence.index(words)
    span = Span("d", start, start + len(words))
    named = Span("d", start, start + len(words.split("'")[0])) if "'" in words else None
    tables = Tables([text], [Mention(named, "name", "Biden")] if named else [], Settings())
    tables.replace((Actor,), [TRUMP, BIDEN, SUGA, JAPAN])
    tables.replace((Reference,), [Reference(named, ("b",))] if named else [])
    time = TimeExpression(span, "DATE", f"{{{words}}}{more}", words, relation)  # type: ignore[arg-type]
    found: Occasion | None = told_by(look_up(tables), time, sentence, tuple(a.id for a in sides), When(page, page))
    return found and (found.earliest, found.latest)


def test_an_election_won_is_the_one_when_the_other_side_was_in_office() -> None:
    sentence = "Suga was among those who called him after his victory."
    assert days(sentence, "his victory", "after", (SUGA, BIDEN), "2024-06-01") == ("2020-11-03", "2024-06-01")
    assert days(sentence, "his victory", "after", (SUGA, TRUMP), "2025-06-01") is None  # not in office for either


def test_whose_occasion_it_is_the_words_say() -> None:
    sentence = "The two spoke two days after Biden's inauguration."
    assert days(sentence, "Biden's inauguration", "after", (TRUMP,), "2024-06-01", "+2D") == (
        "2021-01-22",
        "2021-01-22",
    )
    assert days(sentence, "Biden's inauguration", "before", (), "2024-06-01") == (None, "2021-01-20")


def test_who_was_among_the_first_was_so_within_weeks() -> None:
    sentence = "Suga was the second leader to meet him after his victory."
    assert days(sentence, "his victory", "after", (SUGA, BIDEN), "2024-06-01") == ("2020-11-03", "2020-12-23")


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("He met Suga after his victory in Ohio.", "his victory"),
        ("He met Suga after his primary victory.", "his primary victory"),
        ("He met Suga after the summit.", "the summit"),
    ],
)
def test_other_occasions_are_not_known(sentence: str, words: str) -> None:
    assert days(sentence, words, "after", (SUGA, BIDEN), "2024-06-01") is None


def test_a_day_after_the_page_is_not_meant() -> None:
    assert days("He met Suga after his victory.", "his victory", "after", (SUGA, BIDEN), "2020-09-20") is None
