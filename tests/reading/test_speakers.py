"""Which mentions speak by a source."""

from __future__ import annotations

import pytest

from dragoman.model import Statement
from dragoman.reading import STEPS
from pages import page

CASES = [
    ("The president and Prime Minister Anna Berg said that the pact would hold.", ["president", "Anna Berg"]),
    (
        "The premier, Ada Lind, and the foreign minister, Ola Berg, told reporters they would resign.",
        ["Ada Lind", "Ola Berg"],
    ),
    ("President Ola Lund and his lawyers said that the court was wrong.", ["Ola Lund", "lawyers"]),
    ("A Syrian refugee who fled the town said that the claim was false.", []),
    ("He read the act by Anna Berg, which says that ships must be sold.", []),
    ("A spokesman for President Ola Lund disputed the report.", ["A spokesman"]),
    ("President Anna Berg spoke first. Berg voters said that the wall should be built.", ["Berg voters"]),
]


@pytest.mark.parametrize(("text", "voices"), CASES)
def test_who_speaks(text: str, voices: list[str]) -> None:
    parsed = page(text, STEPS)
    last = parsed.of(Statement)[-1]
    spans = (last.speaker, *last.joint) if last.speaker else ()
    assert [text[v.start : v.end] for v in spans] == voices
