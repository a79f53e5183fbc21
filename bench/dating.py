"""Dates of undated pages: White House briefings as bare text under names without dates, and the seeds.

A page counts as dated when its interval is closed and at most 400 days wide, as right when the interval holds the true
day (briefings) or meets the gold interval (seeds). Every fourth briefing is taken; `--all` takes every one.
"mixed" and "news": every second briefing, and every second page of Giveme5W1H, keeps its date; the others are dated
from what they say and from the pages that are dated.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from statistics import median

import common
import msgspec

from dragoman import clean
from dragoman.model import Copy, Dating, When
from dragoman.reading import read
from dragoman.reconcile.copies import copies
from dragoman.reconcile.dating import datings, joint
from dragoman.settings import Settings
from dragoman.step import Tables

WIDE = 400


def briefings(folder: Path, step: int) -> dict[str, tuple[str, str, str]]:
    """Name without a date -> (bare text without front matter, earliest, latest true day)."""
    found = {}
    for number, path in enumerate(sorted(folder.glob("*.md"))):
        if number % step == 0:
            text = path.read_text("utf-8").split("---\n", 2)[2]
            found[f"page-{number:04}.txt"] = (text, path.name[:10], path.name[:10])
    return found


def seeds(folder: Path, gold: Path) -> dict[str, tuple[str, str, str]]:
    """The same of the five seeds."""
    published = json.loads(gold.read_text("utf-8"))["published"]
    texts = {p.name[:3]: p.read_text("utf-8") for p in sorted(folder.glob("*.txt"))}
    return {f"{k}.txt": (texts[k], *v.split("/")) for k, v in published.items()}


def news(path: Path) -> dict[str, tuple[str, str, str]]:
    """The same of the news pages whose day is known."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    days = [(r.get("published") or "")[:10] for r in rows]
    return {
        f"page-{n:04}.txt": (f"{r.get('title', '')}\n\n{r['text']}", day, day)
        for n, (r, day) in enumerate(zip(rows, days, strict=True))
        if day
    }


def dated(pages: dict[str, tuple[str, str, str]], reading: bool = False, half: bool = False) -> dict[str, When]:
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


def unwrapped(text: str) -> str:
    """Hard-wrapped paragraphs as one line each."""
    return "\n".join(" ".join(p.split()) for p in text.split("\n\n"))


def scored(pages: dict[str, tuple[str, str, str]], name: str, show: bool = False) -> dict[str, float]:
    """Figures of one set."""
    found = dated(pages, name == "seeds", name in ("mixed", "news"))
    pages = {page: given for page, given in pages.items() if page in found}
    widths, right, closed, narrow = [], 0, 0, 0
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
        widths.append(width)
        narrow += width <= 31 and fits
        if show and not fits:
            print(f"{page} true {first} got {when.earliest}/{when.latest}: {' | '.join(when.reasons)}", file=sys.stderr)
    return {
        f"{name}_pages": float(len(pages)),
        f"{name}_dated": closed / len(pages),
        f"{name}_right": right / max(1, closed),
        f"{name}_within_31": narrow / len(pages),
        f"{name}_median_width": float(median(widths)) if widths else 0.0,
    }


def figures(data: Path, step: int = 4, show: bool = False) -> dict[str, float]:
    """Figures of the briefings in `data` and of the seeds beside them."""
    got = scored(briefings(data, step), "briefings", show)
    got |= scored(briefings(data, step), "mixed", show)
    if (data.parent / "stories").is_dir():
        got |= scored(news(data.parent / "stories" / "giveme5w1h.jsonl"), "news", show)
    if (data.parent / "seeds").is_dir():
        got |= scored(seeds(data.parent / "seeds", data.parents[1] / "gold" / "seeds.json"), "seeds", show)
    return got


if __name__ == "__main__":
    parser = common.arguments("dating", common.SHARED / "data" / "briefings")
    parser.add_argument("--all", action="store_true", help="every briefing, not every fourth")
    parser.add_argument("--show", action="store_true", help="print wrong pages with their reasons")
    given = parser.parse_args()
    result = figures(given.data, 1 if given.all else 4, given.show)
    if given.raise_:
        common.raise_floors("dating", result)
    raise SystemExit(common.report("dating", result, given.check))
