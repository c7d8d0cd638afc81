"""What a customer sees of their own card, and of no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.errors import CardUnknown
from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import LoyaltyCard, Merchant, Store
from loyalty_app.operations.undo_transaction import UndoTransaction, undo_transaction
from loyalty_app.queries.customer_caller import CustomerCaller, find_customer
from loyalty_app.queries.my_card import MyCard, my_card, my_history
from loyalty_app.queries.pages import PageRequest
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_card, a_shop, a_store
from tests.operations.phones import BROWSER, OTHER_BROWSER, enter, join
from tests.operations.scenes import earned, stamped


def signed_in(shop: Shop, browser: str = BROWSER, store_id: int | None = None) -> CustomerCaller:
    values: dict[str, Any] = {"browser_token": browser, "store_id": store_id or shop.store_id}
    join(shop, **values)
    token = enter(shop, **values).session_token
    caller = find_customer(db.session.connection(), [token_hash(token)], clock.now())
    db.session.rollback()
    assert caller is not None
    return caller


def shown(caller: CustomerCaller) -> MyCard:
    return my_card(db.session.connection(), caller, clock.now())


def card_of(caller: CustomerCaller) -> LoyaltyCard:
    return db.session.get_one(LoyaltyCard, caller.card_id)


def test_balance_last_lines_places_and_contact(app: Flask) -> None:
    shop = a_shop(points_expiration_days=30)
    db.session.get_one(Merchant, shop.merchant_id).contact_email = "hello@example.com"
    a_store(shop.merchant_id, name="Aaa")
    db.session.commit()
    caller = signed_in(shop)
    stamped(shop, card_of(caller), 6)
    earned(shop, card_of(caller), 120)
    mine = shown(caller)
    assert (mine.card.id, mine.card.stamp_count, mine.card.points_balance) == (caller.card_id, 6, 120)
    assert [line.type for line in mine.lines] == ["points_earned"] + ["stamp_earned"] * 4
    assert (mine.works_everywhere, mine.contact_email) == (True, "hello@example.com")
    assert (mine.places[0].name, len(mine.places)) == ("Aaa", 2)
    assert mine.expiring_points == 120
    assert mine.points_expire_at is not None
    assert timedelta(days=29) < mine.points_expire_at - clock.now() <= timedelta(days=30)


def test_where_nothing_expires_nothing_is_said(app: Flask) -> None:
    shop = a_shop()
    caller = signed_in(shop)
    earned(shop, card_of(caller), 120)
    assert (shown(caller).expiring_points, shown(caller).points_expire_at) == (0, None)


def test_the_history_has_pages_of_twenty_with_reasons_and_what_was_taken_back(app: Flask) -> None:
    shop = a_shop()
    caller = signed_in(shop)
    lines = [earned(shop, card_of(caller), 10).transaction.id for _ in range(21)]
    undo_transaction(UndoTransaction(actor=shop.actor(), transaction_id=lines[-1]))
    first = my_history(db.session.connection(), caller)
    assert (len(first.items), first.total) == (20, 23)
    assert first.items[0].type == "points_voided"
    assert first.items[1].reversed_by_id == first.items[0].id
    rest = my_history(db.session.connection(), caller, PageRequest(limit=20, cursor=first.next_cursor))
    assert [line.type for line in rest.items] == ["points_earned"] * 2 + ["card_created"]


def test_each_store_shows_its_own_card_where_cards_are_of_one_store(app: Flask) -> None:
    shop = a_shop(settings={"allow_cross_location_redemption": False})
    elsewhere = a_store(shop.merchant_id)
    db.session.commit()
    here = signed_in(shop)
    there = signed_in(shop, OTHER_BROWSER, elsewhere.id)
    codes = {store_id: db.session.get_one(Store, store_id).code for store_id in (shop.store_id, elsewhere.id)}
    token = enter_again(shop)
    for store_id, expected in ((shop.store_id, here.card_id), (elsewhere.id, there.card_id)):
        caller = find_customer(db.session.connection(), [token], clock.now(), store_code=codes[store_id])
        assert caller is not None
        assert (caller.card_id, caller.store_id) == (expected, store_id)
        assert [place.id for place in shown(caller).places] == [store_id]


def enter_again(shop: Shop) -> str:
    join(shop, browser_token="third")
    return token_hash(enter(shop, browser_token="third").session_token)


def test_a_session_is_worth_nothing_at_another_merchant(app: Flask) -> None:
    shop, other = a_shop(), a_shop()
    join(shop)
    hashed = token_hash(enter(shop).session_token)
    join(other)
    theirs = token_hash(enter(other).session_token)
    code = db.session.get_one(Store, other.store_id).code
    assert find_customer(db.session.connection(), [hashed], clock.now(), store_code=code) is None
    found = find_customer(db.session.connection(), [hashed, theirs], clock.now(), store_code=code)
    assert found is not None
    assert found.merchant_id == other.merchant_id
    assert find_customer(db.session.connection(), [], clock.now()) is None


def test_without_a_live_card_there_is_none_to_show(app: Flask) -> None:
    shop, other = a_shop(), a_shop()
    caller = replace(signed_in(shop), card_id=None)
    for without in (caller, replace(caller, card_id=a_card(other).id)):
        with pytest.raises(CardUnknown):
            shown(without)
        with pytest.raises(CardUnknown):
            my_history(db.session.connection(), without)
