"""Lines that stand on pages which share little else: menus, legal notes, adverts, quotations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dragoman.model import Document, digest
from dragoman.reconcile import words
from dragoman.reconcile.words import Numbers

ASKED = 13  # pages that a line is judged by: those with the smallest ids
SHORT = 12  # words: a longer line on two pages may be all that they share of an agency's text
RELATED = 0.1  # of the rest of two pages that related pages share

Whole = npt.NDArray[np.int64]


class Lines(NamedTuple):
    """Every line that carries a report, of all pages: its code, its words, and the page's place in the order of ids."""

    code: Numbers
    length: Whole
    page: Whole


Verdict = tuple[str, bool]  # what a line was judged by, and whether it is debris


def judged(
    lines: Lines, documents: Callable[[int], Document], size: int, known: Mapping[int, Verdict]
) -> dict[int, Verdict]:
    """A verdict on each line that stands on two pages or more; what was judged by the same pages is `known`.

    A long line on two pages is no debris and not judged.
    """
    order = np.lexsort((lines.page, lines.code))
    code, page, length = lines.code[order], lines.page[order], lines.length[order]
    first = np.flatnonzero(np.r_[True, code[1:] != code[:-1]]) if len(code) else np.empty(0, dtype=np.int64)
    count = np.diff(np.r_[first, len(code)])
    several = (count > 2) | ((count == 2) & (length[first] <= SHORT))
    shingled: dict[int, Numbers] = {}

    def keys(n: int) -> Numbers:
        if n not in shingled:
            found = np.unique(words.shingles(words.sequence(words.told(documents(n))), size))
            shingled[n] = found[found % np.uint64(2) == 0]
        return shingled[n]

    def shared(left: int, right: int, own: float) -> float:
        a, b = keys(left), keys(right)
        both = len(np.intersect1d(a, b, assume_unique=True)) - own
        rest = min(len(a), len(b)) - own
        return both / rest if rest >= 1 else 1.0  # a page that is this line and no more

    found: dict[int, Verdict] = {}
    for start, number in zip(first[several].tolist(), count[several].tolist(), strict=True):
        line, long = int(code[start]), int(length[start])
        where = page[start : start + min(number, ASKED)].tolist()
        by = digest(size, *(documents(n).id + documents(n).text_hash for n in where))
        former = known.get(line)
        if former is not None and former[0] == by:
            found[line] = former
            continue
        own = max(0, long - size + 1) / 2
        asked = list(pairwise(where))
        found[line] = (by, sum(shared(a, b, own) >= RELATED for a, b in asked) * 2 < len(asked))
    return found
