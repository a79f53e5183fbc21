"""What became of it: deadlines and planned days that have passed, as of the newest page; and what holds sides back.

Nothing is promoted in silence. A pledge whose day has passed with nothing heard gets a turn "due, unconfirmed";
a planned event whose day has passed says whether a later page tells of it as having happened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, product
from typing import NamedTuple

import msgspec

from dragoman.model import (
    Constraint,
    Dating,
    Document,
    Event,
    Evidence,
    Hindrance,
    Pledge,
    Turn,
    When,
    digest,
    mention_id,
)
from dragoman.parts import Packed, Part, laid_out
from dragoman.reconcile import pledges
from dragoman.reconcile.lineage import days_apart, months
from dragoman.reconcile.pledge_mentions import content_words
from dragoman.reconcile.same_event import Gist, gist
from dragoman.reconcile.world import World, each, look_up, resolved
from dragoman.step import Tables

Wordings = dict[frozenset[str], list[Constraint]]  # of one constraint, by their content words
_WEEKS = 60  # days between pages that tell of one state of things
_AHEAD = ("planned", "expected", "proposed", "conditional")


def outcomes(tables: Tables) -> Iterator[Part[Pledge] | Event | Part[Event] | Hindrance]:
    """Pledges and events with what became of them, and hindrances."""
    today = newest(tables)
    passed = ((e, g.due if g.due and today and g.due < today else "") for g, e in pledges.gists(tables))
    yield from pledges.revised(tables, "due", passed, _due)
    yield from _events(tables, today)
    yield from hindrances(tables)


def newest(tables: Tables) -> str | None:
    """The newest day on which a page of the record was surely written: what "passed" is measured from."""
    return max((d.when.earliest for d in tables.all(Dating) if d.when.earliest and d.when.latest), default=None)


def _due(p: Pledge, day: str) -> Pledge:
    """A pledge whose day has passed with nothing heard."""
    turn = Turn("due", When(day, day, p.deadline.wording, "deadline"), p.evidence[-1], "due, unconfirmed")
    return msgspec.structs.replace(p, history=(*p.history, turn))


def _events(tables: Tables, today: str | None) -> Iterator[Event | Part[Event]]:
    """Events, those that lay ahead and whose day has passed with what is known of it."""
    parts = tables.parts(Event)
    gists = [part.gist(Gist) if isinstance(part, Part) else [gist(part, tables)] for part in parts]
    became = _became([g for several in gists for g in several], today)

    def told(part: Part[Event] | Event) -> list[Event]:
        rows = laid_out([part])
        return [msgspec.structs.replace(e, outcome=became.get(e.id, e.outcome)) for e in rows]

    def made(part: Part[Event]) -> list[Packed]:
        rows = told(part)
        return [Packed.of(part.name, rows, [gist(e, tables) for e in rows])]

    passed = []
    for part, several in zip(parts, gists, strict=True):
        said = [became.get(g.id, "") for g in several]
        if not any(said):
            yield part
        elif isinstance(part, Part):
            passed.append((digest(part.name, part.made, *said), part))
        else:
            yield from told(part)
    yield from chain.from_iterable(tables.kept.parts("outcomes", Event, passed, made))


def _became(events: Sequence[Gist], today: str | None) -> dict[str, str]:
    """What is known of each event that lay ahead and whose day has passed."""
    passed = [g for g in events if g.status in _AHEAD and g.latest and today and g.latest < today]
    acts = {(g.type, g.mode, who) for g in passed for who in g.sides}
    happened: dict[tuple[str, str, str, int], list[Gist]] = defaultdict(list)
    for g in events:
        if g.status in ("occurred", "ongoing"):
            who = [actor for actor in g.sides if (g.type, g.mode, actor) in acts]
            for actor, month in product(who, months(g.earliest, g.latest) if who else ()):
                happened[g.type, g.mode, actor, month].append(g)
    found = {}
    for g in passed:
        near = (
            [happened.get((g.type, g.mode, who, month), []) for month in months(g.earliest, g.latest)]
            for who in g.sides
        )
        fewest = min(near, key=lambda months: sum(map(len, months)), default=[])
        same = list({o.id: None for o in chain(*fewest) if {*g.sides} <= {*o.sides} and _meets(g, o)})
        found[g.id] = f"planned, day passed; {f'confirmed by {same[0]}' if len(same) == 1 else 'not confirmed'}"
    return found


def _meets(left: Gist, right: Gist) -> bool:
    if not (left.earliest and left.latest and right.earliest and right.latest):
        return False
    return left.earliest <= right.latest and right.earliest <= left.latest


class _Told(NamedTuple):
    """A constraint whose side is known."""

    on: tuple[str, ...]
    constraint: Constraint


def _told_in(known: World, document: Document) -> Iterator[_Told]:
    for c in known.tables.of(Constraint, document.id):
        if on := resolved(known, c.on):
            people = any(c.span.start <= s.start < c.span.end for s in c.on)  # "a majority of Kenyans oppose"
            yield _Told(tuple(dict.fromkeys(_state(known, a) for a in on)) if people else on, c)


def _state(known: World, actor: str) -> str:
    """The state of a people."""
    who = known.actors.get(actor)
    states = known.of_code.get(who.country, ()) if who is not None and who.kind == "group" else ()
    return next(iter(states), actor)


def hindrances(tables: Tables) -> Iterator[Hindrance]:
    """Constraints whose side is known, each told once: one kind, in the same words or, on pages of the same weeks, in
    words half of which are the same ("two seats short of a majority", "two seats shy of a majority")."""
    known = look_up(tables)
    told: dict[tuple[tuple[str, ...], str], list[Wordings]] = defaultdict(list)
    found = [one for page in each(known, "hindrances told", _Told, _told_in) for one in page.rows]
    for on, c in sorted(found, key=lambda one: (_day(known, one.constraint), mention_id(one.constraint))):
        kind, _, said = c.what.partition(":")
        words, groups = content_words(said), told[on, kind]
        same = next((g for g in groups if words in g or any(_alike(known, words, c, w, g[w][-1]) for w in g)), {})
        if not same:
            groups.append(same)
        same.setdefault(words, []).append(c)
    for (on, _), groups in sorted(told.items()):
        for rows in ([c for several in g.values() for c in several] for g in groups):
            evidence = tuple(Evidence(c.sentence, mention=mention_id(c)) for c in rows)
            name = digest("hindrance", min(mention_id(c) for c in rows), *on)
            yield Hindrance(name, on, rows[0].what, evidence, certainty=rows[0].certainty)


def _day(known: World, c: Constraint) -> str:
    when = known.datings.get(c.sentence.document)
    return (when.latest if when else None) or "9"


def _alike(known: World, words: frozenset[str], c: Constraint, others: frozenset[str], other: Constraint) -> bool:
    """Are two wordings of one side and kind those of one constraint?"""
    left, right = (known.datings.get(x.sentence.document) for x in (c, other))
    return len(words & others) * 2 >= min(len(words), len(others)) > 0 and days_apart(left, right) <= _WEEKS
