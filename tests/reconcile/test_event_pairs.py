"""Which event mentions are compared: all that can be one event, however few are looked at."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.model import EventMention, Span, mention_id
from dragoman.parts import Kept
from dragoman.reconcile import blocks, event_pairs
from dragoman.reconcile.event_mentions import Told
from linking import linked

MODES = (("CONSULT", "meet"), ("CONSULT", "call"), ("CONSULT", "visit"), ("AGREE", "sign"), ("SANCTION", "tariff"))
actors = st.sets(st.sampled_from("abcd"), max_size=3).map(lambda s: tuple(sorted(s)))
day = st.none() | st.integers(1, 9).map(lambda n: f"2025-01-0{n}")


@st.composite
def mentions(draw: st.DrawFn) -> list[Told]:
    made = []
    for n in range(draw(st.integers(2, 9))):
        type_, mode = draw(st.sampled_from(MODES))
        span = Span(draw(st.sampled_from(("page1", "page2", "page3"))), 10 * n, 10 * n + 5)
        status = draw(st.sampled_from(("occurred", "planned")))
        mention = EventMention(span, type_, mode, span, status=status)  # type: ignore[arg-type]
        by = draw(actors)
        to = tuple(a for a in draw(actors) if a not in by)
        first, last = draw(day), draw(day)
        when = (min(first, last), max(first, last)) if first and last else (first, last)
        words = draw(st.frozensets(st.sampled_from(("trade", "peace", "steel", "gas"))))
        place = draw(st.sampled_from((None, "Oslo", "Lima")))
        countries = frozenset((*by, *to))
        made.append(
            Told(mention_id(mention), mention, by, to, countries, when, "", "", words, place, (first or last, last))
        )
    return made


@settings(max_examples=300, deadline=None)
@given(mentions())
def test_no_pair_that_is_alike_is_overlooked(told: list[Told]) -> None:
    in_time = sorted(range(len(told)), key=lambda n: (told[n].when[0] or told[n].page[0] or "", told[n].id))
    family = [event_pairs.family(t.mention) for t in told]
    together = {
        (min(told[i].id, told[j].id), max(told[i].id, told[j].id), score)
        for i, j in combinations(in_time, 2)
        if family[i] == family[j] and _meet(told[i], told[j])
        if (score := event_pairs.likeness(told[i], told[j])) > 0
    }
    assert {link for link in links(told, Kept()) if link[2]} == together


@pytest.mark.parametrize("many", [blocks.MANY, 3])  # 3: blocks are cut into periods, and some days are floods
@settings(max_examples=100, deadline=None)
@given(mentions(), st.sets(st.integers(0, 8)), st.sets(st.integers(0, 8)), st.integers(1, 9))
def test_what_was_compared_before_stands(
    many: int, told: list[Told], before: set[int], dated_anew: set[int], now: int
) -> None:
    """Whatever came, went or was given another day since."""
    day, kept = f"2025-01-0{now}", Kept()
    moved = [t._replace(when=(day, day)) if n in dated_anew else t for n, t in enumerate(told)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "MANY", many)
        links([t for n, t in enumerate(told) if n in before], kept)
        for several in (told, moved):
            assert links(several, kept) == links(several, Kept())


def links(told: Iterable[Told], kept: Kept) -> set[tuple[str, str, float]]:
    """Links between mentions, by their ids."""
    return linked(
        told,
        lambda several: event_pairs.page([event_pairs.mention(t) for t in several]),
        lambda of, pairs: event_pairs.compared(lambda n: event_pairs.mention(of(n)), pairs),
        kept,
    )


def _meet(a: Told, b: Told) -> bool:
    """Of one page, or with somebody in common: what nobody is known to have done is compared on its page alone."""
    return a.mention.span.document == b.mention.span.document or bool({*a.by, *a.to} & {*b.by, *b.to})


@pytest.mark.parametrize("count", [500, 4_000])
def test_a_page_of_very_many_mentions_costs_no_more_than_so_many_comparisons(count: int) -> None:
    """As a page of 2,000 like sentences has them; up to 500 each is compared with the 200 that follow."""
    compared: list[tuple[int, int]] = []

    def compare(pairs: Iterable[tuple[int, int]]) -> list[blocks.Link]:
        compared.extend(pairs)
        return []

    blocks.Page.of([blocks.Mark(f"{n:016x}", None, (None, None), ()) for n in range(count)], compare)
    assert len(compared) <= 100_000
    assert {i for pair in compared for i in pair} == set(range(count))  # nobody is left out
