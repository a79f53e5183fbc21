"""What is promised, as a phrase: where it begins and ends, and how it reads."""

from __future__ import annotations

import re

from dragoman.model import Mention, Quantity, TimeExpression
from dragoman.reading.cues import cues
from dragoman.reading.parse import Parsed
from dragoman.reading.terms import inside, whole


def extent(page: Parsed, head: int, others: list[int]) -> tuple[int, int]:
    """Tokens of what is promised: the head's phrase from the head on, without a clause of somebody else."""
    first, last = page.subtree(head)
    above = page.head[head]
    if page.dep[head] == "ccomp" and page.pos[above] == "NOUN" and above > head:
        last = page.subtree(above)[1]  # "will ensure, until 2030, demand for": the parser hangs the verb on its object
    last = _ensured(page, head, last)
    own = page.child(head, "nsubj")
    told = page.child(head, "mark") is not None or (own is not None and page.at(Mention, own) is not None)
    if page.pos[head] == "VERB" or (page.pos[head] == "AUX" and told and page.lower[own or head] not in ("we", "i")):
        first = head
        negation = [k for k in page.kids[head] if page.dep[k] == "neg"]
        first = min([first, *negation])
        if head > 1 and whole(page, head - 2) == head:
            first = head - 2  # "re-open"
        if page.lower[head - 2 : head] == ["to", "further"] and page.at(Mention, head) is not None:
            first = head - 1  # "to further U.S.-Chile trade": the parser takes the name for the verb
    else:
        while first < head and (
            page.pos[first] in ("DET", "PUNCT") or _owner(page, first, head) or page.lower[first] == "'s"
        ):
            first += 1
        whose = page.child(head, "poss")
        if page.dep[head] == "pobj" and whose is not None and page.pos[whose] != "PRON":
            first = page.subtree(whose)[0]  # "commitment to Israel's security"
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


def _owner(page: Parsed, t: int, head: int) -> bool:
    """ "[Chile's] Green Fund"; not "the Women's Forum", where it is part of the name."""
    named = page.word[t][0].isupper() and page.pos[head] == "PROPN" and page.pos[t] != "PRON"
    m = page.at(Mention, t) if named else None
    return page.dep[t] == "poss" and not (named and (m is None or m.kind == "group"))


def _ensured(page: Parsed, head: int, last: int) -> int:
    """ "Will ensure growth IS BROADLY SHARED", where the parser hangs the promise on the verb of what is ensured."""
    verb = page.head[last] if last < len(page) and page.pos[last] == "AUX" else head
    torn = verb > last and verb in page.ancestors(head) and page.child(verb, "nsubj", "nsubjpass") is None
    return page.subtree(verb)[1] if torn and "ensure" in page.lemma[head:last] else last


def _remarked(page: Parsed, k: int, start: int) -> bool:
    """Words of the reporter, not of the side: "because ...", "in what many call ...", ", siding with its critics"."""
    if page.lower[start] in _REASONS or page.lower[start : start + 2] in (["in", "what"], ["according", "to"]):
        return True
    if page.lower[start] == "after" and any(page.lemma[k] in cues("aftermath") for k in page.kids[start]):
        return True  # "agreed to lend, after months of talks"
    mark = page.child(k, "mark", "prep") if page.dep[k] == "advcl" else k
    if mark is not None and page.lower[mark] in ("after", "before"):
        only = page.lower[start - 1 : start + 1] == [",", "only"]  # "will investigate, only days after"
        if only or (page.dep[k] == "advcl" and page.tag[k] == "VBD"):  # "will return, four days after it pulled out"
            return True
    if page.dep[k] == "prep" and page.lower[start] == "to" and page.lower[start - 1] == ",":
        return True  # "from his vow to leave, to his reversals"
    aside = page.dep[k] == "advcl" and page.tag[k] == "VBG" and page.lower[start - 1] == ","
    counts = inside(page, Quantity, page.subtree(k))
    return aside and all(q.unit == "people" for q in counts)


_REASONS = frozenset(["because", "amid", "despite", "though", "although"])


_LONG = 40  # words; a longer phrase is cut before something that it can do without


_LOOSE = frozenset(["DET", "ADP", "CCONJ", "SCONJ", "PART"])


def wording(page: Parsed, head: int, bounds: tuple[int, int]) -> str:
    """What is promised, as a readable phrase of at most 40 words."""
    first, last = bounds
    while first < head and page.lower[first] == "to":
        first += 1
    for t in range(head + 1, last):
        start, end = page.subtree(t)
        if page.dep[t] in ("relcl", "appos") and page.lower[start - 1] == "," and end >= last - 1:
            if page.dep[t] == "relcl" or (
                page.lower[start] in ("a", "an", "the") and not inside(page, Quantity, (start, end))
            ):
                last = min(last, start - 1)
        elif page.lower[t] in ("while", "whereas") and page.dep[t] == "mark" and page.lower[t - 1] == ",":
            last = min(last, t - 1)  # "... free 18 men, while both sides pull back"
        elif page.dep[t] == "prep" and _place_of_words(page, t):
            last = min(last, t)
        elif page.lemma[t] == "say" and page.tag[t] == "VBD" and "," in page.lower[head:t]:
            last = min(last, t - page.lower[head:t][::-1].index(","))  # "..., the minister [said] on Monday, making"
        elif page.dep[t] == "conj" and page.tag[t] == "VBD" and cues("verb").get(page.lemma[t]):
            last = min(last, page.subtree(t)[0])  # "... until it is paid and [called] on partners to"
        elif page.lower[t] == "|" or (page.dep[t] == "conj" and page.head[t] == head and _said(page, t)):
            last = min(last, page.subtree(t)[0])  # "... and that a win would be", "..., and took a loss"
    dashes = [t for t in range(head + 2, last - 1) if page.lower[t] in ("—", "–", "--")]
    if len(dashes) == 1:
        last = dashes[0]  # "... by 2030 — a mark that it missed"
    if last - first > _LONG:
        last = _cut(page, head, first, last)
    last = _without_tail(page, head, last)
    words = " ".join(page.text(first, max(last, first + 1)).split())
    if page.lower[first] == "n't":
        words = f"not{words[3:]}"
    elif first == head and page.tag[head] == "VBZ" and page.child(head, "mark") is not None:
        words = page.lemma[head] + words[len(page.word[head]) :]  # "proposed that Chile applies a rate": asks to apply
    elif page.lower[first] == "na":
        words = words[2:]
    elif words.startswith("not to "):
        words = f"not {words[7:]}"
    return _balanced(words.strip(" ,;:").removesuffix("." if not _ABBREVIATED.search(words) else ""))


def turned(page: Parsed, head: int, thing: int, bounds: tuple[int, int]) -> str:
    """What a passive promises or asks, its verb first and without who does it: "hand over fifty tanks to Peru in
    March"."""
    particle, doer = page.child(head, "prt"), page.child(head, "agent")
    verb = page.lemma[head] if particle is None else f"{page.lemma[head]} {page.lower[particle]}"
    whose = range(*page.subtree(doer)) if doer is not None else range(0)
    first, last = page.subtree(thing)
    given = page.text(first, last)
    given = given if page.pos[first] == "PROPN" else given[:1].lower() + given[1:]
    start, end = (head if particle is None else particle) + 1, _without_tail(page, head, bounds[1])
    pieces = [(start, end)] if not whose else [(start, whose.start), (whose.stop, end)]
    rest = " ".join(page.text(*p) for p in pieces if p[0] < p[1])
    return " ".join(f"{verb} {given} {rest}".split()).strip(" ,;:.")


def _place_of_words(page: Parsed, t: int) -> bool:
    """Where it was said: "... in remarks made last week", "... in an interview"."""
    said = page.child(t, "pobj")
    return page.lower[t] in ("in", "during") and said is not None and page.lemma[said] in cues("speech")


_ABBREVIATED = re.compile(r"(?:\b\w\.){2,}$|\b(?:Inc|Co|Corp|Ltd|Jr|Sr|St|No)\.$")


def _said(page: Parsed, t: int) -> bool:
    """A clause of its own beside what is promised."""
    return page.child(t, "nsubj", "nsubjpass", "mark") is not None or page.tag[t] in ("VBD", "VBZ")


def _cut(page: Parsed, head: int, first: int, last: int) -> int:
    """Where a long phrase ends without loss of sense: before what its verbs and nouns can do without."""
    needless = [
        t
        for t in range(max(head, first + 8), first + _LONG)
        if all(page.head[d] >= t or page.dep[d] in _NEEDLESS for d in range(t, last))
    ]
    return needless[-1] if needless else first + _LONG


_NEEDLESS = frozenset(["prep", "advcl", "relcl", "acl", "conj", "cc", "punct", "npadvmod", "advmod", "appos"])


def _without_tail(page: Parsed, head: int, last: int) -> int:
    """The end of a phrase without loose words and without the day on which it was told ("... earlier this month")."""
    times = page.between(TimeExpression, page.start[head], page.end[last - 1])
    told = {page.tokens(t.span)[1]: page.tokens(t.span)[0] for t in times if _gone(t)}
    before = 0
    while last != before and last - 1 > head:
        before = last
        word = page.lower[last - 1]  # may stand alone: "let the inspectors in"
        alone = word in _ALONE and all(k < last for k in page.kids[last - 1])
        loose = page.pos[last - 1] in _LOOSE and not alone
        if loose or page.lower[last - 1] in _TAIL:
            last -= 1
        elif page.lower[last - 2 : last] == ["as", "well"]:
            last -= 2
        elif page.lower[last : last + 1] == ["-"] and page.end[last - 1] == page.start[last]:
            last -= 1  # "a dialogue, co|-chaired by"
        elif last in told and not _in_clause(page, told[last], head):
            last = max(told[last], head + 1)
    return last


def _gone(time: TimeExpression) -> bool:
    """A day before that of the page: "on Monday" as news has it, "earlier this month"."""
    past = time.value.startswith("<") or "@-" in time.value or time.value.endswith("#EARLIER")
    return past and time.type in ("DATE", "TIME")


def _in_clause(page: Parsed, t: int, head: int) -> bool:
    """Does a token stand in a clause of its own under the head: "the plane shot down on Monday"?"""
    while t != head and page.head[t] != t:
        if page.dep[t] in ("relcl", "acl", "advcl", "ccomp"):
            return True
        t = page.head[t]
    return False


_ALONE = frozenset(["in", "out", "on", "off", "up", "down", "over", "through"])  # may end a phrase without a noun
_TAIL = frozenset(
    ["-", ",", "|", "too", "also", "however", "respectively", "only", "especially", "particularly", "notably"]
)


def _balanced(words: str) -> str:
    """Without a quotation mark or bracket that has no partner."""
    for left, right in (('"', '"'), ("“", "”"), ("(", ")"), ("[", "]")):
        odd = words.count(left) % 2 if left == right else words.count(left) != words.count(right)
        if odd:
            words = words.replace(left, "").replace(right, "")
    return " ".join(words.split())
