"""The brief: every line supported, the same twice, and the golden one of the examples."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

import dragoman
from dragoman import pipeline
from dragoman.record import views
from dragoman.record.store import Record
from dragoman.report.brief import TOP, Brief, _alike, brief, unsupported
from dragoman.report.desk import Desk
from dragoman.report.formats import page
from dragoman.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "japan-us.md"


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    path = tmp_path_factory.mktemp("brief") / "r.db"
    pipeline.read([ROOT / "examples" / "japan-us"], path, Settings(processes=1))
    with dragoman.open_record(path) as opened:
        yield opened


def test_the_brief_of_the_examples_is_the_golden_one(record: Record, request: pytest.FixtureRequest) -> None:
    text = page.markdown(brief(record)) + "\n"
    if request.config.getoption("--update-golden"):
        GOLDEN.write_text(text, "utf-8")
    assert text == GOLDEN.read_text("utf-8"), "run pytest --update-golden, then read what changed"


def test_the_readme_shows_what_is_printed(record: Record) -> None:
    shown = (ROOT / "README.md").read_text("utf-8").split("## What it prints")[1].split("```")[1]
    printed = iter(page.terminal(brief(record)).splitlines())
    lines = [line for line in shown.splitlines() if line not in ("", "...")]
    assert lines and [line for line in lines if line not in printed] == []  # in this order


def test_every_line_is_supported(record: Record) -> None:
    whole = brief(record, length=10_000)
    assert sum(len(s.lines) for s in whole.sections) > 60
    left = {s.title: s.left for s in whole.sections}
    assert left["What happened"] == left["What comes next"] == 0  # repeats are nothing that a longer brief would tell
    assert unsupported(whole) == []


def test_the_checker_catches_what_is_not_supported(record: Record) -> None:
    made = brief(record)
    line = made.sections[1].lines[0]
    for forged in ("Angela Merkel met somebody", "they agreed on 77 points", "1999-01-01: they met"):
        wrong = msgspec.structs.replace(line, text=f"{forged} ({line.reports} report)")
        section = msgspec.structs.replace(made.sections[1], lines=(wrong,))
        assert unsupported(msgspec.structs.replace(made, sections=(section,))), forged
    bare = msgspec.structs.replace(made.sections[1], lines=(msgspec.structs.replace(line, refs=()),))
    assert unsupported(msgspec.structs.replace(made, sections=(bare,)))


def test_the_lines_at_the_top_are_ranked_and_say_how(record: Record) -> None:
    top = brief(record).sections[0]
    assert top.title == "In short" and "by independent reports" in top.note
    assert len(top.lines) == TOP
    ranks = [(line.reports, line.day) for line in top.lines]
    assert ranks == sorted(ranks, reverse=True)


def of_page(folder: Path, text: str) -> Brief:
    """The brief of one page."""
    (folder / "a.txt").write_text(text, "utf-8")
    pipeline.read([folder / "a.txt"], folder / "r.db", Settings(processes=1))
    with dragoman.open_record(folder / "r.db") as record:
        return brief(record)


def test_what_says_little_alone_has_its_sentence_at_the_top(tmp_path: Path) -> None:
    made = of_page(
        tmp_path,
        "OSLO, 3 June 2025 - Peru's Foreign Minister Ana Lind met Chile's Foreign Minister Bo Ruiz in Oslo.\n\n"
        "Chile spends little on aid and pledged to raise it to $300 million by 2027.\n",
    )
    top = [line.text for line in made.sections[0].lines]
    assert [("met Bo Ruiz" in x, "spends little on aid" in x, "“" in x) for x in top] == [
        (True, False, False),
        (False, True, True),
    ]


def test_references_are_numbered_in_order_and_all_are_used(record: Record) -> None:
    made = brief(record)
    used = list(dict.fromkeys(n for s in made.sections for line in s.lines for n in line.refs))
    assert used == [r.number for r in made.refs] == list(range(1, len(used) + 1))


def test_about_keeps_what_concerns_them(record: Record) -> None:
    made = brief(record, about="China United States")
    happened = next(s for s in made.sections if s.title == "What happened")
    assert 0 < len(happened.lines) < len(brief(record, length=10_000).sections[1].lines)
    assert not brief(record, about="Peru").sections


@pytest.mark.parametrize("form", [page.terminal, page.markdown, page.html, page.json])
def test_no_form_lets_a_script_or_an_escape_code_through(form: object, record: Record) -> None:
    made = brief(record)
    line = msgspec.structs.replace(made.sections[0].lines[0], text="<script>x</script> \x1b[31mred [a](javascript:b)")
    section = msgspec.structs.replace(made.sections[0], lines=(line,))
    text = form(msgspec.structs.replace(made, sections=(section,)))  # type: ignore[operator]
    assert "\x1b" not in text
    if form is page.html:
        assert "<script" not in text


def test_a_country_is_called_by_its_own_name(tmp_path: Path) -> None:
    """Neither by that of a territory that acts by its own, nor by that of its parliament's hill."""
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.txt").write_text(
        "Puerto Rico pledged to send 200 doctors to Haiti by June.\n\n"
        "The United States pledged to give Haiti $50 million by the end of 2026.\n\n"
        "Capitol Hill urged the United States to send more.\n",
        "utf-8",
    )
    pipeline.read([pages], tmp_path / "r.db", Settings(processes=1))
    with dragoman.open_record(tmp_path / "r.db") as record:
        titles = [s.title for s in brief(record).sections]
        congress = [a for a in views.actors(record) if a.name == "U.S. Congress"]
    assert "The United States: asks, offers, promises" in titles
    assert [a.kind for a in congress] == ["government"]


@pytest.mark.parametrize(
    ("promise", "title"),
    [
        ("Norway pledged to send 50 tanks to Kenya, Prime Minister Jonas Gahr Store said.", "Kenya and Norway"),
        ("Prime Minister Jonas Gahr Store pledged to send 50 tanks abroad.", "Norway and Poland"),
    ],
)
def test_the_title_names_who_is_promised_something_before_who_is_met(promise: str, title: str, tmp_path: Path) -> None:
    met = "Store will meet Polish Prime Minister Donald Tusk on Friday."
    assert of_page(tmp_path, f"OSLO, 3 June 2025 - {promise}\n\n{met}\n").title == title


def test_meetings_of_ministers_hide_none_of_envoys(tmp_path: Path) -> None:
    made = of_page(
        tmp_path,
        "OSLO, 30 June 2025 - Peru's Foreign Minister Ana Lind met Chile's Foreign Minister Bo Ruiz in June.\n\n"
        "Peru's envoy Eva Holm met Chile's envoy Jon Dahl in June.\n",
    )
    told = next(s for s in made.sections if s.title == "What happened").lines
    assert sum(" met " in line.body for line in told) == 2


def test_what_is_denied_hides_nothing_that_was_done(record: Record) -> None:
    done = next(e for e in views.events(record) if e.status == "occurred")
    denied = msgspec.structs.replace(done, status="denied")
    assert [_alike(Desk(record), done, other) for other in (done, denied)] == [True, False]


def test_other_items_of_a_roundup_come_after_the_matter(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for day in (3, 4):
        text = f"Peru signed a pact with Chile on day {day}.\n\nChile visited Peru on {day} May.\n"
        (pages / f"{day}.txt").write_text(f"OSLO, {day} June 2025 - {text}", "utf-8")
    other = "OSLO, 5 June 2025 - Kenya signed a treaty with Norway on Thursday.\n\nPeru thanked Chile on Thursday.\n"
    (pages / "5.txt").write_text(other, "utf-8")
    pipeline.read([pages], tmp_path / "r.db", Settings(processes=1))
    with dragoman.open_record(tmp_path / "r.db") as record:
        told = brief(record, length=3)
    lines = next(s for s in told.sections if s.title == "What happened").lines
    assert told.title == "Chile and Peru" and not any("Kenya" in line.body for line in lines)


def test_nothing_of_others_stands_in_short_where_the_matter_is_told(tmp_path: Path) -> None:
    made = of_page(
        tmp_path,
        "OSLO, 3 June 2025 - Peru signed a pact with Chile on grain.\n\nPeru promised Chile 20 tons of grain.\n\n"
        "Prime Minister Keir Starmer met Chancellor Friedrich Merz in London on Tuesday.\n",
    )
    assert made.title == "Chile and Peru"
    assert not any("Starmer" in line.text for line in made.sections[0].lines)
