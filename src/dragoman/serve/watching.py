"""`dragoman watch` as a process: what it prints, and how signals end it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import FrameType

from dragoman import __version__, pipeline
from dragoman.model import Problem
from dragoman.settings import Settings
from dragoman.sources.fetch import Fetcher


def run(
    feeds: Sequence[str],
    record: Path,
    settings: Settings,
    once: bool,
    quiet: bool,
    say: Callable[[Iterable[Problem]], None],
) -> int:
    """Watch until SIGTERM or SIGINT (`once`: a single look). Raises RecordError.

    1 if a single look met problems, or there was nothing to watch.
    """
    fetcher = Fetcher(settings, __version__)
    problems, pages = 0, 0

    def told(outcome: pipeline.Outcome) -> None:
        nonlocal problems, pages
        problems, pages = problems + len(outcome.problems), pages + outcome.new
        say(outcome.problems)
        if not quiet and outcome.new:
            print(f"{outcome.told()} -> {record}", flush=True)

    def stop(number: int, frame: FrameType | None) -> None:  # a second signal ends at once; nothing is lost then either
        threading.Thread(
            target=fetcher.abort
        ).start()  # here, where it waits, it may hold the very lock that this needs
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, signal.SIG_DFL)

    before = {one: signal.signal(one, stop) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        pipeline.watch(feeds, record, fetcher, once, told)
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
    if once and not quiet and not pages:
        print("nothing new")
    return 1 if problems and (once or not fetcher.stop.is_set()) else 0
