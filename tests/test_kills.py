"""Kills, power cuts, two writers, a clock that lies: what is left is whole, and a re-run completes it."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dragoman.record import schema
from dragoman.record.store import Record, RecordError

ROOT = Path(__file__).resolve().parents[1]


def killing(*given: str | Path) -> dict[str, int]:
    """Run tests/killing.py in a process of its own, since it forks."""
    command = [sys.executable, str(ROOT / "tests" / "killing.py"), *map(str, given)]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_killed_work_leaves_a_whole_record_and_can_be_done_again(tmp_path: Path) -> None:
    assert killing(tmp_path / "k", "--count", "20")["before the end"] >= 9


def test_two_writers_and_a_reader(tmp_path: Path) -> None:
    assert killing(tmp_path / "k", "--together")["looked"] > 1


@pytest.mark.slow
def test_many_killed_works(tmp_path: Path) -> None:
    assert killing(tmp_path / "k", "--count", "360", "--seed", "1")["before the end"] >= 250


def test_an_older_layout_is_brought_up_to_date_and_a_newer_one_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "r.db"
    layouts = schema.MIGRATIONS
    Record(path).__exit__(None, None, None)
    monkeypatch.setattr(schema, "MIGRATIONS", (*layouts, "CREATE TABLE extra (id TEXT);\nthis is no SQL;\n"))
    with pytest.raises(RecordError):
        Record(path)
    monkeypatch.setattr(schema, "MIGRATIONS", layouts)
    with Record(path) as record:  # the half of it that worked is undone
        assert not record.db.execute("SELECT 1 FROM sqlite_master WHERE name='extra'").fetchone()
    monkeypatch.setattr(schema, "MIGRATIONS", (*layouts, "CREATE TABLE extra (id TEXT);\n"))
    with pytest.raises(RecordError, match="older"):
        Record(path, read_only=True)
    with Record(path) as record:
        assert record.db.execute("SELECT count(*) FROM extra").fetchone()[0] == 0
    monkeypatch.setattr(schema, "MIGRATIONS", layouts)
    with pytest.raises(RecordError, match="newer"):
        Record(path)


def test_nothing_that_is_written_depends_on_a_clock() -> None:
    """A clock that goes backwards changes nothing, since nobody asks it."""
    rooms = (
        "clean",
        "reading",
        "record",
        "reconcile",
        "report",
        "data",
        "timex.py",
        "pipeline.py",
        "step.py",
        "parts.py",
    )
    clocks = ("date.today", "datetime.now", "datetime.utcnow", "time.time", "time.monotonic", "time.localtime")
    for room in rooms:
        place = ROOT / "src" / "dragoman" / room
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                assert not (isinstance(node, ast.Attribute) and ast.unparse(node).endswith(clocks)), (file, node.lineno)
