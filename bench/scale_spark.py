"""Spark beside one machine: processor seconds and seconds over generated pages; called by `scale.py --engine spark`.

Pages are news in English of some eighty words, made from tables of words, so that parsing costs what it costs. One page
in five is a copy. `--copies` gives every text so often more: what a page costs apart from what a text costs.
Processor time is that of the driver, the workers and all below them; on a machine with other work to do it tells more
than the clock.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cluster

WHO = ["Japan", "Norway", "Chile", "Canada", "Kenya", "Poland", "Brazil", "Egypt", "Vietnam", "Australia"]
NAMES = ["Lee", "Ito", "Berg", "Soto", "Clark", "Mwangi", "Nowak", "Silva", "Hassan", "Tran", "Moore", "Okada"]
DOES = ["said it would", "promised to", "refused to", "agreed to", "wants to", "was asked to", "hopes to"]
WHAT = ["raise defence spending to", "lend its neighbours", "cut tariffs worth", "invest in ports", "pay back"]
WHEN = ["by the end of March", "next year", "in June 2026", "within ten days", "before the summit", "by 2030"]
WHERE = ["Oslo", "Tokyo", "Santiago", "Ottawa", "Nairobi", "Warsaw", "Cairo", "Hanoi", "Canberra", "Geneva"]
THEN = ["after the talks", "in a statement", "at a news conference", "before leaving the capital", "on television"]


def text(chance: random.Random) -> str:
    """One page."""
    pick = chance.choice
    lines = [f"{pick(WHO)} and {pick(WHO)} hold talks in {pick(WHERE)}"]
    for _ in range(3):
        lines.append(
            f"{pick(WHO)} {pick(DOES)} {pick(WHAT)} {chance.randrange(2, 900)} million dollars {pick(WHEN)}, "
            f"Foreign Minister {pick(NAMES)} told {pick(NAMES)} in {pick(WHERE)} {pick(THEN)} on Tuesday."
        )
    return "\n\n".join(lines) + "\n"


def pages(folder: Path, count: int, copies: int = 1, seed: int = 7) -> Path:
    """A folder of JSON lines, 2,000 pages a file: the same for the same numbers."""
    chance = random.Random(seed)
    folder.mkdir(parents=True)
    texts = [text(chance) for _ in range(max(1, count * 4 // 5 // copies))]
    for start in range(0, count, 2000):
        with (folder / f"{start:07}.jsonl").open("w", encoding="utf-8") as file:
            for n in range(start, min(count, start + 2000)):
                row = {
                    "url": f"https://outlet{n % 97}.example/{n}",
                    "text": texts[n % len(texts)],
                    "date": "2026-01-10",
                }
                file.write(json.dumps(row) + "\n")
    return folder


def here(folder: Path, place: Path, processes: int) -> dict[str, float]:
    """One machine: clean and read into a record; reconciling is left out."""
    from dragoman import pipeline
    from dragoman.settings import Settings

    pipeline.update = lambda *given: []  # type: ignore[assignment]
    start = time.perf_counter()
    outcome = pipeline.read([folder], place / "record.db", Settings(processes=processes))
    spent = resource.getrusage(resource.RUSAGE_CHILDREN), resource.getrusage(resource.RUSAGE_SELF)
    cpu = sum(s.ru_utime + s.ru_stime for s in spent)
    return {"pages": outcome.new, "seconds": time.perf_counter() - start, "cpu_seconds": cpu}


def there(folder: Path, place: Path, master: str) -> dict[str, float]:
    """Spark: clean and read into tables, families of copies included; times by stage, without the session's start."""
    from dragoman.spark import session, tables

    with cluster.meter(os.getppid()) as used:
        spark = session.start(master, {"spark.driver.memory": "1g", "spark.executor.memory": "1g"})
        begun, before = time.perf_counter(), used()
        stages: dict[str, float] = {}
        last = ("", before)

        def told(what: str) -> None:
            nonlocal last
            stages[f"{last[0]}_cpu"] = (cpu := used()) - last[1]
            last = (what.split()[0], cpu)

        made = tables.make(spark, [folder], place / "tables", told=told)
        told("end")
        got = {"pages": made.pages, "texts": made.texts, "seconds": time.perf_counter() - begun}
        stages.pop("_cpu")
        return {**got, "cpu_seconds": used() - before, "session_cpu": before, **stages}


def _once(what: str, given: list[str], env: dict[str, str] | None = None) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__, what, *given], capture_output=True, text=True, check=False, env=env
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    got: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return got


def figures(sizes: list[int], copies: int = 1, workers: tuple[int, ...] = (1, 2)) -> dict[str, float]:
    """Every size by Spark on this machine and by one machine's engine; the smallest also by one worker and by two."""
    got: dict[str, float] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            place = Path(name)
            folder = pages(place / "pages", size, copies)
            one = _once("there", [str(folder), str(place / "a"), "local[2]"])
            got |= {f"{size}_spark_{k}": v for k, v in one.items()}
            print(json.dumps(got), file=sys.stderr, flush=True)
            (place / "b").mkdir()
            got |= {f"{size}_local_{k}": v for k, v in _once("here", [str(folder), str(place / "b"), "2"]).items()}
            for count in workers if size == min(sizes) else ():
                with cluster.standalone(place / f"cluster-{count}", count) as running:
                    found = _once("there", [str(folder), str(place / f"c{count}"), running.master], running.env)
                got |= {f"{size}_workers{count}_{k}": v for k, v in found.items()}
                print(json.dumps(got), file=sys.stderr, flush=True)
    small, large = min(sizes), max(sizes)
    if large > small:
        for engine in ("spark", "local"):
            cpu = f"{engine}_cpu_seconds"
            got[f"{engine}_growth"] = got[f"{large}_{cpu}"] / got[f"{small}_{cpu}"] / (large / small)
    if len(workers) > 1:
        got["two_workers"] = got[f"{small}_workers1_seconds"] / got[f"{small}_workers2_seconds"]
    return got


if __name__ == "__main__":
    what, pages_at, at, *more = sys.argv[1:]
    if what == "here":
        print(json.dumps(here(Path(pages_at), Path(at), int(more[0]))))
    else:
        print(json.dumps(there(Path(pages_at), Path(at), more[0])))
