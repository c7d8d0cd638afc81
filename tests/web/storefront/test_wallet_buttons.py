"""The buttons that bring the card into a phone's wallet: there where a wallet is, and good however long they wait."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.edge.limits import Limits
from loyalty_app.models import Customer, LoyaltyCard
from loyalty_app.unit_of_work import clock
from tests.conftest import app_on
from tests.databases import Kind
from tests.factories import a_card, a_shop, a_store
from tests.web.storefront.phones import a_member, a_phone, words

IPHONE = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"}


@pytest.fixture(params=[Kind.sqlite])
def wallet_app(request: pytest.FixtureRequest, make_apple_app: Callable[..., Flask]) -> Iterator[Flask]:
    """The application with Apple Wallet configured."""
    for made in app_on(request, make_apple_app):
        made.extensions["limits"] = Limits("memory://")
        yield made


def test_u96_with_apple_wallet_the_card_leads_to_its_pass(wallet_app: Flask) -> None:
    phone = a_member(wallet_app, a_shop())
    for name in ("welcome", "dashboard"):
        page = phone.page(name, headers=IPHONE)
        assert "Add to Apple Wallet" in words(page)
        assert f'href="{phone.path("wallet/apple")}"' in page.text
    with clock.moved_to(clock.now() + timedelta(hours=5)):  # the page lay open
        led_to = urlsplit(phone.page("wallet/apple").headers["Location"])
        sent = phone.get(f"{led_to.path}?{led_to.query}")
    assert (sent.status_code, sent.content_type) == (200, "application/vnd.apple.pkpass")
    db.session.rollback()
    qr_token = db.session.execute(select(LoyaltyCard.qr_token)).scalar_one()
    assert qr_token in zipfile.ZipFile(io.BytesIO(sent.data)).read("pass.json").decode()


def test_when_the_certificate_expires_the_button_leaves_the_page_that_lies_open(wallet_app: Flask) -> None:
    expires_at = wallet_app.extensions["apple_wallet"].credentials.expires_at
    fragment = {"HX-Request": "true"}
    with clock.moved_to(expires_at - timedelta(seconds=40)):
        phone = a_member(wallet_app, a_shop())
        shown = phone.page("dashboard", headers=fragment)
        assert "wallet/apple" in shown.text
        asked = fragment | {"If-None-Match": shown.headers["ETag"]}
        assert phone.page("dashboard", headers=asked).status_code == 304
    with clock.moved_to(expires_at):
        gone = phone.page("dashboard", headers=asked)
        assert gone.status_code == 200
        for page in (gone, phone.page("dashboard"), phone.page("welcome")):
            assert "wallet/apple" not in page.text


def test_who_has_several_cards_gets_all_of_them_at_once(wallet_app: Flask) -> None:
    shop = a_shop()
    phone = a_member(wallet_app, shop)
    db.session.rollback()
    person = db.session.execute(select(Customer)).scalar_one()
    a_card(shop, customer=person, scope_store_id=a_store(shop.merchant_id).id)
    led_to = urlsplit(phone.page("wallet/apple").headers["Location"])
    sent = phone.get(f"{led_to.path}?{led_to.query}")
    assert (sent.status_code, sent.content_type) == (200, "application/vnd.apple.pkpasses")
    assert len(zipfile.ZipFile(io.BytesIO(sent.data)).namelist()) == 2


def test_u96_the_address_of_the_pass_is_for_its_customer_alone_and_only_where_there_are_wallets(app: Flask) -> None:
    shop = a_shop()
    assert a_phone(app, shop).page("wallet/apple").status_code != 200
    phone = a_member(app, shop)
    assert phone.page("wallet/apple").headers["Location"] == phone.path("dashboard")
