"""Done, refused, not found, not saved: four results, told apart without reading; and who may see what of them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.models import LoyaltyProgram, LoyaltyTransaction
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from tests.browser.terminal.conftest import COUNTER, Counter, at_rest
from tests.factories import a_card, a_customer, reference

# Instead of sounding, every tone is written down: its wave, its height, when it begins.
EAR = """
  window.heard = [];
  window.AudioContext = class {
    currentTime = 0; state = 'running'; destination = {};
    resume() { return Promise.resolve(); }
    createGain() {
      const still = () => {};
      const gain = { setValueAtTime: still, linearRampToValueAtTime: still, exponentialRampToValueAtTime: still };
      return { gain, connect: (next) => next };
    }
    createOscillator() {
      const tone = { frequency: { value: 0 }, connect: (next) => next, stop() {} };
      tone.start = (at) => window.heard.push(`${tone.type} ${tone.frequency.value} at ${at}`);
      return tone;
    }
  };
"""
LOOK = """(box) => {
  const style = getComputedStyle(box), edge = getComputedStyle(box, '::before');
  const shape = box.querySelector('.result__shape, .icon');
  const heard = window.heard.splice(0).join(', ');
  return {
    colour: style.backgroundColor,
    edge: [style.borderInlineStartWidth, style.borderTopStyle, edge.content, edge.backgroundImage].join(' '),
    shape: shape.innerHTML,
    word: box.querySelector('.result__word, b').innerText,
    sound: heard,
  };
}"""


def look(page: Page, where: str) -> dict[str, str]:
    box = page.locator(where)
    expect(box).to_be_visible()
    seen: dict[str, str] = box.evaluate(LOOK)
    return seen


def pause(counter: Counter, *, status: str) -> None:
    db.session.rollback()
    db.session.get_one(LoyaltyProgram, counter.shop.program_id).status = status
    db.session.commit()


def broken(*_: object) -> None:
    raise RuntimeError


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_u34_four_results_differ_by_colour_shape_edge_sound_and_word(
    counter: Counter, browser: Browser, monkeypatch: pytest.MonkeyPatch, theme: Any
) -> None:
    page = counter.tablet(browser, color_scheme=theme)
    page.add_init_script(EAR)
    page.goto(counter.card_page())
    stamp = page.get_by_role("button", name="+1 stamp")
    stamp.click()
    results = {"done": look(page, ".result[data-state=done]")}
    page.keyboard.type("482109371659\n", delay=2)  # one digit is wrong
    results["notfound"] = look(page, ".result[data-state=notfound]")
    page.keyboard.type(counter.card.qr_token + "\n", delay=2)
    at_rest(page, "card")
    pause(counter, status="paused")
    stamp.click()
    results["refused"] = look(page, ".result[data-state=refused]")
    pause(counter, status="active")
    page.keyboard.type(counter.card.qr_token + "\n", delay=2)
    at_rest(page, "card")
    monkeypatch.setattr("loyalty_app.web.terminal.stamps.run_add_stamp", broken)
    stamp.click()
    results["notsaved"] = look(page, "#bar[data-state=notsaved]")
    for sign in ("colour", "shape", "sound", "word"):
        signs = {name: result[sign] for name, result in results.items()}
        assert all(signs.values()), signs
        assert len(set(signs.values())) == 4, signs


def test_u34_not_saved_on_a_page_of_its_own_has_its_colour_shape_and_edge(
    counter: Counter, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = counter.tablet(browser)
    page.add_init_script(EAR)
    page.goto(counter.card_page())
    page.get_by_role("button", name="+1 stamp").click()
    done = look(page, ".result")
    page.goto(f"{COUNTER}/cards/987654321")
    not_found = look(page, ".result")
    monkeypatch.setattr("loyalty_app.web.terminal.counter.today", broken)
    page.goto(COUNTER)
    not_saved = look(page, ".result[data-state=notsaved]")
    for sign in ("colour", "shape", "edge", "word"):
        assert len({done[sign], not_found[sign], not_saved[sign]}) == 3, sign


STAFF_ONLY = "#today, .lines, dl.today"
CUSTOMERS_SIDE = f"""() => {{
  const page = document.body.cloneNode(true);
  page.querySelectorAll('{STAFF_ONLY}, template, script').forEach((part) => part.remove());
  return page.textContent;
}}"""


def test_u22_the_customers_side_shows_no_other_customer_no_full_staff_name_and_no_totals(
    counter: Counter, browser: Browser
) -> None:
    other = a_card(counter.shop, customer=a_customer(counter.shop, first_name="Zacharias", last_name="Ypsilanti"))
    for _ in range(83):
        add_stamp(AddStamp(actor=counter.shop.actor(), card=reference(other)))
    page = counter.tablet(browser)
    seen: dict[str, str] = {}

    def note(screen: str) -> None:
        at_rest(page, screen)
        seen[screen] = page.evaluate(CUSTOMERS_SIDE)
        assert "Zacharias" not in page.locator("#status, .card, .result, .offer, .confirm").all_inner_texts()
        for secret in ("Ypsilanti", "Weber", "Becker", "example.com"):
            assert secret not in page.locator("body").inner_text(), (screen, secret)

    for path, screen in _screens(counter):
        page.goto(path)
        note(screen)
    page.goto(counter.card_page())
    page.get_by_role("button", name="+1 stamp").click()
    note("result")
    page.get_by_role("button", name="Lock").click()
    at_rest(page, "locked")
    locked = page.locator("body").inner_text()
    for name in ("Ana", "Zacharias", "Mara"):
        assert name not in locked
    for screen, text in seen.items():
        assert "Zacharias" not in text, screen
        assert not re.search(r"\b83\b", text), screen  # what the shop gave today


def _screens(counter: Counter) -> list[tuple[str, str]]:
    card = counter.card_page()
    return [(COUNTER, "idle"), (card, "card"), (f"{card}/points", "earn"), (f"{COUNTER}/menu", "menu")]


def test_u50_an_undo_is_a_line_of_its_own_that_owner_and_staff_can_see(counter: Counter, browser: Browser) -> None:
    page = counter.tablet(browser)
    page.goto(counter.card_page())
    page.get_by_role("button", name="+1 stamp").click()
    page.get_by_role("link", name="Undo +1 stamp of Ana M.").first.click()
    at_rest(page, "undo")
    page.get_by_role("button", name="Undo +1 stamp").click()
    expect(page.locator(".result__word")).to_have_text("Taken back")
    db.session.rollback()
    undo, undone = db.session.execute(
        select(LoyaltyTransaction).order_by(LoyaltyTransaction.id.desc()).limit(2)
    ).scalars()
    assert (undo.type, undo.reverses_id, undo.stamps_delta) == ("stamp_voided", undone.id, -1)
    assert (undone.type, undone.stamps_delta, undo.stamps_balance_after) == ("stamp_earned", 1, 6)
    page.goto(f"/store/loyalty/cards/{counter.card.id}")
    newest, before = page.locator(".line").nth(0), page.locator(".line").nth(1)
    expect(newest).to_contain_text("−1 stamp")
    expect(newest).to_contain_text("Stamp taken back")
    expect(before).to_have_class(re.compile("line--void"))
    expect(before).to_contain_text("Taken back")
    expect(before.get_by_role("link", name="Take back")).to_have_count(0)


@pytest.mark.parametrize("size", [(1280, 800), (800, 1280)])
def test_u52_the_reward_is_large_enough_for_both_sides_of_the_counter(
    counter: Counter, browser: Browser, size: tuple[int, int]
) -> None:
    page = counter.tablet(browser, viewport={"width": size[0], "height": size[1]})
    page.goto(counter.card_page())
    page.get_by_role("link", name="Croissant").click()
    at_rest(page, "redeem")
    measured = page.evaluate(_MEASURED)
    assert measured["name"] == "Croissant"
    assert measured["nameSize"] >= 44
    assert measured["artHeight"] >= 96
    assert measured["inSight"]
    assert page.get_by_role("button", name="Redeem Croissant").is_visible()


_MEASURED = """() => {
  const name = document.querySelector('.offer__name'), art = document.querySelector('.offer__art svg, .offer__art img');
  const box = document.querySelector('.offer').getBoundingClientRect();
  return {
    name: name.innerText,
    nameSize: parseFloat(getComputedStyle(name).fontSize),
    artHeight: art.getBoundingClientRect().height,
    inSight: box.top >= 0 && name.getBoundingClientRect().bottom <= innerHeight,
  };
}"""
