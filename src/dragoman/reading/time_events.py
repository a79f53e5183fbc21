"""Times that are told by an event: "after the summit", "since its new term began", "two years ahead of schedule".

Their value holds the event's words in braces, `{the summit}`; whoever knows the day of the event puts it in
(`timex.resolve(..., events=...)`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, cast

from dragoman.lexicon import words
from dragoman.model import TimeExpression
from dragoman.reading.parse import Parsed
from dragoman.reading.time_grammar import grammar

Relation = Literal["", "by", "before", "after", "since", "until", "about"]
_TELLING = frozenset(["before", "after", "since", "until", "by"])  # relations that an event can be in
_WORDS = {"pobj": 9, "mark": 6}  # longer phrases and clauses tell a story, not a time
_LENGTH = re.compile(r"P(\d+)([DWMYC])$")
_EVENT = words("time_words", "word", **{"class": "EVENT"})


def told_by_events(page: Parsed, found: list[TimeExpression]) -> Iterator[TimeExpression]:
    """Event anchors of a page beside the times `found`; a length that is counted from one gets it into its value.

    Yields all times anew, in text order.
    """
    at = {i: n for n, time in enumerate(found) for i in range(*page.tokens(time.span))}
    everything: list[TimeExpression] = list(found)
    for first, last, relation in _prepositions(page):
        event = _event(page, last - 1, relation, at)
        if event is None:
            continue
        wording = page.text(*event)
        name = re.sub(r"[{}()/#@\s]+", " ", wording).strip()
        counted = at.get(first - 1)
        length = _LENGTH.match(everything[counted].value.partition("#")[0]) if counted is not None else None
        if counted is not None and length and relation in ("before", "after"):
            time = everything[counted]
            value = f"{{{name}}}{'-' if relation == 'before' else '+'}{length[1]}{length[2]}"
            everything[counted] = TimeExpression(time.span, "DATE", value, time.wording, time.relation)
        else:
            everything.append(TimeExpression(page.span(*event), "DATE", f"{{{name}}}", wording, relation))
    last_end = -1
    for time in sorted(everything, key=lambda t: (t.span.start, -t.span.end)):
        if time.span.start >= last_end:  # "after the visit before the war": the first
            last_end = time.span.end
            yield time


def _prepositions(page: Parsed) -> Iterator[tuple[int, int, Relation]]:
    """First and one past the last token of each preposition that may stand before an event, and its relation."""
    relations = grammar().relations
    last_words = {phrase[-1] for phrase, relation in relations.items() if relation in _TELLING}
    for i, word in enumerate(page.lower):
        if word in last_words:
            for length in (4, 3, 2, 1):
                relation = relations.get(tuple(page.lower[max(i - length + 1, 0) : i + 1]), "")
                if relation in _TELLING and page.sentence[max(i - length + 1, 0)] == page.sentence[i]:
                    yield i - length + 1, i + 1, cast(Relation, relation)
                    break


def _event(page: Parsed, preposition: int, relation: str, at: dict[int, int]) -> tuple[int, int] | None:
    """Tokens of the noun phrase or clause after a preposition, where it tells of an event and holds no time."""
    thing = page.child(preposition, "pobj")
    if thing is not None and page.lower[preposition] not in ("from", "by", "through"):
        if page.lower[thing] not in _EVENT:
            return None
        first, last = page.subtree(thing)
        first = max(first, preposition + 1)
        last = next(
            (k for k in range(thing + 1, last) if page.lower[k] in _ENDS or page.dep[k] in ("relcl", "nsubj")), last
        )
        last = next((k for k in range(thing + 1, last) if page.dep[k] == "prep" and page.lower[k] != "of"), last)
    elif page.dep[preposition] == "mark" and page.lower[preposition] in ("after", "before", "since", "until"):
        verb = page.head[preposition]
        first, last = preposition + 1, page.subtree(verb)[1]
        if verb < first or not _tells(page, verb, relation):
            return None
        last = next((k for k in range(first, last) if page.lower[k] in _ENDS), last)
    else:
        return None
    if first < last and any(k in at for k in range(first, last)):
        timed = next(k for k in range(first, last) if k in at)
        if thing is not None or timed <= page.head[preposition]:
            return None
        last = timed - (page.pos[timed - 1] == "ADP")
    return (first, last) if 0 < last - first <= _WORDS["mark" if thing is None else "pobj"] else None


def _tells(page: Parsed, verb: int, relation: str) -> bool:
    """Whether a clause tells of an event: it has a subject, and "since" with a present tense gives a reason."""
    if page.child(verb, "nsubj", "nsubjpass") is None:
        return False
    helpers = [page.lower[k] for k in page.kids[verb] if page.dep[k] in ("aux", "auxpass")]
    past = page.tag[verb] == "VBD" or any(h in ("was", "were", "had", "did") for h in helpers)
    return past or relation in ("before", "until")


_ENDS = frozenset([",", ";", ":", "(", ")", "--", "—", "–", ".", '"', "''", "``", "and", "but", "while"])
