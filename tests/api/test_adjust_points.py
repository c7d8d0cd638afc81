"""POST /points/adjust: an owner or manager puts a balance right."""

from flask import Flask

from tests.api.tills import Till, a_key, a_staff_session, a_till, a_token
from tests.factories import a_card, a_shop


def test_a_manager_adjusts_by_proof(app: Flask) -> None:
    shop = a_shop()
    proof = {"staff_session": a_staff_session(shop.manager.id)}
    wanted = {"card_id": a_card(shop).id, "points_delta": 50, "reason": "Forgotten", **proof}
    answer = a_till(app, shop).post("/points/adjust", wanted)
    assert answer.json is not None
    assert answer.status_code == 200
    assert answer.json["transaction"]["type"] == "points_adjustment"
    assert answer.json["card"]["points_balance"] == 50


def test_an_owners_token_needs_no_proof(app: Flask) -> None:
    shop = a_shop()
    till = Till(app=app, token=a_token(shop, role="owner"))
    wanted = {"card_id": a_card(shop).id, "points_delta": 50, "reason": "Forgotten"}
    answer = till.ask("POST", "/points/adjust", json=wanted, headers={"Idempotency-Key": a_key()})
    assert answer.json is not None
    assert answer.status_code == 200
    assert answer.json["transaction"]["staff"] is None


def test_more_than_the_limit_is_refused(app: Flask) -> None:
    shop = a_shop(settings={"adjust_limit_points": 100})
    proof = {"staff_session": a_staff_session(shop.manager.id)}
    wanted = {"card_id": a_card(shop).id, "points_delta": 101, "reason": "Forgotten", **proof}
    answer = a_till(app, shop).post("/points/adjust", wanted)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (422, "adjust_limit")
