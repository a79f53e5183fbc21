"""Who a pronoun, a bare office or a group stands for, within one page.

Candidates are the mentions before (for a clause that comes first, the subject after); nearness and being a
subject speak for one, a sex or number that does not agree excludes it. Nothing fits: the antecedent stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from dragoman.model import Mention
from dragoman.reading import mentions as finder
from dragoman.reading import namelists, reporting
from dragoman.reading.drafts import Draft, records
from dragoman.reading.parse import Parsed

_SEX_OF_HONOUR = {
    "mr": "m", "mr.": "m", "sir": "m", "lord": "m", "king": "m", "prince": "m", "emperor": "m", "sultan": "m",
    "emir": "m", "pope": "m", "mrs": "f", "mrs.": "f", "ms": "f", "ms.": "f", "miss": "f", "queen": "f",
    "princess": "f", "empress": "f", "dame": "f", "lady": "f", "madam": "f", "madame": "f", "spokesman": "m",
    "spokeswoman": "f", "chairman": "m", "chairwoman": "f", "congressman": "m", "congresswoman": "f",
    "businessman": "m", "baroness": "f", "sheikh": "m", "ayatollah": "m", "father": "m", "sister": "f",
}  # fmt: skip
_NUMBER = {"both": 2, "two": 2, "three": 3, "trilateral": 3, "pair": 2, "duo": 2, "four": 4, "trio": 3}
_PERSON_GROUPS = frozenset(
    ("leaders", "presidents", "ministers", "pair", "duo", "men", "women", "statesmen", "trio", "two")
)
# Offices of the table that gather many titles: "the billionaire" is not the campaign manager named before.
_MANY = ("chief executive", "military chief", "secretary-general", "administrator", "lawmaker", "minister")
_PLAIN_GROUP = frozenset(
    ("the", "these", "those", "both", "all", "two", "three", "four", "five", "their", "our", "leaders", "world",
     "neighboring", "neighbouring", "allied", "respective", "feuding", "rival", "warring")
)  # fmt: skip
_LEADING = frozenset(["head of state", "head of government", "leader", "monarch", "vice president", "foreign minister",
                      "defence minister", "finance minister", "national security adviser", "crown prince", "prince",
                      "deputy prime minister", "commission president"])  # fmt: skip
HEADS = ("head of state", "head of government", "leader")
BACK = 4  # sentences a pronoun looks back
NEAR = 12  # mentions to each side among which the speaker of a quotation is looked for


def _key(d: Draft) -> str | None:
    """What tells two mentions apart: a person's name, a country's code, an organisation's name."""
    while d.of is not None and d.kind in ("office", "pronoun"):
        d = d.of
    if d.kind == "name" and d.sort == "person":
        return "person " + (d.name or "")
    if d.kind == "office":
        return f"office {d.office} {d.country}"
    if d.kind in ("country", "capital", "demonym") and d.country:
        return "country " + d.country
    if d.kind == "organisation" and d.name:
        return "organisation " + d.name
    return None


def _sex(page: Parsed, d: Draft) -> str:
    if d.first and page.lower[d.first - 1] in _SEX_OF_HONOUR:
        return _SEX_OF_HONOUR[page.lower[d.first - 1]]
    name = (d.name or "").lower().split()
    return namelists.given().get(name[0], "") if len(name) > 1 else ""


def _subject(page: Parsed, d: Draft) -> bool:
    return page.dep[d.last - 1] in ("nsubj", "nsubjpass", "csubj", "ROOT")


def _excluded(page: Parsed, d: Draft, i: int) -> bool:
    """Binding: "X met him": him is not X; "X and his": may be."""
    if page.lower[i] in ("his", "her", "its", "their") and page.tag[i] == "PRP$":
        return d.first <= page.head[i] < d.last
    verb = page.head[i]
    if page.dep[i] in ("pobj", "dative") and page.head[verb] != verb and page.pos[verb] == "ADP":
        verb = page.head[verb]
    other = page.head[d.last - 1]
    return (
        not page.lower[i].endswith(("self", "selves")) and other == verb and page.sentence[d.first] == page.sentence[i]
    )


_MARKS = re.compile(r"[“”\"]")


def _speaks(page: Parsed, d: Draft) -> bool:
    """Whether a mention is the subject of a verb that governs quotations."""
    return page.dep[d.last - 1] == "nsubj" and "q" in reporting.frames().get(page.lemma[page.head[d.last - 1]], "")


def _speakers(page: Parsed, drafts: list[Draft], n: int) -> set[str | None]:
    """Whom a pronoun in quotation marks does not mean: '"He was frank," X said'."""
    i = drafts[n].first
    beside = (d for d in drafts[max(0, n - NEAR) : n + NEAR] if page.sentence[d.first] == page.sentence[i])
    marks = ((_MARKS.findall(page.text(*sorted((d.first, i)))), d) for d in beside if _speaks(page, d))
    return {_key(d) for between, d in marks if len(between) % 2} - {None}


def _person(d: Draft) -> bool:
    return (d.kind == "name" and d.sort == "person") or (d.kind == "office" and d.of is None)


def _thing(d: Draft) -> bool:
    return d.kind in ("country", "capital", "organisation") and bool(d.country or d.name)


class Known(msgspec.Struct):
    """What the page says of one person."""

    fullest: Draft
    sex: str = ""
    country: str | None = None
    offices: dict[str, str] = {}  # office -> tenure it was given with
    worded: list[str] = []  # last words of the offices, as the page has them


def _people(page: Parsed, drafts: list[Draft]) -> dict[str, Known]:
    """Persons of the page by name, with their offices, countries and sexes; their mentions are tied together."""
    known: dict[str, Known] = {}
    for d in drafts:
        if d.sort != "person" or not d.name:
            continue
        k = known.setdefault(d.name, Known(d))
        if d.last - d.first > k.fullest.last - k.fullest.first:
            k.fullest = d
        k.sex = k.sex or _sex(page, d)
        k.country = k.country or d.country
        if d.office:
            k.offices.setdefault(d.office, d.tenure)
    for d in drafts:
        if d.kind == "office" and d.of is not None and d.of.name in known and d.office:
            known[d.of.name].offices.setdefault(d.office, d.tenure)
            known[d.of.name].worded.append(page.lower[d.head])
    for d in drafts:
        if d.sort == "person" and d.name:
            k = known[d.name]
            d.of = k.fullest if k.fullest is not d else None
            d.country = d.country or k.country
            if d.office is None and k.offices:
                d.office = next(iter(k.offices))
    return known


def resolve(page: Parsed, drafts: list[Draft]) -> None:
    """Fill `of` and `members` of drafts, in text order."""
    people = _people(page, drafts)
    sexes = {name: k.sex for name, k in people.items()}
    for n, d in enumerate(drafts):
        if d.kind == "pronoun":
            d.of = _antecedent(page, drafts, n, sexes)
        elif d.kind == "office" and d.of is None:
            d.of = _holder(page, drafts, n, people)
        elif d.sort == "someone" and d.sense in ("country", "organisation") and page.lower[d.first] in ("the", "this"):
            d.of = _definite(page, drafts, n)
        elif d.kind == "group" and d.sort == "side" and not d.members:
            d.members = _members(page, drafts, n)
        if d.whose is not None and d.country is None:
            _country(d)


def _country(d: Draft) -> None:
    """ "Takaichi's government", "its leaders": the country of whose it is."""
    whose, steps = d.whose, 0
    while whose is not None and whose.of is not None and whose.kind in ("pronoun", "office") and steps < 9:
        whose, steps = whose.of, steps + 1
    if whose is not None and whose is not d:
        d.country = whose.country
        if d.kind == "country" and d.of is None:
            d.of = whose


def _before(page: Parsed, drafts: list[Draft], n: int) -> Iterator[tuple[int, Draft]]:
    """Mentions before the n-th, nearest first, with how many sentences back."""
    here = page.sentence[drafts[n].first]
    for d in reversed(drafts[:n]):
        back = here - page.sentence[d.first]
        if back > BACK:
            return
        yield back, d


def _antecedent(page: Parsed, drafts: list[Draft], n: int, sexes: dict[str, str]) -> Draft | None:
    d = drafts[n]
    i, kind = d.first, d.sort
    if kind in ("he", "she"):
        want = "m" if kind == "he" else "f"
        best: tuple[float, Draft] | None = None
        speakers = _speakers(page, drafts, n)
        for back, c in _before(page, drafts, n):
            who = c.of if c.kind in ("pronoun", "office") and c.of is not None else c
            if (c.kind == "pronoun" and c.sort != kind) or not _person(who) or _key(who) in speakers:
                continue
            sex = sexes.get(who.name or "", "")
            if (sex and sex != want) or _excluded(page, c, i):
                continue
            score = (
                -4.0 * back
                + 3 * _subject(page, c)
                + 1.5 * bool(sex)
                + (c.kind == "pronoun")
                - 2 * (who.kind == "office")
            )
            if page.dep[c.last - 1] == "poss":
                score -= 1
            if best is None or score > best[0]:
                best = (score, who)
        if best is None or best[0] < -1:
            later = _after(page, drafts, n, want, sexes)
            if later is not None and _key(later) not in speakers:
                best = (0, later)
        if best is not None:
            name = best[1].name
            if name and not sexes.get(name):
                sexes[name] = want
            return best[1]
    if kind == "who":
        return next((c for back, c in _before(page, drafts, n) if back == 0 and c.last in (i, i - 1)), None)
    if kind == "it":
        for back, c in _before(page, drafts, n):
            if back > 1:
                break
            if (
                _thing(c)
                and not c.place
                and (_subject(page, c) or page.dep[c.last - 1] == "poss" or page.tag[i] == "PRP$")
            ) and not _excluded(page, c, i):
                return c
            if c.kind == "pronoun" and c.sort == "it" and c.of is not None:
                return c.of
    if kind == "they":
        for back, c in _before(page, drafts, n):
            if back > 1:
                break
            if c.kind == "group" and _subject(page, c):
                return c
            if c.kind == "pronoun" and c.sort == "they" and (c.of is not None or c.members):
                d.members = c.members
                return c.of
        d.members = _conjoined(page, drafts, n)
        if not d.members:  # "the company said their ..."
            return next((c for back, c in _before(page, drafts, n) if back == 0 and _body(page, c, i)), None)
    return None


def _body(page: Parsed, c: Draft, i: int) -> bool:
    """An organisation that is the subject before token `i`: English says "they" of it."""
    return c.kind == "organisation" and bool(c.name) and _subject(page, c) and not _excluded(page, c, i)


def _after(page: Parsed, drafts: list[Draft], n: int, want: str, sexes: dict[str, str]) -> Draft | None:
    """The subject to come: "As she prepares ..., Takaichi"."""
    here = page.sentence[drafts[n].first]
    for c in drafts[n + 1 :]:
        if page.sentence[c.first] != here:
            return None
        if _person(c) and _subject(page, c) and sexes.get(c.name or "", want) in (want, ""):
            return c
    return None


def _conjoined(page: Parsed, drafts: list[Draft], n: int) -> list[Draft]:
    """Subjects joined by "and" in this sentence or the one before."""
    for back, c in _before(page, drafts, n):
        if back > 1:
            break
        if page.dep[c.last - 1] == "conj" and _key(c):
            first = next(
                (b for _, b in _before(page, drafts, n) if page.head[c.last - 1] == b.last - 1 and _key(b)), None
            )
            if first is not None:
                return [first, c]
    return []


def _holder(page: Parsed, drafts: list[Draft], n: int, people: dict[str, Known]) -> Draft | None:
    """The person whom a bare office means on this page: the only one whom it calls so."""
    d = drafts[n]
    if not d.office or d.sort == "role" or page.tag[d.head] in ("NNS", "NNPS"):
        return None
    for alike in (lambda o: o == d.office, lambda o: o in HEADS and d.office in HEADS and "leader" in (o, d.office)):
        found = []
        for k in people.values():
            tenures = [t for o, t in k.offices.items() if alike(o)]
            agree = (
                d.country == k.country or not d.country or (not k.country and alike(d.office) and d.office != "leader")
            )
            worded = d.office not in _MANY or page.lower[d.head] in k.worded
            if tenures and agree and worded and (d.tenure == "former") == ("former" in tenures):
                found.append(k.fullest)
        if len(found) == 1:
            return found[0]
        here = [f for f in found if 0 <= page.sentence[d.first] - page.sentence[f.first] <= 1 and f.first < d.first]
        if len(here) == 1 and not d.country:
            return here[0]
        if found:
            return None
    return None


def _definite(page: Parsed, drafts: list[Draft], n: int) -> Draft | None:
    """ "the company", "the country": the last one that the page spoke of, a subject before others."""
    d = drafts[n]
    best: tuple[float, Draft] | None = None
    for back, c in _before(page, drafts, n):
        if d.sense == "country":
            fits = c.kind in ("country", "capital") and bool(c.country)
        else:
            fits = c.kind == "organisation" and bool(c.name) and _is_a(page.lower[d.head], c)
        if fits and c.last != d.first:
            score = _subject(page, c) - 1.0 * back
            if best is None or score > best[0]:
                best = (score, c)
    return best[1] if best is not None else None


_KINDS = {  # what "the X" means -> (sorts of organisation, or a word of its name)
    "party": (("party",), ("party",)), "university": ((), ("university", "college", "institute", "school")),
    "newspaper": (("media",), ("times", "post", "journal", "news")), "broadcaster": (("media",), ("tv", "television")),
    "union": ((), ("union",)), "bank": ((), ("bank",)), "lender": ((), ("bank",)),
    "agency": (("agency",), ("agency", "administration", "bureau", "service")), "watchdog": (("agency",), ()),
    "think tank": (("institute",), ("institute", "center", "council", "foundation")),
    "group": (("named", "organisation"), ()),
}  # fmt: skip


def _is_a(noun: str, c: Draft) -> bool:
    """ "the party" is no company, "the university" has the word in its name; "the company" is what no table knows."""
    sorts, parts = _KINDS.get(noun, (("company", "named", "unknown"), ()))
    said = (c.name or "").lower().split()
    return c.sort in sorts or any(w in said for w in parts)


def _members(page: Parsed, drafts: list[Draft], n: int) -> list[Draft]:
    """The ones a group gathers: as many as it counts, those the page has spoken of most and last."""
    d = drafts[n]
    words = page.lower[d.first : d.last]
    count = next((_NUMBER[w] for w in words if w in _NUMBER), 0)
    definite = words[0] in ("the", "their", "our", "both") or (count and words[0] == "all")
    if not (definite or (count and words[-1] in ("leaders", "sides"))) or d.country or words[-1] == "members":
        return []  # "two men" are nobody whom the page has named
    if not _PLAIN_GROUP.issuperset(words[:-1]) and not d.office:
        return []  # "both political parties", "the two African countries": of another kind
    people = words[-1] in _PERSON_GROUPS
    here = page.sentence[d.first]
    weight: dict[str, float] = {}
    last: dict[str, Draft] = {}
    for c in drafts[:n]:
        who = c.of if c.kind in ("pronoun", "office") and c.of is not None else c
        if not (_person(who) and who.name if people else who.country and who.kind != "group") or who.tenure == "late":
            continue
        if who.kind == "organisation" and who.sort in ("company", "media", "party", "named", "institute"):
            continue
        key = "person " + (who.name or "") if people else "country " + (who.country or "")
        worth = 0.5 if c.kind == "demonym" or c.place else 1.5 if _subject(page, c) else 1.0
        if people and who.office not in _LEADING:
            worth *= 0.3  # a journalist who asks is none of "the presidents"
        if not people and (_person(who) or c.sort == "role"):
            worth *= 0.3 if c.sort != "role" else 0.0
        if not worth:
            continue
        weight[key] = weight.get(key, 0.0) + worth * 0.9 ** (here - page.sentence[c.first])
        last[key] = c
    best = sorted(weight, key=lambda k: (-weight[k], last[k].first))[: count or 2]
    if len(best) < (count or 2):
        return []
    return sorted((last[k] for k in best), key=lambda m: m.first)


def mentions(page: Parsed) -> Iterator[Mention]:
    """The mentions of a page with whom they stand for: the read step."""
    drafts = finder.find(page)
    resolve(page, drafts)
    yield from records(page, drafts)
