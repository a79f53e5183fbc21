"""What stands over a predicate: the next link of the chain that says whether it happened (data/certainty_cues.csv)."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from dragoman import lexicon
from dragoman.reading.parse import Parsed
from dragoman.reading.verb_groups import verb_group


class Link(NamedTuple):
    """One link of the chain over a predicate: the word, how the predicate hangs on it, its class ("" unknown)."""

    token: int
    relation: str
    cue: str
    kind: str


@cache
def cue_class(pos: str) -> dict[str, str]:
    """Cue -> class, of one part of speech of data/certainty_cues.csv."""
    return {r["cue"]: r["class"] for r in lexicon.table("certainty_cues") if r["pos"] == pos}


def link(page: Parsed, i: int) -> Link:
    """The first link over a predicate."""
    k = i
    while page.dep[k] == "conj" and page.head[k] != k and page.pos[page.head[k]] == page.pos[i]:
        k = page.head[k]
    head, dep = page.head[k], page.dep[k]
    if head == k:
        return Link(k, "root", "", "")
    if dep == "pobj":
        preposition, up = page.lower[head], page.head[head]
        if page.dep[head] == "prep" and page.lower[up] in ("ahead", "prior", "because", "instead"):
            preposition, up = f"{page.lower[up]}_{preposition}", page.head[up]
        by = cue_class("mark").get(preposition, "")
        if page.pos[up] in ("NOUN", "PROPN"):
            kind = cue_class("noun").get(page.lemma[up], "") if preposition in ("of", "for", "to", "on", "in") else by
            return Link(up, "pobj-noun", page.lemma[up], kind)
        if page.pos[up] == "VERB":
            if by in ("planned", "denied"):
                return Link(up, "mark", preposition, by)
            cue = f"{with_particle(page, up)}_{preposition}"
            return Link(up, "pobj-verb", cue, cue_class("verb").get(cue, ""))
        return Link(up, "mark", preposition, by)
    if dep in ("advcl", "relcl"):
        return Link(head, dep, page.lemma[head], mark(page, k))
    if page.pos[head] in ("VERB", "AUX"):
        verb = with_particle(page, head)
        return Link(head, dep, verb, cue_class("verb").get(verb, ""))
    if page.pos[head] == "ADJ":
        return Link(head, dep, page.lemma[head], cue_class("adj").get(page.lower[head], ""))
    if page.pos[head] in ("NOUN", "PROPN"):
        return Link(head, dep, page.lemma[head], cue_class("noun").get(page.lemma[head], ""))
    return Link(head, dep, page.lemma[head], "")


def unknown(page: Parsed, noun: int) -> bool:
    """Whether somebody knows of nothing of the kind: "was not AWARE of any call", "was UNAWARE of any plan"."""
    up = page.head[page.head[noun]]
    if page.dep[noun] != "pobj" or page.pos[up] != "ADJ" or not any(page.lower[k] == "any" for k in page.kids[noun]):
        return False
    return page.lower[up] == "unaware" or verb_group(page, page.head[up])[2]


def mark(page: Parsed, i: int) -> str:
    """The class of the word that opens a clause ("if", "before"), "" for none."""
    for k in page.kids[i]:
        if page.dep[k] in ("mark", "advmod", "prep") and page.lower[k] in cue_class("mark"):
            return cue_class("mark")[page.lower[k]]
    return ""


def with_particle(page: Parsed, i: int) -> str:
    """The lemma of a verb with what belongs to it: "look_forward"."""
    particle = page.child(i, "prt") or next((k for k in page.kids[i] if page.lower[k] == "forward"), None)
    return page.lemma[i] if particle is None else f"{page.lemma[i]}_{page.lower[particle]}"
