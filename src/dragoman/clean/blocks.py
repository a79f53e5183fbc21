"""What every reader of a format hands on: the page's blocks in order, and what it says of itself."""

from __future__ import annotations

from typing import NamedTuple


class Block(NamedTuple):
    """One paragraph, heading, list item or table row of a page."""

    text: str
    kind: str = ""  # "", or what the markup says: "headline", "heading", "item", "caption", "pointer", "boilerplate"


class Spot(NamedTuple):
    """Where a logical line stands in the text, and what the markup says it is."""

    start: int
    end: int
    kind: str = ""


class Page(NamedTuple):
    """A page before its lines are told apart. `declared`: title, byline, outlet, date, url and where the date stood."""

    text: str
    spots: list[Spot]
    declared: dict[str, str]


def joined(blocks: list[Block]) -> tuple[str, list[Spot]]:
    """Blocks as one text, an empty line between them, and where each stands."""
    spots, at = [], 0
    for block in blocks:
        spots.append(Spot(at, at + len(block.text), block.kind))
        at += len(block.text) + 2
    return "\n\n".join(block.text for block in blocks), spots


def standing(text: str) -> list[Spot]:
    """The lines of a text as they stand, without the white space around them."""
    spots, at = [], 0
    for line in text.split("\n"):
        if words := line.strip():
            start = at + len(line) - len(line.lstrip())
            spots.append(Spot(start, start + len(words)))
        at += len(line) + 1
    return spots
