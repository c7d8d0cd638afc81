"""Somebody who signs in."""

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.actors import Actor, PlatformActor, Role
from loyalty_app.domain.errors import Forbidden, InvalidInput, NotFound, Refusal, StoreUnknown
from loyalty_app.models import User
from loyalty_app.operations.create_user import CreateUser, create_user
from tests.factories import Shop, a_shop

PASSWORD = "three small cups"


def owner_of(shop: Shop) -> Actor:
    return Actor(merchant_id=shop.merchant_id, store_id=None, role=Role.OWNER)


def a_command(actor: Actor | PlatformActor, **values: object) -> CreateUser:
    usual: dict[str, object] = {"email": "Lea@Example.com", "password": PASSWORD, "role": Role.MANAGER}
    return CreateUser(actor=actor, **usual | values)  # type: ignore[arg-type]  # each test names its own


def test_an_owner_makes_a_manager_of_one_store(app: Flask) -> None:
    shop = a_shop()
    command = a_command(owner_of(shop), merchant_id=shop.merchant_id, store_id=shop.store_id)
    created = create_user(command)
    user = db.session.get_one(User, created.user_id)
    assert (user.email, user.email_canonical, user.role) == ("Lea@Example.com", "lea@example.com", "manager")
    assert user.store_id == shop.store_id
    assert PASSWORD not in user.password_hash
    assert PASSWORD not in repr(command)


def test_the_console_makes_the_first_admin(app: Flask) -> None:
    assert create_user(a_command(PlatformActor(), role=Role.PLATFORM_ADMIN)).role is Role.PLATFORM_ADMIN


def test_who_may_not(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    refused: list[tuple[type[Refusal], CreateUser]] = [
        (Forbidden, a_command(here.actor(here.manager), merchant_id=here.merchant_id)),
        (Forbidden, a_command(owner_of(here), role=Role.PLATFORM_ADMIN)),
        (NotFound, a_command(owner_of(there), merchant_id=here.merchant_id)),
        (StoreUnknown, a_command(owner_of(here), merchant_id=here.merchant_id, store_id=there.store_id)),
    ]
    for refusal, command in refused:
        with pytest.raises(refusal):
            create_user(command)


def test_an_address_signs_in_one_person_however_it_is_spelled(app: Flask) -> None:
    shop = a_shop()
    create_user(a_command(owner_of(shop), merchant_id=shop.merchant_id))
    with pytest.raises(InvalidInput) as refused:
        create_user(a_command(owner_of(shop), merchant_id=shop.merchant_id, email="LEA@EXAMPLE.COM"))
    assert refused.value.problems[0].code == "email_taken"


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", "x" * 201, ""])
def test_weak_passwords_are_refused(app: Flask, password: str) -> None:
    shop = a_shop()
    with pytest.raises(InvalidInput) as refused:
        create_user(a_command(owner_of(shop), merchant_id=shop.merchant_id, password=password))
    assert refused.value.problems[0].code == "password_weak"


def test_an_owner_is_never_limited_to_one_store(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises(InvalidInput):
        create_user(a_command(owner_of(shop), merchant_id=shop.merchant_id, role=Role.OWNER, store_id=shop.store_id))
