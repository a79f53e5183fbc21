"""Scale: seconds and megabytes of copies and stories over generated pages of 400 words, each size in its own process.

Pages are made from a seed: a vocabulary with Zipf's distribution, stories of five pages with words of their own, one
page in ten a trimmed copy of another. `growth` is the processor time of the largest size over that of the smallest, per
page: 1 is linear. `added` is what ten more pages cost, their story and their copy among them, with what was kept.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time

import numpy as np
from common import SHARED, arguments, report

from dragoman import clean
from dragoman.model import Copy, Dating, Document, Story, When
from dragoman.parts import Kept
from dragoman.reconcile.copies import copies
from dragoman.reconcile.stories import stories
from dragoman.settings import Settings
from dragoman.step import Tables

VOCABULARY = 60_000
PER_STORY = 5
WORDS = 400
ADDED = 10


def pages(count: int, seed: int = 7) -> tuple[list[Document], list[Dating]]:
    """Generated pages with their dates: the same for the same count and seed."""
    chance = np.random.default_rng(seed)
    letters = np.array(list("etaoinshrdlucmfw"))
    vocabulary = ["".join(letters[chance.integers(0, 16, 4 + n % 6)]) for n in range(VOCABULARY)]
    weight = 1 / np.arange(1, VOCABULARY + 1)
    ranks = np.cumsum(weight / weight.sum())
    documents, dates, last = [], [], ""
    for number in range(count):
        if number % PER_STORY == 0:
            own = [vocabulary[i] for i in chance.integers(2_000, VOCABULARY, 40)]
            names = [w.capitalize() for w in own[:10]]
            day = str(np.datetime64("2020-01-01") + int(chance.integers(0, 1500)))
        if number % 10 == 9:
            text = last[: int(len(last) * 0.7)] + "."
        else:
            picked = [vocabulary[i] for i in np.searchsorted(ranks, chance.random(WORDS))]
            for at in chance.integers(0, WORDS, 90).tolist():
                picked[at] = (
                    own[int(chance.integers(0, 40))] if chance.random() < 0.7 else names[int(chance.integers(0, 10))]
                )
            lines = [" ".join(picked[i : i + 20]).capitalize() + "." for i in range(0, WORDS, 20)]
            text = "\n".join(" ".join(lines[i : i + 3]) for i in range(0, len(lines), 3))
        last = text
        document = clean.plain(text, f"page-{number}")
        documents.append(document)
        dates.append(Dating(document.id, When(day, day)))
    return documents, dates


def run(documents: list[Document], dates: list[Dating], kept: dict[str, dict[str, bytes]]) -> dict[str, float]:
    """Time copies and stories; what they keep goes into `kept`, as a record would hold it."""
    start, used = time.perf_counter(), time.process_time()
    tables = Tables(documents, [], Settings())
    tables.kept = Kept(lambda name: kept.get(name, {}))
    tables.replace((Dating,), dates)
    tables.replace((Copy,), list(copies(tables)))
    middle = time.perf_counter()
    made = [s for s in stories(tables) if isinstance(s, Story)]
    end, spent = time.perf_counter(), time.process_time() - used
    for name, gone, fresh in tables.kept.changes():
        rows = kept.setdefault(name, {})
        for key in gone:
            del rows[key]
        rows |= fresh
    return {
        "copies_seconds": middle - start,
        "stories_seconds": end - middle,
        "seconds": end - start,
        "cpu_seconds": spent,  # what it would take on an idle core
        "copies": len(tables.all(Copy)),
        "stories": len(made),
    }


def once(count: int) -> dict[str, float]:
    """Time copies and stories over generated pages in this process, and once more with ten pages added."""
    documents, dates = pages(count + ADDED)
    got = {"pages_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
    kept: dict[str, dict[str, bytes]] = {}
    got |= run(documents[:count], dates[:count], kept)
    got["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    got["kept_mb"] = sum(len(data) for rows in kept.values() for data in rows.values()) / 2**20
    more = run(documents, dates, kept)
    got["added_share"] = more["cpu_seconds"] / got["cpu_seconds"]
    return got | {f"added_{k}": more[k] for k in ("seconds", "cpu_seconds", "stories")}


def figures(sizes: list[int]) -> dict[str, float]:
    """Figures of each size, with the size before the name, and how time grows from the smallest to the largest."""
    got: dict[str, float] = {}
    for size in sizes:
        done = subprocess.run(
            [sys.executable, __file__, "--once", str(size)], capture_output=True, text=True, check=True
        )
        got |= {f"{size}_{k}": v for k, v in json.loads(done.stdout).items()}
    if len(sizes) > 1:
        small, large = min(sizes), max(sizes)
        got["growth"] = got[f"{large}_cpu_seconds"] / got[f"{small}_cpu_seconds"] / (large / small)
    return got


if __name__ == "__main__":
    parser = arguments("scale", SHARED / "data" / "briefings")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--once", type=int, help="one size, in this process")
    parser.add_argument("--engine", default="local", help="spark: reading beyond one machine, see scale_spark.py")
    parser.add_argument("--copies", type=int, default=1, help="spark: pages a text stands on")
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2], help="spark: workers, for the smallest size")
    given = parser.parse_args()
    if given.engine == "spark":
        import scale_spark

        got = scale_spark.figures(given.sizes, given.copies, tuple(given.workers))
        sys.exit(report("scale_spark", got, given.check))
    if given.once:
        print(json.dumps(once(given.once)))
        sys.exit(0)
    sys.exit(report("scale", figures(given.sizes), given.check))
