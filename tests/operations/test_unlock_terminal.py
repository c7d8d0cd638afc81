"""Unlocking a tablet: a session of one person, handed on by the next PIN."""

from datetime import timedelta

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.actors import Actor
from loyalty_app.domain.errors import PinWrong
from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import Session, TerminalDevice
from loyalty_app.operations.unlock_terminal import TerminalUnlocked, UnlockTerminal, unlock_terminal
from loyalty_app.queries.callers import TerminalCaller, find_terminal
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_colleague, a_device, a_shop

PIN = "493817"


def at(device: TerminalDevice) -> Actor:
    return Actor(merchant_id=device.merchant_id, store_id=device.store_id, terminal_device_id=device.id)


def unlocked(shop: Shop, device: TerminalDevice, **values: str) -> TerminalUnlocked:
    person = a_colleague(shop, pin=PIN, **values)
    return unlock_terminal(UnlockTerminal(actor=at(device), staff_id=person.id, pin=PIN))


def seen(device: TerminalDevice, session: TerminalUnlocked) -> TerminalCaller:
    now = clock.now()
    found = find_terminal(db.session.connection(), device.token_hash, token_hash(session.session_token), now)
    assert found is not None
    return found


def test_the_person_has_the_tablet_for_one_shift(app: Flask) -> None:
    shop = a_shop()
    device = a_device(shop)
    session = unlocked(shop, device, name="Ana Silva")
    assert session.staff.name == "Ana Silva"
    assert timedelta(hours=11, minutes=59) < session.expires_at - clock.now() <= timedelta(hours=12)
    assert seen(device, session).staff is not None


def test_only_the_hash_of_the_token_is_kept(app: Flask) -> None:
    shop = a_shop()
    session = unlocked(shop, a_device(shop))
    stored = db.session.query(Session).one()
    assert stored.token_hash == token_hash(session.session_token)
    assert session.session_token not in repr(session)


def test_the_next_person_takes_over_and_the_session_before_is_over(app: Flask) -> None:
    shop = a_shop()
    device = a_device(shop)
    first = unlocked(shop, device, name="Ana")
    second = unlocked(shop, device, name="Ben")
    assert seen(device, first).session_id is None
    staff = seen(device, second).staff
    assert staff is not None
    assert staff.name == "Ben"


def test_another_tablet_stays_unlocked(app: Flask) -> None:
    shop = a_shop()
    one, other = a_device(shop), a_device(shop)
    first = unlocked(shop, one)
    unlocked(shop, other, name="Ben")
    assert seen(one, first).staff is not None


def test_a_wrong_pin_opens_nothing(app: Flask) -> None:
    shop = a_shop()
    ana = a_colleague(shop, pin=PIN)
    with pytest.raises(PinWrong):
        unlock_terminal(UnlockTerminal(actor=at(a_device(shop)), staff_id=ana.id, pin="501286"))
    assert db.session.query(Session).count() == 0
