"""How records are put into words: the same wording in tables, briefs and pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from dragoman.model import When

_SIGNS = {"USD": "$", "EUR": "€", "JPY": "¥", "GBP": "£"}
_SCALES = ((Decimal(10) ** 12, "trillion"), (Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))


def when(value: When) -> str:
    """A day, an interval, an open interval, or "undated"."""
    first, last = value.earliest, value.latest
    if first and last:
        return first if first == last else f"{first} to {last}"
    return f"from {first}" if first else f"by {last}" if last else "undated"


def amount(value: Decimal | None, unit: str | None) -> str:
    """ "$550 billion", "2% of GDP", "1,200 troops"; "" for nothing."""
    if value is None:
        return ""
    number, scale = value, ""
    for size, word in _SCALES:
        if abs(value) >= size:
            number, scale = value / size, f" {word}"
            break
    digits = f"{number.normalize():,f}"
    unit = unit or ""
    if unit in _SIGNS:
        return f"{_SIGNS[unit]}{digits}{scale}"
    return f"{digits}{scale}{'' if unit.startswith('%') else ' '}{unit}".rstrip()


def people(ids: Iterable[str], names: Mapping[str, str], nobody: str = "") -> str:
    """Names of actors: "Japan and the United States"; `nobody` for none."""
    found = [names.get(i, "somebody") for i in ids]
    if len(found) < 2:
        return found[0] if found else nobody
    return f"{', '.join(found[:-1])} and {found[-1]}"


def reports(count: int) -> str:
    """ "1 report", "3 independent reports"."""
    return "1 report" if count == 1 else f"{count} independent reports"
