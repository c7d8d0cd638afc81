"""When somebody counts as lost."""

from datetime import date, timedelta

import pytest

from loyalty_app.domain.churn import Visits

FIRST = date(2026, 1, 1)


def visits(days: int, *, over: int = 0) -> Visits:
    return Visits(days=days, first_on=FIRST, last_on=FIRST + timedelta(days=over))


@pytest.mark.parametrize(
    ("member", "idle_days", "is_at_risk"),
    [
        (visits(0), 60, False),
        (visits(0), 61, True),
        (visits(1), 60, False),
        (visits(1), 61, True),
        (visits(3, over=14), 14, False),
        (visits(3, over=14), 15, True),
        (visits(4, over=10), 6, False),
        (visits(4, over=10), 7, True),
    ],
)
def test_twice_the_own_gap_or_sixty_days(member: Visits, idle_days: int, is_at_risk: bool) -> None:
    assert member.is_at_risk(member.last_on + timedelta(days=idle_days)) is is_at_risk


def test_the_gap_is_known_from_the_second_visit_on() -> None:
    assert [visits(1).mean_gap_days, visits(2, over=7).mean_gap_days, visits(4, over=10).mean_gap_days] == [None, 7, 4]
