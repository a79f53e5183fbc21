"""Who said what: attributions of speech, with their speaker, cue and words.

What one line says comes from the tagger (`read.tagger`) or, where it is not at hand, from the parse: a reporting
verb with its clause, object or quotation. What goes beyond the line is done here: a quotation that has no cue of its
own continues the speaker of the one before it, a turn of a transcript belongs to its label.

A statement whose source is absent has no speaker: "reportedly" names nobody, and nobody is an answer.
"""

from __future__ import annotations

import re
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
_TURN = 4  # a turn of a transcript of fewer words ("Yeah, sorry.") says nothing
_SURE, _LIKELY = 0.8, 0.5  # scores of the tagger
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


Quoted = dict[int, Quotation]  # the quotation that each token stands in


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
    if kid is None and "p" in frames:  # "updated her on the talks"
        kid = next((k for k in page.kids[verb] if page.dep[k] == "prep" and page.lower[k] in ("on", "about")), None)
        kid = page.child(kid, "pobj", "pcomp") if kid is not None else None
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


# --- attributions by the tagger ---------------------------------------------------------------------


def learned(page: Parsed) -> dict[int, list[Found]]:
    """What the tagger found, by number of the line; a source or cue in pieces is taken from first to last."""
    by_line: dict[int, list[Found]] = {}
    for score, spans in page.attributions:
        source, cue, contents = ([(a, b) for r, a, b in spans if r == n] for n in range(3))
        if cue and contents:
            certainty: Certainty = "sure" if score > _SURE else "likely" if score > _LIKELY else "open"
            whose = (source[0][0], source[-1][1]) if source else None
            one = Found((cue[0][0], cue[-1][1]), whose, tuple(contents), certainty, "tagger")
            by_line.setdefault(page.line[cue[0][0]], []).append(one)
    return by_line


# --- beyond the line --------------------------------------------------------------------------------


def _free(q: Quotation, found: Iterable[Found]) -> bool:
    """No attribution has words of the quotation as its content."""
    return not any(a < q.last and q.first < b for f in found for a, b in f.contents)


def _alone(q: Quotation, line: Range) -> bool:
    """The quotation is all there is in its line."""
    return q.first - line[0] <= 1 and line[1] - q.last <= 1


def _signature(page: Parsed, quoted: list[Quotation], line: Range, after: Range | None) -> Range | None:
    """Who signs a quotation that stands alone: "... — Name" behind it, or a line below with no verb in it."""
    if not quoted:
        return None
    first, last = quoted[-1].last, line[1]
    if first < last and page.word[first] in ("—", "–", "-", "--"):
        first += 1
    elif after is not None and _alone(quoted[-1]._replace(first=quoted[0].first), line):
        first, last = after
        while first < last and not page.word[first][0].isalnum():
            first += 1
    else:
        return None
    while first < last and not page.word[last - 1][0].isalnum():
        last -= 1
    words = page.pos[first:last]
    if not 0 < len(words) <= 15 or "VERB" in words or "AUX" in words or "PROPN" not in words:
        return None
    return first, last


def carry(page: Parsed, found: list[Found], quoted: list[Quotation], line: Range, before: Found | None) -> list[Found]:
    """Gives quotations that no cue claims to the one who is speaking; returns the attributions of the line.

    What goes on speaking for an attribution of this line is added to it; a line that is nothing but a quotation goes
    on for the line above (its attribution comes first in the result, to replace the one above).
    """
    result = list(found)
    for q in quoted:
        if not q.double or q.words <= _SCARE or not _free(q, result):
            continue
        spoken = [k for k, f in enumerate(result) if f.contents[-1][1] <= q.first and _near_quote(page, f, quoted)]
        if spoken:
            k = spoken[-1]
            result[k] = result[k]._replace(contents=(*result[k].contents, (q.first, q.last)))
        elif before is not None and _alone(q, line):
            result.insert(0, before._replace(contents=(*before.contents, (q.first, q.last))))
            before = None
        elif q.words > 2 * _SCARE:
            result.append(Found(None, None, ((q.first, q.last),), "open"))
    return result


def _near_quote(page: Parsed, f: Found, quoted: list[Quotation]) -> bool:
    return any(q.first < b and a < q.last for a, b in f.contents for q in quoted)


# --- transcripts ------------------------------------------------------------------------------------


def turns(page: Parsed, given: list[Range]) -> Iterator[Found]:
    """The turns of a transcript, each as one attribution; only where the page has at least three."""
    openings: list[tuple[int, int, int]] = []  # line, first token of the words, one past the label
    for n, (first, last) in enumerate(given):
        line = page.document.lines[page.line[first]]
        label = quotes.turn(page.document.text[line.start : line.end])
        if label is not None:
            words = bisect_left(page.start, line.start + label[1], first, last)
            name = words - 1 if words - 1 > first and page.word[words - 1] == ":" else words
            openings.append((n, words, max(name, first + 1)))
    if len(openings) < 3:
        return
    for k, (n, words, name) in enumerate(openings):
        until = openings[k + 1][0] if k + 1 < len(openings) else n + 1
        rows = [(words, given[n][1]), *given[n + 1 : until]]
        contents = tuple((a, b) for a, b in rows if a < b)
        if sum(page.word[i][0].isalnum() for a, b in contents for i in range(a, b)) >= _TURN:
            yield Found(None, (given[n][0], name), contents, "sure", "transcript")


# --- pages that are a statement themselves ------------------------------------------------------------

_DECLARES = re.compile(
    r"\b(joint|leaders[’']?|heads of state|ministers[’']?)\b.*\b(statement|declaration|communiqu[eé])", re.I
)


def _issuers(page: Parsed, we: int) -> Range | None:
    """Who "we" are, where the sentence says it: "We, the leaders of ...", "As leaders of ..., we ..."."""
    whose = page.child(we, "appos")
    if whose is None:
        for kid in page.kids[page.head[we]]:
            if page.lower[kid] == "as" and page.dep[kid] == "prep":
                whose = page.child(kid, "pobj")
    return None if whose is None else _trim(page, *page.subtree(whose))


def declared(page: Parsed, found: list[Found]) -> list[Found]:
    """In a joint statement every sentence is said by those who issue it; their own "we" is no other attribution."""
    if not _DECLARES.search(page.document.title or ""):
        return found
    issuers: Range | None = None
    sentences: list[Found] = []
    for first, last in page.sentences:
        subjects = [i for i in range(first, last) if page.lower[i] == "we" and page.dep[i] in _SUBJECTS]
        if issuers is None:
            issuers = next((w for i in subjects if (w := _issuers(page, i)) is not None), None)
            issuers = issuers or ((subjects[0], subjects[0] + 1) if subjects else None)
        if issuers is not None and page.line_kind(first) == "body" and any(p == "VERB" for p in page.pos[first:last]):
            sentences.append(Found(None, issuers, (_trim(page, first, last),), "sure", "joint statement"))
    own = ("we", "us")
    others = [f for f in found if f.source and page.lower[f.source[0]] not in own and f.found_by != "rule"]
    return others + sentences if len(sentences) > 1 else found


# --- from attributions to statements ----------------------------------------------------------------


def _speaker(page: Parsed, source: Range) -> Span | None:
    """The mention at the head of the source: never one that only modifies it ("an official from Japan")."""
    first, last = source
    if page.line_kind(first) == "headline":  # parses of headlines break: who comes first speaks
        named = [m for i in range(first, last) if (m := page.at(Mention, i)) is not None]
        return named[0].span if named else None
    heads = [i for i in range(first, last) if not first <= page.head[i] < last or page.head[i] == i]
    for i in heads:
        found = page.at(Mention, i)
        if found is not None:
            return found.span
        for kid in page.kids[i]:  # "the president, Joe Biden"; a name cut oddly
            if first <= kid < last and page.dep[kid] in ("appos", "compound", "flat"):
                found = page.at(Mention, kid)
                if found is not None and found.kind in ("name", "office"):
                    return found.span
    return None


def mode(page: Parsed, contents: Iterable[Range], quoted: Quoted) -> Literal["direct", "indirect", "mixed"]:
    """Direct: nothing but quotation, of a clause or set off as speech; mixed: words quoted within the writer's own."""
    inside = outside = 0
    met: dict[Quotation, None] = {}
    for first, last in contents:
        for i in range(first, last):
            if page.word[i][0].isalnum():
                if i in quoted and quoted[i].words > 1:  # one word alone is a scare quote
                    inside += 1
                    met[quoted[i]] = None
                else:
                    outside += 1
    speech = any(q.words > _SCARE or _set_off(page, q) for q in met)
    return "indirect" if not inside else "direct" if outside <= 1 and speech else "mixed"


def _statement(page: Parsed, found: Found, quoted: Quoted) -> Statement:
    parts = [r for r in (found.cue, found.source, *found.contents) if r is not None]
    return Statement(
        page.span(min(a for a, _ in parts), max(b for _, b in parts)),
        "direct" if found.found_by == "transcript" else mode(page, found.contents, quoted),
        tuple(page.span(*r) for r in found.contents),
        (page.span(*found.cue),) if found.cue else (),
        (page.span(*found.source),) if found.source else (),
        _speaker(page, found.source) if found.source else None,
        found.found_by,
        found.certainty,
    )


def statements(page: Parsed) -> Iterator[Statement]:
    """The statements of a page, in text order."""
    given = lines(page)
    tagged = learned(page)
    everything: list[Found] = []
    quoted: Quoted = {}
    before: Found | None = None  # the last direct speech of the line above, whose speaker a bare quotation continues
    for n, line in enumerate(given):
        here = quotations(page, *line)
        found = tagged.get(page.line[line[0]], [])
        ruled = _nearest(list(by_rule(page, *line, here)), here)
        found += [f._replace(certainty="open") for f in ruled if f.source and _apart(f, found)]
        if here:
            quoted |= {i: q for q in here for i in range(q.first, q.last)}
            for one in ruled:
                if mode(page, one.contents, quoted) == "direct" and _adjacent(one) and not _same_cue(one, found):
                    found = [f for f in (_without(f, one.contents) for f in found) if f.contents]
                    found.append(one)
            found = carry(page, [f for f in found if not _title(page, f, quoted)], here, line, before)
            signed = _signature(page, here, line, given[n + 1] if n + 1 < len(given) else None)
            found = [f._replace(source=signed) if signed and f.source is None and f.cue is None else f for f in found]
        if before is not None and found and found[0].contents[0] == before.contents[0]:
            everything.remove(before)
        everything += found
        spoken = [f for f in found if f.source and mode(page, f.contents, quoted) != "indirect"]
        before = spoken[-1] if spoken else None
    everything += turns(page, given)
    everything = declared(page, everything)
    everything.sort(key=lambda f: (f.contents[0], f.cue or (0, 0)))
    seen: set[Span] = set()  # a statement is known by its span
    for one in everything:
        made = _statement(page, one, quoted)
        if made.span not in seen:
            seen.add(made.span)
            yield made


def _title(page: Parsed, one: Found, quoted: Quoted) -> bool:
    """A quotation in capitals that no verb of saying governs is the title of a work ("reviewed “Harbour Nights”")."""
    if one.cue is None or any("q" in _frames().get(page.lemma[i], "") for i in range(*one.cue)):
        return False
    (first, last), words = one.contents[0], []
    if len(one.contents) == 1 and first in quoted and last == quoted[first].last:
        words = [page.word[i] for i in range(first, last) if page.word[i][0].isalnum()]
    return 0 < len(words) <= 2 * _SCARE and all(w[0].isupper() or w[0].isdigit() or len(w) <= 3 for w in words)


def _adjacent(one: Found) -> bool:
    """The cue, or its speaker, stands right at the marks: "..., he said" or: she said: "..."."""
    beside = [r for r in (one.cue, one.source) if r is not None]
    return any(0 <= a - d <= 2 or 0 <= c - b <= 2 for a, b in beside for c, d in one.contents)


def _apart(one: Found, others: Iterable[Found]) -> bool:
    """Shares neither content nor cue with the others."""
    taken = [r for f in others for r in (*f.contents, f.cue) if r is not None]
    return not any(a < d and c < b for a, b in (*one.contents, one.cue or (0, 0)) for c, d in taken)


def _same_cue(one: Found, others: Iterable[Found]) -> bool:
    return any(f.cue and one.cue and f.cue[0] < one.cue[1] and one.cue[0] < f.cue[1] for f in others)


def _without(one: Found, quoted: tuple[Range, ...]) -> Found:
    """The attribution less the quotations that another cue claims; what is left before them stays."""
    kept = []
    for first, last in one.contents:
        for a, b in quoted:
            if a < last and first < b:
                last = max(first, a)
        kept.append((first, last))
    return one._replace(contents=tuple((a, b) for a, b in kept if b > a))
