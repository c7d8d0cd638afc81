"""The rules of redeeming points for a reward."""

from dataclasses import dataclass
from datetime import datetime

from loyalty_app.domain.cards import CardState, ProgramRules
from loyalty_app.domain.errors import BelowMinimumRedemption, InsufficientPoints, RewardUnavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardOffer:
    """A reward as the rules see it; `stock` None is unlimited."""

    id: int
    name: str
    points_required: int
    icon: str
    is_active: bool
    starts_at: datetime | None
    ends_at: datetime | None
    stock: int | None

    def is_available(self, now: datetime) -> bool:
        """Whether the reward can be had at `now` by somebody with enough points."""
        return is_on_offer(
            now, is_active=self.is_active, starts_at=self.starts_at, ends_at=self.ends_at, stock=self.stock
        )


def is_on_offer(
    now: datetime, *, is_active: bool, starts_at: datetime | None, ends_at: datetime | None, stock: int | None
) -> bool:
    """Whether a reward with these dates and this stock can be had at `now`."""
    has_begun = starts_at is None or starts_at <= now
    has_ended = ends_at is not None and ends_at <= now
    return is_active and has_begun and not has_ended and stock != 0


def can_redeem(card: CardState, rules: ProgramRules, reward: RewardOffer, *, now: datetime) -> bool:
    """Whether the card can have the reward now."""
    return (
        reward.is_available(now)
        and card.points_balance >= reward.points_required
        and card.points_balance >= rules.minimum_redemption_points
    )


def require_redeemable(card: CardState, rules: ProgramRules, reward: RewardOffer, *, now: datetime) -> None:
    """Refuse reward_unavailable, insufficient_points or below_minimum_redemption; spec 2 §4 "Points"."""
    rules.require_points()
    if not reward.is_available(now):
        starts_later = reward.is_active and reward.starts_at is not None and reward.starts_at > now
        raise RewardUnavailable(reward_name=reward.name, available_from=reward.starts_at if starts_later else None)
    if card.points_balance < reward.points_required:
        raise InsufficientPoints(
            points_balance=card.points_balance,
            points_required=reward.points_required,
            missing_points=reward.points_required - card.points_balance,
        )
    if card.points_balance < rules.minimum_redemption_points:
        raise BelowMinimumRedemption(
            minimum_redemption_points=rules.minimum_redemption_points, points_balance=card.points_balance
        )
