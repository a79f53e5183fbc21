"""What nobody documented fails the build: commands, options, settings, steps, tables, exported fields."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import pytest

import dragoman
from dragoman import lexicon, pipeline
from dragoman.settings import Settings

ROOT = Path(__file__).resolve().parents[1]


def test_the_reference_is_that_of_the_code() -> None:
    spec = importlib.util.spec_from_file_location("reference", ROOT / "docs" / "reference.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    written = (ROOT / "docs" / "reference.md").read_text("utf-8")
    assert module.page() == written, "run `make docs`"
    for line in written.splitlines():
        assert not re.match(r"\|.*\| *\|$", line) or line.startswith("| table"), f"nothing is said of: {line}"


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    pipeline.read([ROOT / "examples" / "japan-us"], folder / "r.db", Settings(processes=1))
    with dragoman.open_record(folder / "r.db") as record:
        dragoman.export(record, folder / "out")
    return folder / "out"


def test_every_exported_field_is_documented(exported: Path) -> None:
    rows = dict(re.findall(r"^\| (\w+)\.jsonl \| (.*) \|$", (ROOT / "docs" / "export.md").read_text("utf-8"), re.M))
    assert set(rows) == {p.stem for p in exported.glob("*.jsonl")}
    for name, said in rows.items():
        fields = set(re.findall(r"`(\w+)`", said))
        for line in (exported / f"{name}.jsonl").read_text("utf-8").splitlines():
            missing = set(json.loads(line)) - fields
            assert not missing, f"{name}.jsonl: {missing}"


def test_evidence_quotes_what_it_points_at(exported: Path) -> None:
    texts = {}
    with dragoman.open_record(exported.parent / "r.db") as record:
        texts = {d.id: d.text for d in record.documents()}
    checked = 0
    for name in ("events", "pledges", "statements", "constraints"):
        for line in (exported / f"{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            assert row["evidence"], row
            for item in row["evidence"]:
                assert " ".join(texts[item["document"]][item["start"] : item["end"]].split()) == item["quote"]
                checked += 1
    assert checked > 50


def test_every_python_file_has_a_docstring_and_is_not_too_long() -> None:
    for path in sorted((ROOT / "src").rglob("*.py")):
        text = path.read_text("utf-8")
        assert not text or text.lstrip().startswith('"""'), f"{path.relative_to(ROOT)}: no docstring"
        assert len(text.splitlines()) <= 500, f"{path.relative_to(ROOT)}: look for the second thing in it"


def test_every_table_is_explained_and_names_its_sources() -> None:
    data = ROOT / "src" / "dragoman" / "data"
    said = (data / "README.md").read_text("utf-8")
    for path in sorted(data.glob("*.csv")):
        assert f"| {path.stem} |" in said, path.stem
        assert b"\0" not in path.read_bytes(), path.stem
        assert all(row["source"] for row in lexicon.table(path.stem)), path.stem


def test_every_mode_of_event_has_words() -> None:
    worded = {row["mode"] for row in lexicon.table("wording")}
    modes = {row["mode"].replace("_", " ") for row in lexicon.table("event_rules") if row["mode"]}
    assert modes <= worded, modes - worded
