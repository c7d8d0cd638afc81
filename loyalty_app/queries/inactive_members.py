"""Who has not been seen for so long that the merchant is about to forget them (S73)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, exists, func, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import aliased

from loyalty_app.domain.inactivity import REMINDED_BEFORE, Absence
from loyalty_app.domain.months import plus_months
from loyalty_app.models import Customer, LoyaltyCard, Merchant, MerchantLoyaltySettings

_AT_MOST_SHORTER = timedelta(days=3)  # 31 January and a month is 28 February, and that minus a month 28 January
_newcomer = aliased(Customer)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgettingMerchant:
    """A merchant that does not keep members for ever; `months` without a sign of life, then they are forgotten."""

    id: int
    months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsentMember:
    """Somebody who was not seen for long."""

    customer_id: int
    absence: Absence


def forgetting_merchants(connection: Connection, merchant_id: int | None = None) -> tuple[ForgettingMerchant, ...]:
    """The merchants whose members are forgotten; not those that are suspended or gone: nobody could come back."""
    forgetting = (
        select(Merchant.id, MerchantLoyaltySettings.inactive_months.label("months"))
        .join(MerchantLoyaltySettings, MerchantLoyaltySettings.merchant_id == Merchant.id)
        .where(Merchant.deleted_at.is_(None), Merchant.is_active, MerchantLoyaltySettings.inactive_months.is_not(None))
        .order_by(Merchant.id)
    )
    if merchant_id is not None:
        forgetting = forgetting.where(Merchant.id == merchant_id)
    return tuple(ForgettingMerchant(**row._asdict()) for row in connection.execute(forgetting))


def absent_members(
    connection: Connection, merchant: ForgettingMerchant, now: datetime, *, after_id: int, limit: int
) -> tuple[AbsentMember, ...]:
    """Members whose absence may be over within 30 days, by their ids from `after_id` on.

    Who never proved an address is no member and forgotten sooner, elsewhere.
    """
    before = plus_months(now + REMINDED_BEFORE, -merchant.months) + _AT_MOST_SHORTER
    absent = (
        _members()
        .where(
            Customer.merchant_id == merchant.id,
            Customer.id > after_id,
            Customer.created_at < before,
            or_(Customer.last_signed_in_at.is_(None), Customer.last_signed_in_at < before),
            ~exists().where(
                LoyaltyCard.customer_id == Customer.id,
                or_(LoyaltyCard.created_at >= before, LoyaltyCard.last_activity_at >= before),
            ),
        )
        .order_by(Customer.id)
        .limit(limit)
    )
    return tuple(_member(row) for row in connection.execute(absent))


def absent_member(connection: Connection, customer_id: int) -> AbsentMember | None:
    """The same of one member as it stands now, however short the absence; None for who is no member any more."""
    row = connection.execute(_members().where(Customer.id == customer_id)).one_or_none()
    return _member(row) if row else None


def _members() -> Select[Any]:
    used = select(func.max(LoyaltyCard.last_activity_at)).where(LoyaltyCard.customer_id == Customer.id)
    made = select(func.max(LoyaltyCard.created_at)).where(LoyaltyCard.customer_id == Customer.id)
    has_newcomer = exists().where(
        _newcomer.merchant_id == Customer.merchant_id,
        _newcomer.email_canonical == Customer.email_canonical,
        _newcomer.is_provisional,
        _newcomer.deleted_at.is_(None),
    )
    columns: tuple[Any, ...] = (
        Customer.id,
        Customer.email,
        Customer.created_at,
        Customer.last_signed_in_at,
        Customer.inactivity_reminded_at,
        used.correlate(Customer).scalar_subquery().label("card_used_at"),
        made.correlate(Customer).scalar_subquery().label("card_made_at"),
        has_newcomer.label("has_newcomer"),
        MerchantLoyaltySettings.inactive_months,
    )
    return (
        select(*columns)
        .join(MerchantLoyaltySettings, MerchantLoyaltySettings.merchant_id == Customer.merchant_id)
        .where(~Customer.is_provisional, Customer.deleted_at.is_(None), Customer.erased_at.is_(None), ~has_newcomer)
    )


def _member(row: Row[Any]) -> AbsentMember:
    signs = (row.created_at, row.last_signed_in_at, row.card_used_at, row.card_made_at)
    return AbsentMember(
        customer_id=row.id,
        absence=Absence(
            last_seen_at=max(sign for sign in signs if sign is not None),
            months=row.inactive_months,
            can_be_written_to=row.email is not None,
            reminded_at=row.inactivity_reminded_at,
            may_be_back=row.has_newcomer,
        ),
    )
