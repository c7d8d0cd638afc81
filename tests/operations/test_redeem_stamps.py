"""Redeeming stamps: the good path, each refusal, the repeat, the second tablet."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.errors import (
    CardBlocked,
    CardOfOtherStore,
    CardUnknown,
    InsufficientStamps,
    ManagerRequired,
    NotAllowedAnyMore,
    NotInProgram,
    ProgramPaused,
    StaffPinRequired,
)
from loyalty_app.models import LoyaltyProgram, StaffPin, Store
from loyalty_app.operations.redeem_stamps import RedeemStamps, redeem_stamps
from loyalty_app.unit_of_work import clock
from tests.factories import a_card, a_customer, a_device, a_shop, a_store, reference
from tests.operations.scenes import KEY, a_card_with_stamps, stamped


def test_a_full_card_gives_the_reward_and_keeps_the_surplus(app: Flask) -> None:
    shop = a_shop(stamps_target=3)
    card = a_card_with_stamps(shop, 4)
    outcome = redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(card)))
    assert outcome.reward_description == "A free coffee"
    assert (outcome.card.stamp_count, outcome.card.rewards_ready, outcome.card.version) == (1, 0, 5)
    assert (outcome.transaction.type, outcome.transaction.stamps_delta) == ("stamp_redeemed", -3)
    assert outcome.transaction.reward is not None
    assert outcome.transaction.reward.name == "A free coffee"


def test_two_full_cards_worth_give_two_rewards(app: Flask) -> None:
    shop = a_shop(stamps_target=2)
    card = a_card_with_stamps(shop, 4)
    for left in (2, 0):
        outcome = redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(card)))
        assert outcome.card.stamp_count == left


def test_a_card_that_is_not_full_is_refused_with_what_is_missing(app: Flask) -> None:
    shop = a_shop(stamps_target=3)
    card = a_card_with_stamps(shop, 1)
    with pytest.raises(InsufficientStamps) as refused:
        redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(card)))
    assert refused.value.facts == {"stamp_count": 1, "stamps_target": 3, "missing_stamps": 2}


def test_the_second_tablet_hears_who_was_first(app: Flask) -> None:
    shop = a_shop(stamps_target=3)
    card = a_card_with_stamps(shop, 4)
    first = redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(card)))
    with pytest.raises(InsufficientStamps) as refused:
        redeem_stamps(RedeemStamps(actor=shop.actor(shop.manager), card=reference(card)))
    store = db.session.get_one(Store, shop.store_id)
    assert refused.value.facts == {
        "stamp_count": 1,
        "stamps_target": 3,
        "missing_stamps": 2,
        "last_redeemed_at": first.transaction.recorded_at,
        "staff_name": "Sophie Klein",
        "store_name": store.name,
    }


def test_a_redemption_of_yesterday_explains_nothing(app: Flask) -> None:
    shop = a_shop(stamps_target=3)
    card = a_card_with_stamps(shop, 3)
    redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(card)))
    with clock.moved_to(clock.now() + timedelta(days=1)), pytest.raises(InsufficientStamps) as refused:
        redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(card)))
    assert "last_redeemed_at" not in refused.value.facts


def test_the_same_request_again_answers_the_same_and_redeems_once(app: Flask) -> None:
    shop = a_shop(stamps_target=1)
    card = a_card_with_stamps(shop, 3)
    command = RedeemStamps(actor=shop.actor(), card=reference(card), request_id=KEY)
    first = redeem_stamps(command)
    assert redeem_stamps(command) == replace(first, replayed=True)
    assert redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(card))).card.stamp_count == 1


def test_a_dry_run_answers_and_records_nothing(app: Flask) -> None:
    shop = a_shop(stamps_target=2)
    card = a_card_with_stamps(shop, 2)
    dry = redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(card), dry_run=True, request_id=KEY))
    assert (dry.dry_run, dry.card.stamp_count) == (True, 0)
    assert redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(card))).card.stamp_count == 0


def test_nobody_redeems_without_a_proven_person(app: Flask) -> None:
    shop = a_shop(stamps_target=1)
    card = a_card_with_stamps(shop, 1)
    with pytest.raises(StaffPinRequired):
        redeem_stamps(RedeemStamps(actor=shop.nobody(), card=reference(card)))


def test_a_merchant_may_want_the_pin_again_for_a_reward(app: Flask) -> None:
    shop = a_shop(stamps_target=1, settings={"pin_again_for": "redeem_and_void"})
    card = a_card_with_stamps(shop, 1)
    device = a_device(shop)
    with pytest.raises(StaffPinRequired):
        redeem_stamps(RedeemStamps(actor=shop.actor(terminal_device_id=device.id), card=reference(card)))
    again = shop.actor(replace(shop.cashier, just_now=True), terminal_device_id=device.id)
    assert redeem_stamps(RedeemStamps(actor=again, card=reference(card))).card.stamp_count == 0


def test_somebody_who_left_redeems_nothing(app: Flask) -> None:
    shop = a_shop(stamps_target=1)
    card = a_card_with_stamps(shop, 1)
    db.session.get_one(StaffPin, shop.cashier.id).is_active = False
    db.session.commit()
    with pytest.raises(NotAllowedAnyMore):
        redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(card)))


def test_a_cashier_redeems_nothing_on_their_own_card(app: Flask) -> None:
    shop = a_shop(stamps_target=1)
    card = a_card(shop, customer=a_customer(shop, email_canonical="sophie@example.com"))
    stamped(shop, card)
    db.session.get_one(StaffPin, shop.cashier.id).email_canonical = "sophie@example.com"
    db.session.commit()
    with pytest.raises(ManagerRequired):
        redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(card)))
    assert redeem_stamps(RedeemStamps(actor=shop.actor(shop.manager), card=reference(card))).card.stamp_count == 0


def test_a_blocked_card_gives_nothing(app: Flask) -> None:
    shop = a_shop(stamps_target=1)
    card = a_card_with_stamps(shop, 1)
    card.status = "blocked"
    db.session.commit()
    with pytest.raises(CardBlocked):
        redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(card)))


def test_a_paused_program_gives_nothing(app: Flask) -> None:
    shop = a_shop(stamps_target=1)
    card = a_card_with_stamps(shop, 1)
    db.session.get_one(LoyaltyProgram, shop.program_id).status = "paused"
    db.session.commit()
    with pytest.raises(ProgramPaused):
        redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(card)))


def test_a_card_of_another_store_is_refused_here(app: Flask) -> None:
    shop = a_shop(stamps_target=1)
    other = a_store(shop.merchant_id)
    card = a_card(shop, scope_store_id=other.id, enrolled_at_store_id=other.id)
    with pytest.raises(CardOfOtherStore) as refused:
        redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(card)))
    assert refused.value.facts == {"store_name": other.name}


def test_another_merchants_card_is_not_known(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    with pytest.raises(CardUnknown):
        redeem_stamps(RedeemStamps(actor=here.actor(), card=reference(a_card(there))))


def test_a_points_program_has_no_full_cards(app: Flask) -> None:
    shop = a_shop(loyalty_type="points")
    with pytest.raises(NotInProgram):
        redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(a_card(shop))))
