"""From a file's name and bytes to pages: which form it is in, and who reads that form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO

from dragoman.model import Problem, RawPage
from dragoman.settings import Settings

PAGES = {  # one page a file: how `clean` reads it
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
}
MANY = {  # many pages a file: which module reads it
    ".jsonl": "json",
    ".ndjson": "json",
    ".parquet": "parquet",
    ".eml": "mail",
    ".mbox": "mailbox",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "feed",
    ".warc": "warc",
    ".zip": "zip",
    ".tar": "tar",
    ".tgz": "tar",
    ".gz": "gzip",
}
NESTED = 2  # archives in archives that are opened


def form(name: str) -> str | None:
    """How a file is read, by its ending; None where it holds no pages."""
    path = PurePosixPath(name.lower())
    if path.suffix == ".zst":
        return "warc" if path.stem.endswith(".warc") else None
    if path.suffix == ".gz":
        inner = PurePosixPath(path.stem).suffix
        return {".tar": "tar", ".warc": "warc"}.get(inner, "gzip" if inner in PAGES or inner in MANY else None)
    return PAGES.get(path.suffix) or MANY.get(path.suffix)


def pages(file: IO[bytes], source: str, kind: str, settings: Settings, depth: int = 0) -> Iterator[RawPage | Problem]:
    """Pages of an open file of the given form. Raises OSError where it cannot be read."""
    from dragoman.sources import archive, feed, mail, table

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
            yield from archive.FORMS[kind](file, source, settings, depth + 1)
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


def member(data: bytes, source: str, settings: Settings, depth: int) -> Iterator[RawPage | Problem]:
    """Pages of one member of an archive."""
    kind = form(source)
    if kind is not None:
        yield from pages(BytesIO(data), source, kind, settings, depth)


def looks_like_html(data: bytes) -> bool:
    """Whether bytes begin as a web page does."""
    return re.match(rb"\s*<(?:!doctype\s+html|html|head|body)\b", data[:500], re.I) is not None
