"""Which form a file is in, by its name; how names are written."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

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


def form(name: str) -> str | None:
    """How a file is read, by its ending; None where it holds no pages."""
    path = PurePosixPath(name.lower())
    if path.suffix == ".zst":
        return "warc" if path.stem.endswith(".warc") else None
    if path.suffix == ".gz":
        inner = PurePosixPath(path.stem).suffix
        return {".tar": "tar", ".warc": "warc"}.get(inner, "gzip" if inner in PAGES or inner in MANY else None)
    return PAGES.get(path.suffix) or MANY.get(path.suffix)


def looks_like_html(data: bytes) -> bool:
    """Whether bytes begin as a web page does."""
    return re.match(rb"\s*<(?:!doctype\s+html|html|head|body)\b", data[:500], re.I) is not None


def name(path: str) -> str:
    """A file's name as text: bytes that are no UTF-8, and controls, are written out."""
    text = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
