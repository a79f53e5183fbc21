"""Whom a promise is for, as its own words name them.

A receiver stands under a preposition of the act ("send tanks TO Chile"), as object of a helping verb ("support
CHILE"), owns what is helped ("strengthen CHILE's courts", "the defence of CHILE"), is joined ("join THE PACT"), or is
the other side of a trade ("buy jets FROM Chile"). Names elsewhere in the phrase ("deter attacks by Chile", "the dangers
associated with Chile") receive nothing. To whom a side speaks on a page without naming them in the sentence is for
`reconcile.counterparts` to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import takewhile

from dragoman.lexicon import words
from dragoman.model import Mention, Quantity, Span
from dragoman.reading import standing
from dragoman.reading.conjuncts import coordinated
from dragoman.reading.parse import Parsed
from dragoman.reading.parties import modifying, named
from dragoman.reading.parties import own as its_own


@cache
def _words(use: str) -> frozenset[str]:
    return words("pledge_cues", "word", use=use)


_FIRST = frozenset(["me", "us", "our", "my", "we", "i", "itself", "himself", "themselves"])


def recipients(
    page: Parsed, head: int, bounds: tuple[int, int], by: tuple[Span, ...], kind: str, cue: int
) -> tuple[Span, ...]:
    """Mentions that receive what is promised between two tokens; () where its words name none.

    `head` is the head of what is promised, `by` the side, which never receives from itself. What hangs on the verb of
    the `cue` beside a thing that it promises counts too ("committed a million doses THROUGH COVAX").
    """
    acts = _acts(page, head, bounds)
    if page.head[head] == cue and page.dep[head] in ("dobj", "nsubjpass") and page.pos[cue] == "VERB":
        bounds = (bounds[0], max(bounds[1], page.subtree(cue)[1]))
        acts += [t for t in _acts(page, cue, bounds) if t not in acts]
    own = _owned(page, by)
    weak: tuple[Span, ...] = ()
    for strong, spans in _candidates(page, acts, bounds):
        found = tuple(s for s in spans if can(page, s) and not _owned(page, (s,)) & own and not harmed(page, s, head))
        if found and strong:
            return found
        weak = weak or found
    return weak or _traded(page, head, bounds, own, kind)


def _acts(page: Parsed, head: int, bounds: tuple[int, int]) -> list[int]:
    """The head with the verbs that carry it on ("work to HELP", "buy and DONATE") and the nouns that are given."""
    acts = [head]
    for t in acts:
        for k in page.kids[t]:
            if not bounds[0] <= k < bounds[1]:
                continue
            carried = page.pos[k] == "VERB" and page.dep[k] in ("xcomp", "conj", "advcl", "pcomp", "ccomp", "acl")
            if (page.dep[k] == "advcl" and page.tag[k] in _FINITE) or _another(page, k, t):
                carried = False  # "as Chile hosts the summit"
            given = page.pos[k] in ("NOUN", "PROPN", "NUM", "SYM") and page.dep[k] in ("dobj", "attr", "conj", "nmod")
            of = page.dep[k] == "prep" and page.lower[k] in _OF and page.pos[t] != "VERB"
            if of and page.lower[k] == "on" and page.lemma[t] not in _words("giving"):
                of = False  # "attacks on its facilities in Chile"
            by_doing = page.dep[k] == "prep" and page.lower[k] in ("by", "in", "of", "through", "with")
            if carried or given:
                acts.append(k)
            elif of or by_doing:
                doing = [o for o in page.kids[k] if page.lower[o].endswith("ing")]  # "in partnering with Chile", a noun
                acts += [
                    o for o in page.kids[k] if page.dep[o] == "pcomp" or (of and page.dep[o] == "pobj") or o in doing
                ]
    return acts


_FINITE = frozenset(["VBZ", "VBP", "VBD"])
_OF = ("of", "in", "by", "through", "on")


def _first_of_two(page: Parsed, verb: int, k: int) -> bool:
    """ "Pay PERU $3 million", where the parser sees two objects."""
    return any(page.dep[o] == "dobj" for o in page.kids[verb] if o > k)


def _candidates(page: Parsed, acts: list[int], bounds: tuple[int, int]) -> Iterator[tuple[bool, tuple[Span, ...]]]:
    """(whether it is plainly the receiver, mentions), act by act in the order of the words."""
    for t in acts:
        lemma, called = page.lemma[t], page.at(Mention, t)
        if page.pos[t] == "NOUN":
            yield False, _protected(page, t)
        gives = lemma in _words("giving") or page.lemma[page.head[t]] in _words("giving")
        for k in page.kids[t]:
            if not bounds[0] <= k < bounds[1]:
                continue
            word = page.lower[k]
            if page.dep[k] in ("dobj", "dative") and (
                lemma in _words("helping") or page.dep[k] == "dative" or (gives and _first_of_two(page, t, k))
            ):
                for o in (k, *(page.kids[k] if page.dep[k] == "dative" else ())):
                    yield True, named(page, (o, *coordinated(page, o)))
                yield True, _reached(page, k)
            elif page.dep[k] == "ccomp" and lemma in _words("helping"):  # "help Chile build a port"
                helped = page.child(k, "nsubj")
                yield True, named(page, coordinated(page, helped)) if helped is not None else ()
            elif page.dep[k] == "dobj":
                own = _states(page, k) if lemma in _words("improving") else ()
                yield False, _protected(page, k) or own or (_compounded(page, k) if lemma in _GIVE else ())
            if page.dep[k] not in ("prep", "dative") or (called is not None and page.at(Mention, k) is called):
                continue  # "the Agency FOR Development": no receiver within a name
            objects = [o for o in page.kids[k] if page.dep[o] == "pobj"]
            for o in objects:
                goes = lemma in _words("moving") and not (lemma == "return" and page.child(t, "dobj") is not None)
                opened = word == "to" and lemma == "access"  # "give inspectors access to the palaces of Chile"
                if word in ("to", "for", "towards", "toward") and not goes and not opened:
                    yield True, _reached(page, o)
                elif word in ("with", "alongside") and page.lemma[o] not in _words("dealt"):
                    yield False, _reached(page, o)
                elif word in ("in", "across", "throughout", "within") and gives:
                    here = (*named(page, coordinated(page, o)), *_whose(page, o))
                    yield False, tuple(sorted({s for s in here if _place(page, s)}))
                elif word == "between":  # "mediate between Chile and Peru"
                    yield True, named(page, coordinated(page, o))
                elif word == "through" and gives:
                    yield False, named(page, coordinated(page, o))
                elif word == "from" and lemma in _words("trade"):
                    yield True, named(page, coordinated(page, o))
                elif word in ("in", "on", "at") and lemma in _words("joining") and page.child(t, "dobj") is None:
                    yield True, _reached(page, o)
                elif word == "of" and lemma in _words("good"):
                    yield False, named(page, coordinated(page, o))
        if lemma in _words("joining"):
            yield True, tuple(s for k in page.kids[t] if page.dep[k] == "dobj" for s in _reached(page, k))


def _reached(page: Parsed, o: int) -> tuple[Span, ...]:
    tokens = coordinated(page, o)
    there = [
        p for k in page.kids[o] if page.dep[k] == "prep" and page.lower[k] in ("in", "across") for p in page.kids[k]
    ]
    places = named(page, tuple(t for p in there for t in coordinated(page, p)))
    found = tuple(s for s in named(page, tokens) if can(page, s)) or _whose(page, o)
    if not found or all(_nameless(standing.mention_of(page, s)) for s in found):
        found = _in_full(page, o) or _whose(page, o) or found  # "the ASEAN Secretariat"
    return found or tuple(s for s in places if _place(page, s))


def _nameless(m: Mention | None) -> bool:
    return m is not None and m.kind == "organisation" and not (m.name or m.country or m.antecedent)


def _in_full(page: Parsed, o: int) -> tuple[Span, ...]:
    """Whom a short form stands for: "the Coalition" after "the School Meals Coalition", "the Facility" after "the
    bank's Grant Facility" (the bank)."""
    short = next((t for t in (o, *page.kids[o]) if page.word[t][0].isupper() and not page.kids[t]), o)
    if not page.word[short][0].isupper():
        return ()
    for t in range(page.sentences[page.sentence[short]][0] - 1, -1, -1):
        if page.word[t] == page.word[short] and any(page.dep[k] in ("compound", "poss") for k in page.kids[t]):
            m = page.at(Mention, t)
            return (m.span,) if m is not None and m.name else _whose(page, t)
    return ()


def _whose(page: Parsed, t: int) -> tuple[Span, ...]:
    """Whose a thing is: "Chile's regulator", "the work of the fund"."""
    return tuple(sorted({m.span for m in modifying(page, t)}))


def _protected(page: Parsed, o: int) -> tuple[Span, ...]:
    """Whose good it is: "the defence of Latvia", "Kenya's security", but not "independence from Chile's gas"."""
    away = any(page.dep[k] == "prep" and page.lower[k] == "from" for k in page.kids[o])
    return _whose(page, o) if page.lemma[o] in _words("good") and not away else ()


def _states(page: Parsed, o: int) -> tuple[Span, ...]:
    """The state whose own thing is made better: "strengthen MOLDOVA's position"."""
    whose = page.child(o, "poss")
    m = page.at(Mention, whose) if whose is not None else None
    return (m.span,) if m is not None and m.kind == "country" else ()


def _compounded(page: Parsed, o: int) -> tuple[Span, ...]:
    """ "Lend GREECE billions", which the parser takes for one noun."""
    found = (page.at(Mention, k) for k in page.kids[o] if page.dep[k] == "compound")
    return tuple(m.span for m in found if m is not None and m.kind == "country")


_INVOLVED = frozenset(["pobj", "poss", "compound", "amod", "nmod", "dobj", "dative", "conj"])
_GIVE = frozenset(["give", "lend", "send", "grant", "offer", "provide", "sell", "supply", "hand"])


def harmed(page: Parsed, span: Span, head: int) -> bool:
    """Is it said against somebody: "deny CHILE the benefits", "keep CHILE from acquiring", "resist CHILE's threats"?

    Whoever is threatened still receives ("counter threats to CHILE"), and who is helped to act ("help CHILE deter").
    """
    first, last = page.tokens(span)
    t = last - 1
    if page.lemma[first - 1] in _words("helping"):
        return False  # also where the parser takes "help Chile deter attacks" for one noun
    while t != head and page.head[t] != t:
        t, below = page.head[t], t
        if page.lemma[t] not in _words("harm") or page.dep[below] in ("conj", "nsubj", "advcl"):
            continue
        if page.pos[t] != "VERB":
            return page.dep[below] in _OWNERS or page.lower[below] in ("of", "by", "from")
        what = page.child(t, "dobj")
        if what is not None and page.lemma[what] in _words("relief") and page.lemma[t] != "impose":
            return False  # "suspend the tariffs on Chile"
        # "combat crime in Chile" is for Chile
        return page.dep[below] != "prep" or page.lower[below] in ("from", "to", "on")
    return False


_OWNERS = frozenset(["poss", "compound", "amod", "nmod", "acl"])  # acl: "dangers posed by"


def _traded(page: Parsed, head: int, bounds: tuple[int, int], own: set[str], kind: str) -> tuple[Span, ...]:
    """The other side of a trade or an offer: a country or region named in it."""
    if kind == "ask" or not (kind == "offer" or any(page.lemma[t] in _words("trade") for t in range(*bounds))):
        return ()
    start, end = page.start[bounds[0]], page.end[bounds[1] - 1]
    for m in page.between(Mention, start, end):
        if (
            (m.kind in ("country", "demonym") or (m.kind == "name" and m.place))
            and page.dep[page.tokens(m.span)[1] - 1] in _INVOLVED
            and not _owned(page, (m.span,)) & own
            and not _told_of(page, page.tokens(m.span)[1] - 1, head)
            and not harmed(page, m.span, head)
        ):
            return (m.span,)
    return ()


def _told_of(page: Parsed, t: int, head: int) -> bool:
    """Does a token only tell more of a thing: "invest in projects that serve U.S. goals", "fears that they need"?"""
    below = list(takewhile(lambda a: a != head, (t, *page.ancestors(t))))
    return any(
        page.dep[a] == "relcl"
        or (page.dep[a] == "acl" and page.child(a, "nsubj") is not None)
        or _another(page, a, head)
        for a in below
    )


def _another(page: Parsed, verb: int, promised: int) -> bool:
    """Whether a verb tells another act beside an infinitive: "would sign the deal, and BLAMED Chile"."""
    return page.dep[verb] == "conj" and page.tag[verb] in _FINITE and page.tag[promised] == "VB"


# --- who can receive --------------------------------------------------------------------------------


def can(page: Parsed, span: Span) -> bool:
    """Can a mention receive something? Not "us" or "our people" of whoever speaks, not the public, not a bare sum."""
    m = standing.mention_of(page, span)
    if m is None or m.surface.lower().split()[0] in _FIRST:
        return False
    if m.kind in ("group", "organisation") and its_own(page, span):
        return False  # "will add 700 soldiers to ITS ARMY"
    if m.kind == "pronoun":
        return m.antecedent is not None and page.dep[page.tokens(span)[1] - 1] != "poss"
    first, last = page.tokens(span)
    if m.kind == "group" and (page.at(Quantity, first) is not None or not (m.country or m.members or m.antecedent)):
        return False  # "experts", "a million people": nobody that the record could name
    return not any(page.lower[k] in _FIRST for k in page.kids[last - 1]) and page.lower[first] not in _FIRST


def _place(page: Parsed, span: Span) -> bool:
    m = standing.mention_of(page, span)
    return m is not None and bool(m.country or m.members or m.kind in ("country", "capital"))


def _owned(page: Parsed, spans: tuple[Span, ...]) -> set[str]:
    """Names and countries that mentions and those they stand for have: what tells a side from itself."""
    found: set[str] = set()
    for span in spans:
        for m in standing.meant(page, span):
            found |= {x for x in (m.name, m.country if m.kind in ("country", "demonym", "capital") else None) if x}
        found.add(f"{span.start}-{span.end}")
    return found
