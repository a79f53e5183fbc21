"""Which pages are about the same, so that a bare surname of one may be somebody whom the other names in full.

Two pages are kin that share a name which few pages have, or several that more have. A surname alone says little: of two
stories in one record, one of a film and one of a court, each may have its own "Harvey".
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from dragoman.reconcile.clusters import top
from dragoman.reconcile.named import named
from dragoman.step import Tables

FEW = 3  # pages that have a name, or a twentieth of all: such a name alone makes two pages kin
SEVERAL = 3  # names of any kind that make two pages kin


class Kin:
    """What each page names: persons in full, bodies, countries."""

    def __init__(self, tables: Tables) -> None:
        self.named = {page: frozenset(found.kin) for page, found in named(tables).items() if found.kin}
        self.countries = {page: frozenset(found.countries) for page, found in named(tables).items()}  # of bodies too
        pages = Counter(n for names in self.named.values() for n in names)
        few = max(FEW, len(self.named) // 20)
        self.rare = frozenset(n for n, count in pages.items() if count <= few)

    def __call__(self, page: str, other: str, but: str = "") -> bool:
        """Whether a page, if it names anybody at all, is about the same as another, whatever they say of `but`."""
        if page == other:
            return True
        here, there = ({n for n in self.named.get(p, ()) if not n.endswith(but or "\0")} for p in (page, other))
        return not here or len(here & there) >= SEVERAL or not self.rare.isdisjoint(here & there)

    def names(self, page: str, country: str) -> bool:
        """Whether a page names a country, or a body or an officer of it."""
        return country in self.countries.get(page, ())

    def groups(self, pages: Iterable[str], but: str = "") -> list[list[str]]:
        """Pages in groups that rare names hold together, in the order given."""
        pages = list(dict.fromkeys(pages))
        above = {page: page for page in pages} | {name: name for name in self.rare}
        for page in pages:
            for name in self.named.get(page, ()):
                if name in self.rare and not name.endswith(but or "\0"):
                    above[top(above, name)] = top(above, page)
        found: dict[str, list[str]] = defaultdict(list)
        for page in pages:
            found[top(above, page)].append(page)
        return list(found.values())
