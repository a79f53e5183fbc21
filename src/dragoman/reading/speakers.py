"""From the words of a source to the mentions that speak: one, or several whom "and" joins.

A mention that only modifies the source never speaks ("an official from Japan", "a Syrian refugee who ...").
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from dragoman.model import Mention, Span
from dragoman.reading import namelists
from dragoman.reading.headlines import hidden_verbs
from dragoman.reading.parse import Parsed

Range = tuple[int, int]  # tokens, half-open

_RELATIVE = frozenset(["who", "which", "that", "whom"])
_JOINS = frozenset(["and", "&", ","])
_ALONE = ("demonym", "pronoun")  # kinds that never stand beside another in one source


def speakers(page: Parsed, source: Range) -> tuple[Span, ...]:
    """Mentions that speak by a source, in text order: none, one, or those that "and" joins.

    Where one of those joined is nobody that the page names ("Lind and her lawyers"), the others speak.
    """
    if page.lower[source[0]] in _RELATIVE and source[1] - source[0] == 1:
        found = page.at(Mention, _antecedent(page, source[0]))
        person = found is not None and found.surface.split()[0].lower() in namelists.given()
        if found is None or found.kind in _ALONE or (person and page.lower[source[0]] == "which"):
            return ()
        return (found.span,)
    if page.text(*source) == "Q":
        return ()  # who asks in a transcript, whatever the next word makes of it
    if page.text(*source).lower() in ("a", "answer"):
        return interviewed(page)
    if page.line_kind(source[0]) == "headline":  # parses of headlines break: who comes first speaks
        return tuple(_of_headline(page, *source))
    several: dict[Span, None] = {}
    parts = list(_parts(page, *source))
    for part in parts:
        found = _speaker(page, part)
        if found is not None and (len(parts) == 1 or found.kind not in _ALONE):
            several[found.span] = None
    return tuple(several)


def interviewed(page: Parsed) -> tuple[Span, ...]:
    """Who answers in an interview: the one person whom its title names."""
    named = [m for m in page.of(Mention) if m.kind == "name" and not m.place]
    title = (m for m in named if page.line_kind(page.tokens(m.span)[0]) == "headline")
    who = {m.name: m.span for m in title}
    return tuple(who.values()) if len(who) == 1 else ()


def _antecedent(page: Parsed, relative: int) -> int:
    """What a relative pronoun stands for: what its clause hangs on; the pronoun itself, where the parse is broken."""
    for verb in page.ancestors(relative):
        if page.dep[verb] == "relcl":
            return page.head[verb]
    return relative


def _parts(page: Parsed, first: int, last: int) -> Iterator[Range]:
    """The phrases that "and" joins at the top of a source, in order."""
    tops = page.heads(first, last)
    heads, last_one = [], tops[0] if len(tops) == 1 else None
    while last_one is not None and page.pos[last_one] in ("NOUN", "PROPN", "PRON"):
        heads.append(last_one)
        joined = page.child(last_one, "conj")
        beside = page.child(last_one, "appos")  # "the premier, Ada Lind, and the minister": joined to the name
        joined = page.child(beside, "conj") if joined is None and beside is not None else joined
        last_one = joined if joined is not None and last_one < joined < last else None
    cuts = [first, *(max(first, page.subtree(h)[0]) for h in heads[1:]), last]
    if len(heads) < 2 or cuts != sorted(set(cuts)):
        yield first, last
        return
    for a, b in pairwise(cuts):
        while b - a > 1 and (page.lower[b - 1] in _JOINS or page.lower[b - 1] == "both"):
            b -= 1
        yield a, b


def _of_headline(page: Parsed, first: int, last: int) -> Iterator[Span]:
    """The first mention of a headline's source, and those that "and" joins to it, before its verb."""
    end, begun = last, False
    verbs = hidden_verbs(page)
    for i in range(first, last):
        found = page.at(Mention, i)
        if found is None or page.tokens(found.span)[0] != max(i, first):
            continue
        begin, until = page.tokens(found.span)
        if until < last and page.lower[until] in ("'s", "'"):  # "Norland's premier Ada Lind"
            continue
        if begun and not all(page.lower[k] in _JOINS for k in range(end, begin)):
            return
        yield found.span
        begun, end = True, until
        if any(k in verbs for k in range(begin, until)):
            return


def _speaker(page: Parsed, source: Range) -> Mention | None:
    """The mention at the head of a source without "and"."""
    first, last = source
    ends = page.at(Mention, last - 1)
    if ends is not None and ends.kind == "name" and page.tokens(ends.span)[0] > first:
        before = page.at(Mention, page.tokens(ends.span)[0] - 1)
        led = page.lower[first : page.tokens(before.span)[0]] if before is not None else []
        whose = led[-1:] == ["for"] or led[-2:] == ["for", "the"]
        if before is not None and before.kind == "office" and not whose:
            return ends  # "agency administrator Ada Lind", however it is parsed, but no "spokesman for President Lind"
    for i in page.heads(first, last):
        found = page.at(Mention, i)
        if found is not None and found.kind == "name":
            return found
        for kid in page.kids[i]:  # "the president, Ada Lind"; a name cut oddly, but not "Lind supporters"
            cut = page.dep[kid] in ("compound", "flat") and page.pos[i] == "PROPN" and found is None
            other = page.at(Mention, kid) if page.dep[kid] == "appos" or cut else None
            if first <= kid < last and other is not None and other.kind in ("name", "office"):
                found = other if found is None or other.kind == "name" else found
        if found is not None:
            return found
    return None
