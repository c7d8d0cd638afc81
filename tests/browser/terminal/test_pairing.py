"""A second browser window becomes a tablet and serves its first customer."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from loyalty_app.domain.pairing import confirmation_words
from loyalty_app.domain.tokens import token_hash
from loyalty_app.operations.create_pairing_code import CreatePairingCode, create_pairing_code
from tests.browser.terminal.conftest import COUNTER, TABLET, Counter, unlock


def test_a_window_is_paired_by_the_managers_code_and_serves(counter: Counter, browser: Browser) -> None:
    shop = counter.shop
    code = create_pairing_code(CreatePairingCode(actor=shop.actor(shop.manager), store_id=shop.store_id)).code
    context = browser.new_context(base_url=counter.base, viewport=TABLET, reduced_motion="reduce")
    counter.contexts.append(context)
    page = context.new_page()
    page.goto(COUNTER)
    expect(page.get_by_role("heading", name="Pair this tablet")).to_be_visible()
    page.get_by_label("Pairing code").fill("2222-2222")
    page.get_by_role("button", name="Pair this tablet").click()
    expect(page.get_by_text("That code does not work.")).to_be_visible()
    expect(page.get_by_label("Pairing code")).to_be_focused()
    page.goto(f"/store/loyalty/pair?code={code}")
    expect(page.get_by_label("Pairing code")).to_have_value(code)
    page.get_by_role("button", name="Pair this tablet").click()
    key = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "terminal")
    for word in confirmation_words(token_hash(key)):
        expect(page.locator("[data-words-shown]")).to_contain_text(word)
    page.get_by_role("link", name="To the counter").click()
    page.get_by_role("link", name="Staff: tap to unlock").click()
    unlock(page)
    page.keyboard.type(counter.card.card_number + "\n", delay=2)
    page.get_by_role("button", name="+1 stamp").click()
    expect(page.locator(".result__figure")).to_have_text("7 of 10")
