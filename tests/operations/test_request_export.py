"""Asking for one's data."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.domain.actors import Actor, CustomerActor
from loyalty_app.domain.errors import CustomerUnknown, ManagerRequired
from loyalty_app.models import AuditEvent, Customer, Notification
from loyalty_app.operations.request_export import RequestExport, request_export
from loyalty_app.unit_of_work import clock
from tests.factories import a_shop
from tests.operations.phones import a_member, join


def export(actor: Actor | CustomerActor, customer_id: int) -> None:
    request_export(RequestExport(actor=actor, customer_id=customer_id))


def told() -> int:
    return len(db.session.scalars(select(Notification).where(Notification.kind == "data_export")).all())


def test_the_request_is_noted_and_told_once_a_day(app: Flask) -> None:
    member = a_member(a_shop())
    export(member, member.customer_id)
    export(member, member.customer_id)
    assert told() == 1
    events = db.session.scalars(select(AuditEvent.subject).where(AuditEvent.what == "customer_exported")).all()
    assert events == [f"customer:{member.customer_id}"] * 2
    with clock.moved_to(clock.now() + timedelta(days=1)):
        export(member, member.customer_id)
    assert told() == 2


def test_no_mail_goes_to_an_address_that_is_not_proven(app: Flask) -> None:
    shop = a_shop()
    join(shop)
    customer_id = db.session.scalars(select(Customer.id)).one()
    export(CustomerActor(merchant_id=shop.merchant_id, customer_id=customer_id), customer_id)
    assert told() == 0


def test_only_oneself_and_a_manager_may(app: Flask) -> None:
    shop, other = a_shop(), a_shop()
    member, stranger = a_member(shop), a_member(other)
    for actor in (stranger, other.owner()):
        with pytest.raises(CustomerUnknown):
            export(actor, member.customer_id)
    with pytest.raises(ManagerRequired):
        export(shop.actor(), member.customer_id)
    export(shop.actor(shop.manager), member.customer_id)
