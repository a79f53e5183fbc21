"""One frozen Settings: every number that a user may turn, with its unit and its reason."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec


def _offices() -> str:
    """Text of the file that DRAGOMAN_OFFICES names; of one that cannot be read, why (then `reconcile` says so)."""
    path = os.environ.get("DRAGOMAN_OFFICES", "")
    try:
        return Path(path).read_text("utf-8-sig") if path else ""
    except (OSError, UnicodeDecodeError) as error:
        return f"{path}: {error}"


class Settings(msgspec.Struct, frozen=True):
    """Settings of a run. Results depend on the pages and on these alone."""

    processes: int = 0  # worker processes for reading; 0: one a core; 1: in this process
    batch: int = 64  # pages handed to a worker at a time
    page_bytes: int = 60_000_000  # a larger page is a Problem
    line_chars: int = 20_000  # a longer line is cut at sentence ends before it is parsed
    text_chars: int = 500_000  # text beyond this (some 90,000 words) is left out, with a Problem
    page_seconds: float = 60.0  # of the processor; reading a page that takes more is stopped, with a Problem; 0: never
    languages: tuple[str, ...] = ("en",)  # languages that are read; others are kept and marked
    copy_share: float = 0.5  # 5-gram containment from which two pages are near copies (F1 .987 on 50 real pages)
    shingle: int = 5  # words in a shingle
    dated_days: int = 400  # an interval wider than this is not a date
    offices: str = msgspec.field(default_factory=_offices)  # own holders: text of the file DRAGOMAN_OFFICES
    columns: tuple[
        tuple[str, str], ...
    ] = ()  # names for tables of pages: ("text", "story") reads column "story" as text
    watch_minutes: float = 30.0  # minutes between looks at a feed; twice as long after each failure, up to a day
    watch_pause: float = 2.0  # seconds between two requests to one host; a Crawl-delay that is longer holds
    watch_seconds: float = 30.0  # seconds that one request may take
    watch_bytes: int = 10_000_000  # bytes that a fetched page or feed may have, packed or unpacked
    watch_hosts: int = 4  # hosts that are asked at the same time
    watch_contact: str = ""  # address that the user agent names, for those who want to complain
    watch_local: bool = False  # fetch from this machine (loopback) too: for tests
