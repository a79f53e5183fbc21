"""What holds a side back: no majority, approval needed, a court case, a treaty, a law, a budget, opposition at home.

Phrases are in `data/constraint_cues.csv`; whom they hold back is read off the parse, by the words that join them
(`data/constraint_words.csv`): the subject of a verb that bears them ("faces a court case", "needs approval") or of a
clause that stands under them ("under domestic pressure, Chile"), who has them ("Chile's debt crisis"), what a court or
law stops. A phrase that nothing joins to somebody holds nobody back.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from dragoman.lexicon import table, words
from dragoman.model import Constraint, Mention, Span, Statement
from dragoman.reading import parties, standing
from dragoman.reading.cues import subject
from dragoman.reading.parse import Parsed
from dragoman.reading.propositions import proposition_at
from dragoman.reading.subjects import construction
from dragoman.reading.verb_groups import verb_group


class _Cue(NamedTuple):
    """Phrases of one kind that find whom they hold back in one way; a sentence must have one of `need` to be tried."""

    pattern: re.Pattern[str]
    what: str
    whom: str  # "" whoever is joined to it, "subject", "owner", "body", "object", "denied", "within": see `_on`
    need: frozenset[str]


@cache
def _cues() -> tuple[_Cue, ...]:
    found: dict[tuple[str, str], list[str]] = {}
    need: dict[str, set[str]] = {}
    for row in table("constraint_cues"):
        found.setdefault((row["what"], row["whom"]), []).append(row["pattern"])
        need.setdefault(row["what"], set()).update(row["words"].split())
    return tuple(
        _Cue(re.compile(rf"(?<!\w)(?:{'|'.join(p)})(?!\w)", re.I), what, whom, frozenset(need[what]))
        for (what, whom), p in found.items()
    )


def _words(use: str) -> frozenset[str]:
    """Words of `data/constraint_words.csv` by how they join a phrase to whom it holds back."""
    return words("constraint_words", "word", use=use)


@cache
def _any_word() -> frozenset[str]:
    return frozenset().union(*(cue.need for cue in _cues()))


def constraints(page: Parsed) -> Iterator[Constraint]:
    """Constraints of a page, in text order, at most one of a kind in a sentence."""
    for first, last in page.sentences:
        if page.line_kind(first) in ("headline", "heading"):
            continue
        here = _any_word().intersection(page.lower[first:last])
        if not here:
            continue
        text, found = page.text(first, last), []
        for cue in _cues():
            if not cue.need.isdisjoint(here):
                found += [(m.start(), m.end(), cue.what, cue.whom) for m in cue.pattern.finditer(text)]
        offset, end, told = page.start[first], 0, set[str]()
        for left, right, what, whom in sorted(found, key=lambda f: (f[2] == _LIMITS, f)):
            if left < end or what in told or (end and what == _LIMITS):
                continue  # told already
            a = bisect_left(page.end, offset + left + 1, first, last)
            b = max(a + 1, bisect_left(page.start, offset + right, first, last))
            within = page.start[a], page.end[b - 1]
            on = _on(page, a, b, what, whom)
            if whom not in ("within", "denied", "body"):
                on = tuple(s for s in on if s.end <= within[0] or s.start >= within[1])
            if what.endswith("at home") and _abroad(page, b, on):
                continue  # "faces opposition from Japan"
            b = _spelled_out(page, a, b)
            if on and (whom == "within" or standing.highest(page, on) >= standing.PUBLIC):
                end = right
                told.add(what)
                yield Constraint(
                    page.span(a, b),
                    f"{what}: {' '.join(page.text(a, b).split())}",
                    page.sentence_span(a),
                    on,
                )


def _on(page: Parsed, first: int, last: int, what: str, whom: str) -> tuple[Span, ...]:
    """Whom the phrase between two tokens holds back, by where its row says that they stand."""
    predicate = page.head[first] if page.dep[first] == "acomp" else first  # "is not wary of angering"
    verb = next((t for t in (predicate, *range(first, last)) if page.pos[t] in ("VERB", "AUX")), first)
    while page.dep[verb] in ("aux", "auxpass"):
        verb = page.head[verb]
    beside = page.dep[first] in ("amod", "acl", "appos", "relcl")
    told = page.pos[first] == "ADJ" and beside  # "Chile, wary of angering"
    own = (page.head[first],) if told else _undergoes(page, verb)
    if whom == "":
        return _held(page, first, last, what) or _topic(page, first, last)
    if whom == "within":  # "most of the Japanese oppose it"
        near = (m for t in range(first, last) if (m := page.at(Mention, t)) is not None and m.country)
        return tuple(m.span for m in sorted(near, key=lambda m: m.kind == "group"))[:1]
    if whom == "denied":  # "under the treaty Chile may not"
        return parties.named(page, subject(page, verb)) or _whose(page, subject(page, verb))
    if _escaped(page, verb):
        return ()
    if whom == "object":  # "a court ordered Chile to", "leaves Chile little room"
        return tuple(s for s in _object(page, verb) if (m := page.mention(s)) is not None and m.kind != "group")
    if whom == "owner":  # "her junior partner has threatened to leave his government"
        owners = (o for t in (*own, *range(first, last)) for o in _owners(page, t))
        return parties.named(page, tuple(owners)[:1])
    inside = tuple(t for t in range(first, last) if page.pos[t] in ("NOUN", "PROPN"))
    if whom == "body":  # "France's parliament has yet to ratify it", "is stuck in Chile's Congress"
        return _whose(page, own) or _whose(page, inside) or _state_of(page, (*own, *inside), first)
    if any(page.lemma[t] in _words("made") or page.lemma[t] in construction("another") for t in own):
        return ()  # "China's response could add friction", "Chile's critics are short of money"
    sides = parties.named(page, own)
    if any(page.lower[o] == "our" for t in own for o in _owners(page, t)):
        return _teller(page, verb)
    if standing.highest(page, sides) >= standing.PUBLIC:
        return sides
    return _whose(page, own) or (() if sides else _teller(page, verb))


def _abroad(page: Parsed, after: int, on: tuple[Span, ...]) -> bool:
    """Whether the phrase goes on with another country than that of those it is told of."""
    near = (page.at(Mention, t) for t in range(after, min(after + 2, len(page))))
    other = next((m.country for m in near if m is not None and m.country), None)
    own = {m.country for s in on if (m := page.mention(s)) is not None and m.country}
    return other is not None and bool(own) and other not in own


def _whose(page: Parsed, tokens: tuple[int, ...]) -> tuple[Span, ...]:
    """Whose something is: "FRANCE's parliament", "the CHILEAN Senate", "Prime Minister LIND's party"."""
    for k in tokens:
        owners = (o for t in range(page.subtree(k)[0], k + 1) for o in _owners(page, t))
        if found := parties.named(page, tuple(owners)):
            return found
        near = (page.at(Mention, t) for t in range(page.subtree(k)[0], k + 1))
        if adjective := [m.span for m in near if m is not None and m.kind in ("demonym", "country")]:
            return tuple(adjective[:1])
        within = (o for p in page.kids[k] if page.lower[p] in ("in", "of") for o in page.kids[p])
        states = (m for t in within if (m := page.at(Mention, t)) is not None and m.kind in standing.STATES)
        if (state := next(states, None)) is not None:  # "the courts of Chile", "lawmakers in Lima"
            return (state.span,)
    return ()


def _state_of(page: Parsed, tokens: tuple[int, ...], at: int) -> tuple[Span, ...]:
    """The state of a body that needs no adjective, where the sentence names it: "the US may, if CONGRESS ..."."""
    codes = {m.country for t in tokens if (m := page.at(Mention, t)) is not None and m.kind == "organisation"}
    here = (page.at(Mention, t) for t in range(*page.sentences[page.sentence[at]]))
    states = (m for m in here if m is not None and m.kind in standing.STATES)
    return tuple(m.span for m in states if m.country in codes - {None})[:1]


def _teller(page: Parsed, verb: int) -> tuple[Span, ...]:
    """Who tells of what is his own: "the Chilean side explained that shipyard capacity is limited"."""
    said = page.at(Statement, verb)
    if said is not None and said.speaker is not None:
        return (said.speaker,)
    return parties.named(page, subject(page, page.head[verb])) if page.dep[verb] == "ccomp" else ()


def _held(page: Parsed, first: int, last: int, what: str) -> tuple[Span, ...]:
    """Whom the phrase between two tokens holds back; () where the words around it do not say.

    A crisis, ruling or recession that is only mentioned beside somebody ("since the financial crisis", "did not react
    to the ruling") holds nobody back.
    """
    heads = page.heads(first, last)
    stops = (h for h in heads if page.pos[h] == "VERB" and page.lemma[h] in _words("stops"))
    head = next(stops, next(iter(heads), first))  # of "section 2 of the [law prohibits] Chile" the verb
    if page.dep[head] == "compound" and page.pos[page.head[head]] == "VERB":
        head = page.head[head]  # "Chile's [debt brake] limits": the parser joins the noun to its verb
    if (left := _left(page, head)) is not None:  # "the vote left her three seats short of a majority"
        return parties.named(page, (left,))
    if page.lemma[head] in _words("stops") and page.child(head, "dobj", "ccomp") is not None:
        # "the court struck down Chile's tariffs", "a Dutch court blocked the sale"
        whose = _object(page, head)  # "its neutrality prevents it", where nobody knows who "it" is
        return whose if standing.highest(page, whose) >= standing.PUBLIC else _whose(page, subject(page, head))
    if page.lemma[head] == "make":
        return _made_hard(page, head)
    if page.pos[head] in ("VERB", "AUX"):  # "needs approval", "is barred by law"
        spared = _negated(page, head) and page.lemma[head] in _words("pending")  # "does not need approval"
        spared = spared or _unreal(page, head) or page.lemma[head] in _words("escaped")
        return () if spared else _bearer(page, head)
    poss = page.child(head, "poss")
    if poss is not None and standing.highest(page, parties.named(page, (poss,))) >= standing.PUBLIC:
        # "Japan's debt burden", but "his opposition to" and "farmers' protests"
        made = what == "court case" or page.lemma[head] in _words("made")  # "the FBI's investigation", "the EU's rules"
        own = not made and page.lemma[page.head[head]] not in _words("escaped")
        return parties.named(page, (poss,)) if own else ()
    above, dep = page.head[head], page.dep[head]
    if dep == "nsubj" and _negated(page, above):
        return ()  # "a lack of money did not stop Chile"
    if dep == "nsubj":  # "the court blocked Chile's plan", "its constitution bars Japan from"
        if page.lemma[above] in _words("stops") | _words("weighed"):
            return _object(page, above) or _whose(page, (head,))
        return _made_hard(page, above) if page.lemma[above] == "make" else ()
    for k in page.kids[head]:
        if page.dep[k] == "prep" and page.lower[k] in ("for", "against") and page.lemma[head] in _words("levelled"):
            return parties.named(page, tuple(o for o in page.kids[k] if page.dep[o] == "pobj"))
    if dep == "pobj" and page.pos[above] in ("ADP", "SCONJ"):
        verb = page.head[above]
        pressed = page.lower[above] in _words("under") or page.lemma[verb] in _words("weighed")
        if pressed or (
            page.lower[above] in ("in", "into", "from", "with")
            and page.lemma[verb] in _words("bears") | _words("having")
        ):
            return () if _escaped(page, verb) else _bearer(page, verb)
        return ()
    if page.dep[above] == "attr":  # "is two seats short of a majority"
        above = page.head[above]
    if page.lower[head] == "without" and what == "approval needed":  # "cannot act without", not "can act without"
        return _bearer(page, above) if _negated(page, above) else ()
    if page.lower[head] in _words("under") or page.lemma[above] in _words("bears") | _words("having"):
        return () if _escaped(page, above) else _bearer(page, above)
    return ()


def _spelled_out(page: Parsed, first: int, last: int) -> int:
    """Where the phrase ends with what it is said to include: "economic hurdles, including an ageing population"."""
    for head in page.heads(first, last):
        for k in page.kids[head]:
            if k >= last and page.dep[k] == "prep" and page.lower[k] in _words("including"):
                end = page.subtree(k)[1]
                return end if end - first <= _LONGEST else last
    return last


_LONGEST = 20  # words
_LIMITS = "held back"  # a word that says no more than that something holds back


def _topic(page: Parsed, first: int, last: int) -> tuple[Span, ...]:
    """Of whom the paragraph tells, where a sentence that names nobody sets a phrase against what it tells.

    "Chile highlights its plans. But calls for more are a challenge, against the backdrop of political constraints."
    """
    head = next(iter(page.heads(first, last)), first)
    above = page.head[head]
    if page.dep[head] != "pobj" or not (page.lower[above] in _words("under") or _backdrop(page, above)):
        return ()
    here = page.sentence[first]
    start, end = page.sentences[here]
    if here == 0 or page.line[page.sentences[here - 1][0]] != page.line[start]:
        return ()
    if any((m := page.at(Mention, t)) is not None and m.kind != "group" for t in range(start, end)):
        return ()
    root = next((t for t in range(*page.sentences[here - 1]) if page.dep[t] == "ROOT"), start)
    return parties.named(page, subject(page, root))


def _backdrop(page: Parsed, of: int) -> bool:
    """ "Against the backdrop of", "in the face of"."""
    return page.lower[of] == "of" and page.lemma[page.head[of]] in _words("backdrop")


def _left(page: Parsed, head: int) -> int | None:
    """Whom a verb of leaving leaves with the words at `head`."""
    if page.lower[head] not in ("short", "shy", "away", "without"):
        return None
    verb = next((a for a in page.ancestors(head) if page.pos[a] == "VERB"), head)
    return page.child(verb, "dobj") if page.lemma[verb] == "leave" else None


def _bearer(page: Parsed, t: int) -> tuple[Span, ...]:
    if page.child(t, "expl") is not None:
        return ()  # "there was pressure"
    held = _undergoes(page, t) or _owners(page, t)
    if page.dep[t] == "relcl" and not parties.named(page, held):  # "she formed a coalition that is two seats short of"
        what = page.head[t]
        verb = next((a for a in page.ancestors(what) if page.pos[a] == "VERB"), what)
        made = page.lemma[verb] in _words("bears") | _words("having")  # no "blocked a package that needs approval"
        held = (what,) if parties.named(page, (what,)) else subject(page, verb) if made else ()
    stopped = page.lemma[t] in _words("stops") and page.child(t, "nsubjpass") is not None
    part = any(page.lemma[k] in _words("part") for k in held)
    # "Chile's plan needs approval", "Chile's plan was blocked", "Chile's economy is in recession"
    if stopped or part or page.lemma[t] in _words("pending"):
        held = (*held, *(o for k in held for o in _owners(page, k)))
    return parties.named(page, held)


def _undergoes(page: Parsed, verb: int) -> tuple[int, ...]:
    """The subject of a verb, of a passive what it is done to."""
    prop = proposition_at(page, verb)
    return prop.patient if prop is not None and prop.form == "passive" else subject(page, verb)


def _object(page: Parsed, verb: int) -> tuple[Span, ...]:
    thing, whom = page.child(verb, "dobj"), page.child(verb, "dative")
    if whom is not None and (left := parties.named(page, (whom,))):
        return left  # "leaves Kenya little room"
    if thing is None:  # "limits what Norway can send"
        clause = page.child(verb, "ccomp")
        return parties.named(page, subject(page, clause)) if clause is not None else ()
    near = (thing, *(k for k in page.kids[thing] if page.dep[k] in ("nmod", "poss")))
    return next((found for t in near if (found := parties.named(page, (t,)))), ())


def _made_hard(page: Parsed, make: int) -> tuple[Span, ...]:
    """ "Make it hard for Norway to lower its tariffs"."""
    inside = range(make, page.subtree(make)[1])
    if not any(page.lower[t] in _words("hard") for t in inside):
        return ()
    hard = (t for t in inside if page.lower[t] == "for" and page.pos[t] in ("ADP", "SCONJ"))
    whom = (o for t in hard for o in (page.child(t, "pobj"), page.child(page.head[t], "nsubj")) if o is not None)
    return parties.named(page, tuple(whom)[:1])


def _owners(page: Parsed, t: int) -> tuple[int, ...]:
    return tuple(k for k in page.kids[t] if page.dep[k] == "poss")


def _escaped(page: Parsed, verb: int) -> bool:
    """ "Barely avoided falling into recession", "no longer faces", "denied that it depends", "if it depends"."""
    supposed = (verb, page.head[verb]) if page.dep[verb] == "conj" else (verb,)  # "if it defaults and is bankrupt"
    if any(page.lower[k] in ("if", "unless", "whether") for v in supposed for k in page.kids[v] if k < verb):
        return True
    if _unreal(page, verb):
        return True
    negated = _negated(page, verb) and page.lemma[verb] not in _words("having")
    under = page.dep[verb] not in ("ROOT", "conj")  # not "cut its purchases under pressure, but depends on"
    return negated or (under and page.lemma[page.head[verb]] in _words("escaped"))


def _unreal(page: Parsed, verb: int) -> bool:
    """ "WOULD HAVE faced pressure had he stayed"."""
    return verb_group(page, verb)[1] == "would" and any(page.lower[k] == "have" for k in page.kids[verb])


def _negated(page: Parsed, verb: int) -> bool:
    return any(page.dep[k] == "neg" for k in page.kids[verb])
