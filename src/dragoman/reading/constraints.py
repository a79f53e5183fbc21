"""What holds a side back: no majority, approval needed, a court case, a treaty, a law, a budget, opposition at home.

Phrases are in `data/constraint_cues.csv`; whom they hold back is read off the parse: the possessor, the subject of
the verb they hang on, or that of the clause above. A phrase on nobody we can name is left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from dragoman.lexicon import table
from dragoman.model import Constraint, Span
from dragoman.reading import parties, standing
from dragoman.reading.cues import subject
from dragoman.reading.parse import Parsed
from dragoman.reading.propositions import proposition_at


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str, frozenset[str]], ...]:
    """For each kind of constraint its expression and the words, one of which a sentence must have to be tried."""
    kinds: dict[str, list[str]] = {}
    need: dict[str, set[str]] = {}
    for row in table("constraint_cues"):
        kinds.setdefault(row["what"], []).append(row["pattern"])
        need.setdefault(row["what"], set()).update(row["words"].split())
    return tuple((re.compile(rf"\b(?:{'|'.join(p)})\b", re.I), w, frozenset(need[w])) for w, p in kinds.items())


@cache
def _any_word() -> frozenset[str]:
    return frozenset().union(*(need for _, _, need in _patterns()))


def constraints(page: Parsed) -> Iterator[Constraint]:
    """Constraints of a page, in text order, at most one of a kind in a sentence."""
    for first, last in page.sentences:
        if page.line_kind(first) in ("headline", "heading"):
            continue
        here = _any_word().intersection(page.lower[first:last])
        if not here:
            continue
        text, found = page.text(first, last), []
        for pattern, what, need in _patterns():
            if not need.isdisjoint(here) and (m := pattern.search(text)):
                found.append((m.start(), m.end(), what))
        offset, end = page.start[first], 0
        for left, right, what in sorted(found):
            if left < end:
                continue  # told already as another kind
            end = right
            a = bisect_left(page.end, offset + left + 1, first, last)
            b = max(a + 1, bisect_left(page.start, offset + right, first, last))
            on = _held(page, a, b)
            if on and standing.highest(page, on) >= standing.PUBLIC:
                yield Constraint(
                    Span(page.document.id, page.start[a], page.end[b - 1]),
                    f"{what}: {' '.join(page.text(a, b).split())}",
                    page.sentence_span(a),
                    on,
                )


def _held(page: Parsed, first: int, last: int) -> tuple[Span, ...]:
    """Whom the phrase holds back."""
    head = next((t for t in range(first, last) if not first <= page.head[t] < last or page.head[t] == t), first)
    for t in (head, *page.ancestors(head)):
        poss = page.child(t, "poss")
        if poss is not None and (found := parties.named(page, (poss,))):
            return found
        if page.pos[t] in ("VERB", "AUX"):
            prop = proposition_at(page, t)
            held = prop.patient if prop is not None and prop.form == "passive" else subject(page, t)
            if found := parties.named(page, held):
                return found
    return ()
