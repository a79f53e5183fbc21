"""A record that grew in parts, in any order, with pages taken out again, holds what one made at once holds."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman import parts, pipeline, step
from dragoman.reconcile import blocks
from dragoman.record.check import check
from dragoman.record.store import Read, Record
from dragoman.settings import Settings

ONE = Settings(processes=1)
POOL = 24  # generated pages
BESIDE = ("meta", "raw", "document", "reading", "parse", "removed", "carried", "search", "sqlite_", "known_")


@cache
def pool() -> list[Read]:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))
    made: list[Read] = list(importlib.import_module("growing").pages(0, POOL))
    return made


def rows(record: Record) -> dict[str, list[tuple[object, ...]]]:
    """Every row of what was worked out, as it stands in the file."""
    tables = [r[0] for r in record.db.execute("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")]
    kept = [t for t in tables if not t.startswith(BESIDE)]
    return {t: sorted(map(tuple, record.db.execute(f'SELECT * FROM "{t}"')), key=repr) for t in kept}


def grown(path: Path, parts: Sequence[tuple[Sequence[int], Sequence[int]]]) -> set[int]:
    """Add pages and take pages out, part by part; the pages that are left."""
    here: set[int] = set()
    with Record(path) as record:
        for added, removed in parts:
            record.add([pool()[n] for n in added], pipeline.reading_version())
            assert pipeline.update(record, ONE) == []
            here |= set(added)
            gone = [pool()[n].raw.source for n in removed if n in here]
            pipeline.remove(record, gone, ONE)
            here -= set(removed)
    return here


def same(folder: Path, parts: Sequence[tuple[Sequence[int], Sequence[int]]], chance: Random) -> None:
    here = sorted(grown(folder / "grown.db", parts))
    chance.shuffle(here)
    grown(folder / "once.db", [(here, ())])
    with Record(folder / "grown.db") as one, Record(folder / "once.db") as other:
        found, wanted = rows(one), rows(other)
        for table in wanted:
            assert found[table] == wanted[table], table
        assert list(check(one)) == []


pages = st.sets(st.integers(0, POOL - 1), min_size=1, max_size=10).map(sorted)
several = st.lists(st.tuples(pages, st.sets(st.integers(0, POOL - 1), max_size=3).map(sorted)), min_size=2, max_size=3)


@settings(max_examples=4, deadline=None)
@given(parts=several, chance=st.randoms(use_true_random=False))
def test_grown_in_parts_is_as_made_at_once(parts: list[tuple[list[int], list[int]]], chance: Random) -> None:
    seen: set[int] = set()
    fresh = []
    for added, removed in parts:  # a page that was taken out does not come back
        fresh.append(([n for n in added if n not in seen], removed))
        seen |= {*added, *removed}
    with TemporaryDirectory() as folder:
        same(Path(folder), fresh, chance)


def test_grown_in_parts_where_blocks_are_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks are cut into periods, which get shorter and longer as pages come and go, down to days that are floods."""
    monkeypatch.setattr(blocks, "MANY", 4)
    order = Random(1).sample(range(POOL), POOL)
    same(tmp_path, [(order[:12], order[2:5]), (order[12:18], order[:1]), (order[18:], order[14:21])], Random(2))


def test_what_is_laid_out_again_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a large record few pages are objects at a time: with room for two pages and parts all come to the same."""
    grown(tmp_path / "roomy.db", [(range(POOL), ())])
    monkeypatch.setattr(step, "LAID_OUT", 2)
    monkeypatch.setattr(parts, "_rows", lru_cache(maxsize=2)(parts._rows.__wrapped__))
    monkeypatch.setattr(blocks, "HELD", 2)
    grown(tmp_path / "tight.db", [(range(POOL), ())])
    with Record(tmp_path / "roomy.db") as roomy, Record(tmp_path / "tight.db") as tight:
        assert rows(tight) == rows(roomy)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_many_parts(seed: int, tmp_path: Path) -> None:
    chance = Random(seed)
    order = chance.sample(range(POOL), POOL)
    parts = [(order[n : n + 6], chance.sample(order[: n + 6], 2)) for n in range(0, POOL, 6)]
    same(tmp_path, parts, chance)
