"""A shop with a poster, and phones in front of it: the application on a port of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.models import LoyaltyCard, LoyaltyProgram, Merchant, Store
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from loyalty_app.operations.publish_terms import PublishTerms, publish_terms
from loyalty_app.unit_of_work import clock
from tests.browser.running import Answered, running
from tests.factories import Shop, a_reward, a_shop, a_store, reference
from tests.web.storefront.phones import newest_code

SMALL: ViewportSize = {"width": 360, "height": 740}
USUAL: ViewportSize = {"width": 390, "height": 844}
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.0 Mobile/15E148 Safari/604.1"
)
ANDROID = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile "
    "Safari/537.36"
)
TERMS = {
    "en": "Stamps have no cash value.\n\nPoints may expire.",
    "fr": "Les tampons n’ont pas de valeur marchande.",
    "de": "Stempel haben keinen Barwert.",
    "lb": "Stempele si kee Geld wäert.",
}


@dataclass(kw_only=True)
class Poster:
    """A running shop whose poster phones scan."""

    app: Flask
    base: str
    shop: Shop
    code: str
    answered: list[Answered]
    contexts: list[BrowserContext] = field(default_factory=list)

    def phone(self, browser: Browser, **options: Any) -> Page:
        """A page of a phone that knows nothing yet."""
        options.setdefault("viewport", USUAL)
        options.setdefault("reduced_motion", "reduce")
        options.setdefault("locale", "en-GB")
        options.setdefault("has_touch", True)
        context = browser.new_context(base_url=self.base, **options)
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        return context.new_page()

    def path(self, name: str) -> str:
        return f"/loyalty/{self.code}/{name}"

    def join(self, page: Page, *, first_name: str = "Ana", email: str = "ana@example.com") -> None:
        """Join as a person does, after as long as a person needs."""
        page.goto(self.path("enroll"))
        page.locator("#first_name").fill(first_name)
        page.locator("#email").fill(email)
        page.locator("#terms_accepted-1").check()
        clock.offset += timedelta(seconds=5)
        page.locator("#join button[type=submit].btn--primary").click()
        page.wait_for_url("**/welcome")

    def a_member(self, browser: Browser, **options: Any) -> Page:
        """A phone whose owner joined and confirmed the address; the card is open."""
        page = self.phone(browser, **options)
        self.join(page)
        page.locator("#code").fill(newest_code())
        page.locator("#confirm .btn--outline").click()
        page.wait_for_url("**/dashboard?done=confirmed")
        return page

    def merchant_code(self) -> str:
        db.session.rollback()
        return db.session.get_one(Merchant, self.shop.merchant_id).code

    def card(self) -> LoyaltyCard:
        db.session.rollback()
        return db.session.execute(select(LoyaltyCard).order_by(LoyaltyCard.id.desc()).limit(1)).scalar_one()

    def stamp(self, count: int = 1) -> None:
        card = reference(self.card())
        for _ in range(count):
            add_stamp(AddStamp(actor=self.shop.actor(), card=card))

    def spend(self, cents: int) -> None:
        earn_points(EarnPoints(actor=self.shop.actor(), card=reference(self.card()), purchase_amount_cents=cents))

    def sent(self, method: str, path: str) -> list[Answered]:
        return [one for one in self.answered if one.method == method and one.path == path]


@pytest.fixture
def poster(app: Flask) -> Iterator[Poster]:
    """Café Lux with three stores, terms and rewards; no page of the test breaks the content policy (S36)."""
    with running(app) as here:
        found = _a_poster(app, here.base, here.answered)
        yield found
        for context in found.contexts:
            context.close()


def _a_poster(app: Flask, base: str, answered: list[Answered]) -> Poster:
    shop = a_shop(cooldown_minutes=0, max_daily_stamps=100, points_expiration_days=60)
    merchant = db.session.get_one(Merchant, shop.merchant_id)
    merchant.name, merchant.contact_email = "Café Lux", "hello@cafe-lux.example"
    program = db.session.get_one(LoyaltyProgram, shop.program_id)
    program.card_color, program.card_secondary_color = "#0f4c5c", "#f4b972"
    store = db.session.get_one(Store, shop.store_id)
    store.name = "Gare"
    for name in ("Kirchberg", "Esch"):
        a_store(shop.merchant_id, name=name)
    for name, points, icon in (("Croissant", 300, "croissant"), ("Breakfast for two", 1500, "plate")):
        a_reward(shop, name=name, points_required=points, icon=icon)
    publish_terms(PublishTerms(actor=shop.owner(), body=TERMS, privacy_url="https://cafe-lux.example/privacy"))
    db.session.commit()
    return Poster(app=app, base=base, shop=shop, code=store.code, answered=answered)
