"""POST /stamp/void and /points/void: the customer brings it back."""

from flask import Flask

from tests.api.tills import a_staff_session, a_till
from tests.factories import a_card, a_reward, a_shop


def test_a_stamp_is_taken_back(app: Flask) -> None:
    shop = a_shop()
    card_id, till = a_card(shop).id, a_till(app, shop)
    given = till.post("/stamp", {"card_id": card_id})
    assert given.json is not None
    answer = till.post("/stamp/void", {"transaction_id": given.json["transaction"]["id"], "reason": "Wrong card"})
    assert answer.json is not None
    assert answer.status_code == 200
    assert answer.json["transaction"]["reverses_id"] == given.json["transaction"]["id"]
    assert answer.json["transaction"]["reason"] == "Wrong card"
    assert (answer.json["shortfall"], answer.json["card"]["stamp_count"]) == (0, 0)


def test_a_purchase_is_taken_back_in_part_by_its_receipt(app: Flask) -> None:
    shop = a_shop()
    card_id, till = a_card(shop).id, a_till(app, shop)
    till.post("/points", {"card_id": card_id, "purchase_amount_cents": 1000, "order_reference": "4711"})
    answer = till.post("/points/void", {"order_reference": "4711", "points": 40, "reason": "One cup broken"})
    assert answer.json is not None
    assert answer.status_code == 200
    assert (answer.json["transaction"]["points_delta"], answer.json["card"]["points_balance"]) == (-40, 60)


def test_a_manager_takes_what_is_left_of_spent_points(app: Flask) -> None:
    shop = a_shop(minimum_redemption_points=1)
    reward_id, card_id, till = a_reward(shop, points_required=80).id, a_card(shop).id, a_till(app, shop)
    till.post("/points", {"card_id": card_id, "purchase_amount_cents": 1000, "order_reference": "4711"})
    till.post("/points/redeem", {"card_id": card_id, "reward_id": reward_id})
    proof = {"staff_session": a_staff_session(shop.manager.id)}
    answer = till.post("/points/void", {"order_reference": "4711", "reason": "Brought back", **proof})
    assert answer.json is not None
    assert answer.status_code == 200
    assert (answer.json["shortfall"], answer.json["card"]["points_balance"]) == (80, 0)


def test_a_stamp_is_no_points_line(app: Flask) -> None:
    shop = a_shop()
    card_id, till = a_card(shop).id, a_till(app, shop)
    given = till.post("/stamp", {"card_id": card_id})
    assert given.json is not None
    answer = till.post("/points/void", {"transaction_id": given.json["transaction"]["id"], "reason": "Wrong card"})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (404, "transaction_unknown")


def test_nothing_is_taken_back_twice(app: Flask) -> None:
    shop = a_shop()
    card_id, till = a_card(shop).id, a_till(app, shop)
    given = till.post("/stamp", {"card_id": card_id})
    assert given.json is not None
    wanted = {"transaction_id": given.json["transaction"]["id"], "reason": "Wrong card"}
    assert till.post("/stamp/void", wanted).status_code == 200
    answer = till.post("/stamp/void", wanted)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (409, "already_voided")
