"""A mention while it is worked on, and the record it becomes."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from dragoman.model import Mention, MentionKind, Span, Tenure
from dragoman.reading.parse import Parsed


class Draft(msgspec.Struct):
    """A mention while it is worked on. Tokens half-open; characters only where it is a part of a token."""

    first: int
    last: int
    kind: MentionKind
    name: str | None = None
    office: str | None = None
    country: str | None = None
    tenure: Tenure = ""
    of: Draft | None = None  # what it stands for
    members: list[Draft] = []
    place: bool = False
    start: int = -1
    end: int = -1
    sense: str = ""  # of a group noun: "relation" ("allies" are somebody else's), "country", "organisation"
    sort: str = ""  # finer than kind (person, role, government, people ...): not part of the record
    whose: Draft | None = None  # whose office or government, where it is not a country

    @property
    def head(self) -> int:
        """Its last token: the head of an English name or noun phrase core."""
        return self.last - 1


def records(page: Parsed, drafts: list[Draft]) -> Iterator[Mention]:
    """Drafts as records, one a span: the first wins."""
    spans = {
        id(d): Span(page.document.id, d.start, d.end) if d.start >= 0 else page.span(d.first, d.last) for d in drafts
    }
    seen = set()
    for d in drafts:
        span = spans[id(d)]
        if span in seen:
            continue
        seen.add(span)
        yield Mention(
            span,
            d.kind,
            page.document.text[span.start : span.end],
            d.name,
            d.office,
            d.country,
            d.tenure,
            spans.get(id(d.of)),
            tuple(spans[id(m)] for m in d.members if id(m) in spans),
            d.place,
        )
