"""The rules of changing a balance by hand, and of giving expired points back."""

from dataclasses import dataclass

from loyalty_app.domain.cards import CardState
from loyalty_app.domain.errors import AdjustLimit, InvalidInput, RestoreExceedsExpired, WouldBeNegative


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """Points that expired on one line, and how many of them were given back since."""

    points_expired: int
    points_restored: int

    @property
    def points_left(self) -> int:
        """How many can still be given back."""
        return self.points_expired - self.points_restored


def require_adjustable(card: CardState, points_delta: int, *, adjust_limit_points: int) -> None:
    """Refuse a change of nothing, adjust_limit, and would_be_negative: what is not there is not taken."""
    if points_delta == 0:
        raise InvalidInput.of("points_delta", "number_out_of_range", minimum=1)
    if abs(points_delta) > adjust_limit_points:
        raise AdjustLimit(adjust_limit_points=adjust_limit_points)
    if card.points_balance + points_delta < 0:
        raise WouldBeNegative(points_balance=card.points_balance)


def require_restorable(expiry: Expiry, points: int) -> None:
    """Refuse less than one point, and restore_exceeds_expired for more than is left of what expired."""
    if points < 1:
        raise InvalidInput.of("points", "number_out_of_range", minimum=1)
    if points > expiry.points_left:
        raise RestoreExceedsExpired(points_left=expiry.points_left)
