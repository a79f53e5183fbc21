"""Kinds of happening: of one kind are mentions that can be of one event, a meeting with its host and its guests."""

from __future__ import annotations

from dragoman.model import EventMention

_FAMILY = {
    "meet": "meet", "host": "meet", "attend": "meet", "negotiate": "meet", "talk": "meet",
    "call": "call", "visit": "visit", "sign": "agree", "agree": "agree", "ratify": "ratify",
}  # fmt: skip
# Families of which there is one a day: no words need agree. Others need words in common.
SINGULAR = frozenset(
    ["meet", "call", "visit", "OTHER appoint", "CONCEDE resign", "SUPPORT apologize", "SANCTION expel", "ACCUSE summon"]
)


def family(mention: EventMention) -> str:
    """Kind of happening that a mention can be one with."""
    return _FAMILY.get(mention.mode, f"{mention.type} {mention.mode}")


_LOOSE = frozenset(
    ["host", "convene", "consult", "consultation", "discuss", "discussion", "dialogue", "engage", "engagement", "talk"]
)


def one_a_day(mention: EventMention) -> bool:
    """Whether two of a day are one. "Will convene a task force" and "will start discussions" are two plans; what is
    told as done was said or held when the sides met."""
    return mention.status in ("occurred", "ongoing") or mention.found_by.removeprefix("rule:") not in _LOOSE
