"""The shapes in which English commits, offers and asks: verb, adjective, noun (`modals`: the bare "will").

A cue (a row of `data/pledge_cues.csv`) lists the frames in which it carries a promise:
`inf` pledged to send, `ger` considers sending, `to`/`on`/`of`/`in`/`for` committed to defending, `that` vowed that
it would, `obj` proposed a package, `gift` is contributing $10 million, `announce` announced a task force, `sign` signed
an agreement to, `person` urged Tokyo to pay, `sought` sought an increase in Japan's share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dragoman.model import Mention
from dragoman.reading import parties, terms
from dragoman.reading.cues import Cue, Promise, cues, subject, under
from dragoman.reading.deadlines import measure
from dragoman.reading.modals import be_there, by_modal
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
            yield from be_there(page, i)
        prop = proposition_at(page, page.head[i])
        if prop is not None and prop.form != "passive":
            yield from by_modal(page, i, prop, register)


# --- shapes -----------------------------------------------------------------------------------------


def _by_verb(page: Parsed, prop: Proposition, register: str) -> Iterator[Promise]:
    i, lemma = prop.token, page.lemma[prop.token]
    rows = cues("verb").get(prop.lemma, []) or cues("verb").get(lemma, [])
    for k in page.kids[i]:
        if page.dep[k] == "prep" and (more := cues("verb").get(f"{lemma}_{page.lower[k]}")):
            rows = [*rows, *more]
    if lemma == "work" and page.tag[i] != "VBG":
        return
    if not rows or prop.negated or prop.conditional:
        return
    if register != "official" and _imagined(page, prop):
        return
    side = subject(page, i)
    if prop.form == "passive" and not prop.agent and lemma not in _BOUND:
        return  # "was offered a post", "is intended to help": who offered is not told
    for cue in rows:
        if cue.official and register != "official":
            continue
        for frame in cue.frames:
            content, to = _FRAMES[frame](page, prop, cue)
            if content is not None and frame in ("to", "on") and page.pos[content] != "VERB" and register != "official":
                named = page.lemma[content] in cues("made") or page.lemma[content] in cues("sought")
                content = (
                    content
                    if named or (page.lemma[i] == "agree" and frame == "to") or terms.counted(page, content)
                    else None
                )
            if content is not None and frame == "inf" and register != "official" and _attended(page, lemma, content):
                content = None
            if content is not None:
                yield Promise(i, content, cue.kind, cue.status, side, to, cue.measured)
                break


def _attended(page: Parsed, cue: str, content: int) -> bool:
    """ "plans to visit", "intends to discuss", "prepares to sign": an occasion to come, promised to nobody."""
    thing = page.child(content, "dobj")
    speech = thing is not None and page.lemma[thing] in cues("speech")
    return cue not in cues("firm") and (
        speech or page.lemma[content] in cues("occasion") or page.lemma[content] in cues("staged")
    )


_BOUND = frozenset(["commit", "pledge", "resolve", "swear", "prepare", "ready", "dedicate"])  # "is pledged to"
_ADVISED = frozenset(["should", "must", "can", "ought"])


def _imagined(page: Parsed, prop: Proposition) -> bool:
    """ "He should ask Oman to", "to help Kenya prepare to", "as if France planned to": nobody does it."""
    i = prop.token
    helped = page.tag[i] == "VB" and page.lemma[page.head[i]] in cues("helped") and page.head[i] != i
    perfect = terms.modal(page, i) == "would" and any(page.lower[k] == "have" for k in page.kids[i])
    return helped or perfect or terms.modal(page, i) in _ADVISED


# --- frames of verbs: each gives the head of what is promised, and whom it is asked of ---------------


def _infinitive(page: Parsed, prop: Proposition, cue: Cue) -> Content:
    for k in page.kids[prop.token]:
        if page.dep[k] in ("xcomp", "advcl", "ccomp") and k > prop.token and terms.infinitive(page, k):
            if page.lower[page.subtree(k)[0] - 1] == "only" or page.lower[page.subtree(k)[0]] == "only":
                continue  # "agreed to a meeting, only to have it cancelled"
            given = page.lemma[prop.token] == "offer" and page.child(prop.token, "dobj", "dative") is not None
            purpose = given or (
                page.dep[k] == "advcl" and (page.child(prop.token, "dobj") is not None or prop.form == "relative")
            )
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
        asked = asked and page.lemma[k] not in cues("state")
        return (k, subject(page, k)) if asked else NOTHING
    own = subject(page, k)
    if not (parties.persons(page, own) or measure(page, k)):
        return NOTHING  # "promising that his writings would"
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
    if all(page.dep[c] == "det" for c in page.kids[k]):
        return NOTHING  # "announced the deal"
    if page.lemma[k] == "support" and not any(c < k for c in page.kids[k]) and not terms.money(page, k):
        return NOTHING  # "announced support for the decision"
    made = under(page, k, ("of",)) if page.lemma[k] in cues("making") else None
    return (k if made is None else made), ()


def _signed(page: Parsed, prop: Proposition, cue: Cue) -> Content:
    k = page.child(prop.token, "dobj")
    if k is None:
        return NOTHING
    if page.lemma[k] in cues("enacted"):
        return NOTHING  # "signed the $300 billion bill"
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
            owned = page.dep[k] == "poss" and page.lemma[noun] in cues("patient")  # "the boy's release": not by him
            if giver and not owned and parties.named(page, (k,)):
                return noun, (k,)
    return (noun, whom) if whom else NOTHING


_FRAMES: dict[str, Callable[[Parsed, Proposition, Cue], Content]] = {
    "inf": _infinitive, "ger": _gerund, "to": _to, "on": _on, "that": _that, "obj": _object, "gift": _gift,
    "announce": _announced, "sign": _signed, "person": _asked, "sought": _sought,
}  # fmt: skip


# --- adjectives, nouns ----------------------------------------------------------------------


def _by_adjective(page: Parsed, i: int, register: str) -> Iterator[Promise]:
    rows = cues("adjective").get(page.lower[i], [])
    head = page.head[i]
    if "-" in (page.lower[i - 1 if i else i], page.lower[min(i + 1, len(page) - 1)]):
        return  # "ready-to-wear"
    if not rows or page.dep[i] not in ("acomp", "ROOT", "conj", "attr", "ccomp", "oprd", "relcl", "advcl", "acl"):
        return
    holder = head if page.dep[i] in ("acomp", "oprd", "attr") else i
    if any(page.dep[k] == "neg" or page.lower[k] in ("more", "less") for k in (*page.kids[i], *page.kids[holder])):
        return  # "is more willing to"
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
        if content is not None and register != "official" and _attended(page, page.lower[i], content):
            content = None
        if content is not None:
            yield Promise(i, content, cue.kind, cue.status, subject(page, holder))


def _doubted(page: Parsed, i: int) -> bool:
    return any(page.lower[k] in ("if", "whether", "unless") for k in page.kids[i] if page.dep[k] in ("mark", "advmod"))


def _by_noun(page: Parsed, i: int, lemma: str, register: str) -> Iterator[Promise]:
    for cue in cues("noun").get(lemma, ()):
        if any(page.lower[k] in ("no", "any", "without") for k in page.kids[i]):
            return
        if register != "official" and lemma in cues("mind") and not _own_will(page, i):
            return
        content: int | None = None
        if "gift" in cue.frames:
            content = i if terms.money(page, i) else None
        else:
            for k in page.kids[i]:
                if page.dep[k] == "prep" and page.lower[k] == "of" and "of" in cue.frames:
                    break  # "promises of aid to help them to adapt"
                if page.dep[k] in ("acl", "relcl", "xcomp", "ccomp", "advcl") and k > i and terms.infinitive(page, k):
                    content = k
                    break
            for frame in cue.frames:
                if content is not None and register != "official" and _attended(page, lemma, content):
                    content = None
                    break
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


def _own_will(page: Parsed, i: int) -> bool:
    """ "maintained its willingness": a will counts where who has it tells it."""
    return page.dep[i] == "dobj" and page.lower[page.child(i, "poss") or i] in _OWN


_OWN = frozenset(["its", "his", "her", "their", "our", "my"])


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
    if content == noun and page.lemma[above] not in cues("verb"):
        return ()  # "a station built with a $2 million grant"
    return subject(page, above)


def _recipient(page: Parsed, noun: int) -> Tokens:
    for k in page.kids[noun]:
        if page.dep[k] == "prep" and page.lower[k] in ("to", "on", "for"):
            o = page.child(k, "pobj")
            if o is not None and parties.named(page, (o,)):
                return coordinated(page, o)
    return ()
