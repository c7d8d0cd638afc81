"""A tablet in use stays paired; one in a drawer for a month does not."""

from datetime import timedelta

from flask import Flask

from loyalty_app.db import db
from loyalty_app.operations.touch_device import TouchDevice, touch_device
from loyalty_app.queries.callers import find_terminal
from loyalty_app.unit_of_work import clock
from tests.factories import a_device, a_shop


def test_use_keeps_the_pairing_alive(app: Flask) -> None:
    device = a_device(a_shop())
    start = clock.now()
    with clock.moved_to(start + timedelta(days=29)):
        touch_device(TouchDevice(device_id=device.id))
    with clock.moved_to(start + timedelta(days=58)):
        assert find_terminal(db.session.connection(), device.token_hash, None, clock.now()) is not None
    with clock.moved_to(start + timedelta(days=60)):
        assert find_terminal(db.session.connection(), device.token_hash, None, clock.now()) is None


def test_a_revoked_tablet_is_not_revived(app: Flask) -> None:
    device = a_device(a_shop(), revoked_at=clock.now())
    touch_device(TouchDevice(device_id=device.id))
    db.session.refresh(device)
    assert device.last_seen_at is None
