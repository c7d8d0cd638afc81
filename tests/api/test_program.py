"""/program, /rewards, /stats, /analytics and the public facts: what the shop offers and how it does."""

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.models import LoyaltyProgram, MerchantLoyaltySettings
from tests.api.tills import Till, a_till, a_token, store_code
from tests.factories import Shop, a_card, a_merchant, a_reward, a_shop, a_store


def an_owner(app: Flask, shop: Shop) -> Till:
    return Till(app=app, token=a_token(shop, role="owner"))


def test_a_till_reads_the_program_and_its_rewards(app: Flask) -> None:
    shop = a_shop()
    a_reward(shop, name="Cake", points_required=300)
    till = a_till(app, shop)
    program, rewards = till.get("/program").json, till.get("/rewards").json
    assert program is not None
    assert rewards is not None
    assert program["program"]["points_per_euro"] == 10
    assert [reward["name"] for reward in rewards["items"]] == ["Cake"]
    assert program["program"]["rewards"] == rewards["items"]


def test_an_owner_begins_a_program_once(app: Flask) -> None:
    merchant = a_merchant()
    store = a_store(merchant.id)
    db.session.add(MerchantLoyaltySettings(merchant_id=merchant.id))
    db.session.commit()
    token = a_token(a_shop(), role="owner", merchant_id=merchant.id, store_id=store.id)
    till = Till(app=app, token=token)
    assert till.get("/program").status_code == 404
    created = till.ask("POST", "/program", json={"loyalty_type": "stamps", "stamps_target": 8})
    assert created.json is not None
    assert created.status_code == 201
    assert (created.json["program"]["status"], created.json["program"]["stamps_target"]) == ("draft", 8)
    again = till.ask("POST", "/program", json={"loyalty_type": "stamps"})
    assert again.json is not None
    assert (again.status_code, again.json["code"]) == (409, "program_exists")


def test_a_change_leaves_what_is_not_named(app: Flask) -> None:
    shop = a_shop(stamps_reward_description="A free coffee", points_expiration_days=365)
    changed = an_owner(app, shop).ask("PATCH", "/program", json={"stamps_target": 12, "points_expiration_days": None})
    assert changed.json is not None
    assert changed.status_code == 200
    program = changed.json["program"]
    assert (program["stamps_target"], program["points_expiration_days"]) == (12, None)
    assert program["stamps_reward_description"] == "A free coffee"


def test_b030_a_change_of_what_somebody_else_changed_is_refused_with_what_holds_now(app: Flask) -> None:
    till = an_owner(app, a_shop())
    seen = till.get("/program").json
    assert seen is not None
    version = {"version_id": seen["program"]["version_id"]}
    assert till.ask("PATCH", "/program", json={"stamps_target": 12, **version}).status_code == 200
    answer = till.ask("PATCH", "/program", json={"stamps_target": 13, **version})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (409, "changed_meanwhile")
    assert answer.json["detail"] == "The program changed. Check and confirm again."
    assert answer.json["stamps_target"] == 12
    fresh = {"version_id": answer.json["version_id"]}
    assert till.ask("PATCH", "/program", json={"stamps_target": 13, **fresh}).status_code == 200


def test_b101_a_large_effect_has_to_be_confirmed(app: Flask) -> None:
    shop = a_shop(cooldown_minutes=0)
    card_id, till = a_card(shop).id, a_till(app, shop)
    for _ in range(3):
        till.post("/stamp", {"card_id": card_id})
    owner = an_owner(app, shop)
    answer = owner.ask("PATCH", "/program", json={"stamps_target": 2})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (409, "confirmation_required")
    assert answer.json["members_with_full_card"] == 1
    assert owner.ask("PATCH", "/program", json={"stamps_target": 2, "confirmed": True}).status_code == 200


@pytest.mark.parametrize("target", [0, -1, 51, 1000])
def test_b100_a_target_out_of_range_is_refused(app: Flask, target: int) -> None:
    answer = an_owner(app, a_shop()).ask("PATCH", "/program", json={"stamps_target": target})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (422, "stamps_target")
    assert answer.json["detail"] == "Choose between 1 and 50 stamps."


@pytest.mark.parametrize("colour", ["red", "#FFF", "#12345G", "#000;}body{", ""])
def test_b104_what_is_no_colour_is_refused(app: Flask, colour: str) -> None:
    answer = an_owner(app, a_shop()).ask("PATCH", "/program", json={"card_color": colour})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (422, "colour_invalid")


def test_nothing_that_must_have_a_value_is_made_empty(app: Flask) -> None:
    answer = an_owner(app, a_shop()).ask("PATCH", "/program", json={"stamps_target": None, "card_color": None})
    assert answer.json is not None
    assert {error["field"]: error["code"] for error in answer.json["errors"]} == {
        "stamps_target": "field_type",
        "card_color": "field_type",
    }


def test_the_figures_count_what_happened(app: Flask) -> None:
    shop = a_shop()
    card_id, till = a_card(shop).id, a_till(app, shop)
    till.post("/stamp", {"card_id": card_id})
    till.post("/points", {"card_id": card_id, "purchase_amount_cents": 1000})
    stats, revenue = till.get("/stats").json, till.get("/analytics/revenue").json
    cohorts, churn = till.get("/analytics/cohorts").json, till.get("/analytics/churn").json
    assert stats is not None
    assert revenue is not None
    assert cohorts is not None
    assert churn is not None
    assert (stats["stats"]["members"], stats["stats"]["stamps_issued"]) == (1, 1)
    assert stats["stats"]["points"]["purchases"] == 100
    assert revenue["revenue"]["months"][-1]["revenue_cents"] == 1000
    assert len(cohorts["cohorts"]) == 12
    assert churn["churn"]["members_at_risk"] == 0


def test_anybody_reads_what_a_shop_offers(app: Flask) -> None:
    shop = a_shop(stamps_reward_description="A free coffee")
    a_reward(shop, name="Cake")
    a_reward(shop, name="Not yet", is_active=False)
    answer = Till(app=app, token=None).get(f"/api/v1/loyalty/programs/{store_code(shop)}")
    assert answer.json is not None
    assert answer.status_code == 200
    program = answer.json["program"]
    assert program["stamps_reward_description"] == "A free coffee"
    assert [reward["name"] for reward in program["rewards"]] == ["Cake"]


def test_a_draft_and_an_unknown_shop_offer_nothing(app: Flask) -> None:
    shop = a_shop()
    db.session.get_one(LoyaltyProgram, shop.program_id).status = "draft"
    db.session.commit()
    visitor = Till(app=app, token=None)
    draft = visitor.get(f"/api/v1/loyalty/programs/{store_code(shop)}")
    unknown = visitor.get("/api/v1/loyalty/programs/no-such-shop")
    assert [(answer.status_code, (answer.json or {})["code"]) for answer in (draft, unknown)] == [
        (404, "program_unknown"),
        (404, "store_unknown"),
    ]


def test_the_public_facts_are_limited(app: Flask) -> None:
    visitor, path = Till(app=app, token=None), f"/api/v1/loyalty/programs/{store_code(a_shop())}"
    answers = [visitor.get(path) for _ in range(31)]
    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
