"""Figures that a copy gives otherwise than its original: sentences of one text that differ in a number alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dragoman.model import Conflict, Copy, Evidence, Sentence, Side, Span, digest
from dragoman.step import Tables

ABOUT = "a figure in copies of one text"
WORDS = 8  # of a sentence that stands in both; shorter ones are alike by chance
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_RUNS_ON = re.compile(r"\b(?:kill|wound|injur|dead|died|deaths?|toll|missing|displac|infect|cases|updated)", re.I)
_WORDS_AFTER = re.compile(r"%?(?: (?!and\b|or\b|will\b)[\w’'-]+){0,2}")


def of_copy(tables: Tables, copy: Copy) -> Iterator[Conflict]:
    """A near copy's sentences that stand in the other page with one other number: "will free 18 men", "20 men".

    Counts that run on (of the dead) are left out.
    """
    if copy.kind != "near":
        return
    left, right = _by_words(tables, copy.left), _by_words(tables, copy.right)
    for words in sorted(left.keys() & right.keys()):
        pair = left[words], right[words]
        texts = [tables.text(span) for span in pair]
        numbers = [list(_NUMBER.finditer(text)) for text in texts]
        other = [(a, b) for a, b in zip(*numbers, strict=True) if a[0] != b[0]]
        if len(other) != 1 or _RUNS_ON.search(texts[0]):
            continue
        told = [_worded(text, m) for text, m in zip(texts, other[0], strict=True)]
        sides = tuple(Side(value, (Evidence(span),)) for value, span in zip(told, pair, strict=True))
        yield Conflict(digest("copied", copy.left, copy.right, words), "number", ABOUT, sides, "high")


def _by_words(tables: Tables, page: str) -> dict[str, Span]:
    """Sentences with a number, by their words with the numbers left out; none that stands there twice."""
    found: dict[str, list[Span]] = {}
    for sentence in tables.of(Sentence, page):
        text = tables.text(sentence.span)
        if _NUMBER.search(text) and len(text.split()) >= WORDS:
            found.setdefault(" ".join(_NUMBER.sub("#", text).split()), []).append(sentence.span)
    return {words: spans[0] for words, spans in found.items() if len(spans) == 1}


def _worded(text: str, number: re.Match[str]) -> str:
    """A number with the words after it."""
    after = _WORDS_AFTER.match(text, number.end())
    return number[0] + (after[0] if after else "")
