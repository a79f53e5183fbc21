"""Which mentions of pledges are compared with each other, and how alike two of them are."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import fsum, log

from dragoman.model import When
from dragoman.reconcile.lineage import days_apart, days_between
from dragoman.reconcile.pledge_mentions import Told

_LEAST = 0.3  # likeness that counts as some
_SAME_PAGE = 0.8  # a page that says two things in much the same words means two things
_ALIKE_AT_ALL = 0.15  # share of all words that two wordings of one promise have in common
_CHANGED = 0.5  # share of all words that two mentions with other amounts or days have in common
_RENEWED = 60  # days between two pages after which likeness alone is a new promise, unless most words are the same
_ANEW = re.compile(r"\b(?:a|an|yet) (?:new|another|additional|further)\b|\banother\b", re.IGNORECASE)
_COMPARED = 400  # mentions of one block that are compared with each other


def alike(told: Sequence[Told]) -> list[tuple[int, int, float]]:
    """Pairs of mentions that may be one entry, by their places, and how alike they are."""
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n in sorted(range(len(told)), key=lambda n: (told[n].page.earliest or "", told[n].id)):
        for side in told[n].sides:
            blocks[side, "ask" if told[n].mention.kind == "ask" else "pledge"].append(n)
    rare = {w: 1 / (1 + count) ** 0.5 for w, count in Counter(w for t in told for w in t.words).items()}
    weight = [fsum(rare[w] for w in t.words) for t in told]
    telling = [_telling(t.words, rare, weight[n]) for n, t in enumerate(told)]
    found: list[tuple[int, int, float]] = []
    seen: set[tuple[int, int]] = set()  # likeness does not depend on the order
    for _, block in sorted(blocks.items()):
        for i, j in _compared(told, block, telling):
            pair, least = (min(i, j), max(i, j)), min(weight[i], weight[j])
            if pair not in seen and (score := likeness(told[i], told[j], rare, least)) > 0:
                found.append((*pair, score))
            seen.add(pair)
    return sorted(found)


def _telling(words: frozenset[str], rare: Mapping[str, float], weight: float) -> list[str]:
    """The words of a mention less the commonest, which alone make it like none whose words weigh more."""
    several, room = sorted(words, key=lambda w: (-rare[w], w)), 0.99 * _LEAST * weight
    while several and rare[several[-1]] < room:
        room -= rare[several.pop()]
    return several


def _compared(told: Sequence[Told], block: Sequence[int], telling: Sequence[list[str]]) -> Iterator[tuple[int, int]]:
    """Pairs of a block, at most `_COMPARED` apart in time, that share a telling word of one of them, or an amount."""
    standing: dict[object, list[int]] = defaultdict(list)  # by word or amount: places in the block
    for place, n in enumerate(block):
        for key in (*told[n].words, *_amounts(told[n], (0,))):
            standing[key].append(place)
    for place, n in enumerate(block):
        near = set[int]()
        for key in (*telling[n], *_amounts(told[n], (-2, -1, 0, 1, 2))):
            at = standing.get(key, [])
            near.update(at[bisect_left(at, place - _COMPARED) : bisect_right(at, place + _COMPARED)])
        for other in sorted(near):
            if other != place:
                yield block[min(place, other)], block[max(place, other)]


def _amounts(t: Told, steps: Iterable[int]) -> Iterator[tuple[str | None, int]]:
    """Under which an amount is found, and those within a hundredth of it: unit and power of 1.01."""
    if t.amount is not None and t.words:
        power = int(log(float(t.amount), 1.01)) if t.amount > 0 else 0
        yield from ((t.unit, power + step) for step in steps)


def likeness(left: Told, right: Told, rare: Mapping[str, float], least: float) -> float:
    """How alike two mentions are, 0 to 1; 0 where they cannot be one entry.

    `rare` is the weight of each word, `least` that of all words of the mention that has less of it.
    """
    a, b = left.mention, right.mention
    if a.sentence == b.sentence or not left.words or not right.words:
        return 0.0
    if left.to and right.to and not set(left.to) & set(right.to):
        return 0.0
    if left.states and right.states and not (left.states <= right.states or right.states <= left.states):
        return 0.0  # what one leader undertakes with Chile is not what he undertakes with Peru
    shared, amounts = left.words & right.words, _agree(left, right)
    if not shared and amounts != "same":
        return 0.0
    weight = fsum(rare[w] for w in shared)
    if amounts != "same" and weight / least < _LEAST:
        return 0.0  # nothing below adds to it
    score, whole = weight / least, weight / fsum(rare[w] for w in left.words | right.words)
    if amounts != "same" and whole < _ALIKE_AT_ALL:
        return 0.0  # "raise tariffs if no trade deal is reached" is no part of "a trade deal announced at a meeting"
    days_told = bool(left.deadline.latest) and left.deadline.latest == right.deadline.latest
    if len(shared) < 2 and left.words != right.words and not (amounts == "same" and days_told):
        score *= 0.5
    if a.span.document == b.span.document and (score < _SAME_PAGE or whole < _CHANGED):
        return 0.0
    if amounts == "same":
        score += 0.35
    days = days_fit(left.deadline, right.deadline)
    gap = days_apart(left.page, right.page)
    if gap > 31 and amounts != "same" and _ANEW.search((a if _later(left.page, right.page) else b).what):
        return 0.0  # "a new package of assistance" a year after another package
    if gap > _RENEWED and amounts != "same" and whole < _CHANGED:
        return 0.0  # two meetings, months apart, that each end in "agreed to stay in close consultation"
    changed = score >= 0.8 and whole >= _CHANGED and gap > 0  # surely written on different days
    if (amounts == "differ" or not days) and not changed:
        return 0.0  # a change is told on another day in much the same words
    return min(score, 1.0) if score >= _LEAST else 0.0


def _agree(left: Told, right: Told) -> str:
    if left.amount is None or right.amount is None or left.unit != right.unit:
        return "open"
    return "same" if abs(left.amount - right.amount) <= max(left.amount, right.amount) / 100 else "differ"


def days_fit(left: When, right: When) -> bool:
    """Whether two deadlines can be one: they meet, lie within a month, or one is open."""
    if not (left.latest and right.latest):
        return True
    first = max(left.earliest or left.latest, right.earliest or right.latest)
    last = min(left.latest, right.latest)
    return first <= last or abs(days_between(right.latest, left.latest)) <= 31


def _later(left: When, right: When) -> bool:
    return (left.earliest or "") > (right.earliest or "")
