"""The truth about the network: off-line, slow, not saved, and "we don't know yet" that resolves itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.browser.scripts.conftest import Counter

BAR = "#bar"
OURS = '<div data-code="busy"><p data-sentence>The system is busy.</p><b data-support-code>K7Q2M4XA</b></div>'


def test_off_line_is_known_and_over_when_it_is_over(counter: Counter) -> None:
    page = counter.open("02-card")
    page.context.set_offline(True)
    expect(page.locator(BAR)).to_contain_text("No connection.", timeout=5000)
    expect(page.locator("#status [data-offline]")).to_contain_text("Offline since")
    page.context.set_offline(False)
    expect(page.locator(BAR)).to_be_hidden()
    expect(page.locator("#status [data-online]")).to_be_visible()


def test_an_answer_lost_after_the_commit_is_asked_for_again_with_the_same_key(counter: Counter) -> None:
    page = counter.open("02-card")
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().text())
        route.abort("connectionreset")

    page.route("**/terminal/add_stamp*", lose_the_first)
    page.locator(".stamp-btn").click()
    expect(page.locator(BAR)).to_contain_text("We don’t know yet")
    expect(page.get_by_role("heading", name="+1 stamp")).to_be_visible()
    expect(page.locator(BAR)).to_be_hidden()
    assert len(counter.sent("add_stamp")) == 2
    assert len(counter.keys_of("add_stamp")) == 1


def test_the_answer_finds_its_way_also_when_the_next_card_is_open(counter: Counter) -> None:
    page = counter.open("02-card")
    broken = [True]
    page.route("**/terminal/add_stamp*", lambda route: route.abort() if broken[0] else route.continue_())
    page.locator(".stamp-btn").click()
    expect(page.locator(BAR)).to_contain_text("We don’t know yet")
    page.get_by_role("link", name="Close").click()
    expect(page.get_by_role("heading", name="Type the number")).to_be_visible()
    broken[0] = False
    expect(page.locator(BAR)).to_contain_text("Saved. Ana M. · +1 stamp · 7 of 10", timeout=20_000)
    page.locator(BAR).get_by_role("button", name="Close").click()
    expect(page.locator(BAR)).to_be_hidden()
    assert len(counter.keys_of("add_stamp")) == 1


def test_not_saved_says_so_with_the_code_and_tries_again_with_the_same_key(counter: Counter) -> None:
    page = counter.open("02-card")
    first_key = page.locator("#add-stamp [name=request_id]").input_value()
    page.route(
        "**/terminal/add_stamp*", lambda route: route.fulfill(status=503, content_type="text/html", body=OURS), times=1
    )
    page.locator(".stamp-btn").click()
    expect(page.locator(BAR)).to_contain_text("Not saved. The system is busy.")
    expect(page.locator(BAR)).to_contain_text("Code K7Q2M4XA")
    page.locator(BAR).get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="+1 stamp")).to_be_visible()
    expect(page.locator(BAR)).to_be_hidden()
    assert counter.keys_of("add_stamp") == {first_key}


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 502, "content_type": "text/html", "body": "<html><h1>Bad Gateway</h1></html>"},
        {"status": 500, "content_type": "text/plain", "body": "oops"},
        {"status": 200, "content_type": "application/json", "body": '{"error": "proxy'},
        {"status": 200, "content_type": "text/html", "body": "<html><h1>Welcome to the hotel Wi-Fi</h1></html>"},
    ],
)
def test_an_answer_that_is_not_ours_never_replaces_the_screen(counter: Counter, answer: dict[str, object]) -> None:
    page = counter.open("02-card")
    page.route("**/terminal/add_stamp*", lambda route: route.fulfill(**answer), times=1)
    page.locator(".stamp-btn").click()
    expect(page.locator(BAR)).to_contain_text("We don’t know yet")
    expect(page.locator(".stamp-btn")).to_be_visible()
    expect(page.get_by_role("heading", name="+1 stamp")).to_be_visible()


def test_a_look_up_without_answer_offers_to_try_again(counter: Counter) -> None:
    page = counter.open("01-idle")
    page.route("**/terminal/search*", lambda route: route.abort(), times=1)
    page.get_by_role("link", name="Search").click()
    expect(page.locator(BAR)).to_contain_text("No answer.")
    page.locator(BAR).get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="Search", exact=True)).to_be_visible()
    expect(page.locator(BAR)).to_be_hidden()


def test_busy_is_shown_then_slow_is_said_then_a_choice_is_given(counter: Counter) -> None:
    counter.page.clock.install()
    page = counter.open("02-card")
    waiting: list[Route] = []
    page.route("**/terminal/add_stamp*", lambda route: waiting.append(route))  # noqa: PLW0108 - it counts arguments
    page.locator(".stamp-btn").click()
    expect(page.locator(".stamp-btn")).to_be_disabled()
    page.clock.run_for(400)
    expect(page.locator(".stamp-btn")).to_have_attribute("aria-busy", "true")
    page.clock.run_for(1800)
    expect(page.locator(BAR)).to_contain_text("Slow connection – still trying")
    expect(page.locator(BAR)).to_contain_text("We don’t know yet", timeout=12_000)
    expect(page.locator(BAR).get_by_role("button", name="Try again")).to_be_visible()


def test_htmx_is_set_as_promised(counter: Counter) -> None:
    page = counter.open("01-idle")
    wanted = {
        "allowEval": False, "allowScriptTags": False, "selfRequestsOnly": True, "historyCacheSize": 0,
        "refreshOnHistoryMiss": True, "historyRestoreAsHxRequest": False, "includeIndicatorStyles": False,
        "timeout": 8000, "reportValidityOfForms": True,
    }  # fmt: skip
    assert {name: page.evaluate(f"htmx.config.{name}") for name in wanted} == wanted
