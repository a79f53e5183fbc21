"""A standalone master with workers on the loopback: killed workers, many copies, spark-submit. All slow."""

from __future__ import annotations

import importlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from crawled import STORY
from dragoman import pipeline
from dragoman.settings import Settings
from dragoman.spark import pull, session
from dragoman.spark.pull import Slice

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bench() -> dict[str, ModuleType]:
    if (wanted := session.missing()) is not None:
        pytest.skip(wanted)
    sys.path.insert(0, str(ROOT / "bench"))
    return {name: importlib.import_module(name) for name in ("cluster", "scale_spark")}


def driver(given: list[str | Path], env: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "dragoman", *map(str, given)], env=env, stderr=subprocess.PIPE)


def rows(record: Path, table: str) -> list[str]:
    return sorted(map(repr, sqlite3.connect(record).execute(f'SELECT * FROM "{table}"')))


def test_two_workers_of_which_one_is_killed_make_the_record_of_one_machine(bench: Any, tmp_path: Path) -> None:
    cluster = bench["cluster"]
    folder = bench["scale_spark"].pages(tmp_path / "pages", 240)
    tables = tmp_path / "tables"
    with cluster.standalone(tmp_path / "cluster", 2) as running:
        options = ["--engine", "spark", "--master", running.master, "--tables", tables, "-q"]
        job = driver(["read", folder, *options], running.env)
        end = time.monotonic() + 300
        while not (tables / "document" / "_SUCCESS").exists():  # what comes next is reading, the longest of all
            assert job.poll() is None and time.monotonic() < end, job.stderr and job.stderr.read()
            time.sleep(0.1)
        victim = running.workers[0]
        executors = cluster.below(victim.pid)
        assert executors, "the worker has work"
        for process in (*executors, victim.pid):
            os.kill(process, signal.SIGKILL)
        _, said = job.communicate(timeout=500)
        assert job.returncode == 0, said.decode()[-2000:]
    pull.pull(tables, tmp_path / "there.db")
    pipeline.read([folder], tmp_path / "here.db", Settings(processes=1))
    for table in ("document", "reading", "reference", "event", "pledge", "saying", "copy", "story", "problem"):
        assert rows(tmp_path / "here.db", table) == rows(tmp_path / "there.db", table), table


def test_spark_submit(bench: Any, tmp_path: Path) -> None:
    import pyspark

    (tmp_path / "a.txt").write_text(STORY)
    submit = Path(pyspark.__file__).parent / "bin" / "spark-submit"
    with bench["cluster"].standalone(tmp_path / "cluster", 1) as running:
        job = [submit, "--master", running.master, ROOT / "examples" / "spark-job.py"]
        given = ["read", tmp_path / "a.txt", "--engine", "spark", "--tables", tmp_path / "tables"]
        done = subprocess.run([*job, *given], env=running.env, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "1 page read, 1 different texts, 0 problems" in done.stdout


def test_fifty_thousand_copies_of_a_story_hang_no_task(spark: Any, tmp_path: Path) -> None:
    from dragoman.spark import tables

    count = 50_000
    with (tmp_path / "wire.jsonl").open("w", encoding="utf-8") as file:
        for n in range(count):
            # every tenth has a line of its own: near copies, whose texts are all different
            own = f"\n\nThis is edition {n} of the paper, printed in town number {n * 7919}.\n" if n % 10 == 0 else ""
            file.write(json.dumps({"id": n, "text": STORY + own}) + "\n")
    longest = 0.0
    before = time.monotonic()

    def told(what: str) -> None:
        nonlocal longest, before
        longest, before = max(longest, time.monotonic() - before), time.monotonic()

    made = tables.make(spark, [tmp_path / "wire.jsonl"], tmp_path / "tables", told=told)
    assert (made.pages, made.texts, made.wrong) == (count, 1 + count // 10, 0)
    outcome = pull.pull(tmp_path / "tables", tmp_path / "r.db", Slice(once=True))
    assert outcome.new == 1
