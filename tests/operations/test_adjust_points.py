"""Adjusting: by managers and owners only, with a reason, within the limit, never below zero."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.actors import Role
from loyalty_app.domain.errors import (
    AdjustLimit,
    CardBlocked,
    CardUnknown,
    InvalidInput,
    ManagerRequired,
    NotAllowedAnyMore,
    NotInProgram,
    StaffPinRequired,
    WouldBeNegative,
)
from loyalty_app.models import StaffPin
from loyalty_app.operations.adjust_points import AdjustPoints, PointsAdjusted, adjust_points
from tests.factories import Shop, a_card, a_shop, reference
from tests.operations.scenes import KEY, a_card_with_points


def adjust(shop: Shop, card: Any, points_delta: int, **values: Any) -> PointsAdjusted:
    command: dict[str, Any] = {
        "actor": shop.actor(shop.manager),
        "card": reference(card),
        "points_delta": points_delta,
        "reason": "Forgotten yesterday",
    }
    return adjust_points(AdjustPoints(**command | values))


def test_points_are_added_and_taken_with_the_reason_on_the_line(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    added = adjust(shop, card, 150)
    assert (added.transaction.type, added.transaction.points_delta) == ("points_adjustment", 150)
    assert added.transaction.reason == "Forgotten yesterday"
    assert adjust(shop, card, -150).card.points_balance == 0


def test_an_adjustment_is_no_activity(app: Flask) -> None:
    shop = a_shop()
    assert adjust(shop, a_card(shop), 150).card.last_activity_at is None


def test_what_is_not_there_is_not_taken(app: Flask) -> None:
    shop = a_shop()
    card = a_card_with_points(shop, 30)
    with pytest.raises(WouldBeNegative) as refused:
        adjust(shop, card, -31)
    assert refused.value.facts == {"points_balance": 30}
    assert adjust(shop, card, -30).card.points_balance == 0


def test_the_limit_holds_both_ways(app: Flask) -> None:
    shop = a_shop(settings={"adjust_limit_points": 100})
    card = a_card_with_points(shop, 500)
    for points_delta in (101, -101):
        with pytest.raises(AdjustLimit) as refused:
            adjust(shop, card, points_delta)
        assert refused.value.facts == {"adjust_limit_points": 100}
    assert adjust(shop, card, -100).card.points_balance == 400


def test_an_adjustment_by_nothing_is_refused(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises(InvalidInput) as refused:
        adjust(shop, a_card(shop), 0)
    assert refused.value.problems[0].field == "points_delta"


@pytest.mark.parametrize("reason", ["", "   ", "x" * 10_000])
def test_an_adjustment_needs_a_reason(app: Flask, reason: str) -> None:
    shop = a_shop()
    with pytest.raises(InvalidInput) as refused:
        adjust(shop, a_card(shop), 10, reason=reason)
    assert refused.value.problems[0].code == "reason_required"


def test_a_cashier_does_not_adjust(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    with pytest.raises(ManagerRequired):
        adjust(shop, card, 10, actor=shop.actor())
    with pytest.raises(StaffPinRequired):
        adjust(shop, card, 10, actor=shop.nobody())


def test_an_owners_token_needs_no_pin(app: Flask) -> None:
    shop = a_shop()
    owner = replace(shop.nobody(), role=Role.OWNER)
    assert adjust(shop, a_card(shop), 10, actor=owner).card.points_balance == 10


def test_a_right_taken_away_a_minute_ago_is_gone(app: Flask) -> None:
    shop = a_shop()
    db.session.get_one(StaffPin, shop.manager.id).role = "cashier"
    db.session.commit()
    with pytest.raises(NotAllowedAnyMore) as refused:
        adjust(shop, a_card(shop), 10)
    assert refused.value.facts == {"staff_name": "Léa Muller"}


def test_a_blocked_card_is_not_adjusted(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises(CardBlocked):
        adjust(shop, a_card(shop, status="blocked"), 10)


def test_another_merchants_card_is_not_known(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    with pytest.raises(CardUnknown):
        adjust(here, a_card(there), 10)


def test_a_stamps_program_has_no_points(app: Flask) -> None:
    shop = a_shop(loyalty_type="stamps")
    with pytest.raises(NotInProgram):
        adjust(shop, a_card(shop), 10)


def test_the_same_request_again_answers_the_same_and_adjusts_once(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    first = adjust(shop, card, 10, request_id=KEY)
    assert adjust(shop, card, 10, request_id=KEY) == replace(first, replayed=True)
    assert adjust(shop, card, 10).card.points_balance == 20


def test_a_dry_run_answers_and_records_nothing(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    assert adjust(shop, card, 10, dry_run=True).card.points_balance == 10
    assert adjust(shop, card, 10).card.version == 1
