"""The shapes in which English commits, offers and asks: verbs (`naming`: adjectives and nouns; `modals`: "will").

A cue (a row of `data/pledge_cues.csv`) lists the frames in which it carries a promise:
`inf` pledged to send, `ger` considers sending, `to`/`on`/`of`/`in`/`for` committed to defending, `that` vowed that
it would, `obj` proposed a package, `gift` is contributing $10 million, `announce` announced a task force, `sign` signed
an agreement to, `person` urged Tokyo to pay, `sought` sought an increase in Japan's share, `terms` tied its return to
the release of hostages, `done` wants the tariff lowered,
`moved` put off the delivery to May, `doing` is developing a framework by May.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dragoman.model import Mention
from dragoman.reading import bound, deadlines, parties, standing, terms
from dragoman.reading.conjuncts import Tokens, coordinated
from dragoman.reading.cues import ADVISED, AHEAD, Cue, Promise, attended, cues, subject, under
from dragoman.reading.deadlines import measure
from dragoman.reading.modals import be_there, by_modal, by_passive, is_to
from dragoman.reading.naming import by_adjective, by_noun
from dragoman.reading.parse import Parsed
from dragoman.reading.propositions import Proposition, proposition_at

Content = tuple[int | None, Tokens]
NOTHING: Content = (None, ())


def promises(page: Parsed, i: int, lemma: str, register: str) -> Iterator[Promise]:
    """Promises whose cue is token `i`."""
    pos = page.pos[i]
    if page.dep[i] == "amod":
        return  # "pledged delegates"
    if pos == "VERB":
        prop = proposition_at(page, i)
        if prop is not None:
            yield from _by_verb(page, prop, register)
        if lemma in bound.WORDS:
            yield from bound.bound(page, i)
        if page.tag[i] == "VBN" and lemma not in cues("verb") and page.lower[i] in cues("adjective"):
            yield from by_adjective(page, i, register)
    elif pos == "ADJ":
        yield from by_adjective(page, i, register)
    elif pos == "NOUN":
        yield from by_noun(page, i, lemma, register)
    elif pos == "AUX" and page.tag[i] == "MD" and page.dep[i] == "aux":
        if page.lower[page.head[i]] == "be":
            yield from be_there(page, i)
        prop = proposition_at(page, page.head[i])
        if prop is not None and prop.form == "passive":
            yield from by_passive(page, i, prop, register)
        elif prop is not None:
            yield from by_modal(page, i, prop, register)
    elif pos == "AUX" and page.tag[i] in ("VBZ", "VBP") and lemma == "be":
        yield from is_to(page, i, register)


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
    if page.lower[page.subtree(i)[0]] in ("how", "whether") and page.dep[i] != "ROOT" and not terms.modal(page, i):
        return  # "how Lima plans to pay is unclear"; but "an accord that sets out how Lima will pay"
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
            if content is not None and frame == "inf" and register != "official" and attended(page, lemma, content):
                content = None
            if content is not None:
                yield Promise(i, content, cue.kind, cue.status, side, to, cue.measured)
                break


_BOUND = frozenset(["commit", "pledge", "resolve", "swear", "prepare", "ready", "dedicate"])  # "is pledged to"


def _imagined(page: Parsed, prop: Proposition) -> bool:
    """ "He should ask Oman to", "to help Kenya prepare to", "as if France planned to": nobody does it."""
    i = prop.token
    if page.lemma[i] in ("intend", "plan", "aim") and page.tag[i] == "VBD" and page.dep[i] != "ccomp":
        return True  # what somebody meant to do once; "said it planned to" is today's
    if page.dep[i] == "conj" and terms.modal(page, page.head[i]) in ADVISED and not terms.modal(page, i):
        return page.tag[i] in ("VB", "VBP")  # "should be grateful and agree to pay"
    above = page.lemma[page.head[i]]
    got = above == "get" and page.tag[page.head[i]] == "VB"  # "said he would get Chile to agree to a truce"
    helped = page.tag[i] == "VB" and (above in cues("helped") or got) and page.head[i] != i
    perfect = terms.modal(page, i) == "would" and any(page.lower[k] == "have" for k in page.kids[i])
    return helped or perfect or terms.modal(page, i) in ADVISED


# --- frames of verbs: each gives the head of what is promised, and whom it is asked of ---------------


def _infinitive(page: Parsed, prop: Proposition, cue: Cue) -> Content:
    for k in page.kids[prop.token]:
        if page.dep[k] in ("xcomp", "advcl", "ccomp") and k > prop.token and terms.infinitive(page, k):
            if page.lower[page.subtree(k)[0] - 1] == "only" or page.lower[page.subtree(k)[0]] == "only":
                continue  # "agreed to a meeting, only to have it cancelled"
            given = page.lemma[prop.token] == "offer" and page.child(prop.token, "dobj", "dative") is not None
            thing = _thing(page, prop)  # "$3 million was pledged to help", "pledged $3 million, to be paid in May"
            told = prop.form == "passive" or page.child(k, "auxpass") is not None
            given = given or (told and thing is not None and terms.counted(page, thing))
            purpose = given or (
                page.dep[k] == "advcl" and (page.child(prop.token, "dobj") is not None or prop.form == "relative")
            )
            partner = prop.preposition("with") if page.lemma[prop.token] == "agree" else ()
            k = terms.whole(page, k)
            return (k, partner) if page.child(k, "nsubj") is None and not purpose else NOTHING
    return NOTHING


def _gerund(page: Parsed, prop: Proposition, cue: Cue) -> Content:
    for k in page.kids[prop.token]:
        if page.dep[k] in ("xcomp", "ccomp", "pcomp") and k > prop.token and page.tag[k] == "VBG":
            return k, ()
    return NOTHING


def _to(page: Parsed, prop: Proposition, cue: Cue) -> Content:
    given, found = page.child(prop.token, "dobj"), under(page, prop.token, ("to",))
    itself = given is not None and page.lower[given] in ("itself", "himself", "herself", "themselves")
    if given is not None and not itself and found is not None and given < found:  # "committed $2 billion to the fund"
        return NOTHING
    return found, ()


def _on(page: Parsed, prop: Proposition, cue: Cue) -> Content:
    noun = under(page, prop.token, ("on", "upon"))
    if noun is None or page.lemma[noun] in cues("value"):
        return NOTHING
    bare = page.lemma[noun] in cues("concluded") and {page.dep[k] for k in page.kids[noun]} <= {"det", "amod"}
    return NOTHING if bare and page.lower[page.subtree(noun)[0]] in ("a", "an") else (noun, ())  # "agreed on a deal"


def _in(page: Parsed, prop: Proposition, cue: Cue) -> Content:
    return under(page, prop.token, ("in",)), ()


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
        bare = ("VB", "VBP", "VBZ") if prop.lemma in _PROPOSING else ("VB", "VBP")  # "proposed that Chile pays"
        asked = modal in ("should", "must") or (not aided and page.tag[k] in bare)
        asked = asked and page.lemma[k] not in cues("state")
        return (k, subject(page, k)) if asked else NOTHING
    own = subject(page, k)
    if not (parties.persons(page, own) or measure(page, k)):
        return NOTHING  # "promising that his writings would"
    whom = page.child(prop.token, "dobj", "dative")  # "promised Chile that it would"
    return (k, coordinated(page, whom) if whom is not None else ()) if modal in AHEAD else NOTHING


_PROPOSING = frozenset(["propose", "request", "demand"])


def _thing(page: Parsed, prop: Proposition) -> int | None:
    """What is given or asked: the object, of a passive its subject ("aid was promised to Peru by Chile")."""
    thing, whom = page.child(prop.token, "dobj"), page.child(prop.token, "dative")
    beside = page.child(whom, "appos") if whom is not None else None
    if thing is None and beside is not None and terms.counted(page, beside):
        return beside  # "promised his counterpart 36 guns": the parser takes them for another name of his
    return page.child(prop.token, "nsubjpass") if thing is None and prop.form == "passive" else thing


def _object(page: Parsed, prop: Proposition, cue: Cue) -> Content:
    k = _thing(page, prop)
    if k is None:
        return NOTHING
    named = page.lemma[k] in cues("made") or page.lemma[k] in cues("promised")
    due = page.lemma[prop.token] in cues("sworn") and measure(page, prop.token)  # "pledged ratification within weeks"
    if not (named or terms.counted(page, k) or _handed(page, prop, k) or due):
        return NOTHING
    if page.lemma[prop.token] == "undertake" and any(page.lemma[a] == "have" for a in page.kids[prop.token]):
        return NOTHING  # "has undertaken initiatives": done
    whom = page.child(prop.token, "nsubjpass")  # "PERU was promised $20 million by Chile"
    return k, coordinated(page, whom) if whom is not None and whom != k else prop.recipient


def _handed(page: Parsed, prop: Proposition, thing: int) -> bool:
    """ "Offered Peru two old frigates": a thing, to a state; no "offered Peru its condolences"."""
    said = page.lemma[thing] in cues("speech") or page.lemma[thing] in cues("word")
    return not said and standing.state_itself(page, parties.named(page, prop.recipient))


def _gift(page: Parsed, prop: Proposition, cue: Cue) -> Content:
    k = page.child(prop.token, "dobj")
    firm = page.lemma[prop.token] in ("commit", "earmark", "allocate", "dedicate", "set")
    if k is None or not terms.money(page, k) or not (firm or terms.progressive(page, prop.token)):
        return NOTHING
    return prop.token, prop.recipient  # the act with all that hangs on it: to whom, for what


def _announced(page: Parsed, prop: Proposition, cue: Cue) -> Content:
    k = _thing(page, prop)
    if k is None:
        return NOTHING
    if page.lemma[prop.token] == "approve":  # "approved a $500 million loan to Kenya"
        return (k, ()) if page.lemma[k] in cues("granted") and terms.given(page, k) else NOTHING
    if page.lemma[prop.token] != "announce" and not terms.progressive(page, prop.token):
        return NOTHING
    of = under(page, k, ("of",))
    if page.lemma[k] in cues("concluded") and not terms.money(page, k) and not _aimed(page, k):
        return NOTHING  # "announced a trade deal with Peru": made, whatever it binds them to
    if any(page.lemma[t] in cues("imposed") for t in (k, of) if t is not None):
        return NOTHING  # "announced a 24% duty", "a package of sanctions": done to somebody, promised to nobody
    if page.lemma[prop.token] == "launch" and page.pos[k] == "PROPN" and page.lemma[k] != "operation":
        named = page.child(k, "compound")  # "is launching the Cancer Moonshot"
        return (k, ()) if named is not None and page.lemma[named] != "operation" else NOTHING
    some = of is not None and page.lemma[k] in _SOME and page.lemma[of] in cues("made")  # "a set of steps"
    if not (some or terms.given(page, k) or page.lemma[k] in cues("made")):
        return NOTHING
    said = [c for c in page.kids[k] if page.dep[c] != "det" and page.lower[c] not in _BARE and not _where(page, c)]
    if not said:
        return NOTHING  # "announced the deal", "announced the new steps at the palace"
    if page.lemma[k] == "support" and not any(c < k for c in page.kids[k]) and not terms.money(page, k):
        return NOTHING  # "announced support for the decision"
    made = under(page, k, ("of",)) if page.lemma[k] in cues("making") else None
    who = page.at(Mention, made) if made is not None else None
    if who is not None and who.kind == "group":
        made = None  # "the launch of the Women in Trade Fund"
    return (k if made is None else made), ()


_SOME = frozenset(["set", "series", "range", "number", "package", "suite", "slate", "raft"])


def _aimed(page: Parsed, noun: int) -> bool:
    """Whether it is told what for: "an agreement TO BUY 50 aircraft"."""
    return any(page.dep[k] in ("acl", "relcl") and terms.infinitive(page, k) for k in page.kids[noun])


def _doing(page: Parsed, prop: Proposition, cue: Cue) -> Content:
    """ "Is developing a framework by the end of the year": what is under way and made for both."""
    k = page.child(prop.token, "dobj")
    made = k is not None and page.lemma[k] in cues("made") and page.tag[prop.token] == "VBG"
    return (prop.token, ()) if made and terms.progressive(page, prop.token) and measure(page, prop.token) else NOTHING


_BARE = frozenset(["new", "several", "more", "some", "many", "few", "additional", "further", "following"])


def _where(page: Parsed, k: int) -> bool:
    return page.dep[k] == "prep" and page.lower[k] in ("at", "on", "during")


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
    if aim is not None and page.lemma[aim] == page.lemma[prop.token]:
        aim = None  # "signed it as the first country to sign such a paper"
    if aim is None and not terms.money(page, prop.token):
        return NOTHING
    partner = under(page, k, ("with",))
    return (k if aim is None else aim), (
        coordinated(page, partner) if partner is not None else prop.preposition("with")
    )


_MIND = frozenset(["understand", "know", "feel", "think", "realise", "realize", "see", "hear"])
_ADDRESSED = {("call", "on"), ("call", "upon"), ("appeal", "to"), ("prevail", "on"), ("plead", "with")}


def _asked(page: Parsed, prop: Proposition, cue: Cue) -> Content:
    """ "urged Japan to raise", "called on Hamas to release", "wants Tokyo to pay", "press Tokyo on defence"."""
    i = prop.token
    whom: Tokens = ()
    addressed = any(lemma == page.lemma[i] for lemma, _ in _ADDRESSED)
    for k in page.kids[i]:
        if page.dep[k] in ("dobj", "dative") and k > i and not addressed:  # "called her on Monday" rang her up
            whom = coordinated(page, k)
        elif page.dep[k] == "prep" and not whom and (page.lemma[i], page.lower[k]) in _ADDRESSED:
            whom = tuple(t for o in page.kids[k] if page.dep[o] == "pobj" for t in coordinated(page, o))
    whom = prop.patient if prop.form == "passive" else whom  # "PERU was asked by Chile to"
    for k in page.kids[i]:
        if page.dep[k] in ("xcomp", "ccomp", "advcl") and k > i and terms.infinitive(page, k):
            subject = page.child(k, "nsubj")
            whom = coordinated(page, subject) if subject is not None else whom
            whom = parties.with_included(page, whom)
            paid = addressed and page.lemma[k] in cues("courtesy")  # "called on her to discuss", a visit
            sent = page.child(k, "dobj")  # "asked her to convey his greetings"
            paid = paid or (sent is not None and page.lemma[sent] in cues("greeting"))
            paid = paid or (page.lemma[i] == "want" and page.lemma[k] in _MIND)  # "wants Chile to understand"
            return (k, whom) if parties.persons(page, whom) and not paid else NOTHING
    for w in whom:  # the parser hangs the infinitive on the noun: "urged [leaders to act]"
        for k in page.kids[w]:
            if page.dep[k] in ("acl", "relcl") and terms.infinitive(page, k) and parties.persons(page, whom):
                return k, whom
    if page.lemma[i] in ("press", "push", "pressure", "lobby") and whom:
        return under(page, i, ("on", "for", "over")), whom
    wish = under(page, i, ("for",))
    if page.lemma[i] in ("ask", "request") and wish is not None and _wished(page, wish):
        return (wish, whom) if parties.persons(page, whom) else NOTHING
    return NOTHING


def _sought(page: Parsed, prop: Proposition, cue: Cue) -> Content:
    """ "sought a significant increase in Japan's contribution", "called for the release of ... by Hamas"."""
    i = prop.token
    noun = page.child(i, "dobj")
    if noun is None or page.lemma[i] in ("call", "push", "press", "ask"):
        noun = under(page, i, ("on", "upon") if page.lemma[i] == "insist" else ("for",))
    if noun is None or not _wished(page, noun):
        return NOTHING
    leaving = page.lemma[noun] in ("withdrawal", "pullout", "exit", "retreat", "departure")
    owner = under(page, noun, ("of",)) if leaving else None  # "demanded the withdrawal of PERU's troops from Chile"
    whose = next((m for m in parties.modifying(page, owner) if m.country), None) if owner is not None else None
    if whose is not None:
        return noun, (page.tokens(whose.span)[1] - 1,)
    whom = prop.preposition("from", "of", "by")
    whom = tuple(t for t in whom if parties.named(page, (t,)))
    if not whom:
        first, last = page.subtree(noun)
        for k in range(first, last):
            giver = page.dep[k] == "poss" or (page.dep[k] == "pobj" and page.lower[page.head[k]] in ("from", "by"))
            owned = page.dep[k] == "poss" and page.lemma[noun] in cues("patient")  # "the boy's release": not by him
            if giver and not owned and parties.named(page, (k,)):
                return noun, (k,)
    openly = prop.lemma in cues("openly") and standing.state_itself(page, parties.named(page, prop.agent))
    openly = openly and page.child(noun, "poss") is None
    return (noun, whom) if whom or openly else NOTHING


def _done(page: Parsed, prop: Proposition, cue: Cue) -> Content:
    """ "Wants the tariff lowered to 15%": said to somebody, though the sentence does not say to whom."""
    k = page.child(prop.token, "ccomp")
    thing = page.child(k, "nsubj", "nsubjpass") if k is not None else None
    if k is None or thing is None or page.tag[k] != "VBN" or parties.named(page, (thing,)):
        return NOTHING
    return (k, ()) if standing.state_itself(page, parties.named(page, prop.agent)) and measure(page, k) else NOTHING


def _on_terms(page: Parsed, prop: Proposition, cue: Cue) -> Content:
    """ "conditioned its return to the talks on", "tied its approval to", "made its approval conditional on"."""
    i = prop.token
    act = page.child(i, "dobj")
    if page.lemma[i] == "make":
        state = page.child(i, "ccomp", "oprd")
        if state is None or page.lower[state] not in ("conditional", "contingent", "dependent"):
            return NOTHING
        act = page.child(state, "nsubj") if act is None else act
    own = act is not None and (page.lower[page.child(act, "poss") or i] in _OWN or page.lemma[i] == "condition")
    return (act, ()) if act is not None and own and page.lemma[act] in cues("sought") else NOTHING


_OWN = frozenset(["its", "his", "her", "their"])


def _moved(page: Parsed, prop: Proposition, cue: Cue) -> Content:
    """ "Put off the delivery of the tanks to August": still to come, by another day."""
    act = _thing(page, prop)
    ahead = act is not None and page.lemma[act] in cues("sought") and deadlines.postponed(page, prop.token) is not None
    return (act, ()) if ahead else NOTHING


def _wished(page: Parsed, noun: int) -> bool:
    """Is it a thing that one side asks of another, by the word or by its figure: "an apology", "18 tanks"?"""
    return page.lemma[noun] in cues("sought") or terms.given(page, noun)


_FRAMES: dict[str, Callable[[Parsed, Proposition, Cue], Content]] = {
    "inf": _infinitive, "ger": _gerund, "to": _to, "on": _on, "in": _in, "that": _that, "obj": _object, "gift": _gift,
    "announce": _announced, "sign": _signed, "person": _asked, "sought": _sought,
    "terms": _on_terms, "done": _done, "moved": _moved, "doing": _doing,
}  # fmt: skip
