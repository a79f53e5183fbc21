"""What stands around a mention: whose office or government it is, who holds it, former or late, actor or place.

"Japan's new Prime Minister, Sanae Takaichi", "the leader of Japan", "Takaichi, the prime minister": an office is tied
to its country and to the name it stands beside, a noun widened to its phrase without the possessor.
"""

from __future__ import annotations

from dragoman.lexicon import words
from dragoman.model import Tenure
from dragoman.reading import namelists
from dragoman.reading.conjuncts import coordinated, only_joined
from dragoman.reading.drafts import Draft
from dragoman.reading.parse import Parsed
from dragoman.reading.subjects import construction, plural

TENURES: dict[str, Tenure] = {
    "former": "former", "ex": "former", "then": "former", "onetime": "former", "ousted": "former",
    "deposed": "former", "erstwhile": "former", "past": "former", "late": "late", "assassinated": "late",
    "slain": "late", "deceased": "late", "acting": "acting", "interim": "acting", "caretaker": "acting",
    "incoming": "elect", "future": "future", "next": "future",
}  # fmt: skip
_ACTORS = words("groups", "noun") | words("titles", "title")
_LOCAL = words("name_words", "word", kind="of a place")
HONOURS = frozenset(w for t in words("titles", "title", kind="honour") for w in t.split())
_MOTION = words("name_words", "word", kind="motion")
_MODIFIERS = frozenset(["det", "amod", "compound", "nummod", "nmod", "predet", "quantmod", "poss"])
_NATIONAL = frozenset(["head of state", "head of government", "vice president"])  # nobody holds two of these
_GOVERNING = frozenset(["party", "government", "group", "legislature"])
_LANDS = frozenset(["country", "capital"])
_WHOSE = frozenset(["country", "demonym", "capital", "organisation"])
_POSSESSORS = frozenset(["the", "'s", "’s", "its", "his", "her", "their"])  # "Chile's then foreign minister"


def tenure(page: Parsed, i: int) -> Tenure:
    """Tenure that a word to the left of token `i` gives within its noun phrase ("former US President")."""
    first = page.sentences[page.sentence[i]][0]
    for j in range(i - 1, max(first - 1, i - 6), -1):
        lower = page.lower[j]
        if lower in TENURES and (lower != "then" or page.word[j + 1] == "-" or page.lower[j - 1] in _POSSESSORS):
            return TENURES[lower]
        if page.pos[j] not in ("ADJ", "PROPN", "NOUN", "PUNCT", "ADV") or page.word[j] in ',.;:"“”()':
            break
    return ""


def is_place(page: Parsed, d: Draft) -> bool:
    """A country or capital that is where something happens, not who acts: "arrived in Tokyo", "TOKYO (AP)"."""
    i = d.head
    if d.kind == "capital" and d.first == page.sentences[page.sentence[i]][0]:
        after = page.word[d.last] if d.last < len(page) else ""
        if after in ("(", "—", "–", "--") or (after == "," and page.word[d.first].isupper()):
            return True
    if page.dep[i] == "conj" and page.head[i] < i:
        i = page.head[i]
    if d.kind == "capital" and page.dep[i] in ("compound", "nmod"):  # "the Madrid summit", but "Moscow officials"
        return page.lower[page.head[i]] not in _ACTORS
    if d.kind == "capital" and page.dep[i] == "poss":
        return page.lower[page.head[i]] in _LOCAL  # "Delhi's air"
    if page.dep[i] == "pobj":
        by = page.head[i]
        if page.lower[by] == "at" and page.lemma[page.head[by]] in _AIMING:
            return False  # "lashed out at Turkey"
        if page.lower[by] in namelists.PLACE_BEFORE:
            return True
        return page.lower[by] in ("to", "from", "for") and page.lemma[page.head[by]] in _MOTION
    if page.dep[i] == "dobj":
        return page.lemma[page.head[i]] in ("visit", "leave", "reach", "enter", "tour")
    listed = page.lower[d.last : d.last + 1] == [","] and page.tag[d.last + 1 : d.last + 2] in (["NNP"], ["CC"])
    return page.dep[i] == "npadvmod" and not (d.kind == "country" and listed)  # "Chile, Peru, and Norway are set to"


_AIMING = frozenset(
    ["lash", "hit", "rail", "aim", "direct", "fire", "launch", "swipe", "jab", "dig", "scoff", "sneer", "snap", "shout",
     "fume", "rage", "anger", "angry", "target", "point", "strike", "shoot", "throw"]
)  # fmt: skip


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
        if page.tag[j] in ("TO", "VB", "VBD", "VBP", "VBZ"):
            return None  # "labor leaders to discuss President ..."
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


def office(page: Parsed, d: Draft, at: dict[int, Draft]) -> None:
    """Whose office: "U.S. President", "Japan's new Prime Minister", "the leader of Japan"; and who holds it."""
    whose = _left(page, d.first, at) or _of(page, d, at)
    if whose is not None and whose.kind in _WHOSE:
        d.country = whose.country or d.country
        d.whose = whose if not whose.country else None
        whose.place = False
        if d.office in _NATIONAL and whose.kind == "organisation" and whose.sort not in _GOVERNING:
            d.office, d.country, d.whose = "chief executive", None, whose  # "SpaceX President"
        if d.office == "chief executive" and (whose.sort == "party" or page.lower[whose.head] == "party"):
            d.office = "opposition leader"  # "Communist Party chief Lind": of a party, no company
    elif whose is not None:
        d.whose = whose
    elif d.office in _NATIONAL and _of_a_body(page, d):
        d.office = "chief executive"  # "president of Epic Records"
    if d.last + 1 < len(page) and page.lower[d.last : d.last + 2] in (["-", "elect"], ["-", "designate"]):
        d.tenure, d.last = "elect", d.last + 2
    elif d.last < len(page) and page.lower[d.last] in ("elect", "designate"):
        d.tenure, d.last = "elect", d.last + 1
    honour = d.last < len(page) and page.word[d.last] in HONOURS  # "Security Adviser Dr. Liz Sherwood-Randall"
    after = at.get(d.last + honour)
    to = d.first - 2 if page.lower[d.first - 1] == "the" else d.first - 1
    if to > 0 and page.lower[to] == "to" and at.get(to - 1) is not None and at[to - 1].kind == "office":
        return  # "Adviser to the Prime Minister Carla Rossi"
    if after is None and d.last < len(page) and page.word[d.last] == ",":
        after = at.get(_past_honours(page, d.last + 1))
        if after is not None and (page.sentence[after.first] != page.sentence[d.first] or not _apposed(page, d, after)):
            after = None
    if after is None or after.sort != "person":
        after = _apposed_behind(page, d, at) or _apposed_to(page, d, at)
    if after is not None and after.sort == "person":
        d.of = after
        after.office = after.office or d.office
        after.country = after.country or d.country
        after.tenure = after.tenure or d.tenure


_INDEFINITE = frozenset(["a", "an", "any", "no", "every", "each", "another", "some", "which", "what"])
_AS_SUCH = frozenset(["for", "as", "than", "like"])
_MAKE = frozenset(["elect", "appoint", "name", "become", "make", "nominate", "choose", "pick", "call", "have", "need"])


def indefinite(page: Parsed, d: Draft) -> bool:
    """An office as such, not whoever holds it: "a new leader", "ran for president", "elected governor"."""
    root = next((i for i in range(d.first, d.last) if not d.first <= page.head[i] < d.last), d.head)
    said = root
    while page.dep[said] == "conj" and page.head[said] < said and not _determined(page, said):
        said = page.head[said]  # "a former senator and secretary of state"
    left = {page.lower[k] for k in page.kids[said] if page.dep[k] in ("det", "predet")}
    if left or _determined(page, said):
        return bool(left & _INDEFINITE)
    if page.tag[d.head] in ("NNS", "NNPS"):
        return False
    marked = page.word[d.first][0].isupper() or bool(d.country)
    if marked and d.office in _RULERS:
        return False
    if page.dep[said] in ("attr", "oprd", "acomp"):
        return True
    up = page.head[said]
    if page.dep[said] == "pobj":
        return page.lower[up] in _AS_SUCH  # "served as U.S. secretary of state"
    return not marked and page.dep[said] in ("dobj", "nsubj", "ccomp", "xcomp") and page.lemma[up] in _MAKE


_RULERS = frozenset(["head of state", "head of government", "vice president", "monarch", "leader"])


def _determined(page: Parsed, i: int) -> bool:
    return any(page.dep[k] in ("det", "predet", "poss") for k in page.kids[i])


_REALMS = ("republic", "state", "states", "federation", "union", "government", "country", "nation", "kingdom", "people")


def _of_a_body(page: Parsed, d: Draft) -> bool:
    """ "of" after the office leads to a name that is no country's: a president of a company or a school."""
    for k in page.kids[d.head]:
        if k == d.last and page.dep[k] == "prep" and page.lower[k] == "of":
            obj = page.child(k, "pobj")
            return obj is not None and page.word[obj][0].isupper() and page.lower[obj] not in _REALMS
    return False


def _apposed(page: Parsed, d: Draft, name: Draft) -> bool:
    """ "the prime minister, Sanae Takaichi,": the two name the same."""
    heads = (page.head[name.head], page.head[d.head])
    related = heads[0] in range(d.first, d.last) or heads[1] in range(name.first, name.last) or heads[0] == heads[1]
    return related and page.dep[name.head] in ("appos", "nsubj", "pobj", "dobj", "conj", "ROOT", "nsubjpass")


def _apposed_behind(page: Parsed, d: Draft, at: dict[int, Draft]) -> Draft | None:
    """ "The Prime Minister of Norland, the Hon Ada Lind MP, met": the name behind the country."""
    behind = (at[k] for k in range(d.last + 1, min(d.last + 4, len(page))) if k in at)  # "of the Israeli Mossad"
    land = next((o for o in behind if o.kind in ("country", "organisation")), None)
    if land is None or page.lower[d.last] != "of" or page.sentence[land.first] != page.sentence[d.first]:
        return None
    k = _past_honours(page, land.last + 1)
    name = at.get(k)
    if name is None or page.word[land.last] != "," or name.first != k:
        return None
    if page.dep[name.head] != "appos" and page.word[k - 1] not in HONOURS:  # "Mr." begins nobody else's clause
        return None
    return name if name.sort == "person" and name.office is None else None


def _past_honours(page: Parsed, k: int) -> int:
    """The token behind "the Hon", "Dr.", "Mr."."""
    while k < len(page) and (page.lower[k] == "the" or page.word[k] in HONOURS):
        k += 1
    return k


def _apposed_to(page: Parsed, d: Draft, at: dict[int, Draft]) -> Draft | None:
    """ "Takaichi, the prime minister of Japan,": the name that an office explains."""
    head = page.head[d.head]
    if page.dep[d.head] == "conj" and page.dep[head] == "appos":  # "Sims, CEO and founder"
        name = at.get(page.head[head])
        return name if name is not None and name.sort == "person" and name.last <= d.first else None
    if page.dep[d.head] in ("appos", "attr") or (page.dep[d.head] == "pobj" and page.lower[head] == "as"):
        if page.dep[d.head] == "attr":  # "Abe was the first leader to ..."
            subject = page.child(head, "nsubj")
            if any(page.dep[k] == "neg" or page.lower[k] in ("if", "unless", "whether") for k in page.kids[head]):
                return None  # "if Harlow is the nominee"
            told = subject is not None and page.lower[subject] == "who" and page.dep[head] == "relcl"
            head = page.head[head] if told else head if subject is None else subject  # "Lind, who is also the chief"
        elif page.dep[d.head] == "pobj":  # "As the first leader of ..., Takaichi"
            subject = page.child(page.head[head], "nsubj")
            name = at.get(subject) if subject is not None else None
            return name if name is not None and name.sort == "person" and name.first > d.last else None
        name = at.get(head)
        if name is not None and name.sort == "person" and name.last <= d.first:
            if page.dep[d.head] == "appos" and d.last < len(page) and page.lemma[d.last] in construction("report"):
                return None  # "will meet Xi, a U.S. official said"
            if ";" in page.word[name.last : d.first]:  # the next of a list
                return None
            return name
    return None


def shared(page: Parsed, d: Draft, at: dict[int, Draft]) -> None:
    """ "Deputy Prime Minister and Foreign Minister Al Thani": both offices are the name's, and the country is."""
    if d.last + 1 >= len(page) or page.lower[d.last] not in ("and", "&"):
        return
    other = at.get(d.last + 1)
    if other is None or other.kind != "office" or other.first != d.last + 1 or page.tag[d.head] in ("NNS", "NNPS"):
        return
    if d.office != other.office and {d.office, other.office} <= _NATIONAL:
        return  # "the Vice President and President Lind": two people
    verb = next((i for i in page.ancestors(d.head) if page.pos[i] in ("VERB", "AUX")), None)
    if verb is not None and plural(page, verb):  # "the Prime Minister and Foreign Secretary Lammy have": two people
        return
    if other.of is not None and other.of.first == other.last and other.tenure == d.tenure:
        d.of = other.of
        country = d.country or other.country
        d.country = other.country = country
        other.of.country = other.of.country or country


def widen(page: Parsed, d: Draft, at: dict[int, Draft]) -> None:
    """Widen a noun to its phrase without the possessor ("the two leaders"), and give it its country."""
    head, first = d.head, page.sentences[page.sentence[d.first]][0]
    whose = _left(page, d.first, at) or _of(page, d, at)
    if d.kind != "office" or (d.of is None and d.sort == "role"):
        j = d.first - 1
        while j >= first and page.dep[j] in _MODIFIERS | {"advmod", "punct", "npadvmod", "conj", "cc"}:
            up = page.head[j]
            if not (up == head or d.first <= up < d.last) or page.word[j] in ',.;:"“”()[]':
                break
            if page.dep[j] == "poss" or (page.dep[j] in ("conj", "cc") and up == head):
                break
            d.first = j
            j -= 1
        while d.first < head and (page.tag[d.first] == "POS" or page.dep[d.first] in ("punct", "cc")):
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


_JUNIOR = frozenset(["deputy", "vice", "former", "assistant", "junior", "shadow"])  # they hold another office


def _several(page: Parsed, d: Draft, at: dict[int, Draft]) -> None:
    """ "the Presidents of Poland and Romania": one office, the countries as members."""
    for k in page.kids[d.head]:
        if k >= d.last and page.dep[k] == "prep" and page.lower[k] in ("of", "from"):
            obj, countries = page.child(k, "pobj"), []
            while obj is not None:
                other = at.get(obj)
                if other is not None and (other.kind in ("country", "capital") or other.country == "EUE"):
                    countries.append(other)
                obj = page.child(obj, "conj", "appos")
            last = page.subtree(k)[1]
            beside = [c for c in page.kids[d.head] if page.dep[c] == "conj" and c in at and at[c].kind in _LANDS]
            beside = [c for c in beside if only_joined(page, last, at[c].first)]
            countries += [at[t] for c in beside for t in coordinated(page, c) if t in at]
            if len(countries) > 1:
                d.members, d.country = countries, None
    if d.members or d.country:
        said = page.lower[d.first : d.last]
        held = ((k, namelists.singular_office(" ".join(said[k:]))) for k in range(len(said)))
        k, office_ = next(((k, o) for k, o in held if o), (0, None))
        d.office = None if set(said[:k]) & _JUNIOR else office_
