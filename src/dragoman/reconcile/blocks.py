"""Which mentions are compared: those that share a block, each once, and not again while they are as they were.

A block gathers what can be one thing (one kind of act between the same two). What it holds is compared one with
another; a block of more than `MANY` is cut into periods so short that none holds more, and what one holds is compared
with what follows it there and in the next. What comes of it follows from what was compared alone, and is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Generic, NamedTuple, TypeVar

import msgspec

from dragoman.model import Document, digest
from dragoman.reconcile.clusters import top
from dragoman.reconcile.world import World, each, state
from dragoman.step import Kept

T = TypeVar("T")

MANY = 200  # mentions of a block that are all compared with one another
PERIODS = (64, 16, 4, 1)  # days; in a day that holds more, each with those that follow it next
_STEP = 0x9E3779B97F4A7C15  # makes other numbers of the mentions of one page

# places of two mentions; how alike they are, 0 where they only have to do with each other
Link = tuple[int, int, float]


class Mark(msgspec.Struct, array_like=True, gc=False):
    """What is known of a mention without laying it out."""

    id: str
    at: str  # ISO day, or "": its place in the order of a block
    blocks: list[int]
    more: str = ""  # what else it needs to be told apart
    beside: list[int] = []  # blocks in which only one that stands alone is compared, with those before it that do not
    alone: bool = False


class Marked(NamedTuple):
    """A mention of this run."""

    key: int  # what follows from the mention is kept under it: from its page's state and its place there
    mark: Mark


class Mentions(Generic[T]):
    """The mentions of a kind on all pages, in order: known by their marks, laid out when they are asked for."""

    def __init__(
        self,
        world: World,
        name: str,
        kind: type[T],
        told_in: Callable[[World, Document], Iterable[T]],
        marks: Callable[[Sequence[T]], Iterable[Mark]],
    ) -> None:
        """What a page tells, and the marks of it, are kept while the page is as it was (`world.each`)."""
        self._pages = list(each(world, f"{name} told", kind, told_in))
        rows = dict(zip(world.tables.documents, self._pages, strict=True))
        every = each(world, f"{name} marks", Mark, lambda _, document: marks(rows[document.id].rows))
        self.marked: list[Marked] = []
        self.page: list[str] = []
        self._place: list[tuple[int, int]] = []
        for page, (document, own) in enumerate(zip(world.tables.documents.values(), every, strict=True)):
            found = own.rows
            self.marked += map(Marked, _keys(state(world, document), len(found)), found)
            self.page += [document.id] * len(found)
            self._place += [(page, n) for n in range(len(found))]

    def told(self, numbers: Iterable[int]) -> list[T]:
        """Some of them, laid out."""
        return [self._pages[page].rows[n] for page, n in (self._place[number] for number in numbers)]

    def pages(self, numbers: Iterable[int]) -> set[str]:
        """The pages of some of them."""
        return {self.page[n] for n in numbers}

    def digest(self, numbers: Iterable[int], *more: object) -> str:
        """Digest of what follows from some of them, in this order."""
        return digest(*(self.marked[n].key for n in numbers), "", *more)


def block(*parts: object) -> int:
    """The number of a block."""
    return int(digest(*parts), 16)


def _keys(page: str, count: int) -> Iterator[int]:
    """Keys for the mentions of a page in this state."""
    first = int(page, 16)
    yield from ((first + n * _STEP) & 0xFFFFFFFFFFFFFFFF for n in range(1, count + 1))


class _Cell(msgspec.Struct, array_like=True, gc=False):
    """What was compared, by the keys of the mentions, and the links between them by their places."""

    keys: list[int]
    links: list[Link]


# Of mentions, by their places among all: links between those of some pairs (by their places here).
Compare = Callable[[Sequence[int], Iterable[tuple[int, int]]], list[Link]]


def links(kept: Kept, name: str, told: Sequence[Marked], compare: Compare) -> list[Link]:
    """Links between mentions, by their places: what `compare` finds in each period of each block."""
    held, now = kept.of(name), dict[str, bytes | None]()
    found: dict[tuple[int, int], float] = {}
    decode = msgspec.msgpack.Decoder(_Cell).decode
    for cell, both, first, every in _cells(told):
        keys, data = [told[n].key for n in both], held.get(cell)
        old = decode(data) if data is not None else _Cell([], [])
        if old.keys != keys:
            alone = [every or told[n].mark.alone for n in both]
            pairs = partial(_pairs, first, alone, every)
            old = _again(old, keys, lambda fresh: compare(both, pairs(fresh)))  # noqa: B023
            data = msgspec.msgpack.encode(old)
        now[cell] = data
        for i, j, score in old.links:
            pair = both[i], both[j]
            found[pair] = max(score, found.get(pair, 0.0))
    kept.keep(name, now)
    return [(i, j, score) for (i, j), score in found.items()]


def _again(old: _Cell, keys: list[int], compare: Callable[[Collection[int]], list[Link]]) -> _Cell:
    """What a period comes to: what was found between mentions that are as they were stands."""
    if max(len(old.keys), len(keys)) > MANY:
        return _Cell(keys, compare(range(len(keys))))
    place, known = {key: n for n, key in enumerate(keys)}, set(old.keys)
    at = [place.get(key, -1) for key in old.keys]
    stand = [(at[i], at[j], score) for i, j, score in old.links if at[i] >= 0 and at[j] >= 0]
    return _Cell(keys, stand + compare({n for n, key in enumerate(keys) if key not in known}))


def _pairs(first: int, alone: Sequence[bool], every: bool, fresh: Collection[int]) -> Iterator[tuple[int, int]]:
    """Pairs of a block, at most `MANY` apart: of the first ones with those that follow, one of the two is fresh.

    `every` pair, or those of one that does not stand alone with one that does.
    """
    for n in sorted(fresh):
        if alone[n]:
            before = range(max(0, n - MANY), min(n, first))
            yield from ((other, n) for other in before if other not in fresh and (every or not alone[other]))
        if n < first and (every or not alone[n]):
            after = range(n + 1, min(len(alone), n + MANY + 1))
            yield from ((n, other) for other in after if alone[other])


def _cells(told: Sequence[Marked]) -> Iterator[tuple[str, list[int], int, bool]]:
    """A name, places to compare: those of a period, with those of the next; how many are of the first; all pairs?"""
    blocks, beside = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
    for n in sorted(range(len(told)), key=lambda n: (told[n].mark.at, told[n].mark.id)):
        for name in told[n].mark.blocks:
            blocks[name].append(n)
        for name in told[n].mark.beside:
            beside[name].append(n)
    for name, members in blocks.items():
        yield from ((*cell, True) for cell in _periods(f"{name:x}", members, told))
    for name, members in beside.items():
        if len({told[n].mark.alone for n in members}) > 1:
            yield from ((*cell, False) for cell in _periods(f"{name:x}", members, told))


def _periods(name: str, members: Sequence[int], told: Sequence[Marked]) -> Iterator[tuple[str, list[int], int]]:
    """A block, or, where it is large, the periods that it is cut into."""
    if len(members) <= MANY:
        if len(members) > 1:
            yield name, list(members), len(members)
        return
    days = [_day(told[n].mark.at) for n in members]
    for length in PERIODS:
        cells: dict[int, list[int]] = defaultdict(list)
        for n, day in zip(members, days, strict=True):
            cells[day // length].append(n)
        if max(map(len, cells.values())) <= MANY:
            break
    for period, first in cells.items():
        both = [*first, *cells.get(period + 1, ())]
        if len(both) > 1:
            yield f"{name} {length} {period}", both, len(first)


def _day(at: str) -> int:
    return date.fromisoformat(at).toordinal() if at else 0


def parts(size: int, found: Sequence[Link]) -> list[tuple[list[int], list[Link]]]:
    """What chains of links join of 0..size-1: the members, ascending, and links among them by their places there.

    By their first members.
    """
    above = {n: n for n in {n for i, j, _ in found for n in (i, j)}}
    for i, j, _ in found:
        a, b = sorted((top(above, i), top(above, j)))
        above[b] = a
    members, within = defaultdict[int, list[int]](list), defaultdict[int, list[Link]](list)
    place: dict[int, int] = {}
    for n in range(size):
        several = members[top(above, n) if n in above else n]
        place[n] = len(several)
        several.append(n)
    for i, j, score in found:
        within[top(above, i)].append((place[i], place[j], score))
    return [(several, within.get(first, [])) for first, several in members.items()]
