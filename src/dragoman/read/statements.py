"""Who said what: attributions of speech, with their speaker, cue and words.

What one line says comes from the tagger (`read.tagger`) or, where it is not at hand, from the parse: a reporting
verb with its clause, object or quotation. What goes beyond the line is done here: a quotation that has no cue of its
own continues the speaker of the one before it, a turn of a transcript belongs to its label.

A statement whose source is absent has no speaker: "reportedly" names nobody, and nobody is an answer.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Literal, NamedTuple

from dragoman.lexicon import column
from dragoman.model import Certainty, Mention, Span, Statement
from dragoman.read import quotes
from dragoman.read.parse import Parsed

Range = tuple[int, int]  # tokens, half-open

_SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_SCARE = 4  # a quotation of up to this many words that no cue governs is a scare quote or a title


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


@cache
def _frames() -> dict[str, str]:
    return column("reporting_verbs", "lemma", "frames")


# --- lines of the page ------------------------------------------------------------------------------


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


# --- attributions by rule ---------------------------------------------------------------------------


def _subject(page: Parsed, verb: int) -> int | None:
    """The token that speaks: subject, agent, or the subject that an embedded or joined verb shares."""
    for _ in range(4):
        agent = page.child(verb, "agent")
        if agent is not None:
            return page.child(agent, "pobj")
        subject = page.child(verb, *_SUBJECTS)
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
    return _trim(page, first, max(last, head + 1))


def _trim(page: Parsed, first: int, last: int) -> Range:
    while first < last and (page.word[first] in ",:;—–-." or page.pos[first] == "SPACE"):
        first += 1
    while first < last and (page.word[last - 1] in ",:;—–-." or page.pos[last - 1] == "SPACE"):
        last -= 1
    return first, last


def _clauses(page: Parsed, verb: int, frames: str) -> list[Range]:
    """The clause or object that a reporting verb governs, around the verb where it stands inside."""
    kid = page.child(verb, "ccomp") if "c" in frames else None
    if kid is None and "i" in frames:
        kid = page.child(verb, "xcomp")
    if kid is None and "o" in frames:
        kid = page.child(verb, "dobj")
        if kid is not None and page.pos[kid] == "PRON":
            kid = None
    if kid is None:
        return []
    first, last = page.subtree(kid)
    if first <= verb < last:
        own = [page.subtree(k) for k in page.kids[verb] if page.dep[k] in (*_SUBJECTS, "aux", "neg", "advmod")]
        low, high = min([verb, *(a for a, _ in own)]), max([verb + 1, *(b for _, b in own)])
        parts = [_trim(page, first, low), _trim(page, high, last)]
    else:
        parts = [_trim(page, first, last)]
    return [(a, b) for a, b in parts if b > a]


def by_rule(page: Parsed, first: int, last: int, quoted: list[Quotation]) -> Iterator[Found]:
    """Attributions of one line from its parse: reporting verbs, and "according to"."""
    inside = [False] * (last - first)
    for q in quoted:
        if q.words > _SCARE:
            inside[q.first - first : q.last - first] = [True] * (q.last - q.first)
    for i in range(first, last):
        if inside[i - first]:
            continue
        if page.lower[i] == "according" and i + 1 < last and page.lower[i + 1] == "to":
            whom = page.child(i + 1, "pobj") or page.child(i, "pobj")
            begin, end = page.sentences[page.sentence[i]]
            if whom is None:
                continue
            source = page.subtree(whom)
            content = _trim(page, *((source[1], end) if i - begin < 3 else (begin, i)))
            if content[1] > content[0]:
                yield Found((i, i + 2), source, (content,))
            continue
        frames = _frames().get(page.lemma[i]) if page.pos[i] in ("VERB", "AUX") or page.dep[i] == "ROOT" else None
        if frames is None:
            continue
        subject = _subject(page, i)
        contents = _clauses(page, i, frames)
        near = _quotes_of(page, i, quoted) if "q" in frames or contents else []
        contents = [(min([a, *(q.first for q in near if q.first <= a < q.last)]), b) for a, b in contents]
        contents = [(a, max([b, *(q.last for q in near if q.first < b <= q.last)])) for a, b in contents]
        if "q" in frames:
            whole = [(q.first, q.last) for q in near if q.words > _SCARE or _set_off(page, q)]
            if whole and not any(
                a <= q[0] and q[1] <= b and b - a > q[1] - q[0] + 3 for q in whole for a, b in contents
            ):
                contents = whole
        if not contents or (subject is None and page.child(i, *_SUBJECTS) is None and not near):
            continue
        begin = i
        while begin > first and page.dep[begin - 1] in ("aux", "auxpass", "neg") and page.head[begin - 1] == i:
            begin -= 1
        yield Found((begin, i + 1), None if subject is None else _noun_phrase(page, subject, i), tuple(contents))


def _nearest(found: list[Found], quoted: list[Quotation]) -> list[Found]:
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


def _set_off(page: Parsed, q: Quotation) -> bool:
    """A quotation that punctuation sets off from its cue ("..., he said") is speech, however short."""
    return page.word[q.last - 2] in (",", ".", "!", "?") or (q.first > 0 and page.word[q.first - 1] in (",", ":"))


def _quotes_of(page: Parsed, verb: int, quoted: list[Quotation]) -> list[Quotation]:
    """Quotations of the verb's sentence, and those that run on from it in the line."""
    first, last = page.sentences[page.sentence[verb]]
    return [q for q in quoted if q.first < last and q.last > first and not q.first <= verb < q.last]


# --- from attributions to statements ----------------------------------------------------------------


def _speaker(page: Parsed, source: Range) -> Span | None:
    """The mention at the head of the source: never one that only modifies it ("an official from Japan")."""
    first, last = source
    heads = [i for i in range(first, last) if not first <= page.head[i] < last or page.head[i] == i]
    for i in heads:
        found = page.at(Mention, i)
        if found is not None:
            return found.span
        for kid in page.kids[i]:  # "the president, Joe Biden"; "Prime Minister Kishida" cut oddly
            if first <= kid < last and page.dep[kid] in ("appos", "compound", "flat"):
                found = page.at(Mention, kid)
                if found is not None and found.kind in ("name", "office"):
                    return found.span
    return None


def _mode(page: Parsed, contents: Iterable[Range], quoted: list[Quotation]) -> Literal["direct", "indirect", "mixed"]:
    inside = outside = 0
    for first, last in contents:
        for i in range(first, last):
            if page.word[i][0].isalnum():
                if any(q.first <= i < q.last for q in quoted):
                    inside += 1
                else:
                    outside += 1
    return "indirect" if not inside else "direct" if outside <= 1 else "mixed"


def _statement(page: Parsed, found: Found, quoted: list[Quotation]) -> Statement:
    parts = [r for r in (found.cue, found.source, *found.contents) if r is not None]
    return Statement(
        page.span(min(a for a, _ in parts), max(b for _, b in parts)),
        _mode(page, found.contents, quoted),
        tuple(page.span(*r) for r in found.contents),
        (page.span(*found.cue),) if found.cue else (),
        (page.span(*found.source),) if found.source else (),
        _speaker(page, found.source) if found.source else None,
        found.found_by,
        found.certainty,
    )


def _unclaimed(
    page: Parsed, quoted: list[Quotation], line: Range, found: list[Found], before: Found | None
) -> Iterator[Found]:
    """Quotations of a line that no cue claims: they go on speaking for the one who spoke before."""
    claimed = [r for f in found for r in f.contents]
    for q in quoted:
        if any(a < q.last and q.first < b for a, b in claimed):
            continue
        alone = q.first - line[0] <= 1 and line[1] - q.last <= 1
        said = [f for f in found if f.contents[-1][1] <= q.first]
        speaker = said[-1] if said else before
        if q.words > _SCARE and q.double and (alone or said) and speaker is not None:
            yield Found(None, speaker.source, ((q.first, q.last),), "open")
        elif q.words > 2 * _SCARE and q.double:
            yield Found(None, None, ((q.first, q.last),), "open")


def statements(page: Parsed) -> Iterator[Statement]:
    """The statements of a page, in text order."""
    before: Found | None = None  # the last direct speech of the line above, whose speaker a bare quotation continues
    for first, last in lines(page):
        quoted = quotations(page, first, last)
        found = _nearest(list(by_rule(page, first, last, quoted)), quoted)
        found += _unclaimed(page, quoted, (first, last), found, before)
        found.sort(key=lambda f: f.contents[0])
        for one in found:
            yield _statement(page, one, quoted)
        spoken = [f for f in found if f.source and _mode(page, f.contents, quoted) != "indirect"]
        before = spoken[-1] if spoken else None
