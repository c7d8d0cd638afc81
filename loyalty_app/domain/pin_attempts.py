"""How many wrong PINs are too many: for a person, who is then locked, and for a tablet, which then pauses."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from loyalty_app.domain.errors import DevicePaused, PinLocked

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 30, 15 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptLimits:
    """What the merchant allows."""

    max_failed_attempts: int
    lockout_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """How many in a row failed or are being judged now, and until when no further one is judged."""

    failed: int
    closed_until: datetime | None

    def is_closed(self, now: datetime) -> bool:
        """Whether no attempt is judged at `now`."""
        return self.closed_until is not None and now < self.closed_until


def claim_for_person(attempts: Attempts, limits: AttemptLimits, *, staff_name: str, now: datetime) -> Attempts:
    """Count one attempt before it is judged; refuses pin_locked.

    The last one allowed locks at once: whoever comes while it is judged is too late, and a right PIN takes the
    lock back. A lock that ran out gives a full set of attempts.
    """
    if attempts.is_closed(now):
        raise PinLocked(staff_name=staff_name, **_closed(attempts, now, "locked_until"))
    failed = 1 if attempts.closed_until is not None else attempts.failed + 1
    locks = failed >= limits.max_failed_attempts
    return Attempts(failed=failed, closed_until=now + timedelta(minutes=limits.lockout_minutes) if locks else None)


def claim_for_device(attempts: Attempts, limits: AttemptLimits, *, now: datetime) -> Attempts:
    """Count one attempt at a tablet before it is judged; refuses device_paused."""
    if attempts.is_closed(now):
        raise DevicePaused(**_closed(attempts, now, "paused_until"))
    failed = attempts.failed + 1
    seconds = device_pause_seconds(failed, limits)
    return Attempts(failed=failed, closed_until=now + timedelta(seconds=seconds) if seconds else None)


def device_pause_seconds(failed: int, limits: AttemptLimits) -> int:
    """The pause after so many failures in a row: 30 s, then twice as long each time, 15 minutes at most.

    It begins when twice the attempts of one person are used up, so that one locked person leaves the tablet free
    for the others, and guessing from person to person becomes slow.
    """
    beyond = failed - 2 * limits.max_failed_attempts
    return 0 if beyond < 0 else min(FIRST_PAUSE_SECONDS * 2 ** min(beyond, 10), LONGEST_PAUSE_SECONDS)


def tries_left(attempts: Attempts, limits: AttemptLimits) -> int:
    """How many more wrong PINs there may be before the lock."""
    return max(0, limits.max_failed_attempts - attempts.failed)


def seconds_until(moment: datetime, now: datetime) -> int:
    """Whole seconds to wait, rounded up, at least one."""
    return max(1, -int((now - moment).total_seconds() // 1))


def _closed(attempts: Attempts, now: datetime, name: str) -> dict[str, datetime | int]:
    assert attempts.closed_until is not None
    return {name: attempts.closed_until, "retry_after_seconds": seconds_until(attempts.closed_until, now)}
