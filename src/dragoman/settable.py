"""What a person may set of a record or a page, and the values that it may be given."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import get_args

from dragoman.model import ActorKind, EventStatus, PledgeKind, PledgeStatus
from dragoman.periods import is_day

FIELDS = {
    "document": ("published", "outlet", "title"),
    "saying": ("speaker",),
    "event": ("by", "to", "type", "mode", "status", "place", "when"),
    "pledge": ("by", "to", "kind", "what", "amount", "unit", "deadline", "condition", "status"),
    "actor": ("name", "country", "kind"),
    "hindrance": ("on", "what"),
}
_CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("event", "status"): get_args(EventStatus), ("pledge", "status"): get_args(PledgeStatus),
    ("pledge", "kind"): get_args(PledgeKind), ("actor", "kind"): get_args(ActorKind),
}  # fmt: skip


def refused(kind: str, field: str, value: str) -> str | None:
    """Why a field of a record of a kind (its table, or "document") cannot be set to a value; None: it can."""
    if field not in FIELDS.get(kind, ()):
        return f"of a {kind} one can set: {', '.join(FIELDS.get(kind, ())) or 'nothing'}"
    if (choices := _CHOICES.get((kind, field))) and value not in choices:
        return f"{field} is one of {', '.join(choices)}"
    if field == "published" and not is_day(value):
        return f"{value} is no date: write 2025-10-27, 2025-10 or 2025"
    if field in ("when", "deadline") and value and not _interval(value):
        return f"{value} is no day or interval: write 2025-10-27 or 2025-10-27/2025-10-28"
    if field == "amount" and value and amount(value) is None:
        return f"{value} is no number"
    return None


def _interval(value: str) -> bool:
    """ "2025-10-27", "2025-10-27/2025-10-28"; an open end is left empty: "2025-10-27/", "/2025-10-28"."""
    first, _, last = value.partition("/")
    ends = [end for end in (first, last) if end]
    return bool(ends) and all(len(e) == 10 and is_day(e) for e in ends) and ends == sorted(ends)


def amount(value: str) -> Decimal | None:
    """A number as a person writes it: "1,500,000"."""
    try:
        found = Decimal(value.replace(",", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
