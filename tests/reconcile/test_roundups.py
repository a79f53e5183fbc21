"""A page of unrelated items is taken apart; an article with headings is not."""

from __future__ import annotations

from dragoman import clean
from dragoman.model import Document, RawPage
from dragoman.reconcile import roundups
from dragoman.settings import Settings

WEEK = """# The week in brief

## Oslo

Norway's prime minister and the president of Finland signed a treaty on gas in Oslo on Monday, officials said.

## Lima

Fishermen in Peru blocked two harbours to protest against new quotas that the ministry of production had announced.

## Osaka

A robot that folds shirts won the first prize at a fair for inventors, ahead of a silent vacuum cleaner from Kobe.
"""
ARTICLE = """# Norway and Finland sign treaty on gas

## A treaty years in the making

Norway and Finland signed a treaty on gas in Oslo on Monday after years of talks between the two on gas prices.

## What the treaty says

The treaty on gas obliges Norway to deliver to Finland for ten years, and Finland to pay Norway a fixed price for gas.

## What comes next

Parliaments in Norway and Finland have to ratify the treaty before gas from Norway reaches Finland next winter.
"""


def document(text: str) -> Document:
    found, problems = clean.clean(RawPage("page.md", text.encode(), "markdown"), Settings())
    assert found is not None, problems
    return found


def test_a_roundup_is_its_items() -> None:
    page = document(WEEK)
    parts, owner = roundups.taken_apart([document(ARTICLE), page])
    assert owner == [0, 1, 1, 1]
    said = [" ".join(p.text[x.start : x.end] for x in p.lines) for p in parts[1:]]
    assert all(place in words for place, words in zip(["Oslo", "Lima", "Osaka"], said, strict=True))
    assert [s.count("The week") for s in said] == [0, 0, 0]
    assert {p.id for p in parts[1:]} == {page.id}


def test_headings_alone_make_no_roundup() -> None:
    assert roundups.items(document(ARTICLE)) == []
    assert roundups.items(document(WEEK.split("## Osaka")[0])) == [], "two items"
    assert roundups.items(document("# Nothing\n")) == []
