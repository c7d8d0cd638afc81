"""Whose card it is: every page of the phone × caller, generated from the routes themselves (S01, S03, S05, S06)."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select, update
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from loyalty_app.db import db
from loyalty_app.domain.tokens import token_hash
from loyalty_app.edge.limits import Limits
from loyalty_app.edge.policy import CallerKind, declared
from loyalty_app.models import Customer, LoyaltyCard, Merchant, Session
from loyalty_app.unit_of_work import clock
from tests.api.digest import tables
from tests.factories import Shop, a_card, a_customer, a_session, a_shop, a_store
from tests.web.storefront.phones import Phone, a_phone, hidden_fields, store_code
from tests.web.tablets import an_open_tablet
from tests.web.visitors import signed_in

# Somebody who is seen is noted; pages are no less read-only for it.
NOTES = frozenset({"terminal_devices", "sessions"})
FORMS: dict[str, dict[str, str]] = {
    "storefront.sign_out": {},
    "storefront.correct_data": {"first_name": "Changed"},
    "storefront.change_address": {"email": "changed@example.com"},
    "storefront.change_consent": {"marketing_consent": "1"},
    "storefront.export_page": {},
    "storefront.export_file": {},
    "storefront.leave": {},
}


def a_canary_shop(canary: str) -> Shop:
    shop = a_shop()
    db.session.get_one(Merchant, shop.merchant_id).name = canary
    db.session.commit()
    return shop


def somebody(app: Flask, shop: Shop, name: str, **values: Any) -> Phone:
    """A phone whose owner is signed in to a card of the shop; `values` are columns of the session."""
    email = f"{name}@example.com"
    card = a_card(shop, customer=a_customer(shop, first_name=name, email=email, email_canonical=email))
    token = secrets.token_urlsafe(32)
    a_session(**{"kind": "customer", "token_hash": token_hash(token), "customer_id": card.customer_id} | values)
    phone = a_phone(app, shop)
    phone.client.set_cookie("customer", token)
    return phone


def routes(app: Flask, kind: CallerKind) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("storefront.") and declared(app, rule.endpoint).policy.kind is kind:
            yield rule


def ask(phone: Phone, rule: Rule, *, at: str | None = None, **form: Any) -> TestResponse:
    """The page, or the form as a page of the same browser would send it, at the store `at`."""
    phone.app.extensions["limits"] = Limits("memory://")
    path = rule.rule.replace("<store_code>", at or phone.code)
    if "POST" not in (rule.methods or ()):
        return phone.get(path)
    token = hidden_fields(phone.page("signin").text)["csrf_token"]
    return phone.ask("POST", path, data={"csrf_token": token, **FORMS[rule.endpoint], **form})


def test_every_form_for_customers_has_a_sample(app: Flask) -> None:
    forms = {rule.endpoint for rule in routes(app, CallerKind.CUSTOMER) if "POST" in (rule.methods or ())}
    assert forms == set(FORMS)


def test_s01_only_a_signed_in_customer_gets_in(app: Flask) -> None:
    shop = a_canary_shop("canary-a")
    inside, outside = somebody(app, shop, "canary-ana"), a_canary_shop("other")
    junk, tablet, owner = (a_phone(app, shop) for _ in range(3))
    junk.client.set_cookie("customer", "x" * 43)
    tablet.client = an_open_tablet(app, shop).client
    owner.client = signed_in(app, shop).client
    callers = {
        "nobody": a_phone(app, shop),
        "junk": junk,
        "over": somebody(app, shop, "over", expires_at=clock.now() - timedelta(seconds=1)),
        "signed out": somebody(app, shop, "out", revoked_at=clock.now()),
        "customer of another merchant": somebody(app, outside, "other"),
        "tablet": tablet,
        "owner": owner,
    }
    for rule in routes(app, CallerKind.CUSTOMER):
        for who, phone in callers.items():
            before = tables(app, without=NOTES)
            answer = ask(phone, rule, at=inside.code)
            assert (answer.status_code, answer.location) == (303, inside.path("signin")), (who, rule.rule)
            assert "canary" not in answer.text
            assert tables(app, without=NOTES) == before, (who, rule.rule)


def test_s01_the_right_person_is_let_in(app: Flask) -> None:
    for rule in routes(app, CallerKind.CUSTOMER):
        answer = ask(somebody(app, a_shop(), "ana"), rule)
        assert answer.status_code in (200, 303), rule.rule
        assert "signin" not in (answer.location or "") or rule.endpoint in (
            "storefront.sign_out",
            "storefront.change_address",
        ), rule.rule


def test_s01_who_was_erased_is_nobody(app: Flask) -> None:
    phone = somebody(app, a_shop(), "ana")
    db.session.execute(update(Customer).values(erased_at=clock.now()))
    db.session.commit()
    for rule in routes(app, CallerKind.CUSTOMER):
        assert ask(phone, rule).location == phone.path("signin"), rule.rule


def test_s03_a_store_that_does_not_exist_is_like_none(app: Flask) -> None:
    phone = somebody(app, a_shop(), "ana")
    for rule in routes(app, CallerKind.CUSTOMER):
        answer = ask(phone, rule, at="nowhere")
        assert answer.status_code == 404, rule.rule
        assert 'data-code="store_unknown"' in answer.text


def test_s05_no_page_shows_anything_of_somebody_else(app: Flask) -> None:
    shop, other = a_shop(), a_canary_shop("canary-b")
    phone = somebody(app, shop, "ana")
    somebody(app, shop, "canary-neighbour")
    somebody(app, other, "canary-stranger")
    for kind in (CallerKind.CUSTOMER, CallerKind.VISITOR):
        for rule in routes(app, kind):
            if rule.arguments == {"store_code"} and ("GET" in (rule.methods or ()) or "export" in rule.rule):
                assert "canary" not in ask(phone, rule).text.lower(), rule.rule


def test_s06_what_is_no_field_of_the_form_changes_nothing(app: Flask) -> None:
    shop, other = a_shop(), a_shop()
    phone, stranger = somebody(app, shop, "ana"), somebody(app, other, "stranger")
    wanted: dict[str, Any] = {
        "merchant_id": other.merchant_id,
        "customer_id": 2,
        "id": 2,
        "email": "taken@example.com",
        "email_verified_at": "2001-01-01",
        "is_provisional": "1",
        "points_balance": 99999,
        "stamp_count": 9,
        "card_id": 2,
    }
    rules = {rule.endpoint: rule for rule in routes(app, CallerKind.CUSTOMER)}
    assert ask(phone, rules["storefront.correct_data"], **wanted).status_code == 303
    assert ask(phone, rules["storefront.leave"], customer_id=2, card_id=2).status_code == 303
    db.session.rollback()
    people = db.session.execute(select(Customer).order_by(Customer.id)).scalars().all()
    assert [(one.merchant_id, one.erased_at is None) for one in people] == [
        (shop.merchant_id, False),
        (other.merchant_id, True),
    ]
    assert people[1].first_name == "stranger"
    assert db.session.execute(select(LoyaltyCard.points_balance)).scalars().all() == [0, 0]
    assert stranger.page("dashboard").status_code == 200


def test_a_session_of_one_merchant_is_none_at_another_in_the_same_browser(app: Flask) -> None:
    shop, other = a_shop(), a_shop()
    phone = somebody(app, shop, "ana")
    there = a_phone(app, other)
    there.client = phone.client
    assert there.page("dashboard").location == there.path("signin")
    assert phone.page("dashboard").status_code == 200


def test_s04_a_card_of_all_stores_opens_at_each_store_of_its_merchant(app: Flask) -> None:
    shop = a_shop()
    a_store(shop.merchant_id, code="second-store")
    db.session.commit()
    phone = somebody(app, shop, "ana")
    assert phone.get("/loyalty/second-store/dashboard").status_code == 200
    assert db.session.execute(select(Session.kind)).scalars().all() == ["customer"]
    assert store_code(shop) != "second-store"
