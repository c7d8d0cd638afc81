"""The last actions of a counter: whose card, what happened, and whether this person can take it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.errors import AlreadyVoided, UndoNotPossible
from loyalty_app.models import LoyaltyCard
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.redeem_stamps import RedeemStamps, redeem_stamps
from loyalty_app.operations.undo_transaction import UndoTransaction, undo_transaction
from loyalty_app.operations.void_transaction import VoidTransaction, void_transaction
from loyalty_app.queries.last_actions import LastAction, last_actions, short_name
from loyalty_app.unit_of_work import clock
from tests.counting import statements
from tests.factories import Shop, a_card, a_customer, a_device, a_shop, a_store, reference
from tests.operations.scenes import earned


def actions(shop: Shop, **values: Any) -> tuple[LastAction, ...]:
    asked: dict[str, Any] = {"actor": shop.actor(), "now": clock.now()}
    return last_actions(db.session.connection(), **asked | values)


def stamp(shop: Shop, card: LoyaltyCard, **values: Any) -> int:
    return add_stamp(AddStamp(actor=shop.actor(**values), card=reference(card))).transaction.id


def test_a_line_says_whose_card_by_first_name_and_initial(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop, customer=a_customer(shop, first_name="Ana", last_name="Martins"), card_number="482109371659")
    line_id = stamp(shop, card)
    (action,) = actions(shop)
    assert (action.transaction.id, action.card_id, action.card_number) == (line_id, card.id, "4821-0937-1659")
    assert (action.customer_name, action.can_undo) == ("Ana M.", True)


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [("Ana", None, "Ana"), (None, "Martins", "M."), ("李", "小龙", "李 小."), (None, None, None)],
)
def test_names_are_short(first: str | None, last: str | None, shown: str | None) -> None:
    assert short_name(first, last) == shown


def test_what_can_be_undone_is_what_an_undo_would_accept(app: Flask) -> None:
    shop = a_shop(stamps_target=1, cooldown_minutes=0)
    card, now = a_card(shop), clock.now()
    with clock.moved_to(now - timedelta(minutes=10)):
        stamp(shop, card)
    stamp(shop, card, staff=shop.manager)
    undone = stamp(shop, card)
    undo_transaction(UndoTransaction(actor=shop.actor(), transaction_id=undone))
    spent_card = a_card(shop)
    stamp(shop, spent_card)
    redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(spent_card)))
    shown = actions(shop)
    assert [action.why_not for action in shown] == [None, "spent", "kind", "voided", "other_person", "too_late"]
    for action in shown:
        undo = UndoTransaction(actor=shop.actor(), transaction_id=action.transaction.id, dry_run=True)
        if action.can_undo:
            assert undo_transaction(undo).dry_run
            continue
        with pytest.raises((UndoNotPossible, AlreadyVoided)) as refused:
            undo_transaction(undo)
        assert refused.value.facts.get("why", "voided") == action.why_not


def test_points_partly_taken_back_are_spent_only_if_the_rest_is(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    line = earned(shop, card, 100).transaction
    void_transaction(VoidTransaction(actor=shop.actor(), transaction_id=line.id, points=60, reason="Returned"))
    assert [action.why_not for action in actions(shop)] == ["kind", None]


def test_a_store_sees_its_own_actions_and_a_tablet_its_own(app: Flask) -> None:
    shop, elsewhere = a_shop(), a_shop()
    other_store = a_store(shop.merchant_id)
    here, there = a_device(shop), a_device(shop)
    mine = stamp(shop, a_card(shop), terminal_device_id=here.id)
    theirs = stamp(shop, a_card(shop), terminal_device_id=there.id)
    stamp(elsewhere, a_card(elsewhere))
    assert [action.transaction.id for action in actions(shop)] == [theirs, mine]
    assert [action.transaction.id for action in actions(shop, terminal_device_id=here.id)] == [mine]
    assert actions(shop, actor=replace(shop.actor(), store_id=other_store.id)) == ()
    assert len(actions(shop, actor=replace(shop.actor(), store_id=None))) == 2


def test_ten_are_shown_in_one_statement(app: Flask) -> None:
    shop = a_shop(cooldown_minutes=0, max_daily_stamps=100)
    card = a_card(shop)
    for _ in range(11):
        stamp(shop, card)
    with statements() as sent:
        shown = actions(shop)
    assert ([action.transaction.card_version for action in shown], len(sent)) == (list(range(11, 1, -1)), 1)
