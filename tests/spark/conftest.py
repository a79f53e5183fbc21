"""One Spark for all tests of the room, small and quick to start; without Java they are left out, loudly."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crawled import pages
from dragoman import pipeline
from dragoman.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
QUICK = {  # a JVM that starts quickly and stays small
    "spark.driver.memory": "1g",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.codegen.wholeStage": "false",  # compiling a plan takes longer than running it over a few rows
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
}


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    from dragoman.spark.session import missing, start

    if (wanted := missing()) is not None:
        warnings.warn(f"SPARK IS NOT TESTED: {wanted}", stacklevel=1)
        pytest.skip(wanted)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]))
        session = start("local[2]", QUICK)
    yield session
    session.stop()


class Made(NamedTuple):
    """One folder read both ways."""

    folder: Path
    tables: Path
    here: Path  # record of one machine
    there: Path  # record of what Spark read
    problems: tuple[Any, Any]


@pytest.fixture(scope="session")
def made(spark: Any, tmp_path_factory: pytest.TempPathFactory) -> Made:
    from dragoman.spark import pull, tables

    place = tmp_path_factory.mktemp("spark")
    folder = pages(place / "pages")
    given = [folder, folder / "crawl.parquet", place / "nothing"]
    tables.make(spark, given, place / "tables")
    there = pull.pull(place / "tables", place / "there.db")
    here = pipeline.read(given, place / "here.db", Settings(processes=1))
    return Made(folder, place / "tables", place / "here.db", place / "there.db", (here.problems, there.problems))
