"""Promises that nobody has made: denied, doubted, opposed, asked for, wished for or foretold by somebody else.

"Would like to see China agree to", "is unlikely to agree to", "campaigns against plans to", "sought a commitment to",
"was careful not to anger him by urging him to": the words of a promise stand there, under others that take them back.
They are looked for from the cue up to the main verb; in `data/pledge_cues.csv` they are "unmade" (whatever stands under
them), "undone" (a clause under them: "refused to promise") and "thought" (a clause about somebody else under them).
"""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.reading.cues import Promise, cues
from dragoman.reading.hearsay import untrue
from dragoman.reading.parse import Parsed

_UP = frozenset(["xcomp", "ccomp", "pcomp", "acl", "dobj", "pobj", "prep", "attr", "acomp", "oprd", "nsubjpass"])
_ASKED = frozenset(["demand", "ask", "urge", "request"])
_ONLY = frozenset(["only", "just", "merely"])  # "not only promised"


def unmade(page: Parsed, p: Promise) -> bool:
    """Is what is promised, offered or asked taken back by the words above it?"""
    told = page.pos[p.cue] == "AUX"  # "will", and "should" of what somebody thinks that others should do
    if told and p.kind == "ask":
        return False
    if untrue(page, p.cue):
        return True
    for t, head, dep in _above(page, p.content if told else p.cue):
        lemma = page.lemma[head]
        if dep != "prep" or page.lower[t] != "by":  # "sought peace by promising to withdraw" promises
            if {lemma, page.lower[head]} & cues("unmade").keys() or _cast_doubt(page, head, dep):
                return True
            if dep in ("xcomp", "acl") and lemma in cues("undone"):
                return True
            if dep == "ccomp" and lemma in cues("thought") and page.child(t, "nsubj", "nsubjpass") is not None:
                return True
            if dep == "ccomp" and not told and p.kind != "ask" and lemma in _ASKED:
                return True  # "demanded that he make a pledge to"
            if dep == "dobj" and page.pos[t] == "NOUN" and any(c.kind == "ask" for c in cues("verb").get(lemma, ())):
                return True
        if page.pos[head] in ("VERB", "AUX") and (_negated(page, head) or _supposed(page, head)):
            return True
    return False


def _above(page: Parsed, i: int) -> Iterator[tuple[int, int, str]]:
    """(token, what it hangs on, how) from `i` up, as long as what is above tells what hangs there."""
    t = i
    for _ in range(12):
        head, dep = page.head[t], page.dep[t]
        if head == t or dep not in (*_UP, "conj"):
            return
        if dep != "conj":  # of "wants him to agree and pay" both are wished for
            yield t, head, dep
        t = head


def _cast_doubt(page: Parsed, head: int, dep: str) -> bool:
    """ "Cast doubt on its commitment", "raised questions about a plan"."""
    noun = page.child(head, "dobj") if dep == "prep" else None
    return noun is not None and page.lemma[noun] in cues("unmade")


def _supposed(page: Parsed, verb: int) -> bool:
    """ "If he reneges on his commitment to", "asked whether it would honour its pledge to"."""
    return any(
        page.lower[k] in ("if", "unless", "whether") for k in page.kids[verb] if page.dep[k] in ("mark", "advmod")
    )


def _negated(page: Parsed, verb: int) -> bool:
    for k in page.kids[verb]:
        if page.dep[k] == "neg":
            return page.lower[min(k + 1, len(page) - 1)] not in _ONLY
        if page.dep[k] == "prep" and any(page.lower[d] == "no" for o in page.kids[k] for d in page.kids[o]):
            return True  # "at no time", "in no way"
    return False
