"""Quantities: a table of cases, and what holds for any text."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import cases
from dragoman import clean
from dragoman.model import Quantity
from dragoman.reading.parse import Parsed
from dragoman.reading.quantities import quantities

CASES = cases("quantities")


def found(text: str) -> list[Quantity]:
    """Quantities need lines only, so no parse is made."""
    return list(quantities(Parsed(clean.plain(text, "test.txt"), [])))


def shown(quantity: Quantity) -> str:
    """ "at least 10..20 USD/year", as the table writes it."""
    bound = "" if quantity.bound == "exact" else f"{quantity.bound} "
    high = "" if quantity.high is None else f"..{quantity.high.normalize():f}"
    per = f"/{quantity.per}" if quantity.per else ""
    return f"{bound}{quantity.amount.normalize():f}{high} {quantity.unit}{per}"


@pytest.mark.parametrize("case", CASES, ids=[c["text"] for c in CASES])
def test_case(case: dict[str, str]) -> None:
    assert "; ".join(map(shown, found(case["text"]))) == case["expected"]


def test_span_keeps_the_wording() -> None:
    text = "They will pay up to $11 billion a year, or more."
    (one,) = found(text)
    assert text[one.span.start : one.span.end] == "up to $11 billion a year"
    assert one.amount == Decimal(11_000_000_000)


def test_line_breaks_and_curly_apostrophes_keep_offsets() -> None:
    text = "Japan’s share is **at least ¥8.7\u00a0trillion** now"
    (one,) = found(text)
    assert text[one.span.start : one.span.end] == "at least ¥8.7\u00a0trillion"


@given(st.text(alphabet="0123456789 .,-/$€¥%abdefghimnorstuvxy½½’\n", max_size=80))
def test_any_text_is_read_without_error_and_in_order(text: str) -> None:
    rows = found(text)
    assert all(r.unit and r.amount >= 0 for r in rows)
    assert all(a.span.end <= b.span.start for a, b in pairwise(rows))
    assert all(0 <= r.span.start < r.span.end <= len(text) for r in rows)
