"""Same event: mentions of one happening, in one page and across pages, merged into one Event.

Two mentions may be one event if their types agree, their sides fit, their days meet, and either little is left to
choose (one meeting of two leaders on a day) or their words agree (two pledges of one day need not be the same
pledge). Pairs are joined best first; a group keeps the meet of its members' days, and what would empty it stays
out. Every mention ends in exactly one event; the result does not depend on the order of pages.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from dragoman import timex
from dragoman.model import (
    Copy,
    Document,
    Event,
    EventMention,
    Evidence,
    Mention,
    Span,
    When,
    digest,
    mention_id,
)  # fmt: skip
from dragoman.reconcile import copies
from dragoman.reconcile.world import World, anchor, look_up, resolved, written
from dragoman.step import Tables

Interval = tuple[str | None, str | None]

# Modes that name one kind of happening: a host's meeting, a visit with talks, a call.
_FAMILY = {
    "meet": "meet", "host": "meet", "attend": "meet", "negotiate": "meet", "call": "call", "visit": "visit",
    "sign": "agree", "agree": "agree", "ratify": "ratify",
}  # fmt: skip
# Families of which two parties have one a day: no words need agree. Others need words in common.
_SINGULAR = frozenset(["meet", "call", "visit"])
_MUTUAL = frozenset(["meet", "call", "visit", "agree"])
_WORDS_ALIKE = 0.3  # Jaccard of content words from which two acts of one kind, day and pair are one
_LEAD = 8  # lines of a news page that tell its news: an event without a time there is of the page's day
_PAGE_DAYS = 31  # days known no better than this do not make two mentions one
_COMPARED = 200  # candidates that one mention is compared with in a block
_STOP = frozenset(
    re.findall(
        r"\w+",
        """the and for with that this from have has had was were will would their his her its they who which said also
        after been are not but president minister prime two leaders countries""",
    )
)


class Told(NamedTuple):
    """A mention with its sides, place and days resolved."""

    id: str
    mention: EventMention
    by: tuple[str, ...]
    to: tuple[str, ...]
    countries: frozenset[str]
    when: Interval
    wording: str
    basis: str
    words: frozenset[str]
    place: str | None
    page: Interval


def same_events(tables: Tables) -> Iterator[Event]:
    """Merged events of all pages."""
    world = look_up(tables)
    told = [t for document in tables.documents.values() for t in _told_in(world, document)]
    known = copies.links(tables.all(Copy))
    last_day = max((w.latest for w in world.datings.values() if w.latest), default=None)
    for group in awaited(merged(told)):
        yield _event(world, group, known, last_day)


# --- one mention ------------------------------------------------------------------------------------


def _told_in(world: World, document: Document) -> Iterator[Told]:
    sentences = {line.start: n for n, line in enumerate(x for x in document.lines if x.kind != "boilerplate")}
    starts = sorted(sentences)
    official = _official(document)
    mentions = world.tables.of(EventMention, document.id)
    principals = _principals(world, document, mentions) if official else ((), ())
    for mention in mentions:
        by = resolved(world, mention.by) or _spoken_of(world, mention.by, principals)
        to = resolved(world, mention.to) or _spoken_of(world, mention.to, principals[::-1])
        line = sum(s <= mention.span.start for s in starts)
        page = written(world, mention.span) or When()
        when, wording, basis = _when(world, mention, page, line <= _LEAD or official)
        yield Told(
            mention_id(mention), mention, by, tuple(a for a in to if a not in by), _countries(world, by, to), when,
            wording, basis, _content(world, mention), _place(world, mention),
            (page.earliest, page.latest),
        )  # fmt: skip


_OFFICIAL = re.compile(
    r"\b(readout|fact sheet|joint (?:leaders.? )?statement|press (?:call|gaggle|release)|communiqu)", re.I
)


def _official(document: Document) -> bool:
    """Whether a page is a readout or statement, all of which is of its day."""
    return bool(_OFFICIAL.search(document.title or "") or _OFFICIAL.search(document.text[:200]))


_WHOLE = re.compile(r"\b(we|our|us|they|their|them|leaders|both|partners|countries|sides|ministers|allies)\b", re.I)


def _principals(
    world: World, document: Document, mentions: list[EventMention]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who issues an official page, and with whom: the sides of the first meeting it tells, or whom its title names."""
    for mention in mentions[:3]:
        by, to = resolved(world, mention.by), resolved(world, mention.to)
        if mention.type == "CONSULT" and mention.status == "occurred" and by and to:
            return by, to
    title = [line for line in document.lines if line.kind == "headline"][:1]
    start, end = (title[0].start, title[0].end) if title else (0, 0)
    first = mentions[0] if mentions else None
    lead = (first.sentence.start, first.span.start) if first is not None else (0, 0)
    for begin, stop in ((start, end), lead):
        named = [m.span for m in world.tables.of(Mention, document.id) if begin <= m.span.start < stop and not m.place]
        found = resolved(world, named)
        if len(found) > 1:
            return found, ()
    return (), ()


def _spoken_of(
    world: World, spans: tuple[Span, ...], principals: tuple[tuple[str, ...], tuple[str, ...]]
) -> tuple[str, ...]:
    """Whom words that resolve to nobody mean in an official page: all its principals ("we", "the leaders")."""
    if not spans:
        return ()
    if _WHOLE.search(world.tables.text(spans[0])):
        return tuple(dict.fromkeys((*principals[0], *principals[1])))
    mention = world.tables.mention(spans[0])
    return principals[0][:1] if mention is not None and mention.kind == "office" and principals[1] else ()


def _countries(world: World, *sides: tuple[str, ...]) -> frozenset[str]:
    found = (world.actors[a].country for side in sides for a in side if a in world.actors)
    return frozenset(c for c in found if c)


def _place(world: World, mention: EventMention) -> str | None:
    if mention.place is None:
        return None
    place = world.tables.mention(mention.place)
    return (place.name or place.surface) if place is not None else world.tables.text(mention.place)


def _content(world: World, mention: EventMention) -> frozenset[str]:
    """Words of the sentence without those that name its sides, which are compared by themselves."""
    sides = (_words(world.tables.text(s)) for s in (*mention.by, *mention.to))
    return _words(world.tables.text(mention.sentence)).difference(*sides)


def _words(text: str) -> frozenset[str]:
    return frozenset(w for w in re.findall(r"[a-z][a-z0-9-]{2,}", text.lower()) if w not in _STOP)


_ELSEWHEN = re.compile(
    r"\b(had|previously|formerly|once|earlier|historic(?:ally)?|decades?|years? ago|months? ago|in (?:19|20)\d\d)\b",
    re.I,
)


def _when(world: World, mention: EventMention, page: When, news: bool) -> tuple[Interval, str, str]:
    """Days of a mention told on days `page`, its wording, and what they rest on.

    The mention's own time decides. Without one, what the page tells as its news happened by the page's date, and
    what it tells as planned comes after its earliest day.
    """
    time = world.times.get(mention.time) if mention.time is not None else None
    future = mention.status in ("planned", "expected", "proposed", "conditional")
    if time is not None:
        days = timex.resolve(time.value, anchor(page), "future" if future else "past")
        if days != (None, None) and not _told_too_soon(mention, days, page):
            return days, time.wording, "anchored" if timex.relative(time.value) else "declared"
    if not page.earliest or not page.latest:
        return (None, None), "", "unknown"
    if future:
        return (page.earliest, None), "", "anchored"
    sentence = world.tables.text(mention.sentence)
    if news and not _ELSEWHEN.search(sentence):
        return (page.earliest, page.latest), "", "anchored"
    return (None, page.latest), "", "anchored"


def _told_too_soon(mention: EventMention, days: Interval, page: When) -> bool:
    """Whether the page tells as done what would come after it; a day is left for the page's own time zone."""
    done = mention.status in ("occurred", "ongoing")
    return bool(done and days[0] and page.latest and _days(page.latest, days[0]) > 1)


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


# --- which are one ----------------------------------------------------------------------------------


def family(mention: EventMention) -> str:
    """Kind of happening that a mention can be one with."""
    return _FAMILY.get(mention.mode, f"{mention.type} {mention.mode}")


def merged(told: list[Told]) -> list[list[Told]]:
    """Mentions parted into events, in a fixed order."""
    told = sorted(told, key=lambda t: t.id)
    number = {t.id: n for n, t in enumerate(told)}
    pairs: dict[tuple[int, int], float] = {}
    for block in _blocks(told):
        block = sorted(block, key=lambda t: (t.when[0] or t.page[0] or "", t.id))
        for n, left in enumerate(block):
            for right in block[n + 1 : n + 1 + _COMPARED]:
                key = (number[left.id], number[right.id])
                key = key if key[0] < key[1] else (key[1], key[0])
                if key not in pairs:
                    pairs[key] = likeness(left, right)
    group = list(range(len(told)))
    members = [[t] for t in told]
    days = [t.when for t in told]
    for (i, j), score in sorted(pairs.items(), key=lambda p: (-p[1], p[0])):
        if score <= 0:
            break
        a, b = sorted((_find(group, i), _find(group, j)))
        both = _meet(days[a], days[b])
        if a == b or both is None:
            continue
        group[b] = a
        members[a] += members[b]
        days[a] = both
    return [sorted(members[n], key=lambda t: t.id) for n in range(len(told)) if _find(group, n) == n]


_AWAITED = 31  # days after its page's last within which a planned meeting is looked for


def awaited(groups: list[list[Told]]) -> list[list[Told]]:
    """Planned meetings joined to the one dated meeting of the same sides that fits them; two candidates mean none."""
    found = [_closed(_shared(g)) and any(t.mention.status in ("occurred", "ongoing") for t in g) for g in groups]
    dated: dict[tuple[str, frozenset[str]], list[int]] = defaultdict(list)
    for n, group in enumerate(groups):
        for key in {(family(t.mention), frozenset((*t.by, *t.to))) for t in group if t.by and t.to and found[n]}:
            dated[key].append(n)
    joined: dict[int, int] = {}
    for n, group in enumerate(groups):
        if found[n] or not all(t.mention.status in ("planned", "expected") and t.by and t.to for t in group):
            continue
        keys = {(family(t.mention), frozenset((*t.by, *t.to))) for t in group if family(t.mention) in _SINGULAR}
        fits = {m for key in keys for m in dated[key] if all(_awaits(t, _shared(groups[m])) for t in group)}
        if len(keys) == 1 and len(fits) == 1:
            joined[n] = fits.pop()
    for n, m in joined.items():
        groups[m] = sorted([*groups[m], *groups[n]], key=lambda t: t.id)
    return [g for n, g in enumerate(groups) if n not in joined]


def _awaits(told: Told, days: Interval) -> bool:
    """Whether a day lies in what is left open by a planned mention, not long after its page."""
    first, last = told.page
    if not (first and last and days[0] and days[1]) or _meet(told.when, days) is None:
        return False
    return first <= days[1] and _days(last, days[0]) <= _AWAITED


def _shared(group: list[Told]) -> Interval:
    """Days that all mentions of a group share."""
    days: Interval = (None, None)
    for t in group:
        days = _meet(days, t.when) or days
    return days


def _find(group: list[int], n: int) -> int:
    while group[n] != n:
        group[n] = group[group[n]]
        n = group[n]
    return n


def _blocks(told: list[Told]) -> list[list[Told]]:
    """Mentions that share a family and a side; a mention without known sides meets only its own page's."""
    blocks: dict[tuple[str, ...], list[Told]] = defaultdict(list)
    for t in told:
        kind = family(t.mention)
        for actor in {*t.by, *t.to}:
            blocks[kind, actor].append(t)
        blocks[kind, "page", t.mention.span.document].append(t)
    return [blocks[k] for k in sorted(blocks)]


def likeness(left: Told, right: Told) -> float:
    """How alike two mentions of one family are: 0 if they cannot be one event."""
    together = _meet(left.when, right.when)
    if together is None:
        return 0.0
    same_page = left.mention.span.document == right.mention.span.document
    sides = _sides(left, right, same_page)
    if sides <= 0:
        return 0.0
    words = _jaccard(left.words, right.words)
    dated = _closed(left.when) and _closed(right.when)
    places = 0.0
    if left.place and right.place:
        if family(left.mention) in _SINGULAR and left.place != right.place and not same_page:
            return 0.0
        places = 0.2 if left.place == right.place else 0.0
    if not same_page and not dated and not (places or words >= _WORDS_ALIKE or _close(left.page, right.page)):
        return 0.0
    if family(left.mention) not in _SINGULAR and words < _WORDS_ALIKE:
        return 0.0
    if family(left.mention) in _SINGULAR and same_page and not dated and left.mention.status != right.mention.status:
        return 0.0 if words < _WORDS_ALIKE else sides
    return sides + words + places + 0.2 * dated


def _sides(left: Told, right: Told, same_page: bool) -> float:
    """1 for the same sides, less for sides that fit, 0 for others. A side left open fits within its page."""
    a, b = ({*left.by}, {*left.to}), ({*right.by}, {*right.to})
    straight = _side(a[0], b[0], same_page), _side(a[1], b[1], same_page)
    best = min(straight) * sum(straight) / 2
    if family(left.mention) in _MUTUAL:
        crossed = _side(a[0], b[1], same_page), _side(a[1], b[0], same_page)
        whole = _jaccard(frozenset(a[0] | a[1]), frozenset(b[0] | b[1]))
        best = max(best, min(crossed) * sum(crossed) / 2, whole if whole >= 0.5 and len(a[0] | a[1]) > 1 else 0.0)
    return best


def _side(a: set[str], b: set[str], same_page: bool) -> float:
    if not a and not b:
        return 0.6
    if not a or not b:
        return 0.5 if same_page else 0.0
    return len(a & b) / min(len(a), len(b))


def _jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a or b else 0.0


def _closed(when: Interval) -> bool:
    return bool(when[0] and when[1] and _days(when[0], when[1]) <= _PAGE_DAYS)


def _close(left: Interval, right: Interval) -> bool:
    """Whether two pages can be of the same fortnight."""
    if not (left[0] and left[1] and right[0] and right[1]):
        return False
    return _days(min(left[0], right[0]), max(left[1], right[1])) <= 14


def _meet(left: Interval, right: Interval) -> Interval | None:
    """Days that two intervals share; None if they share none."""
    first = max(left[0] or "", right[0] or "")
    last = min(left[1] or "9999", right[1] or "9999")
    return None if first > last else (first or None, last if last != "9999" else None)


# --- one event --------------------------------------------------------------------------------------


def _event(world: World, group: list[Told], known: copies.Links, last_day: str | None) -> Event:
    by, to = _most(group)
    when = _group_when(group)
    evidence = tuple(_evidence(t) for t in sorted(group, key=lambda t: t.mention.span))
    status = _status(group)
    attributed = [a for t in group if t.mention.attributed_to for a in resolved(world, (t.mention.attributed_to,))]
    places = Counter(t.place for t in group if t.place)
    types = Counter((t.mention.type, t.mention.mode) for t in group)
    best = min(types, key=lambda k: (-types[k], k))
    independent = copies.independent([e.span for e in evidence], known)
    return Event(
        id=digest("event", group[0].id),
        type=best[0],
        mode=best[1],
        by=by,
        to=to,
        when=when,
        status=status,
        evidence=evidence,
        place=min(places, key=lambda p: (-places[p], p)) if places else None,
        attributed_to=attributed[0] if attributed and len(attributed) == len(group) else None,
        independent=independent,
        outcome=_outcome(group, status, when, last_day),
        found_by=group[0].mention.found_by,
        certainty="sure" if independent > 1 and by and to else "likely" if by else "open",
    )


def _most(group: list[Told]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sides as most mentions with both have them; the fuller where that leaves a choice."""
    counts = Counter((t.by, t.to) for t in group)
    return min(counts, key=lambda s: (not (s[0] and s[1]), -counts[s], -len(s[0]) - len(s[1]), s))


def _group_when(group: list[Told]) -> When:
    days = _shared(group)
    own = [t for t in group if t.wording] or [t for t in group if t.when != (None, None)] or group
    reasons = tuple(dict.fromkeys(f'"{t.wording}"' for t in group if t.wording))
    earliest, latest = days
    return When(earliest, latest, own[0].wording, own[0].basis if days != (None, None) else "unknown", reasons)


_RANK = ("occurred", "ongoing", "planned", "expected", "proposed", "conditional", "denied")


def _status(group: list[Told]) -> str:
    """The status of most pages; what is told as done outweighs what was told as planned before."""
    pages: dict[str, set[str]] = defaultdict(set)
    for t in group:
        pages[t.mention.status].add(t.mention.span.document)
    done = len(pages["occurred"] | pages["ongoing"])
    if done and done >= len(pages["denied"]):
        return "occurred" if pages["occurred"] else "ongoing"
    return min((s for s in _RANK if pages[s]), key=lambda s: (-len(pages[s]), _RANK.index(s)))


def _outcome(group: list[Told], status: str, when: When, last_day: str | None) -> str | None:
    """What became of a plan, said openly: a day that has passed makes nothing happen."""
    planned = any(t.mention.status in ("planned", "expected", "proposed") for t in group)
    if status in ("occurred", "ongoing") and planned:
        return "planned, then told as done"
    if status in ("planned", "expected") and when.latest and last_day and when.latest < last_day:
        return "planned, day passed; not confirmed"
    return None


def _evidence(t: Told) -> Evidence:
    own = bool(t.wording) and _closed(t.when)  # an open interval says nothing other than the merged event's
    return Evidence(
        span=t.mention.sentence,
        mention=t.id,
        status=t.mention.status,
        earliest=t.when[0] if own else None,
        latest=t.when[1] if own else None,
        by=t.by,
        to=t.to,
    )
