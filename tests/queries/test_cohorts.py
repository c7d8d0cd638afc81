"""Cohorts: who joined when, and who came again."""

from datetime import UTC, datetime, timedelta

from flask import Flask

from loyalty_app.db import db
from loyalty_app.models import LoyaltyCard
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.void_transaction import VoidTransaction, void_transaction
from loyalty_app.queries.cohorts import Cohorts, find_cohorts
from loyalty_app.unit_of_work import clock
from tests.counting import statements
from tests.factories import Shop, a_card, a_shop, reference

JANUARY = datetime(2026, 1, 15, 12, tzinfo=UTC)
MARCH = datetime(2026, 3, 20, 12, tzinfo=UTC)


def came(shop: Shop, card: LoyaltyCard, moment: datetime) -> int:
    with clock.moved_to(moment):
        return add_stamp(AddStamp(actor=shop.actor(), card=reference(card))).transaction.id


def cohorts(shop: Shop, *, store_id: int | None = None) -> Cohorts:
    return find_cohorts(db.session.connection(), shop.merchant_id, MARCH, store_id=store_id)


def test_each_month_says_who_joined_and_who_came_later(app: Flask) -> None:
    shop = a_shop()
    loyal, once, late = a_card(shop), a_card(shop), a_card(shop)
    for moment in (JANUARY, JANUARY + timedelta(days=30), MARCH - timedelta(days=1)):
        came(shop, loyal, moment)
    came(shop, once, JANUARY)
    came(shop, late, MARCH - timedelta(days=2))
    found = cohorts(shop)
    assert [cohort.month for cohort in found.cohorts][-3:] == ["2026-01", "2026-02", "2026-03"]
    assert [cohort.members for cohort in found.cohorts][-3:] == [2, 0, 1]
    assert [cohort.active for cohort in found.cohorts][-3:] == [(2, 1, 1), (0, 0), (1,)]
    assert len(found.cohorts) == 12


def test_who_came_on_two_days_came_again(app: Flask) -> None:
    shop = a_shop(cooldown_minutes=0)
    again, same_day = a_card(shop), a_card(shop)
    came(shop, again, JANUARY)
    came(shop, again, JANUARY + timedelta(days=3))
    came(shop, same_day, JANUARY)
    came(shop, same_day, JANUARY + timedelta(hours=1))
    found = cohorts(shop)
    assert (found.members_with_visit, found.members_with_repeat_visit, found.repeat_rate_percent) == (2, 1, 50)


def test_a_visit_that_was_taken_back_was_none(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    line = came(shop, card, JANUARY)
    with clock.moved_to(JANUARY + timedelta(minutes=1)):
        void_transaction(VoidTransaction(actor=shop.actor(shop.manager), transaction_id=line, reason="wrong card"))
    assert cohorts(shop).members_with_visit == 0


def test_one_store_sees_who_joined_there(app: Flask) -> None:
    shop, elsewhere = a_shop(), a_shop()
    came(shop, a_card(shop), JANUARY)
    assert cohorts(shop, store_id=shop.store_id).cohorts[-3].members == 1
    assert cohorts(elsewhere).cohorts[-3].members == 0


def test_four_statements_are_enough(app: Flask) -> None:
    shop = a_shop()
    came(shop, a_card(shop), JANUARY)
    with statements() as sent:
        cohorts(shop)
    assert len(sent) == 4
