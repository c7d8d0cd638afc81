"""The counter for real: the application on a port of its own, a small shop, tablets that are paired."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from sqlalchemy import func, select

from loyalty_app.db import db
from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import LoyaltyCard, LoyaltyTransaction, Merchant, Store, TerminalDevice
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from loyalty_app.unit_of_work import clock
from tests.browser.running import Answered, running
from tests.factories import Shop, a_card, a_category, a_colleague, a_device, a_reward, a_session, a_shop, reference

COUNTER = "/store/loyalty/terminal"
PIN = "493817"
TABLET: ViewportSize = {"width": 1280, "height": 800}
BY_FINGER = "[data-key='{}']"


@dataclass(kw_only=True)
class Counter:
    """A running shop and the tablets in it."""

    app: Flask
    base: str
    shop: Shop
    card: LoyaltyCard
    mara: int
    answered: list[Answered]
    contexts: list[BrowserContext] = field(default_factory=list)

    def tablet(self, browser: Browser, *, unlocked: bool = True, device: str | None = None, **options: Any) -> Page:
        """A page of a paired tablet; Mara has unlocked it unless said otherwise."""
        options.setdefault("viewport", TABLET)
        options.setdefault("reduced_motion", "reduce")
        context = browser.new_context(base_url=self.base, **options)
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        key = device or self.a_device_key()
        context.add_cookies([{"name": "terminal", "value": key, "url": self.base}])
        if unlocked:
            context.add_cookies([{"name": "shift", "value": self.a_shift(key), "url": self.base}])
        return context.new_page()

    def window(self, page: Page, **options: Any) -> Page:
        """A page of another context that got the cookies of this one."""
        assert page.context.browser
        context = page.context.browser.new_context(base_url=self.base, **options)
        self.contexts.append(context)
        for cookie in page.context.cookies():
            context.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": self.base}])
        return context.new_page()

    def a_device_key(self) -> str:
        key = secrets.token_urlsafe(32)
        a_device(self.shop, token_hash=token_hash(key))
        return key

    def a_shift(self, device_key: str) -> str:
        secret = secrets.token_urlsafe(32)
        device_id = db.session.execute(
            select(TerminalDevice.id).where(TerminalDevice.token_hash == token_hash(device_key))
        ).scalar_one()
        a_session(
            kind="terminal",
            token_hash=token_hash(secret),
            staff_pin_id=self.mara,
            terminal_device_id=device_id,
            last_seen_at=clock.now(),
        )
        return secret

    def card_page(self) -> str:
        return f"{COUNTER}/cards/{self.card.id}"

    def deploy(self, build: str) -> None:
        """From now on another build of the product answers."""
        self.app.extensions["build"] = build

    def lines(self) -> int:
        """How many lines the ledger has."""
        db.session.rollback()
        return db.session.execute(select(func.count()).select_from(LoyaltyTransaction)).scalar_one()

    def sent(self, method: str, path: str) -> int:
        """How often the server was asked for that."""
        return sum(one.method == method and one.path == path for one in self.answered)


def press(page: Page, digits: str) -> None:
    """Type on the keys of the screen."""
    for digit in digits:
        page.locator(BY_FINGER.format(digit)).click()


def at_rest(page: Page, screen: str) -> None:
    """That screen is there, and what gives value can be pressed: the half second after a swap is over (U14)."""
    expect(page.locator(f"#screen[data-screen='{screen}']:not(.is-settling)")).to_be_attached()
    expect(page.locator(".htmx-request")).to_have_count(0)


def unlock(page: Page, name: str = "Mara") -> None:
    """Tap the name, then the PIN, which sends itself."""
    page.get_by_role("link", name=name, exact=False).first.click()
    press(page, PIN)


@pytest.fixture
def counter(app: Flask) -> Iterator[Counter]:
    """A café with Mara, Tom and a manager, Ana's card with six stamps and 640 points, three rewards."""
    with running(app) as here:
        found = a_counter(app, here.base, here.answered)
        build = app.extensions["build"]
        yield found
        found.deploy(build)
        for context in found.contexts:
            context.close()


def a_counter(app: Flask, base: str, answered: list[Answered]) -> Counter:
    """The shop of these tests, served at `base`."""
    shop = a_shop(cooldown_minutes=0, max_daily_stamps=100, stamps_reward_description="Free coffee")
    db.session.get_one(Merchant, shop.merchant_id).name = "Café Lux"
    db.session.get_one(Store, shop.store_id).name = "Gare"
    mara = a_colleague(shop, pin=PIN, name="Mara Weber").id
    a_colleague(shop, pin=PIN, name="Tom Becker")
    a_colleague(shop, pin=PIN, name="Nora Faber", role="manager")
    for name, points, icon in (("Croissant", 300, "croissant"), ("Cake", 500, "cake"), ("Beans", 1200, "bag")):
        a_reward(shop, name=name, points_required=points, icon=icon)
    card = a_card(shop)
    for _ in range(6):
        add_stamp(AddStamp(actor=shop.actor(), card=reference(card)))
    earn_points(EarnPoints(actor=shop.actor(), card=reference(card), purchase_amount_cents=6400))
    a_category(shop)
    return Counter(app=app, base=base, shop=shop, card=card, mara=mara, answered=answered)
