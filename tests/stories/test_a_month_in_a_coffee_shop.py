"""March 2026 in a café with two stores: three customers, a cashier, a manager, and everything that goes wrong."""

from __future__ import annotations

from collections import Counter
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db, snapshot
from loyalty_app.domain.actors import Actor, ProvenStaff, Role
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import (
    AlreadyVoided,
    CardBlocked,
    CardReplaced,
    CooldownActive,
    DailyLimit,
    InsufficientPoints,
    OrderAlreadyRecorded,
    UndoNotPossible,
)
from loyalty_app.ledger.verify import verify
from loyalty_app.models import LoyaltyTransaction
from loyalty_app.operations.add_stamp import AddStamp, StampAdded, add_stamp
from loyalty_app.operations.adjust_points import AdjustPoints, adjust_points
from loyalty_app.operations.block_card import BlockCard, block_card
from loyalty_app.operations.earn_points import EarnPoints, PointsEarned, earn_points
from loyalty_app.operations.enroll_customer import EnrollCustomer, enroll_customer
from loyalty_app.operations.redeem_points import RedeemPoints, redeem_points
from loyalty_app.operations.redeem_stamps import RedeemStamps, redeem_stamps
from loyalty_app.operations.replace_card import ReplaceCard, replace_card
from loyalty_app.operations.unblock_card import UnblockCard, unblock_card
from loyalty_app.operations.undo_transaction import UndoTransaction, undo_transaction
from loyalty_app.operations.void_transaction import VoidTransaction, void_transaction
from loyalty_app.queries.card_view import CardView, find_card
from loyalty_app.queries.day_figures import day_figures
from loyalty_app.queries.find_cards import find_cards
from loyalty_app.unit_of_work import clock
from tests.factories import a_member_of_staff, a_reward, a_shop, a_store
from tests.invariants import violations

LUXEMBOURG = ZoneInfo("Europe/Luxembourg")
COFFEE_CENTS = 350  # 35 points at ten per euro


def at(day: int, hour: int, minute: int = 0) -> AbstractContextManager[None]:
    """That time in March 2026 on the wall of the café."""
    return clock.moved_to(datetime(2026, 3, day, hour, minute, tzinfo=LUXEMBOURG))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cafe:
    """Who works where, and what there is to be had for points."""

    sophie: Actor
    lea: Actor
    nora_at_kirchberg: Actor
    mug_id: int

    def opens(self, name: str) -> CardView:
        """A member's first visit."""
        command = EnrollCustomer(actor=self.sophie, email=f"{name.lower()}@example.com", first_name=name)
        return enroll_customer(command).card

    def coffee(self, card: CardReference, receipt: str | None = None) -> tuple[StampAdded, PointsEarned]:
        """One coffee: a stamp and its points."""
        purchase = EarnPoints(actor=self.sophie, card=card, purchase_amount_cents=COFFEE_CENTS, order_reference=receipt)
        return add_stamp(AddStamp(actor=self.sophie, card=card)), earn_points(purchase)

    def card(self, card: CardReference) -> CardView:
        return find_card(db.session.connection(), self.sophie, card, clock.now())


def a_cafe() -> Cafe:
    shop = a_shop(welcome_bonus_points=50, stamps_target=10, points_per_euro=10)
    kirchberg = a_store(shop.merchant_id, name="Kirchberg")
    nora = a_member_of_staff(shop.merchant_id, kirchberg.id, name="Nora Weber")
    db.session.commit()
    return Cafe(
        sophie=shop.actor(),
        lea=shop.actor(shop.manager),
        nora_at_kirchberg=replace(
            shop.actor(ProvenStaff(id=nora.id, name=nora.name, role=Role.CASHIER)), store_id=kirchberg.id
        ),
        mug_id=a_reward(shop, name="Mug", points_required=500, stock=10).id,
    )


def test_a_month_in_a_coffee_shop(app: Flask) -> None:
    with at(1, 9):
        cafe = a_cafe()
        ana, bob, carla = (CardReference(card_id=cafe.opens(name).id) for name in ("Ana", "Bob", "Carla"))

    _ana_drinks_a_coffee_every_working_day(cafe, ana, bob)
    _bob_spends_the_short_sunday_in_the_cafe(cafe, bob)
    _carlas_card_looks_odd_for_an_hour(cafe, carla)

    with at(31, 18):
        _the_month_is_what_was_done_in_it(cafe, ana, bob, carla)
    with snapshot() as connection:
        assert violations(connection) == []
        assert verify(connection).faults == ()


def _ana_drinks_a_coffee_every_working_day(cafe: Cafe, ana: CardReference, bob: CardReference) -> None:
    """22 days, four of them Fridays on which a second coffee follows; two full cards in between."""
    for day in (day for day in range(2, 32) if date(2026, 3, day).weekday() < 5):
        with at(day, 8, 10):
            stamped, earned = cafe.coffee(ana, receipt=f"G-{day}")
            if stamped.card.rewards_ready:
                redeem_stamps(RedeemStamps(actor=cafe.sophie, card=ana))
        if date(2026, 3, day).weekday() == 4:
            _a_second_coffee_on_friday(cafe, ana, day)
        if day == 10:
            _a_croissant_is_returned(cafe, earned)
        if day == 17:
            _sophie_takes_the_wrong_card(cafe, bob)
        if day == 20:
            _ana_gets_her_mug_at_the_other_store(cafe, ana)
        if day == 24:
            _ana_loses_her_phone(cafe, ana)


def _a_second_coffee_on_friday(cafe: Cafe, ana: CardReference, day: int) -> None:
    with at(day, 8, 20), pytest.raises(CooldownActive) as refused:
        add_stamp(AddStamp(actor=cafe.sophie, card=ana))
    free_at = refused.value.facts["next_stamp_available_at"]
    assert isinstance(free_at, datetime)
    assert abs(free_at - datetime(2026, 3, day, 8, 25, tzinfo=LUXEMBOURG)) < timedelta(seconds=5)
    with at(day, 10):
        stamped = add_stamp(AddStamp(actor=cafe.sophie, card=ana))
        if stamped.card.rewards_ready:
            redeem_stamps(RedeemStamps(actor=cafe.sophie, card=ana))


def _a_croissant_is_returned(cafe: Cafe, earned: PointsEarned) -> None:
    again = EarnPoints(
        actor=cafe.sophie,
        card=CardReference(card_id=earned.card.id),
        purchase_amount_cents=COFFEE_CENTS,
        order_reference="G-10",
    )
    part = VoidTransaction(actor=cafe.lea, order_reference="G-10", points=15, reason="Croissant returned")
    with at(10, 12):
        with pytest.raises(OrderAlreadyRecorded):
            earn_points(again)
        assert void_transaction(part).transaction.points_delta == -15


def _sophie_takes_the_wrong_card(cafe: Cafe, bob: CardReference) -> None:
    with at(17, 8, 11):
        stamped, earned = cafe.coffee(bob)
    with at(17, 8, 12):
        for line in (stamped.transaction, earned.transaction):
            with pytest.raises(UndoNotPossible):
                undo_transaction(UndoTransaction(actor=cafe.lea, transaction_id=line.id))
            undo_transaction(UndoTransaction(actor=cafe.sophie, transaction_id=line.id))
            with pytest.raises(AlreadyVoided):
                undo_transaction(UndoTransaction(actor=cafe.sophie, transaction_id=line.id))
        assert (cafe.card(bob).stamp_count, cafe.card(bob).points_balance) == (0, 50)


def _ana_gets_her_mug_at_the_other_store(cafe: Cafe, ana: CardReference) -> None:
    mug = RedeemPoints(actor=cafe.nora_at_kirchberg, card=ana, reward_id=cafe.mug_id, request_id="mug-of-ana-20-march")
    with at(20, 13):
        first = redeem_points(mug)
        assert (first.points_spent, first.reward_name) == (500, "Mug")
    with at(20, 13, 1):
        assert redeem_points(mug) == replace(first, replayed=True)
        with pytest.raises(InsufficientPoints) as refused:
            redeem_points(replace(mug, actor=cafe.lea, request_id=None))
    assert (refused.value.facts["staff_name"], refused.value.facts["store_name"]) == ("Nora Weber", "Kirchberg")


def _ana_loses_her_phone(cafe: Cafe, ana: CardReference) -> None:
    with at(24, 12):
        old = CardReference(qr_code=cafe.card(ana).qr_code)
        replaced = replace_card(ReplaceCard(actor=cafe.sophie, card=ana, reason="Lost phone"))
        with pytest.raises(CardReplaced):
            add_stamp(AddStamp(actor=cafe.sophie, card=old))
        assert cafe.card(CardReference(qr_code=replaced.card.qr_code)) == cafe.card(ana)


def _bob_spends_the_short_sunday_in_the_cafe(cafe: Cafe, bob: CardReference) -> None:
    """On the 29th the clocks go forward: five stamps in a day of 23 hours, the sixth after midnight."""
    for hour in (1, 3, 9, 15, 21):
        with at(29, hour):
            cafe.coffee(bob)
    with at(29, 23, 30):
        with pytest.raises(DailyLimit) as refused:
            add_stamp(AddStamp(actor=cafe.sophie, card=bob))
        assert refused.value.facts["next_stamp_available_at"] == datetime(2026, 3, 29, 22, tzinfo=UTC)
        assert refused.value.facts["retry_after_seconds"] in range(1790, 1805)
    with at(30, 0, 1):
        assert add_stamp(AddStamp(actor=cafe.sophie, card=bob)).card.stamp_count == 6
    with at(30, 9):
        sorry = AdjustPoints(actor=cafe.lea, card=bob, points_delta=25, reason="Waited an hour for his cake")
        assert adjust_points(sorry).card.points_balance == 50 + 5 * 35 + 25


def _carlas_card_looks_odd_for_an_hour(cafe: Cafe, carla: CardReference) -> None:
    with at(30, 10):
        block_card(BlockCard(actor=cafe.sophie, card=carla, reason="Somebody else showed her code"))
        with pytest.raises(CardBlocked):
            cafe.coffee(carla)
    with at(30, 11):
        unblock_card(UnblockCard(actor=cafe.lea, card=carla, reason="It was her sister"))
        stamped, _ = cafe.coffee(carla)
        assert stamped.card.stamp_count == 1


def _the_month_is_what_was_done_in_it(cafe: Cafe, ana: CardReference, bob: CardReference, carla: CardReference) -> None:
    cards = [cafe.card(card) for card in (ana, bob, carla)]
    working_days, fridays = 22, 4
    assert [card.stamp_count for card in cards] == [working_days + fridays - 2 * 10, 6, 1]
    assert [card.points_balance for card in cards] == [50 + working_days * 35 - 15 - 500, 250, 85]
    lines = db.session.execute(select(LoyaltyTransaction.type)).scalars()
    assert Counter(lines) == {
        "card_created": 3,
        "welcome_bonus": 3,
        "stamp_earned": (working_days + fridays) + 1 + 6 + 1,
        "stamp_redeemed": 2,
        "stamp_voided": 1,
        "points_earned": working_days + 1 + 5 + 1,
        "points_redeemed": 1,
        "points_voided": 2,
        "points_adjustment": 1,
        "card_deactivated": 1,
        "card_reactivated": 1,
    }
    connection = db.session.connection()
    today = day_figures(connection, cafe.sophie, clock.now())
    assert (today.day, today.stamps, today.rewards, today.points) == (date(2026, 3, 31), 1, 0, 35)
    members = find_cards(connection, cafe.sophie, now=clock.now())
    assert [member.customer.first_name for member in members.items] == ["Carla", "Bob", "Ana"]
