"""What a side is bound to do: by an accord ("under the accord Chile would withdraw"), or by a time that it is given
("gave Iran 60 days to reach a deal", "has until June to withdraw")."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.reading import deadlines, parties, standing, terms
from dragoman.reading.conjuncts import Tokens, coordinated
from dragoman.reading.cues import Promise, cues, told_by, under
from dragoman.reading.parse import Parsed
from dragoman.reading.propositions import Proposition, proposition_at

WORDS = frozenset(["give", "have", "oblige", "require", "commit", "bind", "call"])
_ACCORDS = frozenset(["accord", "agreement", "deal", "pact", "treaty", "truce", "ceasefire", "memorandum"])


def bound(page: Parsed, i: int) -> Iterator[Promise]:
    """What an accord obliges a side to do is agreed; what a side gives another time for is asked."""
    prop = proposition_at(page, i)
    if prop is None or prop.negated or prop.conditional or terms.modal(page, i):
        return
    if page.lemma[i] == "have":
        yield from _has_time(page, prop)
    elif page.lemma[i] == "give":
        whom, act = page.child(i, "dative"), _to_do(page, i)
        whom = page.child(i, "nsubjpass", "dobj") if whom is None else whom
        if act is None or whom is None or not deadlines.set_time(page, i, act) or not parties.named(page, (whom,)):
            return
        if accord(page, prop.agent):
            yield Promise(i, act, "pledge", "agreed", coordinated(page, whom))
        else:
            yield Promise(i, act, "ask", "announced", prop.agent, coordinated(page, whom))
    elif accord(page, prop.agent):
        act, whom = page.child(i, "xcomp", "ccomp"), page.child(i, "dobj")
        act = under(page, i, ("to",)) if act is None else act  # "commits Chile to paying"
        whom = page.child(act, "nsubj") if whom is None and act is not None else whom
        if act is not None and whom is not None and standing.state_itself(page, parties.named(page, (whom,))):
            yield Promise(i, act, "pledge", "agreed", coordinated(page, whom))


def _has_time(page: Parsed, prop: Proposition) -> Iterator[Promise]:
    """Who only "has until June" is asked by whoever says so; where nobody does, it is not told whose ask it is."""
    act = _to_do(page, prop.token)
    if act is None or deadlines.set_time(page, prop.token, act) is None:
        return
    if not standing.state_itself(page, parties.named(page, prop.agent)):
        return
    if accord(page, prop.preposition("under")):
        yield Promise(prop.token, act, "pledge", "agreed", prop.agent)
    else:
        by = told_by(page, prop.token, prop)
        if by and not parties.names(page, by) & parties.names(page, prop.agent):
            yield Promise(prop.token, act, "ask", "announced", by, prop.agent)


def _to_do(page: Parsed, i: int) -> int | None:
    """What there is time for: under the verb, or where the parser hangs it on the days."""
    near = [*page.kids[i], *(c for k in page.kids[i] for c in page.kids[k])]
    return next((k for k in near if k > i and page.dep[k] in _ACT and terms.infinitive(page, k)), None)


_ACT = frozenset(["xcomp", "advcl", "acl", "relcl", "ccomp"])


def under_accord(page: Parsed, prop: Proposition, agent: Tokens) -> bool:
    """What a state is to do by what was agreed: "under the accord, Chile would withdraw its troops within 60 days".

    Not what it gets by it: "would receive $3 million", "would lose its seat".
    """
    return accord(page, prop.preposition("under")) and _does(page, prop, agent)


def _does(page: Parsed, prop: Proposition, agent: Tokens) -> bool:
    """Is it a deed of a state?"""
    state = standing.state_itself(page, parties.named(page, agent))
    does = prop.lemma not in cues("gained") and prop.lemma not in cues("state") and not prop.negated
    return state and does and terms.substance(page, prop.token)


def accorded(page: Parsed, verb: int, prop: Proposition) -> bool:
    """ "A pact UNDER WHICH Chile will withdraw its troops"."""
    under = any(
        page.lower[k] in ("under", "in", "by") and page.lower[k + 1] == "which" for k in page.kids[verb] if k < verb
    )
    pact = page.dep[verb] == "relcl" and page.lemma[page.head[verb]] in _ACCORDS
    return under and pact and _does(page, prop, prop.agent)


def accord(page: Parsed, tokens: Tokens) -> bool:
    """Is one of the tokens an accord?"""
    return any(page.lemma[t] in _ACCORDS for t in tokens)
