"""Signing out: the copy of a cookie is worth nothing (S28)."""

from __future__ import annotations

from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.tokens import token_hash
from loyalty_app.operations.sign_out_customer import SignOutCustomer, sign_out_customer
from loyalty_app.queries.customer_caller import CustomerCaller, find_customer
from loyalty_app.unit_of_work import clock
from tests.factories import a_shop
from tests.operations.phones import OTHER_BROWSER, ask, enter, join


def caller(token: str) -> CustomerCaller | None:
    found = find_customer(db.session.connection(), [token_hash(token)], clock.now())
    db.session.rollback()
    return found


def test_one_browser_or_all_of_them(app: Flask) -> None:
    shop = a_shop()
    join(shop)
    tokens = [enter(shop).session_token]
    for browser in (OTHER_BROWSER, "third"):
        ask(shop, browser_token=browser)
        tokens.append(enter(shop, browser_token=browser).session_token)
    here = caller(tokens[0])
    assert here is not None
    for _twice in range(2):
        sign_out_customer(SignOutCustomer(customer_id=here.id, session_id=here.session_id))
    assert [caller(token) is not None for token in tokens] == [False, True, True]
    sign_out_customer(SignOutCustomer(customer_id=here.id, session_id=here.session_id, everywhere=True))
    assert [caller(token) is not None for token in tokens] == [False, False, False]


def test_nobody_else_of_the_same_shop_stays_signed_in_in_this_browser(app: Flask) -> None:
    shop, other = a_shop(), a_shop()
    tokens = [join(shop, email=f"{name}@example.com").session_token for name in ("ana", "bob")]
    elsewhere = join(other).session_token
    here = caller(tokens[1])
    assert here is not None
    shown = tuple(token_hash(token) for token in (*tokens, elsewhere))
    sign_out_customer(SignOutCustomer(customer_id=here.id, session_id=here.session_id, same_browser=shown))
    assert [caller(token) is not None for token in (*tokens, elsewhere)] == [False, False, True]


def test_nobody_signs_others_out(app: Flask) -> None:
    shop, other = a_shop(), a_shop()
    join(shop)
    token = enter(shop).session_token
    join(other)
    victim, stranger = caller(token), caller(enter(other).session_token)
    assert victim is not None
    assert stranger is not None
    sign_out_customer(SignOutCustomer(customer_id=stranger.id, session_id=victim.session_id))
    assert caller(token) is not None
