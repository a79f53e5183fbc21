"""How sure the writer is that an event happened: a score from -3 (certainly not) to 3 (certainly).

A weighted sum of what `reading.certainty` sees: status, verb group, the chain of words over the predicate with their
classes. The weights of data/certainty_weights.csv are fitted to the UW factuality judgements by train/factuality.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from dragoman import lexicon
from dragoman.model import EventStatus
from dragoman.reading.certainty import status
from dragoman.reading.chain import cue_class, link
from dragoman.reading.parse import Parsed
from dragoman.reading.verb_groups import verb_group

_TOP = 4  # links that are looked up from a predicate


def certainty(page: Parsed, token: int) -> tuple[EventStatus, float]:
    """Status of the event that a token names, and how sure it is to have happened (-3 to 3)."""
    return status(page, token), score(page, token)


def score(page: Parsed, token: int) -> float:
    """Factuality of a token that names an event: -3 certainly not, 0 open, 3 certainly."""
    weights = _weights()
    total = weights.get("bias", 0.0) + sum(weights.get(f, 0.0) for f in set(features(page, token)))
    return max(-3.0, min(3.0, total))


@cache
def _weights() -> dict[str, float]:
    return {r["feature"]: float(r["weight"]) for r in lexicon.table("certainty_weights")}


def features(page: Parsed, i: int) -> Iterator[str]:
    """Names of what the score is a sum over."""
    tag, dep, state = page.tag[i], page.dep[i], status(page, i)
    yield f"status {state}"
    yield f"tag {tag}"
    yield f"dep {dep}"
    yield f"status {state} {tag}"
    yield f"status {state} {dep}"
    yield f"lemma {page.lemma[i]}"
    yield from _local(page, i, "own")
    k, path = i, ""
    for n in range(_TOP):
        up = link(page, k)
        if up.token == k or up.relation == "root":
            yield f"root {n}"
            break
        path = f"{path}/{up.relation}"
        yield f"up{n} {up.relation} {up.cue}"
        yield f"up{n} {up.kind} {up.relation}"
        yield f"path {path}"
        yield f"path {path} {up.kind}"
        if n < 2:
            yield f"over {up.cue}"
            yield f"over{n} status {status(page, up.token)} {up.kind} {up.relation}"
        yield from _local(page, up.token, f"over{n} {up.relation}")
        k = up.token


def _local(page: Parsed, i: int, name: str) -> Iterator[str]:
    """Verb group, marks, determiners and adverbs of a token."""
    to = False
    if page.pos[i] in ("VERB", "AUX"):
        tense, modal, negated = verb_group(page, i)
        yield f"{name} tense {tense}"
        if modal:
            yield f"{name} modal {modal}"
        if negated:
            yield f"{name} negated"
            yield f"{name} negated {tense}{modal}"
    for k in page.kids[i]:
        d = page.dep[k]
        if d in ("mark", "advmod", "det", "predet", "neg", "aux", "amod", "poss"):
            if d != "poss":
                yield f"{name} {d} {page.lower[k]}"
            kind = cue_class("adv" if d == "advmod" else "adj").get(page.lower[k]) if d in ("advmod", "amod") else None
            if kind:
                yield f"{name} {d} is {kind}"
            to = to or page.tag[k] == "TO"
    if to:
        yield f"{name} to"
    if page.lower[page.sentences[page.sentence[i]][1] - 1] == "?":
        yield f"{name} question"
