"""Calendar months of a shop."""

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
