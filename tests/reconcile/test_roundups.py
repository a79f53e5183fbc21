"""A page of unrelated items is taken apart; an article with headings is not."""

from __future__ import annotations

import msgspec

from dragoman import clean
from dragoman.model import Document, RawPage, Story
from dragoman.reconcile import roundups
from dragoman.reconcile.stories import stories
from dragoman.settings import Settings
from dragoman.step import Tables

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
    said = [" ".join(page.text[x.start : x.end] for x in lines) for lines in roundups.items(page)]
    assert len(said) == 3
    assert all(place in words for place, words in zip(["Oslo", "Lima", "Osaka"], said, strict=True))
    assert [s.count("The week") for s in said] == [0, 0, 0]


OSLO = "# Gas treaty\n\nNorway's prime minister and Finland's president signed a treaty on {} in Oslo on Monday.\n"
LIMA = "# Harbours blocked\n\nFishermen in Peru blocked two harbours to protest against {} quotas of a ministry.\n"


def test_a_roundup_glues_no_stories_and_is_told_of_in_each() -> None:
    texts = [OSLO.format("gas"), OSLO.format("gas pipelines"), LIMA.format("new"), LIMA.format("the new"), WEEK]
    documents = [document(text) for text in texts]
    documents = [msgspec.structs.replace(d, id=f"p{n}") for n, d in enumerate(documents)]
    found = [s.documents for s in stories(Tables(documents, [], Settings())) if isinstance(s, Story)]
    assert sorted(found) == [("p0", "p1", "p4"), ("p2", "p3", "p4")]
    alone = [s.documents for s in stories(Tables(documents[4:], [], Settings()))
             if isinstance(s, Story)]  # fmt: skip
    assert alone == [("p4",)], "a roundup of what nobody else tells is its own story"


def test_headings_alone_make_no_roundup() -> None:
    assert roundups.items(document(ARTICLE)) == []
    assert roundups.items(document(WEEK.split("## Osaka")[0])) == [], "two items"
    assert roundups.items(document("# Nothing\n")) == []
