"""Coverage that lies: shown as what it is (alone, a copy, undated), never as corroboration."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman import pipeline
from dragoman.model import Dating, Event, Saying
from dragoman.record import views
from dragoman.record.check import check
from dragoman.record.store import Record
from dragoman.report import tables
from dragoman.settings import Settings

STORY = """Norway and Ruritania agree on fish

OSLO — Foreign Minister Ann Lee met President Bo Ito in Oslo on 4 March 2025, and the two sides signed an agreement on
fish after nine hours of talks that officials on both sides had called the last chance before the season begins.

Ito said his country would buy 40,000 tons of cod by 2027, and Lee said that Norway would lower its fees at once. The
ships of both countries will be inspected in each other's ports, and a commission will hear complaints twice a year.

The agreement ends a quarrel of six years over the waters north of the islands, in which boats were seized, and
in which each government had accused the other of looking away while its own fishermen took more than their share.
"""
OTHER = """Minister receives president

The president, Bo Ito, arrived in the Norwegian capital in the morning. He met Foreign Minister Ann Lee in Oslo
on 4 March 2025, according to her office, which published pictures of a long table and of a shorter lunch.

Reporters were kept in the street, where it rained. No questions were taken after the meeting by either side.
"""


def read(folder: Path, pages: dict[str, str]) -> Record:
    (folder / "pages").mkdir()
    for name, text in pages.items():
        (folder / "pages" / name).write_text(text, "utf-8")
    pipeline.read([folder / "pages"], folder / "r.db", Settings(processes=1))
    record = Record(folder / "r.db", read_only=True)
    assert list(check(record)) == []
    return record


def meeting(record: Record) -> Event:
    """The event that most pages tell of."""
    return max(views.events(record, mode="meet"), key=lambda e: len(e.evidence))


@pytest.mark.parametrize("copies", [30, 90, pytest.param(500, marks=pytest.mark.slow)])
def test_a_flood_of_copies_is_one_report(copies: int, tmp_path: Path) -> None:
    pages = {"other.txt": OTHER}
    for n in range(copies):
        changed = STORY.replace("nine hours", f"{n} hours")
        pages[f"copy{n:03}.txt"] = f"{changed}\nOur own correspondent number {n} contributed to this report.\n"
    with read(tmp_path, pages) as record:
        told = meeting(record)
        assert len({e.span.document for e in told.evidence}) == copies + 1
        assert told.independent == 2, "the copies are one report, the other page is one"
        assert all(p.independent == 1 for p in views.pledges(record)), "what only the copies say has one source"


def test_a_forged_agency_credit_makes_nobody_independent(tmp_path: Path) -> None:
    credit = "(Reporting by Jane Roe in Oslo; editing by John Doe; Reuters)"
    pages = {
        "original.txt": STORY,
        "forged.txt": STORY.replace("OSLO —", "OSLO (Reuters) —") + f"\n{credit}\n",
        "other.txt": OTHER,
    }
    with read(tmp_path, pages) as record:
        assert meeting(record).independent == 2
        forged = record.document("forged.txt")
        assert forged and any(forged.id in (c.left, c.right) for c in views.copies(record))


def test_a_credit_alone_is_not_text_in_common(tmp_path: Path) -> None:
    """Two pages that both say "Reuters" and share no sentence are two reports; the credit is no proof either way."""
    pages = {"a.txt": STORY + "\n(Reuters)\n", "b.txt": OTHER + "\n(Reuters)\n"}
    with read(tmp_path, pages) as record:
        assert views.copies(record) == []


def test_a_false_declared_date_does_not_move_the_event(tmp_path: Path) -> None:
    lie = f"---\ntitle: Talks\ndate: 2031-01-01\n---\n\n{OTHER}"
    with read(tmp_path, {"a.txt": STORY, "lie.md": lie}) as record:
        told = meeting(record)
        assert (told.when.earliest, told.when.latest) == ("2025-03-04", "2025-03-04")
        document = record.document("lie.md")
        (dating,) = [d for d in record.select(Dating) if document and d.document == document.id]
        assert dating.when.reasons, "what the date rests on is said, so that a reader can doubt it"
        shown = tables.show(record, document.id if document else "")
        assert shown and ("front matter" in shown or "metadata" in shown)


def test_a_quote_that_no_other_page_has_stands_alone(tmp_path: Path) -> None:
    invented = OTHER + "\n“We will leave the alliance tomorrow and never come back,” Ito said.\n"
    with read(tmp_path, {"a.txt": STORY, "b.txt": OTHER, "invented.txt": invented}) as record:
        (said,) = [s for s in record.select(Saying) if "leave the alliance" in s.content]
        assert [s.id for s in record.select(Saying) if s.group == said.group] == [said.id]
        assert len({e.span.document for e in said.evidence}) == 1
        assert said.certainty != "certain", "one page's word"
