"""Same event: mentions of one happening, in one page and across pages, merged into one Event.

Two mentions may be one event if their types agree, their sides fit, their days meet, and either little is left to
choose (one meeting of two leaders on a day) or their words agree (two pledges of one day need not be the same
pledge). Pairs are joined best first; a group keeps the meet of its members' days, and what would empty it stays
out. Every mention ends in exactly one event; the result does not depend on the order of pages.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import chain

import msgspec
import numpy as np

from dragoman.lexicon import country_names
from dragoman.model import Copy, Dating, Event, Evidence, When, digest
from dragoman.parts import Packed, Part, rows_digest
from dragoman.reconcile import blocks, clusters, copies, event_pairs, plans
from dragoman.reconcile.clusters import top
from dragoman.reconcile.event_days import closed, meet
from dragoman.reconcile.event_mentions import Told, shared, told_in
from dragoman.reconcile.happenings import family
from dragoman.reconcile.surety import surety
from dragoman.reconcile.tellings import Telling, tellings
from dragoman.reconcile.world import World, look_up, resolved
from dragoman.step import Tables


def events(tables: Tables) -> Iterator[Part[Event]]:
    """Merged events of all pages, those of the step's first run where no page was given another day since.

    What chains of links join is worked out by itself, and not again while it is as it was.
    """
    datings, made = tables.once.get("same events", (None, ()))
    if datings != tables.all(Dating):
        datings, made = list(tables.all(Dating)), list(_events(tables))
        tables.once["same events"] = datings, made
    yield from made


def _events(tables: Tables) -> Iterator[Part[Event]]:
    """Events that stand on one page alone are worked out with the page, others by what chains of links join."""
    world, copied = look_up(tables), copies.links(tables.all(Copy))
    every = blocks.Mentions(world, "event", Told, told_in, lambda told: event_pairs.page(_mentions(told, tables)))
    mention = lru_cache(blocks.HELD)(lambda n: _mentions(every.told([n]), tables)[0])
    marks = every.marks
    links = blocks.links(tables.kept, "event links", marks, lambda pairs: event_pairs.compared(mention, pairs))
    joined = clusters.Parts(len(marks.page), links)
    first, last = (marks.page[joined.order[places]] for places in (joined.starts[:-1], joined.starts[1:] - 1))
    alone = (first == last)[joined.of]  # mentions come page by page

    def packed(name: str, parts: Iterable[tuple[list[int], list[clusters.Pair]]]) -> list[Packed]:
        groups = (
            group
            for members, own in parts
            for group in plans.trips(plans.awaited(merged(every.told(members), own)), tables.text)
        )
        rows = [_event(world, group, copied) for group in groups]
        return [Packed.of(name or rows[0].id, rows, [gist(e, tables) for e in rows])]

    def pages() -> Iterator[tuple[str, int]]:
        starts = marks.starts.tolist()
        for page, (state, first, last) in enumerate(zip(every.states, starts, starts[1:], strict=False)):
            if alone[first:last].any():
                yield f"{state} {alone[first:last].tobytes().hex()}", page

    of_page = tables.kept.parts(
        "events of pages", Event, pages(), lambda page: packed(every.documents[page], marks.parts(page, alone))
    )
    keys = every.digests(joined, links, copied)
    of_several = ((keys[n], n) for n in np.flatnonzero(first != last).tolist())
    joined_events = tables.kept.parts("events", Event, of_several, lambda n: packed("", [joined.part(n)]))
    yield from chain.from_iterable(chain(of_page, joined_events))


def _mentions(told: Sequence[Told], tables: Tables) -> list[event_pairs.Mention]:
    return [event_pairs.mention(t, plans.of_trip(t, tables.text)) for t in told]


class Gist(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What is asked of all events, most of which nobody lays out."""

    id: str
    made: str  # digest of the event
    pages: Sequence[str]
    type: str
    mode: str
    status: str
    earliest: str | None
    latest: str | None
    sides: Sequence[str]
    tellings: Sequence[Telling]  # of a meeting


def gist(event: Event, tables: Tables) -> Gist:
    """The gist of an event."""
    told = list(tellings(event, tables)) if event.type == "CONSULT" else []
    pages, sides = sorted({e.span.document for e in event.evidence}), sorted({*event.by, *event.to})
    first, last = event.when.earliest, event.when.latest
    return Gist(event.id, rows_digest([event]), pages, event.type, event.mode, event.status, first, last, sides, told)


class One(Part[Event]):
    """One event of those that a part holds."""

    def __init__(self, part: Part[Event], n: int, gist: Gist) -> None:
        """The event at a place."""
        super().__init__(Event, gist.id, gist.made, part.packed)
        self._part, self._n = part, n

    @cached_property
    def rows(self) -> list[Event]:
        """The event."""
        return [self._part.rows[self._n]]


def gists(tables: Tables) -> Iterator[tuple[Gist, Part[Event] | Event]]:
    """All events, each with its gist."""
    return _gists(tables.parts(Event), tables)


def _gists(events: Iterable[Part[Event] | Event], tables: Tables) -> Iterator[tuple[Gist, Part[Event] | Event]]:
    for event in events:
        if isinstance(event, Part):
            yield from ((g, One(event, n, g)) for n, g in enumerate(event.gist(Gist)))
        else:
            yield gist(event, tables), event


OnPages = dict[str, list[tuple[str, Part[Event] | Event]]]


def told_on(tables: Tables) -> OnPages:
    """Of each page the events that it tells of, each with a digest; those that no other page tells of as one part."""
    return tables.following("told on", lambda: _told_on(tables), Event)


def _told_on(tables: Tables) -> OnPages:
    found: OnPages = defaultdict(list)
    several = []
    for part in tables.parts(Event):
        if isinstance(part, Part) and part.name in tables.documents:
            found[part.name].append((part.made, part))
        else:
            several.append(part)
    for told, event in _gists(several, tables):
        for page in told.pages:
            found[page].append((told.made, event))
    return found


# --- which are one ----------------------------------------------------------------------------------


def merged(told: Sequence[Told], links: Sequence[blocks.Link]) -> list[list[Told]]:
    """Mentions parted into events, in a fixed order: those that are alike joined best first.

    `links` are between their places; those that are not alike at all join nothing.
    """
    order = sorted(range(len(told)), key=lambda n: told[n].id)
    place = {n: i for i, n in enumerate(order)}
    told = [told[n] for n in order]
    above = {n: n for n in range(len(told))}
    members = [[t] for t in told]
    sides = [event_pairs.pages(t) for t in told]
    days = [t.when for t in told]
    pairs = [(min(place[i], place[j]), max(place[i], place[j]), score) for i, j, score in links if score]
    for i, j, _ in sorted(pairs, key=lambda p: (-p[2], p[:2])):
        a, b = sorted((top(above, i), top(above, j)))
        both = meet(days[a], days[b])
        if a == b or both is None or not event_pairs.at_one(sides[a], sides[b]):
            continue
        above[b] = a
        members[a] += members[b]
        sides[a] = event_pairs.together(sides[a], sides[b])
        days[a] = both
    return [sorted(members[n], key=lambda t: t.id) for n in above if above[n] == n]


# --- one event --------------------------------------------------------------------------------------


def _event(world: World, group: list[Told], known: copies.Links) -> Event:
    kind, by, to = _most(group)
    when = _group_when(group)
    told = sorted(group, key=lambda t: t.mention.span)
    naming = dict.fromkeys(t.named for t in told if t.named and t.named not in [g.mention.sentence for g in told])
    evidence = (*(_evidence(t) for t in told), *(Evidence(span) for span in naming))
    status = _status(group)
    attributed = [a for t in group if t.mention.attributed_to for a in resolved(world, (t.mention.attributed_to,))]
    places = Counter(t.place for t in group if t.place)
    sure = {t.place for t in group if t.place and t.by and t.to and t.wording}  # before where else the page has them
    telling = [e.span for e in evidence if e.status != "denied"] if status != "denied" else []  # no denial bears it out
    independent = copies.independent(telling or [e.span for e in evidence], known)
    return Event(
        id=digest("event", group[0].id),
        type=kind[0],
        mode=kind[1],
        by=by,
        to=to,
        when=when,
        status=status,
        evidence=evidence,
        place=min(places, key=lambda p: (p not in sure, p in country_names().values(), -places[p], p), default=None),
        attributed_to=attributed[0] if attributed and len(attributed) == len(group) else None,
        independent=independent,
        outcome=plans.outcome(world, group, status),
        found_by=group[0].mention.found_by,
        certainty=surety(group, (by, to), status, independent),
    )


def _most(group: list[Told]) -> tuple[tuple[str, str], tuple[str, ...], tuple[str, ...]]:
    """Type and mode with their sides, as most mentions with both sides have them.

    Who received somebody is told by those who say that he did, and not by those who say that the two met. Persons come
    before countries, and the fuller where that leaves a choice.
    """
    sided = [(t, *_sides(t)) for t in group]
    full = [s for s in sided if s[1] and s[2]] or sided
    types = Counter((t.mention.type, t.mention.mode) for t, _, _ in full)
    best = min(types, key=lambda k: (-types[k], k))
    own = [s for s in full if (s[0].mention.type, s[0].mention.mode) == best]
    counts = Counter((by, to) for _, by, to in own)
    states = {(by, to) for t, by, to in own if t.kinds & {"country", "government"}}
    told = {(t.by, t.to) for t, _, _ in own}  # "Lind met Berg", before "the two met"
    return (best, *min(counts, key=lambda s: (s in states, s not in told, -counts[s], -len(s[0]) - len(s[1]), s)))


def _sides(t: Told) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sides of a mention; of "the two met" each is the other's."""
    mutual = family(t.mention) in event_pairs.MUTUAL and t.mention.mode != "host"  # two hosts do not host each other
    if len(t.by) == 2 and not t.to and mutual:
        return t.by[:1], t.by[1:]
    return t.by, t.to


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
