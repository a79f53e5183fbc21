"""Known words of the tables (countries, organisations, titles, group nouns), found in tokens.

`match(page, i, last)` gives the longest known phrase that begins at a token. Phrases are kept by their first
token, longest first, so that a token which begins none costs one dictionary look-up.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from dragoman.lexicon import table
from dragoman.reading.parse import WORDS, language_model

if TYPE_CHECKING:
    from dragoman.reading.parse import Parsed


class Phrase(NamedTuple):
    """One row of a table, as tokens."""

    words: tuple[str, ...]  # lower case
    kind: str  # country, demonym, people, capital, seat, organisation, office, role, honour, noun
    name: str = ""  # what it names, in full
    country: str = ""
    office: str = ""
    sort: str = ""  # party, company, ministry ... or side, government, body ... of a noun
    case: str = "any"  # "upper": begins with a capital; "lower": with none; else the word itself, for acronyms
    members: str = ""


def _tokens(text: str) -> tuple[str, ...]:
    if text.replace(" ", "").isalpha():  # most phrases: saves half of the time to load
        return tuple(text.lower().split())
    return tuple(t.text.lower() for t in language_model().tokenizer(text.replace("’", "'")))


def _case(text: str) -> str:
    letters = text.replace(".", "").replace("-", "")
    return text if letters.isupper() and " " not in text and len(letters) < 6 else "upper"


_SMALL = "written small"  # a Japanese national, no National Committee


def _phrases() -> list[Phrase]:
    found = []
    for r in table("country_words"):
        kind = "country" if r["kind"] == "name" else r["kind"]
        found.append((r["words"], Phrase((), kind, r["name"], r["country"], case=_case(r["words"]))))
    for r in table("organisations"):
        p = Phrase((), "organisation", r["name"], r["country"], "", r["kind"], _case(r["words"]), r["members"])
        found.append((r["words"], p))
    for r in table("titles"):
        case = "upper" if r["kind"] == "honour" else _case(r["title"]) if r["title"].isupper() else "any"
        case = "lower" if r["notes"] == _SMALL else case
        found.append((r["title"], Phrase((), r["kind"], "", r["country"], r["office"], case=case)))
    for r in table("groups"):
        found.append((r["noun"], Phrase((), "noun", "", "", r["office"], r["kind"])))
    return [p._replace(words=_tokens(text)) for text, p in found]


@cache
def _index() -> dict[str, list[Phrase]]:
    index: dict[str, list[Phrase]] = {}
    for p in _phrases():
        index.setdefault(p.words[0], []).append(p)
    for phrases in index.values():
        phrases.sort(key=lambda p: -len(p.words))  # stable: of equal length the earlier table wins
    return index


def first_words() -> Collection[str]:
    """Words, in lower case, that a known phrase may begin with."""
    return _index().keys()


def match(page: Parsed, i: int, last: int) -> Phrase | None:
    """The longest known phrase that begins at token `i` and ends before `last`."""
    lower, word = page.lower, page.word
    for p in _index().get(lower[i], ()):
        end = i + len(p.words)
        if end > last or (len(p.words) > 1 and tuple(lower[i:end]) != p.words):
            continue
        capital = word[i][0].isupper()
        if p.case == "any" or p.case == ("upper" if capital else "lower") or p.case == "".join(word[i:end]):
            return p
    return None


@lru_cache(WORDS)
def piece(text: str) -> Phrase | None:
    """The country or organisation that one part of a compound token names ("U.S." of "U.S.-Japan")."""
    for p in _index().get(text.lower(), ()):
        named = p.kind in ("country", "demonym", "capital", "organisation") and len(p.words) == 1
        if named and (p.case == text or (p.case == "upper" and text[0].isupper())):
            return p
    return None
