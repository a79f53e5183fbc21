"""A meeting as one sentence tells it: which is kept with the event, since other pages are dated by it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dragoman.lexicon import words
from dragoman.model import Event, EventMention, Evidence, Mention, Span, TimeExpression, mention_id
from dragoman.reconcile.days import ordinal
from dragoman.reconcile.named import cities
from dragoman.step import Tables

PLANNED = ("planned", "expected")  # status of a meeting that is ahead
_IN = (" in ", " at ", " to ", "\nin ", "In ", "At ")
_LEAD = 600  # characters at the head of a page
_CONTINENTS = frozenset(["Africa", "America", "Asia", "Europe", "Hemisphere", "Indo-Pacific", "Pacific"])


class Telling(NamedTuple):
    """A meeting as one sentence tells it."""

    sentence: Span
    who: frozenset[str]
    status: str
    days: tuple[int, int] | None  # on which it was or will be, if that is known
    value: str  # its time beside the day of the page: "<XXXX-WXX-1", "" for none
    towns: frozenset[str]  # that the sentence names; no capitals, where leaders meet again and again
    lead: frozenset[str]  # that the head of its page names
    places: frozenset[str]  # that the sentence names, capitals among them


def tellings(event: Event, tables: Tables) -> Iterator[Telling]:
    """A meeting as each of its sentences tells it that names several who met."""
    leads: dict[str, frozenset[str]] = tables.once.setdefault("leads", {})  # a page tells of several meetings
    for item in event.evidence:
        who = frozenset((*(item.by or event.by), *(item.to or event.to)))
        status = item.status or event.status
        if len(who) > 1 and status in ("occurred", *PLANNED):
            first, last = (item.earliest, item.latest) if item.earliest else (event.when.earliest, event.when.latest)
            own = item.earliest or status == "occurred"
            days = (ordinal(first), ordinal(last)) if own and first and last else None
            page, places = item.span.document, _places(tables, item.span)
            if page not in leads:
                leads[page] = _plain(_places(tables, Span(page, 0, min(_LEAD, len(tables.documents[page].text)))))
            yield Telling(item.span, who, status, days, _value(item, tables), _plain(places), leads[page], places)


def _value(item: Evidence, tables: Tables) -> str:
    """The time of a mention where it stands beside the day of the page."""
    mentions = (m for m in tables.within(EventMention, item.span) if mention_id(m) == item.mention)
    mention = next(mentions, None) if item.mention else None
    time = tables.at(TimeExpression, mention.time) if mention and mention.time else None
    return time.value if time and time.type != "SET" and time.value[:1] in "@<>~" else ""


def _places(tables: Tables, span: Span) -> frozenset[str]:
    """Towns and other places that something is said to be in."""
    text = tables.documents[span.document].text
    named = (m for m in tables.within(Mention, span) if m.surface in cities() or m.kind == "capital" or _land(m))
    return frozenset(m.surface for m in named if text.endswith(_IN, max(0, m.span.start - 4), m.span.start))


def _land(mention: Mention) -> bool:
    return bool(mention.place and not mention.country and mention.surface.split()[-1] not in _CONTINENTS)


def _plain(places: frozenset[str]) -> frozenset[str]:
    """Those that are no capitals."""
    return places - words("country_words", "words")
