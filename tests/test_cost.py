"""Floors of bench/cost.py that hold on a busy machine, and its parts on a few pages."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from dragoman import sources
from dragoman.model import RawPage
from dragoman.settings import Settings

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def cost() -> ModuleType:
    sys.path.insert(0, str(ROOT / "bench"))
    return importlib.import_module("cost")


@pytest.fixture(scope="module")
def pages() -> list[RawPage]:
    return every()[:8]


def every() -> list[RawPage]:
    found = sources.walk([str(ROOT / "examples" / "japan-us")], Settings())
    return [p for p in found if isinstance(p, RawPage)]


def test_a_page_that_was_read_costs_next_to_nothing(cost: ModuleType, tmp_path: Path) -> None:
    got = cost.again(every(), tmp_path)  # of eight the second reading takes two ticks of some systems' clock
    assert got["again_unchanged"] < 0.05, got
    assert got["again_other_name"] < 0.05, got


def test_a_crawl_half_of_which_is_repeated(cost: ModuleType, pages: list[RawPage], tmp_path: Path) -> None:
    """Eight pages are too few for the floor of 1: what is done once a run weighs in; some .7 is usual."""
    assert cost.mixed(pages, tmp_path)["mixed_faster_than_bare"] > 0.3


def test_memory_and_processes_are_measured(cost: ModuleType, pages: list[RawPage], tmp_path: Path) -> None:
    got = cost.memory(ROOT / "examples" / "japan-us", 20, tmp_path)
    assert 0.9 < got["memory_growth"] < 2, got
    made = [list(cost.generated(5, ["A sentence that is long enough to be taken. " * 4])) for _ in range(2)]
    assert made[0] == made[1] and len({p.data for p in made[0]}) == 5


@pytest.mark.slow
def test_floors(cost: ModuleType, shared: Path) -> None:
    """On enough pages that what is done once weighs little; ratios, so that a busy machine does not matter much."""
    common, reading = (importlib.import_module(name) for name in ("common", "reading"))
    data = shared / "data"
    got = cost.figures(data / "briefings", data / "pages" / "html", ("again", "mixed"), 40)
    assert common.below("cost", got) == []
    tries = (common.below("reading", reading.figures(data / "briefings", 100)) for _ in range(3))
    assert any(not worse for worse in tries)  # what else the machine does can only make it look dearer or cheaper


def test_what_starts_brings_nothing_heavy(tmp_path: Path) -> None:
    """A brief and the pipeline itself start without what only some of their work needs."""
    code = """
import sys
import dragoman.pipeline
from dragoman.report import brief
from dragoman.serve import cli
cli.main(["brief", "--record", sys.argv[1]])
heavy = {"scipy", "spacy", "polars", "trafilatura", "numpy", "pydantic", "rich"} & set(sys.modules)
assert not heavy, heavy
"""
    subprocess.run([sys.executable, "-c", code, tmp_path / "none.db"], check=True, timeout=120)
