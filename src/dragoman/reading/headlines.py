"""Verbs of headlines, which the parser takes for nouns: "Trump Praises Japan Alliance"."""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple

from dragoman import lexicon
from dragoman.model import Mention
from dragoman.reading.parse import Parsed


@cache
def headline_verbs() -> dict[str, tuple[str, str]]:
    """Third person and past forms of the verbs a headline may hide as nouns: form -> (lemma, tense)."""
    forms: dict[str, tuple[str, str]] = {}
    for row in lexicon.table("headline_verbs"):
        verb = row["verb"]
        forms[row["third"] or third_person(verb)] = (verb, "present")
        if row["past"]:
            forms[row["past"]] = (verb, "past")
    return forms


def third_person(verb: str) -> str:
    """Third person of a regular verb: "meets", "pushes", "denies"."""
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


class Hidden(NamedTuple):
    """A verb that was found in a headline, with the phrases around it (head tokens)."""

    lemma: str
    tense: Literal["past", "present"]
    before: tuple[int, ...]  # who, left of the verb (of the first of two verbs with one subject)
    after: tuple[int, ...]  # whom
    others: tuple[tuple[str, int], ...]  # (preposition, token that opens its phrase)


_COLON = frozenset([":", ";", "–", "—"])
_STOP = _COLON | {",", "as", "after", "amid"}
_NO_SUBJECT = frozenset(["DT", "PRP$", "IN", "JJ", "TO", "POS"])  # what cannot end a subject


def hidden_verbs(page: Parsed) -> dict[int, Hidden]:
    """Token of each hidden verb of a page -> what stands around it."""
    found = {}
    for first, last in page.sentences:
        if page.line_kind(first) not in ("headline", "heading") and not _title_case(page, first, last):
            continue
        verbs = [i for i in range(first + 1, last - 1) if _is_hidden(page, i)]
        for i in verbs:
            begin = next((j + 1 for j in range(i - 1, first - 1, -1) if page.lower[j] in _COLON), first)
            end = next((j for j in range(i + 1, last) if page.lower[j] in _STOP or _infinitive(page, j)), last)
            shared = page.lower[i - 1] in (",", "and") and verbs[0] < i
            before = _phrases(page, first, verbs[0]) if shared else _phrases(page, begin, i)
            if page.lower[i - 1] in ("who", "that", "which"):  # "Under Pressure to Rebuke General Who Called for War"
                before = _phrases(page, i - 2, i - 1)
            others = tuple((page.lower[k - 1], k) for k in _after_prepositions(page, i + 1, end))
            lemma, tense = headline_verbs()[page.lower[i]]
            phrases = _phrases(page, i + 1, end)
            behind = {next((t for t in phrases if t >= o), o) for _, o in others}  # "limits ON American diplomats"
            after = tuple(t for t in phrases if t not in behind or page.at(Mention, t) is None)
            found[i] = Hidden(lemma, "past" if tense == "past" else "present", before[-2:], after, others)
    return found


def _is_hidden(page: Parsed, i: int) -> bool:
    if page.lower[i] not in headline_verbs() or page.tag[i - 1] in _NO_SUBJECT or page.lower[i - 1] == "'":
        return False
    if page.pos[i] == "VERB":  # a verb after all: only its subject may be wrong, unless it shares that of another
        return page.lower[i - 1] == "," and not (page.dep[i] == "conj" and page.pos[page.head[i]] == "VERB")
    if page.dep[i] == "dobj" and page.child(page.head[i], "nsubj") is not None:
        return False  # "Lind holds talks with Berg"
    return page.tag[i] in ("NNS", "NNPS", "NNP", "NN")


def _infinitive(page: Parsed, i: int) -> bool:
    """ "Summons Envoy TO hand over a list"."""
    return page.lower[i] == "to" and i + 1 < len(page) and page.tag[i + 1] == "VB"


def _title_case(page: Parsed, first: int, last: int) -> bool:
    """Whether a short sentence without a full stop is set like a headline."""
    if last - first > 20 or page.lower[last - 1] in (".", "?", "!"):
        return False
    long = [page.word[i] for i in range(first, last) if len(page.word[i]) > 3 and page.word[i].isalpha()]
    return len(long) >= 3 and sum(w[0].isupper() for w in long) >= 0.8 * len(long)


def _phrases(page: Parsed, first: int, last: int) -> tuple[int, ...]:
    """Last token of each run of nouns, adjectives and possessives: the heads of a headline's phrases."""
    heads = []
    for i in range(first, last):
        if page.pos[i] in ("PROPN", "NOUN", "PRON") and (i + 1 == last or page.pos[i + 1] not in ("PROPN", "NOUN")):
            if i + 1 < last and page.lower[i + 1] in ("'s", "'"):
                continue
            heads.append(i)
    return tuple(heads)


def _after_prepositions(page: Parsed, first: int, last: int) -> list[int]:
    """Tokens right after a preposition that open its phrase (its head is looked up from there)."""
    return [
        i
        for i in range(first + 1, last)
        if page.tag[i - 1] in ("IN", "TO") and page.pos[i] in ("PROPN", "NOUN", "ADJ", "DET")
    ]
