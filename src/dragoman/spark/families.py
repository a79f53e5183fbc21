"""Families of copies: likely pairs by shared shingles, each compared by a worker, joined into families.

What is likely and what hangs together is worked out by `copies`: in this process while shingles are few enough to be
held, since Spark takes seconds for each of its joins however few the rows, and on Spark beyond.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import narwhals as nw

from dragoman.reconcile.affinity import LEAST
from dragoman.reconcile.copies import FEW
from dragoman.settings import Settings
from dragoman.spark import copies, passes, schema
from dragoman.spark.folder import Tables, mapped

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

HELD = 10_000_000  # sampled shingles that this process holds: those of some 100,000 news pages
ALIKE = 0.3  # of the sampled shingles of the shorter text: fewer and two texts are no near copies


class Engine(NamedTuple):
    """Where joins are worked out: how a frame gets there, is kept there, and comes back."""

    give: Callable[[DataFrame], copies.Frame]
    keep: copies.Keep
    take: Callable[[copies.Frame], DataFrame]


def families(tables: Tables, document: DataFrame, read: DataFrame, settings: Settings) -> DataFrame:
    """The `family` of each page of `document`, and how many `words` it has; pairs of copies go to table `text_copy`.

    `read` is what `passes.read` made: each text once, with its sampled shingles.
    """
    from pyspark.sql import functions as F

    held = read.agg(F.sum(F.size("keys"))).collect()[0][0] or 0
    engine = _here(tables) if held <= HELD else _there(tables)
    keys = engine.give(read.select(F.col("position").alias("page"), "keys"))
    pairs = copies.likely(keys, FEW, LEAST, ALIKE, engine.keep)
    alike = tables.write("text_copy", _compared(tables, engine, pairs, document, read, settings))
    joined = alike.select(F.least("left", "right").alias("left"), F.greatest("left", "right").alias("right"))
    family = engine.take(copies.components(engine.give(joined), engine.keep)).withColumnRenamed("page", "text_hash")
    whose = document.select(F.col("id").alias("document"), "text_hash")
    found = whose.join(read.select("text_hash", "words"), "text_hash").join(family, "text_hash", "left")
    return found.select("document", F.coalesce("family", "text_hash").alias("family"), "words")


def _compared(
    tables: Tables, engine: Engine, pairs: copies.Frame, document: DataFrame, read: DataFrame, settings: Settings
) -> DataFrame:
    """Pairs of texts (by the position of the page that was read) that are one report: `schema.PAIR`."""
    from pyspark.sql import functions as F

    asked = pairs.select(nw.len().alias("n")).collect("pyarrow").item(0, "n")
    texts = document.join(read.select("position"), "position", "semi")
    both = engine.take(pairs)
    for side in ("left", "right"):
        named = texts.withColumnsRenamed({c: f"{side}_{c}" for c in texts.columns})
        both = both.join(named, F.col(side) == F.col(f"{side}_position")).drop(side)
    return mapped(both.repartition(tables.parts(asked)), passes.compared, schema.PAIR, settings)


def _there(tables: Tables) -> Engine:
    tables.session.sparkContext.setCheckpointDir(tables.path("_checkpoints"))

    def keep(frame: copies.Frame) -> copies.Frame:
        """Worked out and written down: a checkpoint that outlives a worker, as a local one would not."""
        kept: copies.Frame = nw.from_native(nw.to_native(frame).checkpoint())
        return kept

    return Engine(nw.from_native, keep, nw.to_native)


def _here(tables: Tables) -> Engine:
    import polars

    def give(frame: DataFrame) -> copies.Frame:
        given: copies.Frame = nw.from_native(polars.DataFrame(frame.toArrow()).lazy())
        return given

    def keep(frame: copies.Frame) -> copies.Frame:
        return frame.collect("polars").lazy()

    def take(frame: copies.Frame) -> DataFrame:
        return tables.session.createDataFrame(frame.collect("pyarrow").to_native())

    return Engine(give, keep, take)
