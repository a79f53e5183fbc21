"""Whether it happened: occurred, ongoing, planned, expected, proposed, conditional or denied.

The verb group of a predicate speaks first (tense, modal, negation), then what it hangs on: a verb, noun or
adjective over an infinitive ("refused to", "plan to", "likely to"), the mark of its clause ("if", "before"),
the modifiers of an event noun ("upcoming talks"). Each link of that chain has a class, by data/certainty_cues.csv;
classes compose from the top down, so that "did not refuse to meet" is a meeting. The idea of composing
signatures along the parse is that of Nairn, Condoravdi and Karttunen 2006 (implicatives).
"""

from __future__ import annotations

import re

from dragoman.model import EventStatus, TimeExpression
from dragoman.reading.chain import cue_class, link, mark, unknown, with_particle
from dragoman.reading.hearsay import untrue
from dragoman.reading.parse import Parsed
from dragoman.reading.propositions import Proposition, marks, proposition_at
from dragoman.reading.subjects import construction
from dragoman.reading.verb_groups import beside, verb_group

_NOT_YET = ("planned", "expected", "proposed", "conditional")
_REAL = ("occurred", "ongoing")
_MOTION = frozenset(
    ["speak", "call", "phone", "talk", "write", "travel", "fly", "go", "come",
     "arrive", "visit", "return", "gather", "meet", "host", "head"]
)  # fmt: skip
_UNLESS = frozenset(["unless", "if"])
_CONFER = frozenset(["confer", "consult", "deliberate", "negotiate", "talk"])
_UNASHAMED = frozenset(["apology", "regret", "qualm", "secret", "bone", "excuse"])
_ORDINAL = frozenset(["first", "second", "third", "last", "only", "latest"])
_DATES = frozenset(["date", "day", "time", "timetable", "venue"])
_NTH = re.compile(r"\d+(?:st|nd|rd|th)")
_HAD = frozenset(["have", "get", "take", "use"])
_SAID = frozenset(["thank", "praise", "welcome", "commend", "congratulate", "applaud", "condemn"])  # done as it is said
_SPENT = frozenset(["waste", "lose", "spare"])  # "lost no time in sanctioning", "spared no effort to reach"
_DECREED = frozenset(["order", "decree", "mandate"])  # "ordered the withdrawal", but "ordered Chile to withdraw"
_HELD = frozenset(["host", "chair", "convene", "organise", "organize", "hold"])


def status(page: Parsed, token: int) -> EventStatus:
    """What became of the event that a token names, as far as its sentence says."""
    known: dict[int, EventStatus] = page.__dict__.setdefault("_status", {})
    if token not in known:
        known[token] = "occurred"  # a cycle ends here
        known[token] = _status(page, token)
    return known[token]


def _status(page: Parsed, i: int) -> EventStatus:
    prop = proposition_at(page, i)
    if prop is not None and prop.form == "headline":
        return "occurred"
    if page.pos[i] in ("VERB", "AUX"):
        return _verb(page, i)
    return _noun(page, i)


# --- verbs ------------------------------------------------------------------------------------------


def _verb(page: Parsed, i: int) -> EventStatus:
    tense, modal, negated = verb_group(page, i)
    own: EventStatus = "occurred"
    finite = bool(tense or modal)
    if modal:
        own = _modal(page, i, modal)
    elif tense == "present" and page.tag[i] in ("VBZ", "VBP", "VBG", "VB") and page.line_kind(i) != "headline":
        own = "planned" if page.lemma[i] not in _SAID and _future_time(page, i) else "ongoing"
    if own == "planned" and _adverb(page, i) == "expected":
        own = "expected"
    result = own if finite else _governed(page, i)
    result = _under(page, i, result, finite)
    if page.dep[i] == "conj" and not finite:  # "agreed not to ban or restrict": the first one's denial is in it
        negated = page.child(i, "neg") is not None
    if _adverb(page, i) == "denied" or _nobody(page, i) or _never_was(page, i):
        negated = True
    return _negate(result) if negated else result


_NONE = frozenset(["no", "neither", "none", "nobody", "nothing"])


def _nobody(page: Parsed, i: int) -> bool:
    """Whether nobody did it, or to nobody: "neither apologised", "no successor was named", "signed no treaty"."""
    whom = page.child(i, "dobj") if page.lemma[i] not in _SPENT else None
    sides = page.child(i, "nsubj", "nsubjpass"), whom
    return any(k is not None and (page.lower[k] in _NONE or _none(page, k)) for k in sides)


def _none(page: Parsed, noun: int) -> bool:
    return any(page.lower[k] in _NONE for k in page.kids[noun])


def _never_was(page: Parsed, i: int) -> bool:
    """ "Had Italy signed, ...": an auxiliary before its subject, where nothing is asked."""
    had = page.child(i, "aux")
    own = page.child(i, "nsubj", "nsubjpass")
    return had is not None and own is not None and page.lower[had] == "had" and had < own


def _modal(page: Parsed, i: int, modal: str) -> EventStatus:
    if _perfect(page, i) and modal in ("could", "would", "might", "should"):
        return "expected" if modal == "might" else "denied"  # "could have met"
    kind = cue_class("modal").get(modal, "conditional")
    if kind == "conditional" and modal == "would" and page.dep[i] == "ccomp" and page.tag[page.head[i]] == "VBD":
        return "planned"  # "said he would": the future as seen from then
    return kind  # type: ignore[return-value]


def _perfect(page: Parsed, i: int) -> bool:
    return any(page.lemma[k] == "have" and page.dep[k] == "aux" for k in page.kids[i])


def _governed(page: Parsed, i: int) -> EventStatus:
    """Status of an infinitive or participle: that of what it hangs on, seen through the class of the link."""
    head, dep = page.head[i], page.dep[i]
    if head == i:
        return "occurred" if page.tag[i] in ("VBD", "VBN", "VBG") else "planned" if _to(page, i) else "occurred"
    if dep == "conj" and page.pos[head] in ("VERB", "AUX"):
        return status(page, beside(page, i))
    kind = link(page, i).kind
    if dep in ("xcomp", "ccomp"):
        if page.pos[head] == "ADJ":
            return _compose(kind or "proposed", _copula(page, head))
        if page.pos[head] in ("NOUN", "PROPN"):
            return _compose(kind or "proposed", "occurred")
        if page.lemma[head] in _MOTION and _to(page, i) and page.child(head, "dobj") is not None:
            return status(page, head)  # "called him to thank him"
        if page.lemma[head] == "vote" and page.lemma[i] in construction("by vote"):  # "voted to condemn"
            return status(page, head)
        if kind in ("planned", "expected", "proposed", "denied"):
            return _compose(kind, status(page, head))
        if page.lemma[head] in ("have", "be") and any(page.lower[k] == "yet" for k in page.kids[head]):
            return "denied"  # "has yet to apologise"
        if page.lemma[head] == "have" and _to(page, i) and status(page, head) == "ongoing":
            return "proposed"  # "Congress has to approve it"
        what = page.child(head, "attr")
        if what is not None and _ranked(page, what):
            return status(page, head)  # "became the last country to ratify it"
        if page.lower[head] in ("going", "gonna") and _to(page, i):  # "is going to meet"
            return "planned" if status(page, head) == "ongoing" else status(page, head)
        if _to(page, i) and kind in ("", "report") and _perfect(page, i):  # "is understood to have phoned him"
            return "denied" if verb_group(page, head)[2] else "occurred"
        if _to(page, i) and not kind:
            return _compose("planned", status(page, head))
        return status(page, head)
    if dep in ("acl", "relcl"):
        if not _to(page, i):
            told: EventStatus = "occurred" if page.tag[i] == "VBN" or _before(page, i) else "ongoing"
            return (_awaited(page, head) if page.lemma[i] in _HELD else None) or told
        noun = page.lemma[head]
        if _none(page, head) and page.lemma[page.head[head]] not in _SPENT:
            return "denied"  # "there are no plans for Chile to leave"
        kind = cue_class("noun").get(noun, "")
        if _ranked(page, head):
            kind = "fact"  # "the first leader to visit"
        if noun in ("opportunity", "chance", "honor", "pleasure", "occasion") and page.lemma[page.head[head]] in _HAD:
            kind = "fact"  # "he had the opportunity to meet"
        up = page.head[head]
        held = page.pos[up] in ("VERB", "AUX") and up != head and page.dep[head] not in ("nsubj", "nsubjpass")
        above = status(page, up) if held else "occurred"  # "her refusal to support him is no good": she refused
        turned_down = held and cue_class("verb").get(with_particle(page, up)) == "denied"
        if turned_down and page.dep[head] in ("dobj", "nsubjpass"):  # "declined an invitation to join"
            return _compose("denied", "occurred" if above == "ongoing" else above)
        return _compose(kind or "planned", "occurred" if above == "ongoing" else above)
    if dep == "pcomp":
        preposition, up = page.lower[head], page.head[head]
        kind = cue_class("mark").get(preposition, "")
        if preposition in ("of", "about", "in", "for", "at", "on", "to") and page.pos[up] in ("NOUN", "ADJ"):
            if _none(page, up):  # "has no intention of leaving", but "makes no apologies for accusing him"
                return "occurred" if page.lemma[up] in _UNASHAMED else "denied"
            kind = cue_class("noun" if page.pos[up] == "NOUN" else "adj").get(page.lemma[up], "fact")
            if preposition == "in" and page.lemma[up] == "effort":  # "thanked him for his efforts in securing a deal"
                kind = "fact"
            return _compose(kind, "occurred")
        if page.pos[up] in ("VERB", "AUX"):
            conferred = preposition == "on" and page.lemma[up] in _CONFER
            if preposition == "about" or conferred:  # "talked about leaving": nobody left
                return _compose("proposed", status(page, up))
            if preposition == "before" and status(page, up) == "occurred":
                return "occurred"  # "spent an hour in Rome before meeting the Pope"
            if preposition in ("from", "against", "to", "on", "of", "at"):
                kind = cue_class("verb").get(with_particle(page, up), "fact")
            return _averted(page, up) if kind == "denied" else _compose(kind or "fact", status(page, up))
        return _compose(kind or "fact", "occurred")
    if dep in ("advcl", "prep", "dep", "parataxis"):
        above = status(page, head)
        if _to(page, i) and page.child(i, "nsubj", "nsubjpass") is not None:  # "called for troops to leave"
            hoped = "proposed" if page.pos[head] == "AUX" else "planned"  # "the hope is for troops to leave"
            return _compose(cue_class("verb").get(f"{page.lemma[head]}_for", hoped), above)
        what = page.child(head, "attr")
        if _to(page, i) and what is not None and _ranked(page, what):
            return above  # "became the first head of state to visit"
        if _to(page, i):  # a purpose: done where somebody went there for it
            return above if page.lemma[head] in _MOTION else _compose("planned", above)
        return _compose(kind or "fact", above)
    if dep == "csubj" and page.pos[head] in ("VERB", "AUX") and status(page, head) in _NOT_YET:
        return "conditional"  # "attacking the ports would be wrong"
    if page.tag[i] == "VB" and not _to(page, i):
        return "proposed"  # imperative
    return "occurred"


def _awaited(page: Parsed, noun: int) -> EventStatus | None:
    """Whether a gathering that somebody hosts is still to come: "plans a conference hosted by", "looks forward to Oslo
    hosting"; None where it is not."""
    up = page.head[noun]
    if page.dep[noun] == "pobj" and page.pos[page.head[up]] == "VERB":
        kind = cue_class("verb").get(with_particle(page, page.head[up]), "")
        return kind if kind in _NOT_YET else None  # type: ignore[return-value]
    found = status(page, noun) if proposition_at(page, noun) is not None and page.dep[noun] == "dobj" else "occurred"
    return found if found in _NOT_YET else None


def purpose(page: Parsed, prop: Proposition) -> bool:
    """Whether a verb tells only what something else is for: "aid TO DEFEND itself", "spoke out TO PRESS Congress".

    Whoever goes somewhere to meet somebody means to meet him, and an "agreement to support" is support to come.
    """
    i = prop.token
    while page.dep[i] == "conj" and page.pos[page.head[i]] in ("VERB", "AUX"):
        i = page.head[i]
    head = page.head[i]
    if not _to(page, i) or page.pos[prop.token] != "VERB" or page.child(i, "nsubj", "nsubjpass") is not None:
        return False
    if page.dep[i] == "advcl":
        return page.lemma[head] not in _MOTION and page.lemma[head] not in construction("infinitive")
    return (
        page.dep[i] in ("acl", "relcl") and status(page, i) == "planned" and page.lemma[head] not in cue_class("noun")
    )


def _under(page: Parsed, i: int, own: EventStatus, finite: bool) -> EventStatus:
    """What the clause over a finite verb makes of it: "if", "denied that", "demanded that", "hopes that"."""
    k = i
    while page.dep[k] == "conj" and page.pos[page.head[k]] in ("VERB", "AUX"):
        k = page.head[k]
    if any(cue_class("mark").get(page.lower[m]) == "conditional" for m in marks(page, k)):
        return "conditional"
    if untrue(page, i):
        return "denied"
    top = k if finite else _clause_over(page, k)
    if own in ("planned", "expected") and any(page.lower[m] in _UNLESS for c in page.kids[top] for m in page.kids[c]):
        return "conditional"  # "will strike unless", "would ask him if elected", "is ready to sign if"
    if own == "ongoing" and any(page.dep[c] == "advcl" and _on_terms(page, c) for c in page.kids[i]):
        return "conditional"  # "suspends its part in the treaty if"
    if not finite:
        return own
    head, dep = page.head[k], page.dep[k]
    if dep == "ccomp" and page.pos[head] == "VERB":
        lemma, verb = page.lemma[head], with_particle(page, head)
        kind = cue_class("verb").get(verb, "")
        if verb in ("deny", "doubt", "rule_out", "dismiss", "reject", "refute"):
            return "denied"
        if verb_group(page, i)[0] == "past":
            return own  # "told police that he had met him"
        if kind in ("planned", "proposed") and own in _REAL and lemma not in ("announce", "warn", "tell"):
            return kind  # type: ignore[return-value]
        if lemma in ("expect", "hope", "predict", "anticipate", "forecast") and own in ("ongoing", "planned"):
            return "expected"
        return own
    if dep == "advcl" and own == "ongoing":  # "is set to face a test as she meets Trump"
        above = status(page, head)
        kind = mark(page, k)
        if above in _NOT_YET or kind == "planned":  # "is expected to offer ... when the two meet": the day is set
            return above if above == "conditional" and kind != "planned" else "planned"
    return own


def _on_terms(page: Parsed, clause: int) -> bool:
    """Does a clause begin with "if" or "unless", and not with "even if"?"""
    first = page.subtree(clause)[0]
    return page.lower[first] in _UNLESS


def _clause_over(page: Parsed, i: int) -> int:
    """The verb whose clause an infinitive completes: "IS ready to sign"."""
    while page.dep[i] == "xcomp" or (page.pos[i] == "ADJ" and page.dep[i] == "acomp"):
        i = page.head[i]
    return i


def _ranked(page: Parsed, noun: int) -> bool:
    """Whether a noun is the first, the last, the 60th of those who did something."""
    return any(page.lemma[k] in _ORDINAL or _NTH.fullmatch(page.lower[k]) for k in page.kids[noun])


def _compose(kind: str, above: EventStatus) -> EventStatus:
    """The status of what hangs by a link of a class on something of a status."""
    if kind in ("fact", "report", ""):
        return above
    if kind == "denied":
        return "occurred" if above == "denied" else "denied" if above in _REAL else above
    if above in ("denied", "conditional"):
        return above
    return kind  # type: ignore[return-value]


def _averted(page: Parsed, verb: int) -> EventStatus:
    """What a verb does away with: "cancelled a visit", "did not cancel it", "will not cancel it" (to come)."""
    above = _settled(status(page, verb))
    ahead = above == "denied" and verb_group(page, verb)[1] in ("will", "would")
    return "planned" if ahead else _compose("denied", above)


def _negate(value: EventStatus) -> EventStatus:
    return "occurred" if value == "denied" else "denied"


# --- nouns ------------------------------------------------------------------------------------------


def _noun(page: Parsed, i: int) -> EventStatus:
    """Status of an event noun: its modifiers, then the verb or preposition that it hangs on."""
    if any(page.lower[k] in ("no", "neither") for k in page.kids[i]) or unknown(page, i):
        return "denied"
    found = link(page, i)
    if found.kind == "denied" and found.relation in ("dobj", "nsubjpass"):  # "cancelled a planned visit"
        left = _averted(page, found.token)
        if left != "occurred":  # what was not cancelled may still be to come
            return left
    for k in page.kids[i]:
        if page.dep[k] == "acl" and page.tag[k] == "VBN" and cue_class("adj").get(page.lower[k]) == "planned":
            return "planned"  # "the meeting scheduled for Monday"
        if page.dep[k] in ("amod", "compound"):
            kind = cue_class("adj").get(page.lower[k], "") or cue_class("adj").get(page.lemma[k], "")
            if kind in ("planned", "expected", "proposed", "denied"):
                return kind  # type: ignore[return-value]
            if kind == "fact" and not _would_be(page, i):
                return "occurred"
    prop = proposition_at(page, i)
    if prop is not None and prop.conditional and page.dep[i] in ("nsubj", "nsubjpass"):
        return "conditional"  # "if the veto were overridden"
    verb = prop.verb if prop is not None else i
    if found.relation == "pobj-verb" and found.kind == "proposed":  # "calls for its withdrawal"
        return _compose(found.kind, _settled(status(page, found.token)))
    if prop is not None and prop.form == "light" and verb != i:
        named = page.child(verb, "nsubj", "nsubjpass")
        if named is not None and page.lemma[named] in _DATES and _none(page, named):
            return "proposed"  # "no date has been set for his visit"
        if found.kind == "denied" or page.lemma[verb] in ("postpone", "cancel", "delay"):
            return _compose("denied", status(page, verb))
        if page.lemma[verb] in ("schedule", "plan", "propose", "seek", "arrange", "set"):
            kind = "proposed" if page.lemma[verb] in ("propose", "seek") else "planned"
            return _compose(kind, status(page, verb))
        held = status(page, verb)
        if held == "denied" and page.lemma[verb] == "be" and any(page.lower[k] == "between" for k in page.kids[i]):
            absent = page.child(verb, "nsubj")  # "I was not on the call between Lind and Berg"
            held = "occurred" if absent is not None and absent != i else held
        going = page.tag[verb] == "VBG"  # "is holding talks with Chile"
        return held if going else _settled(held)
    told = found.relation == "dobj" and found.cue == "tell"  # "told a meeting of leaders that"
    ahead = found.kind in ("planned", "expected", "proposed") and not told
    if found.relation in ("dobj", "nsubjpass") and ahead:
        kind = "planned" if found.cue in _DECREED else found.kind
        return _compose(kind, _settled(status(page, found.token)))
    if found.relation in ("mark", "pobj-noun") and found.kind in ("planned", "proposed", "expected", "denied"):
        return found.kind  # type: ignore[return-value]
    if found.relation == "pobj-verb":
        return _compose(found.kind if ahead else "", _settled(status(page, found.token)))
    if page.lower[page.head[i]] == "during":  # "pledged to be neutral during peace talks"
        above = next((t for t in page.ancestors(i) if page.pos[t] in ("VERB", "AUX")), i)
        if above != i and status(page, above) in _NOT_YET:
            return status(page, above)
    if _future_time(page, i):
        return "planned"
    if found.relation == "dobj" and found.cue in construction("presence"):  # "will attend the signing"
        there = status(page, found.token)
        return there if there in _NOT_YET else "occurred"
    if found.relation == "pobj-noun" and found.cue in construction("making"):  # "the signing of a truce"
        return status(page, found.token)
    return "occurred"


def _would_be(page: Parsed, i: int) -> bool:
    """ "It would be the first visit": an attribute of what is not yet."""
    return page.dep[i] == "attr" and bool(verb_group(page, page.head[i])[1])


def _settled(value: EventStatus) -> EventStatus:
    """A present verb over a noun does not keep the noun going ("talks mark a change")."""
    return "occurred" if value == "ongoing" else value


def _to(page: Parsed, i: int) -> bool:
    return any(page.tag[k] == "TO" for k in page.kids[i])


_BEFORE = frozenset(["earlier", "previously", "already", "once", "before", "formerly"])


def _before(page: Parsed, i: int) -> bool:
    """Whether an adverb puts a participle in the past: "with Trump earlier stating that"."""
    return any(page.dep[k] == "advmod" and page.lower[k] in _BEFORE for k in page.kids[i])


def _copula(page: Parsed, adjective: int) -> EventStatus:
    """Status of "is likely", "was not able"."""
    verb = page.head[adjective]
    if page.pos[verb] not in ("VERB", "AUX") or verb == adjective:
        return "occurred"
    _, modal, negated = verb_group(page, verb)
    if modal:
        return _negate(_modal(page, verb, modal)) if negated else _modal(page, verb, modal)
    return "denied" if negated else "occurred"


def _adverb(page: Parsed, i: int) -> str:
    for k in page.kids[i]:
        if page.dep[k] == "advmod" and page.lower[k] in cue_class("adv"):
            return cue_class("adv")[page.lower[k]]
    return ""


def _future_time(page: Parsed, i: int) -> bool:
    """Whether a time expression that hangs on the token lies after the day of the page ("on Friday" may not)."""
    _, last = page.subtree(i)
    for k in page.kids[i]:
        time = page.at(TimeExpression, page.subtree(k)[0] if page.dep[k] != "prep" else min(k + 1, last - 1))
        if time is None or time.value.startswith("@+0D"):  # "15:30 Lind and Berg are holding a meeting"
            continue
        if time.value.startswith((">", "@+")) or time.value == "FUTURE_REF":
            return True
    return False
