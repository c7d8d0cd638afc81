"""A customer at the counter: scanned, stamped, credited, rewarded; done once, and the next one at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import film_of_qr
from tests.browser.terminal.conftest import COUNTER, PIN, Counter, press, unlock


def result(page: Page, word: str) -> None:
    expect(page.locator("[data-result='done'] .result__word")).to_have_text(word)


def test_u01_u57_a_real_qr_is_scanned_at_a_locked_counter_and_stamped_with_one_tap(
    counter: Counter, tmp_path: Path, browser_with_camera: Callable[[Path], Browser]
) -> None:
    before = counter.lines()
    film = film_of_qr(counter.card.qr_token, tmp_path / "film.mjpeg", tilt=8)
    page = counter.tablet(browser_with_camera(film), unlocked=False)
    page.goto(COUNTER)
    expect(page.locator("#screen")).to_have_attribute("data-screen", "unlock", timeout=30_000)
    assert "Ana" not in page.locator("#screen").inner_text()
    unlock(page)
    expect(page.get_by_role("heading", name="Ana M.")).to_be_visible()
    page.get_by_role("button", name="+1 stamp").click()
    result(page, "+1 stamp")
    expect(page.locator(".result__figure")).to_have_text("7 of 10")
    expect(page.locator(".result__next")).to_have_text("3 to go")
    assert counter.lines() == before + 1


def test_u06_the_next_customer_is_scanned_while_the_last_result_is_shown(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    page.goto(counter.card_page())
    page.get_by_role("button", name="+1 stamp").click()
    result(page, "+1 stamp")
    expect(page.get_by_text("Ready for the next card")).to_be_visible()
    page.keyboard.type(counter.card.qr_token + "\n", delay=2)
    expect(page.get_by_role("heading", name="Ana M.")).to_be_visible()


def test_u02_points_and_a_reward_take_as_few_taps_as_promised(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    page.goto(counter.card_page())
    page.get_by_role("link", name="Earn points").click()
    press(page, "1250")
    expect(page.locator("[data-amount-value]")).to_have_text("12.50")
    page.get_by_text("Drinks").click()
    page.get_by_role("button", name="Earn points for €12.50").click()
    result(page, "+125 points")
    page.goto(counter.card_page())
    page.get_by_role("link", name="Croissant").click()
    expect(page.get_by_role("heading", name="Redeem Croissant for Ana M.?")).to_be_visible()
    page.get_by_role("button", name="Redeem Croissant").click()
    result(page, "Croissant")
    expect(page.locator(".result__figure")).to_have_text("465 points")


def test_u25_u27_u32_keys_of_the_screen_and_of_the_hardware_fill_the_amount(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    page.goto(f"{counter.card_page()}/points")
    amount = page.locator("[data-amount-value]")
    press(page, "12")
    expect(amount).to_have_text("0.12")
    page.keyboard.type("50", delay=150)
    expect(amount).to_have_text("12.50")
    page.keyboard.press("Backspace")
    expect(amount).to_have_text("1.25")
    page.get_by_role("button", name="Clear").click()
    expect(amount).to_have_text("0.00")
    expect(page.locator(".amount")).to_contain_text("€")
    keys = page.locator("[data-key]").evaluate_all("keys => keys.map(key => key.getBoundingClientRect().height)")
    assert min(keys) >= 72
    order = page.locator("[data-key]").evaluate_all("keys => keys.map(key => key.dataset.key).join('')")
    assert order.startswith("123456789")


def test_u07_a_hardware_scanner_works_wherever_the_focus_is_and_types_into_nothing(
    counter: Counter, browser: Browser
) -> None:
    page = counter.tablet(browser)
    for place, field in (
        (COUNTER, None),
        (f"{COUNTER}/search", "search"),
        (f"{counter.card_page()}/points", "amount"),
        (f"{COUNTER}/number", "scan"),
    ):
        page.goto(place)
        if field == "search":
            page.locator("#search").focus()
        with page.expect_request(lambda request: request.url.endswith("/look-up")) as looked_up:
            page.keyboard.type(counter.card.qr_token + "\n", delay=2)
        assert counter.card.qr_token in (looked_up.value.post_data or "")
        expect(page.get_by_role("button", name="+1 stamp")).to_be_visible()


def test_u28_u29_a_pin_shows_dots_sends_itself_and_a_wrong_one_is_cleared(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser, unlocked=False)
    page.goto(f"{COUNTER}/unlock")
    page.get_by_role("link", name="Mara").click()
    key = page.locator("[data-key='4']")
    plain = key.evaluate("key => getComputedStyle(key).backgroundColor")
    press(page, "493")
    assert key.evaluate("key => getComputedStyle(key).backgroundColor") == plain
    expect(page.locator(".dot--on")).to_have_count(3)
    press(page, "811")
    expect(page.locator("#pin-error")).to_contain_text("Wrong PIN for Mara – 4 tries before a pause.")
    expect(page.locator(".dot--on")).to_have_count(0)
    page.keyboard.type(PIN, delay=120)
    expect(page.locator("#screen")).to_have_attribute("data-screen", "idle")
    expect(page.locator(".status__person")).to_contain_text("Mara")


def test_u33_a_digit_typed_while_the_wrong_pin_is_said_is_not_lost(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser, unlocked=False)
    page.goto(f"{COUNTER}/unlock")
    page.get_by_role("link", name="Mara").click()
    page.evaluate(
        """() => {
            const press = () => {
                if (!document.getElementById('pin-error')) return;
                document.removeEventListener('htmx:afterSwap', press);
                document.querySelector("[data-key='4']").click();
            };
            document.addEventListener('htmx:afterSwap', press);
        }"""
    )
    press(page, "493811")
    expect(page.locator("#pin-error")).to_be_visible()
    expect(page.locator(".dot--on")).to_have_count(1)


def test_u68_ten_quick_taps_are_one_stamp(counter: Counter, browser: Browser) -> None:
    before = counter.lines()
    page = counter.tablet(browser)
    page.goto(counter.card_page())
    button = page.get_by_role("button", name="+1 stamp")
    button.evaluate("button => { for (let tap = 0; tap < 10; tap += 1) button.click(); }")
    result(page, "+1 stamp")
    assert counter.lines() == before + 1


def test_u69_back_forward_and_reload_repeat_nothing_and_show_the_new_balance(
    counter: Counter, browser: Browser
) -> None:
    before = counter.lines()
    page = counter.tablet(browser)
    page.goto(COUNTER)
    page.goto(counter.card_page())
    page.get_by_role("button", name="+1 stamp").click()
    result(page, "+1 stamp")
    for _ in range(2):
        page.reload()
        expect(page.locator(".card__count b")).to_have_text("7")
    page.go_back()
    page.go_forward()
    expect(page.locator(".card__count b")).to_have_text("7")
    assert counter.lines() == before + 1


def test_u70_a_second_window_with_the_same_card_shows_the_new_state(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    other = page.context.new_page()
    other.goto(counter.card_page())
    page.goto(counter.card_page())
    page.get_by_role("button", name="+1 stamp").click()
    result(page, "+1 stamp")
    expect(other.locator(".card__count b")).to_have_text("7")


def test_u36_a_full_card_is_a_moment_that_can_be_skipped(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    for _ in range(4):
        page.goto(counter.card_page())
        page.get_by_role("button", name="+1 stamp").click()
        result(page, "+1 stamp")
    expect(page.locator("[data-moment]")).to_contain_text("Free coffee")
    page.keyboard.press("Escape")
    expect(page.locator("[data-moment]")).to_have_count(0)
    expect(page.locator(".result__figure")).to_have_text("10 of 10")


def test_u38_a_result_leaves_by_itself_and_can_be_found_again(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    page.clock.install()
    page.goto(counter.card_page())
    page.get_by_role("button", name="+1 stamp").click()
    result(page, "+1 stamp")
    page.clock.run_for(4_000)
    result(page, "+1 stamp")
    page.clock.run_for(5_000)
    expect(page.locator("#screen")).to_have_attribute("data-screen", "idle")
    page.get_by_role("link", name="All actions").click()
    expect(page.locator(".line").first).to_contain_text("Ana M. · +1 stamp")
    expect(page.locator(".line").first).to_contain_text("by Mara")


def a_window_beside(counter: Counter, page: Page) -> Page:
    """A small window that got the tablet's cookies."""
    beside = counter.window(page, viewport={"width": 360, "height": 740})
    beside.clock.install()
    return beside


def test_u38_a_window_with_the_tablets_cookies_stays_on_the_card_when_the_tablets_result_leaves(
    counter: Counter, browser: Browser
) -> None:
    page = counter.tablet(browser)
    page.clock.install()
    page.goto(counter.card_page())
    page.get_by_role("button", name="+1 stamp").click()
    result(page, "+1 stamp")
    assert page.url.endswith(counter.card_page())
    beside = a_window_beside(counter, page)
    beside.goto(counter.card_page())
    for one in (page, beside):
        one.clock.run_for(9_000)
    expect(page.locator("#screen")).to_have_attribute("data-screen", "idle")
    expect(beside.locator("#screen")).to_have_attribute("data-screen", "card")
    beside.reload()
    expect(beside.get_by_role("heading", name="Ana M.")).to_be_visible()
    expect(page).to_have_url(counter.base + COUNTER)  # the address of a result is the counter's from here on


def test_u43_u49_the_last_action_is_undone_from_the_list(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    page.goto(counter.card_page())
    page.get_by_role("button", name="+1 stamp").click()
    result(page, "+1 stamp")
    page.get_by_role("link", name="Undo +1 stamp of Ana M.").first.click()
    expect(page.locator(".confirm__effect")).to_contain_text("7 → 6")
    page.get_by_role("button", name="Undo +1 stamp").click()
    result(page, "Taken back")
    expect(page.locator(".result__figure")).to_have_text("6 of 10")


def test_u15_a_long_word_of_another_language_is_not_cut_on_a_phone(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser, viewport={"width": 360, "height": 740})
    page.context.add_cookies([{"name": "language", "value": "de", "url": counter.base}])
    page.goto(counter.card_page())
    page.get_by_role("button", name="+1 Stempel").click()
    result(page, "+1 Stempel")
    page.get_by_role("link", name="+1 Stempel von Ana M. zurücknehmen").first.click()
    page.get_by_role("button", name="+1 Stempel zurücknehmen").click()
    result(page, "Zurückgenommen")
    beyond = page.evaluate(
        """() => {
            const inside = document.querySelector('.result').getBoundingClientRect();
            const words = [...document.querySelectorAll('.result p, .result h1, .result a')].map((one) => {
                const text = document.createRange();
                text.selectNodeContents(one);
                return [one.className, text.getBoundingClientRect()];
            });
            return words.filter(([, box]) => box.right > inside.right || box.left < inside.left).map(([name]) => name);
        }"""
    )
    assert beyond == []


def test_u11_u12_without_a_code_a_card_is_searched_or_made(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    page.goto(COUNTER)
    page.get_by_role("link", name="Search").click()
    page.get_by_label("Name, e-mail or phone").fill("marti")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Ana M.").click()
    expect(page.get_by_role("button", name="+1 stamp")).to_be_visible()
    page.goto(f"{COUNTER}")
    page.get_by_role("link", name="New card").click()
    page.get_by_label("First name").fill("Luc")
    page.get_by_label("E-mail", exact=True).fill("luc@example.com")
    page.get_by_role("button", name="Create the card").click()
    expect(page.get_by_role("heading", name="New card for Luc")).to_be_visible()
    expect(page.get_by_role("img", name="The way to the new card")).to_be_visible()
