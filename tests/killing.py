"""Kill the work at seeded moments and look at what is left: `python tests/killing.py FOLDER --count 200`.

The process forks for every kill, so nothing is imported twice. A third of the kills come after so many instructions of
SQLite's machine (the middle of a statement), a third before a statement (a COMMIT among them), a third after some time.
After each, the killed record and what a power cut could have left (a copy of the file and its log, the log cut
off anywhere where nothing of it was in the file yet) open and pass `check`; and the same work, done again, ends as if
nothing had happened.
"""

from __future__ import annotations

import argparse
import atexit
import json
import os
import random
import shutil
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dragoman
from dragoman import pipeline
from dragoman.record import backup, carried, judgements, schema, views
from dragoman.record.check import check
from dragoman.record.store import Record
from dragoman.settings import Settings
from dragoman.sources import watch as watching
from dragoman.sources.fetch import Fetcher
from sources.server import html, rss, serving

ONE = Settings(processes=1)
ACTIONS = ("read", "watch", "reconcile", "judge", "remove", "export", "migrate", "backup", "restore", "repair")
FEEDS = Settings(processes=1, watch_pause=0.0, watch_local=True)
EVERY = 20  # instructions between two calls of the progress handler
MIGRATION = """
CREATE TABLE extra (id TEXT PRIMARY KEY, words INTEGER);
INSERT INTO extra SELECT id, length(text) FROM document;
ALTER TABLE problem ADD COLUMN seen INTEGER;
CREATE INDEX extra_words ON extra(words);
"""
REAL = sqlite3.connect
Dump = dict[str, list[str]]


def dump(path: Path) -> Dump:
    """Every row of a record but those of the cache and of the insides of the search index."""
    beside = ("parse", "carried_together")  # how rows are dealt into segments tells when pages came
    with Record(path) as record:
        record.db.row_factory = None
        names = sorted(r[0] for r in record.db.execute("SELECT name FROM sqlite_master WHERE type='table'"))
        kept = [n for n in names if n not in beside and not n.startswith(("search_", "known_", "sqlite_"))]
        rows = {n: sorted(map(repr, record.db.execute(f'SELECT * FROM "{n}"'))) for n in kept}
        steps = [r[0] for r in record.db.execute("SELECT DISTINCT step FROM carried_together ORDER BY step")]
        return rows | {
            "carried_together": [
                f"{s} {row!r}" for s in steps for row in sorted(carried.together(record.db, s).items())
            ]
        }


def files(folder: Path) -> dict[str, bytes]:
    """Name -> bytes."""
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())} if folder.is_dir() else {}


def site() -> str:
    """A feed and its pages, served by a process of their own (a fork with threads is none) until this one ends."""
    told, telling = os.pipe()
    if not (pid := os.fork()):
        with serving() as served:
            served.pages |= {f"/{n}": html(f"Leaders meet {n}") for n in range(3)}
            served.pages["/feed"] = rss(*((f"/{n}", f"Leaders meet {n}") for n in range(3)))
            os.write(telling, served.url.encode())
            signal.pause()
    atexit.register(os.kill, pid, signal.SIGKILL)
    return f"{os.read(told, 100).decode()}/feed"


class Work:
    """A folder with pages, the state before each action, and what each action does to `work/r.db`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.at = folder, folder / "work"
        self.record = self.at / "r.db"
        self.feed = site()
        pages = folder / "pages"
        pages.mkdir(parents=True)
        for n in range(4):
            text = (
                f"Talks {n}\n\nForeign Minister Ann Lee met President Bo Ito in Oslo on {n + 1} March 2025.\n\n"
                f"“Japan will buy ${n + 2} billion of gas by 2027,” Ito said. Lee said Norway would not sign.\n"
            )
            (pages / f"{n}.txt").write_text(text, "utf-8")
        self.pages = pages
        pipeline.read([pages], folder / "full.db", ONE)
        pipeline.read([pages / "0.txt"], folder / "part.db", ONE)
        shutil.copy(folder / "full.db", folder / "unreconciled.db")
        db = REAL(folder / "unreconciled.db", isolation_level=None)
        db.execute("UPDATE meta SET value='' WHERE key='reconciled'")
        db.execute("DELETE FROM event")
        db.close()
        with Record(folder / "full.db") as record:
            self.event = views.events(record)[0].id
            self.document = next(record.documents()).id

    def start(self, action: str, number: int) -> Path | None:
        """The record before the action; None: there is none."""
        if action == "read":
            return self.folder / "part.db" if number % 2 else None
        name = {"reconcile": "unreconciled", "restore": "part", "repair": "unreconciled"}.get(action, "full")
        return self.folder / f"{name}.db"

    def lay(self, action: str, number: int) -> None:
        """Put the state before the action in place."""
        shutil.rmtree(self.at, ignore_errors=True)
        self.at.mkdir()
        if start := self.start(action, number):
            shutil.copy(start, self.record)

    def run(self, action: str) -> None:
        """Do the action, as the command of that name does it; doing it again is no harm."""
        if action == "read":
            pipeline.read([self.pages], self.record, ONE)
        elif action == "watch":
            watching.now = lambda: 1_800_000_000.0  # when a feed was looked at is kept
            pipeline.watch([self.feed], self.record, Fetcher(FEEDS), once=True)
        elif action == "export":
            with dragoman.open_record(self.record) as opened:
                dragoman.export(opened, self.at / "out")
        elif action == "backup":
            (self.at / "b.db").unlink(missing_ok=True)
            backup.backup(self.record, self.at / "b.db")
        elif action == "restore":
            backup.restore(self.record, self.folder / "full.db")
        elif action == "repair":
            with Record(self.record) as record:
                backup.repair(record)
            pipeline.take((), self.record, ONE)
        else:
            with Record(self.record) as record:
                if action == "judge" and not judgements.judgements(record):
                    judgements.judge(record, "wrong", self.event)
                elif action == "remove":
                    page = record.document(self.document)
                    pipeline.remove(record, [page.source] if page else [], ONE)
                pipeline.update(record, ONE)


def watched(op: Callable[[], None], statement: Callable[[], None]) -> Callable[..., sqlite3.Connection]:
    """`sqlite3.connect` whose connections call `op` every few instructions and `statement` before each statement."""

    def connect(*given: Any, **named: Any) -> sqlite3.Connection:
        db = REAL(*given, **named)
        db.set_progress_handler(lambda: op() or 0, EVERY)
        db.set_trace_callback(lambda text: statement())
        return db

    return connect


def child(work: Work, action: str, mode: str, after: float) -> int:
    """Fork, do the action, be killed; the exit status."""
    if pid := os.fork():
        if mode == "time":
            time.sleep(after)
            os.kill(pid, signal.SIGKILL)
        return os.waitpid(pid, 0)[1]
    left = Counter({mode: int(after)})

    def count(what: str) -> None:
        left[what] -= 1
        if what == mode and left[what] < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    sqlite3.connect = watched(lambda: count("op"), lambda: count("statement"))
    try:
        work.run(action)
        if mode == "count":
            (work.folder / "count").write_text(json.dumps([-left["op"], -left["statement"]]))
        os._exit(0)
    except BaseException:
        import traceback

        traceback.print_exc()
    os._exit(1)


def wrong(path: Path) -> list[str]:
    """What `check` finds in a record that was cut off; that it is not reconciled yet is no fault."""
    with Record(path) as record:
        return [w for w in check(record) if "run `dragoman read` once" not in w]


def power_cut(work: Work, start: Path | None, chance: random.Random) -> None:
    """What the disk could hold: the file and its log, the log cut off at any byte if none of it is in the file yet."""
    cut = work.folder / "cut"
    shutil.rmtree(cut, ignore_errors=True)
    cut.mkdir()
    for end in ("", "-wal"):
        if (file := work.record.with_name(f"r.db{end}")).exists():
            shutil.copy(file, cut / file.name)
    log = cut / "r.db-wal"
    same = (cut / "r.db").read_bytes() == start.read_bytes() if start else (cut / "r.db").stat().st_size <= 4096
    if same and log.exists():
        log.write_bytes(log.read_bytes()[: chance.randint(0, log.stat().st_size)])
    assert wrong(cut / "r.db") == []


def kills(folder: Path, count: int, seed: int = 7, actions: tuple[str, ...] = ACTIONS) -> dict[str, int]:
    """Kill each action in turn until `count` kills are done; the number that hit before the end, by action."""
    work = Work(folder)
    hit: Counter[str] = Counter()
    chance = random.Random(seed)
    known: dict[str, tuple[int, int, float, Dump, dict[str, bytes]]] = {}
    layouts = schema.MIGRATIONS
    for number in range(count):
        action = actions[number % len(actions)]
        turn = number // len(actions)
        schema.MIGRATIONS = (*layouts, MIGRATION) if action == "migrate" else layouts
        key = f"{action}{turn % 2}"
        if key not in known:
            work.lay(action, turn)
            begun = time.monotonic()
            assert child(work, action, "count", 0) == 0, f"{action} fails unkilled"
            took = time.monotonic() - begun
            ops, statements = json.loads((folder / "count").read_text())
            known[key] = (ops, statements, took, dump(work.record), files(work.at / "out"))
        ops, statements, took, whole, written = known[key]
        mode = ("op", "statement", "time")[turn % 3]
        after = {"op": chance.randrange(ops + 1), "statement": chance.randrange(statements + 1)}.get(
            mode, chance.uniform(0, took)
        )
        work.lay(action, turn)
        where = f"kill {number}: {action} after {after} ({mode})"
        status = child(work, action, mode, after)
        assert status in (0, signal.SIGKILL), where
        hit[action] += status == signal.SIGKILL
        if work.record.exists():
            power_cut(work, work.start(action, turn), chance)
            assert wrong(work.record) == [], where
        if action == "restore":
            assert dump(work.record) in (whole, dump(work.folder / "part.db")), f"{where}: neither old nor new"
        for name, data in files(work.at / "out").items():
            assert name.startswith(".") or name not in written or written[name] == data, f"{where}: {name} is half"
        if (copy := work.at / "b.db").exists():
            assert dump(copy) == whole, f"{where}: a backup under its name that is not whole"
        work.run(action)
        assert dump(work.record) == whole, f"{where}: done again, it is not the same"
        again = files(work.at / "out")
        assert {n: again[n] for n in written} == written, where
    schema.MIGRATIONS = layouts
    return dict(hit)


def together(folder: Path) -> int:
    """Two processes write into one record while this one looks; how often it looked. The end is that of one writer."""
    work = Work(folder)
    work.at.mkdir()
    for half in ("a", "b"):
        (folder / half).mkdir()
    for n, page in enumerate(sorted(work.pages.iterdir())):
        shutil.copy(page, folder / "ab"[n % 2] / page.name)
    whole = dump(folder / "full.db")
    Record(work.record).__exit__(None, None, None)
    running = set()
    for half in ("a", "b"):
        if pid := os.fork():
            running.add(pid)
            continue
        try:
            pipeline.read([folder / half], work.record, Settings(processes=1, batch=1))
            os._exit(0)
        finally:
            os._exit(1)
    looked = 0
    while running:
        with Record(work.record, read_only=True) as record:
            record.db.execute("BEGIN")  # one moment for all that check asks
            assert [w for w in check(record) if "run `dragoman read` once" not in w] == []
        looked += 1
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid:
            assert status == 0
            running.remove(pid)
    assert dump(work.record) == whole
    return looked


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("folder", type=Path)
    given.add_argument("--count", type=int, default=200)
    given.add_argument("--seed", type=int, default=7)
    given.add_argument("--only", default=",".join(ACTIONS))
    given.add_argument("--together", action="store_true", help="two writers and a reader instead")
    asked = given.parse_args()
    if asked.together:
        print(json.dumps({"looked": together(asked.folder)}))
        raise SystemExit
    started = time.monotonic()
    found = kills(asked.folder, asked.count, asked.seed, tuple(asked.only.split(",")))
    print(json.dumps({"kills": asked.count, "before the end": sum(found.values()), **found,
                      "seconds": round(time.monotonic() - started)}))  # fmt: skip
