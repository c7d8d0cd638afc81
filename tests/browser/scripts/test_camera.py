"""The camera reads a real code by the decoder we ship, under the content policy; without a camera there are words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.chromium import film_of_nothing, film_of_qr
from tests.browser.scripts.conftest import Counter

MakeCounter = Callable[..., Counter]
WithCamera = Callable[[Path], Browser]
COUNT_LOOKS = """() => {
  const { ZXingWASM } = window;
  const look = ZXingWASM.readBarcodes;
  window.looks = 0;
  window.ZXingWASM = { ...ZXingWASM, readBarcodes: async (...all) => {
    const found = await look(...all);
    window.looks += 1;
    return found;
  } };
}"""


def test_a_code_before_the_camera_opens_the_card_once(
    tmp_path: Path, make_counter: MakeCounter, browser_with_camera: WithCamera
) -> None:
    film = film_of_qr("LC1-7f3k9m2q8v5x1c4z", tmp_path / "film.mjpeg", tilt=8, light=150)
    counter = make_counter(browser_with_camera(film), permissions=["camera"])
    page = counter.page
    complaints: list[str] = []
    page.on("console", lambda entry: complaints.append(entry.text) if entry.type == "error" else None)
    counter.open("01-idle")
    expect(page.locator("#screen[data-screen=card]")).to_be_visible(timeout=15_000)
    page.locator(".stamp-btn").click()
    expect(page.get_by_role("heading", name="+1 stamp")).to_be_visible()
    expect(page.get_by_text("The camera is on")).to_be_visible()
    assert [fields["scan"] for fields in counter.sent("look_up")] == [["LC1-7f3k9m2q8v5x1c4z"]]
    assert complaints == []


def test_a_phone_that_lies_there_while_a_reward_is_confirmed_does_not_wipe_the_result_away(
    tmp_path: Path, make_counter: MakeCounter, browser_with_camera: WithCamera
) -> None:
    film = film_of_qr("LC1-7f3k9m2q8v5x1c4z", tmp_path / "film.mjpeg", tilt=8, light=150)
    counter = make_counter(browser_with_camera(film), permissions=["camera"])
    page = counter.page
    page.clock.install()
    counter.open("01-idle")
    expect(page.locator("#screen[data-screen=card]")).to_be_visible(timeout=15_000)
    page.locator(".rewards a").first.click()
    expect(page.locator("#screen[data-camera=off]")).to_be_visible()
    page.clock.fast_forward(10_000)
    page.get_by_role("button", name="Redeem").click()
    expect(page.locator("#screen[data-screen=result]")).to_be_visible()
    page.evaluate(COUNT_LOOKS)
    while page.evaluate("window.looks") < 3:
        page.wait_for_timeout(20)
    expect(page.locator("#screen[data-screen=result]")).to_be_visible()
    assert len(counter.sent("look_up")) == 1


def test_the_picture_is_in_the_window_and_no_code_is_no_scan(
    tmp_path: Path, make_counter: MakeCounter, browser_with_camera: WithCamera
) -> None:
    film = film_of_nothing(tmp_path / "film.mjpeg")
    counter = make_counter(browser_with_camera(film), permissions=["camera"])
    page = counter.open("01-idle")
    expect(page.locator("[data-scan-state=on] video")).to_be_visible()
    assert counter.sent("look_up") == []


def test_without_a_camera_there_are_words_and_a_way_on(counter: Counter) -> None:
    page = counter.open("01-idle")
    expect(page.locator("[data-type-instead] .keys")).to_be_visible()
    expect(page.locator("[data-no-camera]")).to_have_text(
        "No camera – type the number, or allow the camera in settings."
    )


def test_without_script_the_counter_says_what_is_missing(make_counter: MakeCounter, browser: Browser) -> None:
    counter = make_counter(browser, java_script_enabled=False)
    page = counter.open("01-idle")
    expect(page.get_by_text("JavaScript is off")).to_be_visible()
    page.get_by_role("link", name="Type number").click()
    page.get_by_label("Card number", exact=True).first.fill("4821 0937 1658")
    page.get_by_role("button", name="Open the card").click()
    expect(page.get_by_role("heading", name="Ana M.")).to_be_visible()
