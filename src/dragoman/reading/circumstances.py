"""When and where an event was, and whether it is told in passing."""

from __future__ import annotations

import re

from dragoman.model import Mention, Span, TimeExpression
from dragoman.reading.clause_times import times
from dragoman.reading.event_rules import OF_WORDS, rules
from dragoman.reading.parse import Parsed
from dragoman.reading.propositions import Proposition, proposition_at
from dragoman.reading.sides import whom
from dragoman.reading.subjects import construction

_WITH_IT = frozenset(["as", "when", "while"])
MOVES = frozenset(["head", "go", "come", "travel", "fly", "return"])
_GOES = MOVES | {"arrive", "visit", "depart", "leave"}  # "will fly on Thursday to meet"


def when(page: Parsed, prop: Proposition) -> list[TimeExpression]:
    """Times of an event, of its own clause or of the one it goes with: "praised her on Tuesday as the two signed"."""
    if prop.form == "nominal" and background(page, prop):  # "on Monday she mocked his proposal": made some other day
        prop = prop._replace(verb=prop.token)
    found, i = [t for t in times(page, prop) if not _of_the_object(page, prop.verb, t)], prop.verb
    if not found and prop.form == "nominal" and page.dep[prop.token] == "dobj":
        above = proposition_at(page, page.head[prop.token])
        found = [t for t in times(page, above) if _of_the_object(page, above.verb, t)] if above else []
    if not found and prop.token != i and (below := page.child(i, "xcomp")) is not None:
        resumed = proposition_at(page, below)  # "talks are scheduled to resume on Friday"
        found = times(page, resumed) if resumed is not None else found
    for _ in range(3):
        head = page.head[i]
        sent = page.dep[i] == "acl" and page.dep[head] == "dobj" and page.lemma[head] in construction("message")
        head = page.head[head] if sent else head  # "on Monday issued a statement condemning"
        alike = page.tag[i] == page.tag[head] or {page.tag[i], page.tag[head]} == {"VBD", "VBN"}
        beside = page.dep[i] == "conj" and alike and page.child(i, "nsubj", "nsubjpass") is None
        within = page.dep[i] == "advcl" and any(page.lower[k] in _WITH_IT for k in page.kids[i] if k < i)
        goes = page.lemma[head] in _GOES and page.tag[i] == "VB" and page.dep[i] in ("advcl", "xcomp")
        above = proposition_at(page, head) if not found and (beside or within or goes or sent) else None
        if above is None and not found and beside and page.pos[head] == "AUX":  # "was in Rome on Monday and met him"
            above = prop._replace(token=head, verb=head)
        if above is None:
            break
        found, i = times(page, above), head
    return [t for t in found if not _CENTURY.fullmatch(t.value)]


_CENTURY = re.compile(r"\d\d")  # "cooperated on 21st century challenges"
_DAY_OF_YEAR = re.compile(r"<?(?:XXXX|\d{4})-\d\d-\d\d")


def _of_the_object(page: Parsed, verb: int, time: TimeExpression) -> bool:
    """Whether a date tells of what somebody judges: "condemned the attack on 1 October" says nothing of his own day."""
    what = page.child(verb, "dobj")
    first, _ = page.tokens(time.span)
    if what is None or first < what or not _DAY_OF_YEAR.fullmatch(time.value) or proposition_at(page, what) is None:
        return False
    return any(rule.mode in OF_WORDS for rule in rules().get((page.lemma[verb], "verb"), ()))


_PASSING = frozenset(
    ["for", "because", "amid", "since", "of", "against", "from", "after", "before", "over", "despite", "following",
     "including", "on", "about", "regarding", "concerning"]
)  # fmt: skip


def background(page: Parsed, prop: Proposition) -> bool:
    """Whether an event is told in passing: "people abducted by", "who had met", "praised him for the ceasefire"."""
    i = prop.verb
    if page.pos[prop.token] == "VERB":
        if any(page.lower[k] == "had" for k in page.kids[i] if page.dep[k] == "aux"):
            return True
        if page.dep[i] == "advcl" and any(page.lower[k] in _PASSING for k in page.kids[i] if page.dep[k] == "mark"):
            return page.tag[i] == "VBD"  # "came days after she travelled to Chile"
        if page.dep[i] == "pcomp":  # "assailed Peru for holding exercises"
            return page.lower[page.head[i]] in _PASSING and page.tag[i] == "VBG"
        return page.tag[i] in ("VBN", "VBD") and page.dep[i] in ("acl", "relcl") and prop.tense != "present"
    if prop.form != "nominal":
        return False
    i = prop.token
    while page.dep[i] in ("conj", "appos") and page.pos[page.head[i]] in ("NOUN", "PROPN"):
        i = page.head[i]
    before = page.head[i]
    response = page.lower[before] == "to" and page.lower[page.head[before]] == "response"  # "in response to his visit"
    return page.dep[i] == "dobj" or (page.dep[i] == "pobj" and (page.lower[before] in _PASSING or response))


def of_its_effect(page: Parsed, time: TimeExpression) -> bool:
    """Whether a time is of what was agreed or stopped: "suspended UNTIL 2028", "a deal on quotas FOR 2026"."""
    first, _ = page.tokens(time.span)
    return time.relation == "until" or page.lower[first - 1 : first] == ["for"]


def first_place(page: Parsed, spans: tuple[Span, ...]) -> Span | None:
    """The city or country that somebody visits: "visited Baghdad"."""
    return next((s for s in spans if (m := page.mention(s)) is not None and m.place), None)


_PART = frozenset(
    ["capital", "city", "town", "village", "port", "province", "region", "district", "state", "heart", "centre",
     "center", "north", "south", "east", "west", "suburb", "suburbs", "outskirts", "part", "area", "territory"]
)  # fmt: skip


def where(page: Parsed, prop: Proposition) -> Span | None:
    """The city or country where an event was, as its own prepositions have it."""
    goes = prop.lemma in _GOES or page.pos[prop.token] != "VERB"  # "recalled its envoy to Chile", "aid to Chile"
    for t in prop.preposition("in", "at", "near", "outside", *(("to",) if goes else ())):
        named = page.at(Mention, t) is not None or page.lower[t] in _PART  # not "in support of Ukraine"
        if named and page.at(TimeExpression, t) is None:
            for span in whom(page, (t,), place=True):
                mention = page.mention(span)
                if mention is not None and (mention.place or mention.kind in ("capital", "country")):
                    return span
    return None
