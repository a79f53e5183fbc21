"""Cues of pledges and what is found with them; the table is `data/pledge_cues.csv`."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from dragoman.lexicon import table
from dragoman.model import PledgeKind, PledgeStatus, Statement
from dragoman.reading.conjuncts import Tokens, coordinated
from dragoman.reading.parse import Parsed
from dragoman.reading.propositions import Proposition, proposition_at


class Cue(NamedTuple):
    """A row of `data/pledge_cues.csv`."""

    kind: PledgeKind
    status: PledgeStatus
    frames: tuple[str, ...]
    measured: bool  # counts only with a figure or a day
    official: bool  # counts only in an official paper: elsewhere "decided to" tells what happened


class Promise(NamedTuple):
    """A pledge in tokens: cue, head of what is promised, sides."""

    cue: int
    content: int
    kind: PledgeKind
    status: PledgeStatus
    by: Tokens
    to: Tokens = ()
    measured: bool = False
    listed: bool = False
    hearer: Tokens = ()  # whom it was told; receives it where the words of the promise name nobody


@cache
def cues(use: str) -> dict[str, list[Cue]]:
    """Cues of one use ("verb", "adjective", "noun") by lemma."""
    found: dict[str, list[Cue]] = {}
    for r in table("pledge_cues"):
        if r["use"] == use:
            kind, status, needs = r["kind"] or "pledge", r["status"] or "announced", r["needs"]
            frames = tuple(r["frames"].split())
            cue = Cue(kind, status, frames, needs == "measure", needs == "official")  # type: ignore[arg-type]
            found.setdefault(r["word"], []).append(cue)
    return found


@cache
def cue_words() -> frozenset[str]:
    """First words of all cues, the modals, and "is to": a line without any of them holds no pledge."""
    words = {w.split("_")[0] for use in ("verb", "adjective", "noun") for w in cues(use)}
    return frozenset(words | {"will", "shall", "would", "should", "must", "be", "have", "oblige", "require", "bind"})


def phrasal(page: Parsed, i: int) -> set[str]:
    """A verb's lemma, alone and with what belongs to it: "back", "back_away"."""
    with_it = (page.lower[k] for k in page.kids[i] if page.dep[k] in ("prt", "advmod", "prep", "dobj"))
    return {page.lemma[i], *(f"{page.lemma[i]}_{word}" for word in with_it)}


def under(page: Parsed, i: int, words: tuple[str, ...]) -> int | None:
    """What hangs on `i` by a preposition: noun or -ing form."""
    for k in page.kids[i]:
        if page.dep[k] in ("prep", "aux", "dative") and page.lower[k] in words and k > i:
            for o in page.kids[k]:
                if page.dep[o] in ("pobj", "pcomp"):
                    return o
    return None


def subject(page: Parsed, i: int) -> Tokens:
    """Tokens of the side that a verb or copula has as its subject."""
    prop = proposition_at(page, i)
    if prop is not None and (prop.agent or prop.patient):
        return prop.patient if prop.form == "passive" and not prop.agent else _joined(page, i, prop.agent)
    for k in (i, *page.ancestors(i)):
        own = page.child(k, "nsubj", "nsubjpass")
        if own is not None:
            if page.lower[own] in ("who", "which", "that") and page.dep[k] == "relcl":
                return coordinated(page, page.head[k])
            return coordinated(page, own)
        if page.dep[k] in ("relcl", "acl"):
            return coordinated(page, page.head[k])
    return ()


def _joined(page: Parsed, i: int, agent: Tokens) -> Tokens:
    """With those whom the subject joins: "Chile joined PERU in urging"."""
    verb = page.head[page.head[i]]
    whom = page.child(verb, "dobj") if page.dep[i] == "pcomp" and page.lemma[verb] == "join" else None
    return agent if whom is None else (*agent, *coordinated(page, whom))


def told_by(page: Parsed, i: int, prop: Proposition) -> Tokens:
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


AHEAD = ("will", "would", "shall")
ADVISED = frozenset(["should", "must", "can", "ought"])


def occasion(page: Parsed, verb: int, lemma: str = "") -> bool:
    """Is it what comes on an occasion, promised to nobody: "will meet", "plans to return" (not: a sum)?"""
    for row in (*cues("occasion").get(lemma, ()), *cues("occasion").get(page.lemma[verb], ())):
        if "alone" not in row.frames or page.child(verb, "dobj") is None:
            return True
    return False


def attended(page: Parsed, cue: str, content: int) -> bool:
    """ "plans to visit", "intends to discuss", "prepares to sign": an occasion to come, promised to nobody."""
    thing = page.child(content, "dobj")
    speech = thing is not None and page.lemma[thing] in cues("speech")
    return cue not in cues("firm") and (speech or occasion(page, content) or page.lemma[content] in cues("staged"))
