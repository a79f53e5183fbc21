"""Events against a table of cases, and what must hold for any text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import cases
from dragoman.model import EventMention, Span
from dragoman.reading import STEPS, events
from pages import page


def read(text: str) -> tuple[list[EventMention], str]:
    """Events of a text with the text itself."""
    parsed = page(text, STEPS)
    return parsed.of(EventMention), parsed.document.text


def words(text: str, spans: tuple[Span, ...]) -> str:
    return "; ".join(text[s.start : s.end] for s in spans)


def fault(case: dict[str, str]) -> str:
    """What is wrong with the reading of a case, or nothing."""
    found, text = read(case["text"])
    named = [e for e in found if text[e.span.start : e.span.end] == case["lemma"]]
    if not case["type"]:
        return f"extra {named[0].type}" if named else ""
    if not named:
        return "no event"
    event = named[0]
    got = {"type": event.type, "mode": event.mode, "by": words(text, event.by), "to": words(text, event.to)}
    got["status"] = event.status
    return "; ".join(f"{k}: {got[k]} for {case[k]}" for k in got if got[k] != case[k])


def test_cases() -> None:
    rows = cases("events")
    faults = [(case["text"], wrong) for case in rows if (wrong := fault(case))]
    assert len(faults) <= 0.045 * len(rows), "\n".join(f"{t}  {w}" for t, w in faults)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    parsed = page(text, [s for s in STEPS if s.name == "mentions"])
    found = list(events.events(parsed))
    assert all(0 <= e.span.start < e.span.end <= len(parsed.document.text) for e in found)


def test_a_verb_that_no_rule_names_is_left_to_the_classifier_between_states_alone() -> None:
    (event,), _ = read("Israel besieged Lebanon on Monday.")
    assert (event.type, event.certainty) == ("ASSAULT", "open")
    assert event.found_by.startswith("classifier:besiege, p=")
    assert read("Norway likes Sweden.")[0] == []
    assert read("Erik Lund beat Marta Silva in Ohio.")[0] == []


def test_a_rule_is_named_as_the_reason() -> None:
    (event,), _ = read("Norway criticised Sweden on Monday.")
    assert event.found_by == "rule:criticise"


def test_a_call_is_told_once() -> None:
    """A headline that only says that two spoke tells of the call below it; talks in the same words do not."""
    call = (
        "President Maria Silva discussed trade with Prime Minister Ola Berg.\nSilva and Berg spoke by phone on Friday."
    )
    talks = "President Maria Silva held talks with Prime Minister Ola Berg.\nSilva and Berg spoke by phone on Friday."
    assert {e.mode for e in page(call, STEPS).of(EventMention)} == {"call"}
    assert {e.mode for e in page(talks, STEPS).of(EventMention)} == {"call", "meet"}


def test_a_place_is_where_and_not_for_whom() -> None:
    (held,), _ = read("President Joe Biden convened a summit in support of Ukraine.")
    assert held.place is None


def test_a_date_behind_what_is_condemned_is_of_that() -> None:
    found, text = read("Norway condemned Russia's attack on Ukraine on October 1st.")
    assert {e.mode: words(text, (e.time,) if e.time else ()) for e in found} == {
        "criticize": "",
        "attack": "October 1st",
    }


def test_a_date_behind_what_is_signed_is_of_the_signing() -> None:
    found, text = read("Norway and Chile signed a peace treaty on August 8.")
    assert [words(text, (e.time,) if e.time else ()) for e in found] == ["August 8"]


def test_what_is_talked_about_is_told_in_passing() -> None:
    found, _ = read("Norway and Poland discussed many matters, including Haiti, Russia's war on Ukraine, and fish.")
    assert [e.background for e in found if e.type == "ASSAULT"] == [True]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("France no longer plans to visit Peru.", "denied"),
        ("The envoy was not aware of any talks between Chile and Peru.", "denied"),
        ("The envoy was aware of talks between Chile and Peru.", "occurred"),
        ("Norway will attend the signing of a ceasefire between Chile and Peru.", "planned"),
        ("Norway attended the signing of a ceasefire between Chile and Peru.", "occurred"),
    ],
)
def test_what_stands_over_an_event(text: str, status: str) -> None:
    assert [e.status for e in read(text)[0]] == [status]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("Piyush Goyal was in Washington last month and met Jamieson Greer.", "last month"),
        ("Chile signed a treaty with Peru, days before the July 9 deadline.", ""),
        ("Chile signed a treaty with Peru days before the July 9 summit.", ""),
        ("Chile signed a treaty with Peru before the July 9 deadline.", "July 9"),
        ("After Pete Hegseth's call with Rustem Umerov on Friday, the officials left.", "Friday"),
    ],
)
def test_days_of_a_stay_and_of_a_deadline(text: str, time: str) -> None:
    (event,), _ = read(text)
    assert words(text, (event.time,) if event.time else ()) == time
