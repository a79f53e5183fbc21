"""Makes tables of a few words with actors and references, for tests of `reconcile`."""

from __future__ import annotations

from collections.abc import Iterable

from dragoman import clean
from dragoman.model import Actor, Dating, Link, Mention, Record, Reference, Said, When
from dragoman.reading import parse, references, times
from dragoman.reconcile import actors
from dragoman.settings import Settings
from dragoman.step import Tables


def tables(*texts: str, dates: Iterable[str] = ()) -> Tables:
    """Tables of pages with sentences, mentions and times, dated by day where `dates` has one, with actors."""
    documents = [clean.plain(text, f"page{n}.txt") for n, text in enumerate(texts)]
    said: list[Said] = []
    for page in parse.parse(documents):
        for step in (parse.sentences, references.mentions, times.times):
            made = list(step(page))
            page.add(made)
            said += made
    found = Tables(documents, said, Settings())
    dated: list[Record] = [
        Dating(d.id, When(day, day, basis="declared")) for d, day in zip(documents, dates, strict=False)
    ]
    found.replace((Dating,), dated)
    found.replace((Actor, Reference, Link), list(actors.actors(found)))
    return found


def meant(found: Tables, surface: str) -> list[list[str]]:
    """Names of the actors that each mention with these words means."""
    names = {a.id: a.name for a in found.all(Actor)}
    spans = {m.span for m in found.all(Mention) if m.surface == surface}
    return [sorted(names[a] for a in r.actors) for r in found.all(Reference) if r.span in spans]
