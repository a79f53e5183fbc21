"""The commands, as a person runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from dragoman import pipeline
from dragoman.model import Document, Problem, RawPage
from dragoman.serve.cli import main
from dragoman.settings import Settings

PAGE = """Ministers meet in Oslo

OSLO, 3 March 2025 -- President Bo Ito met Foreign Minister Ann Lee in Oslo on Monday.

"We will buy $2 billion of gas by the end of 2026," Ito said.
"""


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("cli")
    (folder / "page.txt").write_text(PAGE, "utf-8")
    pipeline.read([folder / "page.txt"], folder / "r.db", Settings(processes=1))
    return str(folder / "r.db")


LISTS = ["timeline", "pledges", "events", "statements", "actors", "sources", "conflicts"]


@pytest.mark.parametrize("command", LISTS)
def test_lists_print_tables_and_json(command: str, record: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = main([command, "--record", record])
    table = capsys.readouterr()
    assert code == (0 if table.out.strip() else 1)
    assert main([command, "--record", record, "--json"]) == code
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert all(row["id"] for row in rows)
    assert bool(rows) == (code == 0)


def test_a_timeline_draws_apart_what_may_not_happen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "page.txt").write_text(PAGE + "\nIto will visit Norway on 7 March 2025.\n", "utf-8")
    pipeline.read([tmp_path / "page.txt"], tmp_path / "r.db", Settings(processes=1))
    assert main(["timeline", "--record", str(tmp_path / "r.db")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[0] for line in lines if "Ito" in line] == ["●", "○"]
    assert lines[-1].startswith("● told as done   ○ planned")


def test_show_opens_every_id_that_a_list_prints(record: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in LISTS:
        main([command, "--record", record, "--json"])
        for line in capsys.readouterr().out.splitlines():
            assert main(["show", json.loads(line)["id"], "--record", record]) == 0, line
            assert capsys.readouterr().out.strip()


@pytest.mark.parametrize("form", ["terminal", "md", "html", "json"])
def test_brief_in_every_form(form: str, record: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["brief", "--record", record, "--format", form])
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize(
    ("argv", "code", "word"),
    [
        (["brief", "--record", "none.db"], 1, "no such record"),
        (["show", "zzz"], 1, "nothing in the record"),
        (["search", "unfindable"], 1, "nothing found"),
        (["events", "--colour", "red"], 2, "colour"),
        (["pledges", "--due", "soon"], 2, "before:DATE"),
        (["brief", "--format", "pdf"], 2, "format"),
        (["nonsense"], 2, "nonsense"),
    ],
)
def test_errors_are_one_clear_line(
    argv: list[str], code: int, word: str, record: str, capfd: pytest.CaptureFixture[str]
) -> None:
    given = argv if "--record" in argv or (code == 2 and argv[0] == "nonsense") else [*argv, "--record", record]
    assert main(given) == code
    assert word in capfd.readouterr().err


def test_read_from_standard_input_and_search(tmp_path: Path) -> None:
    record = str(tmp_path / "r.db")

    def run(*argv: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "dragoman", *argv, "--record", record]
        return subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)

    first = run("read", "-", stdin=PAGE)
    assert first.returncode == 0, first.stderr
    assert "1 page read" in first.stdout
    assert run("search", "gas").returncode == 0
    assert run("check").stdout.strip() == "the record is whole"


def test_nothing_to_read_is_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(tmp_path / "no such folder"), "--record", str(tmp_path / "r.db")]) == 1
    assert "no such folder" in capfd.readouterr().err


def test_a_judgement_wins_and_outlives_changed_cleaning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    record = str(tmp_path / "r.db")
    here = ["--record", record]
    assert main(["read", str(tmp_path / "page.txt"), *here]) == 0

    def rows(command: str) -> list[dict[str, str]]:
        capsys.readouterr()
        main([command, *here, "--json"])
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    met = next(r for r in rows("events") if r["mode"] == "meet")
    page = rows("sources")[0]
    assert main(["judge", "wrong", met["id"], *here]) == 0
    assert main(["judge", "set", page["id"], "published", "2024-12-24", *here]) == 0
    said = rows("statements")[0]
    assert main(["judge", "set", said["id"], "speaker", "Ann Lee", *here]) == 0

    def holds() -> None:
        assert met["id"] not in {r["id"] for r in rows("events")}
        assert rows("sources")[0]["published"] == "2024-12-24"
        assert rows("statements")[0]["speaker"] == "Ann Lee"

    holds()
    from dragoman import clean

    real = clean.clean

    def drops_headlines(raw: RawPage, settings: Settings) -> tuple[Document | None, list[Problem]]:
        document, problems = real(raw, settings)
        assert document
        lines = tuple(msgspec.structs.replace(x, kind="body") if x.kind == "headline" else x for x in document.lines)
        return msgspec.structs.replace(document, lines=lines, text_hash="f" * 16), problems

    monkeypatch.setattr(pipeline, "reading_version", lambda: "other cleaning")
    monkeypatch.setattr(clean, "clean", drops_headlines)
    pipeline.read([tmp_path / "page.txt"], record, Settings(processes=1))
    holds()
    listed = {r["id"]: r for r in rows_of_judgements(here, capsys)}
    assert len(listed) == 3 and not any(r["stale"] for r in listed.values())
    assert [r["about"] for r in listed.values() if r["change"].startswith("published")] == ["document: page.txt"]
    assert main(["judge", "--undo", next(i for i, r in listed.items() if r["verdict"] == "wrong"), *here]) == 0
    assert met["id"] in {r["id"] for r in rows("events")}
    assert main(["remove", page["id"], *here]) == 0
    assert all(r["stale"] for r in rows_of_judgements(here, capsys))
    assert main(["remove", "nothing", *here]) == 1
    assert main(["judge", "maybe", met["id"], *here]) == 2


def rows_of_judgements(here: list[str], capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    capsys.readouterr()
    main(["judge", "--list", *here, "--json"])
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_check_reads_the_brief(record: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--record", record]) == 0, capsys.readouterr().out


def test_columns_of_a_table_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"story": PAGE, "day": "2025-03-04"}) + "\n")
    read = ["read", str(tmp_path / "a.jsonl"), "--record", str(tmp_path / "r.db"), "--processes", "1"]
    assert main(read) == 1
    assert main([*read, "--columns", "text=story, date=day"]) == 0
    assert main([*read, "--columns", "text=story", "--columns", "date=day"]) == 0
    assert main([*read, "--columns", "words=story"]) == 2
    assert "FIELD is one of" in capsys.readouterr().err
    main(["sources", "--record", str(tmp_path / "r.db"), "--json"])
    assert json.loads(capsys.readouterr().out)["published"] == "2025-03-04"


def test_what_is_given_is_checked(record: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for argv in (
        ["events", "--since", "soon"],
        ["timeline", "--until", "2025-13"],
        ["pledges", "--due", "before:soon"],
        ["pledges", "--kind", "threat"],
        ["events", "--status", "done"],
        ["brief", "--length", "0"],
        ["search", "port", "--limit", "0"],
        ["serve", "--port", "99999"],
        ["read", ".", "--processes", "-1"],
    ):
        assert main([*argv, "--record", record]) == 2, argv
    main(["sources", "--record", record, "--json"])
    page = json.loads(capsys.readouterr().out)["id"]
    assert main(["judge", "set", page, "published", "soon", "--record", record]) == 1
    assert main(["sources", "nowhere", "--record", record]) == 1
    assert main(["brief", "--about", "Atlantis", "--record", record]) == 1
    missing = tmp_path / "typing-error.db"
    for given in ("remove x", "judge wrong x", "judge --undo x", "check --repair", "export out"):
        argv = given.split()
        assert main([*argv, "--record", str(missing)]) == 1, argv
    assert not missing.exists()


def test_rows_fit_a_narrow_terminal(
    record: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    for command in [*LISTS, "brief"]:
        main([command, "--record", record])
        assert all(len(line) <= 60 for line in capsys.readouterr().out.splitlines()), command


def test_a_record_that_is_not_worked_out_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from dragoman.record import derived
    from dragoman.record.store import Record

    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    record = tmp_path / "r.db"
    pipeline.read([tmp_path / "page.txt"], record, Settings(processes=1))
    with Record(record) as file, file.transaction():
        derived.empty(file)
        file.set_meta("reconciled", "")
    for command in ("timeline", "brief"):
        assert main([command, "--record", str(record)]) == 1
        assert "is not worked out" in capsys.readouterr().err
    assert main(["read", str(tmp_path / "page.txt"), "--record", str(record)]) == 0
    assert main(["brief", "--record", str(record)]) == 0


def test_what_failed_in_working_out_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dragoman import reconcile

    def fails(tables: object) -> None:
        raise ValueError("no idea")

    monkeypatch.setattr(reconcile, "STEPS", (*reconcile.STEPS[:-1], reconcile.STEPS[-1]._replace(run=fails)))
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    assert main(["read", str(tmp_path / "page.txt"), "--record", str(tmp_path / "r.db")]) == 1
    assert "no idea" in capsys.readouterr().err
