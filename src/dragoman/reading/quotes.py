"""Quotation marks: where a quotation opens and closes in a line, whatever marks the page uses.

Marks come curly, straight, doubled single, angled, and often unbalanced; an apostrophe is no mark. A quotation never
crosses a line here: one that a line leaves open ends with the line (`closed` is false), and `reading.statements`
joins it to the next line where that opens anew, as printers do.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Quote(NamedTuple):
    """A quotation in characters of its line, marks included. A missing mark leaves its side at the line's edge."""

    start: int
    end: int
    closed: bool = True
    double: bool = True  # set in double marks; single ones in running text are more often scare quotes

    def inner(self, text: str) -> str:
        """The quoted words, without the marks and the blanks around them."""
        return text[self.start : self.end].strip().strip("“”„«»\"`'‘’ ")


# An apostrophe stands between letters or after an s; a single mark that opens has no letter before it.
_DOUBLE = re.compile(r"[“”„«»\"]|``|''")
_SINGLE_OPEN = re.compile(r"(?<![\w’'.,])[‘'](?=[A-Z\[$\d]|[a-z]{2,}[ ,-]|[a-z]+[’'])")
_SINGLE_CLOSE = re.compile(r"(?<=[\w.,!?…)])[’'](?!\w)")
_SENTENCE = re.compile(r"(?<=[a-z]{3})[.!?]\s+(?=[A-Z])")  # not after "U.S." or "Sen."
_LONGEST = 1000  # characters of a quotation in single marks: further away an apostrophe would be taken for its end
_OPENS, _CLOSES = frozenset("“„«"), frozenset("”»")


def quotes(text: str) -> list[Quote]:
    """Outermost quotations of one line, in order."""
    found, opened = [], -1
    for mark in _DOUBLE.finditer(text):
        at, sign = mark.start(), mark.group()
        if sign in _OPENS or sign == "``":
            opens = True
        elif sign in _CLOSES:  # one that stands before a word opens: "the town’s ”willingness to help”"
            opens = opened < 0 and at > 0 and text[at - 1] == " " and text[mark.end() : mark.end() + 1].isalpha()
        else:  # a straight mark: by what stands around it, else in turn
            left = text[at - 1] if at else " "
            right = text[mark.end()] if mark.end() < len(text) else " "
            opens = opened < 0 if left.isspace() == right.isspace() else left.isspace() or left in "([—–-"
            if opens and opened >= 0 and not left.isspace():
                opens = False
        if opens and opened < 0:
            opened = at
        elif opens and sign in _OPENS and not _DOUBLE.search(text, mark.end()):
            opened = at  # the mark before was never closed and this one is not either: the later one counts
        elif not opens and opened >= 0:
            found.append(Quote(opened, mark.end()))
            opened = -1
        elif not opens and at == len(text.rstrip()) - 1:
            # only a closing mark: it goes on from the line before, or from the sentence after "..., she said."
            begins = [m.end() for m in _SENTENCE.finditer(text, found[-1].end, at)] if found else [0]
            found += [Quote(begin, mark.end()) for begin in begins[:1]]
    if opened >= 0:
        found.append(Quote(opened, len(text.rstrip()), closed=False))
    return found if found or not ("'" in text or "‘" in text or "’" in text) else _single(text)


def _single(text: str) -> list[Quote]:
    """Quotations in single marks, for lines without double ones (British pages, headlines)."""
    found, at = [], 0
    while mark := _SINGLE_OPEN.search(text, at):
        closing = list(_SINGLE_CLOSE.finditer(text, mark.end() + 1, mark.end() + _LONGEST))
        best = next((m for m in closing if text[m.start() - 1] in ".,!?…"), None) or next(
            (m for m in closing if text[m.start() - 1] != "s"), closing[0] if closing else None
        )
        if best is None:
            break
        found.append(Quote(mark.start(), best.end(), double=False))
        at = best.end()
    return found


# --- transcripts ------------------------------------------------------------------------------------

# "MODERATOR:  Good afternoon", "SENIOR ADMINISTRATION OFFICIAL: Sure", "PRIME MINISTER ARDERN:  (Laughs.)", "Q    Why"
_TURN = re.compile(
    r"\s*[\"“]?(?:(?P<name>[A-Z][A-Z.,’'\-]*(?: [A-Z][A-Z.,’'\-]+| \([\w ]+\)){0,7}):\s|(?P<q>Q)[:.\s])\s*(?=\S)"
)


def turn(text: str) -> tuple[str, int] | None:
    """Who speaks, and where the words begin, if a line opens a turn of a transcript."""
    found = _TURN.match(text)
    if not found or len(found.group().strip()) < 1:
        return None
    return (found.group("name") or "Q"), found.end()
