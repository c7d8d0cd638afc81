"""A till's staff session: what it opens, and when it dies."""

from datetime import timedelta

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.actors import ProvenStaff
from loyalty_app.domain.errors import PinWrong
from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import StaffPin
from loyalty_app.operations.open_staff_session import OpenStaffSession, open_staff_session
from loyalty_app.queries.callers import find_staff_session
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_colleague, a_shop

PIN = "493817"


def opened(shop: Shop, person: StaffPin) -> str:
    command = OpenStaffSession(actor=shop.nobody(), staff_id=person.id, pin=PIN)
    return open_staff_session(command).staff_session


def person_behind(shop: Shop, token: str) -> ProvenStaff | None:
    return find_staff_session(db.session.connection(), token_hash(token), shop.store_id, clock.now())


def test_it_stands_for_the_person_for_twelve_hours(app: Flask) -> None:
    shop = a_shop()
    token = opened(shop, a_colleague(shop, pin=PIN))
    staff = person_behind(shop, token)
    assert staff is not None
    assert (staff.name, staff.just_now) == ("Ana Silva", False)
    with clock.moved_to(clock.now() + timedelta(hours=12, seconds=1)):
        assert person_behind(shop, token) is None


def test_it_opens_nothing_at_another_store(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    token = opened(here, a_colleague(here, pin=PIN))
    assert person_behind(there, token) is None


@pytest.mark.parametrize("change", [{"is_active": False}, {"deleted_at": clock.now()}])
def test_it_dies_with_the_right_to_work(app: Flask, change: dict[str, object]) -> None:
    shop = a_shop()
    ana = a_colleague(shop, pin=PIN)
    token = opened(shop, ana)
    for name, value in change.items():
        setattr(ana, name, value)
    db.session.commit()
    assert person_behind(shop, token) is None


def test_a_wrong_pin_opens_none(app: Flask) -> None:
    shop = a_shop()
    ana = a_colleague(shop, pin=PIN)
    with pytest.raises(PinWrong):
        open_staff_session(OpenStaffSession(actor=shop.nobody(), staff_id=ana.id, pin="501286"))
