"""A phone registers for changes of a pass."""

from __future__ import annotations

from flask import Flask

from loyalty_app.operations.register_device import DeviceRegistered, RegisterDevice, register_device
from loyalty_app.unit_of_work import clock
from tests.factories import PASS_TYPE, a_card, a_pass, a_shop
from tests.operations.passes import a_phone, change, phone, publish_due, set_phone, standing
from tests.races import at_once


def register(pass_id: int, *, push_token: str = "ab" * 32) -> DeviceRegistered:
    return register_device(
        RegisterDevice(pass_type=PASS_TYPE, pass_id=pass_id, device="phone-1", push_token=push_token)
    )


def test_a_registration_is_new_once_and_makes_the_pass_a_saved_one(app: Flask) -> None:
    pass_id = a_pass(a_card(a_shop())).id
    assert register(pass_id).is_new
    saved = standing(pass_id)
    assert saved.state == "saved"
    assert saved.saved_at is not None
    assert not register(pass_id).is_new
    assert standing(pass_id).saved_at == saved.saved_at


def test_a_repeat_brings_the_push_token_of_today(app: Flask) -> None:
    pass_id = a_pass(a_card(a_shop())).id
    device_id = a_phone(pass_id, device="phone-1")
    before = phone(device_id)
    register(pass_id, push_token="cd" * 32)
    after = phone(device_id)
    assert after.push_token == "cd" * 32
    assert after.token_updated_at >= before.token_updated_at


def test_a_phone_that_was_gone_is_back_and_hears_what_it_missed(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    pass_id = a_pass(card).id
    device_id = a_phone(pass_id, device="phone-1")
    set_phone(device_id, gone_at=clock.now(), attempts=3, last_error="BadDeviceToken")
    register(pass_id)
    back = phone(device_id)
    assert (back.gone_at, back.attempts, back.last_error) == (None, 0, None)
    change(shop, card)
    assert phone(device_id).push_due_at is not None


def test_one_phone_holds_several_passes(app: Flask) -> None:
    shop = a_shop()
    cards = [a_card(shop), a_card(shop)]
    device_id = a_phone(*(a_pass(card).id for card in cards))
    change(shop, *cards)
    assert phone(device_id).wanted_tag == max(standing(a_pass(card).id).update_tag for card in cards)


def test_of_many_at_once_one_is_new(app: Flask) -> None:
    pass_id = a_pass(a_card(a_shop())).id
    results = at_once(app, [lambda: register(pass_id)] * 4)
    assert sorted(result.is_new for result in results) == [False, False, False, True]


def test_registering_wakes_nobody(app: Flask) -> None:
    device_id = a_phone(a_pass(a_card(a_shop())).id)
    assert publish_due().devices == 0
    assert phone(device_id).push_due_at is None
