"""What a step is, and the tables that steps hand to one another.

A step is a function that yields records. Each room lists its steps in `STEPS`, in the order they run;
that list is the only place a step is added. `read` steps take one parsed page; `reconcile` steps take
`Tables`.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple, TypeVar, get_args

from dragoman.model import Document, Judgement, Mention, Said, Sentence, Span, mention_id
from dragoman.parts import LAID_OUT, Kept, Part, laid_out, page_of
from dragoman.settings import Settings

T = TypeVar("T")
V = TypeVar("V")


class Step(NamedTuple):
    """A named function that yields records of the types it `makes`."""

    name: str
    run: Callable[..., Iterable[Any]]
    makes: tuple[type, ...]


@cache
def version(*parts: str) -> str:
    """Digest of the code and tables in the named files and folders of the package ("reading", "data").

    What was made by other code is made again; nobody has to remember to raise a number.
    """
    state = hashlib.blake2b(digest_size=8)
    for part in parts:
        _feed(state, files("dragoman").joinpath(part))
    return state.hexdigest()


def _feed(state: hashlib.blake2b, place: Traversable) -> None:
    if place.is_dir():
        for inner in sorted(place.iterdir(), key=lambda p: p.name):
            if inner.name != "__pycache__":
                _feed(state, inner)
    elif place.is_file():
        state.update(place.name.encode() + b"\x1f" + place.read_bytes())


class Tables:
    """All records of a run by type, in one fixed order: what `reconcile` steps read and add to.

    What pages say is fetched page by page when it is first asked for: a step that asks for a few pages (`of`, `at`)
    does not pay for the others. A step sees what the steps before it made. When a step runs a second time (same
    events, after joint dating) what it makes replaces what it made before: `replace` is called by the runner.
    """

    def __init__(
        self,
        documents: Iterable[Document],
        said: Iterable[Said],
        settings: Settings,
        load: Callable[[str], Iterable[Said]] = lambda document: (),
        read: Mapping[str, str] | None = None,
    ) -> None:
        """`said` are records of pages; what pages say that have none of them is `load`ed by the page's id.

        `read` says of each page from what its records follow: its text and the code that read it.
        """
        self.settings = settings
        self.kept = Kept()
        self.once: dict[str, Any] = {}  # what one step worked out and a later one needs again
        self.documents: dict[str, Document] = {d.id: d for d in sorted(documents, key=lambda d: d.id)}
        self.judgements: list[Judgement] = []  # a person's words, oldest first; see `reconcile.judgements`
        self.failed: list[str] = []  # names of the steps of this run that did not end
        self.applied: set[str] = set()  # ids of the judgements that found what they are about
        self.read = read if read is not None else {d.id: d.text_hash for d in self.documents.values()}
        self._load = load
        self._given: dict[str, dict[type, list[Any]]] = {}  # what pages say, of those that it was given for
        self._said = lru_cache(maxsize=LAID_OUT)(self._said_on)
        self._placed: Any = lru_cache(maxsize=4 * LAID_OUT)(self._placed_on)
        self._made: dict[type, list[Any]] = {}  # what steps made
        self._parts: dict[type, list[Any]] = {}  # the same as it came, in rows and parts
        self._grouped: dict[type, dict[str, list[Any]]] = {}  # the same by page
        for record in said:
            self._given.setdefault(record.span.document, defaultdict(list))[type(record)].append(record)
        for page in self._given.values():
            for rows in page.values():
                rows.sort(key=lambda r: (r.span.start, r.span.end))

    def all(self, kind: type[T]) -> list[T]:
        """Every record of the type, in document and text order (first layer) or as made (second)."""
        if kind not in self._made and kind in _FIRST:
            pages = sorted({*self.documents, *self._given})
            self._made[kind] = [row for page in pages for row in self._said(page).get(kind, ())]
        if kind not in self._made:
            self._made[kind] = list(laid_out(self._parts.get(kind, ())))
        return self._made[kind]

    def parts(self, kind: type[T]) -> list[T | Part[T]]:
        """What a step made of a type, as it came: parts, and rows by themselves."""
        return self._parts.setdefault(kind, [])

    def of(self, kind: type[T], document: str) -> list[T]:
        """The records of the type that stand in one document, in text order."""
        if kind in _FIRST:
            return self._said(document).get(kind, [])
        if kind not in self._grouped:
            grouped: dict[str, list[Any]] = defaultdict(list)
            for row in self._parts.get(kind, ()):
                grouped[page_of(row)].append(row)
            self._grouped[kind] = grouped
        found = self._grouped[kind].get(document, [])
        if any(isinstance(row, Part) for row in found):
            found = found[0].rows if len(found) == 1 else list(laid_out(found))
        return found

    def part(self, kind: type[T], document: str) -> Part[T] | None:
        """The records of the type that stand in one document, where a step handed them on as a part."""
        if kind not in self._grouped:
            self.of(kind, document)
        found = self._grouped[kind].get(document, [])
        return found[0] if len(found) == 1 and isinstance(found[0], Part) else None

    def at(self, kind: type[T], span: Span) -> T | None:
        """The record of the type that stands at the span."""
        found: T | None = self._placed(kind, span.document).get(span)
        return found

    def mention(self, span: Span) -> Mention | None:
        """The mention that stands at the span."""
        return self.at(Mention, span)

    def within(self, kind: type[T], span: Span) -> list[T]:
        """The records of the type that begin in the span, in text order."""
        rows: list[Any] = self.of(kind, span.document)
        first, last = (bisect_left(rows, place, key=lambda r: r.span.start) for place in (span.start, span.end))
        return rows[first:last]

    def sentence(self, span: Span) -> Span:
        """The sentence that the span begins in; the span itself where there is none."""
        rows = self.of(Sentence, span.document)
        n = bisect_right(rows, span.start, key=lambda s: s.span.start) - 1
        return rows[n].span if n >= 0 and span.start < rows[n].span.end else span

    def _said_on(self, document: str) -> dict[type, list[Any]]:
        found = self._given.get(document)
        if found is None:
            found = {}
            for row in self._load(document):
                found.setdefault(type(row), []).append(row)
        return found

    def _placed_on(self, kind: type, document: str) -> dict[Span, Any]:
        rows: list[Any] = self.of(kind, document)
        return {row.span: row for row in rows}

    @cached_property
    def by_id(self) -> dict[str, Said]:
        """First-layer records by id (`model.mention_id`)."""
        every: list[Said] = []
        for kind in _FIRST:
            every += self.all(kind)
        return {mention_id(row): row for row in every}

    def following(self, name: str, make: Callable[[], V], *kinds: type) -> V:
        """What `make` gives, kept under a name until a step replaces the rows of a type that it follows from."""
        rows: list[Any] = [self.parts(kind) for kind in kinds]
        known, made = self.once.get(name, ([], None))
        if len(known) != len(rows) or any(one is not other for one, other in zip(known, rows, strict=True)):
            made = make()
            self.once[name] = rows, made
        found: V = made
        return found

    def replace(self, kinds: Iterable[type], records: Iterable[Any]) -> None:
        """Put `records` in place of all rows of `kinds`."""
        for kind in kinds:
            self._made.pop(kind, None)
            self._parts[kind] = []
            self._grouped.pop(kind, None)
        self._placed.cache_clear()
        last: type | None = None
        for record in records:
            kind = record.kind if isinstance(record, Part) else type(record)
            if kind is not last:
                self._made.pop(kind, None)
                last, rows = kind, self._parts.setdefault(kind, [])
            rows.append(record)

    def text(self, span: Span) -> str:
        """The words at a span."""
        return self.documents[span.document].text[span.start : span.end]

    def known(self) -> Iterator[tuple[type, list[Any]]]:
        """Each type that steps made, with its rows and parts."""
        yield from self._parts.items()


_FIRST: tuple[type, ...] = get_args(Said)
