"""Birthdays: the day before the month, the year if somebody likes."""

from __future__ import annotations

from datetime import date

import pytest

from loyalty_app.domain.birth_dates import read_birth_date, require_age
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


@pytest.mark.parametrize(
    ("born", "today", "is_old_enough"),
    [
        ("2010-03-31", date(2026, 3, 30), False),
        ("2010-03-31", date(2026, 3, 31), True),
        ("2010-03-31", date(2026, 4, 1), True),
        ("2010-12-31", date(2026, 12, 30), False),
        ("2010-01-01", date(2025, 12, 31), False),
        ("2010-01-01", date(2026, 1, 1), True),
        ("2008-02-29", date(2024, 2, 28), False),
        ("2008-02-29", date(2024, 2, 29), True),
        ("2012-02-29", date(2028, 2, 29), True),
        ("1990-07-17", date(2026, 3, 31), True),
    ],
)
def test_the_age_is_reached_on_the_birthday_itself_s74(born: str, today: date, is_old_enough: bool) -> None:
    assert old_enough(born, 16, today) is is_old_enough


@pytest.mark.parametrize(("day", "is_old_enough"), [(date(2026, 2, 28), False), (date(2026, 3, 1), True)])
def test_who_was_born_on_29_february_is_older_on_1_march(day: date, is_old_enough: bool) -> None:
    assert old_enough("2008-02-29", 18, day) is is_old_enough


def test_without_a_year_or_a_rule_everybody_is_old_enough_s74() -> None:
    assert old_enough("--03-31", 16, TODAY)
    assert old_enough(None, 16, TODAY)
    assert old_enough("2026-03-31", None, TODAY)


def old_enough(born: str | None, minimum_age_years: int | None, today: date) -> bool:
    try:
        require_age(born, minimum_age_years, today=today)
    except InvalidInput as refused:
        (problem,) = refused.problems
        assert (problem.field, problem.code, problem.facts) == (
            "birth_date",
            "too_young",
            {"minimum_age_years": minimum_age_years},
        )
        return False
    return True
