"""A slice of tables into a record file: what a desk can hold of what a cluster has read.

Slicing is written once in Narwhals: on Polars here, which needs no Java, or on Spark where the tables are too large.
It brings too much rather than too little: who is meant is worked out by `reconcile`, in the record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial, reduce
from operator import and_, or_
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import narwhals as nw

from dragoman import lexicon, pipeline
from dragoman.model import Problem
from dragoman.record.store import Read, Record
from dragoman.settings import Settings
from dragoman.spark import passes
from dragoman.spark.session import EngineError, first_line

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import SparkSession

Frame = nw.LazyFrame[Any]
Scan = Callable[[str], Frame]  # a table by name
NO_TABLES = "no tables that are whole; `dragoman read PAGES --engine spark --tables FOLDER` makes them"
BATCH = 256  # pages written in one transaction


class Slice(msgspec.Struct, frozen=True):
    """Which pages: all conditions hold. None given is all pages."""

    actors: tuple[str, ...] = ()  # pages that mention any of them: persons, organisations, countries
    between: tuple[str, ...] = ()  # pages that mention each of these countries
    since: str | None = None  # ISO dates: pages that may be of these days
    until: str | None = None
    group: str | None = None  # pages that copy this one (id or source)
    once: bool = False  # one page of each group of copies, the fullest


def pull(
    folder: str | Path,
    record: str | Path,
    chosen: Slice | None = None,
    settings: Settings | None = None,
    session: SparkSession | None = None,
    progress: pipeline.Progress = lambda what, count: None,
) -> pipeline.Outcome:
    """Bring a slice of the tables in `folder` into a record file and reconcile it there.

    The record is then what reading these very pages on one machine would have made. Pages that it holds already are
    left. Tables that another version of the reading code made are read again from the pages in them. Raises
    EngineError (no such tables, an unknown country), RecordError.
    """
    chosen, settings = chosen or Slice(), settings or Settings()
    scan, frame = _engine(str(folder), session)
    about = {row["key"]: row["value"] for row in _rows(scan("meta"))}
    pages = _pages(scan, chosen)
    every = chosen == Slice()
    wanted = None if every else frame({"position": [p["position"] for p in pages]})
    troubles = scan("problem")
    if not every:
        sources = frame({"where": sorted({str(p["source"]) for p in pages})})
        troubles = troubles.join(sources, on="where", how="semi")
    problems = [Problem(r["where"], r["step"], r["message"]) for r in _rows(troubles)]
    found = scan("document").join(scan("raw").drop("document", "problems"), on="position")
    found = found.join(scan("reading"), on="text_hash", how="left")
    if wanted is not None:
        found = found.join(wanted, on="position", how="semi")
    parts = _parts(found.sort("position").collect("pyarrow").to_native())
    if about["version"] != pipeline.reading_version():
        raw = (passes.raw_page(row) for part in parts for row in part)
        return pipeline.take([*problems, *raw], record, settings, progress)
    return _fill(record, parts, problems, settings, progress)


def _fill(
    record: str | Path,
    parts: Iterator[list[dict[str, Any]]],
    problems: list[Problem],
    settings: Settings,
    progress: pipeline.Progress,
) -> pipeline.Outcome:
    """Pages that were read elsewhere into the record, as `pipeline.take` would put them there."""
    outcome, version = pipeline.Outcome(problems=problems), pipeline.reading_version()
    of: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        of[problem.where].append(problem)
    with Record(record) as file:
        for part in parts:
            new = [row for row in part if not file.has(row["source"], row["raw_hash"], version)]
            file.add([_read(row, of[row["source"]]) for row in new], version)
            outcome.new += len(new)
            outcome.unchanged += len(part) - len(new)
            progress("pulling", outcome.new)
        with file.transaction():
            file.add_problems(problems)
        pipeline.update(file, settings, progress)
    return outcome


def _read(row: dict[str, Any], problems: list[Problem]) -> Read:
    return Read(passes.bare_page(row), passes.document(row), row["said"], tuple(problems), row["data"])


def _pages(scan: Scan, chosen: Slice) -> list[dict[str, Any]]:
    """Position and source of the pages of a slice, in order."""
    pages = scan("document").select("position", "id", "source", "declared", "fetched", "text_hash")
    day = nw.col("declared").str.slice(0, 10)
    if chosen.since:  # a page that does not say its date is of the day it was fetched at the latest
        known = nw.when(nw.col("declared").is_null()).then(nw.col("fetched")).otherwise(day)
        pages = pages.filter(known.is_null() | (known >= chosen.since))
    if chosen.until:
        pages = pages.filter(nw.col("declared").is_null() | (day <= chosen.until))
    asked = [reduce(or_, map(_meaning, chosen.actors))] if chosen.actors else []
    for condition in asked + [_about(country) for country in chosen.between]:
        there = scan("mention").filter(condition).select("document").unique()
        pages = pages.join(there, left_on="id", right_on="document", how="semi")
    rows = _rows(pages.sort("position"))
    if chosen.group is None and not chosen.once:
        return rows
    family = scan("family")
    if chosen.group is not None:
        source = (nw.col("id") == chosen.group) | (nw.col("source") == chosen.group)
        one = scan("document").filter(source).select("id")
        same = family.join(one, left_on="document", right_on="id", how="semi").select("family").unique()
        family = family.join(same, on="family", how="semi")
    of = {row["document"]: row for row in _rows(family)}
    rows = [row for row in rows if row["id"] in of]
    if chosen.once:
        best: dict[str, dict[str, Any]] = {}
        for row in rows:
            kin = of[row["id"]]
            row["rank"] = (-kin["words"], row["declared"] or "9999", row["position"])
            if kin["family"] not in best or row["rank"] < best[kin["family"]]["rank"]:
                best[kin["family"]] = row
        rows = sorted(best.values(), key=lambda row: int(row["position"]))
    return rows


# --- who is asked for -------------------------------------------------------------------------------


@cache
def _countries() -> dict[str, str]:
    """Names and codes of countries, without case, to codes."""
    found = {row["words"].casefold(): row["country"] for row in lexicon.table("country_words") if row["kind"] == "name"}
    for row in lexicon.table("countries"):
        found |= {row[key].casefold(): row["country"] for key in ("name", "official", "country")}
    return found


class Post(NamedTuple):
    """An office of a country."""

    country: str
    office: str


def _posts(person: str) -> list[Post]:
    """Offices that a person holds or held: a page may name nothing but these."""
    found = set()
    for row in lexicon.table("offices"):
        names = [row["person"], *row["aliases"].split("|")]
        if person.casefold() in (n.casefold() for n in names):
            found.add(Post(row["country"], row["office"]))
            if row["leads"] == "yes":
                found.add(Post(row["country"], "leader"))
    return sorted(found)


def _about(country: str) -> nw.Expr:
    """Mentions of a country, of its offices and of whom a page names with it."""
    code = _countries().get(country.casefold())
    if code is None:
        raise EngineError(f"{country}: no such country; give its name, or its code (JPN)")
    return nw.col("country") == code


def _meaning(asked: str) -> nw.Expr:
    """Mentions that may mean an actor: by name, by surname alone, by an office held at any time."""
    if asked.casefold() in _countries():
        return _about(asked)
    name = nw.col("name").str.to_lowercase()
    surname = asked.lower().rpartition(" ")[2]
    meant = (name == asked.lower()) | ((nw.col("kind") == "name") & (name == surname))
    for post in _posts(asked):
        meant = meant | and_(nw.col("country") == post.country, nw.col("office") == post.office)
    return meant


# --- the engine -------------------------------------------------------------------------------------


def _engine(folder: str, session: SparkSession | None) -> tuple[Scan, Callable[[dict[str, Sequence[Any]]], Frame]]:
    """How tables are scanned and how a list becomes a frame: on Polars, or on Spark where there is a session."""
    if session is not None:
        return partial(_on_spark, session, folder), partial(_given_spark, session)
    if "://" not in folder and not Path(folder, "meta").is_dir():
        raise EngineError(f"{folder}: {NO_TABLES}")
    return partial(_on_polars, folder), _given_polars


def _on_polars(folder: str, name: str) -> Frame:
    import polars

    frame: Frame = nw.from_native(polars.scan_parquet(f"{folder}/{name}/*.parquet"))
    return frame


def _given_polars(columns: dict[str, Sequence[Any]]) -> Frame:
    import polars

    kinds = {name: polars.Int64 if name == "position" else polars.String for name in columns}
    frame: Frame = nw.from_native(polars.LazyFrame(columns, schema=kinds))
    return frame


def _on_spark(session: SparkSession, folder: str, name: str) -> Frame:
    from pyspark.errors import PySparkException

    try:
        frame: Frame = nw.from_native(session.read.parquet(f"{folder}/{name}"))
    except PySparkException as error:
        raise EngineError(f"{folder}: {NO_TABLES} ({first_line(error)})") from error
    return frame


def _given_spark(session: SparkSession, columns: dict[str, Sequence[Any]]) -> Frame:
    kinds = ", ".join(f"`{name}` {'long' if name == 'position' else 'string'}" for name in columns)
    frame: Frame = nw.from_native(session.createDataFrame(list(zip(*columns.values(), strict=True)), kinds))
    return frame


def _rows(frame: Frame) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = frame.collect("pyarrow").to_native().to_pylist()
    return rows


def _parts(table: pa.Table) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, table.num_rows, BATCH):
        yield table.slice(start, BATCH).to_pylist()
