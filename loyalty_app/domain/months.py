"""Calendar months of a shop."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Month:
    """One month of a calendar."""

    year: int
    month: int

    @classmethod
    def at(cls, moment: datetime, timezone: str) -> "Month":
        """The month that `moment` falls on there."""
        local = moment.astimezone(ZoneInfo(timezone))
        return cls(year=local.year, month=local.month)

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    def starts_at(self, timezone: str) -> datetime:
        """Its first moment there, UTC."""
        return datetime.combine(self.first_day, time.min, tzinfo=ZoneInfo(timezone)).astimezone(UTC)

    def plus(self, months: int) -> "Month":
        """The month so many later, or earlier if negative."""
        number = self.year * 12 + self.month - 1 + months
        return Month(year=number // 12, month=number % 12 + 1)

    def months_since(self, earlier: "Month") -> int:
        """How many months lie between."""
        return (self.year - earlier.year) * 12 + self.month - earlier.month

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


def plus_months(moment: datetime, months: int) -> datetime:
    """The same day and time so many months later, or earlier if negative; the month's last day where it is shorter."""
    month = Month(year=moment.year, month=moment.month).plus(months)
    last_day = monthrange(month.year, month.month)[1]
    return moment.replace(year=month.year, month=month.month, day=min(moment.day, last_day))
