"""Posting a line: the card in the hand and the card in the database move by the same sums."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from loyalty_app.domain.transactions import TransactionType
from loyalty_app.ledger import Posting, lock_card, post
from loyalty_app.operations.card_operation import CardCommand
from loyalty_app.unit_of_work import Outcome, Work, clock, operation
from tests.factories import Shop, a_card, a_customer, a_reward, a_shop, reference

POSTINGS = {
    TransactionType.CARD_CREATED: Posting(type=TransactionType.CARD_CREATED),
    TransactionType.STAMP_EARNED: Posting(type=TransactionType.STAMP_EARNED, stamps_delta=1),
    TransactionType.STAMP_REDEEMED: Posting(type=TransactionType.STAMP_REDEEMED, stamps_delta=-2, reward_cost=2),
    TransactionType.STAMP_ADJUSTMENT: Posting(type=TransactionType.STAMP_ADJUSTMENT, stamps_delta=3),
    TransactionType.POINTS_EARNED: Posting(type=TransactionType.POINTS_EARNED, points_delta=50),
    TransactionType.POINTS_REDEEMED: Posting(type=TransactionType.POINTS_REDEEMED, points_delta=-20, reward_cost=20),
    TransactionType.POINTS_ADJUSTMENT: Posting(type=TransactionType.POINTS_ADJUSTMENT, points_delta=-5),
    TransactionType.POINTS_EXPIRED: Posting(type=TransactionType.POINTS_EXPIRED, points_delta=-7),
    TransactionType.POINTS_RESTORED: Posting(type=TransactionType.POINTS_RESTORED, points_delta=7),
    TransactionType.CARD_DEACTIVATED: Posting(type=TransactionType.CARD_DEACTIVATED, reason="Odd"),
    TransactionType.CARD_REACTIVATED: Posting(type=TransactionType.CARD_REACTIVATED, reason="Well"),
    TransactionType.OPENING_BALANCE: Posting(type=TransactionType.OPENING_BALANCE, stamps_delta=1, points_delta=9),
    TransactionType.CARD_MERGED: Posting(type=TransactionType.CARD_MERGED, points_delta=4),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Write(CardCommand):
    posting: Posting


@dataclass(frozen=True, slots=True, kw_only=True)
class Written(Outcome):
    in_the_hand: object
    in_the_database: object
    happened_at: datetime
    recorded_at: datetime


@operation
def write(work: Work, command: Write) -> Written:
    card = lock_card(work, command.actor, command.card)
    line, card = post(work, command.actor, card, command.posting)
    again = lock_card(work, command.actor, command.card)
    return Written(
        in_the_hand=card.state,
        in_the_database=again.state,
        happened_at=line.happened_at,
        recorded_at=line.recorded_at,
    )


def a_written(shop: Shop, card_id: object, posting: Posting) -> Written:
    return write(Write(actor=shop.actor(), card=card_id, posting=posting))  # type: ignore[arg-type]


def test_every_kind_of_line_moves_both_by_the_same_sums(app: Flask) -> None:
    shop = a_shop(cooldown_minutes=0)
    card = reference(a_card(shop))
    start = [TransactionType.OPENING_BALANCE, TransactionType.STAMP_ADJUSTMENT, TransactionType.POINTS_EARNED]
    for kind in [*start, *POSTINGS, *POSTINGS]:
        written = a_written(shop, card, POSTINGS[kind])
        assert written.in_the_hand == written.in_the_database, kind


def test_stamps_are_counted_by_the_stores_day(app: Flask) -> None:
    shop = a_shop()
    card, now = reference(a_card(shop)), datetime(2026, 3, 29, 12, tzinfo=UTC)
    for hours in (0, 1, 24, 25, 49):
        with clock.moved_to(now + timedelta(hours=hours)):
            written = a_written(shop, card, POSTINGS[TransactionType.STAMP_EARNED])
        assert written.in_the_hand == written.in_the_database


def test_every_kind_that_can_be_is_written_here(app: Flask) -> None:
    reversals = {TransactionType.STAMP_VOIDED, TransactionType.POINTS_VOIDED}
    assert set(TransactionType) - set(POSTINGS) == reversals | {TransactionType.WELCOME_BONUS}


def test_a_welcome_names_whom_it_welcomes(app: Flask) -> None:
    shop = a_shop()
    person = a_customer(shop)
    welcome = Posting(type=TransactionType.WELCOME_BONUS, points_delta=10, welcomed_customer_id=person.id)
    written = a_written(shop, reference(a_card(shop, customer=person)), welcome)
    assert written.in_the_hand == written.in_the_database


def test_what_happened_at_the_counter_keeps_its_time_but_is_never_in_the_future(app: Flask) -> None:
    shop = a_shop()
    card, now = reference(a_card(shop)), clock.now()
    earlier = replace(POSTINGS[TransactionType.POINTS_EARNED], happened_at=now - timedelta(hours=2))
    assert a_written(shop, card, earlier).happened_at == now - timedelta(hours=2)
    later = replace(POSTINGS[TransactionType.POINTS_EARNED], happened_at=now + timedelta(hours=2))
    written = a_written(shop, card, later)
    assert written.happened_at == written.recorded_at


def test_a_reward_named_by_a_line_is_the_merchants_own(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    a_written(here, reference(a_card(here)), POSTINGS[TransactionType.OPENING_BALANCE])
    foreign = replace(POSTINGS[TransactionType.POINTS_EARNED], reward_id=a_reward(there).id)
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        a_written(here, reference(a_card(here)), foreign)
