"""Adding and changing what points buy."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.errors import Forbidden, InvalidInput, RewardUnknown
from loyalty_app.domain.program_fields import RewardFields
from loyalty_app.models import Reward
from loyalty_app.operations.save_reward import RewardSaved, SaveReward, save_reward
from loyalty_app.queries.program_view import find_program, list_rewards
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_reward, a_shop


def saved(shop: Shop, reward_id: int | None = None, **fields: Any) -> RewardSaved:
    return save_reward(SaveReward(actor=shop.owner(), fields=RewardFields(**fields), reward_id=reward_id))


def problem_of(shop: Shop, **fields: Any) -> tuple[str, str]:
    named: dict[str, Any] = {"name": "Cake", "points_required": 500} | fields
    with pytest.raises(InvalidInput) as refused:
        saved(shop, **named)
    return refused.value.problems[0].field, refused.value.problems[0].code


def test_a_new_reward_is_in_the_program(app: Flask) -> None:
    shop = a_shop()
    outcome = saved(shop, name=" Cake  of the day", points_required=500, icon="cake", stock=10)
    assert (outcome.is_new, outcome.reward.name, outcome.reward.stock) == (True, "Cake of the day", 10)
    assert outcome.reward.is_available
    assert find_program(db.session.connection(), shop.merchant_id, clock.now()).rewards == (outcome.reward,)


def test_a_change_leaves_what_is_not_named(app: Flask) -> None:
    shop = a_shop()
    first = saved(shop, name="Cake", points_required=500, stock=10).reward
    second = saved(shop, first.id, points_required=600).reward
    assert (second.id, second.name, second.points_required, second.stock) == (first.id, "Cake", 600, 10)
    assert saved(shop, first.id, stock=None).reward.stock is None


def test_a_reward_below_the_minimum_says_so(app: Flask) -> None:
    shop = a_shop(minimum_redemption_points=100)
    assert saved(shop, name="Sticker", points_required=99).is_below_minimum
    assert not saved(shop, name="Cake", points_required=100).is_below_minimum


def test_a_name_is_given_once(app: Flask) -> None:
    shop = a_shop()
    cake = saved(shop, name="Cake", points_required=500).reward
    assert problem_of(shop, name="CAKE") == ("name", "reward_name_taken")
    assert saved(shop, cake.id, name="cake").reward.name == "cake"
    db.session.get_one(Reward, cake.id).deleted_at = clock.now()
    db.session.commit()
    assert saved(shop, name="Cake", points_required=500).is_new


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"points_required": 0}, ("points_required", "number_out_of_range")),
        ({"points_required": -5}, ("points_required", "number_out_of_range")),
        ({"name": " "}, ("name", "name_invalid")),
        ({"stock": -1}, ("stock", "number_out_of_range")),
        ({"icon": "../x"}, ("icon", "field_type")),
        ({"description": "x" * 501}, ("description", "text_too_long")),
    ],
)
def test_wrong_values_are_named(app: Flask, fields: dict[str, Any], problem: tuple[str, str]) -> None:
    assert problem_of(a_shop(), **fields) == problem


def test_the_end_is_after_the_start(app: Flask) -> None:
    now = clock.now()
    assert problem_of(a_shop(), starts_at=now, ends_at=now) == ("ends_at", "end_before_start")


def test_a_reward_needs_a_name_and_a_price(app: Flask) -> None:
    for fields in ({"name": "Cake"}, {"points_required": 5}):
        with pytest.raises(InvalidInput) as refused:
            saved(a_shop(), **fields)
        assert refused.value.problems[0].code == "field_missing"


def test_a_program_has_a_hundred_rewards_at_most(app: Flask) -> None:
    shop = a_shop()
    rewards = [
        {"merchant_id": shop.merchant_id, "program_id": shop.program_id, "name": f"R{n}", "points_required": 1}
        for n in range(100)
    ]
    db.session.add_all(Reward(**reward) for reward in rewards)
    db.session.commit()
    assert problem_of(shop) == ("name", "reward_limit")


def test_a_till_lists_only_what_can_be_had_now(app: Flask) -> None:
    shop = a_shop()
    now = clock.now()
    a_reward(shop, name="Sold out", stock=0)
    a_reward(shop, name="Off", is_active=False)
    a_reward(shop, name="Over", ends_at=now - timedelta(days=1))
    a_reward(shop, name="Not yet", starts_at=now + timedelta(days=1))
    a_reward(shop, name="Now", starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=1))
    found = list_rewards(db.session.connection(), shop.program_id, now, only_available=True)
    assert [reward.name for reward in found] == ["Now"]


def test_who_may_not_and_what_is_not_there(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    theirs = a_reward(there).id
    with pytest.raises(Forbidden):
        save_reward(SaveReward(actor=here.actor(here.manager), fields=RewardFields(name="x", points_required=1)))
    with pytest.raises(RewardUnknown):
        saved(here, theirs, name="Mine")
