"""Which language a text is in."""

from __future__ import annotations

import re
import unicodedata

# Half of the words of English prose are among its commonest hundred; of other languages nearly none
# of these are. Asking langid only about what fails here saves most of its time.
_COMMON = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "a",
        "that",
        "is",
        "was",
        "for",
        "on",
        "with",
        "as",
        "at",
        "by",
        "it",
        "from",
        "be",
        "are",
        "this",
        "has",
        "have",
        "he",
        "she",
        "they",
        "which",
        "an",
        "said",
        "will",
        "not",
        "but",
        "his",
        "her",
        "its",
        "who",
        "their",
        "been",
        "were",
        "would",
        "or",
        "had",
        "after",
        "also",
        "about",
        "more",
        "than",
        "could",
        "other",
    ]
)
# of these other languages have some too
_ABROAD = frozenset(["a", "an", "as", "at", "be", "had", "has", "he", "in", "is", "of", "on", "or", "was"])
_PIDGIN = frozenset(["dey", "wey", "sey", "dem", "una", "abi"])
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def language(text: str) -> str:
    """ISO 639-1 code. A text of fewer than 60 letters is taken for English unless its script is another."""
    words = _WORD.findall(text[:6000].lower())
    letters = "".join(words)
    if not letters:
        return "en"
    latin = sum(1 for c in letters if c < "\u0250" or "LATIN" in unicodedata.name(c, "")) / len(letters)
    if latin > 0.5 and (len(letters) < 60 or _english(words, _COMMON, 0.18)):
        return "en"
    small = [w for w in _WORD.findall(text[:6000]) if w[0].islower()]
    if latin > 0.5 and len(small) > 2 and _english(small, _COMMON - _ABROAD, 0.2):
        return "en"  # "Lula met Petro and Boric in Brasília"
    from py3langid import classify

    code = str(classify(" ".join(text[:6000].split()))[0])
    # Nigerian Pidgin is what langid makes of English that is mostly names; the real thing cannot do without these
    return "en" if code == "pcm" and not _PIDGIN.intersection(words) else code


def _english(words: list[str], common: frozenset[str], least: float) -> bool:
    """Whether this share of words is among common ones of English."""
    return sum(w in common for w in words) >= least * len(words)
