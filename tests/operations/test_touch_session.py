"""A used session does not lock itself; an unused one does, and comes back with a PIN."""

from datetime import timedelta

from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import TerminalDevice
from loyalty_app.operations.touch_session import TouchSession, touch_session
from loyalty_app.operations.unlock_terminal import UnlockTerminal, unlock_terminal
from loyalty_app.queries.callers import TerminalCaller, find_terminal, is_touch_due
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_colleague, a_device, a_shop


def an_unlocked_tablet(shop: Shop) -> tuple[TerminalDevice, str]:
    device = a_device(shop)
    actor = shop.actor(staff=None, terminal_device_id=device.id)
    person = a_colleague(shop, pin="493817")
    return device, unlock_terminal(UnlockTerminal(actor=actor, staff_id=person.id, pin="493817")).session_token


def seen(device: TerminalDevice, token: str) -> TerminalCaller:
    found = find_terminal(db.session.connection(), device.token_hash, token_hash(token), clock.now())
    assert found is not None
    return found


def test_an_idle_tablet_locks_itself_and_remembers_who_had_it(app: Flask) -> None:
    device, token = an_unlocked_tablet(a_shop(settings={"terminal_idle_lock_seconds": 60}))
    with clock.moved_to(clock.now() + timedelta(seconds=61)):
        found = seen(device, token)
        assert (found.actor.staff, found.is_locked_by_idle) == (None, True)
        assert found.staff is not None
        assert found.staff.name == "Ana Silva"


def test_a_used_one_stays_open(app: Flask) -> None:
    device, token = an_unlocked_tablet(a_shop(settings={"terminal_idle_lock_seconds": 60}))
    session_id = seen(device, token).session_id
    assert session_id is not None
    start = clock.now()
    for seconds in (50, 100):
        with clock.moved_to(start + timedelta(seconds=seconds)):
            assert seen(device, token).actor.staff is not None
            touch_session(TouchSession(session_id=session_id))
    with clock.moved_to(start + timedelta(seconds=150)):
        assert seen(device, token).actor.staff is not None


def test_it_is_noted_every_fifteen_seconds_at_most(app: Flask) -> None:
    device, token = an_unlocked_tablet(a_shop())
    before = seen(device, token)
    assert before.session_id is not None
    assert not is_touch_due(before.session_seen_at, clock.now())
    touch_session(TouchSession(session_id=before.session_id))
    assert seen(device, token).session_seen_at == before.session_seen_at
    with clock.moved_to(clock.now() + timedelta(seconds=16)):
        assert is_touch_due(before.session_seen_at, clock.now())
        touch_session(TouchSession(session_id=before.session_id))
        assert not is_touch_due(seen(device, token).session_seen_at, clock.now())
