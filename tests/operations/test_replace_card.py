"""Replacing a card's code: the new one works, the old one says so, the balance stays."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import CardReplaced, CardUnknown, InvalidInput, StaffPinRequired
from loyalty_app.models import AuditEvent
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.replace_card import CardCodeReplaced, ReplaceCard, replace_card
from tests.factories import Shop, a_card, a_shop, reference
from tests.operations.scenes import KEY, a_card_with_points


def new_code(shop: Shop, card: Any, **values: Any) -> CardCodeReplaced:
    command: dict[str, Any] = {"actor": shop.actor(), "card": reference(card), "reason": "Lost phone"}
    return replace_card(ReplaceCard(**command | values))


def test_the_new_code_works_and_the_old_one_says_that_it_was_replaced(app: Flask) -> None:
    shop = a_shop()
    card = a_card_with_points(shop, 100)
    old = card.qr_token
    outcome = new_code(shop, card)
    assert outcome.card.qr_code != old
    assert (outcome.card.points_balance, outcome.card.version) == (100, 1)
    with pytest.raises(CardReplaced):
        add_stamp(AddStamp(actor=shop.actor(), card=CardReference(qr_code=old)))
    stamped = add_stamp(AddStamp(actor=shop.actor(), card=CardReference(qr_code=outcome.card.qr_code)))
    assert stamped.card.id == card.id


def test_codes_replaced_twice_stay_dead(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    codes = [card.qr_token, new_code(shop, card).card.qr_code]
    new_code(shop, card)
    for code in codes:
        with pytest.raises(CardReplaced):
            add_stamp(AddStamp(actor=shop.actor(), card=CardReference(qr_code=code)))


def test_another_merchant_hears_nothing_of_a_replaced_code(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    card = a_card(here)
    old = card.qr_token
    new_code(here, card)
    with pytest.raises(CardUnknown):
        add_stamp(AddStamp(actor=there.actor(), card=CardReference(qr_code=old)))


def test_a_blocked_card_gets_a_new_code_and_stays_blocked(app: Flask) -> None:
    shop = a_shop()
    assert new_code(shop, a_card(shop, status="blocked")).card.status == "blocked"


def test_the_audit_trail_says_who_and_why(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    new_code(shop, card)
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.what, event.subject, event.reason) == ("card_replaced", f"card:{card.id}", "Lost phone")
    assert (event.merchant_id, event.staff_pin_id) == (shop.merchant_id, shop.cashier.id)


def test_replacing_needs_a_reason_and_a_person(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    with pytest.raises(InvalidInput) as refused:
        new_code(shop, card, reason="")
    assert refused.value.problems[0].code == "reason_required"
    with pytest.raises(StaffPinRequired):
        new_code(shop, card, actor=shop.nobody())


def test_another_merchants_card_is_not_known(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    with pytest.raises(CardUnknown):
        new_code(here, a_card(there))


def test_the_same_request_again_answers_the_same_and_replaces_once(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    old = card.qr_token
    assert new_code(shop, card, dry_run=True).card.qr_code != old
    first = new_code(shop, card, request_id=KEY)
    assert new_code(shop, card, request_id=KEY) == replace(first, replayed=True)
