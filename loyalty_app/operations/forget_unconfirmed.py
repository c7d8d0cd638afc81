"""People who joined, never proved their address and do not come any more are forgotten."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, or_, select

from loyalty_app.db import db
from loyalty_app.domain.actors import CustomerActor
from loyalty_app.domain.errors import CustomerUnknown
from loyalty_app.models import Customer, LoyaltyCard
from loyalty_app.operations.erase_customer import EraseCustomer, erase_customer
from loyalty_app.operations.sessions import CUSTOMER_SIGNED_IN_FOR
from loyalty_app.unit_of_work import Command, Outcome, clock

KEPT_FOR: timedelta = CUSTOMER_SIGNED_IN_FOR  # as long as the browser that joined can open the card
BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetUnconfirmed(Command):
    """Erase up to a hundred of them, of one merchant where one is named; a dry run counts them."""

    merchant_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnconfirmedForgotten(Outcome):
    """How many were forgotten; a full batch means that there may be more."""

    customers: int


def forget_unconfirmed(command: ForgetUnconfirmed) -> UnconfirmedForgotten:
    """Erase, each in a transaction of its own, who joined 90 days ago or earlier and was not at a counter since.

    Nobody can open such a card any more: its browser is signed out, and no address was proven. What stands on it is
    forfeited by a line like that of everybody who leaves.
    """
    with db.engine.connect() as connection:
        people = connection.execute(_unconfirmed(clock.now() - KEPT_FOR, command.merchant_id)).all()
    if command.dry_run:
        return UnconfirmedForgotten(customers=len(people), dry_run=True)
    return UnconfirmedForgotten(customers=sum(_forget(row.merchant_id, row.id) for row in people))


def _forget(merchant_id: int, customer_id: int) -> bool:
    """False for somebody who was faster: they proved the address or left by themselves."""
    customer = CustomerActor(merchant_id=merchant_id, customer_id=customer_id)
    try:
        erase_customer(EraseCustomer(actor=customer, customer_id=customer_id, confirmed=True))
    except CustomerUnknown:
        return False
    return True


def _unconfirmed(before: datetime, merchant_id: int | None) -> Select[int, int]:
    last_seen = select(func.max(LoyaltyCard.last_activity_at)).where(LoyaltyCard.customer_id == Customer.id)
    seen = last_seen.correlate(Customer).scalar_subquery()
    everywhere = (
        select(Customer.merchant_id, Customer.id)
        .where(
            Customer.is_provisional,
            Customer.deleted_at.is_(None),
            Customer.erased_at.is_(None),
            Customer.created_at < before,
            or_(seen.is_(None), seen < before),
        )
        .order_by(Customer.id)
        .limit(BATCH)
    )
    return everywhere if merchant_id is None else everywhere.where(Customer.merchant_id == merchant_id)
