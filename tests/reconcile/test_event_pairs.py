"""Which event mentions are compared: all that can be one event, however few are looked at."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.model import EventMention, Span, mention_id
from dragoman.reconcile import blocks, event_pairs
from dragoman.reconcile.blocks import Marked
from dragoman.reconcile.event_mentions import Told
from dragoman.step import Kept

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
        (min(i, j), max(i, j), score)
        for i, j in combinations(in_time, 2)
        if family[i] == family[j] and _meet(told[i], told[j])
        if (score := event_pairs.likeness(told[i], told[j])) > 0
    }
    known = [event_pairs.mention(t) for t in told]
    marked = [Marked(n, event_pairs.mark(m)) for n, m in enumerate(known)]
    links = blocks.links(Kept(), "", marked, lambda some, pairs: event_pairs.compared(lambda n: known[some[n]], pairs))
    assert {(min(i, j), max(i, j), score) for i, j, score in links if score} == together


@settings(max_examples=100, deadline=None)
@given(mentions(), st.sets(st.integers(0, 8)))
def test_what_was_compared_before_stands(told: list[Told], before: set[int]) -> None:
    known = [event_pairs.mention(t) for t in told]
    marked = [Marked(n, event_pairs.mark(m)) for n, m in enumerate(known)]
    kept = Kept()

    def links(some: list[Marked], kept: Kept) -> set[tuple[int, int, float]]:
        told = [known[m.key] for m in some]
        found = blocks.links(
            kept, "", some, lambda numbers, pairs: event_pairs.compared(lambda n: told[numbers[n]], pairs)
        )
        return {(some[i].key, some[j].key, score) for i, j, score in found}

    links([m for m in marked if m.key in before], kept)
    assert links(marked, kept) == links(marked, Kept())


def _meet(a: Told, b: Told) -> bool:
    """Of one page, or with somebody in common: what nobody is known to have done is compared on its page alone."""
    return a.mention.span.document == b.mention.span.document or bool({*a.by, *a.to} & {*b.by, *b.to})
