"""What reports are said to have wrongly: "reports that Chile agreed to pay are not true" tells of no agreement.

Looked for in the words: the parser takes "reports that" for a verb as often as not.
"""

from __future__ import annotations

import re

from dragoman.reading.parse import Parsed

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
