"""What pages are made of, for comparing them: words as numbers, shingles, weights. No page is parsed for this."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from dragoman.model import Document, Line

T = TypeVar("T")
Numbers = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
READ = ("headline", "heading", "body", "caption")  # kinds of line that carry the report
POST = r"[^\n]*\(@\w{1,30}\)[^\n]{0,40}$"  # a post shown in a page: "... — Jane Doe (@jdoe) May 2, 2024"
QUOTED = re.compile(rf"^{POST}|“[^”\n]{{20,}}”?|\"[^\"\n]{{20,}}\"", re.M)

CODES = 500_000  # words whose numbers are held, 100 MB: a worker that reads a crawl meets names without end


class Held(dict[str, T]):
    """What is made of words, each once; when there are too many, none is held any more."""

    def __init__(self, make: Callable[[str], T]) -> None:
        """`make` gives what is held of a word."""
        super().__init__()
        self._make = make

    def __missing__(self, word: str) -> T:
        if len(self) > CODES:
            self.clear()
        found = self[word] = self._make(word)
        return found


def _code(word: str) -> int:
    plain = word.lower().replace("’", "'").encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(plain, digest_size=8).digest(), "little")


_codes = Held(_code)


def code(word: str) -> int:
    """A word, whatever its case, as 64 bits that are the same in every run (Python's own `hash` is not)."""
    return _codes[word]


def codes(words: Iterable[str]) -> Numbers:
    """Words as numbers, in order."""
    return np.array([_codes[w] for w in words], dtype=np.uint64)


class Text(NamedTuple):
    """The words of a page's report: numbers, with where each stands."""

    document: Document
    words: Numbers
    starts: Places
    ends: Places


def text(document: Document, without: frozenset[int] = frozenset()) -> Text:
    """The words of the lines that carry the report, less the lines `without` (their `line_code`)."""
    found = [m for line in _lines(document, without) for m in WORD.finditer(document.text, line.start, line.end)]
    starts = np.array([m.start() for m in found], dtype=np.int32)
    ends = np.array([m.end() for m in found], dtype=np.int32)
    return Text(document, codes([m.group() for m in found]), starts, ends)


Told = Sequence[tuple[Line, Sequence[str]]]  # lines that carry the report, each with its words


def told(document: Document) -> Told:
    """The lines of a page that carry the report, with their words: found once, asked several things."""
    text = document.text
    return [(x, WORD.findall(text, x.start, x.end)) for x in document.lines if x.kind in READ]


def sequence(lines: Told, without: frozenset[int] = frozenset()) -> Numbers:
    """The words of `text` alone: much quicker where places are not asked for."""
    return codes([w for _, found in lines if not without or line_code(found) not in without for w in found])


def _lines(document: Document, without: frozenset[int]) -> list[Line]:
    """Lines that carry the report, less the lines `without`."""
    read = [line for line in document.lines if line.kind in READ]
    if not without:
        return read
    return [x for x in read if line_code(WORD.findall(document.text, x.start, x.end)) not in without]


_STOP = """a about after again all also am an and any are as at be because been before being between both but by can
could did do does during each few for from further had has have having he her here hers him his how i if
in into is it its just like may me might more most much must my no not now of off on once one only or
other our out over own said same say says she should since so some such than that the their them then
there these they this those through to too two under until up us very was we were what when where which
while who whom why will with would you your"""
FUNCTION = frozenset(code(w) for w in _STOP.split())


def line_code(words: Iterable[str]) -> int:
    """A line as one number: two lines of the same words have the same."""
    joined = " ".join(words).lower().encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(joined, digest_size=8).digest(), "little")


def line_codes(lines: Told) -> dict[int, int]:
    """The distinct lines that carry the report: code -> number of words."""
    return {line_code(found): len(found) for _, found in lines if found}


def shingles(words: Numbers, size: int) -> Numbers:
    """One number for every `size` words that follow one another; empty for a shorter text."""
    if len(words) < size:
        return np.empty(0, dtype=np.uint64)
    total = np.zeros(len(words) - size + 1, dtype=np.uint64)
    for k in range(size):
        total = total * np.uint64(0x9E3779B97F4A7C15) + words[k : len(words) - size + 1 + k]
        total ^= total >> np.uint64(29)
    return total


def pairs(keys: Sequence[Numbers], few: int) -> dict[tuple[int, int], int]:
    """How many keys two pages share: (i, j), i < j -> count, of those that share any.

    `keys[i]` are distinct numbers of page i. A key on more than `few` pages joins each of them to the next one only,
    so that a text on a thousand pages makes a thousand pairs and not half a million.
    """
    if not len(keys):
        return {}
    key = np.concatenate(keys)
    page = np.repeat(np.arange(len(keys), dtype=np.int64), [len(k) for k in keys])
    order = np.lexsort((page, key))
    key, page = key[order], page[order]
    first = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    size = np.diff(np.r_[first, len(key)])
    found: list[npt.NDArray[np.int64]] = []
    for step in range(1, few):  # pages that stand `step` apart in the list of one key
        many = size > step if step == 1 else (size > step) & (size <= few)
        at = first[many]
        if not len(at):
            break
        length = size[many] - step
        left = np.repeat(at, length) + np.arange(int(length.sum())) - np.repeat(np.cumsum(length) - length, length)
        found.append(page[left] * len(keys) + page[left + step])
    if not found:
        return {}
    joined, count = np.unique(np.concatenate(found), return_counts=True)
    left, right = np.divmod(joined, len(keys))
    return {(int(a), int(b)): int(c) for a, b, c in zip(left, right, count, strict=True)}


def quoted(document: Document) -> list[tuple[int, int]]:
    """Where the longer quotations and posts stand: words that two reports may share without copying each other."""
    return [m.span() for m in QUOTED.finditer(document.text)]


def inside(starts: Places, spans: Sequence[tuple[int, int]]) -> Mask:
    """For each place, whether it lies in one of the spans (in order, apart from one another)."""
    if not spans:
        return np.zeros(len(starts), dtype=bool)
    edges = np.array([x for s in spans for x in s])
    found: Mask = np.searchsorted(edges, starts, side="right") % 2 == 1
    return found
