"""Base forms of words."""

from __future__ import annotations

import pytest

from conftest import cases
from dragoman.reading import parse
from dragoman.reading.parse import lemma


@pytest.mark.parametrize("case", cases("lemmas"), ids=lambda c: c["text"])
def test_base_of_a_verb(case: dict[str, str]) -> None:
    word, tag = case["text"].split()
    assert lemma(word, tag) == case["expected"]


def test_a_model_that_met_too_many_words_is_loaded_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    line = "Norway will lend its neighbours two billion crowns by the end of March."
    before, model = parse.parse_lines([line]), parse.language_model()
    for number in range(300):
        model.vocab.strings.add(f"Kvadsund{number}")
    monkeypatch.setattr(parse, "STRINGS", len(model.vocab.strings) - 100)
    assert parse.parse_lines([line]) == before
    fresh = parse.language_model()
    assert fresh is not model and len(fresh.vocab.strings) <= parse.STRINGS
    assert parse.parse_lines([line]) == before and parse.language_model() is fresh
