"""Blocking a card: with a line and a reason, once, by staff or managers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.actors import Role
from loyalty_app.domain.errors import CardBlocked, CardOfOtherStore, CardUnknown, InvalidInput, StaffPinRequired
from loyalty_app.models import LoyaltyProgram
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.block_card import BlockCard, CardDeactivated, block_card
from tests.factories import Shop, a_card, a_shop, a_store, reference
from tests.operations.scenes import KEY, a_card_with_points


def block(shop: Shop, card: Any, **values: Any) -> CardDeactivated:
    command: dict[str, Any] = {"actor": shop.actor(), "card": reference(card), "reason": "Photo of the code"}
    return block_card(BlockCard(**command | values))


def test_a_blocked_card_keeps_its_balance_and_does_nothing(app: Flask) -> None:
    shop = a_shop()
    card = a_card_with_points(shop, 100)
    outcome = block(shop, card)
    assert (outcome.card.status, outcome.card.points_balance) == ("blocked", 100)
    assert (outcome.transaction.type, outcome.transaction.reason) == ("card_deactivated", "Photo of the code")
    with pytest.raises(CardBlocked):
        add_stamp(AddStamp(actor=shop.actor(), card=reference(card)))


def test_a_card_is_blocked_once(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    block(shop, card)
    with pytest.raises(CardBlocked):
        block(shop, card)


def test_blocking_works_while_the_program_is_paused(app: Flask) -> None:
    shop = a_shop()
    db.session.get_one(LoyaltyProgram, shop.program_id).status = "paused"
    db.session.commit()
    assert block(shop, a_card(shop)).card.status == "blocked"


def test_an_owners_token_needs_no_pin_and_others_do(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    with pytest.raises(StaffPinRequired):
        block(shop, card, actor=shop.nobody())
    assert block(shop, card, actor=replace(shop.nobody(), role=Role.OWNER)).card.status == "blocked"


def test_blocking_needs_a_reason(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises(InvalidInput) as refused:
        block(shop, a_card(shop), reason=" ")
    assert refused.value.problems[0].code == "reason_required"


def test_a_card_of_another_store_or_merchant_is_not_blocked_here(app: Flask) -> None:
    shop, there = a_shop(), a_shop()
    other = a_store(shop.merchant_id)
    with pytest.raises(CardOfOtherStore):
        block(shop, a_card(shop, scope_store_id=other.id))
    with pytest.raises(CardUnknown):
        block(shop, a_card(there))


def test_the_same_request_again_answers_the_same(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    assert block(shop, card, dry_run=True).card.status == "blocked"
    first = block(shop, card, request_id=KEY)
    assert block(shop, card, request_id=KEY) == replace(first, replayed=True)
