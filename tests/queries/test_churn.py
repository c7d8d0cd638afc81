"""Churn: who stays away for longer than usual."""

from datetime import datetime, timedelta

from flask import Flask

from loyalty_app.db import db
from loyalty_app.models import LoyaltyCard
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.queries.churn import Churn, find_churn
from loyalty_app.unit_of_work import clock
from tests.counting import statements
from tests.factories import Shop, a_card, a_customer, a_shop, reference


def came(shop: Shop, card: LoyaltyCard, moment: datetime) -> None:
    with clock.moved_to(moment):
        add_stamp(AddStamp(actor=shop.actor(), card=reference(card)))


def churn(shop: Shop, now: datetime, *, store_id: int | None = None) -> Churn:
    return find_churn(db.session.connection(), shop.merchant_id, now, store_id=store_id)


def test_a_weekly_guest_is_missed_after_two_weeks_and_a_new_one_after_sixty_days(app: Flask) -> None:
    shop = a_shop()
    weekly = a_card(shop, customer=a_customer(shop, first_name="Ana", last_name="Silva"))
    a_card(shop)
    start = clock.now()
    for days in (0, 7, 14):
        came(shop, weekly, start + timedelta(days=days))
    assert churn(shop, start + timedelta(days=28)).members_at_risk == 0
    found = churn(shop, start + timedelta(days=29))
    assert (found.members, found.members_at_risk, found.at_risk_percent) == (2, 1, 50)
    (member,) = found.at_risk
    assert (member.card_id, member.first_name, member.visits) == (weekly.id, "Ana", 3)
    assert (member.mean_gap_days, member.idle_days) == (7, 15)
    assert churn(shop, start + timedelta(days=62)).members_at_risk == 2


def test_the_list_has_fifty_and_the_count_has_all(app: Flask) -> None:
    shop = a_shop()
    for _ in range(52):
        a_card(shop)
    found = churn(shop, clock.now() + timedelta(days=70))
    assert (found.members_at_risk, len(found.at_risk)) == (52, 50)


def test_one_store_sees_who_joined_there_and_nobody_of_another_merchant(app: Flask) -> None:
    shop, elsewhere = a_shop(), a_shop()
    a_card(shop)
    a_card(shop, enrolled_at_store_id=None)
    assert churn(shop, clock.now(), store_id=shop.store_id).members == 1
    assert churn(elsewhere, clock.now()).members == 0


def test_three_statements_are_enough(app: Flask) -> None:
    shop = a_shop()
    a_card(shop)
    with statements() as sent:
        churn(shop, clock.now() + timedelta(days=70))
    assert len(sent) == 3
