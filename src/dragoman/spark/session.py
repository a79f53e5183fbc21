"""A Spark session, or one line that says what is missing for it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

JAVA = 17  # oldest Java that Spark 4 runs on
TRIES = 4  # at a task before the job is given up; Spark's own number beyond one machine, where one machine has 1
LIGHT = "-XX:TieredStopAtLevel=1"  # Java compiles each plan once: doing it twice costs more than what it then saves
ROWS = 64  # rows of a table handed to Python at a time: pages may be large


class EngineError(Exception):
    """Spark cannot be had, or a job or its tables failed; one line for a person."""


def missing() -> str | None:
    """What must be installed before Spark runs here, or None."""
    try:
        import pyspark  # noqa: F401
    except ImportError:
        return "Spark is not installed: pip install 'dragoman[spark]'"
    home = os.environ.get("JAVA_HOME")
    java = os.path.join(home, "bin", "java") if home else shutil.which("java")
    version = _java_version(java) if java else None
    if version is None or version < JAVA:
        what = f"Java {version}" if version else "no Java"
        return f"Spark needs Java {JAVA} or newer, here is {what}: on Debian, apt-get install openjdk-17-jre-headless"
    return None


def _java_version(java: str) -> int | None:
    """17 of 'openjdk version "17.0.15"', 8 of 'java version "1.8.0_302"'."""
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60, check=True).stderr
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(found[1]) if found else None


def start(master: str | None = None, options: dict[str, str] | None = None, quiet: bool = True) -> SparkSession:
    """The session of this process, made where there is none. Raises EngineError.

    `master` is Spark's ("local[4]", "spark://host:7077"); without one it is what spark-submit names, else all cores of
    this machine. `options` are Spark's own and win over ours.
    """
    if (wanted := missing()) is not None:
        raise EngineError(wanted)
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else workers take the "python3" of PATH
    submitted = "PYSPARK_GATEWAY_PORT" in os.environ  # started by spark-submit, which says where it runs
    here = not submitted and (master or "local").startswith("local")
    if here:
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    logging = f"-Dlog4j2.configurationFile={files('dragoman').joinpath('spark/log4j2.properties')}"
    ours = {
        "spark.app.name": "dragoman",
        "spark.driver.extraJavaOptions": f"{LIGHT} {logging}",  # the latter: else Spark tells its life on the terminal
        "spark.executor.extraJavaOptions": LIGHT,
        "spark.driver.maxResultSize": "0",
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(ROWS),
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.enabled": "false" if here else "true",
        "spark.ui.showConsoleProgress": str(not quiet).lower(),
    }
    builder = SparkSession.builder
    if not submitted:
        builder = builder.master(_patient(master or "local[*]"))
    asked = dict(options or {})
    if java := asked.pop("spark.driver.extraJavaOptions", None):
        ours["spark.driver.extraJavaOptions"] += f" {java}"
    for key, value in {**ours, **asked}.items():
        builder = builder.config(key, value)
    try:
        return builder.getOrCreate()
    except (PySparkException, OSError) as error:
        raise EngineError(f"Spark does not start: {first_line(error)}") from error


def _patient(master: str) -> str:
    """ "local[2]" as "local[2,4]": on one machine too a task that fails is tried again."""
    found = re.fullmatch(r"local(?:\[(\d+|\*)\])?", master)
    return f"local[{found[1] or 1},{TRIES}]" if found else master


def first_line(error: BaseException) -> str:
    """What an error of Spark says, without the page of Java below it."""
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
