"""By when a promise is due: a time that lies ahead, of its own clause, and no mere name ("2030 targets")."""

from __future__ import annotations

import re

from dragoman.model import Quantity, TimeExpression
from dragoman.reading.parse import Parsed
from dragoman.reading.phrases import extent
from dragoman.reading.subjects import construction
from dragoman.reading.terms import inside


def deadline(page: Parsed, head: int, bounds: tuple[int, int], cue: int, alone: bool = True) -> TimeExpression | None:
    """When it is due: "by", "before", "until" first, then a day or period to come in its clause."""
    if page.lemma[cue] in ("give", "have") and cue < head and (set_ := set_time(page, cue, head)) is not None:
        return set_
    if page.lemma[cue] in _PUT_OFF and (later := postponed(page, cue)) is not None:
        return later
    sentence = page.sentence_span(head)
    start, end = page.start[bounds[0]], page.end[bounds[1] - 1]
    inside: list[TimeExpression] = []
    outside: list[TimeExpression] = []
    for t in page.between(TimeExpression, sentence.start, sentence.end):
        if t.span.end > sentence.end or t.relation in ("since", "after"):
            continue
        if not _ahead(page, t) or _aside(page, t, head):
            continue
        (inside if start <= t.span.start < end else outside).append(t)
    due = [t for t in inside if t.relation in _DUE]
    if not due and alone:
        due = [t for t in outside if t.relation in _DUE and t.span.start >= start and not _elsewhere(page, t, head)]
    if due:  # "before the summit in June": the month tells more than the summit
        return next((t for t in inside if due[0].span.end < t.span.start <= due[0].span.end + 4), due[0])
    inside = [t for t in inside if not _modifies_noun(page, t)]
    if inside:
        return inside[0]
    opening = page.end[min(page.sentences[page.sentence[head]][0] + 9, len(page) - 1)]
    for t in outside:  # "In the next weeks, Chile will ...", "As a first step, in November, ..."
        own = _verb_of(page, t) == head and t.span.end <= page.start[head]  # "that in November it would pay"
        early = t.span.start <= opening and t.span.end <= page.start[cue] and page.pos[cue] != "NOUN"
        early = (
            early and _reaches(page, t, head) and page.tag[cue] != "VBD"
        )  # "in May Peru asked for": it was asked then
        ahead = (own or early) and not _when_said(page, t) and not t.value.startswith("@+0")
        if ahead and not _modifies_noun(page, t):
            return t
    return None


_PUT_OFF = frozenset(["put", "push", "postpone", "delay", "defer"])


def postponed(page: Parsed, verb: int) -> TimeExpression | None:
    """The day to which something is put off."""
    for k in page.kids[verb]:
        if k > verb and page.dep[k] == "prep" and page.lower[k] in ("to", "until", "till"):
            times = page.between(TimeExpression, page.start[k], page.end[page.subtree(k)[1] - 1])
            if times and times[0].type == "DATE":
                return times[0]
    return None


def set_time(page: Parsed, cue: int, act: int) -> TimeExpression | None:
    """The time that stands between a cue and what is to be done: "until June", "60 days"."""
    times = page.between(TimeExpression, page.start[cue], page.start[act])
    return next((t for t in times if t.relation == "until" or t.type == "DURATION"), None)


def _verb_of(page: Parsed, time: TimeExpression) -> int | None:
    """The verb that a time hangs on."""
    above = page.ancestors(page.tokens(time.span)[0])
    return next((t for t in above if page.pos[t] in ("VERB", "AUX")), None)


def _when_said(page: Parsed, time: TimeExpression) -> bool:
    """ "Said on Thursday that it would": the day of the saying."""
    first = page.tokens(time.span)[0]
    return any(page.lemma[t] in construction("report") for t in range(max(0, first - 2), first))


def _reaches(page: Parsed, time: TimeExpression, head: int) -> bool:
    """Is the verb of an opening day over that of a promise: no "Kenya will pay by May, hours after Chile vowed to"?"""
    verb, t = _verb_of(page, time), head
    while t != verb and page.head[t] != t:
        if page.dep[t] in ("advcl", "pcomp", "relcl"):
            return False
        t = page.head[t]
    return verb in (t, None)


_DUE = ("by", "before", "until")


def due(page: Parsed, head: int) -> bool:
    """Has the verb a day of its own by which it is due?"""
    start, end = page.start[head], page.end[page.subtree(head)[1] - 1]
    return any(t.relation in _DUE for t in page.between(TimeExpression, start, end))


def _ahead(page: Parsed, time: TimeExpression) -> bool:
    """Can a time be one that lies ahead? "over three years" runs from the day of the page."""
    value = time.value
    if time.type == "DURATION" and not value.startswith((">", "@", "<")):
        before = page.document.text[max(0, time.span.start - 20) : time.span.start]
        return bool(re.search(r"\b(?:over|within)\s+(?:the\s+)?$", before, re.I)) or bool(
            re.match(r"(?:over|within)\b", time.wording, re.I)
        )
    return not (
        value.startswith("<")
        or "@-" in value
        or value.endswith("_REF")
        or value == "@"
        or len(value) <= 3
        or time.type == "SET"
        or (time.type == "TIME" and time.relation not in _DUE)  # "from 06:00 to 18:00"
    )


def _elsewhere(page: Parsed, time: TimeExpression, head: int) -> bool:
    """Does a time stand in another clause: "promised to buy more, and he invited her to come before June",
    "urged them to buy and said a deal could be struck within a year"?"""
    above = set(page.ancestors(head))
    for t in page.ancestors(page.tokens(time.span)[0]):
        if t == head or t in above:
            return False
        if (
            page.dep[t] in ("conj", "ccomp")
            and page.pos[t] == "VERB"
            and page.child(t, "nsubj", "nsubjpass") is not None
        ):
            return True
    return False


_BEFORE_NOW = frozenset(["previous", "previously", "earlier", "prior", "past", "last", "since"])


_OF_SOME = re.compile(  # "six ships, [the first two of them in] 2027", "six ships; [two in] 2027, two in 2028"
    r"(?:[,;]|\band)\s+(?:and\s+)?(?:the\s+)?(?:first|last|rest|others?|one|two|three|four|five|six|\d+)\b(?:\s+\w+){0,4}\s*$"
)


def _aside(page: Parsed, time: TimeExpression, head: int) -> bool:
    """Is it the day of something told in passing: "its previous gift in 2022", "the ad made before he died"?"""
    if _BEFORE_NOW.intersection(time.wording.lower().split()):
        return True
    if _OF_SOME.search(page.document.text, max(0, time.span.start - 40), time.span.start):
        return True
    first, last = page.tokens(time.span)
    dashes = [page.lower[head:first].count(d) % 2 and d in page.lower[last : _end(page, head)] for d in ("—", "–")]
    if any(dashes):
        return True  # "the 100-day mission—to have vaccines within 100 days—now"
    if any(page.dep[k] in ("nsubj", "ROOT") and page.pos[page.head[k]] == "VERB" for k in range(first, last)):
        return True  # no day, but a clause: "before he died"
    for t in page.ancestors(first):
        if t == head:
            return False
        if any(page.lower[k] in _BEFORE_NOW for k in page.kids[t] if page.dep[k] in ("amod", "advmod")):
            return True
        if page.dep[t] == "advcl" and time.relation not in _DUE and any(page.lower[k] == "as" for k in page.kids[t]):
            return True  # "will secure food, as the war threatens this year's crops"
        if page.dep[t] == "appos" and time.relation not in _DUE:
            return True  # "will hand over six ships, the first two of them in 2027"
        if page.dep[t] == "relcl" and time.value.startswith("@") and time.relation not in _DUE:
            return True  # "will build corridors, which you will hear of today"
        if page.tag[t] == "VBD" and page.dep[t] in ("relcl", "advcl", "acl", "ccomp"):
            return True
        if page.tag[t] == "VBN" and page.dep[t] == "acl" and time.relation not in _DUE:
            return True  # "a mission expected to be launched in 2018"
    return False


def _end(page: Parsed, head: int) -> int:
    return page.sentences[page.sentence[head]][1]


def _modifies_noun(page: Parsed, time: TimeExpression) -> bool:
    """ "2030 targets", "the 2021 plan": a name, not a day on which something is due."""
    first, last = page.tokens(time.span)
    if time.relation == "" and first and page.lower[first - 1] == "of":
        return True
    top = next((t for t in range(first, last) if not first <= page.head[t] < last), first)  # of "July 2022" July
    if (
        time.value.isdigit()
        and last < len(page)
        and page.pos[last] == "PROPN"
        and page.end[last - 1] + 1 == page.start[last]
    ):
        return True  # "its 2030 Nationally Determined Contribution"
    bare = time.relation == "" and time.value.isdigit() and page.dep[top] in ("dobj", "nsubj")  # "a 2030 agreed goal"
    return bare or page.dep[top] in ("compound", "nummod", "amod", "poss", "nmod")


def measure(page: Parsed, head: int) -> bool:
    """Is there an amount, or a day to come, under the token?"""
    bounds = extent(page, head, [])
    return bool(inside(page, Quantity, bounds)) or deadline(page, head, bounds, head) is not None
