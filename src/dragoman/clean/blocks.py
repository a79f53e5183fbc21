"""What every reader of a format hands on: the page's blocks in order, and what it says of itself."""

from __future__ import annotations

from typing import NamedTuple


class Block(NamedTuple):
    """One paragraph, heading, list item or table row of a page."""

    text: str
    kind: str = ""  # "", or what the markup says: "headline", "heading", "item", "caption", "boilerplate"


class Page(NamedTuple):
    """A page before its lines are told apart. `declared`: title, byline, outlet, date, url and where the date stood."""

    blocks: list[Block]
    declared: dict[str, str]
    notes: list[str]
