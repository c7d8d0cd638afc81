"""The card on the home screen: a browser takes it, it says so without a connection, and keeps nothing of anybody."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.phone.conftest import SMALL, Poster
from tests.browser.phone.test_every_state import faults
from tests.web.test_marks import a_logo, upload

KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) {
      found[request.url] = await (await caches.match(request, { ignoreVary: true })).text();
    }
  }
  return found;
}"""
NO_CONNECTION = {
    "en-GB": "No connection",
    "fr-FR": "Pas de connexion",
    "de-DE": "Keine Verbindung",
    "lb-LU": "Keng Verbindung",
}
OFFER = """() => {
  const offer = new Event('beforeinstallprompt', { cancelable: true });
  offer.prompt = () => { window.asked = (window.asked || 0) + 1; return Promise.resolve(); };
  offer.userChoice = Promise.resolve({ outcome: 'accepted' });
  window.dispatchEvent(offer);
  return offer.defaultPrevented;
}"""


WORKER = """async () => {
  const { active } = await navigator.serviceWorker.ready;
  const names = await caches.keys();
  return [active.state, active.scriptURL.split('lang=')[1], ...names.map((name) => name.split(' ').at(-1))].join();
}"""


def worker_is_ready(page: Page, language: str) -> None:
    """The worker of that language answers for the page from now on, and the one before has put its things away."""
    found = ""
    for _ in range(50):
        found = page.evaluate(WORKER)
        if found == f"activated,{language},{language}":
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"no worker for {language}: {found}")


@pytest.mark.parametrize("locale", NO_CONNECTION)
def test_without_a_connection_it_says_so_in_the_readers_language(poster: Poster, browser: Browser, locale: str) -> None:
    upload(poster.shop, a_logo())
    scheme = "dark" if locale in ("fr-FR", "lb-LU") else "light"
    page = poster.a_member(browser, locale=locale, viewport=SMALL, color_scheme=scheme)
    worker_is_ready(page, locale[:2])
    page.context.set_offline(True)
    page.goto(poster.path("dashboard"))
    expect(page.get_by_role("heading", name=NO_CONNECTION[locale])).to_be_visible()
    assert page.locator(".logo img").evaluate("image => image.naturalWidth") == 132  # with all its parts
    assert page.evaluate("[...document.fonts].some((one) => one.status === 'loaded')")
    assert faults(page) == []
    page.goto(poster.path("history"))
    expect(page.get_by_role("heading", name=NO_CONNECTION[locale])).to_be_visible()


def test_with_a_connection_it_goes_on_by_itself(poster: Poster, browser: Browser) -> None:
    page = poster.a_member(browser)
    worker_is_ready(page, "en")
    page.context.set_offline(True)
    page.goto(poster.path("dashboard"))
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    page.context.set_offline(False)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator(".dash__fig")).to_have_text("0 of 10")


def test_s35_nothing_of_anybody_is_kept(poster: Poster, browser: Browser) -> None:
    page = poster.phone(browser)
    poster.join(page, first_name="Canariana", email="canary@example.com")
    worker_is_ready(page, "en")
    poster.stamp(7)
    poster.spend(12_340)
    for name in ("dashboard", "history", "privacy", "code", "dashboard"):
        page.goto(poster.path(name))
    kept: dict[str, str] = page.evaluate(KEPT)
    assert {url.removeprefix(poster.base).partition("?")[0] for url in kept} == {
        poster.path("offline"),
        "/static/bundles/customer.css",
        "/static/bundles/customer.js",
        f"/brand/{poster.merchant_code()}.css",
        "/static/fonts/figtree-latin.woff2",
        "/static/icons.svg",
    }
    card = poster.card()
    everything = json.dumps(kept)
    for canary in ("Canariana", "canary@", card.qr_token, card.card_number, card.card_number[-4:], "1234", "1 234"):
        assert canary not in everything


def test_another_language_brings_another_page_and_the_old_one_goes(poster: Poster, browser: Browser) -> None:
    page = poster.a_member(browser)
    worker_is_ready(page, "en")
    page.goto(f"{poster.path('dashboard')}?lang=lb")
    worker_is_ready(page, "lb")
    page.context.set_offline(True)
    page.goto(poster.path("dashboard"))
    expect(page.get_by_role("heading", name="Keng Verbindung")).to_be_visible()


def test_a_browser_would_take_it(poster: Poster, browser: Browser) -> None:
    page = poster.a_member(browser)
    worker_is_ready(page, "en")
    session = page.context.new_cdp_session(page)
    manifest: dict[str, Any] = session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    said = json.loads(manifest["data"])
    assert (said["name"], said["theme_color"], said["lang"]) == ("Café Lux", "#0f4c5c", "en")
    assert said["id"] == said["start_url"] == poster.path("dashboard")
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert {error["errorId"] for error in errors} <= {"in-incognito"}  # as every page of a test is


def test_where_the_browser_offers_it_a_button_says_so(poster: Poster, browser: Browser) -> None:
    page = poster.a_member(browser)
    button = page.get_by_role("button", name="Add to home screen")
    expect(button).to_be_hidden()
    expect(page.locator("#save summary")).to_be_visible()
    assert page.evaluate(OFFER) is True
    expect(button).to_be_visible()
    expect(page.locator("#save summary")).to_be_hidden()
    assert faults(page) == []
    button.click()
    expect(button).to_be_hidden()
    assert page.evaluate("window.asked") == 1
    page.evaluate("window.dispatchEvent(new Event('appinstalled'))")
    expect(page.locator("#save")).to_be_hidden()


def test_a_browser_without_workers_misses_nothing_else(poster: Poster, browser: Browser) -> None:
    """Private windows and browsers inside other apps have none."""
    page = poster.phone(browser, service_workers="block")
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    poster.join(page)
    page.goto(poster.path("dashboard"))
    expect(page.locator(".dash__fig")).to_have_text("0 of 10")
    assert failures == []
