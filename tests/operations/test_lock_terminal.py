"""Locking a tablet by hand."""

from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.tokens import token_hash
from loyalty_app.operations.lock_terminal import LockTerminal, lock_terminal
from loyalty_app.operations.unlock_terminal import UnlockTerminal, unlock_terminal
from loyalty_app.queries.callers import find_terminal
from loyalty_app.unit_of_work import clock
from tests.factories import a_colleague, a_device, a_shop


def test_a_locked_tablet_knows_nobody_and_a_copied_cookie_is_worthless(app: Flask) -> None:
    shop = a_shop()
    device = a_device(shop)
    actor = shop.actor(staff=None, terminal_device_id=device.id)
    person = a_colleague(shop, pin="493817")
    token = unlock_terminal(UnlockTerminal(actor=actor, staff_id=person.id, pin="493817")).session_token
    lock_terminal(LockTerminal(actor=actor))
    lock_terminal(LockTerminal(actor=actor))
    found = find_terminal(db.session.connection(), device.token_hash, token_hash(token), clock.now())
    assert found is not None
    assert (found.staff, found.session_id) == (None, None)
