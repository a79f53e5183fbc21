"""Whom the sides of an event mention are: principals of an official page, hosts, and nobody's own country."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from dragoman.lexicon import column, of_states
from dragoman.model import Document, EventMention, Mention, Span
from dragoman.reconcile.happenings import family
from dragoman.reconcile.meant import seats
from dragoman.reconcile.named import cities
from dragoman.reconcile.world import World, resolved


def host(world: World, mention: EventMention, by: tuple[str, ...]) -> tuple[str, ...]:
    """The country whose city somebody visits or strikes, unless it is his own."""
    where = mention.place if family(mention) == "visit" else next(iter(mention.to), None)
    place = world.tables.mention(where) if where and (family(mention) == "visit" or mention.type == "ASSAULT") else None
    own = countries(world, by)
    country = (place.country or (own and cities().get(place.surface))) if place is not None else None
    if not country or country not in world.states or country in own:
        return ()
    return (world.states[country],)


_FRIENDLY = frozenset(["AGREE", "SUPPORT", "COOPERATE", "AID"])


def foreign(world: World, mention: EventMention, by: tuple[str, ...], to: tuple[str, ...]) -> tuple[str, ...]:
    """Of several sides, not the doers' own country: Trump on "the Japan-U.S. Security Treaty" means Japan.

    Nobody promises something to his own country alone: Biden's "commitment to U.S.-German relations" does not.
    """
    own = frozenset[str]().union(*(_of(world, a) for a in by))
    others = tuple(a for a in to if not _of(world, a) or not _of(world, a) <= own)
    if own and (others or mention.type in _FRIENDLY or mention.type == "CONSULT"):
        return tuple(a for a in to if a in others or world.actors[a].kind not in ("country", "group"))
    return to


def _of(world: World, actor: str) -> frozenset[str]:
    """Countries that somebody stands for: his own, or the members of a group of countries."""
    found = world.actors.get(actor)
    if found is None:
        return frozenset()
    return frozenset([found.country]) if found.country else frozenset(_members().get(found.name, "").split())


@cache
def _members() -> dict[str, str]:
    return column("organisations", "name", "members")


_TOPIC = re.compile(
    r" (?:on|regarding|about|concerning|against|(?i:announces?|to (?:counter|combat|confront|end|address))) "
)


class Principals(NamedTuple):
    """Who issues an official page, with whom, and where it names them."""

    by: tuple[str, ...]
    to: tuple[str, ...]
    named: Span | None
    body: str = ""  # the body of states that its title names: "the leaders" are its, where nobody else is named
    house: str = ""  # whose government says "we"


NOBODY = Principals((), (), None)
_OFFICIAL = re.compile(
    r"\b(readout|fact sheet|(?:joint |leaders.? )+(?:statement|declaration)|press (?:call|gaggle|release)|communiqu)",
    re.I,
)


def official(document: Document) -> bool:
    """Whether a page is a readout or a statement, all of which is of its day."""
    return _heading(document, _OFFICIAL)


def meaning(document: Document) -> re.Pattern[str]:
    """Words that mean the principals of an official page; in a talk with reporters "we" are those who speak."""
    return _OTHERS if talk(document) else _WHOLE


def talk(document: Document) -> bool:
    """Whether a page is a talk with reporters, in which whoever is spoken to may be anybody."""
    return _heading(document, _TALK)


def _heading(document: Document, words: re.Pattern[str]) -> bool:
    """Whether a page's title or first words say what it is."""
    return bool(words.search(document.title or "") or words.search(document.text[:200]))


_TALK = re.compile(r"\bpress (?:call|gaggle|briefing)\b", re.I)
_ALL = r"the|both|all|our|these|those|two|three|four|five|other|quad|g-?7|respective"  # not "civil rights leaders"
_OTHERS = re.compile(
    rf"(?:^|(?<![\w-])(?:{_ALL})\s)(they|their|them|leaders|both|partners|countries|sides|ministers|allies)\b", re.I
)
_MEN = r"officials|advis[eo]rs|presidents|parties|participants|delegations"
_WHOLE = re.compile(rf"\b(we|our|us)\b|{_OTHERS.pattern}|^(?:the|both|the two|the three) (?:{_MEN})\b", re.I)


def principals(world: World, document: Document, mentions: list[EventMention]) -> Principals:
    """Who issues an official page, and with whom: the sides of the first meeting it tells, or whom its title names."""
    for mention in mentions[:3]:
        by, to = resolved(world, mention.by), resolved(world, mention.to)
        if mention.type == "CONSULT" and mention.status == "occurred" and by and to:
            return Principals(by, to, mention.sentence)
    title = [Span(document.id, x.start, x.end) for x in document.lines if x.kind == "headline"][:1]
    lead = [mentions[0].sentence] if mentions else []
    body = ""
    for place, end in [(t, t.end) for t in title] + [(s, mentions[0].span.start) for s in lead]:
        topic = _TOPIC.search(world.tables.text(place))
        end = min(end, place.start + topic.start()) if topic is not None else end
        said = world.tables.within(Mention, Span(document.id, place.start, end))
        found = resolved(world, [m.span for m in said if not m.place and m.kind != "demonym"])
        met = [world.actors[a] for a in found]
        body = body or next((a.id for a in met if of_states(a.name) and place in title), "")
        led = {a.country for a in met if a.kind == "person"}  # he, not his country besides
        found = tuple(a.id for a in met if a.kind != "country" or a.country not in led)
        speaks = topic is None and len(found) == 1 and of_states(met[0].name) and _issued(world, place)
        if len(found) > 1 or speaks:
            return Principals(found, (), place)
    return NOBODY._replace(body=body, house=house(world, document))


_JOINT = re.compile(r"\bjoint (?:\w+ )?(?:statement|readout|declaration|communiqu|press|fact sheet)", re.I)


def house(world: World, document: Document) -> str:
    """The country whose government a page is of: "we" of a White House page that is no joint paper."""
    return "" if _JOINT.search(document.title or "") else world.states.get(seats().get(document.outlet or "", ""), "")


def spoken_of(
    world: World, meaning: re.Pattern[str], spans: tuple[Span, ...], issuers: Principals, back: bool = False
) -> tuple[str, ...]:
    """Whom words that resolve to nobody mean in an official page: all its principals ("we", "the leaders").

    `back`: of what is done to them.
    """
    if not spans or _some_of(world, spans[0]):
        return ()
    words = world.tables.text(spans[0])
    own, other = (issuers.to, issuers.by) if back else (issuers.by, issuers.to)
    if not own and not other:
        whose = issuers.house if meaning is _WHOLE and _OURS.fullmatch(words) else ""
        whose = issuers.body if _LEADERS.fullmatch(words) else whose
        return (whose,) if whose else ()
    if meaning.search(words):
        whole = tuple(dict.fromkeys((*own, *other)))
        return _states(world, whole) if _LANDS.search(words) else whole
    mention = world.tables.mention(spans[0])
    return own[:1] if mention is not None and mention.kind == "office" and other else ()


def _some_of(world: World, span: Span) -> bool:
    """Whether words stand for some of a group: "many of the leaders"."""
    before = world.tables.documents[span.document].text[max(0, span.start - 12) : span.start]
    return _SOME_OF.search(before) is not None


_SOME_OF = re.compile(r"\b(?:all|any|few|many|most|none|several|some) of $", re.I)
_ISSUED = re.compile(r"\b(?:statement|communiqu\w+|declaration)\b", re.I)


def _issued(world: World, title: Span) -> bool:
    """Whether a title is that of a paper by whom it names: "Quad Leaders' Joint Statement"."""
    return _ISSUED.search(world.tables.text(title)) is not None


_OURS = re.compile(r"we|our|us", re.I)
_LEADERS = re.compile(r"(?:(?:the|all|our) )?(?:leaders|partners|members|member states)", re.I)
_LANDS = re.compile(r"\b(?:countries|nations)$", re.I)


def _states(world: World, sides: tuple[str, ...]) -> tuple[str, ...]:
    """The countries of sides: "the agreement that the two countries signed"."""
    codes = [world.actors[a].country for a in sides if a in world.actors]
    return tuple(dict.fromkeys(world.states[c] for c in codes if c and c in world.states))


def countries(world: World, *sides: tuple[str, ...]) -> frozenset[str]:
    found = (world.actors[a].country for side in sides for a in side if a in world.actors)
    return frozenset(c for c in found if c)


def acting(world: World, side: tuple[str, ...]) -> frozenset[str]:
    """A side with states for their governments and ministries: "Chile summoned" and "its foreign ministry summoned"."""
    known = (world.actors.get(a) for a in side)
    return frozenset(
        world.states.get(a.country or "", a.id) if a.kind == "government" else a.id for a in known if a is not None
    )


def kinds(world: World, *sides: tuple[str, ...]) -> frozenset[str]:
    return frozenset(world.actors[a].kind for side in sides for a in side if a in world.actors)


def astray(world: World, mention: EventMention, spans: tuple[Span, ...], side: tuple[str, ...]) -> bool:
    """Whether a side is named and nobody is known to be it; a pronoun or a group that met may still be anybody."""
    if side or mention.place is not None:
        return False
    return not all(_loose(world, mention, s) for s in spans)


_COUNTED = re.compile(
    r"(?:at least |about |some |more than |nearly |almost )?(?:\d|dozens|hundreds|thousands|several)", re.I
)


def nameless(world: World, spans: tuple[Span, ...]) -> bool:
    """Whether words only count people: "1,000 Palestinian prisoners"."""
    said = [world.tables.mention(s) for s in spans]
    return bool(said) and all(m is not None and m.kind == "group" and _COUNTED.match(m.surface) for m in said)


PERSONAL = frozenset(["detain", "expel", "release"])  # modes whose other side are persons


def people_of(world: World, mention: EventMention) -> tuple[str, ...]:
    """The country whose people are detained, expelled or released: "expelled 41 Canadian diplomats"."""
    said = [world.tables.mention(s) for s in mention.to] if mention.mode in PERSONAL else []
    return _countries_of(world, said)


def forces_of(world: World, mention: EventMention) -> tuple[str, ...]:
    """The country whose forces act: "400 Kenyan police officers arrived in Haiti"."""
    said = [world.tables.mention(s) for s in mention.by] if mention.type in ("MOBILIZE", "RETREAT") else []
    return _countries_of(world, said)


def _countries_of(world: World, said: list[Mention | None]) -> tuple[str, ...]:
    some = (m for m in said if m is not None and (m.kind == "group" or (m.kind == "office" and m.antecedent is None)))
    codes = dict.fromkeys(m.country for m in some if m.country)
    return tuple(world.states[c] for c in codes if c in world.states)


def _loose(world: World, mention: EventMention, span: Span) -> bool:
    """Whether words may be anybody on the page: a pronoun, or a group of those who met ("both sides")."""
    said = world.tables.mention(span)
    if said is None or family(mention) == "visit":
        return False
    return said.kind == "pronoun" or (said.kind == "group" and bool(_OTHERS.search(said.surface)))
