"""Which person a name means: people of the table of offices, and people whom the pages themselves make known.

All mentions of one name on one page are one `Bearer`. A full name that the table has is that person; another full
name is a person of its own, the same on every page unless the countries differ (namesakes stay apart); a surname
alone is whom the pages, else the table, leave as the only one. Two left: nobody, both named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set
from functools import cache
from typing import NamedTuple

from dragoman.lexicon import telling, usual_names, words
from dragoman.model import digest
from dragoman.reconcile.kin import Kin
from dragoman.reconcile.named import Bearer
from dragoman.reconcile.named import named as named_on
from dragoman.reconcile.offices import ROWS, Days, by_country, means, minister, named, said, sits, without_first
from dragoman.reconcile.tenures import Tenure, fold
from dragoman.step import Tables

_LONG_AGO = 12  # years after which a bare surname no longer means someone out of office


class Person(NamedTuple):
    """One person: of the table (rows), or of the pages alone."""

    id: str
    name: str
    country: str | None
    rows: tuple[Tenure, ...] = ()


Found = tuple[Person | None, tuple[str, ...]]  # who, or why nobody


def bearers(tables: Tables) -> list[Bearer]:
    """The names of persons, page by page."""
    return [b for page in named_on(tables).values() for b in page.bearers]


class Surnames:
    """People whom pages name in full, by surname (or by the first part of a name that may put the surname first)."""

    def __init__(self, found: dict[tuple[str, str], Found], kin: Kin, told: list[Bearer] | None = None) -> None:
        self.kin = kin
        self.offices: dict[str, set[str]] = defaultdict(set)  # that pages give them in full
        for b in told or ():
            who, _ = found.get((b.document, b.name), (None, ()))
            if who is not None:
                self.offices[who.id].update(office for office, _ in b.offices)
        self.by_part: dict[str, dict[str, Person]] = defaultdict(dict)
        self.pages: dict[str, set[str]] = defaultdict(set)
        for (document, name), (who, _) in sorted(found.items()):
            parts = fold(name).split()
            if who is not None and len(parts) > 1:
                self.pages[who.id].add(document)
                self.by_part[parts[-1]][who.id] = who
                if len(parts) > 2 or parts[0] not in _given():  # "Jack" is no Jack Eichel of another page
                    self.by_part[parts[0]][who.id] = who

    def near(self, name: str, document: str) -> dict[str, Person]:
        """Who bears a surname on pages that are about the same as this one."""
        key = fold(name)
        people = self.by_part.get(key, {})
        return {k: p for k, p in people.items() if any(self.kin(document, o, f" {key}") for o in self.pages[k])}


@cache
def _given() -> frozenset[str]:
    return words("given_names", "name")


def identify(tables: Tables, when: dict[str, Days], kin: Kin) -> dict[tuple[str, str], Found]:
    """Who each name of each page is: (document, name) -> person or nobody, with reasons."""
    everyone = bearers(tables)
    found: dict[tuple[str, str], Found] = {}
    unknown: dict[str, list[Bearer]] = defaultdict(list)
    short: list[Bearer] = []
    leading = _leading(tables, everyone, when, kin)
    for b in everyone:
        if " " not in fold(b.name):
            short.append(b)
            continue
        rows = leading.get((b.document, b.name)) or _choose(b, named(b.name), when[b.document])
        if rows is None and b.country:
            rows = _choose(b, without_first(b.name, b.country), when[b.document])
        if rows is None or not ((b.document, b.name) in leading or _vouched(b, rows, kin)):
            unknown[_key(b.name)].append(b)
        else:
            found[b.document, b.name] = (of_table(rows), tuple(said(t) for t in rows[-1:]))
    for key in sorted(unknown):
        for person, bs in _of_pages(unknown[key], key):
            for b in bs:
                found[b.document, b.name] = (person, ())
    known = Surnames(found, kin, everyone)
    rest: dict[str, list[Bearer]] = defaultdict(list)
    alone = {key: rows for key, rows in leading.items() if key not in found}  # among them names that act alone
    found |= {key: (of_table(rows), (said(rows[-1]),)) for key, rows in alone.items()}
    for b in short:
        near = {k: p for k, p in known.near(b.name, b.document).items() if _may_lead(b, p.rows, known.offices[k])}
        got = _surname(b, near, when[b.document], kin)
        if got[0] is not None or (got[1] and (b.document, b.name) not in leading):
            found[b.document, b.name] = got
        elif (b.document, b.name) not in leading:
            rest[fold(b.name)].append(b)
    for key in sorted(rest):
        by_page = {b.document: b for b in rest[key]}
        several = kin.groups(by_page, f" {key}")
        for pages in several:
            for person, bs in _of_pages([by_page[p] for p in pages], key if len(several) == 1 else ""):
                for b in bs:
                    found[b.document, b.name] = (person, ())
    return found


def _leading(
    tables: Tables, everyone: list[Bearer], when: dict[str, Days], kin: Kin
) -> dict[tuple[str, str], tuple[Tenure, ...]]:
    """Who leads a country or speaks for one on a page's days, of the names of a page that has several such: "Trump met
    Xi", "Rubio met Lavrov".

    Two of them must be of two countries, one named in full or by no usual surname, the other so too or a minister whose
    country or office is named; beside these "Sullivan" is no neighbour either, if his country is theirs or named.
    """
    found: dict[str, dict[str, tuple[Tenure, ...]]] = defaultdict(dict)
    told: list[tuple[str, str, Bearer | None]] = [(b.document, b.name, b) for b in everyone]
    told += [(page, name, None) for page, names in named_on(tables).items() for name in names.alone]
    for page, name, b in told:
        rows = tuple(t for t in named(name) if sits(t, when[page]) and _known_by(t, name))
        if len(people := _by_person(rows)) == 1 and (b is None or _allows(b, rows)):
            found[page][name] = tuple(t for t in rows if t.country == next(iter(people))[0])
    titled = {(b.document, b.name) for b in everyone if _told(b, found[b.document].get(b.name, ()))}
    several: dict[tuple[str, str], tuple[Tenure, ...]] = {}
    for page, sitting in found.items():
        sure = {name for name, rows in sitting.items() if " " in fold(name) or _rare(name, rows)}
        beside = {
            n for n, rows in sitting.items()
            if minister(rows[0]) and ((page, n) in titled or kin.names(page, rows[0].country))
        }  # fmt: skip
        of = {sitting[name][0].country for name in (sure | beside if sure else ())}
        for name, rows in sitting.items() if len(of) > 1 else ():
            if name in sure or rows[0].country in of or kin.names(page, rows[0].country):
                several[page, name] = _all_of(rows)
    return several


def _known_by(t: Tenure, name: str) -> bool:
    """Whether the name is one by which news has somebody alone: in full, the surname of a leader, any of a minister."""
    if " " in fold(name) or minister(t):
        return True
    return t.leads and " " in t.person and fold(t.surname).removeprefix("al ") == fold(name)


def _rare(name: str, rows: tuple[Tenure, ...]) -> bool:
    """Few bear the surname but who holds the office."""
    return telling(name) if all(map(minister, rows)) else name.lower() not in usual_names()


def _allows(b: Bearer, rows: tuple[Tenure, ...]) -> bool:
    """What the page says of who bears a name lets him be the holder: of no other country, no lawmaker."""
    if b.country and b.country not in {t.country for t in rows}:
        return False
    return not b.offices or _told(b, rows) or (_rare(b.name, rows) and not _judges(b))


def _told(b: Bearer, rows: tuple[Tenure, ...]) -> bool:
    """The page gives who bears the name an office of the tenures."""
    return any(means(t, o) for t in rows for o, _ in b.offices)


def _judges(b: Bearer) -> bool:
    """The page makes a judge of who bears the name, as no minister is: "Judge Lavrov"."""
    return any(office == "judge" for office, _ in b.offices)


def _all_of(rows: tuple[Tenure, ...]) -> tuple[Tenure, ...]:
    """All tenures of whose some are."""
    return tuple(t for t in by_country()[rows[0].country] if t.person == rows[0].person)


def _vouched(b: Bearer, rows: tuple[Tenure, ...], kin: Kin) -> bool:
    """A full name is that of the table's minister: a part of it is rare, or the page tells his office or country."""
    if not all(map(minister, rows)) or any(map(telling, fold(b.name).split())):
        return True
    return _told(b, rows) or any(b.country == t.country or kin.names(b.document, t.country) for t in rows)


def _may_be(b: Bearer, t: Tenure, when: Days, kin: Kin) -> bool:
    """Whether a bare surname can mean a minister: by the office, by the country in his days if the name is rare."""
    near, rare = b.country == t.country or kin.names(b.document, t.country), _rare(b.name, (t,))
    if _told(b, (t,)):
        return (near or rare) and _holds(t, b, when)
    return near and rare and sits(t, when) and not _judges(b)


def _key(name: str) -> str:
    """First and last part of a western name, all of another: "john harlow", "lee jae myung"."""
    parts = fold(name).split()
    return " ".join(sorted(parts)) if len(parts) <= 3 else f"{parts[0]} {parts[-1]}"


def of_table(rows: tuple[Tenure, ...]) -> Person:
    """The person whose tenures these are."""
    home = next(iter(_by_person(rows)))[0]
    t = [r for r in rows if r.country == home][-1]
    name = t.person
    if " " not in name and "president" not in t.title.lower() and "minister" not in t.title.lower():
        name = f"{t.title} {name}"  # "Emperor Naruhito"
    return Person(digest("person", home, t.person), name, home, rows)


def _of_pages(bs: list[Bearer], key: str) -> list[tuple[Person, list[Bearer]]]:
    """Bearers of one name as people: one, or one a country where the pages give the name two countries.

    Known by the name (`key`) and the country, which a page more rarely changes; where several groups of pages have the
    name (no `key`) by the least of their mentions.
    """
    countries = sorted({b.country for b in bs if b.country})
    groups: dict[str | None, list[Bearer]] = {countries[0] if countries else None: bs}
    if len(countries) > 1:
        groups = {c: [b for b in bs if b.country == c] for c in countries}
        alone = [b for b in bs if not b.country]
        if alone:
            groups[None] = alone
    made = []
    for country, group in groups.items():
        name = max((b.name for b in group), key=lambda n: (len(n.split()), len(n), n))
        known = ("named", key, country) if key else (min(b.smallest for b in group),)
        made.append((Person(digest("person", *known), name, country), group))
    return made


def _choose(b: Bearer, rows: tuple[Tenure, ...], when: Days) -> tuple[Tenure, ...] | None:
    """The rows of the one person of the table who fits what the page says; None where nobody or several do."""
    people = _by_person(rows)
    if len(people) > 1 and b.country:
        people = {k: v for k, v in people.items() if any(t.country == b.country for t in v)} or people
    if len(people) > 1 and when[0]:
        people = {k: v for k, v in people.items() if any(_near(t, when) for t in v)} or people
    if len(people) > 1:
        people = {k: v for k, v in people.items() if any(_holds(t, b, when) for t in v)}
    if len(people) != 1:
        return None
    (country, _), mine = next(iter(people.items()))
    if b.country and " " not in fold(b.name) and b.country not in {country, *(t.country for t in mine)}:
        return None
    return tuple(sorted(set(mine), key=lambda t: (t.start, t.row)))


# Whose head of state is another country's too: the home country comes first (the king of fifteen realms is British).
_HOMES = ("GBR", "FRA", "CHN", "USA", "DNK", "NLD", "NZL", "AUS")


def _by_person(rows: tuple[Tenure, ...]) -> dict[tuple[str, str], list[Tenure]]:
    """Tenures by person; one who is head of state of several countries at once is one person, of the home country."""
    people: dict[tuple[str, str], list[Tenure]] = defaultdict(list)
    homes: dict[str, str] = {}
    for t in sorted(rows, key=lambda t: (_HOMES.index(t.country) if t.country in _HOMES else 99, t.country)):
        home = homes.get(t.person) if t.office == "head of state" else None
        if home is None or not any(_together(t, o) for o in people[home, t.person]):
            home = t.country
            homes.setdefault(t.person, home)
        people[home, t.person].append(t)
    return people


def _together(a: Tenure, b: Tenure) -> bool:
    return a.office == b.office and a.start <= (b.end or "9999") and b.start <= (a.end or "9999")


def _near(t: Tenure, when: Days) -> bool:
    """In office on the days, or not long before."""
    earliest, latest = when
    since = f"{int((latest or earliest or '9999')[:4]) - _LONG_AGO:04}"
    return (not latest or t.start <= latest) and (not t.end or t.end >= since)


def _holds(t: Tenure, b: Bearer, when: Days) -> bool:
    """The tenure is one that the page's title means, on the page's days unless it says "former"."""
    for office, tenure in b.offices:
        if means(t, office):
            if tenure in ("former", "late"):
                return not when[1] or bool(t.end and t.end <= when[1])
            return (not when[1] or t.start <= when[1]) and (not when[0] or not t.end or when[0] <= t.end)
    return False


def _may_lead(b: Bearer, rows: tuple[Tenure, ...], offices: Set[str] = frozenset()) -> bool:
    """Whether somebody can be the president whom a page names by surname: "President Bush" is no Jeb Bush.

    `rows` of the table are his, and the offices that pages give him.
    """
    leads = [office for office, _ in b.offices if office in ROWS]
    return not leads or any(o in offices or any(means(t, o) for t in rows) for o in leads)


def _surname(b: Bearer, full: dict[str, Person], when: Days, kin: Kin) -> Found:
    """Who a surname alone means: (None, ()) where nobody of that name is known.

    `full`: who bears it on pages about the same. Of the table only whose office or country the page gives or names.
    """
    people = {k: p for k, p in full.items() if not b.country or not p.country or p.country == b.country}
    if b.offices and len(people) > 1:
        people = {k: p for k, p in people.items() if any(_holds(t, b, when) for t in p.rows)} or people
    if len(people) == 1:
        person = next(iter(people.values()))
        return person, (f"the pages know one {b.name}: {person.name}",)
    if len(people) > 1:
        return None, tuple(sorted(p.name for p in people.values()))
    rows = tuple(t for t in named(b.name) if (not b.country or t.country == b.country) and _may_lead(b, (t,)))
    rows = tuple(t for t in rows if not minister(t) or _may_be(b, t, when, kin))
    if not b.country:  # "Cho, the director" is no premier
        rows = tuple(t for t in rows if kin.names(b.document, t.country) or _told(b, (t,)))
    near = tuple(t for t in rows if _near(t, when)) if when[0] or when[1] else rows
    chosen = _choose(b, near, when)
    if chosen is not None and not _told(b, chosen) and _succeeded(b.name, chosen, when):
        return None, ()
    if chosen is not None and (b.offices or b.country or len(_by_person(near)) == 1):
        return of_table(chosen), (said(chosen[-1]),)
    if near and not b.country:
        return None, tuple(sorted({f"{t.person} ({t.country})" for t in near}))[:6]
    return None, ()


def _succeeded(name: str, rows: tuple[Tenure, ...], when: Days) -> bool:
    """Another of the name sits for the country on the page's days, and who has these tenures does not."""
    if any(sits(t, when) for t in rows):
        return False
    return any(sits(t, when) and t.country == rows[0].country and t.person != rows[0].person for t in named(name))
