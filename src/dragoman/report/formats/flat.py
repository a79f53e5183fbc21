"""CSV and Parquet: the JSONL export's rows, flat. Lists are joined with "; ", evidence is its quotations.

In CSV a cell that a spreadsheet would take for a formula gets a leading apostrophe (OWASP, CSV injection).
"""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import msgspec

from dragoman.record.store import Record
from dragoman.report.formats.jsonl import FILES

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _flat(value: Any) -> Any:
    if isinstance(value, list):
        if value and isinstance(value[0], dict):
            return "; ".join(str(v.get("quote") or msgspec.json.encode(v).decode()) for v in value)
        return "; ".join(str(v) for v in value)
    if isinstance(value, dict):
        return msgspec.json.encode(value).decode()
    return value


def _rows(record: Record, name: str) -> tuple[list[str], list[dict[str, Any]]]:
    rows = [{k: _flat(v) for k, v in row.items()} for row in FILES[name](record)]
    return list(dict.fromkeys(k for row in rows for k in row)), rows


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def to_csv(record: Record, folder: Path) -> dict[str, int]:
    """One CSV file a type, UTF-8 with a header. Returns rows by file name. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    counts = {}
    for name in FILES:
        columns, rows = _rows(record, name)
        beside = folder / f".{name}.csv.part"
        with beside.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows({k: _safe(v) for k, v in row.items()} for row in rows)
        os.replace(beside, folder / f"{name}.csv")
        counts[name] = len(rows)
    return counts


def to_parquet(record: Record, folder: Path) -> dict[str, int]:
    """One Parquet file a type, through Polars. Returns rows by file name. Raises OSError."""
    import polars

    folder.mkdir(parents=True, exist_ok=True)
    counts = {}
    for name in FILES:
        columns, rows = _rows(record, name)
        table = {c: _column([row.get(c) for row in rows]) for c in columns}
        beside = folder / f".{name}.parquet.part"
        polars.DataFrame(table).write_parquet(beside)
        os.replace(beside, folder / f"{name}.parquet")
        counts[name] = len(rows)
    return counts


def _column(values: list[Any]) -> list[Any]:
    """Values of one type: numbers where all are numbers, else words."""
    kinds = {type(v) for v in values if v is not None}
    if kinds == {int, float}:
        return [None if v is None else float(v) for v in values]
    if kinds == {int} and max(abs(v) for v in values if v is not None) >= 2**63:
        return [None if v is None else float(v) for v in values]
    return values if len(kinds) < 2 else [None if v is None else str(v) for v in values]
