"""/categories: what the sales of a store can be about."""

from flask import Flask

from tests.api.tills import Till, a_token
from tests.factories import a_shop


def test_a_manager_keeps_the_categories(app: Flask) -> None:
    shop = a_shop()
    till = Till(app=app, token=a_token(shop, role="manager"))
    created = till.ask("POST", "/categories", json={"names": {"en": "Drinks", "fr": "Boissons"}})
    assert created.json is not None
    assert created.status_code == 201
    path = f"/categories/{created.json['category']['id']}"
    changed = till.ask("PATCH", path, json={"names": {"de": "Getränke"}, "is_active": False})
    assert changed.json is not None
    assert changed.json["category"]["names"] == {"en": "Drinks", "fr": "Boissons", "de": "Getränke"}
    listed = till.get("/categories")
    assert listed.json == {"items": [changed.json["category"]], "next_cursor": None, "total": 1}
    assert till.ask("DELETE", path).status_code == 204
    assert till.ask("DELETE", path).status_code == 404
    assert till.get("/categories").json == {"items": [], "next_cursor": None, "total": 0}


def test_a_category_needs_a_name_and_a_manager(app: Flask) -> None:
    shop = a_shop()
    manager, cashier = (Till(app=app, token=a_token(shop, role=role)) for role in ("manager", "cashier"))
    answers = {
        "no name": manager.ask("POST", "/categories", json={"names": {}}),
        "no language": manager.ask("POST", "/categories", json={"names": {"xx": "Drinks"}}),
        "no text": manager.ask("POST", "/categories", json={"names": {"en": 5}}),
        "no manager": cashier.ask("POST", "/categories", json={"names": {"en": "Drinks"}}),
    }
    assert {name: (answer.status_code, (answer.json or {})["code"]) for name, answer in answers.items()} == {
        "no name": (422, "field_missing"),
        "no language": (422, "field_type"),
        "no text": (422, "field_type"),
        "no manager": (403, "manager_required"),
    }
