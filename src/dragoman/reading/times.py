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

from dragoman.lexicon import words
from dragoman.model import Mention, Span, TimeExpression
from dragoman.periods import fiscal_years
from dragoman.reading.parse import Parsed
from dragoman.reading.time_events import Relation, told_by_events
from dragoman.reading.time_grammar import REACH, Grammar, Rule, Text, grammar, laid_out
from dragoman.reading.time_guards import GUARDS, HAPPENED, TO_COME, TO_COME_ALWAYS, tense
from dragoman.reading.time_values import FIELDS, Captured, piece, real_day, standard, year
from dragoman.timex import grain

Kind = Literal["DATE", "TIME", "DURATION", "SET"]


class Found(NamedTuple):
    """A time found: pieces `first` .. `last` (half-open) with type and value."""

    first: int
    last: int
    kind: str
    value: str
    compared: bool = False  # "a year earlier": a time that another is compared with


def times(page: Parsed) -> Iterator[TimeExpression]:
    """The time expressions of a page, in text order, none within another."""
    text = laid_out(page)
    found = []
    for time in _scan(page, text):
        if _named(page, text.tokens[time.first], time.last - time.first):
            continue
        start, end = text.starts[time.first], text.ends[time.last - 1]
        span = Span(page.document.id, start, end)
        relation = _relation(page, text.tokens[time.first]) if time.value not in _REFERENCES else ""
        found.append(TimeExpression(span, cast(Kind, time.kind), time.value, page.document.text[start:end], relation))
    yield from told_by_events(page, found)


def _named(page: Parsed, i: int, pieces: int) -> bool:
    """Whether a word is somebody's name: "met Theresa May in London", but "met her in May"."""
    mention = page.at(Mention, i) if pieces == 1 and page.lower[i] in _SURNAMES else None
    if mention is None or mention.kind != "name" or mention.place:
        return False
    long = page.tokens(mention.span)[1] - page.tokens(mention.span)[0] > 1
    return long or (i > 0 and page.lower[i - 1] not in _BEFORE_MONTHS)


_BEFORE_MONTHS = frozenset(
    ["in", "of", "by", "since", "until", "till", "before", "after", "during", "from", "to", "through", "last", "next",
     "this", "early", "late", "mid", "-"]
)  # fmt: skip
_SURNAMES = frozenset(["may", "march", "june", "april", "august", "spring", "summer", "winter"])
_REFERENCES = frozenset(["PAST_REF", "PRESENT_REF", "FUTURE_REF"])  # "concern about the future" is no relation


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
            if not GUARDS[rule.guard](self.page, self.text, i, -end):
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
        if not real_day(groups):
            return None
        out = rule.value
        for field in _FIELD.findall(rule.value):
            got = self.field(field, groups, match.start(), match.end())
            if got is None:
                return None
            out = out.replace("{" + field + "}", got)
        if _CLOCK_SHIFT.search(out):  # "an hour later": a day is as fine as a shift gets
            return None
        return standard(out)

    def field(self, name: str, groups: Captured, first: int, last: int) -> str | None:
        """What stands for one field of a template, of a match of the words `first` .. `last`."""
        if name in ("SEASON", "thisseason"):
            season = piece("SEASON", groups["SEASON"]) or ""
            season = _OPPOSITE[season] if self.southern(first) else season
            # "this winter" in January is the one that began last year
            return season if name == "SEASON" else "~XXXX-WI" if season == "WI" else f"@+0Y.{season}"
        if name in groups:
            return piece(name, groups[name])
        if name in FIELDS:
            return FIELDS[name](groups)
        if name == "dir":
            return self.direction(first, last, groups)
        if name == "country":
            return self.country(first)
        if name == "fiscalpair":
            return self.fiscal_pair(groups, first)
        if name in ("ref", "told"):  # "two days later" in a story is no day after the page's own
            found = self.reference(first, _UNITS)
            return "(XXXX-XX-XX)" if found == "@" and name == "told" else found
        if name == "thisweekend":
            return "<XXXX-WXX-WE" if self.direction(first, last, groups) == "<" else "@+0W.WE"
        if name == "within":
            unit = (piece("UNIT", groups["UNIT"]) if "UNIT" in groups else None) or "D"
            found = self.reference(first, _UNITS[: _UNITS.find(unit[0]) + 1], past_deadlines=True)
            return "(XXXX-XX-XX)" if found == "@" and unit == "D" else found  # "that day" is not the page's own
        if name == "day":
            day = self.reference(first, "D", same_sentence=True)
            return day if day != "@" else "@+0D"
        quarter = self.reference(first, "Q")
        if name == "quarter":
            return quarter[1:-1] if quarter != "@" else "@-1Q"
        if name == "lastyear":
            return f"{quarter}-1Y" + ("~" if quarter == "@" else "")
        if name == "quarterof":
            named, which = year(groups["YEARN"]), re.search(r"Q\d", quarter)
            return f"{named}-{which.group()}" if named and which else named
        raise KeyError(name)

    def direction(self, first: int, last: int, groups: Captured) -> str:
        """Which of many Octobers or Fridays: "<" the last, ">" the next one, "~" the nearest."""
        if "WHICH" in groups:
            return {"last": "<<", "next": ">>"}.get(groups["WHICH"][0], "~")
        before = self.text.words[first - 1] if first else ""
        if before in ("early", "late", "mid", "-", "of") and first > 1:
            before = self.text.words[first - 2 - (before == "-")]
        said = tense(self.page, self.text.tokens[first], self.text.tokens[last - 1])
        as_soon = before == "as" and self.text.words[first - 3] == "as"  # "as early as Tuesday"
        if (before in TO_COME and said != "past") or before in TO_COME_ALWAYS or as_soon:
            said = "future"
        elif before == "since" or "".join(self.text.words[last : last + 1]) in HAPPENED:
            said = "past"
        elif before == "through":  # "extended it through January", "in the year through June"
            return "~"
        if "Q" in groups or "QUARTER" in groups:
            return "~" if said == "future" else "<"  # a quarter's results are told of after it
        if said == "future":
            return ">"
        if said == "past":
            return "<"
        if "WEEKDAY" not in groups or "MONTH" in groups:
            return "~"
        headline = self.page.line_kind(self.text.tokens[first]) in ("headline", "heading")
        return ">" if said == "present" and not headline else "<"

    def reference(self, first: int, grains: str, same_sentence: bool = False, past_deadlines: bool = False) -> str:
        """The last time before a place that is of one of the units, in brackets; "@" where there is none near.

        `past_deadlines`: "by January 19, 2029. ... the same day" leans on no deadline.
        """
        sentence = self.page.sentence[self.text.tokens[first]]
        for found in reversed(self.seen[-8:]):
            far = sentence - self.page.sentence[self.text.tokens[found.first]]
            if far > (0 if same_sentence else 2):
                break
            value = found.value.partition("#")[0].partition("/")[0]
            if grains == "Q" and found.compared:
                continue
            if past_deadlines and _relation(self.page, self.text.tokens[found.first]) in ("by", "before", "until"):
                continue
            if found.kind in ("DATE", "TIME") and (unit := grain(value)) and unit in grains:
                bare = re.sub(r"T(?:[A-Z]{2}|[0-9:]+)$", "", value)
                return bare if re.fullmatch(r"\([^()]*\)", bare) else f"({bare})"
        return "@"

    def fiscal_pair(self, groups: Captured, first: int) -> str | None:
        """ "fiscal 2025-26": the year that begins in the first of the two."""
        begins = year(groups.get("YEARN") or groups["YEAR"])
        if begins is None or (int(begins) + 1) % 100 != int(groups["to"][0]) % 100:
            return None
        return f"FY{begins}-{int(groups['to'][0]) % 100:02}:{self.country(first)}"

    def country(self, first: int) -> str:
        """Whose fiscal year: the country named last before it in its sentence, else the only one near."""
        page, token = self.page, self.text.tokens[first]
        sentence = page.sentence[token]
        begin, end = page.sentences[sentence]
        here = self._countries(begin, end)
        before = self._countries(begin, token)
        if before:
            return before[-1]
        near = set(here or self._countries(page.sentences[max(sentence - 2, 0)][0], begin))
        return near.pop() if len(near) == 1 else ""

    def _countries(self, begin: int, end: int) -> list[str]:
        mentions = [self.page.at(Mention, i) for i in range(begin, end)]
        return [m.country for m in mentions if m and m.country in fiscal_years()]

    def southern(self, first: int) -> bool:
        """A place is in a sentence that names countries of the southern half alone, as most of its page does."""
        south = words("countries", "country", half="south")
        begin, end = self.page.sentences[self.page.sentence[self.text.tokens[first]]]
        here = {m.country for m in (self.page.at(Mention, i) for i in range(begin, end)) if m and m.country}
        everywhere = [m.country in south for m in self.page.of(Mention) if m.country]
        return bool(here) and here <= south and 2 * sum(everywhere) > len(everywhere)


_UNITS = "DWMQSHYEC"  # from small to large
_OPPOSITE = {"SP": "FA", "SU": "WI", "FA": "SP", "WI": "SU"}
_CLOCK_SHIFT = re.compile(r"[+-]\d+T[HMS](?![A-Z])|\^T|@[+-]\d+(?:K|F(?!Y))|\^[KF]")
_COMPARED = re.compile(r"-1Y$|quarterof|lastyear")
_FIELD = re.compile(r"\{(\w+)\}")
_DATE_MODS = frozenset(["START", "MID", "END", "EARLIER", "LATER", "APPROX", "AFTER", "BEFORE"])
_DURATION_MODS = frozenset(["APPROX", "LESS_THAN", "MORE_THAN", "EQUAL_OR_LESS", "EQUAL_OR_MORE"])
_DETERMINERS = frozenset(["the", "last", "past", "next", "coming", "this", "these"])


def _relation(page: Parsed, first: int) -> Relation:
    """Relation that the preposition before a time gives it ("by the end of March": by)."""
    least = page.sentences[page.sentence[first]][0]
    relations = grammar().relations
    for length in (4, 3, 2, 1):
        if first - length >= least and (found := relations.get(tuple(page.lower[first - length : first]))):
            return cast(Relation, found)
    return ""
