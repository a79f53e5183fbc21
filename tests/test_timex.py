"""The value language: what values mean on a given day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.timex import relative, resolve, timex3

DAY = date(2025, 10, 28)  # a Tuesday
SAID = [
    ("2025-10-28", "2025-10-28", "2025-10-28", "2025-10-28"),
    ("2025-W44", "2025-10-27", "2025-11-02", "2025-W44"),
    ("198", "1980-01-01", "1989-12-31", "198"),
    ("19", "1900-01-01", "1999-12-31", "19"),
    ("2025-Q3", "2025-07-01", "2025-09-30", "2025-Q3"),
    ("@-1D", "2025-10-27", "2025-10-27", "2025-10-27"),
    ("@+1DTMO", "2025-10-29", "2025-10-29", "2025-10-29TMO"),
    ("@+1Y", "2026-01-01", "2026-12-31", "2026"),
    ("@-1Y.Q3", "2024-07-01", "2024-09-30", "2024-Q3"),
    ("@+1W.5", "2025-11-07", "2025-11-07", "2025-11-07"),
    ("@-1W.WE", "2025-10-25", "2025-10-26", "2025-W43-WE"),
    ("@-2Y~", "2023-04-28", "2024-04-28", "2023"),
    ("@+0M#END", "2025-10-21", "2025-10-31", "2025-10"),
    ("@+0Y#LATER", "2025-10-28", "2025-12-31", "2025"),
    ("@+0Y#EARLIER", "2025-01-01", "2025-10-28", "2025"),
    ("<XXXX-10", "2025-10-01", "2025-10-31", "2025-10"),
    ("<<XXXX-10", "2024-10-01", "2024-10-31", "2024-10"),
    (">XXXX-03", "2026-03-01", "2026-03-31", "2026-03"),
    ("<XXXX-WXX-2", "2025-10-28", "2025-10-28", "2025-10-28"),
    ("<<XXXX-WXX-2", "2025-10-21", "2025-10-21", "2025-10-21"),
    (">>XXXX-WXX-2", "2025-11-04", "2025-11-04", "2025-11-04"),
    ("~XXXX-WXX-1", "2025-10-27", "2025-10-27", "2025-10-27"),
    ("<XXXX-02-29", "2024-02-29", "2024-02-29", "2024-02-29"),
    ("<P2M", "2025-08-28", "2025-10-28", "P2M"),
    (">P2Y", "2025-10-28", "2027-10-28", "P2Y"),
    ("<PXM", None, "2025-10-28", "PXM"),
    ("PAST_REF", None, "2025-10-28", "PAST_REF"),
    ("P6Y", None, None, "P6Y"),
    ("XXXX-WXX-4", None, None, "XXXX-WXX-4"),
    ("FY2027:JPN", "2027-04-01", "2028-03-31", "2027"),
    ("FY2027:USA", "2026-10-01", "2027-09-30", "2027"),
    ("FY2027-Q1:USA", "2026-10-01", "2026-12-31", "2027-Q1"),
    ("@+0FY:JPN", "2025-04-01", "2026-03-31", "2025"),
    ("@+0FY:USA", "2025-10-01", "2026-09-30", "2026"),
    ("@+0FY:JPN#END", "2025-11-30", "2026-03-31", "2025"),
    ("(1989-Q3)-1Y", "1988-07-01", "1988-09-30", "1988-Q3"),
    ("(2019)+1W", "2019-01-08", "2020-01-07", "2019"),
    ("(@-1M)+1M", "2025-10-01", "2025-10-31", "2025-10"),
    ("{the election}+2Y", None, None, "P2Y"),
    ("{the election}", None, None, "XXXX-XX-XX"),
    ("<XXXX-11-4x4", "2024-11-28", "2024-11-28", "2024-11-28"),
    (">XXXX-EASTER-2", "2026-04-03", "2026-04-03", "2026-04-03"),
    ("(<XXXX-03-06)^W", "2025-03-03", "2025-03-09", "2025-W10"),
    ("<XXXX-12-15", "2025-12-15", "2025-12-15", "2025-12-15"),
    ("2025-10-27/2025-10-29", "2025-10-27", "2025-10-29", "2025-10-27/2025-10-29"),
    ("2025-13-45", None, None, "XXXX-XX-XX"),
]


@pytest.mark.parametrize(("value", "earliest", "latest", "text"), SAID)
def test_values(value: str, earliest: str | None, latest: str | None, text: str) -> None:
    assert resolve(value, (DAY, DAY)) == (earliest, latest)
    assert timex3(value, DAY) == text


def test_an_undated_page_gives_an_interval() -> None:
    assert resolve("@-1D", (date(2025, 10, 1), date(2025, 10, 31))) == ("2025-09-30", "2025-10-30")
    assert resolve("@-1D", (None, date(2025, 10, 31))) == (None, "2025-10-30")
    assert resolve("@-1D", None) == (None, None)
    assert resolve("2025-10-28", None) == ("2025-10-28", "2025-10-28")


def test_events_that_others_date() -> None:
    days = {"the election": ("2024-11-05", "2024-11-05")}
    assert resolve("{the election}+2Y", (DAY, DAY), events=days) == ("2026-11-05", "2026-11-05")


def test_tense_settles_what_was_left_open() -> None:
    assert resolve("~XXXX-12", (DAY, DAY), "past") == ("2024-12-01", "2024-12-31")
    assert resolve("~XXXX-12", (DAY, DAY), "future") == ("2025-12-01", "2025-12-31")


def test_relative() -> None:
    assert relative("@-1D") and relative("<P2M") and relative("PRESENT_REF")
    assert not relative("2025-10-28") and not relative("P6Y")


values = st.one_of(
    st.sampled_from([v for v, *_ in SAID]),
    st.text("@<>~(){}+-#./0123456789XPDWMQYEFTR_:", max_size=24),
    st.builds("@{:+}{}".format, st.integers(-999, 999), st.sampled_from("DWMQHYEC")),
    st.builds("{}XXXX-{:02}-{:02}".format, st.sampled_from(["<", ">", "<<", ">>", "~"]), st.integers(1, 12),
              st.integers(1, 31)),
    st.builds("{}XXXX-{}".format, st.sampled_from(["<", ">", "<<", ">>", "~"]),
              st.sampled_from(["WXX-3", "Q2", "SU", "WI", "H1", "XX-31", "05"])),
)  # fmt: skip
days = st.dates(date(1, 1, 1), date(9999, 12, 31))


@given(values, days, st.integers(0, 900), st.integers(0, 400), st.integers(0, 400))
def test_intervals_are_in_order_and_wider_anchors_never_narrow(
    value: str, day: date, width: int, before: int, after: int
) -> None:
    try:
        narrow = (day, day + timedelta(width))
        wide = (day - timedelta(before), narrow[1] + timedelta(after))
    except OverflowError:
        return
    first, last = resolve(value, narrow)
    assert first is None or last is None or first <= last
    wider = resolve(value, wide)
    assert wider[0] is None or (first is not None and wider[0] <= first) or (first, last) == (None, None)
    assert wider[1] is None or (last is not None and wider[1] >= last) or (first, last) == (None, None)


@given(st.text(), st.none() | days)
def test_any_text_is_survived(value: str, day: date | None) -> None:
    resolve(value, (day, day) if day else None)
    timex3(value, day)
