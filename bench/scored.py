"""The seeds and the example corpus through the whole pipeline, scored against hand-made gold.

`--data` is the folder that holds `data/`, `gold/` and `score/`. Prints the scorer's figures for the seeds
(prefix "seeds"), for the examples and, with `--briefings`, for the official documents of `gold/briefings.json`: as they
are (prefix "briefings"), and as bare text under names that hold no date (prefix "bare"). `--misses` prints misses.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import common

from dragoman import export, open_record, pipeline
from dragoman.settings import Settings


def exported(pages: list[Path], folder: Path) -> Path:
    """Read pages into a record in `folder` and export it; the folder that holds the export."""
    pipeline.read(pages, folder / "r.db", Settings(processes=1))
    with open_record(folder / "r.db") as opened:
        export(opened, folder / "out")
    return folder / "out"


def score(shared: Path, gold: Path, pages: list[Path], show: bool) -> dict[str, float]:
    """Read pages, export them, and score the export; figure name -> rate."""
    with tempfile.TemporaryDirectory() as folder:
        out = exported(pages, Path(folder))
        command = [sys.executable, str(shared / "score" / "score.py"), str(gold), str(out)]
        if show:
            print(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        scored = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True)
    figures: dict[str, dict[str, float]] = json.loads(scored.stdout)
    return {name.replace(" ", "_"): f["rate"] for name, f in figures.items()}


def seeds(shared: Path, show: bool = False) -> dict[str, float]:
    """Figures of the five seeds."""
    return score(shared, shared / "gold" / "seeds.json", [shared / "data" / "seeds"], show)


def briefings(shared: Path, show: bool = False) -> dict[str, float]:
    """Figures of the official documents in gold, as they are (front matter with the date)."""
    return _official(shared, show, bare=False)


def bare(shared: Path, show: bool = False) -> dict[str, float]:
    """The same as bare text: no front matter, and names that hold no date."""
    return _official(shared, show, bare=True)


def _official(shared: Path, show: bool, bare: bool) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        return score(shared, *official(shared, Path(folder), bare), show)


def official(shared: Path, folder: Path, bare: bool) -> tuple[Path, list[Path]]:
    """Write the official documents of gold into `folder`, under names without dates: gold's file and the pages."""
    text = (shared / "gold" / "briefings.json").read_text("utf-8")
    pages, gold = folder / "pages", folder / "gold.json"
    pages.mkdir()
    for number, document in enumerate(json.loads(text)["documents"]):
        name = Path(document["doc"]).name
        (found,) = sorted((shared / "data" / "briefings").glob(f"{name}.md"))
        page = found.read_text("utf-8")
        text = text.replace(json.dumps(document["doc"]), f'"page-{number:02}"')
        (pages / f"page-{number:02}.md").write_text(page.split("---", 2)[-1] if bare else page, "utf-8")
    gold.write_text(text, "utf-8")
    return gold, [pages]


def examples(shared: Path, show: bool = False) -> dict[str, float]:
    """Figures of the example corpus."""
    folder = Path(__file__).resolve().parents[1] / "examples"
    return score(shared, folder / "gold.json", [folder / "japan-us"], show)


def main() -> int:
    """Run both and print them."""
    parser = common.arguments("scored", common.SHARED)
    parser.add_argument("--briefings", action="store_true")
    parser.add_argument("--misses", action="store_true")
    given = parser.parse_args()
    got = {f"seeds_{k}": v for k, v in seeds(given.data, given.misses).items()}
    got |= {f"examples_{k}": v for k, v in examples(given.data, given.misses).items()}
    if given.briefings:
        got |= {f"briefings_{k}": v for k, v in briefings(given.data, given.misses).items()}
        got |= {f"bare_{k}": v for k, v in bare(given.data, given.misses).items()}
    if given.raise_:
        common.raise_floors("scored", got)
    return common.report("scored", got, given.check)


if __name__ == "__main__":
    raise SystemExit(main())
