"""Train the PLOVER classifier: python train/plover.py TRAIN.tsv writes src/dragoman/data/models/plover.{npz,json}.

A multinomial logistic regression over the features of `dragoman.reading.plover`, classes weighted by the root of their
rarity. Fitted in the dual (weights are combinations of the examples), so that numpy alone does it in seconds.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from dragoman import clean
from dragoman.reading import parse, plover

Array = Any
STEPS = 120  # of gradient descent with momentum; the loss is flat by then
PENALTY = 0.6  # of squared weights: strong, so that unseen verbs fall back on the lexicon
RARE = 2  # features of fewer examples are left out
MODELS = Path(__file__).resolve().parents[1] / "src" / "dragoman" / "data" / "models"


def rows(path: Path) -> list[dict[str, str]]:
    """Rows of a file of marked sentences."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def unmarked(sentence: str) -> tuple[str, dict[str, tuple[int, int]]]:
    """A sentence without its <s> and <t> marks, and the characters that each first stood around."""
    text, spans, start = "", dict[str, tuple[int, int]](), 0
    for part in re.split(r"(</?[st]>)", sentence):
        if not re.fullmatch(r"</?[st]>", part):
            text += part
        elif part[1] == "/":
            spans.setdefault(part[2], (start, len(text)))
        else:
            start = len(text)
    return text, spans


Pair = tuple[parse.Parsed, tuple[int, int], tuple[int, int]]


def pairs(examples: Sequence[dict[str, str]]) -> list[Pair]:
    """Parsed sentence, source and target tokens of each row."""
    texts = [unmarked(r["marked_sentence"]) for r in examples]
    pages = parse.parse([clean.plain(re.sub(r"\s", " ", t), str(n)) for n, (t, _) in enumerate(texts)])
    return [
        (page, _tokens(page, spans.get("s", (0, 1))), _tokens(page, spans.get("t", (0, 1))))
        for page, (_, spans) in zip(pages, texts, strict=True)
    ]


def _tokens(page: parse.Parsed, span: tuple[int, int]) -> tuple[int, int]:
    found = [i for i in range(len(page)) if page.start[i] < span[1] and page.end[i] > span[0]]
    return (found[0], found[-1] + 1) if found else (0, 1)


def vocabulary(examples: Sequence[plover.Features]) -> list[str]:
    """Features that enough examples have, in a fixed order."""
    counts = Counter(f for example in examples for f in example)
    return sorted(f for f, n in counts.items() if n >= RARE)


def matrix(examples: Sequence[plover.Features], names: Sequence[str]) -> Array:
    """One row an example, one column a feature."""
    index = {f: n for n, f in enumerate(names)}
    x = np.zeros((len(examples), len(names)), dtype=np.float32)
    for n, example in enumerate(examples):
        for f, value in example.items():
            if f in index:
                x[n, index[f]] = value
    return x


def fit(x: Array, labels: Sequence[str], roots: Sequence[str]) -> tuple[Array, Array]:
    """Weights (features by roots) and bias of the regression."""
    y = np.array([[label == r for r in roots] for label in labels], dtype=np.float32)
    share = y.mean(axis=0)
    weight = (y @ (1 / np.sqrt(np.maximum(share, 1e-6))))[:, None]
    weight /= weight.mean()
    kernel = x @ x.T + 0.1
    alpha = np.zeros_like(y)
    speed, rate = np.zeros_like(alpha), 3.0 / _largest(kernel)
    for _ in range(STEPS):
        ahead = alpha + 0.9 * speed
        scores = kernel @ ahead
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        step = weight * (chances - y) + PENALTY * ahead
        speed = 0.9 * speed - rate * step
        alpha = alpha + speed
    return x.T @ alpha, 0.1 * alpha.sum(axis=0)


def _largest(kernel: Array) -> float:
    """Largest eigenvalue of a kernel, by power iteration."""
    v = np.ones(len(kernel), dtype=np.float32)
    for _ in range(20):
        v = kernel @ v
        v /= np.linalg.norm(v)
    return float(v @ (kernel @ v))


def cross_validated(seen: Sequence[plover.Features], labels: Sequence[str], folds: int = 5) -> list[Array]:
    """Chances of the roots (in sorted order) for each example by a model that was fitted without its fold."""
    roots = sorted(set(labels))
    found: list[Array] = [None] * len(seen)
    place = Counter[str]()
    fold = []
    for label in labels:  # stratified, in file order
        fold.append(place[label] % folds)
        place[label] += 1
    for k in range(folds):
        train = [n for n in range(len(seen)) if fold[n] != k]
        names = vocabulary([seen[n] for n in train])
        weights, bias = fit(matrix([seen[n] for n in train], names), [labels[n] for n in train], roots)
        for n in range(len(seen)):
            if fold[n] == k:
                scores = matrix([seen[n]], names)[0] @ weights + bias + plover.prior(seen[n], roots)
                chances = np.exp(scores - scores.max())
                found[n] = chances / chances.sum()
    return found


def main(path: Path) -> None:
    """Fit on all rows and write the model."""
    examples = rows(path)
    seen = [plover.features(*pair) for pair in pairs(examples)]
    labels = [r["gold_root"] for r in examples]
    roots, names = sorted(set(labels)), vocabulary(seen)
    weights, bias = fit(matrix(seen, names), labels, roots)
    scale = np.float32(np.abs(weights).max() / 127)
    MODELS.mkdir(exist_ok=True)
    np.savez_compressed(
        MODELS / "plover.npz",
        weights=np.round(weights / scale).astype(np.int8),
        scale=scale,
        bias=bias.astype(np.float32),
    )
    (MODELS / "plover.json").write_text(json.dumps({"roots": roots, "features": names}) + "\n", "utf-8")
    hashes = [f"{hashlib.sha256((MODELS / n).read_bytes()).hexdigest()}  {n}" for n in ("plover.json", "plover.npz")]
    (MODELS / "plover.sha256").write_text("\n".join(hashes) + "\n", "ascii")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
