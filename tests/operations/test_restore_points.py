"""Restoring expired points: by managers, linked to the expiry, never more than expired."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from loyalty_app.domain.errors import (
    InvalidInput,
    ManagerRequired,
    RestoreExceedsExpired,
    TransactionUnknown,
    VoidNotAllowed,
)
from loyalty_app.operations.restore_points import PointsRestored, RestorePoints, restore_points
from loyalty_app.operations.void_transaction import VoidTransaction, void_transaction
from tests.factories import Shop, a_shop, reference
from tests.operations.scenes import KEY, a_card_with_points, earned, expire_points


def an_expiry(shop: Shop, points: int) -> int:
    """The id of a line on which all of a card's points expired."""
    return expire_points(shop.nobody(), reference(a_card_with_points(shop, points)), points)


def restore(shop: Shop, transaction_id: int, points: int, **values: Any) -> PointsRestored:
    command: dict[str, Any] = {
        "actor": shop.actor(shop.manager),
        "transaction_id": transaction_id,
        "points": points,
        "reason": "Was in hospital",
    }
    return restore_points(RestorePoints(**command | values))


def test_expired_points_come_back_linked_to_their_expiry(app: Flask) -> None:
    shop = a_shop()
    expiry = an_expiry(shop, 100)
    outcome = restore(shop, expiry, 100)
    assert (outcome.transaction.type, outcome.transaction.points_delta) == ("points_restored", 100)
    assert (outcome.transaction.reverses_id, outcome.transaction.reason) == (expiry, "Was in hospital")
    assert outcome.card.points_balance == 100


def test_never_more_than_expired_comes_back(app: Flask) -> None:
    shop = a_shop()
    expiry = an_expiry(shop, 100)
    restore(shop, expiry, 60)
    with pytest.raises(RestoreExceedsExpired) as refused:
        restore(shop, expiry, 41)
    assert refused.value.facts == {"points_left": 40}
    assert restore(shop, expiry, 40).card.points_balance == 100
    with pytest.raises(RestoreExceedsExpired):
        restore(shop, expiry, 1)


@pytest.mark.parametrize("points", [0, -5])
def test_at_least_one_point_is_restored(app: Flask, points: int) -> None:
    shop = a_shop()
    with pytest.raises(InvalidInput) as refused:
        restore(shop, an_expiry(shop, 100), points)
    assert refused.value.problems[0].code == "number_out_of_range"


def test_a_restoration_needs_a_reason(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises(InvalidInput) as refused:
        restore(shop, an_expiry(shop, 100), 10, reason=" ")
    assert refused.value.problems[0].code == "reason_required"


def test_a_cashier_does_not_restore(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises(ManagerRequired):
        restore(shop, an_expiry(shop, 100), 10, actor=shop.actor())


def test_other_lines_and_other_merchants_lines_are_not_known(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    card = a_card_with_points(here, 100)
    for transaction_id in (earned(here, card, 10).transaction.id, an_expiry(there, 100), 2**62):
        with pytest.raises(TransactionUnknown):
            restore(here, transaction_id, 1)


def test_neither_an_expiry_nor_a_restoration_is_voided(app: Flask) -> None:
    shop = a_shop()
    expiry = an_expiry(shop, 100)
    for transaction_id in (restore(shop, expiry, 100).transaction.id, expiry):
        with pytest.raises(VoidNotAllowed):
            void_transaction(
                VoidTransaction(actor=shop.actor(shop.manager), transaction_id=transaction_id, reason="No")
            )


def test_the_same_request_again_answers_the_same_and_restores_once(app: Flask) -> None:
    shop = a_shop()
    expiry = an_expiry(shop, 100)
    first = restore(shop, expiry, 10, request_id=KEY)
    assert restore(shop, expiry, 10, request_id=KEY) == replace(first, replayed=True)
    assert restore(shop, expiry, 90, dry_run=True).card.points_balance == 100
    assert restore(shop, expiry, 10).card.points_balance == 20
