"""The checker that runs after every test finds each kind of damage: a check that cannot fail would prove nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.engine import Connection

from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.erase_customer import EraseCustomer, erase_customer
from loyalty_app.operations.redeem_stamps import RedeemStamps, redeem_stamps
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_card, a_shop, reference
from tests.invariants import violations
from tests.ledger.tampering import without_guards
from tests.operations.phones import a_member
from tests.operations.scenes import KEY, earned


@pytest.fixture
def shop(app: Flask) -> Shop:
    """A shop with one card: two stamps, a reward, a purchase with a receipt, all of it right so far."""
    shop = a_shop(stamps_target=2, max_daily_stamps=2, cooldown_minutes=15)
    card, now = a_card(shop), clock.now()
    for minutes in (60, 30):
        with clock.moved_to(now - timedelta(minutes=minutes)):
            add_stamp(AddStamp(actor=shop.actor(), card=reference(card), request_id=f"{KEY}-{minutes}"))
    redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(card)))
    earned(shop, card, 100, order_reference="4711")
    return shop


def found(connection: Connection, damage: str) -> set[str]:
    """The numbers of the invariants that the damage breaks."""
    assert violations(connection) == []
    connection.execute(text(damage))
    return {violation.split()[0] for violation in violations(connection)}


@pytest.mark.parametrize(
    ("damage", "invariant"),
    [
        ("UPDATE loyalty_cards SET points_balance = 101", "I1"),
        ("UPDATE loyalty_cards SET points_earned = 101", "I2"),
        ("UPDATE loyalty_cards SET stamps_earned = 3", "I2"),
        ("UPDATE loyalty_transactions SET points_balance_after = 99 WHERE card_version = 4", "I3"),
        ("UPDATE loyalty_transactions SET stamps_delta = -3, stamps_balance_after = 0 WHERE card_version = 3", "I3"),
        ("DELETE FROM recorded_orders", "I4"),
        ('UPDATE idempotency_keys SET outcome = \'{"transaction": {"id": 999}}\'', "I4"),
        ("UPDATE loyalty_transactions SET reward_cost = 1 WHERE card_version = 3", "I6"),
        ("UPDATE loyalty_cards SET rewards_redeemed = 2", "I6"),
        ("UPDATE loyalty_programs SET max_daily_stamps = 1", "I7"),
        ("UPDATE loyalty_cards SET last_stamp_at = NULL", "I7"),
        ("UPDATE loyalty_programs SET cooldown_minutes = 45", "I8"),
        ("UPDATE loyalty_cards SET status = 'merged'", "I12"),
        ("UPDATE loyalty_transactions SET staff_name = 'Eve' WHERE card_version = 4", "I9"),
        ("UPDATE loyalty_transactions SET card_version = 5 WHERE card_version = 4", "I9"),
    ],
)
def test_damage_is_found_and_named(shop: Shop, damage: str, invariant: str) -> None:
    with without_guards() as connection:
        assert invariant in found(connection, damage)


def test_an_erased_person_with_a_name_is_found(app: Flask) -> None:
    member = a_member(a_shop())
    erase_customer(EraseCustomer(actor=member, customer_id=member.customer_id, confirmed=True))
    with without_guards() as connection:
        assert "S72" in found(connection, "UPDATE customers SET phone = '+352621123456'")


def test_a_line_of_two_tenants_is_found(shop: Shop) -> None:
    other = a_shop()
    with without_guards() as connection:
        assert "I13" in found(connection, f"UPDATE loyalty_transactions SET program_id = {other.program_id}")
