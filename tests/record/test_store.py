"""The record file: whole after every write, the same answer twice, clear words when it cannot be opened."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from dragoman import clean
from dragoman.model import Actor, Event, Evidence, Mention, Problem, RawPage, Reference, Sentence, Span, When, raw_hash
from dragoman.record import schema, search, views
from dragoman.record.check import check
from dragoman.record.store import Read, Record, RecordError, pack, unpack

TEXT = "Ann Lee met Bo Ito in Oslo."


def page(source: str = "a.txt", text: str = TEXT) -> Read:
    raw = RawPage(source, text.encode(), "text")
    document = clean.plain(text, source, raw_hash(raw))
    said = [Sentence(Span(document.id, 0, len(text)), 0), Mention(Span(document.id, 0, 7), "name", "Ann Lee")]
    return Read(raw, document, pack(said, document), ())


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return Record(tmp_path / "r.db")


def test_a_page_comes_back_as_it_went_in(record: Record) -> None:
    one = page()
    assert one.document is not None
    record.add([one], "1")
    assert list(record.documents()) == [one.document]
    assert [type(s) for s in record.said(one.document)] == [Sentence, Mention]
    assert all(s.span.document == one.document.id for s in record.said(one.document))
    assert record.has("a.txt", one.document.raw_hash, "1")
    assert not record.has("a.txt", one.document.raw_hash, "2"), "changed reading code reads again"


def test_a_mirror_shares_the_reading_and_keeps_its_own_id(record: Record) -> None:
    first, mirror = page(), page("mirror.txt")
    assert first.document and mirror.document
    record.add([first, Read(mirror.raw, mirror.document, None)], "1")
    assert record.said(mirror.document)[1].span.document == mirror.document.id


def test_a_changed_page_is_a_new_version(record: Record) -> None:
    old, new = page(), page(text=TEXT + " They signed.")
    record.add([old], "1")
    record.add([new], "1")
    current = list(record.documents())
    assert [d.version_of for d in current] == [old.document.id if old.document else None]
    assert len(list(record.documents(current=False))) == 2


def test_removed_pages_stay_away(record: Record) -> None:
    one = page()
    assert one.document
    record.add([one], "1")
    assert record.remove(one.document.id)
    assert list(record.documents()) == []
    assert record.has("a.txt", one.document.raw_hash, "1")
    assert not record.remove(one.document.id)


def event(span: Span, start: int = 0) -> Event:
    return Event("e1", "CONSULT", "meet", ("ann",), (), When("2025-01-01", "2025-01-02"), "occurred",
                 (Evidence(Span(span.document, start, span.end), "m1"),))  # fmt: skip


def test_derived_records_come_back_and_are_found_by_a_member(record: Record) -> None:
    one = page()
    assert one.document
    record.add([one], "1")
    span = Span(one.document.id, 0, len(TEXT))
    ann = Actor("ann", "person", "Ann Lee", evidence=(Evidence(span),))
    means = Reference(Span(one.document.id, 0, 7), ("ann",))
    record.replace([(Actor, [ann]), (Event, [event(span)]), (Reference, [means])], [], "stamp")
    assert views.events(record, by="ann lee") == [event(span)]
    assert views.events(record, by="nobody") == []
    assert views.present(record) == {one.document.id: ["ann"]}
    assert record.owner("m1") == ("e1", "event")
    shown = views.show(record, "e1")
    assert isinstance(shown, views.Shown)
    assert shown.evidence[0][1].id == one.document.id
    assert list(check(record)) == []


def test_evidence_outside_its_page_is_refused_and_nothing_is_lost(record: Record) -> None:
    one = page()
    assert one.document
    record.add([one], "1")
    span = Span(one.document.id, 0, len(TEXT))
    record.replace([(Event, [event(span)])], [], "good")
    with pytest.raises(RecordError, match="outside its page"):
        record.replace([(Event, [event(Span(one.document.id, 0, 999))])], [], "bad")
    assert record.meta("reconciled") == "good"
    assert len(views.events(record)) == 1


def test_check_finds_damage(record: Record) -> None:
    one = page()
    record.add([one], "1")
    record.set_meta("reconciled", "x")
    assert list(check(record)) == []
    record.db.execute("UPDATE reading SET said=x'00'")
    record.db.execute("INSERT INTO acts VALUES ('e9', 'event', 'by', 'nobody')")
    found = "\n".join(check(record))
    assert "reading cannot be opened" in found
    assert "unknown actor nobody" in found


def test_problems_are_kept_once(record: Record) -> None:
    problem = Problem("a.txt", "sources", "empty")
    for _ in range(2):
        with record.transaction():
            record.add_problems([problem])
    assert record.problems() == [problem]


@pytest.mark.parametrize("words", ['"', "AND", "NEAR(", "a*b", "col:x", "-", '"open', ""])
def test_a_search_never_breaks(record: Record, words: str) -> None:
    record.add([page()], "1")
    search.search(record, words)


def test_search_finds_words_and_phrases(record: Record) -> None:
    record.add([page()], "1")
    assert len(search.search(record, "meeting Oslo")) == 0
    assert len(search.search(record, "ito oslo")) == 1
    assert len(search.search(record, '"Bo Ito"')) == 1
    assert len(search.search(record, '"Ito Bo"')) == 0


def test_a_newer_record_and_a_stranger_are_refused(tmp_path: Path) -> None:
    newer = tmp_path / "newer.db"
    with sqlite3.connect(newer) as db:
        db.execute(f"PRAGMA user_version={len(schema.MIGRATIONS) + 1}")
    with pytest.raises(RecordError, match="newer Dragoman"):
        Record(newer)
    stranger = tmp_path / "stranger.db"
    stranger.write_text("this is no database, it is a letter that somebody saved here")
    with pytest.raises(RecordError, match="not a Dragoman record"):
        Record(stranger)
    with pytest.raises(RecordError, match="no such record"):
        Record(tmp_path / "none.db", read_only=True)


def test_reading_moves_with_the_document() -> None:
    one = page()
    assert one.document and one.said
    moved = unpack(one.said, "0" * 16, one.document.text_hash)
    assert {s.span.document for s in moved} == {"0" * 16}
