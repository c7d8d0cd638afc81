"""Little room and long words: the on-screen keyboard, a language that takes more of everything (U19, U23, U86)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import cycle, islice

import flask_babel
import pytest
from babel.support import NullTranslations
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from loyalty_app.db import db
from loyalty_app.models import LoyaltyProgram
from loyalty_app.unit_of_work import clock
from tests.browser.phone.conftest import Poster
from tests.browser.phone.test_every_state import states_of_a_member, states_of_a_newcomer

UNDER_THE_KEYBOARD: ViewportSize = {"width": 360, "height": 320}  # what is left of 740 pixels, and of a small iPhone
PLACEHOLDER = re.compile(r"(%\(\w+\)s|%\(\w+\)d|%%)")
ACCENTS = str.maketrans("aeiouycnAEIOU", "âéîöüýçñÂÉÎÖÜ")
SHORT, SHORT_GROWS, LONG_GROWS, WORD = 10, 2.6, 1.4, 7
SEEN = """element => {
  const box = element.getBoundingClientRect();
  const there = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return box.top >= 0 && box.bottom <= window.innerHeight && (element === there || element.contains(there));
}"""
CUT = """() => [...document.querySelectorAll('a, button, summary, label, h1, h2, p, b, span')]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.vh, .skip, svg'))
  .filter((one) => one.scrollWidth > one.clientWidth + 1)
  .filter((one) => ['hidden', 'clip'].includes(getComputedStyle(one).overflowX))
  .map((one) => `cut: ${one.tagName} ${one.textContent.trim().slice(0, 40)}`)"""
BESIDE = """() => [...document.querySelectorAll('a, button, summary, input')]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.vh, .skip, .check'))
  .map((one) => [one.getBoundingClientRect(), one])
  .filter(([box]) => box.left < -1 || box.right > window.innerWidth + 1)
  .map(([, one]) => `beside the page: ${one.tagName} ${one.textContent.trim().slice(0, 40)}`)"""
LONG_SHOP = "Boulangerie-Pâtisserie-Confiserie Artisanale Kirchberg-Weimershof & Enfants S.à"
# Words of a text that stand on more than one line though they have no hyphen to be divided at.
BROKEN_WORDS = """element => {
  const text = element.firstChild;
  return [...text.data.matchAll(/[^\\s-]+-?/g)].filter((word) => {
    const range = document.createRange();
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    return new Set([...range.getClientRects()].map((box) => box.top)).size > 1;
  }).map((word) => word[0]);
}"""
FIXED = """() => [...document.querySelectorAll('body *')]
  .filter((one) => one.checkVisibility() && ['fixed', 'sticky'].includes(getComputedStyle(one).position))
  .filter((one) => !one.closest('.skip')).map((one) => one.outerHTML.slice(0, 80))"""


# ── the on-screen keyboard ───────────────────────────────────────────────────────────────────────────────────


def require_seen(what: Locator) -> None:
    assert what.evaluate(SEEN), what


@pytest.mark.parametrize(("place", "fields"), [("enroll", 2), ("signin", 1), ("signin/code", 1), ("privacy", 6)])
def test_u23_the_keyboard_covers_neither_a_field_nor_the_button(
    poster: Poster, browser: Browser, place: str, fields: int
) -> None:
    page = poster.a_member(browser, viewport=UNDER_THE_KEYBOARD)
    page.goto(poster.path(place))
    inputs = page.locator("main form .input:visible:not(select)")
    assert inputs.count() >= fields
    for number in range(inputs.count()):
        inputs.nth(number).focus()
        require_seen(inputs.nth(number))
    for button in page.locator("main form button[type=submit].btn:visible").all():
        button.focus()
        require_seen(button)
    assert page.evaluate(FIXED) == []


def test_u23_nor_what_is_wrong(poster: Poster, browser: Browser) -> None:
    page = poster.phone(browser, viewport=UNDER_THE_KEYBOARD)
    page.goto(poster.path("enroll"))
    page.locator("#first_name").fill("Ana")
    page.locator("#email").fill("ana@b")
    clock.offset += timedelta(seconds=5)
    page.locator("#join .btn--primary").click()
    expect(page.locator("#email")).to_be_focused()
    require_seen(page.locator("#email"))
    require_seen(page.locator("#email-error"))


def test_u23_nor_a_wrong_code(poster: Poster, browser: Browser) -> None:
    page = poster.phone(browser, viewport=UNDER_THE_KEYBOARD)
    poster.join(page)
    page.locator("#code").fill("000000")
    page.locator("#confirm .btn--outline").click()
    expect(page.locator("#code")).to_be_focused()
    require_seen(page.locator("#code"))
    require_seen(page.locator("#code-error"))


# ── a language that takes more of everything ─────────────────────────────────────────────────────────────────


def stretched(text: str) -> str:
    """The sentence with accents, and longer as translations are: short labels 2.6 times, others 1.4 times."""
    letters = sum(not PLACEHOLDER.fullmatch(part) and len(part) for part in PLACEHOLDER.split(text))
    if not letters:
        return text
    grows = SHORT_GROWS if letters <= SHORT else LONG_GROWS
    more = "".join(islice(cycle("ôéüïñ"), math.ceil(letters * (grows - 1))))
    if letters > SHORT:
        more = " " + " ".join(more[start : start + WORD] for start in range(0, len(more), WORD))
    accented = "".join(
        part if PLACEHOLDER.fullmatch(part) else part.translate(ACCENTS) for part in PLACEHOLDER.split(text)
    )
    return accented + more


class Pseudo(NullTranslations):
    """The language of nobody."""

    def gettext(self, message: str) -> str:
        return stretched(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return stretched(msgid1 if n == 1 else msgid2)

    ugettext, ungettext = gettext, ngettext


@pytest.fixture
def pseudo_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flask_babel.Domain, "get_translations", lambda _domain: Pseudo())


def test_the_language_of_nobody_is_longer_and_keeps_its_facts() -> None:
    assert stretched("History") == "Hîstörýôéüïñôéüïñôé"[:19]
    assert len(stretched("History")) == math.ceil(len("History") * SHORT_GROWS)
    assert stretched("%(count)s of %(target)s stamps").startswith("%(count)s öf %(target)s stâmps")
    assert len(stretched("Show this code at the counter.")) >= 30 * LONG_GROWS


@pytest.mark.usefixtures("pseudo_language")
@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("states", [states_of_a_newcomer, states_of_a_member], ids=["newcomer", "member"])
def test_u19_u86_long_words_break_no_page_and_hide_no_button(
    poster: Poster, browser: Browser, states: Callable[[Page, Poster], Iterator[str]], width: int
) -> None:
    page = poster.phone(browser, viewport={"width": width, "height": 700})
    found: dict[str, list[str]] = {}
    for state in states(page, poster):
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        wide = [f"{overflow} px too wide"] if overflow > 0 else []
        if faults := wide + page.evaluate(CUT) + page.evaluate(BESIDE):
            found[state] = faults
    assert found == {}


# ── long names ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", [LONG_SHOP, "B" * 80])
def test_u19_a_shop_of_eighty_letters_is_read_whole_and_pushes_nothing_aside(
    poster: Poster, browser: Browser, name: str
) -> None:
    """No word of it is broken that fits into a line; nothing touches the upper edge."""
    db.session.get_one(LoyaltyProgram, poster.shop.program_id).card_name = name
    db.session.commit()
    page = poster.phone(browser, viewport={"width": 320, "height": 640})
    poster.join(page, first_name="Maximiliane-Alexandra von Hohenstein-Waldburg")
    for place in ("welcome", "dashboard", "enroll", "goodbye"):
        page.goto(poster.path(place))
        shop = page.locator(".phone__shop")
        expect(shop).to_have_text(name)
        assert shop.evaluate("one => one.scrollWidth <= one.clientWidth")
        assert shop.evaluate(BROKEN_WORDS) == ([] if " " in name else [name])
        assert page.locator(".logo").first.evaluate("one => one.getBoundingClientRect().top") >= 8
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
