"""A window that shows an older state of a card says so and fetches the new one."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.scripts.conftest import Counter


def test_the_older_of_two_windows_says_so_and_refreshes(counter: Counter) -> None:
    older = counter.open("02-card")
    newer = older.context.new_page()
    with older.expect_request("**/terminal/show_card*"):
        newer.goto(f"{counter.base}/screen/03-done", wait_until="networkidle")
    expect(older.locator("#hint")).to_contain_text("This card was changed somewhere else.")
    expect(older.locator("#screen[data-screen=card]")).to_be_visible()
