"""Copies that give another figure than their original."""

from __future__ import annotations

import pytest

from dragoman import clean
from dragoman.model import Copy, Sentence, Span
from dragoman.reconcile.conflicting_copies import of_copy
from dragoman.settings import Settings
from dragoman.step import Tables

FREED = "Under the accord Chile will release 18 Peruvian soldiers by the end of June."


@pytest.mark.parametrize(
    ("other", "values"),
    [
        ("Under the accord Chile will release 20 Peruvian soldiers by the end of June.", ["18", "20"]),
        (FREED, []),
        ("Under the accord Chile will soon release 20 Peruvian soldiers by the end of June.", []),  # other words
        ("The accord on which both agreed says that 20 died on the border.", []),
    ],
)
def test_a_copy_with_another_figure(other: str, values: list[str]) -> None:
    assert told(FREED, other) == [f"{v} Peruvian soldiers" for v in values]
    assert told(FREED, other, "rewrite") == []


def told(one: str, other: str, kind: str = "near") -> list[str]:
    documents = [clean.plain(text, f"{n}.txt") for n, text in enumerate((one, other))]
    tables = Tables(documents, [Sentence(Span(d.id, 0, len(d.text)), 0) for d in documents], Settings())
    copy = Copy(documents[0].id, documents[1].id, kind, 0.9)  # type: ignore[arg-type]
    return [s.value for c in of_copy(tables, copy) for s in c.sides]


def test_a_count_that_runs_on_is_no_contradiction() -> None:
    sentence = "The fighting on the border of Chile killed {} people by Sunday night."
    assert told(sentence.format(36), sentence.format(38)) == []
