"""From an open file to pages: handed to the module that reads its form."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from io import BytesIO
from typing import IO

from dragoman.model import Problem, RawPage
from dragoman.settings import Settings
from dragoman.sources import archive, feed, forms, mail, table

NESTED = 2  # archives in archives that are opened


def pages(file: IO[bytes], source: str, kind: str, settings: Settings, depth: int = 0) -> Iterator[RawPage | Problem]:
    """Pages of an open file of the given form. Raises OSError where it cannot be read."""
    if kind == "json":
        yield from table.rows(file, source, settings)
    elif kind == "parquet":
        yield from table.parquet(file, source, settings)
    elif kind == "mailbox":
        yield from mail.folder(file, source, settings)
    elif kind in ("zip", "tar", "gzip", "warc"):
        if depth >= NESTED:
            yield Problem(source, "sources.archive", f"more than {NESTED} archives in one another")
        else:
            inside = partial(_member, settings=settings, depth=depth + 1)
            yield from archive.FORMS[kind](file, source, settings, inside)
    else:
        data = file.read(settings.page_bytes + 1)
        if len(data) > settings.page_bytes:
            yield Problem(source, "sources.size", f"more than {settings.page_bytes:,} bytes")
        elif not data.strip():
            yield Problem(source, "sources.file", "empty")
        elif kind == "mail":
            yield mail.page(data, source)
        elif kind == "feed":
            yield from feed.items(data, source)
        else:
            yield RawPage(source, data, kind)


def _member(data: bytes, source: str, settings: Settings, depth: int) -> Iterator[RawPage | Problem]:
    """Pages of one member of an archive."""
    kind = forms.form(source)
    if kind is not None:
        yield from pages(BytesIO(data), source, kind, settings, depth)
