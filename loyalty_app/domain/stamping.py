"""The rules of stamps: when one may be given, when the next is possible, and what a full card is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from loyalty_app.domain.cards import CardState, ProgramRules
from loyalty_app.domain.errors import CooldownActive, DailyLimit, InsufficientStamps
from loyalty_app.domain.store_days import StoreDay


@dataclass(frozen=True, slots=True, kw_only=True)
class StampOutlook:
    """What is possible next: `next_stamp_available_at` is None when a stamp can be given now."""

    next_stamp_available_at: datetime | None
    remaining_today: int


def require_stamp_possible(card: CardState, rules: ProgramRules, *, now: datetime, day: StoreDay) -> None:
    """Refuse cooldown_active or daily_limit; spec 2 §4 "Stamps"."""
    rules.require_stamps()
    given = card.stamps_on(day.date)
    if given >= rules.max_daily_stamps:
        raise DailyLimit(
            max_daily_stamps=rules.max_daily_stamps,
            next_stamp_available_at=day.ends_at,
            retry_after_seconds=_seconds_until(day.ends_at, now),
        )
    free_at = _cooldown_ends(card, rules)
    if free_at is not None and now < free_at:
        raise CooldownActive(
            next_stamp_available_at=free_at,
            retry_after_seconds=_seconds_until(free_at, now),
            cooldown_minutes=rules.cooldown_minutes,
            last_stamp_at=card.last_stamp_at,
        )


def stamp_outlook(card: CardState, rules: ProgramRules, *, now: datetime, day: StoreDay) -> StampOutlook:
    """When the next stamp is possible and how many are left today."""
    remaining = max(0, rules.max_daily_stamps - card.stamps_on(day.date))
    free_at = _cooldown_ends(card, rules)
    if remaining == 0:
        free_at = max(day.ends_at, free_at) if free_at else day.ends_at
    if free_at is not None and free_at <= now:
        free_at = None
    return StampOutlook(next_stamp_available_at=free_at, remaining_today=remaining)


def shown_stamps(stamp_count: int, stamps_target: int) -> int:
    """How many stamps the open row shows: a full row stays full until the next stamp."""
    return stamps_target if stamp_count and stamp_count % stamps_target == 0 else stamp_count % stamps_target


def require_full_card(card: CardState, rules: ProgramRules) -> None:
    """Refuse insufficient_stamps unless the card holds at least one reward."""
    rules.require_stamps()
    if card.stamp_count < rules.stamps_target:
        raise InsufficientStamps(
            stamp_count=card.stamp_count,
            stamps_target=rules.stamps_target,
            missing_stamps=rules.stamps_target - card.stamp_count,
        )


def _cooldown_ends(card: CardState, rules: ProgramRules) -> datetime | None:
    if card.last_stamp_at is None or rules.cooldown_minutes == 0:
        return None
    return card.last_stamp_at + timedelta(minutes=rules.cooldown_minutes)


def _seconds_until(moment: datetime, now: datetime) -> int:
    return max(1, -int((now - moment).total_seconds() // 1))
