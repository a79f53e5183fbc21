"""Base forms of words."""

from __future__ import annotations

import pytest

from conftest import cases
from dragoman.reading.parse import lemma


@pytest.mark.parametrize("case", cases("lemmas"), ids=lambda c: c["text"])
def test_base_of_a_verb(case: dict[str, str]) -> None:
    word, tag = case["text"].split()
    assert lemma(word, tag) == case["expected"]
