"""Runs of capitalised words, and whether they are a person, an organisation or a place.

Nothing is decided by a capital alone. A person needs a title ("Prime Minister X"), a given name, an age, a known
leader's name, or another place of the page that shows it; an organisation a head word ("Bank"), an acronym, or
what only actors do; a place a preposition or a list of cities. What shows none of these makes no mention.
"""

from __future__ import annotations

import re

from dragoman.lexicon import words
from dragoman.reading import gazetteer
from dragoman.reading.namelists import (
    COMPANY_TAIL,
    CONTINENT,
    NO_NAME,
    ORGANISATION,
    PARTISAN,
    PERSON_VERBS,
    PLACE,
    PLACE_BEFORE,
    SHIP,
    THING,
    cities,
    given,
    leaders,
    ordinary,
    plain,
    states,
    surnames,
)
from dragoman.reading.parse import Parsed
from dragoman.reading.runs import Unit, is_title, paired, title_before
from dragoman.reading.wares import COMPANIES, Shown

_PERSON_BEFORE = (words("groups", "noun", kind="someone") - COMPANIES) | {"late", "slain", "assassinated"}
_GOVERNMENTS = words("groups", "noun", kind="government")
_NOUNS = frozenset(["NN", "NNS", "NNPS"])
_MODIFIES = frozenset(["compound", "amod", "nmod"])

_AFTER_NAMES = frozenset(["MP", "MEP", "MSP", "KC", "QC", "OBE", "CBE"])  # "the Hon Ada Lind MP"
_SEVERAL = re.compile(r"[A-Z]{2,5}s")
_LETTERS = re.compile(r"[A-Z][^\W\d_]*(?:['’][^\W\d_]+)?")  # "Le'Veon"
MAIN = 4  # times as often in full as a namesake of the page: the bare surname is the one that the page is about


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
    full, known = leaders()
    if j - i > 1 and " ".join(lower[i:j]).replace(" - ", "-") in full:
        return True
    if j - i == 2 and page.word[i].isupper() and f"{lower[i + 1]} {lower[i]}" in full:  # "KISHIDA Fumio"
        return True
    if title is not None:  # but not "King County", "General Hospital", "candidate Florida Senator"
        return j - i > 1 or (
            not (page.word[i] in states() and title.kind == "role")
            and not (ordinary(last) and (last in common or last in PLACE | ORGANISATION | THING))
        )
    if j - i > 2 and any(w in ORGANISATION for w in lower[i + 1 : j]):
        return False  # "Chase Manhattan Bank N.A."
    if lower[i] in NO_NAME | PARTISAN or last in NO_NAME | PARTISAN or last in SHIP or _plural(page, j - 1):
        return False
    before = lower[i - 1] if i > page.sentences[page.sentence[i]][0] else ""
    if before in SHIP or any(c.isdigit() for c in page.text(i, j)):  # "the aircraft carrier George Washington"
        return False
    if j - i > 1 and _placed(page, i, j):
        return False
    if j - i > 1 and before in _PERSON_BEFORE:
        return True
    if j - i > 2 and last in ("jr", "sr"):
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
    named = bare and j - i > 1 and lower[i] in given() and last not in PLACE and last not in common
    initial = any(len(w) == 2 and w[1] == "." for w in page.word[i + 1 : j - 1])  # "George W. Bush"
    if named and (initial or not (j - i > 2 and ordinary(last))):  # "Parker Solar Probe"
        return True
    after = lower[j] if j < len(page) else ""
    beyond = lower[j + 1] if j + 1 < len(page) else ""
    aged = beyond.isdigit() and len(beyond) == 2
    relative = after == "who" or (after == "," and beyond in ("who", "whose"))
    if j - i > 1 and after == "," and _titled_after(page, i, j):
        return True
    if (relative and _one_name(page, i, j)) or (after == "," and aged and _one_name(page, i, j)):
        return True
    ruling = j < len(page) and lower[j] in _GOVERNMENTS
    listed = lower[i] in known and (page.tag[i] == "NNP" or (page.tag[i] in _NOUNS and not ordinary(last)))
    listed = listed or (lower[i] in surnames() and page.tag[i] == "NNP" and _with_known(page, i, known))
    if j - i == 1 and listed and (ruling or page.dep[i] not in _MODIFIES):
        return ruling or i == 0 or (page.tag[i - 1] != "DT" and lower[i - 1] not in PLACE_BEFORE)
    if j - i == 1 and page.tag[i] == "NNP" and paired(page, i):
        return True
    head = page.head[j - 1]
    said = page.dep[j - 1] == "nsubj" and page.lemma[head] in PERSON_VERBS and page.pos[head] == "VERB"
    return (
        said
        and j - i in (2, 3)
        and not ordinary(last)
        and all(page.word[k].isalpha() and not page.word[k].isupper() for k in range(i, j))
    )


def _with_known(page: Parsed, i: int, known: frozenset[str]) -> bool:
    """A surname joined to one of the table of offices: "Blinken and Sullivan met"."""
    joined = page.dep[i] == "conj" and page.lower[page.head[i]] in known
    return joined or any(page.dep[k] == "conj" and page.lower[k] in known for k in page.kids[i])


def _titled_after(page: Parsed, i: int, j: int) -> bool:
    """An office explains the run: "Ban Ki-moon, the secretary general of the United Nations"."""
    end = page.sentences[page.sentence[i]][1]
    for k in range(j + 1, min(j + 8, end)):
        p = gazetteer.match(page, k, end)
        if p is not None and p.kind == "office":
            head = next((x for x in range(k, k + len(p.words)) if not k <= page.head[x] < k + len(p.words)), k)
            return page.dep[head] == "appos" and i <= page.head[head] < j
    return False


def _placed(page: Parsed, i: int, j: int) -> bool:
    """The run begins or ends with a place, and no list knows its end as a name: "Virginia Tech", "Sierra Nevada"."""
    first, last = page.word[i], page.word[j - 1]
    if last in cities() and last.lower() not in surnames():
        return True
    if page.text(i, i + 2) in cities() and j - i > 2:  # "San Francisco Chronicle"
        return True
    return first in states() and ordinary(last.lower())


def _plural(page: Parsed, i: int) -> bool:
    """The word is the plural of a plain one, after no given name: "Charlotte Bobcats", "Conservation Voters"."""
    lower = page.lower[i]
    if page.lower[i - 1] in given() and page.word[i - 1] not in cities():
        return False
    return page.tag[i] in ("NNPS", "NNS") and lower.endswith("s") and lower not in surnames() and ordinary(lower)


def _one_name(page: Parsed, i: int, j: int) -> bool:
    """Not a place, a party or a cut word: "X, who" says that X is somebody, but not of "Arizona, who"."""
    text = page.text(i, j)
    if j - i == 1 and ordinary(page.lower[i]):  # "the Good Samaritan, who"
        return False
    return text not in cities() and not text.endswith(".") and page.tag[j - 1] in ("NNP", "NNPS")


def leader(page: Parsed, i: int) -> bool:
    """In a headline: a surname that only a leader bears ("Macron Urges Europe")."""
    w = page.lower[i]
    return len(w) > 2 and w in leaders()[1] and w not in given() and page.lower[i - 1 : i] != ["the"]


def cleaned(page: Parsed, i: int, j: int) -> str:
    """The name as a reader would write it: one line, plain apostrophes, capitals only where they begin a word."""
    while j - i > 2 and page.word[j - 1] in _AFTER_NAMES:
        j -= 1
    name = " ".join(page.text(i, j).replace("’", "'").split())
    called = i > 0 and page.lower[i - 1].rstrip(".") in ("mr", "mrs", "ms")  # "MR. LIND:", no acronym
    return name.title() if name.isupper() and (len(name) > 5 or called) else name


def common_words(page: Parsed) -> frozenset[str]:
    """Words that the page writes with a small letter: no surname is among them ("Grant Facility")."""
    return frozenset(
        w for w, t in zip(page.word, page.tag, strict=True) if t in ("NN", "NNS", "VB", "JJ") and w.islower()
    )


def persons(page: Parsed, found: list[Unit], titled: list[bool], common: frozenset[str]) -> dict[str, str]:
    """Names that the page makes known: each of their parts -> the fullest name; two people left -> ""."""
    full: dict[str, int] = {}  # with how often the page has them in full
    alone = _alone(page, found)
    for n, (i, j, p, weak, _) in enumerate(found):
        if p is None:
            title = title_before(page, found, n)
            plain = not (weak or titled[page.sentence[i]])
            if (
                ((title is not None or plain) and is_person(page, i, j, title, common))
                or (plain and _borne(page, i, j, alone, common))
                or (titled[page.sentence[i]] and (_headed(page, i, j, alone) or _signs(page, found, n)))
                or (j - i > 1 and " ".join(page.lower[i:j]) in leaders()[0])
            ):
                full[cleaned(page, i, j)] = full.get(cleaned(page, i, j), 0) + 1
    by_surname: dict[str, list[str]] = {}
    by_given: dict[str, list[str]] = {}
    known: dict[str, str] = {}
    for name in sorted(full, key=lambda f: (-len(f.split()), f)):
        parts = name.split(",")[0].split()
        if len(parts) == 1:
            by_surname.setdefault(name, []).append(name)
            continue
        longer = [n for n in by_surname.get(name, ()) if n.endswith(" " + name)]  # "Wasserman Schultz", "Suu Kyi"
        longer += [n for n in by_surname.get(parts[-1], ()) if _same(n, name)]
        known[name] = longer[0] if longer else name
        tails = {" ".join(parts[k:]) for k in range(1, len(parts))}
        for key in sorted({*tails, f"{parts[0]} {parts[-1]}"}):
            by_surname.setdefault(key, []).append(known[name])
        by_given.setdefault(parts[0], []).append(known[name])
    for key, whole in by_given.items():  # "Moon Hana", then "President Moon": the family name comes first
        last = whole[0].split()[-1].lower()
        known_last = last in surnames() or last in given()
        family = key.lower() not in given() or (key.lower() in surnames() and not known_last)
        if by_surname.get(key) == [key] and family and len(set(whole)) == 1:
            by_surname[key] = whole[:1]
    for table_ in (by_surname, by_given):  # a surname counts for more than another's given name
        for key, found_names in table_.items():
            two_parts = [n for n in dict.fromkeys(found_names) if " " in n] or found_names
            two_parts.sort(key=lambda n: -full.get(n, 0))  # stable
            one = len(set(two_parts)) == 1 or full.get(two_parts[0], 0) >= MAIN * max(1, full.get(two_parts[1], 0))
            known.setdefault(key, two_parts[0] if one else "")
    return known | _leading(page, found, known)


def _leading(page: Parsed, found: list[Unit], known: dict[str, str]) -> dict[str, str]:
    """Surnames of leaders that a page never names in full, apart from namesakes whom it does: "President Biden" is not
    the "Dr. Jill Biden" of the same page."""
    led: set[str] = set()  # with a leader's title
    for n, u in enumerate(found):
        title = title_before(page, found, n) if u.phrase is None else None
        if title is not None and title.office in _HEADS:
            led.add(cleaned(page, u.first, u.last))
    full, last = leaders()
    return {
        name: name
        for name in led
        if " " not in name and name.lower() in last
        and (other := known.get(name)) and other not in led and not _of_leader(other, full)
    }  # fmt: skip


def _of_leader(name: str, full: frozenset[str]) -> bool:
    """Whether it is a leader's name in full, or longer: "Joseph R. Biden, Jr."."""
    parts = name.lower().split(",")[0].split()
    return name.lower() in full or f"{parts[0]} {parts[-1]}" in full


_HEADS = frozenset(["head of state", "head of government"])


def _alone(page: Parsed, found: list[Unit]) -> dict[str, int]:
    """Words that act alone on the page, with how often they stand alone: how a person is named again."""
    count: dict[str, int] = {}
    acts: set[str] = set()
    for u in found:
        if u.phrase is None and u.last - u.first == 1 and not (u.weak or u.titled):
            i = u.first
            if i and page.lower[i - 1] in ("the", "a", "an", "this"):
                continue
            count[page.word[i]] = count.get(page.word[i], 0) + 1
            if page.dep[i] in ("nsubj", "nsubjpass", "poss"):
                acts.add(page.word[i])
    return {w: n for w, n in count.items() if w in acts}


def _headed(page: Parsed, i: int, j: int, alone: dict[str, int]) -> bool:
    """A headline names in full whom the page goes on to call by the surname."""
    return j - i == 2 and page.lower[i] in given() and page.word[j - 1] in alone and not ordinary(page.lower[j - 1])


def _signs(page: Parsed, found: list[Unit], n: int) -> bool:
    """A line that says who somebody is: "Ada Lind, Department Spokesperson"."""
    i, j, _, _, _ = found[n]
    if j - i not in (2, 3) or page.lower[i] not in given() or page.sentences[page.sentence[i]][0] != i:
        return False
    last = page.sentences[page.sentence[i]][1]
    title = any(is_title(u.phrase) and u.first < last for u in found[n + 1 : n + 4])
    return page.word[j : j + 1] == [","] and title and page.lower[j - 1] not in ORGANISATION | PLACE


def _borne(page: Parsed, i: int, j: int, alone: dict[str, int], common: frozenset[str]) -> bool:
    """No list knows the given name: a surname that the lists or the page's next sentences know makes the person.

    "Antawn Jamison" (a surname of the census that says or does something), "Rich Dauer ... Dauer ... Dauer".
    """
    words_ = page.word[i:j]
    if j - i not in (2, 3) or not all(_LETTERS.fullmatch(w) and not w.isupper() for w in words_):
        return False
    if words_[0] == words_[-1] or words_[-1].lower() in common or ordinary(words_[0].lower()):
        return False
    lower, last = page.lower, page.lower[j - 1]
    before = lower[i - 1] if i > page.sentences[page.sentence[i]][0] else ""
    if (
        before in ("the", "a", "an", "of", "in", "at", "near")
        or before in SHIP
        or alone.get(words_[0], 0) > alone.get(words_[-1], 0)
    ):
        return False
    listed = (
        last in ORGANISATION | THING | PLACE | NO_NAME | PARTISAN
        or words_[-1] in cities()
        or lower[i] in PLACE | NO_NAME
    )
    if listed or ordinary(last) or page.text(i, j) in cities() or any(w in ORGANISATION for w in lower[i:j]):
        return False
    if lower[i] in ("lake", "mount", "cape", "fort", "port", "camp", "saint", "san", "santa", "new"):
        return False
    if alone.get(words_[-1], 0) > 1:
        return True
    agent = page.dep[j - 1] == "pobj" and page.dep[page.head[j - 1]] == "agent"
    acts = (agent or page.dep[j - 1] in ("nsubj", "nsubjpass", "poss", "appos")) and page.tag[j - 1] == "NNP"
    return last in surnames() and (acts or words_[-1] in alone)


def _same(longer: str, name: str) -> bool:
    """ "Joe Biden" and "Joseph R. Biden, Jr.", "J. Smith" and "John Smith": the same surname, the given name cut."""
    a, b = longer.split(",")[0].split(), name.split(",")[0].split()
    return a[-1] == b[-1] and (a[0][:2] == b[0][:2] or a[0][0] == b[0].rstrip("."))


def judge(page: Parsed, i: int, j: int, shown: Shown) -> str:
    """What a run is that no title or given name makes a person: organisation, place, person, or "" (a product)."""
    lower, word = page.lower, page.word
    last = lower[j - 1].rstrip(".")
    text = " ".join(lower[i:j]).replace(" - ", "-")
    if {text, text.rstrip(".")} & (NO_NAME | ORGANISATION) or last in PARTISAN or last in THING:
        return ""
    if j - i == 1 and last in PLACE - CONTINENT and ordinary(last) and last not in ("gulf", "peninsula", "hemisphere"):
        return ""  # "the Center", "the District"
    if text in CONTINENT or last in PLACE or lower[i] in ("lake", "mount", "cape", "fort", "port"):
        return "place"
    if any(w.rstrip(".") in ORGANISATION for w in lower[i:j]):
        return "organisation"
    if page.text(i, j) in cities() or (word[i].isupper() and len(text) > 3 and text.title() in cities()):
        return "place"
    if any(c.isdigit() for c in text) or page.pos[j - 1] not in ("PROPN", "NOUN"):
        return ""
    before = page.word[i - 1].lower() if i > page.sentences[page.sentence[i]][0] else ""
    acronym = j - i == 1 and word[i].isupper()
    if acronym and (before == "," or ordinary(last) or not (2 <= len(word[i]) <= 6 and word[i].isalpha())):
        return ""  # "Baltimore, MD", "MARRY"
    if j - i == 1 and _SEVERAL.fullmatch(word[i]):
        return ""  # "NSAs", "CEOs": several of a kind
    starts = i == page.sentences[page.sentence[i]][0]
    if page.text(i, j) in shown.things:
        return ""
    if page.text(i, j) in shown.acting and before in COMPANIES:
        return "organisation"
    if j - i == 1 and ordinary(last) and not acronym and (starts or page.text(i, j) not in shown.acting):
        return ""  # "How", "Photo", "Morale"; "Manual", "Remake"
    dep, by = page.dep[j - 1], page.head[j - 1]
    if dep == "pobj" and j - i == 1 and plain(last):
        return ""  # "in House", "by Morning"
    if dep == "pobj" and page.lower[by] in PLACE_BEFORE and before not in ("the", "a", "an"):
        return "place"
    if before in ("the", "a", "an", "this", "that", "every", "each", "of") and not (acronym and before == "the"):
        return ""
    if dep in ("nsubj", "nsubjpass", "poss") or (dep == "pobj" and page.dep[by] == "agent"):
        return "person" if _unheard(page, i, j) else "organisation"
    return ""


def _unheard(page: Parsed, i: int, j: int) -> bool:
    """Two words that act and stand in no list and no dictionary: "Raj Chohan"; few bodies are named so."""
    if j - i != 2 or page.word[i] in cities() or page.word[i] in states():
        return False
    return all(
        re.fullmatch(r"[A-Z][a-z]{2,}", w) and not ordinary(w.lower()) and w.lower() not in PLACE | COMPANY_TAIL
        for w in page.word[i:j]
    )
