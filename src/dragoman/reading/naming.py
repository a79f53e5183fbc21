"""Adjectives and nouns that promise, offer or ask: "is ready to send", "its pledge to", "a demand that Lima pay"."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.model import Mention, Quantity
from dragoman.reading import parties, terms
from dragoman.reading.conjuncts import Tokens, coordinated
from dragoman.reading.cues import ADVISED, AHEAD, Cue, Promise, attended, cues, subject, under
from dragoman.reading.deadlines import measure
from dragoman.reading.parse import Parsed
from dragoman.reading.subjects import construction


def by_adjective(page: Parsed, i: int, register: str) -> Iterator[Promise]:
    """Promises whose cue is an adjective: "is committed to defending", "is ready to send"."""
    rows = cues("adjective").get(page.lower[i], [])
    head = page.head[i]
    if "-" in (page.lower[i - 1 if i else i], page.lower[min(i + 1, len(page) - 1)]):
        return  # "ready-to-wear"
    if not rows or page.dep[i] not in ("acomp", "ROOT", "conj", "attr", "ccomp", "oprd", "relcl", "advcl", "acl"):
        return
    holder = head if page.dep[i] in ("acomp", "oprd", "attr") else i
    if any(
        page.dep[k] == "neg" or page.lower[k] in ("more", "less", "well") for k in (*page.kids[i], *page.kids[holder])
    ):
        return  # "is more willing to"
    if terms.modal(page, holder) in ADVISED:
        return  # "must be ready to"
    past = page.lower[holder] in ("was", "were", "been") and not _reported(page, holder)
    if register != "official" and (past or _doubted(page, holder)):
        return  # "was prepared to", "whether he is ready to"
    for cue in rows:
        content = next(
            (k for k in page.kids[i] if page.dep[k] in ("xcomp", "ccomp", "advcl") and terms.infinitive(page, k)), None
        )
        if content is None:
            content = under(page, i, ("to",))
            gerund = content is not None and (page.pos[content] == "VERB" or page.dep[content] == "pcomp")
            if not gerund and register != "official":
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
        if content is not None and register != "official" and attended(page, page.lower[i], content):
            content = None
        if content is not None:
            yield Promise(i, content, cue.kind, cue.status, subject(page, holder))


def _reported(page: Parsed, i: int) -> bool:
    """ "Said that Lima was ready to": the past is the reporter's."""
    return (
        page.dep[i] == "ccomp"
        and page.tag[page.head[i]] == "VBD"
        and page.lemma[page.head[i]] in construction("report")
    )


def _doubted(page: Parsed, i: int) -> bool:
    return any(page.lower[k] in ("if", "whether", "unless") for k in page.kids[i] if page.dep[k] in ("mark", "advmod"))


def _shared(page: Parsed, i: int) -> bool:
    """ "A common interest in", "share an interest in": what two have at heart is no offer."""
    words = {page.lemma[page.head[i]], *(page.lower[k] for k in page.kids[i])}
    return not words.isdisjoint(("share", "shared", "common", "mutual"))


def by_noun(page: Parsed, i: int, lemma: str, register: str) -> Iterator[Promise]:
    """Promises whose cue is a noun: "its pledge to send", "calls for a truce"."""
    for cue in cues("noun").get(lemma, ()):
        if any(page.lower[k] in ("no", "any", "without") for k in page.kids[i]):
            return
        if page.lower[page.head[i]] in ("on", "upon") and page.lemma[page.head[page.head[i]]] in _HANGS:
            return  # "their aid is contingent on its commitment to peace"
        if lemma == "discussion" and (page.dep[i] != "pobj" or page.lower[page.head[i]] != "in"):
            return  # "is in discussions to sell", not "held a discussion to hear", "committed to a discussion to"
        if "gift" in cue.frames and any(page.lower[k] in _GIVEN for k in page.kids[i]):
            return  # "their previous contribution of $2 million"
        if lemma in cues("mind") and (_shared(page, i) or (register != "official" and not _own_will(page, i))):
            return
        content: int | None = None
        behind: int | None = None
        if "gift" in cue.frames:
            content = i if terms.money(page, i) else None
        else:
            for k in page.kids[i]:
                if page.dep[k] == "prep" and page.lower[k] == "of" and "of" in cue.frames:
                    break  # "promises of aid to help them to adapt"
                if page.dep[k] in ("acl", "relcl", "xcomp", "ccomp", "advcl") and k > i and terms.infinitive(page, k):
                    content = k
                    break
            content = _apart(page, i) if content is None else content
            if content is None and "that" in cue.frames:
                content = _clause(page, i, cue)
            if content is None and any(_sized(page, k) for k in page.kids[i] if k < i):
                content = i  # "its $50 million pledge to Peru"
            for frame in cue.frames:
                if content is not None and register != "official" and attended(page, lemma, content):
                    content = None
                    break
                if content is None and frame in ("to", "of", "in", "for"):
                    content = under(page, i, (frame,))
                    if content is None and page.dep[i] == "dobj" and page.lower[i + 1 : i + 2] == [frame]:
                        content = behind = page.child(i + 1, "pobj")  # the parser hangs "to Peru" on the verb
                    if content is not None and page.pos[content] != "VERB":
                        content = _noun_promised(page, i, content, frame, register)
        if content is None:
            continue
        by = _holder(page, i, content, cue.kind != "ask")
        apart = any(page.dep[t] == "poss" or page.head[t] != page.head[i] for t in by)
        apart = apart or (bool(by) and page.lemma[page.head[i]] == "make" and terms.progressive(page, page.head[i]))
        if "gift" in cue.frames and not apart:
            return  # the verb that a gift hangs on speaks for itself
        own = page.child(content, "nsubj") if content != i else None
        to = (subject(page, content) if own is not None else _recipient(page, i)) if cue.kind == "ask" else ()
        hearer = (behind,) if content == i and behind is not None else ()
        yield Promise(i, content, cue.kind, cue.status, by, to, cue.measured, hearer=hearer)


_HANGS = frozenset(["contingent", "conditional", "conditioned", "dependent", "condition", "depend", "hinge"])


def _apart(page: Parsed, i: int) -> int | None:
    """ "Backed the call from Chile TO RENEW the talks", "exchanged letters of intent TO LEND": the parser hangs it on
    the verb."""
    letter = page.head[page.head[i]] if page.dep[i] == "pobj" and page.lower[page.head[i]] == "of" else i
    told = page.lemma[letter] == "letter" if letter != i else any(page.lower[k] == "from" for k in page.kids[i])
    told = told or (
        page.lower[page.child(i, "poss") or i] in _OWN and page.lower[i + 1 : i + 2] == ["to"]
    )  # "their resolve to"
    if not told or page.dep[letter] != "dobj":
        return None
    later = (k for k in page.kids[page.head[letter]] if page.dep[k] in ("advcl", "xcomp") and terms.infinitive(page, k))
    return next((k for k in later if page.subtree(k)[0] == page.subtree(letter)[1]), None)


def _clause(page: Parsed, noun: int, cue: Cue) -> int | None:
    """ "Its demand that the United States ease sanctions", "a promise that it would"."""
    for k in page.kids[noun]:
        if page.dep[k] in ("acl", "ccomp") and k > noun and page.child(k, "nsubj") is not None:
            asked = (
                page.tag[k] == "VB" and page.lemma[k] not in cues("state") and terms.modal(page, k) in ("", "should")
            )
            ahead = cue.kind != "ask" and terms.modal(page, k) in AHEAD
            ahead = ahead and (
                parties.persons(page, subject(page, k)) or measure(page, k)
            )  # no "that taxes would fall"
            return k if (cue.kind == "ask" and asked) or ahead else None
    return None


def _sized(page: Parsed, k: int) -> bool:
    """Is it a sum of money before a noun?"""
    sum_ = page.at(Quantity, k)
    return sum_ is not None and sum_.unit[:1].isupper() and sum_.per is None


_GIVEN = frozenset(["previous", "earlier", "prior", "past", "last", "total", "combined", "existing", "initial"])


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
    whose = page.child(noun, "poss")
    guarded = whose is not None and page.lemma[noun] in cues("good") and parties.named(page, (whose,))
    if frame != "to" or register != "official" or (page.lemma[noun] in cues("value") and not guarded):
        return None
    if parties.named(page, (noun,)):
        firm = any(page.dep[k] == "compound" and page.at(Mention, k) is None for k in page.kids[i])
        return i if firm or any(page.lower[k] in cues("ironclad") for k in page.kids[i]) else None
    return noun


def _holder(page: Parsed, noun: int, content: int, above_too: bool) -> Tokens:
    """Whose commitment: possessor, "from" or "by" somebody, an adjective of country, or the subject above."""
    poss = page.child(noun, "poss", "nsubj")  # "Chile and Peru plan to": the parser takes the verb for a noun
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
        for c in (k, *page.kids[k]):  # "CHILE's", "the CHILEAN alliance commitments"
            beside = page.dep[k] in ("compound", "amod", "nmod") and page.dep[c] != "conj"
            if beside and page.at(Mention, c) is not None:
                return (c,)
    if not above_too:
        return ()
    above = next((a for a in page.ancestors(noun) if page.pos[a] in ("VERB", "AUX")), None)
    if above is None or page.lemma[above] in cues("hears") or page.lemma[above] in ("have", "be"):
        return ()
    if page.lemma[above] == "make" and terms.progressive(page, above):
        return subject(page, above)  # "is making a $2 million contribution"
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
