"""Makes `data/dated_terms.csv` and `data/dated_pages.csv`: which words stood in official pages of which days.

    python train/dated_terms.py --data ../shared/data [--check]

Source: White House briefings of 2021 to 2024 (public domain), whose front matter has their day; news (Giveme5W1H,
ECB+, PolNeAR, PLOVER) only tells what official wording is not. The model: for each sixty days ridge regression of a
smooth indicator of the page's day (Gaussian, 90 days) on tf-idf of words and pairs of words, solved in the dual; the
5,000 terms with the greatest weights are kept and weighed again. `bench/dating.py` measures it on pages that it was not
made from.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import scipy.sparse as sp

from dragoman import lexicon
from dragoman.reconcile import terms

DATA = Path(__file__).resolve().parents[1] / "src" / "dragoman" / "data"
PACK = 8  # sentences of the PLOVER pairs that stand for a page
RARE = 3  # pages that must have a term
KEPT = 5000  # terms
RIDGE = 0.3
SMOOTH = 90  # days
SHARP = 40  # from regression to log odds
PLACING = 5  # pages that must name an officer, two of them with his title
WORDING = 40  # pages that must have a word of official or other wording
TITLED = re.compile(
    r"\b(?:Advisor|Adviser|Secretary|Administrator|Director|Coordinator)"
    r"(?:\s+(?:of|for)(?:\s+(?:the|and|[A-Z][\w-]+)){1,4}?)?,?\s+(?:Dr\.\s+)?([A-Z][\w’'-]+)\s+(?:[A-Z]\.\s+)?([A-Z][\w’'-]+)"
    r"|\b([A-Z]\w+-[A-Z]\w+)\s+(Administration)\b"
)
Rows = list[dict[str, str]]


def briefings(folder: Path) -> dict[str, tuple[str, int]]:
    """Name -> text and day."""
    return {
        p.stem: (unwrapped(p.read_text("utf-8").split("---\n", 2)[2]), date.fromisoformat(p.name[:10]).toordinal())
        for p in sorted(folder.glob("*.md"))
    }


def unwrapped(text: str) -> str:
    """Hard-wrapped paragraphs as one line each."""
    return "\n".join(" ".join(p.split()) for p in text.split("\n\n"))


def others(data: Path) -> list[str]:
    """Texts that are no official pages."""
    found = []
    for name in ("giveme5w1h", "ecbplus"):
        path = data / "stories" / f"{name}.jsonl"
        found += [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]
    found += [p.read_text("utf-8") for p in sorted((data / "polnear" / "train" / "text").rglob("*.txt"))]
    lines = (data / "plover" / "train.tsv").read_text("utf-8").splitlines()[1:]
    said = list(dict.fromkeys(line.split("\t")[1] for line in lines))
    return found + ["\n".join(said[i : i + PACK]) for i in range(0, len(said), PACK)]


def matrix(sets: Sequence[set[str]], vocabulary: Mapping[str, int]) -> sp.csr_matrix:
    """Which page has which term."""
    columns, ends = [], [0]
    for found in sets:
        columns += sorted(vocabulary[s] for s in found if s in vocabulary)
        ends.append(len(columns))
    return sp.csr_matrix((np.ones(len(columns)), columns, ends), (len(sets), len(vocabulary)))


def scaled(pages: sp.csr_matrix, weights: np.ndarray) -> sp.csr_matrix:
    """Rows of length one, each column weighed."""
    found = (pages @ sp.diags(weights)).tocsr()
    norms = np.sqrt(np.asarray(found.multiply(found).sum(1)).ravel())
    return (sp.diags(1 / np.where(norms, norms, 1)) @ found).tocsr()


def ridge(pages: sp.csr_matrix, wanted: np.ndarray) -> np.ndarray:
    """Weights of ridge regression, one row a term, solved over pages, which are fewer."""
    gram = (pages @ pages.T).toarray() + RIDGE * np.eye(pages.shape[0])
    return pages.T @ np.linalg.solve(gram, wanted - wanted.mean(0))


def fit(pages: Mapping[str, tuple[str, int]], news: Sequence[str]) -> Rows:
    """Rows of the table of terms; `pages` as `briefings` gives them, the numbers of rows are those of their order."""
    texts, days = [t for t, _ in pages.values()], np.array([d for _, d in pages.values()])
    said = [terms.said(t) for t in texts]
    counted = Counter(s for found in said for s in found)
    places = _places(texts, news, counted)
    vocabulary = {s: i for i, s in enumerate(sorted(s for s in counted if counted[s] >= RARE))}
    grid, names = matrix(said, vocabulary), list(vocabulary)
    idf = np.array([np.log(len(texts) / counted[s]) for s in names])
    centres = date.fromisoformat(terms.FIRST).toordinal() + terms.BIN * (np.arange(terms.BINS) + 0.5)
    wanted = np.exp(-0.5 * ((days[:, None] - centres) / SMOOTH) ** 2)
    wanted /= wanted.sum(1, keepdims=True)
    first = ridge(scaled(grid, idf), wanted)
    size = (first**2).sum(1) * np.array([counted[s] for s in names]) * idf**2
    keep = np.array(sorted(set(np.argsort(-size)[:KEPT]) | {vocabulary[s] for s in places}))
    weights = ridge(scaled(grid[:, keep], idf[keep]), wanted) * idf[keep][:, None] * SHARP
    telling = {names[j]: w for j, w in zip(keep, weights, strict=True)}
    wording = _wording(texts, news)
    rows = []
    by_term = grid.tocsc()
    for name in sorted(telling.keys() | wording.keys()):
        having = by_term.indices[by_term.indptr[vocabulary[name]] : by_term.indptr[vocabulary[name] + 1]]
        early, late = having[days[having].argmin()], having[days[having].argmax()]
        rows.append(
            {
                "term": name,
                "pages": str(counted[name]),
                "first": date.fromordinal(days[early]).isoformat(),
                "last": date.fromordinal(days[late]).isoformat(),
                "places": "yes" if name in places else "",
                "official": f"{100 * wording[name]:.0f}" if name in wording else "",
                "weights": " ".join(f"{10 * w:.0f}" for w in telling.get(name, np.zeros(terms.BINS))),
                "source": f"dated_pages {early + 1} {late + 1}",
            }
        )
    return rows


def _places(texts: Iterable[str], news: Iterable[str], counted: Mapping[str, int]) -> set[str]:
    """Officers of the collection's years, by given name and surname, whom no news of other years gives a title."""

    def named(text: str) -> set[str]:
        return {" ".join(filter(None, found)).lower() for found in TITLED.findall(text)}

    titled = Counter(s for t in texts for s in named(t))
    told = {s for t in news for s in named(t)}
    given = {n.lower() for n in lexicon.words("given_names", "name")}
    kept = {s for s, n in titled.items() if n > 1 and counted.get(s, 0) >= PLACING and s not in told}
    return {s for s in kept if s.split()[0] in given or s.endswith("administration")}


def _wording(texts: Sequence[str], news: Sequence[str]) -> dict[str, float]:
    """Weights of lower-case words that tell official pages (1) from others (0)."""
    pages = [terms.plain(t) for t in (*texts, *news)]
    official = Counter(s for found in pages[: len(texts)] for s in found)
    other = Counter(s for found in pages[len(texts) :] for s in found)
    names = sorted(s for s in official if official[s] + other[s] >= WORDING and official[s] >= RARE)
    grid = matrix(pages, {s: i for i, s in enumerate(names)})
    truth = np.array([1.0] * len(texts) + [-1.0] * len(news))[:, None]
    weights = ridge(scaled(grid, np.ones(len(names))), truth)[:, 0]
    return {s: float(w) for s, w in zip(names, weights, strict=True) if abs(w) >= 0.005}


def text_of(rows: Rows) -> str:
    """Rows as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def main() -> int:
    """Write both tables, or with --check say whether they are what the sources give."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with briefings, stories and polnear")
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if a table differs")
    given = parser.parse_args()
    pages = briefings(given.data / "briefings")
    listed = [
        {"page": str(i), "day": name[:10], "name": name[11:], "source": "whitehouse.gov briefing room"}
        for i, name in enumerate(pages, 1)
    ]
    made = {"dated_pages": listed, "dated_terms": fit(pages, others(given.data))}
    differ = 0
    for name, rows in made.items():
        path = DATA / f"{name}.csv"
        differ += not path.exists() or path.read_text("utf-8") != text_of(rows)
        if not given.check:
            path.write_text(text_of(rows), "utf-8")
    return int(given.check and differ > 0)


if __name__ == "__main__":
    raise SystemExit(main())
