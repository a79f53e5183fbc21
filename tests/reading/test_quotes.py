"""Quotation marks, whatever they look like."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.reading import quotes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We agree,” she said. “It is time.”", ["We agree,", "It is time."]),
        ('"We agree," she said. "It is time."', ["We agree,", "It is time."]),
        ("''We agree,'' she said.", ["We agree,"]),
        ("“It is time. We must act.", ["It is time. We must act."]),
        ("It ends here,” she said.", []),
        ("“We agree,” she said. It is time. We must act.”", ["We agree,", "It is time. We must act."]),
        ("She praised his ”willingness to help.”", ["willingness to help."]),
        ("“We agree,” she said of the 12”", ["We agree,"]),
        ("The minister's staff won't say what the officials' plan is.", []),
        ("‘We will stand together,’ the premier said.", ["We will stand together,"]),
        ("Premier vows 'whatever it takes' on trade", ["whatever it takes"]),
        ("“He told me ‘no’ twice,” she said.", ["He told me ‘no’ twice,"]),
        ('A shell of 12" hit the pier', []),
        ("«Nous sommes prêts», said the envoy.", ["Nous sommes prêts"]),
    ],
)
def test_quotations_of_a_line(text: str, expected: list[str]) -> None:
    assert [q.inner(text) for q in quotes.quotes(text)] == expected


def test_a_mark_left_open_runs_to_the_end_of_the_line() -> None:
    assert [q.closed for q in quotes.quotes("“It is time. We must act.")] == [False]


@given(st.text(alphabet="ab. ,\"'“”‘’«»\n", max_size=60))
def test_quotations_are_in_order_and_do_not_overlap(text: str) -> None:
    found = quotes.quotes(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(0 <= q.start < q.end <= len(text) for q in found)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("MODERATOR:  Good afternoon, everyone.", "MODERATOR"),
        ("SENIOR ADMINISTRATION OFFICIAL: Sure.", "SENIOR ADMINISTRATION OFFICIAL"),
        ("Q    Can you say more?", "Q"),
        ("Note: this is no turn.", None),
        ("Quite so, he said.", None),
        ("WASHINGTON — The two sides met.", None),
    ],
)
def test_turns_of_a_transcript(text: str, name: str | None) -> None:
    turn = quotes.turn(text)
    assert (turn and turn[0]) == name
