"""Taking a token back."""

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.actors import Actor, Role
from loyalty_app.domain.errors import Forbidden, NotFound
from loyalty_app.operations.revoke_api_token import RevokeApiToken, revoke_api_token
from loyalty_app.queries.callers import find_api_token
from tests.factories import Shop, a_shop, an_api_token


def owner_of(shop: Shop) -> Actor:
    return Actor(merchant_id=shop.merchant_id, store_id=None, role=Role.OWNER)


def test_it_opens_nothing_any_more(app: Flask) -> None:
    shop = a_shop()
    token = an_api_token(shop)
    command = RevokeApiToken(actor=owner_of(shop), token_id=token.id)
    assert revoke_api_token(command).revoked_at == revoke_api_token(command).revoked_at
    assert find_api_token(db.session.connection(), token.token_hash) is None


def test_who_may_not(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    token_id = an_api_token(here).id
    with pytest.raises(Forbidden):
        revoke_api_token(RevokeApiToken(actor=here.actor(here.manager), token_id=token_id))
    with pytest.raises(NotFound):
        revoke_api_token(RevokeApiToken(actor=owner_of(there), token_id=token_id))
