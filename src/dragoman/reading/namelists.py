"""Lists of words and names that the reading of names asks: what a list holds is a hint, never an answer."""

from __future__ import annotations

from functools import cache, lru_cache

from dragoman.lexicon import LEADING, LexiconError, ascii_letters, column, table, telling, words
from dragoman.reading import parse

PARTICLES = words("name_words", "word", kind="particle")
ORGANISATION = words("name_words", "word", kind="organisation")
THING = words("name_words", "word", kind="thing")
PLACE = words("name_words", "word", kind="place") | words("name_words", "word", kind="continent")
COMPANY_TAIL = words("name_words", "word", kind="company tail")
CONTINENT = words("name_words", "word", kind="continent")
NO_NAME = words("name_words", "word", kind="no name")
PERSON_VERBS = words("name_words", "word", kind="person verb")
PLACE_BEFORE = words("name_words", "word", kind="place preposition")
PARTISAN = words("name_words", "word", kind="partisan")
SHIP = words("name_words", "word", kind="ship")  # "USS", "aircraft carrier": what follows is no person


@cache
def leaders() -> tuple[frozenset[str], frozenset[str]]:
    """Full names and surnames, in lower case, of the people in the table of offices: a list of names, no more."""
    try:
        rows = table("offices")
    except LexiconError:
        return frozenset(), frozenset()
    full: set[str] = set()
    last: set[str] = set()
    for r in rows:
        leads = r["office"] in LEADING
        names = [r["person"], *r["aliases"].split("|"), *([] if leads else [r["surname"]])]
        for name in (n.strip().lower() for n in names if " " in n):
            full |= {name, name.replace("-", " ")}
            if len(parts := name.split()) == 3:
                full.add(f"{parts[0]} {parts[1]}-{parts[2]}")  # "Kim Jong Un", "Kim Jong-un"
        shown = [n for n in (r["surname"], *r["aliases"].split("|")) if telling(n)]
        last.update(n.lower() for n in ([r["surname"]] if leads else shown))
    common = (
        words("name_words", "word", kind="no surname")
        | ORGANISATION
        | THING
        | PLACE
        | NO_NAME
        | {c.lower() for c in cities()}
    )
    full |= {ascii_letters(name) for name in full}
    last |= {w for w in map(ascii_letters, last) if w not in _english("noun", "verb", "adj", "adv")}  # no "store"
    return frozenset(full), frozenset(w for w in last - common if len(w) > 1)


@cache
def cities() -> dict[str, str]:
    """The country of each city of the table."""
    return column("cities", "city", "country")


@cache
def states() -> frozenset[str]:
    """Names of the states of the USA."""
    return words("cities", "city", source="GeoNames: US states")


def state(text: str) -> bool:
    """The text names a state of the USA."""
    return text in states()


@cache
def given() -> dict[str, str]:
    """Given names in lower case, each with the sex it mostly goes with; those of leaders among them, without."""
    found = dict(column("given_names", "name", "sex"))
    lands = {w.lower() for w in words("country_words", "words")}
    for r in table("offices"):
        several = [r["person"], *(r["aliases"].split("|") if r["office"] in LEADING else ())]
        for first in (n.lower().split()[0] for n in several if " " in n):
            if r["office"] in LEADING or (len(first) > 3 and first not in lands):  # no "he" of "He Lifeng", no "israel"
                found.setdefault(first, "")
    return found


@cache
def surnames() -> frozenset[str]:
    """Surnames in lower case, those of leaders among them; none is a word that news writes small."""
    return words("surnames", "name") | {
        r["surname"].lower() for r in table("offices") if r["office"] in LEADING or telling(r["surname"])
    }


@cache
def _english(*parts: str) -> frozenset[str]:
    """Words of WordNet (the lemmatizer's index) by part of speech; its nouns have names among them."""
    index = parse.language_model().get_pipe("lemmatizer").lookups.get_table("lemma_index")
    return frozenset(w for part in parts for w in index[part])


@cache
def only_given() -> frozenset[str]:
    """Given names in lower case that are no English words besides: "igor", but not "rose" or "will"."""
    return frozenset(given()) - _english("noun", "verb", "adj", "adv")


@lru_cache(parse.WORDS)
def ordinary(lower: str) -> bool:
    """An English word that is no usual name: "meeting", "laughs", "filmmaker", but not "may" or "baker"."""
    if lower in given() or lower in surnames():
        return False
    known = _english("noun", "verb", "adj", "adv")
    return lower in known or any(parse.lemma(lower, tag) in known for tag in ("VBZ", "VBD", "VBG", "NNS"))


@lru_cache(parse.WORDS)
def plain(lower: str) -> bool:
    """An ordinary word that is more than a noun: "state", "house", but not "Cannes" or "Medicaid"."""
    return ordinary(lower) and lower in _english("verb", "adj", "adv")


@cache
def _offices() -> dict[str, str]:
    return {r["title"]: r["office"] for r in table("titles") if r["kind"] == "office" and not r["country"]}


def singular_office(plural: str) -> str | None:
    """Key of the office that a plural names ("prime ministers"), or None."""
    return _offices().get(plural[:-1]) if plural.endswith("s") else None


@cache
def headline_verbs() -> frozenset[str]:
    """Verbs of headlines, bare and in the third person."""
    verbs = words("headline_verbs", "verb")
    return verbs | {v + "s" for v in verbs} | {v + "es" for v in verbs} | words("headline_verbs", "third")
