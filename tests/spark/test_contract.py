"""The contract: what Spark reads is what one machine reads, to the row."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import polars
import pytest

from crawled import COPIES
from dragoman.model import RawPage
from dragoman.record.check import check
from dragoman.record.store import Record
from dragoman.spark import schema, session, tables


def table_names(db: sqlite3.Connection) -> list[str]:
    rows = db.execute("SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'search%' ORDER BY name")
    return [name for (name,) in rows if name != "parse"]  # a cache, which may be empty


def test_every_table_of_the_record_is_the_same(made: Any) -> None:
    here, there = sqlite3.connect(made.here), sqlite3.connect(made.there)
    assert table_names(here) == table_names(there)
    counts = {}
    for name in table_names(here):
        rows = [sorted(map(repr, db.execute(f'SELECT * FROM "{name}"'))) for db in (here, there)]
        assert rows[0] == rows[1], name
        counts[name] = len(rows[0])
    assert min(counts[name] for name in ("document", "reading", "event", "pledge", "saying", "copy", "problem")) > 0
    with Record(made.there) as record:
        assert list(check(record)) == []


def test_problems_are_the_same(made: Any) -> None:
    here, there = (sorted((p.where, p.step, p.message) for p in problems) for problems in made.problems)
    assert here == there
    assert any("no such file" in message for _, _, message in here)
    assert {"crawl.parquet:3", "broken.txt", "empty.txt", f"wire.jsonl:{COPIES + 1}"} <= {p[0] for p in here}


def test_mention_tables_hold_what_the_record_holds(made: Any) -> None:
    with Record(made.here) as record:
        documents = list(record.documents(current=False))
        said = {(type(r).__name__.lower(), r) for d in documents for r in record.said(d)}
    found = set()
    for name in schema.SAID:
        for row in polars.read_parquet(made.tables / name / "*.parquet").iter_rows(named=True):
            found.add((name, schema.record(name, row["document"], row)))
    assert found == said


def test_every_type_survives_its_table() -> None:
    from decimal import Decimal

    import pyarrow as pa

    from dragoman.model import Mention, Quantity, Span

    def kept(name: str) -> pa.DataType:
        return pa.struct(list(schema.fields(schema.SAID[name])))

    full = Quantity(Span("d", 1, 5), Decimal("2.50"), "USD", "at most", Decimal("1e30"), "year")
    other = Mention(
        Span("d", 1, 5), "group", "both", antecedent=Span("d", 0, 1), members=(Span("d", 2, 3),), place=True
    )
    for record in (full, other):
        name = type(record).__name__.lower()
        (back,) = pa.Table.from_pylist([{"row": schema.row(record)}], pa.schema([("row", kept(name))])).to_pylist()
        assert schema.record(name, "d", back["row"]) == record


def test_a_page_that_ends_the_process_costs_itself_alone(spark: Any) -> None:
    import pyarrow as pa

    def deadly(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from dragoman.spark import passes

        def work(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
            for row in rows:
                if row["n"] == 7:
                    os.kill(os.getpid(), signal.SIGKILL)
                if row["n"] == 8:
                    raise ValueError("no such word")
            return [{"n": row["n"], "why": None} for row in rows]

        def blame(row: dict[str, Any], why: str) -> dict[str, Any]:
            return {"n": row["n"], "why": why}

        rows = (row for batch in batches for row in batch.to_pylist())
        made = list(passes.each(work, blame, rows, 4))
        yield pa.RecordBatch.from_pylist(made, pa.schema([("n", pa.int64()), ("why", pa.string())]))

    found = spark.range(20).withColumnRenamed("id", "n").repartition(2, "n").mapInArrow(deadly, "n long, why string")
    why = {row["n"]: row["why"] for row in found.collect()}
    assert sorted(why) == list(range(20))
    assert why.pop(7) == "ended the process that worked on it (signal 9): the page is left out"
    assert why.pop(8) == "ValueError: no such word"
    assert set(why.values()) == {None}


def test_a_page_that_takes_too_long_is_a_problem_there_too(spark: Any) -> None:
    from functools import partial

    import pyarrow as pa
    from pyspark.sql.pandas.types import from_arrow_schema

    from dragoman.settings import Settings
    from dragoman.spark import passes

    one = passes._raw(RawPage("a.txt", b"Talks\n\nPresident Bo Ito will visit Norway.\n", "text"), 0)
    raw = spark.createDataFrame(pa.Table.from_pylist([one], schema.RAW))
    work = partial(passes.cleaned, settings=Settings(page_seconds=1e-6))  # in the worker's main thread, where it can
    (row,) = raw.mapInArrow(work, from_arrow_schema(schema.CLEANED)).collect()
    assert row["id"] is None and "stopped after" in row["problems"][0]["message"]


def test_a_folder_that_holds_other_things_is_left_alone(spark: Any, tmp_path: Path) -> None:
    (tmp_path / "t" / "raw").mkdir(parents=True)
    (tmp_path / "t" / "raw" / "negatives.txt").write_text("mine")
    for folder, why in ((tmp_path / "t", "holds raw, which would be lost"), (tmp_path / "u", "holds tables already")):
        (tmp_path / "u" / "meta").mkdir(parents=True, exist_ok=True)
        with pytest.raises(session.EngineError, match=why):
            tables.make(spark, [tmp_path], folder)
    assert (tmp_path / "t" / "raw" / "negatives.txt").read_text() == "mine"
