"""Staff sign somebody up: three fields, then a code that a phone reads off the tablet's screen (U12)."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Browser, expect

from loyalty_app.db import db
from loyalty_app.models import Customer, LoyaltyCard
from tests.browser.terminal.conftest import Counter
from tests.browser.terminal.test_keeping import screen_is
from tests.printed import decoded


def test_u12_three_fields_and_the_card_opens_on_the_phone(counter: Counter, browser: Browser) -> None:
    tablet = counter.tablet(browser)
    tablet.goto("/store/loyalty/enroll")
    tablet.get_by_label("First name").fill("Nora")
    tablet.get_by_label("E-mail", exact=True).fill("nora@example.com")
    tablet.get_by_role("button", name="Create the card").click()
    screen_is(tablet, "enrolled")
    (link,) = decoded(Image.open(BytesIO(tablet.screenshot())))
    phone = browser.new_context(base_url=counter.base, viewport={"width": 390, "height": 844})
    counter.contexts.append(phone)
    page = phone.new_page()
    page.goto(urlsplit(link).path)
    page.get_by_role("button", name="Open my card").click()
    number = db.session.query(LoyaltyCard.card_number).order_by(LoyaltyCard.id.desc()).limit(1).scalar()
    expect(page.locator("body")).to_contain_text(f"{number[:4]} {number[4:8]} {number[8:]}")


def test_u12_a_members_address_shows_the_card_and_no_way_into_it(counter: Counter, browser: Browser) -> None:
    tablet = counter.tablet(browser)
    tablet.goto("/store/loyalty/enroll")
    tablet.get_by_label("First name").fill("Somebody")
    tablet.get_by_label("E-mail", exact=True).fill(_address_of_member(counter))
    tablet.get_by_role("button", name="Create the card").click()
    expect(tablet.get_by_role("heading", name="Card found")).to_be_visible()
    (link,) = decoded(Image.open(BytesIO(tablet.screenshot())))
    assert urlsplit(link).path.endswith("/signin")


def _address_of_member(counter: Counter) -> str:
    customer = db.session.get_one(Customer, counter.card.customer_id)
    assert customer.email
    return customer.email
