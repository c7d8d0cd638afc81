"""The platform's page of the wallets in a real browser: without configuration, healthy, in trouble, light and dark."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from unittest.mock import patch

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from loyalty_app.domain.device_reports import read_report
from loyalty_app.edge.limits import Limits
from loyalty_app.operations.note_device_reports import NoteDeviceReports, note_device_reports
from loyalty_app.operations.note_pushes import NotedPush, NotePushes, note_pushes
from loyalty_app.operations.password_hashing import password_hashing
from loyalty_app.unit_of_work import clock
from loyalty_app.wallets.apple.credentials import AppleCredentials, Ending
from tests.browser.accessibility import violations
from tests.conftest import app_on
from tests.databases import Kind
from tests.doubles.apple import dev_apple
from tests.factories import Shop, a_card, a_pass, a_shop, a_user
from tests.operations.passes import a_phone, change, the_keys_of_another_ring

EMAIL, PASSWORD = "admin@platform.example", "a long enough password"
PAGE = "/admin/loyalty/wallets"
LONG = "Get pass task (pass type pass.lu.example.loyalty, serial number {}) encountered error: " + "Unexpected" * 30
LOOKS: dict[str, Any] = {
    "desk-light-en": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light", "locale": "en-GB"},
    "desk-dark-de": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark", "locale": "de-DE"},
    "phone-light-fr": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light", "locale": "fr-FR"},
    "narrow-dark-lb": {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark", "locale": "lb-LU"},
}


@pytest.fixture(params=[Kind.sqlite], name="app")
def apple_app(request: pytest.FixtureRequest, make_app: Callable[..., Flask], run_directory: Path) -> Iterator[Flask]:
    """The application with Apple Wallet configured."""

    def with_apple(url: str) -> Flask:
        return make_app(url, apple=dev_apple(run_directory))

    for made in app_on(request, with_apple):
        made.extensions["limits"] = Limits("memory://")
        yield made


@pytest.fixture
def shop(app: Flask) -> Shop:
    """A shop, and the platform's admin."""
    found = a_shop()
    hashed = password_hashing.hashed(PASSWORD)
    admin = {"email": EMAIL, "email_canonical": EMAIL, "role": "platform_admin", "merchant_id": None}
    a_user(found, password_hash=hashed, **admin)
    return found


@pytest.fixture
def base(app: Flask) -> Iterator[str]:
    """The address of the running application."""
    server = make_server("127.0.0.1", 0, app.wsgi_app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def states(page: Page, app: Flask, shop: Shop) -> Iterator[str]:
    """Yield the name of each state once the page is in it."""
    with patch.dict(app.extensions, apple_wallet=None):
        page.goto(PAGE)
        yield "not set up"
    page.goto(PAGE)
    yield "new"
    _trouble(app, shop)
    page.goto(PAGE)
    yield "refused by Apple"
    for name, days in (("expires soon", 3), ("expired", -1)):
        ends_at = clock.now() + timedelta(days=days)
        both = tuple(Ending(which=which, ends_at=ends_at) for which in ("signer", "intermediate"))
        with patch.object(AppleCredentials, "endings", lambda _self, _now, both=both: both):
            page.goto(PAGE)
            yield name
    with the_keys_of_another_ring():
        page.goto(PAGE)
        yield "keys lost"


def _trouble(app: Flask, shop: Shop) -> None:
    """Passes and phones, a push that did not get through, and reports, a long one among them."""
    pass_type = app.extensions["apple_loop"].pass_type
    a_pass(a_card(shop), pass_type=pass_type)
    card = a_card(shop)
    device_id = a_phone(a_pass(card, pass_type=pass_type).id, pass_type=pass_type)
    change(shop, card, pass_type=pass_type)
    reports = (LONG, "<b>Authentication failure</b>", "Device received spurious push.", "x" * 400)
    note_device_reports(NoteDeviceReports(reports=tuple(map(read_report, reports)) * 1200))
    untried = (NotedPush(device_id=device_id, push_token="x", tag=1, reason="x"),)
    fault = "certificate files: no such file or directory: /etc/loyalty/apple/pass-certificate-of-2027.pem"
    note_pushes(NotePushes(pass_type=pass_type, leased_until=clock.now(), untried=untried, fault=fault))


def faults(page: Page) -> list[str]:
    """What axe finds, and whether the page has to be pushed sideways."""
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return violations(page) + ([f"{overflow} px too wide"] if overflow > 0 else [])


@pytest.mark.parametrize("look", LOOKS)
def test_the_page_is_accessible_in_every_state(app: Flask, shop: Shop, base: str, browser: Browser, look: str) -> None:
    context = browser.new_context(base_url=base, reduced_motion="reduce", **LOOKS[look])
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto("/auth/login")
    page.locator("[name=email]").fill(EMAIL)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/admin/loyalty/")
    found = {}
    for state in states(page, app, shop):
        found[state] = faults(page)
        if shots := os.environ.get("SHOTS"):
            page.screenshot(path=f"{shots}/{look} {state}.png", full_page=True)
    context.close()
    assert {state: what for state, what in found.items() if what} == {}
