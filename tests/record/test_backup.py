"""A backup is one moment of the record; a restore is all or nothing; what is derived is made anew."""

from __future__ import annotations

import shutil
import sqlite3
import threading
import zlib
from pathlib import Path

import pytest

from dragoman import pipeline
from dragoman.model import Problem
from dragoman.record import judgements, schema, views
from dragoman.record.backup import backup, repair, restore
from dragoman.record.check import check
from dragoman.record.store import Record, RecordError
from dragoman.serve.cli import main
from dragoman.settings import Settings

ONE = Settings(processes=1)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("backup")
    for n in range(3):
        text = f"Talks {n}\n\nForeign Minister Ann Lee met President Bo Ito in Oslo on {n + 1} March 2025.\n"
        (folder / f"{n}.txt").write_text(text, "utf-8")
    pipeline.read([folder], folder / "r.db", ONE)
    with Record(folder / "r.db") as record:
        judgements.judge(record, "right", views.events(record)[0].id)
        pipeline.update(record, ONE)
    return folder / "r.db"


@pytest.fixture
def record(made: Path, tmp_path: Path) -> Path:
    shutil.copy(made, tmp_path / "r.db")
    return tmp_path / "r.db"


def dump(path: Path) -> list[str]:
    with Record(path) as record:
        record.db.row_factory = None
        names = sorted(r[0] for r in record.db.execute("SELECT name FROM sqlite_master WHERE type='table'"))
        kept = [n for n in names if n != "parse" and not n.startswith(("search_", "known_", "sqlite_"))]
        return [f"{n}: {row}" for n in kept for row in sorted(map(repr, record.db.execute(f'SELECT * FROM "{n}"')))]


def test_backup_and_restore_by_the_command_line(record: Path, tmp_path: Path) -> None:
    before = dump(record)
    assert main(["backup", str(tmp_path / "b.db"), "--record", str(record)]) == 0
    assert main(["backup", str(tmp_path / "b.db"), "--record", str(record)]) == 1, "never written over"
    with Record(record) as opened:
        for document in list(opened.documents()):
            opened.remove(document.id)
    assert main(["restore", str(tmp_path / "b.db"), "--record", str(record)]) == 0
    assert dump(record) == before
    assert main(["restore", str(tmp_path / "b.db"), "--record", str(tmp_path / "new.db")]) == 0
    assert dump(tmp_path / "new.db") == before
    assert {p.name for p in tmp_path.iterdir()} <= {"b.db", "r.db", "new.db", "r.db-wal", "r.db-shm"}


def test_a_backup_while_somebody_writes_is_one_moment(record: Path, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:  # two rows a transaction: a moment between them would show an odd number
        with Record(record) as file:
            number = 0
            while not stop.is_set():
                with file.transaction():
                    file.add_problems([Problem("x", f"a{number}", "m" * 2000)])
                    file.add_problems([Problem("x", f"b{number}", "m" * 2000)])
                number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            backup(record, tmp_path / f"b{number}.db")
    finally:
        stop.set()
        writer.join()
    for number in range(5):
        with Record(tmp_path / f"b{number}.db") as copy:
            assert list(check(copy)) == []
            assert len(copy.problems()) % 2 == 0


@pytest.mark.parametrize("harm", ["cut", "text", "newer", "absent", "reading"])
def test_a_backup_that_is_not_whole_is_not_restored(harm: str, record: Path, tmp_path: Path) -> None:
    before, copy = dump(record), tmp_path / "b.db"
    backup(record, copy)
    if harm == "cut":
        copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
    elif harm == "text":
        copy.write_text("not a record", "utf-8")
    elif harm == "absent":
        copy.unlink()
    else:
        with sqlite3.connect(copy) as db:
            db.execute("PRAGMA user_version=99" if harm == "newer" else "UPDATE reading SET said=x'00'")
        db.close()
    with pytest.raises(RecordError):
        restore(record, copy)
    assert dump(record) == before


def test_a_backup_of_an_older_layout_is_brought_up_to_date(
    record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(record, tmp_path / "b.db")
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, "CREATE TABLE extra (id TEXT);\n"))
    restore(record, tmp_path / "b.db")
    with sqlite3.connect(record) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == len(schema.MIGRATIONS)
        assert db.execute("SELECT count(*) FROM extra").fetchone() == (0,)
    db.close()


HARM = [
    "UPDATE reading SET said=x'00'",
    "UPDATE parse SET parse=x'00'",
    "DELETE FROM cites",
    "DELETE FROM event",
    "DROP TABLE actor",
    "UPDATE document SET lines='[' WHERE rowid=1",
    "UPDATE document SET lines='[[5,99999,\"body\"]]' WHERE rowid=1",
    "INSERT INTO search(search) VALUES ('delete-all')",
]


@pytest.mark.parametrize("harm", HARM)
def test_repair_makes_anew_what_is_derived(harm: str, record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = dump(record)
    with sqlite3.connect(record) as db:
        db.execute(harm)
    db.close()
    assert main(["check", "--repair", "--record", str(record)]) == 0, capsys.readouterr().out
    assert dump(record) == before
    assert main(["check", "--record", str(record)]) == 0
    with Record(record) as opened:
        assert opened.db.execute("SELECT count(*) FROM search WHERE search MATCH 'talks'").fetchone()[0] == 3


def test_what_cannot_be_repaired_is_said(record: Path) -> None:
    with sqlite3.connect(record) as db:
        db.execute("UPDATE raw SET data=x'00' WHERE rowid=1")
    db.close()
    with Record(record) as opened:
        assert any("raw page is lost" in line for line in repair(opened))
        assert zlib.decompress(opened.db.execute("SELECT data FROM raw WHERE rowid=2").fetchone()[0])


@pytest.mark.parametrize("harm", ["header", "middle"])
def test_a_damaged_file_is_named_by_check(harm: str, record: Path) -> None:
    data = bytearray(record.read_bytes())
    at = 0 if harm == "header" else len(data) // 2
    data[at : at + 8192] = bytes(8192)
    record.write_bytes(bytes(data))
    assert main(["check", "--record", str(record)]) == 1
