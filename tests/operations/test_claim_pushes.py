"""Taking the phones that shall be woken."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from loyalty_app.operations.claim_pushes import LEASE
from loyalty_app.unit_of_work import clock
from tests.factories import a_card, a_pass, a_shop
from tests.operations.passes import a_card_on_a_phone, a_phone, change, claim, phone, set_phone, standing
from tests.races import at_once


def test_a_change_makes_a_push_due_at_once(app: Flask) -> None:
    shop = a_shop()
    card, pass_id, device_id = a_card_on_a_phone(shop)
    assert claim().pushes == ()
    change(shop, card)
    (push,) = claim().pushes
    assert (push.device_id, push.tag) == (device_id, standing(pass_id).update_tag)
    assert push.push_token == phone(device_id).push_token


def test_what_is_claimed_is_nobody_elses_until_the_lease_ends(app: Flask) -> None:
    shop = a_shop()
    card, _, device_id = a_card_on_a_phone(shop)
    change(shop, card)
    first = claim()
    assert claim().pushes == ()
    with clock.moved_to(clock.now() + LEASE + timedelta(seconds=1)):
        assert claim().pushes == first.pushes
    assert phone(device_id).attempts == 2


def test_of_many_at_once_each_phone_goes_to_one(app: Flask) -> None:
    shop = a_shop()
    cards = [a_card_on_a_phone(shop)[0] for _ in range(3)]
    change(shop, *cards)
    results = at_once(app, [claim] * 4)
    claimed = [push.device_id for result in results for push in result.pushes]
    assert len(claimed) == len(set(claimed)) == 3


def test_a_phone_that_holds_two_changed_passes_is_woken_once(app: Flask) -> None:
    shop = a_shop()
    cards = [a_card(shop), a_card(shop)]
    a_phone(*(a_pass(card).id for card in cards))
    change(shop, *cards)
    assert len(claim().pushes) == 1


def test_nobody_is_woken_who_is_gone_or_rests(app: Flask) -> None:
    shop = a_shop()
    gone_card, _, gone = a_card_on_a_phone(shop)
    resting_card, _, resting = a_card_on_a_phone(shop)
    set_phone(gone, gone_at=clock.now())
    set_phone(resting, rests_until=clock.now() + timedelta(seconds=8))
    change(shop, gone_card, resting_card)
    assert claim().pushes == ()
    with clock.moved_to(clock.now() + timedelta(seconds=9)):
        assert [push.device_id for push in claim().pushes] == [resting]
