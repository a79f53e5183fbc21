"""The frame of the room: steps replace what they made before, and a fault in one loses no other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dragoman import reconcile
from dragoman.model import Copy, Thread
from dragoman.settings import Settings
from dragoman.step import Step, Tables


def copy(tables: Tables) -> Iterator[Copy]:
    yield Copy("a", "b", "near", 1.0)


def broken(tables: Tables) -> Iterator[Thread]:
    yield Thread("t", "", ())
    raise ValueError("no such thing")


def test_a_step_listed_twice_replaces_what_it_made_and_a_fault_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = (Step("copies", copy, (Copy,)), Step("stories", broken, (Thread,)), Step("copies", copy, (Copy,)))
    monkeypatch.setattr(reconcile, "STEPS", steps)
    tables = Tables([], [], Settings())
    problems = reconcile.run(tables)
    assert [p.step for p in problems] == ["reconcile.stories"]
    assert len(tables.all(Copy)) == 1
    assert tables.all(Thread) == []
