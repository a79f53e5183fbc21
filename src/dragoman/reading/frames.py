"""The shapes in which English commits, offers and asks: verb, adjective, noun, and the bare "will".

A cue (a row of `data/pledge_cues.csv`) lists the frames in which it carries a promise:
`inf` pledged to send, `ger` considers sending, `to`/`on`/`of`/`in`/`for` committed to defending, `that` vowed that
it would, `obj` proposed a package, `gift` is contributing $10 million, `announce` announced a task force, `sign` signed
an agreement to, `person` urged Tokyo to pay, `sought` sought an increase in Japan's share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dragoman.model import Mention, Statement
from dragoman.reading import parties, terms
from dragoman.reading.cues import Cue, Promise, cues, subject, under
from dragoman.reading.parse import Parsed
from dragoman.reading.propositions import Proposition, proposition_at
from dragoman.reading.subjects import coordinated
from dragoman.reading.terms import Tokens

Content = tuple[int | None, Tokens]
NOTHING: Content = (None, ())


def promises(page: Parsed, i: int, lemma: str, register: str) -> Iterator[Promise]:
    """Promises whose cue is token `i`."""
    pos = page.pos[i]
    if pos == "VERB":
        prop = proposition_at(page, i)
        if prop is not None:
            yield from _by_verb(page, prop, register)
        if page.tag[i] == "VBN" and lemma not in cues("verb") and page.lower[i] in cues("adjective"):
            yield from _by_adjective(page, i, register)
    elif pos == "ADJ":
        yield from _by_adjective(page, i, register)
    elif pos == "NOUN":
        yield from _by_noun(page, i, lemma, register)
    elif pos == "AUX" and page.tag[i] == "MD" and page.dep[i] == "aux":
        if page.lower[page.head[i]] == "be":
            yield from _be_there(page, i)
        prop = proposition_at(page, page.head[i])
        if prop is not None and prop.form != "passive":
            yield from _by_modal(page, i, prop, register)


# --- shapes -----------------------------------------------------------------------------------------


def _by_verb(page: Parsed, prop: Proposition, register: str) -> Iterator[Promise]:
    i, lemma = prop.token, page.lemma[prop.token]
    rows = cues("verb").get(prop.lemma, []) or cues("verb").get(lemma, [])
    for k in page.kids[i]:
        if page.dep[k] == "prep" and (more := cues("verb").get(f"{lemma}_{page.lower[k]}")):
            rows = [*rows, *more]
    if lemma == "work" and page.tag[i] != "VBG":
        return
    if page.dep[i] == "xcomp" and page.lemma[page.head[i]] in cues("undone"):
        return  # "refused to promise"
    if not rows or prop.negated or (prop.conditional and prop.tense != "future"):
        return
    side = subject(page, i)
    for cue in rows:
        if cue.official and register != "official":
            continue
        for frame in cue.frames:
            content, to = _FRAMES[frame](page, prop, cue)
            if content is not None and frame == "to" and page.pos[content] != "VERB" and register != "official":
                named = page.lemma[content] in cues("made") or page.lemma[content] in cues("sought")
                content = content if named or page.lemma[i] == "agree" or terms.counted(page, content) else None
            if content is not None:
                yield Promise(i, content, cue.kind, cue.status, side, to, cue.measured)
                break


# --- frames of verbs: each gives the head of what is promised, and whom it is asked of ---------------


def _infinitive(page: Parsed, prop: Proposition, cue: Cue) -> Content:
    for k in page.kids[prop.token]:
        if page.dep[k] in ("xcomp", "advcl", "ccomp") and k > prop.token and terms.infinitive(page, k):
            purpose = page.dep[k] == "advcl" and (page.child(prop.token, "dobj") is not None or prop.form == "relative")
            return (k, ()) if page.child(k, "nsubj") is None and not purpose else NOTHING
    return NOTHING


def _gerund(page: Parsed, prop: Proposition, cue: Cue) -> Content:
    for k in page.kids[prop.token]:
        if page.dep[k] in ("xcomp", "ccomp", "pcomp") and k > prop.token and page.tag[k] == "VBG":
            return k, ()
    return NOTHING


def _to(page: Parsed, prop: Proposition, cue: Cue) -> Content:
    given, found = page.child(prop.token, "dobj"), under(page, prop.token, ("to",))
    if given is not None and found is not None and given < found:  # "committed $2 billion to the fund"
        return NOTHING
    return found, ()


def _on(page: Parsed, prop: Proposition, cue: Cue) -> Content:
    noun = under(page, prop.token, ("on", "upon"))
    return (noun, ()) if noun is not None and page.lemma[noun] not in cues("value") else NOTHING


def _that(page: Parsed, prop: Proposition, cue: Cue) -> Content:
    k = page.child(prop.token, "ccomp")
    if k is not None and page.pos[k] == "NOUN" and cue.kind == "ask":  # "that allies, including X, [shoulder more]"
        verb = next((c for c in page.kids[k] if c > k and page.child(c, "dobj") is not None), None)
        return (verb, parties.with_included(page, (k,))) if verb is not None else NOTHING
    if k is None or k < prop.token or page.child(k, "nsubj") is None:
        return NOTHING
    modal = terms.modal(page, k)
    if cue.kind == "ask":  # "demanded that allies pay": a bare verb, or "should"
        aided = any(page.dep[c] == "aux" for c in page.kids[k])
        asked = modal in ("should", "must") or (not aided and page.tag[k] in ("VB", "VBP"))
        return (k, subject(page, k)) if asked else NOTHING
    whom = page.child(prop.token, "dobj", "dative")  # "promised Chile that it would"
    return (k, coordinated(page, whom) if whom is not None else ()) if modal in _AHEAD else NOTHING


_AHEAD = ("will", "would", "shall")


def _object(page: Parsed, prop: Proposition, cue: Cue) -> Content:
    k = page.child(prop.token, "dobj")
    if k is None or not (terms.counted(page, k) or page.lemma[k] in cues("made")):
        return NOTHING
    return k, prop.recipient


def _gift(page: Parsed, prop: Proposition, cue: Cue) -> Content:
    k = page.child(prop.token, "dobj")
    firm = page.lemma[prop.token] in ("commit", "earmark", "allocate", "dedicate", "set")
    if k is None or not terms.money(page, k) or not (firm or terms.progressive(page, prop.token)):
        return NOTHING
    return prop.token, prop.recipient  # the act with all that hangs on it: to whom, for what


def _announced(page: Parsed, prop: Proposition, cue: Cue) -> Content:
    k = page.child(prop.token, "dobj")
    if k is None or (page.lemma[prop.token] != "announce" and not terms.progressive(page, prop.token)):
        return NOTHING
    if page.lemma[k] in cues("imposed"):
        return NOTHING  # "announced a 24% duty": done to somebody, promised to nobody
    if not (terms.money(page, k) or page.lemma[k] in cues("made")):
        return NOTHING
    made = under(page, k, ("of",)) if page.lemma[k] in cues("making") else None
    return (k if made is None else made), ()


def _signed(page: Parsed, prop: Proposition, cue: Cue) -> Content:
    k = page.child(prop.token, "dobj")
    if k is None:
        return NOTHING
    aim = next((c for c in page.kids[k] if page.dep[c] in ("acl", "relcl") and terms.infinitive(page, c)), None)
    if aim is None:
        aim = next(
            (c for c in page.kids[prop.token] if page.dep[c] in ("xcomp", "advcl") and terms.infinitive(page, c)), None
        )
    if aim is None and not terms.money(page, prop.token):
        return NOTHING
    partner = under(page, k, ("with",))
    return (k if aim is None else aim), (
        coordinated(page, partner) if partner is not None else prop.preposition("with")
    )


_ADDRESSED = {("call", "on"), ("call", "upon"), ("appeal", "to"), ("prevail", "on"), ("plead", "with")}


def _asked(page: Parsed, prop: Proposition, cue: Cue) -> Content:
    """ "urged Japan to raise", "called on Hamas to release", "wants Tokyo to pay", "press Tokyo on defence"."""
    i = prop.token
    whom: Tokens = ()
    for k in page.kids[i]:
        if page.dep[k] in ("dobj", "dative") and k > i:
            whom = coordinated(page, k)
        elif page.dep[k] == "prep" and not whom and (page.lemma[i], page.lower[k]) in _ADDRESSED:
            whom = tuple(t for o in page.kids[k] if page.dep[o] == "pobj" for t in coordinated(page, o))
    for k in page.kids[i]:
        if page.dep[k] in ("xcomp", "ccomp", "advcl") and k > i and terms.infinitive(page, k):
            subject = page.child(k, "nsubj")
            whom = coordinated(page, subject) if subject is not None else whom
            whom = parties.with_included(page, whom)
            return (k, whom) if parties.persons(page, whom) else NOTHING
    for w in whom:  # the parser hangs the infinitive on the noun: "urged [leaders to act]"
        for k in page.kids[w]:
            if page.dep[k] in ("acl", "relcl") and terms.infinitive(page, k) and parties.persons(page, whom):
                return k, whom
    if page.lemma[i] in ("press", "push", "pressure", "lobby") and whom:
        return under(page, i, ("on", "for", "over")), whom
    wish = under(page, i, ("for",))
    if page.lemma[i] in ("ask", "request") and wish is not None and page.lemma[wish] in cues("sought"):
        return (wish, whom) if parties.persons(page, whom) else NOTHING
    return NOTHING


def _sought(page: Parsed, prop: Proposition, cue: Cue) -> Content:
    """ "sought a significant increase in Japan's contribution", "called for the release of ... by Hamas"."""
    i = prop.token
    noun = page.child(i, "dobj")
    if noun is None or page.lemma[i] in ("call", "push", "press", "ask"):
        noun = under(page, i, ("for",))
    if noun is None or page.lemma[noun] not in cues("sought"):
        return NOTHING
    whom = prop.preposition("from", "of", "by")
    whom = tuple(t for t in whom if parties.named(page, (t,)))
    if not whom:
        first, last = page.subtree(noun)
        for k in range(first, last):
            giver = page.dep[k] == "poss" or (page.dep[k] == "pobj" and page.lower[page.head[k]] in ("from", "by"))
            if giver and parties.named(page, (k,)):
                return noun, (k,)
    return (noun, whom) if whom else NOTHING


_FRAMES: dict[str, Callable[[Parsed, Proposition, Cue], Content]] = {
    "inf": _infinitive, "ger": _gerund, "to": _to, "on": _on, "that": _that, "obj": _object, "gift": _gift,
    "announce": _announced, "sign": _signed, "person": _asked, "sought": _sought,
}  # fmt: skip


# --- adjectives, nouns, "will" ----------------------------------------------------------------------


def _by_adjective(page: Parsed, i: int, register: str) -> Iterator[Promise]:
    rows = cues("adjective").get(page.lower[i], [])
    head = page.head[i]
    if not rows or page.dep[i] not in ("acomp", "ROOT", "conj", "attr", "ccomp", "oprd", "relcl", "advcl", "acl"):
        return
    holder = head if page.dep[i] in ("acomp", "oprd", "attr") else i
    if any(page.dep[k] == "neg" for k in (*page.kids[i], *page.kids[holder])):
        return
    if register != "official" and (page.lower[holder] in ("was", "were", "been") or _doubted(page, holder)):
        return  # "was prepared to", "whether he is ready to"
    for cue in rows:
        content = next(
            (k for k in page.kids[i] if page.dep[k] in ("xcomp", "ccomp", "advcl") and terms.infinitive(page, k)), None
        )
        if content is None:
            content = under(page, i, ("to",))
            if content is not None and page.pos[content] != "VERB" and register != "official":
                content = None
        if content is None and holder != i:
            content = next(
                (
                    k
                    for k in page.kids[holder]
                    if k > i and page.dep[k] in ("xcomp", "advcl") and terms.infinitive(page, k)
                ),
                None,
            )
        if content is not None:
            yield Promise(i, content, cue.kind, cue.status, subject(page, holder))


def _doubted(page: Parsed, i: int) -> bool:
    return any(page.lower[k] in ("if", "whether", "unless") for k in page.kids[i] if page.dep[k] in ("mark", "advmod"))


def _by_noun(page: Parsed, i: int, lemma: str, register: str) -> Iterator[Promise]:
    for cue in cues("noun").get(lemma, ()):
        if any(page.lower[k] in ("no", "any", "without") for k in page.kids[i]):
            return
        content: int | None = None
        if "gift" in cue.frames:
            content = i if terms.money(page, i) else None
        else:
            for k in page.kids[i]:
                if page.dep[k] in ("acl", "relcl", "xcomp", "ccomp", "advcl") and k > i and terms.infinitive(page, k):
                    content = k
                    break
            for frame in cue.frames:
                if content is None and frame in ("to", "of", "in", "for"):
                    content = under(page, i, (frame,))
                    if content is not None and page.pos[content] != "VERB":
                        content = _noun_promised(page, i, content, frame, register)
        if content is None:
            continue
        by = _holder(page, i, content, cue.kind != "ask")
        if "gift" in cue.frames and not any(page.dep[t] == "poss" or page.head[t] != page.head[i] for t in by):
            return  # the verb that a gift hangs on speaks for itself
        to = _recipient(page, i) if cue.kind == "ask" else ()
        yield Promise(i, content, cue.kind, cue.status, by, to, cue.measured)


def _noun_promised(page: Parsed, i: int, noun: int, frame: str, register: str) -> int | None:
    """What a commitment to a noun promises: "commitment of $400 million", "extended deterrence commitment to Seoul".

    Elsewhere than in official papers "a commitment to peace" is praise, not a pledge.
    """
    if terms.money(page, noun):
        return i if frame == "of" else noun
    if frame == "for":
        return noun
    if frame != "to" or register != "official" or page.lemma[noun] in cues("value"):
        return None
    if parties.named(page, (noun,)):
        return i if any(page.dep[k] == "compound" and page.at(Mention, k) is None for k in page.kids[i]) else None
    return noun


def _holder(page: Parsed, noun: int, content: int, above_too: bool) -> Tokens:
    """Whose commitment: possessor, "from" or "by" somebody, an adjective of country, or the subject above."""
    poss = page.child(noun, "poss")
    if poss is not None:
        return coordinated(page, poss)
    for k in page.kids[noun]:
        if (
            page.dep[k] in ("prep", "agent")
            and page.lower[k] in ("from", "by", "of")
            and (k < content or content == noun)
        ):
            o = page.child(k, "pobj")
            if o is not None and parties.named(page, (o,)):
                return coordinated(page, o)
    for k in page.kids[noun]:
        if page.dep[k] in ("compound", "amod", "nmod") and page.at(Mention, k) is not None:
            return (k,)
    if not above_too:
        return ()
    above = next((a for a in page.ancestors(noun) if page.pos[a] in ("VERB", "AUX")), None)
    if above is None or page.lemma[above] in cues("hears") or page.lemma[above] in ("have", "be"):
        return ()
    return subject(page, above)


def _recipient(page: Parsed, noun: int) -> Tokens:
    for k in page.kids[noun]:
        if page.dep[k] == "prep" and page.lower[k] in ("to", "on", "for"):
            o = page.child(k, "pobj")
            if o is not None and parties.named(page, (o,)):
                return coordinated(page, o)
    return ()


def _by_modal(page: Parsed, i: int, prop: Proposition, register: str) -> Iterator[Promise]:
    """ "will" of a side that speaks for itself; "should" and "must" that one side says of another."""
    verb, word = prop.token, page.lemma[i]
    if (
        prop.conditional
        or page.sentence[verb] != page.sentence[i]
        or page.lower[page.sentences[page.sentence[i]][1] - 1] == "?"
    ):
        return
    speaker = _speaker(page, i, prop)
    if word in ("should", "must"):
        if speaker and not prop.negated and _differ(page, speaker, prop.agent) and terms.substance(page, verb):
            yield Promise(i, verb, "ask", "announced", speaker, prop.agent)
        return
    if word == "would":  # reported speech: "Lima said that it would"
        spoke = prop.source if quoted(page, i) is None else ()
        known = _same(page, spoke, prop.agent) and prop.lemma not in cues("occasion")
        if known and page.lemma[verb] not in cues("occasion"):
            yield Promise(i, verb, "pledge", "announced", prop.agent)
        return
    if word not in ("will", "shall") or (page.dep[verb] == "relcl" and page.child(verb, "nsubj") is not None and (
        page.lower[page.child(verb, "nsubj") or 0] in ("which", "that")
    )):  # fmt: skip
        return  # "a task force that will ...": what it is for
    if prop.lemma in cues("occasion") or page.lemma[verb] in cues("occasion"):
        return
    own = first_person(page, prop.agent)
    if own and speaker:
        yield Promise(i, verb, "pledge", "announced", speaker, _addressed(page, verb))
    elif register == "official":
        if not own or quoted(page, i) is None:
            yield Promise(i, verb, "pledge", "announced", prop.agent)
    elif own:
        return
    elif _same(page, speaker, prop.agent) or (terms.money(page, verb) and not speaker):
        yield Promise(i, verb, "pledge", "announced", prop.agent)


def _be_there(page: Parsed, i: int) -> Iterator[Promise]:
    """ "Whatever Chile needs, we will be there for it", said by somebody named."""
    be = page.head[i]
    own = page.child(be, "nsubj")
    said = quoted(page, i)
    if own is None or page.lower[own] not in ("we", "i") or said is None or said.speaker is None:
        return
    if any(page.lower[k] == "there" for k in page.kids[be]):
        speaker = page.tokens(said.speaker)
        yield Promise(i, be, "pledge", "announced", (speaker[1] - 1,), _addressed(page, be))


def _speaker(page: Parsed, i: int, prop: Proposition) -> Tokens:
    """Tokens of whoever says the words at `i`: of the statement around it, or of the reporting verb above."""
    said = quoted(page, i)
    if said is not None and said.speaker is not None:
        first, last = page.tokens(said.speaker)
        return (last - 1,) if last > first else ()
    return prop.source


def quoted(page: Parsed, i: int) -> Statement | None:
    """The quotation that token `i` stands in."""
    said = page.at(Statement, i)
    if said is None or said.mode == "indirect" or not any(s.start <= page.start[i] < s.end for s in said.content):
        return None
    return said


def _differ(page: Parsed, left: Tokens, right: Tokens) -> bool:
    """Do two sets of tokens name different sides? False where either names nobody we know."""
    a, b = parties.names(page, left), parties.names(page, right)
    return bool(a and b and not a & b)


def _same(page: Parsed, left: Tokens, right: Tokens) -> bool:
    return bool(parties.names(page, left) & parties.names(page, right))


def first_person(page: Parsed, tokens: Tokens) -> bool:
    return any(page.lower[t] in ("we", "i") or page.lower[t - 1 if t else t] == "our" for t in tokens)


def _addressed(page: Parsed, verb: int) -> Tokens:
    """Somebody named in the words of a promise made in the first person: "to help Japan, we will be there"."""
    first, last = page.sentences[page.sentence[verb]]
    return tuple(t for t in range(first, last) if page.dep[t] in ("dobj", "pobj") and parties.named(page, (t,)))[:1]
