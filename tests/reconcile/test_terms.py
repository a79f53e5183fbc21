"""Official pages are dated by their words only where dated pages of their kind bear it out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dragoman.reconcile import terms
from dragoman.reconcile.days import FIRST, LAST, iso, ordinal

ALL = ((FIRST, LAST),)
TERM = ((ordinal("2021-01-20"), ordinal("2025-01-20")),)


def row(term: str, bins: range = range(0), pages: int = 10, places: str = "", official: str = "") -> dict[str, str]:
    weights = " ".join("300" if b in bins else "-10" for b in range(terms.BINS))
    days = {"first": "2022-07-14", "last": "2022-12-15", "source": ""}
    return {"term": term, "pages": str(pages), "places": places, "official": official, "weights": weights, **days}


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of which "harvest accord" speaks for the summer of 2022, and "convened" is official."""
    rows = [
        row("harvest accord", range(8, 12)), row("ada reyes", places="yes"), row("convened", official="150"),
        row("grain", range(9, 12)),
    ]  # fmt: skip
    made = terms.table(rows, 100)
    monkeypatch.setattr(terms, "shipped", lambda: made)


def test_words_of_some_months_date_an_official_page(table: None) -> None:
    found = terms.clue("Today Ada Reyes convened partners on the Harvest Accord and on grain.", ALL)
    assert found is not None
    ((first, last),) = found.days
    assert last - first == terms.WIDTH
    assert iso(first) < "2022-07-14" and iso(last) > "2022-12-15"
    assert "'harvest accord' (on 10 of 2022-07-14 to 2022-12-15)" in found.reason


def test_other_clues_may_put_the_page_into_the_years(table: None) -> None:
    text = "Today partners convened on the Harvest Accord and on grain."
    assert terms.clue(text, ALL) is None
    assert terms.clue(text, TERM) is not None
    assert terms.clue(text, ((ordinal("2025-10-21"), LAST),)) is None
    assert terms.clue("President Biden convened partners on the Harvest Accord and on grain.", ALL) is not None
    assert terms.clue("Former President Biden convened partners on the Harvest Accord and on grain.", ALL) is None


def test_what_is_not_worded_officially_is_not_dated(table: None) -> None:
    assert terms.clue("Ada Reyes said the Harvest Accord was dead and grain dear.", ALL) is None


def test_words_that_fit_no_days_more_than_others_do_not_date(table: None) -> None:
    assert terms.clue("Ada Reyes convened partners.", ALL) is None


def test_every_row_has_its_weights_and_its_pages() -> None:
    known = terms.shipped()
    assert known.pages > 1000
    assert all(
        len(t.weights) == terms.BINS and t.first <= t.last and t.pages <= known.pages for t in known.terms.values()
    )


def test_a_page_that_the_table_knows_nothing_of() -> None:
    for text in ("", "\n", "Today, officials convened to discuss progress.", "“”—…" * 50, "a" * 10_000):
        assert terms.clue(text, ALL) is None


def test_no_news_page_is_dated_by_these_words(shared: Path) -> None:
    for name in ("giveme5w1h", "ecbplus"):
        for line in (shared / "data" / "stories" / f"{name}.jsonl").read_text("utf-8").splitlines():
            assert terms.clue(json.loads(line)["text"], TERM) is None
    for path in (shared / "data" / "seeds").glob("*.txt"):
        assert terms.clue(path.read_text("utf-8"), TERM) is None
