"""Fit the weights of certainty: python train/factuality.py TRAIN.jsonl writes src/dragoman/data/certainty_weights.csv.

Ridge regression of the UW factuality judgements on the features of `dragoman.reading.factuality`.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from dragoman import clean
from dragoman.reading import factuality, parse

PENALTY = 12.0  # of squared weights
RARE = 4  # features of fewer examples are left out
TABLE = Path(__file__).resolve().parents[1] / "src" / "dragoman" / "data" / "certainty_weights.csv"


def targets(path: Path) -> list[tuple[parse.Parsed, int, float]]:
    """(page, token, judgement) of each target of a file."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    pages = parse.parse([clean.plain(r["text"].replace("\n", " "), str(n)) for n, r in enumerate(rows)])
    found = []
    for page, row in zip(pages, rows, strict=True):
        starts = [0]
        for word in row["text"].split(" "):
            starts.append(starts[-1] + len(word) + 1)
        for target in row["targets"]:
            at = starts[target["span1"][0]]
            token = next((i for i in range(len(page)) if page.end[i] > at), None)
            if token is not None:
                found.append((page, token, float(target["label"])))
    return found


def fit(examples: Sequence[set[str]], gold: Sequence[float]) -> dict[str, float]:
    """Weights of the features that enough examples have, and the bias."""
    counts = Counter(f for e in examples for f in e)
    names = sorted(f for f, n in counts.items() if n >= RARE)
    index = {f: n for n, f in enumerate(names)}
    x = np.zeros((len(examples), len(names)), dtype=np.float32)
    for n, example in enumerate(examples):
        for f in example:
            if f in index:
                x[n, index[f]] = 1.0
    mean = float(np.mean(gold))
    y = np.array(gold, dtype=np.float32) - mean
    middle = x.mean(axis=0)
    centred = x - middle
    gram = centred.T @ centred + PENALTY * np.eye(len(names), dtype=np.float32)
    weights = np.linalg.solve(gram, centred.T @ y)
    return {"bias": mean - float(middle @ weights)} | {f: float(w) for f, w in zip(names, weights, strict=True)}


def main(path: Path) -> None:
    """Fit on a file and write the table."""
    seen = targets(path)
    weights = fit([set(factuality.features(page, i)) for page, i, _ in seen], [gold for _, _, gold in seen])
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["feature", "weight", "source"])
        out.writerows([f, f"{w:.3f}", "fitted by train/factuality.py"] for f, w in weights.items() if abs(w) >= 0.02)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
