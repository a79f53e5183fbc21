"""Which pages are worth comparing: those that share rare words, and those that share runs of words.

Both are facts of two pages and the count of terms (`vectors.Weights`), whatever other pages there are. So they are
kept from one run to the next, a new page is compared with the marks of the others alone, and what follows (copies,
stories) is worked out part by part: pages that no chain of links joins have nothing to do with each other.

The count is made anew at every run while there are few pages (`FRESH`), later when their number has doubled or halved.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
from scipy import sparse

from dragoman.model import Document
from dragoman.parts import Kept
from dragoman.reconcile import debris, marks, vectors, words
from dragoman.reconcile.clusters import Floats, Ints, Pairs
from dragoman.reconcile.debris import Lines
from dragoman.reconcile.items import items
from dragoman.reconcile.words import Numbers
from dragoman.settings import Settings
from dragoman.step import Tables

FRESH = 2000  # pages
ALIKE = 0.09  # cosine from which two pages are linked: what a story asks, less what days add
SIGNED = 64  # terms of a page, the weightiest, by which pages like it are found ...
SIGN = 0.03  # ... if these alone make so much of the cosine; on Giveme5W1H and ECB+ no story is lost by it
SPREAD = 0.05  # of the counted pages: a term on more is no mark
LEAST_SPREAD = 50  # pages: one on fewer always is
SAMPLED = 4  # one shingle in so many is a mark: a shared passage of 30 words keeps six or seven
LEAST = 2  # sampled shingles that two linked pages share
BROAD = 3  # marks of a page in a flood of copies, none of whose shingles is rare any more
CONTAINED = 0.08  # and the least share of the shorter page's
CHUNK = 1000  # pages compared at a time
SEGMENT = 10_000  # pages whose marks are kept together


class Links(NamedTuple):
    """What is known of the pages of a run before any two are compared in full."""

    documents: list[Document]  # that no later version replaces, by id
    counts: vectors.Weights
    alike: Pairs  # by words, with their cosine
    shared: Pairs  # by runs of words
    debris: frozenset[int]  # codes of lines that are no part of a page's report
    stripped: list[int]  # digest of the debris that stands on each page
    mixed: list[int]  # places of the roundups, see `items`
    row: Callable[[int], vectors.Row]


class _Head(msgspec.Struct):
    """What is kept beside the segments of marks."""

    made: int = 0  # pages when terms were counted
    gone: list[int] = []  # numbers of pages that are no more, or are marked anew
    verdicts: dict[int, debris.Verdict] = {}


_HEAD = msgspec.msgpack.Decoder(_Head)


def of(tables: Tables) -> Links:
    """The links of a run's pages; worked out once a run."""
    found = tables.once.get("affinity")
    documents = list(tables.documents.values())
    if found is None or [d.id for d in found[0]] != [d.id for d in documents]:
        found = tables.once["affinity"] = (documents, link(documents, tables.settings, tables.kept))
    links: Links = found[1]._replace(documents=vectors.current(documents))  # titles and dates may have been judged
    return links


def link(documents: Sequence[Document], settings: Settings, kept: Kept | None = None) -> Links:
    """Find the links of pages, using and renewing what was kept."""
    kept = kept or Kept()
    pages = sorted(vectors.current(list(documents)), key=lambda d: d.id)
    state = _State(pages, settings, kept.of("affinity"), kept.of("rows"))
    state.take_in()
    kept.keep("affinity", state.packed(), aside=True)
    kept.keep("rows", state.packed_rows(), aside=True)
    return state.links()


class _State:
    """The kept marks, brought up to date with the pages of this run."""

    def __init__(
        self, pages: list[Document], settings: Settings, kept: Mapping[str, bytes], rows: Mapping[str, bytes]
    ) -> None:
        self.pages, self.size, self.kept = pages, settings.shingle, kept
        self.rows: dict[int, vectors.Row] = {}
        self.said: dict[str, vectors.Terms] = {}  # what counting found, until a row is made of it
        head = _HEAD.decode(kept["head"]) if "head" in kept else _Head()
        if not head.made or len(pages) <= FRESH or not head.made / 2 <= len(pages) <= head.made * 2:
            self.counts = vectors.weights(pages, len(pages) <= FRESH, self._sampled, self.said)
            self.counted = vectors.packed(self.counts)
            head.made = len(pages)
        else:
            self.counted = kept["counts"]
            self.counts = vectors.unpacked(self.counted)
        self.head = head
        same = kept.get("counts") == self.counted  # else marks and links are made anew
        segments = {name: data for name, data in kept.items() if name.isdigit()} if same else {}
        self.known = rows if same else {}
        self.shelf = marks.Shelf(segments, head.gone if same else (), {_name(d): n for n, d in enumerate(pages)})

    def _sampled(self, lines: words.Told) -> Numbers:
        return self._sample(words.sequence(lines))

    def _sample(self, sequence: Numbers) -> Numbers:
        keys = np.unique(words.shingles(sequence, self.size))
        found: Numbers = keys[keys % np.uint64(SAMPLED) == 0]
        return found

    def row(self, place: int) -> vectors.Row:
        if place not in self.rows:
            page = self.pages[place]
            if (held := self.known.get(_name(page))) is not None:
                self.rows[place] = vectors.unpacked_row(held)
            else:
                own = self.said.pop(page.id) if page.id in self.said else vectors.terms(words.told(page))
                self.rows[place] = vectors.row(own, self.counts)
        return self.rows[place]

    # -- bringing up to date

    def take_in(self) -> None:
        """Mark the pages that are new, or whose debris is another than before, and link them."""
        unknown = np.ones(len(self.pages), dtype=bool)
        unknown[self.shelf.place[self.shelf.place >= 0]] = False
        own = {n: _lines(self.pages[n]) for n in np.flatnonzero(unknown).tolist()}
        self.debris = self._judge(own)
        turned = self._turned()
        own |= {n: _lines(self.pages[n]) for n in self.shelf.place[turned].tolist()}
        self.shelf.place[turned] = -1
        for start in range(0, len(own), SEGMENT):
            places = sorted(own)[start : start + SEGMENT]
            first = self.shelf.add([self._marks(n, *own[n]) for n in places], places)
            self.shelf.link(list(self._alike(first)), list(self._shared(first)))

    def _judge(self, own: dict[int, Coded]) -> frozenset[int]:
        """Lines that are debris, of all pages that were marked and of those that are not yet."""
        place = self.shelf.place[self.shelf.number("line")]
        alive = place >= 0
        sizes = [len(lines.code) for lines in own.values()]
        every = Lines(
            np.concatenate([self.shelf.column("line")[alive], *(lines.code for lines in own.values())]),
            np.concatenate([self.shelf.column("length")[alive], *(lines.length for lines in own.values())]),
            np.concatenate([place[alive], np.repeat(np.array(list(own), dtype=np.int64), sizes)]),
        )
        verdicts = debris.judged(every, lambda n: self.pages[n], self.size, self.head.verdicts)
        self.head.verdicts = {line: v for line, v in verdicts.items() if v[0]}
        return frozenset(line for line, (_, bad) in verdicts.items() if bad)

    def _turned(self) -> Ints:
        """Numbers of the known pages on which another set of lines is debris than when they were marked."""
        code = self.shelf.column("line")
        on: dict[int, list[int]] = {}
        found = marks.among(code, np.array(sorted(self.debris), dtype=np.uint64))
        for n, line in zip(self.shelf.number("line")[found].tolist(), code[found].tolist(), strict=True):
            on.setdefault(n, []).append(line)
        now = np.zeros(len(self.shelf.place), dtype=np.uint64)
        for n, lines in on.items():
            now[n] = _stripped(lines)
        return np.flatnonzero((self.shelf.column("stripped") != now) & (self.shelf.place >= 0))

    def _marks(self, place: int, line: Numbers, length: Ints) -> marks.Marks:
        document = self.pages[place]
        lines, bad = words.told(document), frozenset(line.tolist()) & self.debris
        if place not in self.rows and document.id not in self.said:
            self.said[document.id] = vectors.terms(lines)
        found = words.sequence(lines, bad)
        keys = self._sample(found)
        common = np.isin(keys, self.counts.common)
        flooded = 2 * np.count_nonzero(common) > len(keys)
        broad, keys = keys[common][: BROAD if flooded else 0], keys[~common]
        own = self.row(place)
        on = self.counts.on(own.codes)
        telling = np.flatnonzero(on <= max(LEAST_SPREAD, SPREAD * self.counts.counted))
        best = telling[np.lexsort((own.codes[telling], -own.weight[telling]))[:SIGNED]]
        return marks.Marks(
            _name(document),
            _stripped(bad),
            words.line_code(map(str, found.tolist())) if len(found) >= self.size else 0,
            bool(items(lines, own)),
            line,
            length,
            marks.fold(own.codes[best]),
            own.weight[best],
            marks.fold(keys),
            marks.fold(broad),
        )

    def _products(self, name: str, weight: npt.NDArray[np.float32] | None, first: int) -> Iterator[tuple[Any, Any]]:
        """For pages from `first` on, chunk by chunk: (number of the first of the chunk, its likeness to all pages)."""
        code, number, place = self.shelf.column(name), self.shelf.number(name), self.shelf.place
        wanted = marks.among(code, np.unique(code[np.searchsorted(number, first) :]))
        wanted = wanted[place[number[wanted]] >= 0]
        unique, column = np.unique(code[wanted], return_inverse=True)
        value = weight[wanted] if weight is not None else np.ones(len(column), dtype=np.float32)
        every = sparse.csr_matrix((value, (number[wanted], column)), shape=(len(place), len(unique)))
        across = every.T.tocsr()
        for start in range(first, len(place), CHUNK):
            yield start, every[start : start + CHUNK].dot(across).tocoo()

    def _alike(self, first: int) -> Iterator[tuple[Ints, Ints, Floats]]:
        place = self.shelf.place
        for start, product in self._products("term", self.shelf.column("weight"), first):
            i, j = product.row.astype(np.int64) + start, product.col.astype(np.int64)
            kept = (product.data >= SIGN) & (j < i)
            i, j = i[kept], j[kept]
            cosine = self._cosines(place[i], place[j])
            close = cosine >= ALIKE
            yield i[close], j[close], cosine[close]

    def _cosines(self, left: Ints, right: Ints) -> Floats:
        """Cosine of pairs of pages, whole rows."""
        if not len(left):
            return np.empty(0)
        used, at = np.unique(np.concatenate([left, right]), return_inverse=True)
        rows = vectors.matrix([self.row(n) for n in used.tolist()])
        found = []
        for start in range(0, len(left), 20 * CHUNK):
            a = rows[at[start : min(start + 20 * CHUNK, len(left))]]
            b = rows[at[len(left) + start : len(left) + min(start + 20 * CHUNK, len(left))]]
            found.append(np.asarray(a.multiply(b).sum(axis=1), dtype=np.float64).ravel())
        return np.concatenate(found)

    def _shared(self, first: int) -> Iterator[tuple[Ints, Ints]]:
        sizes = self.shelf.column("keys")
        for start, product in self._products("key", None, first):
            i, j = product.row.astype(np.int64) + start, product.col.astype(np.int64)
            least = np.maximum(LEAST, CONTAINED * np.minimum(sizes[i], sizes[j]))
            kept = (product.data >= least) & (j < i)
            yield i[kept], j[kept]

    def _equal(self) -> Ints:
        """Pages of the very same words, and pages of one flood, each with the next."""
        whole, place = self.shelf.column("whole"), self.shelf.place
        alive = np.flatnonzero((place >= 0) & (whole > 0))
        broad, number = self.shelf.column("broad"), self.shelf.number("broad")
        flooded = np.flatnonzero(place[number] >= 0)
        return np.concatenate([_chained(whole[alive], alive), _chained(broad[flooded], number[flooded])])

    # -- handing on

    def packed(self) -> dict[str, bytes]:
        """What is to be kept."""
        self.head.gone = np.flatnonzero(self.shelf.place < 0).tolist()
        made = self.shelf.packed() | {"head": msgspec.msgpack.encode(self.head), "counts": self.counted}
        return {name: self.kept[name] if self.kept.get(name) == data else data for name, data in made.items()}

    def packed_rows(self) -> dict[str, bytes | None]:
        """The rows that are to be kept: none while terms are counted anew at every run."""
        if self.counts.fresh:
            return {}
        names = enumerate(map(_name, self.pages))
        return {name: None if name in self.known else vectors.packed_row(self.row(n)) for n, name in names}

    def links(self) -> Links:
        """Links by the places of pages in the order of ids."""
        place = self.shelf.place
        stripped = np.zeros(len(self.pages), dtype=np.uint64)
        stripped[place[place >= 0]] = self.shelf.column("stripped")[place >= 0]
        alike = _pairs(self.shelf.column("alike").reshape(-1, 2), self.shelf.column("cosine"), place)
        shared = np.concatenate([self.shelf.column("shared").reshape(-1, 2), self._equal()])
        return Links(
            self.pages, self.counts, alike, _pairs(shared, np.zeros(len(shared)), place), self.debris,
            stripped.tolist(), sorted(place[(self.shelf.column("mixed") > 0) & (place >= 0)].tolist()), self.row,
        )  # fmt: skip


def _chained(value: npt.NDArray[Any], number: Ints) -> Ints:
    """Pairs of numbers that have a value in common, each with the next that has it."""
    order = np.argsort(value, kind="stable")
    same = np.flatnonzero(value[order[1:]] == value[order[:-1]])
    return np.stack([number[order[same]], number[order[same + 1]]], axis=1)


class Coded(NamedTuple):
    """The distinct lines of a page: their codes, and how many words each has."""

    code: Numbers
    length: Ints


def _lines(document: Document) -> Coded:
    found = words.line_codes(words.told(document))
    return Coded(np.array(list(found), dtype=np.uint64), np.array(list(found.values()), dtype=np.int64))


def _name(document: Document) -> str:
    """What a page is known by: other words make it another."""
    return document.id + document.text_hash


def _stripped(lines: Collection[int]) -> int:
    return words.line_code(map(str, sorted(lines))) if lines else 0


def _pairs(numbers: Ints, cosine: Floats, places: Ints) -> Pairs:
    """Pairs of numbers as pairs of places, in order, without those of pages that are no more."""
    place = places[numbers]
    alive = (place >= 0).all(axis=1)
    place, cosine = place[alive], cosine[alive]
    left, right = place.min(axis=1), place.max(axis=1)
    order = np.lexsort((right, left))
    return Pairs(left[order], right[order], cosine[order])
