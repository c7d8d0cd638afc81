"""When a store is open: what may be typed, what is refused, and that it is kept as it was said."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty_app.domain.errors import InvalidInput
from loyalty_app.domain.opening_hours import DAYS, MOST_A_DAY, OpeningHours, Span, stored_hours, typed_hours


def spans(hours: OpeningHours, day: str) -> list[tuple[int, int]]:
    return [(span.opens_minute, span.closes_minute) for span in hours.days[DAYS.index(day)]]


def code(*lines: str) -> str:
    with pytest.raises(InvalidInput) as refused:
        typed_hours(lines)
    (problem,) = refused.value.problems
    assert problem.field == "opening_hours"
    return problem.code


def test_days_and_times_are_read_as_people_write_them() -> None:
    hours = typed_hours(["Mon-Fri 7:00-12:00, 13:00 – 18:30", "sat 08:00-17:00", "sun closed"])
    for day in DAYS[:5]:
        assert spans(hours, day) == [(420, 720), (780, 1110)]
    assert spans(hours, "sat") == [(480, 1020)]
    assert spans(hours, "sun") == []


def test_spans_stand_in_the_order_of_the_clock() -> None:
    assert spans(typed_hours(["tue 13:00-18:00,08:00-12:00"]), "tue") == [(480, 720), (780, 1080)]
    assert typed_hours(["wed 9:00-10:00", "wed 7:00-8:00"]) == typed_hours(["wed 7:00-8:00,9:00-10:00"])


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("18:00-02:00", (1080, 1560)),
        ("00:00-24:00", (0, 1440)),
        ("08:00-00:00", (480, 1440)),
        ("08:00-24:00", (480, 1440)),
        ("08:00-08:00", (480, 1920)),
    ],
)
def test_who_closes_no_later_than_they_open_closes_on_the_next_day(said: str, minutes: tuple[int, int]) -> None:
    assert spans(typed_hours([f"fri {said}"]), "fri") == [minutes]


def test_days_may_go_across_the_weekend_and_be_listed() -> None:
    assert typed_hours(["fri-mon 9:00-10:00"]) == typed_hours(["fri,sat,sun,mon 9:00-10:00"])
    assert typed_hours(["mon,wed-thu 9:00-10:00"]) == typed_hours(["mon 9:00-10:00", "wed-thu 9:00-10:00"])


@pytest.mark.parametrize(
    "line",
    [
        "",
        "mon",
        "monday 9:00-10:00",
        "mon-xyz 9:00-10:00",
        "mon- 9:00-10:00",
        "mon 9-10",
        "mon 25:00-26:00",
        "mon 24:00-25:00",
        "mon 24:00-02:00",
        "mon 9:60-10:00",
        "mon 9:00",
        "mon 9:00-10:00-11:00",
        "mon 9:00-10:00,",
        "mon 9:00am-5:00pm",
        "mon ٩:٠٠-١٠:٠٠",
        "mon 9:00-10:00 tue 9:00-10:00",
    ],
)
def test_what_cannot_be_read_is_refused_and_named(line: str) -> None:
    assert code(line, "sun 9:00-10:00") == "hours_invalid"


def test_a_week_without_an_hour_says_nothing() -> None:
    assert code() == "field_missing"
    assert code("mon-sun closed") == "field_missing"


@pytest.mark.parametrize(
    "lines",
    [
        ["mon 8:00-12:00,11:59-13:00"],
        ["mon 8:00-12:00", "mon-fri 9:00-10:00"],
        ["mon 8:00-12:00", "mon 8:00-12:00"],
        ["fri 18:00-2:00", "sat 1:00-5:00"],
        ["sun 18:00-2:00", "mon 1:59-5:00"],
        ["mon 8:00-8:00", "tue 7:00-9:00"],
    ],
)
def test_nobody_opens_twice_at_the_same_time(lines: list[str]) -> None:
    assert code(*lines) == "hours_overlap"


@pytest.mark.parametrize(
    "lines",
    [
        ["mon 8:00-12:00,12:00-13:00"],
        ["fri 18:00-2:00", "sat 2:00-5:00"],
        ["sun 18:00-2:00", "mon 2:00-5:00"],
        ["mon-sun 0:00-24:00"],
        ["mon-sun 8:00-8:00"],
        ["mon 8:00-8:00"],
    ],
)
def test_one_may_end_where_the_next_begins(lines: list[str]) -> None:
    assert any(typed_hours(lines).days)


def test_there_is_an_end_to_the_spans_of_a_day() -> None:
    many = ",".join(f"{hour:02}:00-{hour:02}:30" for hour in range(MOST_A_DAY + 1))
    assert code(f"mon {many}") == "hours_invalid"


_minutes = st.integers(0, 1439)
_span = st.builds(
    lambda start, length: Span(opens_minute=start, closes_minute=start + length), _minutes, st.integers(1, 1440)
)
_week = st.lists(st.lists(_span, max_size=3), min_size=7, max_size=7)


@given(_week)
def test_what_is_kept_is_what_was_said(week: list[list[Span]]) -> None:
    hours = OpeningHours(days=tuple(tuple(sorted(day)) for day in week))
    assert stored_hours(json.loads(json.dumps(hours.plain()))) == hours


@given(_week)
def test_what_is_accepted_has_no_two_spans_at_the_same_time(week: list[list[Span]]) -> None:
    """Counted minute by minute around the whole week."""
    said = OpeningHours(days=tuple(tuple(sorted(day)) for day in week)).plain()
    lines = [f"{day} " + ",".join(f"{one['opens']}-{one['closes']}" for one in said[day]) for day in said]
    open_minutes = [
        (place * 1440 + minute) % 10080
        for place, day in enumerate(week)
        for span in day
        for minute in range(span.opens_minute, span.closes_minute)
    ]
    if open_minutes and len(set(open_minutes)) == len(open_minutes):
        assert typed_hours(lines) == OpeningHours(days=tuple(tuple(sorted(day)) for day in week))
    else:
        assert code(*lines) == ("hours_overlap" if open_minutes else "field_missing")
