"""Finds who is mentioned in a page: names, offices, countries, organisations, groups, pronouns.

spaCy's entity recogniser is not used: on the five seeds its PERSON recall was .36 and it cost 46% of the parse.
Known words are marked (`gazetteer`), runs of capitals judged (`names`), and a noun phrase that means somebody
("the two leaders", "a senior official") is taken whole, without its possessor: in "Japan's new Prime Minister, Sanae
Takaichi" the mentions are "Japan", "Prime Minister" and "Sanae Takaichi".

A mention of kind "name" is a person, or, where `place` is set, a place that is no country.
"""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.model import MentionKind
from dragoman.reading import gazetteer, homonyms, namelists, names, runs, wares, whose
from dragoman.reading.drafts import Draft
from dragoman.reading.parse import Parsed

PRONOUNS = {
    "he": "he", "him": "he", "his": "he", "himself": "he", "she": "she", "her": "she", "hers": "she",
    "herself": "she", "it": "it", "its": "it", "itself": "it", "they": "they", "them": "they", "their": "they",
    "theirs": "they", "themselves": "they", "i": "i", "me": "i", "my": "i", "mine": "i", "myself": "i",
    "we": "we", "us": "we", "our": "we", "ours": "we", "ourselves": "we", "you": "you", "your": "you",
    "who": "who", "whom": "who", "whose": "who",
}  # fmt: skip


def find(page: Parsed) -> list[Draft]:
    """All mentions of the page as drafts, in text order, the longer first where two begin together."""
    titled = runs.titled_sentences(page)
    found = runs.units(page, titled)
    drafts = [*_named(page, found, titled), *_inside(page), *_pronouns(page)]
    drafts.sort(key=lambda d: (d.first, -d.last))
    _in_short(drafts)
    drafts = [d for d in drafts if d.sort != "body" or d.first == 0 or page.lower[d.first - 1] not in ("a", "an")]
    at: dict[int, Draft] = {}
    for d in drafts:
        for k in range(d.first, d.last):
            if k not in at or d.start < 0:
                at[k] = d
    for d in drafts:
        if d.kind == "office":
            whose.office(page, d, at)
        elif d.kind in ("country", "capital") and d.sort != "government":
            d.place = d.place or whose.is_place(page, d)
        if d.sort in ("government", "body", "role", "side", "people", "someone") and not titled[page.sentence[d.first]]:
            whose.widen(page, d, at)
    for d in reversed(drafts):
        if d.kind == "office" and d.of is None:
            whose.shared(page, d, at)
    for d in drafts:
        if d.sort == "office" and d.of is None and not titled[page.sentence[d.first]] and whose.indefinite(page, d):
            d.office = None  # the words stay, they mean nobody
    return drafts


# --- known phrases and runs -------------------------------------------------------------------------


def _named(page: Parsed, found: list[runs.Unit], titled: list[bool]) -> Iterator[Draft]:
    common = names.common_words(page)
    known = names.persons(page, found, titled, common)
    shown = wares.shown(page, found)
    companies = {u.phrase.words[0] for u in found if u.phrase is not None and u.phrase.sort == "company"}
    kinds: dict[str, str] = {}  # what the page shows of a run once holds for all of the same words
    for u in found:
        if u.phrase is None and not u.weak and not titled[page.sentence[u.first]]:
            kind = names.judge(page, u.first, u.last, shown)
            if u.last - u.first == 1 and page.lower[u.first] not in companies and _called(page, u.first):
                known.setdefault(page.word[u.first], "")
            elif kind:
                kinds.setdefault(page.text(u.first, u.last), kind)
    acronyms: dict[str, Draft] = {}
    state = homonyms.georgia(page)
    written = frozenset(
        page.word[u.first]
        for u in found
        if u.last - u.first == 1 and not u.titled
        if u.first > page.sentences[page.sentence[u.first]][0]
    )  # words with a capital in mid-sentence
    others = homonyms.words(page, found)
    done = -1
    introduced: dict[str, set[str]] = {}  # surname or given name -> who is named in full so far
    for n, u in enumerate(found):
        if u.first < done:
            continue
        d: Draft | None
        if u.phrase is not None and _surname(page, u, known):  # "Phil Ford" and "Ford" after him
            d = _person(page, u.first, u.last, known[page.word[u.first]], runs.title_before(page, found, n))
        elif u.phrase is not None and (u.phrase.words in others or homonyms.other(page, found, n, written)):
            continue
        elif u.phrase is not None and u.phrase.name == "" and u.phrase.country == "GEO" and state:
            d = Draft(u.first, u.last, "name", names.cleaned(page, u.first, u.last), place=True, sort="place")
        elif u.phrase is not None:
            d = _phrase(page, u.first, u.last, u.phrase)
        elif page.text(u.first, u.last) in acronyms:
            d = Draft(u.first, u.last, "organisation", sort="named")
        else:
            d = _run(page, found, n, known, kinds, titled, common)
        if d is None or (d.sort == "company" and _product(page, d)):
            continue
        if d.sort == "person" and d.name and (" " in d.name or known.get(d.name) != d.name):
            _introduce(d, d.name, introduced)
        if d.sort == "place":
            yield from _city(page, d, found, n)
        if d.kind == "organisation":
            _extend(page, d, found, n)
            _acronym(page, d, acronyms)
        done = d.last
        yield d


def _introduce(d: Draft, name: str, introduced: dict[str, set[str]]) -> None:
    """Of two people of one name a bare name means the one who alone has been named in full so far."""
    parts = name.split(",")[0].split()
    if len(parts) > 1:
        for part in (parts[0], parts[-1]):
            introduced.setdefault(part, set()).add(name)
    elif len(so_far := introduced.get(name, set())) == 1:
        d.name = next(iter(so_far))


def _surname(page: Parsed, u: runs.Unit, known: dict[str, str]) -> bool:
    """A company's name of one word that on this page is somebody's surname, and never with an article."""
    p = u.phrase
    if p is None or p.kind != "organisation" or p.sort not in ("company", "media") or u.last - u.first > 1:
        return False
    return bool(known.get(page.word[u.first])) and (u.first == 0 or page.lower[u.first - 1] not in ("the", "a", "an"))


def _run(
    page: Parsed,
    found: list[runs.Unit],
    n: int,
    known: dict[str, str],
    kinds: dict[str, str],
    titled: list[bool],
    common: frozenset[str],
) -> Draft | None:
    """The mention that a run of capitals makes."""
    i, j, _, weak, _ = found[n]
    if page.text(i, j).isupper() and page.text(i, j).title() in namelists.cities():  # "NEW YORK, (AP) -"
        return Draft(i, j, "name", names.cleaned(page, i, j).title(), place=True, sort="place")
    title = runs.title_before(page, found, n)
    crowned = title is not None and title.office == "monarch" and j - i == 1
    if crowned and " " in known.get(page.word[i], ""):  # "King Salman" is not the page's Prince Mohammed bin Salman
        return _person(page, i, j, page.text(i - 1, j), title)
    for end in (n + 3, n + 2, n + 1):  # in title case the words of a name stand apart
        if end <= len(found) and all(found[k].last == found[k + 1].first for k in range(n, end - 1)):
            last = found[end - 1].last
            name = names.cleaned(page, i, last)
            name = name.title() if name not in known and name.isupper() and name.title() in known else name
            if known.get(name) and (end == n + 1 or titled[page.sentence[i]]):
                return _person(page, i, last, known[name], title)
    sure = title is not None or not (weak or titled[page.sentence[i]])
    if sure and names.is_person(page, i, j, title, common):
        name = names.cleaned(page, i, j)
        return _person(page, i, j, known.get(name) or name, title)
    if titled[page.sentence[i]] and j - i == 1 and names.leader(page, i):
        return _person(page, i, j, names.cleaned(page, i, j), None)
    kind = kinds.get(page.text(i, j), "")
    if j - i == 1 and kind != "place" and page.word[i] in known:
        return _person(page, i, j, names.cleaned(page, i, j), None)  # of two people of the page, or of another page
    if kind == "place":
        return Draft(i, j, "name", names.cleaned(page, i, j), place=True, sort="place")
    if kind == "person":
        return _person(page, i, j, names.cleaned(page, i, j), None)
    if kind == "organisation" and page.lower[i] not in namelists.NO_NAME:
        return Draft(i, j, "organisation", names.cleaned(page, i, j), sort="named")
    return None


def _called(page: Parsed, i: int) -> bool:
    """A bare name of a person whom the page does not introduce: it says something, or stands where people do."""
    lower, head = page.lower[i], page.head[i]
    if page.word[i].isupper() or not (lower in namelists.surnames() or lower in namelists.given()):
        return False
    if page.word[i] in namelists.cities() or lower in namelists.NO_NAME | namelists.PLACE:
        return False
    if i and page.lower[i - 1] in ("the", "a", "an", "this"):
        return False
    return page.dep[i] == "nsubj" and page.lemma[head] in namelists.PERSON_VERBS and page.pos[head] == "VERB"


def _person(page: Parsed, i: int, j: int, name: str, title: gazetteer.Phrase | None) -> Draft:
    d = Draft(i, j, "name", name, sort="person")
    if title is None:
        tenure = whose.tenure(page, i)
        d.tenure = tenure if tenure in ("late", "former") else ""
    elif title.sort == "side":  # "Presidents Lind and Berg"
        d.office = title.office
    return d


def _phrase(page: Parsed, i: int, j: int, p: gazetteer.Phrase) -> Draft | None:
    """The mention that a known phrase makes."""
    head = j - 1
    if p.kind == "region" and namelists.state(page.text(i, j)):  # "New Mexico", "Rhode Island"
        return Draft(i, j, "name", names.cleaned(page, i, j), place=True, sort="place")
    if p.kind == "people":
        return Draft(i, j, "group", country=p.country, sort="people")
    if p.kind in ("country", "demonym", "capital", "seat"):
        if page.pos[i] == "PRON" or page.lower[max(i - 2, 0) : i] == ["non", "-"]:  # "non-American exports"
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
        if page.lower[i:j] == ["official"] and j < len(page.word) and page.word[j][0].isupper():
            return None  # "Japan Official Visit"
        return Draft(
            i, j, "office", office=p.office, country=p.country or None, tenure=whose.tenure(page, i), sort=p.kind
        )
    beside = page.lower[head] == "counterpart" and page.head[head] < len(page) and page.tag[page.head[head]] == "NNP"
    if p.kind != "noun" or (modifies and p.sort != "body" and not beside):
        return None
    if p.sort == "government":
        if page.lower[head] == "regime" and i and page.tag[i - 1] == "NN" and namelists.ordinary(page.lower[i - 1]):
            return None  # "the sanctions regime"
        return Draft(i, j, "country", sort="government")
    starts = i == page.sentences[page.sentence[i]][0]
    if p.sort == "people" and page.word[i][0].isupper() and not starts and page.tag[i] in ("NNP", "NNPS"):
        return None  # "Women in the Digital Economy Fund"
    if p.sort == "body" and any(page.dep[k] == "nummod" for k in page.kids[head]):
        return Draft(i, j, "group", sort="people")  # "1,000 police for Haiti"
    return Draft(i, j, "organisation" if p.sort == "body" else "group", sort=p.sort, sense=p.office)


def _extend(page: Parsed, d: Draft, found: list[runs.Unit], n: int) -> None:
    """Let an organisation take in what completes it: "Korea" before it, "of the Interior" after it."""
    if d.sort == "named" and n and page.text(d.first, d.last):
        u = found[n - 1]
        if u.last == d.first and u.phrase is not None and u.phrase.kind in ("country", "capital", "demonym"):
            d.first, d.country = u.first, u.phrase.country
    if d.sort == "company" and n + 1 < len(found) and found[n + 1].first == d.last:
        tail = found[n + 1]
        word = page.lower[tail.last - 1].rstrip(".")
        capital = page.word[tail.last - 1][0].isupper()
        if capital and (word in namelists.COMPANY_TAIL or word in namelists.ORGANISATION):
            d.last = tail.last  # "Apple Computer"
            if tail.last - tail.first > 1:
                d.name, d.sort = names.cleaned(page, d.first, d.last), "named"
        return
    if page.lower[d.head].rstrip(".") not in namelists.ORGANISATION or d.sort not in ("named", "body"):
        return
    k = d.last
    if k + 1 >= len(page) or page.lower[k] not in ("of", "for", "on"):
        return
    k += 1 + (page.lower[k + 1] == "the")
    nxt = next((u for u in found[n + 1 :] if u.first == k and page.word[k][0].isupper()), None)
    if nxt is None or page.sentence[nxt.first] != page.sentence[d.first] or page.lower[k] in namelists.NO_NAME:
        return  # "the Court on Monday"
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


def _city(page: Parsed, d: Draft, found: list[runs.Unit], n: int) -> Iterator[Draft]:
    """ "Mobile, Alabama", "Toulouse, France": one place, and in it the country."""
    if n + 1 >= len(found) or found[n + 1].first != d.last + 1 or page.word[d.last] != ",":
        return
    u = found[n + 1]
    if page.sentence[u.first] != page.sentence[d.first]:
        return
    state = u.phrase is None and namelists.state(page.text(u.first, u.last))
    if state or (u.phrase is not None and u.phrase.kind in ("country", "capital")):
        if u.phrase is not None and u.phrase.kind == "country":
            home = namelists.cities().get(page.text(d.first, d.last))
            if u.phrase.country != "GEO" or home in (None, "GEO"):  # "Atlanta, Georgia"
                yield Draft(u.first, u.last, "country", country=u.phrase.country, place=True, sort="country")
        d.last = u.last
        d.name = names.cleaned(page, d.first, d.last)


def _in_short(drafts: list[Draft]) -> None:
    """ "The Times", on a page about the New York Times and no other, is the New York Times; "Northrop" is Northrop
    Grumman."""
    bodies: dict[str, Draft] = {}  # named in full so far; those of a table wherever they stand
    for d in drafts:
        if d.kind == "organisation" and d.name and " " in d.name and d.sort != "named":
            bodies.setdefault(d.name, d)
    for d in drafts:
        if d.sort != "named" or not d.name:
            continue
        if " " in d.name:
            bodies.setdefault(d.name, d)
        elif not d.name.isupper():
            longer = [n for n in bodies if n.startswith(d.name + " ")]
            if len(longer) == 1:
                d.name, d.country = longer[0], bodies[longer[0]].country
    media = {d.name: d for d in drafts if d.sort == "media" and d.name}
    for d in drafts:
        short = (d.name or "").removeprefix("The ")
        if d.sort == "media" and d.name != short and " " not in short:
            longer = [n for n in media if n.endswith(" " + short) and n != d.name]
            if len(longer) == 1:
                d.name, d.country = longer[0], media[longer[0]].country


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
        letters = iter(d.name.upper())
        if short.isupper() and len(short) > 1 and short[0] == d.name[0] and all(c in letters for c in short):
            acronyms[short] = d  # its letters in order: "Northern Air Lines (NAL)"


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
        elif tag == "CD" and page.dep[i] in ("nsubj", "nsubjpass", "pobj", "dobj") and _the_two(page, i):
            yield Draft(i - 1, i + 1, "group", sort="side")


def _the_two(page: Parsed, i: int) -> bool:
    """Whether a number stands for those just named: "the two agreed"."""
    return i > 0 and page.lower[i] in ("two", "three") and page.lower[i - 1] == "the"
