"""Whom a group gathers within one page: "the two leaders", "both sides", "the Parties"."""

from __future__ import annotations

from dragoman.reading.drafts import Draft
from dragoman.reading.namelists import singular_office
from dragoman.reading.parse import Parsed
from dragoman.reading.pronouns import is_person, is_subject

_NUMBER = {"both": 2, "two": 2, "three": 3, "trilateral": 3, "pair": 2, "duo": 2, "four": 4, "trio": 3}
_PERSON_GROUPS = frozenset(
    ("leaders", "presidents", "ministers", "pair", "duo", "men", "women", "statesmen", "trio", "two")
)
_SHORT = {"nsas": "national security adviser"}
_PLAIN_GROUP = frozenset(
    ("the", "these", "those", "both", "all", "two", "three", "four", "five", "their", "our", "leaders", "world",
     "neighboring", "neighbouring", "allied", "respective", "feuding", "rival", "warring")
)  # fmt: skip
_TOP = frozenset(["head of state", "head of government", "leader", "monarch", "vice president", "crown prince",
                  "prince", "deputy prime minister", "commission president"])  # fmt: skip
_LEADING = _TOP | {"foreign minister", "defence minister", "finance minister", "national security adviser"}
_SOME = frozenset(["all", "any", "few", "many", "most", "none", "several", "some"])
_BACK = 4  # sentences within which a pair was named that "the two" means


def _only_titled(page: Parsed, c: Draft) -> bool:
    """Whether a country stands before an office alone: "U.S. President Donald Trump" speaks of him."""
    return c.kind == "country" and page.dep[c.head] in ("compound", "nmod") and page.tag[page.head[c.head]] == "NNP"


_COUNTED = frozenset(["pair", "duo", "trio"])
_LANDS = frozenset(["nations", "countries", "states", "neighbours", "neighbors", "allies", "governments"])
_HEIRS = frozenset(["successor", "predecessor"])


def _succeeded(page: Parsed, d: Draft) -> bool:
    """Whether its sentence speaks of somebody by whom he follows: "Lind's successor met Berg, and the pair agreed"."""
    first = page.sentences[page.sentence[d.first]][0]
    return any(page.lemma[i] in _HEIRS and page.child(i, "poss") is not None for i in range(first, d.first))


_FORMAL = frozenset(["Parties", "Sides", "Participants", "Signatories"])  # of an agreement or a joint statement


def members(page: Parsed, d: Draft, before: list[Draft]) -> list[Draft]:
    """Whom a group gathers: as many as it counts, those of its sentence, or whom the page spoke of most and last."""
    if page.word[d.head] in _FORMAL:  # the same throughout
        before_ = next((c for c in before if c.members and page.word[c.head] == page.word[d.head]), None)
        if before_ is not None:
            return before_.members
    words = page.lower[d.first : d.last]
    count = next((_NUMBER[w] for w in words if w in _NUMBER), 0)
    if not count and words[-1] in ("men", "women"):
        return []
    definite = words[0] in ("the", "their", "our", "both") or (count and words[0] == "all")
    if not (definite or (count and words[-1] in ("leaders", "sides"))) or d.country or words[-1] == "members":
        return []  # "two men" are nobody whom the page has named
    lands = page.lower[d.last : d.last + 1] == ["of"] and "".join(page.lower[d.last + 1 : d.last + 2]) in _LANDS
    if page.lower[d.last : d.last + 1] == ["of"] and not d.office and not (lands and words[-1] in _COUNTED):
        return []  # "the nations of the world"; but "the pair of nations"
    if not count and d.first > 1 and page.lower[d.first - 1] == "of" and page.lower[d.first - 2] in _SOME:
        return []  # "many of the leaders"
    rest = [w for w in words[:-1] if w not in _PLAIN_GROUP]
    office = _SHORT.get(words[-1]) or (singular_office(" ".join((*rest, words[-1]))) if rest else None)
    if rest and not d.office and not office:
        return []  # "both political parties", "the two African countries": of another kind
    people = (words[-1] in _PERSON_GROUPS and not lands) or office is not None
    if people and _succeeded(page, d):
        return []
    here = page.sentence[d.first]
    weight: dict[str, float] = {}
    last: dict[str, Draft] = {}
    named: dict[int, set[str]] = {}  # sentence -> who is named there
    beside: set[str] = set()  # those the sentence itself has spoken of
    acting: set[str] = set()  # not only where something was: "the truce in Yemen"
    anybody = words[-1] in ("pair", "duo", "trio", "two")
    for c in before:
        who = c.of if c.kind in ("pronoun", "office") and c.of is not None else c
        if not (is_person(who) and who.name if people else who.country and who.kind != "group") or who.tenure == "late":
            continue
        if who.kind == "organisation" and who.sort in ("company", "media", "party", "named", "institute"):
            continue
        key = "person " + (who.name or "") if people else "country " + (who.country or "")
        worth = 0.5 if c.kind == "demonym" or c.place or _only_titled(page, c) else 1.5 if is_subject(page, c) else 1.0
        if office is not None and who.office != office:
            continue  # "the three foreign ministers"
        if people and words[-1] == "presidents" and who.office not in ("head of state", "leader", None):
            continue  # nor is whoever speaks for one
        if people and words[-1] == "ministers" and who.office in ("head of state", "secretary-general"):
            continue
        if people and who.office not in _LEADING and not anybody:
            worth *= 0.3  # a journalist who asks is none of "the presidents"
        elif words[-1] in ("leaders", "presidents") and who.office not in _TOP:
            worth *= 0.6
        if not people and (is_person(who) or c.sort == "role"):
            worth *= 0.3 if c.sort != "role" else 0.0
        if not worth:
            continue
        weight[key] = weight.get(key, 0.0) + worth * 0.9 ** (here - page.sentence[c.first])
        if worth >= 1.0:
            named.setdefault(page.sentence[c.first], set()).add(key)
        last[key] = c
        if not c.place:
            acting.add(key)
        if page.sentence[c.first] == here and worth >= 0.5 and not c.place:
            beside.add(key)
    if len(beside) == (count or 2):
        weight = {k: w for k, w in weight.items() if k in beside}
    weight = {k: w for k, w in weight.items() if k in acting}
    ranked = sorted(weight, key=lambda k: (-weight[k], last[k].first))
    best, others = ranked[: count or 2], ranked[count or 2 :]
    if people and anybody and _unnamed(page, before, here - 1):
        return []
    together = _listed(page, before, set(weight), people) if others else []
    if others and office is not None and not count:  # "the foreign ministers": all of them, named together
        return sorted((last[k] for k in ranked), key=lambda m: m.first) if set(ranked) in named.values() else []
    if others and count != 2:
        if count:
            return list(next((x for x in together if len(x) == count), {}).values())
        if together and len(together[0]) > 2 and here - page.sentence[next(iter(together[0].values())).first] < _BACK:
            return list(together[0].values())
    if len(best) < (count or 2):
        return []
    if others:
        pairs = {frozenset(x) for x in together if _pair(page, *x.values())}
        best = _near(named, here) or (sorted(pairs.pop()) if len(pairs) == 1 else best)
    return sorted((last[k] for k in best), key=lambda m: m.first)


def _pair(page: Parsed, one: Draft, *others: Draft) -> bool:
    """Whether "and" alone joins two, who are no end of a longer list."""
    if len(others) != 1:
        return False
    between = page.lower[one.last : others[0].first]
    return "and" in between and "," not in between and page.lower[one.first - 1] != ","


def _unnamed(page: Parsed, drafts: list[Draft], sentence: int) -> bool:
    """Whether a sentence speaks of a leader whom the page does not name: "before he meets the new prime minister".

    Whom a headline means ("Japan's leader phones Lind") the page names below it.
    """
    return any(
        d.kind == "office" and d.of is None and d.office in _TOP and d.sort != "role" and is_person(d)
        and page.sentence[d.first] == sentence and page.tag[d.head] in ("NN", "NNP")
        and page.line_kind(d.first) != "headline"
        for d in reversed(drafts)
    )  # fmt: skip


def _near(named: dict[int, set[str]], here: int) -> list[str]:
    """The pair that the last sentences before name, where more are about: a sentence of two, none of three after it."""
    for back in range(1, _BACK):
        who = named.get(here - back, set())
        if len(who) == 2:
            return sorted(who)
        if len(who) > 2:
            break
    return []


def _listed(page: Parsed, drafts: list[Draft], known: set[str], people: bool) -> list[dict[str, Draft]]:
    """Those whom the page named together, the last first: "Lind, Berg and Holm" when it says "the three leaders"; with
    whoever met them ("LIND spoke with Berg and Holm")."""
    lists: dict[int, dict[str, Draft]] = {}
    last: tuple[int, Draft] | None = None
    for d in drafts:
        key = ("person " + (d.name or "")) if people else ("country " + (d.country or ""))
        if key in known and (d.kind == "name" if people else d.kind != "office"):
            first = d.head
            while page.dep[first] in ("conj", "appos"):
                first = page.head[first]
            if people and last is not None and _runs_on(page, last[1], d):
                first = last[0]  # "Premier Berg of Chile, Premier Holm of Peru", which the parser tears apart
            lists.setdefault(first, {}).setdefault(key, d)
            last = first, d
    for first, listed in lists.items() if people else ():
        verb = next((t for t in page.ancestors(first) if page.pos[t] == "VERB"), first)
        host = page.child(verb, "nsubj") if page.lemma[verb] in _MEETING and len(listed) > 1 else None
        alone = lists.get(host, {}) if host is not None and host != first else {}
        if len(alone) == 1:
            listed.update(alone)
    return sorted((x for x in lists.values() if len(x) > 1), key=lambda x: -next(iter(x.values())).first)


_MEETING = frozenset(["meet", "speak", "talk", "host", "welcome", "convene", "hold", "join", "consult"])


def _runs_on(page: Parsed, one: Draft, other: Draft) -> bool:
    """Whether nothing but commas, "and", titles and countries stands between two names of one sentence."""
    between = range(one.last, other.first)
    if page.sentence[one.first] != page.sentence[other.first] or not {",", "and"} & set(
        page.lower[one.last : other.first]
    ):
        return False
    return all(page.pos[t] == "PROPN" or page.lower[t] in (",", "and", "of", "the") for t in between)
