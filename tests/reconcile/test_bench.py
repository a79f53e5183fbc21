"""Floors of bench/stories.py and bench/copies.py, and their scorers on worked examples."""

from __future__ import annotations

import importlib
import random
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def bench(request: pytest.FixtureRequest) -> dict[str, ModuleType]:
    sys.path.insert(0, str(ROOT / "bench"))
    names = ("common", "spin", "stories", "copies")
    return {name: importlib.import_module(name) for name in names}


def test_scores_of_a_worked_example(bench: dict[str, ModuleType]) -> None:
    """Two events of two pages, of which one is split: B3 precision 1, recall .75; V from the entropies."""
    got = bench["stories"].scores(["a", "a", "b", "b"], ["1", "1", "2", "3"])
    assert got["b3_precision"] == 1.0
    assert got["b3_recall"] == 0.75
    assert got["v_measure"] == pytest.approx(0.8)
    assert got["ari"] == pytest.approx(4 / 7)
    assert set(bench["stories"].scores(["a", "b", "b"], ["1", "2", "2"]).values()) == {1.0}


def test_pages_are_made_the_same_from_the_same_seed(bench: dict[str, ModuleType]) -> None:
    text = "Ferries return\nThe company said on Monday that it would begin new trips. “We wait,” Brandt said."
    one, two, other = (bench["spin"].rewrite(text, random.Random(n), 1.0, 0.0) for n in (1, 1, 2))
    assert one == two != text
    assert "“We wait,”" in one and "“We wait,”" in other


def test_floors_of_stories(bench: dict[str, ModuleType], shared: Path) -> None:
    got = bench["stories"].figures(shared / "data" / "stories")
    assert bench["common"].below("stories", got) == []


@pytest.mark.slow
def test_floors_of_copies(bench: dict[str, ModuleType], shared: Path) -> None:
    got = bench["copies"].figures(shared / "data" / "stories")
    assert bench["common"].below("copies", got) == []


@pytest.mark.slow
def test_ten_pages_more_cost_little(bench: dict[str, ModuleType]) -> None:
    got = importlib.import_module("scale").figures([3000])
    assert bench["common"].below("scale", got) == []
