"""Joining on a phone: fast, with and without script, in every language, and what happens when something is wrong."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from random import Random

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect
from sqlalchemy import func, select

from loyalty_app.db import db
from loyalty_app.models import Customer
from loyalty_app.operations.save_program_image import SaveProgramImage, save_program_image
from loyalty_app.operations.uploaded_picture import read_picture
from loyalty_app.unit_of_work import clock
from tests.browser.phone.conftest import ANDROID, IPHONE, SMALL, Poster
from tests.web.storefront.phones import newest_code

SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6 * 1024 * 1024 / 8, "uploadThroughput": 750 * 128}
FIRST_PAINT = """() => new Promise((done) => {
  const painted = () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime;
  const look = () => (painted() ? done(painted()) : setTimeout(look, 20));
  look();
})"""


def people() -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(Customer)).scalar_one()


def test_u95_from_the_poster_to_a_card(poster: Poster, browser: Browser) -> None:
    page = poster.phone(browser, viewport=SMALL)
    page.goto(f"/j/{poster.code}")
    expect(page).to_have_url(re.compile(r"/enroll$"))
    fields = page.locator("#join input:visible:not([type=checkbox])")
    assert fields.count() == 2
    page.get_by_label("First name").fill("Ana")
    page.get_by_label("E-mail", exact=True).fill("ana@example.com")
    page.get_by_text("I accept the").click(position={"x": 5, "y": 10})
    clock.offset += timedelta(seconds=5)
    page.get_by_role("button", name="Get my card").click()
    expect(page.get_by_role("heading", name="Welcome, Ana")).to_be_visible()
    expect(page.get_by_text("Works at all our locations: Esch, Gare, Kirchberg.")).to_be_visible()
    expect(page.get_by_role("heading", name="Check your inbox to finish")).to_be_visible()


def test_u95_the_page_weighs_little(poster: Poster, browser: Browser) -> None:
    page = poster.phone(browser)
    page.goto(poster.path("enroll"))
    page.wait_for_load_state("networkidle")
    assert len(poster.answered) <= 12
    assert sum(one.size for one in poster.answered) <= 60_000


def test_u95_a_photograph_as_a_logo_makes_it_little_heavier(poster: Poster, browser: Browser) -> None:
    picture = read_picture(as_png(Image.frombytes("RGB", (800, 800), Random(7).randbytes(800 * 800 * 3))))
    save_program_image(SaveProgramImage(actor=poster.shop.owner(), kind="logo", picture=picture))
    page = poster.phone(browser)
    page.goto(poster.path("enroll"))
    page.wait_for_load_state("networkidle")
    assert page.locator(".logo img").evaluate("image => [image.naturalWidth, image.offsetHeight]") == [132, 36]
    assert sum(one.size for one in poster.answered) <= 80_000


def as_png(picture: Image.Image) -> bytes:
    target = BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def test_u95_the_first_paint_is_soon_on_a_slow_network(poster: Poster, browser: Browser) -> None:
    page = poster.phone(browser)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    page.goto(poster.path("enroll"))
    assert page.evaluate(FIRST_PAINT) <= 1500


def test_the_terms_are_read_in_their_place(poster: Poster, browser: Browser) -> None:
    page = poster.phone(browser)
    page.goto(poster.path("enroll"))
    expect(page.get_by_text("Stamps have no cash value.")).to_be_hidden()
    page.get_by_role("link", name="terms", exact=True).click()
    expect(page.get_by_text("Stamps have no cash value.")).to_be_visible()
    expect(page.locator("#terms_accepted-1")).not_to_be_checked()


def test_u53_the_first_error_has_the_focus_and_nothing_typed_is_lost(poster: Poster, browser: Browser) -> None:
    page = poster.phone(browser)
    page.goto(poster.path("enroll"))
    page.get_by_label("First name").fill("Ana")
    page.get_by_label("E-mail", exact=True).fill("ana@b")
    clock.offset += timedelta(seconds=5)
    page.get_by_role("button", name="Get my card").click()
    expect(page.get_by_label("E-mail", exact=True)).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    assert page.get_by_label("E-mail", exact=True).get_attribute("aria-describedby") == "email-error email-hint"
    expect(page.get_by_label("First name")).to_have_value("Ana")
    expect(page.get_by_text("Please accept the terms to join.")).to_be_visible()
    assert people() == 0


def test_b066_a_mistyped_provider_is_asked_about(poster: Poster, browser: Browser) -> None:
    page = poster.phone(browser)
    page.goto(poster.path("enroll"))
    page.get_by_label("First name").fill("Ana")
    page.get_by_label("E-mail", exact=True).fill("ana@gmial.com")
    page.locator("#terms_accepted-1").check()
    clock.offset += timedelta(seconds=5)
    page.get_by_role("button", name="Get my card").click()
    expect(page.get_by_text("Did you mean gmail.com?")).to_be_visible()
    page.get_by_role("button", name="Yes, use ana@gmail.com").click()
    expect(page.get_by_role("heading", name="Welcome, Ana")).to_be_visible()
    db.session.rollback()
    assert db.session.execute(select(Customer.email)).scalar_one() == "ana@gmail.com"


def test_b082_two_quick_taps_are_one_person(poster: Poster, browser: Browser) -> None:
    page = poster.phone(browser)
    page.goto(poster.path("enroll"))
    page.get_by_label("First name").fill("Ana")
    page.get_by_label("E-mail", exact=True).fill("ana@example.com")
    page.locator("#terms_accepted-1").check()
    clock.offset += timedelta(seconds=5)
    page.get_by_role("button", name="Get my card").dblclick()
    expect(page.get_by_role("heading", name="Welcome, Ana")).to_be_visible()
    assert people() == 1


def test_u72_joining_and_all_that_follows_works_without_script(poster: Poster, browser: Browser) -> None:
    page = poster.phone(browser, java_script_enabled=False)
    page.goto(f"/j/{poster.code}")
    page.locator("#first_name").fill("Ana")
    page.locator("#email").fill("ana@example.com")
    page.locator("#terms_accepted-1").check()
    clock.offset += timedelta(seconds=5)
    page.locator("#join .btn--primary").click()
    page.locator("#code").fill(newest_code())
    page.get_by_role("button", name="Confirm my e-mail").click()
    expect(page.get_by_text("Your e-mail is confirmed.")).to_be_visible()
    page.get_by_role("link", name="Show the code full screen").click()
    expect(page.locator(".qr--full svg")).to_be_visible()
    page.get_by_role("link", name="Back to the card").click()
    page.locator("summary[aria-label=Menu]").click()
    page.locator(".menu__all").get_by_role("link", name="History").click()
    expect(page.get_by_text("Card made")).to_be_visible()
    page.get_by_role("link", name="Back to the card").click()
    page.get_by_role("link", name="My data and privacy").last.click()
    page.get_by_role("link", name="Leave and erase my data").click()
    page.get_by_role("button", name="Erase my card and data").click()
    expect(page.get_by_text("Everything about you was erased.")).to_be_visible()


def test_u97_without_cookies_it_says_what_to_do(poster: Poster, browser: Browser) -> None:
    page = poster.phone(browser)
    page.goto(poster.path("enroll"))
    page.get_by_label("First name").fill("Ana")
    page.get_by_label("E-mail", exact=True).fill("ana@example.com")
    page.locator("#terms_accepted-1").check()
    page.context.clear_cookies()
    clock.offset += timedelta(seconds=5)
    page.get_by_role("button", name="Get my card").click()
    expect(page.get_by_role("alert").get_by_text("Open this page in Safari or Chrome")).to_be_visible()
    expect(page.get_by_label("E-mail", exact=True)).to_have_value("ana@example.com")


def test_u89_the_language_changes_in_two_taps_and_keeps_what_was_typed(poster: Poster, browser: Browser) -> None:
    page = poster.phone(browser, locale="de-DE")
    page.goto(poster.path("enroll"))
    expect(page.get_by_role("button", name="Karte holen")).to_be_visible()
    page.get_by_label("Vorname").fill("Ana")
    page.locator("summary.langs__now").click()
    page.get_by_role("button", name="Lëtzebuergesch").click()
    expect(page.locator("html")).to_have_attribute("lang", "lb")
    expect(page.locator("#first_name")).to_have_value("Ana")
    expect(page.get_by_role("button", name="Meng Kaart kréien")).to_be_visible()


@pytest.mark.parametrize(("agent", "hint"), [(IPHONE, "Add to Home Screen"), (ANDROID, "Install")])
def test_u96_the_web_card_can_be_saved_to_every_phone(poster: Poster, browser: Browser, agent: str, hint: str) -> None:
    page = poster.phone(browser, user_agent=agent)
    poster.join(page)
    page.locator("#save summary").click()
    expect(page.locator("#save p").get_by_text(hint)).to_be_visible()
    assert page.locator("#save p:not(.meta)").count() == 1


def test_u102_the_code_can_be_resent_and_the_address_corrected(poster: Poster, browser: Browser) -> None:
    page = poster.phone(browser)
    poster.join(page, email="ana@example.con")
    clock.offset += timedelta(seconds=10)
    page.get_by_role("button", name="Send a new code").click()
    expect(page.get_by_text("You can ask for another code in")).to_be_visible()
    page.goto(poster.path("welcome"))
    page.get_by_role("link", name="Wrong address?").click()
    page.get_by_label("New e-mail").fill("ana@example.com")
    page.get_by_role("button", name="Change my e-mail").click()
    expect(page.get_by_text("We sent six digits to ana@example.com.")).to_be_visible()
    page.get_by_label("Six-digit code").fill(newest_code())
    page.get_by_role("button", name="Open my card").click()
    expect(page.get_by_text("Your e-mail is confirmed.")).to_be_visible()
