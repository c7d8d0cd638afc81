"""Who calls: tokens, the store they act at, the language they read, and how often they may ask."""

from __future__ import annotations

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.models import ApiToken, Store
from loyalty_app.unit_of_work import clock
from tests.api.tills import Till, a_staff_session, a_till, a_token, store_code
from tests.factories import Shop, a_card, a_shop, a_store


def a_merchants_till(app: Flask, shop: Shop) -> Till:
    token = a_token(shop, scope="merchant", store_id=None, role="owner")
    return Till(app=app, token=token, staff_session=a_staff_session(shop.cashier.id))


def test_a_merchants_token_acts_at_the_store_it_names(app: Flask) -> None:
    shop = a_shop()
    card_id, here = a_card(shop).id, store_code(shop)
    answer = a_merchants_till(app, shop).post(f"/stamp?store_code={here}", {"card_id": card_id})
    assert answer.json is not None
    assert (answer.status_code, answer.json["transaction"]["store"]["code"]) == (200, here)


def test_a_merchants_token_without_a_store_is_told_what_is_missing(app: Flask) -> None:
    till = a_merchants_till(app, a_shop())
    answer = till.get("/program")
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (422, "field_missing")
    assert answer.json["errors"] == [
        {"field": "store_code", "code": "field_missing", "detail": "“store_code” is required."}
    ]


@pytest.mark.parametrize("code", ["no-such-store", "UPPER", "", "%00", "a' OR 1=1", "x" * 5000])
def test_a_store_that_does_not_exist_is_not_known(app: Flask, code: str) -> None:
    answer = a_merchants_till(app, a_shop()).get("/program", query_string=f"store_code={code}")
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (404, "store_unknown")


def test_a_stores_token_acts_at_no_other_store(app: Flask) -> None:
    shop = a_shop()
    other = a_store(shop.merchant_id)
    db.session.commit()
    till, here, there = a_till(app, shop), store_code(shop), other.code
    assert till.get(f"/program?store_code={here}").status_code == 200
    assert till.get(f"/program?store_code={there}").status_code == 404


def test_the_token_of_a_store_that_closed_opens_nothing(app: Flask) -> None:
    shop = a_shop()
    till, here = a_till(app, shop), store_code(shop)
    assert till.get("/program").status_code == 200
    db.session.get_one(Store, shop.store_id).deleted_at = clock.now()
    db.session.commit()
    for path in ("/program", f"/program?store_code={here}"):
        answer = till.get(path)
        assert answer.json is not None
        assert (answer.status_code, answer.json["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer x", "Bearer " + "x" * 5000, "Token abc", "Bearer é"]
)
def test_what_is_no_token_opens_nothing(app: Flask, header: str) -> None:
    a_shop()
    answer = Till(app=app, token=None).get("/program", headers={"Authorization": header})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_revoked_token_opens_nothing_from_the_next_request_on(app: Flask) -> None:
    till = a_till(app, a_shop())
    assert till.get("/program").status_code == 200
    db.session.query(ApiToken).one().revoked_at = clock.now()
    db.session.commit()
    assert till.get("/program").status_code == 401


def test_when_a_token_was_used_is_noted(app: Flask) -> None:
    till = a_till(app, a_shop())
    till.get("/cards/987654")
    assert db.session.query(ApiToken).one().last_used_at is None
    till.get("/program")
    db.session.rollback()
    assert db.session.query(ApiToken).one().last_used_at is not None


def test_sixty_stamps_a_minute_are_enough(app: Flask) -> None:
    shop = a_shop()
    till, other = a_till(app, shop), a_till(app, shop)
    for _ in range(60):
        till.post("/stamp", {"card_id": 987654})
    answer = till.post("/stamp", {"card_id": 987654})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (429, "rate_limited")
    assert answer.headers["Retry-After"] == str(answer.json["retry_after_seconds"])
    assert other.post("/stamp", {"card_id": 987654}).status_code == 404  # each token has its own allowance


@pytest.mark.parametrize(
    ("wanted", "given"),
    [("de", "de"), ("fr-LU,fr;q=0.9", "fr"), ("lb-LU,fr;q=0.5", "lb"), ("lu", "lb"), ("xx", "en"), ("../../de", "en")],
)
def test_the_sentence_is_in_the_callers_language(app: Flask, wanted: str, given: str) -> None:
    answer = Till(app=app, token=None).get("/program", headers={"Accept-Language": wanted})
    assert answer.headers["Content-Language"] == given


def test_b019_a_line_break_in_a_header_goes_no_further(app: Flask) -> None:
    till = a_till(app, a_shop())
    answer = till.get("/program", headers={"Accept-Language": "de, " + "x" * 20_000, "X-Request-Id": "forged"})
    assert answer.status_code == 200
    assert answer.headers["X-Request-Id"] != "forged"


def test_head_is_get_without_the_body(app: Flask) -> None:
    till = a_till(app, a_shop())
    answer = till.ask("HEAD", "/program")
    assert (answer.status_code, answer.data) == (200, b"")
