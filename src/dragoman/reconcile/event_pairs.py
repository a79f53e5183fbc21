"""Which event mentions are compared with each other, and how alike two of them are.

Two mentions can be one event only if they are of one family and their sides meet, so only those are compared whose
sides share somebody on both hands, and of these the next in time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from dragoman.reconcile.event_mentions import SINGULAR, Interval, Told, closed, family, meet
from dragoman.reconcile.lineage import days_between

MUTUAL = frozenset(["meet", "call", "agree"])  # what two parties do with each other: either may be named first
COMPARED = 200  # mentions of a block that follow one in time and are compared with it
_WORDS_ALIKE = 0.3  # Jaccard of content words from which two acts of one kind, day and pair are one
_LEAD = 4  # lines of a page to the end of its first paragraph, which tells anew what the headline told
_TITLED = {frozenset(["person"]), frozenset(["country"])}  # "Japan-U.S. summit" above "Takaichi met Trump"
_ANYBODY = ""  # stands for a side that is left open


class _Mention(NamedTuple):
    """What comparing needs of a mention, worked out once."""

    told: Told
    at: str  # when it was, as far as is known: the order of a block
    family: str
    by: frozenset[str]
    to: frozenset[str]
    both: frozenset[str]
    dated: bool


Alike = tuple[int, int, float]  # places of two mentions, the smaller first; how alike they are


def alike(told: Sequence[Told]) -> Iterator[Alike]:
    """Pairs of mentions that may be one event, each once."""
    known = [_mention(t) for t in told]
    seen = set[tuple[int, int]]()
    for i, j in _compared(known):
        first, last = told[j].when[0], told[i].when[1]
        if first is not None and last is not None and first > last:
            continue
        pair = (i, j) if i < j else (j, i)
        if pair not in seen:
            seen.add(pair)
            if (score := _likeness(known[i], known[j])) > 0:
                yield *pair, score


def _mention(t: Told) -> _Mention:
    by, to = frozenset(t.by), frozenset(t.to)
    return _Mention(t, t.when[0] or t.page[0] or "", family(t.mention), by, to, by | to, closed(t.when))


def _compared(known: Sequence[_Mention]) -> Iterator[tuple[int, int]]:
    """Pairs of mentions of one family that share a side on either hand, or a page: each with those that follow it.

    Of what is mutual it does not matter who is on which hand, and one who is told of alone ("Lind held talks") may be
    either of two who met.
    """
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    alone: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for n in sorted(range(len(known)), key=lambda n: (known[n].at, known[n].told.id)):
        m = known[n]
        blocks[m.family, "page", m.told.mention.span.document].append(n)
        hands = {(a, b) for a in m.by or (_ANYBODY,) for b in m.to or (_ANYBODY,) if m.both}
        if m.family in MUTUAL:
            hands = {(min(pair), max(pair)) for pair in (*hands, *combinations(m.both, 2))}
            for actor in m.both if len(m.both) < 3 else ():
                alone[m.family, actor].append(n)
        for pair in hands:
            blocks[m.family, *pair].append(n)
    for _, block in sorted(blocks.items()):
        for place, i in enumerate(block):
            yield from ((i, j) for j in block[place + 1 : place + 1 + COMPARED])
    for _, block in sorted(alone.items()):
        if any(len(known[n].both) == 1 for n in block):
            for place, i in enumerate(block):
                if len(known[i].both) == 2:
                    following = block[place + 1 : place + 1 + COMPARED]
                    yield from ((i, j) for j in following if len(known[j].both) == 1)


def likeness(left: Told, right: Told) -> float:
    """How alike two mentions of one family are: 0 if they cannot be one event."""
    return _likeness(_mention(left), _mention(right))


def _likeness(left: _Mention, right: _Mention) -> float:
    a, b = left.told, right.told
    if meet(a.when, b.when) is None:
        return 0.0
    same_page = a.mention.span.document == b.mention.span.document
    sides = _sides(left, right, same_page)
    if sides <= 0:
        return 0.0
    singular = left.family in SINGULAR or (same_page and min(a.line, b.line) == 1 < max(a.line, b.line) <= _LEAD)
    words = _jaccard(a.words, b.words)
    dated = left.dated and right.dated
    places = 0.0
    if a.place and b.place:
        if singular and a.place != b.place and not same_page:
            return 0.0
        places = 0.2 if a.place == b.place else 0.0
    if not same_page and not dated and not (places or words >= _WORDS_ALIKE or _close(a.page, b.page)):
        return 0.0
    if not singular and words < _WORDS_ALIKE:
        return 0.0
    if singular and same_page and not dated and a.mention.status != b.mention.status:
        return 0.0 if words < _WORDS_ALIKE else sides
    return sides + words + places + 0.2 * dated


def _sides(left: _Mention, right: _Mention, same_page: bool) -> float:
    """1 for the same sides, less for sides that fit, 0 for others. A side left open fits within its page."""
    a, b = left.told, right.told
    if same_page and {a.kinds, b.kinds} == _TITLED and len(a.countries) > 1:
        return float(a.countries == b.countries)
    same_page = same_page and not (a.astray or b.astray)
    straight = _side(left.by, right.by, same_page), _side(left.to, right.to, same_page)
    best = min(straight) * sum(straight) / 2
    if left.family in MUTUAL and left.both & right.both:
        crossed = _side(left.by, right.to, same_page), _side(left.to, right.by, same_page)
        whole = _jaccard(left.both, right.both)
        best = max(best, min(crossed) * sum(crossed) / 2, whole if whole >= 0.5 and len(left.both) > 1 else 0.0)
    return best


def _side(a: frozenset[str], b: frozenset[str], same_page: bool) -> float:
    if not a and not b:
        return 0.6
    if not a or not b:
        return 0.5 if same_page else 0.0
    return len(a & b) / min(len(a), len(b))


def _jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    shared = len(a & b)
    return shared / (len(a) + len(b) - shared) if shared else 0.0


def _close(left: Interval, right: Interval) -> bool:
    """Whether two pages can be of the same fortnight."""
    if not (left[0] and left[1] and right[0] and right[1]):
        return False
    return days_between(min(left[0], right[0]), max(left[1], right[1])) <= 14
