"""Who may be lost: somebody who stays away for twice as long as they usually do."""

from dataclasses import dataclass
from datetime import date

NEW_MEMBER_DAYS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """The different days on which somebody came; none: `first_on` and `last_on` are the day they joined."""

    days: int
    first_on: date
    last_on: date

    @property
    def mean_gap_days(self) -> int | None:
        """The usual time between two visits, rounded up; None before the second."""
        return None if self.days < 2 else -(-(self.last_on - self.first_on).days // (self.days - 1))

    def idle_days(self, today: date) -> int:
        """How long ago the last visit was."""
        return (today - self.last_on).days

    def is_at_risk(self, today: date) -> bool:
        """Idle for more than twice the own mean gap; 60 days before a gap is known (spec 2 "Figures").

        Compared in whole numbers: idle × (visits − 1) > 2 × (days between the first and the last).
        """
        if self.days < 2:
            return self.idle_days(today) > NEW_MEMBER_DAYS
        return self.idle_days(today) * (self.days - 1) > 2 * (self.last_on - self.first_on).days
