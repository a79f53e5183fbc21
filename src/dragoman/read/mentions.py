"""Finds who is mentioned in a page: names, offices, countries, organisations, groups, pronouns.

Names of persons rest on titles ("Prime Minister X"), given names, and surnames carried both ways through the
page, not on spaCy's entity recogniser: on the five seeds its PERSON recall was .36 and it cost 46% of the
parse. The steps: known words are marked (`gazetteer`), capitalised words between them become runs, runs are
judged person, organisation or place, and the page's own names decide what is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import msgspec

from dragoman.lexicon import words
from dragoman.model import Mention, MentionKind, Tenure
from dragoman.read import gazetteer
from dragoman.read.parse import Parsed

PRONOUNS = {
    "he": "he", "him": "he", "his": "he", "himself": "he", "she": "she", "her": "she", "hers": "she",
    "herself": "she", "it": "it", "its": "it", "itself": "it", "they": "they", "them": "they", "their": "they",
    "theirs": "they", "themselves": "they", "i": "i", "me": "i", "my": "i", "mine": "i", "myself": "i",
    "we": "we", "us": "we", "our": "we", "ours": "we", "ourselves": "we", "you": "you", "your": "you",
    "who": "who", "whom": "who", "whose": "who",
}  # fmt: skip
TENURES: dict[str, Tenure] = {
    "former": "former", "ex": "former", "then": "former", "onetime": "former", "ousted": "former",
    "deposed": "former", "erstwhile": "former", "late": "late", "assassinated": "late", "slain": "late",
    "deceased": "late", "acting": "acting", "interim": "acting", "caretaker": "acting", "incoming": "elect",
    "future": "future",
}  # fmt: skip
PARTICLES = words("name_words", "word", kind="particle")
_ORGANISATION = words("name_words", "word", kind="organisation")
_NOT_NAMES = words("name_words", "word", kind="no name")
_PLACE_BEFORE = words("name_words", "word", kind="place preposition")
_MOTION = words("name_words", "word", kind="motion")
_PERSON_VERBS = words("name_words", "word", kind="person verb")


class Draft(msgspec.Struct):
    """A mention while it is worked on; tokens half-open, characters only where it is part of a token."""

    first: int
    last: int
    kind: MentionKind
    name: str | None = None
    office: str | None = None
    country: str | None = None
    tenure: Tenure = ""
    of: Draft | None = None  # what it stands for
    members: list[Draft] = []
    place: bool = False
    start: int = -1
    end: int = -1
    sort: str = ""  # person, place, party ...: not part of the record


@cache
def _given_names() -> frozenset[str]:
    return words("given_names", "name")


@cache
def _surnames() -> frozenset[str]:
    return frozenset()


def _capital(word: str) -> bool:
    return word[0].isupper()


def titled_lines(page: Parsed) -> list[bool]:
    """For each sentence, whether it is written in title case or capitals, so that a capital means nothing."""
    found = []
    for first, last in page.sentences:
        content = [
            page.word[i][0].isupper()
            for i in range(first, last)
            if page.tag[i][:2] in ("NN", "VB", "JJ", "RB") and page.word[i][0].isalpha()
        ]
        found.append(len(content) > 2 and sum(content) >= 0.85 * len(content))
    return found


# --- known words and runs of capitals ---------------------------------------------------------------

Unit = tuple[int, int, gazetteer.Phrase | None]  # tokens; None: a run of capitals that no table knows


def _joined(page: Parsed, i: int) -> bool:
    """Token `i` is a hyphen inside a word ("Jae-myung")."""
    return (
        page.word[i] == "-"
        and 0 < i < len(page) - 1
        and page.end[i - 1] == page.start[i]
        and page.end[i] == page.start[i + 1]
    )


def _runs_on(page: Parsed, j: int, last: int) -> int:
    """How many tokens from `j` on belong to a name that has begun: 0 where it ends."""
    word, tag = page.word, page.tag
    w = word[j]
    if (tag[j] in ("NNP", "NNPS", "FW") or (len(w) == 2 and w[1] == ".")) and w[0].isupper():
        return 1
    if w == "-" and _joined(page, j) and j + 1 < last:
        return 2
    if w == "&" and j + 1 < last and word[j + 1][0].isupper():
        return 2
    if w.lower() in PARTICLES and j + 1 < last and w != "y":
        step = 1
        while j + step < last and (word[j + step].lower() in PARTICLES or word[j + step] == "-"):
            step += 1
        if j + step < last and word[j + step][0].isupper() and page.tag[j + step].startswith("NN"):
            return step + 1
    if w == "," and j + 1 < last and word[j + 1] in ("Jr.", "Sr.", "Jr", "II", "III"):
        return 2
    return 0


def units(page: Parsed, titled: list[bool]) -> list[Unit]:
    """Known phrases and runs of capitalised words, in order. In title case every word is a run of its own."""
    found: list[Unit] = []
    word, tag = page.word, page.tag
    for n, (first, last) in enumerate(page.sentences):
        i = first
        while i < last:
            p = gazetteer.match(page, i, last)
            if p is not None:
                found.append((i, i + len(p.words), p))
                i += len(p.words)
                continue
            w = word[i]
            if not w[0].isupper() or (not titled[n] and tag[i] not in ("NNP", "NNPS")):
                i += 1
                continue
            j = i + 1
            while j < last:
                step = _runs_on(page, j, last)
                if not step or (titled[n] and step == 1) or (w != "-" and gazetteer.match(page, j, last) is not None):
                    break
                j += step
            found.append((i, j, None))
            i = j
    return found


# --- the step ---------------------------------------------------------------------------------------


def _tenure(page: Parsed, i: int) -> Tenure:
    """Tenure that a word to the left of token `i` gives within its noun phrase ("former US President")."""
    first = page.sentences[page.sentence[i]][0]
    for j in range(i - 1, max(first - 1, i - 6), -1):
        lower = page.lower[j]
        if lower in TENURES and (lower != "then" or (j + 1 < i and page.word[j + 1] == "-")):
            return TENURES[lower]
        if page.pos[j] not in ("ADJ", "PROPN", "NOUN", "PUNCT", "ADV") or page.word[j] in ',.;:"“”()':
            break
    return ""


def find(page: Parsed) -> list[Draft]:
    """All mentions of the page, as drafts in text order."""
    titled = titled_lines(page)
    drafts = _known(page, titled)
    return sorted(drafts, key=lambda d: (d.first, -d.last))


def _known(page: Parsed, titled: list[bool]) -> list[Draft]:
    found = units(page, titled)
    drafts: list[Draft] = []
    names = _person_names(page, found, titled)
    taken: dict[int, Draft] = {}
    for n, (i, j, p) in enumerate(found):
        if p is None:
            before = _introduced(page, found, n)
            drafts += _runs(page, i, j, before, names, titled[page.sentence[i]])
            continue
        d = _draft(page, i, j, p)
        if d is not None:
            drafts.append(d)
    drafts += _inside(page)
    drafts += _pronouns(page)
    drafts.sort(key=lambda d: (d.first, -d.last))
    for d in drafts:
        for k in range(d.first, d.last):
            taken[k] = d
    for d in drafts:
        if d.kind == "office":
            _whose(page, d, taken)
        elif d.kind in ("country", "capital", "name") and d.sort != "person":
            d.place = d.place or _is_place(page, d)
        if d.kind == "group" or d.sort in ("government", "body", "role"):
            _phrase(page, d, taken)
    return drafts


def _draft(page: Parsed, i: int, j: int, p: gazetteer.Phrase) -> Draft | None:
    """The mention that a known phrase makes, if it makes one by itself."""
    head = j - 1
    if p.kind in ("country", "demonym", "people", "capital", "seat"):
        if page.pos[i] == "PRON":
            return None
        if p.kind == "people":
            return Draft(i, j, "group", country=p.country, sort="people")
        kind: MentionKind = "demonym" if p.kind == "demonym" else "capital" if p.kind == "capital" else "country"
        if p.kind == "seat" and p.sort == "":
            kind = "organisation"
        return Draft(i, j, kind, p.name or None, country=p.country, sort=p.kind)
    if p.kind == "organisation":
        return Draft(i, j, "organisation", p.name, country=p.country or None, sort=p.sort)
    if p.kind in ("office", "role"):
        if page.pos[head] not in ("NOUN", "PROPN") or page.dep[head] == "amod":
            return None
        return Draft(i, j, "office", office=p.office, country=p.country or None, tenure=_tenure(page, i), sort=p.kind)
    if p.kind == "noun" and page.pos[head] in ("NOUN", "PROPN"):
        if p.sort == "government":
            return Draft(i, j, "country", sort="government")
        if p.sort == "body":
            return Draft(i, j, "organisation", sort="body")
        return Draft(i, j, "group", sort=p.sort)
    return None


def _inside(page: Parsed) -> Iterator[Draft]:
    """Countries inside one token: "U.S.-Japan"."""
    for i, word in enumerate(page.word):
        if len(word) > 3 and "-" in word and word[0].isupper():
            at = page.start[i]
            for part in word.split("-"):
                p = gazetteer.piece(part) if part else None
                if p is not None:
                    kind: MentionKind = "organisation" if p.kind == "organisation" else p.kind  # type: ignore[assignment]
                    yield Draft(i, i + 1, kind, p.name or None, country=p.country or None, start=at, end=at + len(part))
                at += len(part) + 1


def _pronouns(page: Parsed) -> Iterator[Draft]:
    for i, tag in enumerate(page.tag):
        if tag in ("PRP", "PRP$", "WP", "WP$") and page.lower[i] in PRONOUNS and page.word[i] != "US":
            yield Draft(i, i + 1, "pronoun", sort=PRONOUNS[page.lower[i]])


# --- persons ----------------------------------------------------------------------------------------


def _clean(page: Parsed, i: int, j: int) -> str:
    name = " ".join(page.text(i, j).replace("’", "'").split())
    return name.title() if name.isupper() and len(name) > 4 else name


def _introduced(page: Parsed, found: list[Unit], n: int) -> gazetteer.Phrase | None:
    """The title that stands before a run: "Prime Minister X", "Japan's new Prime Minister, X"."""
    i, j, _ = found[n]
    if n == 0:
        return None
    _, end, p = found[n - 1]
    if p is None or p.kind not in ("office", "role", "honour"):
        return None
    comma = end == i - 1 and page.word[end] == "," and page.sentence[end] == page.sentence[i]
    after = page.word[j] if j < len(page) else "."
    apposition = comma and j - i > 1 and p.kind != "honour" and after in (",", ".", "(", "and", "-", "–", "—")
    return p if end == i or apposition else None


def _strong(page: Parsed, i: int, j: int, title: gazetteer.Phrase | None) -> bool:
    """The run is a person by itself: a title before it, a given name first, an age or "who" after it."""
    if page.lower[j - 1].rstrip(".") in _ORGANISATION:
        return False
    if title is not None:
        return True
    lower = page.lower
    if j - i > 1 and lower[i] in _given_names():
        return True
    after = lower[j] if j < len(page) else ""
    beyond = lower[j + 1] if j + 1 < len(page) else ""
    if after == "who" or (after == "," and (beyond in ("who", "whose") or (beyond.isdigit() and len(beyond) == 2))):
        return True
    head = page.head[j - 1]
    return j - i > 1 and page.dep[j - 1] == "nsubj" and page.lemma[head] in _PERSON_VERBS and page.pos[head] == "VERB"


def _person_names(page: Parsed, found: list[Unit], titled: list[bool]) -> dict[str, str]:
    """Names that the page makes known: each of their parts -> the fullest name; two names left -> "" (open)."""
    full: dict[str, None] = {}
    for n, (i, j, p) in enumerate(found):
        title = _introduced(page, found, n)
        if p is None and (not titled[page.sentence[i]] or title is not None) and _strong(page, i, j, title):
            full[_clean(page, i, j)] = None
    names: dict[str, str] = {}
    for name in sorted(full, key=lambda f: (-len(f.split()), f)):
        parts = name.removesuffix(", Jr.").split()
        keys = {name, parts[-1], parts[0], " ".join(parts[1:])} if len(parts) > 1 else {name}
        for key in sorted(k for k in keys if k):
            known = names.setdefault(key, name)
            if known != name and not set(parts) <= set(known.split()) and len(parts) > 1:
                names[key] = ""
    return names


def _runs(
    page: Parsed, i: int, j: int, title: gazetteer.Phrase | None, names: dict[str, str], titled: bool
) -> list[Draft]:
    """The mention that a run of capitalised words makes."""
    name = _clean(page, i, j)
    strong = _strong(page, i, j, title)
    if strong or name in names:
        d = Draft(i, j, "name", names.get(name) or name, sort="person")
        d.tenure = _tenure(page, i) if title is None else ""
        if d.tenure not in ("late", "former"):
            d.tenure = ""
        return [d]
    if titled or name.lower() in _NOT_NAMES:
        return []
    last = page.lower[j - 1].rstrip(".")
    if (
        last in _ORGANISATION
        or any(w.rstrip(".") in _ORGANISATION for w in page.lower[i:j])
        or (name.isupper() and 2 <= len(name) <= 6 and name.isalpha())
    ):
        return [Draft(i, j, "organisation", name, sort="organisation")]
    if page.dep[j - 1] in ("nsubj", "nsubjpass", "agent", "poss") and page.tag[j - 1] == "NNP":
        return [Draft(i, j, "organisation", name, sort="unknown")]
    return [Draft(i, j, "name", name, sort="unknown")]


# --- places, offices, noun phrases ------------------------------------------------------------------


def _is_place(page: Parsed, d: Draft) -> bool:
    """A country, capital or unknown name that is where something happens, not who acts."""
    i = d.last - 1
    if page.dep[i] == "pobj":
        by = page.head[i]
        if page.lower[by] in _PLACE_BEFORE:
            return True
        if page.lower[by] in ("to", "from", "for"):
            return page.lemma[page.head[by]] in _MOTION
        return False
    if page.dep[i] == "dobj":
        return page.lemma[page.head[i]] in ("visit", "leave", "reach", "enter", "tour")
    return False


def _whose(page: Parsed, d: Draft, taken: dict[int, Draft]) -> None:
    """Whose office: "U.S. President", "Japan's new Prime Minister", "the leader of Japan"; and who holds it."""
    i, head = d.first, d.last - 1
    first = page.sentences[page.sentence[i]][0]
    whose = _left(page, d.first, first, taken)
    if whose is None:
        for k in page.kids[head]:
            if page.dep[k] == "prep" and page.lower[k] in ("of", "for", "from", "to") and k >= d.last:
                obj = page.child(k, "pobj")
                whose = taken.get(obj) if obj is not None else None
                if whose is not None and whose.kind not in ("country", "demonym", "capital", "organisation"):
                    whose = None
                break
    if whose is not None and whose.country:
        d.country = whose.country
        if whose.kind == "capital":
            whose.place = False
    after = taken.get(d.last)
    if after is None and d.last < len(page) and page.word[d.last] == ",":
        after = taken.get(d.last + 1)
        if after is not None and page.sentence[after.first] != page.sentence[i]:
            after = None
        if after is not None and not (page.dep[after.last - 1] == "appos" or page.head[after.last - 1] == head):
            after = None
    if after is not None and after.kind == "name" and after.sort in ("person", "unknown"):
        d.of = after
        after.sort = "person"
        after.office = after.office or d.office
        after.country = after.country or d.country
        after.tenure = after.tenure or d.tenure
        after.place = False


def _left(page: Parsed, i: int, first: int, taken: dict[int, Draft]) -> Draft | None:
    """Nearest country, demonym or capital to the left of token `i` in its noun phrase."""
    for j in range(i - 1, max(first - 1, i - 6), -1):
        d = taken.get(j)
        if d is not None and d.kind in ("country", "demonym", "capital", "organisation") and d.country:
            return d
        if (
            page.pos[j] not in ("ADJ", "NOUN", "PROPN", "PART", "NUM", "PUNCT", "ADV", "VERB")
            or page.word[j] in ',.;:"“”()'
        ):
            return None
    return None


def _phrase(page: Parsed, d: Draft, taken: dict[int, Draft]) -> None:
    """Widen a noun to its phrase: "the two leaders", "the Japanese government"; give it its country."""
    head, first = d.last - 1, page.sentences[page.sentence[d.first]][0]
    whose = _left(page, d.first, first, taken)
    j = d.first - 1
    while j >= first and (
        (page.head[j] == head and page.dep[j] in ("det", "amod", "compound", "nummod", "nmod", "predet", "quantmod"))
        or (d.first <= page.head[j] < d.last and page.dep[j] in ("amod", "compound", "advmod", "punct", "npadvmod"))
    ):
        d.first = j
        j -= 1
    if d.country is None and whose is not None:
        d.country = whose.country
    if d.country is None:
        for k in page.kids[head]:
            if page.dep[k] == "prep" and page.lower[k] in ("of", "from", "in"):
                obj = page.child(k, "pobj")
                other = taken.get(obj) if obj is not None else None
                if other is not None and other.kind in ("country", "capital"):
                    d.country = other.country
                break


def records(page: Parsed, drafts: list[Draft]) -> Iterator[Mention]:
    """Drafts as records: one a span, the first wins."""
    seen = set()
    spans = {}
    for d in drafts:
        span = page.span(d.first, d.last)
        if d.start >= 0:
            span = type(span)(span.document, d.start, d.end)
        spans[id(d)] = span
    for d in drafts:
        span = spans[id(d)]
        if span in seen:
            continue
        seen.add(span)
        yield Mention(
            span,
            d.kind,
            page.document.text[span.start : span.end],
            d.name,
            d.office,
            d.country,
            d.tenure,
            spans[id(d.of)] if d.of is not None else None,
            tuple(spans[id(m)] for m in d.members),
            d.place,
        )
