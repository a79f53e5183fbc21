"""The rules of data/event_rules.csv, taken apart."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from dragoman import lexicon

# modes of acts that are words: what is signed, ratified or recognised is a deed
OF_WORDS = frozenset(["accuse", "apologize", "complain", "concern", "criticize", "praise", "support"])


class Rule(NamedTuple):
    """A row of data/event_rules.csv, taken apart; without a type it says that there is no event."""

    needs: tuple[tuple[bool, str, frozenset[str]], ...]  # (wanted or not, name of the condition, its words)
    type: str
    mode: str
    by: tuple[str, ...]
    to: tuple[str, ...]


@cache
def rules() -> dict[tuple[str, str], list[Rule]]:
    """(trigger, "verb" or "noun") -> its rules in order."""
    found: dict[tuple[str, str], list[Rule]] = {}
    for row in lexicon.table("event_rules"):
        needs = []
        for need in filter(None, row["needs"].split(",")):
            name, _, values = need.removeprefix("!").partition(":")
            needs.append((not need.startswith("!"), name, frozenset(filter(None, values.split("|")))))
        rule = Rule(tuple(needs), row["type"], row["mode"], tuple(row["by"].split()), tuple(row["to"].split()))
        for trigger in row["triggers"].split():
            found.setdefault((trigger, row["pos"]), []).append(rule)
    return found
