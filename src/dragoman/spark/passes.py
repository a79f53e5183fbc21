"""The three passes of Python over pages, as Spark's `mapInArrow` wants them: open, clean, read.

Each takes batches of rows and yields batches of rows; the work in them is the functions that one machine uses. A page
that a function cannot take becomes a Problem. A page that ends the whole process (a fault in C, no memory left) fails
its task; Spark tries the task again, and then every page is worked on in a process of its own, so that the second
time only that page is lost.
"""

from __future__ import annotations

import os
import pickle
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from dragoman import pipeline, sources
from dragoman.model import Document, Line, Problem, RawPage, digest, raw_hash
from dragoman.record.store import pack
from dragoman.settings import Settings
from dragoman.spark import schema
from dragoman.spark.session import ROWS

Row = dict[str, Any]
Batches = Iterable[pa.RecordBatch]
BYTES = 16_000_000  # a batch that is handed back is closed when its pages have so many
LINES = 50_000  # parses of lines that a worker keeps, for the copies it meets: some 50 MB
_LINES = msgspec.json.Decoder(tuple[Line, ...])

_parses: dict[str, bytes] = {}


def opened(batches: Batches, settings: Settings) -> Iterator[pa.RecordBatch]:
    """`schema.FILE` -> `schema.RAW`: the pages in files, as they are."""
    return _sent((row for file in _rows(batches) for row in _pages(file, settings)), schema.RAW)


def cleaned(batches: Batches, settings: Settings) -> Iterator[pa.RecordBatch]:
    """`schema.RAW` -> `schema.CLEANED`: documents, and what went wrong."""

    def work(rows: list[Row]) -> list[Row]:
        return [_clean(row, settings) for row in rows]

    def blame(row: Row, why: str) -> Row:
        return {"position": row["position"], "problems": [_trouble(_source(row), "clean", why)]}

    return _sent(each(work, blame, _rows(batches), settings.batch), schema.CLEANED)


def read(batches: Batches, settings: Settings) -> Iterator[pa.RecordBatch]:
    """`schema.DOCUMENT`, each text once -> `schema.reading()`: what every text says, if its language is read."""

    def work(rows: list[Row]) -> list[Row]:
        return _read(rows, settings)

    def blame(row: Row, why: str) -> Row:
        which = {"position": row["position"], "text_hash": row["text_hash"]}
        return {**which, "words": 0, "keys": [], "problems": [_trouble(row["source"], "read", why)]}

    return _sent(each(work, blame, _rows(batches), settings.batch), schema.reading())


def compared(batches: Batches, settings: Settings) -> Iterator[pa.RecordBatch]:
    """Pairs of texts (`left_`/`right_` and the columns of a document) -> `schema.PAIR`: those that are one report.

    Decided by the function that decides it on one machine, without what the whole of the pages would add to it:
    lines that are debris everywhere, and how rare a word is.
    """
    from dragoman.reconcile import copies, rewrites, words

    weigh = rewrites.rarity()

    def side(row: Row, name: str) -> copies.Page:
        found = document({k.removeprefix(name): v for k, v in row.items() if k.startswith(name)})
        text = words.text(found)
        return copies.Page(found, np.unique(words.shingles(text.words, settings.shingle)), b"", text)

    def rows() -> Iterator[Row]:
        for row in _rows(batches):
            left, right = side(row, "left_"), side(row, "right_")
            found = copies.compare(left, right, settings.shingle, settings.copy_share, weigh)
            if found is not None and found.kind in ("identical", "near"):
                hashes = {"left": row["left_text_hash"], "right": row["right_text_hash"]}
                yield {**hashes, "kind": found.kind, "share": found.share}

    return _sent(rows(), schema.PAIR)


# --- one row ----------------------------------------------------------------------------------------


def _pages(file: Row, settings: Settings) -> Iterator[Row]:
    """The pages in a file, numbered on from the file's number."""
    position = file["number"] << 32
    try:
        for found in sources.opened(sources.File(file["path"], file["source"], file["kind"]), settings):
            yield _raw(found, position)
            position += 1
    except Exception as error:  # a fault of a library in one file must not lose the others
        yield _raw(Problem(file["source"], "sources.file", f"{type(error).__name__}: {error}"), position)


def _raw(found: RawPage | Problem, position: int) -> Row:
    if isinstance(found, Problem):
        return {"position": position, "problems": [_trouble(found.where, found.step, found.message)]}
    hashed = raw_hash(found)
    hints = {"source": found.source, "fetched": found.fetched, "declared": found.declared}
    return {
        "position": position,
        "document": digest(found.source, hashed),
        "hash": hashed,
        "media": found.media,
        "data": zlib.compress(found.data, 6),
        "hints": msgspec.json.encode(hints).decode(),
        "problems": [],
    }


def raw_page(row: Row) -> RawPage:
    """A row of `raw` as the page that it was."""
    return msgspec.structs.replace(bare_page(row), data=zlib.decompress(row["data"]))


def bare_page(row: Row) -> RawPage:
    """A row of `raw` as the page that it was, without its bytes, which stay packed in the row."""
    hints = msgspec.json.decode(row["hints"])
    return RawPage(hints["source"], b"", row["media"], hints["fetched"], hints["declared"])


def _source(row: Row) -> str:
    return str(msgspec.json.decode(row["hints"])["source"])


def _clean(row: Row, settings: Settings) -> Row:
    found, problems = pipeline.cleaned(raw_page(row), settings)
    said = [_trouble(p.where, p.step, p.message) for p in problems]
    if found is None:
        return {"position": row["position"], "problems": said}
    values = {name: getattr(found, name) for name in schema.DOCUMENT.names if name not in ("position", "lines")}
    lines = msgspec.json.encode(found.lines).decode()
    return {**values, "position": row["position"], "lines": lines, "problems": said}


def document(row: Row) -> Document:
    """A row of `document` as the record."""
    values = {k: v for k, v in row.items() if k not in ("position", "lines") and k in schema.DOCUMENT.names}
    return Document(lines=_LINES.decode(row["lines"]), **values)


def _read(rows: list[Row], settings: Settings) -> list[Row]:
    from dragoman.reading import read as read_documents

    documents = [document(row) for row in rows]
    wanted = [d for d in documents if d.language in settings.languages]
    fresh: dict[str, bytes] = {}
    found = dict(zip((d.id for d in wanted), read_documents(wanted, _known, fresh, settings.page_seconds), strict=True))
    if len(_parses) > LINES:
        _parses.clear()
    _parses.update(fresh)
    made = []
    for one, row in zip(documents, rows, strict=True):
        said, problems = found.get(one.id, ((), ()))
        by_kind: Row = {name: [] for name in schema.SAID}
        for record in said:
            by_kind[type(record).__name__.lower()].append(schema.row(record))
        packed = pack(said, one) if one.id in found else None
        wrong = [_trouble(p.where, p.step, p.message) for p in problems]
        which = {"position": row["position"], "text_hash": one.text_hash, "said": packed}
        made.append({**which, **by_kind, **_shingles(one, settings), "problems": wrong})
    return made


def _shingles(one: Document, settings: Settings) -> Row:
    """By what copies of a text are found: its sampled shingles, and how many words it has."""
    from dragoman.reconcile import words
    from dragoman.reconcile.affinity import SAMPLED

    found = words.sequence(words.told(one))
    every = np.unique(words.shingles(found, settings.shingle))
    return {"words": len(found), "keys": every[every % np.uint64(SAMPLED) == 0].view(np.int64).tolist()}


def _known(lines: Iterable[str]) -> dict[str, bytes]:
    return {line: _parses[line] for line in lines if line in _parses}


def _trouble(where: str, step: str, message: str) -> Row:
    return {"where": where, "step": step, "message": message}


# --- rows in, rows out ------------------------------------------------------------------------------


def each(
    work: Callable[[list[Row]], list[Row]], blame: Callable[[Row, str], Row], rows: Iterator[Row], size: int
) -> Iterator[Row]:
    """What `work` makes of the rows, `size` at a time; what it cannot take, `blame` makes a Problem of."""
    careful = _attempt() > 0
    while part := list(islice(rows, size)):
        if not careful:
            try:
                made = work(part)
            except Exception:  # below, one by one
                made = None
            if made is not None:
                yield from made
                continue
        for row in part:
            yield from alone(work, blame, row)


def alone(work: Callable[[list[Row]], list[Row]], blame: Callable[[Row, str], Row], row: Row) -> list[Row]:
    """What `work` makes of one row in a process of its own, or whom to blame when that does not come back."""
    inner, outer = os.pipe()
    child = os.fork()
    if not child:
        try:
            made = work([row])
        except Exception as error:
            made = [blame(row, f"{type(error).__name__}: {error}")]
        try:
            with os.fdopen(outer, "wb") as pipe:
                pipe.write(pickle.dumps(made))
        finally:
            os._exit(0)
    os.close(outer)
    with os.fdopen(inner, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    try:
        given: list[Row] = pickle.loads(said)  # noqa: S301  # our own child's
    except (EOFError, pickle.UnpicklingError):
        how = f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else "without a word"
        return [blame(row, f"ended the process that worked on it ({how}): the page is left out")]
    return given


def _attempt() -> int:
    """How often Spark has tried this task before; 0 outside of a task."""
    from pyspark import TaskContext

    context = TaskContext.get()
    return context.attemptNumber() if context is not None else 0


def _rows(batches: Batches) -> Iterator[Row]:
    return (row for batch in batches for row in batch.to_pylist())


def _sent(rows: Iterable[Row], schema_: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Rows in batches that are not too large."""
    held: list[Row] = []
    size = 0
    for row in rows:
        held.append(row)
        size += len(row.get("data") or b"") + len(row.get("text") or "")
        if len(held) >= ROWS or size >= BYTES:
            yield pa.RecordBatch.from_pylist(held, schema_)
            held, size = [], 0
    if held:
        yield pa.RecordBatch.from_pylist(held, schema_)
