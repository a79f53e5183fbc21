"""Sayings: statements with their speaker, grouped across pages where they are the same words of the same speaker.

A quotation is carried by many pages, whole, cut shorter or slightly edited: these are one group, so a quotation that
copies carry counts once. Two sayings are the same where nearly all three-word runs of the shorter stand in the
longer, no two different speakers are known for them, and not one of them is a denial of the other's words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

import msgspec

from dragoman.model import (
    Actor,
    Conflict,
    Event,
    Evidence,
    Reference,
    Saying,
    Sentence,
    Side,
    Span,
    Statement,
    digest,
    mention_id,
)
from dragoman.reconcile.clusters import top
from dragoman.step import Tables

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SAME = 0.8  # share of the shorter saying's runs that must stand in the longer
_RUN = 3  # words in a run
_SHORT = 4  # a shorter saying ("very productive") is the same only where the speaker is known and the words are equal
_LONGEST = 150  # words of a saying that are written out; its spans hold all of it
_DENIES = re.compile(r"\b(?:den(?:y|ies|ied|ying)|disput\w+|reject\w*|refut\w+|not|never)\b|n['’]t\b", re.IGNORECASE)
_COMMON = 60  # a run in more sayings than this is boilerplate and brings no two together


def words(text: str) -> list[str]:
    """Words for comparing, lower case, apostrophes straight."""
    return [w.lower().replace("’", "'") for w in _WORD.findall(text)]


def _runs(said: list[str]) -> set[tuple[str, ...]]:
    return {tuple(said[i : i + _RUN]) for i in range(len(said) - _RUN + 1)}


# Words for two who met, where no reading of the page says who they are; used where the page tells of one meeting.
_TOGETHER = frozenset(["they", "both", "the leaders", "the two leaders", "both leaders", "the two"])


def _who(
    tables: Tables,
    statement: Statement,
    references: dict[Span, Reference],
    names: dict[str, str],
    meetings: dict[str, set[frozenset[str]]],
) -> tuple[str | None, tuple[str, ...], str | None]:
    """Actor, where there is just one; actors, where several speak; words: "The two leaders (Ada Lind and Bo Falk)"."""
    text = " ".join(tables.text(s) for s in statement.source) or None
    voices = (statement.speaker, *statement.joint) if statement.speaker else ()
    meant = [references[v].actors if v in references and not _anybody(tables, v) else () for v in voices]
    actors = tuple(dict.fromkeys(a for m in meant for a in m))
    if len(voices) > 1 and not all(meant):
        return None, actors, text  # one of those who speak together is not known: the words say who they are
    if not actors:
        met = meetings.get(statement.span.document, set())
        if not text or text.lower() not in _TOGETHER or len(met) != 1:
            return None, (), text
        actors = tuple(sorted(next(iter(met))))
    if len(actors) == 1:
        return actors[0], (), text
    members = " and ".join(names[a] for a in actors if a in names and names[a] not in (text or ""))
    return None, actors, f"{text} ({members})" if text and members else text or members or None


def _anybody(tables: Tables, voice: Span) -> bool:
    """A spokesperson whom the page itself does not name: another page's one is not the same."""
    said = tables.mention(voice)
    return said is not None and said.kind == "office" and said.office == "spokesperson" and said.antecedent is None


def _content(tables: Tables, statement: Statement) -> str:
    parts: list[str] = []
    count = 0
    for span in statement.content:
        part = tables.text(span).strip()
        count += len(part.split())
        if parts and count > _LONGEST:
            break
        parts.append(part)
    return " ".join(parts)


_NOTHING = re.compile(r"(?i)that|which|what|who|it|so|this")  # "a deal that he announced"


def sayings(tables: Tables) -> Iterator[Saying]:
    """Every statement that says something, with its speaker and its group, in document and text order."""
    references = {r.span: r for r in tables.all(Reference)}
    names = {a.id: a.name for a in tables.all(Actor)}
    persons = {a.id for a in tables.all(Actor) if a.kind == "person"}
    meetings: dict[str, set[frozenset[str]]] = defaultdict(set)  # pairs of persons who met, as each page tells it
    for event in tables.all(Event):
        pair = frozenset(a for a in (*event.by, *event.to) if a in persons)
        if event.type == "CONSULT" and len(pair) == 2:
            for e in event.evidence:
                meetings[e.span.document].add(pair)
    rows: list[Saying] = []
    for document in tables.documents:
        sentences = [s.span for s in tables.of(Sentence, document)]
        starts = [s.start for s in sentences]
        for s in tables.of(Statement, document):
            content = _content(tables, s)
            if not s.says or _NOTHING.fullmatch(content):
                continue
            k = bisect_right(starts, s.content[0].start) - 1
            evidence = sentences[k] if k >= 0 else s.span
            speaker, joint, text = _who(tables, s, references, names, meetings)
            key = mention_id(s)
            rows.append(
                Saying(
                    key, s.span, document, s.mode, content, key, speaker, text,
                    " ".join(tables.text(c) for c in s.cue) or None, (Evidence(evidence, key),), s.found_by,
                    s.certainty, joint,
                )
            )  # fmt: skip
    groups = group(rows)
    for row in rows:
        yield msgspec.structs.replace(row, group=groups[row.id])


def group(rows: list[Saying]) -> dict[str, str]:
    """Id of each saying -> id of its group, the smallest of its members."""
    said = {r.id: words(r.content) for r in rows}
    speaker = {r.id: r.speaker for r in rows}
    denied = {r.id: bool(r.cue and _DENIES.search(r.cue)) for r in rows}
    above = {r.id: r.id for r in rows}

    whose = dict(speaker)  # of each group
    holders: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for r in sorted(rows, key=lambda r: r.id):
        several = _runs(said[r.id])
        for run in sorted(several) if several and len(said[r.id]) >= _SHORT else [("", *said[r.id], r.speaker or "")]:
            if said[r.id] and (several or r.speaker):
                holders[run].append(r.id)
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for keys in holders.values():
        if 1 < len(keys) <= _COMMON:
            for i, left in enumerate(keys):
                for right in keys[i + 1 :]:
                    shared[left, right] += 1
    length = {key: len(_runs(several)) for key, several in said.items()}
    for (left, right), count in sorted(shared.items(), key=lambda x: (-x[1], x[0])):
        least = min(length[left], length[right])
        if least and count < _SAME * least:
            continue
        a, b = sorted((top(above, left), top(above, right)))
        if a == b or denied[a] != denied[b] or (whose[a] and whose[b] and whose[a] != whose[b]):
            continue
        above[b] = a
        whose[a] = whose[a] or whose[b]
    return {key: top(above, key) for key in above}


_FUNCTION = """a an the i we you he she it they this that these those there our my his her their its and but so if in on
at to for of with is are was were be not no as by from what when how who will can do does"""
_OPENERS = frozenset(_FUNCTION.split())  # words that tell nothing by opening a quotation


def wording_conflicts(tables: Tables, page: str) -> Iterator[Conflict]:
    """Two wordings of one quotation of one speaker in one page: a headline's words that the body gives otherwise.

    Both must be quoted, begin with the same telling word ("Anything ...") or share half of the shorter's telling
    words, and neither stand within the other.
    """
    rows = [row for row in tables.of(Saying, page) if row.mode != "indirect" and row.speaker]
    kinds = {s.span.start: s.line_kind for s in tables.of(Sentence, page)} if rows else {}
    titled = [kinds.get(row.evidence[0].span.start) in ("headline", "heading") for row in rows]
    for head in (row for row, title in zip(rows, titled, strict=True) if title):
        for body in (row for row, title in zip(rows, titled, strict=True) if not title):
            inner, full = _inside(head.content), _inside(body.content)
            if body.speaker == head.speaker and _otherwise(words(inner), words(full)):
                sides = (Side(inner, head.evidence), Side(full, body.evidence))
                about = f"what {head.speaker_text or 'the speaker'} said"
                key = digest("wording", *sorted((head.id, body.id)))
                yield Conflict(key, "wording", about, sides, "low", "a transcript or recording")
                break


def _inside(content: str) -> str:
    """The quotation in a content, or all of it."""
    found = _QUOTATION.search(content)
    return " ".join((found[found.lastindex or 0] if found else content).split()).strip(" ,")


_QUOTATION = re.compile(r"“([^”]+)|\"([^\"]+)|«([^»]+)|‘(.+)’|'(.+)'")


def _otherwise(left: list[str], right: list[str]) -> bool:
    """Two wordings of one thing: alike in how they begin or in half of their telling words, neither in the other."""
    if len(left) < 2 or len(right) < 2:
        return False
    short, long = sorted((left, right), key=len)
    if any(long[i : i + len(short)] == short for i in range(len(long) - len(short) + 1)):
        return False
    telling = [w for w in short if w not in _OPENERS]
    alike = sum(w in long for w in telling)
    return (left[0] == right[0] and left[0] not in _OPENERS) or (len(telling) > 1 and alike >= len(telling) / 2)
