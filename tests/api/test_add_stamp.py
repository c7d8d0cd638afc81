"""POST /stamp: one coffee, one stamp."""

from flask import Flask

from tests.api.tills import a_key, a_till
from tests.factories import a_card, a_shop


def test_a_till_gives_a_stamp(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    answer = a_till(app, shop).post("/stamp", {"card_id": card.id})
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["card"]["stamp_count"] == 1
    assert answer.json["transaction"]["type"] == "stamp_earned"
    assert answer.json["transaction"]["staff"] == {"name": "Sophie Klein"}
    assert answer.json["reward_earned"] is False
    assert answer.json["remaining_stamps_today"] == 4
    assert answer.json["next_stamp_available_at"].endswith("Z")
    assert not {"dry_run", "replayed"} & set(answer.json)


def test_a_repeat_gets_the_same_answer_and_one_stamp(app: Flask) -> None:
    shop = a_shop(cooldown_minutes=0)
    card, till, key = a_card(shop), a_till(app, shop), a_key()
    first = till.post("/stamp", {"card_id": card.id}, key=key)
    again = till.post("/stamp", {"card_id": card.id}, key=key)
    assert (again.status_code, again.data) == (first.status_code, first.data)
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
