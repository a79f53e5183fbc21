"""What somebody says that somebody else said is a saying of its own, inside the other."""

from __future__ import annotations

import pytest

from dragoman.model import Statement
from dragoman.reading import STEPS
from pages import page

CASES = [
    ("Takaichi said on Tuesday that Trump had told her he would visit Japan next year.", ["Takaichi", "Trump"]),
    (
        "Prime Minister Anna Berg told reporters that President Ola Lund said the pact was dead.",
        ["Anna Berg", "Ola Lund"],
    ),
    ("President Ola Lund said he hopes that Anna Berg will come.", ["Ola Lund"]),
    ("President Anna Berg said she had told Ola Lund that the pact was dead.", ["Anna Berg", "she"]),
    ("The president said the prime minister told him that they would buy it.", ["president", "prime minister"]),
]


@pytest.mark.parametrize(("text", "speakers"), CASES)
def test_nested_sayings(text: str, speakers: list[str]) -> None:
    parsed = page(text, STEPS)
    found = [s for s in parsed.of(Statement) if s.speaker is not None]
    words = [parsed.document.text[s.speaker.start : s.speaker.end] for s in found if s.speaker]
    assert words == speakers


def test_the_inner_one_lies_within_the_outer_one() -> None:
    outer, inner = page(CASES[0][0], STEPS).of(Statement)
    assert outer.content[0].start <= inner.span.start and inner.span.end <= outer.content[0].end
