"""Everything by the keyboard alone: in reading order, with a focus that can be seen, without a trap (U74)."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.terminal.conftest import COUNTER, PIN, Counter, at_rest

STOP = """() => {
  const e = document.activeElement;
  if (e === document.body) return null;
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const isSaid = (text) => text.data.trim() && !text.parentElement.closest('[aria-hidden=true]');
  const texts = document.createTreeWalker(e, NodeFilter.SHOW_TEXT, (text) =>
    isSaid(text) ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP);
  const before = window.lastStop;
  window.lastStop = e;
  return {
    name: e.getAttribute('aria-label') || texts.nextNode()?.data.trim() || '',
    outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
    isHidden: !(top && (e.contains(top) || top.contains(e))),
    isBack: Boolean(before?.isConnected && before.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_PRECEDING),
  };
}"""
FURTHEST = 40


def next_stop(page: Page) -> dict[str, Any] | None:
    """Where the next Tab leads; None for the end of the page."""
    page.keyboard.press("Tab")
    stop: dict[str, Any] | None = page.evaluate(STOP)
    return stop


def press(page: Page, name: str) -> None:
    """Go on by Tab to what carries that name, then Enter; each stop on the way is seen and follows the one before."""
    page.evaluate("window.lastStop = document.activeElement")
    for _ in range(FURTHEST):
        stop = next_stop(page)
        assert stop, f"{name} is not on the way to the end of the page"
        assert stop["outline"] >= 2, f"no visible focus on {stop['name']}"
        assert not stop["isHidden"], f"{stop['name']} is covered"
        assert not stop["isBack"], f"{stop['name']} stands before what had the focus"
        if stop["name"] == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"{name} is not reached by {FURTHEST} tabs")


def all_stops(page: Page) -> list[dict[str, Any]]:
    """From the top of the page to its end; a trap is never the end."""
    page.evaluate("document.activeElement.blur(); window.lastStop = null")
    stops = []
    while stop := next_stop(page):
        stops.append(stop)
        assert len(stops) <= FURTHEST, f"no way on from {stop['name']}"
    return stops


def test_u74_a_whole_stamp_by_keyboard_alone(counter: Counter, browser: Browser) -> None:
    before = counter.lines()
    page = counter.tablet(browser, unlocked=False)
    page.goto(COUNTER)
    press(page, "Staff: tap to unlock")
    at_rest(page, "unlock")
    press(page, "Mara")
    expect(page.locator(".pinpad__who")).to_have_text("Mara")
    at_rest(page, "unlock")
    page.keyboard.type(PIN, delay=120)
    at_rest(page, "idle")
    page.keyboard.type(counter.card.card_number, delay=120)
    expect(page.locator("#scan")).to_have_value(counter.card.card_number)
    page.keyboard.press("Enter")
    at_rest(page, "card")
    press(page, "+1 stamp")
    expect(page.locator(".result__word")).to_have_text("+1 stamp")
    assert counter.lines() == before + 1


def test_u74_tabs_go_round_the_card_without_a_trap_and_miss_nothing(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    page.goto(counter.card_page())
    at_rest(page, "card")
    stops = all_stops(page)
    names = [stop["name"] for stop in stops]
    wanted = ["Skip to the content", "Mara – change person", "Menu", "Lock", "+1 stamp", "Earn points"]
    assert [name for name in names if name in wanted] == wanted
    reachable = page.locator("#status a, #status button, #screen a, #screen button").filter(visible=True).count()
    assert len(stops) == reachable + 1  # the way past the status line, too
    assert [stop for stop in stops if stop["outline"] < 2 or stop["isHidden"] or stop["isBack"]] == []


def test_the_walk_sees_an_invisible_focus_and_a_wrong_order(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    page.goto(counter.card_page())
    at_rest(page, "card")
    page.evaluate("""() => {
      document.querySelector('.stamp-btn').style.outline = 'none';
      document.querySelector('.earn').tabIndex = 1;
    }""")
    stops = all_stops(page)
    assert [stop["name"] for stop in stops if stop["outline"] < 2] == ["+1 stamp"]
    assert [stop["name"] for stop in stops if stop["isBack"]] == ["Skip to the content"]  # after the points
