"""POST /points/redeem: points for a reward."""

from flask import Flask

from tests.api.tills import a_till
from tests.factories import a_card, a_reward, a_shop


def test_points_are_exchanged_for_a_reward(app: Flask) -> None:
    shop = a_shop(minimum_redemption_points=10)
    reward = a_reward(shop, name="Cake", points_required=30)
    reward_id, card_id, till = reward.id, a_card(shop).id, a_till(app, shop)
    till.post("/points", {"card_id": card_id, "purchase_amount_cents": 500})
    answer = till.post("/points/redeem", {"card_id": card_id, "reward_id": reward_id})
    assert answer.json is not None
    assert answer.status_code == 200
    assert (answer.json["points_spent"], answer.json["reward_name"]) == (30, "Cake")
    assert answer.json["transaction"]["reward"] == {"id": reward_id, "name": "Cake"}
    assert answer.json["card"]["points_balance"] == 20
    assert answer.json["card"]["available_rewards"] == []


def test_a_card_below_the_minimum_is_refused(app: Flask) -> None:
    shop = a_shop(minimum_redemption_points=100)
    reward_id, card_id, till = a_reward(shop, points_required=10).id, a_card(shop).id, a_till(app, shop)
    till.post("/points", {"card_id": card_id, "purchase_amount_cents": 500})
    answer = till.post("/points/redeem", {"card_id": card_id, "reward_id": reward_id})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (409, "below_minimum_redemption")
