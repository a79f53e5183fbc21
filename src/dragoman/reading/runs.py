"""Cuts a page into known phrases and runs of capitals, with the title that stands before a run.

In title case a capital says nothing: there a run goes on only where a title or a given name began it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from dragoman.reading import gazetteer
from dragoman.reading.namelists import (
    ORGANISATION,
    PARTICLES,
    PARTISAN,
    PLACE,
    SHIP,
    THING,
    given,
    headline_verbs,
    leaders,
    only_given,
    ordinary,
    singular_office,
    states,
    surnames,
)
from dragoman.reading.parse import Parsed

_LATIN = "\u024f"  # the last letter of a Latin alphabet: of a page in another the parser makes names of everything
_NEVER = frozenset(["PRP", "PRP$", "DT", "IN", "TO", "CC", "WRB", "WP"])
# In no name: "on Tuesday Solberg met".
_BREAKS = frozenset(["ex", "then", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
_WITHIN = frozenset(["sheikh", "shaikh", "sheik", "sayyid"])  # honours that are a part of a name too
_JOINED = ([","], ["and"], [",", "and"], ["&"])
_NOT_TITLED = frozenset(["VBZ", "VBD", "VBP", "VBG", "MD", "IN", "TO", "DT", "CC", "PRP", "PRP$", "RB", "CD"])


# What somebody does, though no list has the word: "Moviemaker Jack Marino", "Defenseman Oskar Lind".
_AGENT = re.compile(r"(?:man|woman|maker|player|keeper|worker|writer|holder|fighter|hunter|runner|backer|ist)$")


class Unit(NamedTuple):
    """Tokens that belong together: a known phrase, or (phrase None) a run of capitals that no table knows."""

    first: int
    last: int
    phrase: gazetteer.Phrase | None
    weak: bool = False  # not tagged as a name: only counts where the page knows it
    titled: bool = False  # stands in title case


def titled_sentences(page: Parsed) -> list[bool]:
    """For each sentence, whether it is in title case or capitals, so that a capital means nothing."""
    found = []
    for first, last in page.sentences:
        content = [
            page.word[i][0].isupper()
            for i in range(first, last)
            if page.tag[i][:2] in ("NN", "VB", "JJ", "RB") and page.word[i][0].isalpha()
        ]
        small_verb = any(
            page.tag[i] in ("VBD", "VBZ", "VBP", "MD") and page.word[i].islower() for i in range(first, last)
        )
        found.append(len(content) > 2 and not small_verb and sum(content) >= 0.85 * len(content))
    return found


def _joined(page: Parsed, i: int) -> bool:
    """Token `i` is a hyphen inside a word ("Jae-myung")."""
    return 0 < i < len(page) - 1 and page.end[i - 1] == page.start[i] and page.end[i] == page.start[i + 1]


def paired(page: Parsed, i: int) -> bool:
    """Token `i` is one of two surnames of the table of offices with a hyphen between, before a noun: "the BIDEN-XI
    summit", but not "Macron-Merz said"."""
    known = leaders()[1]
    if page.lower[i] not in known:
        return False
    beside = [o for h, o in ((i + 1, i + 2), (i - 1, i - 2)) if page.word[h : h + 1] == ["-"] and _joined(page, h)]
    beside = [o for o in beside if page.dep[max(i, o)] in ("compound", "nmod")]
    return any(page.lower[o] in known and page.word[o][0].isupper() for o in beside)


def _shouted(page: Parsed, i: int) -> bool:
    """A plain word in capitals, as teasers have it: "CALM DOWN Dan Dyer"; in no name."""
    return len(page.word[i]) > 3 and page.word[i].isupper() and ordinary(page.lower[i])


def _runs_on(page: Parsed, first: int, j: int, last: int) -> int:
    """How many tokens from `j` on belong to a name that began at `first`: 0 where it ends."""
    word, tag, w = page.word, page.tag[j], page.word[j]
    if page.lower[j] in _BREAKS or _shouted(page, j):
        return 0
    if page.lower[j] == "administration" and page.lower[j - 1] in leaders()[1]:
        return 0  # "the Biden Administration"
    if w[0].isupper():
        known = gazetteer.match(page, j, last)
        if known is not None and (known.kind != "noun" or len(known.words) > 1):
            ends = j + 1 >= last or not word[j + 1][0].isupper()
            inside = known.kind == "honour" and not ends and known.words[0] in _WITHIN
            if (inside or (known.kind in ("office", "honour") and ends)) and page.lower[first] in given():
                return 1  # "Martin Luther King", "Hassan Sheikh Mohamud"
            # "Michael Jordan", "Gerald Ford": a given name before a country or company of one word.
            single = len(known.words) == 1 and known.kind in ("country", "capital", "organisation")
            if single and known.kind == "organisation" and page.lower[j] in surnames() and page.lower[first] in given():
                return 1  # "Therese Kayikwamba Wagner"
            return 1 if single and j == first + 1 and given().get(page.lower[first]) else 0
        return 1 if tag in ("NNP", "NNPS", "FW") or (len(w) == 2 and w[1] == ".") else 0
    if w == "-" and j + 1 < last and _joined(page, j):
        if paired(page, first) and j == first + 1:
            return 0
        part = word[j + 1]  # "Jae-in", but not "Trump-led"
        noun = page.tag[j + 1] in ("NNP", "NNPS", "NN") or (page.tag[j + 1] == "JJ" and not ordinary(part))
        return 2 if part[0].isupper() or noun or part in ("in", "on", "a") else 0
    if w == "&" and j + 1 < last and word[j + 1][0].isupper():
        return 2
    if w == "," and j + 1 < last and word[j + 1] in ("Jr.", "Sr.", "Jr", "Jr.,"):
        return 2
    if w in PARTICLES:
        step = 1
        while j + step < last and (word[j + step] in PARTICLES or word[j + step] == "-"):
            step += 1
        if j + step < last and word[j + step][0].isupper() and page.tag[j + step].startswith("NN"):
            return step + 1
    return 0


def units(page: Parsed, titled: list[bool]) -> list[Unit]:
    """Known phrases and runs of capitals, in text order."""
    found: list[Unit] = []
    word, tag, begins_phrase = page.word, page.tag, gazetteer.first_words()
    for n, (first, last) in enumerate(page.sentences):
        i = first
        while i < last:
            p = gazetteer.match(page, i, last) if page.lower[i] in begins_phrase else None
            if p is not None and _given(page, i, last, p):
                p = None
            if p is not None:
                found.append(Unit(i, i + len(p.words), p))
                i += len(p.words)
                continue
            if page.lower[i] in SHIP and word[i].isupper():  # "USS George Washington"
                i = _capitals(page, i, last)
                continue
            if word[i] in PARTICLES and found and found[-1].last == i and is_title(found[-1].phrase):
                step = _runs_on(page, i - 1, i, last)  # "President von der Leyen"
                if step:
                    found.append(Unit(i, i + step, None, False, titled[n]))
                    i += step
                    continue
            if (
                not word[i][0].isupper()
                or word[i][0] > _LATIN
                or tag[i] in _NEVER
                or page.lower[i] in _BREAKS
                or (_shouted(page, i) and i + 1 < last and not word[i + 1].isupper())
            ):
                i += 1
                continue
            named = tag[i] in ("NNP", "NNPS") or _leader(page, i) or _first(page, i)
            begins = bool(found) and found[-1].last == i and is_title(found[-1].phrase)
            j = i + 1
            if named or begins:
                most = i + (6 if begins else 3) if titled[n] else last
                while j < most and j < last:
                    step = _runs_on(page, i, j, last)
                    if not step or (titled[n] and step == 1 and not _goes_on(page, i, j, begins)):
                        break
                    j += step
            while j - i > 1 and len(word[j - 1]) == 1 and j < last and word[j] == "-":
                j -= 1  # "Bernie Sanders T-shirts"
            while _leads(page, i, j):
                i += 1
            cut = _body_before(page, i, j)
            if cut:  # "Forest Service Randy Moore"
                found.append(Unit(i, cut, None, not named, titled[n]))
                i = cut
            found.append(Unit(i, j, None, not named, titled[n]))
            i = j
    return found


def _leader(page: Parsed, i: int) -> bool:
    """A surname of the table of offices that is taken for another word: "Albares hosted" (NNS), "TRUMP met Xi".

    One that is a word besides has to open a sentence as its subject: no "a trump card".
    """
    if page.lower[i] not in leaders()[1] or page.tag[i] not in _WORDS:
        return False
    if not ordinary(page.lower[i]):
        return True
    alone = page.tag[i] == "NN" and page.dep[i] == "nsubj" and not page.kids[i]
    return alone and i == page.sentences[page.sentence[i]][0] and page.tag[page.head[i]] in ("VBD", "VBZ", "MD")


def _first(page: Parsed, i: int) -> bool:
    """A given name before a surname that is taken for another word: "IGOR Lind met" (NN)."""
    if page.lower[i] not in only_given() or page.tag[i] not in _WORDS:
        return False
    return page.tag[i + 1 : i + 2] == ["NNP"] and page.dep[i] == "compound" and page.word[i + 1][0].isupper()


_WORDS = frozenset(["NN", "NNS"])


def _given(page: Parsed, i: int, last: int, p: gazetteer.Phrase) -> bool:
    """ "Chad Thomas": a country of one word that is a given name, before a surname."""
    if p.kind != "country" or len(p.words) > 1 or i + 1 >= last or page.lower[i] not in given():
        return False
    after = page.lower[i + 1]
    return page.word[i + 1][0].isupper() and after in surnames() and gazetteer.match(page, i + 1, last) is None


def is_title(p: gazetteer.Phrase | None) -> bool:
    """The known phrase is an office, a role or an honour, as stands before a name."""
    return p is not None and p.kind in ("office", "role", "honour")


def _capitals(page: Parsed, i: int, last: int) -> int:
    """One past the capitalised words (and initials) that begin at `i`."""
    while i < last and (page.word[i][0].isupper() or page.word[i] in (".", "-")):
        i += 1
    return i


def _leads(page: Parsed, i: int, j: int) -> bool:
    """Token `i` is a plain word before a name: "Filmmaker Jack Marino", "Frenchman Romain Grosjean"."""
    if j - i < 3 or not page.word[i].isalpha() or page.word[i + 1] == "-":
        return False
    if page.word[i].isupper():  # "SHOW KATIE Katie Price", as teasers have it
        named = page.lower[i + 1] in given() and not page.word[i + 1].isupper()
        return len(page.word[i]) > 2 and (named or _leads(page, i + 1, j))
    lower = page.lower[i]
    if (lower in PARTISAN or page.word[i] in states()) and page.lower[i + 1] in given():
        return True  # "Republican Bob Dole", "Florida Governor"
    agent = _AGENT.search(lower) and lower not in given() and lower not in surnames()
    if not (ordinary(lower) or agent) or lower in ORGANISATION | PLACE:
        return False
    plain = ordinary(page.lower[j - 1]) and " ".join(page.lower[i + 1 : j]) not in leaders()[0]
    return (page.lower[i + 1] in given() or _leads(page, i + 1, j)) and not plain


def _body_before(page: Parsed, i: int, j: int) -> int:
    """Where a name begins that follows the name of a body without a comma; 0 for nowhere."""
    for k in range(i + 1, j - 2):
        if page.lower[k] in ORGANISATION and page.lower[k + 1] in given() and page.word[j - 1].isalpha():
            return 0 if ordinary(page.lower[j - 1]) or page.lower[j - 1] in ORGANISATION | PLACE | THING else k + 1
    return 0


def _goes_on(page: Parsed, first: int, j: int, begins: bool) -> bool:
    """In title case: the next capitalised word still belongs to a name ("Theresa May", but not "Abe Link")."""
    if page.lower[j] in headline_verbs() or page.tag[j] in _NOT_TITLED:
        return False
    named = page.lower[first] in given()
    if ordinary(page.lower[j]) and not (begins and named and j == first + 1):
        return " ".join(page.lower[first : j + 1]) in leaders()[0]
    return begins or named


def _title_of_several(page: Parsed, found: list[Unit], n: int) -> gazetteer.Phrase | None:
    """The title before a list, as one has it: "Presidents Lind and Berg", "Foreign Ministers Lind, Berg and Holm"."""
    first = page.sentences[page.sentence[found[n].first]][0]
    while n and found[n - 1].phrase is None and page.lower[found[n - 1].last : found[n].first] in _JOINED:
        if found[n - 1].first < first:
            return None
        n -= 1
    ends = found[n - 1].last if n else 0
    apart = page.lower[ends : found[n].first] == [","] and _listed(page, found, n)
    before = found[n - 1].phrase if n and (ends == found[n].first or apart) else None
    office = singular_office(" ".join(before.words)) if before is not None and before.sort == "side" else None
    return before._replace(kind="office", office=office) if before is not None and office else None


def _listed(page: Parsed, found: list[Unit], n: int) -> bool:
    """Whether "and" joins another run to a run, both of several words: "their ministers, Ada Lind and Ola Berg"."""
    one, other = found[n], found[n + 1] if n + 1 < len(found) else found[n]
    long = one.last - one.first > 1 and other.last - other.first > 1 and other.phrase is None
    return long and one.phrase is None and page.lower[one.last : other.first] == ["and"]


OF_WHAT = ("of", "of the", "to", "to the", "for", "for the")  # "Envoy for Ukraine Keith Kellogg"


def title_before(page: Parsed, found: list[Unit], n: int) -> gazetteer.Phrase | None:
    """The title that stands before a run: "Prime Minister X", "Japan's new Prime Minister, X"."""
    i, j, _, _, titled = found[n]
    if n and page.line[found[n - 1].first] != page.line[i]:  # "... of the Foreign Ministers", below it "July 1, 2025"
        return None
    if (several := _title_of_several(page, found, n)) is not None:
        return several
    if n and not is_title(found[n - 1].phrase):  # "Foreign Minister of Chile Ana Silva"
        whose, before = found[n - 1], found[n - 2]
        of = n > 1 and j - i > 1 and whose.last == i and " ".join(page.lower[before.last : whose.first]) in OF_WHAT
        country = whose.phrase is not None and whose.phrase.kind in ("country", "organisation")
        return before.phrase if of and country and is_title(before.phrase) else None
    if n == 0:
        return None
    end, p = found[n - 1].last, found[n - 1].phrase
    if end == i - 1 and page.word[end] == "." and p is not None and p.kind == "honour":
        return p  # "MR. SULLIVAN": cut apart where it is in capitals
    if end == i:
        titled_verb = page.lower[i] in headline_verbs() and page.tag[i] != "NNP"
        if j - i == 1 and p is not None and (titled or p.kind == "role") and p.kind != "honour":
            titled_verb = titled_verb or ordinary(page.lower[i])  # "Campaign Manager Laughs", "Executive Order"
        if j - i == 1 and page.lower[i] in THING and p is not None and p.kind != "honour":
            titled_verb = True
        return None if titled_verb or page.tag[i] in ("VBZ", "VBD", "VBP") else p
    comma = end == i - 1 and page.word[end] == "," and page.sentence[end] == page.sentence[i]
    after = page.word[j] if j < len(page) else "."
    apposition = comma and j - i > 1 and p is not None and p.kind != "honour"
    return p if apposition and after in (",", ".", "(", "and", "-", "–", "—", ":", "'s") else None
