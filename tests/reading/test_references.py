"""Whom pronouns, bare offices and groups stand for on one page."""

from __future__ import annotations

import pytest

from conftest import cases
from dragoman.model import Mention
from dragoman.reading import references
from pages import page


@pytest.mark.parametrize("row", cases("mentions"), ids=lambda r: r["text"][:40])
def test_cases(row: dict[str, str]) -> None:
    """`expected` says what the last mention with the words of `mention` stands for, or its members."""
    parsed = page(row["text"])
    found = list(references.mentions(parsed))
    m = [m for m in found if m.surface == row["mention"]][-1]
    text = parsed.document.text
    if m.members:
        assert "|".join(text[s.start : s.end] for s in m.members) == row["expected"]
        return
    named = {x.span: x for x in found}
    stands: Mention | None = m
    for _ in range(5):
        if stands is not None and stands.antecedent is not None and stands.kind != "name":
            stands = named[stands.antecedent]
    assert stands is not None
    got = stands.name or stands.country or "" if stands is not m or m.kind == "name" else m.country or ""
    assert got == row["expected"]
