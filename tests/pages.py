"""Makes parsed pages of a few words for tests of read steps."""

from __future__ import annotations

from collections.abc import Iterable

from dragoman import clean
from dragoman.reading import parse
from dragoman.step import Step


def page(text: str, steps: Iterable[Step] = ()) -> parse.Parsed:
    """Parse a text and run the given read steps on it (exceptions pass)."""
    parsed = parse.parse([clean.plain(text, "test.txt")])[0]
    for step in steps:
        parsed.add(list(step.run(parsed)))
    return parsed
