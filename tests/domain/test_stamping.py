"""Cooldown, daily cap and the full card; days of 23 and 25 hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from loyalty_app.domain.cards import CardState, LoyaltyType, ProgramRules, points_expire_at
from loyalty_app.domain.errors import CooldownActive, DailyLimit, InsufficientStamps, NotInProgram
from loyalty_app.domain.stamping import require_full_card, require_stamp_possible, shown_stamps, stamp_outlook
from loyalty_app.domain.store_days import store_day

ZONE = "Europe/Luxembourg"
NOON = datetime(2026, 6, 15, 10, tzinfo=UTC)
TODAY = date(2026, 6, 15)


def rules(**values: Any) -> ProgramRules:
    standing: dict[str, Any] = {
        "loyalty_type": LoyaltyType.HYBRID,
        "stamps_target": 10,
        "stamps_reward_description": "A free coffee",
        "points_per_euro": 10,
        "points_expiration_days": None,
        "welcome_bonus_points": 0,
        "minimum_redemption_points": 100,
        "minimum_purchase_cents": 0,
        "maximum_purchase_cents": 50_000,
        "cooldown_minutes": 15,
        "max_daily_stamps": 5,
        "currency": "EUR",
    }
    return ProgramRules(**standing | values)


def card(**values: Any) -> CardState:
    standing: dict[str, Any] = {
        "version": 1,
        "ledger_head": "0" * 64,
        "stamp_count": 0,
        "points_balance": 0,
        "stamps_day": None,
        "stamps_today": 0,
        "last_stamp_at": None,
        "last_points_at": None,
        "last_redemption_at": None,
        "last_activity_at": None,
        "created_at": NOON - timedelta(days=100),
    }
    return CardState(**standing | values)


def stamped(minutes_ago: float, times: int = 1, now: datetime = NOON) -> CardState:
    return card(
        stamps_day=store_day(now, ZONE).date, stamps_today=times, last_stamp_at=now - timedelta(minutes=minutes_ago)
    )


def test_the_first_stamp_is_possible() -> None:
    require_stamp_possible(card(), rules(), now=NOON, day=store_day(NOON, ZONE))


@pytest.mark.parametrize("minutes", [0, 1, 14.99])
def test_within_the_cooldown_the_refusal_names_the_time(minutes: float) -> None:
    with pytest.raises(CooldownActive) as refused:
        require_stamp_possible(stamped(minutes), rules(), now=NOON, day=store_day(NOON, ZONE))
    free_at = NOON + timedelta(minutes=15 - minutes)
    assert refused.value.facts["next_stamp_available_at"] == free_at
    assert refused.value.facts["retry_after_seconds"] == max(1, -int(-(free_at - NOON).total_seconds() // 1))
    assert refused.value.facts["cooldown_minutes"] == 15


@pytest.mark.parametrize("minutes", [15, 16, 1000])
def test_after_the_cooldown_the_next_stamp_is_possible(minutes: float) -> None:
    require_stamp_possible(stamped(minutes), rules(), now=NOON, day=store_day(NOON, ZONE))


def test_without_a_cooldown_stamps_follow_at_once() -> None:
    require_stamp_possible(stamped(0), rules(cooldown_minutes=0), now=NOON, day=store_day(NOON, ZONE))


def test_the_daily_cap_counts_until_the_stores_midnight() -> None:
    day = store_day(NOON, ZONE)
    require_stamp_possible(stamped(60, 4), rules(), now=NOON, day=day)
    with pytest.raises(DailyLimit) as refused:
        require_stamp_possible(stamped(60, 5), rules(), now=NOON, day=day)
    midnight = datetime(2026, 6, 15, 22, tzinfo=UTC)
    assert refused.value.facts == {
        "max_daily_stamps": 5,
        "next_stamp_available_at": midnight,
        "retry_after_seconds": 12 * 3600,
    }
    require_stamp_possible(stamped(800, 5), rules(), now=midnight, day=store_day(midnight, ZONE))


def test_the_outlook_says_when_and_how_many() -> None:
    day = store_day(NOON, ZONE)
    assert stamp_outlook(card(), rules(), now=NOON, day=day).next_stamp_available_at is None
    cooling = stamp_outlook(stamped(5, 2), rules(), now=NOON, day=day)
    assert (cooling.next_stamp_available_at, cooling.remaining_today) == (NOON + timedelta(minutes=10), 3)
    over = stamp_outlook(stamped(5, 5), rules(), now=NOON, day=day)
    assert (over.next_stamp_available_at, over.remaining_today) == (day.ends_at, 0)
    lowered = stamp_outlook(stamped(5, 5), rules(max_daily_stamps=3), now=NOON, day=day)
    assert lowered.remaining_today == 0


def test_a_cooldown_that_reaches_over_midnight_counts_longer_than_the_day() -> None:
    late = datetime(2026, 6, 15, 21, 50, tzinfo=UTC)
    outlook = stamp_outlook(stamped(0, 5, now=late), rules(), now=late, day=store_day(late, ZONE))
    assert outlook.next_stamp_available_at == late + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("moment", "hours", "starts_at"),
    [
        (datetime(2026, 3, 29, 12, tzinfo=UTC), 23, datetime(2026, 3, 28, 23, tzinfo=UTC)),
        (datetime(2026, 10, 25, 12, tzinfo=UTC), 25, datetime(2026, 10, 24, 22, tzinfo=UTC)),
        (datetime(2026, 6, 15, 12, tzinfo=UTC), 24, datetime(2026, 6, 14, 22, tzinfo=UTC)),
    ],
)
def test_days_are_as_long_as_they_are(moment: datetime, hours: int, starts_at: datetime) -> None:
    day = store_day(moment, ZONE)
    assert (day.ends_at - day.starts_at, day.starts_at) == (timedelta(hours=hours), starts_at)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
    ],
)
def test_a_moment_belongs_to_the_day_on_the_wall(moment: datetime, expected: date) -> None:
    assert store_day(moment, ZONE).date == expected


def test_a_day_begins_where_there_is_no_midnight() -> None:
    """In Santiago the clocks skip the hour after midnight."""
    day = store_day(datetime(2026, 9, 6, 12, tzinfo=UTC), "America/Santiago")
    assert (day.date, day.ends_at - day.starts_at) == (date(2026, 9, 6), timedelta(hours=23))


def test_a_card_is_full_at_its_target() -> None:
    require_full_card(card(stamp_count=10), rules())
    require_full_card(card(stamp_count=11), rules())
    with pytest.raises(InsufficientStamps) as refused:
        require_full_card(card(stamp_count=7), rules())
    assert refused.value.facts == {"stamp_count": 7, "stamps_target": 10, "missing_stamps": 3}


def test_a_points_program_has_no_stamps() -> None:
    points = rules(loyalty_type=LoyaltyType.POINTS)
    with pytest.raises(NotInProgram):
        require_stamp_possible(card(), points, now=NOON, day=store_day(NOON, ZONE))
    with pytest.raises(NotInProgram):
        require_full_card(card(stamp_count=10), points)


def test_a_full_row_stays_full_until_the_next_stamp() -> None:
    assert [shown_stamps(count, 10) for count in (0, 1, 9, 10, 11, 20, 21)] == [0, 1, 9, 10, 1, 10, 1]


def test_points_expire_after_the_last_use_or_from_the_beginning() -> None:
    year = rules(points_expiration_days=365)
    unused, used = card(points_balance=1), card(points_balance=1, last_activity_at=NOON)
    assert points_expire_at(unused, year) == unused.created_at + timedelta(days=365)
    assert points_expire_at(used, year) == NOON + timedelta(days=365)
    assert points_expire_at(card(), year) is None
    assert points_expire_at(used, rules()) is None
    assert points_expire_at(used, rules(points_expiration_days=365, loyalty_type=LoyaltyType.STAMPS)) is None
