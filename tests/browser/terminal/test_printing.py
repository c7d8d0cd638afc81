"""Receipts on paper, and counters whose printer does not print (U91, U92, B099)."""

from __future__ import annotations

import re

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect
from sqlalchemy import func, select

from loyalty_app.db import db
from loyalty_app.models import LoyaltyProgram, LoyaltyTransaction, Merchant, Store
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from tests.browser.accessibility import violations
from tests.browser.terminal.conftest import COUNTER, Counter, at_rest
from tests.factories import reference
from tests.printed import decoded, rendered, words_of

NOTE = "Saved. Printing failed – show the screen instead."
SIZES = [(1280, 800), (1024, 768), (800, 1280), (744, 1133), (360, 740)]
LANGUAGES = ["en", "fr", "de", "lb"]

PRINTS = """
  window.printed = [];
  window.print = () => {
    window.dispatchEvent(new Event('beforeprint'));
    window.printed.push(document.querySelector('[data-receipt]').innerText);
    window.dispatchEvent(new Event('afterprint'));
  };
"""
DOES_NOT_PRINT = {
    "throws": "window.print = () => { throw new Error('no printer'); };",
    "is absent": "delete window.print; Object.defineProperty(window, 'print', { value: undefined });",
    "does nothing": "window.print = () => {};",
}
# A tablet that opened the counter from its home screen; nothing else of the page's media changes.
KIOSK = """
  const ask = window.matchMedia.bind(window);
  window.matchMedia = (media) => (media.includes('display-mode') ? { matches: true } : ask(media));
"""

LARGE_TEXT = """
  document.addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = '200%'; });
"""


def stamp(page: Page, counter: Counter) -> None:
    page.goto(counter.card_page())
    page.get_by_role("button", name="+1 stamp").click()
    at_rest(page, "result")


def last_receipt() -> str:
    db.session.rollback()
    line = db.session.execute(select(func.max(LoyaltyTransaction.id))).scalar_one()
    return f"{COUNTER}/transactions/{line}/receipt"


def choose(page: Page, counter: Counter, **cookies: str) -> None:
    """What was chosen in the menu of this tablet."""
    page.context.add_cookies(
        [{"name": name.replace("_", "-"), "value": value, "url": counter.base} for name, value in cookies.items()]
    )


def printed(page: Page) -> pypdfium2.PdfDocument:
    """The open receipt as the printer gets it: once the script has cut the paper."""
    page.wait_for_function("document.adoptedStyleSheets.length === 1")
    return pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=False))


def millimetres(points: float) -> float:
    return points * 25.4 / 72


def test_u91_the_menus_choice_of_paper_is_the_paper(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    for width in (58, 80):
        page.goto(f"{COUNTER}/menu")
        page.get_by_role("button", name=f"Paper {width} mm").click()
        expect(page.get_by_role("button", name=f"Paper {width} mm")).to_have_attribute("aria-current", "true")
        page.goto(last_receipt())
        with printed(page) as pdf:
            assert len(pdf) == 1
            assert millimetres(pdf[0].get_width()) == pytest.approx(width, abs=0.5)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", ["58", "80"])
def test_u91_one_page_with_nothing_cut_off_and_a_code_that_decodes(
    counter: Counter, browser: Browser, width: str, theme: str
) -> None:
    long = "Kaffeespezialitätenverkostungsgutschein mit Schokoladencroissant"
    db.session.get_one(LoyaltyProgram, counter.shop.program_id).stamps_reward_description = long
    db.session.get_one(Merchant, counter.shop.merchant_id).name = "Donaudampfschifffahrtsgesellschaftscafé"
    store = db.session.get_one(Store, counter.shop.store_id)
    db.session.commit()
    add_stamp(AddStamp(actor=counter.shop.actor(), card=reference(counter.card)))
    page = counter.tablet(browser, color_scheme=theme)
    choose(page, counter, receipt_paper=width)
    for language in LANGUAGES:
        choose(page, counter, language=language)
        page.goto(last_receipt())
        paper = re.sub(r"\s", "", page.locator("[data-receipt]").inner_text())
        with printed(page) as pdf:
            assert len(pdf) == 1, language
            picture = rendered(pdf[0], dots_per_inch=203).convert("L")  # as fine as a receipt printer
            words = re.sub(r"\s", "", words_of(pdf[0])).replace("\ufffe", "")
            height = millimetres(pdf[0].get_height())
        assert decoded(picture)[0].endswith(f"/j/{store.code}"), language
        assert without_hyphens(words) == without_hyphens(paper), language
        assert _margins_are_white(picture, float(width)), language
        assert _ink_ends(picture) > height - 15, "too much empty paper"


def test_u91_with_larger_text_on_the_screen_it_prints_as_ever(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    page.goto(last_receipt())
    with printed(page) as pdf:
        before = pdf[0].get_height()
    page.add_init_script(LARGE_TEXT)
    page.reload()
    with printed(page) as pdf:
        assert len(pdf) == 1
        assert pdf[0].get_height() == pytest.approx(before, abs=15)


def test_u91_the_paper_shows_nothing_of_the_counter(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    page.goto(last_receipt())
    with printed(page) as pdf:
        words = words_of(pdf[0])
    for part in (
        "Café Lux",
        "Gare",
        "6 of 10",
        "4 to go · Free coffee",
        "+640 points",
        f"•••• {counter.card.card_number[-4:]}",
    ):
        assert part in words
    for part in ("Online", "Close", "Print receipt", "Wallets", "Ana", counter.card.qr_token):
        assert part not in words


def test_u92_a_receipt_is_printed_by_one_tap_and_the_counter_is_ready_again(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    page.add_init_script(PRINTS)
    stamp(page, counter)
    page.get_by_role("link", name="Print receipt", exact=True).click()
    at_rest(page, "idle")
    (text,) = page.evaluate("window.printed")
    assert "7 of 10" in text
    assert page.url.endswith(COUNTER)


def test_a_reload_does_not_print_once_more_but_a_tap_does(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    page.add_init_script(PRINTS)
    page.goto(last_receipt())
    page.wait_for_function("document.adoptedStyleSheets.length === 1")
    assert page.evaluate("window.printed") == []
    page.get_by_role("button", name="Print receipt").click()
    at_rest(page, "idle")
    assert len(page.evaluate("window.printed")) == 1


@pytest.mark.parametrize("how", DOES_NOT_PRINT)
def test_u92_b099_a_printer_that_is_missing_is_a_note_and_the_stamp_stands(
    counter: Counter, browser: Browser, how: str
) -> None:
    page = counter.tablet(browser)
    page.add_init_script(DOES_NOT_PRINT[how])
    before = counter.lines()
    stamp(page, counter)
    page.get_by_role("link", name="Print receipt", exact=True).click()
    note = page.get_by_role("status").filter(has_text=NOTE)
    expect(note).to_be_visible()
    at_rest(page, "receipt")
    expect(page.locator("[role=alert]:not(:empty)")).to_have_count(0)
    expect(page.locator("[data-receipt]")).to_contain_text("7 of 10")
    assert counter.lines() == before + 1
    page.keyboard.type(counter.card.qr_token + "\n", delay=2)  # the next customer
    at_rest(page, "card")


def test_u92_in_kiosk_mode_nothing_asks(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    page.add_init_script(PRINTS + KIOSK)
    stamp(page, counter)
    page.get_by_role("link", name="Print receipt", exact=True).click()
    expect(page.get_by_role("status").filter(has_text=NOTE)).to_be_visible()
    assert page.evaluate("window.printed") == []
    choose(page, counter, receipt_printing="silent")
    stamp(page, counter)
    page.get_by_role("link", name="Print receipt", exact=True).click()
    at_rest(page, "idle")


def test_u13_u14_the_button_is_large_apart_and_never_where_the_last_tap_was(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.goto(counter.card_page())
        tapped = box(page, ".stamp-btn")
        page.locator(".stamp-btn").click()
        at_rest(page, "result")
        button = box(page, ".result__print")
        assert min(button["width"], button["height"]) >= 48
        assert gap(button, tapped) >= 24, (width, height)
        for other in page.locator("#screen a:not(.result__print), #screen button").all():
            if other.is_visible() and (place := other.bounding_box()):
                assert gap(button, place) >= 24, (width, height, other.inner_text())
        page.goto(f"{COUNTER}/actions")
        for line in page.locator(".line:has(.line__print:visible):has(a.btn:not(.line__print))").all():
            assert gap(box(line, ".line__print"), box(line, "a.btn:not(.line__print)")) >= 24


def test_u73_axe_finds_nothing_on_a_receipt_that_did_not_print(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser, bypass_csp=True)
    page.add_init_script(DOES_NOT_PRINT["throws"])
    stamp(page, counter)
    page.get_by_role("link", name="Print receipt", exact=True).click()
    expect(page.get_by_role("status").filter(has_text=NOTE)).to_be_visible()
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        assert violations(page) == []


def test_u72_without_script_the_receipt_is_a_page(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser, java_script_enabled=False)
    page.goto(f"{COUNTER}/actions")
    page.get_by_role("link", name="Print receipt: +640 points").first.click()
    expect(page.locator("[data-receipt]")).to_contain_text("+640 points")
    expect(page.get_by_role("button", name="Print receipt")).to_be_hidden()
    with pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True)) as pdf:
        assert len(pdf) == 1
        assert millimetres(pdf[0].get_width()) == pytest.approx(80, abs=0.5)


def box(within: Page | Locator, what: str) -> FloatRect:
    found = within.locator(what).bounding_box()
    assert found
    return found


def gap(one: FloatRect, other: FloatRect) -> float:
    """The pixels between two boxes; below zero where they overlap."""
    across = max(one["x"], other["x"]) - min(one["x"] + one["width"], other["x"] + other["width"])
    down = max(one["y"], other["y"]) - min(one["y"] + one["height"], other["y"] + other["height"])
    return max(across, down)


def without_hyphens(words: str) -> str:
    """Where a word was divided at the end of a line is no difference."""
    return re.sub("[-\u2010\u00ad]", "", words)


def _margins_are_white(picture: Image.Image, millimetres_wide: float) -> bool:
    """Printers leave out three and a half millimetres at each side: nothing stands there."""
    edge = int(picture.width * 3.5 / millimetres_wide)
    left = picture.crop((0, 0, edge, picture.height))
    right = picture.crop((picture.width - edge, 0, picture.width, picture.height))
    return bool(left.getextrema()[0] == right.getextrema()[0] == 255)


def _ink_ends(picture: Image.Image) -> float:
    """How far down, in millimetres, the last dot of ink is."""
    found = picture.point(lambda value: 255 if value < 200 else 0).getbbox()
    assert found
    return float(found[3]) / 203 * 25.4
