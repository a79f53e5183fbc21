"""Stories, one for a happening, and threads: stories of the same actors and issues over months."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import rustworkx as rx

from dragoman.model import Actor, Copy, Dating, Document, Reference, Story, Thread, When, digest
from dragoman.reconcile import clusters, vectors
from dragoman.reconcile.lineage import days_apart, days_wide
from dragoman.step import Tables

ALIKE = 0.11  # mean cosine within a story; chosen on ECB+ and Giveme5W1H together
EDGE = 0.02  # a smaller cosine counts as none
GRACE = 14  # days that one happening is written about
DECAY = 30.0  # days beyond these at which two pages are half as alike
SAME_DAYS = 1.2  # pages known to be of the same days are so much more alike
THREAD = 0.02  # least cosine of two stories of one thread
LEADING = 0.2  # of the mentions of a story: a country with fewer is not what it is about


def stories(tables: Tables) -> Iterator[Story | Thread]:
    """Group pages into stories (average linkage over weighted words, less alike the further apart in time), and
    stories into threads (the same leading countries, some shared words)."""
    documents = vectors.current(list(tables.documents.values()))
    dates = {d.document: d.when for d in tables.all(Dating)}
    rows = vectors.weighed(documents).rows
    edges = _edges(documents, vectors.alike(rows, EDGE), dates, tables.all(Copy))
    groups = clusters.groups(len(documents), edges, ALIKE)
    threads = _threads(tables, documents, groups, rows)
    made: dict[int, list[Story]] = defaultdict(list)
    for members, thread in zip(groups, threads, strict=True):
        pages = [documents[i] for i in members]
        first, last = _range([dates.get(p.id, When()) for p in pages])
        story = Story(
            digest("story", pages[0].id),
            _title(pages, members, rows),
            tuple(p.id for p in pages),
            digest("thread", documents[groups[thread][0]].id),
            first,
            last,
        )
        made[thread].append(story)
        yield story
    for thread, parts in made.items():
        largest = max(parts, key=lambda s: len(s.documents))
        firsts, lasts = [s.first for s in parts if s.first], [s.last for s in parts if s.last]
        yield Thread(
            digest("thread", documents[groups[thread][0]].id),
            largest.title,
            tuple(s.id for s in sorted(parts, key=lambda s: (s.first or s.last or "9999", s.id))),
            min(firsts, default=None),
            max(lasts, default=None),
        )


def _edges(
    documents: Sequence[Document], pairs: vectors.Alike, dates: dict[str, When], copies: Sequence[Copy]
) -> Iterator[tuple[int, int, float]]:
    """Likeness of pages: cosine, less the further apart in time beyond `GRACE` days; two copies are wholly alike."""
    number = {d.id: i for i, d in enumerate(documents)}
    same = {
        (min(i, j), max(i, j))
        for c in copies
        if c.kind != "partial" and (i := number.get(c.left)) is not None and (j := number.get(c.right)) is not None
    }
    when = [dates.get(d.id) for d in documents]
    known = [w is not None and days_wide(w) <= GRACE for w in when]
    for i, j, cosine in zip(pairs.left.tolist(), pairs.right.tolist(), pairs.cosine.tolist(), strict=True):
        if (i, j) in same:
            same.discard((i, j))
            yield i, j, 1.0
            continue
        gap = days_apart(when[i], when[j])
        if gap > GRACE:
            cosine /= 1 + (gap - GRACE) / DECAY
        elif known[i] and known[j]:
            cosine *= SAME_DAYS
        if cosine >= EDGE:
            yield i, j, cosine
    for i, j in sorted(same):
        yield i, j, 1.0


def _range(when: Sequence[When]) -> tuple[str | None, str | None]:
    """First and last day that the pages' dates allow."""
    firsts, lasts = [w.earliest for w in when if w.earliest], [w.latest for w in when if w.latest]
    return min(firsts, default=None), max(lasts, default=None)


def _title(pages: Sequence[Document], members: Sequence[int], rows: vectors.Matrix) -> str:
    """The headline of the page most like the rest of the story."""
    inner = rows[list(members)]
    central = np.asarray(inner.dot(inner.sum(axis=0).T)).ravel()
    ranked = sorted(range(len(pages)), key=lambda i: (headline(pages[i])[0], -float(central[i]), pages[i].id))
    return headline(pages[ranked[0]])[1]


def headline(page: Document) -> tuple[int, str]:
    """A page's headline, after how good it is: 0 its own, 1 a heading, 2 the beginning of its text."""
    for kind in ("headline", "heading", "body"):
        for line in page.lines:
            if line.kind == kind:
                text = page.text[line.start : line.end].strip()
                if kind != "headline" and page.title:
                    return 0, page.title
                return ("headline", "heading", "body").index(kind), text if len(text) <= 120 else text[:117] + "..."
    return 2, page.title or page.source


def _threads(
    tables: Tables, documents: Sequence[Document], groups: Sequence[Sequence[int]], rows: vectors.Matrix
) -> list[int]:
    """For each story the first story of its thread: same pair of leading countries, and words in common."""
    countries = {a.id: a.country for a in tables.all(Actor)}
    leading: dict[frozenset[str], list[int]] = defaultdict(list)
    for number, members in enumerate(groups):
        counts: Counter[str] = Counter()
        for i in members:
            for reference in tables.of(Reference, documents[i].id):
                counts.update({c for a in reference.actors if (c := countries.get(a))})
        total = sum(counts.values())
        two = [c for c, n in sorted(counts.items(), key=lambda x: (-x[1], x[0]))[:2] if n >= LEADING * total]
        if len(two) == 2:
            leading[frozenset(two)].append(number)
    graph = rx.PyGraph()
    graph.add_nodes_from(range(len(groups)))
    for numbers in leading.values():
        means = [np.asarray(rows[list(groups[n])].mean(axis=0)).ravel() for n in numbers]
        for x in range(len(numbers)):
            for y in range(x + 1, len(numbers)):
                a, b = means[x], means[y]
                length = float(np.linalg.norm(a) * np.linalg.norm(b))
                if length and float(a @ b) / length >= THREAD:
                    graph.add_edge(numbers[x], numbers[y], None)
    found = list(range(len(groups)))
    for part in rx.connected_components(graph):
        for number in part:
            found[number] = min(part)
    return found
