"""A Spark of our own on the loopback: a standalone master and its workers; and what a tree of processes used."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

SOURCE = Path(__file__).resolve().parents[1] / "src"
TICK = os.sysconf("SC_CLK_TCK")


class Cluster(NamedTuple):
    """A running master and its workers."""

    master: str
    workers: list[subprocess.Popen[bytes]]
    env: dict[str, str]  # for a driver


def _free() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@contextmanager
def standalone(folder: Path, workers: int = 2, memory: str = "1g") -> Iterator[Cluster]:
    """Master and workers of one core each until the block ends; logs and scratch files in `folder`."""
    import pyspark

    folder.mkdir(parents=True, exist_ok=True)
    command = str(Path(pyspark.__file__).parent / "bin" / "spark-class")
    env = {
        **os.environ,
        "PYTHONPATH": str(SOURCE),
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_WORKER_DIR": str(folder / "work"),
        "SPARK_LOCAL_DIRS": str(folder / "scratch"),
    }
    port = _free()
    master = f"spark://127.0.0.1:{port}"
    ask = ["org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"]
    serve = ["org.apache.spark.deploy.worker.Worker", "-c", "1", "-m", memory, "--host", "127.0.0.1"]
    serve += ["--webui-port", "0", master]
    started: list[subprocess.Popen[bytes]] = []

    def begin(name: str, given: list[str]) -> subprocess.Popen[bytes]:
        with (folder / f"{name}.log").open("wb") as log:
            done = subprocess.Popen([command, *given], env=env, stdout=log, stderr=log, start_new_session=True)
        started.append(done)
        return done

    try:
        begin("master", ask)
        _until(folder / "master.log", "ALIVE", 120)
        running = [begin(f"worker-{n}", serve) for n in range(workers)]
        for n in range(workers):
            _until(folder / f"worker-{n}.log", "Successfully registered", 120)
        yield Cluster(master, running, env)
    finally:
        for one in reversed(started):
            for process in (*below(one.pid), one.pid):
                _kill(process)
            one.wait()


def _until(log: Path, words: str, seconds: float) -> None:
    end = time.monotonic() + seconds
    while words not in log.read_text("utf-8", "replace"):
        if time.monotonic() > end:
            raise TimeoutError(f"{log.name}: {log.read_text('utf-8', 'replace')[-1000:]}")
        time.sleep(0.2)


def _kill(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return


def _stat(process: int) -> list[str]:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def below(root: int) -> list[int]:
    """Processes that descend from one, children first."""
    parents = {int(p.name): s for p in Path("/proc").iterdir() if p.name.isdigit() and (s := _stat(int(p.name)))}
    found = [root]
    for one in found:
        found += [pid for pid, stat in parents.items() if int(stat[1]) == one]
    return found[:0:-1]


@contextmanager
def meter(root: int, seconds: float = 2.0) -> Iterator[Callable[[], float]]:
    """Tells how many processor seconds a process and all below it used since the block began.

    They are looked at every so many seconds: Spark ends Python workers that idle for a minute, and nobody waits for
    them, so that the system does not add what they used to their parent's.
    """
    spent: dict[tuple[int, str], float] = {}  # by number and start of the process
    done = threading.Event()

    def look() -> float:
        for pid in (root, *below(root)):
            if stat := _stat(pid):
                spent[pid, stat[19]] = (int(stat[11]) + int(stat[12])) / TICK
        return sum(spent.values())

    def watch() -> None:
        while not done.wait(seconds):
            look()

    before = look()
    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield lambda: look() - before
    finally:
        done.set()
        watcher.join()
