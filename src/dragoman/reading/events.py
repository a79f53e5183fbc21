"""Events: propositions read through data/event_rules.csv.

A rule says: this trigger, under these conditions, is an event of this PLOVER root and mode, done by the mentions in
these roles to the mentions in those. Rules of a trigger are tried in the order of the table; the first that
fits is taken. Whether it happened is `reading.certainty`'s affair.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import msgspec

from dragoman.model import EventMention, Mention, Span, TimeExpression
from dragoman.reading import plover, standing
from dragoman.reading.certainty import purpose, status
from dragoman.reading.circumstances import MOVES, background, first_place, of_its_effect, when, where
from dragoman.reading.conditions import CONDITIONS, Reading, kind_of
from dragoman.reading.conjuncts import Tokens
from dragoman.reading.event_rules import OF_WORDS, Rule, rules
from dragoman.reading.parse import Parsed
from dragoman.reading.propositions import Proposition, proposition_at, propositions
from dragoman.reading.sides import identity, others, role, unbound, whom
from dragoman.reading.subjects import construction
from dragoman.reading.terms import register
from dragoman.timex import grain

# --- reading ----------------------------------------------------------------------------------------

_AGENT = ("agent",)
_PLACES_IN_ROLE = frozenset(
    ["visit", "return", "deploy", "aid", "missile", "withdraw", "recall", "evacuate", "occupy", "ban", "restrict",
     "close embassy", "open embassy", "blockade", "suspend", "tariff", "cut tariff", "sanction"]
)  # fmt: skip
_TOLD_WITHOUT = frozenset(["passive", "light", "nominal", "headline"])  # forms that leave out who did it
_UNNAMED = frozenset(["PROTEST", "ASSAULT", "COERCE"])  # told also of people who have no name


def events(page: Parsed) -> Iterator[EventMention]:
    """The events that a page's sentences tell. Needs mentions and times."""
    table, taken = rules(), dict[int, EventMention]()
    found: list[EventMention] = []
    light = {prop.verb for prop in propositions(page) if prop.form == "light" and (prop.lemma, "noun") in table}
    for prop in propositions(page):
        part = "verb" if page.pos[prop.token] == "VERB" or prop.form == "headline" else "noun"
        if part == "noun" and page.pos[prop.token] == "PROPN" and _in_name(page, prop.token):
            continue
        candidates = table.get((prop.lemma, part))
        asked = part == "verb" and prop.token not in light  # "had a phone call with": the noun tells it
        if (candidates or asked) and not _unread(page, prop):
            event = _first_fit(page, prop, candidates, found) if candidates else _classified(page, prop, found)
            if event is not None:
                found.append(event)
                taken[prop.token] = event
    official = register(page) == "official"
    for event in _by_phone(page, found):
        first, _ = page.tokens(event.span)
        told = proposition_at(page, first)
        if official and event.mode in OF_WORDS:
            event = _of_the_talk(page, event)
        if (official or _of_public_life(page, event)) and (told is None or not _told_twice(page, told, event, taken)):
            yield event
            yield from _gapped(page, event)


def _gapped(page: Parsed, event: EventMention) -> Iterator[EventMention]:
    """The same once more, of somebody else on another day: "meets Lind on Tuesday AND BERG on Wednesday"."""
    verb, after = page.tokens(event.span)
    talks = event.mode in ("meet", "call", "host", "visit") and page.pos[verb] == "VERB"
    if not talks or not event.to or event.time is None:
        return
    for mention in page.between(Mention, page.end[after - 1], event.sentence.end):
        last = page.tokens(mention.span)[1]
        head = page.head[last - 1]
        joined = page.dep[last - 1] == "conj" and (head == verb or page.at(TimeExpression, head) is not None)
        if not joined or mention.span in event.to or kind_of(page, mention.span) not in _WHOM:
            continue
        own = next(iter(page.between(TimeExpression, mention.span.end, event.sentence.end)), None)
        if own is None or "VERB" in page.pos[last : page.tokens(own.span)[0]]:
            continue  # "visited Chile in May and Peru PROTESTED in June"
        place = mention.span if mention.place else None
        yield msgspec.structs.replace(event, span=mention.span, to=(mention.span,), time=own.span, place=place)


_WHOM = frozenset(["name", "country", "capital"])


def _of_the_talk(page: Parsed, event: EventMention) -> EventMention:
    """Words of a readout without a time that is longer than a day: "praised her leadership over the past year"."""
    time = page.at(TimeExpression, page.tokens(event.time)[0]) if event.time is not None else None
    said = event.status == "occurred" and event.mode in ("praise", "criticize", "concern")
    long = time is not None and (grain(time.value) != "D" or _of_a_thing(page, event, time))
    return msgspec.structs.replace(event, time=None) if said and long else event


def _of_a_thing(page: Parsed, event: EventMention, time: TimeExpression) -> bool:
    """Whether a day stands behind a thing that is judged: "welcomed the successful vote in Oslo yesterday"."""
    what = page.child(page.tokens(event.span)[0], "dobj")
    return what is not None and page.tokens(time.span)[0] > what and page.at(Mention, what) is None


_SPOKEN = frozenset(f"rule:{word}" for word in ("discuss", "speak", "discussion", "conversation"))


def _by_phone(page: Parsed, found: list[EventMention]) -> Iterator[EventMention]:
    """The events; "Lind, Berg discuss trade" is a call where the page has the two call each other."""
    calls = [_parties(page, e) for e in found if e.mode == "call" and e.status == "occurred"]
    met = {e.sentence for e in found if e.mode == "meet" and e.found_by not in _SPOKEN}
    for event in found:
        spoken = event.found_by in _SPOKEN and event.type == "CONSULT" and event.status == "occurred"
        spoken = spoken and event.place is None and event.sentence not in met
        if spoken and len(parties := _parties(page, event)) > 1 and parties in calls:
            event = msgspec.structs.replace(event, mode="call")
        yield event


def _parties(page: Parsed, event: EventMention) -> frozenset[Span]:
    """Who takes part on either side, each as first named."""
    said = [(s, page.mention(s)) for s in (*event.by, *event.to)]
    return frozenset(identity(page, t) for s, m in said for t in (m.members if m is not None and m.members else (s,)))


def _of_public_life(page: Parsed, event: EventMention) -> bool:
    """Whether a side is in public life, or none is known: no coach is dismissed here, no carrier sells aircraft."""
    travels = event.mode == "visit" and event.by and all(kind_of(page, s) == "name" for s in event.by)
    sides = event.by if travels else (*event.by, *event.to)  # a traveller may be anybody
    known = [s for s in sides if any(m.kind != "pronoun" for m in standing.meant(page, s))]
    return not known or standing.highest(page, known) > standing.PRIVATE


_OF_DEEDS = frozenset(["AGREE", "REQUEST", "THREATEN"])  # what is told there has days of its own
_ANYBODY = frozenset(["you", "one", "anyone", "anybody", "everyone", "everybody", "someone", "somebody", "nobody"])


def _unread(page: Parsed, prop: Proposition) -> bool:
    """Questions, and words in quotation marks that only name something ("so-called 'talks'")."""
    first, last = page.sentences[page.sentence[prop.token]]
    if page.lower[last - 1] == "?":
        return True
    i = prop.token
    if page.tag[i] == "VBG" and page.dep[i] == "amod":
        return True  # "against defending champion Croatia"
    if page.tag[i] == "VBG" and i + 1 < last and page.lemma[i + 1] in construction("suffering"):
        return True  # "paid tribute to bombing victims": nobody bombed them as he did
    if page.dep[i] == "xcomp" and page.lemma[page.head[i]] in _ENDING and page.tag[i] == "VBG":
        return True  # "agreed to stop bombing Peru": what it did before
    if page.dep[i] in ("acl", "relcl") and _turned_down(page, page.head[i]):
        return True  # "vetoed a resolution condemning Peru": nobody condemned it
    if any(page.lower[k] in _IDLE for k in page.kids[i]):
        return True  # "please reach out to", "they typically oppose"
    if any(page.lower[t] in _ANYBODY for t in prop.agent) or any(page.lower[t] == "you" for t in _reached(prop)):
        return True  # "when you talk to people", "let me remind you"
    return _quote(page, i - 1, first, last) and _quote(page, i + 1, first, last)


def _turned_down(page: Parsed, text: int) -> bool:
    """Whether a text was not adopted, or who tells of it did not: "voted against a resolution", "abstained on it"."""
    up = page.head[text]
    against = page.dep[text] == "pobj" and page.lower[up] == "against"
    up = page.head[up] if page.dep[text] == "pobj" else up
    return page.lemma[up] in construction("turning down") or (against and page.lemma[up] == "vote")


def _in_name(page: Parsed, i: int) -> bool:
    """Whether a noun is part of a person's name: "Jeff Sessions"."""
    mention = page.at(Mention, i)
    return mention is not None and mention.kind == "name"


_ENDING = frozenset(["stop", "cease", "halt", "quit"])
_IDLE = frozenset(["please", "typically", "usually", "generally", "normally"])


def _reached(prop: Proposition) -> Tokens:
    return (*prop.patient, *prop.recipient, *prop.preposition("on", "upon", "with"))


def _quote(page: Parsed, i: int, first: int, last: int) -> bool:
    return first <= i < last and page.lower[i] in ('"', "“", "”", "``", "''", "'")


def _told_twice(page: Parsed, prop: Proposition, event: EventMention, taken: dict[int, EventMention]) -> bool:
    """What its verb already told: "signed a deal", "reiterated his commitment", "heads to talks", "threatened to"."""
    i = prop.token
    if page.pos[i] == "VERB" or prop.form == "headline":
        up = page.head[i]  # "threatened to attack", "raised the possibility of attacking": a threat
        if page.dep[i] == "pcomp" and page.dep[page.head[up]] == "dobj":
            up = page.head[page.head[up]]
        above = taken.get(up)
        if above is not None and above.type == "REQUEST" and event.status in ("proposed", "planned"):
            return page.dep[i] in ("xcomp", "ccomp", "advcl")  # "urged Iran to release them" is a request
        again = event.status == "denied" or (event.mode == "pledge" and not event.to) or event.certainty == "open"
        if above is not None and above.mode == "pledge" and again:
            return page.dep[i] in ("xcomp", "ccomp")  # "promised not to attack" says of no attack that there was none
        return (
            page.dep[i] in ("xcomp", "pcomp")
            and above is not None
            and (
                above.type == "THREATEN"
                or above.mode == "suspend"  # "stopped sharing intelligence": nobody denies that
            )
        )
    if prop.verb == i:
        return False
    above = taken.get(prop.verb)
    if above is None:
        return False
    if page.dep[i] == "pobj" and page.lower[page.head[i]] == "to" and page.lemma[prop.verb] in MOVES:
        return above.mode == "meet"
    same = above.type == event.type and (above.mode == "visit") == (event.mode == "visit")  # "flew to Oslo for talks"
    if prop.form == "light" or same:
        return page.dep[i] in ("dobj", "nsubjpass", "pobj", "conj")
    return False


def _first_fit(
    page: Parsed, prop: Proposition, candidates: list[Rule], found: list[EventMention]
) -> EventMention | None:
    parts: dict[tuple[object, ...], tuple[tuple[Span, ...], ...]] = {}  # most rules of a verb ask for the same
    for rule in candidates:
        place = rule.mode in _PLACES_IN_ROLE
        asked = rule.by, rule.to, place, rule.type
        if asked not in parts:
            doers, to = _doers(page, prop, rule.by or _AGENT, rule.type in _ARMED), _sides(page, prop, rule.to, place)
            to = tuple(s for s in to if rule.mode != "reject" or not _only_owned(page, s))
            to = tuple(_sender(page, s) for s in to) if rule.mode in ("expel", "shut embassy") else to
            to = to or (_ground(page, prop, rule.to) if doers and rule.type == "ASSAULT" else ())
            by = unbound(page, doers, to)
            if page.pos[prop.token] == "PROPN":
                by, to = (tuple(s for s in side if not _called_so(page, prop, s)) for side in (by, to))
            parts[asked] = by, others(page, by, to, rule.type)
        by, to = parts[asked]
        reading = Reading(page, prop, by, to)
        if all(CONDITIONS[name](reading, words) == wanted for wanted, name, words in rule.needs):
            if not rule.type or (rule.type != "CONSULT" and purpose(page, prop)):
                return None
            unnamed = prop.form in _TOLD_WITHOUT or (rule.type in _UNNAMED and page.tag[prop.token] in ("VBG", "VBN"))
            if not by and not (to and unnamed):
                continue
            if by and len(by) > 1 and not to and "between" in rule.by:
                by, to = by[:1], by[1:]
            return _event(page, prop, rule, by, to, found)
    return None


def _called_so(page: Parsed, prop: Proposition, span: Span) -> bool:
    """Whether a meeting is a part of its own name: "the Norway-CHILE ENERGY MINISTERIAL"."""
    first, last = page.tokens(span)
    return first <= prop.token < last


def _only_owned(page: Parsed, span: Span) -> bool:
    """Whose a thing is that is turned down: "refused to sell the RUSSIAN stake"; who puts forward a plan is a side."""
    head = page.tokens(span)[1] - 1
    demonym = kind_of(page, span) == "demonym" and page.dep[head] == "amod"
    return (
        demonym and page.pos[page.head[head]] == "NOUN" and page.lemma[page.head[head]] in construction("owned thing")
    )


_SURE = 0.7  # on 24 news pages of 1990-98 it added 3 events to 191 of rules; the 3 were right, those below were not
_MODES = {
    "ACCUSE": "criticize", "AGREE": "agree", "AID": "aid", "ASSAULT": "attack", "COERCE": "coerce",
    "CONCEDE": "concede", "CONSULT": "meet", "COOPERATE": "cooperate", "MOBILIZE": "deploy", "PROTEST": "protest",
    "REJECT": "reject", "REQUEST": "demand", "SANCTION": "sanction", "SUPPORT": "support", "THREATEN": "threaten",
}  # fmt: skip


def _classified(page: Parsed, prop: Proposition, found: list[EventMention]) -> EventMention | None:
    """The event of a verb that no rule names, between two countries' sides; silence below a likelihood.

    Beyond states the classifier is no help: "Trump beat Rubio" is an assault to it (docs/models/plover.md).
    """
    by = tuple(s for s in _doers(page, prop, _AGENT) if _country(page, s))
    if not by or purpose(page, prop):
        return None
    whose = (*prop.patient, *prop.recipient, *prop.preposition("with", "against", "on", "to", "from", "of"))
    to = tuple(s for s in others(page, by, whom(page, whose), "") if _country(page, s))
    if not to or _country(page, by[0]) == _country(page, to[0]):
        return None
    root, chance = plover.joined(page, prop.token, page.tokens(by[0]), page.tokens(to[0]))
    if chance < _SURE:
        return None
    rule = Rule((), root, _MODES[root], _AGENT, ())
    event = _event(page, prop, rule, by, to, found)
    return msgspec.structs.replace(event, found_by=f"classifier:{prop.lemma}, p={chance:.2f}", certainty="open")


def _country(page: Parsed, span: Span) -> str | None:
    mention = page.mention(span)
    return mention.country if mention is not None else None


_ARMED = ("ASSAULT", "")  # attacks, and what rules tell to be none


@cache
def _weapons() -> frozenset[str]:
    return construction("violence") & construction("thing")


def _doers(page: Parsed, prop: Proposition, names: tuple[str, ...], armed: bool = False) -> tuple[Span, ...]:
    """Who does it; what somebody owns is not somebody: "their own projects would threaten", "the country's war".

    But whose missile strikes has struck (`armed`).
    """
    weapons = _weapons() if armed else frozenset[str]()
    for name in names:
        tokens = role(page, prop, name)
        if page.pos[prop.token] == "VERB":
            tokens = tuple(t for t in tokens if page.lemma[t] in weapons or not _no_doer(page, t))
        found = whom(page, tokens)
        if found:
            return found
    return ()


def _no_doer(page: Parsed, i: int) -> bool:
    """What somebody owns, or a private person: "their projects", "Somali pirates", "12 Somalis", "the Russian"."""
    mention = page.at(Mention, i)
    if mention is None:
        return page.lemma[i] in construction("thing") or page.lemma[i] in construction("private")
    if mention.kind != "demonym" or page.dep[i] in _MODIFIES:
        return False
    beside = [page.dep[k] for k in page.kids[i]]
    return "nummod" in beside or ("det" in beside and page.lower[i].endswith(("an", "i")))


_MODIFIES = frozenset(["amod", "compound", "nmod", "poss"])


def _sides(page: Parsed, prop: Proposition, names: tuple[str, ...], place: bool) -> tuple[Span, ...]:
    for name in names:
        found = whom(page, role(page, prop, name), place)
        if found:
            return found
    return ()


def _sender(page: Parsed, span: Span) -> Span:
    """Whose a mission is, where the state is named before it: "closed the RUSSIAN consulate"."""
    mention, (first, last) = page.mention(span), page.tokens(span)
    if mention is None or mention.kind != "organisation" or page.lemma[last - 1] not in ("embassy", "consulate"):
        return span
    inside = page.between(Mention, page.start[first], page.end[last - 1])
    return next((m.span for m in inside if m.kind == "demonym" and m.country == mention.country), span)


def _ground(page: Parsed, prop: Proposition, names: tuple[str, ...]) -> tuple[Span, ...]:
    """Whose ground is struck, where nobody is named: "bombed Rafah", "struck a depot IN SYRIA"."""
    struck = [t for name in names if name != "in" for t in role(page, prop, name) if page.pos[t] in ("NOUN", "PROPN")]
    sites = [t for t in struck if page.at(Mention, t) is not None or page.lemma[t] in construction("site")]
    return next((found for t in sites if (found := whom(page, (t,), place=True))), ())


def _event(
    page: Parsed, prop: Proposition, rule: Rule, by: tuple[Span, ...], to: tuple[Span, ...], found: list[EventMention]
) -> EventMention:
    days = [t for t in when(page, prop) if t.type in ("DATE", "TIME")]
    if rule.type in _OF_DEEDS:  # "agreed to an exchange by the end of the year"
        days = [t for t in days if t.relation not in ("by", "before")]
    state = status(page, prop.token)
    if state == "occurred":
        days = [t for t in days if not of_its_effect(page, t)]
    noun = page.head[prop.token]
    if state == "ongoing" and page.dep[prop.token] == "acl" and page.lemma[noun] in construction("message"):
        state = status(page, page.head[noun]) if page.dep[noun] in ("dobj", "nsubjpass") else "occurred"
    present = state == "ongoing" or (prop.form == "headline" and prop.tense == "present")
    if state == "ongoing" and rule.mode in _AT_ONCE and page.tag[prop.token] in ("VBZ", "VBP"):
        state = "occurred"  # "Norway recalls its envoy and suspends its part in the deal", in a statement
    if present and (prop.lemma in _AHEAD or (prop.lemma in MOVES and rule.mode == "meet")):
        state = "planned"  # "intends to build", "heads to talks"
    if state == "occurred" and prop.form == "nominal" and days and days[0].value.startswith((">", "@+1", "FUTURE")):
        state = "planned"  # "ahead of his visit next week"
    if prop.lemma == "expect":  # "is expected in Oslo"
        state = "planned" if prop.tense == "present" else "expected"
    source = whom(page, prop.source)
    first = page.lower[page.tokens(by[0])[0]] if by else ""
    if source and first in _SPEAKER and page.lower[page.tokens(source[0])[0]] not in _SPEAKER:  # he speaks of himself
        by = source[:1]
        to = to or (_partner(page, prop, found) if first in ("we", "our") else ())
    return EventMention(
        span=page.span(prop.token, prop.token + 1),
        type=rule.type,
        mode=rule.mode,
        sentence=page.sentence_span(prop.token),
        by=by,
        to=to,
        place=where(page, prop) or (first_place(page, to) if rule.mode == "visit" else None),
        time=days[0].span if days else None,
        status=state,
        attributed_to=source[0] if source and source[0] not in by else None,
        found_by=f"rule:{prop.lemma}",
        certainty="open" if _alleged(page, prop.token) else "likely",
        background=background(page, prop),
    )


def _alleged(page: Parsed, i: int) -> bool:
    """What somebody is accused of may not have happened: "accused Peru of shelling a port"."""
    above = page.head[page.head[i]]
    return page.dep[i] == "pcomp" and page.lower[page.head[i]] == "of" and page.lemma[above] in ("accuse", "suspect")


_AT_ONCE = frozenset(["withdraw", "suspend deal", "suspend member", "recall", "expel", "summon", "sever", "resign"])
_SPEAKER = frozenset(["we", "i", "our", "my"])  # "I think that we will": not he alone
_AHEAD = frozenset(["intend", "plan", "aim", "look_forward"])


def _partner(page: Parsed, prop: Proposition, found: list[EventMention]) -> tuple[Span, ...]:
    """Whom "we" includes beside the speaker: the one that the same sentence has him meet or call."""
    sentence = page.sentence_span(prop.token)
    return next((e.to for e in reversed(found) if e.type == "CONSULT" and e.sentence == sentence), ())
