"""POST /cards/{id}/block, /unblock and /replace."""

from flask import Flask

from tests.api.tills import a_till
from tests.factories import a_card, a_shop


def test_a_blocked_card_rests_until_it_is_unblocked(app: Flask) -> None:
    shop = a_shop()
    card_id, till = a_card(shop).id, a_till(app, shop)
    blocked = till.post(f"/cards/{card_id}/block", {"reason": "Stolen"})
    assert blocked.json is not None
    assert (blocked.status_code, blocked.json["card"]["status"]) == (200, "blocked")
    assert till.post("/stamp", {"card_id": card_id}).status_code == 409
    unblocked = till.post(f"/cards/{card_id}/unblock", {"reason": "Found"})
    assert unblocked.json is not None
    assert (unblocked.status_code, unblocked.json["card"]["status"]) == (200, "active")
    assert till.post("/stamp", {"card_id": card_id}).status_code == 200
    again = till.post(f"/cards/{card_id}/unblock", {"reason": "Found"})
    assert again.json is not None
    assert (again.status_code, again.json["code"]) == (409, "card_not_blocked")


def test_a_replaced_card_has_a_new_code_and_the_same_number(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    card_id, old, till = card.id, card.qr_token, a_till(app, shop)
    before = till.get(f"/cards/{card_id}").json
    answer = till.post(f"/cards/{card_id}/replace", {"reason": "Lost phone"})
    assert before is not None
    assert answer.json is not None
    assert answer.status_code == 200
    assert answer.json["card"]["qr_code"] != old
    assert answer.json["card"]["card_number"] == before["card"]["card_number"]
    assert till.ask("POST", "/cards/lookup", json={"qr_code": old}).status_code == 410


def test_a_change_without_a_key_may_be_repeated_by_one(app: Flask) -> None:
    shop = a_shop()
    card_id, till = a_card(shop).id, a_till(app, shop)
    first = till.post(f"/cards/{card_id}/block", {"reason": "Stolen"}, key="key-of-this-blocking")
    again = till.post(f"/cards/{card_id}/block", {"reason": "Stolen"}, key="key-of-this-blocking")
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.data == first.data
