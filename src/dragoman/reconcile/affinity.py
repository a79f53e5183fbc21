"""Which pages are worth comparing: those that share rare words, and those that share runs of words.

Both are facts of two pages and the count of terms (`vectors.Weights`), whatever other pages there are. So they are
kept from one run to the next, a new page is compared with the marks of the others alone, and what follows (copies,
stories) is worked out part by part: pages that no chain of links joins have nothing to do with each other.

The count is made anew at every run while there are few pages (`FRESH`), later when their number has doubled or halved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

from dragoman.model import Document, digest
from dragoman.reconcile import debris, vectors, words
from dragoman.reconcile.debris import Lines
from dragoman.reconcile.words import Numbers
from dragoman.settings import Settings
from dragoman.step import Kept, Tables

FRESH = 2000  # pages
ALIKE = 0.09  # cosine from which two pages are linked: what a story asks, less what days add
SIGNED = 64  # terms of a page, the weightiest, by which pages like it are found ...
SIGN = 0.03  # ... if these alone make so much of the cosine; on Giveme5W1H and ECB+ no story is lost by it
SPREAD = 0.05  # of the counted pages: a term on more is no mark
LEAST_SPREAD = 50  # pages: one on fewer always is
SAMPLED = 4  # one shingle in so many is a mark: a shared passage of 30 words keeps six or seven
LEAST = 2  # sampled shingles that two linked pages share
CONTAINED = 0.08  # and the least share of the shorter page's
CHUNK = 1000  # pages compared at a time
SEGMENT = 10_000  # pages whose marks are kept together

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Pairs(NamedTuple):
    """Pairs of pages, by their places in the order of ids: left < right, in order."""

    left: Ints
    right: Ints
    cosine: Floats  # 0 where it was not asked for

    def where(self, mask: npt.NDArray[np.bool_]) -> Pairs:
        """Some of the pairs."""
        return Pairs(self.left[mask], self.right[mask], self.cosine[mask])


Pair = tuple[int, int, float]  # the smaller number first; cosine


class Links(NamedTuple):
    """What is known of the pages of a run before any two are compared in full."""

    documents: list[Document]  # that no later version replaces, by id
    counts: vectors.Weights
    alike: Pairs  # by words, with their cosine
    shared: Pairs  # by runs of words
    debris: frozenset[int]  # codes of lines that are no part of a page's report
    stripped: list[str]  # digest of the debris that stands on each page
    row: Callable[[int], vectors.Row]


class _Marks(NamedTuple):
    """What one page is found by."""

    page: str
    stripped: str
    lines: list[tuple[int, int]]
    terms: npt.NDArray[np.uint32]
    weight: npt.NDArray[np.float32]
    keys: npt.NDArray[np.uint32]
    whole: int


class _Segment(msgspec.Struct):
    """Marks of pages that came together, and their links to each other and to pages that came before."""

    pages: list[str] = []  # id and text hash; its number is its place among all segments
    stripped: list[str] = []
    line: bytes = b""  # codes, uint64
    length: bytes = b""  # words of each line, int64
    lines: bytes = b""  # how many lines each page has, int64; likewise below
    term: bytes = b""  # uint32
    weight: bytes = b""  # float32
    terms: bytes = b""
    key: bytes = b""  # uint32
    keys: bytes = b""
    whole: bytes = b""  # uint64: equal for pages of the same words; 0 for a page of hardly any
    alike: bytes = b""  # pairs of numbers, int64
    cosine: bytes = b""  # float64
    shared: bytes = b""


class _Head(msgspec.Struct):
    """What is kept beside the segments."""

    made: int = 0  # pages when terms were counted
    counts: bytes = b""
    gone: list[int] = []  # numbers of pages that are no more, or are marked anew
    verdicts: dict[int, debris.Verdict] = {}


_HEAD, _SEGMENT = msgspec.msgpack.Decoder(_Head), msgspec.msgpack.Decoder(_Segment)
_COUNTS = ("codes", "pages_of", "common")


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
    state = _State(pages, settings, kept.of("affinity"))
    state.take_in()
    kept.keep("affinity", state.packed())
    return state.links()


class _State:
    """The kept marks, brought up to date with the pages of this run."""

    def __init__(self, pages: list[Document], settings: Settings, kept: dict[str, bytes]) -> None:
        self.pages, self.size, self.kept = pages, settings.shingle, kept
        self.rows: dict[int, vectors.Row] = {}
        self.said: dict[str, vectors.Terms] = {}  # what counting found, until a row is made of it
        self.place = {d.id + d.text_hash: n for n, d in enumerate(pages)}
        head = _HEAD.decode(kept["head"]) if "head" in kept else _Head()
        self.head = head
        if not head.made or len(pages) <= FRESH or not head.made / 2 <= len(pages) <= head.made * 2:
            self.counts = vectors.weights(pages, len(pages) <= FRESH, self._sampled, self.said)
            verdicts = head.verdicts
            former = kept.get("digest", b"").decode()
            self.head = head if former == self.counts.digest else _Head(verdicts=verdicts)
            self.head.made = len(pages)
            self.head.counts = _pack_counts(self.counts)
        else:
            self.counts = _unpack_counts(head.counts)
        self.names = sorted(k for k in kept if k.isdigit()) if self.head is head and head.made else []
        self.segments = [_SEGMENT.decode(kept[k]) for k in self.names]
        known = [page for s in self.segments for page in s.pages]
        dead = set(self.head.gone)
        dead |= {n for n, page in enumerate(known) if n not in dead and page not in self.place}
        if len(dead) * 4 > len(known) or len(self.segments) > 64:
            self.names, self.segments, known, dead = [], [], [], set()
        self.loaded = len(self.segments)  # these do not change any more
        self.dead = dead
        self.known = {page: n for n, page in enumerate(known) if n not in dead}
        self.count = len(known)

    def _sampled(self, document: Document) -> Numbers:
        return self._sample(words.sequence(document))

    def _sample(self, sequence: Numbers) -> Numbers:
        keys = np.unique(words.shingles(sequence, self.size))
        found: Numbers = keys[keys % np.uint64(SAMPLED) == 0]
        return found

    def row(self, place: int) -> vectors.Row:
        if place not in self.rows:
            page = self.pages[place]
            own = self.said.pop(page.id) if page.id in self.said else vectors.terms(page)
            self.rows[place] = vectors.row(own, self.counts)
        return self.rows[place]

    # -- bringing up to date

    def take_in(self) -> None:
        """Mark the pages that are new, or whose debris is another than before, and link them."""
        fresh = [d for d in self.pages if d.id + d.text_hash not in self.known]
        own = {d.id: list(dict(words.line_codes(d)).items()) for d in fresh}
        self.debris = self._judge(own)
        turned = self._turned()
        again = {d.id for d in fresh}
        for page in turned:
            self.dead.add(self.known.pop(page))
            document = self.pages[self.place[page]]
            own[document.id] = list(dict(words.line_codes(document)).items())
            again.add(document.id)
        marked = [self._marks(d, own[d.id]) for d in self.pages if d.id in again]
        for start in range(0, len(marked), SEGMENT):
            self._add(marked[start : start + SEGMENT])
        self.head.gone = sorted(self.dead)

    def _lines(self) -> tuple[Numbers, Ints, Ints]:
        """Code, length and page number of all kept lines."""
        parts = [(_u64(s.line), _i64(s.length), _i64(s.lines)) for s in self.segments]
        if not parts:
            return np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        number = np.repeat(np.arange(self.count), np.concatenate([p[2] for p in parts]))
        return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts]), number

    def _places(self) -> Ints:
        """Place in the order of ids by page number; -1 for what is no more."""
        found = np.full(self.count, -1, dtype=np.int64)
        if self.known:
            found[list(self.known.values())] = [self.place[page] for page in self.known]
        return found

    def _judge(self, own: dict[str, list[tuple[int, int]]]) -> frozenset[int]:
        code, length, number = self._lines()
        place = self._places()[number] if len(number) else number
        alive = place >= 0
        at = {d.id: n for n, d in enumerate(self.pages)}
        rows = [(c, n, at[i]) for i, lines in own.items() for c, n in lines]
        every = Lines(
            np.concatenate([code[alive], np.array([r[0] for r in rows], dtype=np.uint64)]),
            np.concatenate([length[alive], np.array([r[1] for r in rows], dtype=np.int64)]),
            np.concatenate([place[alive], np.array([r[2] for r in rows], dtype=np.int64)]),
        )
        verdicts = debris.judged(every, lambda n: self.pages[n], self.size, self.head.verdicts)
        self.head.verdicts = {line: v for line, v in verdicts.items() if v[0]}
        return frozenset(line for line, (_, bad) in verdicts.items() if bad)

    def _turned(self) -> list[str]:
        """Known pages on which another set of lines is debris than when they were marked."""
        code, _, number = self._lines()
        place = self._places()
        bad = np.isin(code, np.array(sorted(self.debris), dtype=np.uint64)) & (place[number] >= 0)
        on: dict[int, list[int]] = {}
        for n, line in zip(number[bad].tolist(), code[bad].tolist(), strict=True):
            on.setdefault(n, []).append(line)
        stripped = [s for segment in self.segments for s in segment.stripped]
        return [page for page, n in self.known.items() if stripped[n] != _stripped(on.get(n, ()))]

    def _marks(self, document: Document, lines: list[tuple[int, int]]) -> _Marks:
        bad = frozenset(line for line, _ in lines if line in self.debris)
        found = words.sequence(document, bad)
        keys = self._sample(found)
        keys = keys[~np.isin(keys, self.counts.common)]
        own = self.row(self.place[document.id + document.text_hash])
        on = self.counts.on(own.codes)
        telling = np.flatnonzero(on <= max(LEAST_SPREAD, SPREAD * self.counts.counted))
        best = telling[np.lexsort((own.codes[telling], -own.weight[telling]))[:SIGNED]]
        return _Marks(
            document.id + document.text_hash,
            _stripped(sorted(bad)),
            lines,
            _fold(own.codes[best]),
            own.weight[best],
            _fold(keys),
            words.line_code(map(str, found.tolist())) if len(found) >= self.size else 0,
        )

    def _add(self, marked: Sequence[_Marks]) -> None:
        segment = _Segment(
            [m.page for m in marked],
            [m.stripped for m in marked],
            np.array([c for m in marked for c, _ in m.lines], dtype=np.uint64).tobytes(),
            np.array([n for m in marked for _, n in m.lines], dtype=np.int64).tobytes(),
            np.array([len(m.lines) for m in marked], dtype=np.int64).tobytes(),
            np.concatenate([m.terms for m in marked]).tobytes(),
            np.concatenate([m.weight for m in marked]).tobytes(),
            np.array([len(m.terms) for m in marked], dtype=np.int64).tobytes(),
            np.concatenate([m.keys for m in marked]).tobytes(),
            np.array([len(m.keys) for m in marked], dtype=np.int64).tobytes(),
            np.array([m.whole for m in marked], dtype=np.uint64).tobytes(),
        )
        self.segments.append(segment)
        self.names.append(f"{int(self.names[-1]) + 1 if self.names else 0:06}")
        first = self.count
        self.known |= {m.page: first + n for n, m in enumerate(marked)}
        self.count += len(marked)
        alike = list(self._alike(first))
        segment.alike = np.concatenate([np.stack(a[:2], axis=1) for a in alike] or [_NONE]).astype(np.int64).tobytes()
        segment.cosine = np.concatenate([a[2] for a in alike] or [np.empty(0)]).astype(np.float64).tobytes()
        shared = [np.stack(s, axis=1) for s in self._shared(first)]
        segment.shared = np.concatenate(shared or [_NONE]).astype(np.int64).tobytes()

    def _postings(self, name: str) -> tuple[npt.NDArray[np.uint32], Ints]:
        """Marks of one kind with the number of the page that each stands on."""
        found = np.concatenate([np.frombuffer(getattr(s, name), dtype=np.uint32) for s in self.segments])
        sizes = np.concatenate([_i64(getattr(s, f"{name}s")) for s in self.segments])
        return found, np.repeat(np.arange(self.count), sizes)

    def _products(self, name: str, weight: npt.NDArray[np.float32] | None, first: int) -> Iterator[tuple[Any, Any]]:
        """For pages from `first` on, chunk by chunk: (number of the first of the chunk, its likeness to all pages)."""
        code, number = self._postings(name)
        alive = np.ones(self.count, dtype=bool)
        alive[sorted(self.dead)] = False
        fresh = number >= first
        wanted = np.isin(code, np.unique(code[fresh])) & alive[number]
        unique, column = np.unique(code[wanted], return_inverse=True)
        value = weight[wanted] if weight is not None else np.ones(len(column), dtype=np.float32)
        every = sparse.csr_matrix((value, (number[wanted], column)), shape=(self.count, len(unique)))
        across = every.T.tocsr()
        for start in range(first, self.count, CHUNK):
            yield start, every[start : start + CHUNK].dot(across).tocoo()

    def _alike(self, first: int) -> Iterator[tuple[Ints, Ints, Floats]]:
        weight = np.concatenate([np.frombuffer(s.weight, dtype=np.float32) for s in self.segments])
        places = self._places()
        for start, product in self._products("term", weight, first):
            i, j = product.row.astype(np.int64) + start, product.col.astype(np.int64)
            kept = (product.data >= SIGN) & (j < i)
            i, j = i[kept], j[kept]
            cosine = self._cosines(places[i], places[j])
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
        sizes = np.concatenate([_i64(s.keys) for s in self.segments])
        for start, product in self._products("key", None, first):
            i, j = product.row.astype(np.int64) + start, product.col.astype(np.int64)
            least = np.maximum(LEAST, CONTAINED * np.minimum(sizes[i], sizes[j]))
            kept = (product.data >= least) & (j < i)
            yield i[kept], j[kept]

    def _equal(self) -> bytes:
        """Pages of the very same words, each with the next."""
        whole = np.concatenate([_u64(s.whole) for s in self.segments] or [np.empty(0, dtype=np.uint64)])
        alive = np.array(sorted(n for n in self.known.values() if whole[n]), dtype=np.int64)
        order = alive[np.argsort(whole[alive], kind="stable")]
        same = np.flatnonzero(whole[order[1:]] == whole[order[:-1]])
        return np.stack([order[same], order[same + 1]], axis=1).tobytes()

    # -- handing on

    def packed(self) -> dict[str, bytes]:
        """What is to be kept."""
        made = {"head": msgspec.msgpack.encode(self.head), "digest": self.counts.digest.encode()}
        for n, (name, segment) in enumerate(zip(self.names, self.segments, strict=True)):
            made[name] = self.kept[name] if n < self.loaded else msgspec.msgpack.encode(segment)
        for name in ("head", "digest"):
            if self.kept.get(name) == made[name]:
                made[name] = self.kept[name]
        return made

    def links(self) -> Links:
        """Links by the places of pages in the order of ids."""
        places = self._places()
        stripped = [s for segment in self.segments for s in segment.stripped]
        by_place = {self.place[page]: stripped[n] for page, n in self.known.items()}
        alike = _pairs([s.alike for s in self.segments], places, [s.cosine for s in self.segments])
        shared = _pairs([*(s.shared for s in self.segments), self._equal()], places, None)
        order = [by_place[n] for n in range(len(self.pages))]
        return Links(self.pages, self.counts, alike, shared, self.debris, order, self.row)


_NONE = np.empty((0, 2), dtype=np.int64)


def _u64(data: bytes) -> Numbers:
    return np.frombuffer(data, dtype=np.uint64)


def _i64(data: bytes) -> Ints:
    return np.frombuffer(data, dtype=np.int64)


def _fold(codes: Numbers) -> npt.NDArray[np.uint32]:
    """Codes in half the room: two that fall together make a pair to look at more, and no decision."""
    return (codes ^ (codes >> np.uint64(32))).astype(np.uint32)


def _stripped(lines: Sequence[int]) -> str:
    return digest(*sorted(lines)) if lines else ""


def _pairs(parts: Sequence[bytes], places: Ints, cosines: Sequence[bytes] | None) -> Pairs:
    """Pairs of numbers as pairs of places, in order, without those of pages that are no more."""
    both = np.concatenate([_i64(p).reshape(-1, 2) for p in parts] or [_NONE])
    cosine = np.concatenate([np.frombuffer(c, dtype=np.float64) for c in cosines or ()] or [np.zeros(len(both))])
    place = places[both] if len(both) else both
    alive = (place >= 0).all(axis=1)
    place, cosine = place[alive], cosine[alive]
    left, right = place.min(axis=1), place.max(axis=1)
    order = np.lexsort((right, left))
    return Pairs(left[order], right[order], cosine[order])


def _pack_counts(counts: vectors.Weights) -> bytes:
    return msgspec.msgpack.encode(
        [counts.counted, counts.fresh, counts.digest, *(getattr(counts, n).tobytes() for n in _COUNTS)]
    )


def _unpack_counts(data: bytes) -> vectors.Weights:
    counted, fresh, name, codes, pages_of, common = msgspec.msgpack.decode(data)
    return vectors.Weights(_u64(codes), _i64(pages_of), counted, fresh, _u64(common), name)


def parted(size: int, pairs: Pairs, *more: Pairs, alone: bool = False) -> Iterator[tuple[list[int], list[Pair]]]:
    """What chains of pairs join of 0..size-1: the members, ascending, and `pairs` among them by place in that list.

    By their first members; what nothing is joined to is left out unless `alone`.
    """
    left, right = (np.concatenate([p[side] for p in (pairs, *more)]) for side in (0, 1))
    if not size:
        return
    graph = sparse.coo_matrix((np.ones(len(left), dtype=np.int8), (left, right)), shape=(size, size))
    label = csgraph.connected_components(graph, directed=False)[1]
    order = np.argsort(label, kind="stable")
    starts = np.r_[0, np.flatnonzero(np.diff(label[order])) + 1]
    within = np.empty(size, dtype=np.int64)  # place of each in its part
    within[order] = np.arange(size) - np.repeat(starts, np.diff(np.r_[starts, size]))
    of = label[pairs.left]
    by = np.argsort(of, kind="stable")
    i, j, cosine = within[pairs.left[by]], within[pairs.right[by]], pairs.cosine[by]
    ends = np.searchsorted(of[by], np.arange(len(starts) + 1))
    for n in np.argsort(order[starts], kind="stable").tolist():
        members = order[starts[n] : starts[n + 1] if n + 1 < len(starts) else size]
        if alone or len(members) > 1:
            own = slice(ends[n], ends[n + 1])
            yield members.tolist(), list(zip(i[own].tolist(), j[own].tolist(), cosine[own].tolist(), strict=True))
