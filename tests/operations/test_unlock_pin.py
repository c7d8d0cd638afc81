"""A manager gives the tries back."""

from contextlib import suppress

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.errors import ManagerRequired, PinLocked, PinWrong
from loyalty_app.operations.unlock_pin import UnlockPin, unlock_pin
from loyalty_app.operations.verify_pin import VerifyPin, verify_pin
from loyalty_app.queries.pins import find_pin
from loyalty_app.unit_of_work import clock
from tests.factories import a_colleague, a_shop


def test_a_locked_person_tries_again_at_once(app: Flask) -> None:
    shop = a_shop(settings={"pin_max_failed_attempts": 2})
    ana = a_colleague(shop, pin="493817")
    for _ in range(2):
        with suppress(PinWrong):
            verify_pin(VerifyPin(actor=shop.nobody(), staff_id=ana.id, pin="501286"))
    right = VerifyPin(actor=shop.nobody(), staff_id=ana.id, pin="493817")
    with pytest.raises(PinLocked):
        verify_pin(right)
    assert find_pin(db.session.connection(), shop.merchant_id, ana.id, clock.now()).is_locked
    assert not unlock_pin(UnlockPin(actor=shop.actor(shop.manager), staff_id=ana.id)).pin.is_locked
    assert verify_pin(right).staff.id == ana.id


def test_a_cashier_unlocks_nobody(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises(ManagerRequired):
        unlock_pin(UnlockPin(actor=shop.actor(), staff_id=a_colleague(shop).id))
