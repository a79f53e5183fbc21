"""A page that takes too long: stopped in the main thread and elsewhere, named, and the rest goes on."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from dragoman import pipeline, reading
from dragoman.limit import Overtime, limit
from dragoman.model import EventMention
from dragoman.reading import parse
from dragoman.reading.columns import LineParse
from dragoman.reading.parse import Parsed, parse_lines
from dragoman.record.check import check
from dragoman.record.store import Record
from dragoman.settings import Settings
from dragoman.step import Step

ONE = Settings(processes=1)
SLOW = "Slowness\n\nForeign Minister Ann Lee met President Bo Ito in Oslo on Tuesday.\n"
QUICK = "Talks\n\nPresident Bo Ito met Foreign Minister Ann Lee in Lima on 3 March 2025.\n"


def endless(page: Parsed) -> Iterator[EventMention]:
    while "Slowness" in page.document.text:
        sum(range(100_000))
    yield from ()


def chatty(page: Parsed) -> Iterator[EventMention]:
    while "Slowness" in page.document.text:
        sum(range(100_000))
        yield EventMention(page.span(0, 1), "CONSULT", "meet", page.sentence_span(0))


def test_the_body_is_stopped_wherever_it_is_and_the_timer_is_off_after() -> None:
    start = time.monotonic()
    with pytest.raises(Overtime), limit(0.1):
        re.match(r"(a|aa)+$", "a" * 30 + "b")
        while True:
            pass
    assert time.monotonic() - start < 30
    with limit(0.05):
        pass
    time.sleep(0.1)
    with limit(0.05):
        time.sleep(0.2)  # waiting takes no time of the processor: a busy machine stops nobody
    with limit(0) as watched:
        assert list(watched(range(3))) == [0, 1, 2]


@pytest.mark.parametrize("where", ["main thread", "another thread"])
def test_a_slow_page_is_named_and_the_rest_goes_on(where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "w.txt").write_text(SLOW + QUICK, "utf-8")
    pipeline.read([tmp_path], tmp_path / "w.db", ONE)  # models and tables are loaded
    (tmp_path / "w.txt").unlink()
    at = next(i for i, s in enumerate(reading.STEPS) if s.name == "events")
    slow = Step("events", endless if where == "main thread" else chatty, (EventMention,))
    monkeypatch.setattr(reading, "STEPS", (*reading.STEPS[:at], slow, *reading.STEPS[at + 1 :]))
    for name, text in (("a.txt", SLOW), ("b.txt", QUICK)):
        (tmp_path / name).write_text(text, "utf-8")
    outcomes: list[pipeline.Outcome] = []

    def run() -> None:
        outcomes.append(pipeline.read([tmp_path], tmp_path / "r.db", Settings(processes=1, page_seconds=2)))

    if where == "main thread":
        run()
    else:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    assert len(outcomes[0].problems) == 1, outcomes[0].problems
    problem = outcomes[0].problems[0]
    assert problem.step == "read.events" and "2 seconds" in problem.message
    with Record(tmp_path / "r.db") as record:
        for document in record.documents():
            assert {type(s).__name__ for s in record.said(document)} >= {"Sentence", "Mention"}
        assert list(check(record)) == []


def test_a_page_that_was_stopped_is_read_again_with_more_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = next(i for i, s in enumerate(reading.STEPS) if s.name == "events")
    slow, steps = Step("events", endless, (EventMention,)), reading.STEPS
    (tmp_path / "a.txt").write_text(SLOW, "utf-8")
    (tmp_path / "b.txt").write_text(QUICK, "utf-8")
    pipeline.read([tmp_path / "b.txt"], tmp_path / "r.db", ONE)
    monkeypatch.setattr(reading, "STEPS", (*steps[:at], slow, *steps[at + 1 :]))
    assert len(pipeline.read([tmp_path], tmp_path / "r.db", Settings(processes=1, page_seconds=1)).problems) == 1
    monkeypatch.setattr(reading, "STEPS", steps)
    for seconds, new in ((1, 0), (0.5, 0), (30, 1), (30, 0), (0, 0)):
        outcome = pipeline.read([tmp_path / "b.txt"], tmp_path / "r.db", Settings(processes=1, page_seconds=seconds))
        assert (outcome.new, outcome.problems) == (new, []), seconds
    pipeline.read([tmp_path / "a.txt", tmp_path / "b.txt"], tmp_path / "s.db", ONE)
    with Record(tmp_path / "r.db") as grown, Record(tmp_path / "s.db") as once:
        assert grown.problems() == once.problems() == []
        assert grown.state() == once.state()


def test_a_page_that_is_mostly_spaces_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Slowness" + " " * 50_000 + "in Oslo", "utf-8")
    (tmp_path / "b.txt").write_text(QUICK, "utf-8")
    outcome = pipeline.read([tmp_path], tmp_path / "r.db", ONE)
    assert (outcome.new, outcome.problems) == (2, [])
    with Record(tmp_path / "r.db") as record:
        assert all(line.start < line.end for document in record.documents() for line in document.lines)


def test_a_page_that_cannot_be_parsed_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(texts: Sequence[str]) -> list[LineParse]:
        if any("Slowness" in text for text in texts):
            raise ValueError("no such word")
        return parse_lines(texts)

    monkeypatch.setattr(parse, "parse_lines", failing)
    for name, text in (("a.txt", SLOW), ("b.txt", QUICK)):
        (tmp_path / name).write_text(text, "utf-8")
    outcome = pipeline.read([tmp_path], tmp_path / "r.db", ONE)
    assert [(p.where, p.step, p.message) for p in outcome.problems] == [
        ("a.txt", "read.parse", "ValueError: no such word")
    ]
    with Record(tmp_path / "r.db") as record:
        assert {d.source: bool(record.said(d)) for d in record.documents()} == {"a.txt": False, "b.txt": True}


@pytest.mark.slow
def test_a_page_of_half_a_million_characters_is_read_in_bounded_time(tmp_path: Path) -> None:
    line = "Foreign Minister Ann Lee met President Bo Ito in Oslo on Tuesday, and said Japan would pay $%d billion.\n"
    took = []
    for characters in (125_000, 500_000):
        page = tmp_path / f"{characters}.txt"
        page.write_text("".join(line % n for n in range(6000))[:characters], "utf-8")
        start = time.monotonic()
        outcome = pipeline.read([page], tmp_path / f"{characters}.db", Settings(processes=1))
        took.append(time.monotonic() - start)
        assert outcome.new == 1 and not outcome.problems
    assert took[1] < 180 and took[1] < 8 * took[0], took  # four times as long, with room for a noisy machine
