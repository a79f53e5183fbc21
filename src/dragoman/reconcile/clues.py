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
from typing import NamedTuple

from dragoman.reconcile import tenures
from dragoman.reconcile.campaigns import inaugurations, of_campaign, us_election
from dragoman.reconcile.days import LAST, Clue, iso, ordinal, union
from dragoman.reconcile.tenures import Tenure, fold
from dragoman.reconcile.told import of_bare_days, of_credit, of_dateline, of_dates, of_links, of_stamps, of_weekdays

_CONGRATULATED = re.compile(
    r"\bcongratulat\w+\b.{0,140}\b(?:elect\w+|victory|win|inaugurat\w+|appoint\w+|swearing|sworn|becoming|new role|"
    r"tak\w+ office|assum\w+|formation of|new (?:government|position|office))\b",
    re.I,
)
_AGAIN = re.compile(r"\bre-?elect\w*|\bsecond term|\bthird term|\banniversary|\bparliamentary election|\bparty\b", re.I)
_WORD = r"(?:[^\W\d_a-z][\w’'.-]*|bin|al|de|da|del|von|van|der|el|dos|e)"
_NAME = rf"({_WORD}(?:\s+{_WORD}){{0,5}})"
_TITLE = (
    r"\b(?P<title>Vice[ -]President|President|Prime[ -]Minister|PM|Premier|Chancellor|Taoiseach|King|Queen|Emperor|"
    r"Emir|Amir|Sultan|Pope|(?:Foreign|Defen[cs]e|Finance) Minister|"
    r"vice president|president|prime minister|chancellor|premier)"
    r"(?P<elect>[- ](?:[Ee]lect|[Dd]esignate))?,?\s+(?P<name>" + _NAME[1:]
)
_TITLED = re.compile(_TITLE)
_HOLDER = re.compile(r"(?P<before>(?:(?![Vv]ice[ -]President)[\w’'.-]+,?\s+){0,4}?)" + _TITLE)
_BEFORE = re.compile(r"(?:\S+\s+){0,4}\S*$")  # where the words before a title may begin
_NEW = re.compile(r"\b(?:new|(?:newly|recently|freshly)[ -]\w+|new (?:[A-Z]\w+|woman|female))\s+(?:[A-Z]\w+\s+)?$")
_NOT_NOW = re.compile(
    r"\b(?:former|ex|late|then|previous|predecessor|formerly|erstwhile|past|one-time|deposed|ousted)\b|ex-"
    r"|\b(?:[Vv]ice|[Dd]eputy|[Aa]ssistant|[Ss]enior|[Aa]lternate)\s+$",
    re.I,
)
_THEN = re.compile(r"\b(?:then|ex)-$", re.I)  # "then-Prime Minister Lind"
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
_COMING = re.compile(
    r"\b(?:upcoming|incoming)\s+(?:\w+\s+)?administration|\bTrump[^.;\n]{0,50} back (?:in|to) the White House", re.I
)
_VICTORY = re.compile(
    r"\bvictory in the (?:[\w.]+\s+){0,4}election|\belection (?:victory|win)\b|\belectoral victory\b", re.I
)
# to be among the first to do something since a term began is a matter of weeks, to find the term new one of months
AMONG_FIRST = re.compile(r"\b(?:first|initial|second|third)\b(?: [\w-]+){0,4} to\b", re.I)
SOON, _RECENT = 50, 150  # days
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


class Holder(NamedTuple):
    """A person whom the page gives a title, with the tenures that the title may mean."""

    tenures: tuple[Tenure, ...]
    words: str
    at: int
    kind: str  # "", "former", "elect"
    new: bool


def _held(text: str) -> Iterator[re.Match[str]]:
    """The matches of `_HOLDER`, looked for only around what has a title and a name: a tenth of the time."""
    at = 0
    while (title := _TITLED.search(text, at)) is not None:
        lead = _BEFORE.search(text[max(at, title.start() - 400) : title.start()])
        match = _HOLDER.search(text, title.start() - len(lead[0]) if lead else at)
        if match is None:
            return
        yield match
        at = match.end()


def holders(text: str) -> list[Holder]:
    """Persons named with the title of an office that the table says they held at some time."""
    found: list[Holder] = []
    waiting: list[tuple[re.Match[str], str, str]] = []
    people: dict[str, set[str]] = defaultdict(set)
    for match in _held(text):
        before = re.split(r"[.;!?]\s", match["before"])[-1]
        then = _THEN.search(text, max(0, match.start("title") - 5), match.start("title"))
        kind = "former" if then or _NOT_NOW.search(before) else "elect" if match["elect"] else ""
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
    if word == "vice president" or (word.endswith(" minister") and word != "prime minister"):
        return tenure.office == word.replace("defense", "defence")  # ministers: from the user's own table
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

    Each has one interval a US inauguration, of the days in which a term is called new. Other pages of the record may
    leave one of them. So it is with the years of a dateline that has none.
    """
    yield from of_dateline(text)
    yield from of_bare_days(text)
    for sentence in _sentences(text):
        match = _TERM.search(sentence)
        around = text if match and match[0].startswith("new") else sentence
        if match and re.search(r"\b(?:U\.?S\.?|American|Washington|White House)\b", around):
            long = SOON if AMONG_FIRST.search(sentence) else _RECENT
            days = union([(b + 1, b + long) for _, b in inaugurations()])
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


def clues(text: str, around: str = "") -> list[Clue]:
    """Every clue of a page's text, and of what stands around it: an agency's credit, the days of comments."""
    found = [
        c
        for made in (of_office, of_dates, of_links, of_weekdays, of_dateline, of_bare_days, of_campaign)
        for c in made(text)
    ]
    found += [c for made in (of_credit, of_stamps) for c in made(around or text)]
    return [c for c in found if c.days]
