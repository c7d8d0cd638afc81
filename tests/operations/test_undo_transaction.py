"""Undoing: one's own line, at the same counter, in time, unspent; everything else says why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.actors import Actor, Role
from loyalty_app.domain.errors import AlreadyVoided, CardBlocked, StaffPinRequired, TransactionUnknown, UndoNotPossible
from loyalty_app.models import LoyaltyCard
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.redeem_points import RedeemPoints, redeem_points
from loyalty_app.operations.redeem_stamps import RedeemStamps, redeem_stamps
from loyalty_app.operations.undo_transaction import TransactionUndone, UndoTransaction, undo_transaction
from loyalty_app.operations.void_transaction import VoidTransaction, void_transaction
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_card, a_device, a_member_of_staff, a_reward, a_shop, a_store, reference
from tests.operations.scenes import KEY, a_card_with_points, a_card_with_stamps, earned


def undo(shop: Shop, transaction_id: int, actor: Actor | None = None) -> TransactionUndone:
    return undo_transaction(UndoTransaction(actor=actor or shop.actor(), transaction_id=transaction_id))


def a_stamp(shop: Shop) -> int:
    return add_stamp(AddStamp(actor=shop.actor(), card=reference(a_card(shop)))).transaction.id


def a_full_card_redeemed(shop: Shop) -> int:
    card = a_card_with_stamps(shop, 2)
    return redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(card))).transaction.id


def points(shop: Shop) -> int:
    return earned(shop, a_card(shop), 100).transaction.id


def a_reward_handed_out(shop: Shop) -> int:
    card, reward = a_card_with_points(shop, 100), a_reward(shop, points_required=100, stock=3)
    return redeem_points(RedeemPoints(actor=shop.actor(), card=reference(card), reward_id=reward.id)).transaction.id


@pytest.mark.parametrize("act", [a_stamp, a_full_card_redeemed, points, a_reward_handed_out])
def test_ones_own_line_is_undone_as_a_whole(app: Flask, act: Callable[[Shop], int]) -> None:
    shop = a_shop(stamps_target=2)
    line_id = act(shop)
    outcome = undo(shop, line_id)
    assert (outcome.transaction.reverses_id, outcome.transaction.reason) == (line_id, None)
    with pytest.raises(AlreadyVoided):
        undo(shop, line_id)


def test_an_undone_stamp_frees_its_cooldown(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    for _ in range(2):
        line_id = add_stamp(AddStamp(actor=shop.actor(), card=reference(card))).transaction.id
        assert undo(shop, line_id).card.stamp_count == 0


def why(refused: pytest.ExceptionInfo[UndoNotPossible]) -> object:
    assert refused.value.facts["window_minutes"] == 5
    return refused.value.facts["why"]


def test_after_the_window_it_is_too_late(app: Flask) -> None:
    shop = a_shop()
    line_id, now = a_stamp(shop), clock.now()
    with clock.moved_to(now + timedelta(minutes=6)), pytest.raises(UndoNotPossible) as refused:
        undo(shop, line_id)
    assert why(refused) == "too_late"
    with clock.moved_to(now + timedelta(minutes=4, seconds=50)):
        assert undo(shop, line_id).card.stamp_count == 0


def test_somebody_elses_line_is_not_undone_not_even_by_a_manager(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises(UndoNotPossible) as refused:
        undo(shop, a_stamp(shop), shop.actor(shop.manager))
    assert why(refused) == "other_person"


def test_a_line_of_another_store_is_not_undone_here(app: Flask) -> None:
    shop = a_shop()
    other = a_store(shop.merchant_id)
    staff = a_member_of_staff(shop.merchant_id, other.id)
    db.session.commit()
    with pytest.raises(UndoNotPossible) as refused:
        undo(shop, a_stamp(shop), replace(shop.actor(replace(shop.cashier, id=staff.id)), store_id=other.id))
    assert why(refused) == "other_store"


def test_what_was_spent_is_not_undone(app: Flask) -> None:
    shop = a_shop(stamps_target=1)
    card = a_card(shop)
    line_id = add_stamp(AddStamp(actor=shop.actor(), card=reference(card))).transaction.id
    redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(card)))
    with pytest.raises(UndoNotPossible) as refused:
        undo(shop, line_id)
    assert why(refused) == "spent"


def test_an_undo_is_not_undone(app: Flask) -> None:
    shop = a_shop()
    undone = undo(shop, a_stamp(shop))
    with pytest.raises(UndoNotPossible) as refused:
        undo(shop, undone.transaction.id)
    assert why(refused) == "kind"


def test_a_line_voided_by_the_manager_is_not_undone_again(app: Flask) -> None:
    shop = a_shop()
    line_id = a_stamp(shop)
    void_transaction(VoidTransaction(actor=shop.actor(shop.manager), transaction_id=line_id, reason="Wrong card"))
    with pytest.raises(AlreadyVoided):
        undo(shop, line_id)


def test_an_undo_after_a_partial_void_takes_the_rest(app: Flask) -> None:
    shop = a_shop()
    line_id = points(shop)
    part = VoidTransaction(actor=shop.actor(), transaction_id=line_id, points=30, reason="Returned")
    void_transaction(part)
    assert undo(shop, line_id).transaction.points_delta == -70


def test_without_names_the_same_tablet_is_the_same_person(app: Flask) -> None:
    shop = a_shop(settings={"staff_pin_policy": "disabled"})
    card, here, there = a_card(shop), a_device(shop), a_device(shop)
    at_the_till = replace(shop.nobody(), terminal_device_id=here.id)
    line_id = add_stamp(AddStamp(actor=at_the_till, card=reference(card))).transaction.id
    with pytest.raises(UndoNotPossible) as refused:
        undo(shop, line_id, replace(shop.nobody(), terminal_device_id=there.id))
    assert why(refused) == "other_person"
    assert undo(shop, line_id, at_the_till).card.stamp_count == 0


def test_nobody_undoes_without_a_proven_person(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises(StaffPinRequired):
        undo(shop, a_stamp(shop), shop.nobody())


def test_a_blocked_card_is_left_to_the_manager(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    line_id = add_stamp(AddStamp(actor=shop.actor(), card=reference(card))).transaction.id
    db.session.get_one(LoyaltyCard, card.id).status = "blocked"
    db.session.commit()
    with pytest.raises(CardBlocked):
        undo(shop, line_id)


def test_an_unknown_line_and_another_merchants_are_not_known(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    for line_id in (2**62, a_stamp(there)):
        with pytest.raises(TransactionUnknown):
            undo(here, line_id, here.actor(role=Role.OWNER))


def test_the_same_request_again_answers_the_same_and_undoes_once(app: Flask) -> None:
    shop = a_shop()
    command = UndoTransaction(actor=shop.actor(), transaction_id=a_stamp(shop), request_id=KEY)
    first = undo_transaction(command)
    assert undo_transaction(command) == replace(first, replayed=True)


def test_a_dry_run_answers_and_undoes_nothing(app: Flask) -> None:
    shop = a_shop()
    line_id = a_stamp(shop)
    dry = undo_transaction(UndoTransaction(actor=shop.actor(), transaction_id=line_id, dry_run=True))
    assert (dry.dry_run, dry.card.stamp_count) == (True, 0)
    assert undo(shop, line_id).card.version == 2


def test_an_undone_reward_settles_what_a_return_had_found_spent(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    bought = earned(shop, card, 100).transaction
    reward = a_reward(shop, points_required=100)
    redeemed = redeem_points(RedeemPoints(actor=shop.actor(), card=reference(card), reward_id=reward.id)).transaction
    manager = shop.actor(shop.manager)
    void_transaction(VoidTransaction(actor=manager, transaction_id=bought.id, reason="Returned"))
    outcome = undo(shop, redeemed.id)
    assert (outcome.transaction.points_delta, outcome.settled, outcome.card.points_balance) == (100, 100, 0)
