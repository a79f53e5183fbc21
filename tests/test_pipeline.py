"""The runner: the same answer twice, in any order, on any number of processes; what was read stays read."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import zlib
from pathlib import Path

import msgspec
import pytest

import dragoman
from dragoman import clean, pipeline, reconcile
from dragoman.model import Problem, RawPage
from dragoman.parts import Rows
from dragoman.reconcile import clues
from dragoman.record import carried
from dragoman.record.check import check
from dragoman.record.store import Record
from dragoman.settings import Settings
from dragoman.step import Tables

ONE = Settings(processes=1)
PAGES = {
    "one.txt": "Ministers met in Oslo\n\nForeign Minister Ann Lee met President Bo Ito in Oslo on Tuesday. "
    "“We agreed on trade,” Lee said.\n",
    "two.txt": "Talks\n\nPresident Bo Ito said he would visit Norway in May.\n",
    "three.txt": "Talks\n\nPresident Bo Ito said he would visit Norway in May.\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pages = tmp_path / "pages"
    pages.mkdir()
    for name, text in PAGES.items():
        (pages / name).write_text(text, "utf-8")
    return pages


def exported(record: Path, out: Path) -> dict[str, bytes]:
    with dragoman.open_record(record) as opened:
        dragoman.export(opened, out)
    return {p.name: p.read_bytes() for p in sorted(out.iterdir())}


def test_twice_from_nothing_is_the_same_to_the_byte(folder: Path, tmp_path: Path) -> None:
    files = [folder / n for n in PAGES]
    pipeline.read(files, tmp_path / "a.db", ONE)
    pipeline.read(files[::-1], tmp_path / "b.db", Settings(processes=1, batch=1))
    assert exported(tmp_path / "a.db", tmp_path / "a") == exported(tmp_path / "b.db", tmp_path / "b")


def test_page_by_page_is_the_same_as_at_once(folder: Path, tmp_path: Path) -> None:
    pipeline.read([folder], tmp_path / "a.db", ONE)
    for name in reversed(PAGES):
        pipeline.read([folder / name], tmp_path / "b.db", ONE)
    assert exported(tmp_path / "a.db", tmp_path / "a") == exported(tmp_path / "b.db", tmp_path / "b")


def test_two_processes_are_the_same_as_one(folder: Path, tmp_path: Path) -> None:
    pipeline.read([folder], tmp_path / "a.db", ONE)
    pipeline.read([folder], tmp_path / "b.db", Settings(processes=2, batch=1))
    assert exported(tmp_path / "a.db", tmp_path / "a") == exported(tmp_path / "b.db", tmp_path / "b")


def test_again_reads_nothing_and_adds_nothing(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline.read([folder], tmp_path / "a.db", ONE)
    before = exported(tmp_path / "a.db", tmp_path / "a")
    monkeypatch.setattr(pipeline, "_read_batch", lambda *a: pytest.fail("a page was read again"))
    again = pipeline.read([folder], tmp_path / "a.db", ONE)
    assert (again.new, again.unchanged) == (0, len(PAGES))
    assert exported(tmp_path / "a.db", tmp_path / "b") == before


def test_a_text_met_again_is_not_parsed(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dragoman.reading import parse

    pipeline.read([folder], tmp_path / "a.db", ONE)
    parsed: list[str] = []
    real = parse.parse_lines
    monkeypatch.setattr(parse, "parse_lines", lambda texts: parsed.extend(texts) or real(texts))
    shutil.copy(folder / "one.txt", folder / "mirror.txt")
    (folder / "roundup.txt").write_text("Roundup\n\n" + PAGES["two.txt"].split("\n\n")[1], "utf-8")
    outcome = pipeline.read([folder], tmp_path / "a.db", ONE)
    assert outcome.new == 2
    assert parsed == ["Roundup"]


HEAD = (
    "<html><head><title>Talks in Oslo</title>{}</head><body><article><h1>Talks in Oslo</h1><p>{}</p></article></body>"
)
TALKS = "Foreign Minister Ann Lee met President Bo Ito in Oslo on Tuesday, and they agreed on trade, officials said. "
DECLARED = HEAD.format('<meta property="article:published_time" content="2025-10-28">', TALKS * 3)


@pytest.mark.parametrize(
    ("first", "text", "second", "cleans"),
    [
        ("a.html", DECLARED, "2024-01-02-b.html", False),  # the page's own day stands
        ("a.html", HEAD.format("", TALKS * 3), "2024-01-02-b.html", False),  # the second's name gives it a day
        ("2024-01-02-a.html", HEAD.format("", TALKS * 3), "b.html", False),  # the first's does not stand for it
        ("2024-01-02-a.txt", TALKS, "2023-05-06-b.txt", False),
        ("a.html", DECLARED, "b.txt", True),  # read in another way
        ("a.txt", TALKS + "\ufeff\u202e" * 40, "b.txt", True),  # what is to be noted is noted of both
    ],
)
def test_bytes_met_again_are_not_cleaned(
    first: str, text: str, second: str, cleans: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    cleaned: list[str] = []
    real = clean.clean
    monkeypatch.setattr(clean, "clean", lambda raw, settings: cleaned.append(raw.source) or real(raw, settings))
    for name in (first, second):
        (pages / name).write_text(text, "utf-8")
        pipeline.read([pages], tmp_path / "a.db", ONE)
    assert cleaned == ([first, second] if cleans else [first])
    pipeline.read([pages], tmp_path / "b.db", ONE)  # both at once: each is cleaned
    assert exported(tmp_path / "a.db", tmp_path / "a") == exported(tmp_path / "b.db", tmp_path / "b")


def test_bytes_of_another_address_are_cleaned(tmp_path: Path) -> None:
    """Outlet, day and links follow from an address."""
    for address in ("https://one.example/2024/01/02/talks", "https://two.example/talks"):
        pipeline.take([RawPage(address, HEAD.format("", TALKS * 3).encode(), "html")], tmp_path / "a.db", ONE)
    with Record(tmp_path / "a.db") as record:
        found = {d.source: (d.outlet, d.declared) for d in record.documents()}
    assert found == {
        "https://one.example/2024/01/02/talks": ("one.example", "2024-01-02"),
        "https://two.example/talks": ("two.example", None),
    }


def test_changed_reading_code_reads_again(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline.read([folder], tmp_path / "a.db", ONE)
    before = exported(tmp_path / "a.db", tmp_path / "a")
    monkeypatch.setattr(pipeline, "reading_version", lambda: "other code")
    outcome = pipeline.read([folder / "one.txt"], tmp_path / "a.db", ONE)
    assert outcome.new == len(PAGES), "every page of the record is read again, from what was kept of it"
    assert exported(tmp_path / "a.db", tmp_path / "b") == before


def test_a_step_that_fails_is_a_problem_and_the_rest_goes_on(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import importlib

    reading = importlib.import_module("dragoman.reading")
    from dragoman.step import Step

    def broken(page: object) -> list[object]:
        raise ValueError("no such word")

    monkeypatch.setattr(reading, "STEPS", (*reading.STEPS, Step("broken", broken, ())))
    outcome = pipeline.read([folder], tmp_path / "a.db", ONE)
    assert {p.step for p in outcome.problems} == {"read.broken"}
    with Record(tmp_path / "a.db") as record:
        assert len(list(record.documents())) == len(PAGES)
        assert list(check(record)) == []
        assert record.problems()


def test_a_run_killed_between_batches_is_completed_by_the_next(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = Record.add, []

    def dies(self: Record, *given: object) -> None:
        if calls:
            raise KeyboardInterrupt
        calls.append(1)
        real(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Record, "add", dies)
    with pytest.raises(KeyboardInterrupt):
        pipeline.read([folder], tmp_path / "a.db", Settings(processes=1, batch=1))
    monkeypatch.setattr(Record, "add", real)
    with Record(tmp_path / "a.db") as record:
        assert len(list(record.documents())) == 1
        assert list(check(record)) == ["pages were read but not reconciled: run `dragoman read` once"]
    pipeline.read([folder], tmp_path / "a.db", ONE)
    pipeline.read([folder], tmp_path / "b.db", ONE)
    assert exported(tmp_path / "a.db", tmp_path / "a") == exported(tmp_path / "b.db", tmp_path / "b")


def test_the_seed_of_hashes_changes_nothing(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[1]
    code = (
        "import sys, dragoman; from dragoman.settings import Settings\n"
        f"dragoman.read([{str(root / 'examples' / 'japan-us')!r}], sys.argv[1], Settings(processes=1))\n"
        "with dragoman.open_record(sys.argv[1]) as r: dragoman.export(r, sys.argv[1] + '.out')"
    )
    for seed in ("1", "2", "3"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root / "src")}
        subprocess.run([sys.executable, "-c", code, str(tmp_path / seed)], env=env, check=True)
    outs = [{p.name: p.read_bytes() for p in (tmp_path / f"{s}.out").iterdir()} for s in ("1", "2", "3")]
    for name in outs[0]:
        assert outs[0][name] == outs[1][name] == outs[2][name], name


def test_what_is_kept_is_used_and_gives_the_same(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = tmp_path / "a.db"
    pipeline.read([folder / "one.txt"], record, ONE)
    asked: list[str] = []
    real = clues.clues
    monkeypatch.setattr(clues, "clues", lambda text, around: asked.append(text) or real(text, around))
    pipeline.read([folder], record, ONE)
    assert len(asked) == 1  # one.txt was asked before, three.txt has the text of two.txt
    monkeypatch.undo()
    pipeline.read([folder], tmp_path / "b.db", ONE)
    assert exported(record, tmp_path / "a") == exported(tmp_path / "b.db", tmp_path / "b")
    for damage in (
        "UPDATE carried SET data=x'c1'",
        "UPDATE carried_together SET rows=x'c1'",
        "UPDATE carried SET data=x'' WHERE step='affinity'",
        "DELETE FROM event; UPDATE carried SET data=x'c1' WHERE step='events of pages, rows'",
        "DELETE FROM carried",
        "DELETE FROM carried_together",
    ):
        with Record(record) as file, file.transaction():
            for part in damage.split("; "):
                file.db.execute(part)
            file.set_meta("reconciled", "")
        pipeline.read([folder], record, ONE)
        assert exported(record, tmp_path / "c") == exported(record, tmp_path / "a")
        with Record(record, read_only=True) as file:
            assert file.problems() == []
            assert file.db.execute("SELECT count(*) FROM carried").fetchone()[0] > 3


def test_what_is_damaged_is_put_away_with_the_words_of_pages_that_are_taken_out(folder: Path, tmp_path: Path) -> None:
    with Record(tmp_path / "a.db") as file:
        pipeline.read([folder], file.path, ONE)
        every = "SELECT data FROM carried UNION ALL SELECT rows FROM carried_together"
        assert "agreed on trade" in "".join(str(tuple(r)) for r in file.db.execute(every))
        with file.transaction():
            file.db.execute("UPDATE carried_together SET rows=x'c1' WHERE step='met'")
        pipeline.remove(file, [str(folder / "one.txt"), "one.txt"], ONE)
        assert carried.together(file.db, "met")
        assert "agreed on trade" not in "".join(str(tuple(r)) for r in file.db.execute(every))


def test_the_words_of_lines_go_with_pages_that_are_taken_out(folder: Path, tmp_path: Path) -> None:
    with Record(tmp_path / "a.db") as file:
        pipeline.read([folder], file.path, ONE)

        def told() -> bytes:
            return b"".join(zlib.decompress(row[0]) for row in file.db.execute("SELECT parse FROM parse"))

        assert b"oslo" in told()
        pipeline.remove(file, [str(folder / "one.txt"), "one.txt"], ONE)
        assert b"oslo" not in told()


def test_rows_that_were_gone_before_are_put_away_with_pages_that_are_taken_out(folder: Path, tmp_path: Path) -> None:
    """Of a name of which nothing goes now, and of one that no step asks for any more."""
    with Record(tmp_path / "a.db") as file:
        pipeline.read([folder], file.path, ONE)
        former, gone = (msgspec.msgpack.encode({"x": data}) for data in (b"Bergen", None))
        with file.transaction():
            for number, data in ((98, former), (99, gone)):
                for step in ("clues", "no step's"):
                    file.db.execute("INSERT INTO carried_together VALUES (?, ?, 1, ?)", (step, number, data))
            file.db.execute("INSERT INTO carried VALUES ('no step''s', 'x', 'Bergen')")
        pipeline.remove(file, [str(folder / "three.txt"), "three.txt"], ONE)
        kept = file.db.execute("SELECT data FROM carried UNION ALL SELECT rows FROM carried_together")
        assert "Bergen" not in "".join(str(tuple(r)) for r in kept)


def test_a_run_leaves_nothing_of_its_record_behind(folder: Path, tmp_path: Path) -> None:
    """`watch` has one run after another in one process: what each was given must not add up."""

    def alive() -> int:
        gc.collect()
        return sum(isinstance(one, (Tables, Rows)) for one in gc.get_objects())

    before = alive()
    for name in PAGES:
        pipeline.read([folder / name], tmp_path / "a.db", ONE)
    assert alive() == before


def test_a_table_of_office_holders_that_cannot_be_read_costs_no_second_run(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(processes=1, offices="no,such,columns\n1,2,3\n")
    pipeline.read([folder / "one.txt"], tmp_path / "a.db", settings)
    runs: list[Tables] = []
    real = reconcile.run
    monkeypatch.setattr(reconcile, "run", lambda tables: runs.append(tables) or real(tables))
    pipeline.read([folder], tmp_path / "a.db", settings)
    assert len(runs) == 1
    with Record(tmp_path / "a.db") as record:
        assert [p.where for p in record.problems()] == ["own offices"]


def test_a_reader_sees_the_record_before_or_after_a_removal(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = tmp_path / "a.db"
    pipeline.read([folder], record, ONE)
    before = exported(record, tmp_path / "before")
    real = reconcile.run

    def run(tables: Tables) -> list[Problem]:
        assert exported(record, tmp_path / "during") == before
        return real(tables)

    monkeypatch.setattr(reconcile, "run", run)
    with Record(record) as file:
        pipeline.remove(file, [str(folder / "one.txt"), "one.txt"], ONE)
        assert list(check(file)) == []
        kept = file.db.execute("SELECT data FROM carried UNION ALL SELECT rows FROM carried_together")
        assert "Oslo" not in "".join(str(tuple(r)) for r in kept)
    monkeypatch.undo()
    pipeline.read([folder / "two.txt", folder / "three.txt"], tmp_path / "b.db", ONE)
    assert (
        exported(record, tmp_path / "after")["events.jsonl"]
        == exported(tmp_path / "b.db", tmp_path / "b")["events.jsonl"]
    )
    assert pipeline.read([folder], record, ONE).new == 0


def test_batches_are_full_at_first_and_small_at_the_end() -> None:
    pages = [RawPage(f"{n}.txt", b"", "text") for n in range(1000)]
    dealt = list(pipeline._dealt(iter(pages), 64, 2))
    assert [page for batch in dealt for page in batch] == pages
    sizes = [len(batch) for batch in dealt]
    assert set(sizes[:14]) == {64} and sizes == sorted(sizes, reverse=True) and sizes[-1] == 1
    assert list(pipeline._dealt(iter([]), 64, 2)) == []
