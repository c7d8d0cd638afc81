"""The card in the hand: up to date while it is open, readable by a scanner, ended within three taps."""

from __future__ import annotations

import json
import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.browser.phone.conftest import SMALL, USUAL, Poster
from tests.printed import decoded

MILLIMETRES_PER_PIXEL = 25.4 / 96
STAYS_HIDDEN = "Object.defineProperty(document, 'hidden', { value: true, configurable: true });"


def asked(poster: Poster) -> int:
    return len(poster.sent("GET", poster.path("dashboard")))


def test_u98_a_stamp_appears_within_five_seconds(poster: Poster, browser: Browser) -> None:
    page = poster.a_member(browser)
    expect(page.locator(".dash__fig")).to_have_text("0 of 10")
    poster.stamp()
    expect(page.locator(".dash__fig")).to_have_text("1 of 10", timeout=5_500)
    expect(page.locator(".stamp--full")).to_have_count(1)
    expect(page).to_have_title("1 of 10 stamps · Café Lux")
    expect(page.locator("#say")).to_have_text("1 of 10 stamps · 0 points")


def test_u98_nothing_is_sent_again_while_nothing_changed(poster: Poster, browser: Browser) -> None:
    page = poster.a_member(browser)
    with page.expect_response(lambda answer: answer.status == 304, timeout=8_000):
        pass
    unchanged = [one for one in poster.sent("GET", poster.path("dashboard")) if one.status == 304]
    assert {one.size for one in unchanged} == {0}


def test_u98_a_hidden_page_does_not_ask(poster: Poster, browser: Browser) -> None:
    page = poster.a_member(browser)
    page.evaluate(STAYS_HIDDEN)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    before = asked(poster)
    page.wait_for_timeout(6_000)
    assert asked(poster) == before


def test_u98_without_a_connection_it_says_so_and_comes_back_by_itself(poster: Poster, browser: Browser) -> None:
    page = poster.a_member(browser)
    page.context.set_offline(True)
    expect(page.locator("[data-live-state]")).to_have_text("Not up to date – no connection", timeout=8_000)
    page.context.set_offline(False)
    expect(page.locator("[data-live-state]")).to_have_text("Up to date", timeout=8_000)


def test_u75_the_focus_stays_when_the_card_is_replaced(poster: Poster, browser: Browser) -> None:
    page = poster.a_member(browser)
    page.locator("#show-code").focus()
    poster.stamp()
    expect(page.locator(".dash__fig")).to_have_text("1 of 10", timeout=8_000)
    expect(page.locator("#show-code")).to_be_focused()


def test_a_card_that_was_signed_out_elsewhere_leaves_the_open_page(poster: Poster, browser: Browser) -> None:
    page = poster.a_member(browser)
    other = page.context.new_page()
    other.goto(poster.path("dashboard"))
    other.locator("summary[aria-label=Menu]").click()
    other.get_by_role("button", name="Sign out").click()
    expect(other).to_have_url(re.compile("/signin$"))
    expect(page).to_have_url(re.compile("/signin$"), timeout=8_000)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [SMALL, USUAL], ids=["small", "usual"])
def test_u90_u100_the_code_is_as_wide_as_the_phone_and_read_from_the_screen(
    poster: Poster, browser: Browser, size: dict[str, int], scheme: str
) -> None:
    page = poster.a_member(browser, viewport=size, color_scheme=scheme)
    page.locator("#show-code").click()
    code = page.locator(".qr--full svg")
    box = code.bounding_box()
    assert box is not None
    assert box["width"] == size["width"]
    assert box["width"] * MILLIMETRES_PER_PIXEL >= 60
    number = poster.card().card_number
    expect(page.locator(".code__no")).to_have_text(f"{number[:4]} {number[4:8]} {number[8:]}")
    picture = Image.open(BytesIO(code.screenshot())).convert("RGB")
    assert picture.getextrema() == ((11, 255), (15, 255), (16, 255))  # dark on white, whatever the theme
    assert decoded(picture) == [poster.card().qr_token]


def test_u101_leaving_takes_three_taps_from_the_card(poster: Poster, browser: Browser) -> None:
    page = poster.a_member(browser)
    page.get_by_role("link", name="My data and privacy").last.click()
    page.get_by_role("link", name="Leave and erase my data").click()
    page.get_by_role("button", name="Erase my card and data").click()
    expect(page.get_by_role("heading", name="Your card and your data are gone")).to_be_visible()


def test_u101_the_export_is_a_file(poster: Poster, browser: Browser) -> None:
    page = poster.a_member(browser)
    page.get_by_role("link", name="My data and privacy").last.click()
    with page.expect_download() as started:
        page.get_by_role("button", name="Download as a file (JSON)").click()
    assert json.loads(started.value.path().read_text())["customer"]["email"] == "ana@example.com"


def test_s35_s39_after_signing_out_nothing_is_left(poster: Poster, browser: Browser) -> None:
    page = poster.a_member(browser)
    page.locator("summary[aria-label=Menu]").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/signin$"))
    page.go_back()
    expect(page).to_have_url(re.compile("/signin$"))
    kept = json.dumps(page.evaluate("[{...localStorage}, {...sessionStorage}]"))
    assert kept == "[{}, {}]"


def test_the_card_page_weighs_little(poster: Poster, browser: Browser) -> None:
    page = poster.a_member(browser)
    page.context.clear_cookies(name="nothing")
    fresh = poster.phone(browser)
    fresh.context.add_cookies(page.context.cookies())  # type: ignore[arg-type]  # what one gives the other takes
    page.close()
    poster.answered.clear()
    fresh.goto(poster.path("dashboard"))
    fresh.wait_for_load_state("load")
    assert len(poster.answered) <= 12
    assert sum(one.size for one in poster.answered) <= 60_000


def test_u74_everything_is_reached_by_keyboard(poster: Poster, browser: Browser) -> None:
    page = poster.a_member(browser)
    page.locator("body").press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("summary[aria-label=Menu]")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".menu__all a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("summary[aria-label=Menu]")).to_be_focused()
    expect(page.locator(".menu__all")).to_be_hidden()
