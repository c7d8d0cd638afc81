"""Voiding: each kind in full and in part, what hung on the line, who may, each refusal, the repeat."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.errors import (
    AlreadyVoided,
    CardBlocked,
    CardOfOtherStore,
    CooldownActive,
    InvalidInput,
    ManagerRequired,
    OrderAlreadyRecorded,
    StaffPinRequired,
    TransactionUnknown,
    VoidExceedsOriginal,
    VoidNotAllowed,
)
from loyalty_app.models import LoyaltyCard, LoyaltyTransaction, Reward
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.redeem_points import RedeemPoints, redeem_points
from loyalty_app.operations.redeem_stamps import RedeemStamps, redeem_stamps
from loyalty_app.operations.void_transaction import TransactionVoided, VoidTransaction, void_transaction
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_card, a_member_of_staff, a_reward, a_shop, a_store, reference
from tests.operations.scenes import KEY, a_card_with_points, earned, stamped


def void(shop: Shop, transaction_id: int | None = None, **values: Any) -> TransactionVoided:
    command: dict[str, Any] = {
        "actor": shop.actor(shop.manager),
        "transaction_id": transaction_id,
        "reason": "Returned",
    }
    return void_transaction(VoidTransaction(**command | values))


def stamp(shop: Shop, card: LoyaltyCard) -> int:
    return add_stamp(AddStamp(actor=shop.actor(), card=reference(card))).transaction.id


# ── what it does ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_voided_stamp_is_gone_and_the_line_says_why(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    line_id = stamp(shop, card)
    outcome = void(shop, line_id, reason="  Wrong card ")
    assert (outcome.transaction.type, outcome.transaction.stamps_delta) == ("stamp_voided", -1)
    assert (outcome.transaction.reverses_id, outcome.transaction.reason) == (line_id, "Wrong card")
    assert (outcome.card.stamp_count, outcome.card.version, outcome.shortfall) == (0, 2, 0)


def test_a_voided_stamp_frees_its_slot_and_its_cooldown(app: Flask) -> None:
    shop = a_shop(max_daily_stamps=1, cooldown_minutes=15)
    card = a_card(shop)
    outcome = void(shop, stamp(shop, card))
    assert (outcome.card.remaining_stamps_today, outcome.card.next_stamp_available_at) == (1, None)
    assert stamp(shop, card)


def test_voiding_the_last_stamp_leaves_the_cooldown_of_the_one_before(app: Flask) -> None:
    shop = a_shop(cooldown_minutes=15)
    card, now = a_card(shop), clock.now()
    with clock.moved_to(now - timedelta(minutes=25)):
        stamp(shop, card)
    with clock.moved_to(now - timedelta(minutes=5)):
        second = stamp(shop, card)
    assert void(shop, second).card.next_stamp_available_at is None
    assert stamp(shop, card)
    with pytest.raises(CooldownActive):
        stamp(shop, card)


def test_voiding_an_earlier_stamp_leaves_the_cooldown_of_the_last_one(app: Flask) -> None:
    shop = a_shop(cooldown_minutes=15, max_daily_stamps=2)
    card, now = a_card(shop), clock.now()
    with clock.moved_to(now - timedelta(minutes=25)):
        first = stamp(shop, card)
    with clock.moved_to(now - timedelta(minutes=1)):
        stamp(shop, card)
    void(shop, first)
    with pytest.raises(CooldownActive):
        stamp(shop, card)


def test_a_stamp_that_was_spent_leaves_a_shortfall(app: Flask) -> None:
    shop = a_shop(stamps_target=1)
    card = a_card(shop)
    line_id = stamp(shop, card)
    redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(card)))
    outcome = void(shop, line_id)
    assert (outcome.shortfall, outcome.transaction.shortfall) == (1, 1)
    assert (outcome.transaction.stamps_delta, outcome.card.stamp_count) == (0, 0)
    with pytest.raises(AlreadyVoided):
        void(shop, line_id)


def test_a_voided_stamp_reward_gives_its_stamps_back(app: Flask) -> None:
    shop = a_shop(stamps_target=3)
    card = a_card(shop)
    stamped(shop, card, 4)
    redeemed = redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(card)))
    outcome = void(shop, redeemed.transaction.id)
    assert (outcome.card.stamp_count, outcome.card.rewards_ready) == (4, 1)
    db.session.refresh(card)
    assert card.rewards_redeemed == 0


def test_voided_points_are_taken_and_the_receipt_may_earn_anew(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    line = earned(shop, card, 100, order_reference="4711").transaction
    outcome = void(shop, line.id)
    assert (outcome.transaction.type, outcome.transaction.points_delta) == ("points_voided", -100)
    assert outcome.card.points_balance == 0
    assert earned(shop, card, 100, order_reference="4711").card.points_balance == 100


def test_a_return_of_some_of_it_takes_some_of_the_points(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    line = earned(shop, card, 100, order_reference="4711").transaction
    assert void(shop, line.id, points=30).card.points_balance == 70
    with pytest.raises(OrderAlreadyRecorded):
        earned(shop, card, 100, order_reference="4711")
    with pytest.raises(VoidExceedsOriginal) as refused:
        void(shop, line.id, points=71)
    assert refused.value.facts == {"points_left": 70}
    assert void(shop, line.id).card.points_balance == 0
    with pytest.raises(AlreadyVoided):
        void(shop, line.id, points=1)


def test_parts_that_add_up_to_the_whole_are_a_full_void(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    line = earned(shop, card, 100, order_reference="4711").transaction
    void(shop, line.id, points=60)
    last = void(shop, line.id, points=40)
    with pytest.raises(AlreadyVoided) as refused:
        void(shop, line.id)
    assert refused.value.facts == {"voided_at": last.transaction.recorded_at}
    assert earned(shop, card, 100, order_reference="4711").card.points_balance == 100


def test_points_that_were_spent_leave_a_shortfall_that_counts_as_taken_back(app: Flask) -> None:
    shop = a_shop()
    card = a_card_with_points(shop, 100)
    line = earned(shop, card, 50).transaction
    redeem_points(
        RedeemPoints(actor=shop.actor(), card=reference(card), reward_id=a_reward(shop, points_required=120).id)
    )
    part = void(shop, line.id, points=40)
    assert (part.transaction.points_delta, part.shortfall, part.card.points_balance) == (-30, 10, 0)
    with pytest.raises(VoidExceedsOriginal) as refused:
        void(shop, line.id, points=11)
    assert refused.value.facts == {"points_left": 10}
    assert void(shop, line.id).shortfall == 10


def test_a_voided_reward_gives_its_points_and_its_stock_back(app: Flask) -> None:
    shop = a_shop()
    card, reward = a_card_with_points(shop, 100), a_reward(shop, points_required=100, stock=1)
    redeemed = redeem_points(RedeemPoints(actor=shop.actor(), card=reference(card), reward_id=reward.id))
    outcome = void(shop, redeemed.transaction.id)
    assert (outcome.card.points_balance, outcome.transaction.points_delta) == (100, 100)
    assert db.session.get_one(Reward, reward.id, populate_existing=True).stock == 1
    db.session.refresh(card)
    assert card.rewards_redeemed == 0


def test_a_receipt_names_the_line_also_after_it_was_voided(app: Flask) -> None:
    shop = a_shop()
    line = earned(shop, a_card(shop), 100, order_reference="4711").transaction
    assert void(shop, order_reference="4711 ").transaction.reverses_id == line.id
    with pytest.raises(AlreadyVoided):
        void(shop, order_reference="4711")


def redeem(shop: Shop, card: LoyaltyCard, cost: int) -> int:
    reward = a_reward(shop, name=f"Reward {cost}", points_required=cost)
    return redeem_points(RedeemPoints(actor=shop.actor(), card=reference(card), reward_id=reward.id)).transaction.id


def changes(card: LoyaltyCard) -> list[tuple[str, int, int]]:
    """The card's lines in order: kind, change, shortfall."""
    lines = db.session.query(LoyaltyTransaction).filter_by(card_id=card.id).order_by("card_version")
    return [(line.type, line.stamps_delta + line.points_delta, line.shortfall) for line in lines]


def test_nobody_keeps_what_nobody_paid_for(app: Flask) -> None:
    """Bought, spent, brought back: when the reward comes back too, the purchase takes the points it did not find."""
    shop = a_shop()
    card = a_card(shop)
    line = earned(shop, card, 100).transaction
    redeemed = redeem(shop, card, 100)
    assert void(shop, line.id).shortfall == 100
    outcome = void(shop, redeemed)
    assert (outcome.transaction.points_delta, outcome.settled, outcome.shortfall) == (100, 100, 0)
    assert outcome.card.points_balance == 0
    assert changes(card)[-3:] == [("points_voided", 0, 100), ("points_voided", 100, 0), ("points_voided", -100, 0)]
    db.session.refresh(card)
    assert (card.points_balance, card.rewards_redeemed, card.points_voided) == (0, 0, 0)


def test_what_is_owed_in_stamps_is_settled_alike(app: Flask) -> None:
    shop = a_shop(stamps_target=2, cooldown_minutes=0)
    card = a_card(shop)
    first, _ = stamp(shop, card), stamp(shop, card)
    redeemed = redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(card))).transaction.id
    assert void(shop, first).shortfall == 1
    outcome = void(shop, redeemed)
    assert (outcome.transaction.stamps_delta, outcome.settled, outcome.card.stamp_count) == (2, 1, 1)
    db.session.refresh(card)
    assert (card.stamps_earned, card.rewards_redeemed) == (1, 0)


def test_a_debt_is_settled_once_and_by_as_many_rewards_as_it_takes(app: Flask) -> None:
    shop = a_shop(minimum_redemption_points=1)
    card = a_card(shop)
    line = earned(shop, card, 100).transaction
    first, second = redeem(shop, card, 40), redeem(shop, card, 60)
    assert void(shop, line.id).shortfall == 100
    assert (void(shop, first).settled, void(shop, second).settled) == (40, 60)
    assert changes(card)[-1] == ("points_voided", -60, 0)
    earned(shop, card, 50)
    assert void(shop, redeem(shop, card, 50)).card.points_balance == 50


def test_several_debts_are_settled_the_oldest_first(app: Flask) -> None:
    shop = a_shop(minimum_redemption_points=1)
    card = a_card(shop)
    purchases = [earned(shop, card, points).transaction.id for points in (30, 50)]
    redeemed = redeem(shop, card, 80)
    assert [void(shop, line_id).shortfall for line_id in purchases] == [30, 50]
    assert void(shop, redeemed).settled == 80
    assert changes(card)[-3:] == [("points_voided", 80, 0), ("points_voided", -30, 0), ("points_voided", -50, 0)]


def test_a_reward_redeemed_after_the_return_gives_back_all_it_took(app: Flask) -> None:
    """It cannot have spent what was returned before it."""
    shop = a_shop(minimum_redemption_points=1)
    card = a_card(shop)
    line = earned(shop, card, 100).transaction
    redeem(shop, card, 100)
    void(shop, line.id)
    earned(shop, card, 70)
    by_mistake = redeem(shop, card, 70)
    outcome = void(shop, by_mistake)
    assert (outcome.settled, outcome.card.points_balance) == (0, 70)


def test_a_cashier_takes_their_own_redemption_back_although_something_is_owed(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    line = earned(shop, card, 100).transaction
    redeemed = redeem(shop, card, 100)
    void(shop, line.id)
    outcome = void(shop, redeemed, actor=shop.actor(), request_id=KEY)
    again = void(shop, redeemed, actor=shop.actor(), request_id=KEY)
    assert (outcome.settled, again.settled, again.replayed) == (100, 100, True)


# ── who may ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_cashier_voids_their_own_line_within_the_window_and_no_other(app: Flask) -> None:
    shop = a_shop(settings={"undo_window_minutes": 5})
    card, now = a_card(shop), clock.now()
    own = earned(shop, card, 100).transaction
    assert void(shop, own.id, actor=shop.actor()).card.points_balance == 0
    of_the_manager = earned(shop, card, 100, actor=shop.actor(shop.manager)).transaction
    with pytest.raises(ManagerRequired):
        void(shop, of_the_manager.id, actor=shop.actor())
    late = earned(shop, card, 100).transaction
    with clock.moved_to(now + timedelta(minutes=6)), pytest.raises(ManagerRequired):
        void(shop, late.id, actor=shop.actor())
    assert void(shop, late.id).card.points_balance == 100


def test_a_cashier_does_not_void_what_was_spent(app: Flask) -> None:
    shop = a_shop(stamps_target=1)
    card = a_card(shop)
    line_id = stamp(shop, card)
    redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(card)))
    with pytest.raises(ManagerRequired):
        void(shop, line_id, actor=shop.actor())


def test_a_large_void_needs_a_manager(app: Flask) -> None:
    shop = a_shop(settings={"manager_confirms_above_points": 100})
    card = a_card(shop)
    small, large = earned(shop, card, 100).transaction, earned(shop, card, 101).transaction
    assert void(shop, small.id, actor=shop.actor()).shortfall == 0
    with pytest.raises(ManagerRequired):
        void(shop, large.id, actor=shop.actor())
    assert void(shop, large.id, actor=shop.actor(), points=100).card.points_balance == 1


def test_a_merchant_may_forbid_voids(app: Flask) -> None:
    shop = a_shop(settings={"allow_void": False})
    line_id = stamp(shop, a_card(shop))
    for actor in (shop.actor(), shop.actor(shop.manager)):
        with pytest.raises(VoidNotAllowed):
            void(shop, line_id, actor=actor)


def test_nobody_voids_without_a_proven_person(app: Flask) -> None:
    shop = a_shop()
    line_id = stamp(shop, a_card(shop))
    with pytest.raises(StaffPinRequired):
        void(shop, line_id, actor=shop.nobody())


def test_a_blocked_card_is_put_right_by_a_manager_only(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    line_id = stamp(shop, card)
    db.session.get_one(LoyaltyCard, card.id).status = "blocked"
    db.session.commit()
    with pytest.raises(CardBlocked):
        void(shop, line_id, actor=shop.actor())
    assert void(shop, line_id).card.stamp_count == 0


def test_a_card_of_another_store_is_refused_here(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop, scope_store_id=shop.store_id)
    line_id = stamp(shop, card)
    other = a_store(shop.merchant_id)
    staff = a_member_of_staff(shop.merchant_id, other.id, role="manager")
    db.session.commit()
    elsewhere = replace(shop.actor(replace(shop.manager, id=staff.id)), store_id=other.id)
    with pytest.raises(CardOfOtherStore):
        void(shop, line_id, actor=elsewhere)


# ── refusals ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reason", ["", "   ", "\n\t", "\u200b\u2060", "x" * 501])
def test_a_void_needs_a_reason_in_a_few_words(app: Flask, reason: str) -> None:
    shop = a_shop()
    line_id = stamp(shop, a_card(shop))
    with pytest.raises(InvalidInput) as refused:
        void(shop, line_id, reason=reason)
    assert refused.value.problems[0].code == "reason_required"


def test_a_line_is_voided_once(app: Flask) -> None:
    shop = a_shop()
    line_id = stamp(shop, a_card(shop))
    first = void(shop, line_id)
    with pytest.raises(AlreadyVoided) as refused:
        void(shop, line_id)
    assert refused.value.facts == {"voided_at": first.transaction.recorded_at}


def test_a_void_is_not_voided(app: Flask) -> None:
    shop = a_shop()
    voided = void(shop, stamp(shop, a_card(shop)))
    with pytest.raises(VoidNotAllowed):
        void(shop, voided.transaction.id)


def test_only_earned_points_are_taken_back_in_part(app: Flask) -> None:
    shop = a_shop()
    card = a_card_with_points(shop, 100)
    redeemed = redeem_points(
        RedeemPoints(actor=shop.actor(), card=reference(card), reward_id=a_reward(shop, points_required=100).id)
    )
    for line_id in (redeemed.transaction.id, stamp(shop, card)):
        with pytest.raises(VoidNotAllowed):
            void(shop, line_id, points=1)


@pytest.mark.parametrize("points", [0, -1])
def test_a_part_is_at_least_one_point(app: Flask, points: int) -> None:
    shop = a_shop()
    line = earned(shop, a_card(shop), 100).transaction
    with pytest.raises(InvalidInput) as refused:
        void(shop, line.id, points=points)
    assert refused.value.problems[0].code == "number_out_of_range"


def test_an_unknown_line_another_merchants_and_one_of_the_other_unit_are_not_known(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    elsewhere = earned(there, a_card(there), 100, order_reference="4711").transaction
    own = earned(here, a_card(here), 100).transaction
    attempts: list[dict[str, Any]] = [
        {"transaction_id": 2**62},
        {"transaction_id": elsewhere.id},
        {"order_reference": "4711"},
        {"transaction_id": own.id, "unit": "stamps"},
    ]
    for attempt in attempts:
        with pytest.raises(TransactionUnknown):
            void(here, **attempt)
    assert void(here, own.id, unit="points").card.points_balance == 0


def test_the_line_is_named_in_exactly_one_way(app: Flask) -> None:
    shop = a_shop()
    attempts: list[tuple[dict[str, Any], str]] = [
        ({}, "field_missing"),
        ({"transaction_id": 1, "order_reference": "1"}, "field_conflict"),
    ]
    for names, code in attempts:
        with pytest.raises(InvalidInput) as refused:
            void(shop, **names)
        assert refused.value.problems[0].code == code


def test_the_same_request_again_answers_the_same_and_voids_once(app: Flask) -> None:
    shop = a_shop()
    line = earned(shop, a_card(shop), 100).transaction
    first = void(shop, line.id, points=10, request_id=KEY)
    assert void(shop, line.id, points=10, request_id=KEY) == replace(first, replayed=True)
    assert void(shop, line.id, points=10).card.points_balance == 80


def test_a_dry_run_answers_and_voids_nothing(app: Flask) -> None:
    shop = a_shop()
    line = earned(shop, a_card(shop), 100).transaction
    dry = void(shop, line.id, dry_run=True)
    assert (dry.dry_run, dry.card.points_balance) == (True, 0)
    assert void(shop, line.id).card.version == 2
