"""A deploy or a wrong clock while the counter is open: the page renews itself at rest, never with a customer."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from loyalty_app.texts.moments import time_of_day
from loyalty_app.unit_of_work import clock
from tests.browser.terminal.conftest import COUNTER, Counter, press

NEWER = "ffffffff"


def mark(page: Page) -> None:
    """What only this very page knows: gone after a reload."""
    page.evaluate("document.documentElement.dataset.marked = 'yes'")


def is_renewed(page: Page) -> None:
    expect(page.locator("html:not([data-marked])")).to_be_attached()
    expect(page.locator(f"meta[name=page-build][content='{NEWER}']")).to_be_attached()


def test_b095_u61_at_rest_the_page_finds_out_and_renews_itself(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    page.clock.install()
    page.goto(COUNTER)
    mark(page)
    counter.deploy(NEWER)
    page.clock.run_for(61_000)
    is_renewed(page)


def test_b095_u61_with_a_customer_nothing_is_renewed_until_the_counter_rests(
    counter: Counter, browser: Browser
) -> None:
    page = counter.tablet(browser)
    page.clock.install()
    page.goto(counter.card_page())
    mark(page)
    counter.deploy(NEWER)
    page.get_by_role("button", name="+1 stamp").click()
    expect(page.locator(".result__word")).to_have_text("+1 stamp")
    page.clock.run_for(2_000)
    expect(page.locator("html[data-marked]")).to_be_attached()
    page.clock.run_for(8_000)  # the result leaves by itself
    is_renewed(page)
    assert page.url == f"{counter.base}{COUNTER}"


def test_b095_u33_what_is_half_typed_outlives_the_deploy(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    page.clock.install()
    page.goto(f"{counter.card_page()}/points")
    press(page, "1250")
    mark(page)
    counter.deploy(NEWER)
    page.clock.run_for(61_000)
    expect(page.locator("html[data-marked]")).to_be_attached()
    page.get_by_text("Drinks").click()
    page.get_by_role("button", name="Earn points for €12.50").click()
    expect(page.locator(".result__word")).to_have_text("+125 points")


def test_b097_a_wrong_clock_of_the_tablet_is_said_and_changes_nothing(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    page.add_init_script("const now = Date.now; Date.now = () => now() + 2 * 3600 * 1000;")
    page.goto(counter.card_page())
    expect(page.locator("#hint")).to_contain_text("This tablet’s clock is wrong (by 2 h).")
    page.get_by_role("button", name="+1 stamp").click()
    expect(page.locator(".result__figure")).to_have_text("7 of 10")
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#hint")).to_be_hidden()
    expect(page.locator("[data-clock]")).to_have_text(time_of_day(clock.now(), "Europe/Luxembourg"))


def test_b097_a_clock_that_is_a_minute_off_is_not_worth_a_word(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    page.add_init_script("const now = Date.now; Date.now = () => now() - 60 * 1000;")
    page.goto(COUNTER)
    expect(page.locator("#screen")).to_have_attribute("data-screen", "idle")
    expect(page.locator("#hint")).to_be_hidden()
