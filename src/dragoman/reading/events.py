"""Events: propositions read through data/event_rules.csv.

A rule says: this trigger, under these conditions, is an event of this PLOVER root and mode, done by the mentions in
these roles to the mentions in those. Rules of a trigger are tried in the order of the table; the first that
fits is taken. Whether it happened is `read.certainty`'s affair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from dragoman import lexicon
from dragoman.model import EventMention, Mention, Span, TimeExpression
from dragoman.reading.certainty import status
from dragoman.reading.parse import Parsed
from dragoman.reading.propositions import Proposition, proposition_at, propositions, times
from dragoman.reading.sides import role, whom
from dragoman.reading.subjects import construction


class Rule(NamedTuple):
    """A row of data/event_rules.csv, taken apart."""

    needs: tuple[tuple[bool, str, frozenset[str]], ...]  # (wanted or not, name of the condition, its words)
    type: str
    mode: str
    by: tuple[str, ...]
    to: tuple[str, ...]


class Reading(NamedTuple):
    """A proposition with the sides that a rule gives it, as its conditions see it."""

    page: Parsed
    prop: Proposition
    by: tuple[Span, ...]
    to: tuple[Span, ...]


@cache
def rules() -> dict[tuple[str, str], list[Rule]]:
    """(trigger, "verb" or "noun") -> its rules in order."""
    found: dict[tuple[str, str], list[Rule]] = {}
    for row in lexicon.table("event_rules"):
        needs = []
        for need in filter(None, row["needs"].split(",")):
            name, _, values = need.removeprefix("!").partition(":")
            needs.append((not need.startswith("!"), name, frozenset(filter(None, values.split("|")))))
        rule = Rule(tuple(needs), row["type"], row["mode"], tuple(row["by"].split()), tuple(row["to"].split()))
        for trigger in row["triggers"].split():
            found.setdefault((trigger, row["pos"]), []).append(rule)
    return found


# --- conditions -------------------------------------------------------------------------------------

_PERSON = frozenset(["name", "office", "pronoun", "group"])
_DEONTIC = frozenset(["should", "must", "ought"])


def _lemmas(page: Parsed, tokens: tuple[int, ...]) -> set[str]:
    """Lemmas of head tokens and of the nouns before them ("task force", "trade deal")."""
    found = set()
    for t in tokens:
        found.add(page.lemma[t])
        found.add(page.lower[t])
        found.update(page.lemma[k] for k in page.kids[t] if page.dep[k] in ("compound", "quantmod", "nmod", "nummod"))
    return found


def _actor_head(r: Reading, kinds: frozenset[str] | None = None) -> bool:
    for t in r.prop.patient or r.prop.recipient:
        mention = r.page.at(Mention, t)
        if mention is not None and not mention.place and (kinds is None or mention.kind in kinds):
            return True
    return False


def _infinitive(r: Reading) -> bool:
    c = r.prop.complement
    return c is not None and any(r.page.tag[k] == "TO" for k in r.page.kids[c])


def _complement_lemma(r: Reading) -> str:
    return r.page.lemma[r.prop.complement] if r.prop.complement is not None else ""


def _several(r: Reading) -> bool:
    if len(r.by) > 1:
        return True
    mention = r.page.at(Mention, r.page.tokens(r.by[0])[0]) if r.by else None
    return mention is not None and (
        len(mention.members) > 1 or r.page.lower[r.page.tokens(r.by[0])[0]] in ("they", "we", "both")
        or mention.kind == "group"
    )  # fmt: skip


def _place(r: Reading, words: frozenset[str]) -> bool:
    for t in (*r.prop.preposition(*words), *(r.prop.recipient if "to" in words else ())):
        spans = whom(r.page, (t,), place=True)
        mention = r.page.at(Mention, r.page.tokens(spans[0])[0]) if spans else None
        if mention is not None and (mention.place or mention.kind in ("country", "capital")):
            return True
    return False


def _made(r: Reading) -> bool:
    """Whether a noun is told as new: its verb makes it ("made a pledge"), or it has an owner and a clause."""
    p = r.prop
    if p.form == "light":
        return r.page.lemma[p.verb] in construction("making")
    return bool(p.agent) and p.complement is not None


def _new(r: Reading) -> bool:
    return (r.prop.form == "light" and r.page.lemma[r.prop.verb] in construction("making")) or bool(
        r.prop.preposition("between")
    )


def _should(r: Reading) -> bool:
    below = proposition_at(r.page, r.prop.complement) if r.prop.complement is not None else None
    if below is not None and below.modal in _DEONTIC:
        return True
    return (
        below is not None
        and below.lemma in ("need", "have")
        and below.tense == "present"
        and below.complement is not None
    )


CONDITIONS: dict[str, Callable[[Reading, frozenset[str]], bool]] = {
    "object": lambda r, w: bool(w & _lemmas(r.page, r.prop.patient)),
    "of-object": lambda r, w: _below_object(r, w),
    "in": lambda r, w: bool(w & _lemmas(r.page, r.prop.preposition("in"))),
    "from": lambda r, w: bool(w & _lemmas(r.page, r.prop.preposition("from"))),
    "mod": lambda r, w: bool(w & _lemmas(r.page, r.prop.preposition(""))),
    "prep": lambda r, w: any(word in w for word, _ in r.prop.others),
    "near": lambda r, w: bool(w & set(r.page.lower[slice(*r.page.subtree(r.prop.verb))])),
    "actor": lambda r, w: bool(r.to),
    "agent": lambda r, w: bool(r.by),
    "sides": lambda r, w: bool(r.by and r.to) or _several(r),
    "inf": lambda r, w: _infinitive(r),
    "clause": lambda r, w: r.prop.complement is not None,
    "transitive": lambda r, w: bool(r.prop.patient) or r.prop.complement is not None,
    "predicate": lambda r, w: r.prop.complement is not None or r.page.child(r.prop.token, "oprd") is not None,
    "place": _place,
    "to-event": lambda r, w: any(proposition_at(r.page, t) for t in r.prop.recipient),
    "by-person": lambda r, w: bool(r.by) and _kind(r.page, r.by[0]) in _PERSON,
    "object-actor": lambda r, w: _actor_head(r),
    "object-person": lambda r, w: _actor_head(r, _PERSON),
    "several": lambda r, w: _several(r),
    "should": lambda r, w: _should(r),
    "pressed-other": lambda r, w: bool(set(role(r.page, r.prop, "pressed")) - set(r.prop.agent)) and bool(r.to),
    "inf-cooperative": lambda r, w: _infinitive(r) and _complement_lemma(r) in construction("cooperative"),
    "inf-hostile": lambda r, w: _infinitive(r) and _complement_lemma(r) in construction("hostile"),
    "treaty": lambda r, w: _treaty(r),
    "future": lambda r, w: bool(r.by) and status(r.page, r.prop.token) == "planned",
    "light": lambda r, w: r.prop.form == "light" and bool(r.by or r.to),
    "made": lambda r, w: _made(r) and bool(r.by),
    "new": lambda r, w: _new(r),
}


def _kind(page: Parsed, span: Span) -> str:
    mention = page.at(Mention, page.tokens(span)[0])
    return mention.kind if mention is not None else ""


def _below_object(r: Reading, words: frozenset[str]) -> bool:
    page = r.page
    for o in r.prop.patient:
        first, last = page.subtree(o)
        if words & set(page.lemma[first:last]):
            return True
    return False


_TREATIES = frozenset(["agreement", "accord", "treaty", "pact", "deal", "convention", "partnership", "protocol"])


def _treaty(r: Reading) -> bool:
    page, p = r.page, r.prop
    tokens = (*p.patient, *p.preposition("from", "of", "out"))
    if _TREATIES & _lemmas(page, tokens):
        return True
    return any(_kind(page, s) == "organisation" for s in whom(page, p.preposition("from", "of")))


# --- reading ----------------------------------------------------------------------------------------

_PLACES_IN_ROLE = frozenset(["visit", "deploy", "aid", "missile", "withdraw", "recall"])
_UNNAMED = frozenset(["PROTEST", "ASSAULT", "COERCE", "MOBILIZE"])  # told also of people who have no name


def events(page: Parsed) -> Iterator[EventMention]:
    """The events that a page's sentences tell. Needs mentions and times."""
    table, taken = rules(), set[int]()
    found: list[EventMention] = []
    for prop in propositions(page):
        part = "verb" if page.pos[prop.token] == "VERB" or prop.form == "headline" else "noun"
        candidates = table.get((prop.lemma, part)) or table.get((prop.lemma.partition("_")[0], part))
        if candidates and not _unread(page, prop):
            event = _first_fit(page, prop, candidates, found)
            if event is not None:
                found.append(event)
                taken.add(prop.token)
    for event in found:
        first, _ = page.tokens(event.span)
        told = proposition_at(page, first)
        if told is None or not _told_twice(page, told, taken):
            yield event


def _unread(page: Parsed, prop: Proposition) -> bool:
    """Questions, and words in quotation marks that only name something ("so-called 'talks'")."""
    first, last = page.sentences[page.sentence[prop.token]]
    if page.lower[last - 1] == "?":
        return True
    i = prop.token
    return _quote(page, i - 1, first, last) and _quote(page, i + 1, first, last)


def _quote(page: Parsed, i: int, first: int, last: int) -> bool:
    return first <= i < last and page.lower[i] in ('"', "“", "”", "``", "''", "'")


def _told_twice(page: Parsed, prop: Proposition, taken: set[int]) -> bool:
    """A noun whose verb already made the event: "signed a deal", "held meetings and talks"."""
    if page.pos[prop.token] == "VERB" or prop.form != "light" or prop.verb == prop.token:
        return False
    return prop.verb in taken and page.dep[prop.token] in ("dobj", "nsubjpass", "pobj", "conj")


def _first_fit(
    page: Parsed, prop: Proposition, candidates: list[Rule], found: list[EventMention]
) -> EventMention | None:
    for rule in candidates:
        by = _sides(page, prop, rule.by, False)
        to = tuple(s for s in _sides(page, prop, rule.to, rule.mode in _PLACES_IN_ROLE) if s not in by)
        reading = Reading(page, prop, by, to)
        if all(CONDITIONS[name](reading, words) == wanted for wanted, name, words in rule.needs):
            if not by and not (to and (prop.form in ("passive", "light", "nominal") or rule.type in _UNNAMED)):
                continue
            if by and len(by) > 1 and not to and "between" in rule.by:
                by, to = by[:1], by[1:]
            return _event(page, prop, rule, by, to, found)
    return None


def _sides(page: Parsed, prop: Proposition, names: tuple[str, ...], place: bool) -> tuple[Span, ...]:
    for name in names:
        found = whom(page, role(page, prop, name), place)
        if found:
            return found
    return ()


def _event(
    page: Parsed, prop: Proposition, rule: Rule, by: tuple[Span, ...], to: tuple[Span, ...], found: list[EventMention]
) -> EventMention:
    when = times(page, prop)
    state = status(page, prop.token)
    if state == "ongoing" and (prop.lemma in _AHEAD or (prop.lemma in _MOVES and rule.mode == "meet")):
        state = "planned"  # "intends to build", "heads to talks"
    source = whom(page, prop.source)
    first = page.lower[page.tokens(by[0])[0]] if by else ""
    if source and first in ("we", "i", "our", "my"):  # the speaker speaks of himself
        by = source[:1]
        to = to or (_partner(page, prop, found) if first in ("we", "our") else ())
    return EventMention(
        span=page.span(prop.token, prop.token + 1),
        type=rule.type,
        mode=rule.mode,
        sentence=page.sentence_span(prop.token),
        by=by,
        to=to,
        place=_where(page, prop),
        time=next((t.span for t in when if t.type in ("DATE", "TIME")), None),
        status=state,
        attributed_to=source[0] if source and source[0] not in by else None,
        found_by=f"rule:{prop.lemma}",
        certainty="likely",
    )


_AHEAD = frozenset(["intend", "plan", "aim", "look_forward"])
_MOVES = frozenset(["head", "go", "come", "travel", "fly", "return"])


def _partner(page: Parsed, prop: Proposition, found: list[EventMention]) -> tuple[Span, ...]:
    """Whom "we" includes beside the speaker: the one that the same sentence has him meet or call."""
    sentence = page.sentence_span(prop.token)
    return next((e.to for e in reversed(found) if e.type == "CONSULT" and e.sentence == sentence), ())


def _where(page: Parsed, prop: Proposition) -> Span | None:
    for t in prop.preposition("in", "at", "near", "outside", "to"):
        if page.at(TimeExpression, t) is None:
            for span in whom(page, (t,), place=True):
                mention = page.at(Mention, page.tokens(span)[0])
                if mention is not None and (mention.place or mention.kind in ("capital", "country")):
                    return span
    return None
