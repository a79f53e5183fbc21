"""Every record type, defined once. Imports nothing of ours.

Two layers. `read` makes what one page says: those records quote the page through `Span` and know no
calendar and no people. `reconcile` makes what the coverage amounts to: actors, days, merged events.

Character offsets are half-open and count code points of `Document.text`. Dates are ISO 8601 strings.
A record of the first layer is known by where it stands: its id is worked out from its span, never
stored, so moving a cached reading to another document is a matter of changing the document's id.
"""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Literal

import msgspec

MentionKind = Literal["name", "office", "country", "demonym", "capital", "pronoun", "group", "organisation"]
LineKind = Literal["headline", "dateline", "byline", "heading", "body", "caption", "boilerplate"]
EventStatus = Literal["occurred", "ongoing", "planned", "expected", "proposed", "conditional", "denied"]
ActorKind = Literal["person", "country", "government", "organisation", "office", "group"]
PledgeKind = Literal["pledge", "offer", "ask"]
PledgeStatus = Literal["announced", "agreed", "expected", "considered", "fulfilled", "dropped", "denied"]
Tenure = Literal["", "former", "elect", "late", "acting", "future"]
Certainty = Literal["sure", "likely", "open"]
Verdict = Literal["right", "wrong", "same", "different", "set"]
Bound = Literal["exact", "about", "at least", "at most"]


def digest(*parts: object) -> str:
    """Sixteen hexadecimal digits that depend on `parts` alone (no clock, no random number)."""
    return hashlib.blake2b("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def raw_hash(page: RawPage) -> str:
    """Hash of a page as it came: its bytes, how they are read, and what the source itself declared of it."""
    given = "\x1f".join(f"{k}={v}" for k, v in sorted(page.declared.items()))
    return hashlib.blake2b(
        page.data + b"\x1e" + f"{page.media}\x1e{given}".encode("utf-8", "replace"), digest_size=8
    ).hexdigest()


class Record(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="record"):
    """What all records share: they do not change, and they compare by value."""


# --- a page -----------------------------------------------------------------------------------------


class RawPage(Record, frozen=True):
    """One page as it came: bytes, where from, and what the source itself said about it."""

    source: str  # path under the folder that was read, or URL
    data: bytes
    media: str  # "text", "html" or "json": how `clean` reads it
    fetched: str | None = None  # ISO date of the crawl, where the source says it (WARC, feed)
    declared: dict[str, str] = {}  # title, date, outlet, byline as a table, feed or front matter gives them


class Span(msgspec.Struct, frozen=True, array_like=True, order=True):
    """A place in a page: the only pointer there is. Half-open, in characters of `Document.text`."""

    document: str
    start: int
    end: int


class Line(msgspec.Struct, frozen=True, array_like=True):
    """A logical line (paragraph) of `Document.text`; `kind` says whether it is read."""

    start: int
    end: int
    kind: LineKind


class Document(Record, frozen=True):
    """A cleaned page: its text, what each line is, and what the page says of itself."""

    id: str  # digest of source and raw hash
    source: str
    text: str
    lines: tuple[Line, ...]
    raw_hash: str
    text_hash: str
    language: str = "en"  # ISO 639-1; a page in another language is kept and not read
    outlet: str | None = None
    title: str | None = None
    byline: str | None = None
    declared: str | None = None  # ISO date the page claims for itself, and where it stood:
    declared_where: str | None = None  # "metadata", "front matter", "url", "dateline", "published line"
    fetched: str | None = None
    version_of: str | None = None  # id of the version of this source that this one replaces


# --- what a page says (made by `read`) --------------------------------------------------------------


class Sentence(Record, frozen=True, tag="sentence"):
    """One sentence; the unit of evidence."""

    span: Span
    order: int  # 0-based in its page
    line_kind: LineKind = "body"


class Mention(Record, frozen=True, tag="mention"):
    """Words that mean somebody: a name, an office, a country, a pronoun, a group, an organisation."""

    span: Span
    kind: MentionKind
    surface: str
    name: str | None = None  # fullest name that this page gives ("Trump" -> "Donald Trump")
    office: str | None = None  # key of the office ("head of government", "foreign minister"), see data/titles.csv
    country: str | None = None  # ISO 3166 alpha-3: whose leader, whose ministry, which country
    tenure: Tenure = ""  # "former", "elect" ... as the page has it, right or wrong
    antecedent: Span | None = None  # mention that a pronoun, bare surname or short form stands for
    members: tuple[Span, ...] = ()  # mentions that a group gathers ("the two leaders")
    place: bool = False  # a country or capital that is a place here, not an actor ("arrived in Tokyo")


class TimeExpression(Record, frozen=True, tag="time"):
    """A time as worded, with its value relative to the day of the page (see `timex`)."""

    span: Span
    type: Literal["DATE", "TIME", "DURATION", "SET"]
    value: str  # a `timex` expression: absolute TIMEX3, or relative to the anchor
    wording: str
    relation: Literal["", "by", "before", "after", "since", "until", "about"] = ""  # of its preposition


class Quantity(Record, frozen=True, tag="quantity"):
    """An amount with its unit. Decimal, never a float."""

    span: Span
    amount: Decimal
    unit: str  # "USD", "JPY", "%", "% of GDP", "percentage points", "troops", "tonnes" ...
    bound: Bound = "exact"
    high: Decimal | None = None  # upper end of a range, whose lower end is `amount`
    per: str | None = None  # "year", "month"


class Statement(Record, frozen=True, tag="statement"):
    """A saying: who (a mention, or words, or nobody), by which cue, what."""

    span: Span  # from first to last word of source, cue and content
    mode: Literal["direct", "indirect", "mixed"]
    content: tuple[Span, ...]
    cue: tuple[Span, ...] = ()
    source: tuple[Span, ...] = ()
    speaker: Span | None = None  # mention inside the source
    found_by: str = "rule"
    certainty: Certainty = "likely"
    joint: tuple[Span, ...] = ()  # further speakers, joined to the first by "and"
    says: bool = True  # False: tells what somebody wants, plans, feels or does ("seeks", "is wary of"); no saying


class EventMention(Record, frozen=True, tag="event"):
    """An event as one sentence tells it."""

    span: Span  # the trigger words
    type: str  # PLOVER root: AGREE CONSULT SUPPORT ...
    mode: str  # meet, call, visit, sign, tariff ...
    sentence: Span
    by: tuple[Span, ...] = ()  # mentions
    to: tuple[Span, ...] = ()
    place: Span | None = None
    time: Span | None = None  # a TimeExpression
    status: EventStatus = "occurred"
    attributed_to: Span | None = None
    found_by: str = "rule"
    certainty: Certainty = "likely"
    background: bool = False  # told in passing ("people abducted by", "had met"): not of the page's day for that


class PledgeMention(Record, frozen=True, tag="pledge"):
    """A commitment, offer or request about what a side will do, as one sentence tells it."""

    span: Span  # the words that make it one, with what is promised
    kind: PledgeKind
    what: str
    sentence: Span
    by: tuple[Span, ...] = ()
    to: tuple[Span, ...] = ()
    quantity: Span | None = None
    deadline: Span | None = None  # a TimeExpression
    baseline: str | None = None
    condition: str | None = None
    status: PledgeStatus = "announced"
    attributed_to: Span | None = None
    found_by: str = "rule"
    certainty: Certainty = "likely"


class Constraint(Record, frozen=True, tag="constraint"):
    """What holds a side back: no majority, a court case, a treaty, a law, a budget."""

    span: Span
    what: str
    sentence: Span
    on: tuple[Span, ...] = ()
    found_by: str = "rule"
    certainty: Certainty = "likely"


Said = Sentence | Mention | TimeExpression | Quantity | Statement | EventMention | PledgeMention | Constraint


def mention_id(record: Said) -> str:
    """Id of a first-layer record: digest of where it stands and what it is."""
    kind = getattr(record, "kind", getattr(record, "type", ""))
    return digest(record.span.document, record.span.start, record.span.end, type(record).__name__, kind)


# --- what the coverage amounts to (made by `reconcile`) ---------------------------------------------


class Evidence(Record, frozen=True):
    """What a record rests on: a sentence, and what that sentence says other than the merged record."""

    span: Span  # the sentence
    mention: str | None = None  # id of the first-layer record read from it
    row: str | None = None  # row of a table of ours, where knowledge of the world was used ("offices.csv:JPN-...")
    status: str | None = None
    earliest: str | None = None
    latest: str | None = None
    amount: Decimal | None = None
    unit: str | None = None
    deadline_earliest: str | None = None
    deadline_latest: str | None = None
    kind: str | None = None
    by: tuple[str, ...] = ()  # actors
    to: tuple[str, ...] = ()


class When(Record, frozen=True, omit_defaults=False):  # a default is known by identity: one that was kept is another
    """A day or an interval. Either end may be open (None). `basis` says what it rests on."""

    earliest: str | None = None
    latest: str | None = None
    wording: str = ""
    basis: str = "unknown"  # declared, dateline, url, anchored, tenure, other pages, fetched, unknown
    reasons: tuple[str, ...] = ()


class Actor(Record, frozen=True, tag="actor"):
    """Somebody who acts: person, country, government, organisation, office, group."""

    id: str
    kind: ActorKind
    name: str
    country: str | None = None
    aliases: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    found_by: str = "rule"
    certainty: Certainty = "likely"


class Reference(Record, frozen=True, tag="reference"):
    """Whom a mention means. Two candidates left means none: they are named in `reasons`."""

    span: Span  # the mention's
    actors: tuple[str, ...]  # one; more for a group; none where it stays open
    basis: str = "name"  # name, tenure, country, antecedent, group, judgement
    certainty: Certainty = "likely"
    reasons: tuple[str, ...] = ()


class Dating(Record, frozen=True, tag="dating"):
    """When a page was published, as an interval with its reasons."""

    document: str
    when: When


class Saying(Record, frozen=True, tag="saying"):
    """A statement with its speaker resolved, and the group of sayings it repeats."""

    id: str
    span: Span
    document: str
    mode: str
    content: str
    group: str
    speaker: str | None = None  # actor
    speaker_text: str | None = None
    cue: str | None = None
    evidence: tuple[Evidence, ...] = ()
    found_by: str = "rule"
    certainty: Certainty = "likely"
    joint: tuple[str, ...] = ()  # actors, where several said it together; `speaker` is then none


class Event(Record, frozen=True, tag="happening"):
    """One event of the world, merged from its mentions."""

    id: str
    type: str
    mode: str
    by: tuple[str, ...]
    to: tuple[str, ...]
    when: When
    status: str
    evidence: tuple[Evidence, ...]
    place: str | None = None
    attributed_to: str | None = None
    independent: int = 1  # reports that do not copy one another
    outcome: str | None = None  # "day passed, confirmed by ..." and the like: never a silent promotion
    found_by: str = "rule"
    certainty: Certainty = "likely"


class Turn(Record, frozen=True):
    """One entry of a pledge's history."""

    what: Literal["announced", "repeated", "changed", "confirmed", "fulfilled", "dropped", "denied", "due"]
    when: When
    evidence: Evidence
    note: str = ""


class Pledge(Record, frozen=True, tag="promise"):
    """One commitment, offer or ask, merged from its mentions, with its history."""

    id: str
    kind: str
    by: tuple[str, ...]
    to: tuple[str, ...]
    what: str
    status: str
    evidence: tuple[Evidence, ...]
    amount: Decimal | None = None
    unit: str | None = None
    baseline: str | None = None
    deadline: When = When()
    condition: str | None = None
    history: tuple[Turn, ...] = ()
    answers: str | None = None  # the ask that this pledge answers
    attributed_to: str | None = None  # who of another side tells of it, where nobody else does
    independent: int = 1
    found_by: str = "rule"
    certainty: Certainty = "likely"


class Hindrance(Record, frozen=True, tag="hindrance"):
    """A constraint with the side it holds back resolved."""

    id: str
    on: tuple[str, ...]
    what: str
    evidence: tuple[Evidence, ...]
    found_by: str = "rule"
    certainty: Certainty = "likely"


class Copy(Record, frozen=True, tag="copy"):
    """Two pages that share their text. `direction` names the page copied from, or is "unknown"."""

    left: str
    right: str
    kind: Literal["identical", "near", "partial", "rewrite"]
    share: float  # of the shorter page's 5-grams (rewrites: of its sentences) found in the other
    direction: str = "unknown"  # "left", "right" (the original) or "unknown"
    passages: tuple[tuple[Span, Span], ...] = ()
    reasons: tuple[str, ...] = ()


class Story(Record, frozen=True, tag="story"):
    """Pages about one happening."""

    id: str
    title: str
    documents: tuple[str, ...]
    thread: str
    first: str | None = None
    last: str | None = None


class Thread(Record, frozen=True, tag="thread"):
    """Stories of the same actors and issues over months."""

    id: str
    title: str
    stories: tuple[str, ...]
    first: str | None = None
    last: str | None = None


class Side(Record, frozen=True):
    """One side of a conflict."""

    value: str
    evidence: tuple[Evidence, ...]
    independent: int = 1


class Conflict(Record, frozen=True, tag="conflict"):
    """Two readings of the world that cannot both hold."""

    id: str
    kind: Literal["number", "date", "status", "title", "wording", "participant"]
    about: str
    sides: tuple[Side, ...]
    severity: Literal["low", "medium", "high"] = "medium"
    settle: str = ""  # what would settle it


class Link(Record, frozen=True, tag="link"):
    """A judgement of sameness between two records, with what was compared.

    Of actors: `left` is a name as one page has it (id of its first mention there) or an actor, `right` an actor.
    """

    left: str
    right: str
    verdict: Literal["same", "different", "unsure"]
    score: float = 1.0  # one divided by the number of those it may be; 0 for "different"
    reasons: tuple[str, ...] = ()
    span: Span | None = None  # where the name stands


class Role(Record, frozen=True, tag="role"):
    """An office of a person: from the table of tenures, or as pages of these days give it."""

    id: str
    actor: str
    title: str
    when: When  # basis "tenure": from and to; basis "pages": first and last day of the pages that say so
    country: str | None = None
    evidence: tuple[Evidence, ...] = ()


Known = (
    Actor | Reference | Dating | Saying | Event | Pledge | Hindrance | Copy | Story | Thread | Conflict | Link | Role
)


# --- about the record itself ------------------------------------------------------------------------


class Problem(Record, frozen=True, tag="problem"):
    """What went wrong, where, in which step: shown, stored, never thrown away."""

    where: str
    step: str
    message: str


class Anchor(Record, frozen=True):
    """What a judgement hangs on: a page as it came, quoted words, which occurrence of them, which kind of record.

    `words` are the judged record's own words inside the quoted sentence (the trigger of an event).
    """

    raw_hash: str
    kind: str  # table of the record: "event", "pledge", "saying", "actor", "conflict" ... or "document"
    quote: str = ""
    occurrence: int = 0
    words: str = ""


class Judgement(Record, frozen=True, tag="judgement"):
    """A person's word. It outlives re-reading, is applied after every run, and wins."""

    id: str
    verdict: Verdict
    about: Anchor
    other: Anchor | None = None
    field: str | None = None
    value: str | None = None
    also: tuple[Anchor, ...] = ()  # the further evidence of the judged record: one place that is left is enough
    stale: bool = False  # finds nothing any more: shown, never dropped
