"""Rewards that begin, end, sell out or come back: what passes say follows, whenever somebody looks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from loyalty_app.db import db
from loyalty_app.domain.program_fields import RewardFields
from loyalty_app.models import LoyaltyProgram, Reward
from loyalty_app.operations.delete_reward import DeleteReward, delete_reward
from loyalty_app.operations.follow_rewards import FollowRewards, RewardsFollowed, follow_rewards
from loyalty_app.operations.redeem_points import PointsRedeemed, RedeemPoints, redeem_points
from loyalty_app.operations.save_reward import SaveReward, save_reward
from loyalty_app.operations.void_transaction import VoidTransaction, void_transaction
from loyalty_app.queries.pass_content import pass_content
from loyalty_app.queries.wallet_work import wallet_work
from loyalty_app.unit_of_work import clock
from tests.factories import PASS_TYPE, Shop, a_reward, a_shop, reference
from tests.operations.scenes import a_card_with_points
from tests.races import at_once

HOUR = timedelta(hours=1)


def a_saved_reward(shop: Shop, **fields: Any) -> int:
    """A reward for a hundred points, as an owner makes it."""
    named: dict[str, Any] = {"name": "Tart", "points_required": 100} | fields
    return save_reward(SaveReward(actor=shop.owner(), fields=RewardFields(**named))).reward.id


def design(shop: Shop) -> int:
    db.session.rollback()
    found = select(LoyaltyProgram.design_version).where(LoyaltyProgram.id == shop.program_id)
    return db.session.execute(found).scalar_one()


def has_turned() -> bool:
    db.session.rollback()
    return wallet_work(db.session.connection(), PASS_TYPE, clock.now()).has_rewards


def follow() -> RewardsFollowed:
    """The loop's look; what it sees beforehand is what there is to do."""
    expected = has_turned()
    followed = follow_rewards(FollowRewards())
    assert (followed.rewards > 0) is expected
    assert not has_turned()
    return followed


def said(card_id: int) -> list[str]:
    """The rewards that a pass published now would offer."""
    db.session.rollback()
    now = clock.now().replace(microsecond=0)
    return [reward.name for reward in pass_content(db.session.connection(), card_id, now).rewards]


def test_a_reward_that_begins_and_ends_is_noticed_both_times(app: Flask) -> None:
    shop = a_shop()
    card = a_card_with_points(shop, 200)
    now = clock.now()
    a_saved_reward(shop, starts_at=now + HOUR, ends_at=now + 3 * HOUR)
    before = design(shop)
    assert (follow().rewards, said(card.id)) == (0, [])
    with clock.moved_to(now + HOUR + timedelta(seconds=1)):
        assert (follow(), said(card.id)) == (RewardsFollowed(rewards=1, programs=1), ["Tart"])
        assert follow().rewards == 0
    with clock.moved_to(now + 3 * HOUR + timedelta(seconds=1)):
        assert (follow().rewards, said(card.id)) == (1, [])
    assert design(shop) == before + 2


def test_whoever_looks_after_days_misses_no_turn_and_sees_none_that_changed_nothing(app: Flask) -> None:
    shop, other = a_shop(), a_shop()
    now = clock.now()
    a_saved_reward(shop, starts_at=now + HOUR)
    a_saved_reward(other, starts_at=now + HOUR, ends_at=now + 2 * HOUR)  # it came and went
    before = design(shop), design(other)
    with clock.moved_to(now + timedelta(days=3)):
        assert follow().programs == 1
    assert (design(shop), design(other)) == (before[0] + 1, before[1])


def test_a_turn_within_this_second_is_found_in_the_next_one(app: Flask) -> None:
    """A pass says when it was made in whole seconds: published now it would still say what was before."""
    shop = a_shop()
    card = a_card_with_points(shop, 200)
    starts_at = (clock.now() + HOUR).replace(microsecond=500_000)
    a_saved_reward(shop, starts_at=starts_at)
    with clock.moved_to(starts_at + timedelta(milliseconds=100)):
        assert (follow().rewards, said(card.id)) == (0, [])
    with clock.moved_to(starts_at + timedelta(milliseconds=600)):
        assert (follow().rewards, said(card.id)) == (1, ["Tart"])


def the_last_one(shop: Shop) -> tuple[int, PointsRedeemed]:
    reward_id = a_saved_reward(shop, stock=1)
    card = a_card_with_points(shop, 200)
    assert follow().rewards == 0
    redeemed = redeem_points(RedeemPoints(actor=shop.actor(), card=reference(card), reward_id=reward_id))
    return reward_id, redeemed


def test_what_sells_out_and_comes_back_is_noticed(app: Flask) -> None:
    shop = a_shop()
    waiting = a_card_with_points(shop, 200)
    _, redeemed = the_last_one(shop)
    before = design(shop)
    assert (follow().rewards, said(waiting.id)) == (1, [])
    manager = shop.actor(shop.manager)
    void_transaction(VoidTransaction(actor=manager, transaction_id=redeemed.transaction.id, reason="Dropped"))
    assert (follow().rewards, said(waiting.id)) == (1, ["Tart"])
    assert design(shop) == before + 2


def test_an_owner_who_changes_it_in_between_has_told_the_passes_already(app: Flask) -> None:
    shop = a_shop()
    reward_id, _ = the_last_one(shop)
    save_reward(SaveReward(actor=shop.owner(), fields=RewardFields(stock=5), reward_id=reward_id))
    assert follow().rewards == 0
    save_reward(SaveReward(actor=shop.owner(), fields=RewardFields(is_active=False), reward_id=reward_id))
    assert follow().rewards == 0


def test_an_owner_who_saves_it_unchanged_hides_no_turn(app: Flask) -> None:
    shop = a_shop()
    reward_id, _ = the_last_one(shop)
    save_reward(SaveReward(actor=shop.owner(), fields=RewardFields(stock=0), reward_id=reward_id))
    assert follow().rewards == 1


def _deleted(shop: Shop, moment: datetime) -> None:
    reward_id = a_saved_reward(shop, starts_at=moment)
    delete_reward(DeleteReward(actor=shop.owner(), reward_id=reward_id))


def _switched_off(shop: Shop, moment: datetime) -> None:
    a_saved_reward(shop, starts_at=moment, is_active=False)


@pytest.mark.parametrize("make", [_deleted, _switched_off])
def test_what_no_pass_shows_turns_unnoticed(app: Flask, make: Any) -> None:
    shop, now = a_shop(), clock.now()
    make(shop, now + HOUR)
    with clock.moved_to(now + 2 * HOUR):
        assert follow().rewards == 0


def test_a_card_of_stamps_shows_no_rewards_for_points(app: Flask) -> None:
    shop = a_shop(loyalty_type="stamps")
    a_reward(shop, starts_at=clock.now() + HOUR)
    with clock.moved_to(clock.now() + 2 * HOUR):
        assert follow().rewards == 0


def test_of_several_who_look_at_once_one_finds_it(app: Flask) -> None:
    shop = a_shop()
    a_saved_reward(shop, starts_at=clock.now() - HOUR, stock=3)
    db.session.execute(update(Reward).values(on_passes=False))
    db.session.commit()
    before = design(shop)
    followed = at_once(app, [lambda: follow_rewards(FollowRewards())] * 4)
    assert sorted(one.rewards for one in followed) == [0, 0, 0, 1]
    assert design(shop) == before + 1
