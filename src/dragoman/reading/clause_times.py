"""When the act of a proposition was: the time expressions of its own clause, and of no thing that it names."""

from __future__ import annotations

from dragoman.model import TimeExpression
from dragoman.reading.conjuncts import Tokens
from dragoman.reading.parse import Parsed
from dragoman.reading.propositions import Proposition
from dragoman.reading.subjects import construction, event_nouns


def clause(page: Parsed, prop: Proposition) -> tuple[int, int]:
    """Tokens of the predicate's clause (half-open): the subtree of its verb, whole sentence for a headline."""
    if prop.form == "headline":
        return page.sentences[page.sentence[prop.token]]
    return page.subtree(prop.verb)


def times(page: Parsed, prop: Proposition) -> list[TimeExpression]:
    """Time expressions of the predicate's own clause, nearest to it first: those that no clause below it owns."""
    found: dict[int, tuple[int, TimeExpression]] = {}
    first, last = clause(page, prop)
    verb = prop.token if page.lemma[prop.verb] in construction("departure") else prop.verb  # "leaves today for talks"
    heads = (prop.token, verb, *(k for k in page.kids[prop.token] if page.lower[k] in _ARRANGED))
    over = page.at(TimeExpression, first)  # may begin before the clause
    begin = page.start[first] if over is None else over.span.start
    for time in page.between(TimeExpression, begin, page.end[last - 1]):
        start, end = page.tokens(time.span)
        if time.value[0] == "{" and start <= prop.token < end:
            continue  # "after her call with him on Friday": the call was on Friday, not after itself
        opens = start == page.sentences[page.sentence[start]][0] + 1 and page.dep[start - 1] == "prep"
        hangs = start - opens if time.value[0] != "{" else _hung(page, start, end)  # "On 9 May Peru's envoy left"
        steps = _steps_to(page, hangs, heads, 0 if time.relation in _ENDS else _NOUNS)
        if prop.form == "headline":
            steps = abs(start - prop.token)
        if steps is not None:
            found.setdefault(start, (steps, time))
    return [time for _, time in sorted(found.values(), key=lambda p: (p[0], p[1].span.start))]


def _hung(page: Parsed, first: int, last: int) -> int:
    """The token that a clause of time hangs on ("since its term began"), or the first of a phrase of time."""
    verb = next((k for k in range(first, last) if not first <= page.head[k] < last), first)
    return page.head[verb] if page.pos[verb] in ("VERB", "AUX") else first


_NOUNS = 1  # "attacked him in Sunday's debate"; "returns of 7 percent in May" tells nothing of who criticised them
_ENDS = frozenset(["since", "until", "before", "by"])  # "criticised its losses since 2005": they are of that time
_DURING = frozenset(["in", "at", "during", "on", "after", "before", "following", "over"])
_APART = frozenset(["hours", "day", "days", "week", "weeks", "month", "months", "year", "years"])
_BEFORE_NOUN = frozenset(["compound", "nummod", "amod", "nmod", "poss"])
_ARRANGED = frozenset(["scheduled", "planned", "held", "set", "slated", "due", "expected", "arranged"])
_OWN_CLAUSE = frozenset(["relcl", "ccomp", "advcl", "acl", "xcomp", "pcomp", "conj", "parataxis"])


def _names_a_thing(page: Parsed, token: int) -> bool:
    """Whether a time only says which thing is meant: "backed the 2012 nominee"; "attacked him in Sunday's debate"."""
    noun = page.head[token]
    if token > noun or page.dep[token] not in _BEFORE_NOUN or page.at(TimeExpression, noun) is not None:
        return False
    over = page.head[noun]  # "days before the 9 July summit": not that day
    return page.dep[noun] != "pobj" or page.lower[over] not in _DURING or page.lower[over - 1] in _APART


def _steps_to(page: Parsed, token: int, heads: Tokens, most: int) -> int | None:
    """Edges from a token up to one of the heads; None if another clause lies between, or what is of another time.

    `most` is how many nouns may lie between.
    """
    steps = nouns = 0
    start = token
    if page.head[token] not in heads and _names_a_thing(page, token):
        return None
    while token not in heads:
        if (page.pos[token] in ("VERB", "AUX") and page.dep[token] in _OWN_CLAUSE) or page.head[token] == token:
            return None
        if page.dep[token] == "pobj" and page.lower[page.head[token]] == "of" and token != start:
            return None  # "reminds her of his trip to Geneva in 1985"
        if token != start and page.lower[page.head[token]] == "since" and page.lemma[token] in event_nouns():
            return None  # "the first visit since his father's visit in 1986"
        if page.dep[token] in ("nsubj", "nsubjpass") and token != start and page.lemma[token] in event_nouns():
            return None  # "the attack in May was condemned": it is of May
        nouns += page.pos[token] in ("NOUN", "PROPN") and page.at(TimeExpression, token) is None
        token = page.head[token]
        steps += 1
    return steps if nouns <= most else None
