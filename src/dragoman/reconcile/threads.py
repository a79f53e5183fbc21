"""Threads: stories of the same actors and issues over months."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from dragoman.model import Document, Reference
from dragoman.reconcile import vectors
from dragoman.reconcile.world import World, each, look_up
from dragoman.step import Tables

THREAD = 0.02  # least cosine of two stories of one thread
LEADING = 0.2  # of the mentions of a story: a country with fewer is not what it is about
SKETCHED = 200  # terms of a story, the weightiest, that it is known by
CHUNK = 500  # stories compared at a time


class Sketch(msgspec.Struct, array_like=True, gc=False):
    """The weightiest terms of a story and their weights, of length 1, as bytes (uint64, float32)."""

    codes: bytes
    weight: bytes


def sketch(rows: Sequence[vectors.Row]) -> Sketch:
    """What a story of these pages is known by."""
    codes, at = np.unique(np.concatenate([r.codes for r in rows]), return_inverse=True)
    total = np.bincount(at, weights=np.concatenate([r.weight for r in rows]), minlength=len(codes))
    best = np.sort(np.lexsort((codes, -total))[:SKETCHED])
    weight = total[best] / max(float(np.linalg.norm(total)), 1e-9)
    return Sketch(codes[best].tobytes(), weight.astype(np.float32).tobytes())


def threads(tables: Tables, stories: Sequence[Sequence[str]], sketches: Sequence[Sketch]) -> list[int]:
    """For each story (ids of its pages) the first of its thread: the same leading countries, and words in common."""
    leading: dict[frozenset[str], list[int]] = defaultdict(list)
    told = zip(tables.documents, each(look_up(tables), "countries told", tuple[str, int], _countries), strict=True)
    named = {page: dict(found.rows) for page, found in told}
    for number, pages in enumerate(stories):
        counts: Counter[str] = Counter()
        for page in named.keys() & pages:
            counts.update(named[page])
        total = sum(counts.values())
        two = [c for c, n in sorted(counts.items(), key=lambda x: (-x[1], x[0]))[:2] if n >= LEADING * total]
        if len(two) == 2:
            leading[frozenset(two)].append(number)
    found = list(range(len(stories)))
    for numbers in (several for several in leading.values() if len(several) > 1):
        for part in joined([sketches[n] for n in numbers]):
            for n in part:
                found[numbers[n]] = numbers[part[0]]
    return found


def _countries(known: World, document: Document) -> Iterator[tuple[str, int]]:
    """How often a page means somebody of each country."""
    references = known.tables.of(Reference, document.id)
    told = ({c for a in r.actors if a in known.actors and (c := known.actors[a].country)} for r in references)
    yield from sorted(Counter(c for found in told for c in found).items())


def joined(sketches: Sequence[Sketch]) -> list[list[int]]:
    """Stories parted into what chains of shared words join, each ascending."""
    rows = [
        vectors.Row(np.frombuffer(s.codes, dtype=np.uint64), np.frombuffer(s.weight, dtype=np.float32))
        for s in sketches
    ]
    table = vectors.matrix(rows)
    across = table.T.tocsr()
    left, right = [], []
    for start in range(0, len(rows), CHUNK):
        product = table[start : start + CHUNK].dot(across).tocoo()
        close = product.data >= THREAD
        left.append(product.row[close].astype(np.int64) + start)
        right.append(product.col[close].astype(np.int64))
    i, j = np.concatenate(left), np.concatenate(right)
    graph = sparse.coo_matrix((np.ones(len(i), dtype=np.int8), (i, j)), shape=(len(rows), len(rows)))
    label = csgraph.connected_components(graph, directed=False)[1]
    parts: dict[int, list[int]] = defaultdict(list)
    for n, part in enumerate(label.tolist()):
        parts[part].append(n)
    return list(parts.values())
