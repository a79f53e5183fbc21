"""The bare "will" of a side that speaks for itself, its "would" in reported speech, "is to"; "should" of others."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.model import Mention, PledgeStatus
from dragoman.reading import parties, standing, terms
from dragoman.reading.bound import accord, accorded, under_accord
from dragoman.reading.conjuncts import Tokens
from dragoman.reading.cues import Promise, cues, occasion, quoted, subject, told_by
from dragoman.reading.parse import Parsed
from dragoman.reading.propositions import Proposition, proposition_at


def by_modal(page: Parsed, i: int, prop: Proposition, register: str) -> Iterator[Promise]:
    """ "will" of a side that speaks for itself; "should" and "must" that one side says of another."""
    verb, word = prop.token, page.lemma[i]
    if (
        prop.conditional
        or page.sentence[verb] != page.sentence[i]
        or page.lower[page.sentences[page.sentence[i]][1] - 1] == "?"
        or any(page.lower[k] == "because" for k in page.kids[verb] if page.dep[k] == "mark")
    ):
        return
    if any(page.dep[k] == "csubj" or (k < i and page.lower[k] in ("what", "how")) for k in page.kids[verb]):
        return  # "focus on what it will do", "discussed how they will act"
    own = page.child(verb, "nsubj")
    if own is not None and (i < own or page.lower[own] in ("nothing", "nobody", "none")):
        return  # "should Lima refuse to pay": a condition
    if page.lower[i - 1] == "never":
        return  # "does not, and never will, accept"
    speaker, agent = told_by(page, i, prop), _agent(page, prop)
    if word in ("should", "must"):
        first, last = page.subtree(verb)
        joined = register != "official" and any(page.lower[t] in ("we", "our", "us") for t in range(first, last))
        if (
            speaker
            and not prop.negated
            and not joined
            and page.lemma[verb] not in cues("state")
            and _differ(page, speaker, agent)
            and terms.substance(page, verb)
        ):
            yield Promise(i, verb, "ask", "announced", speaker, agent)
        return
    if word in ("will", "would") and register != "official" and under_accord(page, prop, agent):
        yield Promise(i, verb, "pledge", "agreed", agent)
        return
    if word == "would":  # reported speech: "Lima said that it would"
        if any(page.lower[k] in _UNREAL and page.dep[k] in ("aux", "mark") for k in page.kids[verb]):
            return  # "would have", "before it would lift"
        spoke = prop.source if quoted(page, i) is None else ()
        if (
            _same(page, spoke, agent)
            and not occasion(page, verb, prop.lemma)
            and page.lemma[verb] not in cues("rhetoric")
        ):
            made = Promise(i, verb, "pledge", "announced", agent, hearer=_hearer(page, prop))
            yield _on_terms(page, prop, made)
        elif (status := _told_for(page, prop, spoke, agent)) is not None:
            yield _on_terms(page, prop, Promise(i, verb, "pledge", status, agent))
        return
    only = any(page.lower[k] == "only" and page.dep[k] == "advmod" for k in page.kids[verb])
    if register != "official" and only and not _on_a_condition(page, verb):
        return  # "will only talk to Lima" refuses
    if word not in ("will", "shall") or (page.dep[verb] == "relcl" and page.child(verb, "nsubj") is not None and (
        page.lower[page.child(verb, "nsubj") or 0] in ("which", "that")
    )):  # fmt: skip
        return  # "a task force that will ...": what it is for
    if accorded(page, verb, prop) and register != "official":
        yield Promise(i, verb, "pledge", "agreed", agent)
        return
    if _on_occasion(page, verb) or page.lemma[verb] in cues("endured"):
        return  # "Chile will receive a report"
    if only and not first_person(page, agent) and _same(page, speaker, agent):
        yield Promise(i, verb, "pledge", "announced", agent)  # "says he will only sign once Chile has paid"
        return
    sought = register == "official" and page.lemma[verb] in _SEEKING  # "will seek to launch"
    sought = sought and any(page.dep[k] == "xcomp" and terms.infinitive(page, k) for k in page.kids[verb])
    if occasion(page, verb, prop.lemma) and not sought:
        return
    thing = page.child(verb, "dobj")
    if page.lemma[verb] == "quote" or (thing is not None and page.lemma[thing] in _POINTS):
        return  # "I'll make a few points", "I'll quote"
    own = first_person(page, agent)
    if own and any(page.lower[k] == "just" for k in page.kids[verb]):
        return  # "I'll just use the old name": a way of speaking
    if register != "official" and (page.lemma[verb] in cues("rhetoric") or _foretold(page, verb, prop)):
        return
    if own and speaker:
        first, last = page.subtree(verb)
        to = (t for t in _addressed(page, verb) if first <= t < last or page.lemma[page.head[t]] in cues("helping"))
        yield Promise(i, verb, "pledge", "announced", speaker, tuple(to))
    elif register == "official":
        if not own or quoted(page, i) is None:
            yield Promise(i, verb, "pledge", "announced", agent)
    elif own:
        return
    elif _same(page, speaker, agent) or (not speaker and _reported(page, verb)):
        yield Promise(i, verb, "pledge", "announced", agent, hearer=_hearer(page, prop))
    elif not speaker and page.dep[verb] == "ROOT" and _binds_itself(page, prop, agent):
        yield Promise(i, verb, "pledge", "announced", agent)
    elif (status := _told_for(page, prop, speaker, agent)) is not None:
        yield Promise(i, verb, "pledge", status, agent)


_POINTS = frozenset(["point", "remark", "comment", "question", "note"])
_SEEKING = frozenset(["seek", "aim", "strive", "endeavor", "endeavour"])


def by_passive(page: Parsed, i: int, prop: Proposition, register: str) -> Iterator[Promise]:
    """ "Fifty tanks will be handed over to Peru by CHILE"; who does it must be told."""
    told = page.lemma[i] in ("will", "shall") and page.dep[prop.token] in ("ROOT", "ccomp", "conj")
    if not told or prop.conditional or register == "official" or page.child(prop.token, "nsubjpass") is None:
        return
    if _undertakes(page, prop) and standing.state_itself(page, parties.named(page, prop.agent)):
        yield Promise(i, prop.token, "pledge", "announced", prop.agent, prop.recipient)


def _told_for(page: Parsed, prop: Proposition, speaker: Tokens, agent: Tokens) -> PledgeStatus | None:
    """Where the undertaking of a state stands that somebody in office tells of: "the minister said CHILE would pay".

    Announced where an office speaks that the page gives no other country; from another's mouth it is expected.
    """
    side, told = parties.named(page, agent), parties.named(page, speaker)
    undertaken = _undertakes(page, prop) or _held_out(page, prop)
    if not undertaken or not standing.state_itself(page, side):
        return None
    if any(page.lemma[t] in cues("anonymous") for t in speaker):
        return "expected"  # "sources said", "people familiar with the matter"
    if standing.highest(page, told) < standing.PUBLIC:
        return None
    who = [m for s in told for m in standing.meant(page, s)]
    if any(m.tenure == "former" or m.office == "opposition leader" for m in who):
        return None  # who is out of office promises nothing for a state
    theirs = {m.country for m in who if m.country}.union(*map(standing.leads, who))
    known = theirs or any(m.office for m in who)
    return "announced" if known and theirs <= parties.names(page, agent) else "expected"


def _on_terms(page: Parsed, prop: Proposition, p: Promise) -> Promise:
    """What a side would give if another acted is an offer to that other: "would lift the ban if CHILE paid".

    No offer: "would raise tariffs if Chile paid", "would lift it if it rained", "... if Chile did not attack".
    """
    gives = any(cue.kind == "offer" for cue in cues("undertaken").get(prop.lemma, ()))
    other = _others_act(page, p.content, p.by) if gives and not prop.negated else ()
    return p._replace(kind="offer", hearer=other) if other else p


def _others_act(page: Parsed, verb: int, by: Tokens) -> Tokens:
    """Another side on whose act a verb hangs: "if CHILE paid"; () where none, or the act is one to leave undone."""
    for k in page.kids[verb]:
        ifs = [m for m in page.kids[k] if page.lower[m] == "if"] if page.dep[k] == "advcl" else []
        other = page.child(k, "nsubj")
        if ifs and page.lower[ifs[0] - 1] != "even" and other is not None and page.child(k, "neg") is None:
            return (other,) if _differ(page, (other,), by) else ()
    return ()


def _on_a_condition(page: Parsed, verb: int) -> bool:
    """ "Will only sign ONCE Chile has paid", "... IF Chile pays"."""
    clauses = (k for k in page.kids[verb] if page.dep[k] == "advcl" and k > verb)
    return any(page.lower[m] in ("if", "once", "when", "after") for k in clauses for m in page.kids[k])


def _on_occasion(page: Parsed, verb: int) -> bool:
    """ "A meeting where they will discuss", "the summit, at which allies will discuss"."""
    if page.dep[verb] == "relcl" and any(page.lower[k] in ("where", "when") for k in page.kids[verb]):
        return True
    return any(page.lower[k + 1] == "which" for k in page.kids[verb] if page.dep[k] == "prep" and k < verb)


def _reported(page: Parsed, verb: int) -> bool:
    """A reporter's own "will" with a figure on it, not in what he makes of it ("this means that Lima will")."""
    main = verb
    while page.dep[main] == "conj":
        main = page.head[main]
    return page.dep[main] == "ROOT" and terms.given(page, verb)


def _undertakes(page: Parsed, prop: Proposition) -> bool:
    """A deed towards others that a state takes on, done to something: no "return to the table", "pay a price"."""
    if prop.lemma == "continue" and prop.complement is not None:  # "will continue to buy"
        below = proposition_at(page, prop.complement)
        return not prop.negated and below is not None and _undertakes(page, below)
    if prop.negated or prop.lemma not in cues("undertaken") or not terms.substance(page, prop.token):
        return False
    if _others_act(page, prop.token, prop.agent):
        return True  # "would return to the deal if Chile lifted its sanctions"
    idle = any(page.lemma[t] in cues("idle") for t in prop.patient)
    whole = prop.lemma in ("withdraw", "pull_out") or terms.given(page, prop.token)
    return not idle and (bool(prop.patient) or whole)


def is_to(page: Parsed, i: int, register: str) -> Iterator[Promise]:
    """ "Chile is to lend $2 million", "Chile is to hand an isle over to Peru", told by a reporter."""
    verb = next((k for k in page.kids[i] if k > i and page.dep[k] == "xcomp" and page.lower[i + 1] == "to"), None)
    prop = proposition_at(page, verb) if verb is not None and page.dep[i] == "ROOT" else None
    agent = subject(page, i)
    if prop is not None and register != "official" and _binds_itself(page, prop, agent, terms.given(page, prop.token)):
        pact = tuple(o for k in page.kids[i] if page.lower[k] == "under" for o in page.kids[k])
        yield Promise(i, prop.token, "pledge", "agreed" if accord(page, pact) else "announced", agent)


def _binds_itself(page: Parsed, prop: Proposition, agent: Tokens, figure: bool = False) -> bool:
    """What a reporter tells that a state will do with a `figure`, on a condition or for another: "Chile will hand an
    isle over to Peru", and on what terms it will not: "will not recognise Peru without a treaty"."""
    if _held_out(page, prop):
        return standing.state_itself(page, parties.named(page, agent))
    if not _undertakes(page, prop) or not standing.state_itself(page, parties.named(page, agent)):
        return False
    clauses = (k for k in page.kids[prop.token] if page.dep[k] == "advcl")
    if figure or any(page.lower[m] in ("if", "once") for k in clauses for m in page.kids[k]):
        return True
    below = range(prop.token + 1, page.subtree(prop.token)[1])  # "will lift limits on trade with Chile"
    others = (*prop.recipient, *(t for t in below if page.dep[t] == "pobj" and page.lower[page.head[t]] in _TOWARDS))
    towards = standing.highest(page, parties.named(page, others)) == standing.STATE and _differ(page, agent, others)
    return bool(prop.patient) and towards


_TOWARDS = frozenset(["to", "from", "on", "with", "for"])


def _held_out(page: Parsed, prop: Proposition) -> bool:
    """Is a deed denied on terms: "will not sign without a treaty", "unless Chile pays", "until it is paid"?"""
    if not prop.negated or not {prop.lemma} & (cues("undertaken").keys() | cues("withheld").keys()):
        return False
    for k in page.kids[prop.token]:
        marks = [m for m in page.kids[k] if page.dep[m] == "mark"] if page.dep[k] == "advcl" else [k]
        if k > prop.token and any(page.lower[m] in ("without", "unless", "until") for m in marks):
            return True
    return False


_UNREAL = frozenset(["have", "before", "until", "unless"])


def _agent(page: Parsed, prop: Proposition) -> Tokens:
    """Who acts: of a pronoun that nobody else is known for, whoever says it ("U.S. officials announced THEY will")."""
    one = prop.agent[0] if len(prop.agent) == 1 else None
    known = page.at(Mention, one) if one is not None else None
    if one is None or not prop.source or page.lower[one] not in ("it", "they", "he", "she"):
        return prop.agent
    if known is not None and known.antecedent is not None:
        return prop.agent
    teller = page.at(Mention, prop.source[0])
    if page.lower[one] == "they" and teller is not None and teller.kind == "name":
        return prop.agent  # "he told his guests that they would"
    if page.lower[one] == "it" and teller is not None and teller.kind in ("name", "office"):
        owner = page.child(prop.source[0], "poss")  # "Chile's president says it will"
        return (owner,) if owner is not None else prop.agent
    return prop.source


def _foretold(page: Parsed, verb: int, prop: Proposition) -> bool:
    """ "hopes its troops will", "will be asking", "will hold elections": what is expected, not promised."""
    hoped = prop.cue is not None and page.lemma[prop.cue] in ("hope", "expect", "think", "believe", "fear", "predict")
    under_way = page.tag[verb] == "VBG" and any(page.lower[k] == "be" for k in page.kids[verb])
    staged = page.lemma[verb] in cues("staged")
    return hoped or ((under_way or staged) and not terms.money(page, verb))


def _hearer(page: Parsed, prop: Proposition) -> Tokens:
    """Whom it was told: "told CHILE that Lima would"."""
    told = page.child(prop.cue, "dobj", "dative") if prop.cue is not None else None
    whom = parties.named(page, (told,)) if told is not None and told < prop.token else ()
    state = standing.highest(page, whom) == standing.STATE  # no "told parliament that it would"
    return (told,) if told is not None and state else ()


def be_there(page: Parsed, i: int) -> Iterator[Promise]:
    """ "Whatever Chile needs, we will be there for it", said by somebody named; "Peru will be there for Chile"."""
    be = page.head[i]
    own, said, to = page.child(be, "nsubj"), quoted(page, i), _addressed(page, be)
    if own is None or not to or not any(page.lower[k] == "there" for k in page.kids[be]):
        return
    if page.lower[own] == "we":
        if said is not None and said.speaker is not None:
            yield Promise(i, be, "pledge", "announced", (page.tokens(said.speaker)[1] - 1,), to)
    elif page.lower[own] != "i" and parties.named(page, (own,)) and own not in to:
        yield Promise(i, be, "pledge", "announced", (own,), to)


def _differ(page: Parsed, left: Tokens, right: Tokens) -> bool:
    """Do two sets of tokens name different sides? False where either names nobody we know."""
    a, b = parties.names(page, left), parties.names(page, right)
    return bool(a and b and not a & b)


def _same(page: Parsed, speaker: Tokens, agent: Tokens) -> bool:
    """Does a speaker tell of himself, or of what is his ("said his country would")?"""
    meant = [{m.span for s in parties.named(page, t) for m in standing.meant(page, s)} for t in (speaker, agent)]
    own = (page.child(t, "poss") for t in agent)
    his = speaker and any(k is not None and page.lower[k] in _OWN for k in own) and parties.named(page, agent)
    return bool(
        his or (speaker and speaker == agent) or meant[0] & meant[1]
        or parties.names(page, speaker) & parties.names(page, agent)
    )  # fmt: skip


_OWN = frozenset(["its", "his", "her", "their"])


def first_person(page: Parsed, tokens: Tokens) -> bool:
    """ "We", "I", "our government"; not "our relations", which promise nothing."""
    ours = (t for t in tokens if t and page.lower[t - 1] == "our")
    return any(page.lower[t] in ("we", "i") for t in tokens) or any(parties.body(page, t) for t in ours)


def _addressed(page: Parsed, verb: int) -> Tokens:
    """Somebody named in the words of a promise made in the first person: "to help Japan, we will be there"."""
    first, last = page.sentences[page.sentence[verb]]
    said = quoted(page, verb)
    found = [t for t in range(first, last) if page.dep[t] in ("dobj", "pobj") and parties.named(page, (t,))]
    return tuple(t for t in found if said is None or quoted(page, t) == said)[:1]
