"""Months across years and time zones."""

from datetime import UTC, datetime

from loyalty_app.domain.months import Month, plus_months


def test_a_month_begins_at_the_shops_own_midnight() -> None:
    assert Month(year=2026, month=7).starts_at("Europe/Luxembourg") == datetime(2026, 6, 30, 22, tzinfo=UTC)
    assert Month(year=2026, month=1).starts_at("Europe/Luxembourg") == datetime(2025, 12, 31, 23, tzinfo=UTC)


def test_a_moment_falls_on_the_month_it_is_there() -> None:
    moment = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    assert str(Month.at(moment, "Europe/Luxembourg")) == "2026-07"
    assert str(Month.at(moment, "UTC")) == "2026-06"


def test_months_are_counted_over_new_year() -> None:
    january = Month(year=2026, month=1)
    assert january.plus(-1) == Month(year=2025, month=12)
    assert january.plus(23) == Month(year=2027, month=12)
    assert january.months_since(january.plus(-13)) == 13


def test_months_later_it_is_the_same_day_or_the_months_last() -> None:
    moment = datetime(2024, 1, 31, 10, 30, tzinfo=UTC)
    assert plus_months(moment, 1) == datetime(2024, 2, 29, 10, 30, tzinfo=UTC)
    assert plus_months(moment, 13) == datetime(2025, 2, 28, 10, 30, tzinfo=UTC)
    assert plus_months(moment, -2) == datetime(2023, 11, 30, 10, 30, tzinfo=UTC)
    assert plus_months(moment, 120) == datetime(2034, 1, 31, 10, 30, tzinfo=UTC)
