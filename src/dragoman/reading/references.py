"""Who a bare office stands for, within one page; groups are in `groups`, pronouns in `pronouns`.

Candidates are the mentions before. Nothing fits, or two do: the antecedent stays empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise

import msgspec

from dragoman.lexicon import OF_STATES
from dragoman.model import Mention
from dragoman.reading import mentions as finder
from dragoman.reading.drafts import Draft, records
from dragoman.reading.groups import members
from dragoman.reading.parse import Parsed
from dragoman.reading.pronouns import Pronouns, before, is_subject, key, sex
from dragoman.reading.runs import OF_WHAT
from dragoman.reading.whose import HONOURS

# Offices of the table that gather many titles: "the billionaire" is not the campaign manager named before.
_MANY = ("chief executive", "military chief", "secretary-general", "administrator", "lawmaker", "minister")
HEADS = ("head of state", "head of government", "leader")
_LATELY = 500  # mentions before: who was named last longer ago is no part of "the two", the ministry not "the ministry"


class Known(msgspec.Struct):
    """What the page says of one person."""

    fullest: Draft
    first: int  # token of the first mention of his name
    sex: str = ""
    country: str | None = None
    offices: dict[str, str] = {}  # office -> tenure it was given with
    worded: set[str] = set()  # last words of the offices, as the page has them
    titled: set[str] = set()  # offices that stand with "the" before the name: "the Prime Minister, Ada Lind"
    abroad: bool = False  # the page called another by his bare office before it named him


def _people(page: Parsed, drafts: list[Draft]) -> dict[str, Known]:
    """Persons of the page by name, with their offices, countries and sexes; their mentions are tied together."""
    known: dict[str, Known] = {}
    for d in drafts:
        if d.sort != "person" or not d.name:
            continue
        k = known.setdefault(d.name, Known(d, d.first))
        if d.last - d.first > k.fullest.last - k.fullest.first:
            k.fullest = d
        k.sex = k.sex or sex(page, d)
        k.country = k.country or d.country
        if d.office:
            k.offices.setdefault(d.office, d.tenure)
    for d, after in pairwise(drafts):  # "President Ada Lind of Norland"
        of = d.sort == "person" and d.name and page.lower[d.last : after.first] in (["of"], ["of", "the"])
        if of and after.kind == "country" and d.name:
            known[d.name].country = known[d.name].country or after.country
    for d in drafts:
        if d.kind == "office" and d.of is not None and d.of.name in known and d.office:
            known[d.of.name].offices.setdefault(d.office, d.tenure)
            known[d.of.name].country = known[d.of.name].country or d.country
            known[d.of.name].worded.add(page.lower[d.head])
            if d.first and page.lower[d.first - 1] == "the":
                known[d.of.name].titled.add(d.office)
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
    _union(page, drafts)
    _of_countries(page, drafts)
    _counterparts(page, drafts)
    _of_group(page, drafts)
    _in_capital(page, drafts)
    people = _people(page, drafts)
    called = _called(people)
    stands = Pronouns(page, drafts, {name: k.sex for name, k in people.items()})
    for n, d in enumerate(drafts):
        if d.kind == "pronoun":
            stands.resolve(n)
        elif d.kind == "office" and d.of is None:
            d.of = _holder(page, drafts, n, people, called)
        elif d.sort == "someone" and (beside := _beside(page, d, stands.at)) is not None:
            d.of = beside
        elif d.sort == "someone" and d.sense in ("country", "organisation") and page.lower[d.first] in ("the", "this"):
            d.of = _definite(page, drafts, n)
        elif d.sort in ("body", "government") and d.whose is None and not (d.name or d.country):
            _again(page, d, drafts[max(n - _LATELY, 0) : n])
        elif d.sort == "ministry" and n and (home := _of_another(page, drafts[n - 1], d)) is not None:
            d.name, d.country = page.text(d.first, d.last), home  # "the Philippines' Department of Transportation"
        elif d.kind == "group" and d.sort == "side" and not d.members:
            d.of = _whole(page, drafts, n)
            d.members = [] if d.of is not None else members(page, d, drafts[max(n - _LATELY, 0) : n])
        if d.whose is not None and d.country is None:
            _country(d)


def _whole(page: Parsed, drafts: list[Draft], n: int) -> Draft | None:
    """The body of states all of whose members a group is: "G7 leaders", "our NATO allies"; not "two NATO allies"."""
    d = drafts[n]
    within = (c for c in drafts[max(n - 2, 0) : n + 3] if d.first <= c.first and c.last < d.last)
    for c in within if d.whose is None else (d.whose,):
        rest = (page.lower[t] for t in range(d.first, d.last) if not c.first <= t < c.last)
        if c.sort in OF_STATES and _ALL.issuperset(rest):
            return c
    return None


_ALL = frozenset(
    ["the", "all", "our", "their", "its", "fellow", "other", "leaders", "members", "member", "states", "countries",
     "nations", "partners", "allies", "ministers", "governments", "foreign", "finance", "defense", "defence", "trade"]
)  # fmt: skip


def _of_another(page: Parsed, whose: Draft, d: Draft) -> str | None:
    """The country before a ministry that is not the one of the table."""
    between = page.lower[whose.last : d.first]
    beside = whose.kind in ("country", "demonym") and between in ([], ["'s"], ["’s"], ["'"], ["’"])
    return whose.country if beside and whose.country != d.country else None


def _union(page: Parsed, drafts: list[Draft]) -> None:
    """Brussels that acts is the European Union, on a page that names this more often than Belgium; and "the
    Commission" is its."""
    union = [d for d in drafts if d.country == "EUE" and d.kind == "organisation"]
    brussels = [d for d in drafts if d.kind == "capital" and d.country == "BEL"]
    belgium = sum(d.country == "BEL" for d in drafts) - len(brussels)
    if len(union) <= belgium:
        return
    for d in brussels:
        if not d.place:
            d.kind, d.name, d.country, d.sort = "organisation", "European Union", "EUE", "international"
    if any("Commission" in (d.name or "") and d.name != "European Commission" for d in drafts):
        return
    for d in drafts:
        if d.sort == "body" and page.word[d.head] == "Commission" and page.text(d.first, d.last) in _COMMISSION:
            d.name, d.country, d.sort = "European Commission", "EUE", "international"


_COMMISSION = ("Commission", "the Commission", "The Commission")


def _of_countries(page: Parsed, drafts: list[Draft]) -> None:
    """ "Foreign Minister of Chile Ana Silva", "Envoy for Ukraine Keith Kellogg": the office is the name's behind it."""
    for d, whose, name in zip(drafts, drafts[1:], drafts[2:], strict=False):
        preposition = " ".join(page.lower[d.last : whose.first])
        of = d.kind == "office" and d.of is None and preposition in OF_WHAT and name.sort == "person"
        beside = all(word in HONOURS for word in page.word[whose.last : name.first])  # "of Qatar Sheikh Mohammed"
        if of and whose.kind in ("country", "organisation") and beside:
            d.of, home = name, whose.country if preposition.startswith("of") else d.country
            name.office, name.country = name.office or d.office, name.country or home


def _of_group(page: Parsed, drafts: list[Draft]) -> None:
    """ "The foreign ministers of Chile and Norway, Ada Lind and Ola Berg": each is of one of the countries."""
    for n, d in enumerate(drafts):
        if d.kind != "group" or len(d.members) < 2:
            continue
        behind = [c for c in drafts[n + 1 : n + 30] if c.first > d.members[-1].first][: len(d.members)]
        starts = [d.members[-1].last, *(c.last for c in behind)]
        listed = all(c.sort == "person" and c.first == s + 1 for c, s in zip(behind, starts, strict=False))
        if listed and len(behind) == len(d.members) and {page.lower[s] for s in starts[:-1]} <= {",", "and"}:
            for name, country in zip(behind, d.members, strict=True):
                name.office, name.country = name.office or d.office, name.country or country.country
        elif page.lower[starts[0] : starts[0] + 1] == [","] and page.tag[starts[0] + 1 : starts[0] + 2] == ["NNP"]:
            d.office = None  # named behind, and not all of them known: whoever else held the office is not meant


_OFFICIALS = frozenset(["officials", "authorities", "policymakers", "lawmakers"])  # not "leaders in Lima", who met
_SEATS = frozenset(["brussels", "vienna"])  # of bodies of states


def _in_capital(page: Parsed, drafts: list[Draft]) -> None:
    """ "Officials in Tokyo" are Japan's; whoever else is there may be anybody's: "diplomats in Geneva"."""
    for d, place in pairwise(drafts):
        beside = page.lower[d.last : place.first] == ["in"] and place.kind == "capital" and place.country
        if beside and d.kind == "group" and page.lower[d.head] in _OFFICIALS and not (d.country or d.members):
            d.country = place.country if page.lower[place.head] not in _SEATS else None


def _counterparts(page: Parsed, drafts: list[Draft]) -> None:
    """ "His Turkish counterpart, Ada Lind": of that country is who is named beside the word."""
    for d, name in pairwise(drafts):
        beside = page.lower[d.last : name.first] in ([], [","]) and page.lower[d.head] == "counterpart"
        if beside and d.country and name.sort == "person":
            d.of, name.country = name, name.country or d.country


def _country(d: Draft) -> None:
    """ "Takaichi's government", "its leaders": the country of whose it is."""
    whose, steps = d.whose, 0
    while whose is not None and whose.of is not None and whose.kind in ("pronoun", "office") and steps < 9:
        whose, steps = whose.of, steps + 1
    if whose is not None and whose is not d:
        d.country = whose.country
        if d.kind == "country" and d.of is None:
            d.of = whose


def _holder(page: Parsed, drafts: list[Draft], n: int, people: dict[str, Known], called: Called) -> Draft | None:
    """The person whom a bare office means on this page: the only one whom it calls so."""
    d, word = drafts[n], page.lower[drafts[n].head]
    if not d.office or page.tag[d.head] in ("NNS", "NNPS"):
        return None
    if d.sort == "role":  # "The Secretary", where one alone is called so
        now = (k for k in people.values() if not k.offices.get(d.office))  # nobody "former"
        worded = [k.fullest for k in now if word in k.worded]
        bare = "the" in page.lower[max(0, d.first - 1) : d.first + 1] and page.word[d.head][0].isupper()
        return worded[0] if len(worded) == 1 and bare and not d.country else None
    found = called(d.office, d.country, d.tenure, word)
    if len(found) < 2:
        one = next(iter(found.values()), None)
        return one.fullest if one is not None and not _rivalled(page, drafts, n, one) else None
    if d.country:
        return None
    if any(k.first < d.first for k in found.values()):  # "the Premier" after Premier Lind, before one of old
        for k in found.values():
            k.abroad = k.abroad or (k.country is None and k.first > d.first)
    home = [k for k in found.values() if k.country is None and not k.abroad]
    if len(home) > 1:  # whose paper it is: he alone is "the Prime Minister"
        home = [k for k in home if d.office in k.titled] or home
    if len(home) == 1 and page.word[d.head][0].isupper():
        return home[0].fullest  # "the President" of a paper that calls the other one "President Lind of Norland"
    if len(rest := [k for k in found.values() if not k.abroad]) == 1:
        return rest[0].fullest
    near = (c for back, c in before(page, drafts, n) if back <= 1 and c.first < d.first and c.name in found)
    here = [c for c in near if found[c.name or ""].fullest is c]
    return here[0] if len(here) == 1 else None


def _rivalled(page: Parsed, drafts: list[Draft], n: int, one: Known) -> bool:
    """Whether a bare office may be another's, whom the page has just spoken of without a name: "the US leader met
    President Lind of Chile. The president said"."""
    d = drafts[n]
    if d.country or d.office not in HEADS:
        return False
    return any(
        c.kind == "office" and c.of is None and c.sort != "role" and c.country and one.country not in (None, c.country)
        and (c.office == d.office or c.office == "leader") and not c.tenure
        for _, c in before(page, drafts, n)
    )  # fmt: skip


Called = Callable[[str, str | None, str, str], dict[str, Known]]


def _called(people: dict[str, Known]) -> Called:
    """Looks up who bears an office on the page: by the office, the country, the tenure and the word for the office."""

    @cache
    def called(office: str, country: str | None, tenure: str, word: str) -> dict[str, Known]:
        for alike in (lambda o: o == office, lambda o: o in HEADS and office in HEADS and "leader" in (o, office)):
            abroad = alike(office) and office != "leader"  # may be of any country where the page gives none
            found = {}
            for name, k in people.items():
                tenures = [t for o, t in k.offices.items() if alike(o)]
                agree = not country or country == k.country or (not k.country and abroad)
                worded = office not in _MANY or word in k.worded
                if tenures and agree and worded and (tenure == "former") == ("former" in tenures):
                    found[name] = k
            if found:  # "the foreign minister" beside a Secretary of State: who is called so in these words
                alike_worded = {name: k for name, k in found.items() if word in k.worded}
                return alike_worded if len(alike_worded) == 1 else found
        if office != "minister" or country:
            return {}
        # "the Minister" of a page about the Minister of External Affairs
        so = {name: k for name, k in people.items() if "minister" in k.worded and set(k.offices) - set(HEADS)}
        so = so if len(so) == 1 else {name: k for name, k in so.items() if k.country is None}
        return so if len(so) == 1 else {}

    return called


def _definite(page: Parsed, drafts: list[Draft], n: int) -> Draft | None:
    """ "the company", "the country": the last one that the page spoke of, a subject before others."""
    d = drafts[n]
    best: tuple[float, Draft] | None = None
    for back, c in before(page, drafts, n):
        if d.sense == "country":
            fits = c.kind in ("country", "capital") and bool(c.country)
        else:
            fits = c.kind == "organisation" and bool(c.name) and _is_a(page.lower[d.head], c)
            fits = fits and (page.lower[d.head] != "group" or is_subject(page, c))  # it may be any company of people
        if fits and c.last != d.first:
            score = is_subject(page, c) - 1.0 * back
            if best is None or score > best[0]:
                best = (score, c)
    return best[1] if best is not None else None


def _beside(page: Parsed, d: Draft, at: dict[int, Draft]) -> Draft | None:
    """ "The European aircraft manufacturer, Airbus, said": the name that explains a noun or is explained by it."""
    name = at.get(page.head[d.head]) if page.dep[d.head] == "appos" else None
    if name is None:
        name = next((at[k] for k in page.kids[d.head] if page.dep[k] == "appos" and k in at), None)
    if name is None or name is d:
        return None
    if d.sense == "organisation":
        return name if name.kind == "organisation" and name.name else None
    if d.sense == "country":
        return name if name.kind == "country" else None
    return name if name.sort == "person" else None


def _again(page: Parsed, d: Draft, before: list[Draft]) -> None:
    """ "The ministry", "the government" after "Japan's foreign ministry", "the Greek government" and no other."""
    if page.lower[d.first - 1] not in ("the", "that") and page.lower[d.first] not in ("the", "that"):
        return
    if d.sort == "government":
        countries = {c.country for c in before if c.sort == "government" and c.country}
        d.country = next(iter(countries)) if len(countries) == 1 else None
        return
    noun = page.lower[d.head]
    bodies = {
        key(c): c
        for c in before
        if c.kind == "organisation" and (c.name or c.country) and noun in page.lower[c.first : c.last]
    }
    if len(bodies) == 1:
        d.of = next(iter(bodies.values()))


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


def mentions(page: Parsed) -> Iterator[Mention]:
    """The mentions of a page with whom they stand for: the read step."""
    drafts = finder.find(page)
    resolve(page, drafts)
    yield from records(page, drafts)
