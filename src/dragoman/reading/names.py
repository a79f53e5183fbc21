"""Runs of capitalised words, and whether they are a person, an organisation or a place.

Nothing is decided by a capital alone. A person needs a title ("Prime Minister X"), a given name, an age, a known
leader's name, or another place of the page that shows it; an organisation a head word ("Bank"), an acronym, or
what only actors do; a place a preposition or a list of cities. What shows none of these makes no mention.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from dragoman.lexicon import LexiconError, column, table, words
from dragoman.reading import gazetteer
from dragoman.reading.parse import Parsed

PARTICLES = words("name_words", "word", kind="particle")
ORGANISATION = words("name_words", "word", kind="organisation")
THING = words("name_words", "word", kind="thing")
PLACE = words("name_words", "word", kind="place") | words("name_words", "word", kind="continent")
COMPANY_TAIL = words("name_words", "word", kind="company tail")
CONTINENT = words("name_words", "word", kind="continent")
NO_NAME = words("name_words", "word", kind="no name")
PERSON_VERBS = words("name_words", "word", kind="person verb")
PLACE_BEFORE = words("name_words", "word", kind="place preposition")
_PERSON_BEFORE = words("groups", "noun", kind="someone") | {"late", "slain", "assassinated"}
_GOVERNMENTS = words("groups", "noun", kind="government")
_MODIFIES = frozenset(["compound", "amod", "nmod"])
_INITIALS = re.compile(r"(?:[A-Z]\.){1,3}")  # "W. Averell Harriman", "J.D. Vance"
_NEVER = frozenset(["PRP", "PRP$", "DT", "IN", "TO", "CC", "WRB", "WP"])
_NOT_TITLED = frozenset(["VBZ", "VBD", "VBP", "VBG", "MD", "IN", "TO", "DT", "CC", "PRP", "PRP$", "RB", "CD"])


class Unit(NamedTuple):
    """Tokens that belong together: a known phrase, or (phrase None) a run of capitals that no table knows."""

    first: int
    last: int
    phrase: gazetteer.Phrase | None
    weak: bool = False  # not tagged as a name: only counts where the page knows it


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
        full.update(n.strip().lower() for n in [r["person"], *r["aliases"].split("|")] if " " in n)
        last.add(r["surname"].lower())
    common = (
        words("name_words", "word", kind="no surname")
        | ORGANISATION
        | THING
        | PLACE
        | NO_NAME
        | {c.lower() for c in _cities()}
    )
    return frozenset(full), frozenset(w for w in last - common if len(w) > 1)


@cache
def _cities() -> dict[str, str]:
    return column("cities", "city", "country")


@cache
def _states() -> frozenset[str]:
    return words("cities", "city", source="GeoNames: US states")


def state(text: str) -> bool:
    """The text names a state of the USA."""
    return text in _states()


@cache
def given() -> dict[str, str]:
    """Given names in lower case, each with the sex it mostly goes with; those of leaders among them, without."""
    found = dict(column("given_names", "name", "sex"))
    for name in leaders()[0]:
        found.setdefault(name.split()[0], "")
    return found


@cache
def singular_office(plural: str) -> str | None:
    """Key of the office that a plural names ("prime ministers"), or None."""
    offices = {r["title"]: r["office"] for r in table("titles") if r["kind"] == "office" and not r["country"]}
    return offices.get(plural[:-1]) if plural.endswith("s") else None


@cache
def _headline_verbs() -> frozenset[str]:
    verbs = words("headline_verbs", "verb")
    return verbs | {v + "s" for v in verbs} | {v + "es" for v in verbs} | words("headline_verbs", "third")


def titled_sentences(page: Parsed) -> list[bool]:
    """For each sentence, whether it is in title case or capitals, so that a capital means nothing."""
    found = []
    for first, last in page.sentences:
        content = [
            page.word[i][0].isupper()
            for i in range(first, last)
            if page.tag[i][:2] in ("NN", "VB", "JJ", "RB") and page.word[i][0].isalpha()
        ]
        small_verb = any(
            page.tag[i] in ("VBD", "VBZ", "VBP", "MD") and page.word[i].islower() for i in range(first, last)
        )
        found.append(len(content) > 2 and not small_verb and sum(content) >= 0.85 * len(content))
    return found


def _joined(page: Parsed, i: int) -> bool:
    """Token `i` is a hyphen inside a word ("Jae-myung")."""
    return 0 < i < len(page) - 1 and page.end[i - 1] == page.start[i] and page.end[i] == page.start[i + 1]


def _runs_on(page: Parsed, first: int, j: int, last: int) -> int:
    """How many tokens from `j` on belong to a name that began at `first`: 0 where it ends."""
    word, tag, w = page.word, page.tag[j], page.word[j]
    if w[0].isupper():
        known = gazetteer.match(page, j, last)
        if known is not None and (known.kind != "noun" or len(known.words) > 1):
            ends = j + 1 >= last or not word[j + 1][0].isupper()
            if known.kind in ("office", "honour") and ends and page.lower[first] in given():
                return 1  # "Martin Luther King"
            # "Michael Jordan", "Gerald Ford": a given name before a country or company of one word.
            single = len(known.words) == 1 and known.kind in ("country", "capital", "organisation")
            return 1 if single and j == first + 1 and page.lower[first] in given() else 0
        return 1 if tag in ("NNP", "NNPS", "FW") or (len(w) == 2 and w[1] == ".") else 0
    if w == "-" and j + 1 < last and _joined(page, j):
        part = word[j + 1]  # "Jae-in", but not "Trump-led"
        return 2 if part[0].isupper() or page.tag[j + 1] in ("NNP", "NNPS", "NN") or part in ("in", "on", "a") else 0
    if w == "&" and j + 1 < last and word[j + 1][0].isupper():
        return 2
    if w == "," and j + 1 < last and word[j + 1] in ("Jr.", "Sr.", "Jr", "Jr.,"):
        return 2
    if w in PARTICLES:
        step = 1
        while j + step < last and (word[j + step] in PARTICLES or word[j + step] == "-"):
            step += 1
        if j + step < last and word[j + step][0].isupper() and page.tag[j + step].startswith("NN"):
            return step + 1
    return 0


def units(page: Parsed, titled: list[bool]) -> list[Unit]:
    """Known phrases and runs of capitals, in text order."""
    found: list[Unit] = []
    word, tag = page.word, page.tag
    for n, (first, last) in enumerate(page.sentences):
        i = first
        while i < last:
            p = gazetteer.match(page, i, last)
            if p is not None:
                found.append(Unit(i, i + len(p.words), p))
                i += len(p.words)
                continue
            if not word[i][0].isupper() or tag[i] in _NEVER or page.lower[i] in ("ex", "then"):
                i += 1
                continue
            named = tag[i] in ("NNP", "NNPS")
            begins = bool(found) and found[-1].last == i and _is_title(found[-1].phrase)
            j = i + 1
            if named or begins:
                most = i + (6 if begins else 3) if titled[n] else last
                while j < most and j < last:
                    step = _runs_on(page, i, j, last)
                    if not step or (titled[n] and step == 1 and not _goes_on(page, i, j, begins)):
                        break
                    j += step
            found.append(Unit(i, j, None, not named))
            i = j
    return found


def _is_title(p: gazetteer.Phrase | None) -> bool:
    return p is not None and p.kind in ("office", "role", "honour")


def _goes_on(page: Parsed, first: int, j: int, begins: bool) -> bool:
    """In title case: the next capitalised word still belongs to a name."""
    if page.lower[j] in _headline_verbs() or page.tag[j] in _NOT_TITLED:
        return False
    return begins or page.lower[first] in given()


def title_before(page: Parsed, found: list[Unit], n: int) -> gazetteer.Phrase | None:
    """The title that stands before a run: "Prime Minister X", "Japan's new Prime Minister, X"."""
    i, j, _, _ = found[n]
    if n == 0 or not _is_title(found[n - 1].phrase):
        return None
    end, p = found[n - 1].last, found[n - 1].phrase
    if end == i - 1 and page.word[end] == "." and p is not None and p.kind == "honour":
        return p  # "MR. SULLIVAN": cut apart where it is in capitals
    if end == i:
        titled_verb = page.lower[i] in _headline_verbs() and page.tag[i] != "NNP"
        return None if titled_verb or page.tag[i] in ("VBZ", "VBD", "VBP") else p
    comma = end == i - 1 and page.word[end] == "," and page.sentence[end] == page.sentence[i]
    after = page.word[j] if j < len(page) else "."
    apposition = comma and j - i > 1 and p is not None and p.kind != "honour"
    return p if apposition and after in (",", ".", "(", "and", "-", "–", "—", ":", "'s") else None


def is_person(
    page: Parsed, i: int, j: int, title: gazetteer.Phrase | None, common: frozenset[str] = frozenset()
) -> bool:
    """The run is a person by what stands around it. `common` holds words that the page also writes small."""
    lower = page.lower
    last = lower[j - 1].rstrip(".")
    if " ".join(lower[i:j]).replace(" - ", "-") in CONTINENT:
        return False
    if (last in ORGANISATION or last in THING) and (j - i > 1 or title is None):
        return False
    if title is not None:
        return True
    before = lower[i - 1] if i > page.sentences[page.sentence[i]][0] else ""
    if j - i > 1 and before in _PERSON_BEFORE:
        return True
    full, surnames = leaders()
    if j - i > 1 and " ".join(lower[i:j]).replace(" - ", "-") in full:
        return True
    if (
        j - i > 1
        and len(word_i := page.word[i]) < 6
        and word_i.endswith(".")
        and word_i[0].isupper()
        and len(word_i) in (2, 4)
    ):
        return True  # "W. Averell Harriman", "J.D. Vance"
    bare = not before or page.tag[i - 1] not in ("DT", "PRP$")
    if bare and j - i > 1 and lower[i] in given() and last not in PLACE and last not in common:
        return True
    after = lower[j] if j < len(page) else ""
    beyond = lower[j + 1] if j + 1 < len(page) else ""
    if after == "who" or (after == "," and (beyond in ("who", "whose") or (beyond.isdigit() and len(beyond) == 2))):
        return True
    ruling = j < len(page) and lower[j] in _GOVERNMENTS
    if j - i == 1 and lower[i] in surnames and page.tag[i] == "NNP" and (ruling or page.dep[i] not in _MODIFIES):
        return ruling or i == 0 or (page.tag[i - 1] != "DT" and lower[i - 1] not in PLACE_BEFORE)
    head = page.head[j - 1]
    said = page.dep[j - 1] == "nsubj" and page.lemma[head] in PERSON_VERBS and page.pos[head] == "VERB"
    return said and j - i in (2, 3) and all(page.word[k].isalpha() and not page.word[k].isupper() for k in range(i, j))


def leader(page: Parsed, i: int) -> bool:
    """In a headline: a surname that only a leader bears ("Macron Urges Europe")."""
    w = page.lower[i]
    return len(w) > 2 and w in leaders()[1] and w not in given() and page.lower[i - 1 : i] != ["the"]


def cleaned(page: Parsed, i: int, j: int) -> str:
    """The name as a reader would write it: one line, plain apostrophes, capitals only where they begin a word."""
    name = " ".join(page.text(i, j).replace("’", "'").split())
    return name.title() if name.isupper() and len(name) > 5 else name


def common_words(page: Parsed) -> frozenset[str]:
    """Words that the page writes with a small letter: no surname is among them ("Grant Facility")."""
    return frozenset(
        w for w, t in zip(page.word, page.tag, strict=True) if t in ("NN", "NNS", "VB", "JJ") and w.islower()
    )


def persons(page: Parsed, found: list[Unit], titled: list[bool], common: frozenset[str]) -> dict[str, str]:
    """Names that the page makes known: each of their parts -> the fullest name; two people left -> ""."""
    full: dict[str, None] = {}
    for n, (i, j, p, weak) in enumerate(found):
        if p is None:
            title = title_before(page, found, n)
            if (title is not None or not (weak or titled[page.sentence[i]])) and is_person(page, i, j, title, common):
                full[cleaned(page, i, j)] = None
    by_surname: dict[str, list[str]] = {}
    by_given: dict[str, list[str]] = {}
    known: dict[str, str] = {}
    for name in sorted(full, key=lambda f: (-len(f.split()), f)):
        parts = name.split(",")[0].split()
        if len(parts) == 1:
            by_surname.setdefault(name, []).append(name)
            continue
        known[name] = next((n for n in by_surname.get(parts[-1], ()) if _same(n, name)), name)
        for key in {parts[-1], " ".join(parts[1:]), f"{parts[0]} {parts[-1]}"}:
            by_surname.setdefault(key, []).append(known[name])
        by_given.setdefault(parts[0], []).append(known[name])
    for key, whole in by_given.items():  # "Moon Hana", then "President Moon": the family name comes first
        if by_surname.get(key) == [key] and key.lower() not in given() and len(set(whole)) == 1:
            by_surname[key] = whole[:1]
    for table_ in (by_surname, by_given):  # a surname counts for more than another's given name
        for key, found_names in table_.items():
            two_parts = [n for n in dict.fromkeys(found_names) if " " in n] or found_names
            known.setdefault(key, two_parts[0] if len(set(two_parts)) == 1 else "")
    return known


def _same(longer: str, name: str) -> bool:
    """ "Joe Biden" and "Joseph R. Biden, Jr.", "J. Smith" and "John Smith": the same surname, the given name cut."""
    a, b = longer.split(",")[0].split(), name.split(",")[0].split()
    return a[-1] == b[-1] and (a[0][:2] == b[0][:2] or a[0][0] == b[0].rstrip("."))


def judge(page: Parsed, i: int, j: int) -> str:
    """What a run that is no person is: organisation, place, or "" for neither (a product, a treaty, an event)."""
    lower, word = page.lower, page.word
    last = lower[j - 1].rstrip(".")
    text = " ".join(lower[i:j]).replace(" - ", "-")
    if text in NO_NAME or last in THING or text in ORGANISATION:
        return ""
    if text in CONTINENT or last in PLACE or lower[i] in ("lake", "mount", "cape", "fort", "port"):
        return "place"
    if any(w.rstrip(".") in ORGANISATION for w in lower[i:j]):
        return "organisation"
    if page.text(i, j) in _cities():
        return "place"
    if any(c.isdigit() for c in text) or page.pos[j - 1] not in ("PROPN", "NOUN"):
        return ""
    before = page.word[i - 1].lower() if i > page.sentences[page.sentence[i]][0] else ""
    if j - i == 1 and word[i].isupper() and 2 <= len(word[i]) <= 6 and word[i].isalpha():
        return "organisation"
    dep, by = page.dep[j - 1], page.head[j - 1]
    if dep == "pobj" and page.lower[by] in PLACE_BEFORE and before not in ("the", "a", "an"):
        return "place"
    if before in ("the", "a", "an", "this", "that", "every", "each", "of"):
        return ""
    if dep in ("nsubj", "nsubjpass", "poss") or (dep == "pobj" and page.dep[by] == "agent"):
        return "organisation"
    return ""
