"""What the attribution tagger is given: lines as arrays of numbers, and the words around a cue as seen from it.

`train/attribution.py` and `reading.tagger` both go through this file, so training and reading cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, repeat
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dragoman.reading import quotes
from dragoman.reading.columns import LineParse

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]

GAP = 4  # empty rows between lines: as wide as the widest step a layer looks aside
LEFT, RIGHT = 48, 64  # tokens of a line that are looked at before and after a cue: 99.5% of PolNeAR's spans
DEEP = 5  # ancestors of the cue that are told apart
_SHAPES = {s: i for i, s in enumerate(",.:;?!-(", 6)} | {"—": 12, "–": 12, ")": 13, "[": 13, "]": 13, "…": 7}
_MARKS = frozenset("\"“”„«»'`‘’")
SHAPES = 16
QUOTES = 13


class Line(NamedTuple):
    """What the tagger is given of a line."""

    text: str
    parse: LineParse
    vectors: Floats  # spaCy's, one row a token


class Features(NamedTuple):
    """Many lines laid end to end, with `GAP` empty rows before, between and after them; one row a token."""

    vectors: Floats
    lemma: Ints
    tag: Ints
    dep: Ints
    shape: Ints
    quote: Ints
    head: Ints  # row of the head; a root's and an empty row's own
    line: Ints  # number of the line, -1 in empty rows
    sentence: Ints
    first: Ints  # of each line, its first row ...
    last: Ints  # ... and one past its last


class Vocabulary(NamedTuple):
    """Numbers of lemmas, tags and dependency labels; 0 is unknown."""

    lemma: dict[str, int]
    tag: dict[str, int]
    dep: dict[str, int]


def _shape(word: str) -> int:
    """Kind of a word by its letters: 1 lower, 2 capitalised, 3 capitals, 4 has a digit, 5 other, 6.. by mark."""
    first = word[0]
    if first.isalpha():
        if word.islower():
            return 1
        return 3 if word.isupper() and len(word) > 1 else 2
    if first in _MARKS and len(word) <= 2:
        return 15
    if any(c.isdigit() for c in word):
        return 4
    return _SHAPES.get(first, 14 if first.isspace() else 5)


class _Shapes(dict[str, int]):
    """Kinds of words, each worked out once."""

    def __missing__(self, word: str) -> int:
        kind = self[word] = _shape(word)
        return kind


def _quote_states(line: Line) -> list[int]:
    """0 outside; else by opening mark, inside, closing mark, by length of the quotation, and single or double marks."""
    starts, ends = line.parse.starts, line.parse.ends
    states = [0] * len(starts)
    at = 0
    for q in quotes.quotes(line.text):
        while at < len(starts) and ends[at] <= q.start:
            at += 1
        begin = at
        while at < len(starts) and starts[at] < q.end:
            at += 1
        base = (1 if at - begin > 6 else 4) if q.double else (7 if at - begin > 6 else 10)
        for i in range(begin, at):
            states[i] = base + 1
        if at > begin and starts[begin] == q.start:
            states[begin] = base
        if at > begin and q.closed:
            states[at - 1] = base + 2
    return states


def features(lines: Sequence[Line], vocabulary: Vocabulary) -> Features:
    """Lines as arrays. Word strings are looked at once, here."""
    parses = [line.parse for line in lines]
    counts = np.array([len(p.starts) for p in parses], np.int32)
    last = np.cumsum(counts + GAP, dtype=np.int32)
    first, rows = last - counts, int(counts.sum()) + GAP * (len(lines) + 1)
    of = np.repeat(np.arange(len(lines), dtype=np.int32), counts)  # each word's line
    at = np.arange(len(of), dtype=np.int32) + GAP * (of + 1)  # each word's row

    def column(values: Iterable[int]) -> Ints:
        full = np.zeros(rows, np.int32)
        full[at] = np.fromiter(values, np.int32, len(of))
        return full

    def known(numbers: dict[str, int], words: Iterable[Iterable[str]]) -> Ints:
        return column(map(numbers.get, chain.from_iterable(words), repeat(0)))

    shapes = _Shapes()
    vectors = np.zeros((rows, lines[0].vectors.shape[1] if lines else 1), np.float32)
    head, number, opens = np.arange(rows, dtype=np.int32), np.full(rows, -1, np.int32), np.zeros(rows, np.int32)
    number[at] = of
    if lines:
        vectors[at] = np.concatenate([line.vectors for line in lines])
        head[at] = np.fromiter(chain.from_iterable(p.heads for p in parses), np.int32, len(of)) + first[of]
        opens[[base + i for base, p in zip(first.tolist(), parses, strict=True) for i in p.sentences]] = 1
    sentence = np.where(number < 0, 0, np.cumsum(opens, dtype=np.int32))
    return Features(
        vectors,
        known(vocabulary.lemma, (p.lemmas for p in parses)),
        known(vocabulary.tag, (p.tags for p in parses)),
        known(vocabulary.dep, (p.deps for p in parses)),
        column(shapes[x.text[s:e]] for x in lines for s, e in zip(x.parse.starts, x.parse.ends, strict=True)),
        column(chain.from_iterable(map(_quote_states, lines))),
        head, number, sentence, first, last,
    )  # fmt: skip


class Windows(NamedTuple):
    """The words around each cue, laid end to end with gaps; one row a word, as seen from its cue."""

    row: Ints  # row in `Features`; 0 (an empty row) in gaps
    anchor: Ints  # the cue's row in the windows themselves
    head: Ints  # row of the head within the windows, or the row itself if the head is out of sight
    path: Ints  # how the word hangs on the cue's line of ancestors: 0 not at all
    depth: Ints  # steps up to that line, 0..4
    distance: Ints  # binned, signed
    beside: Ints  # sentences away, -2..2, as 0..4
    window: Ints  # number of the window, -1 in gaps
    first: Ints
    last: Ints


_BINS = np.array([-30, -20, -14, -10, -7, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 7, 10, 14, 20, 30], np.int32)
_FAR = 31
_BINNED = np.digitize(np.arange(-_FAR, _FAR + 1), _BINS).astype(np.int32)


def paths(deps: int) -> int:
    """How many kinds of path there are with so many dependency labels."""
    return 1 + (DEEP + 1) * (2 * deps + 1)


def windows(f: Features, cues: Ints, deps: int) -> Windows:
    """Windows around the rows `cues`, with each word's place in the tree as seen from the cue.

    A window is the cue's line where that holds a quotation, else its sentence, `LEFT` and `RIGHT` words at most.
    """
    n = len(cues)
    begin, end = f.first[f.line[cues]], f.last[f.line[cues]]
    quoted = np.concatenate([[0], np.cumsum(f.quote > 0)])
    plain = quoted[end] == quoted[begin]  # without a quotation in the line nothing is said beyond the sentence
    edges = np.concatenate([[0], np.flatnonzero(np.diff(f.sentence)) + 1, [len(f.sentence)]])
    at = np.searchsorted(edges, cues, side="right")
    begin = np.maximum(np.where(plain, edges[at - 1], begin), cues - LEFT).astype(np.int32)
    size = (np.minimum(np.where(plain, edges[at], end), cues + RIGHT + 1) - begin).astype(np.int32)
    first = GAP + np.concatenate([[0], np.cumsum(size + GAP)[:-1]]).astype(np.int32) if n else np.zeros(0, np.int32)
    total = int(size.sum()) + GAP * (n + 1)
    window = np.full(total, -1, np.int32)
    at = np.repeat(first - np.concatenate([[0], np.cumsum(size)[:-1]]), size) + np.arange(int(size.sum()))
    number = np.repeat(np.arange(n, dtype=np.int32), size)
    window[at] = number
    row = np.zeros(total, np.int32)
    shift = (first - begin).astype(np.int32)  # from a row of the features to a row of the window
    row[at] = at - shift[number]
    anchor = np.zeros(total, np.int32)
    anchor[at] = (cues + shift)[number]
    own = np.arange(total, dtype=np.int32)
    head = own.copy()
    up = f.head[row[at]] + shift[number]
    seen = (up >= first[number]) & (up < (first + size)[number])
    head[at] = np.where(seen, up, at)

    # the cue and its ancestors: level 1, 2, ... ; every other word climbs until it meets one of them
    level = np.zeros(total, np.int32)
    climb = (cues + shift).astype(np.int32)
    for k in range(1, DEEP + 2):
        level[climb] = np.where(level[climb] == 0, k, level[climb])
        climb = head[climb]
    path, depth = np.zeros(total, np.int32), np.zeros(total, np.int32)
    here, below, steps = own.copy(), own.copy(), np.zeros(total, np.int32)
    open_ = window >= 0
    kinds = 2 * deps + 1
    for _ in range(16):
        met = open_ & (level[here] > 0)
        up_to = level[here[met]] - 1
        child = below[met]
        side = (child > here[met]).astype(np.int32)
        label = np.where(steps[met] == 0, 0, 1 + 2 * f.dep[row[child]] + side)
        path[met] = 1 + up_to * kinds + label
        depth[met] = np.minimum(steps[met], 4)
        open_ &= ~met
        open_ &= head[here] != here
        if not open_.any():
            break
        below = np.where(open_, here, below)
        here = np.where(open_, head[here], here)
        steps += open_
    distance = _BINNED[np.clip(own - anchor, -_FAR, _FAR) + _FAR]
    beside = np.clip(f.sentence[row] - f.sentence[row[anchor]], -2, 2) + 2
    return Windows(row, anchor, head, path, depth, distance, beside, window, first, (first + size).astype(np.int32))
