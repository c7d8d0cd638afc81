"""GET /cards, /cards/{id}, /cards/{id}/transactions and /transactions: what was found and what happened."""

import pytest
from flask import Flask

from tests.api.tills import a_till
from tests.factories import a_card, a_shop, a_store


def test_cards_come_in_pages_without_gaps_or_repeats(app: Flask) -> None:
    shop = a_shop()
    made = sorted(a_card(shop).id for _ in range(5))
    till, seen, cursor = a_till(app, shop), [], None
    while True:
        answer = till.get("/cards", query_string={"limit": "2", **({"cursor": cursor} if cursor else {})})
        assert answer.json is not None
        assert answer.json["total"] == 5
        seen += [card["id"] for card in answer.json["items"]]
        cursor = answer.json["next_cursor"]
        if cursor is None:
            break
    assert seen == made[::-1]


def test_a_store_with_cards_of_its_own_lists_no_others(app: Flask) -> None:
    shop = a_shop(settings={"allow_cross_location_redemption": False})
    other = a_store(shop.merchant_id)
    here = a_card(shop, scope_store_id=shop.store_id)
    everywhere = a_card(shop)
    a_card(shop, scope_store_id=other.id, enrolled_at_store_id=other.id)
    till = a_till(app, shop)
    for query in ({}, {"search": "ana"}):
        answer = till.get("/cards", query_string=query)
        assert answer.json is not None
        assert [card["id"] for card in answer.json["items"]] == [everywhere.id, here.id]
        assert answer.json["total"] == 2


def test_a_card_shows_all_that_the_contract_names(app: Flask) -> None:
    shop = a_shop()
    answer = a_till(app, shop).get(f"/cards/{a_card(shop).id}")
    assert answer.json is not None
    named = """id card_number status customer stamp_count stamps_target stamps_until_reward rewards_ready points_balance
        points_expire_at available_rewards next_stamp_available_at remaining_stamps_today enrolled_at_store
        last_activity_at version passes""".split()
    card = answer.json["card"]
    assert set(named) <= set(card)
    assert set(card["customer"]) == set("first_name last_name email phone birth_date locale".split())
    assert set(card["passes"]) == {"apple", "google"}
    assert card["passes"]["apple"]["add_url"] is None


def test_the_history_of_a_card_is_newest_first(app: Flask) -> None:
    shop = a_shop(cooldown_minutes=0)
    card_id, till = a_card(shop).id, a_till(app, shop)
    till.post("/stamp", {"card_id": card_id})
    till.post("/points", {"card_id": card_id, "purchase_amount_cents": 500})
    named = """id type stamps_delta points_delta stamps_balance_after points_balance_after card_version store staff
        terminal purchase_amount_cents order_reference reward categories reverses_id reversed_by_id shortfall reason
        happened_at recorded_at""".split()
    for path in (f"/cards/{card_id}/transactions", "/transactions", f"/transactions?card_id={card_id}"):
        answer = till.get(path)
        assert answer.json is not None
        assert [line["type"] for line in answer.json["items"]] == ["points_earned", "stamp_earned"]
        assert set(named) <= set(answer.json["items"][0])


def test_the_history_is_filtered_by_type_and_time(app: Flask) -> None:
    shop = a_shop(cooldown_minutes=0)
    card_id, till = a_card(shop).id, a_till(app, shop)
    till.post("/stamp", {"card_id": card_id})
    till.post("/points", {"card_id": card_id, "purchase_amount_cents": 500})
    counts = {
        query: (till.get(f"/transactions?{query}").json or {})["total"]
        for query in ("type=stamp_earned", "from=2020-01-01T00:00:00Z", "to=2020-01-01T00:00:00Z")
    }
    assert counts == {"type=stamp_earned": 1, "from=2020-01-01T00:00:00Z": 2, "to=2020-01-01T00:00:00Z": 0}


@pytest.mark.parametrize(
    "query",
    """limit=0 limit=-1 limit=201 limit=100000 limit=abc limit=1.5 limit=١ limit= limit=99999999999999999999999 cursor=x
    cursor=../../ cursor=MQ.Mg cursor= page=1 sort=password offset=5 type=anything from=yesterday from=2026-01-01
    to=0000-00-00T00:00:00Z card_id=0 card_id=-1 card_id=99999999999999999999 card_id=x
    from=0001-01-01T00:00:00Z""".split(),
)
def test_b133_an_odd_question_is_refused(app: Flask, query: str) -> None:
    answer = a_till(app, a_shop()).get(f"/transactions?{query}")
    assert answer.json is not None
    assert answer.status_code == 422, answer.json
    assert answer.json["errors"][0]["field"] == query.split("=", maxsplit=1)[0]
