"""What a step is, and the tables that steps hand to one another.

A step is a function that yields records. Each room lists its steps in `STEPS`, in the order they run;
that list is the only place a step is added. `read` steps take one parsed page; `reconcile` steps take
`Tables`.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple, TypeVar, get_args

from dragoman.model import Document, Judgement, Mention, Said, Span, mention_id
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


class Kept:
    """What steps keep from one run to the next, as bytes by step and key: what has not changed is not made again.

    What is kept must be a function of its key or be checked against the pages: a step gives the same with it and
    without. `load` fetches what a record holds for a step; a run without a record keeps nothing.
    """

    def __init__(self, load: Callable[[str], dict[str, bytes]] = lambda name: {}) -> None:
        self._load = load
        self._held: dict[str, dict[str, bytes]] = {}
        self.fresh: dict[str, dict[str, bytes]] = {}  # by step: what is to be kept from now on, all of it

    def of(self, name: str) -> dict[str, bytes]:
        """What was kept under a name: the last that was given in this run, else what the record holds."""
        if name in self.fresh:
            return self.fresh[name]
        if name not in self._held:
            self._held[name] = self._load(name)
        return self._held[name]

    @property
    def used(self) -> bool:
        """Whether anything was found that an earlier run had kept."""
        return any(self._held.values())

    def keep(self, name: str, rows: dict[str, bytes]) -> None:
        """Keep these rows under a name in place of what was kept."""
        self.fresh[name] = rows

    def changes(self) -> Iterator[tuple[str, list[str], dict[str, bytes]]]:
        """For each name: keys to forget, rows to write. A row that is the very object that was loaded stays."""
        for name, rows in self.fresh.items():
            if name not in self._held:
                self._held[name] = self._load(name)
            held = self._held[name]
            yield name, [k for k in held if k not in rows], {k: v for k, v in rows.items() if held.get(k) is not v}


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
        self._said: dict[str, dict[type, list[Any]]] = {}  # what pages say, of those that were asked for
        self._made: dict[type, list[Any]] = {}  # what steps made
        self._grouped: dict[type, dict[str, list[Any]]] = {}  # the same by page
        self._placed: dict[tuple[type, str], dict[Span, Any]] = {}
        for record in said:
            self._said.setdefault(record.span.document, defaultdict(list))[type(record)].append(record)
        for page in self._said.values():
            for rows in page.values():
                rows.sort(key=lambda r: (r.span.start, r.span.end))

    def all(self, kind: type[T]) -> list[T]:
        """Every record of the type, in document and text order (first layer) or as made (second)."""
        if kind not in self._made and kind in _FIRST:
            pages = sorted({*self.documents, *self._said})
            self._made[kind] = [row for page in pages for row in self._of_page(page).get(kind, ())]
        return self._made.setdefault(kind, [])

    def of(self, kind: type[T], document: str) -> list[T]:
        """The records of the type that stand in one document, in text order."""
        if kind in _FIRST:
            return self._of_page(document).get(kind, [])
        if kind not in self._grouped:
            grouped: dict[str, list[Any]] = defaultdict(list)
            for row in self._made.get(kind, ()):
                grouped[row.span.document if hasattr(row, "span") else row.document].append(row)
            self._grouped[kind] = grouped
        return self._grouped[kind].get(document, [])

    def at(self, kind: type[T], span: Span) -> T | None:
        """The record of the type that stands at the span."""
        placed = self._placed.get((kind, span.document))
        if placed is None:
            rows: list[Any] = list(self.of(kind, span.document))
            placed = {row.span: row for row in rows}
            self._placed[kind, span.document] = placed
        return placed.get(span)

    def mention(self, span: Span) -> Mention | None:
        """The mention that stands at the span."""
        return self.at(Mention, span)

    def _of_page(self, document: str) -> dict[type, list[Any]]:
        if document not in self._said:
            found: dict[type, list[Any]] = {}
            for row in self._load(document):
                found.setdefault(type(row), []).append(row)
            self._said[document] = found
        return self._said[document]

    @cached_property
    def by_id(self) -> dict[str, Said]:
        """First-layer records by id (`model.mention_id`)."""
        every: list[Said] = []
        for kind in _FIRST:
            every += self.all(kind)
        return {mention_id(row): row for row in every}

    def following(self, name: str, kind: type, make: Callable[[], V]) -> V:
        """What `make` gives, kept under a name until a step replaces the rows of a type that it follows from."""
        rows, made = self.once.get(name, (None, None))
        if rows is not self.all(kind):
            rows, made = self.once[name] = self.all(kind), make()
        found: V = made
        return found

    def replace(self, kinds: Iterable[type], records: Iterable[Any]) -> None:
        """Put `records` in place of all rows of `kinds`."""
        for kind in kinds:
            self._made[kind] = []
            self._grouped.pop(kind, None)
            self._placed = {place: rows for place, rows in self._placed.items() if place[0] is not kind}
        for record in records:
            self._made.setdefault(type(record), []).append(record)

    def text(self, span: Span) -> str:
        """The words at a span."""
        return self.documents[span.document].text[span.start : span.end]

    def known(self) -> Iterator[tuple[type, list[Any]]]:
        """Each type that steps made, with its rows."""
        yield from ((kind, rows) for kind, rows in self._made.items() if kind not in _FIRST)


_FIRST: tuple[type, ...] = get_args(Said)
