"""What a phone is told has changed."""

from __future__ import annotations

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.queries.wallet_passes import ChangedPasses, cards_to_carry, changed_passes, find_apple_pass
from tests.factories import PASS_TYPE, a_card, a_customer, a_pass, a_shop, reference
from tests.operations.passes import a_phone, change, standing


def asked(device: str, since: int | None = None, pass_type: str = PASS_TYPE) -> ChangedPasses | None:
    db.session.rollback()
    return changed_passes(db.session.connection(), pass_type, device, since)


def test_only_what_changed_after_the_tag_is_listed_and_only_of_that_phone(app: Flask) -> None:
    shop = a_shop()
    cards = [a_card(shop) for _ in range(3)]
    passes = [standing(a_pass(card).id) for card in cards]
    a_phone(passes[0].id, passes[1].id, device="phone-1")
    a_phone(passes[2].id, device="phone-2")
    everything = asked("phone-1")
    assert everything is not None
    assert set(everything.serials) == {passes[0].serial, passes[1].serial}
    assert asked("phone-1", everything.tag) is None
    change(shop, cards[1], cards[2])
    changed = asked("phone-1", everything.tag)
    assert changed is not None
    assert changed.serials == (passes[1].serial,)
    assert changed.tag == standing(passes[1].id).update_tag > everything.tag


@pytest.mark.parametrize("since", [None, 10**17])
def test_no_tag_and_one_never_given_out_list_everything(app: Flask, since: int | None) -> None:
    pass_id = a_pass(a_card(a_shop())).id
    a_phone(pass_id, device="phone-1")
    found = asked("phone-1", since)
    assert found == ChangedPasses(serials=(standing(pass_id).serial,), tag=1)


def test_an_unknown_phone_and_another_pass_type_have_nothing(app: Flask) -> None:
    a_phone(a_pass(a_card(a_shop())).id, device="phone-1")
    assert asked("nobody") is None
    assert asked("phone-1", pass_type="pass.of.others") is None


def test_a_pass_says_whether_it_is_level(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    serial = standing(a_pass(card).id).serial
    before = find_apple_pass(db.session.connection(), serial)
    assert before is not None
    assert before.is_level
    add_stamp(AddStamp(actor=shop.actor(), card=reference(card)))
    db.session.rollback()
    after = find_apple_pass(db.session.connection(), serial)
    assert after is not None
    assert not after.is_level
    assert after.last_modified == before.last_modified


def test_the_cards_of_a_customer_are_the_live_ones(app: Flask) -> None:
    shop = a_shop()
    person = a_customer(shop)
    mine = a_card(shop, customer=person)
    erased = a_card(shop, customer=person, status="erased")
    connection = db.session.connection()
    assert cards_to_carry(connection, customer_id=person.id) == (mine.id,)
    assert cards_to_carry(connection, card_id=mine.id) == (mine.id,)
    assert cards_to_carry(connection, card_id=erased.id) == ()
