"""Members who stay away, by moving the clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.domain.actors import CustomerActor
from loyalty_app.domain.months import plus_months
from loyalty_app.models import Customer, Notification
from loyalty_app.operations.join_program import ProgramJoined
from loyalty_app.unit_of_work import clock
from tests.factories import Shop
from tests.operations.phones import enter, join

MONTHS = 36
DAY = timedelta(days=1)
START = clock.now().replace(microsecond=0)
END = plus_months(START, MONTHS)  # of an absence that began in the first hour


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Everybody lives at that moment, and no connection reads from before."""
    db.session.rollback()
    with clock.moved_to(moment):
        yield
    db.session.rollback()


def a_member_since_the_start(shop: Shop, email: str = "ana@example.com") -> tuple[CustomerActor, ProgramJoined]:
    with at(START):
        joined = join(shop, email=email, browser_token=f"browser of {email}")
        signed_in = enter(shop, browser_token=f"browser of {email}")
    customer = CustomerActor(merchant_id=shop.merchant_id, customer_id=signed_in.customer_id, store_id=shop.store_id)
    return customer, joined


def reminders() -> list[Notification]:
    mails = select(Notification).where(Notification.kind == "inactive").order_by(Notification.id)
    return list(db.session.scalars(mails.execution_options(populate_existing=True)))


def is_known(customer: CustomerActor) -> bool:
    db.session.rollback()
    person = db.session.get_one(Customer, customer.customer_id, populate_existing=True)
    return person.erased_at is None and person.first_name is not None
