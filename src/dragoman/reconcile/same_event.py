"""Same event: mentions of one happening, in one page and across pages, merged into one Event.

Two mentions may be one event if their types agree, their sides fit, their days meet, and either little is left to
choose (one meeting of two leaders on a day) or their words agree (two pledges of one day need not be the same
pledge). Pairs are joined best first; a group keeps the meet of its members' days, and what would empty it stays
out. Every mention ends in exactly one event; the result does not depend on the order of pages.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from dragoman.model import (
    Copy,
    Dating,
    Event,
    Evidence,
    When,
    digest,
)  # fmt: skip
from dragoman.reconcile import copies, plans
from dragoman.reconcile.event_mentions import (
    SINGULAR,
    Interval,
    Told,
    closed,
    family,
    meet,
    shared,
    told_in,
)
from dragoman.reconcile.lineage import days_between
from dragoman.reconcile.world import World, look_up, resolved
from dragoman.step import Tables

_MUTUAL = frozenset(["meet", "call", "agree"])
_WORDS_ALIKE = 0.3  # Jaccard of content words from which two acts of one kind, day and pair are one
_COMPARED = 200  # candidates that one mention is compared with in a block


def same_events(tables: Tables) -> Iterator[Event]:
    """Merged events of all pages; those of the step's first run where no page was given another day since."""
    datings, made = tables.once.get("same events", (None, ()))
    if datings != tables.all(Dating):
        datings, made = list(tables.all(Dating)), list(_same_events(tables))
        tables.once["same events"] = datings, made
    yield from made


def _same_events(tables: Tables) -> Iterator[Event]:
    world = look_up(tables)
    told = [t for document in tables.documents.values() for t in told_in(world, document)]
    known = copies.links(tables.all(Copy))
    last_day = max((w.latest for w in world.datings.values() if w.latest), default=None)
    for group in plans.trips(plans.awaited(merged(told)), tables.text):
        yield _event(world, group, known, last_day)


# --- which are one ----------------------------------------------------------------------------------


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
        both = meet(days[a], days[b])
        if a == b or both is None:
            continue
        group[b] = a
        members[a] += members[b]
        days[a] = both
    return [sorted(members[n], key=lambda t: t.id) for n in range(len(told)) if _find(group, n) == n]


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
    together = meet(left.when, right.when)
    if together is None:
        return 0.0
    same_page = left.mention.span.document == right.mention.span.document
    sides = _sides(left, right, same_page)
    if sides <= 0:
        return 0.0
    words = _jaccard(left.words, right.words)
    dated = closed(left.when) and closed(right.when)
    places = 0.0
    if left.place and right.place:
        if family(left.mention) in SINGULAR and left.place != right.place and not same_page:
            return 0.0
        places = 0.2 if left.place == right.place else 0.0
    if not same_page and not dated and not (places or words >= _WORDS_ALIKE or _close(left.page, right.page)):
        return 0.0
    if family(left.mention) not in SINGULAR and words < _WORDS_ALIKE:
        return 0.0
    if family(left.mention) in SINGULAR and same_page and not dated and left.mention.status != right.mention.status:
        return 0.0 if words < _WORDS_ALIKE else sides
    return sides + words + places + 0.2 * dated


def _sides(left: Told, right: Told, same_page: bool) -> float:
    """1 for the same sides, less for sides that fit, 0 for others. A side left open fits within its page."""
    a, b = ({*left.by}, {*left.to}), ({*right.by}, {*right.to})
    if family(left.mention) == "visit" and (_astray(left) or _astray(right)):
        return 0.0
    straight = _side(a[0], b[0], same_page), _side(a[1], b[1], same_page)
    best = min(straight) * sum(straight) / 2
    if family(left.mention) in _MUTUAL:
        crossed = _side(a[0], b[1], same_page), _side(a[1], b[0], same_page)
        whole = _jaccard(frozenset(a[0] | a[1]), frozenset(b[0] | b[1]))
        best = max(best, min(crossed) * sum(crossed) / 2, whole if whole >= 0.5 and len(a[0] | a[1]) > 1 else 0.0)
    return best


def _astray(t: Told) -> bool:
    """Whether a visit goes to somebody or somewhere that is named but not known: any country then fits none."""
    return bool(t.mention.to) and not t.to and t.place is None


def _side(a: set[str], b: set[str], same_page: bool) -> float:
    if not a and not b:
        return 0.6
    if not a or not b:
        return 0.5 if same_page else 0.0
    return len(a & b) / min(len(a), len(b))


def _jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a or b else 0.0


def _close(left: Interval, right: Interval) -> bool:
    """Whether two pages can be of the same fortnight."""
    if not (left[0] and left[1] and right[0] and right[1]):
        return False
    return days_between(min(left[0], right[0]), max(left[1], right[1])) <= 14


# --- one event --------------------------------------------------------------------------------------


def _event(world: World, group: list[Told], known: copies.Links, last_day: str | None) -> Event:
    by, to = _most(group)
    if len(by) == 2 and not to and family(group[0].mention) in _MUTUAL:  # "the two met": each the other's side
        by, to = by[:1], by[1:]
    when = _group_when(group)
    told = sorted(group, key=lambda t: t.mention.span)
    naming = dict.fromkeys(t.named for t in told if t.named and t.named not in [g.mention.sentence for g in told])
    evidence = (*(_evidence(t) for t in told), *(Evidence(span) for span in naming))
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
        outcome=plans.outcome(world, group, status, when, last_day),
        found_by=group[0].mention.found_by,
        certainty="sure" if independent > 1 and by and to else "likely" if by else "open",
    )


def _most(group: list[Told]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sides as most mentions with both have them; the fuller where that leaves a choice."""
    counts = Counter((t.by, t.to) for t in group)
    return min(counts, key=lambda s: (not (s[0] and s[1]), -counts[s], -len(s[0]) - len(s[1]), s))


def _group_when(group: list[Told]) -> When:
    days = shared(group)
    own = [t for t in group if t.wording] or [t for t in group if t.when != (None, None)] or group
    reasons = tuple(dict.fromkeys(f'"{t.wording}"{f" ({t.row})" if t.row else ""}' for t in group if t.wording))
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


def _evidence(t: Told) -> Evidence:
    own = bool(t.wording) and closed(t.when)  # an open interval says nothing other than the merged event's
    return Evidence(
        span=t.mention.sentence,
        mention=t.id,
        status=t.mention.status,
        earliest=t.when[0] if own else None,
        latest=t.when[1] if own else None,
        by=t.by,
        to=t.to,
    )
