"""The ledger in pages: of a card, a store, a merchant; what was taken back says by which line."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.errors import CardUnknown, InvalidInput
from loyalty_app.operations.void_transaction import VoidTransaction, void_transaction
from loyalty_app.queries.pages import Page, PageRequest, cursor_at
from loyalty_app.queries.transaction_view import TransactionView
from loyalty_app.queries.transactions import TransactionFilter, list_transactions
from loyalty_app.unit_of_work import clock
from tests.counting import statements
from tests.factories import Shop, a_card, a_shop
from tests.operations.scenes import a_card_with_stamps, earned


def lines(shop: Shop, page: PageRequest | None = None, **wanted: Any) -> Page[TransactionView]:
    return list_transactions(db.session.connection(), shop.actor(), TransactionFilter(**wanted), page)


def test_a_cards_lines_are_newest_first_and_say_what_was_taken_back(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    first, second = (earned(shop, card, points).transaction for points in (100, 200))
    voided = void_transaction(
        VoidTransaction(actor=shop.actor(), transaction_id=first.id, reason="Wrong card")
    ).transaction
    earned(shop, a_card(shop), 300)
    page = lines(shop, card_id=card.id)
    assert [line.id for line in page.items] == [voided.id, second.id, first.id]
    assert [line.reversed_by_id for line in page.items] == [None, None, voided.id]
    assert page.items[1] == second
    assert (page.total, page.next_cursor) == (3, None)


def test_a_partial_void_does_not_count_as_taken_back(app: Flask) -> None:
    shop = a_shop()
    line = earned(shop, a_card(shop), 100).transaction
    void_transaction(VoidTransaction(actor=shop.actor(), transaction_id=line.id, points=40, reason="One returned"))
    assert [one.reversed_by_id for one in lines(shop).items] == [None, None]


def test_lines_are_chosen_by_type_time_and_store(app: Flask) -> None:
    shop = a_shop()
    card, now = a_card_with_stamps(shop, 3), clock.now()
    earned(shop, card, 100)
    assert lines(shop, type="stamp_earned").total == 3
    assert lines(shop, since=now - timedelta(hours=12)).total == 1
    assert lines(shop, until=now - timedelta(hours=36)).total == 2
    assert lines(shop, store_id=shop.store_id).total == 4
    assert lines(shop, store_id=shop.store_id + 1).total == 0
    with pytest.raises(InvalidInput):
        lines(shop, type="coffee")


def test_pages_show_every_line_once(app: Flask) -> None:
    shop = a_shop()
    card = a_card_with_stamps(shop, 5)
    for wanted in ({"card_id": card.id}, {"store_id": shop.store_id}, {}):
        seen, cursor = [], None
        for _ in range(3):
            page = lines(shop, PageRequest(limit=2, cursor=cursor), **wanted)
            seen += [line.card_version for line in page.items]
            cursor = page.next_cursor
        assert (seen, cursor) == ([5, 4, 3, 2, 1], None)


def test_nothing_of_another_merchant_is_shown(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    foreign = earned(there, a_card(there), 100).transaction
    assert lines(here).total == 0
    assert lines(here, store_id=there.store_id).total == 0
    assert lines(here, PageRequest(cursor=cursor_at(foreign.id + 1))).items == ()
    with pytest.raises(CardUnknown):
        lines(here, card_id=foreign.card_id)
    with pytest.raises(CardUnknown):
        lines(here, card_id=2**62)


@pytest.mark.parametrize("cursor", ["junk", cursor_at(1), cursor_at(10**18 - 1, 1), cursor_at(1, 2, 3)])
def test_a_cursor_of_another_list_is_refused(app: Flask, cursor: str) -> None:
    shop = a_shop()
    with pytest.raises(InvalidInput):
        lines(shop, PageRequest(cursor=cursor), store_id=shop.store_id)


def test_the_number_of_statements_does_not_grow_with_the_lines(app: Flask) -> None:
    shop = a_shop()
    card = a_card_with_stamps(shop, 1)
    for _ in range(2):
        card_id = earned(shop, card, 10).transaction.card_id
        with statements() as sent:
            lines(shop, card_id=card_id)
        assert len(sent) == 3
