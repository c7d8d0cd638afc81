"""Somebody leaves."""

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.errors import ManagerRequired, StaffUnknown
from loyalty_app.operations.delete_pin import DeletePin, delete_pin
from loyalty_app.operations.verify_pin import VerifyPin, verify_pin
from loyalty_app.queries.pins import find_pin
from loyalty_app.unit_of_work import clock
from tests.factories import a_colleague, a_shop


def test_their_pin_opens_nothing_and_no_list_names_them(app: Flask) -> None:
    shop = a_shop()
    ana = a_colleague(shop, pin="493817")
    delete_pin(DeletePin(actor=shop.actor(shop.manager), staff_id=ana.id))
    with pytest.raises(StaffUnknown):
        verify_pin(VerifyPin(actor=shop.nobody(), staff_id=ana.id, pin="493817"))
    with pytest.raises(StaffUnknown):
        find_pin(db.session.connection(), shop.merchant_id, ana.id, clock.now())
    with pytest.raises(StaffUnknown):
        delete_pin(DeletePin(actor=shop.actor(shop.manager), staff_id=ana.id))


def test_who_may_not(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    ana = a_colleague(here)
    with pytest.raises(ManagerRequired):
        delete_pin(DeletePin(actor=here.actor(), staff_id=ana.id))
    with pytest.raises(StaffUnknown):
        delete_pin(DeletePin(actor=there.actor(there.manager), staff_id=ana.id))
