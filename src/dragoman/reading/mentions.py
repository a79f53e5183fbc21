"""Finds who is mentioned in a page: names, offices, countries, organisations, groups, pronouns.

spaCy's entity recogniser is not used: on the five seeds its PERSON recall was .36 and it cost 46% of the parse.
Known words are marked (`gazetteer`), runs of capitals judged (`names`), and a noun phrase that means somebody
("the two leaders", "a senior official") is taken whole, without its possessor: in "Japan's new Prime Minister, Sanae
Takaichi" the mentions are "Japan", "Prime Minister" and "Sanae Takaichi".

A mention of kind "name" is a person, or, where `place` is set, a place that is no country.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from dragoman.lexicon import words
from dragoman.model import Mention, MentionKind, Span, Tenure
from dragoman.reading import gazetteer, names
from dragoman.reading.parse import Parsed

PRONOUNS = {
    "he": "he", "him": "he", "his": "he", "himself": "he", "she": "she", "her": "she", "hers": "she",
    "herself": "she", "it": "it", "its": "it", "itself": "it", "they": "they", "them": "they", "their": "they",
    "theirs": "they", "themselves": "they", "i": "i", "me": "i", "my": "i", "mine": "i", "myself": "i",
    "we": "we", "us": "we", "our": "we", "ours": "we", "ourselves": "we", "you": "you", "your": "you",
    "who": "who", "whom": "who", "whose": "who",
}  # fmt: skip
TENURES: dict[str, Tenure] = {
    "former": "former", "ex": "former", "then": "former", "onetime": "former", "ousted": "former",
    "deposed": "former", "erstwhile": "former", "past": "former", "late": "late", "assassinated": "late",
    "slain": "late", "deceased": "late", "acting": "acting", "interim": "acting", "caretaker": "acting",
    "incoming": "elect", "future": "future",
}  # fmt: skip
_MOTION = words("name_words", "word", kind="motion")
_MODIFIERS = frozenset(["det", "amod", "compound", "nummod", "nmod", "predet", "quantmod", "poss"])
_WHOSE = frozenset(["country", "demonym", "capital", "organisation"])


class Draft(msgspec.Struct):
    """A mention while it is worked on. Tokens half-open; characters only where it is a part of a token."""

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
    sense: str = ""  # of a group noun: "relation" ("allies" are somebody else's), "country", "organisation"
    sort: str = ""  # finer than kind (person, role, government, people ...): not part of the record
    whose: Draft | None = None  # whose office or government, where it is not a country

    @property
    def head(self) -> int:
        """Its last token: the head of an English name or noun phrase core."""
        return self.last - 1


def find(page: Parsed) -> list[Draft]:
    """All mentions of the page as drafts, in text order, the longer first where two begin together."""
    titled = names.titled_sentences(page)
    found = names.units(page, titled)
    drafts = [*_named(page, found, titled), *_inside(page), *_pronouns(page)]
    drafts.sort(key=lambda d: (d.first, -d.last))
    drafts = [d for d in drafts if d.sort != "body" or d.first == 0 or page.lower[d.first - 1] not in ("a", "an")]
    at: dict[int, Draft] = {}
    for d in drafts:
        for k in range(d.first, d.last):
            if k not in at or d.start < 0:
                at[k] = d
    for d in drafts:
        if d.kind == "office":
            _office(page, d, at)
        elif d.kind in ("country", "capital") and d.sort != "government":
            d.place = d.place or _is_place(page, d)
        if d.sort in ("government", "body", "role", "side", "people", "someone") and not titled[page.sentence[d.first]]:
            _widen(page, d, at)
    return drafts


# --- known phrases and runs -------------------------------------------------------------------------


def _named(page: Parsed, found: list[names.Unit], titled: list[bool]) -> Iterator[Draft]:
    common = names.common_words(page)
    known = names.persons(page, found, titled, common)
    kinds: dict[str, str] = {}  # what the page shows of a run once holds for all of the same words
    runs = [(n, u) for n, u in enumerate(found) if u.phrase is None]
    for _, u in runs:
        if not u.weak and not titled[page.sentence[u.first]]:
            kind = names.judge(page, u.first, u.last)
            if kind:
                kinds.setdefault(page.text(u.first, u.last), kind)
    acronyms: dict[str, Draft] = {}
    done = -1
    for n, u in enumerate(found):
        if u.first < done:
            continue
        if u.phrase is not None:
            d = _phrase(page, u.first, u.last, u.phrase)
        else:
            d = _run(page, found, n, known, kinds, titled, common)
        if d is None or (d.sort == "company" and _product(page, d)):
            continue
        if d.sort == "place":
            yield from _city(page, d, found, n)
        if d.kind == "organisation":
            _extend(page, d, found, n)
            _acronym(page, d, acronyms)
        done = d.last
        yield d


def _run(
    page: Parsed,
    found: list[names.Unit],
    n: int,
    known: dict[str, str],
    kinds: dict[str, str],
    titled: list[bool],
    common: frozenset[str],
) -> Draft | None:
    """The mention that a run of capitals makes."""
    i, j, _, weak = found[n]
    for end in (n + 3, n + 2, n + 1):  # in title case the words of a name stand apart
        if end <= len(found) and all(found[k].last == found[k + 1].first for k in range(n, end - 1)):
            last = found[end - 1].last
            name = names.cleaned(page, i, last)
            if known.get(name) and (end == n + 1 or titled[page.sentence[i]]):
                return _person(page, i, last, known[name], names.title_before(page, found, n))
    title = names.title_before(page, found, n)
    sure = title is not None or not (weak or titled[page.sentence[i]])
    if sure and names.is_person(page, i, j, title, common):
        name = names.cleaned(page, i, j)
        return _person(page, i, j, known.get(name) or name, title)
    if titled[page.sentence[i]] and j - i == 1 and names.leader(page, i):
        return _person(page, i, j, names.cleaned(page, i, j), None)
    kind = kinds.get(page.text(i, j), "")
    if kind == "place":
        return Draft(i, j, "name", names.cleaned(page, i, j), place=True, sort="place")
    if kind == "organisation" and page.lower[i] not in names.NO_NAME:
        return Draft(i, j, "organisation", names.cleaned(page, i, j), sort="named")
    return None


def _person(page: Parsed, i: int, j: int, name: str, title: gazetteer.Phrase | None) -> Draft:
    d = Draft(i, j, "name", name, sort="person")
    if title is None:
        tenure = _tenure(page, i)
        d.tenure = tenure if tenure in ("late", "former") else ""
    return d


def _phrase(page: Parsed, i: int, j: int, p: gazetteer.Phrase) -> Draft | None:
    """The mention that a known phrase makes."""
    head = j - 1
    if p.kind == "people":
        return Draft(i, j, "group", country=p.country, sort="people")
    if p.kind in ("country", "demonym", "capital", "seat"):
        if page.pos[i] == "PRON":
            return None
        if p.kind == "seat":  # the house that governs is a country's; a territory is named by itself
            return Draft(i, j, "country", p.name, country=p.country, sort="seat")
        return Draft(i, j, p.kind, p.name or None, country=p.country, sort=p.kind)  # type: ignore[arg-type]
    if p.kind == "organisation":
        return Draft(i, j, "organisation", p.name, country=p.country or None, sort=p.sort)
    if page.pos[head] not in ("NOUN", "PROPN") or page.dep[head] == "amod":
        return None
    modifies = page.dep[head] in ("compound", "nmod", "npadvmod") and page.head[head] >= j
    if p.kind in ("office", "role"):
        if modifies and not page.word[page.head[head]][0].isupper() and page.head[head] == j:
            return None  # "minister-level talks", "leader board"
        return Draft(i, j, "office", office=p.office, country=p.country or None, tenure=_tenure(page, i), sort=p.kind)
    if p.kind != "noun" or (modifies and p.sort != "body"):
        return None
    if p.sort == "government":
        return Draft(i, j, "country", sort="government")
    return Draft(i, j, "organisation" if p.sort == "body" else "group", sort=p.sort, sense=p.office)


def _extend(page: Parsed, d: Draft, found: list[names.Unit], n: int) -> None:
    """Let an organisation take in what completes it: "Korea" before it, "of the Interior" after it."""
    if d.sort == "named" and n and page.text(d.first, d.last):
        u = found[n - 1]
        if u.last == d.first and u.phrase is not None and u.phrase.kind in ("country", "capital", "demonym"):
            d.first, d.country = u.first, u.phrase.country
    if d.sort == "company" and n + 1 < len(found) and found[n + 1].first == d.last:
        tail = found[n + 1]
        word = page.lower[tail.last - 1].rstrip(".")
        capital = page.word[tail.last - 1][0].isupper()
        if capital and (word in names.COMPANY_TAIL or word in names.ORGANISATION):
            d.last = tail.last  # "Apple Computer"
            if tail.last - tail.first > 1:
                d.name, d.sort = names.cleaned(page, d.first, d.last), "named"
        return
    if page.lower[d.head].rstrip(".") not in names.ORGANISATION or d.sort not in ("named", "body"):
        return
    k = d.last
    if k + 1 >= len(page) or page.lower[k] not in ("of", "for", "on"):
        return
    k += 1 + (page.lower[k + 1] == "the")
    nxt = next((u for u in found[n + 1 :] if u.first == k and page.word[k][0].isupper()), None)
    if nxt is None or page.sentence[nxt.first] != page.sentence[d.first]:
        return
    if nxt.phrase is not None and nxt.phrase.kind in ("country", "capital") and d.sort == "body":
        d.country = nxt.phrase.country
        return
    d.last = nxt.last
    if d.last + 1 < len(page) and page.lower[d.last] in ("and", "&", ",") and page.word[d.last + 1][0].isupper():
        more = next((u for u in found[n + 1 :] if u.first == d.last + 1), None)
        joined = more is not None and more.phrase is None and page.head[d.last + 1] in range(d.first, d.last)
        if more is not None and joined and page.dep[more.last - 1] == "conj":
            d.last = more.last
    d.sort = "named"
    d.name = names.cleaned(page, d.first, d.last)
    if nxt.phrase is not None and nxt.phrase.country:
        d.country = nxt.phrase.country


def _product(page: Parsed, d: Draft) -> bool:
    """ "Boeing 787": the company only names its product."""
    if d.last >= len(page) or page.dep[d.head] not in ("compound", "nmod"):
        return False
    return any(c.isdigit() for c in page.word[d.last]) and not page.lower[d.last].startswith("covid")


def _city(page: Parsed, d: Draft, found: list[names.Unit], n: int) -> Iterator[Draft]:
    """ "Mobile, Alabama", "Toulouse, France": one place, and in it the country."""
    if n + 1 >= len(found) or found[n + 1].first != d.last + 1 or page.word[d.last] != ",":
        return
    u = found[n + 1]
    if page.sentence[u.first] != page.sentence[d.first]:
        return
    state = u.phrase is None and names.state(page.text(u.first, u.last))
    if state or (u.phrase is not None and u.phrase.kind in ("country", "capital")):
        if u.phrase is not None and u.phrase.kind == "country":
            yield Draft(u.first, u.last, "country", country=u.phrase.country, place=True, sort="country")
        d.last = u.last
        d.name = names.cleaned(page, d.first, d.last)


def _acronym(page: Parsed, d: Draft, acronyms: dict[str, Draft]) -> None:
    """ "Trade Union Forum (TUF)": later "TUF" is the same; an acronym's name is the long one."""
    text = page.text(d.first, d.last)
    if text in acronyms:
        d.name, d.of = acronyms[text].name, acronyms[text]
        d.country = d.country or acronyms[text].country
        return
    k = d.last
    if k + 2 < len(page) and page.word[k] == "(" and page.word[k + 2] == ")" and d.name:
        short = page.word[k + 1]
        initials = "".join(w[0] for w in d.name.replace("-", " ").split() if w[0].isupper())
        if short.isupper() and len(short) > 1 and (short in initials or initials in short):
            acronyms[short] = d


def _inside(page: Parsed) -> Iterator[Draft]:
    """Countries inside one token: "U.S.-Japan"."""
    for i, word in enumerate(page.word):
        if len(word) > 3 and "-" in word and word[0].isupper():
            at = page.start[i]
            for part in word.split("-"):
                p = gazetteer.piece(part) if part else None
                if p is not None:
                    kind: MentionKind = p.kind  # type: ignore[assignment]
                    end = at + len(part)
                    yield Draft(i, i + 1, kind, p.name or None, country=p.country or None, start=at, end=end)
                at += len(part) + 1


def _pronouns(page: Parsed) -> Iterator[Draft]:
    for i, tag in enumerate(page.tag):
        if tag in ("PRP", "PRP$", "WP", "WP$") and page.lower[i] in PRONOUNS and page.word[i] != "US":
            yield Draft(i, i + 1, "pronoun", sort=PRONOUNS[page.lower[i]])


# --- what stands around -----------------------------------------------------------------------------


def _tenure(page: Parsed, i: int) -> Tenure:
    """Tenure that a word to the left of token `i` gives within its noun phrase ("former US President")."""
    first = page.sentences[page.sentence[i]][0]
    for j in range(i - 1, max(first - 1, i - 6), -1):
        lower = page.lower[j]
        if lower in TENURES and (lower != "then" or page.word[j + 1] == "-"):
            return TENURES[lower]
        if page.pos[j] not in ("ADJ", "PROPN", "NOUN", "PUNCT", "ADV") or page.word[j] in ',.;:"“”()':
            break
    return ""


def _is_place(page: Parsed, d: Draft) -> bool:
    """A country or capital that is where something happens, not who acts: "arrived in Tokyo", "TOKYO (AP)"."""
    i = d.head
    if d.kind == "capital" and d.first == page.sentences[page.sentence[i]][0]:
        after = page.word[d.last] if d.last < len(page) else ""
        if after in ("(", "—", "–", "--") or (after == "," and page.word[d.first].isupper()):
            return True
    if page.dep[i] == "conj" and page.head[i] < i:
        i = page.head[i]
    if page.dep[i] == "pobj":
        by = page.head[i]
        if page.lower[by] in names.PLACE_BEFORE:
            return True
        return page.lower[by] in ("to", "from", "for") and page.lemma[page.head[by]] in _MOTION
    if page.dep[i] == "dobj":
        return page.lemma[page.head[i]] in ("visit", "leave", "reach", "enter", "tour")
    return page.dep[i] == "npadvmod"


def _left(page: Parsed, i: int, at: dict[int, Draft]) -> Draft | None:
    """Nearest mention to the left of token `i` in its noun phrase that says whose: a country, a name, "its"."""
    first = page.sentences[page.sentence[i]][0]
    for j in range(i - 1, max(first - 1, i - 7), -1):
        d = at.get(j)
        if d is not None and d.kind in _WHOSE and (d.country or d.name):
            return d
        if (
            d is not None
            and page.dep[d.head] in ("poss", "compound")
            and d.sort in ("person", "he", "she", "it", "they", "we")
        ):
            return d
        if (
            page.pos[j] not in ("ADJ", "NOUN", "PROPN", "PART", "NUM", "PUNCT", "ADV", "VERB")
            or page.word[j] in ',.;:"“”()'
        ):
            return None
    return None


def _of(page: Parsed, d: Draft, at: dict[int, Draft]) -> Draft | None:
    """The country that "of", "for" or "from" after the head says: "the leader of Japan"."""
    for k in page.kids[d.head]:
        if k >= d.last and page.dep[k] == "prep" and page.lower[k] in ("of", "for", "from", "to"):
            obj = page.child(k, "pobj")
            other = at.get(obj) if obj is not None else None
            return other if other is not None and other.kind in _WHOSE else None
    return None


def _office(page: Parsed, d: Draft, at: dict[int, Draft]) -> None:
    """Whose office: "U.S. President", "Japan's new Prime Minister", "the leader of Japan"; and who holds it."""
    whose = _left(page, d.first, at) or _of(page, d, at)
    if whose is not None and whose.kind in _WHOSE:
        d.country = whose.country or d.country
        d.whose = whose if not whose.country else None
        whose.place = False
    elif whose is not None:
        d.whose = whose
    if d.last + 1 < len(page) and page.lower[d.last : d.last + 2] in (["-", "elect"], ["-", "designate"]):
        d.tenure, d.last = "elect", d.last + 2
    elif d.last < len(page) and page.lower[d.last] in ("elect", "designate"):
        d.tenure, d.last = "elect", d.last + 1
    after = at.get(d.last)
    if after is None and d.last < len(page) and page.word[d.last] == ",":
        after = at.get(d.last + 1)
        if after is not None and (page.sentence[after.first] != page.sentence[d.first] or not _apposed(page, d, after)):
            after = None
    if after is None or after.sort != "person":
        after = _apposed_to(page, d, at)
    if after is not None and after.sort == "person":
        d.of = after
        after.office = after.office or d.office
        after.country = after.country or d.country
        after.tenure = after.tenure or d.tenure


def _apposed(page: Parsed, d: Draft, name: Draft) -> bool:
    """ "the prime minister, Sanae Takaichi,": the two name the same."""
    heads = (page.head[name.head], page.head[d.head])
    related = heads[0] in range(d.first, d.last) or heads[1] in range(name.first, name.last) or heads[0] == heads[1]
    return related and page.dep[name.head] in ("appos", "nsubj", "pobj", "dobj", "conj", "ROOT", "nsubjpass")


def _apposed_to(page: Parsed, d: Draft, at: dict[int, Draft]) -> Draft | None:
    """ "Takaichi, the prime minister of Japan,": the name that an office explains."""
    head = page.head[d.head]
    if page.dep[d.head] in ("appos", "attr") or (page.dep[d.head] == "pobj" and page.lower[head] == "as"):
        if page.dep[d.head] == "attr":  # "Abe was the first leader to ..."
            subject = page.child(head, "nsubj")
            head = head if subject is None else subject
        elif page.dep[d.head] == "pobj":  # "As the first leader of ..., Takaichi"
            subject = page.child(page.head[head], "nsubj")
            name = at.get(subject) if subject is not None else None
            return name if name is not None and name.sort == "person" and name.first > d.last else None
        name = at.get(head)
        if name is not None and name.sort == "person" and name.last <= d.first:
            return name
    return None


def _widen(page: Parsed, d: Draft, at: dict[int, Draft]) -> None:
    """Widen a noun to its phrase without the possessor ("the two leaders"), and give it its country."""
    head, first = d.head, page.sentences[page.sentence[d.first]][0]
    whose = _left(page, d.first, at) or _of(page, d, at)
    if d.kind != "office" or (d.of is None and d.sort == "role"):
        j = d.first - 1
        while j >= first and page.dep[j] in _MODIFIERS | {"advmod", "punct", "npadvmod", "conj", "cc"}:
            up = page.head[j]
            if not (up == head or d.first <= up < d.last) or page.word[j] in ',.;:"“”()':
                break
            if page.dep[j] == "poss" or (page.dep[j] in ("conj", "cc") and up == head):
                break
            d.first = j
            j -= 1
        while page.tag[d.first] == "POS" or page.dep[d.first] in ("punct", "cc"):
            d.first += 1
    if whose is not None and (d.sense != "relation" or whose.kind == "demonym"):
        if whose.kind in _WHOSE:
            d.country = d.country or whose.country
        if whose.kind not in _WHOSE or not whose.country:
            d.whose = whose
        other = at.get(page.head[whose.head])
        if whose.kind == "demonym" and page.dep[whose.head] == "conj" and other is not None and other.country:
            d.members, d.country = [other, whose], None  # "Thai and Cambodian forces"
    if d.sort == "side":
        _several(page, d, at)


def _several(page: Parsed, d: Draft, at: dict[int, Draft]) -> None:
    """ "the Presidents of Poland and Romania": one office, the countries as members."""
    for k in page.kids[d.head]:
        if k >= d.last and page.dep[k] == "prep" and page.lower[k] in ("of", "from"):
            obj, countries = page.child(k, "pobj"), []
            while obj is not None:
                other = at.get(obj)
                if other is not None and other.kind in ("country", "capital"):
                    countries.append(other)
                obj = page.child(obj, "conj", "appos")
            if len(countries) > 1:
                d.members, d.country = countries, None
    if d.members or d.country:
        plural = " ".join(page.lower[d.head - 1 : d.last]) if d.last - d.first > 1 else page.lower[d.head]
        d.office = names.singular_office(plural) or names.singular_office(page.lower[d.head])


def records(page: Parsed, drafts: list[Draft]) -> Iterator[Mention]:
    """Drafts as records, one a span: the first wins."""
    spans = {
        id(d): Span(page.document.id, d.start, d.end) if d.start >= 0 else page.span(d.first, d.last) for d in drafts
    }
    seen = set()
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
            spans.get(id(d.of)),
            tuple(spans[id(m)] for m in d.members if id(m) in spans),
            d.place,
        )
