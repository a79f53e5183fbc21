"""Attributions by rule, from the parse of one line: reporting verbs with their clause, object or quotation.

What an attribution is before it becomes a `Statement` (`Found`) and what a quotation is in tokens are defined here,
for the three files that find attributions: this one, `reading.speech` (beyond the line), `reading.statements` (the
step).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from dragoman.lexicon import column
from dragoman.model import Certainty
from dragoman.reading import quotes
from dragoman.reading.parse import Parsed

Range = tuple[int, int]  # tokens, half-open

SUBJECTS = ("nsubj", "nsubjpass", "csubj")
SCARE = 4  # a quotation of up to this many words that no cue governs is a scare quote or a title


class Found(NamedTuple):
    """One attribution in tokens of the page."""

    cue: Range | None
    source: Range | None
    contents: tuple[Range, ...]
    certainty: Certainty = "likely"
    found_by: str = "rule"


class Quotation(NamedTuple):
    """A quotation in tokens of the page, marks included."""

    first: int
    last: int
    closed: bool
    double: bool
    words: int


Quoted = dict[int, Quotation]  # the quotation that each token stands in


@cache
def frames() -> dict[str, str]:
    """Reporting verbs with what they govern: q quotation, c clause, o object, i infinitive, p "on" or "about"."""
    return column("reporting_verbs", "lemma", "frames")


def lines(page: Parsed) -> list[Range]:
    """Token ranges of the parsed lines, in order."""
    found: list[Range] = []
    for i, number in enumerate(page.line):
        if i and page.line[i - 1] == number:
            found[-1] = (found[-1][0], i + 1)
        else:
            found.append((i, i + 1))
    return found


def quotations(page: Parsed, first: int, last: int) -> list[Quotation]:
    """Quotations of the line that holds the tokens `first` .. `last`."""
    line = page.document.lines[page.line[first]]
    text = page.document.text[line.start : line.end]
    found = []
    for q in quotes.quotes(text):
        a = bisect_left(page.end, line.start + q.start + 1, first, last)
        b = bisect_left(page.start, line.start + q.end, a, last)
        words = sum(page.word[i][0].isalnum() for i in range(a, b))
        if words:
            found.append(Quotation(a, b, q.closed, q.double, words))
    return found


def subject_of(page: Parsed, verb: int) -> int | None:
    """The token that speaks: subject, agent, or the subject that an embedded or joined verb shares."""
    for _ in range(4):
        agent = page.child(verb, "agent")
        if agent is not None:
            return page.child(agent, "pobj")
        subject = page.child(verb, *SUBJECTS)
        if subject is not None and page.child(verb, "auxpass") is None:
            if page.lower[subject] in ("who", "which", "that") and page.dep[verb] == "relcl":
                return page.head[verb]
            return subject
        if subject is not None or page.head[verb] == verb:
            return None
        if page.dep[verb] in ("acl", "relcl"):
            return page.head[verb] if page.tag[verb] == "VBG" else None
        if page.dep[verb] not in ("conj", "xcomp", "advcl", "ccomp", "dep"):
            return None
        verb = page.head[verb]
    return None


def _noun_phrase(page: Parsed, head: int, verb: int) -> Range:
    """The phrase of a source without the clause that holds the verb itself."""
    first, last = page.subtree(head)
    if first <= verb < last:
        last = verb
        for kid in page.kids[head]:
            if page.dep[kid] in ("relcl", "acl") and kid > head:
                last = min(last, page.subtree(kid)[0])
    return trim(page, first, max(last, head + 1))


def trim(page: Parsed, first: int, last: int) -> Range:
    """The range without blanks and punctuation at its edges."""
    while first < last and (page.word[first] in ",:;—–-.―" or page.pos[first] == "SPACE"):
        first += 1
    while first < last and (page.word[last - 1] in ",:;—–-.―" or page.pos[last - 1] == "SPACE"):
        last -= 1
    return first, last


def _clauses(page: Parsed, verb: int, governs: str) -> list[Range]:
    """The clause or object that a reporting verb governs, around the verb where it stands inside."""
    kid = page.child(verb, "ccomp") if "c" in governs else None
    if kid is None and "i" in governs:
        kid = page.child(verb, "xcomp")
    if kid is None and "o" in governs:
        kid = page.child(verb, "dobj")
        if kid is not None and page.pos[kid] == "PRON":
            kid = None
    if kid is None and "p" in governs:  # "updated her on the talks"
        kid = next((k for k in page.kids[verb] if page.dep[k] == "prep" and page.lower[k] in ("on", "about")), None)
        kid = page.child(kid, "pobj", "pcomp") if kid is not None else None
    if kid is None:
        return []
    first, last = page.subtree(kid)
    if first <= verb < last:
        own = [page.subtree(k) for k in page.kids[verb] if page.dep[k] in (*SUBJECTS, "aux", "neg", "advmod")]
        low, high = min([verb, *(a for a, _ in own)]), max([verb + 1, *(b for _, b in own)])
        parts = [trim(page, first, low), trim(page, high, last)]
    else:
        parts = [trim(page, first, last)]
    return [(a, b) for a, b in parts if b > a]


def by_rule(page: Parsed, first: int, last: int, quoted: list[Quotation]) -> Iterator[Found]:
    """Attributions of one line from its parse: reporting verbs, and "according to"."""
    inside = [False] * (last - first)
    for q in quoted:
        if q.words > SCARE:
            inside[q.first - first : q.last - first] = [True] * (q.last - q.first)
    verbs = frames()
    for i in range(first, last):
        if (page.lemma[i] not in verbs and page.lower[i] != "according") or inside[i - first]:
            continue
        if page.lower[i] == "according" and i + 1 < last and page.lower[i + 1] == "to":
            whom = page.child(i + 1, "pobj") or page.child(i, "pobj")
            begin, end = page.sentences[page.sentence[i]]
            if whom is None:
                continue
            source = page.subtree(whom)
            content = trim(page, *((source[1], end) if i - begin < 3 else (begin, i)))
            if content[1] > content[0]:
                yield Found((i, i + 2), source, (content,))
            continue
        governs = verbs.get(page.lemma[i]) if page.pos[i] in ("VERB", "AUX") or page.dep[i] == "ROOT" else None
        if governs is None:
            continue
        subject = subject_of(page, i)
        contents = _clauses(page, i, governs)
        near = _quotes_of(page, i, quoted) if "q" in governs or contents else []
        contents = [(min([a, *(q.first for q in near if q.first <= a < q.last)]), b) for a, b in contents]
        contents = [(a, max([b, *(q.last for q in near if q.first < b <= q.last)])) for a, b in contents]
        if "q" in governs:
            whole = [(q.first, q.last) for q in near if q.words > SCARE or set_off(page, q)]
            if whole and not any(
                a <= q[0] and q[1] <= b and b - a > q[1] - q[0] + 3 for q in whole for a, b in contents
            ):
                contents = whole
        if not contents or (subject is None and page.child(i, *SUBJECTS) is None and not near):
            continue
        begin = i
        while begin > first and page.dep[begin - 1] in ("aux", "auxpass", "neg") and page.head[begin - 1] == i:
            begin -= 1
        yield Found((begin, i + 1), None if subject is None else _noun_phrase(page, subject, i), tuple(contents))


def nearest(found: list[Found], quoted: list[Quotation]) -> list[Found]:
    """Leaves each quotation to one cue: the one that stands nearest to its marks."""
    owner: dict[Range, tuple[int, int]] = {}
    for n, f in enumerate(found):
        for r in f.contents:
            if f.cue and any((q.first, q.last) == r for q in quoted):
                gap = f.cue[0] - r[1] if f.cue[0] >= r[1] else r[0] - f.cue[1]
                owner[r] = min(owner.get(r, (gap, n)), (gap, n))
    kept = [
        f._replace(contents=tuple(r for r in f.contents if owner.get(r, (0, n))[1] == n)) for n, f in enumerate(found)
    ]
    return [f for f in kept if f.contents]


def set_off(page: Parsed, q: Quotation) -> bool:
    """A quotation that punctuation sets off from its cue ("..., he said") is speech, however short."""
    return page.word[q.last - 2] in (",", ".", "!", "?") or (q.first > 0 and page.word[q.first - 1] in (",", ":"))


def _quotes_of(page: Parsed, verb: int, quoted: list[Quotation]) -> list[Quotation]:
    """Quotations of the verb's sentence, and those that run on from it in the line."""
    first, last = page.sentences[page.sentence[verb]]
    return [q for q in quoted if q.first < last and q.last > first and not q.first <= verb < q.last]
