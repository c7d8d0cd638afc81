"""POST /points: a purchase earns points."""

from flask import Flask

from tests.api.tills import a_till
from tests.factories import a_card, a_category, a_shop


def test_a_purchase_earns_points(app: Flask) -> None:
    shop = a_shop(points_per_euro=10)
    category = a_category(shop)
    answer = a_till(app, shop).post(
        "/points",
        {
            "card_id": a_card(shop).id,
            "purchase_amount_cents": 1250,
            "order_reference": "4711",
            "category_ids": [category.id],
            "happened_at": "2026-11-20T10:42:00+01:00",
        },
    )
    assert answer.json is not None
    assert answer.status_code == 200
    assert (answer.json["points_earned"], answer.json["points_per_euro"]) == (125, 10)
    transaction = answer.json["transaction"]
    assert (transaction["purchase_amount_cents"], transaction["order_reference"]) == (1250, "4711")
    assert transaction["happened_at"] == "2026-11-20T09:42:00Z"
    assert [entry["id"] for entry in transaction["categories"]] == [category.id]
    assert answer.json["card"]["points_balance"] == 125


def test_a_dry_run_says_what_would_happen_and_records_nothing(app: Flask) -> None:
    shop = a_shop()
    card_id, till = a_card(shop).id, a_till(app, shop)
    tried = till.post("/points?dry_run=true", {"card_id": card_id, "purchase_amount_cents": 500})
    assert tried.json is not None
    assert (tried.status_code, tried.json["dry_run"], tried.json["points_earned"]) == (200, True, 50)
    shown = till.get(f"/cards/{card_id}")
    assert shown.json is not None
    assert (shown.json["card"]["points_balance"], shown.json["card"]["version"]) == (0, 0)
