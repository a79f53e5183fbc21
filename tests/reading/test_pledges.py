"""Pledges: a table of sentences with what each promises, and what must not count."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from conftest import cases
from dragoman.model import PledgeMention
from dragoman.reading import STEPS
from dragoman.reading.parse import Parsed
from pages import page

CASES = cases("pledges")


def shown(read: Parsed, row: PledgeMention) -> str:
    """ "pledge announced: Japan -> Ukraine: what [amount] <deadline> if condition {baseline}", as the table has it."""
    text = read.document.text
    by = ", ".join(text[s.start : s.end] for s in row.by)
    to = ", ".join(text[s.start : s.end] for s in row.to)
    terms = f" [{text[row.quantity.start : row.quantity.end]}]" if row.quantity else ""
    terms += f" <{text[row.deadline.start : row.deadline.end]}>" if row.deadline else ""
    terms += f" if {row.condition}" if row.condition else ""
    terms += f" {{{row.baseline}}}" if row.baseline else ""
    return f"{row.kind} {row.status}: {by}{' -> ' + to if to else ''}: {row.what}{terms}"


@pytest.mark.parametrize("case", CASES, ids=[c["text"][:60] for c in CASES])
def test_case(case: dict[str, str]) -> None:
    read = page(case["text"].replace("|", "\n"), STEPS)
    assert " ; ".join(shown(read, row) for row in read.of(PledgeMention)) == case["expected"]


@pytest.mark.slow
def test_floors(shared: Path) -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))
    import common
    import pledges

    assert common.below("pledges", pledges.figures(shared, timed=False)) == []
