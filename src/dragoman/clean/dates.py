"""The day that a page claims for itself, and where it stands. Only what is written out in full counts:
no guess from the body, no year filled in, no clock."""

from __future__ import annotations

import re
from datetime import date
from email.utils import parsedate
from urllib.parse import urlsplit

_NAMES = "January February March April May June July August September October November December"
MONTHS = {m[:n].lower(): i for i, m in enumerate(_NAMES.split(), 1) for n in (3, len(m))} | {"sept": 9}
_MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?:19|20)\d\d"
_WRITTEN = re.compile(
    rf"\b(?:(?P<m>{_MONTH})\s+(?P<d>[0-3]?\d)(?:st|nd|rd|th)?,?\s+(?P<y>{_YEAR})"
    rf"|(?P<d2>[0-3]?\d)(?:st|nd|rd|th)?\s+(?P<m2>{_MONTH}),?\s+(?P<y2>{_YEAR})"
    rf"|(?P<y3>{_YEAR})-(?P<m3>\d\d)-(?P<d3>\d\d))(?!\d)",
    re.I,
)
_SLASHED = re.compile(r"^\s*(\d\d?)[/.](\d\d?)[/.]((?:19|20)\d\d)\b")
_PATH = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([-/_.])(\d\d?)\2(\d\d?)(?!\d)|(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?!\d)"
)

PUBLISHED = re.compile(
    r"^(?:first\s+)?(?:published|posted|issued|released|for immediate release|date)\b\s*(?:on|at)?\s*[:|–—-]?\s*", re.I
)
ALONE = re.compile(r"^(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?", re.I)

# "TOKYO, Oct. 28 (Reuters) - ", "WASHINGTON (AP) — ", "Tokyo, 28 October 2025 (Kyodo) -- ", "GENEVA — ",
# "MOSCOW, September 3. /TASS/. ", "Nov 2 (Reuters) - "
_PLACE = r"[A-Z][\w.'’-]+(?:[ /][A-Z][\w.'’-]+){0,3}(?:,\s[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+){0,2})?"
_WHEN = rf"(?:{_MONTH}\s+\d\d?|\d\d?\s+{_MONTH})(?:,?\s+{_YEAR})?"
_WORDS = (
    r"(?!\w+day,)(?:[A-Z]|@\w)[\w.'’&-]*(?:\s(?:of|for|by|and|the|&|@\w+|d[eui]|la|le|van|von|[A-Z][\w.'’&-]*)){0,7}"
)
# "Transcript: Press Briefing, April 14, 2025", "Department Press Briefing – April 14, 2025"
HELD = re.compile(r"^.{0,60}\b(?:transcript|briefing|readout|press conference)\b.{0,60}?[,:–—-]\s*(?=\S)", re.I)
PLACED = re.compile(rf"^(?:{_WORDS},\s+){{1,3}}")  # "Tokyo, ", "Ministry of Foreign Affairs, Budapest, "
_AGENCY = r"\([A-Z][\w .,'’&/-]{1,40}\)"
_SLASHED_AGENCY = r"\.?\s*/[A-Z][\w .&-]{1,30}/\.\s+"
_DASH = r"(?:\s+(?:--|[-–—])\s+|\s*(?:--|—)\s*)"
# Words in capitals before a dash that are a label, not a place: "ANNEX — ...", "UPDATE -- ...".
_LABEL = r"(?!(?:ANNEX|APPENDIX|NOTE|FACT|UPDATE|BREAKING|EXCLUSIVE|WATCH|OPINION|ANALYSIS|PART|SECTION|Q|A)\b)"
DATELINE = re.compile(
    rf"^(?:{_PLACE},\s*(?i:{_WHEN})(?:\s*(?:{_AGENCY})?{_DASH}|{_SLASHED_AGENCY})|{_PLACE}\s*{_AGENCY}{_DASH}"
    rf"|(?:(?i:{_WHEN})\s*)?{_AGENCY}{_DASH}|{_PLACE},\s*(?i:{_WHEN}),?\s+{_YEAR}\.\s+"
    rf"|{_LABEL}[A-Z][A-Z.'’ -]{{4,30}}(?:,\s[A-Z][\w.]+)?\s*(?:--|—)\s*)(?=[\"“‘'A-Z0-9])"
)


_AGENCY_LAST = re.compile(rf"\s+{_AGENCY}\s*$")
_OUTLET_LAST = re.compile(rf"(?<=\d)\.\s+{_WORDS}\.?\s*$")  # "Belem, 14 November 2025. The Ledger."
_STROKES = re.compile(r"\s*[|·•]\s*|\s+[–—-]+\s+")
_NAMED = re.compile(  # an outlet, an author, a place; a numbered paper; a transcript
    rf"(?:(?:[Rr]ush |[Ff]ull )?[Tt]ranscript|[Bb]y\s+[\w .,’'-]{{2,60}}|{_WORDS}(?: \d{{1,4}})?)"
    rf"(?:,\s+{_WORDS})*(?:,\s+.*{_YEAR})?"
)


def iso(year: int, month: int, day: int) -> str | None:
    """An ISO date, or None where there is no such day (or year between 1990 and 2099)."""
    try:
        return date(year, month, day).isoformat() if 1990 <= year <= 2099 else None
    except ValueError:
        return None


def written(text: str) -> str | None:
    """The one full date written in a few words; None without one, or with two that differ.

    >>> written("Published on Oct. 28, 2025 at 9:14")
    '2025-10-28'
    """
    found = {_read(m) for m in _WRITTEN.finditer(text[:500])} - {None}
    return found.pop() if len(found) == 1 else None


def _read(match: re.Match[str]) -> str | None:
    got = match.groupdict()
    if got["y3"]:
        return iso(int(got["y3"]), int(got["m3"]), int(got["d3"]))
    year, month, day = (got["y"] or got["y2"]), (got["m"] or got["m2"]), (got["d"] or got["d2"])
    return iso(int(year), MONTHS[month.lower().rstrip(".")], int(day))


def stamp(value: str) -> str | None:
    """Date of a machine's stamp: ISO 8601, RFC 822 (feeds, mail), or written out. "03/04/2025" is nobody's date.

    >>> stamp("Tue, 28 Oct 2025 09:14:00 +0900"), stamp("28/10/2025"), stamp("03/04/2025")
    ('2025-10-28', '2025-10-28', None)
    """
    value = value.strip()[:100]
    if match := re.match(r"((?:19|20)\d\d)-?(\d\d)-?(\d\d)(?!\d)", value):
        return iso(*map(int, match.groups()))
    if match := _SLASHED.match(value):
        first, second, year = map(int, match.groups())
        days = {iso(year, first, second), iso(year, second, first)} - {None}
        return days.pop() if len(days) == 1 else None
    if found := written(value):
        return found
    try:
        parts = parsedate(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return iso(*parts[:3]) if parts else None


def of_path(path: str) -> str | None:
    """The one date in a URL's path or a file's name ("/2025/10/28/", "2025-10-28-readout.md")."""
    try:
        path = urlsplit(path).path if "://" in path else path.rsplit("/", 1)[-1]
    except ValueError:
        return None
    days = set()
    for m in _PATH.finditer(path[:2000]):
        year, month, day = (m[1], m[3], m[4]) if m[1] else (m[5], m[6], m[7])
        days.add(iso(int(year), int(month), int(day)))
    days.discard(None)
    return days.pop() if len(days) == 1 else None


def published(lines: list[str]) -> str | None:
    """The date of a "Published on ..." line among a page's first lines, or of a line that is nothing but a date.

    A place may stand before the date: "Tokyo, 28 October 2025".
    """
    joined = " ".join(lines)
    if match := re.search(r"\b(?:published|posted)(?:\s*:|\s+(?:on|at))?\s*(?=\S)", joined, re.I):
        near = joined[match.end() : match.end() + 40]
        first = _WRITTEN.search(near)
        if first and first.start() < 16:
            return _read(first)
    leads = (PUBLISHED, 24), (ALONE, 24), (PLACED, 2), (HELD, 2)
    bare = (_OUTLET_LAST.sub("", _AGENCY_LAST.sub("", line)) for line in lines)
    return next((day for line in bare if (day := _stated(line, *leads) or _credited(line))), None)


def _credited(line: str) -> str | None:
    """The date in a line of names with strokes between: "By Ana Lind | 2 May 2025", "The Desk — 1 May 2025"."""
    parts = _STROKES.split(line) if written(line) else []
    named = all(_NAMED.fullmatch(part) or _stated(part, (ALONE, 24)) for part in parts)
    return next((day for p in parts if (day := _stated(p, (ALONE, 24), (PLACED, 2)))), None) if named else None


def signed(line: str) -> str | None:
    """The date of a line that ends a page: "Published Sept. 21, 2024", "New York, 22 September 2024"."""
    return _stated(line, (PUBLISHED, 2), (PLACED, 2)) if re.match(r"[A-Z]", line) else None


def _stated(line: str, *leads: tuple[re.Pattern[str], int]) -> str | None:
    """The date that follows one of the leads, with no more than so many characters behind it."""
    for lead, rest in leads:
        if (m := lead.match(line)) and (d := _WRITTEN.match(line, m.end())) and len(line) - d.end() < rest:
            return _read(d)
    return None
