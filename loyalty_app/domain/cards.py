"""A card and its program as the rules see them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from loyalty_app.domain.errors import NotInProgram


class LoyaltyType(StrEnum):
    """What a program counts."""

    STAMPS = "stamps"
    POINTS = "points"
    HYBRID = "hybrid"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramRules:
    """The rules of a program; money in cents, times in minutes or days."""

    loyalty_type: LoyaltyType
    stamps_target: int
    stamps_reward_description: str | None
    points_per_euro: int
    points_expiration_days: int | None
    welcome_bonus_points: int
    minimum_redemption_points: int
    minimum_purchase_cents: int
    maximum_purchase_cents: int
    cooldown_minutes: int
    max_daily_stamps: int
    currency: str

    @property
    def has_stamps(self) -> bool:
        """Whether cards of this program collect stamps."""
        return self.loyalty_type is not LoyaltyType.POINTS

    @property
    def has_points(self) -> bool:
        """Whether cards of this program collect points."""
        return self.loyalty_type is not LoyaltyType.STAMPS

    def require_stamps(self) -> None:
        """Refuse not_in_program where there are only points."""
        if not self.has_stamps:
            raise NotInProgram(loyalty_type=self.loyalty_type.value)

    def require_points(self) -> None:
        """Refuse not_in_program where there are only stamps."""
        if not self.has_points:
            raise NotInProgram(loyalty_type=self.loyalty_type.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardState:
    """Where a card stands at one version. `stamps_today` counts for `stamps_day` (the store's date) only."""

    version: int
    ledger_head: str
    stamp_count: int
    points_balance: int
    stamps_day: date | None
    stamps_today: int
    last_stamp_at: datetime | None
    last_points_at: datetime | None
    last_redemption_at: datetime | None
    last_activity_at: datetime | None
    created_at: datetime

    def stamps_on(self, day: date) -> int:
        """How many un-voided stamps the card got on the store's `day`."""
        return self.stamps_today if self.stamps_day == day else 0


def points_expire_at(card: CardState, rules: ProgramRules) -> datetime | None:
    """When the balance expires unless the card is used; None where nothing can expire.

    Earning and redeeming are activity, from enrolment if there was none; voids and corrections are not.
    """
    if not rules.has_points or rules.points_expiration_days is None or card.points_balance == 0:
        return None
    return (card.last_activity_at or card.created_at) + timedelta(days=rules.points_expiration_days)
