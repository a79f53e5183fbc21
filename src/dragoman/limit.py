"""A bound on processor time: work that takes longer than it may is stopped, whatever it is at; no search for cycles.

Processor time, so that a page is not read less because the machine is busy.
"""

from __future__ import annotations

import gc
import re
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

T = TypeVar("T")
STOPPED = "stopped after"  # how the message of a Problem begins that tells of a page which took too long
_STOPPED = re.compile(rf"{STOPPED} (\S+) seconds")


class Overtime(BaseException):
    """Time is up. No Exception, so that no `except Exception` on the way holds it."""


def stopped(message: str) -> float | None:
    """Seconds after which a page was stopped, from the message of a Problem; None: it tells of something else."""
    found = _STOPPED.match(message)
    return float(found[1]) if found else None


@contextmanager
def limit(seconds: float) -> Iterator[Callable[[Iterable[T]], Iterator[T]]]:
    """Raise Overtime in the body when it has used `seconds` of the processor; 0 is no limit.

    In a process's main thread (a worker's, the command line's) a timer of the system stops the body wherever it is
    in Python; a call into C is stopped when it returns. In other threads (the web server's) signals do not
    arrive: there the function that the body is given looks at the clock between the items of what it is given.
    """
    end = time.thread_time() + seconds

    def watched(items: Iterable[T]) -> Iterator[T]:
        for item in items:
            if seconds and time.thread_time() > end:
                raise Overtime
            yield item
        if seconds and time.thread_time() > end:
            raise Overtime

    main = threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer")
    if not seconds or not main or signal.getitimer(signal.ITIMER_PROF)[0]:  # somebody else's timer is left alone
        yield watched
        return

    def up(number: int, frame: FrameType | None) -> None:
        raise Overtime

    before = signal.signal(signal.SIGPROF, up)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield watched
        if time.thread_time() > end:  # over before the system's timer, which counts in ticks of milliseconds, told so
            raise Overtime
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for cycles among objects: records make none, and over millions of them it took a fifth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
