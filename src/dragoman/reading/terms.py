"""The terms of a promise: sides, what, amount, deadline, condition, baseline. Used by pledges and constraints."""

from __future__ import annotations

import re
from functools import cache

from dragoman.lexicon import table, words
from dragoman.model import Mention, Quantity, Span, Statement, TimeExpression
from dragoman.reading.parse import Parsed

Tokens = tuple[int, ...]

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
    diplomatic = sum(w in style for w in page.lemma) / count
    hedged = sum(w in hedge for w in page.lower) / count
    quoted = (
        sum(s.mode != "indirect" and sum(c.end - c.start for c in s.content) > 30 for s in page.of(Statement)) / count
    )
    own = sum(w in ("we", "our") for w in page.lower) / count
    ahead = sum(w == "will" for w in page.lower) / count
    if _GENRE.search(title):
        return "official" if quoted < 0.3 and hedged < 0.35 else "news"
    if diplomatic >= 0.8 and hedged < 0.2 and quoted < 0.13:
        return "official"
    plain = hedged <= 0.1 and quoted < 0.1
    shown = diplomatic >= 0.2 or (diplomatic >= 0.1 and max(own, ahead) >= 0.2)
    return "official" if plain and shown else "news"


# --- grammar ----------------------------------------------------------------------------------------


def infinitive(page: Parsed, i: int) -> bool:
    """Is token `i` a verb with "to"?"""
    return any(page.tag[k] == "TO" for k in page.kids[i] if k < i)


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


def extent(page: Parsed, head: int, others: list[int]) -> tuple[int, int]:
    """Tokens of what is promised: the head's phrase from the head on, without a clause of somebody else."""
    first, last = page.subtree(head)
    if page.pos[head] == "VERB" or (page.pos[head] == "AUX" and page.child(head, "mark") is not None):
        first = head
        negation = [k for k in page.kids[head] if page.dep[k] == "neg"]
        first = min([first, *negation])
        if page.lower[head - 2 : head] == ["to", "further"] and page.at(Mention, head) is not None:
            first = head - 1  # "to further U.S.-Chile trade": the parser takes the name for the verb
    else:
        while first < head and (
            page.pos[first] in ("DET", "PUNCT") or page.dep[first] == "poss" or page.lower[first] == "'s"
        ):
            first += 1
    for k in others:
        if k > head:
            last = min(last, page.subtree(k)[0])
        elif k < head:
            first = max(first, head)
    for k in page.kids[head]:
        if k <= head:
            continue
        another = page.dep[k] == "conj" and page.pos[k] == "VERB" and page.child(k, "nsubj") is not None
        start = page.subtree(k)[0]
        if another or (page.dep[k] in ("advcl", "prep") and start > head and _remarked(page, k, start)):
            last = min(last, start)
    while last - 1 > head and (
        page.pos[last - 1] in ("PUNCT", "CCONJ", "SPACE") and page.lower[last - 1] not in ("%", ")")
    ):
        last -= 1
    return first, max(last, head + 1)


def _remarked(page: Parsed, k: int, start: int) -> bool:
    """Words of the reporter, not of the side: "because ...", "in what many call ...", ", siding with its critics"."""
    if page.lower[start] in _REASONS or page.lower[start : start + 2] == ["in", "what"]:
        return True
    aside = page.dep[k] == "advcl" and page.tag[k] == "VBG" and page.lower[start - 1] == ","
    return aside and not _inside(page, Quantity, page.subtree(k))


_REASONS = frozenset(["because", "amid", "despite", "though", "although"])


def _inside(page: Parsed, kind: type[Quantity], bounds: tuple[int, int]) -> list[Quantity]:
    start, end = page.start[bounds[0]], page.end[bounds[1] - 1]
    return [q for q in page.of(kind) if start <= q.span.start < end]


def counted(page: Parsed, head: int) -> bool:
    """Is the noun itself an amount ("50 tanks", "$3 million")?"""
    first, last = page.subtree(head)
    return any(page.at(Quantity, t) for t in range(first, last) if t <= head or page.head[t] == head)


def money(page: Parsed, head: int) -> bool:
    """Is there an amount under the token, in no clause of its own?"""
    return any(_own(page, head, q) for q in _inside(page, Quantity, page.subtree(head)))


def _own(page: Parsed, head: int, quantity: Quantity) -> bool:
    t = page.tokens(quantity.span)[1] - 1
    while t != head and page.head[t] != t:
        if page.dep[t] in ("relcl", "appos", "parataxis"):
            return False
        t = page.head[t]
    return True


def measure(page: Parsed, head: int) -> bool:
    """Is there an amount, or a day to come, under the token?"""
    bounds = extent(page, head, [])
    return bool(_inside(page, Quantity, bounds)) or deadline(page, head, bounds, head) is not None


_THAT = frozenset(["that", "this", "it", "them", "those", "these", "so"])


def objects(page: Parsed, head: int) -> bool:
    """Has a verb an object or a preposition of its own?"""
    return any(
        page.dep[k] in ("dobj", "prep", "xcomp", "ccomp", "dative", "advcl") for k in page.kids[head] if k > head
    )


def substance(page: Parsed, head: int) -> bool:
    """Does it say what is promised? A verb needs an object, complement or more; "step up" alone says nothing."""
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
    r"(?:\bup\s+from|\bdown\s+from|\bfrom|compared\s+(?:with|to)|more\s+than)\s+(?:the\s+|its\s+|their\s+)?$", re.I
)


def quantity(page: Parsed, head: int, bounds: tuple[int, int]) -> Quantity | None:
    """The amount promised: the first under the head that is no starting point; money before counts."""
    found = [
        q
        for q in _inside(page, Quantity, bounds)
        if not _FROM.search(page.document.text[max(0, q.span.start - 20) : q.span.start]) and not _passing(page, head, q)
    ]
    strong = [
        q for q in found if q.unit not in ("countries", "people", "companies", "seats", "votes", "km", "miles", "°C")
    ]
    return next(iter(strong or found), None)


def _passing(page: Parsed, head: int, quantity: Quantity) -> bool:
    """Does an amount only tell which things or people are meant: "families earning less than $400,000"?"""
    for t in page.ancestors(page.tokens(quantity.span)[1] - 1):
        if t == head:
            return False
        if page.dep[t] in ("acl", "relcl") and page.lemma[t] in _TELLING:
            return True
    return False


_TELLING = frozenset(["make", "earn", "impose", "own", "have", "hold", "employ"])


def deadline(page: Parsed, head: int, bounds: tuple[int, int], cue: int, alone: bool = True) -> TimeExpression | None:
    """When it is due: "by", "before", "until" first, then a day or period to come in its clause."""
    sentence = page.sentence_span(head)
    start, end = page.start[bounds[0]], page.end[bounds[1] - 1]
    inside: list[TimeExpression] = []
    outside: list[TimeExpression] = []
    for t in page.of(TimeExpression):
        if t.span.start < sentence.start or t.span.end > sentence.end or t.relation in ("since", "after"):
            continue
        if not _ahead(page, t) or _aside(page, t, head):
            continue
        (inside if start <= t.span.start < end else outside).append(t)
    due = [t for t in inside if t.relation in _DUE]
    if not due and alone:
        due = [t for t in outside if t.relation in _DUE and t.span.start >= start and not _elsewhere(page, t, head)]
    if due:
        return due[0]
    inside = [t for t in inside if not _modifies_noun(page, t)]
    if inside:
        return inside[0]
    opening = page.end[min(page.sentences[page.sentence[head]][0] + 9, len(page) - 1)]
    for t in outside:  # "In the next weeks, Chile will ...", "As a first step, in November, ..."
        if t.span.start <= opening and t.span.end <= page.start[cue] and not t.value.startswith("@+0"):
            return t
    return None


_DUE = ("by", "before", "until")


def due(page: Parsed, head: int) -> bool:
    """Has the verb a day of its own by which it is due?"""
    start, end = page.start[head], page.end[page.subtree(head)[1] - 1]
    return any(start <= t.span.start < end and t.relation in _DUE for t in page.of(TimeExpression))


def _ahead(page: Parsed, time: TimeExpression) -> bool:
    """Can a time be one that lies ahead? "over three years" runs from the day of the page."""
    value = time.value
    if (
        value.startswith("<")
        or "@-" in value
        or value.endswith("_REF")
        or value == "@"
        or len(value) <= 3
        or time.type == "SET"
    ):
        return False
    if time.type == "DURATION" and not value.startswith((">", "@")):
        before = page.document.text[max(0, time.span.start - 20) : time.span.start]
        return bool(re.search(r"\b(?:over|within)\s+(?:the\s+)?$", before, re.I)) or bool(
            re.match(r"(?:over|within)\b", time.wording, re.I)
        )
    return True


def _elsewhere(page: Parsed, time: TimeExpression, head: int) -> bool:
    """Does a time stand in another clause: "promised to buy more, and he invited her to come before June"?"""
    above = set(page.ancestors(head))
    for t in page.ancestors(page.tokens(time.span)[0]):
        if t == head or t in above:
            return False
        if page.dep[t] == "conj" and page.pos[t] == "VERB" and page.child(t, "nsubj", "nsubjpass") is not None:
            return True
    return False


_BEFORE_NOW = frozenset(["previous", "previously", "earlier", "prior", "past", "last", "since"])


def _aside(page: Parsed, time: TimeExpression, head: int) -> bool:
    """Is it the day of something told in passing: "its previous gift in 2022", "the ad made before he died"?"""
    if _BEFORE_NOW.intersection(time.wording.lower().split()):
        return True
    first, last = page.tokens(time.span)
    if any(page.dep[k] in ("nsubj", "ROOT") and page.tag[page.head[k]] in ("VBD", "VBZ") for k in range(first, last)):
        return True  # no day, but a clause: "before he died"
    for t in page.ancestors(first):
        if t == head:
            return False
        if any(page.lower[k] in _BEFORE_NOW for k in page.kids[t] if page.dep[k] in ("amod", "advmod")):
            return True
        if page.tag[t] == "VBD" and page.dep[t] in ("relcl", "advcl", "acl", "ccomp"):
            return True
        if page.tag[t] == "VBN" and page.dep[t] == "acl" and time.relation not in _DUE:
            return True  # "a mission expected to be launched in 2018"
    return False


def _modifies_noun(page: Parsed, time: TimeExpression) -> bool:
    """ "2030 targets", "the 2021 plan": a name, not a day on which something is due."""
    first, last = page.tokens(time.span)
    if time.relation == "" and first and page.lower[first - 1] == "of":
        return True
    top = next((t for t in range(first, last) if not first <= page.head[t] < last), first)  # of "July 2022" July
    return page.dep[top] in ("compound", "nummod", "amod", "poss", "nmod", "dobj", "nsubj")


@cache
def _condition() -> re.Pattern[str]:
    found = sorted((r["word"] for r in table("pledge_cues") if r["use"] == "condition"), key=lambda w: (-len(w), w))
    return re.compile(
        rf"\b(?:{'|'.join(map(re.escape, found))})\b(?! again\b| more\b| of (?:anonymity|secrecy)\b)"
        r"(?:[^,;.]|,(?=\d)|\.(?=\d|\w\.|\s+[a-z])|(?<=\b[A-Z])\.)*",
        re.I,
    )


_CLAUSAL = frozenset(["if", "unless", "once", "assuming"])


def condition(page: Parsed, head: int, bounds: tuple[int, int]) -> str | None:
    """The words of a condition in the sentence: "subject to ...", "if ...", "in return for ..."."""
    first, last = page.sentences[page.sentence[head]]
    text, offset = page.text(first, last), page.start[first]
    for m in _condition().finditer(text):
        t = page.tokens(Span(page.document.id, offset + m.start(), offset + m.start() + 1))[0]
        if page.lower[t] in _CLAUSAL and not _clause_of(page, t, head):
            continue
        end = page.tokens(Span(page.document.id, offset + m.start(), offset + m.end()))[1]
        end = min([end, *(k for k in range(t + 1, end) if _next_clause(page, k, t))])
        return " ".join(page.text(t, max(end, t + 1)).split()).strip(" ,;:")
    return None


def _clause_of(page: Parsed, mark: int, head: int) -> bool:
    """Is it a clause on which the promise hangs: no "asked if", no "once said that"?"""
    verb = page.head[mark]
    if page.dep[verb] != "advcl" or verb == head or page.dep[mark] not in ("mark", "advmod", "prep"):
        return False
    t, above = page.head[verb], set(page.ancestors(head))
    while t != head and t not in above:
        if page.dep[t] in ("ccomp", "relcl") or page.head[t] == t:
            return False  # a condition of what somebody else does
        t = page.head[t]
    return True


def _next_clause(page: Parsed, k: int, mark: int) -> bool:
    """ "with arrangements acceptable to both AND AGREED to": the words of another verb begin here."""
    if page.lower[k] != "and":
        return False
    verb = next((c for c in page.kids[page.head[k]] if c > k and page.dep[c] == "conj"), None)
    return verb is not None and page.pos[verb] == "VERB" and page.head[k] < mark


_AHEAD_OF = re.compile(
    r"\b(?:(?:two|three|four|five|\d+|a)\s+(?:years?|months?)\s+)?(?:ahead of|earlier than)\s+(?:the|its|an?)\s+"
    r"(?:earlier|previous|original|planned|initial)[^,;.]*"
    r"|\b(?:two|three|\d+|a)\s+years?\s+(?:ahead of|earlier than)[^,;.]*", re.I)  # fmt: skip
_UP_FROM = re.compile(r"\b(?:up from|down from|from|compared with|compared to)\s+[^,;.$€£¥\d]{0,24}$", re.I)
_LEVEL = re.compile(
    r"\s+(?:in|for)\s+(?:fiscal\s+(?:year\s+)?)?\d{4}|\s+(?:last|this)\s+(?:year|month)|\s+now|\s+today", re.I
)


def baseline(page: Parsed, bounds: tuple[int, int]) -> str | None:
    """What it is measured from, to the end of the figure and its year: "from 27.5%", "up from $2 billion in 2024",
    "two years ahead of the earlier goal"."""
    text = page.document.text
    start, end = page.start[bounds[0]], page.end[bounds[1] - 1]
    for q in _inside(page, Quantity, bounds):
        m = _UP_FROM.search(text, max(start, q.span.start - 36), q.span.start)
        if m is not None:
            level = _LEVEL.match(text, q.span.end, end)
            return " ".join(text[m.start() : level.end() if level else q.span.end].split())
    m = _AHEAD_OF.search(page.text(*bounds))
    return " ".join(m.group().split()) if m else None


_LONG = 40  # words; a longer phrase is cut before something that it can do without


_LOOSE = frozenset(["DET", "ADP", "CCONJ", "SCONJ", "PART"])


def wording(page: Parsed, head: int, bounds: tuple[int, int]) -> str:
    """What is promised, as a readable phrase of at most 40 words."""
    first, last = bounds
    while first < head and page.lower[first] == "to":
        first += 1
    for t in range(head + 1, last):
        if page.dep[t] == "relcl" and page.lower[page.subtree(t)[0] - 1] == ",":
            last = min(last, page.subtree(t)[0] - 1)
        elif page.lower[t] == "|" or (page.dep[t] == "conj" and page.head[t] == head and _said(page, t)):
            last = min(last, page.subtree(t)[0])  # "... and that a win would be", "..., and took a loss"
    if last - first > _LONG:
        last = _cut(page, head, first, last)
    last = _without_tail(page, head, last)
    words = " ".join(page.text(first, max(last, first + 1)).split())
    if page.lower[first] == "n't":
        words = f"not{words[3:]}"
    elif page.lower[first] == "na":
        words = words[2:]
    return _balanced(words.strip(" ,;:").removesuffix("." if not _ABBREVIATED.search(words) else ""))


_ABBREVIATED = re.compile(r"(?:\b\w\.){2,}$|\b(?:Inc|Co|Corp|Ltd|Jr|Sr|St|No)\.$")


def _said(page: Parsed, t: int) -> bool:
    """A clause of its own beside what is promised."""
    return page.child(t, "nsubj", "nsubjpass", "mark") is not None or page.tag[t] in ("VBD", "VBZ")


def _cut(page: Parsed, head: int, first: int, last: int) -> int:
    """Where a long phrase ends without loss of sense: before a phrase or clause that its verbs and nouns can do without."""
    needless = [
        t
        for t in range(max(head, first + 8), first + _LONG)
        if all(page.head[d] >= t or page.dep[d] in _NEEDLESS for d in range(t, last))
    ]
    return needless[-1] if needless else first + _LONG


_NEEDLESS = frozenset(["prep", "advcl", "relcl", "acl", "conj", "cc", "punct", "npadvmod", "advmod", "appos"])


def _without_tail(page: Parsed, head: int, last: int) -> int:
    """The end of a phrase without loose words and without the day on which it was told ("... earlier this month")."""
    told = {page.tokens(t.span)[1]: page.tokens(t.span)[0] for t in page.of(TimeExpression) if _gone(t)}
    before = 0
    while last != before and last - 1 > head:
        before = last
        if page.pos[last - 1] in _LOOSE or page.lower[last - 1] in _TAIL:
            last -= 1
        elif page.lower[last - 2 : last] == ["as", "well"]:
            last -= 2
        elif last in told and not _in_clause(page, told[last], head):
            last = max(told[last], head + 1)
    return last


def _gone(time: TimeExpression) -> bool:
    """A day before that of the page: "on Monday" as news has it, "earlier this month"."""
    return time.type in ("DATE", "TIME") and (time.value.startswith("<") or "@-" in time.value)


def _in_clause(page: Parsed, t: int, head: int) -> bool:
    """Does a token stand in a clause of its own under the head: "the plane shot down on Monday"?"""
    while t != head and page.head[t] != t:
        if page.dep[t] in ("relcl", "acl", "advcl", "ccomp"):
            return True
        t = page.head[t]
    return False


_TAIL = frozenset(["-", ",", "|", "too", "also", "however", "respectively", "especially", "particularly", "notably"])


def _balanced(words: str) -> str:
    """Without a quotation mark or bracket that has no partner."""
    for left, right in (('"', '"'), ("“", "”"), ("(", ")"), ("[", "]")):
        odd = words.count(left) % 2 if left == right else words.count(left) != words.count(right)
        if odd:
            words = words.replace(left, "").replace(right, "")
    return " ".join(words.split())
