"""How many statements an answer costs: a till waits for each of them."""

from flask import Flask

from tests.api.tills import a_key, a_till
from tests.counting import statements
from tests.factories import a_card, a_reward, a_shop


def test_a_stamp_costs_no_more_than_its_statements(app: Flask) -> None:
    """Token, session, card with all its rules, key seen, line, balance, rewards, key kept."""
    shop = a_shop(cooldown_minutes=0)
    a_reward(shop)
    till, card_id = a_till(app, shop), a_card(shop).id
    till.post("/stamp", {"card_id": card_id})
    with statements() as sent:
        assert till.post("/stamp", {"card_id": card_id}, key=a_key()).status_code == 200
    assert len(sent) <= 7, sent


def test_a_look_up_costs_three_statements(app: Flask) -> None:
    """Token, card with all its rules, rewards."""
    shop = a_shop()
    a_reward(shop)
    till, card_id = a_till(app, shop), a_card(shop).id
    till.ask("POST", "/cards/lookup", json={"card_id": card_id})
    with statements() as sent:
        assert till.ask("POST", "/cards/lookup", json={"card_id": card_id}).status_code == 200
    assert len(sent) <= 3, sent
