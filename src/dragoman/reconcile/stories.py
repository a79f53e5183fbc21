"""Stories, one for a happening, and threads: stories of the same actors and issues over months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import msgspec
import numpy as np

from dragoman.model import Copy, Dating, Document, Story, Thread, When, digest
from dragoman.reconcile import affinity, clusters, roundups, threads, vectors
from dragoman.reconcile.lineage import gaps, ordinals, stated
from dragoman.step import Tables

ALIKE = 0.11  # mean cosine within a story; chosen on ECB+ and Giveme5W1H together
EDGE = 0.02  # a smaller cosine counts as none
GRACE = 14  # days that one happening is written about
DECAY = 30.0  # days beyond these at which two pages are half as alike
SAME_DAYS = 1.2  # pages known to be of the same days are so much more alike
CHUNK = 1000  # pages compared at a time


class _Told(msgspec.Struct, array_like=True, gc=False):
    """A story before it is threaded."""

    id: str
    opens: str  # id of the thread, where it is the first of one
    documents: list[str]
    title: str
    sketch: threads.Sketch


_TOLD = msgspec.msgpack.Decoder(list[_Told])


def stories(tables: Tables) -> Iterator[Story | Thread]:
    """Group pages into stories (average linkage over weighted words, less alike the further apart in time), and
    stories into threads (the same leading countries, some shared words).

    Each part of the pages that links join is worked out by itself, and not again while it is as it was.
    """
    known = affinity.of(tables)
    documents = known.documents
    dates = {d.document: d.when for d in tables.all(Dating)}
    when = [dates.get(d.id) for d in documents]
    days = ordinals(when)
    mixed = roundups.told_in(known, tables.all(Copy))
    same = _whole(_copied(documents, tables.all(Copy)), mixed)
    near = _whole(known.alike.where(likeness(known.alike, days) >= ALIKE), mixed)

    def key(part: list[int], copied: list[clusters.Pair]) -> str:
        facts = ((d.id, d.text_hash, d.title, *stated(w)) for d, w in ((documents[n], when[n]) for n in part))
        return digest(known.counts.digest, *chain.from_iterable(facts), *copied)

    def made(given: tuple[list[int], list[clusters.Pair]]) -> bytes:
        part, copied = given
        pages, rows = [documents[n] for n in part], [known.row(n) for n in part]
        return msgspec.msgpack.encode(list(_within(pages, rows, days[part], copied)))

    linked = clusters.parted(len(documents), same, near, alone=True)
    found = tables.kept.each("stories", ((key(*given), given) for given in linked), made)
    told = [story for data in found for story in _TOLD.decode(data())]
    told.sort(key=lambda t: t.documents)
    told = _with_roundups(told, mixed, known, days)
    of = threads.threads(tables, [t.documents for t in told], [t.sketch for t in told])
    parts: dict[int, list[Story]] = defaultdict(list)
    for one, thread in zip(told, of, strict=True):
        first, last = _range([w for page in one.documents if (w := dates.get(page))])
        story = Story(one.id, one.title, tuple(one.documents), told[thread].opens, first, last)
        parts[thread].append(story)
        yield story
    for several in parts.values():
        largest = max(several, key=lambda s: len(s.documents))
        firsts, lasts = [s.first for s in several if s.first], [s.last for s in several if s.last]
        yield Thread(
            largest.thread,
            largest.title,
            tuple(s.id for s in sorted(several, key=lambda s: (s.first or s.last or "9999", s.id))),
            min(firsts, default=None),
            max(lasts, default=None),
        )


def _whole(pairs: clusters.Pairs, several: Mapping[int, roundups.Placed]) -> clusters.Pairs:
    """Pairs of pages that are each of one piece."""
    parted = np.array(sorted(several), dtype=np.int64)
    return pairs.where(~np.isin(pairs.left, parted) & ~np.isin(pairs.right, parted)) if several else pairs


def _with_roundups(
    told: list[_Told], several: Mapping[int, roundups.Placed], known: affinity.Links, days: clusters.Ints
) -> list[_Told]:
    """Stories with the roundups that tell of them as their last pages; a roundup that fits none stays its own story."""
    if not several:
        return told
    place = {d.id: n for n, d in enumerate(known.documents)}
    story = {page: n for n, t in enumerate(told) for page in t.documents}
    more: dict[int, list[str]] = defaultdict(list)
    gone = set()
    for mine, roundup in sorted(several.items()):
        fits = {story[known.documents[n].id] for n in roundup.copied}
        for n in sorted({story[known.documents[n].id] for n in roundup.near} - fits):
            pages = [place[page] for page in told[n].documents]
            both = clusters.Pairs(np.array(pages), np.full(len(pages), mine), np.ones(len(pages)))
            close = float(likeness(both, days).mean())
            rows = [known.row(p) for p in pages]
            if any(close * roundups.mean_cosine(row, rows) >= ALIKE for row in roundup.rows):
                fits.add(n)
        for n in fits:
            more[n].append(roundup.page)
        if fits:
            gone.add(story[roundup.page])
    return [msgspec.structs.replace(t, documents=[*t.documents, *more[n]]) for n, t in enumerate(told) if n not in gone]


def _copied(documents: Sequence[Document], copies: Sequence[Copy]) -> clusters.Pairs:
    """Pairs of pages that are wholly alike."""
    number = {d.id: i for i, d in enumerate(documents)}
    found = sorted(
        (min(i, j), max(i, j))
        for c in copies
        if c.kind != "partial" and (i := number.get(c.left)) is not None and (j := number.get(c.right)) is not None
    )
    both = np.array(found, dtype=np.int64).reshape(-1, 2)
    return clusters.Pairs(both[:, 0], both[:, 1], np.ones(len(both)))


def likeness(pairs: clusters.Pairs, days: clusters.Ints) -> clusters.Floats:
    """Likeness of pages: cosine, less the further apart in time beyond `GRACE` days, more if both are of the same."""
    a, b = days[pairs.left], days[pairs.right]
    gap = gaps(a, b)
    narrow = [(x[:, 0] > 0) & (x[:, 1] - x[:, 0] <= GRACE) for x in (a, b)]
    scale = np.where(gap > GRACE, 1 / (1 + (gap - GRACE) / DECAY), np.where(narrow[0] & narrow[1], SAME_DAYS, 1.0))
    found: clusters.Floats = pairs.cosine * scale
    return found


def _within(
    pages: Sequence[Document], rows: Sequence[vectors.Row], days: clusters.Ints, copied: Sequence[clusters.Pair]
) -> Iterator[_Told]:
    """The stories of one part."""
    table = vectors.matrix(rows)
    for members in clusters.groups(len(pages), _edges(table, days, copied), ALIKE):
        own = [pages[i] for i in members]
        first = own[0].id
        yield _Told(
            digest("story", first),
            digest("thread", first),
            [p.id for p in own],
            _title(own, table[members]),
            threads.sketch([rows[i] for i in members]),
        )


def _edges(
    rows: vectors.Matrix, days: clusters.Ints, copied: Sequence[clusters.Pair]
) -> Iterator[tuple[int, int, float]]:
    """Likeness of all pages of a part to one another; two copies are wholly alike."""
    if rows.shape[0] < 2:
        return
    same = {pair[:2] for pair in copied}
    across = rows.T.tocsr()
    for start in range(0, rows.shape[0], CHUNK):
        product = rows[start : start + CHUNK].dot(across).tocoo()
        i, j = product.row.astype(np.int64) + start, product.col.astype(np.int64)
        kept = (product.data >= EDGE / SAME_DAYS) & (i < j)
        pairs = clusters.Pairs(i[kept], j[kept], product.data[kept].astype(np.float64))
        alike = likeness(pairs, days)
        for left, right, value in zip(pairs.left.tolist(), pairs.right.tolist(), alike.tolist(), strict=True):
            if value >= EDGE and (left, right) not in same:
                yield left, right, value
    for left, right in sorted(same):
        yield left, right, 1.0


def _range(when: Sequence[When]) -> tuple[str | None, str | None]:
    """First and last day that the pages' dates allow."""
    firsts, lasts = [w.earliest for w in when if w.earliest], [w.latest for w in when if w.latest]
    return min(firsts, default=None), max(lasts, default=None)


def _title(pages: Sequence[Document], rows: vectors.Matrix) -> str:
    """The headline of the page most like the rest of the story."""
    central = np.asarray(rows.dot(rows.sum(axis=0).T)).ravel()
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
