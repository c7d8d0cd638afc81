"""Lines that still count: earnings and redemptions that nobody took back in full."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.engine import Connection

from loyalty_app.domain.errors import ProgramUnknown
from loyalty_app.domain.transactions import EARNING, REDEEMING
from loyalty_app.models import LoyaltyProgram, LoyaltyTransaction, Merchant, Store
from loyalty_app.queries.liability import Worth

VISITS = tuple(kind.value for kind in EARNING | REDEEMING)
_reversal = LoyaltyTransaction.__table__.alias("reversal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What figures are about: a merchant's live program, at all stores or at one. `timezone` decides the days."""

    merchant_id: int
    program_id: int
    store_id: int | None
    timezone: str
    currency: str
    worth: Worth

    def lines(self, *kinds: str) -> tuple[ColumnElement[bool], ...]:
        """Conditions for the lines of these kinds in the scope."""
        found: list[ColumnElement[bool]] = [
            LoyaltyTransaction.merchant_id == self.merchant_id,
            LoyaltyTransaction.program_id == self.program_id,
        ]
        if kinds:
            found.append(LoyaltyTransaction.type.in_(kinds))
        if self.store_id is not None:
            found.append(LoyaltyTransaction.store_id == self.store_id)
        return tuple(found)


def find_scope(connection: Connection, merchant_id: int, store_id: int | None) -> Scope:
    """One statement; refuses program_unknown."""
    row = connection.execute(
        select(
            LoyaltyProgram.id,
            LoyaltyProgram.loyalty_type,
            LoyaltyProgram.stamps_target,
            LoyaltyProgram.stamps_reward_value_cents,
            LoyaltyProgram.point_value_cents_per_100,
            Merchant.currency,
            Merchant.timezone,
            Store.timezone.label("store_timezone"),
        )
        .join(Merchant, Merchant.id == LoyaltyProgram.merchant_id)
        .outerjoin(Store, (Store.id == store_id) & (Store.merchant_id == LoyaltyProgram.merchant_id))
        .where(LoyaltyProgram.merchant_id == merchant_id, LoyaltyProgram.deleted_at.is_(None))
    ).one_or_none()
    if row is None:
        raise ProgramUnknown
    return Scope(
        merchant_id=merchant_id,
        program_id=row.id,
        store_id=store_id,
        timezone=row.store_timezone or row.timezone,
        currency=row.currency,
        worth=Worth(
            stamps_target=row.stamps_target,
            stamps_reward_value_cents=row.stamps_reward_value_cents if row.loyalty_type != "points" else 0,
            point_value_cents_per_100=row.point_value_cents_per_100 if row.loyalty_type != "stamps" else 0,
        ),
    )


def still_stands() -> ColumnElement[bool]:
    """Whether the line in hand was not taken back in full."""
    full = select(_reversal.c.id).where(_reversal.c.reverses_id == LoyaltyTransaction.id, _reversal.c.reverses_in_full)
    return ~full.correlate(LoyaltyTransaction).exists()


def points_taken_back() -> ColumnElement[Any]:
    """How many points of the earning in hand were taken back in part."""
    taken = func.sum(func.abs(_reversal.c.points_delta) + _reversal.c.shortfall)
    found = select(func.coalesce(taken, 0)).where(_reversal.c.reverses_id == LoyaltyTransaction.id)
    return found.correlate(LoyaltyTransaction).scalar_subquery()
