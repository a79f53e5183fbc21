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
