"""What just happened at this counter, and whether the person standing there can take it back."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Row, Select, bindparam, func, select
from sqlalchemy.engine import Connection

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.card_numbers import in_groups
from loyalty_app.domain.errors import TransactionUnknown
from loyalty_app.domain.reversing import Hindrance, Original, hindrance_to_undo
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.ledger.locked_card import seen_by
from loyalty_app.models import Customer, LoyaltyCard, LoyaltyTransaction, MerchantLoyaltySettings
from loyalty_app.queries.transaction_view import TransactionView
from loyalty_app.queries.transactions import select_lines, view_of_row

_lines = LoyaltyTransaction.__table__
_parts = LoyaltyTransaction.__table__.alias("parts")


@dataclass(frozen=True, slots=True, kw_only=True)
class LastAction:
    """One line as staff see it: whose card by first name and initial, and what stands in the way of an undo.

    `why_not`: None (it can be undone now), "voided" (it was taken back), or a Hindrance.
    """

    transaction: TransactionView
    card_id: int
    card_number: str
    customer_name: str | None
    why_not: str | None

    @property
    def can_undo(self) -> bool:
        """Whether an undo by the asking person would be accepted now."""
        return self.why_not is None


def last_actions(
    connection: Connection,
    actor: Actor,
    now: datetime,
    limit: int = 10,
    terminal_device_id: int | None = None,
) -> tuple[LastAction, ...]:
    """The last lines of the actor's store (of the merchant without one), or of one tablet; one statement."""
    shown = {
        "acting_merchant_id": actor.merchant_id,
        "acting_store_id": actor.store_id,
        "device_id": terminal_device_id,
        "longest": limit,
    }
    rows = connection.execute(_recent(actor.store_id is not None, terminal_device_id is not None), shown)
    return tuple(_last_action(row, actor, now) for row in rows)


def find_action(connection: Connection, actor: Actor, transaction_id: int, now: datetime) -> LastAction:
    """One line of a card that the actor may see, as `last_actions` shows it; refuses transaction_unknown."""
    own = _query().where(_lines.c.merchant_id == actor.merchant_id, _lines.c.id == transaction_id, *seen_by(actor))
    row = connection.execute(own).one_or_none()
    if row is None:
        raise TransactionUnknown
    return _last_action(row, actor, now)


def short_name(first_name: str | None, last_name: str | None) -> str | None:
    """First name and initial, so that bystanders learn no full name: "Ana M."; None for nobody."""
    initial = f"{last_name[0]}." if last_name else None
    return " ".join(part for part in (first_name, initial) if part) or None


@cache
def _recent(at_a_store: bool, at_a_tablet: bool) -> Select[Any]:  # noqa: FBT001  two kinds of where
    """The last :longest lines of :acting_merchant_id, of :acting_store_id alone, of :device_id alone."""
    recent = _query().where(_lines.c.merchant_id == bindparam("acting_merchant_id"))
    if at_a_store:
        recent = recent.where(_lines.c.store_id == bindparam("acting_store_id"))
    if at_a_tablet:
        recent = recent.where(_lines.c.terminal_device_id == bindparam("device_id"))
    order = (_lines.c.recorded_at, _lines.c.id) if at_a_store else (_lines.c.id,)
    return recent.order_by(*(column.desc() for column in order)).limit(bindparam("longest", type_=Integer))


def _query() -> Select[Any]:
    taken_back = (
        select(func.coalesce(func.sum(func.abs(_parts.c.points_delta) + _parts.c.shortfall), 0))
        .where(_parts.c.reverses_id == _lines.c.id)
        .scalar_subquery()
    )
    return (
        select_lines()
        .join(LoyaltyCard, LoyaltyCard.id == _lines.c.card_id)
        .join(MerchantLoyaltySettings, MerchantLoyaltySettings.merchant_id == _lines.c.merchant_id)
        .outerjoin(Customer, Customer.id == LoyaltyCard.customer_id)
        .add_columns(
            LoyaltyCard.card_number,
            LoyaltyCard.stamp_count,
            LoyaltyCard.points_balance,
            Customer.first_name,
            Customer.last_name,
            MerchantLoyaltySettings.undo_window_minutes,
            taken_back.label("points_taken_back"),
        )
    )


def _last_action(row: Row[Any], actor: Actor, now: datetime) -> LastAction:
    return LastAction(
        transaction=view_of_row(row),
        card_id=row.card_id,
        card_number=in_groups(row.card_number),
        customer_name=short_name(row.first_name, row.last_name),
        why_not=_why_not(row, actor, now),
    )


def _why_not(row: Row[Any], actor: Actor, now: datetime) -> str | None:
    if row.reversed_by_id is not None:
        return "voided"
    original = Original(
        type=TransactionType(row.type),
        stamps_delta=row.stamps_delta,
        points_delta=row.points_delta,
        store_id=row.store_id,
        staff_pin_id=row.staff_pin_id,
        user_id=row.user_id,
        api_token_id=row.api_token_id,
        terminal_device_id=row.terminal_device_id,
        recorded_at=row.recorded_at,
        points_taken_back=int(row.points_taken_back),
        voided_at=None,
    )
    hindrance = hindrance_to_undo(original, actor, now=now, window_minutes=row.undo_window_minutes)
    if hindrance is None and original.is_spent(stamp_count=row.stamp_count, points_balance=row.points_balance):
        hindrance = Hindrance.SPENT
    return hindrance.value if hindrance else None
