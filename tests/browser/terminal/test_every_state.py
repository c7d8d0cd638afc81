"""Every state of the counter: nothing wrong for axe, nothing too small, cut off, out of reach or without a way on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.accessibility import violations
from tests.browser.terminal.conftest import COUNTER, Counter
from tests.browser.terminal.states import answering_states, locked_states, open_states, plain_states

SIZES = [(1280, 800), (1024, 768), (800, 1280), (744, 1133), (360, 740)]

MEASURE = (Path(__file__).parent / "measure.js").read_text()


WALKS = {"locked": locked_states, "open": open_states, "answers": answering_states, "plain": plain_states}


@pytest.mark.parametrize("walk", WALKS)
def test_u73_axe_finds_nothing_in_any_state(counter: Counter, browser: Browser, walk: str) -> None:
    page = counter.tablet(browser, unlocked=walk != "locked", bypass_csp=True)
    found = []
    for state in WALKS[walk](counter, page):
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            found += [f"{state} {theme}: {violation}" for violation in violations(page)]
    assert found == []


@pytest.mark.parametrize("walk", WALKS)
def test_u13_u15_u21_u46_u60_everything_fits_is_large_enough_and_leads_on(
    counter: Counter, browser: Browser, walk: str
) -> None:
    page = counter.tablet(browser, unlocked=walk != "locked")
    found = []
    for state in WALKS[walk](counter, page):
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            found += [f"{state} {width}×{height}: {problem}" for problem in page.evaluate(MEASURE)]
    assert found == []


def test_the_measure_sees_what_is_wrong(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    page.goto(counter.card_page())
    assert page.evaluate(MEASURE) == []
    page.evaluate("""() => {
      const button = document.querySelector('.stamp-btn');
      Object.assign(button.style, { height: '40px', minHeight: '0', padding: '0' });
      document.querySelector('.earn').style.transform = 'translateX(900px)';
      document.querySelector('.rail__foot a').setAttribute('href', 'https://example.com/');
      const text = document.createElement('p'); text.textContent = 'small print'; text.style.fontSize = '9px';
      document.querySelector('main').append(text);
    }""")
    found = " ".join(page.evaluate(MEASURE))
    for problem in ("small 5", "small text: small print", "cut: Earn points", "leads away"):
        assert problem in found


def test_u60_s29_back_never_leaves_the_counter(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    page.goto(COUNTER)
    way = (("Menu", "/menu"), ("Close", ""), ("Search", "/search"), ("Close", ""), ("New card", "/enroll"))
    for link, leads_to in way:
        page.get_by_role("link", name=link).first.click()
        page.wait_for_url(re.compile(rf"{leads_to or COUNTER}$"))
    for _ in range(5):
        page.go_back()
        assert page.url.startswith(f"{counter.base}/store/loyalty/")
        page.locator("#screen").wait_for()
