"""iCalendar (RFC 5545): deadlines and planned meetings as all-day entries, for any calendar program."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from dragoman.record import views
from dragoman.record.store import Record
from dragoman.report import words
from dragoman.report.desk import Desk

AHEAD = ("planned", "expected", "proposed")


def export(record: Record, folder: Path) -> dict[str, int]:
    """Write `dragoman.ics` into `folder`. Returns the count of entries. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = list(_entries(record))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Dragoman//EN",
        *(x for e in entries for x in e),
        "END:VCALENDAR",
    ]
    beside = folder / ".dragoman.ics.part"
    beside.write_bytes("".join(_folded(line) for line in lines).encode())
    os.replace(beside, folder / "dragoman.ics")
    return {"dragoman": len(entries)}


def _entries(record: Record) -> Iterator[list[str]]:
    desk = Desk(record)
    stamp = max((w.latest for w in views.datings(record).values() if w.latest), default="1970-01-01")  # no clock
    for p in views.pledges(record):
        if p.deadline.latest:
            title = f"Deadline: {words.sentence(desk.promised(p))}"
            yield _entry(p.id, stamp, p.deadline.latest, p.deadline.latest, title, p.condition or "")
    for e in views.events(record):
        occasion = e.type == "CONSULT" or e.mode in views.OCCASIONS
        if occasion and e.status in AHEAD and e.when.earliest and e.when.latest:
            note = next((views.quote(record, x.span) for x in e.evidence), "")
            title = f"{words.sentence(desk.told(e))} ({e.status})"
            yield _entry(e.id, stamp, e.when.earliest, e.when.latest, title, note)


def _entry(key: str, stamp: str, first: str, last: str, title: str, note: str) -> list[str]:
    end = date.fromisoformat(last) + timedelta(days=1)  # DTEND is the day after
    return [
        "BEGIN:VEVENT", f"UID:{key}@dragoman", f"DTSTAMP:{stamp.replace('-', '')}T000000Z",
        f"DTSTART;VALUE=DATE:{first.replace('-', '')}", f"DTEND;VALUE=DATE:{end:%Y%m%d}", f"SUMMARY:{_text(title)}",
        f"DESCRIPTION:{_text(note)}", "END:VEVENT",
    ]  # fmt: skip


def _text(words: str) -> str:
    words = "".join(c if c.isprintable() else " " for c in words)
    return words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """A content line cut to 75 octets, as the RFC asks."""
    out, rest = [], line.encode()
    while len(rest) > 73:
        cut = 73
        while rest[cut] & 0xC0 == 0x80:  # never inside a character
            cut -= 1
        out.append(rest[:cut].decode())
        rest = rest[cut:]
    return "\r\n ".join([*out, rest.decode()]) + "\r\n"
