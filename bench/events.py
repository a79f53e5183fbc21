"""PLOVER pairs: root and quad class of what joins a marked source and target.

train.tsv (its name decides) is cross-validated, five folds; any other file is scored with the shipped model.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import common

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "train"))
import plover as training

from dragoman.reading import plover


def macro_f1(gold: Sequence[str], said: Sequence[str]) -> float:
    """Mean F1 over the labels of gold."""
    total = 0.0
    for label in sorted(set(gold)):
        hit = sum(g == s == label for g, s in zip(gold, said, strict=True))
        total += 2 * hit / ((gold.count(label) + said.count(label)) or 1)  # type: ignore[attr-defined]
    return total / len(set(gold))


def predictions(path: Path) -> list[tuple[dict[str, str], str, str]]:
    """(row, root, quad) for each row of a file."""
    rows = training.rows(path)
    pairs = training.pairs(rows)
    if path.name != "train.tsv":
        return [(r, *plover.predict(*p)) for r, p in zip(rows, pairs, strict=True)]
    labels = [r["gold_root"] for r in rows]
    roots = sorted(set(labels))
    chances = training.cross_validated([plover.features(*p) for p in pairs], labels)
    return [(r, *plover.decide(roots, c)) for r, c in zip(rows, chances, strict=True)]


def figures(data: Path, out: Path | None = None) -> dict[str, float]:
    """Scores of a file, or of train.tsv in a folder; predictions go to `out`."""
    path = data / "train.tsv" if data.is_dir() else data
    start = time.perf_counter()
    said = predictions(path)
    seconds = time.perf_counter() - start
    if out is not None:
        lines = (json.dumps({"sentence_id": r["sentence_id"], "root": root, "quad": quad}) for r, root, quad in said)
        out.write_text("\n".join(lines) + "\n", "utf-8")
    found: dict[str, float] = {"rows": len(said)}
    if said and said[0][0].get("gold_root"):
        found["root_macro_f1"] = macro_f1([r["gold_root"] for r, _, _ in said], [root for _, root, _ in said])
        found["quad_macro_f1"] = macro_f1([r["gold_penta"] for r, _, _ in said], [quad for _, _, quad in said])
    return found | {"rows_per_second": len(said) / seconds}


if __name__ == "__main__":
    parser = common.arguments("events", common.SHARED / "data" / "plover")
    parser.add_argument("--out", type=Path, help="write predictions, one JSON object a line")
    given = parser.parse_args()
    got = figures(given.data, given.out)
    if given.raise_:
        common.raise_floors("events", got)
    sys.exit(common.report("events", got, given.check))
