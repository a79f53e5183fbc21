"""Search: spellings, phrases, fields, filters, marked snippets."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman import clean
from dragoman.model import Dating, Evidence, Pledge, RawPage, Span, Story, When, raw_hash
from dragoman.record import search
from dragoman.record.store import Read, Record

PAGES = {
    "a.txt": "The defence ministry organised talks with the centre.",
    "b.txt": "The defense budget rose. An honorable labor deal.",
    "c.txt": "Nothing of that kind was said in Kyiv.",
}


@pytest.fixture
def record(tmp_path: Path) -> Record:
    opened = Record(tmp_path / "r.db")
    made = []
    for source, text in PAGES.items():
        raw = RawPage(source, text.encode(), "text", declared={"title": f"Title of {source[0]}", "outlet": "Daily X"})
        made.append(Read(raw, clean.plain(text, source, raw_hash(raw)), None))
    opened.add(made, "1")
    a, b, _ = (r.document.id for r in made if r.document)
    dated = [Dating(a, When("2025-01-01", "2025-01-01")), Dating(b, When("2025-06-01", "2025-06-03"))]
    evidence = (Evidence(Span(b, 0, 10)),)
    pledge = Pledge("p1", "pledge", (), (), "raise labour standards", "announced", evidence)
    opened.replace([(Dating, dated), (Pledge, [pledge]), (Story, [Story("s1", "S", (b,), "t")])], [], "x")
    return opened


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("defense", "ab"), ("DEFENCE", "ab"), ('"defense ministry"', "a"), ("organized", "a"), ("organizing", "a"),
        ("center", "a"), ("honourable", "b"), ("labour defence", "b"), ("Kiev", "c"), ('"ministry defence"', ""),
        ("defence — ministry", "a"), ("four", ""),
    ],
)  # fmt: skip
def test_either_spelling_is_found(words: str, found: str, record: Record) -> None:
    sources = {d.id: d.source[0] for d in record.documents()}
    assert "".join(sorted(sources[h.document] for h in search.search(record, words))) == found


def test_filters_narrow(record: Record) -> None:
    def count(**chosen: str) -> int:
        return len(search.search(record, "defence", **chosen))  # type: ignore[arg-type]

    assert count() == 2
    assert count(since="2025-02-01") == count(until="2025-02-01") == count(story="s1") == 1
    assert count(outlet="nowhere") == count(story="none") == 0
    assert len(search.search(record, "defence", limit=1)) == len(search.search(record, "defence", 1, 1)) == 1


def test_found_words_are_marked_and_records_are_found(record: Record) -> None:
    hit = search.search(record, "organized")[0]
    assert ("organised", True) in hit.parts and "[organised]" in hit.snippet
    assert "".join(t for t, _ in hit.parts) == PAGES["a.txt"]
    (found,) = search.records(record, "labor")
    assert (found.id, found.kind, found.parts[1]) == ("p1", "pledge", ("labour", True))
    assert search.records(record, "title:labor") == []


@pytest.mark.parametrize(
    "words", ['"', "AND", "NEAR(", "a*b", "col:x", "-", '"open', "", "title:", "title: x", "(", "—", "\0"]
)
def test_nothing_typed_breaks_it(words: str, record: Record) -> None:
    search.search(record, words)
    search.records(record, words)


def test_a_spelling_is_another_word(record: Record) -> None:
    assert search.spellings("defense") == ("defense", "defence")
    assert search.spellings("hour") == ("hour",)
