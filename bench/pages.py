"""Main text of saved HTML pages, with the metric of the article-extraction-benchmark.

For each page the multiset of 4-word shingles of the text found is held against that of the gold text; precision and
recall are averaged over pages and F1 is made of the two averages (github.com/scrapinghub/article-extraction-benchmark).
Ours is what is read: all lines but boilerplate, without the headline, which the gold leaves out. trafilatura's own
text, made in the same run, stands beside it.

A debris line is one of which less than half stands in the gold text.
"""

from __future__ import annotations

import gzip
import json
import re
import statistics
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import common

from dragoman import clean
from dragoman.model import Document, RawPage
from dragoman.settings import Settings

Shingles = Counter[tuple[str, ...]]
NOT_MAIN = ("boilerplate", "headline", "byline")


def shingles(text: str, size: int = 4) -> Shingles:
    """Multiset of runs of `size` words; a shorter text is one run."""
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[i : i + size]) for i in range(max(1, len(words) - size + 1)) if words)


def scores(pairs: Iterable[tuple[str, str]]) -> tuple[float, float, float]:
    """F1, precision, recall of (gold, found) texts."""
    precision, recall = [], []
    for gold, found in pairs:
        want, got = shingles(gold), shingles(found)
        both = (want & got).total()
        if got:
            precision.append(both / got.total())
        if want:
            recall.append(both / want.total())
    p, r = statistics.mean(precision), statistics.mean(recall)
    return 2 * p * r / (p + r), p, r


def debris(gold: str, lines: Iterable[str]) -> list[str]:
    """Lines of which less than half stands in the gold text."""
    want = {n: set(shingles(gold, n)) for n in (1, 2, 3, 4)}
    found = []
    for line in lines:
        words = re.findall(r"\w+", line)
        runs = shingles(line, min(4, len(words))) if words else Counter()
        if words and sum(run in want[len(run)] for run in runs) * 2 < len(runs):
            found.append(line)
    return found


def main_lines(document: Document | None) -> list[str]:
    """What is read of a page."""
    if document is None:
        return []
    return [document.text[line.start : line.end] for line in document.lines if line.kind not in NOT_MAIN]


def pages(data: Path) -> Iterator[tuple[str, str, str, bytes]]:
    """Key, gold text, URL and HTML of every page."""
    for key, row in sorted(json.loads((data / "ground-truth.json").read_text("utf-8")).items()):
        yield (
            key,
            row.get("articleBody", ""),
            row.get("url", ""),
            gzip.decompress((data / "html" / f"{key}.html.gz").read_bytes()),
        )


def figures(data: Path, worst: int = 0, others: bool = True) -> dict[str, float]:
    """f1, precision, recall, debris_per_page, and (with `others`) trafilatura's own in the same run."""
    import trafilatura

    ours, theirs, kept, before, ranks = [], [], 0, 0, []
    for key, gold, url, raw in pages(data):
        document, _ = clean.clean(RawPage(url or f"{key}.html", raw, "html"), Settings())
        lines = main_lines(document)
        plain = (trafilatura.extract(raw, include_comments=False, include_tables=True) or "") if others else gold
        ours.append((gold, "\n".join(lines)))
        theirs.append((gold, plain))
        kept += len(debris(gold, lines))
        before += len(debris(gold, plain.split("\n")))
        ranks.append((scores([ours[-1]])[0] if lines else 0.0, scores([theirs[-1]])[0] if plain else 0.0, key, url))
    for mine, other, key, url in sorted(ranks)[:worst]:
        print(f"{mine:.3f} trafilatura {other:.3f} {key[:8]} {url[:90]}")
    f1, precision, recall = scores(ours)
    t_f1, t_precision, t_recall = scores(theirs)
    return {
        "f1": f1,
        "precision": precision,
        "recall": recall,
        "debris_per_page": kept / len(ours),
        "trafilatura_f1": t_f1,
        "trafilatura_precision": t_precision,
        "trafilatura_recall": t_recall,
        "trafilatura_debris_per_page": before / len(ours),
        "pages": len(ours),
    }


def main() -> int:
    """Command line: `--worst N` lists the pages that score least."""
    parser = common.arguments("pages", common.SHARED / "data" / "pages")
    parser.add_argument("--worst", type=int, default=0)
    given = parser.parse_args()
    got = figures(given.data, given.worst)
    if given.raise_:
        common.raise_floors("pages", got)
    return common.report("pages", got, given.check)


if __name__ == "__main__":
    sys.exit(main())
