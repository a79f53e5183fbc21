"""Which runs of capitals act on a page, and which name a thing: a product, a film, an app, a ship of the sky.

A name that no list knows and that stands as a subject may be a company or what it sells ("Falcon Heavy will carry").
What the page shows of it anywhere holds everywhere: who says, sues, agrees or has a spokesman acts; "the Falcon Heavy",
"Pixel 2", "Google's Pixel", "the browser Firefox" and “Pulp Fiction” are things. Who acts is no thing.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from dragoman.lexicon import words
from dragoman.reading import gazetteer, reporting
from dragoman.reading.namelists import PERSON_VERBS
from dragoman.reading.parse import Parsed
from dragoman.reading.runs import Unit, is_title

_WARE = words("name_words", "word", kind="ware")  # "app", "rocket", "film"
_ACTS = words("name_words", "word", kind="actor verb")
COMPANIES = words("groups", "noun", kind="someone", office="organisation")  # "company", "retailer"
_STORMS = frozenset(["hurricane", "typhoon", "cyclone"])  # "Hurricane Melissa struck Jamaica"
_NUMBER = re.compile(r"\d[\d.,]*[A-Za-z]{0,2}")
_POINTING = ("the", "a", "an", "this", "that", "its", "their", "his", "her", "our", "your", "my")
_BEFORE_NOUN = ("compound", "nmod", "amod")
_OPENING, _CLOSING = ('"', "“", "‘", "'", "``"), ('"', "”", "’", "'", "''")


class Shown(NamedTuple):
    """Names, as the page writes them."""

    acting: frozenset[str]
    things: frozenset[str]


def shown(page: Parsed, found: list[Unit]) -> Shown:
    """What the page shows of the runs of capitals that no table knows."""
    acting, things = set(), set()
    pointed: Counter[str] = Counter()  # "the Sentra"; without what only stands before another noun
    bare: Counter[str] = Counter()
    for n, u in enumerate(found):
        if u.phrase is not None or u.titled:
            continue
        text = page.text(u.first, u.last)
        if _acts(page, u):
            acting.add(text)
        elif _beside(page, found, n):
            things.add(text)
        elif page.dep[u.last - 1] not in _BEFORE_NOUN and page.tag[u.last - 1] != "NNPS" and not text.isupper():
            (pointed if page.lower[u.first - 1] in _POINTING and u.first else bare)[text] += 1
    things |= {text for text, count in pointed.items() if count >= max(1, bare[text])}
    return Shown(frozenset(acting), frozenset(things - acting))


def _acts(page: Parsed, u: Unit) -> bool:
    """It says, sues or agrees; is called a company; or somebody is its spokesman."""
    head = u.last - 1
    by, dep = page.head[head], page.dep[head]
    verb = page.lemma[by]
    if dep == "nsubj" and page.pos[by] == "VERB":
        return verb in _ACTS or verb in PERSON_VERBS or "q" in reporting.frames().get(verb, "")
    if dep == "appos" and page.lower[by] in COMPANIES:
        return True
    if page.lower[u.first - 1] in COMPANIES and u.first > page.sentences[page.sentence[u.first]][0]:
        return True
    if any(page.dep[k] == "appos" and page.lower[k] in COMPANIES for k in page.kids[head]):
        return True
    after = u.last + (page.tag[u.last] == "POS" if u.last < len(page) else 0)
    last = page.sentences[page.sentence[head]][1]
    return after < last and is_title(gazetteer.match(page, after, last))


def _beside(page: Parsed, found: list[Unit], n: int) -> bool:
    """A number or the noun of a thing goes with it, its maker stands before it, or quotation marks hold it."""
    u = found[n]
    first, last = page.sentences[page.sentence[u.first]]
    before = page.word[u.first - 1] if u.first > first else ""
    after = page.word[u.last] if u.last < last else ""
    storm = u.last - u.first > 1 and page.lower[u.first] in _STORMS
    if before.lower() in _WARE or after.lower() in _WARE or storm:
        return True
    if _NUMBER.fullmatch(after) and page.dep[u.last] in ("nummod", "appos", "npadvmod", "nmod", "pobj"):
        return True
    if before in _OPENING and after in (*_CLOSING, ",", "."):
        return after in _CLOSING or (u.last + 1 < last and page.word[u.last + 1] in _CLOSING)
    maker = found[n - 1] if n else None
    if maker is None or maker.phrase is None or maker.phrase.sort != "company":
        return False
    return maker.last == u.first or (maker.last == u.first - 1 and page.tag[maker.last] == "POS")
