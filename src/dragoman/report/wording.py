"""Sentences about records: what an event, a pledge, a turn of its history, a hindrance, a conflict is in plain English.

Nothing is looked up here and nothing inferred: names, days and amounts come in as words, and a short quotation says the
rest. Modes of events are worded by `data/wording.csv`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from dragoman import lexicon
from dragoman.model import When
from dragoman.report import words


class Party(NamedTuple):
    """Actors as a subject or an object: their names, and whether they take a plural verb."""

    names: str
    plural: bool = False
    countries: bool = False  # all of them

    def __bool__(self) -> bool:
        return bool(self.names)

    def has(self, one: str, many: str) -> str:
        """The form of a verb that fits."""
        return many if self.plural else one


@cache
def modes() -> dict[str, dict[str, str]]:
    """Row of `data/wording.csv` by mode."""
    return {row["mode"]: row for row in lexicon.table("wording")}


PERSONAL = frozenset(["appoint", "detain", "expel", "release"])  # modes whose other side are persons


def event(mode: str, status: str, who: Party, whom: Party, place: str) -> str:
    """ "Donald Trump met Sanae Takaichi in Tokyo", "the United States is to impose or raise a tariff on Japan"."""
    mode = mode.replace("_", " ")
    if (mode == "meet" and whom.countries) or (mode == "summon" and whom and not whom.countries):
        mode = {"meet": "hold talks", "summon": "summon him"}[mode]  # persons meet, and are summoned
    row = modes().get(mode) or {"past": mode, "plain": mode, "link": "", "passive": "", "alone_past": ""}
    where = f" {words.located(place, towards=mode == 'invite')}" if place else ""
    if mode in PERSONAL and whom and whom.countries:  # abducted Japanese nationals
        whom = Party(f"people from {whom.names}", plural=True)
    if not who and whom and row["passive"]:
        was, be = f"{whom.has('was', 'were')} {row['passive']}{where}", f"be {row['passive']}{where}"
        return _stated(status, whom, was, be)
    past, plain, tail = row["past"], row["plain"], ""
    if whom:
        one, _, several = row["link"].partition("|")
        link = several or one if whom.plural else one
        tail = f" {link} {whom.names}" if link else f" {whom.names}"
    elif row["alone_past"]:  # she visited -> she made a visit
        past, plain = row["alone_past"], row["alone_plain"]
    return _stated(status, who or Party("somebody not named"), f"{past}{tail}{where}", f"{plain}{tail}{where}")


def _stated(status: str, who: Party, past: str, plain: str) -> str:
    are = who.has("is", "are")
    return {
        "ongoing": f"{who.names} {past} (under way)",
        "planned": f"{who.names} {are} to {plain}",
        "expected": f"{who.names} {are} expected to {plain}",
        "proposed": f"{who.names} might {plain} (put forward, not decided)",
        "conditional": f"{who.names} would {plain} (on a condition)",
        "denied": f"it is denied or ruled out that {who.names} {past}",
    }.get(status, f"{who.names} {past}")


_OWN_WORDS = re.compile(r"\b(?:I|we|our|my)\b", re.I)
_GERUND = re.compile(r"[a-z]+ing\b")
_HOSTILE = re.compile(
    r"sanction|tariff|\bban|restrict|embargo|pressure|\bcosts?\b|punish|retaliat|counter|deter|strip|limit|\bsap\b|"
    r"isolat|accountab|phas(?:e|ing) out|export control|prevent|evasion",
    re.I,
)


def pledge(kind: str, status: str, who: Party, whom: Party, what: str, before: str) -> str:
    """ "Japan promises to invest $550 billion (to the United States)", "Donald Trump asks Japan for a larger share".

    `before`: the words of the sentence before `what`. Whom a measure is aimed at is not whom it is promised.
    """
    who = who or Party("somebody not named")
    verb, gerund = begins_with_verb(what, before), _GERUND.match(what) is not None
    if not (verb or gerund) and (article := _ARTICLE.search(before)):
        what = f"{article[1]} {what}"
    do = what if not verb else f"not to {what[4:]}" if what.startswith("not ") else f"to {what}"
    if kind == "ask":
        them = f" {whom.names}" if whom else " somebody not named" if verb else ""
        asks = {"expected": f"{who.has('is', 'are')} expected to ask", "considered": "may ask"}.get(
            status, who.has("asks", "ask")
        )
        return f"{who.names} {asks}{them}{f': {what}' if gerund else f' {do}' if verb else f' for {what}'}"
    hostile = _HOSTILE.search(" ".join(what.split()[:6])) is not None
    to = f" ({'concerning' if hostile else 'to'} {whom.names})" if whom else ""
    if status == "considered" and (will := _WILL.search(before)):
        return f"{who.names} {who.has('is', 'are')} {will[1].lower()} to {what}{to}"
    if kind == "offer":
        offers = {"expected": f"{who.has('is', 'are')} expected to offer", "considered": "may offer"}.get(
            status, who.has("offers", "offer")
        )
        return f"{who.names} {offers}{'' if verb else ':'} {do}{to}"
    if verb:
        partner = f" with {whom.names}" if whom and not hostile else ""
        said = {
            "considered": f"{who.names} may {what}{to}",
            "expected": f"{who.names} {who.has('is', 'are')} expected {do}{to}",
            "agreed": f"{who.names} agreed{partner} {do}{'' if partner else to}",
        }.get(status)
        return said or f"{who.names} {who.has('promises', 'promise')} {do}{to}"
    if what.startswith("that "):
        return f"{who.names} {who.has('promises', 'promise')} {what}{to}"
    aim = _TO.search(before.strip())
    if gerund or (aim and status == "announced"):  # "its commitment to the defence of Chile"
        return f"{who.names} {who.has('commits', 'commit')} to {do}{to}"
    if what[:1].isupper() and _OWN_WORDS.search(what):
        do = f"“{what.strip('“”')}”"
    promises = {"agreed": "agreed on", "considered": "may promise"}.get(status, who.has("promises", "promise"))
    return f"{who.names} {promises}: {do}{to}"


_WILL = re.compile(r"\b(ready|willing|prepared|keen) to\s*$", re.I)  # says more than "may"
_TO = re.compile(r"\bto(?: (?:the|an?))?$", re.I)
_ARTICLE = re.compile(r"\b(the|an?)\s*$")


def standing(status: str, sentence: str) -> str:
    """Where a pledge stands, as far as its sentence does not say: "under consideration"."""
    told = status == "considered" and any(
        f" {will} to " in sentence for will in ("ready", "willing", "prepared", "keen")
    )
    return "" if told else STATUS.get(status, "")


STATUS = {  # what the sentence itself does not say
    "considered": "under consideration", "fulfilled": "reported as kept", "dropped": "dropped", "denied": "denied",
}  # fmt: skip
TURNS = {
    "changed": "changed", "confirmed": "confirmed", "fulfilled": "reported as kept", "dropped": "dropped",
    "denied": "denied", "due": "the deadline has passed; no page tells whether it was kept",
}  # fmt: skip


def outcome(text: str) -> str:
    """ "planned, then told as done" -> "planned beforehand, later told as done"; see `reconcile.outcomes`."""
    text = text.replace("planned, then told as done", "planned beforehand, later told as done")
    text = text.replace("planned, day passed; not confirmed", "its day has passed; no page tells that it took place")
    return text.replace("planned, day passed; confirmed", "planned beforehand; confirmed")


def turn(what: str, note: str) -> str:
    """ "changed: amount from $60 million to $625 million"."""
    plain = words.dates(words.amounts(note))
    if before_and_now := re.fullmatch(r"(\w+), now (\w+)", plain):
        return f"first told as {before_and_now[1]}, now as {before_and_now[2]}"
    return TURNS.get(what, what) if not plain or plain.startswith(what) else f"{TURNS.get(what, what)}: {plain}"


SAID = {"occurred": "told as done", "ongoing": "told as under way", "denied": "denied"}


def disputed(value: str) -> tuple[str, str]:
    """ "denied: He did not ask." -> ("denied", "He did not ask.")."""
    label, found, rest = value.partition(": ")
    return (SAID.get(label, label), rest) if found else ("", value)


def side(kind: str, told: str) -> str:
    """One side of a conflict of a kind, in words: "denied: He did not ask." """
    label, rest = disputed(told) if kind == "status" else ("", value(told))
    return f"{label}: {rest}" if label else rest


def settled(text: str) -> str:
    """What would settle a conflict, for readers: a row of our table of offices by its name."""
    return words.dates(re.sub(r"^offices\.csv:[^:]*: (.*?),? (\S+) on$", r"our table of offices: \1 from \2", text))


def value(text: str) -> str:
    """ "President (2025-01-20 to open)" -> "President (from 20 January 2025)", "60000000 USD" -> "$60 million"."""
    text = re.sub(r"\((\S+) to open\)", r"(from \1)", " ".join(text.split()))
    if days := re.fullmatch(r"(\d{4}-\d\d-\d\d)?/(\d{4}-\d\d-\d\d)?", text):
        return words.days(When(days[1], days[2]))
    return words.dates(words.amounts(text))


def disagreed(about: str) -> str:
    """What a conflict is about, for readers: days written out, without the row of the table that knows them."""
    about = words.dates(re.sub(r" \(\w+\.csv:[^)]*\)", "", about))
    for form, question in _QUESTIONS:
        if (found := form.fullmatch(about)) is not None:
            return words.sentence(found.expand(question))
    return words.sentence(about)


_QUESTIONS = (  # what is asked of the coverage
    (re.compile(r"whether (.+?) (did|has|had) (.+)"), r"\2 \1 \3?"),
    (re.compile(r"day on which (.+?) did (.+)"), r"When did \1 \2?"),
    (re.compile(r"with whom (.+?) did (.+)"), r"With whom did \1 \2?"),
    (re.compile(r"what (.+) said"), r"What did \1 say?"),
)


def hindrance(what: str) -> str:
    """ "no majority: without a full majority" -> "no majority"; the sentence says the rest."""
    return what.split(":", 1)[0].strip()


def begins_with_verb(what: str, before: str) -> bool:
    """Whether the wording of a pledge begins with a plain verb, by the words before it: "to", "will"."""
    leads = what.split(" ", 1)[0].strip(",")
    first = leads.casefold()
    last = re.split(r"\s+", before.strip())[-1].casefold().strip("“”\"'’,") if before.strip() else ""
    if first == "not":
        return True
    if last in _BEFORE_NOUNS or last.endswith(
        ("ed", "'s", "’s", "s'", "s’")
    ):  # "announced an order of", "offered support for"
        return False
    if first in lexicon.words("plain_verbs", "verb"):
        return True
    if last.endswith("ly") and len(before.split()) > 1:  # "to forcibly deport"
        return begins_with_verb(what, before.strip().rsplit(None, 1)[0])
    ruled = (last in _BEFORE_VERBS and not _DEVOTED.search(before)) or last.endswith(("’ll", "'ll"))
    ruled = ruled or _THAT.search(before) is not None
    return ruled and _BARE.fullmatch(leads) is not None and first not in _BEFORE_NOUNS


_DEVOTED = re.compile(r"\bcommitments?(?: to)?\s*$", re.I)  # "its commitment to digital inclusion"
_BARE = re.compile(r"[a-z]+(?:-[a-z]+)?(?<!ing)(?<!ed)(?<!ly)")


_THAT = re.compile(r"\b(?:demand|insist|ask|urge|request|recommend)\w* that [^,;]+$")  # "demanded that Chile "
_BEFORE_VERBS = frozenset(["to", "will", "would", "shall", "should", "must", "can", "could", "not"])
_BEFORE_NOUNS = frozenset(
    ["a", "an", "the", "this", "that", "its", "their", "his", "her", "our", "my", "more", "new", "no", "all", "any",
     "greater", "closer", "deeper", "stronger", "broader", "wider", "larger", "bigger", "higher", "further"]
)  # fmt: skip
