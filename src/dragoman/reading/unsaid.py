"""Which attributions are sayings, and which tell what somebody wants, plans, feels, sees or does.

The data that the tagger learned from count both ("Lind seeks a deal"); who asks what Lind has said wants the first
alone. `data/cue_words.csv` says which words do what.
"""

from __future__ import annotations

from itertools import takewhile

from dragoman.lexicon import column
from dragoman.reading.parse import Parsed
from dragoman.reading.reporting import Found, Range, frames

_LIGHT = frozenset(["be", "have", "do", "will", "would", "can", "remain", "keep", "go", "continue", "begin", "start"])
_MAYBE = frozenset(["could", "should", "must", "might", "may", "ought"])
_ANYBODY = frozenset(["you", "one", "everyone", "everybody", "anyone", "anybody", "nobody", "no one"])
_ASKS = frozenset(["WDT", "WP", "WRB"])  # that open an indirect question
_FINITE = frozenset(["VBD", "VBZ", "VBP", "MD"])


def says(page: Parsed, one: Found) -> bool:
    """Whether an attribution without quotation tells of words: not "is keen on the port", "aims to open it".

    The word of the cue that the others hang on decides, or the next where that only helps. One that is in no list is
    of saying where it governs a clause ("chided that the port was late"), else of doing; and nobody says a thing
    without a clause ("the port is supported"). Nor does anybody say anything who is only imagined ("you know what to
    do", "Norland could add").
    """
    if one.cue is None:
        return True
    if one.source is not None and page.text(*one.source).lower() in _ANYBODY:
        return False
    if any(page.lower[i] in _MAYBE for i in range(*one.cue)):
        return False
    cue = [*page.heads(*one.cue), *range(*one.cue)]
    telling = (i for i in cue if page.pos[i] in ("VERB", "AUX", "NOUN", "ADJ") and page.lemma[i] not in _LIGHT)
    word = next((page.lemma[i] for i in telling), None)
    if word is None:
        return True
    how = column("cue_words", "lemma", "says").get(word, "yes" if word in frames() else "clause")
    if how == "no" or (how == "source" and one.source is None):
        return False
    return (how != "clause" and one.source is not None) or any(_clause(page, r) for r in one.contents)


def _clause(page: Parsed, content: Range) -> bool:
    """A clause with a tense, or an indirect question; not a thing with a clause of its own ("a deal which helps")."""
    return page.tag[content[0]] in _ASKS or any(
        page.tag[i] in _FINITE and not _within_another(page, i, content) for i in range(*content)
    )


def _within_another(page: Parsed, verb: int, content: Range) -> bool:
    """Whether the verb stands in a clause that only describes a word of the content, or when and why."""
    inside = takewhile(lambda t: content[0] <= t < content[1], (verb, *page.ancestors(verb)))
    return any(page.dep[t] in ("relcl", "acl", "advcl") for t in inside)
