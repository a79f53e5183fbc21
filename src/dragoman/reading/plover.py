"""Which PLOVER root joins two marked actors of a sentence: the classifier behind the event rules.

Where data/event_rules.csv does not decide, words and parse do: data/plover_lexicon.csv (verbs with what stands around
them, event nouns) codes the predicates that join source and target, nearest first; a linear model weighs these
votes with the words on the way (trained by train/plover.py, weights in data/models/plover.npz, see
docs/models/plover.md). As PLOVER asks, cooperation to come is AGREE, hostility to come THREATEN, and cooperation
refused REJECT.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, NamedTuple

from dragoman import lexicon
from dragoman.reading.certainty import status
from dragoman.reading.parse import Parsed

Features = dict[str, float]

COOPERATION = frozenset(["CONSULT", "SUPPORT", "COOPERATE", "AID", "YIELD"])
HOSTILITY = frozenset(["SANCTION", "COERCE", "ASSAULT", "PROTEST", "MOBILIZE"])
QUADS = {  # PLOVER's quad classes: verbal and material cooperation, verbal and material conflict
    "AGREE": "1", "CONSULT": "1", "SUPPORT": "1", "COOPERATE": "2", "AID": "2", "YIELD": "2", "REQUEST": "3",
    "ACCUSE": "3", "REJECT": "3", "THREATEN": "3", "PROTEST": "4", "MOBILIZE": "4", "SANCTION": "4", "COERCE": "4",
    "ASSAULT": "4",
}  # fmt: skip
_DOWN = frozenset(["xcomp", "ccomp", "conj", "advcl", "acl", "pcomp", "relcl"])
_ELSEWHERE = frozenset(["relcl", "advcl", "ccomp", "conj", "parataxis"])


class Entry(NamedTuple):
    """A row of data/plover_lexicon.csv for one word."""

    root: str
    context: frozenset[str]


@cache
def entries() -> tuple[dict[str, list[Entry]], dict[str, str]]:
    """Verb -> its entries (with context first, in the order of the table); event noun -> root."""
    verbs: dict[str, list[Entry]] = {}
    nouns: dict[str, str] = {}
    for row in lexicon.table("plover_lexicon"):
        for word in row["words"].split():
            if row["pos"] == "noun":
                nouns.setdefault(word, row["root"])
            else:
                verbs.setdefault(word, []).append(Entry(row["root"], frozenset(row["context"].split())))
    for rows in verbs.values():
        rows.sort(key=lambda e: not e.context)
    return verbs, nouns


class Vote(NamedTuple):
    """What one predicate says: root as it stands, root as PLOVER codes it by its certainty, weight."""

    token: int
    base: str
    root: str
    weight: float


def votes(page: Parsed, source: tuple[int, int], target: tuple[int, int]) -> list[Vote]:
    """Votes of the predicates that join two spans of tokens (half-open), nearest first."""
    found: dict[int, Vote] = {}
    for rank, i in enumerate(predicates(page, source, target)):
        base, sure = coded(page, i)
        if base and i not in found:
            found[i] = Vote(i, base, by_certainty(base, status(page, i)), sure / (1 + rank))
    return list(found.values())


def by_certainty(root: str, state: str) -> str:
    """PLOVER's root of an event that did not happen (yet): AGREE, THREATEN or REJECT."""
    if state in ("occurred", "ongoing"):
        return root
    if state == "denied":
        return "REJECT" if root in COOPERATION or root == "AGREE" else root
    return "AGREE" if root in COOPERATION else "THREATEN" if root in HOSTILITY else root


def head(page: Parsed, span: tuple[int, int]) -> int:
    """The token of a span that the others hang on."""
    return next(iter(page.heads(*span)), span[0])


def predicates(page: Parsed, source: tuple[int, int], target: tuple[int, int]) -> Iterator[int]:
    """Verbs and event nouns that may join two spans: over the source and downwards, over the target, the rest."""
    first, last = page.sentences[page.sentence[source[0]]]
    inside = {*range(*source), *range(*target)}
    s, t = head(page, source), head(page, target)
    seen: set[int] = set()
    for start in (s, t):
        for up in page.ancestors(start):
            if page.pos[up] in ("VERB", "AUX") or page.lemma[up] in entries()[1]:
                for i in (*_descend(page, up, t), up):
                    if i not in seen and i not in inside:
                        seen.add(i)
                        yield i
                break
    for up in page.ancestors(t):
        if up not in seen and up not in inside:
            seen.add(up)
            yield up
    for i in range(first, last):
        if i not in seen and i not in inside and page.pos[i] in ("VERB", "NOUN"):
            yield i


def _descend(page: Parsed, verb: int, target: int) -> Iterator[int]:
    """A verb and the verbs below it that lead on to what is done: "said it would agree to send"."""
    yield verb
    below = [k for k in page.kids[verb] if page.dep[k] in _DOWN and page.pos[k] in ("VERB", "AUX")]
    below.sort(key=lambda k: not page.subtree(k)[0] <= target < page.subtree(k)[1])
    for k in below:
        yield from _descend(page, k, target)


def coded(page: Parsed, i: int) -> tuple[str, float]:
    """Root that the lexicon gives a predicate with what stands around it, and how sure it is; "" for none."""
    verbs, nouns = entries()
    if page.pos[i] in ("NOUN", "PROPN", "ADJ"):
        return nouns.get(page.lemma[i], ""), 0.6
    lemma = page.lemma[i]
    particle = page.child(i, "prt")
    names = [f"{lemma}_{page.lower[particle]}", lemma] if particle is not None else [lemma]
    around: dict[str, int] = {}
    for word, depth in _around(page, i, 0):
        around[word] = min(depth, around.get(word, depth))
    for name in names:
        fitting = [  # the nearest word decides, then the order of the table
            (min((around[w] for w in e.context if w in around), default=9 if e.context else 8), n)
            for n, e in enumerate(verbs.get(name, ()))
        ]
        if fitting and min(fitting)[0] < 9:
            depth, n = min(fitting)
            return verbs[name][n].root, 0.8 if depth == 8 else 1.0
    for k in page.kids[i]:  # "held a rally", "under investigation"
        if page.dep[k] in ("dobj", "attr", "prep", "nsubjpass"):
            for o in (k, *page.kids[k]):
                if page.pos[o] == "NOUN" and page.lemma[o] in nouns:
                    return nouns[page.lemma[o]], 0.6
    return "", 0.0


_DAYS = frozenset(
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "jan.", "feb.", "january"]
)


def _around(page: Parsed, i: int, depth: int) -> Iterator[tuple[str, int]]:
    """Lemmas and words below a predicate that belong to its own clause, with their depth."""
    for k in page.kids[i]:
        if page.dep[k] in ("nsubj", "csubj", "punct") or (page.dep[k] in _ELSEWHERE and depth == 0):
            if page.dep[k] == "ccomp":  # "said that it MUST"
                yield from ((page.lower[m], depth) for m in page.kids[k] if page.dep[m] == "aux")
                if page.pos[k] == "ADJ":  # "found him guilty"
                    yield page.lemma[k], depth
            continue
        if page.dep[k] == "prep" and any(page.tag[o] == "CD" or page.lower[o] in _DAYS for o in _below(page, k)):
            continue  # "called Putin on Friday" calls on nobody
        near = 5 if page.pos[k] == "ADP" else depth  # nouns say more than prepositions
        yield page.lemma[k], near
        yield page.lower[k], near
        if depth < 3:
            yield from _around(page, k, depth + 1)


def _below(page: Parsed, k: int) -> Iterator[int]:
    for o in page.kids[k]:
        yield o
        yield from page.kids[o]


# --- the linear model -------------------------------------------------------------------------------


def features(page: Parsed, source: tuple[int, int], target: tuple[int, int]) -> Features:
    """What the linear model sees of a pair: votes, words, path; values between 0 and 1."""
    found: Features = {}
    said = votes(page, source, target)
    total: dict[str, float] = {}
    for v in said:
        total[v.root] = total.get(v.root, 0.0) + v.weight
        total[f"base {v.base}"] = total.get(f"base {v.base}", 0.0) + v.weight
    for root, weight in total.items():
        found[f"vote {root}"] = min(weight, 1.5)
    for n, v in enumerate(said[:3]):
        found[f"vote{n} {v.root}"] = 1.0
        found[f"base{n} {v.base}"] = 1.0
        found[f"verb{n} {page.lemma[v.token]}"] = 1.0
    if said:
        found[f"status {status(page, said[0].token)}"] = 1.0
        found[f"status {status(page, said[0].token)} {said[0].base}"] = 1.0
    first, last = page.sentences[page.sentence[source[0]]]
    inside = {*range(*source), *range(*target)}
    left, right = min(source[1], target[1]), max(source[0], target[0])
    words = [i for i in range(first, last) if i not in inside and page.lemma[i].isalpha()]
    for i in words:
        found[f"word {page.lemma[i]}"] = 0.5
    between = [i for i in words if left <= i < right]
    for a, b in pairwise(between):
        found[f"pair {page.lemma[a]} {page.lemma[b]}"] = 0.5
    for i in between:
        found[f"between {page.lemma[i]}"] = 0.7
    for name, span in (("source", source), ("target", target)):
        found[f"{name} {page.lemma[head(page, span)]}"] = 0.4
    found["order " + ("source" if source[0] < target[0] else "target")] = 1.0
    return found


@cache
def _model() -> tuple[dict[str, int], list[str], Any, Any]:
    import numpy as np

    folder = files("dragoman") / "data" / "models"
    held = {name: (folder / name).read_bytes() for name in ("plover.json", "plover.npz")}
    for line in (folder / "plover.sha256").read_text("ascii").splitlines():
        expected, name = line.split()
        if hashlib.sha256(held[name]).hexdigest() != expected:
            raise ValueError(f"data/models/{name}: not the weights that this version came with")
    names = json.loads(held["plover.json"])
    with np.load(io.BytesIO(held["plover.npz"])) as stored:
        weights = stored["weights"].astype("float32") * stored["scale"]
        return {f: n for n, f in enumerate(names["features"])}, names["roots"], weights, stored["bias"]


def predict(page: Parsed, source: tuple[int, int], target: tuple[int, int]) -> tuple[str, str]:
    """Root and quad class of what joins two marked spans of tokens."""
    import numpy as np

    index, roots, weights, bias = _model()
    seen = features(page, source, target)
    scores = bias + prior(seen, roots)
    for name, value in seen.items():
        if name in index:
            scores = scores + weights[index[name]] * value
    return decide(roots, np.exp(scores - scores.max()))


def joined(page: Parsed, verb: int, source: tuple[int, int], target: tuple[int, int]) -> tuple[str, float]:
    """Root of a verb between two spans and its likelihood, where lexicon and model agree on it; else "" and 0."""
    import numpy as np

    base, _ = coded(page, verb)
    if not base:
        return "", 0.0
    index, roots, weights, bias = _model()
    seen = features(page, source, target)
    scores = bias + prior(seen, roots) + sum(weights[index[name]] * v for name, v in seen.items() if name in index)
    chances = np.exp(scores - scores.max())
    best = int(chances.argmax())
    if roots[best] != by_certainty(base, status(page, verb)):
        return "", 0.0
    return ("CONCEDE" if base == "YIELD" else base), float(chances[best] / chances.sum())


PRIOR = 1.0  # log odds for the root that the lexicon gives; more loses on known verbs, less on unseen ones


def prior(seen: Features, roots: Sequence[str]) -> Any:
    """Log odds that the nearest vote of the lexicon lends to its root."""
    import numpy as np

    return np.array([PRIOR * (f"vote0 {r}" in seen) for r in roots], dtype="float32")


def decide(roots: Sequence[str], chances: Sequence[float]) -> tuple[str, str]:
    """The likeliest root, and the quad class whose roots are likeliest together."""
    quads = {q: sum(float(c) for r, c in zip(roots, chances, strict=True) if QUADS[r] == q) for q in "1234"}
    return max(zip(chances, roots, strict=True))[1], max(sorted(quads), key=lambda q: quads[q])
