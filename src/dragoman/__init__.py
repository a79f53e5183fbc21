"""Dragoman: turns news coverage of diplomacy into a record that can be checked.

    import dragoman

    dragoman.read(["pages/"], "dragoman.db")
    with dragoman.open_record("dragoman.db") as record:
        print(dragoman.brief(record).title)
        print(record.pledges(by="Japan").to_polars())
        dragoman.export(record, "out/")

Imports are made when a verb is used, so that `import dragoman` costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dragoman.pipeline import Outcome
    from dragoman.record.rows import OpenRecord
    from dragoman.record.store import Record
    from dragoman.report.brief import Brief
    from dragoman.settings import Settings

__version__ = "0.1.0"
__all__ = ["__version__", "brief", "export", "open_record", "read"]


def read(paths: Sequence[str | Path], record: str | Path = "dragoman.db", settings: Settings | None = None) -> Outcome:
    """Read files and folders into a record file, and work out what the coverage amounts to.

    Returns counts and Problems; a page that cannot be read never raises. Raises
    `dragoman.record.store.RecordError` when the record cannot be written.
    """
    from dragoman import pipeline

    return pipeline.read(paths, record, settings)


def open_record(path: str | Path = "dragoman.db") -> OpenRecord:
    """Open a record for looking (a context manager). Raises RecordError when there is none, or it is not one.

    `record.pledges(by="Japan")` and its like give typed records, and `.to_polars()` of them a table.
    """
    from dragoman.record.rows import OpenRecord

    return OpenRecord(path, read_only=True)


def brief(record: Record, about: str | None = None, since: str | None = None, length: int = 12) -> Brief:
    """The brief of an open record: sections of lines, each with numbers of its references.

    `about` names actors ("Japan, United States"), `since` is an ISO date, `length` is lines a section at most.
    """
    from dragoman.report.brief import brief as write

    return write(record, about, since, length)


def export(record: Record, folder: str | Path, format: str = "jsonl") -> dict[str, int]:
    """Write an open record into `folder`; returns rows by file. Raises KeyError for an unknown format, OSError."""
    from dragoman.report.formats import WRITERS

    return WRITERS[format](record, Path(folder))
