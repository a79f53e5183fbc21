"""The formats of export, by name. Each writes a record into a folder and returns rows by file name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dragoman.record.store import Record
from dragoman.report.formats import calendar, flat, ftm, jsonl, plover

WRITERS: dict[str, Callable[[Record, Path], dict[str, int]]] = {
    "jsonl": jsonl.export,
    "csv": flat.to_csv,
    "parquet": flat.to_parquet,
    "ics": calendar.export,
    "plover": plover.export,
    "ftm": ftm.export,
}
