"""Sixteen at once on one card, reward, receipt, line, key or address: exactly one wins, the others hear why not."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from flask import Flask

from loyalty_app.db import db, snapshot
from loyalty_app.domain.errors import (
    AlreadyVoided,
    Busy,
    CooldownActive,
    DailyLimit,
    IdempotencyKeyReused,
    InsufficientPoints,
    InsufficientStamps,
    OrderAlreadyRecorded,
    RewardUnavailable,
)
from loyalty_app.models import LoyaltyCard, Reward
from loyalty_app.operations.add_stamp import AddStamp, StampAdded, add_stamp
from loyalty_app.operations.earn_points import EarnPoints, PointsEarned, earn_points
from loyalty_app.operations.enroll_customer import CustomerEnrolled, EnrollCustomer, enroll_customer
from loyalty_app.operations.redeem_points import PointsRedeemed, RedeemPoints, redeem_points
from loyalty_app.operations.redeem_stamps import RedeemStamps, StampsRedeemed, redeem_stamps
from loyalty_app.operations.undo_transaction import TransactionUndone, UndoTransaction, undo_transaction
from loyalty_app.operations.void_transaction import TransactionVoided, VoidTransaction, void_transaction
from tests.factories import a_card, a_reward, a_shop, reference
from tests.invariants import violations
from tests.operations.scenes import a_card_with_points, a_card_with_stamps, earned
from tests.races import at_once

pytestmark = pytest.mark.race

MANY = 16
KEY = "race-key-0000000001"


def race(app: Flask, calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each of the calls came to; who is told that the shop is busy tries again, as a till does."""

    def patiently(call: Callable[[], Any]) -> Any:
        while True:
            try:
                return call()
            except Busy:
                db.session.remove()

    return at_once(app, [partial(patiently, call) for call in calls])


def kinds(results: list[Any]) -> dict[type[Any], int]:
    return dict(Counter(type(result) for result in results))


def test_the_last_stamp_before_the_daily_limit_goes_once(app: Flask) -> None:
    shop = a_shop(cooldown_minutes=0, max_daily_stamps=3)
    card = a_card(shop)
    command = AddStamp(actor=shop.actor(), card=reference(card))
    for _ in range(2):
        add_stamp(command)
    results = race(app, [lambda: add_stamp(command)] * MANY)
    assert kinds(results) == {StampAdded: 1, DailyLimit: MANY - 1}
    assert add_stamp(replace(command, dry_run=True, card=reference(a_card(shop)))).card.stamp_count == 1


def test_the_first_stamp_starts_the_cooldown_for_all_others(app: Flask) -> None:
    shop = a_shop(cooldown_minutes=15)
    command = AddStamp(actor=shop.actor(), card=reference(a_card(shop)))
    assert kinds(race(app, [lambda: add_stamp(command)] * MANY)) == {StampAdded: 1, CooldownActive: MANY - 1}


def test_the_last_points_buy_one_reward_and_the_others_hear_who_has_it(app: Flask) -> None:
    shop = a_shop()
    card, reward = a_card_with_points(shop, 100), a_reward(shop, points_required=100)
    command = RedeemPoints(actor=shop.actor(), card=reference(card), reward_id=reward.id)
    results = race(app, [lambda: redeem_points(command)] * MANY)
    assert kinds(results) == {PointsRedeemed: 1, InsufficientPoints: MANY - 1}
    for refused in (result for result in results if isinstance(result, InsufficientPoints)):
        assert refused.facts["staff_name"] == "Sophie Klein"


def test_a_full_card_is_redeemed_once(app: Flask) -> None:
    shop = a_shop(stamps_target=2)
    command = RedeemStamps(actor=shop.actor(), card=reference(a_card_with_stamps(shop, 3)))
    assert kinds(race(app, [lambda: redeem_stamps(command)] * MANY)) == {
        StampsRedeemed: 1,
        InsufficientStamps: MANY - 1,
    }


def test_the_last_reward_in_stock_goes_to_one_card(app: Flask) -> None:
    shop = a_shop()
    reward_id = a_reward(shop, points_required=100, stock=1).id
    commands = [
        RedeemPoints(actor=shop.actor(), card=reference(a_card_with_points(shop, 100)), reward_id=reward_id)
        for _ in range(MANY)
    ]
    results = race(app, [partial(redeem_points, command) for command in commands])
    assert kinds(results) == {PointsRedeemed: 1, RewardUnavailable: MANY - 1}
    assert db.session.get_one(Reward, reward_id).stock == 0


def test_a_line_is_voided_once(app: Flask) -> None:
    shop = a_shop()
    line = earned(shop, a_card(shop), 100, order_reference="4711").transaction
    void = VoidTransaction(actor=shop.actor(), transaction_id=line.id, reason="Returned")
    undo = UndoTransaction(actor=shop.actor(), transaction_id=line.id)
    results = race(app, [lambda: void_transaction(void), lambda: undo_transaction(undo)] * (MANY // 2))
    won = [result for result in results if isinstance(result, TransactionVoided | TransactionUndone)]
    assert (len(won), kinds(results)[AlreadyVoided]) == (1, MANY - 1)
    assert won[0].card.points_balance == 0


def test_parts_never_add_up_to_more_than_the_line_gave(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    line = earned(shop, card, 100).transaction
    void = VoidTransaction(actor=shop.actor(), transaction_id=line.id, points=10, reason="Returned")
    assert kinds(race(app, [lambda: void_transaction(void)] * MANY)) == {
        TransactionVoided: 10,
        AlreadyVoided: MANY - 10,
    }
    assert db.session.get_one(LoyaltyCard, line.card_id, populate_existing=True).points_balance == 0


def test_a_receipt_earns_once_whichever_card_it_is_for(app: Flask) -> None:
    shop = a_shop()
    commands = [
        EarnPoints(actor=shop.actor(), card=reference(a_card(shop)), purchase_amount_cents=1000, order_reference="4711")
        for _ in range(MANY)
    ]
    results = race(app, [partial(earn_points, command) for command in commands])
    assert kinds(results) == {PointsEarned: 1, OrderAlreadyRecorded: MANY - 1}


def test_a_request_sent_sixteen_times_at_once_is_done_once_and_answered_sixteen_times(app: Flask) -> None:
    shop = a_shop(cooldown_minutes=0, max_daily_stamps=100)
    command = AddStamp(actor=shop.actor(), card=reference(a_card(shop)), request_id=KEY)
    results = race(app, [lambda: add_stamp(command)] * MANY)
    assert kinds(results) == {StampAdded: MANY}
    assert sorted(result.replayed for result in results) == [False] + [True] * (MANY - 1)
    assert len({(result.transaction.id, result.card.version) for result in results}) == 1


def test_a_key_is_for_one_of_sixteen_different_requests(app: Flask) -> None:
    shop = a_shop()
    commands = [AddStamp(actor=shop.actor(), card=reference(a_card(shop)), request_id=KEY) for _ in range(MANY)]
    results = race(app, [partial(add_stamp, command) for command in commands])
    assert kinds(results) == {StampAdded: 1, IdempotencyKeyReused: MANY - 1}


def test_an_address_enrolled_sixteen_times_at_once_is_one_person_with_one_card(app: Flask) -> None:
    shop = a_shop(welcome_bonus_points=50)
    command = EnrollCustomer(actor=shop.actor(), email="ana@example.com", first_name="Ana")
    results = race(app, [lambda: enroll_customer(command)] * MANY)
    assert kinds(results) == {CustomerEnrolled: MANY}
    assert sorted(result.already_enrolled for result in results) == [False] + [True] * (MANY - 1)
    assert {(result.card.id, result.card.points_balance) for result in results} == {(results[0].card.id, 50)}


def test_the_books_add_up_at_every_moment_while_the_counter_works(app: Flask) -> None:
    """The bank test: whoever reads while others write sees totals that agree (I2)."""
    shop = a_shop(cooldown_minutes=0, max_daily_stamps=1000, stamps_target=2)
    cards = [reference(a_card_with_points(shop, 500)) for _ in range(4)]
    reward_id = a_reward(shop, points_required=100).id
    closed = threading.Event()

    def works(number: int) -> int:
        card, actor = cards[number % len(cards)], shop.actor()
        done = 0
        for _ in range(6):
            for call in (
                lambda: add_stamp(AddStamp(actor=actor, card=card)),
                lambda: earn_points(EarnPoints(actor=actor, card=card, purchase_amount_cents=777)),
                lambda: redeem_points(RedeemPoints(actor=actor, card=card, reward_id=reward_id)),
                lambda: redeem_stamps(RedeemStamps(actor=actor, card=card)),
            ):
                try:
                    call()
                    done += 1
                except (Busy, InsufficientPoints, InsufficientStamps):
                    continue
        return done

    found: list[str] = []

    def reads() -> None:
        with app.app_context():
            while not found and not closed.is_set():
                with snapshot() as connection:
                    found.extend(violations(connection))

    reader = threading.Thread(target=reads)
    reader.start()
    done = at_once(app, [partial(works, number) for number in range(8)])
    closed.set()
    reader.join()
    assert found == []
    assert sum(done) > 8 * 6
