"""What finding conflicts rests on: which pages tell of the same days, which records may be compared at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from typing import TypeVar

from dragoman.model import Actor, Dating, Story
from dragoman.reconcile import words
from dragoman.reconcile.lineage import days_apart
from dragoman.reconcile.vectors import stem
from dragoman.step import Tables

T = TypeVar("T")
Together = Callable[[str, str], bool]
SAME_DAYS = 4  # days between two pages that tell of the same days
MANY = 300  # rows of a block that are all compared with one another; of more, those of one story
HAPPENED = frozenset({"occurred", "ongoing", "agreed", "announced", "fulfilled"})


def stories(tables: Tables) -> dict[str, str]:
    """Document id -> id of its story."""
    return {d: s.id for s in tables.all(Story) for d in s.documents}


def together(tables: Tables) -> Together:
    """Whether two pages tell of the same days: one story, or dates at most `SAME_DAYS` apart."""
    story = stories(tables)
    dates = {d.document: d.when for d in tables.all(Dating)}

    def told(left: str, right: str) -> bool:
        a, b = dates.get(left), dates.get(right)
        if a and b and a.earliest and a.latest and b.earliest and b.latest:
            return days_apart(a, b) <= SAME_DAYS
        return left in story and story[left] == story.get(right)

    return told


def pairs(
    blocks: Mapping[tuple[str, ...], Sequence[T]], page: Callable[[T], str], story: Mapping[str, str]
) -> Iterator[tuple[T, T]]:
    """Rows of different pages that share a block, each pair once; of a large block only those of one story."""
    seen: set[tuple[int, int]] = set()
    for _, block in sorted(blocks.items()):
        parts: dict[str, list[T]] = defaultdict(list)
        for row in block:
            parts[story.get(page(row), page(row)) if len(block) > MANY else ""].append(row)
        for part in parts.values():
            for left, right in combinations(part, 2):
                key = (id(left), id(right))
                if page(left) != page(right) and key not in seen:
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
    known = tables.following("names", Actor, lambda: {a.id: a.name for a in tables.all(Actor)})
    return " and ".join(sorted(known.get(a, a) for a in actors)) or "somebody"
