"""What reports are said to have wrongly: "reports that Chile agreed to pay are not true" tells of no agreement; and
what a side denies that another tells of it.

Looked for in the words: the parser takes "reports that" for a verb as often as not.
"""

from __future__ import annotations

import re

from dragoman.reading import parties
from dragoman.reading.cues import Promise, subject
from dragoman.reading.parse import Parsed
from dragoman.reading.propositions import proposition_at

_UNTRUE = re.compile(
    r"\b(?:reports?|claims?|rumou?rs?|allegations?|suggestions?|assertions?|stories) (?:saying )?that (?P<told>.+?) "
    r"(?:is|are|was|were) (?:simply |completely |totally |just )?(?:not (?:true|accurate|correct)|"
    r"false|untrue|baseless|wrong|unfounded|incorrect|inaccurate|groundless)\b",
    re.I,
)


def untrue(page: Parsed, i: int) -> bool:
    """Whether a token stands in what a report is said to have wrongly."""
    first, last = page.sentences[page.sentence[i]]
    start = page.start[first]
    found = _UNTRUE.search(page.document.text, start, page.end[last - 1])
    return found is not None and found.start("told") <= page.start[i] < found.end("told")


_DENIED = frozenset(["it", "this", "that", "claim", "report", "statement", "assertion", "remark", "suggestion"])


def denied(page: Parsed, p: Promise) -> bool:
    """ "Lind claimed Chile had promised to pay. CHILE DENIED IT.": what another tells of and the side denies."""
    here, side = page.sentence[p.cue], parties.names(page, p.by)
    told = proposition_at(page, p.cue if page.pos[p.cue] == "VERB" else p.content)
    if told is None or not told.source or side & parties.names(page, told.source):
        return False  # "Chile agreed to pay but denied the claim"
    for verb in range(page.sentences[here][0], page.sentences[min(here + 1, len(page.sentences) - 1)][1]):
        if verb > p.content and page.lemma[verb] in ("deny", "dispute") and page.pos[verb] == "VERB":
            what = page.child(verb, "dobj")
            if what is None or _DENIED.isdisjoint([page.lower[what], page.lemma[what]]):
                continue
            own = page.child(what, "acl", "relcl") is not None  # "denied the claim that it was late"
            if not own and page.child(verb, "neg") is None and side & parties.names(page, subject(page, verb)):
                return True
    return False
