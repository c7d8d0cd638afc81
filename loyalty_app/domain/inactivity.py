"""Members who do not come any more: reminded once, and forgotten when they stay away (S73)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from loyalty_app.domain.months import plus_months

SHORTEST_MONTHS, LONGEST_MONTHS = 6, 120
REMINDED_BEFORE = timedelta(days=30)


class NextStep(StrEnum):
    """What is to be done about a member now."""

    WAIT = "wait"
    REMIND = "remind"
    FORGET = "forget"


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A member of whom nothing was seen since `last_seen_at`.

    `months`: after how many of them the merchant forgets, None for never. `reminded_at`: when a reminder was written
    last, perhaps long before they came back the last time. `may_be_back`: somebody joined with their address just now
    and has not proven it yet.
    """

    last_seen_at: datetime
    months: int | None
    can_be_written_to: bool
    reminded_at: datetime | None
    may_be_back: bool = False

    @property
    def over_at(self) -> datetime | None:
        """From when on the merchant need not keep them."""
        return None if self.months is None else plus_months(self.last_seen_at, self.months)

    def forgotten_at(self, reminded_at: datetime | None) -> datetime | None:
        """When they are forgotten if they are reminded then: never less than 30 days after the reminder."""
        if self.over_at is None or reminded_at is None:
            return self.over_at
        return max(self.over_at, reminded_at + REMINDED_BEFORE)

    def next_step(self, now: datetime) -> NextStep:
        """Remind 30 days before the end at the earliest, forget 30 days after the reminder at the earliest.

        Who cannot be written to is forgotten without one. A reminder of an earlier absence, or of a shorter period
        than the merchant has by now, does not count any more: it was written before the last 30 days of this one.
        """
        if self.over_at is None or self.may_be_back or now < self.over_at - REMINDED_BEFORE:
            return NextStep.WAIT
        if not self.can_be_written_to:
            return NextStep.FORGET if now >= self.over_at else NextStep.WAIT
        if self.reminded_at is None or self.reminded_at < self.over_at - REMINDED_BEFORE:
            return NextStep.REMIND
        end = self.forgotten_at(self.reminded_at)
        return NextStep.FORGET if end is not None and now >= end else NextStep.WAIT
