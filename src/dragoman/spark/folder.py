"""A folder of tables of Parquet, anywhere that Spark can write, and into how many tasks its rows are dealt."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from dragoman.settings import Settings
from dragoman.spark import schema
from dragoman.spark.session import EngineError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

PART = 512  # pages that one task cleans or reads at most: a minute's work, and all that a lost worker costs
LEAST_PART = 16  # pages that are worth a task of their own
ALL = ("raw", "document", "reading", *schema.SAID, "problem", "family", "text_copy", "meta")
UNFINISHED = ("_cleaned", "_read", "_checkpoints", "_unfinished")  # what lies beside them while they are made


class Tables:
    """A folder of tables, anywhere that Spark can write."""

    def __init__(self, session: SparkSession, folder: str | Path) -> None:
        place = str(folder)
        self.session = session
        self.folder = place if "://" in place else str(Path(place).absolute())

    def path(self, name: str) -> str:
        """Where a table lies."""
        return f"{self.folder}/{name}"

    def write(self, name: str, frame: DataFrame) -> DataFrame:
        """Write a table and read it back: what follows rests on what was written."""
        frame.write.mode("overwrite").parquet(self.path(name))
        return self.session.read.schema(frame.schema).parquet(self.path(name))  # else a job looks for the schema

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

    def deal(self, pages: int) -> None:
        """From here on rows are dealt to as many tasks as so many pages are worth, which are left as they are."""
        self.session.conf.set("spark.sql.shuffle.partitions", str(self.parts(pages)))
        self.session.conf.set("spark.sql.adaptive.coalescePartitions.enabled", "false")


def mapped(frame: DataFrame, work: Callable[..., Any], out: pa.Schema, settings: Settings) -> DataFrame:
    """A pass of `passes` over a frame."""
    from pyspark.sql.pandas.types import from_arrow_schema

    return frame.mapInArrow(partial(work, settings=settings), from_arrow_schema(out))
