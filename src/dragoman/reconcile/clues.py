"""What a page says about the day it was written, as sets of days: one clue a sentence or a name, with its reason.

A clue allows some days and forbids the others; `dating` intersects them. Weights say which goes when two contradict:
that somebody has taken office by now is firmer than that he has not left it (news calls old presidents "President").
Nothing here knows a date that is not in data/offices.csv or worked out from the calendar (US elections and
inaugurations, twentieth amendment and 3 U.S.C. 1).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from dragoman.reconcile import tenures
from dragoman.reconcile.tenures import Tenure, fold

FIRST, LAST = date(2010, 1, 1).toordinal(), date(9999, 12, 31).toordinal()
Days = tuple[tuple[int, int], ...]  # closed intervals of ordinals, in order

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
          "november", "december")  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?:[a-z]{2,6})?\.?"
_FULL = re.compile(
    rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(20\d\d)\b"
    rf"|\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+(20\d\d)\b"
)
_ADDRESS = re.compile(r"\.[a-z]{2,6}/\S*?/(20[12]\d)/(0[1-9]|1[0-2])/(?:(0[1-9]|[12]\d|3[01])\b)?")
_WEEKDAY = re.compile(
    rf"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+(?:the\s+)?"
    rf"(?:{_MONTH}\s+(\d{{1,2}})\b|(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH})(?!\S*,?\s+(?:19|20)\d\d)"
)
_YEAR = re.compile(r"\b(20[12]\d)\b")
_FUTURE = re.compile(
    r"\b(?:will|would|shall|by|until|through|plans?|planned|planning|aims?|aimed|goals?|targets?|intends?|intended|"
    r"expect\w*|look(?:s|ed|ing)? (?:forward|ahead)|upcoming|next|ahead of|in advance of|advance|prepar\w+|scheduled|"
    r"slated|set to|to be held|propos\w*|project\w*|forecast\w*|beyond|towards?|deadline|hosts?|hosting|for|fiscal|FY|"
    r"agenda|before|from|budget|request\w*|future|should|can|could|may|might|must|to|begin\w*|starting|effective|due|"
    r"no later than|comments?|tak(?:e|es|ing) place|submit\w*|appl(?:y|ications?)|regist\w+|open\w*|clos(?:e|es|ing)|"
    r"dialogue|conference|in early|in late)\b",
    re.I,
)
_WILL = re.compile(
    r"\b(?:will|would|shall|plans?|planned|expect\w*|scheduled|upcoming|intends?|look(?:s|ing)? forward)\b", re.I
)
# "since 2022", "in May 2022", "In 2022, ...": an amount "in 2024" or a plan's name ("Made in China 2025") tells nothing
_TOLD = re.compile(
    rf"\bsince\s+(?:{_MONTH}\s+)?(?:\d{{1,2}},?\s+)?$"
    rf"|\b(?:in|on|during)\s+{_MONTH}\s+(?:\d{{1,2}},?\s+)?$|(?:^|[.\n]\s*)In\s+$"
)
_CONGRATULATED = re.compile(
    r"\bcongratulat\w+\b.{0,140}\b(?:elect\w+|victory|win|inaugurat\w+|appoint\w+|swearing|sworn|becoming|new role|"
    r"tak\w+ office|assum\w+|formation of|new (?:government|position|office))\b",
    re.I,
)
_AGAIN = re.compile(r"\bre-?elect\w*|\bsecond term|\bthird term|\banniversary|\bparliamentary election|\bparty\b", re.I)
_MONTH_YEAR = re.compile(rf"\b(?:in|since|of|during|last)\s+(?:early |late )?{_MONTH}(?: of)?,?\s+(20[12]\d)")
_LAW = re.compile(
    r"\b(?:Act|Order|Directive|Resolution|Agreement|Treaty|Memorandum|Regulation|established|dated|founded)\b"
)
_PAST = re.compile(r"\b(?:was|were|had|has|have|been|since|\w{2,}ed|met|led|took|made|held|began|won|said|spoke)\b")
_WORD = r"(?:[^\W\d_a-z][\w’'.-]*|bin|al|de|da|del|von|van|der|el|dos|e)"
_NAME = rf"({_WORD}(?:\s+{_WORD}){{0,5}})"
_HOLDER = re.compile(
    r"(?P<before>(?:[\w’'.-]+,?\s+){0,4})"
    r"\b(?P<title>Vice[ -]President|President|Prime[ -]Minister|PM|Premier|Chancellor|Taoiseach|King|Queen|Emperor|"
    r"Emir|Amir|Sultan|Pope|vice president|president|prime minister|chancellor|premier)"
    r"(?P<elect>[- ](?:[Ee]lect|[Dd]esignate))?,?\s+(?P<name>" + _NAME[1:]
)  # fmt: skip
_NEW = re.compile(r"\b(?:new|(?:newly|recently|freshly)[ -]\w+|new (?:[A-Z]\w+|woman|female))\s+(?:[A-Z]\w+\s+)?$")
_NOT_NOW = re.compile(
    r"\b(?:former|ex|late|then|previous|predecessor|formerly|erstwhile|past|one-time|deposed|ousted)\b|ex-"
    r"|\b(?:[Vv]ice|[Dd]eputy|[Aa]ssistant|[Ss]enior|[Aa]lternate)\s+$",
    re.I,
)
_TOOK = re.compile(
    r"\b(?:took|taken|taking|assumed|assuming|entered|entering)\s+(?:up\s+)?(?:the\s+)?(?:office|power|premiership|role)"
    r"|\bsworn in|\binaugurated|"
    r"\bwon\s+(?:the\s+)?(?:\w+\s+){0,3}election"
    r"|\bbecame\s+(?:\w+[’']s\s+)?(?:\w+\s+){0,3}(?:prime minister|president|chancellor)",
    re.I,
)
_SUBJECT = re.compile(  # whoever stands right before "took office", with "who", "has just" and the like between
    rf"\b(?P<name>{_NAME[1:-1]}|[Hh]e|[Ss]he|[Tt]hey)(?:[’']s)?(?:[\s,]+(?:who|which|that|has|had|have|having|was|is|were|only|just|"
    r"recently|formally|officially|first|again|himself|herself))*[\s,]*$"
)
_PRONOUN = re.compile(r"[Hh]e|[Ss]he|[Tt]hey")
_AGO = re.compile(
    r"\b(?:(?:just|only|earlier)\s+)*(?P<when>today|yesterday|this week|last week|this month|last month|"
    r"(?P<n>a|an|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\s+(?P<unit>day|week|month|year)s?\s+ago)\b",
    re.I,
)
_SPANS = {
    "today": (0, 1),
    "yesterday": (0, 2),
    "this week": (0, 7),
    "last week": (1, 14),
    "this month": (0, 31),
    "last month": (1, 62),
}
_NUMBERS = {
    w: i for i, w in enumerate(("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"))
}
_UNITS = {"day": 1, "week": 7, "month": 31, "year": 366}
_COMING = re.compile(r"\b(?:upcoming|incoming)\s+(?:\w+\s+)?administration|\bback (?:in|to) the White House", re.I)
_VICTORY = re.compile(
    r"\bvictory in the (?:[\w.]+\s+){0,4}election|\belection (?:victory|win)\b|\belectoral victory\b", re.I
)
_TERM = re.compile(
    r"\bsince (?:its|the|a|his|her|their) (?:new )?term began|\bnew (?:[\w.]+ )?(?:administration|presidential term)\b"
)
_CHOSEN = (
    r"\s+(?:was|has been|is)\s+(?:just\s+)?(?:picked|chosen|elected|selected|named|appointed|sworn in|installed)\s+"
    r"(?:as\s+)?(?:[\w’']+\s+){0,6}(?P<title>[Pp]rime [Mm]inister|[Pp]resident|[Cc]hancellor|[Pp]remier)\b"
)
_SECOND = re.compile(r"\bsecond\s+(?:\w+\s+)?(?:term|administration|presidency)\b", re.I)
_CLASSES = {
    "vice president": ("vice president",),
    "president": ("president",),
    "king": ("king", "sultan"), "queen": ("queen",), "emperor": ("emperor",), "pope": ("pope",),
    "emir": ("amir", "emir"), "amir": ("amir", "emir"), "sultan": ("sultan",),
}  # fmt: skip


class Clue(NamedTuple):
    """Days on which the page may have been written, how firm that is, and why."""

    days: Days
    weight: float
    reason: str


class Holder(NamedTuple):
    """A person whom the page gives a title, with the tenures that the title may mean."""

    tenures: tuple[Tenure, ...]
    words: str
    at: int
    kind: str  # "", "former", "elect"
    new: bool


def ordinal(day: str | None) -> int:
    """Ordinal of an ISO day; None is the end of time."""
    return LAST if day is None else date.fromisoformat(day).toordinal()


def iso(day: int) -> str:
    """ISO day of an ordinal."""
    return date.fromordinal(day).isoformat()


def union(spans: list[tuple[int, int]]) -> Days:
    """Intervals in order, those that touch joined."""
    done: list[tuple[int, int]] = []
    for first, last in sorted((max(a, FIRST), min(b, LAST)) for a, b in spans):
        if first > last:
            continue
        if done and first <= done[-1][1] + 1:
            done[-1] = (done[-1][0], max(done[-1][1], last))
        else:
            done.append((first, last))
    return tuple(done)


def meet(a: Days, b: Days) -> Days:
    """Days in both."""
    return union([(max(x[0], y[0]), min(x[1], y[1])) for x in a for y in b if max(x[0], y[0]) <= min(x[1], y[1])])


def us_election(year: int) -> date:
    """Tuesday after the first Monday of November (3 U.S.C. 1)."""
    first = date(year, 11, 1)
    return first + timedelta((7 - first.weekday()) % 7 + 1)


def inaugurations() -> list[tuple[int, int]]:
    """Election day and inauguration day (20 January, twentieth amendment) of each US term that began since 2009."""
    return [(us_election(y - 1).toordinal(), date(y, 1, 20).toordinal()) for y in range(2009, 2060, 4)]


def holders(text: str) -> list[Holder]:
    """Persons named with the title of an office that the table says they held at some time."""
    found: list[Holder] = []
    waiting: list[tuple[re.Match[str], str, str]] = []
    people: dict[str, set[str]] = defaultdict(set)
    for match in _HOLDER.finditer(text):
        before = re.split(r"[.;!?]\s", match["before"])[-1]
        kind = "former" if _NOT_NOW.search(before) else "elect" if match["elect"] else ""
        words = match["name"].replace("’s", "").replace("'s", "").rstrip(".,-").split()
        for size in range(len(words), 0, -1):
            name = " ".join(words[:size])
            fitting = [t for t in tenures.tenures(name) if _fits(match["title"], t)]
            if size == 1:  # a lone surname; "Prime Minister Mohammad Mustafa" is not some Mohammad
                waiting += [(match, kind, name)] if len(words) == 1 else []
            elif fitting and len({t.person for t in fitting}) == 1:
                found.append(
                    Holder(tuple(fitting), f"{match['title']} {name}", match.start(), kind, bool(_NEW.search(before)))
                )
                people[fold(fitting[0].surname)].add(fitting[0].person)
                break
    for match, kind, name in waiting:
        fitting = [t for t in tenures.tenures(name) if _fits(match["title"], t)]
        known = people.get(fold(name))
        fitting = [t for t in fitting if not known or t.person in known]
        if len({(t.person, t.country) for t in fitting}) == 1 or (fitting and len({t.person for t in fitting}) == 1):
            before = re.split(r"[.;!?]\s", match["before"])[-1]
            found.append(
                Holder(tuple(fitting), f"{match['title']} {name}", match.start(), kind, bool(_NEW.search(before)))
            )
    return sorted(found, key=lambda h: (h.at, h.words))


def _elected(term: Tenure) -> int:
    """Earliest day on which somebody is called elect: a US election day, elsewhere eight months ahead (Indonesia)."""
    return next(
        (a for a, b in inaugurations() if term.country == "USA" and iso(b) == term.start), ordinal(term.start) - 250
    )


def _once(terms: set[Tenure]) -> list[Tenure]:
    """Tenures oldest first; one of those that differ in the office alone (a president is head of both)."""
    first: dict[tuple[str, str], Tenure] = {}
    for term in sorted(terms, key=lambda t: (t.start, t.office, t.country, t.person)):
        first.setdefault((term.person, term.start), term)
    return list(first.values())


def _fits(title: str, tenure: Tenure) -> bool:
    """Whether a title in the page may be the tenure's: "Prime Minister" is not "President"."""
    word, own = title.casefold().replace("-", " "), tenure.title.casefold()
    if word == "vice president":
        return tenure.office == "vice president"
    if tenure.office not in tenures.HEADS:
        return False
    if word in _CLASSES:
        return any(w in own for w in _CLASSES[word])
    return tenure.office == "head of government" and not (
        "president" in own and "minister" not in own and "government" not in own
    )


def of_office(text: str) -> Iterator[Clue]:
    """Clues of who is called what: "new Prime Minister X", "President-elect Y", "took office last week"."""
    grouped: dict[tuple[str, str], list[Holder]] = defaultdict(list)
    found = holders(text)
    for holder in found:
        grouped[holder.tenures[0].person, holder.kind].append(holder)
    for (person, kind), said in sorted(grouped.items()):
        terms = _once({t for h in said for t in h.tenures})
        row = f"{terms[-1].row}"
        if kind == "elect":
            days = union([(_elected(t), ordinal(t.start) + 1) for t in terms])
            yield Clue(
                days, 4, f"'{said[0].words}' is still to take office; {person} took office {terms[-1].start} ({row})"
            )
            continue
        if kind == "former":
            ends = [ordinal(t.end) for t in terms]
            days = union(
                [(e - 1, ordinal(terms[i + 1].start) if i + 1 < len(terms) else LAST) for i, e in enumerate(ends)]
            )
            if days and days[0][0] < LAST:
                yield Clue(
                    days, 0.8, f"'{said[0].words}' is called former; {person} left office {terms[0].end} ({row})"
                )
            continue
        weight = min(3.0, 0.7 + 0.4 * len(said) + (0.8 if said[0].at < 500 else 0))
        yield Clue(
            ((ordinal(terms[0].start), LAST),),
            3.5,
            f"'{said[0].words}': {person} took office {terms[0].start} ({terms[0].row})",
        )
        if len(said) < 2 and said[0].at > 600:
            continue  # named in passing: may be an old title, as news calls old presidents
        held = union([(ordinal(t.start), ordinal(t.end)) for t in terms])
        ends_at = ", ".join(f"{t.start} to {t.end or 'now'}" for t in terms)
        yield Clue(held, weight, f"'{said[0].words}': {person} held the office {ends_at} ({row})")
        if any(h.new for h in said):
            days = union([(ordinal(t.start) - 7, ordinal(t.start) + 150) for t in terms if t.start == t.sure_start])
            if days:
                yield Clue(
                    days,
                    2,
                    f"'new' or 'newly' before '{said[0].words}'; {person} took office {terms[-1].start} ({row})",
                )
    yield from _took_office(text, found)
    yield from _congratulated(text, found)
    yield from _chosen(text)
    yield from _american(text, found)


def _took_office(text: str, found: list[Holder]) -> Iterator[Clue]:
    """ "X took office last week": X right before the verb, else the one leader the sentence names, or the new one."""
    for sentence in _sentences(text):
        took = _TOOK.search(sentence)
        ago = _AGO.search(sentence, took.end()) if took else None
        if not took or not ago or not re.fullmatch(r"[\w ,]{0,30}", sentence[took.end() : ago.start()]):
            continue
        terms = _who_took(sentence, took, found)
        if len({t.person for t in terms}) != 1:
            continue
        words = ago["when"].casefold()
        if words in _SPANS:
            low, high = _SPANS[words]
        else:
            number = int(ago["n"]) if ago["n"].isdigit() else _NUMBERS.get(ago["n"].casefold(), 1)
            size = _UNITS[ago["unit"].casefold()]
            low, high = max(0, (number - 1) * size), (number + 1) * size
        if words == "last week":  # the week before this one: Monday to Sunday, a day for time zones
            days = union([(_monday(ordinal(t.start)) + 7 - 1, _monday(ordinal(t.start)) + 13) for t in terms])
        else:
            days = union([(ordinal(t.start) + low - 1, ordinal(t.start) + high) for t in terms])
        one = terms[-1]
        said = sentence[took.start() : ago.end()]
        yield Clue(days, 5, f"'{said}'; {one.person} took office {one.start} ({one.row})")


def _who_took(sentence: str, took: re.Match[str], found: list[Holder]) -> list[Tenure]:
    """Tenures of whom a sentence says that they took office, oldest first; nobody where that is in doubt.

    The name right before the verb; for "she took office" and "after taking office" the one leader that the sentence
    names; for those and "the premier, who took office" the one whom the page calls new.
    """
    subject = _SUBJECT.search(sentence[: took.start()])
    pronoun = subject is not None and _PRONOUN.fullmatch(subject["name"]) is not None
    if subject and not pronoun:
        return _in_order(_named(subject["name"], found))
    named = {t for m in re.finditer(rf"\b{_NAME}", sentence) for t in _named(m[0], found)}
    if (pronoun or took[0].split()[0].endswith("ing")) and len({t.person for t in named}) == 1:
        return _in_order(named)
    return _in_order({t for h in found for t in h.tenures if h.new and not h.kind})


def _named(words: str, found: list[Holder]) -> set[Tenure]:
    """Tenures of the leader that a run of capitals ends in: a full name, or the surname of one with a title here."""
    parts = re.sub(r"[’']s\b", "", words).rstrip(".,-").split()
    for first in range(len(parts) - 1):
        terms = tenures.names().get(fold(" ".join(parts[first:])), ())
        if terms:
            return set(terms)
    last = fold(parts[-1]) if parts else ""
    return {t for h in found for t in h.tenures if not h.kind and last in (fold(t.surname), fold(t.person))}


def _in_order(terms: Iterable[Tenure]) -> list[Tenure]:
    """A set of tenures oldest first; one row before another where both began on a day."""
    return sorted(terms, key=lambda t: (t.start, t.row, t.person))


def _congratulated(text: str, found: list[Holder]) -> Iterator[Clue]:
    """ "congratulated Prime Minister X on his election": weeks around the day X took office.

    From 100 days before (an election in November, an office taken in January) to 100 days after.
    """
    for sentence in _sentences(text):
        if not _CONGRATULATED.search(sentence) or _AGAIN.search(sentence):
            continue
        words = fold(sentence).split()
        terms = {t for h in found for t in h.tenures if not h.kind and fold(t.surname).split()[-1] in words}
        terms = {t for t in terms if t.start == t.sure_start and t.country != "USA"}
        if len({t.person for t in terms}) == 1:
            one = _in_order(terms)[-1]
            days = union([(ordinal(t.start) - 100, ordinal(t.start) + 100) for t in terms])
            yield Clue(days, 2.3, f"'{sentence[:90]}'; {one.person} took office {one.start} ({one.row})")


def _sentences(text: str) -> list[str]:
    """Sentences, roughly: a page need not be parsed for this."""
    return re.split(r"(?<=[.!?])(?<!Jr\.)(?<!Dr\.)(?<!Mr\.)\s+(?=[A-Z“\"'])|\n+", text)


def _monday(day: int) -> int:
    return day - (day - 1) % 7


def _chosen(text: str) -> Iterator[Clue]:
    """ "X was picked as Japan's prime minister", told in the lead without a date: weeks around that day."""
    for match in (m for line in text[:400].split("\n") for m in re.finditer(rf"\b{_NAME}{_CHOSEN}", line)):
        terms = _in_order(t for t in _named(match[1], []) if _fits(match["title"], t) and t.start == t.sure_start)
        rest = re.split(r"[.;\n]", text[text.find(match[0]) :][: len(match[0]) + 120])[0]
        if len({t.person for t in terms}) == 1 and not re.search(r"\b(?:19|20)\d\d\b|\bago\b|\bformer", rest):
            ahead = 30 if "inister" in match["title"] else 100  # a parliament's choice; a people's election
            days = union([(ordinal(t.start) - ahead, ordinal(t.start) + 45) for t in terms if t.country != "USA"])
            yield Clue(days, 2, f"'{match[0]}'; {terms[-1].person} took office {terms[-1].start} ({terms[-1].row})")


def choices(text: str) -> Iterator[Clue]:
    """Clues that fit several times and say nothing alone: "since its new term began" of a US administration.

    Each has one interval a US inauguration, of the 150 days in which a term is called new. Other pages of the record
    may leave one of them.
    """
    for sentence in _sentences(text):
        match = _TERM.search(sentence)
        around = text if match and match[0].startswith("new") else sentence
        if match and re.search(r"\b(?:U\.?S\.?|American|Washington|White House)\b", around):
            days = union([(b + 1, b + 150) for _, b in inaugurations()])
            yield Clue(days, 2, f"'{match[0]}' of the United States")
            return


def _american(text: str, found: list[Holder]) -> Iterator[Clue]:
    """US terms: an election won, an administration to come, a second term."""
    terms = _in_order(t for t in tenures.all_tenures() if t.country == "USA" and t.office == "head of state")
    named = [t for t in terms if re.search(rf"\b{re.escape(t.surname)}\b", text)]
    for cue, before, after, weight in ((_COMING, 0, 1, 3.0), (_VICTORY, 0, 90, 2.0)):
        match = next(
            (
                m
                for m in cue.finditer(text)
                if re.search(
                    r"\b(?:U\.?S\.?|American?|Trump|Biden|Obama|White House)",
                    text[max(0, m.start() - 80) : m.end() + 40],
                )
            ),
            None,
        )
        won = [(a, b) for a, b in inaugurations() for t in named if iso(b) == t.start]
        if match and won:
            days = union([(a + before, b + after) for a, b in won])
            yield Clue(
                days,
                weight,
                f"'{match[0]}': US elections and inaugurations (computed) of {', '.join(iso(a) for a, _ in won)}",
            )
    second = _SECOND.search(text)
    if (
        second
        and any(h.tenures[0].surname == "Trump" and not h.kind for h in found)
        and "Trump" in text[max(0, second.start() - 60) : second.end() + 30]
    ):
        last = [t for t in terms if t.surname == "Trump"][-1]
        days = ((us_election(int(last.start[:4]) - 1).toordinal(), LAST),)
        yield Clue(days, 2, f"'{second[0]}': Trump's second term began {last.start} ({last.row})")


def of_dates(text: str) -> Iterator[Clue]:
    """Clues of dates in the text: a page is not older than the past it tells, nor much younger than its newest day."""
    past: list[tuple[int, str, int]] = []
    for match in _FULL.finditer(text):
        day = _day(match[1] or match[5], match[2] or match[4], int(match[3] or match[6]))
        if (
            day
            and not _ahead(text, match.start())
            and not _LAW.search(text[max(0, match.start() - 60) : match.start()])
        ):
            past.append((day, match[0], match.start()))
    if past:
        newest, words, at = max(past)
        yield Clue(((newest, LAST),), 3, f"tells of {words} as past")
        if (
            at < 600 or sum(iso(day)[:4] == iso(newest)[:4] for day, _, _ in past) > 1
        ):  # not the day of a law in passing
            yield Clue(((newest - 2, newest + 390),), 1.6, f"newest day told is {words}")
        lead = re.search(
            r"\b(?:met|spoke|held|hosted|convened|travell?ed|signed|issued|released|visited|call(?:ed)?"
            r"|published|posted|updated)\b",
            text[:at],
        )
        if at < 400 and lead and re.search(r"\bon\s*(?:\w+,\s*)?$", text[:at]):
            yield Clue(((newest - 1, newest + 14),), 2.5, f"opens with what happened on {words}")
    yield from _months(text)
    years: dict[int, str] = {}
    for match in _YEAR.finditer(text):
        sentence = _clause(text, match.start(), match.end())
        told = _TOLD.search(text[max(0, match.start() - 40) : match.start()]) and _PAST.search(sentence)
        ahead = _WILL.search(sentence) or _FUTURE.search(sentence[: max(0, sentence.find(match[1]))])
        if told and not ahead:
            years[int(match[1])] = sentence.strip()[:80]
    if years:
        year = max(years)
        yield Clue(((date(year, 1, 1).toordinal(), LAST),), 2.6, f"tells of {year} as past: '{years[year]}'")


def _months(text: str) -> Iterator[Clue]:
    """ "in May 2022" told as past: a page is not older, and where its lead tells it, or two months of a year, not much
    younger."""
    told: list[tuple[int, str, int]] = []
    for match in _MONTH_YEAR.finditer(text):
        clause, lead = _clause(text, match.start(), match.end()), text[max(0, match.start() - 60) : match.start()]
        day = _day(match[1], "1", int(match[2]))
        if day and not _ahead(text, match.start()) and _PAST.search(clause) and not _LAW.search(lead):
            told.append((day, match[0], match.start()))
    if told:
        newest, words, at = max(told)
        yield Clue(((newest, LAST),), 2.6, f"tells of {words} as past")
        if at < 600 or len({day for day, _, _ in told if iso(day)[:4] == iso(newest)[:4]}) > 1:
            yield Clue(((newest, newest + 395),), 1.2, f"newest month told is {words}")


def of_links(text: str) -> Iterator[Clue]:
    """Days in the addresses that a page points to ("example.org/2023/05/17/..."): it is not older than the newest.

    Of 140 briefings with such addresses two are older than the newest, by up to three weeks; 97 in 100 are of the 390
    days after it, and all where there are two addresses.
    """
    found = []
    for match in _ADDRESS.finditer(text):
        day = _day(MONTHS[int(match[2]) - 1], match[3] or "1", int(match[1]))
        if day:
            found.append((day, match[0].split("/", 1)[1]))
    if found:
        newest, words = max(found)
        yield Clue(((newest - 1, LAST),), 2.4, f"points to the address '{words}'")
        yield Clue(((newest - 2, newest + 390),), 1.6, f"newest address is of {iso(newest)}")


def of_weekdays(text: str) -> Iterator[Clue]:
    """ "Tuesday, October 28" fits one year in six: the page is of weeks around that day."""
    for match in _WEEKDAY.finditer(text):
        weekday = next(i for i, d in enumerate(WEEKDAYS) if d.startswith(match[1].casefold()))
        spans = []
        for year in range(2010, int(tenures.horizon()[:4]) + 2):
            day = _day(match[2] or match[5], match[3] or match[4], year)
            if day and (day - 1) % 7 == weekday:
                spans.append((day - 31, day + 31))
        if spans:
            yield Clue(union(spans), 2.2, f"'{match[0]}' fell in {', '.join(iso(a + 31)[:4] for a, _ in spans[-6:])}")


def _day(month: str, day: str, year: int) -> int | None:
    number = next(i for i, m in enumerate(MONTHS, 1) if m.startswith(month.casefold().rstrip(".")[:3]))
    try:
        return date(year, number, int(day)).toordinal()
    except ValueError:
        return None


def _clause(text: str, start: int, end: int) -> str:
    first = max(text.rfind(c, 0, start) for c in (". ", ";", "\n", "? ")) + 1
    last = min((i for i in (text.find(c, end) for c in (". ", ";", "\n", ".\n")) if i >= 0), default=len(text))
    return text[first:last]


def _ahead(text: str, start: int) -> bool:
    """Whether the clause up to a date speaks of what is still to come, or may."""
    first = max(text.rfind(c, 0, start) for c in (". ", ";", "\n", "? ")) + 1
    after = re.split(r"[.;\n]\s", text[start : start + 60])[0]  # "On August 2, 2022, Kansans will vote"
    return bool(_FUTURE.search(text[max(first, start - 90) : start]) or re.search(r"\b(?:will|shall)\b", after))


def clues(text: str) -> list[Clue]:
    """Every clue of a page's text."""
    return [c for made in (of_office, of_dates, of_links, of_weekdays) for c in made(text) if c.days]
