"""Every page of the phone in every state: accessible, touchable, never pushed sideways (U13, U19, U21, U73, U81)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from loyalty_app.domain.opening_hours import typed_hours
from loyalty_app.operations.block_card import BlockCard, block_card
from loyalty_app.operations.claim_card import claim_token
from loyalty_app.operations.enroll_customer import EnrollCustomer, enroll_customer
from loyalty_app.operations.set_opening_hours import SetOpeningHours, set_opening_hours
from loyalty_app.unit_of_work import clock
from tests.browser.accessibility import violations
from tests.browser.phone.conftest import SMALL, USUAL, Poster
from tests.factories import reference

LONG = "Maximiliane-Alexandra von Hohenstein-Waldburg"
TOO_SMALL = """() => [...document.querySelectorAll('a, button, summary, input, select')]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.vh, .skip'))
  .filter((one) => !(one.tagName === 'A' && getComputedStyle(one).display === 'inline'))
  .filter((one) => !(one.tagName === 'INPUT' && one.type === 'checkbox'))
  .map((one) => [one.getBoundingClientRect(), one])
  .filter(([box]) => box.height < 47.5 || box.width < 47.5)
  .map(([box, one]) => `${one.tagName} ${one.textContent.trim().slice(0, 30)} ${box.width}×${box.height}`)"""
SMALL_TEXT = """() => [...document.querySelectorAll('body *')]
  .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && parseFloat(getComputedStyle(one).fontSize) < 16)
  .map((one) => `${one.tagName} ${one.textContent.trim().slice(0, 30)}`)"""

State = tuple[str, Callable[[], object]]


def faults(page: Page) -> list[str]:
    """What axe finds, what is too small, and whether the page has to be pushed sideways."""
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    wide = [f"{overflow} px too wide"] if overflow > 0 else []
    found: list[str] = page.evaluate(TOO_SMALL) + page.evaluate(SMALL_TEXT)
    return violations(page) + found + wide


def states_of_a_newcomer(page: Page, poster: Poster) -> Iterator[str]:
    """Yield the name of each state once the page is in it: before and while joining."""
    page.goto(poster.path("enroll"))
    yield "joining"
    page.locator("details.more").first.locator("summary").click()
    page.locator("details.more--terms summary").click()
    yield "joining, everything unfolded"
    page.locator("summary.langs__now").click()
    yield "languages"
    page.goto(poster.path("enroll"))
    page.locator("#first_name").fill(LONG)
    page.locator("#email").fill("nothing")
    page.locator("details.more").first.locator("summary").click()
    page.locator("#birth_day").fill("31")
    page.locator("#birth_month").select_option("2")
    clock.offset += timedelta(seconds=5)
    page.locator("#join .btn--primary").click()
    expect(page.locator("#email")).to_be_focused()
    yield "joining, wrong"
    page.locator("#email").fill("ana@gmial.com")
    page.locator("#birth_day").fill("")
    page.locator("#birth_month").select_option("")
    page.locator("#terms_accepted-1").check()
    page.locator("#join .btn--primary").click()
    page.locator("[data-code=email_typo]").wait_for()
    yield "joining, a slip"
    yield from _before_a_card(page, poster)


def _before_a_card(page: Page, poster: Poster) -> Iterator[str]:
    for name in ("signin", "goodbye", "signin/link/1.x"):
        page.goto(poster.path(name))
        yield name
    page.goto(poster.path("enroll"))
    page.locator("#first_name").fill("Robot")
    page.locator("#email").fill("robot@example.com")
    page.locator("#terms_accepted-1").check()
    page.locator("#join_reference").evaluate("field => { field.value = 'https://spam.example'; }")
    page.locator("#join .btn--primary").click()
    page.wait_for_url("**/welcome")
    yield "caught by a trap"
    card = enroll_customer(EnrollCustomer(actor=poster.shop.actor(), email="eva@example.com")).card
    page.goto(poster.path(f"claim/{claim_token(poster.shop.store_id, card.id, clock.now())}"))
    yield "claiming a card"
    page.goto(poster.path("claim/1.2.3"))
    page.locator(".enrol__form .btn--primary").click()
    page.locator("[data-code=code_wrong]").wait_for()
    yield "claiming too late"
    page.goto("/loyalty/nowhere/enroll")
    yield "unknown store"


def states_of_a_member(page: Page, poster: Poster) -> Iterator[str]:
    """The same with a card: new, used, blocked, and what can be done with it."""
    poster.join(page, first_name=LONG)
    yield "welcome"
    page.goto(poster.path("dashboard"))
    yield "card, not confirmed"
    page.goto(poster.path("signin/code"))
    page.locator("#code").fill("000000")
    page.locator(".enrol__form .btn--primary").click()
    page.locator("#code-error").wait_for()
    yield "wrong code"
    poster.stamp(16)
    poster.spend(12_400)
    page.goto(poster.path("dashboard"))
    yield "card, used"
    page.locator("summary.btn--icon").click()
    yield "menu"
    hours = typed_hours(["mon-fri 07:00-12:00,13:00-18:30", "sat 08:00-17:00", "sun 20:00-02:00"])
    set_opening_hours(SetOpeningHours(actor=poster.shop.owner(), store_id=poster.shop.store_id, hours=hours))
    page.goto(poster.path("dashboard"))
    page.locator("details.more--hours summary").click()
    yield "opening hours"
    for name in ("code", "history", "history?kind=points", "privacy", "privacy/leave"):
        page.goto(poster.path(name))
        yield name
    page.goto(poster.path("privacy"))
    page.locator("#first_name").fill("")
    page.locator("#phone").fill("call me")
    page.locator("form[action$='privacy/data'] button").click()
    page.locator("#first_name-error").wait_for()
    yield "my data, wrong"
    page.goto(poster.path("privacy"))
    page.locator("form[action$='privacy/export'] button").click()
    page.wait_for_url("**/privacy/export")
    yield "everything about me"
    manager = poster.shop.actor(poster.shop.manager)
    block_card(BlockCard(actor=manager, card=reference(poster.card()), reason="lost"))
    page.goto(poster.path("dashboard"))
    yield "card, blocked"


LOOKS = {
    "small-light-en": {"viewport": SMALL, "color_scheme": "light", "locale": "en-GB"},
    "usual-dark-fr": {"viewport": USUAL, "color_scheme": "dark", "locale": "fr-FR"},
    "narrow-light-de": {"viewport": {"width": 320, "height": 640}, "color_scheme": "light", "locale": "de-DE"},
    "narrow-dark-fr": {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark", "locale": "fr-FR"},
    "small-dark-lb": {"viewport": SMALL, "color_scheme": "dark", "locale": "lb-LU"},
}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("states", [states_of_a_newcomer, states_of_a_member], ids=["newcomer", "member"])
def test_every_page_is_accessible_in_every_state(
    poster: Poster, browser: Browser, states: Callable[[Page, Poster], Iterator[str]], look: str
) -> None:
    page = poster.phone(browser, **LOOKS[look])
    found = {state: faults(page) for state in states(page, poster)}
    assert {state: what for state, what in found.items() if what} == {}


def test_u19_text_at_twice_its_size_fits(poster: Poster, browser: Browser) -> None:
    page = poster.phone(browser, viewport=SMALL, forced_colors="active")
    double = "() => { document.documentElement.style.fontSize = '200%'; }"
    wide: dict[str, int] = {}
    for states in (states_of_a_newcomer, states_of_a_member):
        for state in states(page, poster):
            page.evaluate(double)
            overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if overflow > 0:
                wide[state] = overflow
    assert wide == {}


def test_u81_stamps_are_read_as_text(poster: Poster, browser: Browser) -> None:
    page = poster.a_member(browser, forced_colors="active")
    poster.stamp(6)
    page.reload()
    expect(page.get_by_role("img", name="6 of 10 stamps")).to_be_visible()
    expect(page.locator(".dash__fig")).to_have_text("6 of 10")
