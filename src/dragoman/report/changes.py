"""What is new, gone or changed between two briefs, by the records that their lines rest on."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from dragoman.report.brief import IN_SHORT, Brief, Section
from dragoman.report.desk import Line

TITLE = "Since the earlier brief"


def read(data: bytes) -> Brief:
    """A brief from its JSON form. Raises ValueError where it is none."""
    try:
        return msgspec.json.decode(data, type=Brief)
    except msgspec.MsgspecError as error:
        raise ValueError(f"not a brief in its JSON form ({error})") from error


def compare(earlier: Brief, now: Brief) -> Brief:
    """`now` with a section at its head: records new to it, those told otherwise, those it no longer has.

    What is gone may be wrong now, merged into another record, or only ranked lower: its old words are kept, without
    references, since the pages of the earlier brief need not be here.
    """
    before, after = _lines(earlier), _lines(now)
    lines: list[Line] = []
    for identity, told in after.items():
        was = before.get(identity, {})
        fresh = [line for text, line in told.items() if text not in was]
        old = [text for text in was if text not in told]
        if not was:
            lines += [msgspec.structs.replace(line, text=f"New: {line.text}") for line in fresh]
        elif fresh:
            tail = f" Before: {' / '.join(old)}" if old else ""
            lines += [msgspec.structs.replace(line, text=f"Changed: {line.text}{tail}") for line in fresh]
    for identity, told in before.items():
        if identity not in after:
            lines += [msgspec.structs.replace(line, text=f"Gone: {line.text}", refs=()) for line in told.values()]
    section = (Section(TITLE, tuple(lines)),) if lines else ()
    return msgspec.structs.replace(now, sections=(*section, *now.sections))


def _lines(made: Brief) -> dict[str, dict[str, Line]]:
    """Record id -> its lines by their text; the lines at the top only repeat others."""
    found: dict[str, dict[str, Line]] = {}
    for line in _told(made):
        found.setdefault(line.id, {}).setdefault(line.text, line)
    return found


def _told(made: Brief) -> Iterator[Line]:
    for section in made.sections:
        if section.title != TITLE and not section.title.startswith(IN_SHORT):
            yield from section.lines
