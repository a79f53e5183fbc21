"""Times in a page: what the words say, relative to whatever day the page was written on.

The grammar is in `data/time_rules.csv` (see `time_grammar`). Here it is run over a page, and what the table cannot
say is worked out: the direction of a bare "October" or "Friday" (from the tense of its verb and from its
preposition), the time that "that year" and "a year earlier" lean on, the country of a fiscal year, and
which numbers and words are no times at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, cast

from dragoman.model import Mention, TimeExpression
from dragoman.read.parse import Parsed
from dragoman.read.time_grammar import BREAK, REACH, Grammar, Rule, grammar, pieces
from dragoman.timex import fiscal_years, grain

Relation = Literal["", "by", "before", "after", "since", "until", "about"]
Kind = Literal["DATE", "TIME", "DURATION", "SET"]

_RELATIONS: dict[str, Relation] = {
    "by": "by", "before": "before", "until": "until", "till": "until", "since": "since", "after": "after",
    "following": "after", "about": "about", "around": "about", "within": "by", "through": "until", "from": "since",
}  # fmt: skip
_FUTURE_VERBS = frozenset(
    ["will", "'ll", "shall", "may", "might", "can", "should", "must", "would", "wo", "ca"]
)
_PLANNING = """schedule expect set slate plan due aim hope intend promise seek vow pledge propose prepare want agree
    need"""
_PLANNED = frozenset(_PLANNING.split())


_PAST_HELPERS = frozenset(["had", "was", "were", "did", "have", "has", "'ve"])
_NOUNS = ("NOUN", "PROPN", "NUM", "ADJ")
_TO_COME = frozenset(["by", "through", "on", "starting", "beginning", "before"]) - {"on", "before"}
_TO_COME_ALWAYS = frozenset(["until", "till", "effective", "payable", "record", "due"])


class Text(NamedTuple):
    """A page as the grammar sees it: one character, token and place a piece."""

    characters: str
    words: list[str]
    tokens: list[int]
    starts: list[int]
    ends: list[int]


class Found(NamedTuple):
    """A time found: pieces `first` .. `last` (half-open) with type and value."""

    first: int
    last: int
    kind: str
    value: str
    compared: bool = False  # "a year earlier": a time that another is compared with


def times(page: Parsed) -> Iterator[TimeExpression]:
    """The time expressions of a page, in text order, none within another."""
    text = _pieces(page)
    for found in _scan(page, text):
        first, last = text.tokens[found.first], text.tokens[found.last - 1]
        start, end = text.starts[found.first], text.ends[found.last - 1]
        span = page.span(first, last + 1)
        span = type(span)(span.document, start, end)
        wording = page.document.text[start:end]
        yield TimeExpression(span, cast(Kind, found.kind), found.value, wording, _relation(page, first))


def _pieces(page: Parsed) -> Text:
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


def _scan(page: Parsed, text: Text) -> Iterator[Found]:
    rules = grammar()
    reader = _Reader(page, text, rules)
    at = 0
    for core in rules.core.finditer(text.characters):
        if core.start() < at:
            continue
        for i in range(max(at, core.start() - REACH), core.start() + 1):
            found = reader.longest(i)
            if found is not None and found.last > core.start():
                found = reader.widened(found, at)
                at = found.last
                if found.kind != "NONE":
                    reader.seen.append(found)
                    yield found
                break


class _Reader:
    """Tries the rules at a place, and keeps what was read so far for what leans on it."""

    def __init__(self, page: Parsed, text: Text, rules: Grammar) -> None:
        self.page, self.text, self.rules = page, text, rules
        self.seen: list[Found] = []

    def longest(self, i: int) -> Found | None:
        """The longest match of a rule at piece `i` whose guard holds; the first rule of the table wins a tie."""
        text = self.text.characters
        matches: list[tuple[int, int, Rule, re.Match[str]]] = []
        for number, rule in enumerate(self.rules.rules.get(text[i], ())):
            match = rule.regex.match(text, i)
            if match:
                matches.append((-match.end(), number, rule, match))
        for end, _, rule, match in sorted(matches, key=lambda m: m[:2]):
            if not GUARDS.get(rule.guard, _always)(self, i, -end):
                continue
            value = self.fill(rule, match)
            if value is not None:
                return Found(i, -end, rule.kind, value, bool(_COMPARED.search(rule.value)))
        return None

    # -- modifiers

    def widened(self, found: Found, least: int) -> Found:
        """A time with the words around it that belong to it: "early", "about", "the end of", "or so"."""
        words, first, last, value = self.text.words, found.first, found.last, found.value
        if value.endswith("_REF") or found.kind == "SET":
            return found
        mods = _DURATION_MODS if found.kind == "DURATION" else _DATE_MODS
        if "~" in value and value[0] != "~":
            mods = _DURATION_MODS  # "nearly two years ago"
        for length in (4, 3, 2, 1):
            phrase = tuple(words[first - length : first]) if first - length >= least else ()
            mod = self.rules.prefixes.get(phrase)
            if mod is None or mod not in mods or (phrase == ("over",) and words[first] in _DETERMINERS):
                continue
            if mod == "APPROX" and "WXX" in value:
                continue
            first -= length
            value = f"{value}#{mod}" if "#" not in value else value
            break
        mod = self.rules.suffixes.get(tuple(words[last : last + 2]))
        if mod is not None:
            last += 2
            value = f"{value}#{mod}" if "#" not in value else value
        return found._replace(first=first, last=last, value=value)

    # -- values

    def fill(self, rule: Rule, match: re.Match[str]) -> str | None:
        """The value of a match: the row's template with its captures put in; None where they make no sense."""
        groups = {
            name: self.text.words[match.start(name) : match.end(name)]
            for name, got in match.groupdict().items()
            if got is not None
        }
        here = match.start(), match.end()
        out = rule.value
        for field in _FIELD.findall(rule.value):
            got = self.field(field, groups, here)
            if got is None:
                return None
            out = out.replace("{" + field + "}", got)
        if _CLOCK_SHIFT.search(out):  # "an hour later": a day is as fine as a shift gets
            return None
        return out.replace("PXT", "PTX")

    def field(self, name: str, groups: dict[str, list[str]], here: tuple[int, int]) -> str | None:
        """What stands for one field of a template."""
        if name in groups:
            return _capture(name, groups[name], self.rules.values)
        if name in ("dur", "dur2", "durhalf", "half", "num", "half_ago", "one", "many"):
            return _length(name, groups)
        if name == "dir":
            return self.direction(*here, groups)
        if name == "ref":
            return self.reference(here[0], "DWMQSYEC")
        if name == "day":
            day = self.reference(here[0], "D", same_sentence=True)
            return day if day != "@" else "@+0D"
        if name == "quarter":
            quarter = self.reference(here[0], "Q")
            return quarter.removeprefix("(").removesuffix(")") if quarter != "@" else "@-1Q"
        if name in ("lastyear", "yearago"):
            base = self.reference(here[0], "Q")
            return f"{base}-1Y" + ("~" if base == "@" else "")
        if name == "quarterof":
            year, quarter = _year(groups["YEARN"]), re.search(r"Q\d", self.reference(here[0], "Q"))
            return f"{year}-{quarter.group()}" if quarter else year
        if name == "century":
            return f"{int(re.sub(r'[a-z]', '', ' '.join(groups['ORD'])) or 0) - 1:02}"
        if name == "clk":
            return _clock(groups["CLK"])
        if name == "inpart":
            hour = int(_number(groups["HN"]) or 0)
            return f"{hour if groups['DAYPART'][0] == 'morning' or hour == 12 else hour + 12:02}:00"
        if name == "halfyear":
            return "1" if groups["HN"][0] == "first" else "2"
        if name == "numdate":
            return _numeric_date(self.text.words[here[0]])
        if name == "fiscalpair":
            return self.fiscal_pair(groups, here[0])
        if name == "country":
            return self.country(here[0])
        return None

    def direction(self, first: int, last: int, groups: dict[str, list[str]]) -> str:
        """Which of many Octobers or Fridays: "<" the last, ">" the next one, "~" the nearest."""
        if "WHICH" in groups:
            return {"last": "<<", "next": ">>"}.get(groups["WHICH"][0], "~")
        before = self.text.words[first - 1] if first else ""
        if before in ("early", "late", "mid", "-", "of") and first > 1:
            before = self.text.words[first - 2 - (before == "-")]
        said = tense(self.page, self.text.tokens[first], self.text.tokens[last - 1])
        if before in _TO_COME and said != "past":
            said = "future"
        elif before in _TO_COME_ALWAYS:
            said = "future"
        elif before == "since":
            said = "past"
        if "Q" in groups or "QUARTER" in groups:
            return "~" if said == "future" else "<"  # a quarter's results are told of after it
        if said == "future":
            return ">"
        if said == "past":
            return "<"
        return "<" if "WEEKDAY" in groups and "MONTH" not in groups else "~"

    def reference(self, first: int, grains: str, same_sentence: bool = False) -> str:
        """The last time before a place that is of one of the units, in brackets; "@" where there is none near."""
        sentence = self.page.sentence[self.text.tokens[first]]
        for found in reversed(self.seen[-8:]):
            far = sentence - self.page.sentence[self.text.tokens[found.first]]
            if far > (0 if same_sentence else 2):
                break
            value = found.value.partition("#")[0].partition("/")[0]
            if grains == "Q" and found.compared:
                continue
            if found.kind in ("DATE", "TIME") and (unit := grain(value)) and unit in grains:
                return f"({re.sub(r'T(?:[A-Z]{2}|[0-9:]+)$', '', value)})"
        return "@"

    def fiscal_pair(self, groups: dict[str, list[str]], first: int) -> str | None:
        """ "fiscal 2025-26": the year that begins in the first of the two."""
        year = _year(groups.get("YEARN") or groups["YEAR"])
        if year is None or (int(year) + 1) % 100 != int(groups["to"][0]) % 100:
            return None
        country = self.country(first)
        named_for_end = country in fiscal_years() and fiscal_years()[country].named == "end"
        return f"FY{int(year) + named_for_end:04}:{country}"

    def country(self, first: int) -> str:
        """Whose fiscal year: the country named last before it in its sentence, or else the only one in it."""
        page, token = self.page, self.text.tokens[first]
        a, b = page.sentences[page.sentence[token]]
        named = [m for i in range(a, b) if (m := page.at(Mention, i)) and m.country in fiscal_years()]
        before = [m for m in named if m.span.start < self.text.starts[first]]
        if before:
            return before[-1].country or ""
        return next(iter({m.country or "" for m in named}), "") if len({m.country for m in named}) == 1 else ""


_CLOCK_SHIFT = re.compile(r"[+-]\d+T[HMS](?![A-Z])|\^T|@[+-]\d+(?:K|F(?!Y))|\^[KF]")
_COMPARED = re.compile(r"-1Y$|quarterof|lastyear|yearago")
_FIELD = re.compile(r"\{(\w+)\}")
_DATE_MODS = frozenset(["START", "MID", "END", "EARLIER", "LATER", "APPROX"])
_DURATION_MODS = frozenset(["APPROX", "LESS_THAN", "MORE_THAN", "EQUAL_OR_LESS", "EQUAL_OR_MORE"])
_DETERMINERS = frozenset(["the", "last", "past", "next", "coming", "this", "these"])


# --- captures ---------------------------------------------------------------------------------------


def _capture(name: str, words: list[str], values: dict[tuple[str, str], str]) -> str | None:
    word = words[0]
    if name in ("DAYN", "DAYORD", "to", "dd", "mm"):
        number = _ordinal(words, values)
        return f"{number:02}" if number else None
    if name in ("YEARN", "YEAR"):
        return _year(words)
    if name == "YY":
        return f"{_century(int(word))}" if len(word) == 2 and word.isdigit() else None
    if name == "DECADE":
        digits = word.rstrip("s")
        return digits[:3] if len(digits) == 4 else ("20" if digits == "00" else "19" + digits[0])[:3]
    if name == "REL":
        return next((values[c, word] for c in ("LAST", "PRIOR", "NEXT", "THIS") if (c, word) in values), None)
    if name == "Q":
        quarter = _ordinal(words, values)
        return str(quarter) if quarter and quarter <= 4 else None
    if name in ("UNIT", "UNITS"):
        return _unit(word, values)
    return values.get((name, word))


def _unit(word: str, values: dict[tuple[str, str], str]) -> str | None:
    unit = values.get(("UNITS", word)) or values.get(("UNIT", word))
    return unit


def _century(two_digits: int) -> int:
    return two_digits + (2000 if two_digits < 40 else 1900)


def _ordinal(words: list[str], values: dict[tuple[str, str], str]) -> int | None:
    text = words[0]
    if ("ORDWORD", text) in values:
        return int(values["ORDWORD", text])
    digits = text.rstrip("stndrh")
    return int(digits) if digits.isdigit() and int(digits) < 100 else None


_SMALL = {"½": 0.5, "¼": 0.25, "¾": 0.75}


def _number(words: list[str]) -> float | None:
    """A number written in digits or words: "2 1/2", "twenty four", "a hundred", "one and a half"."""
    values = grammar().values
    total, current = 0.0, 0.0
    for word in words:
        if word in _SMALL:
            current += _SMALL[word]
        elif "/" in word:
            above, _, below = word.partition("/")
            current += int(above) / (int(below) or 1)
        elif word[0].isdigit():
            current += float(word.replace(",", ""))
        elif word == "half":
            current += 0.5
        elif ("NUMWORD", word) in values:
            number = int(values["NUMWORD", word])
            if number == 100 or number == 12:
                current = (current or 1) * number if word in ("hundred", "dozen") else current + number
            elif number == 1000:
                total, current = (total + current or 1) * 1000, 0.0
            else:
                current += number
    total += current
    return total or None


def _year(words: list[str]) -> str | None:
    if words[0].isdigit():
        return words[0]
    numbers = [int(_number([w]) or 0) for w in words if w not in ("-", "and", "thousand")]
    if "thousand" in words:
        return str(2000 + sum(numbers[1:]))
    return str(numbers[0] * 100 + sum(numbers[1:])) if sum(numbers[1:]) >= 10 else None


def _length(name: str, groups: dict[str, list[str]]) -> str | None:
    values = grammar().values
    number: float | None = 2.0 if name == "dur2" else 0.5 if name in ("half", "half_ago") else 1.5
    if name in ("dur", "num", "one", "many"):
        number = _number(groups["NUM"]) if "NUM" in groups else 1.0
    words = groups.get("UNITS") or groups.get("UNIT")
    unit = _unit(words[0], values) if words else None
    if name == "num":
        return str(int(number)) if number else "2"
    if name in ("one", "many"):
        number = 2.0 if name == "many" and "NUM" not in groups else number
        if not number or not unit or unit.startswith("T"):
            return None
        size, unit = {"E": (10, "Y"), "C": (100, "Y"), "F": (2, "W"), "K": (1000, "Y")}.get(unit, (1, unit))
        number *= size
        if number != int(number):
            number, unit = (number * 12, "M") if unit == "Y" else (round(number), unit)
        return f"{int(number)}{unit}"
    if not number or not unit:
        return None
    if name == "half_ago":
        return "6M" if unit == "Y" else None
    return duration(number, unit)


def duration(number: float, unit: str) -> str | None:
    """TIMEX3 of a length: 2.5 years is P2Y6M, a decade P10Y, three quarters P9M, half an hour PT30M."""
    clock = unit.startswith("T")
    larger = {"E": (10, "Y"), "C": (100, "Y"), "K": (1000, "Y"), "F": (2, "W"), "Q": (3, "M")}
    if unit in larger:
        number, unit = number * larger[unit][0], larger[unit][1]
    smaller = {"Y": (12, "M"), "TH": (60, "M"), "TM": (60, "S"), "D": (24, "TH"), "W": (7, "D"), "M": (30, "D")}
    whole, rest = int(number), number - int(number)
    text = f"{whole}{unit.removeprefix('T')}" if whole else ""
    if rest and unit in smaller:
        size, name = smaller[unit]
        clock = clock or name.startswith("T")
        text += f"{round(rest * size)}{name.removeprefix('T')}"
    return f"P{'T' if clock else ''}{text}" if text else None


def _clock(words: list[str]) -> str | None:
    values = grammar().values
    for word in words:
        if ("NOON", word) in values:
            return values["NOON", word]
    hour, _, minute = words[0].partition(":")
    ampm = next((values["AMPM", w] for w in words if ("AMPM", w) in values), "")
    number = int(hour)
    if number > 24:
        return None
    if ampm:
        number = number % 12 + int(ampm)
    return f"{number:02}:{minute or '00'}"


def _numeric_date(word: str) -> str | None:
    """10/28/2025 or 28/10/2025 as a day; None where both readings make a date and differ."""
    a, b, year = (int(n) for n in word.split("/"))
    if year < 100:
        year = _century(year)
    readings = {(m, d) for m, d in ((a, b), (b, a)) if 1 <= m <= 12 and 1 <= d <= 31}
    if len(readings) != 1:
        return None
    ((month, day),) = readings
    return f"{year:04}-{month:02}-{day:02}"


# --- tense and preposition --------------------------------------------------------------------------


def tense(page: Parsed, first: int, last: int) -> str:
    """"past", "future" or "" of the verb that the tokens `first` .. `last` hang on; "" where they qualify a noun."""
    head = next((i for i in range(first, last + 1) if not first <= page.head[i] <= last), first)
    if page.dep[head] in ("compound", "poss", "nmod", "amod", "nummod") and page.pos[page.head[head]] in _NOUNS:
        return ""
    verb, steps = head, 0
    while page.pos[verb] not in ("VERB", "AUX"):
        if page.head[verb] == verb or steps > 30:
            return ""
        verb, steps = page.head[verb], steps + 1
    return _tense_of(page, verb, 0)


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
    return ""


def _relation(page: Parsed, first: int) -> Relation:
    """Relation that the preposition before a time gives it ("by the end of March": by)."""
    if first == 0 or page.sentence[first - 1] != page.sentence[first]:
        return ""
    return _RELATIONS.get(page.lower[first - 1], "")


# --- guards: what only looks like a time -------------------------------------------------------------


def _always(reader: _Reader, first: int, last: int) -> bool:
    return True


def _is_year(reader: _Reader, first: int, last: int) -> bool:
    """A number of four digits alone is a year unless something is counted, priced, measured or numbered by it."""
    words, page = reader.text.words, reader.page
    if not words[first].isdigit():
        return True
    number, token = int(words[first]), reader.text.tokens[first]
    before, after = words[first - 1], words[last] if last < len(words) else ""
    if before == "-":
        return words[first - 2] in ("mid", "late", "early", "post", "pre")
    if not 1500 <= number <= 2100 or before in _NOT_BEFORE_YEARS or after in _NOT_AFTER_YEARS:
        return False
    head = page.head[token]
    if page.dep[token] != "nummod" or head < token:
        return True
    if page.tag[head] == "NNS" and (page.lower[head] in _COUNTED or number % 100 == 0):
        return False
    return 1900 <= number <= 2050


_NOT_BEFORE_YEARS = frozenset(["$", "#", "no.", "£", "€", "¥", ".", "/", "+", ":", "than", "about", "least", "some", "route"])
_NOT_AFTER_YEARS = frozenset(["%", "-", "/", "percent", ":", "gmt", "hours", "est", "million", "billion", "km", "miles"])
_COUNTED = frozenset(
    """people troops soldiers men women children jobs workers employees tonnes tons dollars euros yen miles feet metres
    meters kilometers kilometres pounds points deaths cases homes houses members families seats votes students shares
    years days weeks months hours minutes""".split()  # noqa: SIM905
)


def _closed(reader: _Reader, first: int, last: int) -> bool:
    """ "a day after" stands alone; in "a day after the attack" the attack is what is counted from."""
    words = reader.text.words
    if words[last - 1] in ("earlier", "later"):
        return True
    return last >= len(words) or words[last] in ("", ".", ",", ";", ")", "and", "but", "--", ":", "''", '"', "in", "when")


def _noun(reader: _Reader, first: int, last: int) -> bool:
    """ "the future", but not "the future prime minister" or "future growth"."""
    page, token = reader.page, reader.text.tokens[last - 1]
    return page.dep[token] not in ("amod", "compound", "nmod") or page.head[token] < token


def _at(reader: _Reader, first: int, last: int) -> bool:
    return reader.text.words[first - 1] in ("at", "for")


def _month(reader: _Reader, first: int, last: int) -> bool:
    """A month alone: its name or "Oct.", not "Jan" or "Mar" (names), nor "March of the Mothers"."""
    words = reader.text.words
    if words[first] in _SHORT_MONTHS:
        return False
    return not (words[first] == "march" and words[last : last + 1] == ["of"])


_SHORT_MONTHS = frozenset(["jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])


def _ended(reader: _Reader, first: int, last: int) -> bool:
    return reader.text.words[last : last + 1] in (["ended"], ["ending"], ["through"])


def _bare(reader: _Reader, first: int, last: int) -> bool:
    """ "the year" by itself, not "the year-earlier", "the year of the dragon"."""
    words = reader.text.words
    return words[last] not in ("-", "of", "ended", "ending") if last < len(words) else True


def _article(reader: _Reader, first: int, last: int) -> bool:
    words = reader.text.words
    return last >= len(words) or words[last] not in ("-", "'s")


def _capitalised(reader: _Reader, first: int, last: int) -> bool:
    return reader.page.document.text[reader.text.starts[last - 1]].isupper()


def _in(reader: _Reader, first: int, last: int) -> bool:
    return reader.text.words[first - 1] == "in"


def _rate(reader: _Reader, first: int, last: int) -> bool:
    """ "$2 million a year", "1,000 units per day": after an amount."""
    page, token = reader.page, reader.text.tokens[first]
    near = [i for i in range(max(token - 3, 0), token) if page.sentence[i] == page.sentence[token]]
    return reader.text.words[first] == "per" or any(page.tag[i] in ("CD", "$") for i in near)


def _season(reader: _Reader, first: int, last: int) -> bool:
    """A season without an article after a preposition: "by spring"."""
    return reader.text.words[first - 1] in ("in", "by", "since", "until", "during", "early", "late", "-", "through")


GUARDS = {
    "": _always,
    "year": _is_year,
    "closed": _closed,
    "noun": _noun,
    "at": _at,
    "month": _month,
    "ended": _ended,
    "bare": _bare,
    "article": _article,
    "capital": _capitalised,
    "season": _season,
    "in": _in,
    "rate": _rate,
}
