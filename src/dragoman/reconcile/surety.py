"""How sure a merged event is: what is open stays in the record and is not told in a brief or a timeline.

Read beside their pages, events of which both sides are known, or that are told as done by somebody who is known, are
right far more often than others (docs/decisions/0195): a plan without the other side, a proposal, a condition or a deed
whose doer is not named were right one time in four.
"""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.model import Certainty
from dragoman.reconcile.event_mentions import Told

_TOLD = frozenset(["occurred", "ongoing", "planned", "expected", "denied"])  # of two sides; else what is done
_TOGETHER = frozenset(["meet", "call", "talk", "negotiate", "agree", "cooperate", "visit"])  # with somebody
_SUFFERED = frozenset(["ASSAULT", "COERCE", "CONCEDE", "OTHER"])  # whom it was done to is news without the doer


def surety(
    group: Sequence[Told], sides: tuple[tuple[str, ...], tuple[str, ...]], status: str, reports: int
) -> Certainty:
    """Sure, likely or open, of an event of `sides` (by, to) that so many independent reports tell."""
    by, to = sides
    if all(t.mention.certainty == "open" for t in group):
        return "open"
    if by and to:
        return ("sure" if reports > 1 else "likely") if status in _TOLD else "open"
    named = by or (to and group[0].mention.type in _SUFFERED)
    if group[0].mention.mode in _TOGETHER and len(by) < 2:
        return "open"
    return "likely" if named and status == "occurred" and not all(t.astray or _unknown(t) for t in group) else "open"


def _unknown(told: Told) -> bool:
    """Whether the page names a side and nobody is known to be it: "attacked him"."""
    return bool((told.mention.by and not told.by) or (told.mention.to and not told.to))
