"""A line as the parser is given it: plain characters, and headlines of several in the words of a sentence.

The parser has learnt sentences. Of "China, Japan agree to talks" it sees Japan alone, of "Trump, Xi meet" a noun, of
"Russia to expel envoys" nothing. "China and Japan agreed", "Trump and Xi met", "Russia will expel" it knows. Offsets
lead back to the line as it stands.
"""

from __future__ import annotations

import re
from functools import cache

from dragoman import lexicon

# Characters that only confuse the tagger, replaced one for one so that offsets hold: a curly apostrophe
# is taken for a verb ("Japan’s" -> "'s" be).
_PLAIN = str.maketrans({"’": "'", "‘": "'", "\u00a0": " ", "\u2011": "-", "\t": " ", "\n": " "})
_SMALL = re.compile(
    r"(?<=[\w,] )(?:About|After|Against|Amid|And|As|At|Before|Between|But|By|During|For|From|In|Into|Its|Of|Off|On|Out"
    r"|Over|Than|The|Their|Through|Under|Until|Up|With|Without)\b(?= [\w$])"
)
_SPEAKER = re.compile(r"(?:[A-Z][A-Z.'-]* ){1,6}[A-Z][A-Z.'-]+(?=: )")  # who speaks in a transcript
_ITEM = re.compile(r"(?:[-*•–—▪●] |\d{1,2}[.)] )(?=[A-Z\"“])")  # of a list: what follows is the sentence
_GAP = re.compile(r"\s{2,}")
# Of "In April Lind announced" the parser makes one name, of "EU chiefs Lind and Berg" a verb, of "To Lam" a direction,
# of "He Lifeng" a pronoun.
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_OPENING = re.compile(
    rf"(?:In|Last|On|By) (?:(?:(?:early|mid|late)[ -])?(?:{_MONTH})(?: (?:19|20)\d\d)?|(?:19|20)\d\d|[A-Z][a-z]+day)"
    r"( )(?=[A-Z])"
)
_CHIEFS = re.compile(r"\b[A-Z][\w.]* (chiefs) (?=[A-Z])")
# and of "a minerals deal" a clause: the minerals deal.
_PLURAL_DEAL = re.compile(r"\ban? (?:[\w-]{1,20} ){0,2}[a-z]{2,20}[a-rt-z](s) (?=deal\b)")
_TESTED = re.compile(r"\b(test-)(?=fir)")  # and of "Chile test-fired" a noun
_CAPITAL_TO = re.compile(r"\bTo(?= Lam\b)")
_CAPITAL_HE = re.compile(r"\bHe(?= Lifeng\b)")
# A name that the tagger takes for another word is read as one as long that it knows: behind "Trump" it finds a subject
# of 21 verbs of 30, behind "Biden" of 30. Most are taken so where they open a clause; in "Yair Lapid" they are names.
_ANYWHERE = ("Trump", "Orban", "Orbán", "Starmer", "Yoon", "ECOWAS")
_KNOWN = {len(name): name for name in ("Bush", "Biden", "Reagan", "Clinton", "Zelensky", "Netanyahu", "Mitterrand")}
# No word: the tokenizer takes time with the square of its length (15 s for 10,000 brackets). Its beginning is read.
_ENDLESS = re.compile(r"(?<!\S)\S{500}(\S+)")
TABLES = (
    "data/headline_verbs.csv",
    "data/certainty_cues.csv",
    "data/name_words.csv",
)  # what a kept parse depends on beside the code
_LONGEST = 140  # characters of a headline
_WORD = r"[A-Z][\w.'-]*"
_NAME = rf"{_WORD}(?: {_WORD}){{0,3}}?"
_FIRST = rf"(?:{_WORD} )?(?:[a-z]+ ){{0,2}}(?:of|from) {_NAME}|{_NAME}"
_PEOPLE = r"(?P<who> (?:leaders|presidents|(?:\w+ )?ministers|PMs|FMs|officials|envoys|negotiators|diplomats))?"


def plain(text: str) -> tuple[str, list[int] | None]:
    """A line for the parser, and for each of its characters where that stands in the line (None: where it is)."""
    line = text.translate(_PLAIN)
    speaker = _SPEAKER.match(line)
    if speaker is not None:  # of "MR. PATEL" the parser makes a preposition
        line = speaker.group().title() + line[speaker.end() :]
    line = line if _titled(line) else _CAPITAL_TO.sub("Tô", line)
    names, known = _mistaken()
    line = names.sub(lambda name: known[name.group()], _CAPITAL_HE.sub("Hu", line))
    cuts = [(gap.start() + 1, gap.end(), "") for gap in _GAP.finditer(line)] + _respelled(line)
    cuts += [(*start.span(1), ", ") for start in _OPENING.finditer(line) if _begins(line, start.start())]
    cuts += [(*tested.span(1), "") for tested in _TESTED.finditer(line)]
    cuts += [(*deal.span(1), "") for deal in _PLURAL_DEAL.finditer(line)]
    cuts += [(*chiefs.span(1), "leaders") for chiefs in _CHIEFS.finditer(line)]
    cuts += [(*endless.span(1), "") for endless in _ENDLESS.finditer(line)]
    if (item := _ITEM.match(line)) is not None:
        cuts.append((*item.span(), ""))
    if not cuts:
        return line, None
    words, offsets = list(line), list(range(len(line) + 1))
    for start, end, other in sorted(cuts, reverse=True):
        words[start:end] = other
        offsets[start:end] = [min(start + n, end - 1) for n in range(len(other) - 1)] + [end - 1] * bool(other)
    return "".join(words), offsets


def _respelled(line: str) -> list[tuple[int, int, str]]:
    """What is read otherwise in a headline: (start, end, words)."""
    if len(line) > _LONGEST or line.rstrip().endswith((".", "?", "!", ":")):
        return []
    return [*_small(line), *_verbs(line)]


def _begins(line: str, at: int) -> bool:
    """Whether a sentence begins there."""
    return at == 0 or line[:at].rstrip(" \"'“").endswith((".", "?", "!", ":", "…"))


def _titled(line: str) -> bool:
    """Whether it is a headline in capitals."""
    long = [w for w in line.split() if len(w) > 3 and w.isalpha()] if len(line) <= _LONGEST else []
    return len(long) > 2 and sum(w[0].isupper() for w in long) >= 0.8 * len(long)


def _small(line: str) -> list[tuple[int, int, str]]:
    """Small words of a headline in capitals: of "Calls Off Talks With" the parser makes names."""
    return [(*found.span(), found.group().lower()) for found in _SMALL.finditer(line)] if _titled(line) else []


def _verbs(line: str) -> list[tuple[int, int, str]]:
    several, pasts, infinitives, nouns = _patterns()
    found = several.match(line)
    if found is not None:
        comma = found["more"].rindex(",") + found.start("more")
        joins = [] if line.startswith(", and ", comma) else [(comma, comma + 1, " and")]
        verb = found["verb"].lower()
        people = [] if found["who"] is None else [(*found.span("who"), "")]  # of "leaders" the parser makes one of them
        return [*joins, *people, (*found.span("verb"), "will" if verb == "to" else pasts[verb])]
    found = infinitives.match(line)
    if found is not None and found["who"].split()[-1].lower() not in nouns:
        return [(*found.span("to"), "will")]
    return []


@cache
def _mistaken() -> tuple[re.Pattern[str], dict[str, str]]:
    """Names that the tagger takes for other words, with those that are read in their places."""
    known = {name: _KNOWN[len(name)] for name in lexicon.words("name_words", "word", kind="mistaken")}
    known["ECOWAS"] = "UNESCO"
    everywhere = [name for name in known if name in _ANYWHERE]
    return re.compile(rf"\b(?:{'|'.join(everywhere)}|(?<![a-z] )(?:{'|'.join(sorted(known))}))\b"), known


@cache
def _patterns() -> tuple[re.Pattern[str], dict[str, str], re.Pattern[str], frozenset[str]]:
    """Headlines of several, the pasts of their verbs, headlines with an infinitive, and nouns that have one too."""
    pasts = {row["verb"]: row["past"] for row in lexicon.table("headline_verbs") if row["past"]}
    verbs = "|".join(sorted(pasts))
    several = re.compile(
        rf"(?:{_FIRST})(?P<more>(?:, (?:and )?{_NAME}){{1,4}}?){_PEOPLE} (?P<verb>(?i:{verbs})|to(?= (?:{verbs})\b))\b"
    )
    infinitives = re.compile(rf"(?P<who>{_NAME}) (?P<to>to) (?:{verbs})\b")
    return several, pasts, infinitives, lexicon.words("certainty_cues", "cue", pos="noun")
