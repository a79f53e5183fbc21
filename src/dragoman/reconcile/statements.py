"""Sayings: statements with their speaker, grouped across pages where they are the same words of the same speaker.

A quotation is carried by many pages, whole, cut shorter or slightly edited: these are one group, so a quotation that
copies carry counts once. Two sayings are the same where nearly all three-word runs of the shorter stand in the
longer, no two different speakers are known for them, and not one of them is a denial of the other's words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, combinations

import msgspec
import numpy as np

from dragoman.model import (
    Conflict,
    Document,
    Evidence,
    Saying,
    Sentence,
    Side,
    Span,
    Statement,
    digest,
    mention_id,
)
from dragoman.parts import Packed, Part, laid_out
from dragoman.reconcile import same_event
from dragoman.reconcile.clusters import top
from dragoman.reconcile.comparable import names
from dragoman.reconcile.words import Numbers, codes, shingles
from dragoman.reconcile.world import World, each, look_up, resolved, state
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


# Words for two who met, where no reading of the page says who they are; used where the page tells of one meeting.
_TOGETHER = frozenset(["they", "both", "the leaders", "the two leaders", "both leaders", "the two"])


_SOME = frozenset(["some", "many", "several", "numerous", "few", "most", "other"])  # "some Democrats" are not the party


def _who(known: World, statement: Statement) -> tuple[str | None, tuple[str, ...], str | None]:
    """Actor, where there is just one; actors, where several speak; words: "The two leaders (Ada Lind and Bo Falk)"."""
    tables = known.tables
    text = " ".join(tables.text(s) for s in statement.source) or None
    voices = (statement.speaker, *statement.joint) if statement.speaker else ()
    some = (text or "").split(" ", 1)[0].lower() in _SOME
    meant = [() if some or _anybody(tables, v) else resolved(known, (v,)) for v in voices]
    actors = tuple(dict.fromkeys(a for m in meant for a in m))
    if len(voices) > 1 and not all(meant):
        return None, actors, text  # one of those who speak together is not known: the words say who they are
    if len(actors) == 1:
        return actors[0], (), text
    return None, actors, _worded(known, text, actors)


def _worded(known: World, text: str | None, actors: Iterable[str]) -> str | None:
    """The words for several who speak, with the names that they leave out."""
    names = (known.actors[a].name for a in actors if a in known.actors)
    members = " and ".join(name for name in names if name not in (text or ""))
    return f"{text} ({members})" if text and members else text or members or None


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


class Mark(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What grouping needs of a saying."""

    id: str
    speaker: str | None
    denies: bool
    count: int  # its distinct runs of words
    runs: bytes  # codes by which it is found (uint64): of these runs; of a short saying one, of all its words
    together: bool  # said by two whom the page does not name here


def mark(row: Saying) -> Mark:
    """The mark of a saying."""
    said = words(row.content)
    runs = np.unique(shingles(codes(said), _RUN))
    found = runs if len(said) >= _SHORT else runs[:0]
    if not len(found) and said and (len(runs) or row.speaker):
        found = np.array([int(digest("said", *said, row.speaker or ""), 16)], dtype=np.uint64)
    together = row.speaker is None and not row.joint and (row.speaker_text or "").lower() in _TOGETHER
    denies = bool(row.cue and _DENIES.search(row.cue))
    return Mark(row.id, row.speaker, denies, len(runs), found.tobytes(), together)


def found(tables: Tables) -> Iterator[Part[Saying]]:
    """Every statement that says something, with its speaker and its group, those of a page as a part.

    A page's are made anew where it, whom it tells to have met, or a group changed.
    """
    known, told = look_up(tables), dict[str, list[Saying]]()
    documents = list(tables.documents.values())

    def said(document: Document) -> list[Saying]:
        if document.id not in told:
            told[document.id] = list(_said(known, document))
        return told[document.id]

    def made(given: tuple[Document, tuple[str, ...], dict[str, str]]) -> list[Packed]:
        document, met, groups = given
        rows = [_together(known, row, met) if met and mark(row).together else row for row in said(document)]
        rows = [msgspec.structs.replace(row, group=groups.get(row.id, row.id)) for row in rows]
        return [Packed.of(document.id, rows)]

    marked = each(known, "saying marks", Mark, lambda _, document: map(mark, said(document)))
    marks = [page.rows for page in marked]
    joined = group([m for page in marks for m in page])
    keys, given = [], []
    for document, own in zip(documents, marks, strict=True):
        if own:
            met = _met(known, document.id) if any(m.together for m in own) else ()
            groups = {m.id: joined[m.id] for m in own if m.id in joined}
            keys.append(digest(state(known, document), *met, *groups.items()))
            given.append((document, met, groups))
    yield from chain.from_iterable(tables.kept.parts("sayings", Saying, zip(keys, given, strict=True), made))


def _said(known: World, document: Document) -> Iterator[Saying]:
    """The sayings of a page, each a group by itself."""
    tables = known.tables
    sentences = [s.span for s in tables.of(Sentence, document.id)]
    starts = [s.start for s in sentences]
    for s in tables.of(Statement, document.id):
        content = _content(tables, s)
        if not s.says or _NOTHING.fullmatch(content):
            continue
        k = bisect_right(starts, s.content[0].start) - 1
        speaker, joint, text = _who(known, s)
        key = mention_id(s)
        yield Saying(
            key, s.span, document.id, s.mode, content, key, speaker, text,
            " ".join(tables.text(c) for c in s.cue) or None,
            (Evidence(sentences[k] if k >= 0 else s.span, key),), s.found_by, s.certainty, joint,
        )  # fmt: skip


def _met(known: World, page: str) -> tuple[str, ...]:
    """The two persons who met, where a page tells of one such meeting; the other way round they are the same."""
    events = laid_out(event for _, event in same_event.told_on(known.tables).get(page, ()))
    pairs = set[tuple[str, ...]]()
    for event in events:
        who = {a for a in (*event.by, *event.to) if a in known.actors and known.actors[a].kind == "person"}
        here = any(e.span.document == page for e in event.evidence)
        pairs |= {tuple(sorted(who))} if event.type == "CONSULT" and len(who) == 2 and here else set()
    return pairs.pop() if len(pairs) == 1 else ()


def _together(known: World, row: Saying, met: tuple[str, ...]) -> Saying:
    """What "they" said, said by those who met."""
    return msgspec.structs.replace(row, joint=met, speaker_text=_worded(known, row.speaker_text, met))


def group(marks: Sequence[Mark]) -> dict[str, str]:
    """Id of each saying that is not alone -> id of its group, the smallest of its members."""
    rows = sorted(marks, key=lambda m: m.id)
    runs = [np.frombuffer(m.runs, dtype=np.uint64) for m in rows]
    shared = Counter[tuple[int, int]]()
    for numbers in _holders(runs):
        shared.update(combinations(numbers, 2))
    above: dict[int, int] = {}
    whose: dict[int, str | None] = {}  # of each group
    for (left, right), count in sorted(shared.items(), key=lambda x: (-x[1], x[0])):
        least = min(rows[left].count, rows[right].count)
        if least and count < _SAME * least:
            continue
        a, b = sorted((top(above, above.setdefault(left, left)), top(above, above.setdefault(right, right))))
        one, other = (whose.setdefault(n, rows[n].speaker) for n in (a, b))
        if a == b or rows[a].denies != rows[b].denies or (one and other and one != other):
            continue
        above[b] = a
        whose[a] = one or other
    return {rows[n].id: rows[top(above, n)].id for n in above}


def _holders(runs: Sequence[Numbers]) -> Iterator[list[int]]:
    """Of each run that several sayings have, but not too many, the places of these, ascending."""
    every = np.concatenate([*runs, np.empty(0, dtype=np.uint64)])
    place = np.repeat(np.arange(len(runs)), [len(r) for r in runs])
    order = np.lexsort((place, every))
    every, place = every[order], place[order]
    first = np.flatnonzero(np.r_[True, every[1:] != every[:-1]]) if len(every) else np.empty(0, dtype=np.int64)
    count = np.diff(np.r_[first, len(every)])
    several = (count > 1) & (count <= _COMMON)
    for start, size in zip(first[several].tolist(), count[several].tolist(), strict=True):
        yield place[start : start + size].tolist()


_FUNCTION = """a an the i we you he she it they this that these those there our my his her their its and but so if in on
at to for of with is are was were be not no as by from what when how who will can do does"""
_OPENERS = frozenset(_FUNCTION.split())  # words that tell nothing by opening a quotation


def wording_conflicts(tables: Tables, page: str) -> Iterator[Conflict]:
    """Two wordings of one quotation of one speaker in one page: a headline's words that the body gives otherwise.

    Both must be quoted, begin with the same word that hardly opens two remarks ("Anything ...") or share half of the
    shorter's telling words, and neither stand within the other.
    """
    rows = [row for row in tables.of(Saying, page) if row.mode != "indirect" and row.speaker]
    kinds = {s.span.start: s.line_kind for s in tables.of(Sentence, page)} if rows else {}
    titled = [kinds.get(row.evidence[0].span.start) in ("headline", "heading") for row in rows]
    for head in (row for row, title in zip(rows, titled, strict=True) if title):
        for body in (row for row, title in zip(rows, titled, strict=True) if not title):
            inner, full = _inside(head.content), _inside(body.content)
            if body.speaker == head.speaker and _otherwise(words(inner), words(full)):
                sides = (Side(inner, head.evidence), Side(full, body.evidence))
                about = f"what {names(tables, (head.speaker,)) if head.speaker else 'the speaker'} said"
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
    return (left[0] == right[0] and left[0] in _WHATEVER) or (len(telling) > 2 and alike >= len(telling) / 2)


# what hardly opens two remarks of one page, as a noun of its matter does ("Meth is everywhere", "Meth, we're on it")
_WHATEVER = frozenset(
    ["anything", "everything", "nothing", "whatever", "whoever", "anyone", "everyone", "nobody", "never", "always"]
)
