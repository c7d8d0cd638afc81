"""The history on the phone: every line with its reason, voids shown as such, twenty on a page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.models import LoyaltyCard, Store
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.adjust_points import AdjustPoints, adjust_points
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from loyalty_app.operations.redeem_points import RedeemPoints, redeem_points
from loyalty_app.operations.void_transaction import VoidTransaction, void_transaction
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_reward, a_shop, reference
from tests.web.storefront.phones import Phone, a_member, words


def a_customer_with_a_past(app: Flask) -> tuple[Shop, Phone]:
    shop = a_shop(cooldown_minutes=0, max_daily_stamps=100)
    db.session.get_one(Store, shop.store_id).name = "Gare"
    db.session.commit()
    return shop, a_member(app, shop)


def the_card() -> LoyaltyCard:
    db.session.rollback()
    return db.session.execute(select(LoyaltyCard)).scalar_one()


def test_every_kind_of_line_says_what_happened_where_and_why(app: Flask) -> None:
    shop, phone = a_customer_with_a_past(app)
    card, cake = reference(the_card()), a_reward(shop, name="Cake of the day", points_required=500)
    earn_points(EarnPoints(actor=shop.actor(), card=card, purchase_amount_cents=6_240))
    redeem_points(RedeemPoints(actor=shop.actor(), card=card, reward_id=cake.id))
    twice = add_stamp(AddStamp(actor=shop.actor(), card=card))
    manager = shop.actor(shop.manager)
    void_transaction(VoidTransaction(actor=manager, transaction_id=twice.transaction.id, reason="stamped twice"))
    adjust_points(AdjustPoints(actor=manager, card=card, points_delta=5, reason="sorry for the wait"))
    page = phone.page("history")
    said = words(page)
    assert "Purchase €62.40" in said
    assert "+624" in said
    assert "Cake of the day redeemed" in said
    assert "−500" in said
    assert "Stamp taken back" in said
    assert "stamped twice" in said
    assert "Corrected by the shop" in said
    assert "sorry for the wait" in said
    assert "Card made" in said
    assert " · Gare" in said
    assert page.text.count("hist--void") == 1
    assert "Taken back" in said
    assert "Klein" not in said
    assert page.headers["Cache-Control"] == "no-store"


def test_u88_days_are_those_of_the_store_in_the_readers_words(app: Flask) -> None:
    shop, phone = a_customer_with_a_past(app)
    add_stamp(AddStamp(actor=shop.actor(), card=reference(the_card())))
    assert "Today" in words(phone.page("history"))
    assert "Heute" in words(phone.page("history?lang=de"))
    clock.offset += timedelta(days=1)
    assert "Heute" not in words(phone.page("history"))


def test_twenty_on_a_page_and_a_way_to_the_older_ones_and_back(app: Flask) -> None:
    shop, phone = a_customer_with_a_past(app)
    for _ in range(24):
        add_stamp(AddStamp(actor=shop.actor(), card=reference(the_card())))
    page = phone.page("history")
    assert page.text.count('class="hist') - page.text.count('class="hist__') - page.text.count('class="hists') == 20
    assert "1–20 of 25" in words(page)
    older = phone.page("history?before=6")
    assert "21–25 of 25" in words(older)
    assert "after=5" in older.text
    assert "1–20 of 25" in words(phone.page("history?after=5"))


def test_stamps_and_points_can_be_looked_at_apart(app: Flask) -> None:
    shop, phone = a_customer_with_a_past(app)
    add_stamp(AddStamp(actor=shop.actor(), card=reference(the_card())))
    earn_points(EarnPoints(actor=shop.actor(), card=reference(the_card()), purchase_amount_cents=1_000))
    assert "Purchase" not in words(phone.page("history?kind=stamps"))
    assert "+1 stamp" not in words(phone.page("history?kind=points"))


@pytest.mark.parametrize("junk", ["before=-1", "before=x", "after=99999999999", "kind=password", "before=²"])
def test_b133_junk_in_the_address_shows_the_newest_page(app: Flask, junk: str) -> None:
    _, phone = a_customer_with_a_past(app)
    answer = phone.page(f"history?{junk}")
    assert answer.status_code == 200
    assert "Card made" in words(answer)


def test_an_empty_history_says_what_will_appear(app: Flask) -> None:
    _, phone = a_customer_with_a_past(app)
    assert "Nothing here yet." in words(phone.page("history?kind=stamps"))
