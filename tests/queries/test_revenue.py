"""Revenue: the purchases that still stand, by month and by category."""

from datetime import UTC, datetime

from flask import Flask

from loyalty_app.db import db
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from loyalty_app.operations.void_transaction import VoidTransaction, void_transaction
from loyalty_app.queries.revenue import Revenue, find_revenue
from loyalty_app.unit_of_work import clock
from tests.counting import statements
from tests.factories import Shop, a_card, a_category, a_shop, reference

JANUARY = datetime(2026, 1, 15, 12, tzinfo=UTC)
MARCH = datetime(2026, 3, 20, 12, tzinfo=UTC)


def bought(shop: Shop, cents: int, moment: datetime = MARCH, *, about: tuple[int, ...] = ()) -> int:
    command = EarnPoints(
        actor=shop.actor(), card=reference(a_card(shop)), purchase_amount_cents=cents, category_ids=about
    )
    with clock.moved_to(moment):
        return earn_points(command).transaction.id


def voided(shop: Shop, transaction_id: int, points: int | None = None) -> None:
    command = VoidTransaction(
        actor=shop.actor(shop.manager), transaction_id=transaction_id, points=points, reason="returned"
    )
    with clock.moved_to(MARCH):
        void_transaction(command)


def revenue(shop: Shop, *, store_id: int | None = None) -> Revenue:
    return find_revenue(db.session.connection(), shop.merchant_id, MARCH, store_id=store_id)


def test_each_of_twelve_months_has_its_purchases(app: Flask) -> None:
    shop = a_shop()
    bought(shop, 1000, JANUARY)
    bought(shop, 500)
    bought(shop, 700)
    found = revenue(shop)
    assert [(month.month, month.purchases, month.revenue_cents) for month in found.months][-3:] == [
        ("2026-01", 1, 1000),
        ("2026-02", 0, 0),
        ("2026-03", 2, 1200),
    ]
    assert (len(found.months), found.currency) == (12, "EUR")


def test_a_purchase_taken_back_counts_no_more_and_in_part_in_part(app: Flask) -> None:
    shop = a_shop()
    voided(shop, bought(shop, 1000))
    voided(shop, bought(shop, 2000), points=50)
    month = revenue(shop).months[-1]
    assert (month.purchases, month.revenue_cents) == (1, 1500)


def test_a_purchase_about_two_things_counts_in_both(app: Flask) -> None:
    shop = a_shop()
    drinks, food = a_category(shop, names={"en": "Drinks"}).id, a_category(shop, names={"en": "Food"}).id
    bought(shop, 1000, about=(drinks, food))
    bought(shop, 300, about=(food,))
    found = [
        (category.names["en"], category.purchases, category.revenue_cents) for category in revenue(shop).categories
    ]
    assert found == [("Food", 2, 1300), ("Drinks", 1, 1000)]


def test_one_store_sees_its_own_and_nothing_of_another_merchant(app: Flask) -> None:
    shop, elsewhere = a_shop(), a_shop()
    bought(shop, 1000)
    assert revenue(shop, store_id=shop.store_id).months[-1].revenue_cents == 1000
    assert revenue(shop, store_id=elsewhere.store_id).months[-1].revenue_cents == 0
    assert revenue(elsewhere).months[-1].revenue_cents == 0


def test_three_statements_are_enough(app: Flask) -> None:
    shop = a_shop()
    bought(shop, 1000)
    with statements() as sent:
        revenue(shop)
    assert len(sent) == 3
