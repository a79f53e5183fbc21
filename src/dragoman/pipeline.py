"""The only module that joins rooms: pages in, record out, on this machine.

Pages flow in batches through worker processes (`clean`, `read`) into the record, one transaction a batch, so
what was read stays read whatever happens next. Then `reconcile` runs over the whole record. A page that the record
holds unchanged costs its hash, and so do bytes that it holds of another file and a text that was read before; a line
that was parsed before is not parsed.
"""

from __future__ import annotations

import multiprocessing
import os
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from pathlib import Path

import msgspec

from dragoman import clean, sources
from dragoman.limit import STOPPED, Overtime, limit, uncollected
from dragoman.model import Document, Problem, RawPage, raw_hash
from dragoman.parts import Kept, forget
from dragoman.record import carried, judgements
from dragoman.record.store import Read, Record, pack
from dragoman.report import words
from dragoman.settings import Settings
from dragoman.sources import watch as watching
from dragoman.sources.fetch import Fetcher
from dragoman.step import Tables, version

Progress = Callable[[str, int], None]  # (what is going on, how many pages so far)


class Outcome(msgspec.Struct):
    """What a run did: counts of pages, and what went wrong in this run."""

    new: int = 0
    unchanged: int = 0
    problems: list[Problem] = []

    def told(self) -> str:
        """ "12 pages read, 3 known before, 1 problem"."""
        problems = words.counted(len(self.problems), "problem")
        return f"{words.pages(self.new)} read, {self.unchanged:,} known before, {problems}"


class _Batch(msgspec.Struct, frozen=True):
    """What a worker hands back."""

    pages: list[Read]
    parses: dict[str, bytes]


def read(
    paths: Sequence[str | Path],
    record: str | Path = "dragoman.db",
    settings: Settings | None = None,
    progress: Progress = lambda what, count: None,
    stdin: bytes | None = None,
) -> Outcome:
    """Read pages into a record file and reconcile it.

    `paths` are files, folders or "-" (then `stdin` holds the bytes). Pages that cannot be read become
    Problems in the outcome and in the record. Raises RecordError when the record cannot be written.
    """
    settings = settings or Settings()
    return take(sources.walk([str(p) for p in paths], settings, stdin), record, settings, progress)


def take(
    pages: Iterable[RawPage | Problem],
    record: str | Path,
    settings: Settings,
    progress: Progress = lambda what, count: None,
) -> Outcome:
    """Read pages that are at hand into a record file and reconcile it; else as `read`."""
    outcome = Outcome()
    with Record(record) as file:
        stale = file.stale(reading_version(), _seconds(settings))
        taken: set[tuple[str, str]] = set()
        fresh = _fresh(chain(stale, pages), file, outcome, settings, taken)
        for batch in _work(fresh, file, settings):
            file.add(batch.pages, reading_version(), batch.parses)
            taken.difference_update((p.raw.source, p.document.raw_hash) for p in batch.pages if p.document is not None)
            outcome.problems += [p for page in batch.pages for p in page.problems]
            outcome.new += sum(p.document is not None for p in batch.pages)
            progress("reading", outcome.new)
        with file.transaction():
            file.add_problems(outcome.problems)
        outcome.problems += update(file, settings, progress)
    return outcome


def watch(
    feeds: Sequence[str],
    record: str | Path,
    fetcher: Fetcher,
    once: bool = False,
    told: Callable[[Outcome], None] = lambda outcome: None,
) -> None:
    """Look at feeds over and over and read what is new, until the fetcher is stopped (`once`: a single time).

    `feeds` are addresses, OPML files, or files with one address a line. `told` hears of each part that was read.
    What is known of a feed is written after its pages, so a process that is killed misses nothing. Raises RecordError.
    """
    # A part is too small to pay for worker processes.
    settings = msgspec.structs.replace(fetcher.settings, batch=4 * watching.PART)
    addresses, problems = watching.feeds(feeds)
    if problems:
        told(take(problems, record, settings))
    with Record(record) as file:
        kept = {url: file.meta(f"watch {url}") for url in addresses}
    states = {url: watching.recall(text) for url, text in kept.items()}
    while states and not fetcher.stop.is_set():
        now = watching.now()
        due = {u: s for u, s in states.items() if now >= (s.wait_until if once else s.due(settings))}
        for visits in _parts(watching.visits(due, fetcher, settings, watching.now)):
            if pages := [page for visit in visits for page in visit.pages]:
                told(take(pages, record, settings))
            with Record(record) as file, file.transaction():
                for visit in visits:
                    states[visit.url] = visit.state
                    file.set_meta(f"watch {visit.url}", msgspec.json.encode(visit.state).decode())
        if once:
            break
        fetcher.stop.wait(max(1.0, min(state.due(settings) for state in states.values()) - watching.now()))


def _parts(visits: Iterator[watching.Visit]) -> Iterator[list[watching.Visit]]:
    """Visits gathered until they hold some pages: each part is reconciled with the whole record."""
    part: list[watching.Visit] = []
    for visit in visits:
        part.append(visit)
        if sum(len(v.pages) for v in part) >= watching.PART:
            yield part
            part = []
    if part:
        yield part


def update(record: Record, settings: Settings, progress: Progress = lambda what, count: None) -> list[Problem]:
    """Reconcile the record if pages, code or judgements changed since it last was; the answer is that from nothing."""
    problems: list[Problem] = []
    while record.meta("reconciled") != (stamp := _stamp(record, settings)):
        problems = _reconcile(record, settings, stamp, (), progress) or []
    return problems


def remove(record: Record, sources: Sequence[str], settings: Settings) -> None:
    """Take pages out for good and work out what the others amount to; readers see the record before, then after."""
    while sources and _reconcile(record, settings, _stamp(record, settings), sources) is None:
        pass  # another process added pages meanwhile


@uncollected()
def _reconcile(
    record: Record,
    settings: Settings,
    stamp: str,
    without: Sequence[str],
    progress: Progress = lambda what, count: None,
) -> list[Problem] | None:
    """Work out what the pages amount to, without those of some sources, which are taken out in the same transaction.

    None, and nothing is written, where another process added pages meanwhile: the record is not what `stamp` says.
    """
    held = carried.of(record, _version(settings))
    try:
        tables, problems = _worked_out(record, settings, without, progress, held)
        if not tables.failed or not held.used:
            return _written(record, settings, stamp, without, tables, problems)
    except (msgspec.MsgspecError, LookupError):  # of rows that only the writing lays out
        if not held.used:
            raise
    # what was kept may be damaged
    tables, problems = _worked_out(record, settings, without, progress, Kept())
    return _written(record, settings, stamp, without, tables, problems, anew=True)


def _written(
    record: Record,
    settings: Settings,
    stamp: str,
    without: Sequence[str],
    tables: Tables,
    problems: list[Problem],
    anew: bool = False,
) -> list[Problem] | None:
    """Write what was worked out, in one transaction; `anew`: nothing that was kept before stays."""
    with record.transaction():
        if _stamp(record, settings) != stamp:
            return None
        record.take_out(without)
        record.put(tables.known(), problems, _stamp(record, settings) if without else stamp)
        if anew:
            record.keep_nothing()
        carried.write(record, tables.kept, _version(settings), bool(without))
        judgements.mark_stale(record, tables.applied)
    forget()
    vars(tables).clear()
    return problems


def _worked_out(
    record: Record, settings: Settings, without: Sequence[str], progress: Progress, held: Kept
) -> tuple[Tables, list[Problem]]:
    # brings scipy, which a worker that reads, or a record that is up to date, never needs
    from dragoman import reconcile

    tables = record.tables(settings, without)
    tables.judgements = judgements.judgements(record)
    tables.kept = held
    progress("reconciling", len(tables.documents))
    return tables, reconcile.run(tables)


def _stamp(record: Record, settings: Settings) -> str:
    return f"{record.state()} {_version(settings)}"


def _version(settings: Settings) -> str:
    """What results depend on beside pages and judgements: the code that reconciles, and settings."""
    return f"{version('reconcile', 'settable.py', 'step.py', 'parts.py', *_SHARED)} {_results(settings)}"


_SHARED = ("data", "timex.py", "periods.py", "lexicon.py", "model.py")  # what both readings and results follow from
_PLAIN = msgspec.structs.asdict(Settings())
_ASIDE = ("processes", "batch", "page_seconds", "columns")


def _results(settings: Settings) -> str:
    """The settings that results depend on: all but how the work is dealt out, when it is given up
    and where pages come from."""
    aside = {name: value for name, value in _PLAIN.items() if name in _ASIDE or name.startswith("watch_")}
    return msgspec.json.encode(msgspec.structs.replace(settings, **aside)).decode()


def _seconds(settings: Settings) -> float:
    """How long a page may take: one that was stopped in less time is read again."""
    return settings.page_seconds or float("inf")


def _fresh(
    found: Iterable[RawPage | Problem],
    record: Record,
    outcome: Outcome,
    settings: Settings,
    taken: set[tuple[str, str]],
) -> Iterator[RawPage]:
    """Pages that the record does not hold yet; problems and pages that it holds are counted.

    Pages that are handed out go into `taken`, from which the caller takes those that the record has come to hold: an
    archive's names are not all kept in memory.
    """
    for page in found:
        if isinstance(page, Problem):
            outcome.problems.append(page)
            continue
        key = (page.source, raw_hash(page))
        if key in taken or record.has(*key, reading_version(), _seconds(settings)):
            outcome.unchanged += 1
        else:
            taken.add(key)
            yield page


def _work(pages: Iterator[RawPage], record: Record, settings: Settings) -> Iterator[_Batch]:
    """Batches of pages through worker processes, in the order the pages came; a few pages are read right here."""
    processes = settings.processes or os.cpu_count() or 1
    first = list(islice(pages, settings.batch + 1))
    pages = chain(first, pages)
    if processes == 1 or len(first) <= settings.batch:
        for batch in iter(lambda: list(islice(pages, settings.batch)), []):
            yield _read_batch(batch, record, settings)
        return
    context = multiprocessing.get_context("spawn")  # fork would copy the threads of the libraries we use
    with ProcessPoolExecutor(processes, context, initializer=_start_worker, initargs=(str(record.path),)) as pool:
        waiting: deque[Future[_Batch]] = deque()
        for batch in _dealt(pages, settings.batch, processes):
            waiting.append(pool.submit(_in_worker, batch, settings))
            while len(waiting) > 2 * processes:  # holds what must be held and no more
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _dealt(pages: Iterator[RawPage], most: int, processes: int) -> Iterator[list[RawPage]]:
    """Batches of pages: as many as may be, and fewer towards the end, so that all processes end at about one time."""
    ahead: deque[RawPage] = deque(islice(pages, most * processes))
    while ahead:
        yield [ahead.popleft() for _ in range(-(-len(ahead) // processes))]
        ahead.extend(islice(pages, most * processes - len(ahead)))


_record: Record | None = None


def _start_worker(path: str) -> None:
    global _record
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    _record = Record(path, read_only=True)


def _in_worker(pages: list[RawPage], settings: Settings) -> _Batch:
    assert _record is not None
    return _read_batch(pages, _record, settings)


def reading_version() -> str:
    """Version of the code and tables that make documents and read them; what another version read is read again."""
    return version("clean", "reading", *_SHARED)


def cleaned(page: RawPage, settings: Settings) -> tuple[Document | None, list[Problem]]:
    """A page cleaned within the time that it may take, and what went wrong."""
    try:
        with limit(settings.page_seconds):
            return clean.clean(page, settings)
    except Overtime:
        message = f"{STOPPED} {settings.page_seconds:g} seconds: the page is left out"
        return None, [Problem(page.source, "clean", message)]


def _document(page: RawPage, record: Record, settings: Settings) -> tuple[Document | None, list[Problem]]:
    """A page cleaned, or what the record holds of a file with the same bytes under its name."""
    twin = None if "://" in page.source else record.twin(raw_hash(page), reading_version())
    return (clean.renamed(twin, page), []) if twin is not None else cleaned(page, settings)


def _read_batch(pages: list[RawPage], record: Record, settings: Settings) -> _Batch:
    """Clean and read pages. Known bytes are not cleaned, known texts not read, known lines not parsed."""
    from dragoman.reading import read as read_documents

    found_pages = [(page, *_document(page, record, settings)) for page in pages]
    wanted = {}
    for _, document, _ in found_pages:
        if document is None or document.language not in settings.languages:
            continue
        known = record.has_reading(document.text_hash, reading_version(), _seconds(settings))
        if not known and document.text_hash not in wanted:
            wanted[document.text_hash] = document
    parses: dict[str, bytes] = {}
    found_now = read_documents(list(wanted.values()), record.parses, parses, settings.page_seconds)
    read_now = dict(zip(wanted, found_now, strict=True))
    results = []
    for page, document, found in found_pages:
        said = None
        if document is not None and document.text_hash in read_now:
            records, problems = read_now.pop(document.text_hash)
            said = pack(records, wanted[document.text_hash])
            found += problems
        results.append(_light(Read(page, document, said, tuple(found)), record))
    return _Batch(results, parses)


def _light(read: Read, record: Record) -> Read:
    """With the page's bytes packed, where the record does not hold them: the main process need not."""
    if read.document is None or record.has_raw(read.document.raw_hash):
        return read
    bare = msgspec.structs.replace(read.raw, data=b"")
    return msgspec.structs.replace(read, raw=bare, packed=zlib.compress(read.raw.data, 6))
