"""A camera that is blocked, absent or in use: our keys open by themselves, and a sentence says why (B098)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chromium import film_of_nothing
from tests.browser.terminal.conftest import COUNTER, Counter, at_rest, press

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
def test_b098_without_a_camera_the_keys_for_the_number_open_by_themselves(
    counter: Counter, browser: Browser, fault: str
) -> None:
    page = counter.tablet(browser)
    page.add_init_script(FAULTS[fault])
    page.goto(COUNTER)
    keys = page.locator("[data-type-instead]")
    expect(keys.locator("[data-no-camera]")).to_have_text(SAID["en"])
    expect(page.locator("#say")).to_have_text(SAID["en"])
    expect(page.locator("[data-scan]")).to_be_hidden()
    press(page, counter.card.card_number.replace("-", ""))
    keys.get_by_role("button", name="Open the card").click()
    expect(page.get_by_role("heading", name="Ana M.")).to_be_visible()


def test_b098_the_keys_are_there_again_for_the_next_customer(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    page.add_init_script(FAULTS["blocked"])
    page.goto(counter.card_page())
    page.get_by_role("link", name="Close").click()
    at_rest(page, "idle")
    expect(page.get_by_role("heading", name="Type the number")).to_be_focused()
    page.keyboard.type("4821", delay=150)
    expect(page.locator("#scan")).to_have_value("4821")


def test_b098_a_camera_that_was_allowed_meanwhile_takes_the_place_of_the_keys(
    counter: Counter, tmp_path: Path, browser_with_camera: Callable[[Path], Browser]
) -> None:
    page = counter.tablet(browser_with_camera(film_of_nothing(tmp_path / "film.mjpeg")))
    page.add_init_script(
        """const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = (wish) =>
            window.allowed ? ask(wish) : Promise.reject(new DOMException('', 'NotAllowedError'));"""
    )
    page.goto(COUNTER)
    expect(page.locator("[data-type-instead] .keys")).to_be_visible()
    page.evaluate("window.allowed = true; document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-scan-state=on] video")).to_be_visible(timeout=30_000)
    expect(page.locator("[data-pad]")).to_have_count(0)


@pytest.mark.parametrize("language", SAID)
def test_b098_says_so_in_the_language_of_the_counter(counter: Counter, browser: Browser, language: str) -> None:
    page = counter.tablet(browser)
    page.context.add_cookies([{"name": "language", "value": language, "url": counter.base}])
    page.add_init_script(FAULTS["blocked"])
    page.goto(COUNTER)
    expect(page.locator("[data-no-camera]")).to_have_text(SAID[language])
