"""Which mentions of pledges are compared: all that can be one entry, however few are looked at."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.model import PledgeMention, Span, When, mention_id
from dragoman.reconcile import pledge_pairs
from dragoman.reconcile.pledge_mentions import Told, content_words
from linking import linked

WORDS = ("help", "security", "climat", "action", "tank", "heli", "grant", "embassy", "visa", "decisiv")
amounts = st.none() | st.sampled_from([Decimal(n) for n in ("0", "1", "99", "100", "100.5", "101", "5000", "5049.9")])
day = st.sampled_from(("2025-01-01", "2025-01-02", "2025-09-01"))


@st.composite
def mentions(draw: st.DrawFn) -> list[Told]:
    made = []
    for n in range(draw(st.integers(2, 12))):
        span = Span(draw(st.sampled_from(("page1", "page2", "page3"))), 10 * n, 10 * n + 5)
        kind = draw(st.sampled_from(("pledge", "offer", "ask")))
        mention = PledgeMention(span, kind, "", span)  # type: ignore[arg-type]
        states = draw(st.frozensets(st.sampled_from("ABC"), min_size=1))
        amount, page = draw(amounts), draw(day)
        words = draw(st.frozensets(st.sampled_from(WORDS), max_size=6))
        told = (tuple(states), (), states, words, amount, "USD" if amount is not None else None)
        made.append(Told(mention_id(mention), mention, *told, When(), When(page, page)))
    return made


@settings(max_examples=300, deadline=None)
@given(mentions())
def test_no_pair_that_is_alike_is_overlooked(told: list[Told]) -> None:
    wanted = {
        (min(told[i].id, told[j].id), max(told[i].id, told[j].id), score)
        for i, j in combinations(range(len(told)), 2)
        if told[i].sides & told[j].sides and (told[i].mention.kind == "ask") == (told[j].mention.kind == "ask")
        if (score := pledge_pairs.likeness(told[i], told[j])) > 0
    }
    assert linked(told, pledge_pairs.page, pledge_pairs.compared) == wanted


def test_as_much_for_something_else_a_year_later_is_another_promise() -> None:
    def told(page: str, words: frozenset[str], day: str) -> Told:
        mention = PledgeMention(Span(page, 0, 5), "pledge", "", Span(page, 0, 5))
        return Told(
            mention_id(mention), mention, ("A",), (), frozenset("A"), words, Decimal(25), "USD", When(), When(day, day)
        )  # fmt: skip

    fund = told("page1", content_words("$25 million in the fund"), "2024-01-01")
    bank, again = content_words("$25 million to the bank"), content_words("$25 million for the fund")
    assert pledge_pairs.likeness(fund, told("page2", bank, "2025-03-01")) == 0
    assert pledge_pairs.likeness(fund, told("page2", again, "2025-03-01")) > 0
