"""Who copies whom: from credit lines, dates, truncation and what a page adds; unknown where these disagree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache
from urllib.parse import urlsplit

import msgspec
import numpy as np

from dragoman.lexicon import table
from dragoman.model import Copy, Document, When
from dragoman.reconcile.clusters import Ints


@cache
def _credit() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern for credit lines, and the family that each credited name belongs to."""
    families: dict[str, str] = {}
    for row in table("outlets"):
        for name in row["credits"].split("|"):
            if name:
                families[name] = row["family"]
    names = "|".join(re.escape(n) for n in sorted(families, key=len, reverse=True))
    return re.compile(
        rf"\((?:with )?({names})\)"  # TOKYO (Reuters) -
        rf"|(?:^|\n)[A-Z][\w ,.]{{2,40}}?[,:]? ({names}) ?[-–—]"  # TOKYO, AP -
        rf"|(?:^|\n)\s*(?:[Ss]ource|[Vv]ia|[Bb]y|©|Copyright(?: \d{{4}})?)[: ]+(?:The )?({names})\b"
        rf"|(?:first|originally) (?:published|appeared)(?: by| on| in| at)+ (?:The )?({names})\b"
        rf"|[Cc]opyright (?:\d{{4}} )?(?:The )?({names})\b"
    ), families


@cache
def _outlets() -> dict[str, str]:
    """Family by domain and by outlet name in lower case."""
    return {row[key].lower(): row["family"] for key in ("outlet", "domain") for row in table("outlets")}


def days_between(first: str, last: str) -> int:
    """Days from one ISO day to another."""
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


@lru_cache(4096)
def months(first: str | None, last: str | None) -> frozenset[int]:
    """First and last month of an interval, and those between; of an open one none."""
    if not first or not last:
        return frozenset()
    start, end = (12 * int(day[:4]) + int(day[5:7]) for day in (first, last))
    return frozenset(range(start, end + 1))


def stated(when: When | None) -> tuple[str | None, str | None]:
    """First and last day of a page, as they are; open where nothing dates it."""
    return (when.earliest, when.latest) if when is not None else (None, None)


def ordinals(when: Sequence[When | None]) -> Ints:
    """First and last day of pages, a row each, as ordinals; 0 where either is open."""
    known = (d for w in when for d in ((w.earliest, w.latest) if w and w.earliest and w.latest else _OPEN))
    return np.array([_ordinal(day) for day in known], dtype=np.int64).reshape(-1, 2)


_OPEN = ("", "")


@lru_cache(4096)
def _ordinal(day: str) -> int:
    return date.fromisoformat(day[:10]).toordinal() if day else 0


def gaps(left: Ints, right: Ints) -> Ints:
    """Least number of days between pages, pair by pair, given their `ordinals`; 0 where the days of one are open."""
    gap = np.maximum(0, np.maximum(right[:, 0] - left[:, 1], left[:, 0] - right[:, 1]))
    found: Ints = np.where((left[:, 0] > 0) & (right[:, 0] > 0), gap, 0)
    return found


def days_apart(left: When | None, right: When | None) -> int:
    """Least number of days between two pages; 0 where the dates are open."""
    if not left or not right or not (left.earliest and left.latest and right.earliest and right.latest):
        return 0
    a, b, c, d = (
        date.fromisoformat(x[:10]).toordinal() for x in (left.earliest, left.latest, right.earliest, right.latest)
    )
    return max(0, c - b, a - d)


def family(document: Document) -> str | None:
    """Publisher of a page: its family in `outlets.csv`, by host or outlet; else its host or outlet itself, if any."""
    _, remote, address = document.source.partition("://")
    return _publisher(address.partition("/")[0], document.outlet or "") if remote or document.outlet else None


@lru_cache(4096)
def _publisher(server: str, outlet: str) -> str | None:
    host = whole = (urlsplit(f"//{server}").hostname or "").removeprefix("www.")
    while "." in host:
        if host in _outlets():
            return _outlets()[host]
        host = host.partition(".")[2]
    outlet = outlet.lower().removeprefix("www.")
    return _outlets().get(outlet) or whole or outlet or None


def credits(document: Document) -> frozenset[str]:
    """Families that a page credits its text to: "(Reuters)", "Source: AFP", "first published by The Guardian"."""
    pattern, families = _credit()
    found = {families[next(g for g in m.groups() if g)] for m in pattern.finditer(document.text)}
    for name in re.split(r"\s+(?:and|with)\s+|[,;/|]", document.byline or ""):
        name = re.sub(r"^(?:by|from)\s+", "", name.strip(), flags=re.I)
        if name in families:
            found.add(families[name])
    return frozenset(found)


def directed(copy: Copy, left: Document, right: Document, dates: dict[str, When]) -> Copy:
    """The copy with the page that is copied from named, and why; "unknown" where no sign speaks or signs disagree."""
    signs: dict[str, list[str]] = {"left": [], "right": []}
    mine, other = family(left), family(right)
    by_left, by_right = credits(left), credits(right)
    if mine and mine in by_right and mine != other:
        signs["left"].append(f"the right page credits {mine}")
    if other and other in by_left and mine != other:
        signs["right"].append(f"the left page credits {other}")
    a, b = dates.get(left.id, When()), dates.get(right.id, When())
    if a.latest and b.earliest and a.latest < b.earliest:
        signs["left"].append(f"{a.latest} before {b.earliest}")
    if b.latest and a.earliest and b.latest < a.earliest:
        signs["right"].append(f"{b.latest} before {a.earliest}")
    if not any(signs.values()) and copy.kind in ("near", "partial") and copy.passages:
        signs = _by_form(copy, left, right)
    sides = [side for side, reasons in signs.items() if reasons]
    shared = sorted(by_left & by_right)
    more = tuple(r for side in sides for r in signs[side]) + tuple(f"both credit {name}" for name in shared)
    direction = sides[0] if len(sides) == 1 else "unknown"
    return msgspec.structs.replace(copy, direction=direction, reasons=copy.reasons + more)


def _by_form(copy: Copy, left: Document, right: Document) -> dict[str, list[str]]:
    """Signs in the form of two pages: one is the beginning of the other, or stands whole among other matter."""
    signs: dict[str, list[str]] = {"left": [], "right": []}
    spans = list(zip(*copy.passages, strict=True))
    ratio = []
    for side, document, own in (("left", left, spans[0]), ("right", right, spans[1])):
        whole = sum(line.end - line.start for line in document.lines if line.kind != "boilerplate")
        ratio.append((sum(s.end - s.start for s in own) / max(1, whole), side, own[0].start))
    (least, longer, starts), (most, shorter, _) = sorted(ratio)
    if most >= 0.8 and least <= 0.7:
        if copy.kind == "near" and starts <= 200:
            signs[longer].append("the other page breaks off early")
        elif copy.kind == "partial":
            signs[shorter].append("it stands whole among other matter on the other page")
    return signs
