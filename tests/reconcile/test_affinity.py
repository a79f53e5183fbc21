"""One page at a time in any order gives what all pages at once give: copies, stories, threads, whatever was kept."""

from __future__ import annotations

import random
from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman import clean
from dragoman.model import Actor, Copy, Dating, Document, Reference, Span, Story, Thread, When
from dragoman.parts import Kept
from dragoman.reconcile import affinity
from dragoman.reconcile.copies import copies
from dragoman.reconcile.stories import stories
from dragoman.settings import Settings
from dragoman.step import Tables

MATTERS = ("ferry", "bridge", "budget", "harvest", "tunnel")
DEBRIS = ("Sign up for our letter and never miss a word from us", "All rights reserved by the owners of this page")


def page(number: int) -> Document:
    """Page `number` of a fixed pool: reports on a few matters, copies, extracts, roundups, with and without debris."""
    chance = random.Random(number)
    matter = MATTERS[number // 4 % len(MATTERS)]
    told = random.Random(matter)
    own = [f"{matter}{told.randrange(40)}" for _ in range(25)]
    every = random.Random("all")
    common = [f"word{every.randrange(60)}" for _ in range(60)]

    def report(seed: object) -> list[str]:
        here = random.Random(f"{matter} {seed}")
        return [
            " ".join(here.choice(own if here.random() < 0.6 else common) for _ in range(14)).capitalize() + "."
            for _ in range(8)
        ]

    lines = report(number)
    if number % 4 == 1:  # the same report on another site, trimmed or whole
        lines = report(number + 1)[: chance.choice((5, 8))]
    if number % 7 == 3:  # a roundup
        lines += report(number - 1)[:4]
    if number % 3 == 0:
        lines.append(chance.choice(DEBRIS))
    return clean.plain("\n".join(lines), f"page-{number}")


def tables(numbers: Sequence[int], kept: dict[str, dict[str, bytes]]) -> Tables:
    documents = [page(n) for n in numbers]
    made = Tables(documents, [], Settings())
    days = [Dating(d.id, When(day, day)) for n, d in zip(numbers, documents, strict=True) for day in [_day(n)] if day]
    made.replace((Dating,), days)
    made.replace((Actor,), [Actor("j", "country", "Japan", "JPN"), Actor("u", "country", "United States", "USA")])
    both = [d for n, d in zip(numbers, documents, strict=True) if n % 2]
    made.replace((Reference,), [Reference(Span(d.id, 0, 1), ("j", "u")) for d in both])
    made.kept = Kept(lambda name: kept.get(name, {}))
    return made


def _day(number: int) -> str | None:
    return None if number % 6 == 5 else f"2024-{1 + number % 3 * 4:02}-{1 + number % 20:02}"


def run(numbers: Sequence[int], kept: dict[str, dict[str, bytes]]) -> list[Copy | Story | Thread]:
    """Copies, stories and threads of pages; what is kept goes into `kept`."""
    made = tables(numbers, kept)
    made.replace((Copy,), list(copies(made)))
    found = [*made.all(Copy), *stories(made)]
    for name, gone, fresh in made.kept.changes():
        rows = kept.setdefault(name, {})
        for key in gone:
            del rows[key]
        rows |= fresh
    return found


def counted(kept: dict[str, dict[str, bytes]]) -> dict[str, dict[str, bytes]]:
    """Of what is kept the count of terms alone: what a run from nothing starts from in a record of many pages."""
    head = affinity._HEAD.decode(kept["affinity"]["head"])
    fresh = msgspec.msgpack.encode(affinity._Head(made=head.made))
    return {"affinity": {"head": fresh, "counts": kept["affinity"]["counts"]}}


steps = st.lists(
    st.tuples(st.sets(st.integers(0, 39), min_size=1, max_size=6), st.sets(st.integers(0, 39), max_size=3)),
    min_size=1,
    max_size=6,
)


@pytest.mark.parametrize("fresh", [affinity.FRESH, 4])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=steps, chance=st.randoms(use_true_random=False))
def test_added_and_removed_in_parts_is_as_at_once(
    fresh: int, changes: list[tuple[set[int], set[int]]], chance: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(affinity, "FRESH", fresh)
    kept: dict[str, dict[str, bytes]] = {}
    here: set[int] = set()
    found: list[Copy | Story | Thread] = []
    for added, removed in changes:
        here = (here | added) - removed
        numbers = sorted(here)
        chance.shuffle(numbers)
        found = run(numbers, kept)
        assert found == run(sorted(here), counted(kept) if len(here) > fresh else {})
    again = run(sorted(here), kept)
    assert again == found


def test_one_at_a_time_in_any_order_is_as_at_once() -> None:
    at_once = run(range(24), {})
    assert {c.kind for c in at_once if isinstance(c, Copy)} >= {"identical", "near", "partial"}
    assert max(len(s.documents) for s in at_once if isinstance(s, Story)) > 2
    for seed in range(2):
        order = random.Random(seed).sample(range(24), 24)
        kept: dict[str, dict[str, bytes]] = {}
        for count in range(12, 25):
            found = run(order[:count], kept)
        assert found == at_once


def test_a_new_page_leaves_other_parts_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept of copies and stories is written anew only for the part that a page joins."""
    monkeypatch.setattr(affinity, "FRESH", 4)
    kept: dict[str, dict[str, bytes]] = {}
    run(range(30), kept)
    made = tables(range(31), kept)
    made.replace((Copy,), list(copies(made)))
    list(stories(made))
    changed = {name: (len(gone), len(fresh)) for name, gone, fresh in made.kept.changes()}
    assert changed["stories"][1] <= 2
    assert changed["copies"][1] <= 1
    assert len(kept["stories"]) > 3


def test_what_is_counted_is_counted_anew_when_the_pages_have_doubled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(affinity, "FRESH", 4)
    kept: dict[str, dict[str, bytes]] = {}
    made = []
    for count in (6, 10, 13, 26):
        run(range(count), kept)
        made.append(affinity._HEAD.decode(kept["affinity"]["head"]).made)
    assert made == [6, 6, 13, 13]
