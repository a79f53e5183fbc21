"""Undated pages take the days of dated pages like them only where the record bears that out."""

from __future__ import annotations

from datetime import date

from dragoman import clean
from dragoman.model import Document
from dragoman.reconcile import neighbours
from dragoman.reconcile.affinity import link
from dragoman.reconcile.days import iso
from dragoman.settings import Settings

STORM = "The storm Odette reached Port Amber and the harbour master, Ilse Varga, closed the docks to ferries. "
OTHERS = ("Miners in Kolda struck over pay and safety rules.", "A choir from Tarn won the prize for song.",
          "Chess champions met in Orlo for the final round.", "Wheat prices fell after rains in Sandria.")  # fmt: skip


def pages(texts: list[str]) -> list[Document]:
    return [clean.plain(t, f"page-{i}.txt") for i, t in enumerate(texts)]


def days(documents: list[Document], *given: str | None) -> dict[str, int]:
    return {d.id: date.fromisoformat(g).toordinal() for d, g in zip(documents, given, strict=True) if g}


TEXTS = [STORM + f"Crew number {i} helped." for i in range(4)] + list(OTHERS)
REST = ("2020-01-01", "2021-06-01", "2022-02-01", "2023-03-01")


def test_three_pages_alike_of_one_week_date_the_fourth() -> None:
    documents = pages(TEXTS)
    found = neighbours.clues(
        link(documents, Settings()), days(documents, None, "2022-05-03", "2022-05-04", "2022-05-06", *REST)
    )
    assert list(found) == [documents[0].id]
    ((first, last),) = found[documents[0].id].days
    assert (iso(first), iso(last)) == ("2022-04-03", "2022-06-05")
    assert "2022-05-03/2022-05-06" in found[documents[0].id].reason


def test_pages_alike_that_are_years_apart_tell_nothing() -> None:
    documents = pages(TEXTS)
    assert not neighbours.clues(
        link(documents, Settings()), days(documents, None, "2020-05-03", "2021-05-04", "2022-05-06", *REST)
    )
    assert not neighbours.clues(
        link(documents, Settings()), days(documents, None, "2022-05-03", "2022-05-04", None, *REST)
    )
    assert not neighbours.clues(link([], Settings()), {})


def test_a_record_that_speaks_against_it_is_believed() -> None:
    texts = [STORM + f"Crew number {i} helped." for i in range(5)]
    documents = pages([*texts, *OTHERS])
    told = days(documents, None, "2022-05-03", "2022-05-04", "2022-05-06", "2015-01-01", *REST)
    assert not neighbours.clues(link(documents, Settings()), told)
