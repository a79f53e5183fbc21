"""Which pages share their text, and so are one report and not two.

Candidates come from an index of sampled shingles (`links`); a pair is decided by exact containment of 5-grams (Broder
1997), after lines that stand on unrelated pages are stripped. Rewrites, which share few shingles, are in `rewrites`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import chain, combinations
from typing import Literal, NamedTuple

import msgspec
import numpy as np
import rustworkx as rx

from dragoman.model import Copy, Dating, Document, Span, When, digest
from dragoman.reconcile import affinity, clusters, vectors, words
from dragoman.reconcile.affinity import LEAST, SAMPLED
from dragoman.reconcile.clusters import Ints
from dragoman.reconcile.lineage import days_apart, directed, family, gaps, ordinals, stated
from dragoman.reconcile.rewrites import Rarity, candidate, rarity, rewrites
from dragoman.reconcile.words import Numbers
from dragoman.settings import Settings
from dragoman.step import Tables

Links = Mapping[str, Mapping[str, Copy]]

FEW = 32  # pages: a shingle on more joins neighbours only, see `words.pairs`
PASSAGE = 20  # words: a shorter run of shared words is a phrase, not a passage
PARTIAL = 35  # shared words outside quotations from which two pages share a passage
PARTIAL_SHARE = 0.15  # and its least share of the shorter page
OWN_SHARE = 0.5  # the same for two pages of one publisher
ABOUT = 0.1  # of a passage's longer words, those that the rest of a page has too if it is about the same
REWORDED = 0.3  # share by which a rewrite must cover more than the passages shared word for word
BESIDE = 5  # words
AGREED = 0.5  # of the names and numbers in shared passages, those that agree
REWRITTEN = 10  # days after which nobody rewrites a page of news
FILLED = (
    0.8  # share under which pages of different days are a form filled twice (readouts of one office, see `_filled`)
)
TRIMMED = 0.6  # of a page that is the trimmed form of another


class Page(NamedTuple):
    """What comparing needs of one page."""

    document: Document
    keys: Numbers  # distinct shingles, ascending
    whole: bytes  # all words in order: equal for identical pages, which may be too short to have shingles
    text: words.Text | None = None  # only of pages that are compared


class Part(NamedTuple):
    """Pages that a chain of links joins, by id, with what deciding on them needs."""

    documents: list[Document]
    when: list[When | None]
    alike: list[tuple[int, int, float]]  # pairs of alike words, the first before the second, with their cosine
    debris: frozenset[int]
    weigh: Rarity
    settings: Settings


_COPIES = msgspec.msgpack.Decoder(list[Copy])


def copies(tables: Tables) -> Iterator[Copy]:
    """Pairs of pages that share their text: identical, near or partial copies, and rewrites.

    Each part of the pages that links join is worked out by itself, and not again while it is as it was.
    """
    known = affinity.of(tables)
    dates = {d.document: d.when for d in tables.all(Dating)}
    documents, when = known.documents, [dates.get(d.id) for d in known.documents]
    close = known.alike.where(known.alike.cosine >= candidate(known.counts.counted))
    days, publisher = ordinals(when), _publishers(documents)
    own = (publisher[close.left] == publisher[close.right]) & (publisher[close.left] >= 0)
    close = close.where(~own & (gaps(days[close.left], days[close.right]) <= REWRITTEN))
    common = (known.counts.digest, tables.settings.shingle, tables.settings.copy_share)
    parts = clusters.parted(len(documents), close, known.shared)

    def key(part: list[int]) -> str:
        facts = ((*_stated(documents[n]), known.stripped[n], *stated(when[n])) for n in part)
        return digest(*common, *chain.from_iterable(facts))

    def made(given: tuple[list[int], list[clusters.Pair]]) -> bytes:
        part, pairs = given
        pages, days = [documents[n] for n in part], [when[n] for n in part]
        found = within(Part(pages, days, pairs, known.debris, rarity(known.counts), tables.settings))
        return msgspec.msgpack.encode(list(found))

    found = tables.kept.each("copies", ((key(part), (part, pairs)) for part, pairs in parts), made)
    yield from sorted((c for data in found for c in _COPIES.decode(data())), key=lambda c: (c.left, c.right))


def _publishers(documents: Sequence[Document]) -> Ints:
    """Publishers as numbers; -1 where nothing tells."""
    number: dict[str | None, int] = {None: -1}
    return np.array([number.setdefault(family(d), len(number)) for d in documents], dtype=np.int64)


def _stated(d: Document) -> tuple[str | None, ...]:
    """What deciding on copies looks at, of one page: its words and who publishes it."""
    return d.id, d.text_hash, d.outlet, d.byline


def within(part: Part) -> Iterator[Copy]:
    """Copies among the pages of one part."""
    documents, size, share = part.documents, part.settings.shingle, part.settings.copy_share
    pages = [_page(d, part.debris, size) for d in documents]
    found: dict[tuple[int, int], Copy] = {}
    chosen = candidates(pages)
    for n in sorted({n for pair in chosen for n in pair}):
        pages[n] = pages[n]._replace(text=words.text(documents[n], part.debris))
    for i, j in chosen:
        copy = compare(pages[i], pages[j], size, share, part.weigh)
        if copy is not None and not _filled(
            copy.share, documents[i], documents[j], days_apart(part.when[i], part.when[j])
        ):
            found[i, j] = copy
    settled = {pair for pair, copy in found.items() if copy.kind != "partial"}
    likely = [pair for pair in part.alike if pair[:2] not in settled]
    for i, j, copy in rewrites(documents, likely, part.weigh):
        if (i, j) not in found or copy.share > found[i, j].share + REWORDED:
            found[i, j] = copy
    dates = {d.id: w for d, w in zip(documents, part.when, strict=True) if w is not None}
    for i, j in sorted(found):
        yield directed(found[i, j], documents[i], documents[j], dates)


def _filled(share: float, left: Document, right: Document, days: int) -> bool:
    """Whether two pages are rather a form filled twice: too much differs for a copy that is so much later.

    Of 1,143 papers of one office twelve pairs share half of their words, ten of them readouts weeks and months apart.
    """
    own = family(left)
    return share < FILLED and days > (0 if own is not None and own == family(right) else REWRITTEN)


def _page(document: Document, debris: frozenset[int], size: int) -> Page:
    found = words.sequence(words.told(document), debris)
    whole = blake2b(found.tobytes(), digest_size=8).digest() if len(found) >= size else b""
    return Page(document, np.unique(words.shingles(found, size)), whole)


def _sample(keys: Numbers) -> Numbers:
    found: Numbers = keys[keys % np.uint64(SAMPLED) == 0]
    return found


def candidates(pages: Sequence[Page]) -> list[tuple[int, int]]:
    """Pairs of pages (i < j) worth comparing: those that share rare shingles, and all pairs of one family of copies."""
    shared = words.pairs([_sample(p.keys) for p in pages], FEW)
    wanted = {pair for pair, count in shared.items() if count >= LEAST}
    graph = rx.PyGraph()
    graph.add_nodes_from(range(len(pages)))
    equal: dict[bytes, int] = {}
    for n, page in enumerate(pages):
        first = equal.setdefault(page.whole, n) if page.whole else n
        if first != n:
            wanted.add((first, n))
            graph.add_edge(first, n, None)
    for (i, j), count in sorted(shared.items()):
        if count * SAMPLED * 3 >= min(len(pages[i].keys), len(pages[j].keys)):
            graph.add_edge(i, j, None)
    for kin in rx.connected_components(graph):
        if 2 < len(kin) <= 200:
            wanted.update(combinations(sorted(kin), 2))
    return sorted(wanted)


def compare(left: Page, right: Page, size: int, share: float, weigh: Rarity) -> Copy | None:
    """What two pages share, or None where that is less than a passage. `share` of the shorter makes a near copy."""
    a, b = left.text, right.text
    assert a is not None and b is not None
    ids = a.document.id, b.document.id
    if len(a.words) == len(b.words) and len(a.words) and bool((a.words == b.words).all()):
        whole = (Span(ids[0], int(a.starts[0]), int(a.ends[-1])), Span(ids[1], int(b.starts[0]), int(b.ends[-1])))
        return Copy(*ids, "identical", 1.0, passages=(whole,), reasons=("the same words",))
    shorter = min(len(left.keys), len(right.keys))
    both = len(np.intersect1d(left.keys, right.keys, assume_unique=True))
    contained = both / shorter if shorter else 0.0
    if contained < share and both < PASSAGE - size:
        return None
    runs = aligned(a.words, b.words, size)
    if not runs or _agreed(a, b, runs, weigh) < AGREED:
        return None  # one form filled twice: a weekly readout, a results page
    passages = tuple(
        (Span(ids[0], int(a.starts[i]), int(a.ends[i + m - 1])), Span(ids[1], int(b.starts[j]), int(b.ends[j + n - 1])))
        for i, j, m, n in runs
    )
    long = a if len(a.words) > len(b.words) else b
    at = [(i, m) if long is a else (j, n) for i, j, m, n in runs]
    mask = np.zeros(len(long.words), dtype=bool)
    for start, count in at:
        mask[start : start + count] = True
    covered = float(mask.mean())
    about = _about(long, mask)
    if contained >= share:
        trimmed = contained >= TRIMMED and min(s for s, _ in at) <= 0.15 * len(long.words) + size and about >= ABOUT
        kind: Literal["near", "partial"] = "near" if covered >= share or trimmed else "partial"
        why = f"{contained:.0%} of the shorter page's {size}-grams, {covered:.0%} of the longer page's words"
        return Copy(*ids, kind, round(contained, 3), passages=passages, reasons=(why,))
    free = int((mask & ~words.inside(long.starts, words.quoted(long.document))).sum())
    if max(n for _, n in at) < PASSAGE or free < PARTIAL or contained < PARTIAL_SHARE:
        return None
    if contained < OWN_SHARE and family(a.document) and family(a.document) == family(b.document):
        return None  # a publisher's own background paragraphs and notices
    short = b if long is a else a
    other = np.zeros(len(short.words), dtype=bool)
    for i, j, m, n in runs:
        start, count = (j, n) if long is a else (i, m)
        other[start : start + count] = True
    if max(about, _about(short, other)) < ABOUT:
        return None  # an advert or a footer that two sites share: neither page is about it
    why = f"{free} shared words outside quotations, {contained:.0%} of the shorter page"
    return Copy(*ids, "partial", round(contained, 3), passages=passages, reasons=(why,))


def _agreed(a: words.Text, b: words.Text, runs: Sequence[tuple[int, int, int, int]], weigh: Rarity) -> float:
    """Share of the names and numbers in and beside shared passages, by rarity, that stand on both sides.

    1 where there are hardly any. Beside: a name that was replaced ends the passage.
    """
    sides: list[dict[int, float]] = []
    for text, at in ((a, [(i, m) for i, _, m, _ in runs]), (b, [(j, n) for _, j, _, n in runs])):
        named: set[str] = set()
        for start, count in at:
            for k in range(max(0, start - BESIDE), min(len(text.words), start + count + BESIDE)):
                word = text.document.text[text.starts[k] : text.ends[k]]
                if word[0].isdigit() or (word[0].isupper() and int(text.words[k]) not in words.FUNCTION):
                    named.add(vectors.stem(word.lower().replace("’", "'")))
        codes = words.codes(sorted(named))
        sides.append(dict(zip(codes.tolist(), weigh(codes).tolist(), strict=True)))
    left, right = sides
    if min(len(left), len(right)) < 4:
        return 1.0
    return sum(w for c, w in left.items() if c in right) / min(sum(left.values()), sum(right.values()))


def _about(text: words.Text, passage: words.Mask) -> float:
    """Share of a passage's distinct content words that the rest of the page has too; 1 if there is hardly a rest."""
    rest = set(text.words[~passage].tolist())
    if int((~passage).sum()) < 30:
        return 1.0
    own = {w for w in text.words[passage].tolist() if w not in words.FUNCTION}
    return len(own & rest) / len(own) if own else 0.0


def aligned(a: Numbers, b: Numbers, size: int, gap: int = 8) -> list[tuple[int, int, int, int]]:
    """Passages that two texts share: (start in a, start in b, words in a, words in b), in the order of `a`.

    Runs of equal words that follow one another in both, at most `gap` words apart, are one passage: so a passage
    outlives an edit.
    """
    left, right = words.shingles(a, size), words.shingles(b, size)
    where: dict[int, list[int]] = defaultdict(list)
    for j, key in enumerate(right.tolist()):
        where[key].append(j)
    runs: list[list[int]] = []
    for i, key in enumerate(left.tolist()):
        places = where.get(key)
        if not places:
            continue
        last = runs[-1] if runs else None
        if last is not None and i - (last[0] + last[2]) <= gap:
            end = last[1] + last[3]
            low = bisect_left(places, max(last[1], end - size))  # a page that repeats has thousands of places
            following = places[low : bisect_right(places, end + gap)]
            if following:
                j = min(following, key=lambda j: abs((j - last[1]) - (i - last[0])))
                last[2], last[3] = i + size - last[0], max(last[3], j + size - last[1])
                continue
        runs.append([i, places[0], size, size])
    return [(i, j, m, n) for i, j, m, n in runs if m >= 2 * size]


def links(copies: Iterable[Copy]) -> dict[str, dict[str, Copy]]:
    """Copies by either of their pages: make it once, then ask `independent` as often as needed."""
    found: dict[str, dict[str, Copy]] = {}
    for copy in copies:
        found.setdefault(copy.left, {})[copy.right] = copy
        found.setdefault(copy.right, {})[copy.left] = copy
    return found


def _one_report(left: Span | str, right: Span | str, known: Links) -> bool:
    a, b = (x if isinstance(x, str) else x.document for x in (left, right))
    if a == b:
        return True
    copy = known.get(a, {}).get(b)
    if copy is None:
        return False
    if copy.kind != "partial" or isinstance(left, str) or isinstance(right, str):
        return True
    if a == copy.right:
        left, right = right, left
    return any(  # a roundup repeats the agency only where it contains it
        p.start < left.end and left.start < p.end and q.start < right.end and right.start < q.end
        for p, q in copy.passages
    )


def groups(places: Iterable[Span | str], known: Links) -> list[tuple[Span | str, ...]]:
    """Pages, or places in pages, parted into independent reports, each in the order given.

    Two places are one report if their pages are copies of each other (`links`); for a partial copy only if both
    stand in the passages that the pages share. Being one report carries over: a copy of a copy is the same report.
    """
    parts: list[tuple[set[str], list[Span | str]]] = []  # each with its pages
    for place in places:
        page = place if isinstance(place, str) else place.document
        near = {page, *known.get(page, ())}  # only these can be one report with it
        pages, merged, apart = {page}, list[Span | str](), []
        for part in parts:
            if not near.isdisjoint(part[0]) and any(_one_report(place, other, known) for other in part[1]):
                pages |= part[0]
                merged += part[1]
            else:
                apart.append(part)
        parts = [*apart, (pages, [*merged, place])]
    return [tuple(part) for _, part in parts]


def independent(places: Iterable[Span | str], known: Links) -> int:
    """How many independent reports stand behind these pages (ids) or places (spans, such as evidence)."""
    return len(groups(places, known))
