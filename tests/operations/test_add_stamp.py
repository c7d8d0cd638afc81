"""Adding a stamp: the good path, each refusal, the repeat, two at once."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.domain.errors import (
    CardUnknown,
    CooldownActive,
    DailyLimit,
    IdempotencyKeyReused,
    NotInProgram,
    StaffPinRequired,
)
from loyalty_app.domain.origins import origin_of
from loyalty_app.models import TransactionRequest
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.queries.transaction_view import StaffName
from loyalty_app.unit_of_work import clock
from tests.factories import a_card, a_shop, reference

KEY = "test-key-0000000001"


def test_a_stamp_is_on_the_card_and_says_what_is_next(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    outcome = add_stamp(AddStamp(actor=shop.actor(), card=reference(card)))
    assert (outcome.card.stamp_count, outcome.card.stamps_until_reward, outcome.card.version) == (1, 9, 1)
    assert (outcome.transaction.type, outcome.transaction.staff) == ("stamp_earned", StaffName(name="Sophie Klein"))
    assert outcome.remaining_stamps_today == 4
    assert not outcome.reward_earned


def test_a_second_stamp_too_soon_is_refused_with_the_time(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    first = add_stamp(AddStamp(actor=shop.actor(), card=reference(card)))
    with pytest.raises(CooldownActive) as refused:
        add_stamp(AddStamp(actor=shop.actor(), card=reference(card)))
    assert refused.value.facts["next_stamp_available_at"] == first.next_stamp_available_at


def test_the_stamp_after_the_last_of_the_day_is_refused_until_midnight(app: Flask) -> None:
    shop = a_shop(cooldown_minutes=0, max_daily_stamps=2)
    card = a_card(shop)
    for _ in range(2):
        add_stamp(AddStamp(actor=shop.actor(), card=reference(card)))
    with pytest.raises(DailyLimit):
        add_stamp(AddStamp(actor=shop.actor(), card=reference(card)))
    with clock.moved_to(clock.now() + timedelta(days=1)):
        assert add_stamp(AddStamp(actor=shop.actor(), card=reference(card))).card.stamp_count == 3


def test_the_same_request_again_answers_the_same_and_stamps_once(app: Flask) -> None:
    shop = a_shop(cooldown_minutes=0)
    card = a_card(shop)
    command = AddStamp(actor=shop.actor(), card=reference(card), request_id=KEY)
    first = add_stamp(command)
    again = add_stamp(command)
    assert again.replayed
    assert (again.transaction, again.card) == (first.transaction, first.card)


def test_a_key_is_not_for_two_requests(app: Flask) -> None:
    shop = a_shop(cooldown_minutes=0)
    one, other = a_card(shop), a_card(shop)
    add_stamp(AddStamp(actor=shop.actor(), card=reference(one), request_id=KEY))
    with pytest.raises(IdempotencyKeyReused):
        add_stamp(AddStamp(actor=shop.actor(), card=reference(other), request_id=KEY))


def test_a_dry_run_answers_and_records_nothing(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    outcome = add_stamp(AddStamp(actor=shop.actor(), card=reference(card), dry_run=True, request_id=KEY))
    assert outcome.dry_run
    assert add_stamp(AddStamp(actor=shop.actor(), card=reference(card))).card.stamp_count == 1


def test_nobody_stamps_without_a_proven_person(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    with pytest.raises(StaffPinRequired):
        add_stamp(AddStamp(actor=shop.nobody(), card=reference(card)))


def test_another_merchants_card_is_not_known(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    with pytest.raises(CardUnknown):
        add_stamp(AddStamp(actor=here.actor(), card=reference(a_card(there))))


def test_a_points_program_has_no_stamps(app: Flask) -> None:
    shop = a_shop(loyalty_type="points")
    with pytest.raises(NotInProgram):
        add_stamp(AddStamp(actor=shop.actor(), card=reference(a_card(shop))))


def test_the_origin_is_kept_shortened_beside_the_ledger_where_the_merchant_wants_it(app: Flask) -> None:
    origin = origin_of("192.0.2.77", "Till/1.0")
    for wanted in (True, False):
        shop = a_shop(settings={"log_ip_addresses": wanted})
        add_stamp(AddStamp(actor=shop.actor(origin=origin), card=reference(a_card(shop))))
    kept = db.session.scalars(select(TransactionRequest)).one()
    assert (kept.ip, kept.user_agent) == ("192.0.2.0/24", "Till/1.0")
