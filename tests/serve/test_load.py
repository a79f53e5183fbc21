"""Many at once, slowly, or too much: the server answers, nothing is lost, nothing is kept of what is too large."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from dragoman import pipeline
from dragoman.record import judgements, views
from dragoman.record.check import check
from dragoman.record.store import Record
from dragoman.serve import web
from dragoman.settings import Settings

PAGES = ("/", "/timeline", "/ledger", "/sources", "/search?q=Oslo", "/api/events")


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("load")
    for n in range(8):
        text = f"Talks {n}\n\nForeign Minister Ann Lee met President Bo Ito in Oslo on {n + 1} March 2025.\n"
        (folder / f"{n}.txt").write_text(text, "utf-8")
    pipeline.read([folder], folder / "r.db", Settings(processes=1))
    return folder / "r.db"


@pytest.fixture(scope="module")
def server(record: Path, serving: Callable[[Path], AbstractContextManager[str]]) -> Iterator[str]:
    with serving(record) as address:
        yield address


def secret(server: str) -> str:
    page = httpx.get(f"{server}/add", timeout=60).text
    return page.split('name="csrf" value="')[1].split('"')[0]


def test_fifty_readers_while_four_write_and_no_update_is_lost(server: str, record: Path) -> None:
    with Record(record, read_only=True) as file:
        events = [e.id for e in views.events(file)][:4]
    assert len(events) == 4
    csrf = secret(server)
    start = threading.Barrier(54)

    def look(number: int) -> list[int]:
        start.wait()
        with httpx.Client(base_url=server, timeout=120) as client:
            return [client.get(PAGES[(number + n) % len(PAGES)]).status_code for n in range(4)]

    def write(key: str) -> list[int]:
        start.wait()
        form = {"csrf": csrf, "verdict": "wrong", "key": key}
        return [httpx.post(f"{server}/judge", data=form, timeout=120).status_code]

    with ThreadPoolExecutor(54) as pool:
        readers = [pool.submit(look, n) for n in range(50)]
        writers = [pool.submit(write, key) for key in events]
        assert {code for r in readers for code in r.result()} == {200}
        assert {code for w in writers for code in w.result()} == {303}
    with Record(record, read_only=True) as file:
        assert len(judgements.judgements(file)) == 4
        assert not {e.id for e in views.events(file)} & set(events)
        assert list(check(file)) == []


def test_slow_clients_keep_nobody_waiting(server: str) -> None:
    port = int(server.rsplit(":", 1)[1])
    slow = []
    for number in range(60):
        connection = socket.create_connection(("127.0.0.1", port))
        head = (
            b"POST /add HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n\r\ntext=" if number % 2 else b"GET / HT"
        )
        connection.sendall(head)
        slow.append(connection)
    try:
        assert httpx.get(f"{server}/sources", timeout=30).status_code == 200
    finally:
        for connection in slow:
            connection.close()
    assert httpx.get(f"{server}/", timeout=30).status_code == 200


def test_a_body_without_a_length_is_counted(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "UPLOAD_BYTES", 100_000)
    sent = 0

    def flood() -> Iterator[bytes]:
        nonlocal sent
        yield b"--x\r\nContent-Disposition: form-data; name=files; filename=a.txt\r\n\r\n"
        for _ in range(2000):
            sent += 10_000
            yield b"w" * 10_000

    form = {"content-type": "multipart/form-data; boundary=x"}
    with contextlib.suppress(httpx.TransportError):  # the server may hang up while we are still sending
        assert httpx.post(f"{server}/add", content=flood(), headers=form, timeout=60).status_code == 413
    assert sent < 20_000_000, "all of it was taken in"
    assert httpx.get(f"{server}/", timeout=30).status_code == 200


def test_a_length_that_is_no_number_is_refused(record: Path) -> None:
    client = TestClient(web.app(record), base_url="http://127.0.0.1")
    for length in ("-1", "x", "9" * 30):
        assert client.post("/add", content=b"", headers={"content-length": length}).status_code == 413
