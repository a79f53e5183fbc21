"""Pages into tables of Parquet: which pass runs over what, and how Spark deals the work out.

Every pass reads tables and writes tables, so a worker that dies costs the parts it was at, and no pass is done twice.
A text that stands on fifty thousand pages is read once, and nothing is grouped by it that grows with their number but
their ids.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import narwhals as nw
import pyarrow as pa

from dragoman import pipeline, sources
from dragoman.model import Problem
from dragoman.reconcile.affinity import LEAST
from dragoman.reconcile.copies import FEW
from dragoman.settings import Settings
from dragoman.sources.forms import MANY
from dragoman.spark import copies, passes, schema
from dragoman.spark.session import EngineError, first_line

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

PART = 512  # pages that one task cleans or reads at most: a minute's work, and all that a lost worker costs
LEAST_PART = 16  # pages that are worth a task of their own
ALIKE = 0.3  # of the sampled shingles of the shorter text: fewer and two texts are no near copies
ALL = ("raw", "document", "reading", *schema.SAID, "problem", "family", "text_copy", "meta")
UNFINISHED = ("_cleaned", "_read", "_checkpoints", "_unfinished")  # what lies beside them while they are made


class Made(msgspec.Struct, frozen=True):
    """What tables hold."""

    pages: int
    texts: int
    problems: list[Problem]  # the first `TOLD`
    wrong: int  # how many problems there are


TOLD = 1000  # problems that are handed back; all are in the table


class Tables:
    """A folder of tables, anywhere that Spark can write."""

    def __init__(self, session: SparkSession, folder: str | Path) -> None:
        place = str(folder)
        self.session = session
        self.folder = place if "://" in place else str(Path(place).absolute())

    def path(self, name: str) -> str:
        """Where a table lies."""
        return f"{self.folder}/{name}"

    def table(self, name: str) -> DataFrame:
        """A table as it was written."""
        return self.session.read.parquet(self.path(name))

    def write(self, name: str, frame: DataFrame) -> DataFrame:
        """Write a table and read it back: what follows rests on what was written."""
        frame.write.mode("overwrite").parquet(self.path(name))
        return self.table(name)

    def _place(self, name: str) -> Any:
        jvm, conf = self.session._jvm, self.session._jsc.hadoopConfiguration()
        path = jvm.org.apache.hadoop.fs.Path(self.path(name))
        return path.getFileSystem(conf), path

    def has(self, name: str) -> bool:
        """Something lies where the table would."""
        files, path = self._place(name)
        return bool(files.exists(path))

    def begin(self) -> None:
        """Take the folder: it is empty, or what a job that was ended left in it. Raises EngineError."""
        if self.has("meta"):
            raise EngineError(f"{self.folder}: holds tables already; give another folder, or take these away")
        if not self.has("_unfinished") and (there := [name for name in ALL if self.has(name)]):
            raise EngineError(f"{self.folder}: holds {', '.join(there)}, which would be lost; give another folder")
        files, path = self._place("_unfinished")
        files.mkdirs(path)

    def drop(self, name: str) -> None:
        """Take a table away, if it is there."""
        files, path = self._place(name)
        files.delete(path, True)

    def parts(self, pages: int) -> int:
        """How many tasks so many pages are dealt to."""
        cores: int = self.session.sparkContext.defaultParallelism
        return max(1, min(-(-pages // LEAST_PART), 3 * cores), -(-pages // PART))

    def keep(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """A frame worked out and written down: a checkpoint that outlives a worker, as a local one would not."""
        kept: nw.LazyFrame[Any] = nw.from_native(nw.to_native(frame).checkpoint())
        return kept


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
    count = raw.filter("document is not null").count()

    told(f"cleaning {count} pages")
    given = raw.filter("document is not null").repartition(tables.parts(count), "document")
    cleaned = tables.write("_cleaned", _mapped(given, passes.cleaned, schema.CLEANED, settings))
    found = _first(cleaned.filter("id is not null").drop("problems"), "id")  # one page met twice is one page
    document = tables.write("document", found)

    told("reading")
    texts = _first(document.filter(F.col("language").isin(*settings.languages)), "text_hash")
    dealt = texts.repartition(tables.parts(count), "text_hash")
    read = tables.write("_read", _mapped(dealt, passes.read, schema.reading(), settings))
    tables.write("reading", read.filter("said is not null").select("text_hash", "said"))
    whose = document.select(F.col("id").alias("document"), "text_hash")
    for name in schema.SAID:
        one = read.select("text_hash", F.explode(name).alias("row"))
        tables.write(name, whose.join(one, "text_hash").select("document", "row.*"))
    wrong = None
    for frame in (raw, cleaned, read):
        part = frame.select(F.explode("problems").alias("p")).select("p.*")
        wrong = part if wrong is None else wrong.union(part)
    assert wrong is not None
    problem = tables.write("problem", wrong.distinct().orderBy("where", "step", "message"))

    told("looking for copies")
    tables.write("family", _families(tables, document, settings))

    pages = document.count()
    about = {"version": pipeline.reading_version(), "settings": msgspec.json.encode(settings).decode()}
    meta = pa.table({"key": list(about), "value": list(about.values())})
    tables.write("meta", tables.session.createDataFrame(meta).coalesce(1))  # last: says that the tables are whole
    for name in UNFINISHED:
        tables.drop(name)
    said = [Problem(r["where"], r["step"], r["message"]) for r in problem.limit(TOLD).toLocalIterator()]
    return Made(pages, tables.table("reading").count(), said, problem.count())


def _mapped(frame: DataFrame, work: Callable[..., Any], out: pa.Schema, settings: Settings) -> DataFrame:
    """A pass of `passes` over a frame."""
    from pyspark.sql.pandas.types import from_arrow_schema

    return frame.mapInArrow(partial(work, settings=settings), from_arrow_schema(out))


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
    pages = _mapped(listed, passes.opened, schema.RAW, settings)
    if not wrong:
        return pages
    return pages.union(session.createDataFrame(pa.Table.from_pylist(wrong, schema.RAW)).coalesce(1))


def _first(frame: DataFrame, key: str) -> DataFrame:
    """Of the rows with one key the one that one machine would have met first."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    order: Column = F.row_number().over(Window.partitionBy(key).orderBy("position"))
    return frame.withColumn("_order", order).filter("_order = 1").drop("_order")


def _families(tables: Tables, document: DataFrame, settings: Settings) -> DataFrame:
    """Pages (`document`) that copy one another: the `family` that they are of, and the number of `words` of each."""
    from pyspark.sql import functions as F

    tables.session.sparkContext.setCheckpointDir(tables.path("_checkpoints"))
    texts = _first(document, "text_hash")
    dealt = texts.repartition(tables.parts(texts.count()), "text_hash")
    keys = tables.write("_checkpoints/keys", _mapped(dealt, passes.keys, schema.KEYS, settings))
    exploded = keys.select(F.col("text_hash").alias("page"), F.explode("keys").alias("key"))
    shared: DataFrame = nw.to_native(copies.candidates(nw.from_native(exploded), FEW, LEAST, tables.keep))
    size = keys.select("text_hash", F.size("keys").alias("size"))
    for side in ("left", "right"):
        shared = shared.join(size.withColumnsRenamed({"text_hash": side, "size": f"{side}_size"}), side)
    likely = shared.filter(F.col("shared") >= ALIKE * F.least("left_size", "right_size")).select("left", "right")
    pairs = tables.keep(nw.from_native(likely)).to_native()
    asked = pairs.count()
    for side in ("left", "right"):
        named = {c: f"{side}_{c}" for c in texts.columns}
        pairs = pairs.join(texts.withColumnsRenamed(named), F.col(side) == F.col(f"{side}_text_hash")).drop(side)
    dealt = pairs.repartition(tables.parts(asked))
    alike = tables.write("text_copy", _mapped(dealt, passes.compared, schema.PAIR, settings))
    joined = alike.select(F.least("left", "right").alias("left"), F.greatest("left", "right").alias("right"))
    family = nw.to_native(copies.components(nw.from_native(joined), tables.keep))
    named = document.select(F.col("id").alias("document"), "text_hash")
    rows = named.join(keys.select("text_hash", "words"), "text_hash")
    rows = rows.join(family.withColumnRenamed("page", "text_hash"), "text_hash", "left")
    return rows.select("document", F.coalesce("family", "text_hash").alias("family"), "words")
