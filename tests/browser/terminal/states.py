"""Every state of the counter, one after the other, reached the way people reach it."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from loyalty_app.db import db
from loyalty_app.models import LoyaltyTransaction
from tests.browser.terminal.conftest import COUNTER, Counter, press


def screen_is(page: Page, name: str) -> None:
    expect(page.locator("#screen")).to_have_attribute("data-screen", name)


def locked_states(counter: Counter, page: Page) -> Iterator[str]:
    """What a locked tablet shows."""
    page.goto(COUNTER)
    yield "attract"
    page.goto(f"{COUNTER}/unlock")
    yield "people"
    page.get_by_role("link", name="Mara").click()
    expect(page.locator(".pinpad__who")).to_have_text("Mara")
    yield "PIN"
    press(page, "111222")
    expect(page.locator("#pin-error")).to_be_visible()
    yield "wrong PIN"


def open_states(counter: Counter, page: Page) -> Iterator[str]:
    """What an unlocked tablet shows."""
    card = counter.card_page()
    for path, name in (
        (COUNTER, "idle"),
        (f"{COUNTER}/number", "number"),
        (f"{COUNTER}/search", "search"),
        (f"{COUNTER}/search?search=a", "search"),
        (f"{COUNTER}/search?search=ana", "search"),
        (f"{COUNTER}/menu", "menu"),
        (f"{COUNTER}/actions", "actions"),
        (card, "card"),
        (f"{card}/points", "earn"),
        (f"{COUNTER}/unlock", "unlock"),
        ("/store/loyalty/enroll", "enroll"),
        (f"{COUNTER}/cards/987654321", "notfound"),
        (f"{COUNTER}/transactions/{_last_line()}/undo", "refused"),
        (f"{COUNTER}/transactions/{_last_line()}/receipt", "receipt"),
    ):
        page.goto(path)
        screen_is(page, name)
        yield f"{name} {path}"


def plain_states(counter: Counter, page: Page) -> Iterator[str]:
    """Pages around the counter."""
    for path in ("/", "/store/loyalty/pair", "/store/loyalty/pair/done", "/nope"):
        page.goto(path)
        yield path


def answering_states(counter: Counter, page: Page) -> Iterator[str]:
    """What an unlocked tablet shows after something was done, or asked to be done."""
    card = counter.card_page()
    page.goto(f"{card}/points")
    page.get_by_role("button", name="Earn points").click()
    expect(page.locator("#amount-error")).to_be_visible()
    yield "earn, wrong amount"
    press(page, "6000000")
    page.get_by_text("Drinks").click()
    page.get_by_role("button", name="Earn points for").click()
    screen_is(page, "again")
    yield "a manager confirms"
    page.goto("/store/loyalty/enroll")
    page.get_by_label("First name").fill("Luc")
    page.get_by_label("E-mail", exact=True).fill("nope")
    page.get_by_role("button", name="Create the card").click()
    expect(page.locator("#email-error")).to_be_visible()
    yield "enroll, wrong address"
    page.get_by_label("E-mail", exact=True).fill("luc@example.com")
    page.get_by_role("button", name="Create the card").click()
    screen_is(page, "enrolled")
    yield "enrolled"
    page.goto(card)
    page.get_by_role("link", name="Croissant").click()
    screen_is(page, "redeem")
    yield "redeem"
    page.goto(card)
    page.get_by_role("button", name="+1 stamp").click()
    screen_is(page, "result")
    yield "stamped"
    page.get_by_role("link", name="Undo +1 stamp of Ana M.").first.click()
    screen_is(page, "undo")
    yield "undo"


def _last_line() -> int:
    """A line of somebody else: its undo is refused."""
    db.session.rollback()
    return db.session.execute(select(func.max(LoyaltyTransaction.id))).scalar_one()
