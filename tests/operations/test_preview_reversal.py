"""Trying what taking a line back would do: the same as doing it, and nothing of it stays."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from loyalty_app.db import db
from loyalty_app.domain.actors import Actor
from loyalty_app.domain.errors import AlreadyVoided, CardBlocked, CardOfOtherStore, TransactionUnknown, VoidNotAllowed
from loyalty_app.models import LoyaltyCard, LoyaltyTransaction, Reward
from loyalty_app.operations.block_card import BlockCard, block_card
from loyalty_app.operations.preview_reversal import PreviewReversal, preview_reversal
from loyalty_app.operations.redeem_points import RedeemPoints, redeem_points
from loyalty_app.operations.reversing_a_line import ReversedLine
from loyalty_app.operations.void_transaction import VoidTransaction, void_transaction
from tests.factories import Shop, a_card, a_reward, a_shop, a_store, reference
from tests.operations.scenes import earned, expire_points, stamped


def preview(shop: Shop, transaction_id: int, actor: Actor | None = None) -> ReversedLine:
    return preview_reversal(PreviewReversal(actor=actor or shop.actor(), transaction_id=transaction_id))


def void(shop: Shop, transaction_id: int) -> ReversedLine:
    actor = shop.actor(shop.manager)
    return void_transaction(VoidTransaction(actor=actor, transaction_id=transaction_id, reason="brought back"))


def redeem(shop: Shop, card: LoyaltyCard, reward: Reward) -> int:
    return redeem_points(RedeemPoints(actor=shop.actor(), card=reference(card), reward_id=reward.id)).transaction.id


def state() -> tuple[int, list[tuple[int, int, int]], list[int | None]]:
    """All that taking back could change: how many lines there are, each card, each stock."""
    db.session.rollback()
    lines = db.session.execute(select(func.count()).select_from(LoyaltyTransaction)).scalar_one()
    cards = db.session.execute(select(LoyaltyCard.version, LoyaltyCard.stamp_count, LoyaltyCard.points_balance)).all()
    return lines, [(row[0], row[1], row[2]) for row in cards], list(db.session.scalars(select(Reward.stock)))


def test_a_stamp_a_purchase_and_a_reward_are_tried_and_nothing_is_kept(app: Flask) -> None:
    shop = a_shop()
    card, reward = a_card(shop), a_reward(shop, points_required=100, stock=3)
    stamp, points = stamped(shop, card).transaction.id, earned(shop, card, 250).transaction.id
    redeemed = redeem(shop, card, reward)
    before = state()
    tried = [preview(shop, line).card for line in (stamp, points, redeemed)]
    assert [(one.stamp_count, one.points_balance) for one in tried] == [(0, 150), (1, 0), (1, 250)]
    assert preview(shop, points).shortfall == 100
    assert state() == before


def test_it_says_what_will_be_settled_as_it_then_is(app: Flask) -> None:
    shop = a_shop(minimum_redemption_points=1)
    card = a_card(shop)
    line = earned(shop, card, 100).transaction.id
    redeemed = redeem(shop, card, a_reward(shop, points_required=100))
    tried = preview(shop, line)
    done = void(shop, line)
    assert (tried.shortfall, tried.card.points_balance) == (done.shortfall, done.card.points_balance) == (100, 0)
    tried = preview(shop, redeemed)
    done = void(shop, redeemed)
    assert (tried.settled, tried.card.points_balance) == (done.settled, done.card.points_balance) == (100, 0)


def test_whose_line_it_is_and_whose_pin_is_asked_only_when_it_is_done(app: Flask) -> None:
    shop = a_shop(settings={"pin_again_for": "every_operation"})
    card = a_card(shop)
    line = earned(shop, card, 100).transaction.id
    assert preview(shop, line, actor=shop.nobody()).card.points_balance == 0


def test_what_cannot_be_taken_back_is_refused(app: Flask) -> None:
    shop, other = a_shop(), a_shop()
    card = a_card(shop)
    line = earned(shop, card, 100).transaction.id
    with pytest.raises(TransactionUnknown):
        preview(other, line)
    with pytest.raises(VoidNotAllowed):
        preview(shop, expire_points(shop.actor(), reference(card), 10))
    void(shop, line)
    with pytest.raises(AlreadyVoided):
        preview(shop, line)


def test_a_blocked_card_and_one_of_another_store_are_refused(app: Flask) -> None:
    shop = a_shop()
    card, scoped = a_card(shop), a_card(shop, scope_store_id=shop.store_id)
    line, of_scoped = earned(shop, card, 100).transaction.id, earned(shop, scoped, 100).transaction.id
    elsewhere = replace(shop, store_id=a_store(shop.merchant_id).id)
    with pytest.raises(CardOfOtherStore):
        preview(elsewhere, of_scoped, actor=elsewhere.nobody())
    block_card(BlockCard(actor=shop.actor(shop.manager), card=reference(card), reason="lost"))
    with pytest.raises(CardBlocked):
        preview(shop, line)


def test_it_cannot_be_asked_to_keep_anything(app: Flask) -> None:
    shop = a_shop()
    line = earned(shop, a_card(shop), 100).transaction.id
    with pytest.raises(AssertionError, match="keeps nothing"):
        preview_reversal(PreviewReversal(actor=shop.actor(), transaction_id=line, dry_run=False))
