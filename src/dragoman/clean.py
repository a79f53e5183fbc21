"""Page -> Document: what its text is, and what each line of it is. Debris is marked, never deleted.

Offsets hold: for a plain-text page `Document.text` is as long as the page's text, character for character
(a line break inside a hard-wrapped paragraph becomes a space).
"""

from __future__ import annotations

from dragoman.model import Document, Line, digest


def plain(text: str, source: str, raw_hash: str = "") -> Document:
    """A page of plain text in which every non-empty line is body: for texts that need no cleaning."""
    lines, start = [], 0
    for part in text.split("\n"):
        if part.strip():
            lines.append(Line(start, start + len(part), "body"))
        start += len(part) + 1
    return Document(digest(source, raw_hash), source, text, tuple(lines), raw_hash, digest(text))
