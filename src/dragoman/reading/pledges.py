"""Pledges, offers and asks: who commits to do what, who is asked to, as one sentence tells it.

Three shapes carry nearly all of them: a verb or adjective with what is promised under it ("agreed to send", "is
committed to defending", "urged Tokyo to pay"), a noun ("its pledge to", "a plan to", "demands for"), and the bare
"will" of a side that speaks for itself. The words are in `data/pledge_cues.csv`; the shapes ("frames") are here.
Official papers also list: "Japan will:" and an item a line.

What keeps reports, hopes and forecasts out: the side must stand there as a mention; what is promised must have an
object or an amount; a reporter's "will" counts only as the side's own word, or with a figure or a day on it; words
that always tell of aims ("aims to", "goal") count only with a figure or a day.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from dragoman.lexicon import words
from dragoman.model import Mention, PledgeMention, Quantity, Span
from dragoman.reading import deadlines, issuers, lists, parties, phrases, standing, terms
from dragoman.reading.cues import Promise, cue_words, cues, quoted, subject
from dragoman.reading.firmness import VOICED, firmness
from dragoman.reading.frames import promises
from dragoman.reading.modals import first_person
from dragoman.reading.parse import Parsed
from dragoman.reading.propositions import proposition_at
from dragoman.reading.recipients import harmed, recipients
from dragoman.reading.unmade import unmade


def pledges(page: Parsed) -> Iterator[PledgeMention]:
    """Pledges, offers and asks of a page, in text order, one for each thing promised."""
    register = terms.register(page)
    wanted, found = cue_words(), list(lists.listed(page))
    for i, lemma in enumerate(page.lemma):
        if lemma in wanted and page.line_kind(i) not in ("headline", "heading"):
            asked = page.lower[page.sentences[page.sentence[i]][1] - 1] == "?"  # a question promises nothing
            found += [p for p in promises(page, i, lemma, register) if not asked and not unmade(page, p)]
    contents: dict[int, Promise] = {}
    for p in found:
        if p.measured and not deadlines.measure(page, p.content):
            continue
        old = contents.get(p.content)
        if old is None or _tells(old) < _tells(p):
            contents[p.content] = p
    for p in list(contents.values()):
        if _part_of_another(page, p, contents) or _spelled_out(page, p, contents):
            contents.pop(p.content, None)
    inner = {p.cue for p in contents.values() if p.cue != p.content}
    cue_tokens = inner | _told_again(page, list(contents.values())) | _vague(page, contents, inner)
    others = {*contents, *inner}
    last: PledgeMention | None = None
    joint: tuple[Span, ...] = ()  # the last side of two or more that was named
    for p in sorted(contents.values(), key=lambda p: (page.start[p.content], p.cue)):
        outer = contents.get(p.cue)
        if outer is not None and outer is not p and p.status == "agreed":  # "resolved to sign a pact": not yet signed
            p = p._replace(status=outer.status)
        if p.content not in cue_tokens:  # "announced its commitment to buy": the innermost says what
            for record in _records(page, p, others, register, joint):
                joint = record.by if _several(page, record.by) and not p.listed else joint
                last = record if last is None or not _gives_on(page, p, last, record) else replace(record, to=last.to)
                yield last


def _several(page: Parsed, by: tuple[Span, ...]) -> bool:
    """Two sides or more, or a group that gathers some ("the leaders of Chile and Peru")?"""
    return len(by) > 1 or any(m.members for s in by if (m := standing.mention_of(page, s)) is not None)


def _tells(p: Promise) -> tuple[bool, bool, int]:
    """Which of two cues of one thing tells more of it: "a LOAN was PROMISED to Peru by Chile"."""
    return p.listed, p.cue != p.content, -p.cue


def _gives_on(page: Parsed, p: Promise, before: PledgeMention, now: PledgeMention) -> bool:
    """ "Chile will contribute $2 million to the fund. Peru will contribute $1 million.": to the fund as well."""
    amounts = before.quantity is not None and now.quantity is not None and not now.to
    verb = page.lemma[p.content]
    said = (page.lemma[t] for t in range(*page.tokens(before.span)))
    close = 0 <= page.sentence[p.content] - page.sentence[page.tokens(before.span)[0]] <= 2
    same_line = page.line[p.content] == page.line[page.tokens(before.span)[0]]
    return amounts and same_line and close and verb in words("pledge_cues", "word", use="giving") and verb in said


def _part_of_another(page: Parsed, p: Promise, contents: dict[int, Promise]) -> bool:
    """ "Pledged to ask Congress to pay", "vowed to end talk of planning to leave": only the outer one is made."""
    outer = contents.get(p.cue)
    if outer is not None and outer is not p and p.cue != p.content:
        offers = p.kind == "offer" and page.pos[p.cue] == "VERB"  # "agreed to offer a loan" is more than an offer
        offers = offers or (outer.status == "agreed" and page.lemma[p.cue] == "undertake")
        asks = p.kind == "ask" and page.pos[outer.cue] != "AUX"  # "will urge Peru to pay" asks
        return offers or asks or outer.kind == "ask"
    above = page.head[p.cue]
    if p.cue == p.content and page.dep[p.cue] == "dobj" and above in contents:
        return True  # "plans to provide a loan": not the loan once more
    outside = above in contents and page.lemma[above] not in VOICED and not contents[above].measured
    if outside and page.dep[p.cue] == "dobj" and page.pos[p.cue] == "NOUN":
        return True  # "intend to deepen our commitment to work": not the commitment once more
    if p.measured and page.lower[above] == "with" and page.head[above] in contents:
        return True  # "will train pilots with the goal of flying in 2030"
    if page.dep[p.cue] == "dobj" and page.dep[above] == "advcl" and any(t in contents for t in page.ancestors(above)):
        return True  # "will lend $2 million to show its commitment to"
    if page.lower[above] == "with" and p.cue == p.content and page.head[above] in contents:
        return True  # "announced the launch of a fund with a $60 million commitment"
    beside = page.tag[p.cue] == "VBD" and page.tag[above] == "VB"  # "urged Lima to stop and VOWED to act"
    below = page.dep[p.cue] in ("pcomp", "acl", "conj") and page.pos[p.cue] == "VERB" and not beside
    return below and any(t in contents and contents[t] is not p and t != p.cue for t in page.ancestors(p.cue))


def _spelled_out(page: Parsed, p: Promise, contents: dict[int, Promise]) -> bool:
    """Is it in a heading, and the promise told behind it: "Build a port: Chile will build one", "Committing to build:
    Chile will build one"?"""
    first = p.content if p.listed else page.sentences[page.sentence[p.cue]][0]
    if not p.listed and page.tag[p.cue] != "VBG":
        return False
    colon = lists.heading(page, first)
    if colon is None or p.cue >= colon:
        return False
    return any(c in contents for c in range(colon + 1, page.sentences[page.sentence[colon]][1]))


def _told_again(page: Parsed, found: list[Promise]) -> set[int]:
    """Contents that a figure in the same sentence spells out: "vowed to arm faster, aiming to spend 2% of GDP"."""
    spelled = [q for q in found if q.measured and page.dep[q.cue] == "advcl" and terms.money(page, q.content)]
    return {
        p.content
        for q in spelled
        for p in found
        if p is not q and page.head[q.cue] in (p.content, p.cue, page.head[p.cue]) and p.cue < q.cue
        and not terms.money(page, p.content)
    }  # fmt: skip


_JOINT = ("work", "cooperate", "collaborate", "partner", "engage", "coordinate")


def _vague(page: Parsed, contents: dict[int, Promise], inner: set[int]) -> set[int]:
    """Contents that only lead up to another: "will work with allies and strive to raise supplies by 15%"."""
    return {
        c
        for c in contents
        if (page.lemma[c] in _JOINT and any(k in inner for k in page.kids[c] if page.dep[k] == "conj"))
        or (page.lemma[c] in VOICED and any(_announced(page, k, contents, inner) for k in page.kids[c]))
    }


def _announced(page: Parsed, k: int, contents: dict[int, Promise], inner: set[int]) -> bool:
    """Is a promise of its own what is announced: "will announce ITS PLAN TO pay", "... that it WILL PAY $3 million"?"""
    return (page.dep[k] == "dobj" and k in inner) or (page.dep[k] == "ccomp" and (k in contents or k in inner))


# --- records ----------------------------------------------------------------------------------------


def _records(
    page: Parsed, p: Promise, others: set[int], register: str, joint: tuple[Span, ...]
) -> Iterator[PledgeMention]:
    """The pledge, and one more for each coordinated verb with a figure or day of its own."""
    heads = [p.content]
    chain = [p.content]
    for k in chain:  # "work to reduce ... and end ... by 2022"
        for c in page.kids[k]:
            if page.pos[c] == "VERB" and page.pos[k] == "VERB" and c > k and c not in others:
                if page.tag[c] == "VBD" and page.tag[k] == "VB":
                    continue  # "will sell a unit, and took a loss"
                if page.dep[c] == "conj" and (terms.money(page, c) or deadlines.due(page, c)):
                    heads.append(c)
                if page.dep[c] == "conj" or (page.dep[c] in ("xcomp", "advcl") and terms.infinitive(page, c)):
                    chain.append(c)
    by = _side(page, p, register, joint)
    if register == "news" and _in_dateline(page, p):
        return
    if any(page.lower[t] == "you" for t in p.by) or not by or _announces_list(page, p):
        return
    if len(heads) > 1 and not terms.objects(page, heads[0]):
        heads = heads[1:]  # "to buy and donate 500 doses" is one act
    for head in heads:
        inside = (k for k in range(*page.subtree(head)) if k in others)
        apart = [t for k in inside if (t := _apart(page, k, head)) is not None]
        bounds = phrases.extent(page, head, [*(h for h in heads if h != head), *apart])
        bounds = _given_to(page, p, head, bounds)
        if p.listed:  # an item of a list is one promise, however the parser takes its first word
            bounds = (head, lists.heading(page, head) or page.sentences[page.sentence[head]][1])
        thing = _undergoes(page, p, head)
        if (opens := _another(page, p, head) if thing is None else thing) is not None:
            bounds = (page.subtree(opens)[0], bounds[1])
        bounds = _quotation(page, head, bounds)
        condition = terms.condition(page, head, bounds)
        bounds = _without(page, head, bounds, condition)
        quantity = _amount(page, p, head, bounds, condition or "")
        deadline = deadlines.deadline(page, head, bounds, p.cue, len(heads) == 1)
        if any(page.dep[t] == "relcl" and page.lemma[page.head[t]] in _NOTHING for t in page.ancestors(p.cue)):
            continue  # "nothing the president said will calm them"
        if p.measured and quantity is None and deadline is None:
            continue
        bare = p.kind == "ask" and page.kids[head] and page.dep[p.cue] != "relcl"  # "told them to stay"
        if not (p.listed or terms.substance(page, head) or quantity or (deadline and page.pos[head] == "NOUN") or bare):
            continue
        kind, status = firmness(page, p)
        to = (
            tuple(s for s in parties.named(page, p.to) if p.kind == "ask" or not harmed(page, s, head))
            or (() if p.kind == "ask" and p.to else recipients(page, head, bounds, by, kind, p.cue))
            or _behind(page, bounds[1], condition)
            or tuple(s for s in parties.named(page, p.hearer) if standing.level(page, s) >= standing.PUBLIC)
        )
        if register != "official" and not _matters(page, p, by, to, bounds):
            continue
        doubted = status in ("expected", "considered")
        start = min(page.start[p.cue], page.start[bounds[0]]) if not p.listed else page.start[bounds[0]]
        sentence = page.sentence_span(head)
        yield PledgeMention(
            span=Span(page.document.id, start, page.end[bounds[1] - 1]),
            kind=kind,
            what=phrases.wording(page, head, bounds) if thing is None else phrases.turned(page, head, thing, bounds),
            sentence=sentence,
            by=by,
            to=tuple(t for t in to if t not in by),
            quantity=quantity.span if quantity else None,
            deadline=deadline.span if deadline else None,
            baseline=terms.baseline(page, bounds),
            condition=condition,
            status=status,
            attributed_to=_told_by(page, p.cue, by),
            certainty="open" if doubted and not p.listed and register != "official" else "likely",
        )


def _told_by(page: Parsed, cue: int, by: tuple[Span, ...]) -> Span | None:
    """Who of another side tells of it: "TRUMP said that Modi had promised to stop"."""
    prop = proposition_at(page, cue) or proposition_at(page, page.head[cue])
    source = parties.named(page, prop.source) if prop is not None and by else ()
    if prop is None or not source:
        return None
    own, teller = parties.names(page, tuple(page.tokens(s)[1] - 1 for s in by)), parties.names(page, prop.source)
    return source[0] if teller and own.isdisjoint(teller) else None


_NOTHING = frozenset(["nothing", "none", "nobody", "little"])


def _apart(page: Parsed, k: int, head: int) -> int | None:
    """Where a promise of its own begins: "will meet and WILL INVITE", "... and ARE ready to", "units to Chile, CHILE'S
    COMMITMENT that"."""
    if page.pos[k] == "NOUN":
        own = page.dep[k] in ("appos", "conj") and page.child(k, "poss") is not None
        return k if own else None
    verb = page.head[k] if page.dep[k] == "acomp" else k
    finite = verb != k or any(page.dep[a] in ("aux", "auxpass") and a < k for a in page.kids[k])
    return verb if page.dep[verb] == "conj" and page.head[verb] == head and finite else None


def _given_to(page: Parsed, p: Promise, head: int, bounds: tuple[int, int]) -> tuple[int, int]:
    """Bounds of a sum with what it goes to: "committed $2.5 billion TO THIS EFFORT"."""
    to = bounds[1]
    follows = page.head[head] == p.cue and page.dep[head] == "dobj" and page.pos[head] in ("NUM", "SYM")
    if follows and to < len(page) and page.head[to] == p.cue and page.lower[to] in ("to", "toward", "towards", "into"):
        return bounds[0], page.subtree(to)[1] if page.dep[to] in ("prep", "dative") else to
    return bounds


def _without(page: Parsed, head: int, bounds: tuple[int, int], condition: str | None) -> tuple[int, int]:
    """Bounds without a condition that ends them: it is told apart."""
    first = condition.split()[0].lower() if condition else ""
    for t in range(head + 1, bounds[1]):
        rest = " ".join(page.text(t, bounds[1]).split()).strip(" ,;:")
        if condition and page.lower[t] == first and (rest.startswith(condition) or condition.startswith(rest)):
            while t - 1 > head and page.lower[t - 1] in ("that", "which", "will", "would", "be", "is", "are"):
                t -= 1  # "a loan that would be [contingent on reforms]"
            return bounds[0], t
    return bounds


def _behind(page: Parsed, first: int, condition: str | None) -> tuple[Span, ...]:
    """Who receives, told behind a condition: "will lend $5 million, subject to approval, to CHILE"."""
    last = page.sentences[page.sentence[first - 1]][1]
    while first < last and page.lower[first] == ",":
        first += 1
    end = page.start[first] + len(condition) if condition and first < last else 0
    to = next((t for t in range(first, last) if end and page.start[t] >= end and page.pos[t] != "PUNCT"), last)
    whom = page.child(to, "pobj") if to < last and page.lower[to] == "to" else None
    return parties.named(page, (whom,)) if whom is not None else ()


def _another(page: Parsed, p: Promise, head: int) -> int | None:
    """Who acts in what is promised, if that is not the side: "agreed that THEIR MINISTERS will meet"."""
    own = page.child(head, "nsubj", "nsubjpass") if page.dep[head] == "ccomp" and p.kind != "ask" else None
    if own is None or page.pos[own] == "PRON" or own in p.by or page.pos[p.cue] == "AUX":
        return None
    return None if parties.names(page, (own,)) & parties.names(page, p.by) else own


def _undergoes(page: Parsed, p: Promise, head: int) -> int | None:
    """ "FIFTY TANKS will be handed over by Chile", "wants THE DUTY lowered"."""
    passive = page.pos[p.cue] == "AUX"
    if page.tag[head] != "VBN" or not (passive or p.kind == "ask"):
        return None
    return page.child(head, "nsubjpass" if passive else "nsubj")


def _amount(page: Parsed, p: Promise, head: int, bounds: tuple[int, int], condition: str) -> Quantity | None:
    """The amount of what is promised, in its words or else beside them; not that of its condition."""
    whole = (min(bounds[0], page.subtree(head)[0]), bounds[1]) if page.pos[head] in ("NOUN", "NUM") else bounds
    found = terms.quantity(page, head, whole)  # "[some] 300 million dollars"
    if found is None and head == p.content and p.cue < head and not p.listed:  # "signed a pact of $500 to support"
        first = page.subtree(p.cue)[0] if page.pos[p.cue] == "NOUN" else p.cue  # "its $500 commitment to"
        found = terms.quantity(page, head, (first, head))
    others = (k for k in page.kids[p.cue] if page.dep[k] == "conj" and page.tag[k] not in ("VB", "VBG"))
    after = min([page.subtree(p.cue)[1], *(page.subtree(k)[0] for k in others)])
    beside = page.pos[head] != "VERB" and page.pos[p.cue] == "VERB" and after > bounds[1]
    if found is None and beside:  # "signed agreements with Malawi for $675 million"
        found = terms.quantity(page, head, (bounds[1], after))
    found = found or terms.cost(page, bounds)
    said = page.document.text[found.span.start : found.span.end] if found is not None else ""
    return found if said not in condition else None


def _quotation(page: Parsed, head: int, bounds: tuple[int, int]) -> tuple[int, int]:
    """Bounds within the quotation around the head: the reporter's words are no part of the promise."""
    said = quoted(page, head)
    around = [s for s in said.content if s.start <= page.start[head] < s.end] if said is not None else []
    if not around:
        return bounds
    first, last = page.tokens(around[0])
    return max(bounds[0], first), min(bounds[1], last)


def _side(page: Parsed, p: Promise, register: str, joint: tuple[Span, ...]) -> tuple[Span, ...]:
    """Mentions of the side; "we" is the speaker of a quotation, elsewhere whoever issues the paper."""
    if first_person(page, p.by):
        said = quoted(page, p.cue)
        if said is not None:
            speaker = page.mention(said.speaker) if said.speaker is not None else None
            if speaker is not None and speaker.office == "spokesperson":
                return parties.named(page, p.by)  # those he speaks for
            return (said.speaker,) if said.speaker is not None else ()
        if register == "news":
            return ()  # whoever wrote the page
        return issuers.signers(page) or issuers.issuers(page) or parties.named(page, p.by)
    by = _teller(page, p) or _praised(page, p) or parties.named(page, p.by)
    colon = parties.run_in(page, p.cue) if p.by else None
    if register == "official" and (not by or (colon is not None and max(p.by) < colon)):
        by = parties.beside(page, p.by, p.cue)
    by = parties.joined(page, by)
    return issuers.settled(page, by, joint) if register == "official" else parties.inner(page, by) or by


def _teller(page: Parsed, p: Promise) -> tuple[Span, ...]:
    """The one who tells of it: "the Vice President reaffirmed our commitment to"."""
    cue = p.cue if page.dep[p.cue] != "conj" else page.head[p.cue]
    if page.dep[cue] not in ("dobj", "nsubj") or not any(page.lower[t] == "our" for t in p.by):
        return ()
    verb = page.head[cue] if page.dep[cue] == "dobj" else page.head[page.head[cue]]
    spans = parties.named(page, subject(page, verb))
    one = standing.mention_of(page, spans[0]) if len(spans) == 1 else None
    alone = one is not None and (one.kind in ("name", "office") or one.surface.lower() in ("he", "she"))
    return spans if alone else ()


def _praised(page: Parsed, p: Promise) -> tuple[Span, ...]:
    """Whose "his" is in words of praise: "applauded President Lind for his commitment to"."""
    praise = next((t for t in page.ancestors(p.cue) if page.lemma[t] in cues("praise")), p.cue)
    if praise >= p.cue or not any(page.lower[t] in ("his", "her", "their") for t in p.by):
        return ()
    near = [m for t in range(praise + 1, p.cue) if (m := page.at(Mention, t)) is not None]
    whom = [m for kind in ("name", "office") for m in near if m.kind == kind and not m.place]
    return (whom[0].span,) if whom else ()


def _in_dateline(page: Parsed, p: Promise) -> bool:
    """ "LIMA, Peru — The airline agreed to": the parser takes the place for who agreed."""
    first = page.sentences[page.sentence[p.cue]][0]
    dash = next((t for t in range(first, min(first + 10, p.cue)) if page.word[t] in ("—", "–", "--")), first)
    return bool(p.by) and max(p.by) < dash and page.lower[dash - 1] != ","


def _matters(page: Parsed, p: Promise, by: tuple[Span, ...], to: tuple[Span, ...], bounds: tuple[int, int]) -> bool:
    """Is it a matter between sides, as far as a news page shows?

    What a state means to do counts however it is told; others need a firm word or another state in it, and who is in no
    public life both of them and a figure. Who asks must be in public life, and who is asked a side too.
    """
    side, other = standing.highest(page, by), standing.highest(page, to)
    if _small(page, p.content) and not (other == standing.STATE or parties.state_named(page, bounds)):
        return False
    if p.kind == "ask":
        if not p.to and not to and page.pos[p.cue] == "VERB":
            return side == standing.STATE and page.lemma[p.cue] in cues("openly")
        asked = standing.level(page, to[0]) if to else standing.PRIVATE
        if to and parties.own(page, to[0]):
            return False  # "instructed their ministers"
        if page.lemma[p.cue] in ("tell", "order", "instruct") and not parties.state_or_body(page, to):
            return False  # "told him to quiet down", "ordered diplomats to leave"
        return side >= standing.PUBLIC and (asked >= standing.PUBLIC or parties.organised(page, to))
    if side == standing.STATE:
        return True
    abroad = other == standing.STATE or parties.state_named(page, bounds)
    firm = page.lemma[p.cue] in cues("firm") or page.lower[p.cue] in cues("firm")
    if side == standing.PUBLIC:
        return abroad or (firm and not (other == standing.PRIVATE and standing.person(page, to)))
    return firm and standing.state_itself(page, to) and terms.money(page, p.content)


def _small(page: Parsed, content: int) -> bool:
    """Is it of private life or of a campaign: "agreed to sit next to him", "will make an endorsement"?"""
    thing = page.child(content, "dobj")
    return page.lemma[content] in cues("small") or (thing is not None and page.lemma[thing] in cues("small"))


def _announces_list(page: Parsed, p: Promise) -> bool:
    """ "We commit to the following measures:" says nothing yet."""
    last = page.sentences[page.sentence[p.cue]][1]
    return not p.listed and page.lower[last - 1] == ":" and last - p.content <= 8
