"""What reading again costs, and what it costs to start: ratios of processor time within one run.

Reading is everything from the pages' bytes into the record file, without reconciling (`bench/scale.py` has that).

    again       the same pages once more, and under other names (text pages; web pages, which are cleaned anew)
    mixed       a crawl half of which is repeated, against the bare parse of all of it (`bench/reading.py`)
    start       `dragoman brief` on the examples, `import dragoman.pipeline`
    processes   two worker processes against one: `wall_two_processes` says nothing on a busy machine
    memory      resident memory after each tenth of `--generated` pages made from a seed
    words       resident memory when the language model has met as many words as it may, and when it was loaded anew

The first three are the default; `--part` names others. `--data` is a folder of text pages, `--web` one of web pages.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import msgspec
from common import SHARED, arguments, raise_floors, report

import reading
from dragoman import clean, pipeline, sources
from dragoman.model import RawPage
from dragoman.reading import parse
from dragoman.record.store import Record
from dragoman.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
ONE = Settings(processes=1)


def used() -> float:
    """Processor seconds of this process and of those that it started and that ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def seconds(pages: Iterator[RawPage] | list[RawPage], record: Path, settings: Settings = ONE) -> tuple[float, float]:
    """Seconds of the processor and of the clock that reading pages into a record takes."""
    cpu, wall = used(), time.perf_counter()
    with patch.object(pipeline, "update"):
        pipeline.take(pages, record, settings)
    return used() - cpu, time.perf_counter() - wall


def renamed(pages: list[RawPage]) -> list[RawPage]:
    """The same pages under other names."""
    return [msgspec.structs.replace(p, source=f"mirror/{p.source}") for p in pages]


def warm(pages: list[RawPage], folder: Path) -> None:
    """Load models and tables before the clock starts."""
    seconds(pages[:3], folder / "warm.db")


def again(pages: list[RawPage], folder: Path, lead: str = "") -> dict[str, float]:
    """Shares of their first reading that pages cost once more: unchanged, and under other names."""
    warm(pages, folder)
    record = folder / f"{lead}again.db"
    first = seconds(pages, record)[0]
    same, other = seconds(pages, record)[0], seconds(renamed(pages), record)[0]
    cleaned = time.process_time()
    for page in pages:
        clean.clean(page, ONE)
    cleaned = time.process_time() - cleaned
    with Record(record) as file:
        assert len(list(file.documents())) == 2 * len(pages)
    return {
        f"{lead}again_unchanged": same / first,
        f"{lead}again_other_name": other / first,
        f"{lead}cleaning": cleaned / first,
    }


def mixed(pages: list[RawPage], folder: Path) -> dict[str, float]:
    """How often the bare parse of all of a crawl goes into reading it, where half of it is the other half again."""
    warm(pages, folder)
    crawl = pages + renamed(pages)
    random.Random(7).shuffle(crawl)
    cleaned = [d for p in crawl if (d := clean.clean(p, ONE)[0]) is not None]
    lines = [line for d in cleaned for line in reading.lines([d])]
    reading.piped(lines[:5], "ner", "senter")
    bare = ours = 0.0
    for part in range(4):  # in turns, so that a busy machine slows both alike
        bare += reading.piped(lines[part::4], "ner", "senter")
        ours += seconds(crawl[part * len(crawl) // 4 : (part + 1) * len(crawl) // 4], folder / "mixed.db")[0]
    return {"mixed_faster_than_bare": bare / ours}


def start(folder: Path, times: int = 5) -> dict[str, float]:
    """Milliseconds, the least of some: of the clock and of the processor."""
    record = str(folder / "start.db")
    pipeline.read([ROOT / "examples" / "japan-us"], record, ONE)
    # Compiled modules are kept, as where the package is installed, whatever the environment says.
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    env["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    found = {}
    for name, what in {
        "python": ["-c", "pass"],
        "import_pipeline": ["-c", "import dragoman.pipeline"],
        "brief": ["-m", "dragoman", "brief", "--record", record],
    }.items():
        tried = []
        for _ in range(times + 1):  # the first compiles, and fills the system's file cache
            cpu, wall = used(), time.perf_counter()
            subprocess.run([sys.executable, *what], check=True, stdout=subprocess.DEVNULL, env=env)
            tried.append((1000 * (time.perf_counter() - wall), 1000 * (used() - cpu)))
        found |= {f"{name}_wall_ms": min(t[0] for t in tried[1:]), f"{name}_cpu_ms": min(t[1] for t in tried[1:])}
    return found


def processes(pages: list[RawPage], folder: Path) -> dict[str, float]:
    """How much sooner two processes are done than one, and what more they use."""
    warm(pages, folder)
    one = seconds(pages, folder / "one.db")
    two = seconds(pages, folder / "two.db", Settings(processes=2))
    return {"wall_two_processes": one[1] / two[1], "cpu_two_processes": two[0] / one[0]}


def generated(count: int, texts: list[str], seed: int = 7) -> Iterator[RawPage]:
    """Short pages of sentences drawn from texts, each with two names and a number that no page had before."""
    chance = random.Random(seed)
    sentences = [s for t in texts for s in t.replace("\n", " ").split(". ") if 40 < len(s) < 160]
    syllables = ["ba", "da", "fe", "go", "hi", "ka", "lo", "mi", "nu", "pe", "ra", "su", "ti", "vo", "wa", "ze"]
    for number in range(count):
        names = ["".join(chance.choices(syllables, k=4)).capitalize() for _ in range(2)]
        body = ". ".join(chance.sample(sentences, 2))
        line = (
            f"President {names[0]} met Prime Minister {names[1]} on Monday and pledged ${number + 1} million for trade."
        )
        yield RawPage(f"page-{number}.txt", f"{line}\n\n{body}.\n".encode(), "text")


def resident() -> float:
    """Megabytes of memory that this process holds now."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def memory(data: Path, count: int, folder: Path) -> dict[str, float]:
    """Megabytes after each tenth of generated pages, and how they grow from the second tenth on."""
    texts = [p.data.decode("utf-8", "replace") for p in reading.raws(data, 200)]
    held: list[float] = []

    def watched() -> Iterator[RawPage]:
        for number, page in enumerate(generated(count, texts)):
            if number and number % (count // 10) == 0:
                held.append(resident())
            yield page

    cpu, _ = seconds(watched(), folder / "memory.db")
    held.append(resident())
    grown = {f"mb_after_{(n + 1) * count // 10}": mb for n, mb in enumerate(held)}
    return grown | {
        "mb_per_1000_pages": (held[-1] - held[1]) / (0.8 * count) * 1000,
        "memory_growth": held[-1] / held[1],
        "generated_pages_per_cpu_second": count / cpu,
    }


def words(rounds: int = 3) -> dict[str, float]:
    """Megabytes with a language model that is full of new words, and with one that was loaded anew, some times over."""
    found = {"mb_before": 0.0}
    for turn in range(rounds):
        parse.parse_lines(["They met."])  # loads the model, anew where it is full
        found["mb_before" if not turn else f"mb_anew_{turn}"] = resident()
        vocab, number = parse.language_model().vocab, 0
        while len(vocab.strings) <= parse.STRINGS:
            vocab[f"Kvad{turn}sund{number}"]  # as the tokenizer does with a word that it has not met
            number += 1
        del vocab
        found[f"mb_full_{turn + 1}"] = resident()
    return found


PARTS = ("again", "mixed", "start", "processes", "memory", "words")


def figures(
    data: Path, web: Path, parts: tuple[str, ...] = PARTS[:3], count: int = 60, made: int = 2_000
) -> dict[str, float]:
    """Figures of the named parts, each with records of its own."""
    pages = reading.raws(data, count)
    saved = [p for p in sources.walk([str(web)], ONE) if isinstance(p, RawPage)][:count] if web.is_dir() else []
    found: dict[str, float] = {}
    what: dict[str, Callable[[Path], dict[str, float]]] = {
        "again": lambda at: again(pages, at) | (again(saved, at, "web_") if saved else {}),
        "mixed": lambda at: mixed(pages, at),
        "start": start,
        "processes": lambda at: processes(pages, at),
        "memory": lambda at: memory(data, made, at),
        "words": lambda at: words(),
    }
    for part in parts:
        with tempfile.TemporaryDirectory() as folder:
            found |= what[part](Path(folder))
    return found


if __name__ == "__main__":
    parser = arguments("cost", SHARED / "data" / "briefings")
    parser.add_argument("--web", type=Path, default=SHARED / "data" / "pages" / "html")
    parser.add_argument("--part", nargs="+", choices=PARTS, default=PARTS[:3])
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--generated", type=int, default=2_000, help="pages that memory is measured over")
    given = parser.parse_args()
    got = figures(given.data, given.web, tuple(given.part), given.pages, given.generated)
    if given.raise_:
        raise_floors("cost", got)
    sys.exit(report("cost", got, given.check))
