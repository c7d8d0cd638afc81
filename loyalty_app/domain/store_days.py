"""What "today" is in a store, days of 23 and 25 hours included."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreDay:
    """One calendar day of a store; `starts_at` and `ends_at` are UTC moments, the end excluded."""

    date: date
    starts_at: datetime
    ends_at: datetime


def store_day(moment: datetime, timezone: str) -> StoreDay:
    """The store's day that `moment` falls on."""
    zone = ZoneInfo(timezone)
    day = moment.astimezone(zone).date()
    return StoreDay(date=day, starts_at=_midnight(day, zone), ends_at=_midnight(day + timedelta(days=1), zone))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)
