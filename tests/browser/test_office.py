"""The office in a real browser: signing in, the staff's PINs, the tablets; light and dark, at a desk and on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from loyalty_app.operations.password_hashing import password_hashing
from loyalty_app.unit_of_work import clock
from tests.browser.accessibility import violations
from tests.browser.running import running
from tests.factories import Shop, a_card, a_colleague, a_device, a_shop, a_user

EMAIL, PASSWORD = "owner@cafe.example", "a long enough password"
OFFICE = "/merchant/loyalty/"
DESK, PHONE = (1440, 900), (390, 844)
Scheme = Literal["light", "dark"]

everywhere = pytest.mark.parametrize(
    ("size", "scheme"),
    [(DESK, "light"), (DESK, "dark"), (PHONE, "light"), (PHONE, "dark")],
    ids=["desk-light", "desk-dark", "phone-light", "phone-dark"],
)


@pytest.fixture
def shop() -> Shop:
    """A shop with an owner, a locked colleague, a member, and a tablet that was not seen for days."""
    found = a_shop()
    a_user(found, email=EMAIL, email_canonical=EMAIL, password_hash=password_hashing.hashed(PASSWORD), role="owner")
    a_colleague(found, failed_attempts=5, locked_until=clock.now() + timedelta(minutes=20))
    a_device(found, last_seen_at=clock.now() - timedelta(days=2))
    a_card(found)
    return found


@pytest.fixture
def base(app: Flask, shop: Shop) -> Iterator[str]:
    """The address of the running application; no page of the test breaks the content policy."""
    assert shop.merchant_id
    with running(app) as here:
        yield here.base


@pytest.fixture
def office(base: str, browser: Browser) -> Iterator[Page]:
    """A page of somebody who is not signed in yet."""
    context = browser.new_context(base_url=base, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Content Security" in message.text else None)
    yield page
    context.close()
    assert refused == []


def sign_in(page: Page) -> None:
    page.goto("/auth/login")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()


def faults(page: Page) -> list[str]:
    """What axe finds, and whether the page has to be pushed sideways."""
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return violations(page) + ([f"{overflow} px too wide"] if overflow > 0 else [])


@everywhere
def test_every_page_of_the_office_is_accessible(
    office: Page, shop: Shop, size: tuple[int, int], scheme: Scheme
) -> None:
    office.set_viewport_size({"width": size[0], "height": size[1]})
    office.emulate_media(color_scheme=scheme)
    office.goto("/auth/login")
    found = {"sign in": faults(office)}
    sign_in(office)
    person = f"pins/{shop.cashier.id}"
    for path in ("", "poster", "devices", "pins", "pins/new", person, f"{person}/delete"):
        office.goto(f"{OFFICE}{path}")
        found[path] = faults(office)
    office.goto(f"{OFFICE}pins/new")
    office.get_by_label("Name").fill("Nadia Weber")
    office.get_by_label("New PIN").fill("123456")
    office.get_by_label("The same PIN again").fill("123456")
    office.get_by_role("button", name="Add to the staff").click()
    expect(office.get_by_label("New PIN")).to_be_focused()
    found["refused"] = faults(office)
    assert {place: what for place, what in found.items() if what} == {}


def test_an_owner_adds_somebody_and_reads_the_pin_once(office: Page, shop: Shop) -> None:
    assert shop.store_id
    sign_in(office)
    office.get_by_label("Office").get_by_role("link", name="Staff PINs").click()
    office.get_by_role("link", name="Add somebody").click()
    office.get_by_label("Name").fill("Nadia Weber")
    office.get_by_text("Manager", exact=True).click()
    office.get_by_role("button", name="Add to the staff").click()
    expect(office.locator("[data-made-pin]")).to_have_text(re.compile(r"^\d{6}$"))
    expect(office.get_by_role("row", name="Nadia Weber")).to_contain_text("Manager")
    office.goto(f"{OFFICE}pins")
    expect(office.locator("[data-made-pin]")).to_have_count(0)


def test_an_owner_unlocks_a_colleague(office: Page, shop: Shop) -> None:
    assert shop.store_id
    sign_in(office)
    office.goto(f"{OFFICE}pins")
    office.get_by_role("button", name="Unlock Ana Silva").click()
    expect(office.get_by_role("button", name="Unlock Ana Silva")).to_have_count(0)
    expect(office.get_by_role("row", name="Ana Silva")).to_contain_text("6 digits")


def test_an_owner_sees_each_poster_and_takes_one_along(office: Page, shop: Shop) -> None:
    assert shop.store_id
    sign_in(office)
    office.get_by_label("Office").get_by_role("link", name="Poster").click()
    sheet = office.get_by_role("complementary", name="So it looks")
    expect(sheet.get_by_text("Collect", exact=True)).to_be_visible()
    office.get_by_text("Deutsch", exact=True).click()
    expect(sheet.get_by_text("Sammeln", exact=True)).to_be_visible()
    office.get_by_text("Table tent").click()
    expect(sheet.get_by_text("Fold it across the middle")).to_be_visible()
    with office.expect_download() as download:
        office.get_by_role("button", name="Download the poster (PDF)").click()
    assert re.fullmatch(r"poster-[a-z0-9-]+-tent-de\.pdf", download.value.suggested_filename)
