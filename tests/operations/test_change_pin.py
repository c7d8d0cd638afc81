"""Changing somebody at the counter, and what ends with it."""

from typing import Any

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.actors import Role
from loyalty_app.domain.errors import InvalidInput, ManagerRequired, PinWrong, StaffUnknown
from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import AuditEvent, StaffPin
from loyalty_app.operations.change_pin import ChangePin, PinChanged, change_pin
from loyalty_app.operations.open_staff_session import OpenStaffSession, open_staff_session
from loyalty_app.operations.unlock_terminal import UnlockTerminal, unlock_terminal
from loyalty_app.operations.verify_pin import VerifyPin, verify_pin
from loyalty_app.queries.callers import TerminalCaller, find_staff_session, find_terminal
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_colleague, a_device, a_shop
from tests.operations.scenes import KEY

OLD, NEW = "493817", "702964"


def changed(shop: Shop, person: StaffPin, **values: Any) -> PinChanged:
    return change_pin(ChangePin(actor=shop.actor(shop.manager), staff_id=person.id, **values))


def at_a_till(shop: Shop, person: StaffPin) -> str:
    command = OpenStaffSession(actor=shop.nobody(), staff_id=person.id, pin=OLD)
    return token_hash(open_staff_session(command).staff_session)


def is_open(shop: Shop, session_hash: str) -> bool:
    return find_staff_session(db.session.connection(), session_hash, shop.store_id, clock.now()) is not None


def at_a_tablet(shop: Shop, person: StaffPin) -> tuple[str, str]:
    device = a_device(shop)
    actor = shop.actor(staff=None, terminal_device_id=device.id)
    token = unlock_terminal(UnlockTerminal(actor=actor, staff_id=person.id, pin=OLD)).session_token
    return device.token_hash, token_hash(token)


def seen(tablet: tuple[str, str]) -> TerminalCaller:
    found = find_terminal(db.session.connection(), *tablet, clock.now())
    assert found is not None
    return found


def test_what_is_not_named_stays(app: Flask) -> None:
    shop = a_shop()
    ana = a_colleague(shop, pin=OLD, staff_ref="17", email_canonical="ana@example.com")
    pin = changed(shop, ana, name="Ana Costa").pin
    assert (pin.name, pin.role, pin.staff_ref, pin.email) == ("Ana Costa", "cashier", "17", "ana@example.com")
    pin = changed(shop, ana, staff_ref="", email=" ").pin
    assert (pin.name, pin.staff_ref, pin.email) == ("Ana Costa", None, None)


def test_a_new_pin_ends_everything_the_old_one_opened(app: Flask) -> None:
    shop = a_shop()
    ana = a_colleague(shop, pin=OLD)
    till, tablet = at_a_till(shop, ana), at_a_tablet(shop, ana)
    assert changed(shop, ana, pin=NEW).pin.pin_length == 6
    assert not is_open(shop, till)
    assert seen(tablet).session_id is None
    with pytest.raises(PinWrong):
        verify_pin(VerifyPin(actor=shop.nobody(), staff_id=ana.id, pin=OLD))
    assert verify_pin(VerifyPin(actor=shop.nobody(), staff_id=ana.id, pin=NEW)).staff.id == ana.id


def test_a_new_pin_takes_a_lock_away(app: Flask) -> None:
    shop = a_shop()
    ana = a_colleague(shop, pin=OLD, failed_attempts=5, locked_until=clock.now())
    assert not changed(shop, ana, pin=NEW).pin.is_locked
    db.session.refresh(ana)
    assert ana.failed_attempts == 0


@pytest.mark.parametrize("pin", [OLD, "123456", "111111"])
def test_the_same_or_a_trivial_pin_is_refused(app: Flask, pin: str) -> None:
    shop = a_shop()
    with pytest.raises(InvalidInput) as refused:
        changed(shop, a_colleague(shop, pin=OLD), pin=pin)
    assert refused.value.problems[0].code == "pin_weak"


def test_s10_s25_a_lowered_role_ends_sessions_at_tills_and_counts_at_tablets(app: Flask) -> None:
    shop = a_shop()
    ana = a_colleague(shop, pin=OLD, role="manager")
    till, tablet = at_a_till(shop, ana), at_a_tablet(shop, ana)
    changed(shop, ana, role=Role.CASHIER)
    assert not is_open(shop, till)
    assert not seen(tablet).actor.is_manager


def test_a_raised_role_ends_nothing(app: Flask) -> None:
    shop = a_shop()
    ana = a_colleague(shop, pin=OLD)
    till = at_a_till(shop, ana)
    changed(shop, ana, role=Role.MANAGER)
    assert is_open(shop, till)


def test_who_does_not_work_here_now_is_told_so_at_the_tablet(app: Flask) -> None:
    shop = a_shop()
    ana = a_colleague(shop, pin=OLD)
    till, tablet = at_a_till(shop, ana), at_a_tablet(shop, ana)
    changed(shop, ana, is_active=False)
    assert not is_open(shop, till)
    assert (seen(tablet).staff, seen(tablet).left_name) == (None, "Ana Silva")
    changed(shop, ana, is_active=True)
    assert not is_open(shop, till), "what ended stays ended"


def test_who_may_not_and_whom_nobody_knows(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    ana = a_colleague(here, pin=OLD)
    with pytest.raises(ManagerRequired):
        change_pin(ChangePin(actor=here.actor(), staff_id=ana.id, pin=NEW))
    with pytest.raises(StaffUnknown):
        change_pin(ChangePin(actor=there.actor(there.manager), staff_id=ana.id, pin=NEW))
    with pytest.raises(StaffUnknown):
        change_pin(ChangePin(actor=there.actor(there.manager), staff_id=ana.id, name="Eve"))


def test_a_changed_role_is_in_the_audit_trail(app: Flask) -> None:
    shop = a_shop()
    ana = a_colleague(shop, pin=OLD)
    changed(shop, ana, role=Role.MANAGER)
    event = db.session.query(AuditEvent).one()
    assert (event.what, event.before, event.after) == ("staff_changed", {"role": "cashier"}, {"role": "manager"})
    assert event.staff_pin_id == shop.manager.id


def test_the_same_request_again_answers_the_same(app: Flask) -> None:
    shop = a_shop()
    person = a_colleague(shop, pin="480216")
    command = ChangePin(actor=shop.actor(shop.manager), staff_id=person.id, pin="493817", request_id=KEY)
    first, second = change_pin(command), change_pin(command)  # without the key it would be the PIN they have already
    assert (first.replayed, second.replayed) == (False, True)
    assert first.pin == second.pin
