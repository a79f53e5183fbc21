"""Which event mentions are compared with each other, and how alike two of them are.

Two mentions can be one event only if they are of one family and their sides meet, so only those are compared whose
sides share somebody on both hands (`blocks`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations, product
from typing import NamedTuple

from dragoman.model import When
from dragoman.reconcile import plans
from dragoman.reconcile.blocks import Link, Mark, Page, block
from dragoman.reconcile.event_days import Interval, closed, meet
from dragoman.reconcile.event_mentions import Told
from dragoman.reconcile.happenings import SINGULAR, family, one_a_day
from dragoman.reconcile.lineage import days_apart, days_between

MUTUAL = frozenset(["meet", "call", "agree"])  # what two parties do with each other: either may be named first
_WORDS_ALIKE = 0.3  # Jaccard of content words from which two acts of one kind, day and pair are one
_LEAD = 4  # lines of a page to the end of its first paragraph, which tells anew what the headline told
_DONE = frozenset(["occurred", "ongoing", "denied"])
_ANYBODY = ""  # stands for a side that is left open


class Mention(NamedTuple):
    """What comparing needs of a mention, worked out once."""

    told: Told
    at: str  # when it was, as far as is known: the order of a block
    family: str
    by: frozenset[str]
    to: frozenset[str]
    both: frozenset[str]
    dated: bool
    page: str
    aside: bool
    hands: frozenset[tuple[str, str]]  # who with whom
    states: tuple[frozenset[str], ...]  # the sides, with states for their ministries


def mention(t: Told, aside: bool = False) -> Mention:
    """A mention as comparing wants it; `aside`: its page tells of a trip that it may be part of."""
    by, to, kind = frozenset(t.by), frozenset(t.to), family(t.mention)
    hands = {(a, b) for a in by or (_ANYBODY,) for b in to or (_ANYBODY,) if by or to}
    if kind in MUTUAL:  # of what is mutual it does not matter who is on which hand
        hands = {(min(pair), max(pair)) for pair in (*hands, *combinations(by | to, 2))}
    at, page = t.when[0] or t.page[0] or "", t.mention.span.document
    return Mention(t, at, kind, by, to, by | to, closed(t.when), page, aside, frozenset(hands), t.states or (by, to))


def mark(m: Mention) -> Mark:
    """What a mention is found by: its family with both hands.

    One who is told of alone ("Lind held talks") may be either of two who met.
    """
    one_or_two = sorted(m.both) if m.family in MUTUAL and len(m.both) < 3 else []
    return Mark(
        m.told.id, m.at, m.told.when,
        [block(m.family, *pair) for pair in sorted(m.hands)],
        [block(m.family, "alone", actor) for actor in one_or_two],
        alone=len(m.both) == 1,
    )  # fmt: skip


def page(mentions: Sequence[Mention]) -> Page:
    """The marks of a page's mentions, and the links among them."""
    return Page.of([mark(m) for m in mentions], lambda pairs: compared(mentions.__getitem__, pairs))


def compared(mention: Callable[[int], Mention], pairs: Iterable[tuple[int, int]]) -> list[Link]:
    """Links between mentions of pairs, the first before the second in the order of days.

    Two that may be one event, with how alike they are; and, as 0, two that bear on each other without being alike:
    one may be what the other plans, or is part of a trip of which their page tells.
    """
    found = []
    for i, j in pairs:
        left, right = mention(i), mention(j)
        if left.page == right.page or not left.hands.isdisjoint(right.hands) or _alone(left, right):
            score = _likeness(left, right) if left.family == right.family else 0.0
            if score > 0 or _bear(left, right):
                found.append((i, j, score))
    return found


def _alone(left: Mention, right: Mention) -> bool:
    """Whether one tells alone of one of two who met."""
    return len(right.both) == 1 and len(left.both) == 2 and left.family in MUTUAL and right.both < left.both


def _bear(left: Mention, right: Mention) -> bool:
    if left.page == right.page and (left.aside or right.aside):
        return True
    return plans.may_await(left.told, right.told) or plans.may_await(right.told, left.told)


def likeness(left: Told, right: Told) -> float:
    """How alike two mentions of one family are: 0 if they cannot be one event."""
    return _likeness(mention(left), mention(right))


def _likeness(left: Mention, right: Mention) -> float:
    a, b = left.told, right.told
    if meet(a.when, b.when) is None:
        return 0.0
    if a.mention.sentence == b.mention.sentence and left.family == "meet" and _apart(left, right):
        return 0.0
    same_page = a.mention.span.document == b.mention.span.document
    sides = _sides(left, right, same_page)
    if sides <= 0 or (not same_page and (_host_alone(left) or _host_alone(right))):
        return 0.0
    if not same_page and not _same_time(left, right):
        return 0.0
    led = same_page and min(a.line, b.line) == 1 < max(a.line, b.line) <= _LEAD
    singular = (left.family in SINGULAR and one_a_day(a.mention) and one_a_day(b.mention)) or led
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
    # a headline is of its own page, before one of another page in the same words
    return sides + words + places + 0.2 * dated + led


def _host_alone(m: Mention) -> bool:
    """Whether it tells of who receives somebody, and not of whom: "Lind hosts the leaders' summit"."""
    return m.told.mention.mode == "host" and len(m.both) == 1


def _apart(left: Mention, right: Mention) -> bool:
    """Whether two meetings of one sentence are two: "thanked him for hosting the summit and attending the dialogue",
    "will call on the Emperor before he meets the new prime minister"."""
    whole = left.by and left.to and right.by and right.to
    return left.told.astray or right.told.astray or (left.told.mention.mode != right.told.mention.mode and not whole)


def _same_time(left: Mention, right: Mention) -> bool:
    """Whether two pages can tell of one event, by their days and by what is told as done and what as ahead.

    A plan without a day is joined to what became of it elsewhere (`plans.awaited`): "will meet regularly" is no summit.
    An invitation of February is not of the visit in October, nor "recent missile launches" those of a year before.
    """
    if left.dated and right.dated:
        return True
    done = [m.told.mention.status in _DONE for m in (left, right)]
    return done[0] == done[1] and days_apart(When(*left.told.page), When(*right.told.page)) <= plans.AWAITED


def _sides(left: Mention, right: Mention, same_page: bool) -> float:
    """1 for the same sides, less for sides that fit, 0 for others. A side left open fits within its page."""
    a, b = left.told, right.told
    if not same_page and not compatible(left, right):
        return 0.0
    if same_page and len(a.countries) > 1 and _led(left, right):
        return float(a.countries == b.countries)
    states = zip(left.states, right.states, strict=True) if same_page else ((left.by, right.by), (left.to, right.to))
    same_page = same_page and not (a.astray or b.astray)
    straight = [_side(x, y, same_page) for x, y in states]
    best = min(straight) * sum(straight) / 2
    full = left.family in MUTUAL and any(len(m.by) > 1 and not m.to for m in (left, right))
    if full:
        best = 0.0  # who met is told in full: "Xi and Putin met" is not "Xi met Medvedev"
    if left.family in MUTUAL and left.both & right.both:
        crossed = _side(left.by, right.to, same_page), _side(left.to, right.by, same_page)
        crossed = (0.0, 0.0) if full and min(len(left.both), len(right.both)) > 1 else crossed
        whole = _jaccard(left.both, right.both)
        best = max(best, min(crossed) * sum(crossed) / 2, whole if whole >= 0.5 and len(left.both) > 1 else 0.0)
    return best


class Sides(NamedTuple):
    """Who is on the sides of a mention."""

    family: str
    by: frozenset[str]
    to: frozenset[str]
    kinds: frozenset[str]


Pages = dict[str, frozenset[Sides]]  # of each page what it tells


def pages(t: Told) -> Pages:
    """The sides of a mention, by its page."""
    sides = Sides(family(t.mention), frozenset(t.by), frozenset(t.to), t.kinds)
    return {t.mention.span.document: frozenset([sides])}


def at_one(left: Pages, right: Pages) -> bool:
    """Whether what several mentions tell can be one event, by who is on its sides: any two of their pages fit.

    Two whom one page names with a third person met that person each.
    """
    if any(_two_of(a, b) for page in left.keys() & right.keys() for a, b in product(left[page], right[page])):
        return False
    told = {page: _fullest(sides) for page, sides in together(left, right).items()}
    pages = {(told[page], told[other]) for page, other in product(left, right) if page != other}
    return all(any(compatible(a, b) for a, b in product(*two)) for two in pages)


def _fullest(told: frozenset[Sides]) -> frozenset[Sides]:
    """What a page tells of a meeting, without where it names one side alone, if it names both elsewhere."""
    full = frozenset(s for s in told if s.family in MUTUAL and len(s.by | s.to) > 1)
    return full or told


def together(left: Pages, right: Pages) -> Pages:
    """What two groups of mentions tell, by page."""
    return left | {page: told | left.get(page, frozenset()) for page, told in right.items()}


def _two_of(left: Sides, right: Sides) -> bool:
    one, other = left.by | left.to, right.by | right.to
    pairs = left.family in MUTUAL and len(one) == len(other) == 2 and len(one & other) == 1
    return pairs and left.kinds == right.kinds == frozenset(["person"])


def compatible(left: Sides | Mention, right: Sides | Mention) -> bool:
    """Whether two pages can tell of one event, by who is on its sides.

    Of what is mutual all are named, or one alone: who met Kishida and Yoon did not meet Kishida only. Of other acts one
    page may name more doers than another; what two countries promised is not what one of them did, or one with a third.
    """
    if left.family in MUTUAL:
        a, b = left.by | left.to, right.by | right.to
        return a == b or (min(len(a), len(b)) == 1 and (a <= b or b <= a))
    a, b = left.by, right.by
    joint = left.family.startswith("AGREE") and min(len(a), len(b)) == 1 < max(len(a), len(b))
    return not joint and (a <= b or b <= a)


def _led(left: Mention, right: Mention) -> bool:
    """Whether one names persons and the other their countries: "Japan-U.S. summit" above "Takaichi met Trump".

    Beside "Takaichi met Trump", "Takaichi met the United States" is the same too.
    """
    kinds = left.told.kinds, right.told.kinds
    if frozenset(["person"]) not in kinds or kinds[0] == kinds[1]:
        return False
    other = kinds[kinds[0] == frozenset(["person"])]
    shared = left.both & right.both
    return other == {"country"} or (other == {"person", "country"} and left.family in MUTUAL and len(shared) == 1)


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
