"""The locked screen invites people in: the program, the code to join by, languages, and nothing about anybody (U56)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, ViewportSize, expect

from loyalty_app.db import db
from loyalty_app.models import Store
from tests.browser.terminal.conftest import COUNTER, PIN, TABLET, Counter, press
from tests.browser.terminal.test_keeping import screen_is
from tests.printed import decoded


@pytest.mark.parametrize(
    "size",
    [TABLET, ViewportSize(width=800, height=1280), ViewportSize(width=360, height=740)],
    ids=lambda size: size["width"],
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_u56_u90_its_code_leads_to_joining_in_each_place_it_moves_to(
    counter: Counter, browser: Browser, size: ViewportSize, scheme: str
) -> None:
    page = counter.tablet(browser, unlocked=False, viewport=size, color_scheme=scheme)
    page.clock.install()
    page.goto(COUNTER)
    page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))  # no minute passes by itself on a busy machine
    code = page.locator(".attract__qr svg")
    places, join = set(), f"{counter.app.extensions['settings'].base_url}/j/{_code_of(counter)}"
    for _ in range(8):
        page.clock.run_for(60_000)
        box = code.bounding_box()
        assert box
        assert 0 <= box["x"] <= size["width"] - box["width"]
        places.add((round(box["x"]), round(box["y"])))
        picture = Image.open(BytesIO(page.screenshot(full_page=True)))
        assert decoded(picture) == [join]
    assert len(places) == 8
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_u56_it_shows_the_program_and_languages_but_nobody(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser, unlocked=False)
    page.goto(COUNTER)
    shown = page.locator("body").inner_text()
    assert "Free coffee" in shown
    assert not any(name in shown for name in ("Mara", "Tom", "Nora", "Ana", "Maria"))
    page.get_by_role("button", name="Français").click()
    expect(page.get_by_text("Scannez pour obtenir votre carte")).to_be_visible()
    screen_is(page, "locked")


def test_u56_it_wakes_where_it_is_touched_and_sleeps_again_when_left_alone(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser, unlocked=False, has_touch=True)
    page.clock.install()
    page.goto(COUNTER)
    page.touchscreen.tap(420, 200)
    screen_is(page, "unlock")
    page.clock.run_for(50_000)
    page.get_by_role("link", name="Mara").click()
    expect(page.locator(".pinpad__who")).to_have_text("Mara")
    page.clock.run_for(50_000)
    screen_is(page, "unlock")
    page.clock.run_for(30_000)
    screen_is(page, "locked")
    assert "Mara" not in page.locator("body").inner_text()


def test_u56_u57_it_wakes_by_a_scan_and_goes_on_with_that_card(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser, unlocked=False)
    page.goto(COUNTER)
    page.keyboard.type(counter.card.qr_token, delay=2)
    page.keyboard.press("Enter")
    screen_is(page, "unlock")
    page.get_by_role("link", name="Mara").click()
    press(page, PIN)
    expect(page.locator("#screen")).to_have_attribute("data-card-id", str(counter.card.id))


def _code_of(counter: Counter) -> str:
    return db.session.get_one(Store, counter.shop.store_id).code
