"""A phone registers for changes of a pass."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.models import AppleDevice, AppleDeviceRegistration
from loyalty_app.operations.register_device import MOST_PHONES, DeviceRegistered, RegisterDevice, register_device
from loyalty_app.operations.see_phone import SeePhone, see_phone
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


def holders(pass_id: int) -> list[int]:
    db.session.rollback()
    held = select(AppleDeviceRegistration.device_id).where(AppleDeviceRegistration.pass_id == pass_id)
    return list(db.session.execute(held.order_by(AppleDeviceRegistration.device_id)).scalars())


def test_the_phone_that_was_not_seen_for_longest_makes_room_for_the_fifty_first(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    pass_id, other = a_pass(card).id, a_pass(a_card(shop)).id
    start = clock.now()
    phones = []
    for number in range(MOST_PHONES):
        with clock.moved_to(start + timedelta(minutes=number)):
            phones.append(a_phone(pass_id, device=f"phone-{number}"))
    a_phone(other, device="phone-1")  # registered anew: seen, and it holds another pass, too
    with clock.moved_to(start + timedelta(days=1)):
        see_phone(SeePhone(pass_type=PASS_TYPE, device="phone-0"))
        newest = a_phone(pass_id, device="newest")
    assert holders(pass_id) == sorted({*phones, newest} - {phones[1]})
    assert holders(other) == [phones[1]]
    set_phone(phones[7], gone_at=clock.now())
    with clock.moved_to(start + timedelta(days=2)):
        a_phone(pass_id, device="next")
        a_phone(pass_id, device="next but one")
    assert not {phones[7], phones[2]} & set(holders(pass_id))
    assert len(holders(pass_id)) == MOST_PHONES
    known = set(db.session.execute(select(AppleDevice.id)).scalars())
    assert (phones[1] in known, phones[7] in known, phones[2] in known) == (True, False, False)


def test_a_phone_that_refreshes_takes_nobodys_place(app: Flask) -> None:
    pass_id = a_pass(a_card(a_shop())).id
    phones = [a_phone(pass_id, device=f"phone-{number}") for number in range(MOST_PHONES)]
    a_phone(pass_id, device="phone-0")
    assert holders(pass_id) == phones
