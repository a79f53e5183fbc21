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

from dragoman.model import Mention, PledgeKind, PledgeMention, PledgeStatus, Span, Statement
from dragoman.read import terms
from dragoman.read.frames import Promise, cue_words, cues, first_person, promises, subject
from dragoman.read.parse import Parsed
from dragoman.read.terms import Tokens


def pledges(page: Parsed) -> Iterator[PledgeMention]:
    """Pledges, offers and asks of a page, in text order, one for each thing promised."""
    register = terms.register(page)
    wanted, found = cue_words(), list(_listed(page))
    for i, lemma in enumerate(page.lemma):
        if lemma in wanted and page.line_kind(i) not in ("headline", "heading"):
            found += promises(page, i, lemma, register)
    contents: dict[int, Promise] = {}
    for p in found:
        if p.measured and not terms.measure(page, p.content):
            continue
        old = contents.get(p.content)
        if old is None or (old.listed, -old.cue) < (p.listed, -p.cue):
            contents[p.content] = p
    cue_tokens = {p.cue for p in contents.values()} | _told_again(page, list(contents.values()))
    for p in sorted(contents.values(), key=lambda p: (page.start[p.content], p.cue)):
        if p.content not in cue_tokens:  # "announced its commitment to buy": the innermost says what
            yield from _records(page, p, contents, register)


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


# --- lists ------------------------------------------------------------------------------------------


def _listed(page: Parsed) -> Iterator[Promise]:
    """Items of a list under "Japan will:", "intend to accelerate action by:", "commitments to:"."""
    document = page.document
    firsts: dict[int, int] = {}
    for first, _ in page.sentences:
        firsts.setdefault(page.line[first], first)
    intro: tuple[int, Tokens] | None = None
    for number in sorted(firsts):
        first = firsts[number]
        line = document.lines[number]
        announces = document.text[line.start : line.end].rstrip(" *_").endswith(":")
        last = page.sentences[page.sentence[first]][1]
        while first < last - 1 and not page.word[first][0].isalnum():
            first += 1
        if intro is not None and _item(page, first):
            yield Promise(intro[0], first, "pledge", "announced", intro[1], listed=True)
        else:
            intro = _intro(page, number) if announces else None


def _item(page: Parsed, first: int) -> bool:
    """Does a list item start with what is to be done ("Support ...", "Exchanging views ...")?"""
    tag, lower = page.tag[first], page.lower[first]
    if tag in ("VB", "VBP", "VBG") or (lower.endswith("ing") and len(lower) > 5):
        return True
    return lower in terms.actions()


def _intro(page: Parsed, number: int) -> tuple[int, Tokens] | None:
    """Cue token and side of a line that announces a list of what a side will do."""
    tokens = [t for t in range(len(page)) if page.line[t] == number]
    if not tokens:
        return None
    first, last = page.sentences[page.sentence[tokens[-1]]]
    for t in range(last - 1, first - 1, -1):
        lemma = page.lemma[t]
        near = last - 1 - t <= 3
        if (near and lemma in ("will", "shall")) or lemma in (
            "intend",
            "commit",
            "agree",
            "plan",
            "pledge",
            "resolve",
            "commitment",
        ):
            side = subject(page, t if page.pos[t] == "VERB" else page.head[t])
            side = (
                side
                if terms.parties(page, side)
                else tuple(
                    k
                    for k in range(first, t)
                    if page.at(Mention, k) and page.dep[k] in ("nsubj", "conj", "ROOT", "poss")
                )
            )
            return (t, side) if terms.parties(page, side) else None
    return None


# --- records ----------------------------------------------------------------------------------------


def _records(page: Parsed, p: Promise, others: dict[int, Promise], register: str) -> Iterator[PledgeMention]:
    """The pledge, and one more for each coordinated verb with a figure or day of its own."""
    heads = [p.content]
    chain = [p.content]
    for k in chain:  # "work to reduce ... and end ... by 2022"
        for c in page.kids[k]:
            if page.pos[c] == "VERB" and page.pos[k] == "VERB" and c > k and c not in others:
                if page.dep[c] == "conj" and terms.measure(page, c):
                    heads.append(c)
                if page.dep[c] == "conj" or (page.dep[c] in ("xcomp", "advcl") and terms.infinitive(page, c)):
                    chain.append(c)
    by = _side(page, p)
    if not by or _announces_list(page, p):
        return
    if len(heads) > 1 and not terms.objects(page, heads[0]):
        heads = heads[1:]  # "to buy and donate 500 doses" is one act
    for head in heads:
        bounds = terms.extent(page, head, [h for h in heads if h != head])
        quantity = terms.quantity(page, head, bounds)
        if quantity is None and head == p.content and p.cue < head:  # "signed a compact of $500 million to support ..."
            quantity = terms.quantity(page, head, (p.cue, head))
        deadline = terms.deadline(page, head, bounds, p.cue, len(heads) == 1)
        if p.measured and quantity is None and deadline is None:
            continue
        if not (p.listed or terms.substance(page, head) or quantity):
            continue
        kind, status = _standing(page, p)
        to = terms.parties(page, p.to) or terms.receivers(page, head, bounds, by, kind)
        start = min(page.start[p.cue], page.start[bounds[0]]) if not p.listed else page.start[bounds[0]]
        sentence = page.sentence_span(head)
        yield PledgeMention(
            span=Span(page.document.id, start, page.end[bounds[1] - 1]),
            kind=kind,
            what=terms.wording(page, head, bounds),
            sentence=sentence,
            by=by,
            to=tuple(t for t in to if t not in by),
            quantity=quantity.span if quantity else None,
            deadline=deadline.span if deadline else None,
            baseline=terms.baseline(page, bounds),
            condition=terms.condition(page, head, bounds),
            status=status,
            certainty="likely"
            if p.listed or register == "official"
            else "open"
            if status in ("expected", "considered")
            else "likely",
        )


def _side(page: Parsed, p: Promise) -> tuple[Span, ...]:
    """Mentions of the side; "we" is the speaker of a quotation, elsewhere whoever issues the paper."""
    if first_person(page, p.by):
        said = page.at(Statement, p.cue)
        if said is not None and said.mode != "indirect":
            return (said.speaker,) if said.speaker is not None else ()
        return terms.issuers(page) or terms.parties(page, p.by)
    return terms.parties(page, p.by) or terms.beside(page, p.by, p.cue)


def _announces_list(page: Parsed, p: Promise) -> bool:
    """ "We commit to the following measures:" says nothing yet."""
    last = page.sentences[page.sentence[p.cue]][1]
    return not p.listed and page.lower[last - 1] == ":" and last - p.content <= 8


def _standing(page: Parsed, p: Promise) -> tuple[PledgeKind, PledgeStatus]:
    """Kind and status, with what stands around the cue: "is likely to", "expected to", "in discussions to"."""
    kind, status = p.kind, p.status
    if p.listed:
        return kind, status
    around = [p.cue, *(t for t in list(page.ancestors(p.cue))[:4] if t != p.content)]
    owner = page.child(p.cue, "poss")
    if owner is not None and page.pos[owner] != "PRON":
        around = around[:2]  # "contribute to Chile's goal": whoever contributes, the goal is Chile's
    words = {page.lemma[t] for t in around} | {page.lower[t] for t in around}
    for t in [p.content, *around[:3]] if page.pos[p.cue] == "AUX" else around[:3]:
        words |= {page.lower[k] for k in page.kids[t] if page.dep[k] in ("advmod", "acomp", "aux")}
    for cue_word, rows in cues("forecast").items():
        if cue_word in words and (cue_word != page.lemma[p.cue]):
            weaker = rows[0].status
            if weaker == "expected" and cue_word in ("expect", "set", "anticipate", "believed") and not any(
                page.lemma[t] == cue_word and page.child(t, "auxpass") is not None for t in around
            ):  # fmt: skip
                continue
            if weaker == "considered" and kind == "ask":
                continue
            status = weaker if status not in ("expected",) else status
            kind = "offer" if kind == "pledge" and cue_word != "plan" else kind
            break
    for word in words & set(cues("done")):
        if (
            word != page.lemma[p.cue]
            and page.pos[p.cue] == "NOUN"
            and any(page.lemma[t] == word and page.pos[t] == "VERB" for t in around[1:2])
        ):
            status = "fulfilled"
    for word in words & set(cues("undone")):
        if page.pos[p.cue] == "NOUN" and any(page.lemma[t] == word for t in around[1:2]):
            status = cues("undone")[word][0].status
    return kind, status
