"""Who issues an official paper: who says "we" in it, and whom "the leaders", "they", "both sides" mean.

A joint paper begins with those who sign it, a readout with those who met; either names them in its title. Who is named
after "on", "to", "for" or "in" there is what it is about.
"""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.lexicon import column, of_states, words
from dragoman.model import Mention, Span
from dragoman.reading import parties, standing
from dragoman.reading.conjuncts import coordinated
from dragoman.reading.cues import subject
from dragoman.reading.parse import Parsed


def signers(page: Parsed) -> tuple[Span, ...]:
    """Who says "we" in a joint paper: those named beside its first "we" ("We, the leaders of Chile and Peru")."""
    found: tuple[Span, ...] | None = page.__dict__.get("_signers")
    if found is None:
        found = ()
        ours = (i for i, w in enumerate(page.lower) if w == "we" and page.dep[page.head[i]] in ("ROOT", "ccomp"))
        we = next(ours, None)
        if we is not None:
            start, end = page.sentences[page.sentence[we]]
            verb = next((k for k in range(we, end) if page.pos[k] in ("VERB", "AUX")), end)
            found = tuple(s for s in _named(page, start, verb) if not _where(page, s))
        page.__dict__["_signers"] = found
    return found


def _where(page: Parsed, span: Span) -> bool:
    """ "In JAMAICA, we will": where it is done."""
    above = page.head[page.tokens(span)[1] - 1]
    return page.pos[above] == "ADP" and page.lower[above] not in ("of", "as", "between")


def issuers(page: Parsed) -> tuple[Span, ...]:
    """Whom a paper is of: the two or more sides, or the body of several states, that its title names; else whom its
    first sentence has as its subject, with those whom they met; else anybody named in that sentence."""
    found: tuple[Span, ...] | None = page.__dict__.get("_issuers")
    if found is None:
        found = page.__dict__["_issuers"] = _titled(page) or _opening(page)
    return found


def _titled(page: Parsed) -> tuple[Span, ...]:
    first = next((s for s in page.sentences if page.line_kind(s[0]) == "headline"), (0, 0))
    about = (t for t in range(*first) if page.lower[t] in _ABOUT and "meeting" not in page.lower[t + 1 : t + 3])
    last = next(about, first[1])  # "statement on the meeting of Chile and Peru" names those who met
    found = _several(page, first[0], last)
    if not found and last < first[1] and "joint" in page.lower[first[0] : last]:
        found = _several(page, *first)  # "joint statement on the visit of President Boric at the invitation of ..."
    return found


def _several(page: Parsed, first: int, last: int) -> tuple[Span, ...]:
    """The sides named between two tokens of a title, if they are two or more or a body of several states."""
    known = standing.by_span(page)
    named = tuple(s for s in _named(page, first, last) if known[s].kind != "organisation" or _kind(known[s]))
    found = tuple(_sides(page, named))
    return found if len(found) > 1 or any(_of_states(known[s]) for s in found) else ()


_ABOUT = frozenset(["on", "to", "for", "in", "at", "regarding", "against"])


def _kind(m: Mention) -> str | None:
    """What an organisation of our table is."""
    return column("organisations", "name", "kind").get(m.name or m.surface)


def _of_states(m: Mention) -> bool:
    """Whether it is a body of states: "the Quad"."""
    return of_states(m.name or m.surface)


def _sides(page: Parsed, spans: tuple[Span, ...]) -> Iterator[Span]:
    """Mentions, each side once, without the countries that persons among them are of ("President Boric of Chile")."""
    told = set[str]()
    for span in spans:
        m = standing.by_span(page)[span]
        who = m.name or m.country or m.surface
        if who not in told and not (m.kind == "country" and _of_person(page, span)):
            told.add(who)
            yield span


def _of_person(page: Parsed, country: Span) -> bool:
    t = page.tokens(country)[0] - 1
    t -= page.lower[t] == "the"
    before = page.at(Mention, t - 1) if t > 0 and page.lower[t] == "of" else None
    return before is not None and before.kind == "name"


def _opening(page: Parsed) -> tuple[Span, ...]:
    body = next((s for s in page.sentences if page.line_kind(s[0]) not in ("headline", "heading")), (0, 0))
    root = next((k for k in range(*body) if page.dep[k] == "ROOT"), None)
    if root is None:
        return ()
    spans = parties.inner(page, parties.named(page, subject(page, root)))
    known = standing.by_span(page)
    met = (s for s in parties.named(page, tuple(_met(page, root))) if known[s].kind in parties.ACTS)
    return tuple(_sides(page, tuple(sorted({*spans, *met})))) if spans else _named(page, *body)


def _met(page: Parsed, verb: int) -> Iterator[int]:
    """Tokens of those whom the subject of a verb met: "spoke with", "hosted", "held a call with"."""
    if page.lemma[verb] not in _MEETING:
        return
    thing = page.child(verb, "dobj")
    if thing is not None and page.lemma[verb] in ("host", "welcome", "receive", "meet"):
        yield from coordinated(page, thing)
    for k in (k for t in (verb, thing) if t is not None for k in page.kids[t]):
        if page.dep[k] == "prep" and page.lower[k] == "with":
            yield from (t for o in page.kids[k] if page.dep[o] == "pobj" for t in coordinated(page, o))


_MEETING = frozenset(["meet", "speak", "talk", "host", "welcome", "receive", "hold", "have", "convene", "consult"])


def settled(page: Parsed, spans: tuple[Span, ...], joint: tuple[Span, ...]) -> tuple[Span, ...]:
    """Sides of an official paper. A group that gathers nobody is the last of its name that did ("G7 leaders ...
    Leaders"), or else the `joint` side that spoke last, or those who issue the paper.

    "The leaders" of a paper of one body of states are that body, whomever it named last; "companies", "a group of
    investors" and "ninety-four countries" are none of those who issue it.
    """
    if not spans:
        return ()
    group = standing.meant(page, spans[0])[-1].span  # "they", of leaders who are not named
    called = page.document.text[group.start : group.end].lower().split()
    body = tuple(s for s in issuers(page) if _of_states(standing.by_span(page)[s]))
    met = called[-1] in _MET and called[0] in ("the", "our", *_MET)
    lands = [s for s in issuers(page) if standing.by_span(page)[s].kind == "country"]
    if len(body) == len(spans) == 1 and met and len(lands) < 2:
        return body
    if found := parties.inner(page, spans):
        return found
    if page.lower[page.tokens(spans[0])[0] - 1] == "whose":
        return ()  # "Norland, whose leaders have vowed"
    first = page.tokens(group)[0]
    counted = page.pos[first] == "NUM" and called[0] not in ("two", "three", "four")
    named = first > 0 and (page.word[first - 1][0].isupper() or page.word[first - 1] in _NAMING)  # "G7+ partners"
    others = called[-1] in _OTHERS and page.word[first].islower() and not named and called[0] not in _DEFINITE
    if called[-1] not in words("pledge_cues", "word", use="issuing") or called[0] in _ANY or counted or others:
        return ()
    if met and called[0] != called[-1] and (signed := signers(page) or (issuers(page) if _joint(page) else ())):
        return signed
    for m in reversed([m for m in page.of(Mention) if m.span < spans[0] and m.kind == "group"]):
        if m.surface.lower().endswith(called[-1]) and (found := parties.inner(page, (m.span,))):
            return found
    return joint or issuers(page)


def _joint(page: Parsed) -> bool:
    """Is it a paper that two or more sides sign?"""
    title = next((s for s in page.sentences if page.line_kind(s[0]) == "headline"), page.sentences[0])
    return "joint" in page.lower[slice(*title)] and bool(_PAPER.intersection(page.lower[slice(*title)]))


_PAPER = frozenset(["statement", "declaration", "communiqué", "communique", "readout", "vision"])


_MET = frozenset(["leaders", "participants", "delegations", "members"])
_ANY = frozenset(["a", "an", "some", "several", "many", "other", "world"])
_OTHERS = frozenset(["partners", "countries", "nations", "governments", "states", "economies", "members", "allies"])
_NAMING = frozenset(["+", "”", '"', "''"])
_DEFINITE = frozenset(["the", "our", "both", "all", "these", "those", "two", "three", "four", "their", "its"])


def _named(page: Parsed, first: int, last: int) -> tuple[Span, ...]:
    if first >= last:
        return ()
    start, end = page.start[first], page.end[last - 1]
    named = page.between(Mention, start, end)
    return tuple(m.span for m in named if m.span.end <= end and m.kind in parties.ACTS)
