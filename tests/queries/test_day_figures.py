"""The figures of a store's day: each from its own kind of line, net of what was taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.actors import Actor
from loyalty_app.domain.errors import StoreUnknown
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.redeem_points import RedeemPoints, redeem_points
from loyalty_app.operations.redeem_stamps import RedeemStamps, redeem_stamps
from loyalty_app.operations.void_transaction import VoidTransaction, void_transaction
from loyalty_app.queries.day_figures import DayFigures, day_figures
from loyalty_app.unit_of_work import clock
from tests.counting import statements
from tests.factories import Shop, a_card, a_reward, a_shop, a_store, reference
from tests.operations.scenes import a_card_with_points, earned

NOON = datetime(2026, 6, 15, 10, tzinfo=UTC)


def figures(shop: Shop, actor: Actor | None = None) -> DayFigures:
    return day_figures(db.session.connection(), actor or shop.actor(), clock.now())


def void(shop: Shop, transaction_id: int, points: int | None = None) -> None:
    command = VoidTransaction(
        actor=shop.actor(shop.manager), transaction_id=transaction_id, points=points, reason="Returned"
    )
    void_transaction(command)


def test_a_day_counts_stamps_rewards_and_points(app: Flask) -> None:
    with clock.moved_to(NOON):
        shop = a_shop(stamps_target=2, cooldown_minutes=0)
        card = a_card_with_points(shop, 300)
        for _ in range(3):
            add_stamp(AddStamp(actor=shop.actor(), card=reference(card)))
        redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(card)))
        reward = a_reward(shop, points_required=100)
        redeem_points(RedeemPoints(actor=shop.actor(), card=reference(card), reward_id=reward.id))
        with statements() as sent:
            day = figures(shop)
    assert day == DayFigures(day=date(2026, 6, 15), stamps=3, rewards=2, points=300, points_redeemed=100)
    assert len(sent) == 2


def test_what_was_taken_back_counts_no_more(app: Flask) -> None:
    with clock.moved_to(NOON):
        shop = a_shop(stamps_target=1)
        card = a_card(shop)
        add_stamp(AddStamp(actor=shop.actor(), card=reference(card)))
        redeemed = redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(card))).transaction
        part, whole = (earned(shop, card, 100).transaction for _ in range(2))
        void(shop, redeemed.id)
        void(shop, part.id, points=40)
        void(shop, whole.id)
        day = figures(shop)
    assert day == DayFigures(day=date(2026, 6, 15), stamps=1, rewards=0, points=60, points_redeemed=0)


def test_a_day_ends_at_the_stores_midnight(app: Flask) -> None:
    midnight = datetime(2026, 6, 15, 22, tzinfo=UTC)  # in Luxembourg
    with clock.moved_to(midnight - timedelta(minutes=5)):
        shop = a_shop()
        card = a_card(shop)
        add_stamp(AddStamp(actor=shop.actor(), card=reference(card)))
        assert (figures(shop).day, figures(shop).stamps) == (date(2026, 6, 15), 1)
    with clock.moved_to(midnight + timedelta(minutes=5)):
        assert (figures(shop).day, figures(shop).stamps) == (date(2026, 6, 16), 0)


def test_each_store_counts_its_own(app: Flask) -> None:
    shop, elsewhere = a_shop(), a_shop()
    add_stamp(AddStamp(actor=shop.actor(), card=reference(a_card(shop))))
    other = a_store(shop.merchant_id)
    assert figures(shop, replace(shop.actor(), store_id=other.id)).stamps == 0
    for actor in (replace(shop.actor(), store_id=elsewhere.store_id), replace(shop.actor(), store_id=None)):
        with pytest.raises(StoreUnknown):
            figures(shop, actor)
