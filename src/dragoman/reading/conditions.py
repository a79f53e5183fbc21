"""Conditions of data/event_rules.csv: what must hold of a proposition and its sides for a rule to fit.

A condition is named in the table's column "needs", with the words it looks for: `object:deal|pact` (the object's
lemma is one of these), `!actor` (nobody it is done to). See CONDITIONS for all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from dragoman import lexicon
from dragoman.model import Mention, Span, TimeExpression
from dragoman.reading.certainty import status
from dragoman.reading.parse import Parsed
from dragoman.reading.propositions import Proposition, proposition_at
from dragoman.reading.sides import identity, role, whom
from dragoman.reading.subjects import construction, measured
from dragoman.timex import grain


class Reading(NamedTuple):
    """A proposition with the sides that a rule gives it, as its conditions see it."""

    page: Parsed
    prop: Proposition
    by: tuple[Span, ...]
    to: tuple[Span, ...]


_QUOTES = frozenset(['"', "``", "“"])
_PERSON = frozenset(["name", "office", "pronoun", "group"])
_DEONTIC = frozenset(["should", "must", "ought"])


def _lemmas(page: Parsed, tokens: tuple[int, ...]) -> set[str]:
    """Lemmas of head tokens and of the nouns before them ("task force", "trade deal")."""
    found = set()
    for t in measured(page, tokens):
        found.add(page.lemma[t])
        found.add(page.lower[t])
        if page.tag[t] == "NNPS":  # "Memorandums", which has no lemma as a name
            found.add(page.lower[t].removesuffix("s"))
        found.update(page.lemma[k] for k in page.kids[t] if page.dep[k] in ("compound", "quantmod", "nmod", "nummod"))
    return found


def _actor_head(r: Reading, kinds: frozenset[str] | None = None) -> bool:
    for t in r.prop.patient or r.prop.recipient:
        mention = r.page.at(Mention, t)
        if mention is not None and not mention.place and (kinds is None or mention.kind in kinds):
            return True
    return False


def _predicate(r: Reading) -> bool:
    """What somebody is called or held to be: "called him a liar", which the parser may give a second object."""
    page, i = r.page, r.prop.token
    objects = [k for k in page.kids[i] if page.dep[k] == "dobj"]
    called = [k for k in page.kids[i] if page.dep[k] == "oprd" and k not in r.prop.patient and not _title(page, k)]
    told = r.prop.complement is None or page.lemma[r.prop.complement] in construction("on the phone")
    if not told or called or len(objects) > 1:  # "called Lind to thank him" is a call
        return True
    beside = [a for o in objects for a in page.kids[o] if page.dep[a] == "appos"]  # "called Lind, whom he knew, a liar"
    if any(page.lower[k] in ("a", "an") for a in beside for k in page.kids[a]):
        return True
    return any(page.lower[k] in _QUOTES for o in objects for k in range(o, page.subtree(o)[1]))


def _title(page: Parsed, i: int) -> bool:
    """Whether a token is of the title of the person behind it: "calls PRIME MINISTER Berg"."""
    mention = page.at(Mention, i)
    return mention is not None and mention.kind == "office" and mention.antecedent is not None


def _infinitive(r: Reading) -> bool:
    c = r.prop.complement
    return c is not None and any(r.page.tag[k] == "TO" for k in r.page.kids[c])


@cache
def _outlets() -> frozenset[str]:
    """Names of newspapers, agencies and broadcasters."""
    credited = (c for r in lexicon.table("outlets") for c in r["credits"].split("|"))
    return frozenset(n.removeprefix("The ") for n in (*lexicon.words("outlets", "outlet"), *credited) if n)


def _surface(page: Parsed, span: Span) -> str:
    return page.document.text[span.start : span.end].removeprefix("The ").removeprefix("the ")


def _public(page: Parsed, span: Span) -> bool:
    """Whether who acts is a state, a body, an office holder or several who speak as one, and no private person."""
    mention = page.mention(span)
    if mention is None or mention.kind in ("name", "pronoun"):
        return mention is not None and (bool(mention.office or mention.country) or mention.surface.lower() in _MANY)
    return mention.kind != "group" or bool(mention.members or mention.country or mention.office)


_MANY = frozenset(["we", "they", "who", "both", "it"])


def _complement_modal(r: Reading) -> str:
    below = _below(r)
    return below.modal if below is not None else ""


def _complement_finite(r: Reading) -> bool:
    below = _below(r)
    return below is not None and bool(below.tense or below.modal)


def _below(r: Reading) -> Proposition | None:
    """The proposition that is its complement."""
    return proposition_at(r.page, r.prop.complement) if r.prop.complement is not None else None


def _own_clause(r: Reading) -> bool:
    """Whether the clause tells of who speaks or of his state: "reiterated that IT will pay", no truce, no other's."""
    below, by = _below(r), {identity(r.page, s) for s in r.by}
    own = {identity(r.page, s) for s in whom(r.page, below.agent)} if below is not None else set()
    states = {m.country for s in own if (m := r.page.mention(s)) is not None and m.kind == "country"}
    heads = (m for s in by if (m := r.page.mention(s)) is not None and m.kind in ("name", "office"))
    return bool(own & by) or any(states and (m.country is None or m.country in states) for m in heads)


def _complement_lemma(r: Reading) -> str:
    return r.page.lemma[r.prop.complement] if r.prop.complement is not None else ""


def _complement_objects(r: Reading) -> set[str]:
    below = _below(r)
    return _lemmas(r.page, below.patient) if below is not None else set()


def _several(r: Reading) -> bool:
    if len(r.by) > 1:
        return True
    if not r.by:
        return False
    first, last = r.page.tokens(r.by[0])
    mention = r.page.at(Mention, first)
    return mention is not None and (
        len(mention.members) > 1
        or r.page.lower[first] in ("they", "we", "both")
        or (mention.kind == "group" and r.page.tag[last - 1] in ("NNS", "NNPS"))
    )


def _place(r: Reading, words: frozenset[str]) -> bool:
    own = (*(r.prop.recipient if "to" in words else ()), *(r.prop.patient if "object" in words else ()))
    for t in (*r.prop.preposition(*words), *own):
        spans = whom(r.page, (t,), place=True)
        mention = r.page.at(Mention, r.page.tokens(spans[0])[0]) if spans else None
        if mention is not None and (mention.place or mention.kind in ("country", "capital")):
            return True
    return False


def _own(r: Reading) -> bool:
    """Whether a noun names its owner itself: "Russia's withdrawal", "a withdrawal by Russia", "Russian withdrawal"."""
    return bool(r.by) and (
        r.page.child(r.prop.token, "poss") is not None
        or bool(r.prop.preposition("by", "from", "of"))
        or bool(whom(r.page, r.prop.preposition("")))
    )


_FIRST_OR_SECOND = frozenset(["we", "us", "i", "me", "you", "one", "it", "everybody", "everyone"])


def _pressed_other(r: Reading) -> bool:
    """Whether the clause is another's, and somebody's who can be asked: "we should do more" asks nobody."""
    other = set(role(r.page, r.prop, "pressed")) - set(r.prop.agent)
    return bool(other and r.to) and r.page.lower[r.page.tokens(r.to[0])[0]] not in _FIRST_OR_SECOND


_OFFERED = frozenset(["xcomp", "pcomp", "conj"])


def _committed(r: Reading) -> bool:
    """Whether a deed to come is told as decided: "will provide", "plans to expand", "are committed to building".

    A purpose is no promise: "programs to support theatres", "told their staff to find ways to trade more".
    """
    p, page = r.prop, r.page
    i = p.token
    while page.dep[i] == "conj" and page.tag[page.head[i]] == page.tag[i]:
        i = page.head[i]
    if status(page, p.token) != "planned":
        return False
    return p.modal in ("will", "shall") or page.dep[i] in _OFFERED or p.form in ("headline", "nominal", "light")


def _of_another(r: Reading) -> bool:
    """Whether the object is of another state than who acts: "closed the RUSSIAN consulate", not "its consulate in"."""
    own = {m.country for s in r.by if (m := r.page.mention(s)) is not None}
    sides = (r.page.mention(s) for s in whom(r.page, r.prop.patient))
    return any(m is not None and m.country is not None and m.country not in own for m in sides)


def _crowd(r: Reading, words: frozenset[str]) -> bool:
    """Whether those who act are private people in a mass: "people who go to Beijing", "Central Americans"."""
    for span in r.by:
        first, last = r.page.tokens(span)
        mention = r.page.at(Mention, first)
        if mention is None or mention.kind not in ("group", "demonym", "country") or mention.members:
            return False
        if not (r.page.lemma[last - 1] in words or (mention.kind == "demonym" and r.page.tag[last - 1] == "NNPS")):
            return False
    return bool(r.by)


_CAMPAIGN = frozenset(
    ["ad", "advertisement", "advertising", "campaign", "debate", "pac", "pacs", "spending",
     "rival", "candidate", "nominee", "tweet", "twitter", "speech", "interview", "remark", "comment"]
)  # fmt: skip


def _verbal(r: Reading) -> bool:
    """Whether "attack" is said of words: done by a person, or to a person, and of no violence is there a word near."""
    page = r.page
    first, last = page.sentences[page.sentence[r.prop.token]]
    near = page.lemma[first:last]
    if not _CAMPAIGN.isdisjoint(near):
        return True
    if not construction("violence").isdisjoint(near):
        return False
    if r.by:
        return all(kind_of(page, s) in ("name", "office") or _person_pronoun(page, s) for s in r.by)
    return bool(r.to) and all(kind_of(page, s) in ("name", "office", "pronoun") for s in r.to)


def _person(page: Parsed, span: Span) -> bool:
    """Whether it is somebody, or several: not "it"."""
    return kind_of(page, span) in _PERSON and page.lower[page.tokens(span)[0]] not in ("it", "which", "that")


def _person_pronoun(page: Parsed, span: Span) -> bool:
    return page.lower[page.tokens(span)[0]] in ("he", "she", "him", "her", "i", "his", "who")


def _headline(page: Parsed) -> set[str]:
    """Words of the page's headline in lower case: a readout of a call says there that it is one."""
    document = page.document
    lines = [document.text[x.start : x.end] for x in document.lines if x.kind == "headline"]
    return set(" ".join([document.title or "", *lines]).lower().replace("’s", " ").split())


def _body(r: Reading) -> bool:
    """Whether all that it is done to are organisations: whoever speaks to a congress makes a speech."""
    return bool(r.to) and all(kind_of(r.page, s) == "organisation" for s in r.to) and not r.prop.preposition("with")


def _before_body(r: Reading, words: frozenset[str]) -> bool:
    """Whether it is brought before a body of several states: "lodged a complaint with the WTO"."""
    own = (*r.prop.preposition(*words), *(r.prop.recipient if "to" in words else ()))
    below = (k for o in r.prop.patient for p in r.page.kids[o] if r.page.lower[p] in words for k in r.page.kids[p])
    brought = (r.page.at(Mention, t) for t in (*own, *below))
    return any(m is not None and m.kind == "organisation" and m.country is None for m in brought)


def _made(r: Reading) -> bool:
    """Whether a noun is told as new: its verb makes it ("made a pledge"), or it has an owner and a clause."""
    p = r.prop
    if p.form == "light":
        return r.page.lemma[p.verb] in construction("making")
    return bool(p.agent) and p.complement is not None


def _new(r: Reading) -> bool:
    return (r.prop.form == "light" and r.page.lemma[r.prop.verb] in construction("making")) or bool(
        r.prop.preposition("between")
    )


def _should(r: Reading) -> bool:
    below = proposition_at(r.page, r.prop.complement) if r.prop.complement is not None else None
    if below is None or below.modal in _DEONTIC:
        return below is not None
    named = (
        not r.to or kind_of(r.page, r.to[0]) != "pronoun"
    )  # "said they need to look at it": the speakers, or whoever
    return below.lemma in ("need", "have") and below.tense == "present" and below.complement is not None and named


def _often(r: Reading) -> bool:
    """Whether it is told of many days: "meet regularly", "hold annual talks", "have met six times". A day makes it one,
    or this year's: "their annual summit", "held annual talks"."""
    page, p = r.page, r.prop
    first, last = page.subtree(p.verb)
    times = page.between(TimeExpression, page.start[first], page.end[last - 1])
    if any(t.type != "SET" and grain(t.value) == "D" for t in times):
        return False
    before = {page.lower[k] for k in page.kids[p.token]}
    once = page.tag[p.verb] == "VBD" or (page.tag[p.token] == "NN" and not before & {"a", "an"})
    if once and before & {"annual", "yearly"}:
        return False
    beside = {page.lower[k] for t in (p.verb, p.token) for k in page.kids[t]}
    counted = any(
        page.lower[t] in ("occasions", "basis") or (page.lower[t] == "times" and page.dep[t] == "npadvmod")
        for t in range(first, last)
    )
    return bool(beside & construction("over and over")) or counted or any(t.type == "SET" for t in times)


CONDITIONS: dict[str, Callable[[Reading, frozenset[str]], bool]] = {
    "object": lambda r, w: bool(w & _lemmas(r.page, r.prop.patient)),
    "of-object": lambda r, w: _below_object(r, w),
    "in": lambda r, w: bool(w & _lemmas(r.page, r.prop.preposition("in"))),
    "from": lambda r, w: bool(w & _lemmas(r.page, r.prop.preposition("from"))),
    "mod": lambda r, w: bool(w & _lemmas(r.page, r.prop.preposition(""))),
    "with-noun": lambda r, w: bool(w & _lemmas(r.page, (*r.prop.preposition("with", "to"), *r.prop.recipient))),
    "by-noun": lambda r, w: bool(w & _lemmas(r.page, r.prop.agent)),
    "for-noun": lambda r, w: bool(w & _lemmas(r.page, r.prop.preposition("for"))),
    "media": lambda r, w: any(_surface(r.page, s) in _outlets() for s in (*r.by, *r.to)),
    "held": lambda r, w: r.prop.verb != r.prop.token and r.page.lemma[r.prop.verb] in w,
    "modal": lambda r, w: r.prop.modal in w,
    "negated": lambda r, w: r.prop.negated,
    "by-name": lambda r, w: bool(r.by) and all(kind_of(r.page, s) in ("name", "office", "pronoun") for s in r.by),
    "public": lambda r, w: bool(r.by) and all(_public(r.page, s) for s in r.by),
    "public-to": lambda r, w: bool(r.to) and all(_public(r.page, s) for s in r.to),
    "complement-finite": lambda r, w: _complement_finite(r),
    "complement-modal": lambda r, w: _complement_modal(r) in w,
    "prep": lambda r, w: any(word in w for word, _ in r.prop.others) or ("to" in w and bool(r.prop.recipient)),
    "near": lambda r, w: bool(w & set(r.page.lower[slice(*r.page.subtree(r.prop.verb))])),
    "of-another": lambda r, w: _of_another(r),
    "often": lambda r, w: _often(r),
    "headline": lambda r, w: bool(w & _headline(r.page)),
    "actor": lambda r, w: bool(r.to),
    "agent": lambda r, w: bool(r.by),
    "sides": lambda r, w: bool(r.by and r.to) or _several(r),
    "inf": lambda r, w: _infinitive(r),
    "clause": lambda r, w: r.prop.complement is not None,
    "transitive": lambda r, w: bool(r.prop.patient) or r.prop.complement is not None,
    "object-name": lambda r, w: _actor_head(r, frozenset(["name"])),
    "predicate": lambda r, w: _predicate(r),
    "attr": lambda r, w: any(r.page.dep[k] == "attr" and r.page.lemma[k] in w for k in r.page.kids[r.prop.token]),
    "place": _place,
    "to-event": lambda r, w: any(proposition_at(r.page, t) and r.page.lemma[t] in w for t in r.prop.recipient),
    "by-person": lambda r, w: bool(r.by) and _person(r.page, r.by[0]),
    "object-actor": lambda r, w: _actor_head(r),
    "on-person": lambda r, w: any(
        kind_of(r.page, s) in ("name", "office") for s in whom(r.page, r.prop.preposition("on", "upon"))
    ),
    "object-person": lambda r, w: _actor_head(r, _PERSON),
    "several": lambda r, w: _several(r),
    "by-pronoun": lambda r, w: bool(r.by) and all(kind_of(r.page, s) == "pronoun" for s in r.by),
    "plural": lambda r, w: any(r.page.tag[t] in ("NNS", "NNPS") for t in r.prop.agent),
    "should": lambda r, w: _should(r),
    "pressed": lambda r, w: bool(w & _lemmas(r.page, role(r.page, r.prop, "pressed"))),
    "pressed-other": lambda r, w: _pressed_other(r),
    "inf-cooperative": lambda r, w: _infinitive(r) and _complement_lemma(r) in construction("cooperative"),
    "treaty": lambda r, w: _treaty(r),
    "future": lambda r, w: bool(r.by) and _committed(r),
    "both": lambda r, w: bool(r.by and r.to),
    "finite": lambda r, w: bool(r.prop.tense or r.prop.modal),
    "passive": lambda r, w: r.prop.form == "passive",
    "complement": lambda r, w: _complement_lemma(r) in w,
    "complement-object": lambda r, w: bool(w & _complement_objects(r)),
    "gerund": lambda r, w: any(r.page.dep[v] == "pcomp" for k in r.page.kids[r.prop.token] for v in r.page.kids[k]),
    "complement-negated": lambda r, w: (below := _below(r)) is not None and below.negated,  # "promised not to attack"
    "own-clause": lambda r, w: _own_clause(r),
    "complement-tag": lambda r, w: r.prop.complement is not None and r.page.tag[r.prop.complement] in w,
    "own": lambda r, w: _own(r),
    "made-or-own": lambda r, w: _made(r) or _own(r),
    "threatens": lambda r, w: bool(r.to) or _made(r) or r.prop.complement is not None,
    "under": lambda r, w: r.page.lower[r.page.head[r.prop.token]] == "under",
    "crowd": _crowd,
    "to-body": lambda r, w: _body(r),
    "to-states": lambda r, w: bool(r.to) and all(of_states(r.page, s) for s in r.to),
    "before-body": lambda r, w: _before_body(r, w),
    "by-body": lambda r, w: bool(r.by) and all(of_states(r.page, s) for s in r.by),
    "verbal": lambda r, w: _verbal(r),
    "light": lambda r, w: r.prop.form == "light" and bool(r.by or r.to),
    "made": lambda r, w: _made(r) and bool(r.by),
    "new": lambda r, w: _new(r),
}


def kind_of(page: Parsed, span: Span) -> str:
    """The kind of the mention at a span, "" where there is none."""
    mention = page.mention(span)
    return mention.kind if mention is not None else ""


def of_states(page: Parsed, span: Span) -> bool:
    """Whether a mention is a body of states of our table: "the Quad"."""
    mention = page.mention(identity(page, span))
    return mention is not None and lexicon.of_states(mention.name or mention.surface)


def _below_object(r: Reading, words: frozenset[str]) -> bool:
    page = r.page
    for o in r.prop.patient:
        first, last = page.subtree(o)
        if words & set(page.lemma[first:last]):
            return True
    return False


_TREATIES = frozenset(["agreement", "accord", "treaty", "pact", "deal", "convention", "partnership", "protocol"])


_BODIES = frozenset(["council", "court", "union", "bloc", "organisation", "organization", "commission"])


def _treaty(r: Reading) -> bool:
    page, p = r.page, r.prop
    tokens = (*p.patient, *p.preposition("from", "of", "out"))
    if _TREATIES & _lemmas(page, tokens) or _BODIES & _lemmas(page, p.preposition("from", "of")):
        return True
    return any(kind_of(page, s) == "organisation" for s in whom(page, p.preposition("from", "of")))
