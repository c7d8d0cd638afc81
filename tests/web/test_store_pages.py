"""The store's pages at the terminal: members, a card and what may be done to it, the store's lines."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.actors import ProvenStaff, Role
from loyalty_app.models import LoyaltyCard, LoyaltyTransaction
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from loyalty_app.unit_of_work import clock
from tests.factories import (
    Shop,
    a_card,
    a_colleague,
    a_customer,
    a_member_of_staff,
    a_shop,
    a_store,
    reference,
)
from tests.web.visitors import Visitor, at_the_terminal

CARDS, LINES = "/store/loyalty/cards", "/store/loyalty/transactions"
PIN = "493817"


def a_manager(app: Flask, shop: Shop) -> Visitor:
    return at_the_terminal(app, shop, shop.manager)


def a_cashier(app: Flask, shop: Shop) -> Visitor:
    return at_the_terminal(app, shop, shop.cashier)


def points_on(card: LoyaltyCard, shop: Shop, cents: int = 1000) -> int:
    """Points earned by the cashier; returns the line's id."""
    command = EarnPoints(
        actor=shop.actor(), card=reference(card), purchase_amount_cents=cents, request_id=secrets.token_hex(16)
    )
    return earn_points(command).transaction.id


def fresh(card_id: int) -> LoyaltyCard:
    db.session.rollback()
    db.session.expire_all()
    found = db.session.get(LoyaltyCard, card_id)
    assert found
    return found


def test_members_are_listed_and_found_without_their_full_names(app: Flask) -> None:
    shop = a_shop()
    a_card(shop, customer=a_customer(shop, first_name="Zoé", last_name="Thill"))
    a_card(shop)
    cashier = a_cashier(app, shop)
    page = cashier.get(CARDS).text
    assert ("Zoé T." in page, "Ana M." in page, "Martins" in page) == (True, True, False)
    found = cashier.get(f"{CARDS}?search=thil").text
    assert ("Zoé T." in found, "Ana M." in found) == (True, False)


def test_a_search_of_two_letters_is_refused_at_its_field(app: Flask) -> None:
    answer = a_cashier(app, a_shop()).get(f"{CARDS}?search=zo")
    assert answer.status_code == 422
    assert "Type at least 3 letters" in answer.text
    assert 'value="zo"' in answer.text


def test_a_long_list_goes_on_and_comes_back(app: Flask) -> None:
    shop = a_shop()
    for _ in range(23):
        a_card(shop)
    cashier = a_cashier(app, shop)
    first = cashier.get(CARDS).text
    following = re.search(r'href="(/store/loyalty/cards\?[^"]*cursor=[^"]*)"', first)
    assert following
    second = cashier.get(following[1].replace("&amp;", "&")).text
    assert "1–20 of 23" in first
    assert "21–23 of 23" in second
    assert cashier.get(f"{CARDS}?cursor=nonsense").status_code == 422


def test_a_card_shows_its_person_code_and_every_line_with_who_did_it(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    add_stamp(AddStamp(actor=shop.actor(), card=reference(card), request_id=secrets.token_hex(16)))
    page = a_cashier(app, shop).get(f"{CARDS}/{card.id}").text
    assert all(part in page for part in ("Ana M.", "+1 stamp", "by Sophie Klein", "ana", "<svg"))
    assert "/void" in page


@pytest.mark.parametrize("what", ["", "/block", "/unblock", "/replace", "/adjust"])
def test_a_card_of_another_merchant_is_not_found(app: Flask, what: str) -> None:
    theirs = a_card(a_shop())
    cashier = a_cashier(app, a_shop())
    assert cashier.get(f"{CARDS}/{theirs.id}{what}").status_code == 404
    if what:
        answer = cashier.post(f"{CARDS}/{theirs.id}{what}", seen_at=CARDS, reason="Mine", points="5")
        assert answer.status_code == 404
    assert fresh(theirs.id).status == "active"


def test_a_card_is_blocked_with_a_reason_and_unblocked(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    cashier = a_cashier(app, shop)
    page = f"{CARDS}/{card.id}/block"
    refused = cashier.post(page, seen_at=page, reason=" ")
    assert (refused.status_code, "Say why" in refused.text) == (422, True)
    assert re.search(r'id="reason"[^>]*aria-invalid="true"', refused.text)
    assert cashier.post(page, seen_at=page, reason="Found in the tram").status_code == 303
    assert fresh(card.id).status == "blocked"
    detail = cashier.get(f"{CARDS}/{card.id}").text
    assert "Found in the tram" in detail
    again = f"{CARDS}/{card.id}/unblock"
    assert cashier.post(again, seen_at=again, reason="Given back").status_code == 303
    assert fresh(card.id).status == "active"


def test_blocking_twice_with_one_key_is_blocking_once(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    cashier, key = a_cashier(app, shop), secrets.token_hex(16)
    page = f"{CARDS}/{card.id}/block"
    for _ in range(2):
        assert cashier.post(page, seen_at=page, reason="Lost", request_id=key).status_code == 303
    assert db.session.query(LoyaltyTransaction).filter_by(card_id=card.id).count() == 1


def test_a_replaced_card_has_a_new_code(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    before = card.qr_token
    cashier = a_cashier(app, shop)
    page = f"{CARDS}/{card.id}/replace"
    answer = cashier.post(page, seen_at=page, reason="Phone lost")
    assert answer.status_code == 303
    assert fresh(card.id).qr_token != before
    assert "The old code opens nothing any more." in cashier.get(answer.headers["Location"]).text


def test_a_manager_corrects_points_up_and_down(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    manager = a_manager(app, shop)
    page = f"{CARDS}/{card.id}/adjust"
    for direction, points in (("add", "120"), ("take", "20")):
        form = {"direction": direction, "points": points, "reason": "Till was down"}
        assert manager.post(page, seen_at=page, **form).status_code == 303
    assert fresh(card.id).points_balance == 100


@pytest.mark.parametrize(
    ("points", "status", "sentence"),
    [
        ("", 422, "Please fill this in."),
        ("12.5", 422, "This cannot be right."),
        ("0", 422, "at least 1"),
        ("31", 409, "at most"),
    ],
)
def test_a_refused_correction_keeps_what_was_typed(app: Flask, points: str, status: int, sentence: str) -> None:
    shop = a_shop()
    card = a_card(shop)
    manager = a_manager(app, shop)
    page = f"{CARDS}/{card.id}/adjust"
    form = {"direction": "take", "points": points, "reason": "Counted twice"}
    answer = manager.post(page, seen_at=page, **form)
    assert answer.status_code == status
    assert sentence in answer.text
    assert "Counted twice" in answer.text
    assert f'value="{points}"' in answer.text


def test_a_cashier_corrects_points_with_a_managers_pin(app: Flask) -> None:
    shop = a_shop()
    boss = a_colleague(shop, pin=PIN, role="manager", name="Marc Thill")
    card = a_card(shop)
    cashier = a_cashier(app, shop)
    page = f"{CARDS}/{card.id}/adjust"
    form = {"direction": "add", "points": "50", "reason": "Till was down"}
    asked = cashier.post(page, seen_at=page, **form)
    assert asked.status_code == 403
    assert "A manager confirms" in asked.text
    assert fresh(card.id).points_balance == 0
    assert cashier.post(page, seen_at=page, **form, pin=PIN, staff_id=boss.id).status_code == 303
    assert fresh(card.id).points_balance == 50


def test_a_manager_takes_back_a_part_of_the_points_and_then_the_rest(app: Flask) -> None:
    shop = a_shop(points_per_euro=10)
    card = a_card(shop)
    page = f"{LINES}/{points_on(card, shop)}/void"
    manager = a_manager(app, shop)
    assert "Leave empty to take back all 100." in manager.get(page).text
    assert manager.post(page, seen_at=page, points="30", reason="One cup back").status_code == 303
    assert fresh(card.id).points_balance == 70
    too_many = manager.post(page, seen_at=page, points="71", reason="All")
    assert too_many.status_code == 409
    assert re.search(r'id="points"[^>]*aria-invalid="true"', too_many.text)
    assert manager.post(page, seen_at=page, reason="The rest").status_code == 303
    assert fresh(card.id).points_balance == 0
    assert manager.get(page).status_code == 409
    assert "line--void" in manager.get(f"{CARDS}/{card.id}").text


def test_a_line_of_another_merchant_cannot_be_taken_back(app: Flask) -> None:
    theirs = a_shop()
    card = a_card(theirs)
    line = points_on(card, theirs)
    manager = a_manager(app, a_shop())
    assert manager.get(f"{LINES}/{line}/void").status_code == 404
    assert manager.post(f"{LINES}/{line}/void", seen_at=CARDS, reason="Mine").status_code == 404
    assert fresh(card.id).points_balance > 0


def test_only_lines_of_this_store_are_listed_by_day_and_kind(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    points_on(card, shop, 4200)
    elsewhere = a_store(shop.merchant_id)
    colleague = a_member_of_staff(shop.merchant_id, elsewhere.id)
    db.session.commit()
    far = ProvenStaff(id=colleague.id, name=colleague.name, role=Role.CASHIER)
    points_on(card, replace(shop, store_id=elsewhere.id, cashier=far), 3100)
    cashier = a_cashier(app, shop)
    today = clock.now().date().isoformat()
    before = (clock.now() - timedelta(days=3)).date().isoformat()
    everything = cashier.get(LINES).text
    assert ("€42.00" in everything, "€31.00" in everything) == (True, False)
    assert "€42.00" in cashier.get(f"{LINES}?day={today}&type=points_earned").text
    assert "€42.00" not in cashier.get(f"{LINES}?day={before}").text
    assert "€42.00" not in cashier.get(f"{LINES}?type=stamp_earned").text
    wrong = cashier.get(f"{LINES}?day=31.02.2026")
    assert (wrong.status_code, "Check the date" in wrong.text) == (422, True)


def test_the_pages_need_an_open_tablet_and_the_forms_their_token(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    cashier = a_cashier(app, shop)
    assert cashier.ask("POST", f"{CARDS}/{card.id}/block", data={"reason": "No token"}).status_code == 403
    clock.offset += timedelta(hours=1)
    for path in (CARDS, f"{CARDS}/{card.id}", LINES):
        assert cashier.get(path).status_code == 401
        assert Visitor(app=app).get(path).status_code == 401
    assert fresh(card.id).status == "active"


def test_the_menu_and_the_card_lead_to_the_pages(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    menu = "/store/loyalty/terminal/menu"
    pins = 'href="/store/loyalty/pins"'
    assert (pins in a_manager(app, shop).get(menu).text, pins in a_cashier(app, shop).get(menu).text) == (True, False)
    assert f'href="{CARDS}/{card.id}"' in a_cashier(app, shop).get(f"/store/loyalty/terminal/cards/{card.id}").text
