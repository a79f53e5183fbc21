"""Rows that are written together, and what steps keep of them from one run to the next.

A part is known by its name and a digest; its rows stay packed until somebody asks for them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial
from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T")
V = TypeVar("V")

LAID_OUT = 1_000  # pages whose records are held as objects (some 75 kB each); those of others are laid out anew


class Rows(Generic[T]):
    """Packed rows of one type: laid out when somebody asks for them."""

    def __init__(self, kind: type[T], data: Callable[[], bytes]) -> None:
        """`data` gives the packed rows."""
        self.kind, self.packed = kind, data

    @property
    def rows(self) -> list[T]:
        """The rows themselves: the same objects only while they are among the last that were asked for."""
        found: list[T] = _rows(self)
        return found


@lru_cache(maxsize=8 * LAID_OUT)
def _rows(of: Rows[Any]) -> list[Any]:
    kind: Any = of.kind
    found: list[Any] = decoder(kind).decode(of.packed())
    return found


def forget() -> None:
    """Let go of the rows that a run laid out, each of which holds what the run was given: the run has ended."""
    _rows.cache_clear()


class Part(Rows[T]):
    """Rows that are written together: known by a name (an id, or the page that they are of), with a digest of them."""

    def __init__(self, kind: type[T], name: str, made: str, data: Callable[[], bytes], gists: bytes = b"") -> None:
        """`made` is the digest of the rows, `gists` what later steps ask of all of them, packed: that lays out none."""
        super().__init__(kind, data)
        self.name, self.made, self.gists = name, made, gists

    def gist(self, kind: type[V]) -> list[V]:
        """What is asked of the rows."""
        of: Any = kind
        found: list[V] = decoder(of).decode(self.gists)
        return found


class Packed(msgspec.Struct, array_like=True, gc=False):
    """A part as a step makes it."""

    name: str
    made: str
    data: bytes
    gists: bytes = b""

    @classmethod
    def of(cls, name: str, rows: Sequence[Any], gists: Sequence[Any] = ()) -> Packed:
        """Rows made just now, as a part; `gists` are what is asked of them."""
        return cls(name, rows_digest(rows), msgspec.msgpack.encode(rows), _ENCODER.encode(gists))


@cache
def decoder(kind: Any) -> Any:
    """Of packed rows of a type."""
    return msgspec.msgpack.Decoder(list[kind])


def rows_digest(rows: Sequence[Any]) -> str:
    """Digest of records, field by field: whether a default is written out says nothing about them."""
    return hashlib.blake2b(_ENCODER.encode([msgspec.structs.astuple(r) for r in rows]), digest_size=8).hexdigest()


_ENCODER = msgspec.msgpack.Encoder(decimal_format="string", order="deterministic")


def laid_out(rows: Iterable[Any]) -> Iterator[Any]:
    """Rows, those of parts among them."""
    for row in rows:
        if isinstance(row, Part):
            yield from row.rows
        else:
            yield row


def page_of(row: Any) -> str:
    """The page that a record, or a part of records of one page, stands on; "": of no one page."""
    if isinstance(row, Part):
        return row.name
    return row.span.document if getattr(row, "span", None) else getattr(row, "document", "")


class Kept:
    """What steps keep from one run to the next, as bytes by step and key: what has not changed is not made again.

    What is kept must be a function of its key or be checked against the pages: a step gives the same with it and
    without. `load` fetches what a record holds for a step; a run without a record keeps nothing.
    """

    def __init__(self, load: Callable[[str], Mapping[str, bytes]] = lambda name: {}) -> None:
        self._load = load
        self._held: dict[str, Mapping[str, bytes]] = {}
        self.fresh: dict[str, Mapping[str, bytes | None]] = {}  # by step: all that is to be kept; None: as it was
        self.aside = set[str]()  # names whose rows are large, or seldom asked for: each is to be fetched by itself

    def held(self, name: str) -> Mapping[str, bytes]:
        """What the record holds under a name."""
        if name not in self._held:
            self._held[name] = self._load(name)
        return self._held[name]

    def of(self, name: str) -> Mapping[str, bytes]:
        """What was kept under a name: the last that was given in this run, else what the record holds."""
        return _Renewed(self.fresh[name], self.held(name)) if name in self.fresh else self.held(name)

    @property
    def used(self) -> bool:
        """Whether anything was found that an earlier run had kept."""
        return any(self._held.values())

    def keep(self, name: str, rows: Mapping[str, bytes | None], aside: bool = False) -> None:
        """Keep these rows under a name in place of what was kept; None: what the record holds under the key."""
        self.fresh[name] = rows
        if aside:
            self.aside.add(name)

    def each(
        self, name: str, wanted: Iterable[tuple[str, V]], make: Callable[[V], bytes], aside: bool = False
    ) -> Iterator[Callable[[], bytes]]:
        """For each key what is made from what goes with it; nothing is made, or fetched, of what was kept under it.

        What is made must be a function of the key. What no key asks for is kept no longer. `aside`: see `aside`.
        """
        kept, now = self.of(name), dict[str, bytes | None]()
        held = self.held(name)
        for key, given in wanted:
            if key not in now:
                now[key] = None if key in held else kept[key] if key in kept else make(given)
            data = now[key]
            yield partial(held.__getitem__, key) if data is None else partial(bytes, data)
        self.keep(name, {**self.fresh.get(name, {}), **now}, aside)  # a step that runs again this time keeps both

    def parts(
        self, name: str, kind: type[T], wanted: Iterable[tuple[str, V]], make: Callable[[V], Sequence[Packed]]
    ) -> Iterator[list[Part[T]]]:
        """As `each`, where what is made is parts with rows of a type, of which only what they are known by is at hand.

        The rows are kept by themselves and fetched when somebody lays them out.
        """
        several, last = list(wanted), list[Any]()

        def made(given: V) -> Sequence[Packed]:
            if not last or last[0] is not given:  # both are asked for one after the other
                last[:] = given, make(given)
            found: Sequence[Packed] = last[1]
            return found

        def heads(given: V) -> bytes:
            return msgspec.msgpack.encode([_Head(p.name, p.made, p.gists) for p in made(given)])

        def rows(given: V) -> bytes:
            return msgspec.msgpack.encode([p.data for p in made(given)])

        known = self.each(name, several, heads)
        for head, data in zip(known, self.each(f"{name}, rows", several, rows, aside=True), strict=True):
            yield [
                Part(kind, one.name, one.made, partial(_data, data, n), one.gists)
                for n, one in enumerate(_HEADS.decode(head()))
            ]

    def changes(self) -> Iterator[tuple[str, list[str], dict[str, bytes]]]:
        """For each name: keys to forget, rows to write. A row that is the very object that was loaded stays."""
        for name, rows in self.fresh.items():
            held = self.held(name)
            fresh = {k: v for k, v in rows.items() if v is not None and (k not in held or held[k] is not v)}
            yield name, [k for k in held if k not in rows], fresh


class _Head(msgspec.Struct, array_like=True, gc=False):
    """What a part is known by, as it is kept."""

    name: str
    made: str
    gists: bytes


_HEADS, _DATA = msgspec.msgpack.Decoder(list[_Head]), msgspec.msgpack.Decoder(list[bytes])


def _data(parts: Callable[[], bytes], n: int) -> bytes:
    """The packed rows of one of the parts that are kept together."""
    return _DATA.decode(parts())[n]


class _Renewed(Mapping[str, bytes]):
    """What is kept since this run: rows of its own, and those that the record holds."""

    def __init__(self, rows: Mapping[str, bytes | None], held: Mapping[str, bytes]) -> None:
        self._rows, self._held = rows, held

    def __getitem__(self, key: str) -> bytes:
        data = self._rows[key]
        return self._held[key] if data is None else data

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)
