"""Tokens of tills and programs."""

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.actors import Actor, PlatformActor, Role
from loyalty_app.domain.errors import Forbidden, InvalidInput, NotFound, Refusal, StoreUnknown
from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import ApiToken
from loyalty_app.operations.create_api_token import CreateApiToken, create_api_token
from loyalty_app.queries.callers import find_api_token
from tests.factories import Shop, a_shop


def owner_of(shop: Shop) -> Actor:
    return Actor(merchant_id=shop.merchant_id, store_id=None, role=Role.OWNER)


def test_a_store_a_merchant_and_the_platform_have_each_their_own(app: Flask) -> None:
    shop = a_shop()
    store = CreateApiToken(actor=owner_of(shop), label="Till 1", merchant_id=shop.merchant_id, store_id=shop.store_id)
    merchant = CreateApiToken(actor=owner_of(shop), label="Shop system", merchant_id=shop.merchant_id)
    platform = CreateApiToken(actor=PlatformActor(), label="Console")
    made = [create_api_token(command) for command in (store, merchant, platform)]
    assert [(token.scope, token.role) for token in made] == [
        ("store", Role.CASHIER),
        ("merchant", Role.OWNER),
        ("platform", Role.PLATFORM_ADMIN),
    ]
    found = [find_api_token(db.session.connection(), token_hash(token.token)) for token in made]
    assert [caller.label if caller else None for caller in found] == ["Till 1", "Shop system", "Console"]


def test_it_is_shown_once_and_its_hash_is_kept(app: Flask) -> None:
    made = create_api_token(CreateApiToken(actor=PlatformActor(), label="Console"))
    stored = db.session.get_one(ApiToken, made.token_id)
    assert stored.token_hash == token_hash(made.token)
    assert len(made.token) == 43
    assert made.token not in repr(made)


def test_its_words_can_be_given(app: Flask) -> None:
    made = create_api_token(CreateApiToken(actor=PlatformActor(), label="Demo", token="d" * 43))
    assert made.token == "d" * 43


def test_who_may_not(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    refused: list[tuple[type[Refusal], CreateApiToken]] = [
        (Forbidden, CreateApiToken(actor=owner_of(here), label="x")),
        (Forbidden, CreateApiToken(actor=here.actor(here.manager), label="x", merchant_id=here.merchant_id)),
        (NotFound, CreateApiToken(actor=owner_of(there), label="x", merchant_id=here.merchant_id)),
        (
            StoreUnknown,
            CreateApiToken(actor=owner_of(here), label="x", merchant_id=here.merchant_id, store_id=there.store_id),
        ),
        (
            InvalidInput,
            CreateApiToken(actor=owner_of(here), label="x", merchant_id=here.merchant_id, role=Role.PLATFORM_ADMIN),
        ),
    ]
    for refusal, command in refused:
        with pytest.raises(refusal):
            create_api_token(command)
