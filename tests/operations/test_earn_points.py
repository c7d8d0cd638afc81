"""Earning points: the good path, each refusal, the receipt that comes twice, the repeat."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.errors import (
    AmountTooHigh,
    BelowMinimum,
    CardBlocked,
    CardUnknown,
    CategoryRequired,
    CategoryUnknown,
    InvalidInput,
    NoPoints,
    NotInProgram,
    OrderAlreadyRecorded,
    OrderReferenceRequired,
    StaffPinRequired,
)
from loyalty_app.models import Store
from loyalty_app.operations.earn_points import EarnPoints, PointsEarned, earn_points
from tests.factories import Shop, a_card, a_category, a_shop, reference
from tests.operations.scenes import KEY


def earn(shop: Shop, card: Any, amount_cents: int, **values: Any) -> PointsEarned:
    command: dict[str, Any] = {"actor": shop.actor(), "card": reference(card), "purchase_amount_cents": amount_cents}
    return earn_points(EarnPoints(**command | values))


def test_a_purchase_earns_whole_points_rounded_down(app: Flask) -> None:
    shop = a_shop(points_per_euro=7)
    card = a_card(shop)
    outcome = earn(shop, card, 1999)
    assert (outcome.points_earned, outcome.points_per_euro, outcome.card.points_balance) == (139, 7, 139)
    assert (outcome.transaction.type, outcome.transaction.purchase_amount_cents) == ("points_earned", 1999)


@pytest.mark.parametrize(("amount_cents", "code"), [(0, "amount_zero"), (-500, "amount_negative")])
def test_an_amount_that_is_none_is_refused(app: Flask, amount_cents: int, code: str) -> None:
    shop = a_shop()
    with pytest.raises(InvalidInput) as refused:
        earn(shop, a_card(shop), amount_cents)
    assert [problem.code for problem in refused.value.problems] == [code]


@pytest.mark.parametrize("amount_cents", [2**31 + 1, 2**63 + 1])
def test_a_number_that_fits_nowhere_is_refused(app: Flask, amount_cents: int) -> None:
    shop = a_shop()
    with pytest.raises(InvalidInput) as refused:
        earn(shop, a_card(shop), amount_cents)
    assert refused.value.problems[0].code == "number_out_of_range"


def test_above_the_limit_a_manager_confirms(app: Flask) -> None:
    shop = a_shop(maximum_purchase_cents=10_000)
    card = a_card(shop)
    assert earn(shop, card, 10_000).points_earned == 1000
    with pytest.raises(AmountTooHigh) as refused:
        earn(shop, card, 10_001)
    assert refused.value.facts == {"maximum_purchase_cents": 10_000, "currency": "EUR"}
    assert earn(shop, card, 10_001, actor=shop.actor(shop.manager)).points_earned == 1000


def test_below_the_minimum_nothing_is_earned(app: Flask) -> None:
    shop = a_shop(minimum_purchase_cents=500)
    card = a_card(shop)
    with pytest.raises(BelowMinimum) as refused:
        earn(shop, card, 499)
    assert refused.value.facts == {"minimum_purchase_cents": 500, "currency": "EUR"}
    assert earn(shop, card, 500).card.version == 1


def test_a_purchase_worth_no_point_is_refused(app: Flask) -> None:
    shop = a_shop(points_per_euro=2)
    with pytest.raises(NoPoints) as refused:
        earn(shop, a_card(shop), 49)
    assert refused.value.facts == {"purchase_amount_cents": 49, "currency": "EUR"}


def test_a_receipt_earns_once_and_the_refusal_says_when_and_by_whom(app: Flask) -> None:
    shop = a_shop()
    first = earn(shop, a_card(shop), 1000, order_reference="4711")
    with pytest.raises(OrderAlreadyRecorded) as refused:
        earn(shop, a_card(shop), 1000, order_reference=" 4711 ", actor=shop.actor(shop.manager))
    assert refused.value.facts == {
        "order_reference": "4711",
        "recorded_at": first.transaction.recorded_at,
        "staff_name": "Sophie Klein",
        "store_name": db.session.get_one(Store, shop.store_id).name,
    }


def test_the_same_receipt_number_of_another_merchant_is_another_receipt(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    for shop in (here, there):
        assert earn(shop, a_card(shop), 1000, order_reference="4711").points_earned == 100


def test_purchases_without_a_receipt_number_never_collide(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    for reference_typed in (None, "", "  "):
        assert earn(shop, card, 100, order_reference=reference_typed).transaction.order_reference is None


def test_a_merchant_may_want_the_receipt_number(app: Flask) -> None:
    shop = a_shop(settings={"require_order_reference": True})
    card = a_card(shop)
    for missing in (None, "", "   "):
        with pytest.raises(OrderReferenceRequired):
            earn(shop, card, 1000, order_reference=missing)
    assert earn(shop, card, 1000, order_reference="A-1").transaction.order_reference == "A-1"


def test_a_receipt_number_has_at_most_a_hundred_characters(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    assert earn(shop, card, 1000, order_reference="x" * 100).points_earned == 100
    with pytest.raises(InvalidInput) as refused:
        earn(shop, card, 1000, order_reference="x" * 101)
    assert refused.value.problems[0].code == "text_too_long"


def test_a_store_with_categories_wants_one(app: Flask) -> None:
    shop = a_shop()
    card, category = a_card(shop), a_category(shop)
    with pytest.raises(CategoryRequired):
        earn(shop, card, 1000)
    outcome = earn(shop, card, 1000, category_ids=(category.id, category.id))
    assert outcome.transaction.categories == ({"id": category.id, "names": category.names},)


def test_a_category_that_is_switched_off_is_neither_wanted_nor_known(app: Flask) -> None:
    shop = a_shop()
    card, category = a_card(shop), a_category(shop, is_active=False)
    with pytest.raises(CategoryUnknown):
        earn(shop, card, 1000, category_ids=(category.id,))
    assert earn(shop, card, 1000).points_earned == 100


def test_the_same_request_again_answers_the_same_and_earns_once(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    first = earn(shop, card, 1000, request_id=KEY, order_reference="4711")
    assert earn(shop, card, 1000, request_id=KEY, order_reference="4711") == replace(first, replayed=True)
    assert earn(shop, card, 1000).card.points_balance == 200


def test_a_refused_request_does_not_use_its_key_up(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    with pytest.raises(InvalidInput):
        earn(shop, card, 0, request_id=KEY)
    assert earn(shop, card, 1000, request_id=KEY).points_earned == 100


def test_a_dry_run_answers_and_records_nothing(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    dry = earn(shop, card, 1000, dry_run=True, order_reference="4711")
    assert (dry.dry_run, dry.points_earned) == (True, 100)
    assert earn(shop, card, 1000, order_reference="4711").card.version == 1


def test_nobody_earns_without_a_proven_person(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises(StaffPinRequired):
        earn(shop, a_card(shop), 1000, actor=shop.nobody())


def test_a_blocked_card_earns_nothing(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises(CardBlocked):
        earn(shop, a_card(shop, status="blocked"), 1000)


def test_another_merchants_card_is_not_known(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    with pytest.raises(CardUnknown):
        earn(here, a_card(there), 1000)


def test_a_stamps_program_has_no_points(app: Flask) -> None:
    shop = a_shop(loyalty_type="stamps")
    with pytest.raises(NotInProgram) as refused:
        earn(shop, a_card(shop), 1000)
    assert refused.value.facts == {"loyalty_type": "stamps"}
