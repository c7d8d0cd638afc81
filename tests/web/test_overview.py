"""The first page of the office: figures, what to look at, and what comes first without a program."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from flask import Flask

from loyalty_app.db import db
from loyalty_app.models import MerchantLoyaltySettings
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_card, a_colleague, a_device, a_merchant, a_shop, a_store, reference
from tests.web.visitors import Visitor, signed_in

OVERVIEW = "/merchant/loyalty/"


def figures_of(visitor: Visitor) -> dict[str, str]:
    return dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", visitor.get(OVERVIEW).text))


def test_the_figures_of_the_shop_are_there(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    a_card(shop)
    add_stamp(AddStamp(actor=shop.actor(), card=reference(card), request_id=secrets.token_hex(16)))
    a_card(a_shop())
    figures = figures_of(signed_in(app, shop))
    assert figures == {"Members": "2", "Active in 30 days": "1", "Stamps issued": "1", "Rewards redeemed": "0"}


def test_a_locked_pin_and_a_tablet_not_seen_today_are_to_be_looked_at(app: Flask) -> None:
    shop = a_shop()
    owner = signed_in(app, shop)
    a_device(shop, label="Terrace", last_seen_at=clock.now())
    quiet = owner.get(OVERVIEW).text
    assert ("To look at</h2>" in quiet, "1 of 1 tablets seen today" in quiet) == (False, True)
    a_colleague(shop, locked_until=clock.now() + timedelta(minutes=9), failed_attempts=5)
    a_device(shop, label="Window", last_seen_at=clock.now() - timedelta(days=2))
    a_device(shop, label="Gone", revoked_at=clock.now())
    page = owner.get(OVERVIEW).text
    assert "The PIN of Ana Silva" in page
    assert "Window" in page
    assert ("Terrace" in page, "Gone" in page) == (False, False)


def test_a_manager_of_one_store_sees_only_its_figures(app: Flask) -> None:
    shop = a_shop()
    other = a_store(shop.merchant_id, name="Kirchberg")
    a_card(shop, enrolled_at_store_id=other.id)
    a_card(shop)
    manager = signed_in(app, shop, role="manager", store_id=shop.store_id)
    assert figures_of(manager)["Members"] == "1"
    assert "Kirchberg" not in manager.get(OVERVIEW).text


def test_before_there_is_a_program_the_page_says_what_comes_next(app: Flask) -> None:
    merchant = a_merchant()
    db.session.add(MerchantLoyaltySettings(merchant_id=merchant.id))
    store = a_store(merchant.id)
    shop = a_shop()
    empty = Shop(merchant_id=merchant.id, store_id=store.id, program_id=0, cashier=shop.cashier, manager=shop.manager)
    page = signed_in(app, empty).get(OVERVIEW)
    assert page.status_code == 200
    assert "No program yet" in page.text
    assert "Add the staff" in page.text


def test_the_overview_is_for_those_who_signed_in(app: Flask) -> None:
    answer = Visitor(app=app).get(OVERVIEW)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/auth/login?next={OVERVIEW}")
