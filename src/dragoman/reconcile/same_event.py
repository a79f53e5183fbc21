"""Same event: mentions of one happening, in one page and across pages, merged into one Event.

Two mentions may be one event if their types agree, their sides fit, their days meet, and either little is left to
choose (one meeting of two leaders on a day) or their words agree (two pledges of one day need not be the same
pledge). Pairs are joined best first; a group keeps the meet of its members' days, and what would empty it stays
out. Every mention ends in exactly one event; the result does not depend on the order of pages.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import msgspec

from dragoman.model import Copy, Dating, Event, Evidence, When, digest
from dragoman.reconcile import blocks, copies, event_pairs, plans
from dragoman.reconcile.clusters import top
from dragoman.reconcile.event_days import closed, meet
from dragoman.reconcile.event_mentions import Told, shared, told_in
from dragoman.reconcile.happenings import family
from dragoman.reconcile.surety import surety
from dragoman.reconcile.world import World, look_up, resolved
from dragoman.step import Packed, Part, Tables, decoder, rows_digest


def same_events(tables: Tables) -> Iterator[Event]:
    """Merged events of all pages."""
    for part in events(tables):
        yield from part.rows


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
    world = look_up(tables)
    every = blocks.Mentions(world, "event", Told, told_in, lambda told: map(event_pairs.mark, _mentions(told, tables)))
    mention = cache(lambda n: _mentions(every.told([n]), tables)[0])

    def compare(numbers: Sequence[int], pairs: Iterable[tuple[int, int]]) -> list[blocks.Link]:
        return event_pairs.compared(lambda place: mention(numbers[place]), pairs)

    parts = blocks.parts(len(every.marked), blocks.links(tables.kept, "event links", every.marked, compare))
    links = copies.links(tables.all(Copy))
    last_day = max((w.latest for w in world.datings.values() if w.latest), default="")

    def key(members: Sequence[int]) -> str:
        passed = [every.marked[n].mark.more < last_day for n in members]
        if len(members) == 1:  # as most are
            return f"{every.marked[members[0]].key:016x} {passed[0]}"
        return every.digest(members, *passed, *copies.among(every.pages(members), links))

    def made(part: tuple[list[int], list[blocks.Link]]) -> bytes:
        groups = plans.trips(plans.awaited(merged(every.told(part[0]), part[1])), tables.text)
        rows = (_event(world, group, links, last_day) for group in groups)
        packed = (Packed.of(e.id, [e], {x.span.document for x in e.evidence}, gist(e)) for e in rows)
        return msgspec.msgpack.encode(list(packed))

    keys = [key(members) for members, _ in parts]
    decode = decoder(Packed).decode
    for name, data in zip(keys, tables.kept.each("events", zip(keys, parts, strict=True), made), strict=True):
        yield from (packed.part(Event, name) for packed in decode(data()))


def _mentions(told: Sequence[Told], tables: Tables) -> list[event_pairs.Mention]:
    return [event_pairs.mention(t, plans.of_trip(t, tables.text)) for t in told]


class Gist(NamedTuple):
    """What is asked of all events, most of which nobody lays out."""

    type: str
    mode: str
    status: str
    earliest: str | None
    latest: str | None
    sides: Sequence[str]
    parties: Sequence[Sequence[str]]  # of a meeting, as each sentence has them, where it names several


def gist(event: Event) -> Gist:
    """The gist of an event."""
    told = ({*(e.by or event.by), *(e.to or event.to)} for e in event.evidence if event.type == "CONSULT")
    parties = sorted({tuple(sorted(who)) for who in told if len(who) > 1})
    sides = sorted({*event.by, *event.to})
    return Gist(event.type, event.mode, event.status, event.when.earliest, event.when.latest, sides, parties)


def gists(tables: Tables) -> Iterator[tuple[Gist, Part[Event] | Event]]:
    """All events, or the parts that hold one, each with its gist."""
    yield from ((Gist(*e.gist) if isinstance(e, Part) else gist(e), e) for e in tables.parts(Event))


OnPages = dict[str, list[tuple[str, Gist, Part[Event] | Event]]]


def told_on(tables: Tables) -> OnPages:
    """Of each page the events that it tells of, with a digest of what they follow from."""
    return tables.following("told on", lambda: _told_on(tables), Event)


def _told_on(tables: Tables) -> OnPages:
    found: OnPages = defaultdict(list)
    for told, event in gists(tables):
        if isinstance(event, Part):
            key, pages = event.key, event.pages
        else:
            key, pages = rows_digest([event]), {e.span.document for e in event.evidence}
        for page in pages:
            found[page].append((key, told, event))
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
    days = [t.when for t in told]
    pairs = [(min(place[i], place[j]), max(place[i], place[j]), score) for i, j, score in links if score]
    for i, j, _ in sorted(pairs, key=lambda p: (-p[2], p[:2])):
        a, b = sorted((top(above, i), top(above, j)))
        both = meet(days[a], days[b])
        if a == b or both is None:
            continue
        above[b] = a
        members[a] += members[b]
        days[a] = both
    return [sorted(members[n], key=lambda t: t.id) for n in above if above[n] == n]


# --- one event --------------------------------------------------------------------------------------


def _event(world: World, group: list[Told], known: copies.Links, last_day: str | None) -> Event:
    by, to = _most(group)
    mutual = family(group[0].mention) in event_pairs.MUTUAL
    if len(by) == 2 and not to and mutual:  # "the two met": each the other's side
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
        certainty=surety(group, (by, to), status, independent),
    )


def _most(group: list[Told]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sides as most mentions with both have them, persons before countries; the fuller where that leaves a choice."""
    counts = Counter((t.by, t.to) for t in group)
    states = {(t.by, t.to) for t in group if "country" in t.kinds}
    return min(counts, key=lambda s: (not (s[0] and s[1]), s in states, -counts[s], -len(s[0]) - len(s[1]), s))


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
