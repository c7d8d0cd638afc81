"""Somebody new at the counter."""

from dataclasses import replace
from functools import partial

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.actors import Actor, Role
from loyalty_app.domain.errors import IdempotencyKeyReused, InvalidInput, ManagerRequired, StoreUnknown
from loyalty_app.models import AuditEvent, StaffPin
from loyalty_app.operations.create_pin import CreatePin, PinCreated, create_pin
from loyalty_app.operations.verify_pin import VerifyPin, verify_pin
from loyalty_app.queries.pins import list_pins
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_shop, a_store
from tests.operations.scenes import KEY
from tests.races import at_once


def created(shop: Shop, **values: object) -> PinCreated:
    usual: dict[str, object] = {"actor": shop.actor(shop.manager), "store_id": shop.store_id}
    command = CreatePin(**usual | {"name": "Ana Silva", "pin": "493817"} | values)  # type: ignore[arg-type]
    return create_pin(command)


def problem_of(shop: Shop, **values: object) -> tuple[str, str]:
    with pytest.raises(InvalidInput) as refused:
        created(shop, **values)
    return refused.value.problems[0].field, refused.value.problems[0].code


def test_the_new_person_can_prove_who_they_are(app: Flask) -> None:
    shop = a_shop()
    pin = created(shop, role=Role.MANAGER, staff_ref=" 17 ", email="Ana@Example.com").pin
    assert (pin.name, pin.role, pin.staff_ref, pin.email) == ("Ana Silva", "manager", "17", "ana@example.com")
    assert (pin.pin_length, pin.is_active, pin.is_locked, pin.last_used_at) == (6, True, False, None)
    assert verify_pin(VerifyPin(actor=shop.nobody(), staff_id=pin.id, pin="493817")).staff.role is Role.MANAGER
    assert pin.id in {person.id for person in list_pins(db.session.connection(), shop.merchant_id, clock.now())}


def test_the_pin_itself_is_stored_nowhere(app: Flask) -> None:
    shop = a_shop()
    stored = db.session.get_one(StaffPin, created(shop).pin.id)
    assert stored.pin_hash.startswith("$2b$04$")
    assert "493817" not in str([vars(event) for event in db.session.query(AuditEvent)])
    assert "493817" not in repr(CreatePin(actor=shop.actor(), store_id=1, name="x", pin="493817"))


def test_who_may_not(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    sister = a_store(here.merchant_id).id
    db.session.commit()
    with pytest.raises(ManagerRequired):
        created(here, actor=here.actor())
    for store_id in (there.store_id, sister):
        with pytest.raises(StoreUnknown):
            created(here, store_id=store_id)
    owner = Actor(merchant_id=here.merchant_id, store_id=None, role=Role.OWNER)
    assert created(here, actor=owner, store_id=sister).pin.store_id == sister


@pytest.mark.parametrize("pin", ["123456", "000000", "654321", "121212", "2580", "1987", "010190", "31122004"])
def test_what_a_thief_tries_first_is_refused(app: Flask, pin: str) -> None:
    assert problem_of(a_shop(), pin=pin) == ("pin", "pin_weak")


def test_the_number_of_the_store_is_refused(app: Flask) -> None:
    shop = a_shop()
    numbered = a_store(shop.merchant_id, code="gare-4917").id
    db.session.commit()
    owner = Actor(merchant_id=shop.merchant_id, store_id=None, role=Role.OWNER)
    assert problem_of(shop, actor=owner, store_id=numbered, pin="4917") == ("pin", "pin_weak")


@pytest.mark.parametrize("pin", ["", "493", "493817204", "49a817", "４９３８１７"])
def test_what_is_no_pin_is_refused(app: Flask, pin: str) -> None:
    assert problem_of(a_shop(), pin=pin) == ("pin", "pin_format")


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "Ana\u202eavliS", "A\x00na"])
def test_a_name_has_to_be_readable(app: Flask, name: str) -> None:
    assert problem_of(a_shop(), name=name) == ("name", "name_invalid")


@pytest.mark.parametrize("name", ["李", "O'Brien", "Null", "Zoë ☕", "<b>"])
def test_every_readable_name_is_a_name(app: Flask, name: str) -> None:
    assert created(a_shop(), name=name).pin.name == name


def test_other_values_are_checked_too(app: Flask) -> None:
    shop = a_shop()
    assert problem_of(shop, email="ana@") == ("email", "email_invalid")
    assert problem_of(shop, staff_ref="x" * 41) == ("staff_ref", "text_too_long")
    assert problem_of(shop, role=Role.OWNER) == ("role", "field_type")


def test_the_same_request_again_answers_the_same_and_adds_nobody(app: Flask) -> None:
    shop = a_shop()
    command = CreatePin(
        actor=shop.actor(shop.manager), store_id=shop.store_id, name="Luc Wagner", pin="493817", request_id=KEY
    )
    first, second = create_pin(command), create_pin(command)
    assert (first.replayed, second.replayed) == (False, True)
    assert first.pin == second.pin
    assert db.session.query(StaffPin).filter_by(name="Luc Wagner").count() == 1
    with pytest.raises(IdempotencyKeyReused):
        create_pin(replace(command, name="Luca Wagner"))


def test_two_at_once_are_one_person(app: Flask) -> None:
    shop = a_shop()
    command = CreatePin(
        actor=shop.actor(shop.manager), store_id=shop.store_id, name="Luc Wagner", pin="493817", request_id=KEY
    )
    outcomes = at_once(app, [partial(create_pin, command)] * 4)
    assert len({outcome.pin.id for outcome in outcomes}) == 1
    assert db.session.query(StaffPin).filter_by(name="Luc Wagner").count() == 1
