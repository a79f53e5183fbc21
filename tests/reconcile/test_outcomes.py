"""What became of pledges and planned events, as of the newest page."""

from __future__ import annotations

from dragoman.model import (
    Actor,
    Constraint,
    Dating,
    Document,
    Event,
    Evidence,
    Hindrance,
    Mention,
    Pledge,
    Reference,
    Said,
    Span,
    Turn,
    When,
)
from dragoman.parts import laid_out
from dragoman.reconcile.outcomes import outcomes
from dragoman.settings import Settings
from dragoman.step import Tables

QUOTE = Evidence(Span("a", 0, 10))


def tables(*rows: object, said: tuple[Said, ...] = ()) -> Tables:
    """A record whose newest page is of 1 June 2031."""
    documents = [Document(n, n, "", (), n, n) for n in ("a", "b")]
    found = Tables(documents, said, Settings())
    days = [Dating("a", When("2031-01-01", "2031-01-01")), Dating("b", When("2031-06-01", "2031-06-01"))]
    for kind in (Dating, Event, Pledge):
        found.replace((kind,), [r for r in [*days, *rows] if isinstance(r, kind)])
    return found


def pledge(latest: str | None, status: str = "announced") -> Pledge:
    first = Turn("announced", When("2031-01-01", "2031-01-01"), QUOTE)
    due = When(None, latest, "by then")
    return Pledge("p", "pledge", ("NOR",), (), "send tanks", status, (QUOTE,), deadline=due, history=(first,))


def event(name: str, status: str, day: str) -> Event:
    return Event(name, "CONSULT", "meet", ("NOR",), ("SWE",), When(day, day), status, (QUOTE,))


def test_a_deadline_that_passed_unheard_is_due() -> None:
    (one,) = [r for r in laid_out(outcomes(tables(pledge("2031-03-31")))) if isinstance(r, Pledge)]
    assert [t.what for t in one.history] == ["announced", "due"]


def test_a_deadline_ahead_or_a_pledge_fulfilled_is_not() -> None:
    for one in (pledge("2031-12-31"), pledge(None), pledge("2031-03-31", "fulfilled")):
        (same,) = [r for r in laid_out(outcomes(tables(one))) if isinstance(r, Pledge)]
        assert same == one


def test_outcomes_run_twice_give_the_same() -> None:
    (one,) = [r for r in laid_out(outcomes(tables(pledge("2031-03-31")))) if isinstance(r, Pledge)]
    assert [r for r in laid_out(outcomes(tables(one))) if isinstance(r, Pledge)] == [one]


def test_a_planned_meeting_is_confirmed_only_by_one_that_happened() -> None:
    plan = event("x", "planned", "2031-02-02")
    (alone,) = [r for r in laid_out(outcomes(tables(plan))) if isinstance(r, Event)]
    assert alone.outcome == "planned, day passed; not confirmed"
    found = [r for r in laid_out(outcomes(tables(plan, event("y", "occurred", "2031-02-02")))) if isinstance(r, Event)]
    assert found[0].outcome == "planned, day passed; confirmed by y"
    assert found[0].status == "planned"


def hindrances(*said: tuple[str, str, int]) -> list[Hindrance]:
    """What is told of constraints of Norway: (page, wording, where it stands)."""
    side = Mention(Span("a", 0, 6), "country", "Norway", country="NOR")
    rows = (Constraint(Span(d, n, n + 9), what, Span(d, n, n + 9), (side.span,)) for d, what, n in said)
    found = tables(said=(side, *rows))
    found.replace((Actor, Reference), [Actor("NOR", "country", "Norway", "NOR"), Reference(side.span, ("NOR",))])
    return [r for r in outcomes(found) if isinstance(r, Hindrance)]


def test_a_constraint_in_two_wordings_is_told_once() -> None:
    short, shy = "no majority: short of a majority", "no majority: shy of a majority"
    (one,) = hindrances(("a", shy, 20), ("a", short, 40))
    assert one.what == shy
    assert [e.span.start for e in one.evidence] == [20, 40]
    assert len(hindrances(("a", short, 20), ("a", "court case: arrest warrant", 40))) == 2
    assert len(hindrances(("a", short, 20), ("b", shy, 40))) == 2  # five months later
