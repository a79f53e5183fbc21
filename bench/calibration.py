"""Of what the record shows as certain, how much is right: the scorer's own pairs with gold, by what was shown.

`--data` is the folder that holds `data/`, `gold/` and `score/`. For each kind of row and each degree of certainty
that the record shows (a status, a day against a month, a speaker who is named against one who is not), the rows that
answer a gold item and the share of them that agree with it; for what gold lists whole (pledges, direct quotes) also
the share of the rows that answer any. Seeds, official documents and examples together. Prints a Markdown table.
"""

from __future__ import annotations

import importlib.util
import json
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import common
import scored

Shown = tuple[str, str, bool]  # kind of row, how certain it is shown, whether gold agrees


def scorer(shared: Path) -> ModuleType:
    """The scorer as a module; raises FileNotFoundError where it is not."""
    spec = importlib.util.spec_from_file_location("score", shared / "score" / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def width(first: str | None, last: str | None) -> str:
    """How wide an interval is shown."""
    if not first or not last:
        return "open"
    days = (date.fromisoformat(last) - date.fromisoformat(first)).days
    return next(name for most, name in ((0, "a day"), (31, "up to a month"), (400, "up to 400 days"), (10**6, "wider"))
                if days <= most)  # fmt: skip


def meets(score: ModuleType, when: str, first: str | None, last: str | None) -> bool:
    """Whether gold's interval meets the one shown."""
    want, got = score.span(when), score.span(f"{first or ''}/{last or ''}")
    return bool(want and got and want[0] <= got[1] and got[0] <= want[1])


def shown(score: ModuleType, gold: dict[str, Any], out: Path) -> Iterator[Shown]:
    """What an export shows of one gold set, with its degree of certainty, and whether gold agrees."""
    record = score.Record(out)
    pairs: list[tuple[list[Any], list[Any]]] = []
    pair = score.pair

    def kept(wanted: list[Any], items: list[Any], likeness: Any) -> list[Any]:
        found: list[Any] = pair(wanted, items, likeness)
        pairs.append((found, items))
        return found

    score.pair = kept
    try:
        for document in gold["documents"]:
            score.score_document(document, record, score.Tally())
            (events, _), (pledges, every), (quotes, said) = pairs
            pairs.clear()
            country = score.COUNTRIES | {a["name"]: a["country"] for a in document["actors"] if a.get("country")}
            yield from of_events(score, events)
            yield from of_pledges(score, record, country, pledges, every, document.get("pledges_exhaustive", True))
            for wanted, got in quotes:
                if got is not None:
                    speaker = got.get("speaker")
                    right = (
                        record.is_one_of(wanted["speaker"], [speaker], {})
                        if speaker
                        else score.share(" ".join(score.listed(wanted["speaker"])), got.get("speaker_text")) >= 0.5
                    )
                    yield "speaker", "an actor" if speaker else "words only", right
            answered = {id(got) for _, got in quotes if got is not None}
            for row, _ in said:
                if row["mode"] == "direct":
                    yield "direct quotation", "as such", id(row) in answered
    finally:
        score.pair = pair
    for name, when in (gold.get("published") or {}).items():
        row = record.documents.get(record.document(name) or "", {})
        first, last = row.get("published_earliest"), row.get("published_latest")
        if first or last:
            yield "day of a page", width(first, last), meets(score, when, first, last)


def of_events(score: ModuleType, pairs: list[Any]) -> Iterator[Shown]:
    """Status and days of events."""
    for wanted, got in pairs:
        if got is not None:
            yield "event", got["status"], got["status"] in score.STATUS.get(wanted["status"], {wanted["status"]})
            if score.span(wanted.get("when")):
                first, last = got.get("earliest"), got.get("latest")
                yield "day of an event", width(first, last), meets(score, wanted["when"], first, last)


def of_pledges(
    score: ModuleType, record: Any, country: dict[str, str], pairs: list[Any], every: list[Any], whole: bool
) -> Iterator[Shown]:
    """Pledges by status, and their parts where they are told."""
    answered = {id(got) for _, got in pairs if got is not None}
    if whole:
        for _, row in every:
            yield "pledge, offer or ask", row["status"], id(row) in answered
    for wanted, got in pairs:
        if got is None:
            continue
        if got.get("to") and wanted.get("to"):
            yield "to whom", "told", record.is_one_of(wanted["to"], got["to"], country)
        if got.get("amount") is not None and wanted.get("amount") is not None:
            near = abs(float(got["amount"]) - float(wanted["amount"])) <= abs(float(wanted["amount"])) / 100
            yield "amount", "told", near
        if got.get("deadline_latest") and wanted.get("deadline"):
            first = got.get("deadline_earliest") or got["deadline_latest"]
            yield "deadline", "told", meets(score, wanted["deadline"], first, got["deadline_latest"])


def figures(data: Path) -> dict[str, float]:
    """Share right by kind and by how it is shown ("event / occurred"); prints the table."""
    score = scorer(data)
    examples = Path(__file__).resolve().parents[1] / "examples"
    rows: list[Shown] = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        gold, pages = scored.official(data, home, bare=False)
        sets = {
            "seeds": (data / "gold" / "seeds.json", [data / "data" / "seeds"]),
            "examples": (examples / "gold.json", [examples / "japan-us"]),
            "official": (gold, pages),
        }
        for name, (wanted, source) in sets.items():
            (home / name).mkdir()
            rows += shown(score, json.loads(wanted.read_text("utf-8")), scored.exported(source, home / name))
    print("| what | shown as | beside gold | right |\n|---|---|---|---|")
    got = {}
    for kind, how in sorted({(kind, how) for kind, how, _ in rows}):
        verdicts = [right for k, h, right in rows if (k, h) == (kind, how)]
        got[f"{kind} / {how}"] = sum(verdicts) / len(verdicts)
        print(f"| {kind} | {how} | {len(verdicts)} | {got[f'{kind} / {how}']:.2f} |")
    print()
    return got


if __name__ == "__main__":
    raise SystemExit(common.main("calibration", common.SHARED, figures))
