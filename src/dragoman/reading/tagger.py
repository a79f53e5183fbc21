"""The attribution tagger: finds cues in a line and, for each cue, its source and content.

Two small networks over spaCy's token vectors and the parse, run with numpy. The **trunk** reads all lines once:
layers that see a token, its neighbours to both sides and its syntactic head, and score every token as the head of a
cue. The **second** network reads, for each likely cue, the words around it, told where they stand to the cue in the
tree and in the line, and labels them source, cue, content or nothing; the best sequence of labels is found by Viterbi.
Seen from its cue, each attribution is whole, so neighbours do not run into one another and the relation comes with
the spans.

`train/attribution.py` makes the weights. Data and figures: `docs/models/attribution.md`.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dragoman.reading.features import GAP, Features, Floats, Ints, Line, Vocabulary, Windows, features, windows

LABELS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
ROLES = ("source", "cue", "content")

# --- the networks -----------------------------------------------------------------------------------

STEPS_TRUNK = (1, 2, 4)  # how far each layer of the trunk looks aside
STEPS_SECOND = (1, 2, 4, 1)


def _layer(h: Floats, step: int, head: Ints, inside: npt.NDArray[np.bool_], w: Floats, b: Floats) -> Floats:
    """One layer: each word with its neighbours `step` away and its head, added to what was there."""
    wide = h.shape[1]
    parts = h @ w  # of the left neighbour, the word, the right neighbour, the head
    new = parts[:, wide : 2 * wide] + b
    new[step:] += parts[:-step, :wide]
    new[:-step] += parts[step:, 2 * wide : 3 * wide]
    new += parts[:, 3 * wide :][head]
    np.maximum(new, 0, out=new)
    new += h
    new[~inside] = 0
    return new


def _sigmoid(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))), np.float32)


def trunk(m: dict[str, Any], f: Features) -> tuple[Floats, Floats]:
    """States of all words, and how likely each is the head of a cue."""
    inside = f.line >= 0
    x = np.concatenate(
        [f.vectors, m["lemma"][f.lemma], m["tag"][f.tag], m["dep"][f.dep], m["shape"][f.shape], m["quote"][f.quote]], 1
    )
    h = np.maximum(x @ m["in_w"] + m["in_b"], 0)
    h[~inside] = 0
    for k, step in enumerate(STEPS_TRUNK):
        h = _layer(h, step, f.head, inside, m[f"trunk{k}_w"], m[f"trunk{k}_b"])
    likely = _sigmoid((h @ m["cue_w"] + m["cue_b"])[:, 0])
    likely[~inside] = 0
    return h, likely


def second(m: dict[str, Any], h: Floats, likely: Floats, w: Windows) -> Floats:
    """Scores of the labels for every row of the windows."""
    inside = w.window >= 0
    total = np.cumsum(likely, dtype=np.float64)
    between = np.abs(total[w.row] - total[w.row[w.anchor]]).astype(np.float32)
    extra = np.stack([likely[w.row], np.minimum(between, 4)], 1)
    x = np.concatenate(
        [h[w.row], m["path"][w.path], m["depth"][w.depth], m["distance"][w.distance], m["beside"][w.beside], extra], 1
    )
    z = x @ m["seen_w"] + m["seen_b"]
    z += (h[w.row[w.anchor[w.first]]] @ m["anchor_w"])[w.window]
    np.maximum(z, 0, out=z)
    z[~inside] = 0
    for k, step in enumerate(STEPS_SECOND):
        z = _layer(z, step, w.head, inside, m[f"second{k}_w"], m[f"second{k}_b"])
    return np.asarray(z @ m["out_w"] + m["out_b"], np.float32)


def viterbi(scores: Sequence[Floats], start: Floats, move: Floats) -> list[npt.NDArray[np.int8]]:
    """The best sequence of labels for the scores of each window; `move[a, b]` is the score of label b after a.

    All windows are walked together, the longest first, so that those that go on are always the first ones.
    """
    if not scores:
        return []
    order = sorted(range(len(scores)), key=lambda k: -len(scores[k]))
    size = np.array([len(scores[k]) for k in order])
    longest = int(size[0])
    emit = np.zeros((longest, len(order), len(LABELS)), np.float32)
    for n, k in enumerate(order):
        emit[: size[n], n] = scores[k]
    going = [int((size > t).sum()) for t in range(longest)]
    best = emit[0] + start
    back = np.zeros((longest, len(order), len(LABELS)), np.int8)
    into = np.ascontiguousarray(move.T)
    for t in range(1, longest):
        n = going[t]
        reach = best[:n, None, :] + into
        back[t, :n] = reach.argmax(2)
        best[:n] = reach.max(2) + emit[t, :n]
    label = best.argmax(1).astype(np.int8)
    out = np.zeros((len(order), longest), np.int8)
    for t in range(longest - 1, -1, -1):
        n = going[t]
        out[:n, t] = label[:n]
        label[:n] = back[t, np.arange(n), label[:n]]
    return [out[n, : len(scores[k])] for k, n in enumerate(np.argsort(order).tolist())]


def spans(labels: Sequence[int]) -> list[tuple[int, int, int]]:
    """(role, first, last) of a sequence of labels; roles as numbers in `ROLES`."""
    found: list[tuple[int, int, int]] = []
    role, begin = -1, 0
    for i, label in enumerate([*labels, 0]):
        now = (label - 1) // 2 if label else -1
        if now != role or (label and label % 2 == 1):
            if role >= 0:
                found.append((role, begin, i))
            role, begin = now, i
    return found


Attribution = tuple[
    float, list[tuple[int, int, int]]
]  # how likely its cue is; (role, first, last) in tokens of the line


# --- the shipped model ------------------------------------------------------------------------------

MODEL = "attribution.npz"  # beside it, `attribution.npz.sha256`, written by the training
_CHUNK = 1000  # tokens looked at together: few enough to stay in the processor's cache
THRESHOLD = 0.25  # a cue likelier than this is looked at
BELIEF = 0.5  # taken from the score of "nothing" at the cue itself: weighs recall against precision


class ModelError(ValueError):
    """The weights that came with the package are not those that this code was made for."""


@cache
def load() -> tuple[dict[str, Any], Vocabulary]:
    """The shipped weights, checked by their hash. Raises ModelError."""
    folder = files("dragoman") / "data" / "models"
    data = (folder / MODEL).read_bytes()
    if hashlib.sha256(data).hexdigest() != (folder / f"{MODEL}.sha256").read_text("ascii").split()[0]:
        raise ModelError(f"data/models/{MODEL}: not the weights that this version came with")
    with np.load(io.BytesIO(data)) as stored:
        return ready({k: stored[k] for k in stored.files})


def unpack(stored: dict[str, Any]) -> tuple[dict[str, Any], Vocabulary]:
    """Weights as they are stored -> weights in single precision, and the vocabulary."""
    words = {k.removeprefix("words_"): v.tobytes().decode() for k, v in stored.items() if k.startswith("words_")}
    vocabulary = Vocabulary(*({w: i + 1 for i, w in enumerate(words[k].split("\n"))} for k in Vocabulary._fields))
    return {k: v.astype(np.float32) for k, v in stored.items() if not k.startswith("words_")}, vocabulary


def ready(stored: dict[str, Any]) -> tuple[dict[str, Any], Vocabulary]:
    """As `unpack`, with the four parts of each layer side by side, so that a layer is one product."""
    weights, vocabulary = unpack(stored)
    for k, v in weights.items():
        if k[:-3] in ("trunk", "second") and k.endswith("_w"):
            weights[k] = np.ascontiguousarray(np.concatenate(np.split(v, 4), 1))
    return weights, vocabulary


class _Seen(NamedTuple):
    """A cue that was looked at: its line, where its window begins in the line, and the scores of the labels there."""

    line: int
    likely: float
    first: int
    scores: Floats
    quote: Ints  # of the line


def tag(
    lines: Sequence[Line], model: tuple[dict[str, Any], Vocabulary] | None = None, threshold: float = THRESHOLD
) -> list[list[Attribution]]:
    """The attributions of each line, in the order of their cues."""
    m, vocabulary = model or load()
    order = sorted((i for i, x in enumerate(lines) if x.parse.starts), key=lambda i: len(lines[i].parse.starts))
    seen: list[_Seen] = []
    part: list[int] = []
    size = 0
    for i in [*order, -1]:
        if part and (i < 0 or size > _CHUNK):
            seen += _look(lines, part, m, vocabulary, threshold)
            part, size = [], 0
        if i >= 0:
            part.append(i)
            size += len(lines[i].parse.starts) + GAP
    found: list[list[Attribution]] = [[] for _ in lines]
    for one, best in zip(seen, viterbi([x.scores for x in seen], m["start"], m["move"]), strict=True):
        said = [(r, a + one.first, b + one.first) for r, a, b in spans(best.tolist())]
        said = _regrow(said, one.first, len(best) + one.first, one.quote)
        if any(r == 2 for r, _, _ in said) and any(r == 1 for r, _, _ in said):
            found[one.line].append((round(one.likely, 4), said))
    return [_settle(many) for many in found]


def _look(
    lines: Sequence[Line], part: list[int], m: dict[str, Any], vocabulary: Vocabulary, threshold: float
) -> Iterator[_Seen]:
    """The cues of some of the lines, each with the scores of the labels around it."""
    f = features([lines[i] for i in part], vocabulary)
    h, likely = trunk(m, f)
    cues = np.nonzero(likely > threshold)[0].astype(np.int32)
    if not len(cues):
        return
    w = windows(f, cues, len(m["dep"]))
    scores = second(m, h, likely, w)
    scores[w.anchor[w.first], 0] -= BELIEF
    for cue, first, last in zip(cues.tolist(), w.first.tolist(), w.last.tolist(), strict=True):
        line = int(f.line[cue])
        begin, end = int(f.first[line]), int(f.last[line])
        yield _Seen(part[line], float(likely[cue]), int(w.row[first]) - begin, scores[first:last], f.quote[begin:end])


def _regrow(said: list[tuple[int, int, int]], first: int, last: int, quote: Ints) -> list[tuple[int, int, int]]:
    """Contents that the edges of the window cut off within a quotation, grown to the quotation's own edges."""
    grown = []
    for role, a, b in said:
        while role == 2 and a == first > 0 and quote[a] > 0 and quote[a - 1] > 0 and (quote[a] - 1) % 3:
            a = first = a - 1
        while role == 2 and b == last < len(quote) and quote[b] > 0 and (quote[b] - 1) % 3:
            b = last = b + 1
        grown.append((role, a, b))
    return grown


def _settle(found: list[Attribution]) -> list[Attribution]:
    """Of attributions that claim the same cue or the same words as content, keeps the likeliest."""
    kept: list[Attribution] = []
    taken: set[tuple[int, int]] = set()  # (role, token)
    for one in sorted(found, key=lambda a: (-a[0], a[1])):
        claimed = {(role, i) for role, first, last in one[1] if role in (1, 2) for i in range(first, last)}
        if taken.isdisjoint(claimed):
            taken |= claimed
            kept.append(one)
    return sorted(kept, key=lambda a: min(s for _, s, _ in a[1]))
