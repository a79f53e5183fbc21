"""A page of unrelated items is taken apart; an article with headings is not."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from dragoman import clean
from dragoman.model import Document, RawPage, Story
from dragoman.reconcile import items, vectors, words
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


def parts(page: Document) -> list[str]:
    """The items of a page, all of whose words weigh the same."""
    lines = words.told(page)
    codes = vectors.terms(lines).codes
    row = vectors.Row(codes, np.ones(len(codes), dtype=np.float32))
    return [" ".join(page.text[x.start : x.end] for x, _ in item) for item in items.items(lines, row)]


def test_a_roundup_is_its_items() -> None:
    said = parts(document(WEEK))
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
    assert parts(document(ARTICLE)) == []
    assert parts(document(WEEK.split("## Osaka")[0])) == [], "two items"
    assert parts(document("# Nothing\n")) == []


BRIEFLY = """What to know this morning

Norway's prime minister and the president of Finland signed a treaty on gas in Oslo on Monday, officials said.

The treaty obliges Norway to deliver gas to Finland for ten years at prices that nobody would name.

Fishermen in Peru blocked two harbours to protest against new quotas that the ministry of production had announced, and
lorries queued for kilometres along the coast.

A robot that folds shirts won the first prize at a fair for inventors in Osaka, ahead of a silent vacuum cleaner from
Kobe and of a violin that tunes itself.
"""


def test_a_roundup_without_headings_is_its_items() -> None:
    said = parts(document(BRIEFLY))
    assert [next(p for p in ("Oslo", "Peru", "Osaka") if p in item) for item in said] == ["Oslo", "Peru", "Osaka"]
    assert "obliges" in said[0], "a treaty of two paragraphs is one item"
    assert parts(document("\n\n".join(x for x in ARTICLE.split("\n\n") if not x.startswith("## ")))) == []
    joined = BRIEFLY + "\nOfficials in Oslo were shown the robot, and Norway sent fishermen to Peru.\n"
    assert parts(document(joined)) == [], "a paragraph that speaks of all of them makes it one report"


def test_a_page_of_thousands_of_paragraphs_is_of_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each paragraph was held against each other: gigabytes for 20,000 of them."""
    assert parts(document(BRIEFLY))
    monkeypatch.setattr(items, "MANY", 2)
    assert parts(document(BRIEFLY)) == []
