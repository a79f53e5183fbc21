"""What all pages together say of who is who: persons by their names, and whom pages introduce with which office."""

from __future__ import annotations

from collections import defaultdict

from dragoman.model import Document, digest
from dragoman.reconcile import offices, people
from dragoman.reconcile.kin import Kin
from dragoman.reconcile.named import Named, Office, named
from dragoman.reconcile.offices import Days
from dragoman.step import Tables

# offices of data/titles.csv under which many different ones stand: the director of one body is not that of another
_GATHERING = frozenset(["administrator", "ambassador", "chief executive", "lawmaker", "military chief", "minister"])
_MINISTER = 6  # months in which two pages that name "the finance minister" mean the same person


class Everyone:
    """What all pages say of who is who; one for a run of the step."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.when = offices.days(tables)
        self.named = named(tables)
        self.kin = Kin(tables)
        self.persons = people.identify(tables, self.when, self.kin)
        self.surnames = people.Surnames(self.persons, self.kin)
        self.introduced = _introduced(self.named, self.persons)
        self._known: dict[tuple[str, str, str, Days], dict[str, people.Person]] = {}

    def near(self, name: str, page: str) -> dict[str, people.Person]:
        """Persons of a surname on pages about the same."""
        return self.surnames.near(name, page)

    def of_the_time(self, office: str, tenure: str, country: str, here: Days) -> dict[str, people.Person]:
        """Who is introduced with an office on pages of the same months: ministers change."""
        if office in _GATHERING:
            return {}
        key = (office, tenure, country, (here[0] and here[0][:7], here[1] and here[1][:7]))
        if key not in self._known:
            several = self.introduced.get((office, tenure, country), ())
            same = ((who, self.when[page]) for who, page in several)
            self._known[key] = {who.id: who for who, there in same if _same_months(here, there)}
        return self._known[key]

    def state(self, document: Document) -> str:
        """Digest of all that working out whom a page means looks at."""
        page, own = document.id, self.named[document.id]
        who = (self.persons.get((page, b.name), (None, ())) for b in own.bearers)
        answers = [part for person, reasons in who for part in (_stated(person), *reasons)]
        answers += [_stated(self.persons.get((page, name), (None, ()))[0]) for name in own.alone]
        answers += [_stated(p) for name in own.alone for _, p in sorted(self.near(name, page).items())]
        for office, tenure, country, name in own.asked:
            if self.persons.get((page, name), (None, ()))[0] is None:  # else it is whom it stands by
                answers += [
                    _stated(p) for _, p in sorted(self.of_the_time(office, tenure, country, self.when[page]).items())
                ]
        return digest(page, document.outlet, self.tables.read[page], *self.when[page], *answers)


def _stated(person: people.Person | None) -> str:
    return f"{person.id}{person.name}{person.country}{[t.row for t in person.rows]}" if person is not None else ""


def _introduced(
    pages: dict[str, Named], persons: dict[tuple[str, str], people.Found]
) -> dict[Office, set[tuple[people.Person, str]]]:
    """(office, tenure, country) -> persons whom pages introduce with it, with the page: no table has most ministers."""
    known: dict[Office, set[tuple[people.Person, str]]] = defaultdict(set)
    for page, found in pages.items():
        for office, tenure, given, name in found.introduced:
            who, _ = persons.get((page, name), (None, ()))
            country = given or (who.country if who is not None else None)
            if who is not None and country:
                known[office, tenure, country].add((who, page))
    return known


def _same_months(here: Days, there: Days) -> bool:
    return bool(here[0] and here[1] and there[0] and there[1] and _months(here, there) <= _MINISTER)


def _months(a: offices.Days, b: offices.Days) -> int:
    """Months from the first to the last day of two intervals of days."""
    first, last = min(a[0] or "", b[0] or ""), max(a[1] or "", b[1] or "")
    return (int(last[:4]) - int(first[:4])) * 12 + int(last[5:7]) - int(first[5:7])
