"""JSON lines and Parquet, one page a row, with a mapping from columns to what they hold."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import IO, Any, cast

import msgspec

from dragoman import lexicon
from dragoman.model import Problem, RawPage
from dragoman.settings import Settings

ROWS = 256  # rows of a Parquet file held at a time


@cache
def columns() -> dict[str, tuple[str, ...]]:
    """What a column may be called, by what it holds, best first (`data/columns.csv`)."""
    found: dict[str, tuple[str, ...]] = {}
    for row in lexicon.table("columns"):
        found[row["field"]] = (*found.get(row["field"], ()), row["column"])
    return found


def rows(file: IO[bytes], source: str, settings: Settings) -> Iterator[RawPage | Problem]:
    """Pages of a file of JSON lines. A row's source is its URL, else the file's with its id or line number."""
    mapping = dict(settings.columns)
    number, wide = 0, file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    file.seek(0)
    if wide:  # as Windows writes what a command prints
        file = cast(IO[bytes], codecs.EncodedFile(cast(Any, file), "utf-8", "utf-16", "replace"))
    while line := file.readline(settings.page_bytes + 1):
        number += 1
        where = f"{source}:{number}"
        if len(line) > settings.page_bytes:
            yield Problem(where, "sources.size", f"a row of more than {settings.page_bytes:,} bytes")
            while line and not line.endswith(b"\n"):
                line = file.readline(1_000_000)
            continue
        if not line.strip():
            continue
        try:
            row = msgspec.json.decode(line.removeprefix(b"\xef\xbb\xbf"))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            yield Problem(where, "sources.table", f"not JSON: {error}")
            continue
        yield page(row, source, number, mapping)
    if not number:
        yield Problem(source, "sources.file", "empty")


def parquet(file: IO[bytes], source: str, settings: Settings) -> Iterator[RawPage | Problem]:
    """Pages of a Parquet file, some hundred rows at a time, and of its columns only those that are known."""
    import polars

    mapping = dict(settings.columns)
    wanted = {name for names in columns().values() for name in names} | set(mapping.values())
    try:
        table = polars.scan_parquet(file)
        names = table.collect_schema().names()
        table = table.select([name for name in names if name in wanted] or names[:1])
        start = 0
        while (batch := table.slice(start, ROWS).collect()).height:
            for row in batch.iter_rows(named=True):
                start += 1
                yield page(row, source, start, mapping)
    except (polars.exceptions.PolarsError, OSError, ValueError) as error:
        yield Problem(source, "sources.table", f"no Parquet, or a broken file: {str(error)[:200]}")
        return
    if not start:
        yield Problem(source, "sources.file", "empty")


def page(row: Any, source: str, number: int, mapping: Mapping[str, str] = {}) -> RawPage | Problem:
    """One row as a page. `mapping` names columns by hand: {"text": "story", "date": "day"}."""
    where = f"{source}:{number}"
    if not isinstance(row, dict):
        return Problem(where, "sources.table", "not an object with columns")
    got = {}
    for field, names in columns().items():
        for column in (mapping[field],) if field in mapping else names:
            if value := _string(row.get(column)):
                got[field] = value
                break
    body, media = (got["html"], "html") if "html" in got else (got.get("text", ""), "text")
    if not body:
        return Problem(
            where, "sources.table", f"no text in it; its columns are {', '.join(sorted(map(str, row)))[:200]}"
        )
    identity = got.get("id")
    address = got.get("url") if got.get("url", "").startswith(("http://", "https://")) else None
    return RawPage(
        source=address or (f"{source}#{identity}" if identity else where),
        data=body.encode("utf-8", "replace"),
        media=media,
        fetched=_day(got.get("fetched", "")),
        declared={k: got[k] for k in ("title", "date", "outlet", "byline", "url") if k in got},
    )


def _day(stamp: str) -> str | None:
    """The day of a crawler's stamp, where it is one: "2025-10-28T01:02:03Z", "2025-10-28 01:02", "20251028010203"."""
    match = re.match(r"((?:19|20)\d\d)-?(\d\d)-?(\d\d)", stamp)
    try:
        return date(*map(int, match.groups())).isoformat() if match else None
    except ValueError:
        return None


def _string(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, (_string(v) for v in value[:50])))
    if isinstance(value, bytes):  # text that its writer did not mark as such
        return value.decode("utf-8", "replace").strip()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
