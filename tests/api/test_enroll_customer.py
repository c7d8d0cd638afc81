"""POST /cards/enroll: a customer gets a card at the till."""

from flask import Flask

from loyalty_app.db import db
from loyalty_app.models import Consent
from loyalty_app.unit_of_work import clock
from tests.api.digest import tables
from tests.api.tills import a_till, store_code
from tests.factories import a_shop

ANA = {
    "email": "Ana@Example.com",
    "first_name": "Ana",
    "last_name": "Martins",
    "phone": "+352 621 123 456",
    "birth_date": "1990-02-28",
    "locale": "fr",
    "marketing_consent": True,
}


def test_a_new_customer_gets_a_card(app: Flask) -> None:
    shop = a_shop(welcome_bonus_points=25)
    code, till = store_code(shop), a_till(app, shop)
    answer = till.post("/cards/enroll", ANA)
    assert answer.json is not None
    assert answer.status_code == 201
    assert answer.json["already_enrolled"] is False
    assert [store["code"] for store in answer.json["locations"]] == [code]
    assert answer.json["card"]["customer"] == {
        "first_name": "Ana",
        "last_name": "Martins",
        "email": "Ana@Example.com",
        "phone": "+352621123456",
        "birth_date": "1990-02-28",
        "locale": "fr",
    }
    assert answer.json["card"]["points_balance"] == 25
    assert db.session.query(Consent).one().wording.startswith("J’accepte de recevoir")


def test_who_has_a_card_keeps_it(app: Flask) -> None:
    shop = a_shop()
    till = a_till(app, shop)
    first = till.post("/cards/enroll", ANA)
    again = till.post("/cards/enroll", {"email": "ana@example.com", "first_name": "Somebody else"})
    assert first.json is not None
    assert again.json is not None
    assert again.status_code == 201
    assert again.json["already_enrolled"] is True
    assert again.json["card"] == first.json["card"]


def test_what_is_wrong_is_said_of_every_field_at_once(app: Flask) -> None:
    till = a_till(app, a_shop())
    before = tables(app)
    wrong = {**ANA, "email": "ana@", "phone": "letters", "birth_date": "1990-02-31", "first_name": "x" * 81}
    answer = till.post("/cards/enroll", wrong)
    assert answer.json is not None
    assert answer.status_code == 422
    assert {error["field"]: error["code"] for error in answer.json["errors"]} == {
        "email": "email_invalid",
        "phone": "phone_invalid",
        "birth_date": "date_invalid",
        "first_name": "name_invalid",
    }
    assert all(error["detail"] for error in answer.json["errors"])
    assert tables(app) == before


def test_a_dry_run_enrols_nobody(app: Flask) -> None:
    till = a_till(app, a_shop())
    before = tables(app)
    answer = till.post("/cards/enroll?dry_run=true", ANA)
    assert answer.json is not None
    assert (answer.status_code, answer.json["dry_run"]) == (201, True)
    assert tables(app) == before


def test_s74_who_is_too_young_is_told_from_which_age_on(app: Flask) -> None:
    till = a_till(app, a_shop(settings={"minimum_age_years": 16}))
    before = tables(app)
    answer = till.post("/cards/enroll", {**ANA, "birth_date": f"{clock.now().year - 15}-01-01"})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (422, "too_young")
    assert answer.json["errors"] == [
        {
            "field": "birth_date",
            "code": "too_young",
            "minimum_age_years": 16,
            "detail": "Joining is possible from the age of 16. Check the year of birth, or come back later.",
        }
    ]
    assert tables(app) == before
    assert till.post("/cards/enroll", ANA).status_code == 201
