"""Birthdays: the day before the month, the year if somebody likes."""

from __future__ import annotations

from datetime import date

import pytest

from loyalty_app.domain.birth_dates import read_birth_date
from loyalty_app.domain.errors import InvalidInput

TODAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("1992-02-29", "1992-02-29"),
        ("29.02.1992", "1992-02-29"),
        ("13/12/1990", "1990-12-13"),
        ("2026-03-31", "2026-03-31"),
        (date(1990, 1, 1), "1990-01-01"),
        ("", None),
        (None, None),
    ],
)
def test_birthdays_are_read_day_before_month(typed: date | str | None, stored: str | None) -> None:
    assert read_birth_date(typed, today=TODAY) == stored


@pytest.mark.parametrize("typed", ["31.3.", "31.03", "31/03", "31-3", "31 3", "--03-31", "--3-31", " 31.03. "])
def test_the_year_may_be_left_out_s74(typed: str) -> None:
    assert read_birth_date(typed, today=TODAY) == "--03-31"


def test_the_29th_of_february_needs_no_year() -> None:
    assert read_birth_date("29.02.", today=TODAY) == "--02-29"


@pytest.mark.parametrize(
    "typed",
    [
        *("31.02.1990", "29.02.1991", "12/13/1990", "1875-01-01", "2026-04-01", "soon", "1990", "1990-1-1-1"),
        *("١٩٩٠-٠١-٠١", "30.02.", "12/13", "--13-01", "0000-01-01", "1.1.90"),
    ],
)
def test_impossible_birthdays_are_refused_b071(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_birth_date(typed, today=TODAY)
    assert refused.value.problems[0].code == "date_invalid"
