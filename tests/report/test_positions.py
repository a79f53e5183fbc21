"""What one actor said about an issue over time, and where the wording changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from dragoman import pipeline
from dragoman.record.store import Record
from dragoman.report.positions import Part, changes, compare, positions
from dragoman.serve import cli, web
from dragoman.settings import Settings

PAGES = {
    "january": ("2025-01-10", "Norway will spend about two percent of its budget on the new harbour defences."),
    "copy": ("2025-01-11", "Norway will spend about two percent of its budget on the new harbour defences."),
    "march": (
        "2025-03-02",
        "Norway will spend at least two percent of its budget on the new harbour defences by 2027.",
    ),
    "april": ("2025-04-05", "The harbour belongs to the people who have worked in it for a hundred years."),
}


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("said")
    for name, (day, words) in PAGES.items():
        said = f"Prime Minister Anna Berg of Norway said: “{words}”"
        text = f"---\ntitle: The harbour in {name}\ndate: {day}\n---\n\n{said}\n"
        (folder / f"{name}.md").write_text(text, "utf-8")
    pipeline.read([folder], folder / "r.db", Settings(processes=1))
    return folder / "r.db"


def test_sayings_stand_in_time_order_with_their_changes(record: Path) -> None:
    with Record(record, read_only=True) as file:
        rows = list(positions(file, "Anna Berg", "harbour"))
        later = list(positions(file, "Anna Berg", "harbour", since="2025-03-01"))
    assert [(r["when"], r["pages"], r["changed"]) for r in rows] == [
        ("2025-01-10", 2, ""),
        ("2025-03-02", 1, "about → at least; + by 2027"),
        ("2025-04-05", 1, ""),
    ]
    assert rows[1]["before"] == rows[0]["id"] and {r["cue"] for r in rows} == {"said:"}
    assert [r["when"] for r in later] == ["2025-03-02", "2025-04-05"]


def test_the_command_and_the_page_show_them(record: Path) -> None:
    told = CliRunner().invoke(
        cli.app, ["statements", "--by", "Anna Berg", "--about", "harbour", "--record", str(record)]
    )
    assert told.exit_code == 0 and "about → at least" in told.stdout
    client = TestClient(web.app(record), base_url="http://127.0.0.1")
    with Record(record, read_only=True) as file:
        actor = file.db.execute("SELECT id FROM actor WHERE name = 'Anna Berg'").fetchone()[0]
    assert f'action="/actor/{actor}/said"' in client.get(f"/actor/{actor}").text
    page = client.get(f"/actor/{actor}/said?about=harbour").text
    assert "<del>about</del> <ins>at least</ins>" in page
    assert "belongs to the people who have worked in it" in page  # held against nothing, yet shown
    assert "Nothing that" in client.get(f"/actor/{actor}/said?about=zeppelin").text
    assert "Name an issue" in client.get(f"/actor/{actor}/said").text
    assert client.get("/actor/nobody/said").status_code == 404


def test_compare() -> None:
    assert compare("We will go.", "we will go") == [Part("same", "we will go")]
    assert compare("we may go", "we will go soon") == [
        Part("same", "we"), Part("gone", "may"), Part("new", "will"), Part("same", "go"), Part("new", "soon"),
    ]  # fmt: skip
    assert compare("", "now") == [Part("new", "now")] and compare("now", "") == [Part("gone", "now")]


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ("we may go", "we will go soon", "may → will; + soon"),
        ("we may go soon", "we may go", "− soon"),
        ("we go", "We go.", "same words"),
        ("the port opens soon", "a port opens soon", "same words"),
        ("the port opens in May", "the tariff on steel falls in May", "reworded"),
        ("a b c d e f g h i", "1 b 2 d 3 f 4 h 5", "reworded"),
    ],
)
def test_changes(before: str, now: str, told: str) -> None:
    assert changes(compare(before, now)) == told
