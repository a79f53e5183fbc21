"""What finding conflicts rests on: which pages tell of the same days, which records may be compared at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from typing import NamedTuple, TypeVar

from dragoman.model import Actor, Dating, Story, When
from dragoman.reconcile import words
from dragoman.reconcile.days import ordinal
from dragoman.reconcile.lineage import days_between
from dragoman.reconcile.vectors import stem
from dragoman.step import Tables

T = TypeVar("T")
Together = Callable[[str, str], bool]
SAME_DAYS = 4  # days between two pages that tell of the same days
KNOWN = 14  # days: of a page that may be of more it is not known of which it tells
PERIOD = 4  # days
MANY = 300  # rows of a block that are all compared with one another; of more, those of one story
HAPPENED = frozenset({"occurred", "ongoing", "agreed", "announced", "fulfilled"})


def stories(tables: Tables) -> dict[str, str]:
    """Document id -> id of its story."""
    return {d: s.id for s in tables.all(Story) for d in s.documents}


def together(tables: Tables) -> Together:
    """Whether two pages tell of the same days: one story, or dates at most `SAME_DAYS` apart.

    A page whose days are not known to `KNOWN` days may be of any of them: it tells of the same days as its story.
    """
    story = stories(tables)
    days = {d.document: (ordinal(d.when.earliest), ordinal(d.when.latest)) for d in tables.all(Dating) if dated(d.when)}

    def told(left: str, right: str) -> bool:
        a, b = days.get(left), days.get(right)
        if a and b:
            return max(a[0] - b[1], b[0] - a[1]) <= SAME_DAYS
        return left in story and story[left] == story.get(right)

    return told


def dated(when: When | None) -> bool:
    """Whether the days of a page are known well enough."""
    return bool(when and when.earliest and when.latest and days_between(when.earliest, when.latest) <= KNOWN)


class Slice(NamedTuple):
    """Pages of some days, or of one story without a day, and all pages that tell of the same days as one of them."""

    own: frozenset[str]
    pages: list[str]


def slices(tables: Tables) -> Iterator[Slice]:
    """The pages of a record parted; `together` joins those that a slice owns only to pages that it sees."""
    when = {d.document: d.when for d in tables.all(Dating)}
    story = stories(tables)
    first = {page: ordinal(w.earliest) for page, w in when.items() if dated(w)}
    known = {page: str(day // PERIOD) for page, day in first.items()}
    of_story: dict[str, list[str]] = defaultdict(list)
    for page, name in story.items():
        of_story[name].append(page)
    touched: dict[str, list[str]] = defaultdict(list)
    own: dict[str, list[str]] = defaultdict(list)
    for page in tables.documents:
        if page in known:
            own[known[page]].append(page)
            last = ordinal(when[page].latest)
            for period in range(first[page] // PERIOD, last // PERIOD + 1):
                touched[str(period)].append(page)
        else:
            own[story.get(page, page)].append(page)
    for _, pages in sorted(own.items()):  # those of neighbouring days one after another
        seen = set(pages)
        for page in pages:
            ends = (first[page] - SAME_DAYS, ordinal(when[page].latest) + SAME_DAYS) if page in known else (1, 0)
            for period in range(ends[0] // PERIOD, ends[1] // PERIOD + 1):
                seen.update(touched.get(str(period), ()))
            beside = of_story.get(story.get(page, ""), ())
            seen.update(beside if page not in known else (other for other in beside if other not in known))
        yield Slice(frozenset(pages), sorted(seen))


def pairs(
    blocks: Mapping[tuple[str, ...], Sequence[T]], page: Callable[[T], str], story: Mapping[str, str], own: Set[str]
) -> Iterator[tuple[T, T]]:
    """Rows of different pages that share a block, each pair once; of a large block only those of one story.

    The second of a pair is on one of the slice's `own` pages: other slices find the others.
    """
    seen: set[tuple[int, int]] = set()
    for _, block in sorted(blocks.items()):
        parts: dict[str, list[T]] = defaultdict(list)
        for row in block:
            parts[story.get(page(row), page(row)) if len(block) > MANY else ""].append(row)
        for part in parts.values():
            mine = [(n, row) for n, row in enumerate(part) if page(row) in own]
            several = mine and any(page(row) != page(part[0]) for row in part)
            for place, left in enumerate(part if several else ()):
                for n, right in mine:
                    key = (id(left), id(right))
                    if n > place and page(left) != page(right) and key not in seen:
                        seen.add(key)
                        yield left, right


def stems(text: str) -> frozenset[str]:
    """Stems of the words that carry content, names left out."""
    return frozenset(map(_content, words.WORD.findall(text))) - {""}


@lru_cache(maxsize=50_000)
def _content(word: str) -> str:
    """The stem of a word that carries content, else ""."""
    plain = len(word) > 3 and word[0].islower() and words.code(word) not in words.FUNCTION
    return stem(word.lower()) if plain else ""


def names(tables: Tables, actors: Iterable[str]) -> str:
    """Names of actors, joined by "and"."""
    known = tables.following("names", lambda: {a.id: a.name for a in tables.all(Actor)}, Actor)
    return " and ".join(sorted(known.get(a, a) for a in actors)) or "somebody"
