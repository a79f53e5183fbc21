"""Who is a side in a news page: a state and those who speak for it, others in public life, anybody else.

A promise of a state counts however softly it is told ("plans to"); one of a lawmaker or a party needs a firm word or
another state in it; one of a company or of a person without office is news of another kind, unless it binds itself to a
state with a figure. Offices, kinds of organisation and words of their names stand in `data/standing.csv`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from dragoman.lexicon import LEADING, ascii_letters, column, table, telling, words
from dragoman.model import Mention, Span
from dragoman.reading.namelists import leaders
from dragoman.reading.parse import Parsed

STATE, PUBLIC, PRIVATE = 2, 1, 0
_LEVELS = {"state": STATE, "public": PUBLIC, "private": PRIVATE}
STATES = ("country", "capital", "demonym")


@cache
def _table(of: str) -> dict[str, int]:
    return {r["word"]: _LEVELS[r["level"]] for r in table("standing") if r["of"] == of}


def by_span(page: Parsed) -> dict[Span, Mention]:
    """The mentions of a page by where they stand."""
    found: dict[Span, Mention] | None = page.__dict__.get("_mention_at_span")
    if found is None or len(found) != len(page.of(Mention)):
        found = page.__dict__["_mention_at_span"] = {m.span: m for m in page.of(Mention)}
    return found


def mention_of(page: Parsed, span: Span) -> Mention | None:
    """The mention that stands at a span."""
    return by_span(page).get(span)


def meant(page: Parsed, span: Span) -> list[Mention]:
    """The mention at a span and those that it stands for, in turn."""
    found: list[Mention] = []
    at: Span | None = span
    while at is not None and len(found) < 5 and (m := mention_of(page, at)) is not None:
        found.append(m)
        at = m.antecedent
    return found


def level(page: Parsed, span: Span) -> int:
    """STATE, PUBLIC or PRIVATE: the highest of what the mention and those it stands for show."""
    return max((_own(page, m) for m in meant(page, span)), default=PRIVATE)


def highest(page: Parsed, spans: Iterable[Span]) -> int:
    """The highest standing among some mentions; PRIVATE where there are none."""
    return max((level(page, s) for s in spans), default=PRIVATE)


def person(page: Parsed, spans: tuple[Span, ...]) -> bool:
    """Is the first of them a person, by name or pronoun?"""
    return bool(spans) and any(m.kind in ("name", "pronoun") for m in meant(page, spans[0]))


def state_itself(page: Parsed, spans: tuple[Span, ...]) -> bool:
    """Is one of them a state, named as such: no "Canadian dollars"?"""
    return any(level(page, s) == STATE and m.kind != "demonym" for s in spans if (m := mention_of(page, s)) is not None)


def _own(page: Parsed, m: Mention) -> int:
    if m.kind in STATES:
        return STATE
    if m.office:
        of_state = _table("office").get(m.office, PUBLIC)
        return STATE if of_state == PUBLIC and m.country and m.kind == "office" else of_state
    if m.kind == "organisation":
        return _organisation(m)
    if m.kind == "group":
        if m.surface.lower() in _peoples():
            return PRIVATE
        noun = _table("word").get(m.surface.lower().split()[-1], PUBLIC if m.country else PRIVATE)
        return max([noun, *(level(page, s) for s in m.members)])
    if m.kind == "name":
        full, _ = leaders()
        name = (m.name or m.surface).lower()
        # a bare surname: nobody is named in full
        return STATE if name in full or name in _surnames() or _counterpart(page, m) else PRIVATE
    return PUBLIC if m.surface.lower() in ("we", "our") else PRIVATE  # for whom a spokesman speaks


def _counterpart(page: Parsed, m: Mention) -> bool:
    """ "Their Chinese counterpart, Ada Lind": who is named beside the word speaks for a state."""
    t = page.tokens(m.span)[0] - 1
    word = page.at(Mention, t - (t > 0 and page.lower[t] == ",")) if t >= 0 else None
    return word is not None and word.kind == "group" and word.antecedent == m.span and bool(word.country)


@cache
def _surnames() -> frozenset[str]:
    leading = {r["surname"] for r in table("offices") if r["leads"] == "yes"}
    ministers = (r for r in table("offices") if r["office"] not in LEADING)
    leading |= {n for r in ministers for n in (r["surname"], *r["aliases"].split("|")) if n and telling(n)}
    return frozenset(x for w in leading if " " not in w for x in (w.lower(), ascii_letters(w)))


def leads(m: Mention) -> frozenset[str]:
    """The country that a person leads or has led, by his full name in the table of offices, or a surname of one country
    alone."""
    found = _led().get((m.name or m.surface).lower(), frozenset()) if m.kind == "name" else frozenset()
    return found if len(found) == 1 else frozenset()


@cache
def _led() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for r in table("offices"):
        for name in [r["person"], r["surname"], *r["aliases"].split("|")] if r["leads"] == "yes" else []:
            found.setdefault(name.lower(), set()).add(r["country"])
    return {name: frozenset(countries) for name, countries in found.items()}


@cache
def _peoples() -> frozenset[str]:
    return frozenset(w.lower() for w in words("country_words", "words", kind="people"))


def _organisation(m: Mention) -> int:
    known = column("organisations", "name", "kind").get(m.name or m.surface)
    if known is not None:
        return _table("organisation").get(known, PRIVATE)
    names = f"{m.surface} {m.name or ''}".lower().replace("'s", "").split()
    return max((_table("word").get(w, PRIVATE) for w in names), default=PRIVATE)
