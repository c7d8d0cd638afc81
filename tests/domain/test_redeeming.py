"""Which rewards a card can have: active, in their dates, in stock, paid for, and above the merchant's minimum."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from loyalty_app.domain.cards import LoyaltyType
from loyalty_app.domain.errors import BelowMinimumRedemption, InsufficientPoints, NotInProgram, RewardUnavailable
from loyalty_app.domain.redeeming import RewardOffer, can_redeem, require_redeemable
from tests.domain.test_stamping import NOON, card, rules

DAY = timedelta(days=1)


def reward(**values: Any) -> RewardOffer:
    standing: dict[str, Any] = {
        "id": 1,
        "name": "Cake",
        "points_required": 500,
        "icon": "gift",
        "is_active": True,
        "starts_at": None,
        "ends_at": None,
        "stock": None,
    }
    return RewardOffer(**standing | values)


@pytest.mark.parametrize(
    ("offer", "available"),
    [
        ({}, True),
        ({"stock": 1}, True),
        ({"stock": 0}, False),
        ({"is_active": False}, False),
        ({"starts_at": NOON}, True),
        ({"starts_at": NOON + DAY}, False),
        ({"ends_at": NOON}, False),
        ({"ends_at": NOON + DAY}, True),
        ({"starts_at": NOON - DAY, "ends_at": NOON + DAY}, True),
    ],
)
def test_a_reward_is_available_in_its_time_and_stock(offer: dict[str, Any], *, available: bool) -> None:
    assert reward(**offer).is_available(NOON) is available
    rich = card(points_balance=1000)
    assert can_redeem(rich, rules(), reward(**offer), now=NOON) is available
    if available:
        require_redeemable(rich, rules(), reward(**offer), now=NOON)
        return
    with pytest.raises(RewardUnavailable) as refused:
        require_redeemable(rich, rules(), reward(**offer), now=NOON)
    expected = NOON + DAY if offer == {"starts_at": NOON + DAY} else None
    assert refused.value.facts == {"reward_name": "Cake", "available_from": expected}


def test_a_switched_off_reward_promises_no_date() -> None:
    off = reward(is_active=False, starts_at=NOON + DAY)
    with pytest.raises(RewardUnavailable) as refused:
        require_redeemable(card(points_balance=1000), rules(), off, now=NOON)
    assert refused.value.facts["available_from"] is None


def test_the_price_and_the_minimum_are_both_asked() -> None:
    strict = rules(minimum_redemption_points=600)
    with pytest.raises(InsufficientPoints) as poor:
        require_redeemable(card(points_balance=499), strict, reward(), now=NOON)
    assert poor.value.facts == {"points_balance": 499, "points_required": 500, "missing_points": 1}
    with pytest.raises(BelowMinimumRedemption):
        require_redeemable(card(points_balance=599), strict, reward(), now=NOON)
    require_redeemable(card(points_balance=600), strict, reward(), now=NOON)
    assert [can_redeem(card(points_balance=n), strict, reward(), now=NOON) for n in (499, 599, 600)] == [
        False,
        False,
        True,
    ]


def test_a_stamps_program_has_no_rewards_for_points() -> None:
    with pytest.raises(NotInProgram):
        require_redeemable(card(points_balance=600), rules(loyalty_type=LoyaltyType.STAMPS), reward(), now=NOON)
