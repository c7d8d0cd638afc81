"""Redeeming points: the good path, each refusal, the stock, the repeat, the second tablet."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.errors import (
    BelowMinimumRedemption,
    CardBlocked,
    CardUnknown,
    InsufficientPoints,
    ManagerRequired,
    NotInProgram,
    RewardUnavailable,
    RewardUnknown,
    StaffPinRequired,
)
from loyalty_app.models import Reward, Store
from loyalty_app.operations.redeem_points import PointsRedeemed, RedeemPoints, redeem_points
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_card, a_reward, a_shop, reference
from tests.operations.scenes import KEY, a_card_with_points


def redeem(shop: Shop, card: Any, reward: Reward, **values: Any) -> PointsRedeemed:
    command: dict[str, Any] = {"actor": shop.actor(), "card": reference(card), "reward_id": reward.id}
    return redeem_points(RedeemPoints(**command | values))


def test_a_reward_costs_its_points_and_stays_on_the_line_as_it_was(app: Flask) -> None:
    shop = a_shop()
    card, reward = a_card_with_points(shop, 600), a_reward(shop, name="Cake", points_required=500)
    outcome = redeem(shop, card, reward)
    assert (outcome.points_spent, outcome.reward_name, outcome.card.points_balance) == (500, "Cake", 100)
    assert (outcome.transaction.type, outcome.transaction.points_delta) == ("points_redeemed", -500)
    assert outcome.transaction.reward is not None
    assert (outcome.transaction.reward.id, outcome.transaction.reward.name) == (reward.id, "Cake")


def test_too_few_points_are_refused_with_what_is_missing(app: Flask) -> None:
    shop = a_shop()
    card, reward = a_card_with_points(shop, 420), a_reward(shop, points_required=500)
    with pytest.raises(InsufficientPoints) as refused:
        redeem(shop, card, reward)
    assert refused.value.facts == {"points_balance": 420, "points_required": 500, "missing_points": 80}


def test_the_second_tablet_hears_who_was_first(app: Flask) -> None:
    shop = a_shop()
    card, reward = a_card_with_points(shop, 600), a_reward(shop, points_required=500)
    first = redeem(shop, card, reward)
    with pytest.raises(InsufficientPoints) as refused:
        redeem(shop, card, reward, actor=shop.actor(shop.manager))
    assert refused.value.facts == {
        "points_balance": 100,
        "points_required": 500,
        "missing_points": 400,
        "last_redeemed_at": first.transaction.recorded_at,
        "staff_name": "Sophie Klein",
        "store_name": db.session.get_one(Store, shop.store_id).name,
    }


def test_a_small_redemption_does_not_explain_a_large_gap(app: Flask) -> None:
    shop = a_shop()
    card = a_card_with_points(shop, 200)
    redeem(shop, card, a_reward(shop, points_required=100))
    with pytest.raises(InsufficientPoints) as refused:
        redeem(shop, card, a_reward(shop, points_required=500))
    assert "last_redeemed_at" not in refused.value.facts


def test_a_balance_below_the_merchants_minimum_redeems_nothing(app: Flask) -> None:
    shop = a_shop(minimum_redemption_points=300)
    card, reward = a_card_with_points(shop, 250), a_reward(shop, points_required=200)
    with pytest.raises(BelowMinimumRedemption) as refused:
        redeem(shop, card, reward)
    assert refused.value.facts == {"minimum_redemption_points": 300, "points_balance": 250}


def test_the_last_one_in_stock_goes_once(app: Flask) -> None:
    shop = a_shop()
    reward = a_reward(shop, name="Mug", points_required=100, stock=1)
    redeem(shop, a_card_with_points(shop, 100), reward)
    with pytest.raises(RewardUnavailable) as refused:
        redeem(shop, a_card_with_points(shop, 100), reward)
    assert refused.value.facts == {"reward_name": "Mug", "available_from": None}


def test_a_reward_out_of_its_dates_is_refused_with_when_it_comes(app: Flask) -> None:
    shop = a_shop()
    card, now = a_card_with_points(shop, 500), clock.now()
    soon = a_reward(shop, name="Ice", points_required=100, starts_at=now + timedelta(days=3))
    with pytest.raises(RewardUnavailable) as refused:
        redeem(shop, card, soon)
    assert refused.value.facts == {"reward_name": "Ice", "available_from": soon.starts_at}
    over = a_reward(shop, points_required=100, ends_at=now - timedelta(seconds=1))
    with pytest.raises(RewardUnavailable):
        redeem(shop, card, over)


def test_a_reward_that_is_switched_off_is_unavailable(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises(RewardUnavailable):
        redeem(shop, a_card_with_points(shop, 500), a_reward(shop, points_required=100, is_active=False))


def test_another_merchants_reward_and_a_deleted_one_are_not_known(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    card = a_card_with_points(here, 500)
    with pytest.raises(RewardUnknown):
        redeem(here, card, a_reward(there, points_required=100))
    with pytest.raises(RewardUnknown):
        redeem(here, card, a_reward(here, points_required=100, deleted_at=clock.now()))


def test_a_dear_reward_needs_a_manager(app: Flask) -> None:
    shop = a_shop(settings={"manager_confirms_above_points": 400})
    card = a_card_with_points(shop, 1000)
    redeem(shop, card, a_reward(shop, points_required=400))
    dear = a_reward(shop, points_required=401)
    with pytest.raises(ManagerRequired):
        redeem(shop, card, dear)
    assert redeem(shop, card, dear, actor=shop.actor(shop.manager)).points_spent == 401


def test_the_same_request_again_answers_the_same_and_redeems_once(app: Flask) -> None:
    shop = a_shop()
    card, reward = a_card_with_points(shop, 500), a_reward(shop, points_required=100, stock=5)
    first = redeem(shop, card, reward, request_id=KEY)
    reward.name = "Renamed since"
    db.session.commit()
    assert redeem(shop, card, reward, request_id=KEY) == replace(first, replayed=True)
    db.session.refresh(reward)
    assert reward.stock == 4


def test_a_dry_run_answers_and_takes_nothing_from_the_stock(app: Flask) -> None:
    shop = a_shop()
    card, reward = a_card_with_points(shop, 500), a_reward(shop, points_required=100, stock=1)
    dry = redeem(shop, card, reward, dry_run=True)
    assert (dry.dry_run, dry.card.points_balance) == (True, 400)
    assert redeem(shop, card, reward).card.points_balance == 400


def test_nobody_redeems_without_a_proven_person(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises(StaffPinRequired):
        redeem(shop, a_card(shop), a_reward(shop), actor=shop.nobody())


def test_a_blocked_card_gives_nothing(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises(CardBlocked):
        redeem(shop, a_card(shop, status="blocked"), a_reward(shop))


def test_another_merchants_card_is_not_known(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    with pytest.raises(CardUnknown):
        redeem(here, a_card(there), a_reward(here))


def test_a_stamps_program_has_no_points(app: Flask) -> None:
    shop = a_shop(loyalty_type="stamps")
    with pytest.raises(NotInProgram):
        redeem(shop, a_card(shop), a_reward(shop))
