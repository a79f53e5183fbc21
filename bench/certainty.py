"""Did it happen: UW factuality (Pearson r, MAE) and MEANTIME (future, certain, negated; participants)."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path

import common
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "train"))
import factuality as training

from dragoman import clean
from dragoman.reading import factuality, parse
from dragoman.reading.propositions import proposition_at

FUTURE = ("planned", "expected", "proposed", "conditional")


def binary_f1(gold: Sequence[bool], said: Sequence[bool]) -> float:
    """Mean F1 of both classes."""
    total = 0.0
    for value in (True, False):
        hit = sum(g == s == value for g, s in zip(gold, said, strict=True))
        total += 2 * hit / ((list(gold).count(value) + list(said).count(value)) or 1)
    return total / 2


def uw(path: Path) -> dict[str, float]:
    """Pearson r and mean absolute error of the scores on a file of judgements."""
    seen = training.targets(path)
    gold = np.array([g for _, _, g in seen])
    said = np.array([factuality.score(page, i) for page, i, _ in seen])
    return {"pearson_r": float(np.corrcoef(gold, said)[0, 1]), "mae": float(np.abs(gold - said).mean())}


def meantime(folder: Path) -> dict[str, float]:
    """Macro-F1 of three yes-or-no questions about each event, and F1 of Arg0 and Arg1 by overlap."""
    gold: dict[str, list[bool]] = {"future": [], "certain": [], "negated": []}
    said: dict[str, list[bool]] = {"future": [], "certain": [], "negated": []}
    hits = found = wanted = 0
    for file in sorted(folder.rglob("*.xml")):
        root = ET.parse(file).getroot()
        tokens = root.findall("token")
        text, start, last = "", dict[str, int](), "0"
        for token in tokens:
            text += ("\n" if token.get("sentence") != last else " ") if text else ""
            last = token.get("sentence", "0")
            start[token.get("t_id", "")] = len(text)
            text += token.text or ""
        page = parse.parse([clean.plain(text, file.name)])[0]
        at = {t: next((i for i in range(len(page)) if page.end[i] > c), 0) for t, c in start.items()}
        spans = {
            m.get("m_id"): [at[a.get("t_id", "")] for a in m.findall("token_anchor")]
            for m in root.find("Markables") or []
            if m.findall("token_anchor")
        }
        sides: dict[str | None, list[str | None]] = {}
        for relation in root.iter("HAS_PARTICIPANT"):
            if relation.get("sem_role") in ("Arg0", "Arg1"):
                sides.setdefault(relation.find("source").get("m_id"), []).append(relation.find("target").get("m_id"))  # type: ignore[union-attr]
        for event in root.iter("EVENT_MENTION"):
            if event.get("m_id") not in spans or event.get("time") not in ("FUTURE", "NON_FUTURE"):
                continue
            span = spans[event.get("m_id")]
            i = next((k for k in span if page.pos[k] == "VERB"), span[-1])
            state, score = factuality.certainty(page, i)
            gold["future"].append(event.get("time") == "FUTURE")
            said["future"].append(state in FUTURE)
            gold["certain"].append(event.get("certainty") == "CERTAIN")
            said["certain"].append(state in ("occurred", "ongoing", "denied") or score > 1.5)
            gold["negated"].append(event.get("polarity") == "NEG")
            said["negated"].append(state == "denied" or score < -0.5)
            prop = proposition_at(page, i)
            mine = {*prop.agent, *prop.patient, *prop.recipient} if prop is not None else set()
            theirs = [set(spans[m]) for m in sides.get(event.get("m_id"), []) if m in spans]
            hits += sum(any(k in t for k in mine) for t in theirs)
            found += len(mine)
            wanted += len(theirs)
    result = {f"{k}_f1": binary_f1(gold[k], said[k]) for k in gold}
    return result | {"participants_f1": 2 * hits / ((found + wanted) or 1), "events": len(gold["future"])}


def figures(data: Path) -> dict[str, float]:
    """All figures of the folders `factuality` and `meantime` beside each other (or of one file of judgements)."""
    if data.is_file():
        return uw(data)
    return uw(data / "factuality" / "dev.jsonl") | meantime(data / "meantime")


if __name__ == "__main__":
    sys.exit(common.main("certainty", common.SHARED / "data", figures))
