"""Disconnecting a tablet acts on its next request."""

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.errors import ManagerRequired, NotFound
from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import AuditEvent
from loyalty_app.operations.revoke_device import RevokeDevice, revoke_device
from loyalty_app.operations.unlock_terminal import UnlockTerminal, unlock_terminal
from loyalty_app.queries.callers import find_terminal
from loyalty_app.queries.devices import DeviceState, list_devices
from loyalty_app.unit_of_work import clock
from tests.factories import a_colleague, a_device, a_shop


def test_the_tablet_and_its_session_open_nothing_any_more(app: Flask) -> None:
    shop = a_shop()
    device, person = a_device(shop), a_colleague(shop, pin="493817")
    actor = shop.actor(staff=None, terminal_device_id=device.id)
    token = unlock_terminal(UnlockTerminal(actor=actor, staff_id=person.id, pin="493817")).session_token
    revoke_device(RevokeDevice(actor=shop.actor(shop.manager), device_id=device.id, reason=" lost on the bus "))
    found = find_terminal(db.session.connection(), device.token_hash, token_hash(token), clock.now())
    assert found is not None
    assert (found.is_revoked, found.staff, found.revoked_reason) == (True, None, "lost on the bus")
    (listed,) = list_devices(db.session.connection(), shop.merchant_id, clock.now())
    assert listed.state is DeviceState.REVOKED


def test_again_changes_nothing(app: Flask) -> None:
    shop = a_shop()
    command = RevokeDevice(actor=shop.actor(shop.manager), device_id=a_device(shop).id)
    assert revoke_device(command).revoked_at == revoke_device(command).revoked_at
    assert db.session.query(AuditEvent).filter_by(what="device_revoked").count() == 1


def test_who_may_not_and_what_is_not_there(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    device = a_device(here)
    with pytest.raises(ManagerRequired):
        revoke_device(RevokeDevice(actor=here.actor(), device_id=device.id))
    with pytest.raises(NotFound):
        revoke_device(RevokeDevice(actor=there.actor(there.manager), device_id=device.id))
