"""The page itself: how it is set up, what it weighs, where the focus is, what is announced, what it leaves behind."""

from __future__ import annotations

import json

from playwright.sync_api import Browser, expect

from tests.browser.terminal.conftest import COUNTER, Counter, press, unlock

HTMX = {
    "allowEval": False,
    "allowScriptTags": False,
    "selfRequestsOnly": True,
    "historyCacheSize": 0,
    "refreshOnHistoryMiss": True,
    "historyRestoreAsHxRequest": False,
    "includeIndicatorStyles": False,
    "timeout": 8000,
    "defaultSettleDelay": 0,  # what is on the screen answers to script at once, never as a plain form
    "reportValidityOfForms": True,
}
LISTEN = """() => {
  window.said = [];
  for (const region of document.querySelectorAll('#say, #say-now')) {
    new MutationObserver(() => { if (region.textContent) window.said.push([region.id, region.textContent]); })
      .observe(region, { childList: true, characterData: true, subtree: true });
  }
}"""


def test_s37_htmx_is_set_up_as_promised(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    page.goto(COUNTER)
    config = page.evaluate("htmx.config")
    assert {name: config[name] for name in HTMX} == HTMX
    swapped = {rule["code"]: rule["swap"] for rule in config["responseHandling"]}
    assert swapped["4.."] is True


def test_u09_the_page_is_light(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    counter.answered.clear()
    page.goto(COUNTER)
    expect(page.locator("#screen")).to_have_attribute("data-screen", "idle")
    page.wait_for_load_state("networkidle")
    loaded = [one for one in counter.answered if "zxing" not in one.path and one.path != "/livez"]
    assert len(loaded) <= 20
    assert sum(one.size for one in loaded) <= 150_000


def test_s39_nothing_of_a_customer_stays_behind(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    page.goto(COUNTER)
    page.get_by_role("link", name="Search").first.click()
    page.get_by_label("Name, e-mail or phone").fill("martins")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Ana M.").click()
    page.get_by_role("button", name="+1 stamp").click()
    expect(page.locator(".result__word")).to_have_text("+1 stamp")
    page.get_by_role("button", name="Lock").click()
    expect(page.locator("#screen")).to_have_attribute("data-screen", "locked")
    kept = json.dumps(page.evaluate("[{...localStorage}, {...sessionStorage}]")).lower()
    for word in ("ana", "martins", "example.com", "640"):
        assert word not in kept
    page.go_back()
    page.locator("#screen").wait_for()
    assert "Ana" not in page.locator("body").inner_text()


def test_u75_u76_after_each_step_the_focus_is_on_purpose_and_results_are_said_once(
    counter: Counter, browser: Browser
) -> None:
    page = counter.tablet(browser, unlocked=False)
    page.goto(f"{COUNTER}/unlock")
    page.evaluate(LISTEN)
    unlock(page)
    expect(page.locator("#screen")).to_have_attribute("data-screen", "idle")
    expect(page.locator("#screen h1:visible")).to_be_focused()
    page.goto(counter.card_page())
    page.evaluate(LISTEN)
    page.get_by_role("button", name="+1 stamp").click()
    expect(page.locator(".result__word")).to_be_focused()
    expect(page.locator("#say")).to_have_text("Ana M. · 7 of 10 · 3 to go")
    page.get_by_role("link", name="Undo +1 stamp of Ana M.").first.click()
    expect(page.get_by_role("heading", name="Undo +1 stamp of Ana M.?")).to_be_focused()
    page.keyboard.type("482109371659\n", delay=2)  # one digit is wrong
    expect(page.locator("#screen")).to_have_attribute("data-screen", "notfound")
    expect(page.locator(".result__word")).to_be_focused()
    said = page.evaluate("window.said")
    assert said.count(["say", "Ana M. · 7 of 10 · 3 to go"]) == 1
    assert len({text for _, text in said}) == len(said)


def test_u14_what_gives_value_stands_apart_and_cannot_be_hit_while_the_screen_settles(
    counter: Counter, browser: Browser
) -> None:
    before = counter.lines()
    page = counter.tablet(browser)
    page.clock.install()
    page.goto(COUNTER)
    page.keyboard.type(counter.card.qr_token + "\n", delay=2)
    stamp, earn = page.get_by_role("button", name="+1 stamp"), page.get_by_role("link", name="Earn points")
    upper, lower = stamp.bounding_box(), earn.bounding_box()
    assert upper is not None
    assert lower is not None
    assert lower["y"] - (upper["y"] + upper["height"]) >= 24
    page.mouse.click(upper["x"] + 100, upper["y"] + 50)
    assert counter.lines() == before
    page.clock.run_for(600)
    page.mouse.click(upper["x"] + 100, upper["y"] + 50)
    expect(page.locator(".result__word")).to_have_text("+1 stamp")
    assert counter.lines() == before + 1


def test_the_manifest_and_its_icons_are_there(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    page.goto(COUNTER)
    address = page.locator("link[rel=manifest]").get_attribute("href")
    assert address is not None
    manifest = page.request.get(address).json()
    assert manifest["scope"] == "/store/loyalty/"
    for icon in manifest["icons"]:
        assert page.request.get(icon["src"]).ok


def test_languages_of_staff_and_page_follow_the_choice(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser, unlocked=False)
    page.goto(COUNTER)
    page.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.get_by_role("button", name="Deutsch")).to_be_visible()


def test_keys_are_pressed(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    page.goto(f"{COUNTER}/number")
    press(page, counter.card.card_number)
    page.get_by_role("button", name="Open the card").click()
    expect(page.get_by_role("heading", name="Ana M.")).to_be_visible()
