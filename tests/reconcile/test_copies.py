"""Copies: what is one report and what is two."""

from __future__ import annotations

from dragoman.model import Copy, Span
from dragoman.reconcile import copies


def test_copies_of_copies_are_one_report() -> None:
    known = copies.links([Copy("a", "b", "near", 0.9), Copy("b", "c", "rewrite", 0.6)])
    assert copies.independent(["a", "c", "d"], known) == 3  # nothing joins a and c unless b is among them
    assert copies.independent(["a", "c", "d", "b"], known) == 2
    assert copies.independent([], known) == 0
    assert copies.groups(["d", "a", "b"], known) == [("d",), ("a", "b")]


def test_a_roundup_repeats_the_agency_only_where_it_contains_it() -> None:
    passage = (Span("agency", 0, 50), Span("roundup", 200, 250))
    known = copies.links([Copy("agency", "roundup", "partial", 0.3, passages=(passage,))])
    inside, outside = Span("roundup", 210, 230), Span("roundup", 0, 40)
    assert copies.independent([Span("agency", 10, 30), inside], known) == 1
    assert copies.independent([inside, Span("agency", 10, 30)], known) == 1
    assert copies.independent([Span("agency", 10, 30), outside], known) == 2
