"""A phone that asks is still there."""

from __future__ import annotations

from flask import Flask

from loyalty_app.operations.see_phone import SeePhone, see_phone
from tests.factories import PASS_TYPE, a_card, a_pass, a_shop
from tests.operations.passes import a_phone, phone


def test_that_it_asked_is_noted_of_this_phone_alone(app: Flask) -> None:
    pass_id = a_pass(a_card(a_shop())).id
    asking, other = a_phone(pass_id, device="asking"), a_phone(pass_id, device="other")
    assert phone(asking).asked_at is None
    see_phone(SeePhone(pass_type=PASS_TYPE, device="asking"))
    assert phone(asking).asked_at >= phone(asking).token_updated_at
    assert phone(other).asked_at is None


def test_a_phone_we_do_not_know_is_no_mistake(app: Flask) -> None:
    device_id = a_phone(a_pass(a_card(a_shop())).id, device="known")
    see_phone(SeePhone(pass_type="pass.of.others", device="known"))
    see_phone(SeePhone(pass_type=PASS_TYPE, device="nobody"))
    assert phone(device_id).asked_at is None
