"""Known words that mean something else on this page: "Total sales", "the Cleveland Indians", Georgia the state."""

from __future__ import annotations

from dragoman.reading import namelists, runs
from dragoman.reading.parse import Parsed

_STATE_OF_US = ("atlanta", "savannah", "augusta", "macon", "athens", "gop", "republican", "republicans")
_CAUCASUS = ("georgian", "georgians", "tbilisi", "russia", "russian", "moscow", "caucasus", "abkhazia", "ossetia",
             "armenia", "azerbaijan", "ukraine", "nato", "eu", "kremlin", "putin")  # fmt: skip

# "Indian Country", "American Indians": of the first nations of America
_TRIBAL = frozenset(["tribal", "tribe", "tribes"])
_INDIA = frozenset(["india", "delhi", "modi", "mumbai"])


def georgia(page: Parsed) -> bool:
    """ "Georgia" is the state: the page speaks of other states or of its towns, and of nothing near the country."""
    if "georgia" not in page.lower:
        return False
    spoken = set(page.lower)
    if not spoken.isdisjoint(_CAUCASUS):
        return False
    return not spoken.isdisjoint(_STATE_OF_US) or any(w in namelists.states() for w in page.word)


def words(page: Parsed, found: list[runs.Unit]) -> set[tuple[str, ...]]:
    """Words that name no country here: of a team ("the Indians"), of the first nations of America."""
    others = {u.phrase.words for n, u in enumerate(found) if _team(page, found, n) and u.phrase is not None}
    if "native" in page.lower and not _TRIBAL.isdisjoint(page.lower) and _INDIA.isdisjoint(page.lower):
        others |= {("indian",), ("indians",)}
    return others


def _team(page: Parsed, found: list[runs.Unit], n: int) -> bool:
    """ "Cleveland Indians", and then "the Indians": a people after the name of a city."""
    p = found[n].phrase
    if p is None or p.kind != "people" or not n or found[n - 1].last != found[n].first or found[n - 1].phrase:
        return False
    return page.text(found[n - 1].first, found[n].first) in namelists.cities()


def other(page: Parsed, found: list[runs.Unit], n: int, written: frozenset[str]) -> bool:
    """A known phrase that means something else here: "Total sales", "Foreign Policy Advisor"."""
    u = found[n]
    p = u.phrase
    if p is None:
        return False
    if p.kind != "organisation" or p.sort not in ("company", "media"):
        return False
    plain = all(namelists.ordinary(w) for w in p.words)
    if page.word[u.first].isupper() and n + 1 < len(found) and _full_name(page, found[n + 1], u.last):
        return True  # "GM Tony Reagins": his title
    if len(p.words) == 1:
        starts = u.titled or u.first == page.sentences[page.sentence[u.first]][0]
        aside = page.dep[u.first] in ("npadvmod", "advmod", "dep", "intj")  # "Arm in arm, we will"
        named = (page.tag[u.first] in ("NNP", "NNPS") and not aside) or page.word[u.first] in written
        return plain and starts and not named
    title = n + 1 < len(found) and found[n + 1].first == u.last and runs.is_title(found[n + 1].phrase)
    return plain and title and page.word[u.last][0].isupper()


def _full_name(page: Parsed, u: runs.Unit, at: int) -> bool:
    """A run of two words and more that begins at a token with a given name."""
    return u.phrase is None and u.first == at and u.last - u.first > 1 and page.lower[u.first] in namelists.given()
