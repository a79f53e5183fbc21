"""Stories: which pages tell of one happening. B3 F1, V-measure and ARI on ECB+ and Giveme5W1H.

`told_in` is the share of the events of roundups, made of the openings of pages, in whose stories these are told of;
`told_right` the share of the stories they are told of in that are of their events.
`one_at_a_time` is 1 if pages added one by one (the last twenty of a set) give what all at once gave.
"""

from __future__ import annotations

import json
import math
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import spin
from common import SHARED, main

from dragoman import clean
from dragoman.model import Dating, Story, When
from dragoman.reconcile.stories import stories
from dragoman.settings import Settings
from dragoman.step import Tables

SETS = ("ecbplus", "giveme5w1h")


def tables(rows: Sequence[dict[str, str]]) -> tuple[Tables, dict[str, str]]:
    """Pages of a set (its title is the first line, its date is declared), and the event of each."""
    documents = [clean.plain(f"{r.get('title', '')}\n{r['text']}", r["id"]) for r in rows]
    made = Tables(documents, [], Settings())
    days = [r.get("published", "")[:10] for r in rows]
    dated = [Dating(d.id, When(day, day, basis="declared")) for d, day in zip(documents, days, strict=True) if day]
    made.replace((Dating,), dated)
    return made, {d.id: r["event"] for d, r in zip(documents, rows, strict=True)}


def clusters(made: Tables) -> dict[str, str]:
    """Page -> story."""
    return {d: s.id for s in stories(made) if isinstance(s, Story) for d in s.documents}


def scores(gold: Sequence[str], found: Sequence[str]) -> dict[str, float]:
    """B3 (Bagga and Baldwin 1998), V-measure (Rosenberg and Hirschberg 2007), adjusted Rand index (Hubert 1985)."""
    n, both, g, f = len(gold), Counter(zip(gold, found, strict=True)), Counter(gold), Counter(found)
    precision = sum(k * k / f[b] for (_, b), k in both.items()) / n
    recall = sum(k * k / g[a] for (a, _), k in both.items()) / n

    def entropy(counts: Counter[str]) -> float:
        return -sum(k / n * math.log(k / n) for k in counts.values())

    shared = sum(k / n * math.log(k * n / (g[a] * f[b])) for (a, b), k in both.items())
    homogeneous, complete = shared / (entropy(g) or 1), shared / (entropy(f) or 1)
    pairs = sum(math.comb(k, 2) for k in both.values())
    left, right = (sum(math.comb(k, 2) for k in c.values()) for c in (g, f))
    chance = left * right / math.comb(n, 2)
    return {
        "b3_f1": 2 * precision * recall / (precision + recall),
        "b3_precision": precision,
        "b3_recall": recall,
        "v_measure": 2 * homogeneous * complete / ((homogeneous + complete) or 1),
        "ari": (pairs - chance) / ((left + right) / 2 - chance),
    }


def figures(data: Path) -> dict[str, float]:
    """Figures of each set, with its name before them; the bare names are the lower of the two."""
    got: dict[str, float] = {}
    sets = [name for name in SETS if (data / f"{name}.jsonl").exists()] or [
        p.stem for p in sorted(data.glob("*.jsonl"))
    ]
    for name in sets:
        rows = [json.loads(line) for line in (data / f"{name}.jsonl").read_text("utf-8").splitlines()]
        made, events = tables(rows)
        found = clusters(made)
        for key, value in scores([events[d] for d in found], list(found.values())).items():
            got[f"{name}_{key}"] = value
            got[key] = min(got.get(key, 1.0), value)
        told, right = _roundups(rows)
        got[f"{name}_told_in"], got[f"{name}_told_right"] = told, right
        got["told_in"], got["told_right"] = min(got.get("told_in", 1.0), told), min(got.get("told_right", 1.0), right)
        got["one_at_a_time"] = min(got.get("one_at_a_time", 1.0), float(_one_at_a_time(rows, found)))
    return got


def _roundups(rows: Sequence[dict[str, str]]) -> tuple[float, float]:
    """Recall and precision of the stories that roundups without headings are told of in, one for twelve pages."""
    chance = random.Random(1)
    made, events = tables(rows)
    documents, truth = list(made.documents.values()), dict[str, set[str]]()
    for number in range(len(rows) // 12):
        picked = chance.sample(list(rows), chance.randint(3, 6))
        openings = [spin.roundup([f"\n{r['text']}"], chance).split("\n")[-1] for r in picked]
        roundup = clean.plain("\n".join(["Morning briefing: what to know today", *openings]), f"roundup-{number}")
        documents.append(roundup)
        truth[roundup.id] = {r["event"] for r in picked}
    every = Tables(documents, [], Settings())
    every.replace((Dating,), made.all(Dating))
    told = {(d, _main(s, events)) for s in stories(every) if isinstance(s, Story) for d in s.documents if d in truth}
    said = {(d, event) for d, event in told if event}
    right = sum(event in truth[d] for d, event in said)
    return right / sum(map(len, truth.values())), right / (len(said) or 1)


def _main(story: Story, events: dict[str, str]) -> str | None:
    """The event that most pages of a story tell of."""
    counts = Counter(events[d] for d in story.documents if d in events)
    return max(sorted(counts), key=lambda e: counts[e]) if counts else None


def _one_at_a_time(rows: Sequence[dict[str, str]], found: dict[str, str]) -> bool:
    """Whether the last pages, added one by one in a new order, end where all at once did."""
    turned = list(reversed(rows))
    last: dict[str, str] = {}
    for count in range(len(turned) - 20, len(turned) + 1, 5):
        last = clusters(tables(turned[:count])[0])
    return last == found


if __name__ == "__main__":
    sys.exit(main("stories", SHARED / "data" / "stories", figures))
