"""Whom mentions mean across pages."""

from __future__ import annotations

from collections.abc import Iterable

from dragoman import clean
from dragoman.model import Actor, Dating, Mention, Record, Reference, Said, When
from dragoman.read import parse, references
from dragoman.reconcile import actors
from dragoman.settings import Settings
from dragoman.step import Tables


def tables(*texts: str, dates: Iterable[str] = ()) -> Tables:
    """Tables of pages with mentions, dated by day where `dates` has one, with actors."""
    documents = [clean.plain(text, f"page{n}.txt") for n, text in enumerate(texts)]
    said: list[Said] = []
    for page in parse.parse(documents):
        said += references.mentions(page)
    found = Tables(documents, said, Settings())
    dated: list[Record] = [
        Dating(d.id, When(day, day, basis="declared")) for d, day in zip(documents, dates, strict=False)
    ]
    found.replace((Dating,), dated)
    found.replace((Actor, Reference), list(actors.actors(found)))
    return found


def meant(found: Tables, surface: str) -> list[list[str]]:
    """Names of the actors that each mention with these words means."""
    names = {a.id: a.name for a in found.all(Actor)}
    spans = {m.span for m in found.all(Mention) if m.surface == surface}
    return [sorted(names[a] for a in r.actors) for r in found.all(Reference) if r.span in spans]


def test_country_capital_and_government_are_one() -> None:
    found = tables("Norway agreed. The Norwegian government said so. Oslo told Sweden that it would pay.")
    assert meant(found, "Norway") == meant(found, "Oslo") == meant(found, "The Norwegian government") == [["Norway"]]


def test_surname_of_another_page() -> None:
    found = tables("Finance Minister Astrid Solberg of Norway spoke.", "In Oslo, Solberg was praised by Norway.")
    assert meant(found, "Solberg") == [["Astrid Solberg"]]


def test_ids_do_not_depend_on_order() -> None:
    texts = ["Finance Minister Astrid Solberg of Norway spoke.", "Trade Minister Ola Berg said Solberg left."]
    documents = [clean.plain(t, t[:5]) for t in texts]
    ids = []
    for some in (documents, documents[::-1]):
        said = [m for page in parse.parse(some) for m in references.mentions(page)]
        ids.append([r for r in actors.actors(Tables(some, said, Settings())) if isinstance(r, Actor)])
    assert ids[0] == ids[1]


def test_no_pages() -> None:
    assert list(actors.actors(Tables([], [], Settings()))) == []
