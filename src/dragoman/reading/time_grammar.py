"""The grammar of times: `data/time_words.csv` and `data/time_rules.csv` as regular expressions over words.

Every word of the tables has one private character, so a page becomes a string with one character a word and a
rule a regular expression over it. A pattern is made of words in lower case, classes of words in capitals
(`MONTH`, `UNITS`), macros, `( a | b )`, and `?`, `*`, `+` after an element; `NAME:x` captures under the name x.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple

from dragoman.lexicon import table
from dragoman.reading.parse import Parsed

OTHER, BREAK = ".", "\n"
# Numbers have a character by what they may be; the classes that each belongs to:
_NUMBERS = {
    "\ue000": ("INT", "DAY", "HOUR", "YY"),  # 0-12
    "\ue001": ("INT", "DAY", "YY"),  # 13-31
    "\ue002": ("INT", "YY"),
    "\ue003": ("INT",),
    "\ue004": ("INT", "YEAR"),
    "\ue005": ("DEC",),
    "\ue006": ("ORD", "DAYORD"),
    "\ue007": ("ORD",),
    "\ue008": ("DECADE",),
    "\ue009": ("CLOCK",),
    "\ue00a": ("FRAC",),
    "\ue00b": ("NUMDATE",),
}
# A rule always holds a word of one of these classes, or one of these words; only near them is anything tried.
_CORE = """
    MONTH WEEKDAY WEEKDAYS UNIT UNITS SEASON SEASONS DAYPART NOON TENS AMPM TODAY TONIGHT NOW SOON RECENT QUARTER
    HALFYEAR FREQUENCY YEAR DECADE CLOCK NUMDATE YY weekend weekends weekdays current recent future past term moment
    present time point period while long ago nineteen twenty thousand possible someday day date overnight o'clock fy
    quarters nights mornings evenings afternoons day eve july christmas thanksgiving easter halloween good
    soon second minutes old age quarter LONG 9/11"""
_NOT_IN_RULES = frozenset(["PLANNED", "SCHEDULING", "COUNTED", "EVENT"])  # classes that rules do not speak of
REACH = 7  # words before a core word at which a rule may begin


class Rule(NamedTuple):
    """One row of the rules: what to match and what it is worth."""

    kind: str  # DATE, TIME, DURATION, SET
    regex: re.Pattern[str]
    value: str
    guard: str
    example: str


class Grammar(NamedTuple):
    """Everything made from the tables."""

    characters: dict[str, str]  # word -> its character
    rules: dict[str, list[Rule]]  # first character -> rules
    prefixes: dict[tuple[str, ...], str]  # words -> modifier
    suffixes: dict[tuple[str, ...], str]
    relations: dict[tuple[str, ...], str]  # preposition -> relation
    core: re.Pattern[str]


@cache
def grammar() -> Grammar:
    """Compile the tables, once a process."""
    words = table("time_words")
    rows = table("time_rules")
    characters: dict[str, str] = {}
    members: dict[str, set[str]] = defaultdict(set)

    def character(word: str) -> str:
        return characters.setdefault(word, chr(0xE100 + len(characters)))

    for row in words:
        if row["class"] in _NOT_IN_RULES:
            continue
        members[row["class"]].add(character(row["word"]))
        if row["class"] == "ORDWORD":
            members["DAYORD"].add(character(row["word"]))
    for code, classes in _NUMBERS.items():
        for name in classes:
            members[name].add(code)
    macros = {row["value"]: row["pattern"] for row in rows if row["kind"] == "macro"}
    compiler = _Compiler(character, members, macros)
    rules: dict[str, list[Rule]] = defaultdict(list)
    mods: dict[str, dict[tuple[str, ...], str]] = {"prefix": {}, "suffix": {}, "relation": {}}
    for row in rows:
        if row["kind"] in mods:
            for phrase in row["pattern"].split(" | "):
                mods[row["kind"]][tuple(phrase.split())] = row["value"]
        elif row["kind"] != "macro":
            regex, first = compiler.compile(row["pattern"])
            rule = Rule(row["kind"], re.compile(regex), row["value"], row["guard"], row["example"])
            for c in sorted(first):
                rules[c].append(rule)
    for words_of_mod in [*mods["prefix"], *mods["suffix"], *mods["relation"]]:
        for word in words_of_mod:
            character(word)
    core = {c for name in _CORE.split() for c in members.get(name, {characters.get(name, OTHER)})}
    pattern = re.compile(f"[{''.join(sorted(core))}]")
    return Grammar(characters, dict(rules), mods["prefix"], mods["suffix"], mods["relation"], pattern)


_TOKENS = re.compile(r"\(|\)[?*+]?(?::\w+)?|\||[^\s()|]+")
_ELEMENT = re.compile(r"([^:?*+]+)([?*+]?)(?::(\w+))?")
_CLOSING = re.compile(r"\)([?*+]?)(?::(\w+))?")
_Part = tuple[str, set[str], bool]  # regular expression, first characters, whether it may be empty


class _Compiler:
    """Turns patterns into regular expressions over characters, and knows what each may begin with."""

    def __init__(self, character: Callable[[str], str], members: dict[str, set[str]], macros: dict[str, str]) -> None:
        self.character, self.members, self.macros = character, members, macros
        self.names: set[str] = set()

    def compile(self, pattern: str) -> tuple[str, set[str]]:
        """Regular expression and first characters of a pattern. Raises ValueError where it is malformed."""
        self.names = set()
        tokens = _TOKENS.findall(pattern)[::-1]
        regex, first, _ = self._choice(tokens, silent=False)
        if tokens:
            raise ValueError(pattern)
        return regex, first

    def _choice(self, tokens: list[str], silent: bool) -> _Part:
        parts: list[str] = []
        first: set[str] = set()
        empty = False
        while True:
            regex, begins, nothing = self._sequence(tokens, silent)
            parts.append(regex)
            first |= begins
            empty |= nothing
            if not tokens or tokens[-1] != "|":
                return "|".join(parts), first, empty
            tokens.pop()

    def _sequence(self, tokens: list[str], silent: bool) -> _Part:
        regex, empty = "", True
        first: set[str] = set()
        while tokens and tokens[-1] != "|" and tokens[-1][0] != ")":
            part, begins, nothing = self._element(tokens, silent)
            regex += part
            if empty:
                first |= begins
            empty = empty and nothing
        return regex, first, empty

    def _element(self, tokens: list[str], silent: bool) -> _Part:
        item = tokens.pop()
        if item == "(":
            regex, first, empty = self._choice(tokens, silent or _is_named(tokens))
            found = _CLOSING.fullmatch(tokens.pop() if tokens else "")
            if found is None:
                raise ValueError("bracket")
            repeat = found[1]
            return self._named(regex, found[2], silent) + repeat, first, empty or repeat in ("?", "*")
        found = _ELEMENT.fullmatch(item)
        if found is None:
            raise ValueError(item)
        word, repeat, name = found.groups()
        if word in self.macros:
            regex, first, _ = self._choice(_TOKENS.findall(self.macros[word])[::-1], silent=True)
        elif _is_class(word):
            first = self.members[word]
            regex = "[" + "".join(sorted(first)) + "]"
        else:
            regex = self.character(word)
            first = {regex}
        return (
            self._named(regex, name or (word if _is_class(word) else None), silent) + repeat,
            set(first),
            repeat
            in (
                "?",
                "*",
            ),
        )

    def _named(self, regex: str, name: str | None, silent: bool) -> str:
        if name and not silent and name not in self.names:
            self.names.add(name)
            return f"(?P<{name}>{regex})"
        return f"(?:{regex})"


def _is_named(tokens: list[str]) -> bool:
    """Whether the bracket that has just been opened is captured under a name: then nothing in it is."""
    depth = 0
    for item in reversed(tokens):
        if item == "(":
            depth += 1
        elif item[0] == ")":
            if depth == 0:
                return ":" in item
            depth -= 1
    return False


def _is_class(word: str) -> bool:
    return word.isupper() and len(word) > 1


# --- words of a page as characters ------------------------------------------------------------------

_SPLIT = re.compile(r"\d{1,2}:\d\d|\d{1,2}/\d{1,2}/\d{2,4}|\d/\d|\d+(?:st|nd|rd|th)\b|\d{2,4}s\b|\d[\d,]*(?:\.\d+)?"
                    r"|[½¼¾]|[A-Za-z]+(?:\.(?:[A-Za-z]\.?)+|\.)?|'s\b|.", re.S)  # fmt: skip
_CAPITAL = frozenset(["MONTH", "WEEKDAY", "WEEKDAYS", "ZONE"])  # classes whose words stand with a capital letter
_VERBS = frozenset(
    ["march", "last", "fall", "spring", "second", "winter", "summer", "present", "may", "past", "sat", "time"]
)


@cache
def _capital() -> frozenset[str]:
    return frozenset(r["word"] for r in table("time_words") if r["class"] in _CAPITAL)


@lru_cache(16384)
def pieces(word: str, tag: str) -> tuple[tuple[str, int, int, str], ...]:
    """A token as pieces: (character, start and end within the token, word in lower case).

    "mid-1990s" is one token and three pieces. `tag` is the token's Penn tag: "may" as a modal is no month.
    """
    lower = word.lower()
    known = grammar().characters
    if lower in known or lower.isalpha():
        return ((_character(word, lower, tag), 0, len(word), lower),)
    if len(word) > 1 and not any(c.isalnum() for c in word):  # "--" is no hyphen
        return ((OTHER, 0, len(word), lower),)
    found = []
    for part in _SPLIT.finditer(word):
        text = part.group()
        found.append((_character(text, text.lower(), tag), part.start(), part.end(), text.lower()))
    if len(found) > 8:  # a link, a table row
        return ((OTHER, 0, len(word), lower),)
    return tuple(found)


def _character(word: str, lower: str, tag: str) -> str:
    known = grammar().characters.get(lower)
    if known is not None:
        if lower in _capital() and not word[0].isupper():
            return OTHER
        if lower in _VERBS and (tag == "MD" or tag.startswith("VB")):
            return OTHER
        return known
    if not (lower.isascii() and lower[0].isdigit()):
        return {"–": grammar().characters["-"], "½": "\ue00a", "¼": "\ue00a", "¾": "\ue00a"}.get(lower, OTHER)
    if lower.isdecimal():
        number = int(lower) if len(lower) < 6 else 10**6
        if len(lower) <= 2:
            return "\ue000" if number <= 12 else "\ue001" if number <= 31 else "\ue002"
        return "\ue004" if len(lower) == 4 and 1000 <= number <= 2199 else "\ue003"
    if lower[-2:] in ("st", "nd", "rd", "th"):
        return "\ue006" if lower[:-2].isdecimal() and int(lower[:-2]) <= 31 else "\ue007"
    if lower[-1] == "s":
        return "\ue008" if lower[-2] == "0" and len(lower) in (3, 5) else OTHER
    if ":" in lower:
        return "\ue009"
    if "/" in lower:
        return "\ue00a" if lower.count("/") == 1 else "\ue00b"
    return "\ue005" if "." in lower else "\ue003"


class Text(NamedTuple):
    """A page as the grammar sees it: one character, token and place a piece."""

    characters: str
    words: list[str]
    tokens: list[int]
    starts: list[int]
    ends: list[int]


def laid_out(page: Parsed) -> Text:
    """A page as the grammar sees it; each line begins with a break, so that no time runs across lines."""
    characters: list[str] = []
    words: list[str] = []
    tokens: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    line = -1
    for i, (word, tag, start, where) in enumerate(zip(page.word, page.tag, page.start, page.line, strict=True)):
        if where != line:
            line = where
            characters.append(BREAK)
            words.append("")
            tokens.append(i)
            starts.append(start)
            ends.append(start)
        for c, a, b, lower in pieces(word, tag):
            characters.append(c)
            words.append(lower)
            tokens.append(i)
            starts.append(start + a)
            ends.append(start + b)
    return Text("".join(characters), words, tokens, starts, ends)
