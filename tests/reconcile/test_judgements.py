"""A person's word wins, can be undone, outlives re-reading, and is shown when it finds nothing any more."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman import clean
from dragoman.model import (
    Actor,
    Event,
    EventMention,
    Evidence,
    Mention,
    RawPage,
    Reference,
    Span,
    When,
    mention_id,
    raw_hash,
)
from dragoman.reconcile import judgements as judging
from dragoman.record import judgements as kept
from dragoman.record import views
from dragoman.record.store import Read, Record, RecordError, pack
from dragoman.settings import Settings

TEXT = "Ann Lee met Bo Ito in Oslo. Ann Lee met Bo Ito in Bergen."
FIRST, SECOND = (0, 27), (28, len(TEXT))


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """A record of one page with two meetings of two people."""
    opened = Record(tmp_path / "r.db")
    raw = RawPage("a.txt", TEXT.encode(), "text")
    document = clean.plain(TEXT, "a.txt", raw_hash(raw))
    meetings = [
        EventMention(Span(document.id, s + 8, s + 11), "CONSULT", "meet", Span(document.id, s, e))
        for s, e in (FIRST, SECOND)
    ]
    names = [Mention(Span(document.id, s, s + 7), "name", "Ann Lee") for s in (0, 28)]
    opened.add([Read(raw, document, pack([*meetings, *names], document))], "1")
    work_out(opened)
    return opened


def work_out(record: Record) -> None:
    """What the pipeline does, with two events and two actors made by hand."""
    tables = record.tables(Settings())
    tables.judgements = kept.judgements(record)
    list(judging.pages(tables))
    (document,) = tables.documents.values()
    events = [
        Event(
            mention_id(m),
            "CONSULT",
            "meet",
            ("ann",),
            ("bo",),
            When(),
            "occurred",
            (Evidence(m.sentence, mention_id(m)),),
        )
        for m in tables.all(EventMention)
    ]
    people = [
        Actor(
            "ann",
            "person",
            "Ann Lee",
            evidence=(Evidence(Span(document.id, 0, 7)), Evidence(Span(document.id, 28, 35))),
        ),
        Actor("bo", "person", "Bo Ito", evidence=(Evidence(Span(document.id, 12, 18)),)),
    ]
    means = [Reference(m.span, ("ann",)) for m in tables.all(Mention)]
    tables.replace((Event, Actor, Reference), [*events, *people, *means])
    for _ in range(2):  # twice changes nothing more
        tables.replace(judging.MAKES, list(judging.apply(tables)))
    record.replace(tables.known(), [], "stamp")
    with record.transaction():
        kept.mark_stale(record, tables.applied)


def ids(record: Record) -> list[str]:
    return sorted(e.id for e in views.events(record))


def test_wrong_takes_out_that_one_and_undo_brings_it_back(record: Record) -> None:
    before = ids(record)
    made = kept.judge(record, "wrong", before[0])
    work_out(record)
    assert ids(record) == before[1:]
    assert kept.undo(record, made.id[:6])
    work_out(record)
    assert ids(record) == before


def test_right_is_sure(record: Record) -> None:
    key = ids(record)[0]
    kept.judge(record, "right", key)
    work_out(record)
    assert {e.id: e.certainty for e in views.events(record)}[key] == "sure"


def test_set_gives_a_field_the_value(record: Record) -> None:
    key = ids(record)[0]
    for field, value in (("place", "Oslo"), ("by", "Bo Ito; Cy Day"), ("when", "2025-03-01/2025-03-02")):
        kept.judge(record, "set", key, field=field, value=value)
    work_out(record)
    event = {e.id: e for e in views.events(record)}[key]
    assert event.place == "Oslo"
    assert [views.names(record)[a] for a in event.by] == ["Bo Ito", "Cy Day"]
    assert (event.when.earliest, event.when.latest, event.when.basis) == ("2025-03-01", "2025-03-02", "judgement")


def test_same_merges_and_different_splits(record: Record) -> None:
    left, right = ids(record)
    kept.judge(record, "same", left, right)
    work_out(record)
    assert ids(record) == [left]
    assert len(views.events(record)[0].evidence) == 2
    kept.judge(record, "different", left, right)
    work_out(record)
    assert len(ids(record)) == 2


def test_same_of_actors_renames_everywhere(record: Record) -> None:
    kept.judge(record, "same", "ann", "bo")
    work_out(record)
    assert [a.name for a in views.actors(record)] == ["Ann Lee"]
    assert all(e.by == e.to == ("ann",) for e in views.events(record))


def test_a_page_is_given_its_date(record: Record) -> None:
    page = next(record.documents()).id
    kept.judge(record, "set", page, field="published", value="2025-10-27")
    tables = record.tables(Settings())
    tables.judgements = kept.judgements(record)
    list(judging.pages(tables))
    assert [(d.declared, d.declared_where) for d in tables.documents.values()] == [("2025-10-27", "judgement")]


def test_what_finds_nothing_any_more_is_stale_and_kept(record: Record) -> None:
    kept.judge(record, "wrong", ids(record)[0])
    record.remove(next(record.documents()).id)
    record.replace([], [], "stamp")
    with record.transaction():
        kept.mark_stale(record, set())
    assert [j.stale for j in kept.judgements(record)] == [True]


@pytest.mark.parametrize(
    ("verdict", "other", "field", "word"),
    [("same", None, None, "two ids"), ("set", None, "colour", "one can set"), ("same", "ann", None, "of one kind")],
)
def test_what_makes_no_sense_is_refused(record: Record, verdict: str, other: str, field: str, word: str) -> None:
    with pytest.raises(RecordError, match=word):
        kept.judge(record, verdict, ids(record)[0], other, field, "x")  # type: ignore[arg-type]
    with pytest.raises(RecordError, match="nothing in the record"):
        kept.judge(record, "wrong", "zzz")
