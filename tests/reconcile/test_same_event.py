"""Mentions of one happening merge; others do not; none is lost; the order of pages changes nothing."""

from __future__ import annotations

from typing import NamedTuple

from dragoman.model import (
    Actor,
    Copy,
    Dating,
    Document,
    Event,
    EventMention,
    Line,
    Mention,
    Reference,
    Span,
    TimeExpression,
    When,
    digest,
)  # fmt: skip
from dragoman.parts import laid_out
from dragoman.reconcile import same_event
from dragoman.reconcile.outcomes import outcomes
from dragoman.reconcile.world import look_up
from dragoman.settings import Settings
from dragoman.step import Tables

ACTORS = {"Silva": "BRA", "Berg": "SWE", "Moreno": "PER"}


class Said(NamedTuple):
    """A page of one sentence: `by` verb `to` time."""

    by: str
    verb: str
    to: str
    time: str = ""  # a timex value, whose wording ends the sentence
    type: str = "CONSULT"
    mode: str = "meet"
    status: str = "occurred"
    day: str = "2025-03-10"


def tables(*pages: Said) -> Tables:
    documents, said, references, datings = [], [], [], []
    for n, p in enumerate(pages):
        words = " ".join(filter(None, (p.by, p.verb, p.to, "then" if p.time else ""))) + "."
        name = digest("page", n, p)
        documents.append(Document(name, f"{n}.txt", words, (Line(0, len(words), "body"),), "", ""))
        sentence, spans = Span(name, 0, len(words)), {}
        for who in filter(None, (p.by, p.to)):
            at = words.index(who)
            spans[who] = Span(name, at, at + len(who))
            said.append(Mention(spans[who], "name", who))
            references.append(Reference(spans[who], (who,)))
        time = Span(name, len(words) - 5, len(words) - 1) if p.time else None
        if time:
            said.append(TimeExpression(time, "DATE", p.time, "then"))
        trigger = Span(name, len(p.by) + 1, len(p.by) + 1 + len(p.verb))
        said.append(
            EventMention(
                trigger, p.type, p.mode, sentence, (spans[p.by],), (spans[p.to],) if p.to else (), None, time, p.status
            )  # type: ignore[arg-type]
        )
        datings.append(Dating(name, When(p.day, p.day)))
    found = Tables(documents, said, Settings())
    found.replace((Actor,), [Actor(k, "person", k, c) for k, c in ACTORS.items()])
    found.replace((Reference,), references)
    found.replace((Dating,), datings)
    return found


def events(*pages: Said) -> list[Event]:
    return list(laid_out(same_event.events(tables(*pages))))


def test_one_meeting_on_two_pages_in_either_direction() -> None:
    found = events(Said("Silva", "met", "Berg"), Said("Berg", "met", "Silva"))
    assert len(found) == 1
    assert found[0].independent == 2
    assert (found[0].when.earliest, found[0].when.latest) == ("2025-03-10", "2025-03-10")


def test_what_is_told_as_done_is_not_later_than_its_page() -> None:
    (done,) = events(Said("Silva", "met", "Berg", "2029-01-19"))
    assert (done.when.earliest, done.when.latest) == ("2025-03-10", "2025-03-10")
    (plan,) = events(Said("Silva", "will meet", "Berg", "2029-01-19", status="planned"))
    assert plan.when.latest == "2029-01-19"


def test_who_hosts_nobody_named_is_none_of_two_who_met() -> None:
    assert len(events(Said("Silva", "met", "Berg"), Said("Silva", "hosts", "", mode="host"))) == 2


def test_other_sides_days_and_kinds_stay_apart() -> None:
    assert len(events(Said("Silva", "met", "Berg"), Said("Silva", "met", "Moreno"))) == 2
    assert len(events(Said("Silva", "met", "Berg"), Said("Silva", "met", "Berg", day="2025-04-10"))) == 2
    assert len(events(Said("Silva", "met", "Berg"), Said("Silva", "called", "Berg", mode="call"))) == 2
    assert len(events(Said("Silva", "met", "Berg", "@-7D"), Said("Silva", "met", "Berg"))) == 2


def test_speeches_need_words_in_common() -> None:
    one = Said("Silva", "praised", "Berg", type="SUPPORT", mode="praise")
    other = Said("Silva", "praised the brave mediation tonight of", "Berg", type="SUPPORT", mode="praise")
    assert len(events(one, one)) == 1
    assert len(events(one, other)) == 2


def test_a_plan_is_confirmed_by_another_page_and_never_by_its_day() -> None:
    plan = Said("Silva", "will meet", "Berg", "2025-03-12", status="planned")
    done = Said("Silva", "met", "Berg", day="2025-03-12")
    (event,) = events(plan, done)
    assert (event.status, event.outcome) == ("occurred", "planned, day passed; confirmed by 1.txt")
    assert {e.status for e in event.evidence} == {"planned", "occurred"}
    other = Said("Moreno", "met", "Berg", day="2025-05-01")
    found = tables(plan, other)
    found.replace((Event,), list(same_event.events(found)))
    passed = next(e for e in laid_out(outcomes(found)) if isinstance(e, Event) and e.status == "planned")
    assert passed.outcome == "planned, day passed; not confirmed"


def test_a_page_of_some_day_in_years_passes_no_plan() -> None:
    """Neither its last day nor any other but one that has surely come."""
    found = tables(Said("Silva", "will meet", "Berg", "2025-03-12", status="planned"), Said("Moreno", "met", "Berg"))
    one, other = found.all(Dating)
    found.replace((Dating,), [one, Dating(other.document, When("2025-01-01", "2028-12-31"))])
    found.replace((Event,), list(same_event.events(found)))
    (plan,) = [e for e in laid_out(outcomes(found)) if isinstance(e, Event) and e.status == "planned"]
    assert plan.outcome is None


def test_copies_count_once() -> None:
    found = tables(Said("Silva", "met", "Berg"), Said("Silva", "met", "Berg"))
    left, right = sorted(found.documents)
    found.replace((Copy,), [Copy(left, right, "identical", 1.0)])
    (event,) = laid_out(same_event.events(found))
    assert event.independent == 1
    assert len(event.evidence) == 2


def test_every_mention_ends_in_one_event_whatever_the_order() -> None:
    pages = [
        Said(a, "met", b, day=f"2025-03-{d}") for a, b in (("Silva", "Berg"), ("Berg", "Moreno")) for d in (10, 11)
    ]
    found = events(*pages)
    mentions = [e.mention for event in found for e in event.evidence]
    assert len(mentions) == len(set(mentions)) == len(pages)


def test_an_undated_plan_joins_the_one_dated_meeting_that_fits() -> None:
    plan = Said("Silva", "will meet", "Berg", status="planned")
    done = Said("Berg", "met", "Silva", day="2025-03-25")
    assert len(events(plan, done)) == 1
    assert len(events(plan, Said("Berg", "met", "Silva", day="2025-06-25"))) == 2
    assert len(events(plan, done, Said("Silva", "met", "Berg", day="2025-04-02"))) == 3


def test_the_country_of_a_code_is_no_territory_that_acts_by_its_own_name() -> None:
    found = Tables([], [], Settings())
    rows = [Actor("us", "country", "United States", "USA"), Actor("pr", "country", "Puerto Rico", "USA")]
    for actors in (rows, rows[::-1]):
        found.replace((Actor,), actors)
        assert look_up(found).states == {"USA": "us"}
