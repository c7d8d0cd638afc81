"""What the database refuses by itself, whoever asks: changed lines, lines that do not follow, cards that move alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError

from loyalty_app.db import db
from loyalty_app.ledger.lines import entry_hash
from loyalty_app.models import LoyaltyCard, LoyaltyTransaction
from loyalty_app.operations.enroll_customer import EnrollCustomer, enroll_customer
from loyalty_app.operations.replace_card import ReplaceCard, replace_card
from loyalty_app.operations.void_transaction import VoidTransaction, void_transaction
from tests.factories import Shop, a_card, a_customer, a_reward, a_shop, reference
from tests.ledger.tampering import lines_of, transaction
from tests.operations.scenes import a_card_with_points, earned


def next_line(connection: Connection, card_id: int, **wrong: Any) -> dict[str, Any]:
    """A line that would follow the card's last one, but for what is wrong with it; its hash is right."""
    last = lines_of(connection, card_id)[-1]
    values = last | {
        "points_delta": 10,
        "points_balance_after": last["points_balance_after"] + 10,
        "card_version": last["card_version"] + 1,
        "order_reference": None,
        "previous_hash": last["entry_hash"],
        "recorded_at": last["recorded_at"] + timedelta(seconds=1),
    }
    values |= wrong
    del values["id"]
    return values | {"entry_hash": entry_hash(values)}


def refused(connection: Connection, statement: Any, values: Any = None) -> str:
    with pytest.raises(DBAPIError) as problem:
        connection.execute(statement, values)
    return str(problem.value.orig)


def test_a_line_that_follows_is_written_and_moves_its_card(app: Flask) -> None:
    card_id = a_card_with_points(a_shop(), 100).id
    with transaction() as connection:
        connection.execute(insert(LoyaltyTransaction), next_line(connection, card_id))
        moved = connection.execute(
            text(f"SELECT points_balance, version FROM loyalty_cards WHERE id = {card_id}")
        ).one()
        assert tuple(moved) == (110, 2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"points_balance_after": 111},
        {"points_delta": 11},
        {"stamps_delta": 1},
        {"stamps_balance_after": 1},
        {"card_version": 3},
        {"previous_hash": "0" * 64},
    ],
)
def test_a_line_that_does_not_follow_its_card_is_refused(app: Flask, wrong: dict[str, Any]) -> None:
    card_id = a_card_with_points(a_shop(), 100).id
    with transaction() as connection:
        line = next_line(connection, card_id, **wrong)
        assert "the line does not follow its card" in refused(connection, insert(LoyaltyTransaction), line)


@pytest.mark.parametrize(
    "wrong",
    [
        {"card_version": 1},
        {"points_delta": -101, "points_balance_after": -1},
        {"type": "coffee"},
        {"shortfall": -1},
        {"type": "welcome_bonus"},
    ],
)
def test_a_line_that_cannot_be_is_refused(app: Flask, wrong: dict[str, Any]) -> None:
    card_id = a_card_with_points(a_shop(), 100).id
    with transaction() as connection, pytest.raises(IntegrityError):
        connection.execute(insert(LoyaltyTransaction), next_line(connection, card_id, **wrong))


@pytest.mark.parametrize("column", ["points_delta", "recorded_at", "staff_name", "reason", "entry_hash", "card_id"])
def test_no_line_is_changed(app: Flask, column: str) -> None:
    a_card_with_points(a_shop(), 100)
    with transaction() as connection:
        said = refused(connection, text(f"UPDATE loyalty_transactions SET {column} = {column}"))
        assert "loyalty_transactions is append-only" in said


def test_no_line_and_no_audit_event_is_removed_or_changed(app: Flask) -> None:
    shop = a_shop()
    card = a_card_with_points(shop, 100)
    replace_card(ReplaceCard(actor=shop.actor(), card=reference(card), reason="Lost phone"))
    statements = [
        "DELETE FROM loyalty_transactions",
        "DELETE FROM audit_events",
        "UPDATE audit_events SET reason = 'x'",
    ]
    if db.engine.dialect.name == "postgresql":
        statements += ["TRUNCATE loyalty_transactions CASCADE", "TRUNCATE audit_events CASCADE"]
    for statement in statements:
        with transaction() as connection:
            assert "append-only" in refused(connection, text(statement))


@pytest.mark.parametrize(
    "change", ["points_balance = points_balance + 1", "stamp_count = 9", "version = version + 1", "ledger_head = 'x'"]
)
def test_no_card_moves_without_a_line(app: Flask, change: str) -> None:
    card_id = a_card_with_points(a_shop(), 100).id
    with transaction() as connection:
        said = refused(connection, text(f"UPDATE loyalty_cards SET {change} WHERE id = {card_id}"))
        assert "a card moves only with its ledger" in said


@pytest.mark.parametrize("values", [{"points_balance": 100}, {"stamp_count": 1}, {"version": 1}])
def test_a_new_card_is_empty(app: Flask, values: dict[str, int]) -> None:
    shop = a_shop()
    customer_id = a_customer(shop).id
    card = {
        "merchant_id": shop.merchant_id,
        "program_id": shop.program_id,
        "customer_id": customer_id,
        "card_number": "100000000008",
        "qr_token": "CARD-X",
    }
    with transaction() as connection:
        assert "a new card is empty" in refused(connection, insert(LoyaltyCard), card | values)


def test_history_holds_on_to_what_it_names(app: Flask) -> None:
    shop = a_shop()
    a_card_with_points(shop, 100)
    for table in ("loyalty_cards", "stores", "staff_pins", "merchants"):
        with transaction() as connection, pytest.raises(IntegrityError):
            connection.execute(text(f"DELETE FROM {table}"))


@pytest.mark.parametrize("column", ["store_id", "staff_pin_id", "reward_id", "merchant_id"])
def test_no_line_names_another_merchants_things(app: Flask, column: str) -> None:
    here, there = a_shop(), a_shop()
    card_id = a_card_with_points(here, 100).id
    foreign = {
        "store_id": there.store_id,
        "staff_pin_id": there.cashier.id,
        "reward_id": a_reward(there).id,
        "merchant_id": there.merchant_id,
    }
    with transaction() as connection, pytest.raises(IntegrityError):
        connection.execute(insert(LoyaltyTransaction), next_line(connection, card_id, **{column: foreign[column]}))


def test_a_line_is_voided_in_full_once(app: Flask) -> None:
    shop = a_shop()
    line = earned(shop, a_card(shop), 100).transaction
    void_transaction(VoidTransaction(actor=shop.actor(), transaction_id=line.id, reason="Returned"))
    again = {"type": "points_voided", "points_delta": 0, "points_balance_after": 0, "reverses_in_full": True}
    with transaction() as connection, pytest.raises(IntegrityError):
        connection.execute(
            insert(LoyaltyTransaction), next_line(connection, line.card_id, **again, reverses_id=line.id)
        )


def test_a_line_reverses_only_a_line_of_its_own_card(app: Flask) -> None:
    shop = a_shop()
    line = earned(shop, a_card(shop), 100).transaction
    other = a_card_with_points(shop, 100).id
    with transaction() as connection, pytest.raises(IntegrityError):
        connection.execute(insert(LoyaltyTransaction), next_line(connection, other, reverses_id=line.id))


def test_a_person_is_welcomed_once_per_program(app: Flask) -> None:
    shop = a_shop(welcome_bonus_points=10)
    card = enroll_customer(EnrollCustomer(actor=shop.actor(), email="ana@example.com")).card
    with transaction() as connection, pytest.raises(IntegrityError):
        connection.execute(insert(LoyaltyTransaction), next_line(connection, card.id))


def test_a_person_has_one_live_card(app: Flask) -> None:
    shop = a_shop()
    person = a_customer(shop)
    a_card(shop, customer=person)
    _one_more(shop, person, may=False)
    _one_more(shop, person, may=True, status="erased")


def _one_more(shop: Shop, person: Any, *, may: bool, **values: Any) -> None:
    if may:
        assert a_card(shop, customer=person, **values).id
        return
    with pytest.raises(IntegrityError):
        a_card(shop, customer=person, **values)
    db.session.rollback()
