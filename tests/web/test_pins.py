"""The staff PINs, in the office and for a manager at the terminal: the same pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.actors import ProvenStaff, Role
from loyalty_app.models import StaffPin
from loyalty_app.operations.pin_hashing import pin_hashing
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_colleague, a_member_of_staff, a_shop, a_store
from tests.web.visitors import Visitor, at_the_terminal, signed_in

OFFICE, STORE = "/merchant/loyalty/pins", "/store/loyalty/pins"
PIN = "493817"
Arrival = Callable[[Flask, Shop], Visitor]

both = pytest.mark.parametrize(
    ("pins", "arrive"),
    [
        pytest.param(OFFICE, signed_in, id="office"),
        pytest.param(STORE, lambda app, shop: at_the_terminal(app, shop, shop.manager), id="terminal"),
    ],
)


def row(staff_id: int) -> StaffPin:
    db.session.rollback()
    db.session.expire_all()
    found = db.session.get(StaffPin, staff_id)
    assert found
    return found


@both
def test_a_colleague_is_added_with_a_pin_typed_twice(app: Flask, pins: str, arrive: Arrival) -> None:
    shop = a_shop()
    visitor = arrive(app, shop)
    form = {"name": "Nadia Weber", "role": "manager", "new_pin": PIN, "new_pin_again": PIN}
    answer = visitor.post(pins, seen_at=f"{pins}/new", **form)
    assert (answer.status_code, answer.headers["Location"]) == (303, pins)
    assert "Nadia Weber" in visitor.get(pins).text
    person = db.session.query(StaffPin).filter_by(name="Nadia Weber").one()
    assert (person.role, person.store_id, pin_hashing.matches(PIN, person.pin_hash)) == ("manager", shop.store_id, True)


@both
def test_a_pin_that_was_made_is_shown_once(app: Flask, pins: str, arrive: Arrival) -> None:
    visitor = arrive(app, a_shop())
    page = visitor.post(pins, seen_at=f"{pins}/new", name="Nadia Weber", role="cashier").text
    made = re.search(r"data-made-pin>(\d{6})<", page)
    assert made
    person = db.session.query(StaffPin).filter_by(name="Nadia Weber").one()
    assert pin_hashing.matches(made[1], person.pin_hash)
    assert made[1] not in visitor.get(pins).text


@both
def test_a_form_sent_twice_makes_one_person_and_shows_the_pin_that_works(
    app: Flask, pins: str, arrive: Arrival
) -> None:
    visitor = arrive(app, a_shop())
    key = re.search(r'name="request_id" value="([^"]+)"', visitor.get(f"{pins}/new").text)
    assert key
    form = {"name": "Nadia Weber", "role": "cashier", "request_id": key[1]}
    pages = [visitor.post(pins, seen_at=f"{pins}/new", **form).text for _ in range(2)]
    person = db.session.query(StaffPin).filter_by(name="Nadia Weber").one()
    for page in pages:
        made = re.search(r"data-made-pin>(\d{6})<", page)
        assert made
        assert pin_hashing.matches(made[1], person.pin_hash)


@both
@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"name": " "}, "name", "Please enter a name up to 80 characters."),
        ({"new_pin": "123456", "new_pin_again": "123456"}, "new_pin", "Too easy to guess"),
        ({"new_pin": "49x817", "new_pin_again": "49x817"}, "new_pin", "The PIN has 4 to 8 digits."),
        ({"new_pin_again": "493818"}, "new_pin_again", "The two PINs are not the same."),
        ({"role": "owner"}, "role", "This cannot be right."),
    ],
)
def test_a_refusal_stands_at_its_field_and_only_the_pin_has_to_be_typed_again(
    app: Flask, pins: str, arrive: Arrival, wrong: dict[str, str], field: str, sentence: str
) -> None:
    visitor = arrive(app, a_shop())
    form = {"name": "Nadia Weber", "role": "manager", "new_pin": PIN, "new_pin_again": PIN} | wrong
    answer = visitor.post(pins, seen_at=f"{pins}/new", **form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert field == "role" or re.search(f'id="{field}"[^>]*aria-invalid="true"', answer.text)
    assert form["name"].strip() in answer.text
    assert not {form["new_pin"], form["new_pin_again"]} & set(re.findall(r'value="([^"]*)"', answer.text))
    assert db.session.query(StaffPin).filter_by(name="Nadia Weber").count() == 0


@both
def test_name_role_and_pin_change(app: Flask, pins: str, arrive: Arrival) -> None:
    shop = a_shop()
    person = a_colleague(shop, pin="720416")
    visitor = arrive(app, shop)
    page = f"{pins}/{person.id}"
    form = {"name": "Ana Costa", "role": "manager", "is_active": "1", "new_pin": PIN, "new_pin_again": PIN}
    assert visitor.post(page, seen_at=page, **form).status_code == 303
    changed = row(person.id)
    assert (changed.name, changed.role, changed.is_active) == ("Ana Costa", "manager", True)
    assert pin_hashing.matches(PIN, changed.pin_hash)


@both
def test_who_does_not_work_here_now_keeps_the_pin(app: Flask, pins: str, arrive: Arrival) -> None:
    shop = a_shop()
    person = a_colleague(shop, pin=PIN)
    page = f"{pins}/{person.id}"
    visitor = arrive(app, shop)
    assert visitor.post(page, seen_at=page, name="Ana Silva", role="cashier").status_code == 303
    assert (row(person.id).is_active, pin_hashing.matches(PIN, row(person.id).pin_hash)) == (False, True)
    assert "Does not work here now" in visitor.get(pins).text


@both
def test_somebody_gets_a_new_pin_made_for_them(app: Flask, pins: str, arrive: Arrival) -> None:
    shop = a_shop()
    person = a_colleague(shop, pin=PIN)
    page = f"{pins}/{person.id}"
    form = {"name": "Ana Silva", "role": "cashier", "is_active": "1", "makes_pin": "1"}
    made = re.search(r"data-made-pin>(\d{6})<", arrive(app, shop).post(page, seen_at=page, **form).text)
    assert made
    assert pin_hashing.matches(made[1], row(person.id).pin_hash)


@both
def test_a_locked_pin_is_shown_and_unlocked(app: Flask, pins: str, arrive: Arrival) -> None:
    shop = a_shop()
    person = a_colleague(shop, failed_attempts=5, locked_until=clock.now() + timedelta(minutes=20))
    visitor = arrive(app, shop)
    assert "Locked until" in visitor.get(pins).text
    assert visitor.post(f"{pins}/{person.id}/unlock", seen_at=pins).status_code == 303
    assert (row(person.id).locked_until, row(person.id).failed_attempts) == (None, 0)
    assert "Locked until" not in visitor.get(pins).text


@both
def test_deleting_asks_first_and_keeps_the_name_in_the_books(app: Flask, pins: str, arrive: Arrival) -> None:
    shop = a_shop()
    person = a_colleague(shop)
    visitor = arrive(app, shop)
    question = f"{pins}/{person.id}/delete"
    assert "Delete Ana Silva?" in visitor.get(question).text
    assert visitor.post(question, seen_at=question).status_code == 303
    assert row(person.id).deleted_at is not None
    assert "Ana Silva" not in visitor.get(pins).text


@both
def test_nobody_of_another_merchant_is_found(app: Flask, pins: str, arrive: Arrival) -> None:
    theirs = a_colleague(a_shop())
    visitor = arrive(app, a_shop())
    for path in (f"{pins}/{theirs.id}", f"{pins}/{theirs.id}/delete"):
        assert visitor.get(path).status_code == 404
        assert visitor.post(path, seen_at=f"{pins}/new", name="Mine", role="cashier").status_code == 404
    assert visitor.post(f"{pins}/{theirs.id}/unlock", seen_at=f"{pins}/new").status_code == 404
    assert (row(theirs.id).name, row(theirs.id).deleted_at) == ("Ana Silva", None)


@both
def test_a_form_without_its_token_changes_nothing(app: Flask, pins: str, arrive: Arrival) -> None:
    shop = a_shop()
    person = a_colleague(shop)
    visitor = arrive(app, shop)
    for path in (pins, f"{pins}/{person.id}", f"{pins}/{person.id}/unlock", f"{pins}/{person.id}/delete"):
        answer = visitor.ask("POST", path, data={"name": "Mallory", "role": "manager", "new_pin": PIN})
        assert answer.status_code == 403, path
        assert PIN not in answer.text
    assert (row(person.id).name, row(person.id).deleted_at) == ("Ana Silva", None)


def test_a_cashier_does_not_get_to_the_pins(app: Flask) -> None:
    shop = a_shop()
    cashier = at_the_terminal(app, shop, shop.cashier)
    for path in (STORE, f"{STORE}/new", f"{STORE}/{shop.manager.id}"):
        assert cashier.get(path).status_code == 403
    token_page = "/store/loyalty/terminal"
    assert cashier.post(f"{STORE}/{shop.manager.id}/delete", seen_at=token_page).status_code == 403
    assert row(shop.manager.id).deleted_at is None


def test_nobody_sees_pins_at_a_locked_tablet_or_without_signing_in(app: Flask) -> None:
    shop = a_shop()
    tablet = at_the_terminal(app, shop, shop.manager)
    clock.offset += timedelta(hours=1)
    assert tablet.get(STORE).status_code == 401
    assert Visitor(app=app).get(OFFICE).headers["Location"] == f"/auth/login?next={OFFICE}"


def test_a_manager_of_one_store_looks_after_its_people_only(app: Flask) -> None:
    shop = a_shop()
    other = a_store(shop.merchant_id, name="Kirchberg")
    far = a_member_of_staff(shop.merchant_id, other.id, name="Jonas Far")
    db.session.commit()
    manager = signed_in(app, shop, role="manager", store_id=shop.store_id)
    here = ProvenStaff(id=shop.manager.id, name=shop.manager.name, role=Role.MANAGER)
    for pins, visitor in ((OFFICE, manager), (STORE, at_the_terminal(app, shop, here))):
        assert "Jonas Far" not in visitor.get(pins).text
        assert visitor.get(f"{pins}/{far.id}").status_code == 404
    form = {"name": "Nadia", "role": "cashier", "store_id": other.id}
    assert manager.post(OFFICE, seen_at=f"{OFFICE}/new", **form).status_code == 404


def test_an_owner_chooses_the_store_of_somebody_new(app: Flask) -> None:
    shop = a_shop()
    other = a_store(shop.merchant_id, name="Kirchberg")
    db.session.commit()
    owner = signed_in(app, shop)
    assert "Kirchberg" in owner.get(f"{OFFICE}/new").text
    owner.post(OFFICE, seen_at=f"{OFFICE}/new", name="Nadia", role="cashier", store_id=other.id)
    assert db.session.query(StaffPin).filter_by(name="Nadia").one().store_id == other.id
