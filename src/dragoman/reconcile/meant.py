"""Whom the mentions of one page mean.

Names of persons go through `people`, offices through `offices`; a country, its capital where it acts, its demonym and
"the Japanese government" are one actor; an organisation is known by the name of its table row, or by what it is and
whose ("Japanese foreign ministry"). A pronoun means what its antecedent means, a group what its members mean.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from functools import cache, cached_property

from dragoman.lexicon import column, country_names, side_names, table
from dragoman.model import Actor, Document, Evidence, Mention, Span, Statement, digest
from dragoman.reconcile import offices, people, tenures
from dragoman.reconcile.everyone import Everyone
from dragoman.step import Tables

_GOVERNMENT = frozenset(["ministry", "agency", "government", "legislature", "military", "court"])
_DEEP = 12  # antecedents followed before giving up: chains are short, a ring would be a fault of the reading
_ARTICLES = ("the ", "a ", "an ", "this ", "that ", "its ", "their ", "his ", "her ", "our ", "one ", "another ")
_COUNTRIES = ("countries", "nations", "governments", "states", "sides", "allies", "economies", "powers", "capitals")


@cache
def houses() -> frozenset[str]:
    """Names of houses that act themselves: "White House", "U.S. Congress" (on Capitol Hill)."""
    return frozenset(r["name"] for r in table("country_words") if r["kind"] == "seat") - {*country_names().values()}


@cache
def seats() -> dict[str, str]:
    """Name of a house that acts itself -> its country: a page of the White House is of the United States."""
    return {r["words"]: r["country"] for r in table("country_words") if r["kind"] == "seat"}


@cache
def demonyms() -> dict[str, str]:
    """Country code -> adjective ("Japanese"); the first of the table."""
    found: dict[str, str] = {}
    for r in table("country_words"):
        if r["kind"] == "demonym":
            found.setdefault(r["country"], r["words"])
    return found | {"USA": "U.S.", "GBR": "British"}


@cache
def _anybody() -> frozenset[str]:
    """Nouns of groups that name nobody by themselves: "counterparts", "company"."""
    return frozenset(r["noun"] for r in table("groups") if r["kind"] == "someone" or r["office"] == "relation")


_BODY = re.compile(r"(?:(?:Foreign|Defen[cs]e|Finance|Interior|Justice|Trade|Health) )?(?:Ministry|Parliament|Embassy)")
_FORM = re.compile(r",? (?:Inc|Ltd|Corp|Plc|PLC|LLC|LLP|Co|GmbH|AG|SE|N\.V|S\.A)\.?$")  # of a company

_I = frozenset(["i", "me", "my", "mine", "myself"])
_WE = frozenset(["we", "us", "our", "ours", "ourselves"])
_SENIOR = re.compile(r"Senior (?:Administration|Government) Official")
_INDEFINITE = re.compile(
    r"(?:an?|some|many|most|any|no|other|several|few|fewer|more|another|certain|various|up|at|about|nearly|almost|over"
    r"|around|hundreds|thousands|dozens|one|two|\d+)\b"
)


@cache
def organisations() -> dict[str, dict[str, str]]:
    """Full name of an organisation -> its row in data/organisations.csv."""
    found: dict[str, dict[str, str]] = {}
    for r in table("organisations"):
        found.setdefault(r["name"], r)
    return found


_NEAR = 20  # characters around an office within which its country stands: "U.S.", "of the United States"
_JUST = 600  # characters behind an office within which another, bare, may be the same

Meant = tuple[tuple[str, ...], str, str, tuple[str, ...]]  # actors, basis, certainty, reasons
NOBODY: Meant = ((), "name", "open", ())


class OnPage:
    """The actors of one page and the mentions that mean them."""

    def __init__(self, everyone: Everyone, document: Document) -> None:
        self.tables, self.when, self.document = everyone.tables, everyone.when, document
        self.everyone, self.persons = everyone, everyone.persons
        self.made: dict[str, Actor] = {}
        self.meant: dict[Span, Meant] = {}
        self.speakers = _speakers(self.tables, document)
        found = (self.persons.get((document.id, b.name), (None, ()))[0] for b in everyone.named[document.id].bearers)
        self.present = [who for who in found if who is not None]

    def actor(self, key: str, kind: str, name: str, country: str | None, rows: tuple[str, ...] = ()) -> str:
        """The actor with this id, made where it is new."""
        if key not in self.made:
            evidence = tuple(Evidence(Span("", 0, 0), row=r) for r in rows)
            self.made[key] = Actor(key, kind, name, country, evidence=evidence)  # type: ignore[arg-type]
        return key

    def country(self, code: str, name: str | None = None) -> str:
        """The actor that a country is (or a territory of it that acts by its own name), or a union that has a code."""
        if code not in country_names() and (union := side_names().get(code)):
            return self.actor(digest("organisation", union), "organisation", union, code)
        if name and name != country_names().get(code):
            return self.actor(digest("country", code, name), "country", name, code)
        return self.actor(digest("country", code), "country", country_names().get(code, code), code)

    def person(self, p: people.Person) -> str:
        return self.actor(p.id, "person", p.name, p.country, tuple(t.row for t in p.rows))

    # -- by kind of mention

    def of(self, m: Mention, deep: int = 0) -> Meant:
        """Whom a mention means."""
        if m.span not in self.meant:
            self.meant[m.span] = NOBODY  # for a ring of antecedents
            self.meant[m.span] = self._of(m, deep)
        return self.meant[m.span]

    def _of(self, m: Mention, deep: int) -> Meant:
        if deep > _DEEP:
            return NOBODY
        if m.kind == "name":
            return self._name(m)
        if m.kind in ("country", "demonym", "capital"):
            return self._country(m, deep)
        if m.kind == "organisation":
            return self._organisation(m, deep)
        if m.kind == "office":
            return self._office(m, deep)
        if m.kind == "pronoun":
            return self._pronoun(m, deep)
        return self._group(m, deep)

    def _name(self, m: Mention) -> Meant:
        who, reasons = self.persons.get((m.span.document, m.name or ""), (None, ()))
        if m.place or who is None:
            return (), "name", "open", reasons
        return (self.person(who),), "name", "sure" if " " in (m.name or "") else "likely", reasons

    def _country(self, m: Mention, deep: int) -> Meant:
        if m.kind == "capital" and m.place:
            return NOBODY
        if m.country:
            if m.name and m.kind == "country" and m.name in houses():
                key = digest("organisation", m.name)
                return (self.actor(key, "government", m.name, m.country),), "name", "sure", ()
            return (self.country(m.country, m.name),), "country", "sure" if m.kind == "country" else "likely", ()
        whose = self._followed(m.antecedent, deep)
        codes = sorted({c for c in (self.made[a].country for a in whose[0]) if c})
        if len(codes) == 1:  # "her administration"
            return (self.country(codes[0]),), "antecedent", "likely", ()
        return NOBODY

    def _organisation(self, m: Mention, deep: int) -> Meant:
        name, country = m.name, m.country
        if name and name not in organisations():
            name = _FORM.sub("", name) or name  # "Equifax Inc.", elsewhere "Equifax"
        row = organisations().get(name or "")
        if row is not None:
            key = digest("organisation", row["name"])
            kind = "government" if row["kind"] in _GOVERNMENT else "group" if row["kind"] == "group" else "organisation"
            return (self.actor(key, kind, row["name"], row["country"] or None),), "name", "sure", ()
        if name and " " not in name:
            # A capitalised word that acts, on a page that says no more: a person whom another page introduces.
            who, reasons = self.persons.get((m.span.document, name), (None, ()))
            if who is not None:
                return (self.person(who),), "name", "likely", reasons
            bearers = self.everyone.near(name, m.span.document)
            if len(bearers) == 1:
                return (self.person(next(iter(bearers.values()))),), "name", "likely", ("named in full on other pages",)
        if name:
            key = digest("organisation", tenures.fold(name) or name)
            return (self.actor(key, "organisation", name, country),), "name", "likely", ()
        if not country:
            return self._followed(m.antecedent, deep) if m.antecedent else NOBODY  # "the ministry"
        full = _national(m.surface, country)
        key = digest("organisation", country, full.lower().split(" ", 1)[-1])
        return (self.actor(key, "government", full, country),), "country", "likely", ()

    def _office(self, m: Mention, deep: int) -> Meant:
        if m.antecedent is not None:
            got = self._followed(m.antecedent, deep)
            if got[0]:
                return got[0], "antecedent", got[2], got[3]
        office, country = m.office or "", m.country
        here = self.when[m.span.document]
        if country and office:
            t, reasons = offices.holder(country, office, here, m.tenure, m.surface)
            if t is not None and (not offices.minister(t) or self._written(m, country)):
                return self._held_by(t, reasons)
            got = self._officer(m, country, reasons)
            if got[0]:
                return got
            if m.tenure or office in ("leader", *offices.ROWS):
                return (), "tenure", "open", reasons
            if _counted(m.surface):
                return NOBODY
            name = _national(m.surface, country)
            key = digest("office", country, office, name.lower())
            return (self.actor(key, "office", name, country),), "country", "open", reasons
        name = _bare(m.surface)
        if name.isupper() or _SENIOR.fullmatch(name):
            name = name.lower()  # "SENIOR ADMINISTRATION OFFICIAL" in a transcript
        if office == "official" and name.count(" ") > 1:  # "senior administration official": one of this page alone
            key = digest("office", m.span.document, name.lower())
            return (self.actor(key, "office", name, None),), "name", "open", ()
        got = self._officer(m, None, ())
        home = seats().get(self.document.outlet or "")
        if got[0] or not home or not m.surface[0].isupper() or office not in offices.ROWS:
            return got
        t, reasons = offices.holder(home, office, here, m.tenure, m.surface)
        ours = t is not None and (not got[3] or t.person in got[3])
        return (
            self._held_by(t, reasons) if t is not None and ours else got
        )  # "the Vice President" of a White House page

    def _written(self, m: Mention, country: str) -> bool:
        """Whether the page says whose the office is: "the secretary of state" may be Kentucky's, or of years ago."""
        if column("titles", "title", "country").get(_bare(m.surface).lower()) != country:
            return True  # the title alone does not tell
        around = Span(m.span.document, max(0, m.span.start - _NEAR), m.span.end + _NEAR)
        return any(o.country == country and o.kind != "office" for o in self.tables.within(Mention, around))

    def _held_by(self, t: tenures.Tenure, reasons: tuple[str, ...]) -> Meant:
        """The person of a row of the table of offices."""
        rows = tuple(r for r in offices.by_country()[t.country] if r.person == t.person)
        return (self.person(people.of_table(rows)),), "tenure", "likely", reasons

    def _officer(self, m: Mention, country: str | None, reasons: tuple[str, ...]) -> Meant:
        """The person of this page, else of the pages, who is introduced with the office."""
        found = {
            who.id: who
            for who in self.present
            if (not country or not who.country or who.country == country) and self._could_hold(who, m)
        }
        if not found and country:
            found = self.everyone.of_the_time(m.office or "", m.tenure, country, self.when[m.span.document])
        if m.tenure in ("former", "late") and len(found) > 1:  # who has left, before one whom a page only calls so
            found = {k: who for k, who in found.items() if self._has_left(who, m)} or found
        if len(found) > 1:  # "the President" of a paper is not one whom it names further down
            found = {k: who for k, who in found.items() if self._named_at.get(k, m.span.end) < m.span.start} or found
        if len(found) == 1 and not (country is None and self._rivalled(m, next(iter(found.values())))):
            return (self.person(next(iter(found.values()))),), "name", "likely", reasons
        return (), "name", "open", reasons or tuple(sorted(p.name for p in found.values()))[:6]

    def _rivalled(self, m: Mention, who: people.Person) -> bool:
        """Whether the page has just spoken of another's holder without a name: "the US leader ... the president"."""
        if who.country is None:
            return False
        last = bisect_left(self._unnamed, (m.span.start + 1,))
        first = bisect_left(self._unnamed, (m.span.start - _JUST,))
        return any(o in (m.office, "leader") and c != who.country for _, o, c in self._unnamed[first:last])

    @cached_property
    def _unnamed(self) -> list[tuple[int, str, str]]:
        """Where the page speaks of the holder of a country's office without a name, with the office and the country."""
        said = self.tables.of(Mention, self.document.id)
        offices_ = (m for m in said if m.kind == "office" and m.antecedent is None and not m.tenure)
        return sorted((m.span.end, m.office, m.country) for m in offices_ if m.office and m.country)

    @cached_property
    def _named_at(self) -> dict[str, int]:
        """Where the page first names each of its persons."""
        found: dict[str, int] = {}
        for b in self.everyone.named[self.document.id].bearers:
            who = self.persons.get((self.document.id, b.name), (None, ()))[0]
            if who is not None:
                found[who.id] = min(b.span.start, found.get(who.id, b.span.start))
        return found

    def _has_left(self, who: people.Person, m: Mention) -> bool:
        """The table has the person's last tenure of the office end before the page's days."""
        ends = [t.end for t in who.rows if offices.means(t, m.office, m.surface)]
        latest = self.when[m.span.document][1]
        return all(end and (not latest or end <= latest) for end in ends)

    def _could_hold(self, who: people.Person, m: Mention) -> bool:
        """The table lets the person hold (or, for a "former", have held) the office on the page's days."""
        earliest, latest = self.when[m.span.document]
        for t in who.rows:
            if not offices.means(t, m.office, m.surface):
                continue
            if m.tenure in ("former", "late"):
                if not latest or t.start <= latest:
                    return True
            elif (not latest or t.start <= latest) and (not earliest or not t.end or earliest <= t.end):
                return True
        return False

    def _pronoun(self, m: Mention, deep: int) -> Meant:
        lower = m.surface.lower()
        if lower in _I or lower in _WE:
            speaker = self.speakers(m.span)
            if speaker is not None and lower in _WE and (whose := self._spoken_for(speaker)):
                return (self.country(whose),), "antecedent", "likely", ()
            return (*self._followed(speaker, deep)[:1], "antecedent", "likely", ()) if speaker else NOBODY
        if m.members:
            return self._gathered(m, deep)
        actors, _, certainty, reasons = self._followed(m.antecedent, deep)
        return actors, "antecedent", "likely" if actors and certainty != "open" else "open", reasons

    def _spoken_for(self, speaker: Span) -> str | None:
        """The country for which a spokesman, or an official on a page of his government, says "we": his own, else that
        of those whom he calls by a bare title.

        "The Secretary spoke with Prime Minister Lind": the Secretary of his own country.
        """
        who = self.tables.mention(speaker)
        imprint = seats().get(self.document.outlet or "")
        if who is None or who.office not in ("spokesperson", "official" if imprint else ""):
            return None
        return who.country or imprint or self._home

    @cached_property
    def _home(self) -> str | None:
        """The country of those whom the page calls by a bare title, apart from their names; else of the city that has a
        line of its own ("Washington, D.C.")."""
        said = self.tables.of(Mention, self.document.id)
        titles = (m for m in said if m.kind == "office" and not m.country and m.office != "spokesperson")
        bare = [m for m in titles if m.antecedent and m.surface.split()[-1][0].isupper()]
        apart = [m for m in bare if m.antecedent and not 0 <= m.antecedent.start - m.span.end < 3]
        found = {self.made[a].country for m in apart for a in self.of(m)[0]}
        lines = {self.document.text[x.start : x.end].strip() for x in self.document.lines}
        found = found - {None} or {m.country for m in said if m.kind == "capital" and m.surface in lines}
        return found.pop() if len(found) == 1 else None

    def _group(self, m: Mention, deep: int) -> Meant:
        if m.members:
            return self._gathered(m, deep)
        if m.antecedent is not None:  # "the country", "the company"
            actors, _, certainty, reasons = self._followed(m.antecedent, deep)
            return actors, "antecedent", "likely" if actors and certainty != "open" else "open", reasons
        words = m.surface.lower().split()
        if m.country and words[-1] not in _anybody() and not _INDEFINITE.match(words[0]) and not _counted(m.surface):
            full = _national(m.surface, m.country)
            key = digest("group", m.country, full.lower())
            return (self.actor(key, "group", full, m.country),), "country", "open", ()
        return NOBODY

    def _gathered(self, m: Mention, deep: int) -> Meant:
        """The members of a group; of "the two countries" the countries of its members."""
        actors: dict[str, None] = {}
        nations = any(w in _COUNTRIES for w in m.surface.lower().split())
        for span in m.members:
            if m.office not in (None, "leader") and (held := self._held(m, span)):
                actors[held] = None
                continue
            for a in self._followed(span, deep)[0]:
                code = self.made[a].country
                actors[self.country(code) if nations and code and self.made[a].kind != "country" else a] = None
        if len(actors) < 2:
            return NOBODY
        return tuple(sorted(actors)), "group", "likely", ()

    def _held(self, m: Mention, member: Span) -> str | None:
        """Who holds the office of "the Presidents of Poland and Romania" in one of the countries."""
        country = self.tables.mention(member)
        if country is None or not country.country or country.kind == "name":
            return None
        t, _ = offices.holder(country.country, m.office or "", self.when[m.span.document], m.tenure)
        if t is None:
            return None
        return self.person(people.of_table(tuple(r for r in offices.by_country()[t.country] if r.person == t.person)))

    def _followed(self, span: Span | None, deep: int) -> Meant:
        other = self.tables.mention(span) if span is not None else None
        return self.of(other, deep + 1) if other is not None else NOBODY


def _counted(surface: str) -> bool:
    """ "The 20 million residents", "the 49-year-old actor": a number describes; nobody is named by it."""
    return any(word[0].isdigit() for word in surface.split())


def _bare(surface: str) -> str:
    """A phrase without its article: "senior official"."""
    text = " ".join(surface.replace("’", "'").split())
    for article in _ARTICLES:
        if text.lower().startswith(article):
            return text[len(article) :]
    return text


def _national(surface: str, country: str) -> str:
    """A noun with its country's adjective, unless it has a name in it: "Japanese officials", "the Poles"."""
    noun = _bare(surface)
    adjective = demonyms().get(country, side_names().get(country, country))
    if noun.startswith(f"{country_names().get(country)} "):  # "United States Navy", elsewhere "U.S. Navy"
        noun = f"{adjective} {noun.removeprefix(country_names()[country]).lstrip()}"
    named = any(w[0].isupper() for w in noun.split()) and not _BODY.fullmatch(noun)  # "Russia's Foreign Ministry"
    return noun if named else f"{adjective} {noun}"


def _speakers(tables: Tables, document: Document) -> Callable[[Span], Span | None]:
    """A function that gives the speaker's mention of a direct quotation that covers a span."""
    quoted: list[tuple[int, int, Span]] = []
    for s in tables.of(Statement, document.id):
        if s.speaker is not None and s.mode in ("direct", "mixed"):
            quoted += [(c.start, c.end, s.speaker) for c in s.content]

    def speaker(span: Span) -> Span | None:
        inside = [q for q in quoted if q[0] <= span.start and span.end <= q[1]]
        return min(inside, key=lambda q: q[1] - q[0])[2] if inside else None

    return speaker
