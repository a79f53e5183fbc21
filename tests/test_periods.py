"""Periods of the calendar."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.periods import absolute, add_months, easter, fiscal_year, fiscal_years, index_of, period_at, tried


@pytest.mark.parametrize(
    ("year", "day"),
    [(1999, "1999-04-04"), (2000, "2000-04-23"), (2013, "2013-03-31"), (2025, "2025-04-20"), (2038, "2038-04-25")],
)
def test_easter(year: int, day: str) -> None:
    assert easter(year).isoformat() == day


@pytest.mark.parametrize(
    ("country", "first", "last"),
    [
        ("JPN", "2027-04-01", "2028-03-31"),
        ("USA", "2026-10-01", "2027-09-30"),
        ("IND", "2026-04-01", "2027-03-31"),
        ("GBR", "2026-04-01", "2028-03-31"),  # use differs: both years
        ("AUS", "2026-07-01", "2027-06-30"),
        ("FRA", "2027-01-01", "2027-12-31"),
        ("", "2026-04-01", "2028-03-31"),  # not known whose
    ],
)
def test_fiscal_2027(country: str, first: str, last: str) -> None:
    found = fiscal_year(2027, country)
    assert (str(found.first), str(found.last), found.text) == (first, last, "2027")


def test_a_fiscal_year_said_with_the_next_begins_in_the_first() -> None:
    assert str(fiscal_year(2025, "IND", begins=True).first) == "2025-04-01"
    assert str(fiscal_year(2025, "JPN", begins=True).first) == "2025-04-01"


def test_the_table_of_fiscal_years() -> None:
    assert {rule.named for rule in fiscal_years().values()} <= {"start", "end", "either"}
    assert all(date(2025, rule.month, rule.day) for rule in fiscal_years().values())


def test_days_that_do_not_exist() -> None:
    assert tried("2025-02-30").first is None
    assert tried("2025-11-4x4").text == "2025-11-27"
    assert tried("2025-05-5x1").text == "2025-05-26"
    assert absolute("soon") is None
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    with pytest.raises(ValueError, match="year"):
        add_months(date(9999, 12, 1), 1)


@given(st.dates(date(1800, 1, 1), date(2200, 1, 1)), st.sampled_from("DWMQHYEC"))
def test_a_day_lies_in_its_period(day: date, unit: str) -> None:
    found = period_at(index_of(day, unit), unit)
    assert found.first and found.last and found.first <= day <= found.last
    again = absolute(found.text)
    assert again and (again.first, again.last) == (found.first, found.last)
