"""Dates of undated pages: White House briefings as bare text under names without dates, and the seeds.

A page counts as dated when its interval is closed and at most 400 days wide, as right when the interval holds the true
day (briefings) or meets the gold interval (seeds). Every fourth briefing is taken; `--all` takes every one.
"mixed" and "news": every second briefing, and every second page of Giveme5W1H, keeps its date; the others are dated
from what they say and from the pages that are dated.

No briefing is dated by a table that was made from it: the terms of `data/dated_terms.csv` are fitted anew, by
`train/dated_terms.py`, on the briefings that are not asked (with `--all` in ten folds, with `--fortnights` in ten folds
of whole fortnights, for "mixed" too). The news are asked with the table that ships.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median

import common
import msgspec

from dragoman import clean
from dragoman.model import Copy, Dating, When
from dragoman.reading import read
from dragoman.reconcile import terms
from dragoman.reconcile.copies import copies
from dragoman.reconcile.dating import datings
from dragoman.reconcile.joint_dating import joint
from dragoman.settings import Settings
from dragoman.step import Tables

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "train"))
import dated_terms

WIDE = 400
WORDED = "worded as"  # how the reason begins that rests on the words of official pages
FOLDS = 10
Pages = dict[str, tuple[str, str, str]]


def briefings(folder: Path, step: int) -> Pages:
    """Name without a date -> (bare text without front matter, earliest, latest true day)."""
    found = {}
    for number, path in enumerate(sorted(folder.glob("*.md"))):
        if number % step == 0:
            text = path.read_text("utf-8").split("---\n", 2)[2]
            found[f"page-{number:04}.txt"] = (text, path.name[:10], path.name[:10])
    return found


def seeds(folder: Path, gold: Path) -> Pages:
    """The same of the five seeds."""
    published = json.loads(gold.read_text("utf-8"))["published"]
    texts = {p.name[:3]: p.read_text("utf-8") for p in sorted(folder.glob("*.txt"))}
    return {f"{k}.txt": (texts[k], *v.split("/")) for k, v in published.items()}


def news(path: Path) -> Pages:
    """The same of the news pages whose day is known."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    days = [(r.get("published") or "")[:10] for r in rows]
    return {
        f"page-{n:04}.txt": (f"{r.get('title', '')}\n\n{r['text']}", day, day)
        for n, (r, day) in enumerate(zip(rows, days, strict=True))
        if day
    }


def dated(pages: Pages, reading: bool = False, half: bool = False) -> dict[str, When]:
    """The dating of each page, all pages in one record.

    With `reading`, also from what is read in them; with `half`, every second page declares its day and is left out.
    """
    documents = [clean.plain(unwrapped(text), name) for name, (text, _, _) in pages.items()]
    if half:
        days = [day for _, day, _ in pages.values()]
        documents[::2] = [
            msgspec.structs.replace(d, declared=day, declared_where="metadata")
            for d, day in zip(documents[::2], days[::2], strict=True)
        ]
    names = {d.id: d.source for d in documents if not d.declared}
    said = [s for found, _ in read(documents) for s in found] if reading else []
    tables = Tables(documents, said, Settings())
    for kinds, step in (((Dating,), datings), ((Copy,), copies), ((Dating,), joint)):
        tables.replace(kinds, list(step(tables)))
    return {names[r.document]: r.when for r in tables.all(Dating) if r.document in names}


@contextmanager
def taught(pages: Pages, data: Path) -> Iterator[None]:
    """Within it, terms are those of `pages` in place of those that ship."""
    given = {n: (unwrapped(t), date.fromisoformat(day).toordinal()) for n, (t, day, _) in pages.items()}
    table = terms.table(dated_terms.fit(given, dated_terms.others(data)), len(given))
    shipped, terms.shipped = terms.shipped, lambda: table  # type: ignore[assignment]
    try:
        yield
    finally:
        terms.shipped = shipped


def folds(pages: Pages, fortnights: bool) -> list[Pages]:
    """Pages in ten parts: every tenth, or whole fortnights drawn at random (always the same)."""
    days = {n: date.fromisoformat(day).toordinal() for n, (_, day, _) in pages.items()}
    first = min(days.values())
    blocks = {n: (d - first) // 14 if fortnights else i for i, (n, d) in enumerate(days.items())}
    order = list(range(max(blocks.values()) + 1))
    if fortnights:
        random.Random(1).shuffle(order)
    return [{n: p for n, p in pages.items() if order[blocks[n]] % FOLDS == k} for k in range(FOLDS)]


def unasked(pages: Pages, asked: Pages) -> Pages:
    """Pages that are not asked."""
    return {n: p for n, p in pages.items() if n not in asked}


unwrapped = dated_terms.unwrapped


def scored(pages: Pages, found: dict[str, When], name: str, show: bool = False) -> dict[str, float]:
    """Figures of one set."""
    pages = {page: given for page, given in pages.items() if page in found}
    widths, right, closed, narrow, plain = [], 0, 0, 0, []
    for page, (_, first, last) in pages.items():
        when = found[page]
        if not when.earliest or not when.latest:
            continue
        width = (date.fromisoformat(when.latest) - date.fromisoformat(when.earliest)).days
        if width > WIDE:
            continue
        closed += 1
        fits = when.earliest <= last and first <= when.latest
        right += fits
        if not any(reason.startswith(WORDED) for reason in when.reasons):
            plain.append(fits)
        widths.append(width)
        narrow += width <= 31 and fits
        if show and not fits:
            print(f"{page} true {first} got {when.earliest}/{when.latest}: {' | '.join(when.reasons)}", file=sys.stderr)
    return {
        f"{name}_pages": float(len(pages)),
        f"{name}_dated": closed / len(pages),
        f"{name}_right": right / max(1, closed),
        f"{name}_clues_dated": len(plain) / len(pages),  # without the words of official pages
        f"{name}_clues_right": sum(plain) / max(1, len(plain)),
        f"{name}_within_31": narrow / len(pages),
        f"{name}_median_width": float(median(widths)) if widths else 0.0,
    }


def figures(data: Path, step: int = 4, show: bool = False, fortnights: bool = False) -> dict[str, float]:
    """Figures of the briefings in `data` and of the seeds beside them."""
    every, found = briefings(data, 1), {}
    for part in [briefings(data, step)] if step > 1 else folds(every, fortnights):
        with taught(unasked(every, part), data.parent):
            found |= dated(part)
    got = scored(every, found, "briefings", show)
    some = briefings(data, step)
    with taught(unasked(every, dict(list(some.items())[1::2])), data.parent):
        got |= scored(some, dated(some, half=True), "mixed", show)
    if (data.parent / "stories").is_dir():
        pages = news(data.parent / "stories" / "giveme5w1h.jsonl")
        got |= scored(pages, dated(pages, half=True), "news", show)
    if (data.parent / "seeds").is_dir():
        pages = seeds(data.parent / "seeds", data.parents[1] / "gold" / "seeds.json")
        got |= scored(pages, dated(pages, reading=True), "seeds", show)
    return got


if __name__ == "__main__":
    parser = common.arguments("dating", common.SHARED / "data" / "briefings")
    parser.add_argument("--all", action="store_true", help="every briefing, not every fourth")
    parser.add_argument("--fortnights", action="store_true", help="with --all: folds of whole fortnights")
    parser.add_argument("--show", action="store_true", help="print wrong pages with their reasons")
    given = parser.parse_args()
    result = figures(given.data, 1 if given.all else 4, given.show, given.fortnights)
    if given.raise_:
        common.raise_floors("dating", result)
    raise SystemExit(common.report("dating", result, given.check))
