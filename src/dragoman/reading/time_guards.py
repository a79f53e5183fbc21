"""What stands around a time: the tense of its verb, and what shows that words only look like a time.

A guard is named in the column `guard` of `data/time_rules.csv`; it is given the page, its words and the first and
one past the last of the words that a rule matched.
"""

from __future__ import annotations

from dragoman.lexicon import words as listed
from dragoman.reading.parse import Parsed
from dragoman.reading.time_grammar import Text

_FUTURE_VERBS = frozenset(["will", "'ll", "shall", "may", "might", "can", "should", "must", "would", "wo", "ca"])
_PAST_HELPERS = frozenset(["had", "was", "were", "did", "have", "has", "'ve"])
_PLANNED = listed("time_words", "word", **{"class": "PLANNED"})  # verbs whose object is still to come
_SCHEDULING = listed("time_words", "word", **{"class": "SCHEDULING"})  # "scheduled a vote Thursday" is to come
_COUNTED = listed("time_words", "word", **{"class": "COUNTED"})  # "2012 people" is no year
_NOUNS = ("NOUN", "PROPN", "NUM", "ADJ")
TO_COME = frozenset(["by", "through", "starting", "beginning"])  # before a time to come, unless its verb is past
# After a date, what has happened on it: "the Oct. 23 slaying", "the October attack"
HAPPENED = frozenset(
    ("slaying", "killing", "killings", "murder", "shooting", "attack", "attacks", "bombing", "bombings", "blast",
     "crash", "massacre", "earthquake", "riot", "riots", "coup", "verdict", "arrest", "arrests", "death", "deaths",
     "raid")
)  # fmt: skip
TO_COME_ALWAYS = frozenset(["until", "till", "effective", "payable", "record", "due"])


def tense(page: Parsed, first: int, last: int) -> str:
    """ "past", "future" or "" of the verb that the tokens `first` .. `last` hang on; "" where they qualify a noun."""
    head = next((i for i in range(first, last + 1) if not first <= page.head[i] <= last), first)
    if page.dep[head] in ("compound", "poss", "nmod", "amod", "nummod") and page.pos[page.head[head]] in _NOUNS:
        return ""
    verb, steps, of_noun = head, 0, False
    while page.pos[verb] not in ("VERB", "AUX"):
        of_noun = of_noun or (verb != head and page.pos[verb] in ("NOUN", "PROPN"))
        if page.lower[verb] == "due":
            return "future"
        if page.head[verb] == verb or steps > 30:
            return ""
        verb, steps = page.head[verb], steps + 1
    if page.lemma[verb] in _SCHEDULING and head > verb:
        return "future"
    found = _tense_of(page, verb, 0)
    return "" if of_noun and found == "present" else found  # "these are takeaways from a story on Sunday"


def _tense_of(page: Parsed, verb: int, depth: int) -> str:
    helpers = [page.lower[k] for k in page.kids[verb] if page.dep[k] in ("aux", "auxpass")]
    tag, lemma, up = page.tag[verb], page.lemma[verb], page.head[verb]
    if any(h in _FUTURE_VERBS for h in helpers):
        return "past" if "have" in helpers and tag in ("VBN", "VBD") else "future"
    if "to" in helpers:
        if up == verb or depth > 8 or page.pos[up] not in ("VERB", "AUX") or page.lemma[up] in _PLANNED:
            return "future"
        return "" if _tense_of(page, up, depth + 1) == "past" and page.lemma[up] != "be" else "future"
    if lemma in _PLANNED and (tag in ("VBN", "VBZ", "VBP", "VBG") and not {"had", "has", "have"} & set(helpers)):
        return "future"
    if tag == "VBD" or any(h in _PAST_HELPERS for h in helpers):
        return "past"
    if tag == "VBN" and not helpers and page.dep[verb] in ("acl", "amod", "ROOT", "advcl", "relcl"):
        return "past"
    if tag == "VBG":
        if any(h in ("is", "are", "'s", "'re", "am", "'m") for h in helpers):
            return "future"
        if up != verb and depth <= 8 and page.pos[up] in ("VERB", "AUX"):
            return _tense_of(page, up, depth + 1)
    if page.dep[verb] in ("conj", "xcomp") and up != verb and depth <= 8 and page.pos[up] in ("VERB", "AUX"):
        return _tense_of(page, up, depth + 1) if not helpers and tag in ("VB", "VBN", "VBG") else ""
    return "present" if tag in ("VBZ", "VBP") and lemma not in ("say", "tell", "show", "report") else ""


def _always(page: Parsed, text: Text, first: int, last: int) -> bool:
    return True


def _is_year(page: Parsed, text: Text, first: int, last: int) -> bool:
    """A number of four digits alone is a year unless something is counted, priced, measured or numbered by it."""
    words = text.words
    if not words[first].isdecimal():
        return True
    number, token = int(words[first]), text.tokens[first]
    before, after = words[first - 1], words[last] if last < len(words) else ""
    if before == "-":
        return words[first - 2] in ("mid", "late", "early", "post", "pre")
    if before == "than" and words[first - 2] in ("later", "earlier", "sooner"):
        return 1500 <= number <= 2100 and after not in _NOT_AFTER_YEARS  # "no later than 2050"
    if not 1500 <= number <= 2100 or before in _NOT_BEFORE_YEARS or after in _NOT_AFTER_YEARS:
        return False
    head = page.head[token]
    if number < 1800 and page.tag[head] == "NNP" and head == token - 1 and page.dep[token] == "nummod":
        return False  # "the spacecraft Cosmos 1686"
    if page.dep[token] != "nummod" or head < token:
        return True
    if page.tag[head] == "NNS" and (page.lower[head] in _COUNTED or number % 100 == 0):
        return False
    return 1900 <= number <= 2050


_NOT_BEFORE_YEARS = frozenset("$ # no. £ € ¥ . / + : than about least some route".split())  # noqa: SIM905
_NOT_AFTER_YEARS = frozenset("% - / percent : gmt hours est million billion km miles".split())  # noqa: SIM905


_CLOSING = frozenset(["", ".", ",", ";", ":", ")", "--", "''", '"', "and", "but", "in", "when"])


def _closed(page: Parsed, text: Text, first: int, last: int) -> bool:
    """ "a day after" stands alone; in "a day after the attack" the attack is what is counted from."""
    words = text.words
    if words[last - 1] in ("earlier", "later"):
        return True
    return last >= len(words) or words[last] in (
        "",
        ".",
        ",",
        ";",
        ")",
        "and",
        "but",
        "--",
        ":",
        "''",
        '"',
        "in",
        "when",
    )


def _noun(page: Parsed, text: Text, first: int, last: int) -> bool:
    """ "the future", but not "the future prime minister" or "future growth"."""
    token = text.tokens[last - 1]
    return page.dep[token] not in ("amod", "compound", "nmod") or page.head[token] < token


def _at(page: Parsed, text: Text, first: int, last: int) -> bool:
    return text.words[first - 1] in ("at", "for")


def _month(page: Parsed, text: Text, first: int, last: int) -> bool:
    """A month alone: its name or "Oct.", not "Jan" or "Mar" (names), "April Johnson" or "March of the Mothers"."""
    word, token = text.words[first], text.tokens[first]
    if word in _SHORT_MONTHS or (word == "march" and text.words[last : last + 1] == ["of"]):
        return False
    if word not in ("april", "june", "may", "august") or token + 1 >= len(page):
        return True
    named = page.dep[token] == "compound" and page.head[token] == token + 1 and page.tag[token + 1] == "NNP"
    return not named or (token > 0 and page.pos[token - 1] in ("ADP", "ADJ", "DET"))


_SHORT_MONTHS = frozenset(["jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])


def _ended(page: Parsed, text: Text, first: int, last: int) -> bool:
    return text.words[last : last + 1] in (["ended"], ["ending"], ["through"])


def _bare(page: Parsed, text: Text, first: int, last: int) -> bool:
    """ "the year" by itself, not "the year-earlier", "the year of the dragon"."""
    words = text.words
    return words[last] not in ("-", "of", "ended", "ending") if last < len(words) else True


def _article(page: Parsed, text: Text, first: int, last: int) -> bool:
    words = text.words
    return last >= len(words) or words[last] not in ("-", "'s")


def _clock(page: Parsed, text: Text, first: int, last: int) -> bool:
    """ "7:15", but not part of "20:44:01-04:00"."""
    return text.words[first - 1] not in (":", "-", "+") and text.words[last : last + 1] not in ([":"], ["-"])


def _holiday(page: Parsed, text: Text, first: int, last: int) -> bool:
    """A holiday by its capital, but not "the Good Friday Agreement"."""
    named = last < len(text.tokens) and page.tag[text.tokens[last]] in ("NNP", "NNPS")
    return page.document.text[text.starts[last - 1]].isupper() and not (named and text.words[last].isalpha())


def _in(page: Parsed, text: Text, first: int, last: int) -> bool:
    return text.words[first - 1] == "in"


def _rate(page: Parsed, text: Text, first: int, last: int) -> bool:
    """ "$2 million a year", "1,000 units per day": after an amount."""
    token = text.tokens[first]
    near = [i for i in range(max(token - 3, 0), token) if page.sentence[i] == page.sentence[token]]
    return text.words[first] == "per" or any(page.tag[i] in ("CD", "$") for i in near)


def _season(page: Parsed, text: Text, first: int, last: int) -> bool:
    """A season without an article after a preposition: "by spring"."""
    return text.words[first - 1] in ("in", "by", "since", "until", "during", "early", "late", "-", "through")


def _decade(page: Parsed, text: Text, first: int, last: int) -> bool:
    """ "the 90s" and "the '90s", but not "$20s" or "in his 30s"."""
    return len(text.words[last - 1]) == 5 or (text.words[first] in ("the", "'") and text.words[first - 1] != "$")


def _ahead(page: Parsed, text: Text, first: int, last: int) -> bool:
    """ "The bonds will be redeemed in five years": a day to come, not a length."""
    if text.words[first - 1] != "in":
        return False
    tokens = text.tokens
    return text.words[last - 1] == "time" or tense(page, tokens[first], tokens[last - 1]) == "future"


def _beside(page: Parsed, text: Text, first: int, last: int) -> bool:
    """ "the day after the summit"."""
    return text.words[last : last + 1] in (["before"], ["after"])


def _day(page: Parsed, text: Text, first: int, last: int) -> bool:
    """ "Talks tomorrow", "as of tomorrow", but not "the challenges of tomorrow", "of today and tomorrow"."""
    before, owner = text.words[max(0, first - 3) : first], text.words[last : last + 1] in (["'s"], ["’s"])
    of = before[-1:] == ["of"] and before[-2:-1] not in _AHEAD_OF and not owner
    return text.words[first] != "tomorrow" or not (of or before in _OF_TODAY)


_OF_TODAY = (["of", "today", "and"], ["of", "today", "or"])
_AHEAD_OF = (["as"], ["ahead"], ["course"], ["eve"], ["end"], ["morning"], ["afternoon"], ["evening"])

GUARDS = {
    "beside": _beside,
    "day": _day,
    "ahead": _ahead,
    "decade": _decade,
    "": _always,
    "year": _is_year,
    "closed": _closed,
    "noun": _noun,
    "at": _at,
    "month": _month,
    "ended": _ended,
    "bare": _bare,
    "article": _article,
    "capital": _holiday,
    "clock": _clock,
    "season": _season,
    "in": _in,
    "rate": _rate,
}
