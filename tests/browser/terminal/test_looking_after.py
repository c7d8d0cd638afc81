"""The store's pages at the tablet in a real browser: members, a card, its points, the store's lines, staff PINs."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from loyalty_app.db import db
from loyalty_app.models import LoyaltyCard
from tests.browser.accessibility import violations
from tests.browser.terminal.conftest import COUNTER, PIN, Counter, press

STORE = "/store/loyalty"
SIZES = [(1280, 800), (744, 1133), (360, 740)]


def points_of(counter: Counter) -> int:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(LoyaltyCard, counter.card.id).points_balance


def too_small(page: Page) -> list[str]:
    """Buttons, links and fields of the page below 48 × 48 px (U13)."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('#counter :is(a, button, select, input:not([type=hidden]))')]
            .map((one) => [one.closest('.check, .seg > label') || one, one.textContent || one.name])
            .map(([one, name]) => [one.getBoundingClientRect(), name.trim()])
            .filter(([box]) => box.width && (box.height < 47.5 || box.width < 47.5))
            .map(([box, name]) => `${name}: ${Math.round(box.width)} x ${Math.round(box.height)}`)"""
    )
    return found


@pytest.mark.parametrize("size", SIZES, ids=["landscape", "portrait", "phone"])
def test_the_pages_fit_are_accessible_and_easy_to_touch(
    counter: Counter, browser: Browser, size: tuple[int, int]
) -> None:
    page = counter.tablet(browser, viewport={"width": size[0], "height": size[1]})
    card = f"{STORE}/cards/{counter.card.id}"
    found = {}
    for path in (f"{STORE}/cards", card, f"{card}/adjust", f"{card}/block", f"{STORE}/transactions"):
        page.goto(path)
        expect(page.locator("#screen")).to_be_visible()
        sideways = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        found[path] = violations(page) + too_small(page) + ([f"{sideways} px too wide"] if sideways > 0 else [])
    assert {path: what for path, what in found.items() if what} == {}


def test_a_cashier_corrects_points_with_a_managers_pin_and_loses_nothing(counter: Counter, browser: Browser) -> None:
    before = points_of(counter)
    page = counter.tablet(browser)
    page.goto(f"{COUNTER}/menu")
    page.get_by_role("link", name="Members").click()
    page.get_by_role("searchbox").fill("martins")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Ana M.").click()
    page.get_by_role("link", name="Correct points").click()
    page.get_by_label("How many points").fill("25")
    page.get_by_role("button", name="Correct points").click()
    expect(page.get_by_label("Why?")).to_be_focused()
    expect(page.get_by_label("How many points")).to_have_value("25")
    page.get_by_label("Why?").fill("Till was down")
    page.get_by_role("button", name="Correct points").click()
    expect(page.get_by_text("A manager confirms").first).to_be_visible()
    assert points_of(counter) == before
    page.get_by_text("Nora", exact=True).click()
    press(page, PIN)
    page.get_by_role("button", name="Correct points").click()
    expect(page.get_by_text("The points are corrected.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/store/loyalty/cards/\d+"))
    assert points_of(counter) == before + 25
    expect(page.locator(".lines")).to_contain_text("Till was down")
    assert not violations(page)
