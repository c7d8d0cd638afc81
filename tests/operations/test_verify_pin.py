"""Proving oneself by PIN: the good path, each refusal, forty guesses at once."""

from contextlib import suppress
from datetime import timedelta
from functools import partial
from unittest.mock import patch

import bcrypt
import pytest
from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.domain.actors import Actor, Role
from loyalty_app.domain.errors import DevicePaused, InvalidInput, PinLocked, PinWrong, Refusal, StaffUnknown
from loyalty_app.models import AuditEvent, StaffPin, TerminalDevice
from loyalty_app.operations.verify_pin import StaffProven, VerifyPin, verify_pin
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_colleague, a_device, a_shop
from tests.races import at_once

RIGHT, WRONG = "493817", "501286"


def guess(actor: Actor, person: StaffPin, pin: str = WRONG) -> StaffProven | Refusal:
    try:
        return verify_pin(VerifyPin(actor=actor, staff_id=person.id, pin=pin))
    except Refusal as refusal:
        return refusal


def at_a_tablet(shop: Shop) -> Actor:
    return Actor(merchant_id=shop.merchant_id, store_id=shop.store_id, terminal_device_id=a_device(shop).id)


def attempts_of(person: StaffPin) -> int:
    db.session.refresh(person)
    return person.failed_attempts


def test_the_right_pin_proves_the_person_now(app: Flask) -> None:
    shop = a_shop()
    ana = a_colleague(shop, pin=RIGHT, role="manager")
    proven = verify_pin(VerifyPin(actor=shop.nobody(), staff_id=ana.id, pin=RIGHT)).staff
    assert (proven.id, proven.name, proven.role, proven.just_now) == (ana.id, "Ana Silva", Role.MANAGER, True)
    db.session.refresh(ana)
    assert ana.last_used_at is not None


def test_a_wrong_pin_says_whose_and_how_many_tries_are_left(app: Flask) -> None:
    shop = a_shop()
    ana = a_colleague(shop)
    with pytest.raises(PinWrong) as refused:
        verify_pin(VerifyPin(actor=shop.nobody(), staff_id=ana.id, pin=WRONG))
    assert refused.value.facts == {"staff_name": "Ana", "tries_left": 4}


def test_the_last_wrong_pin_locks_and_then_even_the_right_one_waits(app: Flask) -> None:
    shop = a_shop()
    ana = a_colleague(shop, pin=RIGHT)
    refusals = [guess(shop.nobody(), ana) for _ in range(5)]
    assert [refusal.facts["tries_left"] for refusal in refusals if isinstance(refusal, PinWrong)] == [4, 3, 2, 1, 0]
    with pytest.raises(PinLocked) as locked:
        verify_pin(VerifyPin(actor=shop.nobody(), staff_id=ana.id, pin=RIGHT))
    assert locked.value.facts["staff_name"] == "Ana"
    assert 29 * 60 < int(str(locked.value.facts["retry_after_seconds"])) <= 30 * 60


def test_a_lock_runs_out_and_gives_all_tries_back(app: Flask) -> None:
    shop = a_shop(settings={"pin_lockout_minutes": 10})
    ana = a_colleague(shop, pin=RIGHT)
    for _ in range(5):
        guess(shop.nobody(), ana)
    with clock.moved_to(clock.now() + timedelta(minutes=11)):
        again = guess(shop.nobody(), ana)
        assert isinstance(again, PinWrong)
        assert again.facts["tries_left"] == 4
        assert isinstance(guess(shop.nobody(), ana, RIGHT), StaffProven)


def test_a_right_pin_forgets_the_wrong_ones_before_it(app: Flask) -> None:
    shop = a_shop()
    tablet = at_a_tablet(shop)
    ana = a_colleague(shop, pin=RIGHT)
    for _ in range(4):
        guess(tablet, ana)
    assert isinstance(guess(tablet, ana, RIGHT), StaffProven)
    assert attempts_of(ana) == 0
    assert db.session.get_one(TerminalDevice, tablet.terminal_device_id).failed_attempts == 0


def test_one_locked_person_does_not_lock_the_shop(app: Flask) -> None:
    shop = a_shop()
    tablet = at_a_tablet(shop)
    ana, ben = a_colleague(shop), a_colleague(shop, name="Ben", pin=RIGHT)
    for _ in range(8):
        guess(tablet, ana)
    assert isinstance(guess(tablet, ben, RIGHT), StaffProven)


def test_guessing_from_person_to_person_pauses_the_tablet_longer_and_longer(app: Flask) -> None:
    shop = a_shop()
    tablet = at_a_tablet(shop)
    people = [a_colleague(shop, name=f"Person {number}") for number in range(3)]
    for person in people[:2]:
        for _ in range(5):
            assert isinstance(guess(tablet, person), PinWrong)
    paused = guess(tablet, people[2], RIGHT)
    assert isinstance(paused, DevicePaused)
    assert 28 <= int(str(paused.facts["retry_after_seconds"])) <= 30
    with clock.moved_to(clock.now() + timedelta(seconds=31)):
        assert isinstance(guess(tablet, people[2]), PinWrong)
        longer = guess(tablet, people[2])
        assert isinstance(longer, DevicePaused)
        assert 58 <= int(str(longer.facts["retry_after_seconds"])) <= 60
    assert isinstance(guess(at_a_tablet(shop), people[2], RIGHT), StaffProven), "another tablet is not paused"


@pytest.mark.parametrize("pin", ["", "123", "49381", "4938170", "abcdef", "４９３８１７", "1" * 100, "49381 "])
def test_what_is_no_pin_of_this_person_counts_nothing(app: Flask, pin: str) -> None:
    shop = a_shop()
    ana = a_colleague(shop, pin=RIGHT)
    with pytest.raises(InvalidInput) as refused:
        verify_pin(VerifyPin(actor=shop.nobody(), staff_id=ana.id, pin=pin))
    assert refused.value.problems[0].code == "pin_format"
    assert attempts_of(ana) == 0


def test_nobody_but_the_stores_own_working_staff_is_known(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    strangers = [
        a_colleague(there, pin=RIGHT),
        a_colleague(here, pin=RIGHT, is_active=False),
        a_colleague(here, pin=RIGHT, deleted_at=clock.now()),
    ]
    for stranger in strangers:
        assert isinstance(guess(here.nobody(), stranger, RIGHT), StaffUnknown)
    no_store = Actor(merchant_id=here.merchant_id, store_id=None)
    assert isinstance(guess(no_store, a_colleague(here, pin=RIGHT), RIGHT), StaffUnknown)


def test_one_check_costs_one_bcrypt_also_for_somebody_unknown(app: Flask) -> None:
    shop = a_shop()
    ana = a_colleague(shop, pin=RIGHT)
    hashing, checking = (patch.object(bcrypt, name, wraps=getattr(bcrypt, name)) for name in ("hashpw", "checkpw"))
    with hashing as made, checking as checked:
        for staff_id, pin in ((ana.id, RIGHT), (ana.id, WRONG), (ana.id + 1000, WRONG)):
            before = made.call_count + checked.call_count
            with suppress(PinWrong, StaffUnknown):
                verify_pin(VerifyPin(actor=shop.nobody(), staff_id=staff_id, pin=pin))
            assert made.call_count + checked.call_count == before + 1


def test_failures_and_the_lock_are_in_the_audit_trail_without_the_pin(app: Flask) -> None:
    shop = a_shop(settings={"pin_max_failed_attempts": 2})
    ana = a_colleague(shop)
    guess(shop.nobody(), ana)
    guess(shop.nobody(), ana)
    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(event.what, event.subject) for event in events] == [
        ("pin_failed", f"staff_pin:{ana.id}"),
        ("pin_failed", f"staff_pin:{ana.id}"),
        ("pin_locked", f"staff_pin:{ana.id}"),
    ]
    assert WRONG not in str([(event.before, event.after, event.reason) for event in events])


def test_no_pin_shows_when_a_command_is_written_down(app: Flask) -> None:
    shop = a_shop()
    assert RIGHT not in repr(VerifyPin(actor=shop.nobody(), staff_id=1, pin=RIGHT))


@pytest.mark.race
def test_s24_forty_guesses_at_once_count_as_forty(app: Flask) -> None:
    shop = a_shop()
    person_id = a_colleague(shop, pin=RIGHT).id
    wrong = VerifyPin(actor=shop.nobody(), staff_id=person_id, pin=WRONG)
    answers = at_once(app, [partial(verify_pin, wrong)] * 40)
    assert sorted(type(answer).__name__ for answer in answers) == ["PinLocked"] * 35 + ["PinWrong"] * 5
    with pytest.raises(PinLocked):
        verify_pin(VerifyPin(actor=shop.nobody(), staff_id=person_id, pin=RIGHT))


@pytest.mark.race
def test_s24_forty_guesses_at_one_tablet_judge_no_more_than_the_person_has_tries(app: Flask) -> None:
    shop = a_shop()
    tablet = at_a_tablet(shop)
    wrong = VerifyPin(actor=tablet, staff_id=a_colleague(shop, pin=RIGHT).id, pin=WRONG)
    answers = at_once(app, [partial(verify_pin, wrong)] * 40)
    assert sorted(type(answer).__name__ for answer in answers) == ["PinLocked"] * 35 + ["PinWrong"] * 5
    assert db.session.get_one(TerminalDevice, tablet.terminal_device_id).failed_attempts == 5
