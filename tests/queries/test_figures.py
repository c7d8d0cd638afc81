"""The figures of a program: each from its own lines, net of what was taken back, rows that add up."""

from datetime import timedelta

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.errors import ProgramUnknown
from loyalty_app.models import LoyaltyCard, Reward
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.adjust_points import AdjustPoints, adjust_points
from loyalty_app.operations.delete_program import DeleteProgram, delete_program
from loyalty_app.operations.earn_points import EarnPoints, PointsEarned, earn_points
from loyalty_app.operations.redeem_points import RedeemPoints, redeem_points
from loyalty_app.operations.redeem_stamps import RedeemStamps, redeem_stamps
from loyalty_app.operations.void_transaction import VoidTransaction, void_transaction
from loyalty_app.queries.figures import Figures, find_figures
from loyalty_app.unit_of_work import clock
from tests.counting import statements
from tests.factories import Shop, a_card, a_reward, a_shop, a_store, reference


def figures(shop: Shop, *, store_id: int | None = None) -> Figures:
    return find_figures(db.session.connection(), shop.merchant_id, clock.now(), store_id=store_id)


def a_generous_shop() -> Shop:
    return a_shop(
        cooldown_minutes=0,
        stamps_target=2,
        stamps_reward_value_cents=301,
        point_value_cents_per_100=50,
        minimum_redemption_points=0,
    )


def earned(shop: Shop, card: LoyaltyCard, cents: int) -> PointsEarned:
    return earn_points(EarnPoints(actor=shop.actor(), card=reference(card), purchase_amount_cents=cents))


def stamped(shop: Shop, card: LoyaltyCard) -> int:
    return add_stamp(AddStamp(actor=shop.actor(), card=reference(card))).transaction.id


def voided(shop: Shop, transaction_id: int, points: int | None = None) -> None:
    command = VoidTransaction(
        actor=shop.actor(shop.manager), transaction_id=transaction_id, points=points, reason="returned"
    )
    void_transaction(command)


def redeemed(shop: Shop, card: LoyaltyCard, reward: Reward) -> int:
    command = RedeemPoints(actor=shop.actor(), card=reference(card), reward_id=reward.id)
    return redeem_points(command).transaction.id


def points_add_up(found: Figures) -> bool:
    points = found.points
    came = points.issued + points.adjustments + points.merged + points.shortfall
    return came - points.redeemed - points.expired == found.outstanding_points


def test_an_empty_program_has_figures_of_nothing(app: Flask) -> None:
    found = figures(a_shop())
    assert (found.members, found.stamps_issued, found.points.issued, found.liability_cents) == (0, 0, 0, 0)
    assert found.currency == "EUR"


def test_each_kind_is_counted_by_itself(app: Flask) -> None:
    shop = a_generous_shop()
    card = a_card(shop)
    for _ in range(3):
        stamped(shop, card)
    redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(card)))
    earned(shop, card, 10_000)
    redeemed(shop, card, a_reward(shop, points_required=300))
    adjust_points(
        AdjustPoints(actor=shop.actor(shop.manager), card=reference(card), points_delta=-50, reason="mistake")
    )
    found = figures(shop)
    assert (found.members, found.active_members, found.new_members_this_month) == (1, 1, 1)
    assert (found.stamps_issued, found.rewards_redeemed, found.outstanding_stamps) == (3, 2, 1)
    assert (found.points.purchases, found.points.redeemed, found.points.adjustments) == (1000, 300, -50)
    assert found.outstanding_points == 650
    assert points_add_up(found)


def test_what_was_taken_back_was_not_given(app: Flask) -> None:
    shop = a_generous_shop()
    card = a_card(shop)
    voided(shop, stamped(shop, card))
    stamped(shop, card)
    purchase = earned(shop, card, 10_000)
    voided(shop, purchase.transaction.id, points=400)
    reward = redeemed(shop, card, a_reward(shop, points_required=300))
    voided(shop, reward)
    found = figures(shop)
    assert (found.stamps_issued, found.rewards_redeemed) == (1, 0)
    assert (found.points.purchases, found.points.voided, found.points.redeemed) == (600, 400, 0)
    assert points_add_up(found)


def test_what_was_spent_before_it_was_taken_back_is_a_shortfall(app: Flask) -> None:
    shop = a_generous_shop()
    card = a_card(shop)
    purchase = earned(shop, card, 10_000)
    redeemed(shop, card, a_reward(shop, points_required=700))
    voided(shop, purchase.transaction.id)
    found = figures(shop)
    assert (found.points.purchases, found.points.voided, found.points.shortfall) == (0, 300, 700)
    assert (found.points.redeemed, found.outstanding_points) == (700, 0)
    assert points_add_up(found)


def test_a_settled_shortfall_is_a_purchase_that_was_taken_back(app: Flask) -> None:
    shop = a_generous_shop()
    card = a_card(shop)
    purchase = earned(shop, card, 10_000)
    reward = redeemed(shop, card, a_reward(shop, points_required=700))
    voided(shop, purchase.transaction.id)
    voided(shop, reward)
    found = figures(shop)
    assert (found.points.purchases, found.points.voided, found.points.shortfall) == (0, 1000, 0)
    assert (found.points.redeemed, found.rewards_redeemed, found.outstanding_points) == (0, 0, 0)
    assert points_add_up(found)


def test_the_liability_is_the_sum_of_cards_each_rounded_down(app: Flask) -> None:
    shop = a_generous_shop()
    for _ in range(2):
        card = a_card(shop)
        stamped(shop, card)
        earned(shop, card, 1010)
    # Each card: 101 points at 50 cents per 100 are 50 cents, 1 of 2 stamps of 3.01 are 1.50.
    assert figures(shop).liability_cents == 2 * (50 + 150)


def test_a_month_is_the_shops_and_thirty_days_are_thirty_days(app: Flask) -> None:
    shop = a_generous_shop()
    card = a_card(shop)
    earned(shop, card, 1000)
    with clock.moved_to(clock.now() + timedelta(days=31, minutes=1)):
        found = figures(shop)
        assert (found.members, found.active_members, found.new_members_this_month) == (1, 0, 0)


def test_somebody_whose_only_visit_was_taken_back_is_not_active(app: Flask) -> None:
    shop = a_generous_shop()
    voided(shop, earned(shop, a_card(shop), 1000).transaction.id)
    assert figures(shop).active_members == 0


def test_rows_of_the_locations_add_up_to_the_total(app: Flask) -> None:
    shop = a_generous_shop()
    sister = a_store(shop.merchant_id, name="Sister").id
    db.session.commit()
    here, there = a_card(shop), a_card(shop, enrolled_at_store_id=sister)
    nowhere = a_card(shop, enrolled_at_store_id=None)
    for card in (here, there, nowhere):
        earned(shop, card, 1000)
    found = figures(shop)
    assert [row.store is None for row in found.locations] == [False, False, True]
    assert sum(row.members for row in found.locations) == found.members == 3
    assert sum(row.points.purchases for row in found.locations) == found.points.purchases == 300
    by_store = {row.store.name if row.store else None: row for row in found.locations}
    assert (by_store["Sister"].members, by_store["Sister"].points.purchases) == (1, 0)
    assert (by_store[None].members, by_store[None].outstanding_points) == (1, 100)


def test_one_store_sees_its_own_members_and_its_own_lines(app: Flask) -> None:
    shop = a_generous_shop()
    sister = a_store(shop.merchant_id).id
    db.session.commit()
    earned(shop, a_card(shop, enrolled_at_store_id=sister), 1000)
    here, there = figures(shop, store_id=shop.store_id), figures(shop, store_id=sister)
    assert (here.members, here.points.purchases, here.active_members) == (0, 100, 1)
    assert (there.members, there.points.purchases, there.active_members) == (1, 0, 0)


def test_another_merchant_counts_for_nothing(app: Flask) -> None:
    here, there = a_generous_shop(), a_generous_shop()
    earned(there, a_card(there), 1000)
    assert (figures(here).members, figures(here).points.purchases) == (0, 0)


def test_five_statements_are_enough_for_any_number_of_members(app: Flask) -> None:
    shop = a_generous_shop()
    for _ in range(3):
        earned(shop, a_card(shop), 1000)
    with statements() as sent:
        figures(shop)
    assert len(sent) == 5


def test_without_a_program_there_are_no_figures(app: Flask) -> None:
    shop = a_shop()
    delete_program(DeleteProgram(actor=shop.owner()))
    with pytest.raises(ProgramUnknown):
        figures(shop)
