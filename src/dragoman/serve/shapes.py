"""The shapes of the rows that the export and the API give, for OpenAPI; docs/export.md says what the fields mean."""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from dragoman.model import Certainty, EventStatus, PledgeKind, PledgeStatus, Verdict

Row = TypeVar("Row")
Number = int | float


class Shape(BaseModel):
    """A row: these fields and no others."""

    model_config = ConfigDict(extra="forbid")


class Sentence(Shape):
    """A piece of evidence: the sentence, and what it says other than the merged row."""

    document: str
    start: int
    end: int
    quote: str
    row: str | None = None
    status: str | None = None
    earliest: str | None = None
    latest: str | None = None
    amount: Number | None = None
    unit: str | None = None
    deadline_earliest: str | None = None
    deadline_latest: str | None = None
    kind: str | None = None
    by: list[str] = []
    to: list[str] = []


class Documents(Shape):
    """A page."""

    id: str
    source: str
    outlet: str | None
    title: str | None
    byline: str | None
    published_earliest: str | None
    published_latest: str | None
    published_basis: str
    published_reasons: list[str]
    language: str
    story: str | None
    thread: str | None
    copy_of: str | None
    actors: list[str]
    version_of: str | None


class Actors(Shape):
    """Somebody who acts."""

    id: str
    name: str
    kind: Literal["person", "country", "government", "organisation", "office", "group"]
    country: str | None
    aliases: list[str]


class Statements(Shape):
    """A saying."""

    id: str
    group: str
    document: str
    speaker: str | None
    joint: list[str]
    speaker_text: str | None
    cue: str | None
    content: str
    mode: str
    start: int
    end: int
    certainty: Certainty
    evidence: list[Sentence]


class Events(Shape):
    """An event, merged from what pages tell of it."""

    id: str
    type: str
    mode: str
    by: list[str]
    to: list[str]
    place: str | None
    earliest: str | None
    latest: str | None
    wording: str
    basis: str
    status: EventStatus
    attributed_to: str | None
    outcome: str | None
    independent: int
    certainty: Certainty
    found_by: str
    evidence: list[Sentence]


class Turn(Shape):
    """An entry of a pledge's history."""

    what: str
    earliest: str | None
    latest: str | None
    note: str
    evidence: list[Sentence]


class Pledges(Shape):
    """An ask, an offer or a pledge."""

    id: str
    kind: PledgeKind
    by: list[str]
    to: list[str]
    what: str
    amount: Number | None
    unit: str | None
    baseline: str | None
    deadline_earliest: str | None
    deadline_latest: str | None
    deadline: str
    condition: str | None
    status: PledgeStatus
    history: list[Turn]
    answers: str | None
    attributed_to: str | None
    independent: int
    certainty: Certainty
    found_by: str
    evidence: list[Sentence]


class Constraints(Shape):
    """What holds a side back."""

    id: str
    on: list[str]
    what: str
    evidence: list[Sentence]


class Copies(Shape):
    """Two pages that share text."""

    left: str
    right: str
    kind: Literal["identical", "near", "partial", "rewrite"]
    share: float
    direction: str
    reasons: list[str]


class Stories(Shape):
    """Pages about one happening."""

    id: str
    title: str
    documents: list[str]
    thread: str
    first: str | None
    last: str | None


class Side(Shape):
    """One side of a conflict."""

    value: str
    independent: int
    evidence: list[Sentence]


class Conflicts(Shape):
    """Where pages disagree."""

    id: str
    kind: str
    about: str
    sides: list[Side]
    severity: Literal["low", "medium", "high"]
    settle: str


class Links(Shape):
    """Whether a name of a page means an actor."""

    left: str
    right: str
    verdict: Literal["same", "different", "unsure"]
    score: float
    reasons: list[str]
    document: str | None
    start: int | None
    end: int | None
    name: str | None


class Roles(Shape):
    """What an actor was, from when to when."""

    id: str
    actor: str
    title: str
    country: str | None
    earliest: str | None
    latest: str | None
    basis: str
    reasons: list[str]
    evidence: list[Sentence]


class Judgements(Shape):
    """What a person said of a record; a field without a value is left out."""

    record: Literal["judgement"]
    id: str
    verdict: Verdict
    about: dict[str, Any]
    other: dict[str, Any] | None = None
    field: str | None = None
    value: str | None = None
    also: list[dict[str, Any]] = []
    stale: bool = False


class Problems(Shape):
    """What went wrong, where."""

    where: str
    step: str
    message: str


class Page(BaseModel, Generic[Row]):
    """Some rows of a table, in the export's order; `next` is the offset of the following ones, or null at the end."""

    name: str
    offset: int
    rows: list[Row]
    next: int | None


SHAPES: dict[str, type[Shape]] = {
    "documents": Documents, "actors": Actors, "statements": Statements, "events": Events, "pledges": Pledges,
    "constraints": Constraints, "copies": Copies, "stories": Stories, "conflicts": Conflicts,
    "links": Links, "roles": Roles, "judgements": Judgements, "problems": Problems,
}  # fmt: skip
