"""Conflicts: what cannot both hold is found, what can is not."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from dragoman import clean
from dragoman.model import (
    Actor,
    Conflict,
    Dating,
    Event,
    EventMention,
    Evidence,
    Pledge,
    PledgeMention,
    Quantity,
    Reference,
    Sentence,
    Span,
    When,
    mention_id,
)
from dragoman.reconcile import comparable
from dragoman.reconcile.conflicts import conflicts
from dragoman.settings import Settings
from dragoman.step import Tables

ACTORS = [Actor("a", "person", "Orla Brandt", "RUT"), Actor("b", "person", "Pavel Dusek", "VEL")]


def record(*pages: tuple[str, str, str, str, str]) -> Tables:
    """Pages of (date, sentence, trigger, status, day): one sentence each, one event of Brandt towards Dusek."""
    documents = [clean.plain(p[1], f"{n}.txt") for n, p in enumerate(pages)]
    said: list[Sentence | EventMention] = []
    events = []
    for document, (_, text, trigger, status, day) in zip(documents, pages, strict=True):
        sentence = Span(document.id, 0, len(text))
        at = text.index(trigger)
        mention = EventMention(Span(document.id, at, at + len(trigger)), "AGREE", "sign", sentence)
        said += [Sentence(sentence, 0), mention]
        evidence = Evidence(sentence, mention_id(mention), status=status, earliest=day or None, latest=day or None)
        events.append(Event(f"e{document.id}", "AGREE", "sign", ("a",), ("b",), When(day, day), status, (evidence,)))
    tables = Tables(documents, said, Settings())
    tables.replace((Actor,), ACTORS)
    tables.replace((Event,), events)
    tables.replace((Dating,), [Dating(d.id, When(p[0], p[0])) for d, p in zip(documents, pages, strict=True)])
    return tables


def kinds(tables: Tables) -> list[str]:
    return [c.kind for c in conflicts(tables) if isinstance(c, Conflict)]


SIGNED = "Brandt signed the ferry accord with Dusek after crews protested."


@pytest.mark.parametrize(
    ("denied", "expected"),
    [
        ("Brandt signed no ferry accord, crews said.", ["status"]),  # the same words, the other side unnamed
        ("Brandt signed no law on schools.", []),  # another thing
    ],
)
def test_a_denial_is_of_the_same_thing(denied: str, expected: list[str]) -> None:
    tables = record(("2024-05-02", SIGNED, "signed", "occurred", ""), ("2024-05-02", denied, "signed", "denied", ""))
    alone = [msgspec.structs.replace(e, to=() if e.status == "denied" else e.to) for e in tables.all(Event)]
    tables.replace((Event,), alone)
    found = [c for c in conflicts(tables) if isinstance(c, Conflict)]
    assert [c.kind for c in found] == expected
    assert all(c.about == "whether Orla Brandt did sign a document" for c in found)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (("2025-05-06", "Brandt never signed the ferry accord, an aide said.", "signed", "denied", ""), ["status"]),
        (
            ("2025-05-03", "Brandt has not signed the ferry accord, an aide said.", "signed", "denied", ""),
            [],
        ),  # not yet
        (("2025-05-06", "Brandt has signed the ferry accord with Dusek.", "signed", "occurred", ""), []),
        (("2025-08-06", "Brandt never signed the fishing accord, an aide said.", "signed", "denied", ""), []),
        (("2025-05-06", "Brandt never welcomed the ferry accord.", "welcomed", "denied", ""), []),
        (
            ("2025-05-06", "Crews protested when Brandt signed the ferry accord.", "signed", "occurred", "2025-05-03"),
            ["date"],
        ),
        (
            ("2025-05-06", "Crews protested when Brandt signed the ferry accord.", "signed", "occurred", "2025-05-05"),
            [],
        ),
    ],
)
def test_status_and_date(other: tuple[str, str, str, str, str], expected: list[str]) -> None:
    assert kinds(record(("2025-05-05", SIGNED, "signed", "occurred", "2025-05-05"), other)) == expected


@pytest.mark.parametrize(
    ("outlets", "other", "expected"),
    [
        (("Bay Post", "Rut Courier"), "b", ["date"]),
        (("Bay Post", "Bay Post"), "b", []),  # an outlet that has a page for each
        (("Bay Post", "Rut Courier"), "d", []),  # with somebody of another country
    ],
)
def test_two_days_of_one_act(outlets: tuple[str, str], other: str, expected: list[str]) -> None:
    pages = [("2025-05-06", SIGNED, "signed", "occurred", day) for day in ("2025-05-03", "2025-05-05")]
    tables = record(*pages)
    documents = list(tables.documents)
    for document, outlet in zip(documents, outlets, strict=True):
        tables.documents[document] = msgspec.structs.replace(tables.documents[document], outlet=outlet)
    tables.replace((Actor,), [*ACTORS, Actor("d", "person", "Ana Moreau", "ZZZ")])
    tables.replace(
        (Event,), [msgspec.structs.replace(e, to=(t,)) for e, t in zip(tables.all(Event), ("b", other), strict=True)]
    )
    assert kinds(tables) == expected


def test_a_meeting_that_is_denied() -> None:
    told = ("2025-05-06", "Brandt met Dusek about the ferry accord.", "met", "occurred", "2025-05-05")
    denied = ("2025-05-06", "Brandt did not meet Dusek about the ferry accord.", "meet", "denied", "")
    assert kinds(record(told, denied)) == ["status"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dusek sent an invitation to the harbour feast. Brandt did not accept it, an aide said.", ["status"]),
        ("Dusek praised the weather at length. Brandt did not accept it, an aide said.", []),
        ("Dusek sent an invitation to the harbour feast. Brandt never read it.", []),
        ("Dusek sent an invitation to the harbour feast. Brandt did not want it, an aide said.", []),
    ],
)
def test_denied_in_the_same_words(text: str, expected: list[str]) -> None:
    assert kinds(denial(text)) == expected


@pytest.mark.parametrize(
    ("denied", "asked"),
    [("did not accept", "did accept"), ("has not accepted", "has accepted"), ("never accepted", "ever accepted")],
)
def test_what_a_denial_asks(denied: str, asked: str) -> None:
    found = conflicts(denial(f"Dusek sent an invitation to the harbour feast. Brandt {denied} it, an aide said."))
    assert [c.about.endswith(f" {asked}") for c in found if isinstance(c, Conflict)] == [True]


def denial(text: str) -> Tables:
    """A page on which Brandt accepted, and another page."""
    first = "Brandt accepted when Dusek gave her an invitation to the harbour feast."
    documents = [clean.plain(t, f"{n}.txt") for n, t in enumerate((first, text))]
    tables = Tables(documents, [Sentence(Span(d.id, 0, len(d.text)), 0) for d in documents], Settings())
    tables.replace((Actor,), ACTORS)
    places = [(d, d.text.index("Brandt")) for d in documents]
    tables.replace((Reference,), [Reference(Span(d.id, at, at + 6), ("a",)) for d, at in places])
    tables.replace((Dating,), [Dating(d.id, When("2025-05-05", "2025-05-06")) for d in documents])
    return tables


def figures(*pages: tuple[str, str, str, str]) -> Tables:
    """Pages of (date, sentence, words of the amount, its value in DIN)."""
    documents = [clean.plain(p[1], f"{n}.txt") for n, p in enumerate(pages)]
    said: list[Sentence | Quantity] = []
    references = []
    for document, (_, text, wording, amount) in zip(documents, pages, strict=True):
        at = text.index(wording)
        said += [
            Sentence(Span(document.id, 0, len(text)), 0),
            Quantity(Span(document.id, at, at + len(wording)), Decimal(amount), "DIN"),
        ]
        references += [Reference(Span(document.id, 0, 6), ("a",)), Reference(Span(document.id, 7, 9), ("b",))]
    tables = Tables(documents, said, Settings())
    tables.replace((Actor,), ACTORS)
    tables.replace((Reference,), references)
    tables.replace((Dating,), [Dating(d.id, When(p[0], p[0])) for d, p in zip(documents, pages, strict=True)])
    return tables


FUND = (
    "2025-05-05",
    "Brandt promised Dusek that the harbour fund would get 40 million dinars.",
    "40 million dinars",
    "40000000",
)


@pytest.mark.parametrize(
    ("date", "text", "wording", "amount", "expected"),
    [
        (
            "2025-05-06",
            "Brandt told Dusek the harbour fund would get 4 million dinars.",
            "4 million dinars",
            "4000000",
            ["number"],
        ),
        (
            "2025-05-06",
            "Brandt told Dusek the harbour fund would get 41 million dinars.",
            "41 million dinars",
            "41000000",
            [],
        ),
        (
            "2025-05-06",
            "Brandt told Dusek the tunnel toll would be 4 million dinars.",
            "4 million dinars",
            "4000000",
            [],
        ),
        (
            "2025-11-06",
            "Brandt told Dusek the harbour fund would get 4 million dinars.",
            "4 million dinars",
            "4000000",
            [],
        ),
    ],
)
def test_figures(date: str, text: str, wording: str, amount: str, expected: list[str]) -> None:
    assert kinds(figures(FUND, (date, text, wording, amount))) == expected


def test_a_third_figure_tells_that_they_are_of_several_things() -> None:
    second = ("2025-05-06", "Brandt told Dusek the harbour fund would get 4 million dinars.", "4 million dinars", "4e6")
    third = ("2025-05-06", "Brandt told Dusek the harbour fund got 90 million dinars.", "90 million dinars", "9e7")
    assert kinds(figures(FUND, second)) == ["number"]
    assert kinds(figures(FUND, second, third)) == []


def test_amounts_of_one_pledge_and_the_same_result_twice() -> None:
    tables = figures(FUND, ("2026-05-05", "Brandt gives Dusek 20 million dinars.", "20 million dinars", "20000000"))
    evidence = tuple(
        Evidence(s.span, amount=q.amount, unit="DIN")
        for s, q in zip(tables.all(Sentence), tables.all(Quantity), strict=True)
    )
    tables.replace((Pledge,), [Pledge("p", "pledge", ("a",), ("b",), "harbour fund", "announced", evidence)])
    found = list(conflicts(tables))
    assert [c.kind for c in found] == ["number"]
    assert [s.independent for s in found[0].sides] == [1, 1]
    assert found[0].settle
    tables.replace((Conflict,), found)
    assert list(conflicts(tables)) == found


MET = "Brandt met {} at the harbour in Velm and talked about the ferry accord for two hours."


@pytest.mark.parametrize(
    ("second", "names", "expected"),
    [
        ("c", ("Dusek", "Havel"), ["participant"]),
        ("c", ("Dusek", "Havel, who had come without Dusek,"), []),  # a page that knows both
        ("d", ("Dusek", "Moreau"), []),  # of another country: another meeting
        ("b", ("Dusek", "Pavel Dusek"), []),
    ],
)
def test_with_whom(second: str, names: tuple[str, str], expected: list[str]) -> None:
    texts = [MET.format(name) for name in names]
    documents = [clean.plain(text, f"{n}.txt") for n, text in enumerate(texts)]
    said: list[Sentence | EventMention] = []
    references, events = [], []
    for document, actor in zip(documents, ("b", second), strict=True):
        text = document.text
        sentence, at = Span(document.id, 0, len(text)), text.index("met")
        mention = EventMention(Span(document.id, at, at + 3), "CONSULT", "meet", sentence)
        said += [Sentence(sentence, 0), mention]
        evidence = Evidence(sentence, mention_id(mention), status="occurred")
        when = When("2025-05-05", "2025-05-05")
        events.append(Event(f"e{document.id}", "CONSULT", "meet", ("a",), (actor,), when, "occurred", (evidence,)))
        for name, known in (("Brandt", "a"), ("Dusek", "b"), ("Havel", "c"), ("Moreau", "d")):
            if (start := text.find(name)) >= 0:
                references.append(Reference(Span(document.id, start, start + len(name)), (known,)))
    tables = Tables(documents, said, Settings())
    tables.replace(
        (Actor,), [*ACTORS, Actor("c", "person", "Jan Havel", "VEL"), Actor("d", "person", "Ana Moreau", "ZZZ")]
    )
    tables.replace((Event, Reference), [*events, *references])
    tables.replace((Dating,), [Dating(d.id, When("2025-05-05", "2025-05-05")) for d in documents])
    assert kinds(tables) == expected


def test_a_large_block_is_compared_story_by_story(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["p1", "s"], ["p2", "s"], ["p3", "t"], ["p3", "t"]]
    blocks = {("x",): rows, ("y",): rows[:2]}
    story = {"p1": "s", "p2": "s", "p3": "t"}

    def found(own: str = "p1 p2 p3") -> list[tuple[str, str]]:
        return [(a[0], b[0]) for a, b in comparable.pairs(blocks, lambda r: r[0], story, set(own.split()))]

    assert found("p2") == [("p1", "p2")]
    assert found() == [("p1", "p2"), ("p1", "p3"), ("p1", "p3"), ("p2", "p3"), ("p2", "p3")]
    monkeypatch.setattr(comparable, "MANY", 3)
    assert found() == [("p1", "p2")]


def test_what_is_offered_does_not_contradict_what_is_in_force() -> None:
    text = "Brandt offered Dusek that the harbour fund would get 4 million dinars."
    made = figures(FUND, ("2025-05-06", text, "4 million dinars", "4000000"))
    sentence = made.all(Sentence)[1].span
    offer = PledgeMention(Span(sentence.document, 7, 14), "offer", "4 million dinars", sentence)
    assert kinds(made) == ["number"]
    offered = Tables(list(made.documents.values()), [*made.all(Sentence), *made.all(Quantity), offer], Settings())
    for kind in (Actor, Reference, Dating):
        offered.replace((kind,), made.all(kind))
    assert kinds(offered) == []
