"""What a merchant owes its members, in cents: points at their value, stamps as a share of the reward."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.engine import Connection

from loyalty_app.models import LoyaltyCard

LIVE = ("active", "blocked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """At which rate balances are worth money."""

    stamps_target: int
    stamps_reward_value_cents: int
    point_value_cents_per_100: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outstanding:
    """What the live cards of a program hold."""

    members: int
    members_with_balance: int
    stamps: int
    points: int
    liability_cents: int


def outstanding(connection: Connection, program_id: int, worth: Worth) -> Outstanding:
    """The sums over all live cards, each card's value rounded down to the cent; one statement."""
    row = connection.execute(
        select(
            func.count(),
            func.count().filter((LoyaltyCard.stamp_count > 0) | (LoyaltyCard.points_balance > 0)),
            func.coalesce(func.sum(LoyaltyCard.stamp_count), 0),
            func.coalesce(func.sum(LoyaltyCard.points_balance), 0),
            func.coalesce(func.sum(card_worth(worth)), 0),
        ).where(*live_cards(program_id))
    ).one()
    members, with_balance, stamps, points, cents = (int(figure) for figure in row)
    return Outstanding(
        members=members, members_with_balance=with_balance, stamps=stamps, points=points, liability_cents=cents
    )


def members_newly_full(connection: Connection, program_id: int, *, target_before: int, target_after: int) -> int:
    """How many live cards would hold a reward at the new target that they do not hold at the old one."""
    full = select(func.count()).where(
        *live_cards(program_id),
        LoyaltyCard.stamp_count >= target_after,
        LoyaltyCard.stamp_count < target_before,
    )
    count: int = connection.execute(full).scalar_one()
    return count


def live_cards(program_id: int) -> tuple[ColumnElement[bool], ...]:
    """The cards that count as members."""
    return (
        LoyaltyCard.program_id == program_id,
        LoyaltyCard.deleted_at.is_(None),
        LoyaltyCard.status.in_(LIVE),
    )


def card_worth(worth: Worth) -> ColumnElement[int]:
    """One card's balance in cents, rounded down: whole numbers only, so that every database agrees."""
    points = LoyaltyCard.points_balance * worth.point_value_cents_per_100
    stamps = LoyaltyCard.stamp_count * worth.stamps_reward_value_cents
    return points.op("/")(100) + stamps.op("/")(worth.stamps_target)
