"""One Actor for each real actor, and whom every mention means: worked out page by page (`meant`), joined here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

import msgspec

from dragoman.model import Actor, Document, Evidence, Link, Mention, Reference
from dragoman.parts import Part, laid_out, rows_digest
from dragoman.reconcile import links, people, tenures
from dragoman.reconcile.everyone import Everyone
from dragoman.reconcile.meant import OnPage
from dragoman.step import Tables


class Met(msgspec.Struct, array_like=True, frozen=True):
    """An actor as a page has it."""

    actor: Actor
    surfaces: list[str]  # what it is called there
    first: Evidence  # the sentence of its first mention


class Page(msgspec.Struct, array_like=True, frozen=True):
    """Whom the mentions of a page mean, worked out by itself."""

    met: list[Met]
    bodies: list[Link]
    references: str  # digest of the references, which are kept by themselves


def actors(tables: Tables) -> Iterator[Actor | Reference | Link]:
    """Actors of the pages, for each mention whom it means, and why names of different pages are one."""
    yield from laid_out(found(tables))


def found(tables: Tables) -> Iterator[Actor | Part[Reference] | Link]:
    """The same, the references of a page as a part."""
    everyone, worked = Everyone(tables), dict[str, tuple[Page, list[Reference]]]()

    def work(document: Document) -> tuple[Page, list[Reference]]:
        if document.id not in worked:
            worked.clear()  # both are asked for page by page
            worked[document.id] = _on_page(everyone, document)
        return worked[document.id]

    states = {page: everyone.state(d) for page, d in tables.documents.items()}
    keys = [(states[page], d) for page, d in tables.documents.items()]
    pages = tables.kept.each("met", keys, lambda d: msgspec.msgpack.encode(work(d)[0]))
    references = tables.kept.each("references", keys, lambda d: msgspec.msgpack.encode(work(d)[1]), aside=True)
    met: dict[str, list[Met]] = defaultdict(list)
    bodies: list[Link] = []
    tables.once["met"] = present = dict[str, list[str]]()
    decode = msgspec.msgpack.Decoder(Page).decode
    for document, data, rows in zip(tables.documents, pages, references, strict=True):
        page = decode(data())
        present[document] = [m.actor.id for m in page.met]
        bodies += page.bodies
        for m in page.met:
            met[m.actor.id].append(m)
        yield Part(Reference, document, page.references, rows)
    for key in sorted(met):
        yield _actor(met[key])
    yield from links.links(everyone.persons, people.bearers(tables), set(met))
    yield from bodies


def _actor(met: list[Met]) -> Actor:
    """An actor as the pages have it, those with the smallest ids first."""
    made = met[0].actor
    names = Counter(s for m in met for s in m.surfaces)
    name = _spelled(made.name, names) if made.kind == "person" else made.name
    aliases = (s for s in names if s != name and not s[0].islower() and not s.lower().startswith("the "))
    quotes = tuple(m.first for m in met[: links.SHOWN])
    rows = tuple(Evidence(quotes[0].span, row=e.row) for e in made.evidence if e.row)
    return Actor(
        made.id, made.kind, name, made.country, tuple(sorted(aliases)), quotes + rows,
        certainty="sure" if rows else "likely",
    )  # fmt: skip


def _spelled(name: str, names: Mapping[str, int]) -> str:
    """A name as most pages spell it: "Abdel Fattah Al-Sisi" where the table of offices has "el-Sisi"."""
    same = {s: count for s, count in names.items() if not s.isupper() and tenures.fold(s) == tenures.fold(name)}
    return max(same, key=lambda s: (same[s], s == name, s), default=name)


def _on_page(everyone: Everyone, document: Document) -> tuple[Page, list[Reference]]:
    run, tables = OnPage(everyone, document), everyone.tables
    mentions = tables.of(Mention, document.id)
    surfaces: dict[str, set[str]] = defaultdict(set)
    first: dict[str, Mention] = {}
    references = []
    for m in mentions:
        ids, basis, certainty, reasons = run.of(m)
        references.append(Reference(m.span, ids, basis, certainty, reasons))  # type: ignore[arg-type]
        if len(ids) == 1 and m.kind in ("name", "organisation", "country", "capital"):
            surfaces[ids[0]].add(" ".join((m.name or m.surface).split()))
            if m.kind == "name":
                surfaces[ids[0]].add(" ".join(m.surface.split()))
        for a in ids:
            first.setdefault(a, m)
    met = [Met(run.made[a], sorted(surfaces[a]), *links.quotes(tables, [m])) for a, m in sorted(first.items())]
    bodies = links.bodies(((m, run.of(m)[0], run.of(m)[3]) for m in mentions), run.made)
    return Page(met, list(bodies), rows_digest(references)), references
