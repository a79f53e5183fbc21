"""Who is meant: mention spans and coreference on MEANTIME, actors named on the seeds and the briefings, time.

    python bench/actors.py --data ../shared/data

MEANTIME: persons, organisations and places that are named (no products), a span counts where it starts and ends as
gold has it. CoNLL F1 is the mean of MUC, B3 and CEAF-e over the mentions gold and we make (no singletons); "I" and "we"
are whose quotation they stand in, as in `reconcile.meant`.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from collections import defaultdict
from pathlib import Path
from types import ModuleType
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import common
import meantime

from dragoman import clean, reconcile, sources
from dragoman.model import Actor, Dating, Mention, RawPage, Reference, Said, Sentence, Statement
from dragoman.reading import STEPS, parse, references
from dragoman.settings import Settings
from dragoman.step import Tables

DATA = common.SHARED / "data"


def tables(folder: Path, stems: list[str]) -> Tables:
    """Pages of a folder read as far as mentions, with actors and references."""
    settings = Settings()
    paths = [str(p) for p in sorted(folder.iterdir()) if p.stem.startswith(tuple(stems))]
    raw = [p for p in sources.walk(paths, settings) if isinstance(p, RawPage)]
    documents = [d for d in (clean.clean(p, settings)[0] for p in raw) if d is not None]
    said: list[Said] = []
    for page in parse.parse(documents):
        for step in STEPS:
            page.add(list(step.run(page)))
        said += [r for rows in page.found.values() for r in rows]
    found = Tables(documents, said, settings)
    for step in reconcile.STEPS:
        if Actor in step.makes or Dating in step.makes:
            found.replace(step.makes, list(step.run(found)))
    return found


def _scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", common.SHARED / "score" / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["score"] = module
    spec.loader.exec_module(module)
    return module


def named(folder: Path, gold: Path, notes: list[str] | None = None) -> dict[str, float]:
    """Shares of gold actors named and of persons that gold knows, as the outside scorer counts them."""
    score = _scorer()
    truth = json.loads(gold.read_text("utf-8"))
    found = tables(folder, [Path(str(d["doc"])).stem for d in truth["documents"]])
    rows: dict[str, Any] = {
        a.id: {"id": a.id, "name": a.name, "kind": a.kind, "country": a.country} for a in found.all(Actor)
    }
    record = score.Record(Path("/nonexistent"))
    record.actors = rows
    record.documents = {}
    for d in found.documents.values():
        meant = sorted({a for r in found.of(Reference, d.id) for a in r.actors})
        record.documents[d.id] = {"id": d.id, "source": d.source, "actors": meant}
        record.stem[d.id] = Path(d.source).stem
    tally = score.Tally()
    for d in truth["documents"]:
        score.score_document(d, record, tally)
    if notes is not None:
        notes += [n for n in tally.notes if n.startswith(("actors named", "persons right"))]
    return {k: tally.hit[k] / tally.of[k] for k in ("actors named", "persons right") if tally.of[k]}


def mentions(folder: Path, notes: list[str] | None = None) -> dict[str, float]:
    """MEANTIME: F1 of spans of named persons, organisations and places, and CoNLL F1 of the chains."""
    hit = loose = made = wanted = tokens = 0
    seconds = 0.0
    chains = []
    for path in sorted(folder.glob("corpus_*/*.xml")):
        text, gold = meantime.page(path)
        parsed = parse.parse([clean.plain(text, path.name)])[0]
        if not tokens:
            list(references.mentions(parsed))  # loads the tables
        started = time.process_time()
        parsed.add(references.mentions(parsed))
        seconds += time.process_time() - started
        tokens += len(parsed)
        ours = parsed.of(Mention)
        want = {meantime.core(text, g.start, g.end) for g in gold if g.named}
        got = {
            meantime.core(text, m.span.start, m.span.end)
            for m in ours
            if m.kind in ("name", "organisation", "country", "capital", "demonym") and m.surface[0].isupper()
        }
        everything = {meantime.core(text, g.start, g.end) for g in gold}
        hit += len(want & got)
        made += len(got - (everything - want))
        wanted += len(want)
        ends = {e for _, e in got}
        loose += sum(e in ends for _, e in want)
        if notes is not None:
            notes += [f"{path.stem[:20]} missed {text[a:b]!r}" for a, b in sorted(want - got)]
            notes += [f"{path.stem[:20]} extra {text[a:b]!r}" for a, b in sorted(got - everything)]
        for step in STEPS:
            if Sentence in step.makes or Statement in step.makes:
                parsed.add(list(step.run(parsed)))
        chains.append((_gold_chains(text, gold), _our_chains(text, ours, parsed.of(Statement))))
    return {
        "mention_f1": meantime.f1(hit, made, wanted),
        "mention_precision": hit / made,
        "mention_recall": hit / wanted,
        "mention_end_recall": loose / wanted,
        "conll_f1": meantime.conll(chains),
        "microseconds_per_token": 1e6 * seconds / tokens,  # the bare parse takes 200
    }


def _gold_chains(text: str, gold: list[meantime.Gold]) -> list[set[Any]]:
    chains: dict[str, set[Any]] = defaultdict(set)
    for g in gold:
        chains[g.entity].add(meantime.core(text, g.start, g.end))
    return [c for c in chains.values() if len(c) > 1]


_FIRST_PERSON = frozenset(["i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"])


def _our_chains(text: str, ours: list[Mention], said: list[Statement]) -> list[set[Any]]:
    """Mentions tied by antecedent, by one name, country or organisation, or by the quotation they stand in."""
    at = {m.span: m for m in ours}
    root: dict[Any, Any] = {}

    def find(x: Any) -> Any:
        while root.setdefault(x, x) != x:
            x = root[x]
        return x

    for m in ours:
        if m.antecedent in at:
            root[find(m.span)] = find(m.antecedent)
        if m.surface.lower() in _FIRST_PERSON:
            quoted = [(c.end - c.start, s.speaker) for s in said if s.speaker and s.mode in ("direct", "mixed")
                      for c in s.content if c.start <= m.span.start and m.span.end <= c.end]  # fmt: skip
            if quoted:
                root[find(m.span)] = find(min(quoted)[1])
        if m.kind in ("name", "organisation") and m.name:
            root[find(m.span)] = find(("name", m.name))
        elif m.country and m.kind in ("country", "capital", "demonym"):
            root[find(m.span)] = find(("country", m.country))
    chains: dict[Any, set[Any]] = defaultdict(set)
    for m in ours:
        chains[find(m.span)].add(meantime.core(text, m.span.start, m.span.end))
    return [c for c in chains.values() if len(c) > 1]


def figures(data: Path, notes: list[str] | None = None) -> dict[str, float]:
    """All figures."""
    got = mentions(data / "meantime", notes)
    for name in ("seeds", "briefings"):
        for key, value in named(data / name, common.SHARED / "gold" / f"{name}.json", notes).items():
            got[f"{name}_{key.replace(' ', '_')}"] = value
    return got


if __name__ == "__main__":
    lines: list[str] = []
    given = common.arguments("actors", DATA).parse_args()
    result = figures(given.data, lines)
    print(*lines, sep="\n")
    raise SystemExit(common.report("actors", result, given.check))
