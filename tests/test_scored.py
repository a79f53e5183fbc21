"""The pipeline against hand-made gold: floors of `bench/floors.json`, which only rise."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "bench"))

import common  # noqa: E402
import scored  # noqa: E402


@pytest.mark.parametrize("name", ["seeds", "examples", "briefings"])
def test_floors(name: str, shared: Path) -> None:
    figures = {f"{name}_{k}": v for k, v in getattr(scored, name)(shared).items()}
    mine = {key for key in common.floors("scored") if key.removeprefix("max:").startswith(name)}
    assert mine
    assert [w for w in common.below("scored", figures) if w.split(".", 1)[1].startswith(name)] == []
