"""The ledger: what is one entry, its history, and which ask a pledge answers."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import get_args

import msgspec
import pytest

from dragoman.model import Actor, Dating, Document, Mention, Pledge, Reference, Said, Span, When
from dragoman.parts import laid_out
from dragoman.reading import STEPS
from dragoman.reconcile.pledges import pledges
from dragoman.settings import Settings
from dragoman.step import Tables
from pages import page

DAYS = ("2031-03-01", "2031-06-01", "2031-09-01")


def tables(*texts: str, called: Callable[[str], str] = str) -> Tables:
    """Pages of the given texts, a quarter apart; every country named is its own actor, `called` by its code."""
    documents: list[Document] = []
    said = []
    actors: dict[str, Actor] = {}
    made: list[object] = []
    for n, text in enumerate(texts):
        read = page(text, STEPS)
        name = f"page{n}"
        said += [_moved(r, name) for rows in read.found.values() for r in rows]
        documents.append(_renamed(read.document, name))
        made.append(Dating(name, When(DAYS[n], DAYS[n])))
    result = Tables(documents, said, Settings())
    for m in result.all(Mention):
        stands: Mention | None = m
        while stands is not None and not stands.country and stands.antecedent is not None:
            stands = result.mention(stands.antecedent)
        if stands is not None and stands.country:
            id_ = called(stands.country)
            actors[id_] = Actor(id_, "country", stands.country, stands.country)
            made.append(Reference(m.span, (id_,)))
    result.replace((Dating, Reference), made)
    result.replace((Actor,), actors.values())
    return result


def _renamed(document: Document, name: str) -> Document:
    return msgspec.structs.replace(document, id=name, source=name)


def _moved(record: object, name: str) -> object:
    """The record as it would stand on a page of that id: every span inside it moves along."""

    def move(value: object) -> object:
        if isinstance(value, Span):
            return Span(name, value.start, value.end)
        if isinstance(value, tuple):
            return tuple(move(v) for v in value)
        return value

    fields = {f: move(getattr(record, f)) for f in record.__struct_fields__}  # type: ignore[attr-defined]
    return msgspec.structs.replace(record, **fields)  # type: ignore[type-var]


def ledger(*texts: str) -> list[Pledge]:
    return list(laid_out(pledges(tables(*texts))))


def test_one_pledge_on_two_pages_is_one_entry_that_was_repeated() -> None:
    (one,) = ledger("Norway pledged to send 50 tanks to Ukraine.", "Norway has pledged to send 50 tanks to Ukraine.")
    assert [t.what for t in one.history] == ["announced", "repeated"]
    assert one.by == ("NOR",) and one.to == ("UKR",)
    assert (one.amount, one.unit) == (50, "tanks")


def test_another_amount_months_later_is_a_change() -> None:
    (one,) = ledger("Norway pledged to send 50 tanks to Ukraine.", "Norway pledged to send 80 tanks to Ukraine.")
    assert [t.what for t in one.history] == ["announced", "changed"]
    assert one.history[1].note == "amount from 50 to 80 tanks"
    assert [e.amount for e in one.evidence] == [50, 80]


@pytest.mark.parametrize(
    "other",
    ["Sweden pledged to send 50 tanks to Ukraine.", "Norway pledged to buy natural gas from Canada."],
)
def test_other_side_or_other_matter_is_another_entry(other: str) -> None:
    assert len(ledger("Norway pledged to send 50 tanks to Ukraine.", other)) == 2


def test_a_pledge_answers_the_ask() -> None:
    found = ledger("Ukraine urged Norway to send battle tanks.", "Norway pledged to send battle tanks to Ukraine.")
    ask = next(p for p in found if p.kind == "ask")
    assert next(p for p in found if p.kind == "pledge").answers == ask.id


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_pages_does_not_matter(seed: int) -> None:
    """Pages and records come in another order; names of pages, days and so ids stay."""
    texts = (
        "Norway pledged to send 50 tanks to Ukraine. Chile urged Norway to send 50 tanks to Ukraine.",
        "Norway has pledged to send 80 tanks to Ukraine. Sweden pledged to buy 20 jets from Chile by 2033.",
        "Norway dropped its plan to send tanks to Ukraine. Sweden promised that it would buy 20 jets from Chile.",
    )
    told = tables(*texts)
    draw = random.Random(seed)
    said = [row for kind in get_args(Said) for row in told.all(kind)]
    mixed = Tables(list(told.documents.values())[::-1], draw.sample(said, len(said)), Settings())
    for kind, rows in list(told.known()):
        mixed.replace((kind,), draw.sample(rows, len(rows)))
    assert list(laid_out(pledges(mixed))) == list(laid_out(pledges(told)))


def test_a_side_that_receives_promises_nothing() -> None:
    (one,) = ledger(
        "Norway agreed to invest $5 billion in Chile.", "Norway and Chile agreed to invest $5 billion in Chile."
    )
    assert (one.by, one.to) == (("NOR",), ("CHL",))


def test_what_is_promised_to_others_is_another_entry() -> None:
    assert len(ledger("Norway pledged to send tanks to Ukraine.", "Norway pledged to send tanks to Chile.")) == 2


@pytest.mark.parametrize(
    ("first", "later"),
    [
        (
            "Norway and Chile agreed to keep up the consultation between their teams on fish stocks.",
            "Norway and Chile agreed that their teams would keep up regular consultation.",
        ),
        (
            "Norway pledged to send a $40 million package of medical assistance to Ukraine.",
            "Norway pledged to send a new package of medical assistance to Ukraine.",
        ),
    ],
)
def test_a_promise_renewed_months_later_is_another_entry(first: str, later: str) -> None:
    assert [len(p.evidence) for p in ledger(first, later) if len(p.evidence) > 1] == []


def test_months_of_one_pledge_make_its_history() -> None:
    (one,) = ledger(
        "Norway is considering sending 50 tanks to Ukraine.",
        "Norway pledged to send 50 tanks to Ukraine by March 2032.",
        "Norway pledged to send 80 tanks to Ukraine by September 2032.",
    )
    assert [t.what for t in one.history] == ["announced", "confirmed", "changed"]
    assert "amount from 50 to 80 tanks" in one.history[2].note
    assert "deadline from 2032-03-31 to 2032-09-30" in one.history[2].note
    assert (one.amount, one.deadline.latest, one.status) == (80, "2032-09-30", "announced")


def test_a_plan_that_is_dropped_ends() -> None:
    (one,) = ledger("Norway plans to send 50 tanks to Ukraine.", "Norway dropped its plan to send 50 tanks to Ukraine.")
    assert [t.what for t in one.history] == ["announced", "dropped"]
    assert one.status == "dropped"


def test_a_promise_that_is_kept_is_fulfilled() -> None:
    (one,) = ledger(
        "Norway pledged to send 50 tanks to Ukraine.", "Norway fulfilled its pledge to send 50 tanks to Ukraine."
    )
    assert [t.what for t in one.history] == ["announced", "fulfilled"]


@pytest.mark.parametrize(
    ("paper", "to"),
    [
        ("Joint Statement by Norway and Kenya\n\nNorway will provide $5 million in grants.", ("ken",)),
        ("Joint Statement by Norway and Kenya\n\nNorway has committed $5 million to this effort.", ()),
        ("Joint Statement by Norway and Kenya\n\nNorway will provide a loan of $5 million to Acme Solar.", ()),
        ("Fact Sheet: Norway and Kenya Host Leaders on Trade\n\nNorway will expand its fleet of ships.", ()),
    ],
)
def test_the_other_side_of_a_paper_receives_what_goes_to_nobody_else(paper: str, to: tuple[str, ...]) -> None:
    (one,) = laid_out(pledges(tables(paper, called=str.lower)))
    assert (one.by, one.to) == (("nor",), to)


def test_terms_of_an_offer_are_not_those_of_what_was_agreed() -> None:
    """What was said to be given on a condition may have been agreed without one."""
    first = "Chile said it would release 18 prisoners to Peru if Peru withdrew."
    later = "Chile agreed to release 18 prisoners to Peru."
    (entry,) = ledger(first, later)
    assert (entry.status, entry.condition) == ("agreed", None)


def test_leaders_among_whom_the_giver_is_receive_nothing() -> None:
    """ "We are ready to host the leaders" is said to no one of those the page has named."""
    text = "Foreign Minister Ana Lind of Chile met Foreign Minister Bo Ruiz of Peru. Lind offered to host the leaders."
    made = tables(text)
    lind, ruiz = (Actor(n, "person", n, c) for n, c in (("Ana Lind", "CHL"), ("Bo Ruiz", "PER")))
    people = {m.span: (lind.id if "Lind" in m.surface else ruiz.id,) for m in made.all(Mention) if m.kind == "name"}
    group = next(m.span for m in made.all(Mention) if m.surface == "the leaders")
    made.replace((Actor,), [*made.all(Actor), lind, ruiz])
    made.replace((Reference,), [Reference(s, a) for s, a in {**people, group: (lind.id, ruiz.id)}.items()])
    assert [p.to for p in laid_out(pledges(made))] == [()]
