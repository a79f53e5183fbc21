"""A server on the loopback, as `dragoman serve` runs it, for the tests that need a real one."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn

from dragoman.serve import web


@contextmanager
def running(record: Path) -> Iterator[str]:
    """Serve a record until the block ends; yields the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    runner = uvicorn.Server(uvicorn.Config(web.app(record), port=port, log_level="warning"))
    thread = threading.Thread(target=runner.run, daemon=True)
    thread.start()
    while not runner.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    runner.should_exit = True
    thread.join(5)


@pytest.fixture(scope="session")
def serving() -> Callable[[Path], object]:
    """`with serving(record) as address:`"""
    return running
