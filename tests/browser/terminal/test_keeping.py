"""Nothing typed is lost, nothing untrue is said: idle locks, changing hands, slow and broken networks, no script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.terminal.conftest import COUNTER, PIN, Counter, at_rest, press, unlock


def screen_is(page: Page, name: str) -> None:
    expect(page.locator("#screen")).to_have_attribute("data-screen", name)


def test_u55_u33_an_idle_counter_warns_locks_and_keeps_the_work(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    page.clock.install()
    page.goto(f"{counter.card_page()}/points")
    press(page, "1250")
    page.get_by_label("Receipt number").fill("B-77")
    warning = page.get_by_role("alertdialog")
    page.clock.run_for(225_000)  # a half-finished entry has twice the time
    expect(warning).to_be_visible()
    page.get_by_role("button", name="Stay unlocked").click()
    expect(warning).to_be_hidden()
    page.clock.run_for(245_000)
    screen_is(page, "locked")
    assert "Ana" not in page.locator("body").inner_text()
    page.get_by_role("link", name="Staff: tap to unlock").click()
    expect(page.get_by_text("The card and what you typed are kept.", exact=True)).to_be_visible()
    press(page, PIN)
    screen_is(page, "earn")
    expect(page.locator("[data-amount-value]")).to_have_text("12.50")
    expect(page.get_by_label("Receipt number")).to_have_value("B-77")


def test_u10_u16_u33_turning_reloading_and_changing_hands_keep_card_and_digits(
    counter: Counter, browser: Browser
) -> None:
    page = counter.tablet(browser)
    page.goto(f"{counter.card_page()}/points")
    press(page, "990")
    page.set_viewport_size({"width": 800, "height": 1280})
    expect(page.locator("[data-amount-value]")).to_have_text("9.90")
    page.reload()
    expect(page.locator("[data-amount-value]")).to_have_text("9.90")
    page.locator(".status__person").click()
    page.get_by_role("link", name="Tom").click()
    expect(page.locator(".pinpad__who")).to_have_text("Tom")
    press(page, PIN)
    screen_is(page, "earn")
    expect(page.locator(".status__person")).to_contain_text("Tom")
    expect(page.locator("[data-amount-value]")).to_have_text("9.90")


def test_u53_u33_a_refused_amount_has_the_focus_and_everything_is_still_there(
    counter: Counter, browser: Browser
) -> None:
    page = counter.tablet(browser)
    page.goto(f"{counter.card_page()}/points")
    press(page, "500")
    page.get_by_label("Receipt number").fill("B-78")
    page.get_by_role("button", name="Earn points for €5.00").click()
    error = page.locator("fieldset .field__error")
    expect(error).to_contain_text("Choose what it was")
    expect(page.locator("[data-amount-value]")).to_have_text("5.00")
    expect(page.get_by_label("Receipt number")).to_have_value("B-78")
    assert page.evaluate("document.activeElement !== document.body")
    assert page.title().startswith("Error: ")


def test_u42_a_slow_answer_is_shown_as_busy_then_said(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/stamps", hold)
    page.clock.install()
    page.goto(counter.card_page())
    button = page.get_by_role("button", name="+1 stamp")
    button.click()
    expect(button).to_be_disabled()
    page.clock.run_for(400)
    expect(button).to_have_attribute("aria-busy", "true")
    page.clock.run_for(2_000)
    expect(page.get_by_text("Slow connection – still trying")).to_be_visible()
    held[0].continue_()
    expect(page.locator(".result__word")).to_have_text("+1 stamp")
    expect(page.get_by_text("Slow connection – still trying")).to_be_hidden()


def test_u03_a_tap_is_felt_and_seen_to_be_busy_before_the_answer(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/stamps", hold)
    page.goto(counter.card_page())
    at_rest(page, "card")
    button = page.get_by_role("button", name="+1 stamp")
    plain = button.evaluate("button => getComputedStyle(button).backgroundColor")
    button.hover()
    page.mouse.down()
    expect(button).not_to_have_css("background-color", plain)
    page.mouse.up()
    expect(button).to_be_disabled()
    expect(button).to_have_attribute("aria-busy", "true")
    expect(button.locator(".busy")).to_be_visible()
    assert counter.sent("POST", f"/store/loyalty/cards/{counter.card.id}/stamps") == 0
    held[0].continue_()
    expect(page.locator(".result__word")).to_have_text("+1 stamp")


@pytest.mark.parametrize("fault", ["aborted", "bad gateway", "a hotel's page", "no HTML"])
def test_u47_no_fault_of_the_network_leaves_a_blank_or_silent_screen(
    counter: Counter, browser: Browser, fault: str
) -> None:
    page = counter.tablet(browser)
    page.goto(COUNTER)

    def fail(route: Route) -> None:
        if fault == "aborted":
            route.abort("connectionreset")
        elif fault == "bad gateway":
            route.fulfill(status=502, content_type="text/html", body="<html><h1>502</h1></html>")
        elif fault == "a hotel's page":
            route.fulfill(status=200, content_type="text/html", body="<html><h1>Welcome to our Wi-Fi</h1></html>")
        else:
            route.fulfill(status=200, content_type="application/json", body="{")

    page.route("**/terminal/search", fail)
    page.get_by_role("link", name="Search").click()
    expect(page.locator("#bar")).to_contain_text("No answer.")
    screen_is(page, "idle")
    page.unroute("**/terminal/search")
    page.get_by_role("button", name="Try again").click()
    screen_is(page, "search")


def test_u48_a_lost_answer_is_asked_for_again_and_counted_once(counter: Counter, browser: Browser) -> None:
    before = counter.lines()
    page = counter.tablet(browser)
    lost: list[int] = []

    def lose_the_first_answer(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    page.route("**/stamps", lose_the_first_answer)
    page.goto(counter.card_page())
    page.get_by_role("button", name="+1 stamp").click()
    expect(page.locator("#bar")).to_contain_text("We don’t know yet whether it was saved")
    expect(page.locator(".result__figure")).to_have_text("7 of 10", timeout=15_000)
    assert lost == [200]
    assert counter.lines() == before + 1


def test_u54_a_fault_of_ours_says_not_saved_with_a_code_to_read_aloud(
    counter: Counter, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    page = counter.tablet(browser)
    page.goto(counter.card_page())
    monkeypatch.setattr("loyalty_app.web.terminal.stamps.run_add_stamp", broken)
    page.get_by_role("button", name="+1 stamp").click()
    expect(page.locator("#bar")).to_contain_text("Not saved.")
    expect(page.locator("#bar .bar__code")).to_have_text(re.compile(r"Code [2-9A-Z]{8}"))
    monkeypatch.undo()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".result__word")).to_have_text("+1 stamp")


def test_u63_u44_off_line_is_known_and_said_and_over_by_itself(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    page.goto(COUNTER)
    status = page.locator("#status")
    for fact in ("Café Lux", "Gare", "Mara", "Online", "0 waiting", "Wallets"):
        expect(status).to_contain_text(fact)
    expect(page.locator("[data-clock]")).to_have_text(re.compile(r"^\d\d:\d\d$"))
    page.context.set_offline(True)
    expect(status).to_contain_text("Offline since")
    expect(page.locator("#bar")).to_contain_text("Nothing can be saved until it is back.")
    page.context.set_offline(False)
    expect(status).to_contain_text("Online", timeout=10_000)
    expect(page.locator("#bar")).to_be_hidden()


def test_u72_without_script_people_log_in_open_a_card_stamp_and_enrol(counter: Counter, browser: Browser) -> None:
    before = counter.lines()
    page = counter.tablet(browser, unlocked=False, java_script_enabled=False)
    page.goto(COUNTER)
    expect(page.get_by_text("JavaScript is off")).to_be_visible()
    page.get_by_role("link", name="Staff: tap to unlock").click()
    page.get_by_role("link", name="Mara").click()
    page.locator("#pin").fill(PIN)
    page.get_by_role("button", name="Unlock").click()
    screen_is(page, "idle")
    page.get_by_role("link", name="Type number").first.click()
    page.locator("#scan").fill(counter.card.card_number)
    page.get_by_role("button", name="Open the card").click()
    page.get_by_role("button", name="+1 stamp").click()
    expect(page.locator(".card__count b")).to_have_text("7")
    page.get_by_role("link", name="Earn points").click()
    page.locator("#amount").fill("12,50")
    page.get_by_text("Drinks").click()
    page.get_by_role("button", name="Earn points").click()
    expect(page.locator(".card__points b")).to_have_text("765")
    assert counter.lines() == before + 2
    page.goto("/store/loyalty/enroll")
    page.get_by_label("First name").fill("Luc")
    page.get_by_label("E-mail", exact=True).fill("luc@example.com")
    page.get_by_role("button", name="Create the card").click()
    expect(page.get_by_role("heading", name="New card for Luc")).to_be_visible()


def test_b092_a_session_that_ended_asks_for_the_pin_and_goes_on_where_it_was(
    counter: Counter, browser: Browser
) -> None:
    page = counter.tablet(browser)
    page.goto(counter.card_page())
    page.context.clear_cookies(name="shift")
    page.get_by_role("button", name="+1 stamp").click()
    screen_is(page, "unlock")
    unlock(page)
    page.get_by_role("button", name="+1 stamp").click()
    expect(page.locator(".result__word")).to_have_text("+1 stamp")
