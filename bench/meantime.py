"""MEANTIME's entity mentions and chains, and the scores for them (used by `bench/actors.py`)."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import rustworkx

from dragoman.lexicon import table

TYPES = ("PER", "ORG", "LOC")
NAMED = ("NAM", "PRE.NAM")


_PRONOUNS = ("We", "Our", "It", "They", "He", "She", "I", "Their", "Its", "His", "Who", "Which")


@cache
def _leading() -> tuple[str, ...]:
    """Determiners and titles in small letters, the longest first."""
    found = {"the", "a", "an", "this", "that", "these", "those", "'s", *(r["title"].lower() for r in table("titles"))}
    return tuple(sorted(found, key=lambda t: (-len(t), t)))


class Gold(NamedTuple):
    """One mention: characters of the page's text, its entity, and whether it is a name."""

    start: int
    end: int
    entity: str
    type: str
    named: bool


def page(path: Path) -> tuple[str, list[Gold]]:
    """Text of the annotated part of a page (its first sentences, a line each, tokens put together as they are written)
    and its gold mentions. Of nested mentions of one entity only the shortest name is kept as a name."""
    root = ET.parse(path).getroot()
    text, places, sentence = "", {}, "0"
    marked = {a.get("t_id") for part in root.iter("Markables") for a in part.iter("token_anchor")}
    last = max(int(t.get("sentence") or 0) for t in root.iter("token") if t.get("t_id") in marked)
    for token in root.iter("token"):
        if int(token.get("sentence") or 0) > last:
            break
        word = {"``": "“", "''": "”"}.get(token.text or "", token.text or "")
        if token.get("sentence") != sentence:
            text, sentence = text + "\n", token.get("sentence") or ""
        elif text and not re.match(r"^('s|'|n't|[,.;:!?)%”])$", word) and not text.endswith(("(", "“", "$")):
            text += " "
        places[token.get("t_id")] = (len(text), len(text) + len(word))
        text += word
    kinds = {e.get("m_id"): e for e in root.iter("ENTITY")}
    refers = {
        s.get("m_id"): link.find("target").get("m_id") for link in root.iter("REFERS_TO") for s in link.iter("source")
    }
    found = []
    for m in root.iter("ENTITY_MENTION"):
        entity = kinds.get(refers.get(m.get("m_id")))
        tokens = [places[a.get("t_id")] for a in m.iter("token_anchor")]
        if entity is None or not tokens or entity.get("ent_type") not in TYPES:
            continue
        named = m.get("syntactic_type") in NAMED
        name = text[tokens[0][0] : tokens[-1][1]]
        if not m.get("syntactic_type"):  # half of the airbus pages leave it empty: a name ends in a capital
            named = bool(re.search(r"(^|\s)[A-Z][\w.&'-]*$", name)) and not re.match(
                r"^(We|Our|It|They|He|She|I|Their)$", name
            )
        key = str(entity.get("instance_id") or entity.get("m_id"))
        found.append(Gold(tokens[0][0], tokens[-1][1], key, str(entity.get("ent_type")), named))
    names = [g for g in found if g.named]
    outer = {
        g for g in names for h in names if h != g and h.entity == g.entity and g.start <= h.start and h.end <= g.end
    }
    return text, [g._replace(named=g.named and g not in outer) for g in found]


def core(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the determiner, title or possessor in front and the possessive behind: "(the) U.S. Air Force"."""
    while True:
        first = next((t for t in _leading() if text[start:end].lower().startswith(t + " ")), None)
        if first is None:
            break
        start += len(first) + 1
    end = start + len(re.sub(r"\s*\([A-Z-]*$", "", text[start:end]))
    if text[start:end].endswith("'s"):
        end -= 2
    while end > start and text[end - 1] in " .,":
        end -= 1
    return start, end


def f1(hit: float, made: float, wanted: float) -> float:
    """F1 from counts."""
    return 2 * hit / (made + wanted) if made + wanted else 0.0


Chain = Sequence[Hashable]


def conll(pages: Iterable[tuple[list[set[Hashable]], list[set[Hashable]]]]) -> float:
    """Mean F1 of MUC, B3 and CEAF-e over (gold chains, our chains) of all pages."""
    counts: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])
    for gold, ours in pages:
        for name, (a, b) in {"r": (gold, ours), "p": (ours, gold)}.items():
            at = {m: n for n, chain in enumerate(b) for m in chain}
            k = 0 if name == "r" else 2
            for chain in a:
                parts = defaultdict(int)
                for n, m in enumerate(sorted(chain, key=str)):
                    parts[at.get(m, -1 - n)] += 1
                counts["muc"][k] += len(chain) - len(parts)
                counts["muc"][k + 1] += len(chain) - 1
                counts["b3"][k] += sum(v * v for key, v in parts.items() if key >= 0) / len(chain)
                counts["b3"][k + 1] += len(chain)
        graph = rustworkx.PyGraph()
        graph.add_nodes_from(range(len(gold) + len(ours)))
        for i, g in enumerate(gold):
            for j, o in enumerate(ours):
                if g & o:
                    graph.add_edge(i, len(gold) + j, 2 * len(g & o) / (len(g) + len(o)))
        pairs = rustworkx.max_weight_matching(graph, weight_fn=lambda w: int(w * 1e6))
        total = sum(graph.get_edge_data(a, b) for a, b in pairs)
        for k, chains in ((0, gold), (2, ours)):
            counts["ceaf"][k] += total
            counts["ceaf"][k + 1] += len(chains)
    scores = []
    for a, b, c, d in counts.values():
        r, p = a / b if b else 0.0, c / d if d else 0.0
        scores.append(2 * r * p / (r + p) if r + p else 0.0)
    return sum(scores) / len(scores) if scores else 0.0
