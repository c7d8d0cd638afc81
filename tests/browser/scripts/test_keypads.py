"""PIN, amount and card number by our own keys, by hardware keys, and never by a scanner."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.scripts.conftest import Counter

CARD_QR = "LC1-7f3k9m2q8v5x1c4z6b0n2a8s7d"  # 30 characters


def test_the_amount_fills_from_the_right(counter: Counter) -> None:
    page = counter.open("06-earn-empty")
    for key in "1250":
        page.get_by_role("button", name=key, exact=True).click()
    expect(page.locator(".amount")).to_have_text("€12.50")
    expect(page.get_by_role("button", name="Earn points for €12.50")).to_be_visible()
    page.get_by_role("button", name="Erase last digit").click()
    expect(page.locator(".amount")).to_have_text("€1.25")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".amount")).to_have_text("€0.00")


def test_hardware_digits_do_the_same_and_enter_sends(counter: Counter) -> None:
    page = counter.open("06-earn-empty")
    page.keyboard.type("1250", delay=80)
    expect(page.locator(".amount")).to_have_text("€12.50")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="+1 stamp")).to_be_visible()
    assert counter.sent("earn_points")[0]["amount"] == ["12.50"]


def test_digits_typed_into_the_receipt_number_stay_there(counter: Counter) -> None:
    page = counter.open("06-earn-empty")
    page.get_by_label("Receipt number").press_sequentially("B-20931", delay=80)
    expect(page.get_by_label("Receipt number")).to_have_value("B-20931")
    expect(page.locator(".amount")).to_have_text("€0.00")


def test_a_pin_of_the_right_length_sends_itself_once(counter: Counter) -> None:
    page = counter.open("07-pin")
    for key in "246810":
        page.get_by_role("button", name=key, exact=True).click()
    expect(page.get_by_role("heading", name="Type the number")).to_be_visible()
    assert [fields["pin"] for fields in counter.sent("unlock")] == [["246810"]]


def test_a_wrong_pin_clears_and_says_how_many_tries_remain(counter: Counter) -> None:
    page = counter.open("07-pin")
    page.keyboard.type("111111", delay=60)
    expect(page.get_by_role("alert").filter(has_text="3 tries left")).to_be_focused()
    expect(page.get_by_role("img", name="0 of 6 digits entered")).to_be_visible()
    page.keyboard.type("24", delay=60)
    expect(page.get_by_role("img", name="2 of 6 digits entered")).to_be_visible()


def test_a_pin_key_never_changes_when_pressed(counter: Counter) -> None:
    page = counter.open("07-pin")
    key = page.get_by_role("button", name="5", exact=True)
    page.mouse.move(10, 10)
    before = key.screenshot()
    key.hover()
    page.mouse.down()
    assert key.screenshot() == before
    page.mouse.up()


@pytest.mark.parametrize("screen", ["06-earn-empty", "07-pin", "02-card", "01-idle", "16-number"])
def test_a_scanner_works_everywhere_and_types_nowhere(counter: Counter, screen: str) -> None:
    page = counter.open(screen)
    page.keyboard.type(CARD_QR, delay=2)
    page.keyboard.press("Enter")
    expect(page.locator("#screen[data-screen=card]")).to_be_visible()
    assert [fields["scan"] for fields in counter.sent("look_up")] == [[CARD_QR]]
    assert counter.sent("unlock") == counter.sent("earn_points") == counter.sent("add_stamp") == []


def test_a_scan_leaves_the_focused_field_as_it_was(counter: Counter) -> None:
    page = counter.open("06-earn-empty")
    field = page.get_by_label("Receipt number")
    field.press_sequentially("B-1", delay=80)
    field.click()  # a moment passes between a person and a scanner
    page.route("**/terminal/look_up", lambda route: route.fulfill(status=204))
    with page.expect_response("**/terminal/look_up"):
        page.keyboard.type(CARD_QR, delay=2)
        page.keyboard.press("Enter")
    expect(field).to_have_value("B-1")
    expect(page.locator(".amount")).to_have_text("€0.00")


def test_a_fast_typist_loses_nothing(counter: Counter) -> None:
    page = counter.open("06-earn-empty")
    page.get_by_label("Receipt number").focus()
    page.keyboard.type("2093177", delay=5)
    expect(page.get_by_label("Receipt number")).to_have_value("2093177")


def test_space_still_presses_the_focused_button(counter: Counter) -> None:
    page = counter.open("02-card")
    page.locator(".stamp-btn").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", name="+1 stamp")).to_be_visible()


def test_a_number_is_pasted_without_spaces_and_dashes(counter: Counter) -> None:
    page = counter.open("16-number")
    field = page.get_by_label("Card number", exact=True).first
    field.focus()
    field.evaluate(
        """(input) => {
          const data = new DataTransfer();
          data.setData('text', ' 4821-0937 1658\\n');
          input.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    expect(field).to_have_value("482109371658")
