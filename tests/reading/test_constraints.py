"""What holds a side back."""

from __future__ import annotations

import pytest

from dragoman.model import Constraint
from dragoman.reading import STEPS
from pages import page

CASES = [
    ("Norway is two votes short of a majority.", "no majority", "Norway"),
    ("Denmark will rely on opposition parties to pass its budget.", "no majority", "Denmark"),
    ("Chile needs parliamentary approval for the sale.", "approval needed", "Chile"),
    ("Peru said its debt burden left no room for new arms.", "budget", "its"),
    ("France is barred by its constitution from ceding territory.", "law", "France"),
]


@pytest.mark.parametrize(("text", "what", "on"), CASES)
def test_constraint(text: str, what: str, on: str) -> None:
    read = page(text, STEPS)
    (one,) = read.of(Constraint)
    assert one.what.split(":")[0] == what
    assert [text[s.start : s.end] for s in one.on] == [on]


@pytest.mark.parametrize("text", ["Norway met Sweden.", "The treaty was signed in Oslo.", "A majority was late."])
def test_nothing(text: str) -> None:
    assert not page(text, STEPS).of(Constraint)
