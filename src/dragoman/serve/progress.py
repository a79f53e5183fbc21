"""A progress line on standard error, where a person watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def bar(wanted: bool) -> Iterator[Callable[[str, int], None]]:
    """Yield a function that shows (what, count); silent when nobody watches."""
    if not (wanted and sys.stderr.isatty()):
        yield lambda what, count: None
        return
    from rich.console import Console

    from dragoman.report import words

    with Console(stderr=True).status("starting") as status:
        yield lambda what, count: status.update(f"{what}: {words.pages(count)}")
