"""Undertakings that official papers list: "Japan will:" and an item a line."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.model import Mention
from dragoman.reading import parties, terms
from dragoman.reading.conjuncts import Tokens
from dragoman.reading.cues import Promise, cues, subject
from dragoman.reading.parse import Parsed


def listed(page: Parsed) -> Iterator[Promise]:
    """Items of a list under "Japan will:", "intend to accelerate action by:", "commitments to:"; "Peru to buy ..."."""
    document = page.document
    firsts: dict[int, int] = {}
    for first, _ in page.sentences:
        firsts.setdefault(page.line[first], first)
    intro: tuple[int, Tokens] | None = None
    for number in sorted(firsts):
        first = firsts[number]
        line = document.lines[number]
        announces = document.text[line.start : line.end].rstrip(" *_").endswith(":")
        last = page.sentences[page.sentence[first]][1]
        while first < last - 1 and not page.word[first][0].isalnum():
            first += 1
        if intro is not None and _item(page, first) and not _titled(page, first, last):
            yield Promise(intro[0], first, "pledge", "announced", intro[1], listed=True)
        elif (does := _to_do(page, first, last)) is not None:
            yield Promise(does, does, "pledge", "announced", (does - 2,), listed=True)
        else:
            intro = _intro(page, number) if announces else None


def _item(page: Parsed, first: int) -> bool:
    """Does a list item start with what is to be done ("Support ...", "Exchanging views ...")?"""
    tag, lower = page.tag[first], page.lower[first]
    if tag in ("VB", "VBP", "VBG") or (lower.endswith("ing") and len(lower) > 5):
        return True
    return lower in terms.actions()


def _titled(page: Parsed, first: int, last: int) -> bool:
    """Is a line a heading by its capitals ("Deepening Cooperation on Global Health")?"""
    said = [page.word[t] for t in range(first, last) if len(page.word[t]) > 3 and page.word[t].isalpha()]
    return len(said) > 2 and all(w[0].isupper() for w in said) and page.lower[last - 1] not in (".", ";", ",")


def _to_do(page: Parsed, first: int, last: int) -> int | None:
    """The verb of an item that names its side: "- CHILE TO buy six frigates"."""
    named = page.at(Mention, min(first + (page.lower[first] == "the"), last - 1))
    to = page.tokens(named.span)[1] if named is not None and _marked(page, first) else last
    if to + 1 >= last or page.lower[to] != "to":
        return None
    if any(page.lemma[to + 1] in cues(use) for use in ("gained", "state", "rhetoric")):
        return None  # "Chile to lose $3 million", "Chile to be hit by storms", "Chile to win"
    return to + 1 if page.tag[to + 1] == "VB" or page.lower[to + 1] in terms.actions() else None


def _marked(page: Parsed, first: int) -> bool:
    """Does a bullet, a dash or a number stand before an item?"""
    line = page.document.lines[page.line[first]]
    return bool(page.document.text[line.start : page.start[first]].strip())


def heading(page: Parsed, first: int) -> int | None:
    """The colon that ends the heading of an item ("Build a port: Chile has set aside land for it"), if a sentence
    follows it."""
    last = page.sentences[page.sentence[first]][1]
    colon = next((t for t in range(first + 1, min(first + _HEADING, last)) if page.lower[t] == ":"), last)
    told = (page.pos[k] in ("VERB", "AUX") and page.child(k, "nsubj", "nsubjpass") for k in range(colon + 1, last))
    return colon if any(told) else None


_HEADING = 12  # words of a heading


def _intro(page: Parsed, number: int) -> tuple[int, Tokens] | None:
    """Cue token and side of a line that announces a list of what a side will do."""
    tokens = [t for t in range(len(page)) if page.line[t] == number]
    if not tokens:
        return None
    first, last = page.sentences[page.sentence[tokens[-1]]]
    for t in range(last - 1, first - 1, -1):
        lemma = page.lemma[t]
        near = last - 1 - t <= 3
        if (near and lemma in ("will", "shall")) or lemma in (
            "intend",
            "commit",
            "agree",
            "plan",
            "pledge",
            "resolve",
            "commitment",
        ):
            side = subject(page, t if page.pos[t] == "VERB" else page.head[t])
            side = (
                side
                if parties.named(page, side)
                else tuple(
                    k
                    for k in range(first, t)
                    if page.at(Mention, k) and page.dep[k] in ("nsubj", "conj", "ROOT", "poss")
                )
            )
            return (t, side) if parties.named(page, side) else None
    return None
