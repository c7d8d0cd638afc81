"""What happens after each answer: key, focus, announcement, sound, leaving, and what may not be hit."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Browser, expect

from tests.browser.scripts.conftest import Counter

UUID7 = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
LOG = """() => {
  window.log = [];
  for (const id of ['say', 'say-now']) {
    new MutationObserver(() => {
      const text = document.getElementById(id).textContent;
      if (text) window.log.push(`${id}: ${text}`);
    }).observe(document.getElementById(id), { childList: true, characterData: true, subtree: true });
  }
  document.addEventListener('sound-played', (event) => window.log.push(`sound: ${event.detail.state}`));
}"""


def test_ten_quick_taps_send_one_stamp_with_one_key(counter: Counter) -> None:
    page = counter.open("02-card")
    page.locator(".stamp-btn").evaluate("(button) => { for (let n = 0; n < 10; n += 1) button.click(); }")
    expect(page.get_by_role("heading", name="+1 stamp")).to_be_focused()
    (sent,) = counter.sent("add_stamp")
    assert UUID7.match(sent["request_id"][0])
    assert sent["csrf_token"] == ["token"]


def test_a_result_has_the_focus_one_sound_and_one_announcement(counter: Counter) -> None:
    page = counter.open("02-card")
    page.evaluate(LOG)
    page.locator(".stamp-btn").click()
    expect(page.get_by_role("heading", name="+1 stamp")).to_be_focused()
    expect(page.locator("#say")).to_have_text("Ana M. · 7 of 10 · 3 to go")
    assert page.evaluate("window.log") == ["sound: done", "say: Ana M. · 7 of 10 · 3 to go"]
    expect(page).to_have_title("Done: +1 stamp · Ana M.")


def test_a_reward_fills_the_screen_and_any_touch_skips_it(counter: Counter) -> None:
    page = counter.open("12-redeem-stamps")
    page.get_by_role("button", name="Redeem Free coffee").click()
    expect(page.locator("[data-moment]")).to_be_visible()
    page.mouse.click(30, 30)
    expect(page.locator("[data-moment]")).to_have_count(0)
    expect(page.get_by_role("heading", name="+1 stamp")).to_be_visible()


def test_a_reward_goes_by_itself_within_two_seconds(counter: Counter) -> None:
    counter.page.clock.install()
    page = counter.open("12-redeem-stamps")
    page.get_by_role("button", name="Redeem Free coffee").click()
    expect(page.locator("[data-moment]")).to_be_visible()
    page.clock.run_for(2000)
    expect(page.locator("[data-moment]")).to_have_count(0)


def test_a_result_makes_room_after_eight_seconds(counter: Counter) -> None:
    counter.page.clock.install()
    page = counter.open("02-card")
    page.locator(".stamp-btn").click()
    expect(page.get_by_role("heading", name="+1 stamp")).to_be_visible()
    page.clock.run_for(7000)
    expect(page.get_by_role("heading", name="+1 stamp")).to_be_visible()
    page.clock.run_for(2000)
    expect(page.get_by_role("heading", name="Type the number")).to_be_visible()


def test_what_gives_value_cannot_be_hit_in_the_first_half_second(counter: Counter) -> None:
    counter.page.clock.install()
    page = counter.open("01-idle")
    page.get_by_role("link", name="Search").click()
    page.locator(".found__row").first.click()
    stamp = page.locator(".stamp-btn")
    expect(stamp).to_have_css("pointer-events", "none")
    page.clock.run_for(600)
    expect(stamp).to_have_css("pointer-events", "auto")


def test_nothing_personal_is_kept_on_the_device(counter: Counter) -> None:
    page = counter.open("06-earn-empty")
    page.keyboard.type("1250", delay=60)
    page.get_by_label("Receipt number").fill("B-20931")
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "12.50" in kept
    for personal in ("Ana", "Martins", "1240", "example.lu", "4821"):
        assert personal not in kept


def test_what_was_typed_survives_a_reload_and_is_gone_when_done(counter: Counter) -> None:
    page = counter.open("06-earn-empty")
    page.keyboard.type("1250", delay=60)
    page.get_by_label("Receipt number").fill("B-20931")
    page.get_by_text("Food").click()
    page.reload()
    expect(page.locator(".amount")).to_have_text("€12.50")
    expect(page.get_by_label("Receipt number")).to_have_value("B-20931")
    expect(page.get_by_label("Food")).to_be_checked()
    page.get_by_role("button", name="Earn points for").click()
    expect(page.get_by_role("heading", name="+1 stamp")).to_be_visible()
    assert [key for key in page.evaluate("Object.keys(sessionStorage)") if key.startswith("draft")] == []


def test_the_counter_warns_then_locks_and_one_tap_stays(counter: Counter) -> None:
    counter.page.clock.install()
    page = counter.open("02-card", "idle=60")
    page.clock.run_for(41_000)
    expect(page.get_by_role("alertdialog")).to_be_visible()
    page.get_by_role("button", name="Stay unlocked").click()
    expect(page.get_by_role("alertdialog")).to_be_hidden()
    page.clock.run_for(39_000)
    expect(page.get_by_role("alertdialog")).to_be_hidden()
    assert counter.sent("lock") == []
    page.clock.run_for(23_000)
    expect(page.get_by_role("link", name="Staff: tap to unlock")).to_be_visible()
    assert len(counter.sent("lock")) == 1


def test_two_touches_at_once_are_one_action(make_counter: Callable[..., Counter], browser: Browser) -> None:
    counter = make_counter(browser, has_touch=True)
    page = counter.open("02-card")
    page.evaluate(
        """() => {
          const touch = (element, type, id) => element.dispatchEvent(new PointerEvent(type,
            { bubbles: true, cancelable: true, pointerId: id, pointerType: 'touch', isPrimary: id === 1 }));
          const [one, two] = [document.querySelector('.stamp-btn'), document.querySelector('.earn')];
          touch(one, 'pointerdown', 1); touch(two, 'pointerdown', 2);
          touch(one, 'pointerup', 1); one.click();
          touch(two, 'pointerup', 2); two.click();
        }"""
    )
    expect(page.get_by_role("heading", name="+1 stamp")).to_be_visible()
    assert len(counter.sent("add_stamp")) == 1
    assert page.url.endswith("/screen/02-card?")
