"""Which mentions are compared: those that share a block, each once, and not again while they are as they were.

A block gathers what can be one thing (one kind of act between the same two). What it holds is compared one with
another; a block of more than `MANY` is cut into periods so short that none holds more, and what one holds is compared
with what it holds besides and with the next. What comes of such a cell follows from what was compared alone, and is
kept. Mentions of one page are compared there, each with those that follow it.

What is known of mentions stands in columns, so that finding out which cells are as they were costs little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

from dragoman.model import Document, digest
from dragoman.parts import Kept, Rows, decoder
from dragoman.reconcile import copies
from dragoman.reconcile.clusters import Ints, Pair, Pairs, Parts, parted
from dragoman.reconcile.world import World, each, state

T = TypeVar("T")
Keys = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]

MANY = 200  # mentions of a block that are all compared with one another
HELD = 20_000  # mentions that are held as objects while they are compared (some 3 kB each)
PERIODS = (64, 16, 4, 1)  # days; in a day that holds more, each with those that follow it next
_ON_PAGE = 100_000  # pairs of one page, of more than 500 mentions, each is compared with fewer that follow it
_AT_ONCE = 1 << 19  # pairs that are looked at together
_STEP = np.uint64(0x9E3779B97F4A7C15)  # makes other numbers of the mentions of one page
_OPEN = 1 << 24  # later than any day

_MENTION = np.dtype([("id", "<u8"), ("at", "<i4"), ("first", "<i4"), ("last", "<i4"), ("alone", "?")])
_BLOCK = np.dtype([("name", "<u8"), ("mention", "<u4"), ("beside", "?")])
_LINK = np.dtype([("left", "<u8"), ("right", "<u8"), ("score", "<f8")])

# places of two mentions; how alike they are, 0 where they only have to do with each other
Link = tuple[int, int, float]
Compare = Callable[[Iterable[tuple[int, int]]], list[Link]]  # of mentions, by their places: links between some pairs


class Mark(NamedTuple):
    """What is known of a mention without laying it out. Days are ISO, or None where they are open."""

    id: str
    at: str | None  # its place in the order of a block
    when: tuple[str | None, str | None]  # mentions whose days do not meet are not alike
    blocks: Sequence[int]
    beside: Sequence[int] = ()  # blocks in which only one that stands alone is compared, with those before that do not
    alone: bool = False


class Page(msgspec.Struct, array_like=True, gc=False):
    """The marks of a page's mentions in columns, and the links among them."""

    mentions: bytes
    blocks: bytes
    links: bytes

    @classmethod
    def of(cls, marks: Sequence[Mark], compare: Compare) -> Page:
        """What is kept of a page; `compare` compares its mentions."""
        rows = [(int(m.id, 16), _day(m.at), _day(m.when[0]), _day(m.when[1]) or _OPEN, m.alone) for m in marks]
        blocks = [
            *((name, n, False) for n, m in enumerate(marks) for name in m.blocks),
            *((name, n, True) for n, m in enumerate(marks) for name in m.beside),
        ]
        order = sorted(range(len(marks)), key=lambda n: (rows[n][1], rows[n][0]))
        near = min(MANY, _ON_PAGE // max(len(order), 1))
        pairs = ((i, j) for k, i in enumerate(order) for j in order[k + 1 : k + 1 + near])
        links = [(min(i, j), max(i, j), score) for i, j, score in compare(pairs)]
        return cls(_packed(rows, _MENTION), _packed(blocks, _BLOCK), _packed(links, _LINK))


class Marks:
    """The marks of the mentions of all pages, by their places."""

    def __init__(self, states: Iterable[str], pages: Sequence[Page]) -> None:
        """`states` are the digests of what the pages follow from."""
        self.page, self.mentions = _laid([p.mentions for p in pages], _MENTION)
        self.starts = _starts(np.bincount(self.page, minlength=len(pages)))  # of each page, and the end
        within = (np.arange(len(self.page)) - self.starts[self.page]).astype(np.uint64)
        self.keys: Keys = coded(states)[self.page] + (within + ONE) * _STEP  # what follows from a mention: by these
        page, self.blocks = _laid([p.blocks for p in pages], _BLOCK)
        self.member = self.starts[page] + self.blocks["mention"]
        page, links = _laid([p.links for p in pages], _LINK)
        left, right = (self.starts[page] + links[side].astype(np.int64) for side in ("left", "right"))
        self.own = Pairs(left, right, links["score"])  # on one page
        self.own_starts = _starts(np.bincount(page, minlength=len(pages)))

    def parts(self, page: int, among: Flags) -> Iterator[tuple[list[int], list[Pair]]]:
        """What the links on a page join of some of its mentions: as `clusters.parted`, with those that stand alone."""
        first, last = self.starts[page : page + 2]
        several, place = first + np.flatnonzero(among[first:last]), np.cumsum(among[first:last]) - 1
        here = slice(*self.own_starts[page : page + 2])
        own = Pairs(self.own.left[here], self.own.right[here], self.own.cosine[here]).where(among[self.own.left[here]])
        own = Pairs(place[own.left - first], place[own.right - first], own.cosine)
        for members, links in parted(len(several), own, alone=True):
            yield several[members].tolist(), links


class Mentions(Generic[T]):
    """The mentions of a kind on all pages, in order: known by their marks, laid out when they are asked for."""

    def __init__(
        self,
        world: World,
        name: str,
        kind: type[T],
        told_in: Callable[[World, Document], Iterable[T]],
        marked: Callable[[Sequence[T]], Page],
    ) -> None:
        """What a page tells, and the marks of it, are kept while the page is as it was (`world.each`)."""
        documents = world.tables.documents
        self.documents = list(documents)
        self.states = [state(world, document) for document in documents.values()]
        known: dict[str, tuple[Rows[T], Page]] = world.tables.once.setdefault(f"{name} mentions", {})
        others = [d for d, now in zip(documents.values(), self.states, strict=True) if now not in known]
        told = list(each(world, f"{name} told", kind, told_in, aside=True, among=others))
        rows = dict(zip((d.id for d in others), told, strict=True))
        pages = each(world, f"{name} marks", Page, lambda _, d: [marked(rows[d.id].rows)], among=others)
        decode = decoder(Page).decode
        for d, own, page in zip(others, told, pages, strict=True):
            known[state(world, d)] = own, decode(page.packed())[0]
        self._pages = [known[now][0] for now in self.states]
        self.marks = Marks(self.states, [known[now][1] for now in self.states])

    def told(self, numbers: Iterable[int]) -> list[T]:
        """Some of them, laid out."""
        page, starts = self.marks.page, self.marks.starts
        return [self._pages[page[n]].rows[n - starts[page[n]]] for n in numbers]

    def digests(self, parts: Parts, links: Pairs, copied: copies.Links) -> list[str]:
        """Of each part a digest of its mentions, of which of them are linked, and of the copies among their pages.

        How alike two are follows from the two; whether they are compared, also from what else their blocks hold.
        """
        keys, of = mixed(self.marks.keys), parts.of
        found = np.zeros(len(parts), dtype=np.uint64)
        np.add.at(found, of, keys)
        np.add.at(found, of[links.left], mixed(keys[links.left] + mixed(keys[links.right])))
        place = {page: n for n, page in enumerate(self.documents)}
        told = {page: of[slice(*self.marks.starts[place[page] : place[page] + 2])] for page in copied if page in place}
        for page in told:
            for other, copy in copied[page].items():
                if page < other and other in told:
                    both = np.intersect1d(told[page], told[other])
                    found[both] += np.uint64(block(msgspec.msgpack.encode(copy)))
        return [f"{number:016x}" for number in found.tolist()]


def block(*parts: object) -> int:
    """The number of a block."""
    return int(digest(*parts), 16)


class _Cells(NamedTuple):
    """Blocks, or the periods that large ones are cut into: each a stretch of `member`."""

    member: Ints  # places of mentions, in the order of their days
    head: Ints
    first: Ints  # how many are compared with those that follow
    size: Ints  # those of the next period among them
    every: Flags  # all pairs, or those of one that does not stand alone with one that does
    flood: Flags  # so many in a day that each is compared with the next alone
    keys: list[str]  # the name of the cell, and a digest of what it holds


class _Cell(msgspec.Struct, array_like=True, gc=False):
    """Which mentions were all compared, by their keys (of a flood none), and the links between them by these."""

    keys: bytes
    links: bytes


def links(kept: Kept, name: str, marks: Marks, compare: Compare) -> Pairs:
    """Links between mentions, by their places, the smaller first: those of each page, and what `compare` finds in
    each cell."""
    cells, held = _cells(marks), kept.of(name)
    former = {key[:16]: key for key in held.keys() - set(cells.keys)}  # of cells that held something else
    day = marks.mentions["at"][cells.member[cells.head]].tolist()  # in this order: mentions of a time, laid out once
    missing = sorted((n for n, key in enumerate(cells.keys) if key not in held), key=day.__getitem__)
    made: dict[str, bytes] = {}
    for some in _batches(missing, cells):
        names = [cells.keys[n] for n in some]
        before = [held[former[name[:16]]] if name[:16] in former else b"" for name in names]
        made |= zip(names, _compared(marks, cells, np.array(some), before, compare), strict=True)
    decode = msgspec.msgpack.Decoder(_Cell).decode
    rows = kept.each(name, zip(cells.keys, cells.keys, strict=True), made.__getitem__)
    found = _unpacked((decode(data()).links for data in rows), _LINK)
    order = np.argsort(marks.keys)
    sides = (order[np.searchsorted(marks.keys, found[side], sorter=order)] for side in ("left", "right"))
    left, right, score = (np.concatenate(p) for p in zip((*sides, found["score"]), marks.own, strict=True))
    return Pairs(np.minimum(left, right), np.maximum(left, right), score)


def _batches(some: Sequence[int], cells: _Cells) -> Iterator[list[int]]:
    """Cells, as many together as hold some number of pairs."""
    batch, room = list[int](), _AT_ONCE
    for n in some:
        if batch and room < 0:
            yield batch
            batch, room = [], _AT_ONCE
        batch.append(n)
        room -= int(cells.first[n]) * min(int(cells.size[n]), 2 * MANY)
    if batch:
        yield batch


def _compared(marks: Marks, cells: _Cells, some: Ints, former: Sequence[bytes], compare: Compare) -> Iterator[bytes]:
    """What cells come to, of which something was found before: what was found between mentions that are as they were
    stands."""
    decode = msgspec.msgpack.Decoder(_Cell).decode
    known = [decode(data) if data else _Cell(b"", b"") for data in former]
    known = [c if c.keys and not flood else _Cell(b"", b"") for c, flood in zip(known, cells.flood[some], strict=True)]
    sizes = cells.size[some]
    cell, starts = np.repeat(np.arange(len(some)), sizes), _starts(sizes)
    member = cells.member[_stretches(cells.head[some], sizes)]
    here = _within(marks.keys[member], cell)
    of, keys = _laid([c.keys for c in known], _KEY)
    fresh = ~np.isin(here, _within(keys, of))
    of, links = _laid([c.links for c in known], _LINK)
    stand = np.isin(_within(links["left"], of), here) & np.isin(_within(links["right"], of), here)
    i, j = _pairs(fresh, cell, starts, cells, some)
    can = _can(marks, member[i], member[j], cells.every[some][cell[i]])
    i, j = i[can], j[can]
    now, at = _linked(marks, member[i], member[j], compare)
    found, of = np.append(links[stand], now), np.append(of[stand], cell[i[at]])
    found, ends = found[np.argsort(of, kind="stable")], _starts(np.bincount(of, minlength=len(some)))
    for n in range(len(some)):
        own = b"" if cells.flood[some[n]] else marks.keys[member[starts[n] : starts[n + 1]]].tobytes()
        yield msgspec.msgpack.encode(_Cell(own, found[ends[n] : ends[n + 1]].tobytes()))


def _can(marks: Marks, left: Ints, right: Ints, every: Flags) -> Flags:
    """Of pairs: whether they are to be compared here and may be alike. Those of one page are compared there."""
    a, b = marks.mentions[left], marks.mentions[right]
    meet = np.maximum(a["first"], b["first"]) <= np.minimum(a["last"], b["last"])
    can: Flags = meet & (marks.page[left] != marks.page[right]) & (every | (b["alone"] & ~a["alone"]))
    return can


def _linked(marks: Marks, left: Ints, right: Ints, compare: Compare) -> tuple[npt.NDArray[Any], Ints]:
    """Links between pairs of mentions, and which of the pairs have one. Pairs that share several blocks are compared
    once."""
    many = len(marks.keys)
    pair = left * many + right
    several = np.unique(pair)
    alike = compare(zip(*(side.tolist() for side in divmod(several, many)), strict=True))
    score = np.full(len(several), np.nan)
    score[np.searchsorted(several, [i * many + j for i, j, _ in alike])] = [likeness for _, _, likeness in alike]
    score = score[np.searchsorted(several, pair)]
    at = np.flatnonzero(~np.isnan(score))
    links = np.empty(len(at), dtype=_LINK)
    links["left"], links["right"], links["score"] = marks.keys[left[at]], marks.keys[right[at]], score[at]
    return links, at


def _pairs(fresh: Flags, cell: Ints, starts: Ints, cells: _Cells, some: Ints) -> tuple[Ints, Ints]:
    """Pairs of places in cells laid end to end, of which one is fresh: of the first ones with those that follow."""
    at, start = np.flatnonzero(fresh), starts[cell[fresh]]
    end, border = starts[cell[at] + 1], start + cells.first[some][cell[at]]
    apart = np.where(cells.flood[some][cell[at]], MANY, len(fresh))
    after = np.where(at < border, np.minimum(end, at + 1 + apart) - at - 1, 0)
    before = np.maximum(np.minimum(at, border) - np.maximum(start, at - apart), 0)
    i = np.r_[np.repeat(at, after), _stretches(np.maximum(start, at - apart), before)]
    j = np.r_[_stretches(at + 1, after), np.repeat(at, before)]
    once = np.r_[np.ones(int(after.sum()), dtype=bool), ~fresh[i[int(after.sum()) :]]]
    return i[once], j[once]


def _cells(marks: Marks) -> _Cells:
    mentions, every = marks.mentions, np.arange(len(marks.mentions))
    rank = np.empty_like(every)
    rank[np.lexsort((mentions["id"], mentions["at"]))] = every
    order = np.lexsort((rank[marks.member], marks.blocks["name"]))
    member, blocks = marks.member[order], marks.blocks[order]
    starts = _heads(blocks["name"])
    size = np.diff(starts, append=len(member))
    alone = np.diff(_sums(mentions["alone"][member])[np.append(starts, len(member))])
    compares = np.repeat(~blocks["beside"][starts] | ((alone > 0) & (alone < size)), size)
    length, period = _periods(mentions["at"][member].astype(np.int64), starts, size)
    head = _heads(blocks["name"], period)
    name, length, period, first = blocks["name"][head], length[head], period[head], np.diff(head, append=len(member))
    follows = np.append((name[1:] == name[:-1]) & (period[1:] == period[:-1] + 1), False)[: len(head)]
    both = first + follows * np.append(first[1:], 0)[: len(head)]
    names = mixed(name + mixed((length * _OPEN + period).astype(np.uint64)))
    sums = _sums(mixed(marks.keys[member]))
    held = names ^ mixed(sums[head + both] - sums[head])
    some = np.flatnonzero(compares[head] & (both > 1))
    flood = np.maximum(first, both - first) > MANY
    keys = [f"{a:016x} {b:016x}" for a, b in zip(names[some].tolist(), held[some].tolist(), strict=True)]
    return _Cells(member, head[some], first[some], both[some], ~blocks["beside"][head[some]], flood[some], keys)


def _periods(day: Ints, starts: Ints, size: Ints) -> tuple[Ints, Ints]:
    """Of each member of the blocks that begin there: the length of the periods that its block is cut into, and its own;
    0 where the block is whole."""
    length, large, block = np.zeros_like(day), size > MANY, np.repeat(starts, size)
    for days in PERIODS if large.any() else ():
        held = np.diff(_heads(block, day // days), append=len(day))
        fits = large & ((np.maximum.reduceat(np.repeat(held, held), starts) <= MANY) | (days == PERIODS[-1]))
        length[np.repeat(fits, size)] = days
        large &= ~fits
    return length, np.where(length > 0, day // np.maximum(length, 1), 0)


# --- columns ----------------------------------------------------------------------------------------

_KEY = np.dtype("<u8")


def _packed(rows: Sequence[tuple[Any, ...]], kind: np.dtype[Any]) -> bytes:
    return np.array(rows, dtype=kind).tobytes()


def _unpacked(parts: Iterable[bytes], kind: np.dtype[Any]) -> npt.NDArray[Any]:
    return np.frombuffer(b"".join(parts), dtype=kind)


def _laid(parts: Sequence[bytes], kind: np.dtype[Any]) -> tuple[Ints, npt.NDArray[Any]]:
    """Columns laid end to end, and from which of them each row is."""
    return np.repeat(np.arange(len(parts)), [len(p) // kind.itemsize for p in parts]), _unpacked(parts, kind)


def _day(at: str | None) -> int:
    return date.fromisoformat(at).toordinal() if at else 0


def _starts(sizes: Sequence[int] | Ints) -> Ints:
    """Where stretches of these sizes begin that are laid end to end, and where the last ends."""
    return _sums(np.asarray(sizes, dtype=np.int64))


def _stretches(starts: Ints, sizes: Ints) -> Ints:
    """The numbers from each start on, as many as its size."""
    laid = _starts(sizes)
    found: Ints = np.arange(laid[-1], dtype=np.int64) + np.repeat(starts - laid[:-1], sizes)
    return found


def _sums(numbers: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Sums of the numbers before each place, and of all; those of keys run over."""
    sums = np.cumsum(numbers)
    return np.append(np.zeros(1, sums.dtype), sums)


def _heads(*columns: npt.NDArray[Any]) -> Ints:
    """Where something else begins in columns that are in order."""
    if not len(columns[0]):
        return np.zeros(0, dtype=np.int64)
    other: Flags = np.logical_or.reduce([c[1:] != c[:-1] for c in columns])
    heads: Ints = np.append(0, np.flatnonzero(other) + 1)
    return heads


ONE = np.uint64(1)


def coded(digests: Iterable[str]) -> Keys:
    """Digests as numbers."""
    return np.array([int(d, 16) for d in digests], dtype=np.uint64)


def mixed(numbers: Keys) -> Keys:
    """Numbers whose bits each depend on all bits (the finalizer of SplitMix64)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


def _within(keys: Keys, cell: Ints) -> Keys:
    """Keys as they are known within a cell."""
    return mixed(keys + mixed(cell.astype(np.uint64)))
