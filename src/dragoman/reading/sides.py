"""Whom a phrase means: the mentions that stand for the sides of a proposition.

A phrase names its actor at its head ("the Japanese prime minister"), beside it ("Japan's new leader, Sanae
Takaichi"), or in what it belongs to ("Japan's spending plan", "forces of Thailand"): the nearest tier that has a
mention speaks for the phrase.
"""

from __future__ import annotations

from collections.abc import Iterable

from dragoman.lexicon import of_states
from dragoman.model import Mention, Span
from dragoman.reading.conjuncts import STATES, Tokens, coordinated, included, of_group
from dragoman.reading.parse import Parsed
from dragoman.reading.propositions import Proposition, proposition_at
from dragoman.reading.subjects import construction, measured

_UNKNOWN = frozenset(["it", "its", "itself", "who", "whom", "which", "that", "what", "whose"])
_BESIDE = frozenset(["appos", "compound", "amod", "nmod", "poss", "nummod"])


def whom(page: Parsed, tokens: Iterable[int], place: bool = False) -> tuple[Span, ...]:
    """Spans of the mentions that phrases (by head token) stand for, in order, each once.

    Mentions that are a place here ("arrived in Tokyo") count only if `place`.
    """
    found: dict[Span, None] = {}
    for token in measured(page, tokens):
        for mention in (m for one in _phrase(page, token, place) for m in _one_word(page, one)):
            if not _one_of(page, found, mention):
                found.setdefault(mention.span)
    return tuple(found)


def _one_word(page: Parsed, mention: Mention) -> list[Mention]:
    """A mention with those that one word joins to it: "the U.S.-KENYA partnership"."""
    text, start, end = page.document.text, mention.span.start, mention.span.end
    if "-" not in (text[start - 1 : start], text[end : end + 1]):
        return [mention]
    first, last = page.tokens(mention.span)
    whole = page.start[first] == start and page.end[last - 1] == end
    if whole or "-" not in page.word[first]:
        return [mention]
    return [m for m in page.between(Mention, page.start[first], page.end[first]) if m.kind in STATES] or [mention]


def _one_of(page: Parsed, found: Iterable[Span], name: Mention) -> bool:
    """Whether a name stands behind a group whose members it is one of: "envoys of Chile and Peru, Ada Lind and E."."""
    for span in found if name.kind == "name" and name.office is None else ():
        group = page.mention(span)
        if group is not None and len(group.members) > 1 and group.kind == "group":
            at = max(page.tokens(m)[1] for m in group.members)
            between = page.pos[at : page.tokens(name.span)[0]]
            return page.lower[at : at + 1] == [","] and {"PUNCT", "PROPN", "CCONJ"}.issuperset(between)
    return False


def _phrase(page: Parsed, token: int, place: bool, within: bool = False) -> list[Mention]:
    """Mentions that stand for a phrase; `within` another it is looked at no further than itself."""
    own = _actor(page, token, place)
    if own is not None and own.kind in ("group", "office") and (behind := _held(page, own) or _called(page, token)):
        return behind
    if own is not None and own.kind == "group" and (bloc := _body(page, token)) is not None:
        return [bloc]
    if own is not None and own.kind == "group" and (listed := _by_name(page, own)):
        return listed
    if own is not None and own.kind == "group":
        several = _countries(page, token)
        if len(several) > max(1, len(own.members)):
            return several
    if own is not None and (own.kind != "organisation" or own.country):
        return [own, *_including(page, token, own)]
    if own is None and (apart := _run_into(page, token)):
        return apart
    if own is None and (doers := _done_by(page, token)):
        return doers
    matter = page.lemma[token] in construction("matter")  # "a solution to the Norwegian conflict" is nobody's
    another = page.lemma[token] in construction("another")  # "a Sanders supporter", "the wife of Abe"
    if another and page.dep[token] == "appos":
        who = _actor(page, page.head[token], place)
        return [who] if who is not None and who.kind == "name" else []
    tiers: tuple[list[int], list[int], list[int]] = ([], [], [])
    for k in page.kids[token]:
        dep = page.dep[k]
        if dep == "appos":
            tiers[0].append(k)
        elif another or (matter and dep != "poss"):
            continue
        elif dep in ("compound", "nmod") and page.child(token, "poss") is not None:
            continue  # "his America First approach" is his
        elif dep == "amod" and (page.tag[k] == "VBN" or page.lower[k].endswith(("-brokered", "-backed", "-led"))):
            continue  # "a U.S.-brokered agreement"
        elif dep in _BESIDE:
            tiers[1].extend(coordinated(page, k))
            body = (m := page.at(Mention, k)) is not None and m.kind == "organisation"  # "a Hong Kong court ruling"
            double = [c for c in page.kids[k] if page.dep[c] in ("compound", "nmod") and c < k and not body]
            tiers[1].extend(double)  # "Japan-U.S."
        elif dep == "prep" and not within:
            objects = _objects(page, k)
            if page.lower[page.head[token]] == "with" and page.lemma[token] in construction("helping"):
                continue  # "agreed to it with support from the African Union"
            if page.lower[k] in ("on", "for") and page.lemma[token] in construction("paper"):
                continue  # "vetoed a resolution on Sudan", "rejected a swap for Lind"
            if page.lower[k] in ("of", "from", "for", "on", "to", "with", "against", "by", "toward", "towards", "in"):
                tiers[2].extend(objects)
    for n, tier in enumerate(tiers):
        mentions = []
        for k in tier:
            found = _actor(page, k, place)
            if found is not None:
                mentions += [found, *_including(page, k, found)]
            elif n != 1 or page.dep[k] == "poss" or page.kids[k]:
                mentions += _phrase(page, k, place, n == 2 or within) if page.kids[k] else []
        bodies = {m.country for m in mentions if m.kind == "organisation"}  # "Chinese coast guard ships": its
        mentions = [m for m in mentions if m.kind != "demonym" or m.country not in bodies]
        if mentions:  # "Prime Minister Anna" is one person
            named = any(m.kind == "name" for m in mentions)
            sides = [m for m in mentions if m.kind != "office"] if named else mentions
            return (
                [own] if own is not None and (n == 2 or not all(m.country for m in sides)) else sides
            )  # "the Japan-U.S. Security Treaty" is theirs
    return [] if own is None else [own]


def _body(page: Parsed, group: int) -> Mention | None:
    """The body or force whose name stands before a noun for it: "joined the BRICS group", "struck HAMAS militants"."""
    armed = page.lemma[group] in construction("armed")
    if not armed and page.lemma[group] not in construction("union"):
        return None
    named = (m for k in page.kids[group] if (m := page.at(Mention, k)) is not None and m.kind == "organisation")
    return next((m for m in named if armed or of_states(m.name or m.surface)), None)


def _run_into(page: Parsed, thing: int) -> list[Mention]:
    """Whom the parser joined to the object behind him: "discussed with LIND new measures"."""
    beside = (k for k in page.kids[thing] if k < thing and page.tag[k + 1] == "JJ")
    names = (k for k in beside if page.dep[k] in ("nmod", "compound"))
    found = [m for k in names if (m := page.at(Mention, k)) is not None and m.kind == "name"]
    return found if page.dep[thing] == "pobj" else []


def _done_by(page: Parsed, deed: int) -> list[Mention]:
    """Who did what a noun names: "the work undertaken by Chile", "the role Chile has played"."""
    verbs = [k for k in page.kids[deed] if page.dep[k] in ("acl", "relcl")]
    if not verbs or page.lemma[deed] not in construction("contribution"):
        return []
    found = [t for v in verbs for k in page.kids[v] if page.dep[k] == "agent" for t in _objects(page, k)]
    found += [t for v in verbs for k in page.kids[v] if page.dep[k] == "nsubj" for t in coordinated(page, k)]
    return [m for t in found if (m := _actor(page, t, False)) is not None]


def _held(page: Parsed, office: Mention) -> list[Mention]:
    """Whose an office is, where he is named behind it: "the Premier of Chile, the Hon Ada Lind"."""
    held = page.mention(office.antecedent) if office.kind == "office" and office.antecedent is not None else None
    if held is None or held.kind != "name" or held.span.start < office.span.end:
        return []
    between = range(page.tokens(office.span)[1], page.tokens(held.span)[0])
    return [] if any(page.pos[t] in ("VERB", "AUX") for t in between) else [held]  # no "the Secretary hosted Lind"


def _called(page: Parsed, token: int) -> list[Mention]:
    """Who is named behind a word for him: "his counterpart Berg and Premier Lind"."""
    beside = [t for k in page.kids[token] if page.dep[k] == "appos" for t in coordinated(page, k)]
    return [m for t in beside if (m := _actor(page, t, False)) is not None and m.kind == "name"]


def _by_name(page: Parsed, group: Mention) -> list[Mention]:
    """Who the members of a group are, named behind it: "the envoys of Chile and Peru, Ada Lind and Eva Paz, met"."""
    found: list[Mention] = []
    at = max((page.tokens(m)[1] for m in group.members), default=len(page))
    while at + 1 < len(page) and page.lower[at] in (",", "and"):
        named = page.at(Mention, at + 1)
        if named is None or named.kind != "name" or page.tokens(named.span)[0] != at + 1:
            break
        found.append(named)
        at = page.tokens(named.span)[1]
    return found if len(found) == len(group.members) > 1 else []


def _countries(page: Parsed, group: int) -> list[Mention]:
    """The countries a group is of, each once: "officials from Japan and China", "Russian and Saudi officials"."""
    tokens: list[int] = []
    for k in page.kids[group]:
        if page.dep[k] in _BESIDE or (page.dep[k] == "conj" and of_group(page, group, k)):
            tokens += coordinated(page, k)
        elif page.dep[k] == "prep" and page.lower[k] in ("of", "from"):
            of = _objects(page, k)
            tokens += of
            for o in of:  # "ministers of foreign affairs of Chile and Norway"
                if page.at(Mention, o) is None:
                    tokens += [t for p in page.kids[o] if page.lower[p] == "of" for t in _objects(page, p)]
    found: dict[str, Mention] = {}
    for t in tokens:
        mention = page.at(Mention, t)
        if mention is not None and mention.kind in ("country", "demonym", "capital") and mention.country:
            found.setdefault(mention.country, mention)
    return list(found.values())


def _including(page: Parsed, token: int, group: Mention) -> list[Mention]:
    """Who is named of a group: "world leaders at the talks, including Lind and Berg"."""
    if group.kind != "group":
        return []
    return [m for t in included(page, token) if (m := _actor(page, t, False)) is not None]


def _objects(page: Parsed, preposition: int) -> list[int]:
    return [t for o in page.kids[preposition] if page.dep[o] == "pobj" for t in coordinated(page, o)]


def _lemma(page: Parsed, i: int) -> str:
    """Lemma of a noun, of one in a name too: "Straits"."""
    return page.lower[i].removesuffix("s") if page.tag[i] == "NNPS" else page.lemma[i]


def _actor(page: Parsed, token: int, place: bool) -> Mention | None:
    mention = page.at(Mention, token)
    if mention is None or (mention.place and not place):
        return None
    if page.dep[token] in ("compound", "nmod", "amod") and _lemma(page, page.head[token]) in construction("waters"):
        return None  # "the Taiwan Straits", "the South China Sea"
    if mention.kind == "country" and mention.country and (after := page.tokens(mention.span)[1]) < len(page):
        held = page.at(Mention, after)
        if held is not None and held.kind == "office" and held.country == mention.country:
            return None  # "South Korea President Park": he, and not the country besides
    if mention.kind == "pronoun" and mention.antecedent is None and page.lower[token] in _UNKNOWN:
        return None
    return mention


def _against(page: Parsed, i: int) -> bool:
    """Whether something is to be done against somebody: "to impose costs on PERU", "to prevent PERU from using it"."""
    above = page.head[i]
    return page.lower[above] in _UPON or page.lemma[above] in construction("restraining")


_UPON = frozenset(["on", "against", "from", "over", "by"])
_SELF = frozenset(["itself", "himself", "herself", "themselves", "ourselves", "myself", "yourself"])
_OWN = frozenset(["its", "their", "our", "his", "her", "my"])
_SHARED = frozenset(["AGREE", "SUPPORT", "COOPERATE", "REQUEST"])


def others(page: Parsed, by: tuple[Span, ...], to: tuple[Span, ...], kind: str) -> tuple[Span, ...]:
    """Of those an event is done to, those who are not its doers under another word.

    "Canada defended its decision", "Lund promised that his country would", "the U.S. President underscored the support
    of the United States for Belarus": what belongs to the doer is nobody else.
    """
    doers = {identity(page, s) for s in by}
    countries = set[str]()
    if kind in _SHARED:
        countries = {m.country for s in by if (m := page.mention(s)) is not None and m.country}
    found = []
    for span in to:
        first, last = page.tokens(span)
        mention, word = page.mention(span), page.lower[first]
        if span in by or word in _SELF:
            continue
        if by and page.dep[last - 1] == "poss":  # an object is never the subject, but what belongs to it may be
            if identity(page, span) in doers or (mention is not None and mention.kind == "group" and word in _OWN):
                continue
            if mention is not None and mention.kind == "pronoun" and mention.antecedent is None:
                continue  # whose, if not the doer's own?
        elif by and word in _OWN and mention is not None and mention.kind == "group":
            continue  # "that his country would"
        if mention is not None and mention.kind in ("country", "demonym") and mention.country in countries:
            continue
        found.append(span)
    return tuple(found)


def unbound(page: Parsed, by: tuple[Span, ...], to: tuple[Span, ...]) -> tuple[Span, ...]:
    """Of those who do it, not a pronoun for somebody it is done to by name: in "he threatened Omar" he is not Omar."""
    named = {identity(page, s) for s in to if (m := page.mention(s)) is not None and m.kind == "name"}
    return tuple(
        s for s in by if identity(page, s) not in named or (m := page.mention(s)) is None or m.kind != "pronoun"
    )


def identity(page: Parsed, span: Span) -> Span:
    """The first mention that a pronoun or short form leads back to: two mentions of one have the same."""
    for _ in range(8):
        mention = page.mention(span)
        if mention is None or mention.antecedent is None or mention.antecedent == span:
            break
        span = mention.antecedent
    return span


def _subject_below(page: Parsed, prop: Proposition, i: int) -> bool:
    """Whether a token is in the subject of what is promised: "promised that its companies will invest"."""
    own = page.child(prop.complement, "nsubj", "nsubjpass") if prop.complement is not None else None
    return own is not None and page.subtree(own)[0] <= i < page.subtree(own)[1]


def role(page: Parsed, prop: Proposition, name: str) -> Tokens:
    """Head tokens in a role of a rule of data/event_rules.csv.

    agent, patient, recipient; a preposition ("with"); "mod" (words before a noun: "U.S.-China talks"); "holder" (the
    subject of the verb that holds a noun: "RECEIVED praise"); "blamed" (the doer of the deed that is the object);
    "pressed" (whose infinitive or clause it is: "urged
    JAPAN to pay", "said that JAPAN should pay"); "X-of-object", "X-of-attr" and "X-of-complement" (the same below the
    object, what somebody becomes, or the complement; "below-object" for verbs under it).
    """
    if name in ("agent", "patient", "recipient"):
        tokens: Tokens = getattr(prop, name)
        return tokens
    if name == "mod":
        return prop.preposition("")
    if name == "holder":
        held = proposition_at(page, prop.verb) if prop.verb != prop.token else None
        return held.agent if held is not None else ()
    if name == "pressed":
        below = proposition_at(page, prop.complement) if prop.complement is not None else None
        subject = below.agent if below is not None else ()  # "prices should be cut" asks no price
        return subject if set(subject) != set(prop.agent) else prop.patient
    if name == "needed":  # "the need for ISRAEL to protect civilians"
        clauses = (k for o in prop.patient for k in page.kids[o] if page.dep[k] in ("advcl", "acl", "relcl"))
        return tuple(s for k in clauses if (s := page.child(k, "nsubj")) is not None)
    if name == "blamed":  # who blames a deed blames its doer, not whom it was done to: "condemned the attack on Kyiv"
        deeds = {t: proposition_at(page, t) for t in prop.patient if page.lemma[t] in construction("deed")}
        doers = (d for p in deeds.values() if p is not None for d in (*p.agent, *p.preposition("by", "")))
        return (*(t for t in prop.patient if t not in deeds), *doers)
    if name == "clause":  # whoever is named after a verb of giving or promising
        first, last = page.subtree(prop.verb)
        last = next(
            (page.subtree(k)[0] for k in page.kids[prop.verb] if page.dep[k] == "conj" and k > prop.token), last
        )
        return tuple(
            i for i in range(max(first, prop.token + 1), last)
            if (m := _actor(page, i, False)) is not None and m.kind == "country"
            and i in page.heads(*page.tokens(m.span)) and page.dep[i] != "poss" and page.lower[i - 1] != "("
            and not _subject_below(page, prop, i) and not _against(page, i)
        )[:1]  # fmt: skip
    word, _, of = name.partition("-of-")
    if name == "of-complement" or of == "complement":
        below = proposition_at(page, prop.complement) if prop.complement is not None else None
        if below is None:
            return ()
        return (
            (*below.patient, *below.preposition("on", "against"))
            if name == "of-complement"
            else below.preposition(word)
        )
    if name == "below-object":  # "the possibility of imposing tariffs on Japan"
        verbs = (v for o in prop.patient for k in page.kids[o] for v in page.kids[k] if page.dep[v] == "pcomp")
        below = next((p for v in verbs if (p := proposition_at(page, v)) is not None), None)
        return (*below.patient, *below.preposition("on", "against", "from")) if below is not None else ()
    if name == "of-object" or of in ("object", "attr"):
        word = "of" if name == "of-object" else word
        attr = [k for k in page.kids[prop.token] if page.dep[k] == "attr"]  # "became a member OF THE UNION"
        return tuple(
            t
            for o in measured(page, attr if of == "attr" else prop.patient)
            for k in page.kids[o]
            if page.dep[k] == "prep" and page.lower[k] == word
            for p in page.kids[k]
            if page.dep[p] == "pobj"
            for t in coordinated(page, p)
        )
    return prop.preposition(name)
