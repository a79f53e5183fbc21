"""How firm a promise, offer or ask is, by the words around its cue: likely, considered, denied, kept or taken back."""

from __future__ import annotations

from dragoman.model import PledgeKind, PledgeStatus
from dragoman.reading import terms
from dragoman.reading.cues import Promise, cues, phrasal
from dragoman.reading.hearsay import denied
from dragoman.reading.parse import Parsed


def firmness(page: Parsed, p: Promise) -> tuple[PledgeKind, PledgeStatus]:
    """Kind and status, with what stands around the cue: "is likely to", "expected to", "in discussions to"."""
    kind, status = p.kind, p.status
    if p.listed:
        return kind, status
    chain = _over(page, p)
    voiced = (p.cue, p.content) if page.pos[p.cue] == "AUX" else (p.cue,)  # "promised that it would" is no doubt
    near = {page.lower[k] for t in voiced for k in page.kids[t] if page.dep[k] in ("advmod", "aux")}
    words = ({page.lemma[t] for t in chain} | {page.lower[t] for t in chain} | near) - {page.lower[p.cue]}
    for word, rows in cues("forecast").items():
        if word not in words or (rows[0].status == "considered" and kind == "ask"):
            continue
        passive = any(word in (page.lemma[t], page.lower[t]) and page.child(t, "auxpass") is not None for t in chain)
        if word in _PASSIVE and not passive:  # "is expected to", not "expects to"
            continue
        status = rows[0].status
        kind = "offer" if kind == "pledge" and word != "plan" else kind
        break
    above = page.head[p.cue]
    if page.dep[p.cue] in ("ccomp", "xcomp", "pcomp") and "deny" in (page.lemma[above], page.lemma[page.head[above]]):
        status = "denied"  # "denied that it had asked", "denied having promised to"
    if denied(page, p):
        status = "denied"
    around = list(page.ancestors(p.cue))[:1]
    for word in cues("done"):
        if (
            word != page.lemma[p.cue]
            and page.pos[p.cue] == "NOUN"
            and any(page.lemma[t] == word and page.tag[t] in ("VBD", "VBN") for t in around)
        ):
            status = "fulfilled"
    if around and page.dep[p.cue] == "pobj" and page.lower[around[0]] in ("from", "of", "on"):
        around += [a for a in page.ancestors(around[0]) if page.pos[a] == "VERB"][:1]  # "backed away from its pledge"
    if page.tag[p.cue] == "VBZ":  # "U.S. plans to rebuild the port fell through": the parser takes a verb
        around += [k for k in page.kids[p.cue] if page.dep[k] == "advcl" and page.tag[k] == "VBD"]
    around = [t for t in around if page.dep[p.cue] != "nsubj" or page.child(t, "dobj") is None]  # "broke a taboo"
    for word in cues("undone"):
        if page.tag[p.cue] in ("NN", "NNS", "VBZ") and any(word in phrasal(page, t) for t in around):
            status = cues("undone")[word][0].status
    return kind, status


_PASSIVE = ("expect", "set", "anticipate", "believed", "say", "report")
VOICED = (
    "announce", "make", "issue", "declare", "unveil", "present", "submit", "start", "begin", "affirm", "reaffirm",
    "confirm", "reiterate", "underscore", "renew",
)  # fmt: skip


def _over(page: Parsed, p: Promise) -> list[int]:
    """Tokens above the cue that say how firm it is: "is LIKELY to pursue relief by committing to"."""
    found: list[int] = []
    t = p.cue if page.pos[p.cue] != "AUX" else p.content
    for _ in range(6):
        head, dep = page.head[t], page.dep[t]
        voiced = dep == "dobj" and page.lemma[head] in VOICED
        if head == t or not (voiced or dep in ("xcomp", "pcomp", "prep", "acl", "acomp", "advcl")):
            break
        if dep == "advcl" and not terms.infinitive(page, t):
            break
        found.append(head)
        t = head
    return found
