"""A camera that is blocked, absent or in use: the words say so, and the number is typed instead (B098)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.terminal.conftest import COUNTER, Counter, press

FAULTS = {
    "blocked": "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'));",
    "absent": "Object.defineProperty(navigator, 'mediaDevices', { value: undefined });",
    "in use": "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotReadableError'));",
}
SAID = {
    "en": "No camera – type the number, or allow the camera in settings.",
    "fr": "Pas de caméra – saisissez le numéro ou autorisez la caméra dans les réglages.",
    "de": "Keine Kamera – geben Sie die Nummer ein oder erlauben Sie die Kamera in den Einstellungen.",
    "lb": "Keng Kamera – gitt d’Nummer an oder erlaabt d’Kamera an den Astellungen.",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_b098_without_a_camera_the_number_is_typed(counter: Counter, browser: Browser, fault: str) -> None:
    page = counter.tablet(browser)
    page.add_init_script(FAULTS[fault])
    page.goto(COUNTER)
    blocked = page.locator("[data-scan-blocked]")
    expect(blocked).to_be_visible()
    expect(blocked).to_contain_text(SAID["en"])
    blocked.get_by_role("link", name="Type number").click()
    expect(page.locator("#screen")).to_have_attribute("data-screen", "number")
    press(page, counter.card.card_number)
    page.get_by_role("button", name="Open the card").click()
    expect(page.get_by_role("heading", name="Ana M.")).to_be_visible()


@pytest.mark.parametrize("language", SAID)
def test_b098_says_so_in_the_language_of_the_counter(counter: Counter, browser: Browser, language: str) -> None:
    page = counter.tablet(browser)
    page.context.add_cookies([{"name": "language", "value": language, "url": counter.base}])
    page.add_init_script(FAULTS["blocked"])
    page.goto(COUNTER)
    expect(page.locator("[data-scan-blocked]")).to_contain_text(SAID[language])
