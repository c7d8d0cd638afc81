"""Counting wrong PINs."""

from datetime import UTC, datetime, timedelta

import pytest

from loyalty_app.domain.errors import DevicePaused, PinLocked
from loyalty_app.domain.pin_attempts import (
    AttemptLimits,
    Attempts,
    claim_for_device,
    claim_for_person,
    device_pause_seconds,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LIMITS = AttemptLimits(max_failed_attempts=3, lockout_minutes=10)


def test_the_last_attempt_allowed_locks() -> None:
    attempts = Attempts(failed=0, closed_until=None)
    for _ in range(3):
        attempts = claim_for_person(attempts, LIMITS, staff_name="Ana", now=NOW)
    assert attempts == Attempts(failed=3, closed_until=NOW + timedelta(minutes=10))
    with pytest.raises(PinLocked) as refused:
        claim_for_person(attempts, LIMITS, staff_name="Ana", now=NOW + timedelta(minutes=9))
    assert refused.value.facts["retry_after_seconds"] == 60
    again = claim_for_person(attempts, LIMITS, staff_name="Ana", now=NOW + timedelta(minutes=10))
    assert again == Attempts(failed=1, closed_until=None)


def test_a_tablet_pauses_longer_each_time_but_not_for_ever() -> None:
    assert [device_pause_seconds(failed, LIMITS) for failed in (5, 6, 7, 8, 11, 50)] == [0, 30, 60, 120, 900, 900]


def test_a_paused_tablet_judges_nothing_until_the_pause_is_over() -> None:
    paused = claim_for_device(Attempts(failed=5, closed_until=None), LIMITS, now=NOW)
    with pytest.raises(DevicePaused):
        claim_for_device(paused, LIMITS, now=NOW + timedelta(seconds=29))
    assert claim_for_device(paused, LIMITS, now=NOW + timedelta(seconds=30)).failed == 7
