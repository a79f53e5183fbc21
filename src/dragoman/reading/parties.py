"""Sides: which mentions act at a word, alone, together or for whom they stand."""

from __future__ import annotations

from functools import cache

from dragoman.lexicon import words
from dragoman.model import Mention, Span
from dragoman.reading.conjuncts import Tokens, coordinated, included, named_before
from dragoman.reading.parse import Parsed
from dragoman.reading.standing import STATES, by_span, leads, meant


@cache
def _bodies() -> frozenset[str]:
    return words("pledge_cues", "word", use="body")


def body(page: Parsed, i: int) -> bool:
    """Is it a noun that acts for a side ("government", "team")?"""
    return page.lemma[i] in _bodies() or page.lower[i] in _bodies()


def modifying(page: Parsed, i: int) -> list[Mention]:
    """Mentions that say whose a noun is: "U.S. and Mexican agencies", "governments of Benin and Niger"."""
    found = []
    for k in page.kids[i]:
        if page.dep[k] in ("compound", "amod", "nmod", "poss", "appos"):
            if page.dep[k] == "amod" and page.word[k - 1] == "-":
                continue  # "an Italian-Polish initiative"
            for t in coordinated(page, k):
                if (m := page.at(Mention, t)) is not None:
                    found.append(m)
        elif page.dep[k] == "prep" and page.lower[k] in ("of", "from"):
            for o in page.kids[k]:
                if page.dep[o] == "pobj":
                    here = [m for t in coordinated(page, o) if (m := page.at(Mention, t)) is not None]
                    found += here or modifying(page, o)  # "one of her first moves"
    return found


def named(page: Parsed, tokens: Tokens) -> tuple[Span, ...]:
    """Spans of the mentions that act at these head tokens, in text order; () where none of them can act."""
    found: dict[Span, None] = {}
    for i in (t for token in tokens for t in _called(page, token)):
        m = page.at(Mention, i)
        if m is not None and m.kind != "demonym":
            found[m.span] = None
            if m.kind == "country":  # in "Chile, Peru, and Fiji" the parser takes Peru for another name of Chile
                listed = (page.at(Mention, t) for t in coordinated(page, i))
                found |= dict.fromkeys(n.span for n in listed if n is not None and n.kind == "country")
            elif m.kind == "organisation" and not (m.name or m.country):  # "Nigerian and British armed forces"
                found |= dict.fromkeys(n.span for n in modifying(page, i) if n.kind == "demonym")
        elif m is not None and _trademark(page, i):
            continue
        elif page.lemma[i] in _bodies() or page.lower[i] in _bodies() or m is not None:
            for n in [*([m] if m else []), *modifying(page, i)]:
                found[n.span] = None
    return tuple(sorted(found))


def _called(page: Parsed, i: int) -> Tokens:
    """Whom a noun beside a name stands for: "Chile and Peru, the two neighbours, which together vowed"."""
    own = page.at(Mention, i)
    if own is not None and own.kind == "group" and page.dep[i + 1 : i + 2] == ["appos"]:
        return coordinated(page, i + 1)  # "Presidents Lind and Berg"
    if page.dep[i] != "appos" or own is not None or page.pos[i] != "NOUN":
        return (i,)
    first = page.head[i]
    while page.tag[i] == "NNS" and page.dep[first] == "conj":
        first = page.head[first]
    return coordinated(page, first) if page.at(Mention, first) is not None else (i,)


def _trademark(page: Parsed, i: int) -> bool:
    """ "American said that it would": an airline; a people is "the French", "Americans"; not "the American promise"."""
    if page.dep[i] in ("amod", "nmod", "compound", "poss"):
        return False
    return page.tag[i] in ("NNP", "JJ") and not any(page.dep[k] == "det" for k in page.kids[i])


def _acts(m: Mention) -> bool:
    return m.kind not in ("demonym", "capital") and not m.place


def organised(page: Parsed, spans: tuple[Span, ...]) -> bool:
    """Is one of them an organisation, whatever its standing? The public at large is none ("urged people to vote")."""
    known = by_span(page)
    return any(known[s].kind == "organisation" for s in spans)


def state_or_body(page: Parsed, spans: tuple[Span, ...]) -> bool:
    """Is one of them a country, an organisation, or a group of a country: no person, no "diplomats"?"""
    known = by_span(page)
    kinds = ("country", "demonym", "capital", "organisation")
    return any(known[s].kind in kinds or (known[s].kind in ("group", "office") and known[s].country) for s in spans)


def own(page: Parsed, span: Span) -> bool:
    """ "their ministers", "her cabinet": somebody of the side that speaks. Neighbours and allies are others."""
    last = page.tokens(span)[1]
    if page.dep[last - 1] == "poss" and page.lower[last - 1] in ("its", "his", "her", "their", "our", "my"):
        return True
    poss = page.child(last - 1, "poss")
    return (
        poss is not None
        and page.lower[poss] in ("its", "his", "her", "their", "our", "my")
        and page.lemma[last - 1] not in _RELATED
    )


_RELATED = frozenset(["neighbor", "neighbour", "ally", "partner", "counterpart", "rival", "adversary", "creditor"])


def state_named(page: Parsed, bounds: tuple[int, int]) -> bool:
    """Is a state named between two tokens?"""
    start, end = page.start[bounds[0]], page.end[bounds[1] - 1]
    return any(m.kind in STATES for m in page.between(Mention, start, end))


def persons(page: Parsed, tokens: Tokens) -> bool:
    """Do these tokens mean somebody of whom things are asked: a mention, or a plain noun such as "countries"?"""
    return bool(named(page, tokens)) or any(page.lemma[t] in _bodies() or page.lemma[t] in _ASKED for t in tokens)


_ASKED = frozenset(["creditor", "donor", "lender", "stakeholder", "signatory", "belligerent"])


def with_included(page: Parsed, tokens: Tokens) -> Tokens:
    """The tokens with those that they are said to include: "allies, including Japan"."""
    return (*tokens, *(o for t in tokens for o in included(page, t)))


def names(page: Parsed, tokens: Tokens) -> set[str]:
    """Names and countries of the sides at these tokens, pronouns followed: what tells two sides apart."""
    known = by_span(page)
    found: set[str] = set()
    for span in named(page, tokens):
        m: Mention | None = known[span]
        for _ in range(4):
            if m is None:
                break
            found |= {x for x in (m.country, m.name) if x} | leads(m)
            m = known.get(m.antecedent) if m.antecedent else None
    return found


def beside(page: Parsed, tokens: Tokens, cue: int) -> tuple[Span, ...]:
    """Mentions between a run-in heading ("Earlier support: The G7 has ...") or the start of the sentence and the cue,
    where the parser found no subject or took the heading for it."""
    colon = run_in(page, cue)
    if tokens and (colon is None or max(tokens) > colon):
        return ()
    if colon is None and (found := _before(page, cue)):
        return found
    start = page.sentences[page.sentence[cue]][0] if colon is None else colon + 1
    if start >= cue:
        return ()
    # "Chips: Lind Technology – with support from Chile – will", "Fuels: The Alliance, set up by Chile, will"
    aside = _ASIDE if colon is not None else frozenset[str]()
    end = next((t for t in range(start, cue) if page.pos[t] == "VERB" or page.lower[t] in aside), cue)
    if end < cue and colon is None:
        return ()
    left, right = page.start[start], page.start[end]
    near = [m.span for m in page.between(Mention, left, right) if m.span.end <= right and _acts(m)]
    if colon is None and near and page.tokens(near[0])[0] - start > 1:
        return ()
    return tuple(near)


_ASIDE = frozenset(["with", "(", "–", "—", "--"])


def joined(page: Parsed, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The sides with those whom "and" joins to the first where the parser cuts them.

    "USAID and KOICA committed", "after President Lind and Premier Berg's commitment to", "by Chile, Peru, and Fiji".
    """
    if not spans or by_span(page)[spans[0]].kind not in ACTS:
        return spans
    first, last = page.tokens(spans[0])
    before, begin = named_before(page, last - 1)
    owners = page.lower[last : last + 1] == ["'s"] and page.pos[begin - 1] in ("ADP", "VERB", "SCONJ")
    series = len(before) > 1 and page.lower[before[-1] + 1] == ","
    if not (series or owners or begin == page.sentences[page.sentence[first]][0]):
        return spans
    listed = [m.span for t in before if (m := page.at(Mention, t)) is not None]
    return (*(s for s in listed if s not in spans), *spans)


def run_in(page: Parsed, cue: int) -> int | None:
    """The colon of a heading that opens the sentence of a cue ("Earlier support: The G7 has ..."), if it has one."""
    first = page.sentences[page.sentence[cue]][0]
    return next((t for t in range(first, min(first + 9, cue)) if page.lower[t] == ":"), None)


def _before(page: Parsed, cue: int) -> tuple[Span, ...]:
    """The mention that stands right before the verb group of a cue, with one that touches it ("G7 leaders have")."""
    t = cue - 1
    first = page.sentences[page.sentence[cue]][0]
    while t > first and page.pos[t] in ("AUX", "ADV", "PART"):
        t -= 1
    found: list[Span] = []
    while t >= first:
        m = page.at(Mention, t)
        if m is not None and m.kind not in ("demonym", "capital") and not m.place:
            found.insert(0, m.span)
            t = page.tokens(m.span)[0] - 1
        elif m is None and found and page.lower[t] in ("the", "and"):  # "the United States and ASEAN will"
            t -= 1
        else:
            break
    return tuple(found)


ACTS = ("country", "organisation", "name")


def inner(page: Parsed, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The mentions themselves, and for a group that gathers nobody those named inside it ("fellow G7 leaders"), also
    where a pronoun stands for it ("their")."""
    found: dict[Span, None] = {}
    for own in spans:
        m = meant(page, own)[-1]
        span = m.span
        loose = m.kind == "group" or m.surface.lower() in ("they", "their", "our")
        if not loose or m.members or m.antecedent or m.country:
            found[own] = None
            continue
        for n in page.between(Mention, span.start, span.end):
            if n.span.end <= span.end and n.kind in ACTS:
                found[n.span] = None
    return tuple(sorted(found))
