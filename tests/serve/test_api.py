"""The API against its own OpenAPI description: schemathesis asks what a caller could, and reads every answer."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from dragoman import pipeline
from dragoman.serve import web
from dragoman.settings import Settings

HERE = {"host": "127.0.0.1"}


def schema(folder: Path) -> schemathesis.BaseSchema:
    (folder / "a.txt").write_text("Foreign Minister Ann Lee met President Bo Ito in Oslo on 3 March 2025.", "utf-8")
    pipeline.read([folder], folder / "r.db", Settings(processes=1))
    return schemathesis.openapi.from_asgi("/api/openapi.json", web.app(folder / "r.db"), headers=HERE)


@pytest.mark.parametrize("asked", [25, pytest.param(1000, marks=pytest.mark.slow)])
def test_every_answer_is_as_described(asked: int, tmp_path: Path) -> None:
    operations = [found.ok() for found in schema(tmp_path).get_all_operations()]
    assert operations
    for operation in operations:

        @settings(max_examples=asked, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        @given(operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            case.call_and_validate(headers=HERE)

        ask()


def test_no_secret_is_logged(tmp_path: Path) -> None:
    token = "a-token-nobody-may-read"
    schema(tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "dragoman", "serve", "--record", str(tmp_path / "r.db"), "--port", str(port)]
    env = {**os.environ, "DRAGOMAN_TOKEN": token}
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env=env)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            for _ in range(600):
                with contextlib.suppress(httpx.TransportError):
                    if client.get("/").status_code == 401:
                        break
                time.sleep(0.1)
            page = client.get(f"/add?token={token}")
            csrf = page.text.split('name="csrf" value="')[1].split('"')[0]
            form = {"csrf": csrf, "verdict": "wrong", "key": "no-such-key"}
            answers = [client.post("/judge", data=form), client.get(f"/nowhere?token={token}"), client.get("/api/x")]
            (tmp_path / "r.db").write_bytes(b"no record")
            answers.append(client.get(f"/?token={token}"))
            assert all(a.status_code >= 400 and token not in a.text and csrf not in a.text for a in answers[1:])
    finally:
        server.terminate()
        server.wait(30)
    said = (tmp_path / "log").read_text("utf-8", "replace")
    assert token not in said and csrf not in said
