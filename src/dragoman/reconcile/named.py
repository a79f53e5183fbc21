"""What a page names, by itself: what working out who is meant looks at of every page. Kept while the page is as it was.

All mentions of one name on one page are one `Bearer`.
"""

from __future__ import annotations

from collections import defaultdict

import msgspec

from dragoman.lexicon import bodies, column
from dragoman.model import Document, Mention, Span, digest, mention_id
from dragoman.reconcile.offices import ROWS
from dragoman.reconcile.tenures import fold
from dragoman.step import Tables


class Bearer(msgspec.Struct, array_like=True, frozen=True):
    """One name on one page, with what the page says of who bears it."""

    document: str
    name: str
    country: str | None
    offices: tuple[tuple[str, str], ...]  # (office, tenure)
    smallest: str  # least of the ids of its mentions
    first: str  # id of the first of them
    span: Span  # and where that stands


Office = tuple[str, str, str]  # office, tenure, country


class Named(msgspec.Struct, array_like=True, frozen=True):
    """What a page names."""

    bearers: list[Bearer]  # by name
    kin: list[str]  # persons in full, bodies, countries: see `kin`
    countries: list[str]  # codes that its mentions have, or that bodies have
    cities: list[str]  # codes of the countries whose cities it names
    introduced: list[tuple[str, str, str | None, str]]  # office, tenure, country (if given) and name that it stands by
    # offices told of that no table has, and the name that each stands by, if any
    asked: list[tuple[str, str, str, str]]
    alone: list[str]  # bodies by one word: perhaps a person whom other pages introduce


def named(tables: Tables) -> dict[str, Named]:
    """What each page names; made once a run."""
    found: dict[str, Named] | None = tables.once.get("named")
    if found is None:
        pages = ((digest(d.id, tables.read[d.id]), d) for d in tables.documents.values())
        decode = msgspec.msgpack.Decoder(Named).decode
        made = tables.kept.each("named", pages, lambda d: msgspec.msgpack.encode(_named(tables.of(Mention, d.id), d)))
        found = {page: decode(data()) for page, data in zip(tables.documents, made, strict=True)}
        tables.once["named"] = found
    return found


def _named(mentions: list[Mention], document: Document) -> Named:
    by_name: dict[str, list[Mention]] = defaultdict(list)
    for m in mentions:
        if m.kind == "name" and not m.place and m.name:
            by_name[m.name].append(m)
    at = {m.span: m for m in mentions}

    def beside(m: Mention) -> str:
        other = at.get(m.antecedent) if m.antecedent is not None else None
        return other.name or "" if other is not None and other.kind == "name" and not other.place else ""

    titled = [m for m in mentions if m.office and m.office not in ("leader", *ROWS)]
    return Named(
        [_bearer(document.id, name, several) for name, several in sorted(by_name.items())],
        sorted({n for m in mentions for n in _kin(m)}),
        sorted({c for m in mentions if (c := m.country or bodies().get(m.name or ""))}),
        sorted({cities()[m.surface] for m in mentions if m.surface in cities()}),
        list(dict.fromkeys((m.office or "", m.tenure, m.country, m.name or "") for m in titled if m.kind == "name")),
        sorted({(m.office or "", m.tenure, m.country, beside(m)) for m in titled if m.kind == "office" and m.country}),
        sorted({m.name for m in mentions if m.kind == "organisation" and m.name and " " not in m.name}),
    )


def cities() -> dict[str, str]:
    """The country of a city, of those whose name one country alone has."""
    return column("cities", "city", "country")


def _bearer(page: str, name: str, mentions: list[Mention]) -> Bearer:
    country = next((m.country for m in mentions if m.country), None)
    offices = dict.fromkeys((m.office, m.tenure) for m in mentions if m.office)
    first = min(mentions, key=lambda m: m.span)
    return Bearer(page, name, country, tuple(offices), min(map(mention_id, mentions)), mention_id(first), first.span)


def _kin(m: Mention) -> list[str]:
    if m.kind == "organisation" and m.name:
        return [f"organisation {m.name}"]
    if m.kind == "name" and not m.place and m.name and " " in m.name:
        return [f"person {fold(m.name)}"]
    return [f"country {m.country}"] if m.country else []
