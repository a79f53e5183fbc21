"""What the attribution tagger learns from: PolNeAR's annotations on the tokens of our parse."""

from __future__ import annotations

import bisect
import json
import pickle
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from dragoman import clean
from dragoman.model import RawPage
from dragoman.reading import features, parse, tagger
from dragoman.settings import Settings
from dragoman.sources import walk

ROLES = tagger.ROLES


def gold(path: Path) -> list[dict[str, list[tuple[int, int]]]]:
    """Attributions of a brat file: character spans by role."""
    found: dict[str, list[tuple[int, int]]] = {}
    out = []
    for line in path.read_text("utf-8").split("\n"):
        cell = line.rstrip("\r").split("\t")
        if re.match(r"T\d+$", cell[0]):
            found[cell[0]] = [tuple(map(int, p.split())) for p in cell[1].split(" ", 1)[1].split(";")]  # type: ignore[misc]
        elif re.match(r"E\d+$", cell[0]):
            one: dict[str, list[tuple[int, int]]] = {r: [] for r in ROLES}
            for argument in cell[1].split()[1:]:
                role, name = argument.split(":")
                role = re.sub(r"\d+$", "", role).lower()
                if role in one:
                    one[role] += found.get(name, [])
            out.append(one)
    return out


Document = tuple[str, str, list[tuple[int, int, features.Line]]]  # (name, text, [(start, end, line)])


def read(folder: Path) -> list[Document]:
    """Every text of a part with its parsed lines."""
    docs = []
    for file in sorted((folder / "text").glob("*.txt")):
        with file.open(encoding="utf-8", newline="") as f:
            text = f.read()
        lines = clean.plain(text, file.stem).lines
        docs.append((file.stem, text, [(x.start, x.end) for x in lines]))
    flat = [text[a:b] for _, text, lines in docs for a, b in lines]
    parsed = iter(parse.parse_with_vectors(flat))
    return [(n, t, [(a, b, features.Line(t[a:b], *next(parsed))) for a, b in lines]) for n, t, lines in docs]


def cue_head(line: features.Line, first: int, last: int) -> int:
    """The token of a cue that the others hang on; of several the verb, else the first."""
    p = line.parse
    tops = [i for i in range(first, last) if not first <= p.heads[i] < last or p.heads[i] == i]
    verbs = [i for i in tops if p.tags[i].startswith("V")] or [
        i for i in range(first, last) if p.tags[i].startswith("V")
    ]
    return (verbs or tops)[0]


class Sample(NamedTuple):
    """A line and its attributions."""

    line: features.Line
    found: list[tuple[int, list[tuple[int, int, int]]]]  # (cue head, [(role, first, last)]) in tokens of the line
    likely: Any = None  # how likely each word is the head of a cue, if a teacher said so and not an annotator


def samples(folder: Path, docs: Iterable[Document]) -> list[Sample]:
    """Each line with its gold attributions as (cue head, [(role, first, last)]) in tokens of the line."""
    out = []
    for name, _, lines in docs:
        files = sorted((folder / "attributions").glob(f"{name.replace('[', '[[]')}_????.ann"))
        if not files:
            continue
        starts = [a for a, _, _ in lines]
        here: list[list[tuple[int, list[tuple[int, int, int]]]]] = [[] for _ in lines]
        for one in gold(files[0]):
            if not one["cue"] or not one["content"]:
                continue
            k = bisect.bisect_right(starts, one["cue"][0][0]) - 1
            a, b, line = lines[k]
            p = line.parse
            found = []
            for n, role in enumerate(ROLES):
                for s, e in one[role]:
                    s, e = max(s, a), min(e, b)
                    i, j = bisect.bisect_right(p.ends, s - a), bisect.bisect_left(p.starts, e - a)
                    if s < e and i < j:
                        found.append((n, i, j))
            cues = [x for x in found if x[0] == 1]
            if cues:
                here[k].append((cue_head(line, cues[0][1], cues[0][2]), found))
        out += [Sample(line, h) for (_, _, line), h in zip(lines, here, strict=True)]
    return out


def stage(path: Path, make: Callable[[], Any]) -> Any:
    """What is kept in the file, or what is made now and kept there."""
    if not path.exists():
        path.write_bytes(pickle.dumps(make(), protocol=5))
    return pickle.loads(path.read_bytes())


# --- texts that nobody has annotated --------------------------------------------------------------------

_SPACED = re.compile(
    r" (?=[.,;:?!%)\]’”]|'s\b|n't\b)|(?<=[(\[“]) |(?<= [$#]) "
)  # as tokens that stand apart are joined


def unread(shared: Path) -> list[features.Line]:
    """Paragraphs of news and official papers without annotations: what the teacher labels.

    Four of five pages of each table of stories, and every fifth of the official papers that no gold is about: the
    others stay unseen, to be looked at.
    """
    texts: list[str] = []
    for table in sorted((shared / "data/stories").glob("*.jsonl")):
        rows = [json.loads(row)["text"] for row in table.read_text("utf-8").splitlines()]
        texts += [row for n, row in enumerate(rows) if n % 5]
    known = {Path(d["doc"]).name for d in json.loads((shared / "gold/briefings.json").read_text("utf-8"))["documents"]}
    papers = [p for p in sorted((shared / "data/briefings").glob("*.md")) if p.stem not in known]
    for raw in walk([str(p) for p in papers[::5]], Settings()):
        document = clean.clean(raw, Settings())[0] if isinstance(raw, RawPage) else None
        texts += ["\n".join(document.text[x.start : x.end] for x in document.lines)] if document else []
    lines = [_SPACED.sub("", line.strip()) for text in texts for line in text.split("\n")]
    lines = [x for x in dict.fromkeys(lines) if len(x.split()) > 5]
    return [features.Line(x, *p) for x, p in zip(lines, parse.parse_with_vectors(lines), strict=True)]
