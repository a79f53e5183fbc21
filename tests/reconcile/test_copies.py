"""Copies: what is shared, who copies whom, what is one report and what is two."""

from __future__ import annotations

import itertools
import time

import numpy as np

from dragoman import clean
from dragoman.model import Copy, Dating, Document, Span, When
from dragoman.reconcile import copies
from dragoman.settings import Settings
from dragoman.step import Tables

FERRY = """Ministers of the two republics signed a ferry accord in the harbour town of Velmar on Tuesday.
The accord opens three ferry routes that had been closed since the fishing dispute of the spring.
Captains in Velmar said they expected the first ferry within a fortnight, weather permitting.
The transport minister of the southern republic thanked her colleague for patient work on the accord.
Fishing quotas were left out of the accord and the ministers will meet about them when the catch is counted.
A joint commission of the republics will meet in Velmar every month and publish its minutes on the routes.
Opposition deputies complained that nobody had shown them the accord before the ministers signed in the harbour."""
BRIDGE = """Engineers began to inspect the old bridge over the Tarn after a barge struck its middle pier.
Lorries must take the northern road until the inspection ends, the regional government said.
Shopkeepers fear for the summer season, since most visitors arrive by coach across the bridge.
The barge was carrying gravel for the new stadium and nobody on board was hurt.
A first report is due next week and will say whether repairs can wait until autumn."""
LEGAL = "All rights reserved, no part of this page may be copied without written leave of the publisher."


def pages(*texts: str) -> list[Document]:
    return [clean.plain(text, f"{number:02}.txt") for number, text in enumerate(texts)]


def found(documents: list[Document], *said: Dating) -> dict[tuple[str, str], Copy]:
    tables = Tables(documents, [], Settings())
    tables.replace((Dating,), said)
    name = {d.id: d.source[:2] for d in documents}
    return {tuple(sorted((name[c.left], name[c.right]))): c for c in copies.copies(tables)}  # type: ignore[misc]


def original(copy: Copy, documents: list[Document]) -> str:
    name = {d.id: d.source[:2] for d in documents}
    return {"left": name[copy.left], "right": name[copy.right], "unknown": "unknown"}[copy.direction]


def test_kinds() -> None:
    lines = FERRY.split("\n")
    retitled = "Ferries will sail again\n" + "\n".join(lines[1:])
    trimmed = "\n".join(lines[:3])
    roundup = BRIDGE + "\n" + "\n".join(lines[:3]) + "\n" + "Rain is expected in the hills by Friday evening."
    documents = pages(FERRY, FERRY.upper(), retitled, trimmed, roundup, BRIDGE + "\nThe harbour stays open.")
    got = found(documents)
    assert {pair: copy.kind for pair, copy in got.items()} == {
        ("00", "01"): "identical",
        ("00", "02"): "near",
        ("01", "02"): "near",
        ("00", "03"): "near",
        ("01", "03"): "near",
        ("02", "03"): "near",
        ("00", "04"): "partial",
        ("01", "04"): "partial",
        ("03", "04"): "partial",
        ("04", "05"): "near",
    }


def test_identical_pages_of_a_few_words() -> None:
    got = found(pages("The ferry to Velmar sails again.", "The ferry to Velmar sails again!", "Nothing.", "Nothing."))
    assert [(pair, copy.kind) for pair, copy in got.items()] == [(("00", "01"), "identical")]


def test_a_passage_points_at_the_shared_words_on_both_pages() -> None:
    lines = FERRY.split("\n")
    documents = pages(FERRY, BRIDGE + "\n" + "\n".join(lines[1:4]))
    (copy,) = found(documents).values()
    texts = {d.id: d.text for d in documents}
    for left, right in copy.passages:
        assert texts[left.document][left.start : left.end] == texts[right.document][right.start : right.end]
    assert sum(len(texts[p.document][p.start : p.end]) for p, _ in copy.passages) >= len(" ".join(lines[1:4])) - 5


def test_a_line_on_unrelated_pages_is_debris() -> None:
    other = "The museum of clocks reopens on Sunday with a show of sundials lent by the observatory of the coast."
    documents = pages(*(f"{text}\n{LEGAL}" for text in (FERRY, BRIDGE, other)))
    assert found(documents) == {}


def test_a_long_quotation_in_two_reports_is_no_copy() -> None:
    quote = "“" + "We came to this harbour to finish what our grandparents began " * 6 + "”, she said."
    assert found(pages(f"{FERRY}\n{quote}", f"{BRIDGE}\n{quote}")) == {}


def test_direction_from_truncation() -> None:
    documents = pages(FERRY, FERRY.rsplit("\n", 4)[0])
    assert original(found(documents)["00", "01"], documents) == "00"


def test_direction_from_dates_and_credits() -> None:
    retitled = "Ferries will sail again\n" + FERRY
    documents = pages(FERRY, retitled)
    early, late = When("2025-03-01", "2025-03-02"), When("2025-03-03", "2025-03-03")
    dated = (Dating(documents[0].id, late), Dating(documents[1].id, early))
    assert original(found(documents, *dated)["00", "01"], documents) == "01"
    agency = clean.plain(FERRY, "https://www.reuters.com/world/ferry")
    local = clean.plain("VELMAR (Reuters) - " + FERRY, "https://velmar-courier.example/1")
    (copy,) = copies.copies(Tables([agency, local], [], Settings()))
    assert (copy.left if copy.direction == "left" else copy.right) == agency.id


def test_result_does_not_depend_on_the_order_of_pages() -> None:
    documents = pages(FERRY, BRIDGE, FERRY + "\n" + BRIDGE, FERRY.lower())
    results = [list(copies.copies(Tables(p, [], Settings()))) for p in itertools.permutations(documents)]
    assert all(r == results[0] for r in results)
    assert results[0]


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


def test_a_form_filled_months_later_is_no_copy() -> None:
    """An office's readouts repeat its sentences about a visit; the next visit is another happening."""
    lines = FERRY.split("\n")
    later = "\n".join([*lines[:4], *BRIDGE.split("\n")[2:]])
    documents = pages(FERRY, later)

    def shared(*days: str) -> bool:
        return bool(found(documents, *(Dating(d.id, When(x, x)) for d, x in zip(documents, days, strict=True))))

    assert shared("2024-03-05", "2024-03-06")
    assert not shared("2024-03-05", "2024-06-05")
    assert found(pages(FERRY, "\n".join(lines[:4]))), "all of a page of another month is a copy"


def test_two_pages_that_repeat_are_held_against_each_other_in_bounded_time() -> None:
    """Each run of words stands at thousands of places of the other page: with all of them it took a minute."""
    left, right = np.arange(20_000, dtype=np.uint64) % 3, np.arange(19_000, dtype=np.uint64) % 3
    start = time.process_time()
    assert copies.aligned(left, right, 5)
    assert time.process_time() - start < 5
