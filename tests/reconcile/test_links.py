"""Why names are one actor, or not; a person's word on it; roles and wordings of one actor."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from dragoman import pipeline
from dragoman.model import Actor, Link, Role
from dragoman.reconcile import roles
from dragoman.record import judgements as kept
from dragoman.record import portrait, views
from dragoman.record.store import Record
from dragoman.report import tables as shown
from dragoman.settings import Settings
from referring import meant, tables

HERE = Settings(processes=1)


def test_a_merge_says_why() -> None:
    found = tables("Finance Minister Astrid Solberg of Norway spoke.", "In Oslo, Solberg was praised by Norway.")
    by_id = {a.id: a.name for a in found.all(Actor)}
    links = [k for k in found.all(Link) if k.verdict == "same"]
    assert {by_id[k.right] for k in links} == {"Astrid Solberg"}  # Norway is called by its name alone
    assert sorted(found.text(k.span) for k in links if k.span) == ["Astrid Solberg", "Solberg"]
    assert any("the pages know one Solberg" in k.reasons[0] for k in links)


def test_a_bare_surname_is_nobody_of_a_page_about_something_else() -> None:
    film = "Ingrid Solberg directs for Fjord Pictures. The Film Council praised Ola Berg and Fjord Pictures."
    court = "Solberg pleaded guilty, Anna Lind of the Harbour Court said."
    other = "Solberg left the set, Ola Berg said."
    assert meant(tables(film, court), "Solberg") == [["Solberg"]]
    assert meant(tables(film, other), "Solberg") == [["Ingrid Solberg"]]


def test_a_minister_is_whom_pages_of_the_same_months_introduce() -> None:
    new, bare = "Norway's Finance Minister Astrid Solberg spoke.", "Norway's finance minister resigned."
    assert meant(tables(new, bare, dates=["2023-02-01", "2023-04-01"]), "finance minister") == [["Astrid Solberg"]]
    assert meant(tables(new, bare, dates=["2023-02-01", "2016-04-01"]), "finance minister") != [["Astrid Solberg"]]


def test_a_country_or_an_organisation_that_is_called_otherwise_says_why() -> None:
    text = "Oslo rejected the plan. The Trans-Baltic Energy Council (TBEC) met. The TBEC and the EU agreed with Norway."
    found = tables(text)
    why = {found.text(k.span): k.reasons[0] for k in found.all(Link) if k.span}
    assert why == {
        "Oslo": "Oslo is the capital of Norway, and acts here",
        "TBEC": "TBEC is introduced on the page: Trans-Baltic Energy Council",
        "EU": "EU is a name of European Union in our tables",
    }


def test_two_left_are_unsure_and_namesakes_are_set_apart() -> None:
    found = tables("Finance Minister Astrid Solberg spoke.", "Trade Minister Ola Solberg spoke.", "Then Solberg left.")
    assert meant(found, "Solberg") == [[]]
    unsure = [k for k in found.all(Link) if k.verdict == "unsure"]
    assert len(unsure) == 2
    assert {k.score for k in unsure} == {0.5}
    different = [k for k in found.all(Link) if k.verdict == "different"]
    assert len(different) == 1
    assert "Astrid Solberg" in different[0].reasons[0]


def test_roles_by_table_and_by_pages() -> None:
    text = "Finance Minister Astrid Solberg of Norway met Prime Minister Shigeru Ishiba of Japan."
    found = tables(text, dates=["2025-02-03"])
    names = {a.id: a.name for a in found.all(Actor)}
    made = [(names[r.actor], r.title, r.when.basis) for r in roles.roles(found)]
    assert ("Shigeru Ishiba", "Prime Minister", "tenure") in made
    assert ("Astrid Solberg", "finance minister", "pages") in made
    pages = next(r for r in roles.roles(found) if r.when.basis == "pages")
    assert (pages.when.earliest, pages.when.latest) == ("2025-02-03", "2025-02-03")
    assert all(isinstance(r, Role) and r.evidence for r in roles.roles(found))


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "pages"
    folder.mkdir()
    yield folder


def write(folder: Path, name: str, day: str, text: str) -> None:
    (folder / f"{name}.txt").write_text(f"OSLO, {day}\n\n{text}\n", encoding="utf-8")


def whom(record: Path, name: str) -> list[str]:
    with Record(record, read_only=True) as file:
        return sorted(a.id for a in views.actors(file) if a.name == name)


def judged(record: Path, verdict: str, left: str, right: str) -> str:
    with Record(record) as file:
        made = kept.judge(file, verdict, left, right)  # type: ignore[arg-type]
        pipeline.update(file, HERE)
    return made.id


def test_a_split_stays_split_when_pages_come(pages: Path, tmp_path: Path) -> None:
    record = tmp_path / "r.db"
    write(
        pages, "a", "Feb. 3, 2025", "Finance Minister Astrid Solberg of Norway met reporters. Solberg visited Sweden."
    )
    write(pages, "b", "Feb. 4, 2025", "On Tuesday Solberg met Prime Minister Ulf Kristersson of Sweden in Stockholm.")
    pipeline.read([str(pages)], record, HERE)
    (whole,) = whom(record, "Astrid Solberg")
    with Record(record, read_only=True) as file:
        alone = next(k for k in portrait.links(file, whole) if k.span and views.quote(file, k.span) == "Solberg")
    judged(record, "different", whole, alone.left)
    (apart,) = whom(record, "Solberg")
    with Record(record, read_only=True) as file:
        (met,) = [e for e in views.events(file, mode="meet") if apart in (*e.by, *e.to)]
        assert whole not in (*met.by, *met.to)
    for n, day in enumerate(("Feb. 5, 2025", "Feb. 6, 2025", "Feb. 7, 2025")):
        write(pages, f"c{n}", day, f"Finance Minister Astrid Solberg signed paper number {n} in Oslo. Solberg smiled.")
        pipeline.read([str(pages)], record, HERE)
        assert whom(record, "Solberg") == [apart]
        assert whom(record, "Astrid Solberg") == [whole]
    with Record(record) as file:
        assert [j.stale for j in kept.judgements(file)] == [False]
        assert kept.undo(file, kept.judgements(file)[0].id)
        pipeline.update(file, HERE)
    assert whom(record, "Solberg") == []


def test_same_stays_same_when_pages_come(pages: Path, tmp_path: Path) -> None:
    record = tmp_path / "r.db"
    write(pages, "a", "Feb. 3, 2025", "Finance Minister Astrid Solberg of Norway signed a treaty.")
    write(pages, "b", "Feb. 4, 2025", "Finance Minister Astrid Berg of Norway signed a treaty.")
    pipeline.read([str(pages)], record, HERE)
    left, right = whom(record, "Astrid Solberg")[0], whom(record, "Astrid Berg")[0]
    judged(record, "same", left, right)
    write(pages, "0", "Feb. 1, 2025", "Finance Minister Astrid Berg of Norway flew to Denmark.")
    pipeline.read([str(pages)], record, HERE)
    with Record(record, read_only=True) as file:
        (one,) = [a for a in views.actors(file) if a.kind == "person"]
        assert {"Astrid Berg", "Astrid Solberg"} <= {one.name, *one.aliases}
        assert any(r["why"] == "a person's word" for r in shown.merged(file, one.id))


@pytest.mark.parametrize(("given", "count"), list(product(("Astrid", "Ola"), (2, 4))))
def test_each_name_of_each_page_can_be_split_off(given: str, count: int) -> None:
    """Generated: whichever page is judged, its name is somebody else and no other page's name moves."""
    from dragoman.model import Judgement, Reference
    from dragoman.reconcile import judgements
    from dragoman.reconcile.judgements import Anchor

    texts = [f"Finance Minister {given} Solberg of Norway signed paper {n}. Solberg left." for n in range(count)]
    for n, document in enumerate(list(tables(*texts).documents.values())):
        found = tables(*texts)
        quote = document.text
        anchors = [Anchor(d.raw_hash, "actor", d.text, 0, f"{given} Solberg") for d in found.documents.values()]
        about = next(a for a in anchors if a.quote != quote)
        other = next(a for a in anchors if a.quote == quote)
        found.judgements = [Judgement(str(n), "different", about, other)]
        for _ in range(2):  # twice changes nothing more
            found.replace((Actor, Reference, Link), list(judgements.actors(found)))
            people = {a.id for a in found.all(Actor) if a.kind == "person"}
            who = {r.span.document: r.actors for r in found.all(Reference) if set(r.actors) & people}
            assert len(people) == 2
            assert len({a for d, a in who.items() if d != document.id}) == 1
            assert who[document.id] not in {a for d, a in who.items() if d != document.id}


def test_who_calls_somebody_how(pages: Path, tmp_path: Path) -> None:
    record = tmp_path / "r.db"
    write(
        pages,
        "a",
        "Feb. 3, 2025",
        'Finance Minister Astrid Solberg left. "Solberg is late," Prime Minister Ulf Berg said.',
    )
    pipeline.read([str(pages)], record, HERE)
    with Record(record, read_only=True) as file:
        rows = list(shown.called(file, whom(record, "Astrid Solberg")[0]))
        kinds = {r["kind"] for r in shown.actors(file, "Astrid Solberg")}
    assert {"wording": "Solberg", "by": "said by Ulf Berg", "count": 1} in rows
    assert {"person", "role", "called", "name"} <= kinds
