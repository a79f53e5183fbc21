"""What a folder can hold and what a machine can do: named Problems, nothing lost, the rest of the work done."""

from __future__ import annotations

import os
import random
import sqlite3
import tempfile
from pathlib import Path

import pytest

from dragoman import pipeline
from dragoman.record import store
from dragoman.record.check import check
from dragoman.record.store import Record, RecordError
from dragoman.serve.cli import main
from dragoman.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples" / "japan-us"
ONE = Settings(processes=1)
GOOD = "Ministers meet\n\nForeign Minister Ann Lee met President Bo Ito in Oslo on Tuesday.\n"


def test_a_folder_with_everything_in_it(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD, "utf-8")
    (folder / "mirror.txt").write_text(GOOD, "utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "latin.txt").write_bytes("Le président a reçu son homologue à Paris.".encode("latin-1") * 3)
    (folder / "large.txt").write_text((GOOD.strip() + " ") * (20_000_000 // len(GOOD)), "utf-8")
    (folder / "japanese.txt").write_text(
        "高市早苗首相は火曜日、東京でトランプ大統領と会談した。日米同盟の強化で一致した。", "utf-8"
    )
    (folder / "loop").symlink_to(folder)
    (folder / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    settings = Settings(processes=1, text_chars=20_000)
    outcome = pipeline.read([folder], tmp_path / "r.db", settings)
    named = {p.where: p.message for p in outcome.problems}
    for name in ("empty.txt", "binary.txt", "large.txt", "gone.txt"):
        assert any(name in where for where in named), f"{name} is not named in {named}"
    with Record(tmp_path / "r.db") as record:
        found = {d.source: d for d in record.documents()}
        assert {"good.txt", "mirror.txt", "latin.txt", "japanese.txt"} <= set(found)
        assert found["japanese.txt"].language == "ja"
        assert not record.said(found["japanese.txt"]), "kept, marked and not read"
        assert found["good.txt"].id != found["mirror.txt"].id
        assert list(check(record)) == []
        assert record.problems()
    assert main(["read", str(folder), "--record", str(tmp_path / "r.db")]) == 1, "problems are not success"
    assert "empty.txt" in capfd.readouterr().err


def test_a_page_edited_since_is_a_new_version(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(GOOD, "utf-8")
    pipeline.read([page], tmp_path / "r.db", ONE)
    page.write_text(GOOD + "They agreed to meet again.\n", "utf-8")
    assert pipeline.read([page], tmp_path / "r.db", ONE).new == 1
    with Record(tmp_path / "r.db") as record:
        (current,) = record.documents()
        assert current.version_of in {d.id for d in record.documents(current=False)}


def test_a_full_disk_is_one_clear_line_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.txt").write_text(GOOD, "utf-8")
    pipeline.read([folder], tmp_path / "r.db", ONE)
    real = sqlite3.connect

    def small(*given: object, **named: object) -> sqlite3.Connection:
        connection = real(*given, **named)  # type: ignore[call-overload]
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages + 1}")
        return connection

    monkeypatch.setattr(store.sqlite3, "connect", small)
    for number in range(40):
        text = "".join(random.Random(number).choices("abcdefghij klmnop\n", k=4000))
        (folder / f"b{number}.txt").write_text(GOOD + text, "utf-8")
    with pytest.raises(RecordError, match="disk is full"):
        pipeline.read([folder], tmp_path / "r.db", ONE)
    monkeypatch.setattr(store.sqlite3, "connect", real)
    with Record(tmp_path / "r.db") as record:
        assert "a.txt" in {d.source for d in record.documents()}
    pipeline.read([folder], tmp_path / "r.db", ONE)
    with Record(tmp_path / "r.db") as record:
        assert len(list(record.documents())) == 41
        assert list(check(record)) == []


def test_a_read_only_folder_is_one_clear_line() -> None:
    with tempfile.TemporaryDirectory() as locked:
        Path(locked).chmod(0o555)
        me = os.geteuid()
        if me == 0:  # root may write anywhere: for a moment we are nobody
            os.seteuid(65534)
        try:
            with pytest.raises(RecordError, match="may you write there"):
                Record(Path(locked) / "r.db")
        finally:
            os.seteuid(me)


def test_a_folder_that_is_not_there_is_one_clear_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(EXAMPLES), "--record", str(tmp_path / "none" / "r.db")]) == 1
    assert capfd.readouterr().err.count("\n") == 1


def test_a_page_that_cannot_be_read_is_not_counted_among_those_read(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(GOOD, "utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 and nothing more")
    outcome = pipeline.read([tmp_path / "good.txt", tmp_path / "broken.pdf"], tmp_path / "r.db", ONE)
    assert (outcome.new, len(outcome.problems)) == (1, 1)
