"""What follows from something that was touched is worked out again: as if all had been made at once, whatever came."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from dragoman import pipeline
from dragoman.reconcile import blocks
from dragoman.record import judgements, views
from dragoman.record.store import Record
from dragoman.settings import Settings
from test_growing import rows

ONE = Settings(processes=1)
LONG = "“We will open the northern ports to trade before winter and we mean every word of it,”"
SHORT = "“We will open the northern ports to trade before winter,”"
OTHER = "“Nobody in this country has anything to fear from the new tariff on steel imports,”"
PAGES = {  # the day above it, what it says
    "a": ("March 1, 2031", "Norway pledged to send 50 battle tanks to Ukraine.", f"{SHORT} Ada Lind said."),
    "b": ("March 2, 2031", "Ukraine urged Norway to send battle tanks. Ada Lind met Bo Falk on Saturday.", OTHER),
    "c": ("March 3, 2031", "Norway has pledged to send 50 battle tanks to Ukraine.", f"{OTHER} Bo Falk said."),
    "d": ("April 20, 2031", "Norway pledged to send 80 battle tanks to Ukraine by June 2031.", f"{LONG} Lind said."),
    "e": ("March 2, 2031", "Chile urged Sweden to buy copper from Chile.", "Ada Lind did not meet Bo Falk."),
    "f": ("", "Norway pledged to send 50 battle tanks to Ukraine.", "Sweden will buy 300 tonnes of copper from Chile."),
    "g": (
        "July 9, 2031",
        "Sweden dropped its plan to buy copper from Chile.",
        "Norway plans to meet Chile on July 20.",
    ),
    "h": ("July 21, 2031", "Sweden pledged to buy 200 tonnes of copper by May 2031.", "Norway met Chile on July 20."),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "pages"
    made.mkdir()
    for name, lines in PAGES.items():
        (made / f"{name}.txt").write_text("\n\n".join(lines), "utf-8")
    return made


def same(record: Record, tmp_path: Path) -> None:
    """The record holds what its pages and judgements come to where nothing was kept."""
    record.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(record.path, tmp_path / "once.db")
    found = rows(record)
    with Record(tmp_path / "once.db") as once:
        with once.transaction():
            once.keep_nothing()
            once.db.execute("DELETE FROM meta WHERE key='reconciled'")
        assert pipeline.update(once, ONE) == []
        wanted = rows(once)
    (tmp_path / "once.db").unlink()
    for table in wanted:
        assert found[table] == wanted[table], table


def add(record: Record, folder: Path, names: str) -> None:
    assert pipeline.read([folder / f"{name}.txt" for name in names], record.path, ONE).problems == []


def sources(record: Record) -> list[tuple[str, str]]:
    return sorted((d.source, d.id) for d in record.documents())


def actions(record: Record, folder: Path, chance: Random) -> Iterator[None]:
    """Pages that come, one or two at a time, and between them whatever may be done to a record."""
    names = chance.sample(sorted(PAGES), len(PAGES))
    while names:
        add(record, folder, "".join(names[:2]))
        names = names[2:]
        yield
        what = chance.choice(("remove", "date", "wrong", "right", "undo"))
        if what == "remove":
            pipeline.remove(record, [chance.choice(sources(record))[0]], ONE)
        elif what == "date":
            page = chance.choice(sources(record))[1]
            judgements.judge(record, "set", page, field="published", value=chance.choice(("2031-03-01", "2031-07-09")))
        elif what == "undo" and (known := judgements.judgements(record)):
            judgements.undo(record, chance.choice(known).id)
        elif what in ("wrong", "right") and (pledges := views.pledges(record)):
            judgements.judge(record, what, chance.choice(pledges).id)  # type: ignore[arg-type]
        assert pipeline.update(record, ONE) == []
        yield


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_is_as_made_at_once(seed: int, folder: Path, tmp_path: Path) -> None:
    with Record(tmp_path / "r.db") as record:
        for _ in actions(record, folder, Random(seed)):
            same(record, tmp_path)


def groups(record: Record) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in views.sayings(record):
        found.setdefault(row.group, set()).add(row.id)
    return {frozenset(several) for several in found.values()}


def test_two_sayings_of_one_page_change_groups(folder: Path, tmp_path: Path) -> None:
    (folder / "two.txt").write_text(f"{SHORT} Ada Lind said. {OTHER} Ada Lind said.", "utf-8")
    (folder / "both.txt").write_text(f"{LONG} Ada Lind said. {OTHER} Ada Lind said.", "utf-8")
    with Record(tmp_path / "r.db") as record:
        pipeline.read([folder / "two.txt"], record.path, ONE)
        assert sorted(map(len, groups(record))) == [1, 1]
        pipeline.read([folder / "both.txt"], record.path, ONE)
        assert sorted(map(len, groups(record))) == [2, 2]
        same(record, tmp_path)
        pipeline.remove(record, [s for s, _ in sources(record) if "both" in s], ONE)
        assert sorted(map(len, groups(record))) == [1, 1]
        same(record, tmp_path)


def entries(folder: Path, tmp_path: Path, *steps: tuple[str, int]) -> None:
    """Pages added step by step, each with how many entries the ledger then has."""
    with Record(tmp_path / "r.db") as record:
        for pages, count in steps:
            add(record, folder, pages)
            assert len(views.pledges(record)) == count
        same(record, tmp_path)


def test_what_became_of_an_entry_is_kept(folder: Path, tmp_path: Path) -> None:
    """Its deadline has passed on the day of a later page; the ask that it answers."""
    texts = {
        "x": "March 1, 2031\n\nUkraine asked Norway to send battle tanks to Kharkiv.",
        "y": "March 9, 2031\n\nNorway pledged to send 20 battle tanks to Kharkiv by May 1, 2031.",
        "z": "June 1, 2032\n\nNorway pledged to open a school in Chile.",
    }
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    with Record(tmp_path / "r.db") as record:
        add(record, folder, "xyz")
        kept = dict(record.db.execute("SELECT step, sum(size) FROM carried_together GROUP BY step").fetchall())
        assert (kept["answers"], kept["due"]) == (1, 1)
        same(record, tmp_path)


def test_a_page_joins_two_entries(folder: Path, tmp_path: Path) -> None:
    texts = (
        "Norway pledged on March 1, 2031 to send battle tanks to Ukraine.",
        "Norway pledged on March 1, 2031 to train tank crews for Ukraine.",
        "Norway pledged on March 1, 2031 to send battle tanks to Ukraine and train tank crews for Ukraine.",
    )
    for name, text in zip("xyz", texts, strict=True):
        (folder / f"{name}.txt").write_text(text, "utf-8")
    entries(folder, tmp_path, ("xy", 2), ("z", 1))


def test_an_entry_whose_mentions_are_no_longer_compared(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promises of others cut the blocks into periods: the first and the last of a chain are now too far apart."""
    monkeypatch.setattr(blocks, "MANY", 3)
    told = {
        "x": ("January 20, 2031", "Norway and Sweden", "old"),
        "y": ("March 20, 2031", "Norway and Sweden", "heavy"),
        "z": ("May 20, 2031", "Norway and Sweden", "green"),
        "n": ("May 21, 2031", "Norway and Chile", "old"),
        "s": ("May 21, 2031", "Sweden and Chile", "old"),
    }
    for name, (day, who, which) in told.items():
        (folder / f"{name}.txt").write_text(f"{day}\n\n{who} pledged to send {which} battle tanks to Ukraine.", "utf-8")
    entries(folder, tmp_path, ("xyz", 1), ("ns", 4))


def test_the_country_of_a_city_that_only_a_later_page_names(folder: Path, tmp_path: Path) -> None:
    (folder / "x.txt").write_text("March 1, 2031\n\nNorwegian Foreign Minister Ada Lind visited Lviv on Saturday.")
    (folder / "y.txt").write_text("March 2, 2031\n\nUkraine sent a letter to Chile.")
    with Record(tmp_path / "r.db") as record:
        add(record, folder, "x")
        add(record, folder, "y")
        assert [e.to for e in views.events(record) if e.mode == "visit"] != [()]
        same(record, tmp_path)


def test_whose_office_it_is_when_a_person_says_whose_page(folder: Path, tmp_path: Path) -> None:
    (folder / "x.txt").write_text("March 1, 2022\n\nThe Vice President met envoys of Chile in Bergen.")
    with Record(tmp_path / "r.db") as record:
        add(record, folder, "x")
        before = views.actors(record)
        judgements.judge(record, "set", sources(record)[0][1], field="outlet", value="White House")
        assert pipeline.update(record, ONE) == []
        assert views.actors(record) != before
        same(record, tmp_path)
