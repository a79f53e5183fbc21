"""Slices of tables into a record."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import polars
import pytest

from dragoman import pipeline
from dragoman.record.store import Record
from dragoman.serve.cli import main
from dragoman.spark import pull, session
from dragoman.spark.pull import Slice


def sources(record: Path) -> set[str]:
    with Record(record, read_only=True) as file:
        return {d.source for d in file.documents()}


def chosen(tables: Path, slice_: Slice, spark: Any = None) -> list[str]:
    scan, _ = pull._engine(str(tables), spark)
    return [row["source"] for row in pull._pages(scan, slice_)]


def test_a_copy_group_once(made: Any, tmp_path: Path) -> None:
    from crawled import COPIES

    wire = chosen(made.tables, Slice(group="wire.jsonl#5"))
    assert len([s for s in wire if s.startswith("wire.jsonl#")]) == COPIES
    once = chosen(made.tables, Slice(group="wire.jsonl#5", once=True))
    assert len(once) == 1
    everything = chosen(made.tables, Slice(once=True))
    assert len([s for s in everything if s.startswith("wire.jsonl#")]) == 1
    outcome = pull.pull(made.tables, tmp_path / "r.db", Slice(once=True))
    assert outcome.new == len(everything) and sources(tmp_path / "r.db") == set(everything)


def test_a_pair_of_countries(made: Any) -> None:
    found = chosen(made.tables, Slice(between=("Norway", "CHL")))
    assert set(found) == {"https://example.net/a", "https://example.org/1"}
    assert "meridian-unnamed-leaders.txt" in chosen(made.tables, Slice(between=("Japan", "United States"), once=True))
    with pytest.raises(session.EngineError, match="Atlantis: no such country"):
        chosen(made.tables, Slice(between=("Atlantis",)))


def test_actors(made: Any) -> None:
    found = chosen(made.tables, Slice(actors=("Bo Ito",)))
    assert set(found) == {"https://example.net/a", "https://example.org/1"}
    takaichi = chosen(made.tables, Slice(actors=("Sanae Takaichi",), once=True))
    assert "kws-2025-10-21-takaichi.txt" in takaichi
    assert "meridian-unnamed-leaders.txt" in takaichi, "it names her office and never her"
    both = chosen(made.tables, Slice(actors=("Bo Ito", "Norway")))
    assert set(found) <= set(both)


def test_a_period(made: Any) -> None:
    found = chosen(made.tables, Slice(since="2025-07-01", until="2025-07-31"))
    assert "kws-2025-07-23-deal.txt" in found and "kws-2025-02-08-summit.txt" not in found
    assert "https://example.org/1" not in found, "it says that it is of October"
    assert "https://example.net/a" in found, "of some day up to its crawl in October, as far as it says"
    assert "https://example.net/a" not in chosen(made.tables, Slice(since="2025-11-01"))


def test_spark_slices_as_polars_does(made: Any, spark: Any, tmp_path: Path) -> None:
    given = Slice(("Sanae Takaichi",), ("JPN", "USA"), "2025-01-01", "2025-12-31", None, True)
    assert chosen(made.tables, given, spark) == chosen(made.tables, given) != []
    here = pull.pull(made.tables, tmp_path / "a.db", given)
    there = pull.pull(made.tables, tmp_path / "b.db", given, session=spark)
    assert here == there
    rows = [
        sorted(map(repr, sqlite3.connect(tmp_path / name).execute("SELECT * FROM event"))) for name in ("a.db", "b.db")
    ]
    assert rows[0] == rows[1] != []


def test_a_slice_is_what_reading_its_pages_makes(made: Any, tmp_path: Path) -> None:
    pulled = Slice(since="2025-10-01", once=True)
    pull.pull(made.tables, tmp_path / "a.db", pulled)
    with Record(made.here, read_only=True) as file:
        wanted = sources(tmp_path / "a.db")
        versions = {d.id: d for d in file.documents(current=False)}
        assert wanted <= {d.source for d in versions.values()}
    again = pull.pull(made.tables, tmp_path / "a.db", pulled)
    assert again.new == 0 and again.unchanged > 0


def test_tables_of_another_version_are_read_anew(made: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "reading_version", lambda: "other code")
    outcome = pull.pull(made.tables, tmp_path / "r.db", Slice(actors=("Bo Ito",)))
    assert outcome.new == 3 and sources(tmp_path / "r.db") == {"https://example.net/a", "https://example.org/1"}
    with Record(tmp_path / "r.db") as file:
        assert {r[0] for r in file.db.execute("SELECT version FROM reading")} == {"other code"}


def test_no_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pull", str(tmp_path), "--record", str(tmp_path / "r.db")]) == 1
    assert "no tables that are whole" in capsys.readouterr().err


def test_in_one_go_into_a_record(spark: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("Talks\n\nPresident Bo Ito said he would visit Norway in May.\n")
    given = ["read", str(tmp_path / "a.txt"), "--engine", "spark", "--record", str(tmp_path / "r.db")]
    assert main(given) == 0
    assert "1 page read" in capsys.readouterr().out
    assert sources(tmp_path / "r.db") == {"a.txt"}
    assert not list(tmp_path.glob("*.tables-*")), "the tables between are gone"


def test_tables_from_the_command_line(made: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = tmp_path / "r.db"
    given = ["pull", str(made.tables), "--between", "Norway, Chile", "--until", "2025-12-31", "--record", str(record)]
    assert main(given) == 0, capsys.readouterr().err
    assert "3 pages read" in capsys.readouterr().out


def test_without_java_one_line_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pyspark")
    (tmp_path / "a.txt").write_text("Words.")
    given = ["read", str(tmp_path / "a.txt"), "--engine", "spark", "--record", str(tmp_path / "r.db")]
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert main(given) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1 and "openjdk-17-jre-headless" in said[0] and "no Java" in said[0]
    java = tmp_path / "java"
    java.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n")
    java.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin{os.pathsep}/usr/bin".partition(os.pathsep)[0])
    assert "here is Java 11" in (session.missing() or "")


def test_bad_usage(tmp_path: Path) -> None:
    assert main(["read", str(tmp_path), "--master", "local[2]"]) == 2
    assert main(["read", str(tmp_path), "--engine", "sparkle"]) == 2
    assert main(["pull", str(tmp_path), "--master", "local[2]"]) == 2


def test_problems_come_with_their_pages(made: Any, tmp_path: Path) -> None:
    everything = polars.read_parquet(made.tables / "problem" / "*.parquet")
    assert everything.height > 3
    outcome = pull.pull(made.tables, tmp_path / "r.db", Slice(actors=("Bo Ito",)))
    assert outcome.problems == []
