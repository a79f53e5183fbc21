"""What pages are found by, as it is kept from one run to the next: columns of marks, a row or several a page.

Pages that came together are a segment, which is written once and does not change. A page's number is its place among
the pages of all segments; those that are no more, or are marked anew, keep theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from dragoman.reconcile.clusters import Floats, Ints
from dragoman.reconcile.words import Numbers

SEGMENTS = 64  # with more, or with a quarter of the pages gone, all are marked anew
COLUMNS = {
    "stripped": np.uint64,  # digest of the page's debris; 0 for none
    "whole": np.uint64,  # equal for pages of the same words; 0 for a page of hardly any
    "mixed": np.uint8,  # whether it is a roundup
    "line": np.uint64,  # codes of its lines ...
    "length": np.uint32,  # ... and how many words each has
    "lines": np.uint32,  # how many there are on each page; likewise below
    "term": np.uint32,
    "weight": np.float32,
    "terms": np.uint32,
    "key": np.uint32,  # sampled shingles
    "keys": np.uint32,
    "broad": np.uint32,  # of a page most of whose shingles are on many pages: the first of these
    "broads": np.uint32,
    "alike": np.int64,  # pairs of numbers: links to pages of this segment and of those before
    "cosine": np.float64,
    "shared": np.int64,
}

Codes = npt.NDArray[np.uint32]


class Marks(NamedTuple):
    """What one page is found by."""

    page: str  # id and text hash
    stripped: int
    whole: int
    mixed: bool
    line: Numbers
    length: Ints
    term: Codes
    weight: npt.NDArray[np.float32]
    key: Codes
    broad: Codes


class _Segment(msgspec.Struct):
    pages: list[str]
    columns: dict[str, bytes]


_SEGMENT = msgspec.msgpack.Decoder(_Segment)


class Shelf:
    """The marks of all pages."""

    def __init__(self, kept: Mapping[str, bytes], gone: Sequence[int], place: Mapping[str, int]) -> None:
        """`kept`: segments by name; `gone`: numbers of pages marked anew since; `place`: of each page of this run."""
        self.kept = dict(sorted(kept.items()))
        self.segments = [_SEGMENT.decode(data) for data in self.kept.values()]
        pages = [page for s in self.segments for page in s.pages]
        self.place = np.array([place.get(page, -1) for page in pages], dtype=np.int64)  # by number; -1: no more
        self.place[list(gone)] = -1
        if np.count_nonzero(self.place < 0) * 4 > len(pages) or len(self.segments) > SEGMENTS:
            self.kept, self.segments, self.place = {}, [], self.place[:0]

    def column(self, name: str) -> npt.NDArray[Any]:
        """A column of all pages, end to end."""
        parts = [np.frombuffer(s.columns[name], dtype=COLUMNS[name]) for s in self.segments]
        return np.concatenate(parts) if parts else np.empty(0, dtype=COLUMNS[name])

    def number(self, name: str) -> Ints:
        """The number of the page that each row of a column stands for."""
        return np.repeat(np.arange(len(self.place)), self.column(f"{name}s"))

    def add(self, marked: Sequence[Marks], places: Sequence[int]) -> int:
        """Add a segment; the number of its first page."""
        columns = {n: np.array([getattr(m, n) for m in marked], np.uint64) for n in ("stripped", "whole", "mixed")}
        for name in ("line", "length", "term", "weight", "key", "broad"):
            columns[name] = np.concatenate([getattr(m, name) for m in marked])
        for name in ("line", "term", "key", "broad"):
            columns[f"{name}s"] = np.array([len(getattr(m, name)) for m in marked])
        made = {name: values.astype(COLUMNS[name]).tobytes() for name, values in columns.items()}
        self.segments.append(_Segment([m.page for m in marked], made))
        self.place = np.concatenate([self.place, np.array(places, dtype=np.int64)])
        return len(self.place) - len(marked)

    def link(self, alike: Sequence[tuple[Ints, Ints, Floats]], shared: Sequence[tuple[Ints, Ints]]) -> None:
        """Write the links of the last segment: pairs of numbers, and the cosine of those alike."""
        own = self.segments[-1].columns
        own["alike"] = b"".join(np.stack([i, j], axis=1).astype(np.int64).tobytes() for i, j, _ in alike)
        own["cosine"] = b"".join(cosine.astype(np.float64).tobytes() for _, _, cosine in alike)
        own["shared"] = b"".join(np.stack(pair, axis=1).astype(np.int64).tobytes() for pair in shared)

    def packed(self) -> dict[str, bytes]:
        """All segments by name: those that were kept are the very objects."""
        made = dict(self.kept)
        first = int(max(made, default="-1")) + 1
        for n, segment in enumerate(self.segments[len(made) :]):
            made[f"{first + n:06}"] = msgspec.msgpack.encode(segment)
        return made


def fold(codes: Numbers) -> Codes:
    """Codes in half the room: two that fall together make a pair to look at more, and no decision."""
    return (codes ^ (codes >> np.uint64(32))).astype(np.uint32)


def among(codes: npt.NDArray[Any], wanted: npt.NDArray[Any]) -> Ints:
    """Where codes stand that are among those wanted. Quick where these are few (`np.isin` sorts all codes)."""
    table = np.zeros(1 << 20, dtype=bool)
    bits = codes.dtype.type(len(table) - 1)
    table[(wanted & bits).astype(np.int64)] = True
    likely = np.flatnonzero(table[(codes & bits).astype(np.int64)])
    return likely[np.isin(codes[likely], wanted)]
