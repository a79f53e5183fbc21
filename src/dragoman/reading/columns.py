"""The parse of one line in plain columns, as it is kept, and parts of speech from the tags in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

# The longest sentence of 6,700 of news and communiqués has 135 words, the longest list 341. Steps look at a sentence's
# words for each of its words: one of 5,000 took minutes.
LONGEST = 400


class LineParse(msgspec.Struct, frozen=True, array_like=True):
    """The parse of one line; columns have one entry a token, offsets are characters within the line."""

    starts: list[int]
    ends: list[int]
    tags: list[str]
    deps: list[str]
    heads: list[int]  # token numbers within the line; a root is its own head
    sentences: list[int]  # first tokens of the sentences
    lemmas: list[str]
    attributions: list[
        tuple[float, list[tuple[int, int, int]]]
    ] = []  # see `reading.tagger`: (score, [(role, first, last)])


_POS = {
    "CC": "CCONJ", "CD": "NUM", "DT": "DET", "EX": "PRON", "FW": "X", "IN": "ADP", "JJ": "ADJ", "JJR": "ADJ",
    "JJS": "ADJ", "LS": "X", "MD": "AUX", "NN": "NOUN", "NNS": "NOUN", "NNP": "PROPN", "NNPS": "PROPN",
    "PDT": "DET", "POS": "PART", "PRP": "PRON", "PRP$": "PRON", "RB": "ADV", "RBR": "ADV", "RBS": "ADV",
    "RP": "ADP", "TO": "PART", "UH": "INTJ", "VB": "VERB", "VBD": "VERB", "VBG": "VERB", "VBN": "VERB",
    "VBP": "VERB", "VBZ": "VERB", "WDT": "DET", "WP": "PRON", "WP$": "DET", "WRB": "SCONJ", "$": "SYM",
    "AFX": "ADJ", "HYPH": "PUNCT", "NFP": "PUNCT", "_SP": "SPACE", "SYM": "SYM", "XX": "X", "ADD": "X",
}  # fmt: skip
BE = frozenset(["be", "is", "are", "was", "were", "been", "being", "am", "'s", "'re", "'m"])


def part_of_speech(tag: str, dep: str, lower: str) -> str:
    """Universal part of speech of a Penn tag, seen in its relation ("have" as auxiliary or as verb)."""
    pos = _POS.get(tag, "PUNCT")
    if pos == "VERB" and (dep in ("aux", "auxpass") or lower in BE):
        return "AUX"
    if tag == "IN" and dep == "mark":
        return "SCONJ"
    return pos


def sentence_starts(starts: Sequence[int], lowers: Sequence[str]) -> list[int]:
    """First tokens of sentences, those of more than `LONGEST` words cut: at a stop, else a comma, else anywhere."""
    return [cut for first, last in pairwise([*starts, len(lowers)]) for cut in _cuts(first, last, lowers)]


def _cuts(first: int, last: int, lowers: Sequence[str]) -> Iterator[int]:
    yield first
    while last - first > LONGEST:
        part = range(first + LONGEST - 1, first + LONGEST // 2, -1)
        first = next((i + 1 for stops in (_STOPS, _COMMAS) for i in part if lowers[i] in stops), part.start + 1)
        yield first


_STOPS = frozenset([".", "?", "!", ";"])
_COMMAS = frozenset([",", ":"])


def rooted(heads: list[int], deps: list[str], sentences: Sequence[int]) -> None:
    """What hangs on a word of another sentence becomes a root of its own."""
    for first, last in pairwise([*sentences, len(heads)]):
        for i in range(first, last):
            if not first <= heads[i] < last:
                heads[i], deps[i] = i, "ROOT"


def mended(tags: list[str], deps: list[str], heads: list[int], lowers: Sequence[str]) -> None:
    """Labels that cannot be, made what they must be."""
    for i, (tag, dep, head) in enumerate(zip(tags, deps, heads, strict=True)):
        if tag == "NN" and i and tags[i - 1] == "TO" and deps[i - 1] == "aux" and heads[i - 1] == i:
            tags[i] = "VB"  # "offered to host talks": a noun to the tagger, an infinitive to the parser
        elif tag == "VBD" and dep == "conj" and tags[head] == "VB" and head < i and lowers[i] in _ALIKE:
            tags[i] = "VB"  # "will resume talks and SET up": no past
        elif dep == "pobj" and deps[head] == "prt":
            deps[head] = "prep"  # "has called ON Chile to": a particle that has an object
        elif dep == "nsubj" and head < i and (given := _given(i, deps, heads)) is not None:
            deps[i] = "dative"  # "Lind praises Berg, promises CHILE help": no "'Lind praises Berg', promises Chile"
            deps[given], deps[head] = "ROOT", "conj"
            heads[given], heads[head] = given, given
        elif dep == "conj" and tag[:2] == "NN" and (verb := _torn(i, tags, deps, heads)) is not None:
            first = next((k for k in range(i) if deps[k] == "ccomp" and heads[k] == verb), None)
            deps[i], heads[i] = "nsubj", verb  # "Peru will free MEN and CHILE will go": it frees nobody of Chile
            if first is not None:
                deps[first], heads[first] = "ROOT", first
                deps[verb], heads[verb] = "conj", _verb_over(head, tags, heads)


def _given(i: int, deps: Sequence[str], heads: Sequence[int]) -> int | None:
    """The verb that its clause begins with, where a subject stands between a verb and the verb's object."""
    verb = heads[i]
    thing = any(deps[k] == "dobj" and heads[k] == verb for k in range(i + 1, len(deps)))
    before = (k for k in range(verb) if deps[k] == "ccomp" and heads[k] == verb)
    return next(before, None) if thing and heads[verb] == verb else None


def _torn(i: int, tags: Sequence[str], deps: Sequence[str], heads: Sequence[int]) -> int | None:
    """The finite verb right after the last noun of a list, where it has no subject: that noun is its subject."""
    after = i + 1
    if after == len(tags) or tags[after] not in _FINITE:
        return None
    verb = heads[after] if deps[after] in ("aux", "auxpass") else after
    if verb <= i or deps[verb] not in ("ROOT", "conj", "ccomp") or heads[verb] == heads[i]:
        return None
    return None if any(d in _SUBJECTS and heads[k] == verb for k, d in enumerate(deps)) else verb


_FINITE = frozenset(["MD", "VBD", "VBZ", "VBP"])
_SUBJECTS = frozenset(["nsubj", "nsubjpass", "csubj", "csubjpass", "expl"])


def _verb_over(i: int, tags: Sequence[str], heads: Sequence[int]) -> int:
    """The verb that a noun hangs on, over others."""
    while tags[i][:2] != "VB" and heads[i] != i:
        i = heads[i]
    return i


_ALIKE = frozenset(["set", "put", "cut", "let", "shut", "hit", "cast", "quit", "spread", "split", "read"])
