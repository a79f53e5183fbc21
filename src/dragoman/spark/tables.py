"""Pages into tables of Parquet: which pass runs over what, and how Spark deals the work out.

Every pass reads tables and writes tables, so a worker that dies costs the parts it was at, and no pass is done twice.
A text that stands on fifty thousand pages is read once, and nothing is grouped by it that grows with their number but
their ids.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pyarrow as pa

from dragoman import pipeline, sources
from dragoman.model import Problem
from dragoman.settings import Settings
from dragoman.sources.forms import MANY
from dragoman.spark import passes, schema
from dragoman.spark.families import families
from dragoman.spark.folder import UNFINISHED, Tables, mapped
from dragoman.spark.session import EngineError, first_line

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession


class Made(msgspec.Struct, frozen=True):
    """What tables hold."""

    pages: int
    texts: int
    problems: list[Problem]  # the first `TOLD`
    wrong: int  # how many problems there are


TOGETHER = 4  # tables written at a time: while one is planned, which is the driver's work, workers write another
TOLD = 1000  # problems that are handed back; all are in the table


def make(
    session: SparkSession,
    paths: Sequence[str | Path],
    folder: str | Path,
    settings: Settings | None = None,
    told: Callable[[str], None] = lambda what: None,
) -> Made:
    """Read pages under `paths` into tables in `folder`. Raises EngineError.

    The paths must lead to the same files from every worker. `folder` must hold no tables yet; what a job that was
    ended left there is made anew.
    """
    from pyspark.errors import PySparkException

    settings = settings or Settings()
    tables = Tables(session, folder)
    try:
        tables.begin()
        return _make(tables, [str(p) for p in paths], settings, told)
    except PySparkException as error:
        raise EngineError(f"Spark gave up: {first_line(error)}") from error


def _make(tables: Tables, paths: Sequence[str], settings: Settings, told: Callable[[str], None]) -> Made:
    from pyspark.sql import functions as F

    told("opening")
    raw = tables.write("raw", _opened(tables, paths, settings))
    pages = raw.filter("document is not null").drop("problems")
    count = pages.count()
    tables.deal(count)

    told(f"cleaning {count} pages")
    given = _first(pages, "document")  # one page met twice is one page
    cleaned = tables.write("_cleaned", mapped(given, passes.cleaned, schema.CLEANED, settings))
    document = tables.write("document", cleaned.filter("id is not null").drop("problems"))

    told("reading")
    texts = _first(document, "text_hash")
    read = tables.write("_read", mapped(texts, passes.read, schema.reading(), settings))

    told("writing what pages say")
    found = {"reading": read.filter("said is not null").select("text_hash", "said")}
    whose = document.select(F.col("id").alias("document"), "text_hash")
    for name in schema.SAID:
        one = read.select("text_hash", F.explode(name).alias("row"))
        found[name] = whose.join(one, "text_hash").select("document", "row.*")
    wrong = [frame.select(F.explode("problems").alias("p")).select("p.*") for frame in (raw, cleaned, read)]
    distinct = wrong[0].union(wrong[1]).union(wrong[2]).distinct()
    found["problem"] = distinct.coalesce(1).sortWithinPartitions("where", "step", "message")
    with ThreadPoolExecutor(TOGETHER) as pool:
        written = dict(zip(found, pool.map(tables.write, found, found.values()), strict=True))
    reading, problem = written["reading"], written["problem"]

    told("looking for copies")
    tables.write("family", families(tables, document, read, settings))

    about = {"version": pipeline.reading_version(), "settings": msgspec.json.encode(settings).decode()}
    meta = pa.table({"key": list(about), "value": list(about.values())})
    tables.write("meta", tables.session.createDataFrame(meta).coalesce(1))  # last: says that the tables are whole
    for name in UNFINISHED:
        tables.drop(name)
    said = [Problem(r["where"], r["step"], r["message"]) for r in problem.limit(TOLD).collect()]
    return Made(document.count(), reading.count(), said, problem.count())


def _opened(tables: Tables, paths: Sequence[str], settings: Settings) -> DataFrame:
    """The pages in the files under `paths`; a task opens one file of many pages, or some dozens of one page."""
    files, wrong = [], []
    for number, found in enumerate(sources.files(paths)):
        if isinstance(found, sources.File) and found.path == "-":
            found = Problem("-", "sources", "standard input is read on one machine only: give files or folders")
        if isinstance(found, Problem):
            trouble = {"where": found.where, "step": found.step, "message": found.message}
            wrong.append({"position": number << 32, "problems": [trouble]})
        else:
            files.append({"number": number, **found._asdict()})
            files[-1]["path"] = str(Path(found.path).absolute())
    session = tables.session
    large = sum(f["kind"] in MANY.values() for f in files)
    most = 4 * session.sparkContext.defaultParallelism
    parts = max(1, min(large + -(-(len(files) - large) // 64), most))
    listed = session.createDataFrame(pa.Table.from_pylist(files, schema.FILE)).repartition(parts)
    pages = mapped(listed, passes.opened, schema.RAW, settings)
    if not wrong:
        return pages
    return pages.union(session.createDataFrame(pa.Table.from_pylist(wrong, schema.RAW)).coalesce(1))


def _first(frame: DataFrame, key: str) -> DataFrame:
    """Of the rows with one key the one that one machine would have met first."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    order: Column = F.row_number().over(Window.partitionBy(key).orderBy("position"))
    return frame.withColumn("_order", order).filter("_order = 1").drop("_order")
