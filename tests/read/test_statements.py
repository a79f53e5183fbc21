"""Who said what, in whose words."""

from __future__ import annotations

import pytest

from conftest import cases
from dragoman.model import Statement
from dragoman.read.statements import statements
from dragoman.step import Step
from pages import page

STEPS = [Step("statements", statements, (Statement,))]


def said(text: str) -> list[str]:
    found = page(text, STEPS)
    words = lambda spans: " + ".join(text[s.start : s.end] for s in spans)  # noqa: E731
    return ["|".join((s.mode, words(s.source), words(s.cue), words(s.content))) for s in found.of(Statement)]


@pytest.mark.parametrize("case", cases("statements"), ids=lambda c: c["note"])
def test_statements(case: dict[str, str]) -> None:
    assert said(case["text"]) == [line for line in case["expected"].split("\n") if line]


def test_nothing_in_nothing_out() -> None:
    assert said("") == [] and said("“”") == [] and said('"') == []
