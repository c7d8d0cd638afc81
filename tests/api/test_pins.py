"""/pins: the people at the counter, and the session that stands for a PIN."""

from flask import Flask

from tests.api.digest import tables
from tests.api.tills import Till, a_staff_session, a_till, a_token
from tests.factories import Shop, a_card, a_colleague, a_shop

PIN = "493817"


def a_manager(shop: Shop) -> dict[str, str]:
    return {"staff_session": a_staff_session(shop.manager.id)}


def test_a_verified_pin_opens_a_session_that_serves(app: Flask) -> None:
    shop = a_shop()
    person, card_id = a_colleague(shop, pin=PIN, name="Ana Silva").id, a_card(shop).id
    till = Till(app=app, token=a_token(shop))
    opened = till.ask("POST", f"/pins/{person}/verify", json={"pin": PIN})
    assert opened.json is not None
    assert opened.status_code == 200
    assert opened.json["expires_at"].endswith("Z")
    assert opened.json["staff"] == {"id": person, "name": "Ana Silva", "role": "cashier"}
    stamped = till.post("/stamp", {"card_id": card_id, "staff_session": opened.json["staff_session"]})
    assert stamped.json is not None
    assert stamped.json["transaction"]["staff"] == {"name": "Ana Silva"}


def test_a_session_is_of_its_store(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    session = a_staff_session(there.manager.id)
    before = tables(app, without=frozenset({"customers", "loyalty_cards", "api_tokens", "sessions"}))
    answer = a_till(app, here).post("/stamp", {"card_id": a_card(here).id, "staff_session": session})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (401, "staff_pin_required")
    assert tables(app, without=frozenset({"customers", "loyalty_cards", "api_tokens", "sessions"})) == before


def test_a_manager_looks_after_the_staff(app: Flask) -> None:
    shop = a_shop()
    till, proof = a_till(app, shop), a_manager(shop)
    created = till.post("/pins", {"name": "Luc Weber", "pin": "573902", "staff_ref": "E-17", **proof})
    assert created.json is not None
    assert created.status_code == 201
    person = created.json["pin"]
    assert (person["name"], person["role"], person["pin_length"]) == ("Luc Weber", "cashier", 6)
    assert "573902" not in created.text
    changed = till.ask("PATCH", f"/pins/{person['id']}", json={"name": "Luc Wagner", "role": "manager", **proof})
    assert changed.json is not None
    assert (changed.status_code, changed.json["pin"]["name"], changed.json["pin"]["role"]) == (
        200,
        "Luc Wagner",
        "manager",
    )
    assert till.ask("DELETE", f"/pins/{person['id']}", json=proof).status_code == 204
    listed = till.get("/pins")
    assert listed.json is not None
    assert "Luc Wagner" not in {person["name"] for person in listed.json["items"]}
    assert listed.json["total"] == 2


def test_an_owners_token_needs_no_body_to_delete(app: Flask) -> None:
    shop = a_shop()
    till = Till(app=app, token=a_token(shop, role="owner"))
    assert till.ask("DELETE", f"/pins/{shop.cashier.id}").status_code == 204


def test_a_cashier_may_not(app: Flask) -> None:
    shop = a_shop()
    till = a_till(app, shop)
    before = tables(app)
    for method, path, body in (
        ("POST", "/pins", {"name": "Luc Weber", "pin": "573902"}),
        ("PATCH", f"/pins/{shop.cashier.id}", {"role": "manager"}),
        ("DELETE", f"/pins/{shop.manager.id}", {}),
        ("POST", f"/pins/{shop.cashier.id}/unlock", {}),
    ):
        answer = till.ask(method, path, json={"staff_session": till.staff_session, **body})
        assert answer.json is not None
        assert (answer.status_code, answer.json["code"]) == (403, "manager_required"), path
    assert tables(app) == before


def test_a_locked_pin_is_unlocked_by_a_manager(app: Flask) -> None:
    shop = a_shop()
    person, till = a_colleague(shop, pin=PIN).id, a_till(app, shop)
    for _ in range(5):
        till.ask("POST", f"/pins/{person}/verify", json={"pin": "493810"})
    assert till.ask("POST", f"/pins/{person}/verify", json={"pin": PIN}).status_code == 429
    unlocked = till.ask("POST", f"/pins/{person}/unlock", json=a_manager(shop))
    assert unlocked.json is not None
    assert (unlocked.status_code, unlocked.json["pin"]["is_locked"]) == (200, False)
    assert till.ask("POST", f"/pins/{person}/verify", json={"pin": PIN}).status_code == 200
