"""What became of plans: joined to what they turned into, or left open with what their page tells around them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta

from dragoman.model import Span
from dragoman.reconcile.event_days import Interval, closed, meet
from dragoman.reconcile.event_mentions import Told, shared
from dragoman.reconcile.happenings import SINGULAR, family
from dragoman.reconcile.lineage import days_between
from dragoman.reconcile.world import World

AWAITED = 31  # days after its page's last within which a planned meeting is looked for


def awaited(groups: list[list[Told]]) -> list[list[Told]]:
    """Planned meetings joined to the one dated meeting of the same sides that fits them; two candidates mean none."""
    found = [closed(shared(g)) and any(t.mention.status in ("occurred", "ongoing") for t in g) for g in groups]
    dated: dict[tuple[str, frozenset[str]], list[int]] = defaultdict(list)
    for n, group in enumerate(groups):
        for key in {(family(t.mention), frozenset((*t.by, *t.to))) for t in group if t.by and t.to and found[n]}:
            dated[key].append(n)
    joined: dict[int, int] = {}
    for n, group in enumerate(groups):
        if found[n] or not all(t.mention.status in ("planned", "expected") and t.by and t.to for t in group):
            continue
        keys = {(family(t.mention), frozenset((*t.by, *t.to))) for t in group if family(t.mention) in SINGULAR}
        pages = {t.mention.span.document for t in group}
        fits = {m for key in keys for m in dated[key] if all(_awaits(t, shared(groups[m])) for t in group)}
        fits = {m for m in fits if pages.isdisjoint(_done(groups[m]))}  # who tells that it was means another to come
        if len(keys) == 1 and len(fits) == 1:
            joined[n] = fits.pop()
    for n, m in joined.items():
        groups[m] = sorted([*groups[m], *groups[n]], key=lambda t: t.id)
    return [g for n, g in enumerate(groups) if n not in joined]


def _done(group: list[Told]) -> set[str]:
    return {t.mention.span.document for t in group if t.mention.status in ("occurred", "ongoing")}


def _awaits(told: Told, days: Interval) -> bool:
    """Whether a day lies in what is left open by a planned mention, not long after its page."""
    first, last = told.page
    if not (first and last and days[0] and days[1]) or meet(told.when, days) is None:
        return False
    return first <= days[1] and days_between(last, days[0]) <= AWAITED


def may_await(told: Told, other: Told) -> bool:
    """Whether a mention of a plan can wait for what another tells, on days that are known: see `awaited`."""
    return (
        told.mention.status in ("planned", "expected")
        and family(told.mention) in SINGULAR
        and bool(told.by and told.to and other.by and other.to)
        and {*told.by, *told.to} == {*other.by, *other.to}
        and closed(other.when)
        and _awaits(told, other.when)
    )


_TRIP_DAYS = 14  # a trip abroad is over within a fortnight
_TRIP = re.compile(
    r"\b(trip|tour|swing|stopover|leg|stay|afterwards?|followed by|next stop"
    r"|visit (?:to [\w' ]{2,30} )?(?:will|begins?|starts?|opens?|ends?))\b",
    re.I,
)


def trips(groups: list[list[Told]], text: Callable[[Span], str]) -> list[list[Told]]:
    """Days for what a page tells of a trip of which it tells another day.

    "Her tour starts with a dinner given by the King": where the same page has the same traveller meet somebody on
    days that are known, the rest of the trip lies within a fortnight of them. Only what says itself that it is part of
    a trip ("the first stage of his tour", "afterward") and has no closed days of its own.
    """
    known: dict[tuple[str, str], list[Interval]] = defaultdict(list)
    beside: dict[Span, set[str]] = defaultdict(set)
    for group in groups:
        days = shared(group)
        for t in group:
            beside[t.mention.sentence].update((*t.by, *t.to))
            planned = t.mention.status in ("planned", "expected") and family(t.mention) in SINGULAR
            if planned and closed(days) and not closed(t.when):
                for actor in (*t.by, *t.to):
                    known[t.mention.span.document, actor].append(days)
    return [_on_trip(g, known, beside, text) if not closed(shared(g)) else g for g in groups]


def of_trip(told: Told, text: Callable[[Span], str]) -> bool:
    """Whether a mention says itself that it is part of a trip, and has no closed days of its own."""
    return told.mention.status != "denied" and not closed(told.when) and bool(_TRIP.search(text(told.mention.sentence)))


def _on_trip(
    group: list[Told],
    known: dict[tuple[str, str], list[Interval]],
    beside: dict[Span, set[str]],
    text: Callable[[Span], str],
) -> list[Told]:
    found = []
    for t in group:
        page, sentence = t.mention.span.document, t.mention.sentence
        days = [d for actor in sorted(beside[sentence]) for d in known.get((page, actor), ())]
        within = None
        if days and not closed(t.when) and _TRIP.search(text(sentence)):
            first, last = _all_meet(days) or (None, None)
            if first and last and t.mention.status != "denied":
                within = meet(t.when, (_moved(first, -_TRIP_DAYS), _moved(last, _TRIP_DAYS)))
        found.append(t._replace(when=within, basis="other pages") if within else t)
    return found


def _all_meet(days: list[Interval]) -> Interval | None:
    both: Interval | None = days[0]
    for other in days[1:]:
        both = both and meet(both, other)
    return both


def _moved(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days)).isoformat()


_NAMED = 3  # pages that a confirmation names


def _publisher(world: World, document: str) -> str:
    page = world.tables.documents[document]
    return page.outlet or page.source


def outcome(world: World, group: list[Told], status: str) -> str | None:
    """By which pages a plan came about, said openly. What became of others follows from all events: `outcomes`."""
    plans = {t.mention.span.document for t in group if t.mention.status in ("planned", "expected", "proposed")}
    if status in ("occurred", "ongoing") and plans:
        done = {t.mention.span.document for t in group if t.mention.status in ("occurred", "ongoing")}
        if not done - plans:
            return "planned, then told as done"
        names = sorted({_publisher(world, d) for d in done - plans})
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        return f"planned, day passed; confirmed by {', '.join(names[:_NAMED])}{more}"
    return None
