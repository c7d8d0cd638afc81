"""When a member who stays away is reminded and when forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from loyalty_app.domain.inactivity import Absence, NextStep

SEEN = datetime(2023, 4, 8, 10, 30, tzinfo=UTC)
END = datetime(2026, 4, 8, 10, 30, tzinfo=UTC)
DAY = timedelta(days=1)
WAIT, REMIND, FORGET = NextStep.WAIT, NextStep.REMIND, NextStep.FORGET


def absent(**values: Any) -> Absence:
    standing: dict[str, Any] = {"last_seen_at": SEEN, "months": 36, "can_be_written_to": True, "reminded_at": None}
    return Absence(**standing | values)


@pytest.mark.parametrize(
    ("moment", "step"),
    [
        (SEEN, WAIT),
        (END - 30 * DAY - timedelta(seconds=1), WAIT),
        (END - 30 * DAY, REMIND),
        (END, REMIND),
        (END + 1000 * DAY, REMIND),
    ],
)
def test_nobody_is_forgotten_before_they_are_reminded(moment: datetime, step: NextStep) -> None:
    assert absent().next_step(moment) is step


@pytest.mark.parametrize("late", [timedelta(0), timedelta(minutes=59), 40 * DAY])
def test_after_the_reminder_there_are_thirty_days_however_late_it_was(late: timedelta) -> None:
    reminded_at = END - 30 * DAY + late
    reminded = absent(reminded_at=reminded_at)
    assert reminded.next_step(reminded_at) is WAIT
    assert reminded.next_step(reminded_at + 30 * DAY - timedelta(seconds=1)) is WAIT
    assert reminded.next_step(reminded_at + 30 * DAY) is FORGET
    assert reminded.forgotten_at(reminded_at) == reminded_at + 30 * DAY


def test_a_reminder_of_an_earlier_absence_does_not_count() -> None:
    assert absent(reminded_at=SEEN - DAY).next_step(END) is REMIND
    assert absent(reminded_at=SEEN + DAY).next_step(END) is REMIND


def test_a_reminder_of_before_the_merchant_took_a_longer_time_does_not_count() -> None:
    reminded_at = END - 30 * DAY
    assert absent(reminded_at=reminded_at, months=48).next_step(END) is WAIT
    assert absent(reminded_at=reminded_at, months=48).next_step(END + 365 * DAY) is REMIND
    assert absent(reminded_at=reminded_at, months=24).next_step(END) is FORGET


def test_who_cannot_be_written_to_is_forgotten_when_the_time_is_over() -> None:
    unreachable = absent(can_be_written_to=False)
    assert unreachable.next_step(END - timedelta(seconds=1)) is WAIT
    assert unreachable.next_step(END) is FORGET


def test_nobody_is_forgotten_where_members_are_kept_for_ever_and_while_they_may_be_back() -> None:
    for absence in (absent(months=None), absent(may_be_back=True, reminded_at=END - 30 * DAY)):
        assert absence.next_step(END + 1000 * DAY) is WAIT
    assert absent(months=None).forgotten_at(END) is None
