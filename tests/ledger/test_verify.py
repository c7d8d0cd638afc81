"""Whatever is done to the books by somebody who may do everything, verifying names the card and the line."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text, update
from sqlalchemy.engine import Connection

from loyalty_app.ledger.lines import entry_hash
from loyalty_app.ledger.verify import Fault, verify
from loyalty_app.models import LoyaltyTransaction
from loyalty_app.operations.redeem_points import RedeemPoints, redeem_points
from tests.factories import Shop, a_card, a_reward, a_shop, reference
from tests.ledger.tampering import lines_of, without_guards
from tests.operations.scenes import earned


def four_lines(shop: Shop) -> int:
    """The id of a card with three purchases and a reward; its neighbours have lines, too."""
    card = a_card(shop)
    for other in (a_card(shop), card, card, card, a_card(shop)):
        earned(shop, other, 100)
    reward = a_reward(shop, points_required=100)
    return redeem_points(RedeemPoints(actor=shop.actor(), card=reference(card), reward_id=reward.id)).card.id


def change(connection: Connection, line: dict[str, Any], **values: Any) -> None:
    connection.execute(update(LoyaltyTransaction).where(LoyaltyTransaction.id == line["id"]).values(**values))


def only_fault(connection: Connection) -> Fault:
    (fault,) = verify(connection).faults
    return fault


def test_books_that_were_left_alone_are_right(app: Flask) -> None:
    four_lines(a_shop())
    with without_guards() as connection:
        verification = verify(connection)
    assert (verification.cards, verification.lines, verification.faults) == (3, 6, ())


@pytest.mark.parametrize(
    "values",
    [
        {"purchase_amount_cents": 999_999},
        {"points_delta": 200},
        {"points_balance_after": 300},
        {"staff_name": "Somebody else"},
        {"reason": "None of your business"},
        {"type": "points_adjustment"},
        {"order_reference": "4711"},
        {"shortfall": 1},
        {"operation_id": "other"},
        {"entry_hash": "f" * 64},
        {"previous_hash": "f" * 64},
    ],
)
def test_a_changed_line_is_named(app: Flask, values: dict[str, Any]) -> None:
    card_id = four_lines(a_shop())
    with without_guards() as connection:
        line = lines_of(connection, card_id)[1]
        change(connection, line, **values)
        fault = only_fault(connection)
    assert (fault.card_id, fault.card_version, fault.transaction_id) == (card_id, 2, line["id"])


@pytest.mark.parametrize("column", ["happened_at", "recorded_at", "local_day"])
def test_a_re_timed_line_is_named(app: Flask, column: str) -> None:
    card_id = four_lines(a_shop())
    with without_guards() as connection:
        line = lines_of(connection, card_id)[2]
        change(connection, line, **{column: line[column] - timedelta(days=1)})
        fault = only_fault(connection)
    assert (fault.card_id, fault.transaction_id) == (card_id, line["id"])


def test_a_change_with_a_new_hash_breaks_the_chain_at_the_next_line(app: Flask) -> None:
    card_id = four_lines(a_shop())
    with without_guards() as connection:
        line, following = lines_of(connection, card_id)[1:3]
        changed = line | {"staff_name": "Somebody else"}
        change(connection, line, staff_name="Somebody else", entry_hash=entry_hash(changed))
        fault = only_fault(connection)
    assert (fault.card_id, fault.transaction_id) == (card_id, following["id"])


def test_two_swapped_lines_are_named(app: Flask) -> None:
    card_id = four_lines(a_shop())
    with without_guards() as connection:
        second, third = lines_of(connection, card_id)[1:3]
        change(connection, second, card_version=99)
        change(connection, third, card_version=2)
        change(connection, second, card_version=3)
        fault = only_fault(connection)
    assert (fault.card_id, fault.card_version, fault.transaction_id) == (card_id, 2, third["id"])


def test_a_missing_line_is_noticed_at_the_one_after_it(app: Flask) -> None:
    card_id = four_lines(a_shop())
    with without_guards() as connection:
        second, third = lines_of(connection, card_id)[1:3]
        connection.execute(text(f"DELETE FROM loyalty_transactions WHERE id = {second['id']}"))
        fault = only_fault(connection)
    assert (fault.card_id, fault.transaction_id) == (card_id, third["id"])


@pytest.mark.parametrize("lines", ["card_version = 4", "card_version > 0"])
def test_a_missing_end_is_noticed_at_the_card(app: Flask, lines: str) -> None:
    card_id = four_lines(a_shop())
    with without_guards() as connection:
        connection.execute(text(f"DELETE FROM loyalty_transactions WHERE card_id = {card_id} AND {lines}"))
        fault = only_fault(connection)
    assert (fault.card_id, fault.transaction_id) == (card_id, None)


@pytest.mark.parametrize("values", ["points_balance = 100", "stamp_count = 1", "version = 5", "ledger_head = 'x'"])
def test_a_card_that_moved_alone_is_named(app: Flask, values: str) -> None:
    card_id = four_lines(a_shop())
    with without_guards() as connection:
        connection.execute(text(f"UPDATE loyalty_cards SET {values} WHERE id = {card_id}"))
        fault = only_fault(connection)
    assert (fault.card_id, fault.card_version) == (card_id, None)


def test_one_merchants_books_can_be_asked_for_alone(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    four_lines(here)
    card_id = four_lines(there)
    with without_guards() as connection:
        change(connection, lines_of(connection, card_id)[0], points_delta=1)
        assert verify(connection, here.merchant_id).faults == ()
        assert [fault.card_id for fault in verify(connection, there.merchant_id).faults] == [card_id]
