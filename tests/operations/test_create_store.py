"""One more store."""

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.actors import Actor, PlatformActor, Role
from loyalty_app.domain.errors import Forbidden, InvalidInput, NotFound
from loyalty_app.operations.create_store import CreateStore, create_store
from loyalty_app.queries.stores import find_store, list_stores
from tests.factories import Shop, a_shop


def owner_of(shop: Shop) -> Actor:
    return Actor(merchant_id=shop.merchant_id, store_id=None, role=Role.OWNER)


def a_command(shop: Shop, actor: Actor | PlatformActor, code: str = "kirchberg") -> CreateStore:
    return CreateStore(actor=actor, merchant_id=shop.merchant_id, name="Kirchberg", code=code)


def test_an_owner_opens_a_store_in_the_merchants_time_zone(app: Flask) -> None:
    shop = a_shop()
    created = create_store(a_command(shop, owner_of(shop)))
    found = find_store(db.session.connection(), "kirchberg", merchant_id=shop.merchant_id)
    assert found is not None
    assert (found.id, found.timezone) == (created.store_id, "Europe/Luxembourg")
    assert len(list_stores(db.session.connection(), shop.merchant_id)) == 2


def test_the_platform_may_too(app: Flask) -> None:
    assert create_store(a_command(a_shop(), PlatformActor())).store_id


def test_a_manager_and_a_stranger_may_not(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    with pytest.raises(Forbidden):
        create_store(a_command(here, here.actor(here.manager)))
    with pytest.raises(NotFound):
        create_store(a_command(here, owner_of(there)))


def test_a_code_is_taken_once_on_the_whole_platform(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    create_store(a_command(here, owner_of(here)))
    with pytest.raises(InvalidInput) as refused:
        create_store(a_command(there, owner_of(there)))
    assert refused.value.problems[0].code == "code_taken"
    assert find_store(db.session.connection(), "kirchberg", merchant_id=there.merchant_id) is None
