"""Unblocking a card: with a line and a reason, only where it was blocked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from loyalty_app.domain.errors import CardNotBlocked, CardUnknown, InvalidInput, StaffPinRequired
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.block_card import BlockCard, block_card
from loyalty_app.operations.unblock_card import CardReactivated, UnblockCard, unblock_card
from tests.factories import Shop, a_card, a_shop, reference
from tests.operations.scenes import KEY


def a_blocked_card(shop: Shop) -> Any:
    card = a_card(shop)
    block_card(BlockCard(actor=shop.actor(), card=reference(card), reason="Odd"))
    return card


def unblock(shop: Shop, card: Any, **values: Any) -> CardReactivated:
    command: dict[str, Any] = {"actor": shop.actor(), "card": reference(card), "reason": "All is well"}
    return unblock_card(UnblockCard(**command | values))


def test_an_unblocked_card_works_again(app: Flask) -> None:
    shop = a_shop()
    card = a_blocked_card(shop)
    outcome = unblock(shop, card)
    assert (outcome.card.status, outcome.transaction.type) == ("active", "card_reactivated")
    assert outcome.transaction.reason == "All is well"
    assert add_stamp(AddStamp(actor=shop.actor(), card=reference(card))).card.version == 3


def test_only_a_blocked_card_is_unblocked(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises(CardNotBlocked):
        unblock(shop, a_card(shop))


def test_unblocking_needs_a_reason_and_a_person(app: Flask) -> None:
    shop = a_shop()
    card = a_blocked_card(shop)
    with pytest.raises(InvalidInput) as refused:
        unblock(shop, card, reason="")
    assert refused.value.problems[0].code == "reason_required"
    with pytest.raises(StaffPinRequired):
        unblock(shop, card, actor=shop.nobody())


def test_another_merchants_card_is_not_known(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    with pytest.raises(CardUnknown):
        unblock(here, a_blocked_card(there))


def test_the_same_request_again_answers_the_same(app: Flask) -> None:
    shop = a_shop()
    card = a_blocked_card(shop)
    assert unblock(shop, card, dry_run=True).card.status == "active"
    first = unblock(shop, card, request_id=KEY)
    assert unblock(shop, card, request_id=KEY) == replace(first, replayed=True)
