"""What one actor has said about one issue over time, and where the wording changed.

A row is a group of sayings: the same words on several pages are one row with a count. Each is held against the most
alike one before it; what that one had and this one has not, and the other way round, is its change of wording.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from dragoman.model import Saying, When
from dragoman.record import views
from dragoman.record.store import Record
from dragoman.report import words
from dragoman.report.tables import Row

_WORD = re.compile(r"[^\W_]+(?:[.,'’][^\W_]+)*%?|[$€£¥]")
_ALIKE = 0.35  # share of telling words, of the shorter of two sayings, that makes one a wording of the other
_SHARED = 3  # telling words, beside those of the issue, that two wordings must have in common
_KEPT = 0.5  # share of a later wording's telling words that stood in the earlier; with less it is another sentence
_CHANGES = 4  # changes that are written out; more than that is another sentence
_PHRASE = 12  # words of a change that are written out
_FUNCTION = """a an the i we you he she it they this that these those there our my his her their its and but so if in
on at to for of with is are was were be been being not no as by from what when how who will would can could should may
might
must do does did has have had said says say"""
_EMPTY = frozenset(_FUNCTION.split())  # words that tell nothing of the issue
REWORDED = "reworded"
_ARTICLES = frozenset(["a", "an", "the", "that"])
MOST = 400  # sayings that are looked at: the latest


class Part(NamedTuple):
    """A run of words of a saying: "same" as in the earlier one, "new" in this one, "gone" from it."""

    kind: str
    text: str


def positions(record: Record, by: str, about: str, since: str | None = None) -> Iterator[Row]:
    """Groups of sayings by `by` about `about`, oldest first.

    A row has when, speaker, cue, said, mode, pages (how many carry it), id; before (id of the earlier saying that it
    is held against), changed (the change in words) and parts (the wording as runs that are the same, new or gone).
    """
    found = views.sayings(record, by=by, about=about, since=since)
    groups: dict[str, list[Saying]] = {}
    for s in found:
        groups.setdefault(s.group, []).append(s)
    dated = views.datings(record, {s.document for s in found})
    whole = [_first(rows, dated) for rows in groups.values()]
    whole.sort(key=lambda r: (*_at(r[1]), r[0].document, r[0].span.start))
    names = views.names(record, {a for s in found for a in (s.speaker, *s.joint) if a})
    issue, earlier = _telling(about), list[Saying]()
    for said, when, pages in whole[-MOST:]:
        before = _most_alike(said, earlier, issue)
        parts = compare(before.content, said.content) if before else []
        changed = changes(parts) if before else ""
        yield {
            "id": said.id, "when": words.when(when), "speaker": _speaker(said, names), "cue": said.cue,
            "said": said.content, "mode": said.mode, "pages": pages, "changed": changed,
            "before": before.id if before else None,
            "parts": [Part("same", said.content)] if changed in ("", REWORDED) else parts,
        }  # fmt: skip
        earlier.append(said)


def _speaker(said: Saying, names: dict[str, str]) -> str:
    if said.joint:
        return " and ".join(names.get(a, a) for a in said.joint)
    return names.get(said.speaker or "", said.speaker_text or "not named")


def _at(when: When) -> tuple[str, str]:
    """Where a page stands in time: by its first possible day, what is open to the left last."""
    return (when.earliest or when.latest or "9999", when.latest or "9999")


def _first(rows: list[Saying], dated: dict[str, When]) -> tuple[Saying, When, int]:
    """The earliest saying of a group in its fullest wording, when it was, and how many pages carry it."""
    days = {s.document: dated.get(s.document, When()) for s in rows}
    when = min(days.values(), key=_at)
    first = [s for s in rows if _at(days[s.document]) == _at(when)]
    best = max(first, key=lambda s: (s.mode == "direct", len(s.content), s.id))
    return best, when, len(days)


def _telling(text: str) -> set[str]:
    return {w for w in (x.lower() for x in _WORD.findall(text)) if w not in _EMPTY}


def _most_alike(said: Saying, earlier: Sequence[Saying], issue: set[str]) -> Saying | None:
    """The earlier saying that shares most telling words, if it shares enough; the latest of several.

    The words of the issue tell nothing: all these sayings have them.
    """
    mine, best, most = _telling(said.content) - issue, None, _ALIKE
    for other in earlier:
        theirs = _telling(other.content) - issue
        shared = len(mine & theirs)
        if shared >= min(_SHARED, len(mine), len(theirs)) and shared and shared >= most * min(len(mine), len(theirs)):
            best, most = other, shared / min(len(mine), len(theirs))
    return best


def compare(before: str, now: str) -> list[Part]:
    """The later wording as runs of words, with what the earlier one had; case and marks make no difference."""
    left, right = before.split(), now.split()
    keys = [[_WORD.findall(w.lower().replace("’", "'")) for w in side] for side in (left, right)]
    a, b = ([" ".join(k) for k in side] for side in keys)
    parts: list[Part] = []
    for op, i, j, k, n in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if op != "equal" and any(a[i:j]):
            parts.append(Part("gone", " ".join(left[i:j])))
        if op == "equal" or (k < n and not any(b[k:n])):
            parts.append(Part("same", " ".join(right[k:n])))
        elif k < n:
            parts.append(Part("new", " ".join(right[k:n])))
    return [p for p in parts if p.text]


def changes(parts: Sequence[Part]) -> str:
    """The change in words: "about → at least; + by March; − soon"; "same words"; "reworded" where there is much."""
    kept, new = ({w for kind, text in parts if kind == of for w in _telling(text)} for of in ("same", "new"))
    if len(kept) < _KEPT * len(kept | new):
        return REWORDED
    told: list[str] = []
    waiting = ""
    for kind, text in [*parts, Part("same", "")]:
        short = _cut(text)
        if kind == "gone":
            told += [f"− {waiting}"] if waiting else []
            waiting = short
        elif kind == "new" and short:
            told.append(f"{waiting} → {short}" if waiting else f"+ {short}")
            waiting = ""
        elif waiting:
            told.append(f"− {waiting}")
            waiting = ""
    return "same words" if not told else "; ".join(told) if len(told) <= _CHANGES else REWORDED


def _cut(text: str) -> str:
    several = text.strip(" .,;:–—“”\"'‘’").split()
    if all(w in _ARTICLES for w in several):
        return ""  # no change of wording
    return " ".join(several[:_PHRASE]) + (" …" if len(several) > _PHRASE else "")
