"""A verb with its auxiliaries: tense, modal and negation, also what a coordinated verb shares with the one before it.

Labels are those of spaCy's English pipeline (ClearNLP), as in `propositions`.
"""

from __future__ import annotations

from typing import Literal

from dragoman.reading.parse import Parsed

Tense = Literal["past", "present", "future", ""]  # "" for infinitives, participles, nouns without a verb

_NOT = frozenset(["never", "hardly", "scarcely", "no", "neither"])
_MODALS = {"'ll": "will", "wo": "will", "ca": "can", "'d": "would", "sha": "shall", "to": "will"}


def beside(page: Parsed, i: int) -> int:
    """The verb that a coordinated verb goes with: its head, or that one's infinitive.

    "Was scheduled to lay flowers, talk to guards and meet Moi": the parser may hang "talk" on "scheduled".
    """
    head = page.head[i]
    bare = page.tag[i] in ("VB", "VBP") and page.child(i, "nsubj", "nsubjpass", "aux", "auxpass") is None
    first = page.child(head, "xcomp") if bare and page.tag[head] in ("VBN", "VBD", "VBZ") else None
    return first if first is not None and page.tag[first] == "VB" and head < first < i else head


def _nor(page: Parsed, i: int) -> bool:
    """Whether "nor" joins a verb to the one before it: "has neither met nor threatened him"."""
    head = page.head[i]
    return page.dep[i] == "conj" and any(page.lower[k] == "nor" for k in page.kids[head] if head < k < i)


def _no_longer(page: Parsed, adverb: int) -> bool:
    return page.lower[adverb] == "longer" and page.lower[adverb - 1] == "no"


def verb_group(page: Parsed, i: int) -> tuple[Tense, str, bool]:
    """Tense, modal and negation of the verb group of a verb."""
    tag, modal = page.tag[i], ""
    tense: Tense = ""
    if page.dep[i] == "conj" and beside(page, i) != page.head[i]:
        return "", "", False
    negated = _nor(page, i)
    to = finite = False
    for k in page.kids[i]:
        d = page.dep[k]
        if d in ("aux", "auxpass"):
            if page.tag[k] == "MD":
                word = page.lower[k]
                modal = _MODALS.get(word, word)
            elif page.tag[k] == "TO":
                to = True
            elif not finite:
                finite = True
                tense = "past" if page.tag[k] == "VBD" or (tag == "VBN" and page.lemma[k] == "have") else "present"
        elif (
            d == "neg" or (d in ("advmod", "preconj", "cc") and k < i and page.lower[k] in _NOT) or _no_longer(page, k)
        ):
            negated = True
    if modal:
        return ("future" if modal in ("will", "shall") else ""), modal, negated
    if to:
        return "", "", negated
    if not finite:
        tense = "past" if tag == "VBD" else "present" if tag in ("VBZ", "VBP") else ""
    if not tense and page.dep[i] == "conj":  # "has met Xi and visited Seoul", "will meet and sign"
        h = page.head[i]
        alone = page.child(i, "nsubj", "nsubjpass") is None and page.tag[h] == tag
        if page.pos[h] in ("VERB", "AUX") and (alone or tag == "VB"):
            tense, modal, not_above = verb_group(page, h)
            either = any(page.lower[k] == "or" for k in page.kids[h] if h < k < i)
            return tense, modal, negated or (not_above and either)  # "did not seek or get"
    return tense, "", negated
