"""POST /stamp/redeem: a full card for its reward."""

from flask import Flask

from tests.api.tills import a_till
from tests.factories import a_card, a_shop


def test_a_full_card_is_exchanged_for_its_reward(app: Flask) -> None:
    shop = a_shop(stamps_target=2, cooldown_minutes=0, stamps_reward_description="A free coffee")
    card_id, till = a_card(shop).id, a_till(app, shop)
    last, *_ = [till.post("/stamp", {"card_id": card_id}) for _ in range(3)][::-1]
    assert last.json is not None
    assert last.json["card"]["rewards_ready"] == 1
    answer = till.post("/stamp/redeem", {"card_id": card_id})
    assert answer.json is not None
    assert answer.status_code == 200
    assert answer.json["reward_description"] == "A free coffee"
    assert answer.json["transaction"]["type"] == "stamp_redeemed"
    assert answer.json["transaction"]["stamps_delta"] == -2
    assert answer.json["card"]["stamp_count"] == 1  # what was above the target stays


def test_a_card_that_is_not_full_is_refused_with_what_is_missing(app: Flask) -> None:
    shop = a_shop(stamps_target=5)
    answer = a_till(app, shop).post("/stamp/redeem", {"card_id": a_card(shop).id})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (409, "insufficient_stamps")
    assert answer.json["missing_stamps"] == 5
