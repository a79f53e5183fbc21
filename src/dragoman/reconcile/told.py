"""Clues from the days, months and addresses that a page tells: dates, weekdays with days of the month, links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from dragoman.reconcile import tenures
from dragoman.reconcile.days import LAST, Clue, iso, union

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
          "november", "december")  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?:[a-z]{1,6})?\.?"
_FULL = re.compile(
    rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?\s?,?\s+(20\d\d)\b"  # also as corpora have it: "April 11 , 2013"
    rf"|\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\s?,?\s+(20\d\d)\b"
)
_ADDRESS = re.compile(r"\.[a-z]{2,6}/\S*?/(20[12]\d)/(0[1-9]|1[0-2])/(?:(0[1-9]|[12]\d|3[01])\b)?")
_WEEKDAY = re.compile(
    rf"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+(?:the\s+)?"
    rf"(?:{_MONTH}\s+(\d{{1,2}})\b|(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH})(?!\S*,?\s+(?:19|20)\d\d)"
)
_DATELINE = re.compile(
    rf"^(?:[A-Z][^\n:;()]{{2,60}}?,? |(?=[^\n]*\())(?:{_MONTH} (\d{{1,2}})|(\d{{1,2}}) {_MONTH})"
    r" ?(?:(?:\([^()\n]{1,40}\) ?)?(?:--|[-–—])|\.? ?/[^/\n]{1,40}/\.) ?$",
    re.M,
)
_DIGEST = (
    r"[^\n:]{0,40}\b(?:brief(?:s|ing)?|round-?up|digest|newsletter|wrap)(?: for|[:,]| [-–—]) "  # "World in brief: "
)
_BARE = re.compile(
    rf"^(?:(?:Published|Posted)(?: on)?:? ?|(?i:{_DIGEST}))?(?:{_MONTH} (\d{{1,2}})|(\d{{1,2}}) {_MONTH})$", re.M
)
_DAY_ALONE = re.compile(
    rf"\b(?:on|of|in the (?:morning|afternoon|evening) of) (?:{_MONTH} (\d{{1,2}})|(\d{{1,2}}) {_MONTH})\b"
    r"(?!(?:st|nd|rd|th)?,? (?:of )?(?:19|20)\d\d|[-–—])"
)
_DAY_COMING = re.compile(
    rf"\b(?:on|by|until|from|before|for) (?:\w+day,? )?(?:{_MONTH} (\d{{1,2}})\b|(\d{{1,2}}) {_MONTH})"
    r"(?!(?:st|nd|rd|th)?,? (?:of )?(?:19|20)\d\d|[-–—]\d)"
)
_MONTH_COMING = re.compile(
    rf"\b(?:in|by|until|for|of) (?:(?:early|mid|late)[- ]|the end of )?({'|'.join(m.title() for m in MONTHS)})\b"
    r"(?! \d|,? (?:of )?(?:19|20)\d\d|,? last)"
)
_ELSEWHEN = re.compile(r"\b(?:19|20)\d\d\b|\b(?:would|had|was|were)\b")
_DAYS_AHEAD, _MONTHS_AHEAD = 160, 213  # days ahead in which a day, or a month, is told without its year
_OPENS = re.compile(
    r"\b(?:met|spoke|held|hosted|convened|travell?ed|signed|issued|released|visited|call(?:ed)?|published|posted)\b"
)
_AGO = re.compile(r"\b(?:since|years? (?:ago|earlier|later)|anniversary|last year)\b|\b(?:19|20)\d\d\b")
_KNOWN = frozenset(
    ["January 6", "September 11", "11 September", "October 7", "7 October", "February 24", "24 February"]
)
_LEAD = 400  # characters
WEEKS_AFTER = 21  # days
_NAMED_DAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_YEAR = re.compile(r"\b(20[12]\d)\b")
_FUTURE = re.compile(
    r"\b(?:will|would|shall|by|until|through|plans?|planned|planning|aims?|aimed|goals?|targets?|intends?|intended|"
    r"expect\w*|look(?:s|ed|ing)? (?:forward|ahead)|upcoming|next|ahead of|in advance of|advance|prepar\w+|scheduled|"
    r"slated|set to|to be held|propos\w*|project\w*|forecast\w*|beyond|towards?|deadline|hosts?|hosting|for|fiscal|FY|"
    r"agenda|before|from|budget|request\w*|future|should|can|could|may|might|must|to|begin\w*|starting|effective|due|"
    r"no later than|comments?|tak(?:e|es|ing) place|submit\w*|appl(?:y|ications?)|regist\w+|open\w*|clos(?:e|es|ing)|"
    r"dialogue|conference|in early|in late|threat\w*)\b",
    re.I,
)
_BARE_WILL = re.compile(r"\b(?:will|shall) [a-z]")  # however far before the date
_WILL = re.compile(
    r"\b(?:will|would|shall|plans?|planned|expect\w*|scheduled|upcoming|intends?|look(?:s|ing)? forward)\b", re.I
)
# "since 2022", "in May 2022", "In 2022, ...": an amount "in 2024" or a plan's name ("Made in China 2025") tells nothing
_TOLD = re.compile(
    rf"\bsince\s+(?:{_MONTH}\s+)?(?:\d{{1,2}},?\s+)?$"
    rf"|\b(?:in|on|during)\s+{_MONTH}\s+(?:\d{{1,2}},?\s+)?$|(?:^|[.;\n]\s*)[Ii]n\s+$"
)
_MONTH_YEAR = re.compile(rf"\b(?:[Ii]n|[Ss]ince|of|[Dd]uring|last)\s+(?:early |late )?{_MONTH}(?: of)?,?\s+(20[12]\d)")
_LAW = re.compile(
    r"\b(?:Act|Order|Directive|Resolution|Agreement|Treaty|Memorandum|Regulation|established|dated|founded)\b"
)
_CAPTION = re.compile(r"\bFILE\b|\bfile (?:photo|picture|image|photograph)\b")  # the day of an old picture
_DAYED = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\s?,\s*$")
# A message shown in the page: "(@handle) February 5, 2018", "A post shared by Ana (@ana) on Dec 22, 2017".
_POSTED = re.compile(r"\(\s?@\w+\s?\)\s*(?:on\s+)?$")
_CREDIT = re.compile(
    r"(?:\bCopyright|©|\([Cc]\))\s*(?:©\s*)?(20[012]\d)\s+(?:by\s+)?(?:[Tt]he\s+)?"
    r"(?:Associated Press|AP|(?:Thomson )?Reuters|Agence France-Presse|AFP|Bloomberg|dpa|Xinhua|Kyodo)\b"
)
AHEAD = 390  # days from which on a day ahead is told with its year
_COMING = re.compile(
    r"\b(?:will|(?:is|are|be) (?:scheduled|slated|set|due|expected|planned)|scheduled|slated|upcoming)\b", re.I
)
_IS_TO = re.compile(r"\b(?:is|are) to [a-z]")
_PAPER = re.compile(r"\b(?:statement|declaration|communiqu[eé]|letter|report|memorandum|agreement) of\s*$", re.I)
_CHANGED = re.compile(r"\b[Uu]pdated?\b(?:\s+on)?[^\w\n]{0,3}(?:\w+day,?\s+)?$")
_HOUR = re.compile(
    r",?\s+at\s+\d{1,2}:\d\d\s*(?:[ap]\.?m\.?)?\s*(?:\(?[A-Z]{2,4}\)?)?\s*(?:$|\n|[-|]|says)", re.I | re.M
)
_PAST_VERB = re.compile(r"\b(?:was|were|had|has been|have been|until|through|by|expires?|before)\b")
_FROM_TO = re.compile(r"\b\d{1,2}(?:\s+[A-Z][a-z]+)?\s*[-–—]\s*$")  # "Fair (26 February - 1 March 2018)"
_PAST = re.compile(r"\b(?:was|were|had|has|have|been|since|\w{2,}ed|met|led|took|made|held|began|won|said|spoke)\b")


def of_dates(text: str) -> Iterator[Clue]:
    """Clues of dates in the text: a page is not older than the past it tells, nor much younger than its newest day."""
    past: list[tuple[int, str, int]] = []
    firm = False  # a weekday before it, or a message of that day: news of the time, no day of a law
    coming: list[tuple[int, str]] = []
    for match in _FULL.finditer(text):
        day = _day(match[1] or match[5], match[2] or match[4], int(match[3] or match[6]))
        lead = text[max(0, match.start() - 60) : match.start()]
        posted = _POSTED.search(lead)
        if _stamped(text, match):
            continue
        if day and not posted and _planned(text, match.start(), match.end()):
            coming.append((day, match[0]))
        if (
            day
            and (posted or not _ahead(text, match.start()))
            and not _CAPTION.search(text[max(0, match.start() - 30) : match.end() + 20])
            and not _LAW.search(lead)
        ):
            firm = bool(posted or _DAYED.search(lead)) if not past or day >= max(past)[0] else firm
            past.append((day, match[0], match.start()))
    coming = [c for c in coming if not past or c[0] > max(past)[0]]  # told as both: it has been
    if coming:
        soonest, words = min(coming)
        yield Clue(((soonest - AHEAD, soonest + 2),), 1.1, f"{words} is still to come")
    if past:
        newest, words, at = max(past)
        year = int(iso(newest)[:4])
        firm = firm and not any(year < int(y) < year + 4 for y in _YEAR.findall(text))  # else an old picture's day
        yield Clue(((newest - 1, LAST),), 3, f"tells of {words} as past")  # a day later east of where it is told
        if (
            firm or at < 600 or sum(iso(day)[:4] == iso(newest)[:4] for day, _, _ in past) > 1
        ):  # not the day of a law in passing
            yield Clue(((newest - 2, newest + 390),), 1.6, f"newest day told is {words}")
        opens = _OPENS.search(text, 0, at)
        if at < 400 and opens and re.search(r"\bon\s*(?:\w+,\s*)?$", text[:at]):
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
        if words[0].isupper():  # "In January 2024 they met": what came before the news
            return
        several = len({day for day, w, _ in told if iso(day)[:4] == iso(newest)[:4] and w[0].islower()}) > 1
        since = words.startswith("since") or f"{int(iso(newest)[:4]) + 1}" in text  # told of long after
        if (at < 600 and not since) or several:
            yield Clue(((newest, newest + 395),), 1.2, f"newest month told is {words}")


def of_credit(text: str) -> Iterator[Clue]:
    """ "Copyright 2018 The Associated Press": an agency's line has the year of its story, a site's that of the site."""
    match = _CREDIT.search(text)
    if match:
        year = int(match[1])
        days = ((date(year, 1, 1).toordinal() - 7, date(year, 12, 31).toordinal() + 7),)
        yield Clue(days, 1.9, f"'{' '.join(match[0].split())}'")


def of_stamps(text: str) -> Iterator[Clue]:
    """ "Updated on Feb. 6, 2018", "Ana, March 3, 2017 at 5:12 pm" over a comment: the page is not younger than the
    earliest, and comes a year before it at most."""
    found = []
    for match in _FULL.finditer(text):
        day = _day(match[1] or match[5], match[2] or match[4], int(match[3] or match[6]))
        if day and _stamped(text, match):
            found.append((day, match[0]))
    if found:
        earliest, words = min(found)
        yield Clue(((earliest - AHEAD, earliest + 1),), 1.8, f"updated or commented on {words}")


def _stamped(text: str, match: re.Match[str]) -> bool:
    """A date that stands over a comment, or after "updated"."""
    lead = text[max(0, match.start() - 60) : match.start()]
    return bool(_CHANGED.search(lead) or (_HOUR.match(text, match.end()) and not _POSTED.search(lead)))


def _planned(text: str, start: int, end: int) -> bool:
    """ "will meet on October 28, 2025", "is scheduled for December 15, 2013": the clause says that it is to come."""
    clause = _clause(text, start, end)
    before = clause[: max(0, clause.find(text[start:end]))]
    past = _PAST_VERB.search(before[-50:]) or _PAPER.search(before)  # "as the joint statement of June 5, 2023 has it"
    return bool(_COMING.search(before[-90:])) and not past


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
        spans, years = [], []
        for year in _years():
            day = _day(match[2] or match[5], match[3] or match[4], year)
            if day and (day - 1) % 7 == weekday:
                near = (31, 31) if match.start() < 600 else (100, 180)  # deep in a page it may be looked back on
                spans.append((day - near[0], day + near[1]))
                years.append(str(year))
        if spans:
            yield Clue(union(spans), 2.2, f"'{match[0]}' fell in {', '.join(years[-6:])}")


def of_bare_days(text: str) -> Iterator[Clue]:
    """ "Held talks on April 4", where the lead opens with it: the page is of the weeks behind that day of some year.

    Only of meetings and the like: of other days in the lead (of 230 news pages four) three were of months before.
    """
    for match in _DAY_ALONE.finditer(text, 0, _LEAD):
        clause, lead = _clause(text, match.start(), match.end()), text[max(0, match.start() - 60) : match.start()]
        if match[0].split(" ", 1)[1] in _KNOWN:
            continue  # the name of what happened then
        before = clause[: max(0, clause.find(match[0]))]
        ahead = _COMING.search(before) or re.search(r"\b(?:until|by|from|before)\s*$", before)
        if _OPENS.search(before) and not (ahead or _LAW.search(lead) or _AGO.search(clause)):
            days = [d for year in _years() if (d := _day(match[1] or match[4], match[2] or match[3], year))]
            if days:
                yield Clue(union([(d - 1, d + WEEKS_AFTER) for d in days]), 1.3, f"'{match[0]}' in the lead, no year")
            return


def of_days_ahead(text: str) -> Iterator[Clue]:
    """ "The talks will resume on July 9", "is to visit Oslo in June": before that day of some year, by months at most.

    Of 13 such days in news and briefings 12 were less than 200 days ahead, of 38 months 35 seven months at most.
    """
    for pattern, reach in ((_DAY_COMING, _DAYS_AHEAD), (_MONTH_COMING, _MONTHS_AHEAD)):
        for match in pattern.finditer(text):
            clause = _clause(text, match.start(), match.end())
            before = clause[: max(0, clause.find(match[0]))][-90:]
            if not (_COMING.search(before) or _IS_TO.search(before)) or _ELSEWHEN.search(clause):
                continue
            if pattern is _DAY_COMING:
                days = [(d, d) for year in _years() if (d := _day(match[1] or match[4], match[2] or match[3], year))]
            else:
                starts = [d for year in _years() if (d := _day(match[1], "1", year))]
                days = [(start, start + 30) for start in starts]
            spans = [(first - reach, last + 1) for first, last in days]
            yield Clue(union(spans), 1.2, f"'{match[0]}' is still to come, no year")


def of_dateline(text: str) -> Iterator[Clue]:
    """ "OSLO, June 17 (Agency) -", or "June 17" alone on a line of the head: that day, in the years in which the
    weekday that the lead tells was not long past.

    Of the 22 such datelines of PolNeAR's training part all are of the day or the day after the one declared; of the
    seven weekdays told below them six are the day or the one before, and one the second before.
    """
    match = _DATELINE.search(text, 0, 2000) or _BARE.search(text, 0, 300)
    if match is None:
        return
    near = 2 if match.re is _DATELINE else 3  # a line of a blog: "on Friday", read on Monday
    named = _NAMED_DAY.search(text, match.end(), match.end() + 400)
    weekday = None if named is None or _ahead(text, named.start()) else WEEKDAYS.index(named[0].casefold())
    days = [d for year in _years() if (d := _day(match[1] or match[4], match[2] or match[3], year))]
    fitting = [day for day in days if weekday is None or (day - 1 - weekday) % 7 <= near] or days
    told = f" and '{named[0]}' below it" if named and len(fitting) < len(days) else ""
    yield Clue(union([(day, day) for day in fitting]), 2.4, f"dateline '{match[0]}'{told}, without a year")


def _years() -> range:
    return range(2010, int(tenures.horizon()[:4]) + 2)


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
    if _FROM_TO.search(text[max(first, start - 20) : start]) and not _PAST.search(text[first:start]):
        return True
    lead = text[max(first, start - 90) : start]
    return bool(_FUTURE.search(lead) or _BARE_WILL.search(text[first:start]) or re.search(r"\b(?:will|shall)\b", after))
