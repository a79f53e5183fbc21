"""Which mentions of pledges are compared with each other, and how alike two of them are."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from math import floor, fsum, log, sqrt

from dragoman.lexicon import table
from dragoman.model import When
from dragoman.reconcile.blocks import Link, Mark, Page, block
from dragoman.reconcile.comparable import SAME_DAYS
from dragoman.reconcile.lineage import days_apart, days_between
from dragoman.reconcile.pledge_mentions import Told, content_words

_LEAST = 0.3  # likeness that counts as some
_SAME_PAGE = 0.8  # a page that says two things in much the same words means two things
_ALIKE_AT_ALL = 0.15  # share of all words that two wordings of one promise have in common
_CHANGED = 0.5  # share of all words that two mentions with other amounts or days have in common
_RENEWED = 60  # days between two pages after which likeness alone is a new promise, unless most words are the same
_ANEW = re.compile(r"(?:^|\b(?:an?|yet) )(?:new|additional|further)\b|\banother\b", re.IGNORECASE)
_SCALES = content_words("million billion trillion percent cent dollars euros pounds yen yuan")
_COMMON = 20  # pages: words on fewer of the dated official ones weigh much the same


def mark(t: Told) -> Mark:
    """What a mention is found by: its side with each of its telling words, and with its amount.

    A pair that may be one entry shares the rarest of the words that it has in common in both lists of telling words
    (prefix filtering, decision 0235), or the amount.
    """
    under = [("word", word) for word in _telling(t.words)] + list(_amounts(t))
    names = [block(_kind(t), side, *key) for side in sorted(t.sides) for key in under]
    return Mark(t.id, t.page.earliest, (None, None), names)


def _kind(t: Told) -> str:
    return "ask" if t.mention.kind == "ask" else "pledge"


def page(told: Sequence[Told]) -> Page:
    """The marks of a page's mentions, and the links among them."""
    return Page.of(list(map(mark, told)), lambda pairs: compared(told.__getitem__, pairs))


def compared(told: Callable[[int], Told], pairs: Iterable[tuple[int, int]]) -> list[Link]:
    """Links between mentions of pairs that may be one entry, with how alike they are."""
    both = ((i, j, told(i), told(j)) for i, j in pairs)
    sides = ((i, j, a, b) for i, j, a, b in both if _kind(a) == _kind(b) and not a.sides.isdisjoint(b.sides))
    return [(i, j, score) for i, j, a, b in sides if (score := likeness(a, b)) > 0]


@lru_cache(maxsize=50_000)
def rarity(word: str) -> float:
    """The weight of a content word: what fewer of the dated official pages have tells more."""
    return 1 / sqrt(_COMMON + _pages().get(word, 0))


@cache
def _pages() -> dict[str, int]:
    found: dict[str, int] = {}
    for row in table("dated_terms"):
        for word in content_words(row["term"]) if " " not in row["term"] else ():
            found[word] = max(int(row["pages"]), found.get(word, 0))
    return found


def weight(words: Iterable[str]) -> float:
    """The weight of several words; exactly rounded, so that it does not depend on their order."""
    return fsum(map(rarity, words))


def _telling(words: Collection[str]) -> list[str]:
    """The words of a mention less the commonest, which alone do not make it like any."""
    several, room = sorted(words, key=lambda w: (-rarity(w), w)), 0.99 * _ALIKE_AT_ALL * weight(words)
    while several and rarity(several[-1]) < room:
        room -= rarity(several.pop())
    return several


def _amounts(t: Told) -> Iterator[tuple[object, ...]]:
    """Under what an amount is found: of two amounts within a hundredth of each other one of the two is the same."""
    if t.amount is not None and t.words:
        place = log(t.amount) / 0.0202 if 0 < t.amount < 10**300 else 0.0
        yield from (("amount", t.unit, half, floor(place + half)) for half in (0.0, 0.5))


def likeness(left: Told, right: Told) -> float:
    """How alike two mentions are, 0 to 1; 0 where they cannot be one entry."""
    a, b = left.mention, right.mention
    if a.sentence == b.sentence or not left.words or not right.words:
        return 0.0
    if left.to and right.to and not set(left.to) & set(right.to):
        return 0.0
    if not _together(left.sides, right.sides):
        return 0.0
    shared, amounts = left.words & right.words, _agree(left, right)
    gap = days_apart(left.page, right.page)
    if shared <= _SCALES and (amounts != "same" or gap > _RENEWED):
        return 0.0  # "C$60 million" and "C$123 million"; $25 million for a fund, and for a bank a year later
    common = weight(shared)
    score = common / min(weight(left.words), weight(right.words))
    whole = common / weight(left.words | right.words)
    if left.sides != right.sides and amounts != "same" and whole < _CHANGED:
        return 0.0  # what two agree to together is one's own promise only in much the same words
    if amounts != "same" and (score < _LEAST or whole < _ALIKE_AT_ALL):
        return 0.0  # "raise tariffs if no trade deal is reached" is no part of "a trade deal announced at a meeting"
    days_told = bool(left.deadline.latest) and left.deadline.latest == right.deadline.latest
    if len(shared) < 2 and left.words != right.words and not (amounts == "same" and days_told):
        score *= 0.5
    if a.span.document == b.span.document and (score < _SAME_PAGE or whole < _CHANGED):
        return 0.0
    if amounts == "same":
        score += 0.35
    days = days_fit(left.deadline, right.deadline)
    if gap > 31 and amounts != "same" and _ANEW.search((a if _later(left.page, right.page) else b).what):
        return 0.0  # "a new package of assistance" a year after another package
    if gap > _RENEWED and amounts != "same" and whole < _CHANGED:
        return 0.0  # two meetings, months apart, that each end in "agreed to stay in close consultation"
    changed = score >= 0.8 and whole >= _CHANGED and gap > 0  # surely written on different days
    if amounts == "differ" and (_ANEW.search(a.what) or _ANEW.search(b.what)):
        return 0.0  # "another 300 million euros"
    if (amounts == "differ" or not days) and not changed:
        return 0.0  # a change is told on another day in much the same words
    if lasts_differ(left.deadline.wording, right.deadline.wording) and gap <= SAME_DAYS:
        return 0.0  # pages of the same days that say "within 60 days" and "within 120 days" disagree
    return min(score, 1.0) if score >= _LEAST else 0.0


def _together(left: frozenset[str], right: frozenset[str]) -> bool:
    """Whether sides can stand behind one entry: the same, or one of the two that another page names.

    What one leader undertakes with Chile is not what he undertakes with Peru, or what four countries do.
    """
    return left == right or ({len(left), len(right)} == {1, 2} and not left.isdisjoint(right))


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


_LASTS = re.compile(r"(?:within |over |in )?(?:the next )?(?P<count>\d+|[a-z]+) (?P<unit>day|week|month|year)s?$", re.I)
_TEN = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNTS = {"a": 1} | {word: n for n, word in enumerate(_TEN, 1)}
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}


def lasts(wording: str) -> int | None:
    """The days that "within 60 days", "two months" take; None of what is no such time."""
    m = _LASTS.match(wording.strip())
    count = _COUNTS.get(m["count"].lower()) or (int(m["count"]) if m["count"].isdigit() else None) if m else None
    return count * _DAYS[m["unit"].lower()] if m and count else None


def lasts_differ(left: str, right: str) -> bool:
    """Whether two times that run from the same days end more than a quarter apart: "60 days", "120 days"."""
    a, b = lasts(left), lasts(right)
    return a is not None and b is not None and 4 * abs(a - b) > max(a, b)


def _later(left: When, right: When) -> bool:
    return (left.earliest or "") > (right.earliest or "")
