"""The terms of a promise: sides, what, amount, deadline, condition, baseline. Used by pledges and constraints."""

from __future__ import annotations

import re
from functools import cache
from typing import TypeVar

from dragoman.lexicon import table, words
from dragoman.model import Mention, Quantity, Span, Statement, TimeExpression
from dragoman.reading.parse import Parsed

T = TypeVar("T", Quantity, TimeExpression)

_GENRE = re.compile(
    r"fact ?sheet|joint (?:leaders'? )?(?:statement|declaration|communiqu|vision|press statement|fact)|read-?out|"
    r"communiqu|outcome document|(?:leaders'?|chair'?s) (?:statement|declaration)|memorandum of",
    re.I,
)
_SPOKEN = re.compile(r"press call|gaggle|press briefing|remarks|transcript|interview|q&a|press conference", re.I)
_TURN = re.compile(r"(?:^|\n)\s*(?:[A-Z][A-Z .’'-]{2,40}:|Q[:.]?\s)")  # "MODERATOR:", "Q  Thank you"


def register(page: Parsed) -> str:
    """ "official" (a paper in which a side speaks for itself), "spoken" (a transcript) or "news".

    Papers name their genre, or show it: words of diplomacy, hardly a quotation or a hedge. Measured on 150 papers of
    one government without their titles and 317 news pages: .8 of the papers, .02 of the pages taken for one.
    """
    document = page.document
    title = f"{document.title or ''} {document.source.replace('-', ' ')} {document.text[:80]}"
    if _SPOKEN.search(title) or len(_TURN.findall(document.text)) >= 4:
        return "spoken"
    count = max(1, sum(last - first > 3 for first, last in page.sentences))
    style, hedge = words("pledge_cues", "word", use="style"), words("pledge_cues", "word", use="hedge")
    diplomatic = sum(map(style.__contains__, page.lemma)) / count
    hedged = sum(map(hedge.__contains__, page.lower)) / count
    quoted = (
        sum(s.mode != "indirect" and sum(c.end - c.start for c in s.content) > 30 for s in page.of(Statement)) / count
    )
    own = (page.lower.count("we") + page.lower.count("our")) / count
    ahead = page.lower.count("will") / count
    if _GENRE.search(title):
        return "official" if quoted < 0.3 and hedged < 0.35 else "news"
    if count < _SHORT:
        return "news"  # an agency's one sentence has the words of diplomacy too
    if diplomatic >= 0.8 and hedged < 0.2 and quoted < 0.13:
        return "official"
    plain = hedged <= 0.1 and quoted < 0.1
    shown = diplomatic >= 0.2 or (diplomatic >= 0.1 and max(own, ahead) >= 0.2)
    return "official" if plain and shown else "news"


_SHORT = 3  # sentences


# --- grammar ----------------------------------------------------------------------------------------


def infinitive(page: Parsed, i: int) -> bool:
    """Is token `i` a verb with "to"?"""
    return any(page.tag[k] == "TO" for k in page.kids[i] if k < i)


def whole(page: Parsed, i: int) -> int:
    """The last piece of a verb that the parser cuts at its hyphen ("to re-open"); `i` itself of any other."""
    while page.lower[i + 1 : i + 2] == ["-"] and i + 2 < len(page) and page.head[i + 2] == page.head[i]:
        i += 2
    return i


def modal(page: Parsed, i: int) -> str:
    """Modal of a verb, or ""."""
    return next((page.lemma[k] for k in page.kids[i] if page.tag[k] == "MD"), "")


def progressive(page: Parsed, i: int) -> bool:
    """Is the verb an ongoing act ("is contributing") or a coming one ("will contribute")?"""
    now = any(page.dep[k] == "aux" and page.lower[k] in ("is", "are", "am", "'s", "'re", "'m") for k in page.kids[i])
    return (page.tag[i] == "VBG" and now) or modal(page, i) in ("will", "shall")


@cache
def actions() -> frozenset[str]:
    """Verbs that open an item of a list of undertakings."""
    return words("pledge_cues", "word", use="action")


# --- what, how much, by when, if what ---------------------------------------------------------------


def inside(page: Parsed, kind: type[Quantity], bounds: tuple[int, int]) -> list[Quantity]:
    """Amounts that begin between two tokens."""
    return page.between(kind, page.start[bounds[0]], page.end[bounds[1] - 1])


def counted(page: Parsed, head: int) -> bool:
    """Is the noun itself an amount ("50 tanks", "$3 million")?"""
    first, last = page.subtree(head)
    return any(page.at(Quantity, t) for t in range(first, last) if t <= head or page.head[t] == head)


def money(page: Parsed, head: int) -> bool:
    """Is there an amount under the token, in no clause of its own?"""
    return any(_own(page, head, q) for q in inside(page, Quantity, page.subtree(head)))


def given(page: Parsed, head: int) -> bool:
    """Is there an amount of something that can be given under the token: no "arrests of 74 people"?"""
    return any(_own(page, head, q) and q.unit not in _COUNTS for q in inside(page, Quantity, page.subtree(head)))


def _own(page: Parsed, head: int, quantity: Quantity) -> bool:
    t = page.tokens(quantity.span)[1] - 1
    while t != head and page.head[t] != t:
        if page.dep[t] in ("relcl", "appos", "parataxis"):
            return False
        t = page.head[t]
    return True


_THAT = frozenset(["that", "this", "it", "them", "those", "these", "so"])


def objects(page: Parsed, head: int) -> bool:
    """Has a verb an object or a preposition of its own?"""
    return any(
        page.dep[k] in ("dobj", "prep", "xcomp", "ccomp", "dative", "advcl") for k in page.kids[head] if k > head
    )


def substance(page: Parsed, head: int) -> bool:
    """Does it say what is promised? A verb needs an object, complement or more ("step up" alone says nothing), but
    for a few ("agreed to resign")."""
    if page.lemma[head] in words("pledge_cues", "word", use="whole"):
        return True
    if page.pos[head] not in ("VERB", "AUX"):
        first, last = page.subtree(head)
        return last - first >= 2 and page.pos[head] in ("NOUN", "PROPN", "VERB")
    what = page.child(head, "dobj")
    if what is not None and page.lower[what] in _THAT and not page.kids[what]:
        m = page.at(Mention, what)
        if m is None or m.antecedent is None:
            return False  # "define that tomorrow": nobody could tell what
    first, last = page.subtree(head)
    if (
        sum(page.pos[t] not in ("PUNCT", "ADV", "SPACE") for t in range(head + 1, last)) >= 3
        or page.lower[head] == "be"
    ):
        return True
    for k in page.kids[head]:
        if k > head and page.dep[k] in ("dobj", "prep", "xcomp", "ccomp", "attr", "dative", "acomp", "oprd"):
            if page.dep[k] == "dobj" and page.pos[k] in ("ADJ", "PRON", "ADV") and not page.kids[k]:
                continue
            return True
        if k > head and page.dep[k] == "advcl" and infinitive(page, k):
            return True
    return False


_FROM = re.compile(
    r"(?:\bup\s+from|\bdown\s+from|\bfrom|compared\s+(?:with|to)|more\s+than|on\s+top\s+of|in\s+addition\s+to)\s+"
    r"(?:the\s+|its\s+|their\s+)?(?:nearly\s+|about\s+)?$",
    re.I,
)


def quantity(page: Parsed, head: int, bounds: tuple[int, int]) -> Quantity | None:
    """The amount promised: the first under the head that is no starting point; money before counts."""
    found = [
        q
        for q in inside(page, Quantity, bounds)
        if not _FROM.search(page.document.text[max(0, q.span.start - 20) : q.span.start])
        and not _passing(page, head, q)
    ]
    return next((q for q in found if q.unit not in _COUNTS), next(iter(found), None))


_COSTING = re.compile(r"\b(?:at a (?:\w+ )?cost of|costing|worth|valued at)\s+(?:about|around|some|up to)?\s*$", re.I)


def cost(page: Parsed, bounds: tuple[int, int]) -> Quantity | None:
    """What is told behind a promise of what it costs: "offered to refit the ships, at a cost of about $20 million"."""
    end = page.end[page.sentences[page.sentence[bounds[0]]][1] - 1]
    for q in page.between(Quantity, page.end[bounds[1] - 1], end):
        if _COSTING.search(page.document.text, page.end[bounds[1] - 1], q.span.start):
            return q
    return None


_COUNTS = ("countries", "people", "companies", "seats", "votes", "km", "miles", "°C")  # of whom or where, not how much


def _passing(page: Parsed, head: int, quantity: Quantity) -> bool:
    """Does an amount only tell which things are meant: "families earning less than $400,000", "a five-mile zone"?"""
    last = page.tokens(quantity.span)[1] - 1
    if quantity.unit in ("km", "miles") and page.dep[last] in ("compound", "amod", "nmod", "npadvmod", "nummod"):
        return True
    for t in page.ancestors(last):
        if t == head:
            return False
        if page.dep[t] in ("acl", "relcl", "advcl") and page.lemma[t] in _TELLING:
            return True
        if page.dep[t] == "relcl" and page.tag[t] == "VBD":
            return True  # "those who bombed two embassies"
    return False


_TELLING = frozenset(["make", "earn", "impose", "own", "have", "hold", "employ", "range"])


@cache
def _condition() -> re.Pattern[str]:
    found = sorted((r["word"] for r in table("pledge_cues") if r["use"] == "condition"), key=lambda w: (-len(w), w))
    return re.compile(
        rf"\b(?:{'|'.join(map(re.escape, found))})\b(?! again\b| more\b| it takes\b| of (?:anonymity|secrecy)\b)"
        r"(?:[^,;.]|,(?=\d)|\.(?=\d|\w\.|\s+[a-z])|(?<=\b[A-Z])\.)*",
        re.I,
    )


_CLAUSAL = frozenset(["if", "unless", "once", "assuming", "until"])


def condition(page: Parsed, head: int, bounds: tuple[int, int]) -> str | None:
    """The words of a condition in the sentence: "subject to ...", "if ...", "in return for ..."."""
    first, last = page.sentences[page.sentence[head]]
    text, offset = page.text(first, last), page.start[first]
    for m in _condition().finditer(text):
        t = page.tokens(Span(page.document.id, offset + m.start(), offset + m.start() + 1))[0]
        if page.lower[t] in _CLAUSAL and (page.lower[t - 1] == "even" or not _clause_of(page, t, head)):
            continue
        end = page.tokens(Span(page.document.id, offset + m.start(), offset + m.end()))[1]
        end = min([end, *(k for k in range(t + 1, end) if _next_clause(page, k, t))])
        if end <= head and page.lower[end] == "and":
            continue  # of the verb before: "will pay on terms acceptable to both and agreed to send a team"
        end = _listed(page, end)
        return " ".join(page.text(t, max(end, t + 1)).split()).strip(" ,;:.")
    return _tied(page, head) or _unmarked(page, head)


_TIED = {"condition": ("on", "upon"), "tie": ("to",), "link": ("to",)}


def _tied(page: Parsed, head: int) -> str | None:
    """What an act is tied to: "conditioned its return to the talks ON THE RELEASE OF ALL HOSTAGES"."""
    verb, marks = page.head[head], _TIED.get(page.lemma[page.head[head]], ())
    if not marks or page.dep[head] != "dobj":
        return None
    near = (t for t in range(head + 1, page.sentences[page.sentence[head]][1]) if page.lower[t] in marks)
    on = next((t for t in near if page.lemma[verb] == "condition" or page.head[t] == verb), None)
    return " ".join(page.text(on, page.subtree(on)[1]).split()).strip(" ,;:.") if on is not None else None


def _listed(page: Parsed, end: int) -> int:
    """Where a condition ends that goes on in a list: "unless it has safeguards, controls and a stricter check"."""
    rest = range(end + 1, page.sentences[page.sentence[end - 1]][1])
    listed = page.lower[end : end + 1] == [","] and any(page.lower[k] in ("and", "or") for k in rest)
    clause = any(page.pos[k] in ("AUX", "PRON") or page.tag[k] in ("VBD", "VBZ", "VBG") for k in rest)
    return rest.stop if listed and not clause else end


def _unmarked(page: Parsed, head: int) -> str | None:
    """ "Lima would halt the talks should the bank be given a role", "..., provided its border is secured"."""
    last = page.sentences[page.sentence[head]][1]
    for t in range(head + 1, last - 2):
        if page.lower[t] == "provided" and _proviso(page, t):
            return " ".join(page.text(t, last).split()).strip(" ,;:.")
        verb = page.head[t]
        own = page.child(verb, "nsubj", "nsubjpass") if page.lower[t] == "should" else None
        if own is not None and page.subtree(own)[0] == t + 1 and verb > own and _reaches(page, verb, head):
            return " ".join(page.text(t, page.subtree(verb)[1]).split()).strip(" ,;:.")
    return None


def _proviso(page: Parsed, t: int) -> bool:
    """ "Provided (that) its border could be secured": no "aid provided by Lima"."""
    told = (
        page.dep[t] in ("acl", "relcl", "ROOT", "conj", "amod") or page.child(t, "nsubj", "auxpass", "aux") is not None
    )
    after = range(t + 2, page.sentences[page.sentence[t]][1])
    return not told and page.pos[t + 1] != "ADP" and any(page.tag[k] in ("MD", "VBZ", "VBP", "VBD") for k in after)


def _clause_of(page: Parsed, mark: int, head: int) -> bool:
    """Is it a clause on which the promise hangs: no "asked if", no "once said that"?"""
    verb = page.head[mark]
    if page.dep[verb] != "advcl" or verb == head or page.dep[mark] not in ("mark", "advmod", "prep"):
        return False
    t, clause = head, page.head[verb]
    while t != clause and page.head[t] != t:  # "if Lima balks, she waits, and she vows to act"
        if page.dep[t] == "relcl" or (page.dep[t] == "conj" and page.child(t, "nsubj") is not None):
            return False  # nor "if he fails, he keeps the paper in which she vows to act"
        t = page.head[t]
    return _reaches(page, verb, head)


def _reaches(page: Parsed, verb: int, head: int) -> bool:
    """Does a clause hang on the promise, and not on a verb beside its cue ("urged Lima to stay AND SAID what it would
    lose if")?"""
    t, above = page.head[verb], set(page.ancestors(head))
    if any(page.tag[k] == "VBD" and page.dep[k] == "conj" and page.tag[head] == "VB" for k in range(head, verb)):
        return False
    while t != head and t not in above:
        if page.dep[t] in ("ccomp", "relcl") or page.head[t] == t:
            return False  # a condition of what somebody else does
        if page.dep[t] == "conj" and page.head[t] in above and t > head:
            return False
        t = page.head[t]
    return True


def _next_clause(page: Parsed, k: int, mark: int) -> bool:
    """ "with arrangements acceptable to both AND AGREED to": the words of another verb begin here."""
    if page.lower[k] != "and":
        return False
    if page.lower[mark] not in _CLAUSAL and page.tag[min(k + 1, len(page) - 1)] in ("VBD", "VBZ", "VBP"):
        return True
    verb = next((c for c in page.kids[page.head[k]] if c > k and page.dep[c] == "conj"), None)
    return verb is not None and page.pos[verb] == "VERB" and page.head[k] < mark


_AHEAD_OF = re.compile(
    r"\b(?:(?:two|three|four|five|\d+|a)\s+(?:years?|months?)\s+)?(?:ahead of|earlier than)\s+(?:the|its|an?)\s+"
    r"(?:earlier|previous|original|planned|initial)[^,;.]*"
    r"|\b(?:two|three|\d+|a)\s+years?\s+(?:ahead of|earlier than)[^,;.]*", re.I)  # fmt: skip
_UP_FROM = re.compile(
    r"(?<!ranging )(?<!relief )(?<!exempt )\b"
    r"(?:up from|down from|from|compared with|compared to)\s+[^,;.$€£¥\d]{0,24}$",
    re.I,
)
_LEVEL = re.compile(
    r"\s+(?:in|for)\s+(?:fiscal\s+(?:year\s+)?)?\d{4}|\s+(?:last|this)\s+(?:year|month)|\s+now|\s+today", re.I
)


def baseline(page: Parsed, bounds: tuple[int, int]) -> str | None:
    """What it is measured from, to the end of the figure and its year: "from 27.5%", "up from $2 billion in 2024",
    "two years ahead of the earlier goal"."""
    text = page.document.text
    start, end = page.start[bounds[0]], page.end[bounds[1] - 1]
    for q in inside(page, Quantity, bounds):
        m = _UP_FROM.search(text, max(start, q.span.start - 36), q.span.start)
        if m is not None and q.unit not in ("km", "miles"):  # "from a five kilometer zone"
            level = _LEVEL.match(text, q.span.end, end)
            return " ".join(text[m.start() : level.end() if level else q.span.end].split())
    m = _AHEAD_OF.search(page.text(*bounds))
    return " ".join(m.group().split()) if m else None
