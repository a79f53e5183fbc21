"""Persons whom a page names with the title of an office that the table says they held at some time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from dragoman.reconcile import tenures
from dragoman.reconcile.tenures import Tenure, fold

_WORD = r"(?:(?:a[ld]|as|ash|el)-[^\W\d_a-z][\w’'.-]*|[^\W\d_a-z][\w’'.-]*|bin|al|de|da|del|von|van|der|el|dos|e)"
NAME = rf"({_WORD}(?:\s+{_WORD}){{0,5}})"
_TITLE = (
    r"\b(?P<title>Vice[ -]President|President|Prime[ -]Minister|PM|Premier|Chancellor|Taoiseach|King|Queen|Emperor|"
    r"Emir|Amir|Sultan|Pope|(?:(?:Foreign|External Affairs|Defen[cs]e|Finance) Minister|Foreign Secretary|"
    r"Secretary of State|Secretary[ -]General|National Security Advis[eo]r)|"
    r"vice president|president|prime minister|chancellor|premier)s?"
    r"(?P<elect>[- ](?:[Ee]lect|[Dd]esignate))?,?\s+(?P<name>" + NAME[1:]
)
_TITLED = re.compile(_TITLE)
_HOLDER = re.compile(r"(?P<before>(?:(?![Vv]ice[ -]President)[\w’'.-]+,?\s+){0,4}?)" + _TITLE)
_BEFORE = re.compile(r"(?:\S+\s+){0,4}\S*$")  # where the words before a title may begin
_NEW = re.compile(r"\b(?:new|(?:newly|recently|freshly)[ -]\w+|new (?:[A-Z]\w+|woman|female))\s+(?:[A-Z]\w+\s+)?$")
_NOT_NOW = re.compile(
    r"\b(?:former|ex|late|then|previous|predecessor|formerly|erstwhile|past|one-time|deposed|ousted)\b|ex-"
    r"|\b(?:[Vv]ice|[Dd]eputy|[Aa]ssistant|[Ss]enior|[Aa]lternate)\s+$",
    re.I,
)
_LAST = re.compile(r"(?<=\w{4}\.)\s")  # "President Barack Obama. Donald Trump": no "Jr.", no initial
_THEN = re.compile(r"\b(?:then|ex)-$", re.I)  # "then-Prime Minister Lind"

_GOVERNS = ("prime minister", "pm", "premier", "chancellor", "taoiseach")
_CLASSES = {
    "vice president": ("vice president",),
    "president": ("president",),
    "king": ("king", "sultan"), "queen": ("queen",), "emperor": ("emperor",), "pope": ("pope",),
    "emir": ("amir", "emir"), "amir": ("amir", "emir"), "sultan": ("sultan",),
}  # fmt: skip
_SUPPOSED = re.compile(r"\ban?\s+$", re.I)  # "a President Trump would"


class Holder(NamedTuple):
    """A person whom the page gives a title, with the tenures that the title may mean."""

    tenures: tuple[Tenure, ...]
    words: str
    at: int
    kind: str  # "", "former", "elect"
    new: bool


def _held(text: str) -> Iterator[re.Match[str]]:
    """The matches of `_HOLDER`, looked for only around what has a title and a name: a tenth of the time."""
    at = 0
    while (title := _TITLED.search(text, at)) is not None:
        lead = _BEFORE.search(text[max(at, title.start() - 400) : title.start()])
        match = _HOLDER.search(text, title.start() - len(lead[0]) if lead else at)
        if match is None:
            return
        yield match
        at = match.end()


def holders(text: str) -> list[Holder]:
    """Persons named with the title of an office that the table says they held at some time."""
    found: list[Holder] = []
    waiting: list[tuple[re.Match[str], str, str, bool]] = []
    people: dict[str, set[str]] = defaultdict(set)
    for match in _held(text):
        before = re.split(r"[.;!?]\s", match["before"])[-1]
        new = _NEW.search(before) is not None
        then = _THEN.search(text, max(0, match.start("title") - 5), match.start("title"))
        if _SUPPOSED.search(text, max(0, match.start("title") - 4), match.start("title")):
            continue
        kind = "former" if then or _NOT_NOW.search(before) else "elect" if match["elect"] else ""
        words = _LAST.split(match["name"])[0].replace("’s", "").replace("'s", "").rstrip(".,-").split()
        for size in range(len(words), 0, -1):
            name = " ".join(words[:size])
            fitting = [t for t in tenures.tenures(name) if fits(match["title"], t)]
            if size == 1:  # a lone surname; "Prime Minister Mohammad Mustafa" is not some Mohammad
                waiting += [(match, kind, name, new)] if len(words) == 1 else []
            elif len({t.person for t in fitting}) == 1:
                found.append(Holder(tuple(fitting), f"{match['title']} {name}", match.start(), kind, new))
                people[fold(fitting[0].surname)].add(fitting[0].person)
                break
    for match, kind, name, new in waiting:
        fitting = [t for t in tenures.tenures(name) if fits(match["title"], t)]
        known = people.get(fold(name))
        fitting = [t for t in fitting if not known or t.person in known]
        if len({t.person for t in fitting}) == 1:
            found.append(Holder(tuple(fitting), f"{match['title']} {name}", match.start(), kind, new))
    return sorted(found, key=lambda h: (h.at, h.words))


def fits(title: str, tenure: Tenure) -> bool:
    """Whether a title in the page may be the tenure's: "Prime Minister" is not "President"."""
    word, own = (_plain(words) for words in (title, tenure.title))
    if tenure.office not in tenures.HEADS:
        return word in (own, _plain(tenure.office))
    if word in _CLASSES:
        return any(w in own for w in _CLASSES[word])
    return (
        word in _GOVERNS
        and tenure.office == "head of government"
        and not ("president" in own and "minister" not in own and "government" not in own)
    )


def _plain(title: str) -> str:
    return title.casefold().replace("-", " ").replace("defense", "defence").replace("advisor", "adviser")
