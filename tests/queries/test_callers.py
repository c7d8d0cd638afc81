"""What a cookie or a token opens, and what it does not."""

from datetime import timedelta

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.actors import Role
from loyalty_app.domain.errors import StoreUnknown
from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import Merchant, StaffPin, Store, TerminalDevice
from loyalty_app.operations.unlock_terminal import UnlockTerminal, unlock_terminal
from loyalty_app.queries.callers import TerminalCaller, find_api_token, find_terminal, find_user_session
from loyalty_app.unit_of_work import clock
from tests.counting import statements
from tests.factories import Shop, a_colleague, a_device, a_session, a_shop, a_user, an_api_token


def an_unlocked_tablet(shop: Shop, **person: object) -> tuple[TerminalDevice, StaffPin, str]:
    device, colleague = a_device(shop), a_colleague(shop, pin="493817", **person)
    actor = shop.actor(staff=None, terminal_device_id=device.id)
    opened = unlock_terminal(UnlockTerminal(actor=actor, staff_id=colleague.id, pin="493817"))
    return device, colleague, token_hash(opened.session_token)


def terminal(device: TerminalDevice, session_hash: str | None) -> TerminalCaller | None:
    return find_terminal(db.session.connection(), device.token_hash, session_hash, clock.now())


def test_a_tablet_its_shop_and_its_person_come_in_one_statement(app: Flask) -> None:
    shop = a_shop(settings={"staff_pin_policy": "optional"}, card_color="#1A7F5A")
    device, colleague, session_hash = an_unlocked_tablet(shop, role="manager")
    db.session.refresh(device)
    with statements() as counted:
        found = terminal(device, session_hash)
    assert len(counted) == 1
    assert found is not None
    assert (found.store_id, found.staff_pin_policy) == (shop.store_id, "optional")
    assert found.front is not None
    assert found.front.stamps_reward_description == "A free coffee"
    assert found.staff is not None
    assert (found.staff.id, found.staff.role, found.staff.just_now) == (colleague.id, Role.MANAGER, False)
    assert found.actor.terminal_device_id == device.id
    assert found.actor.is_manager


def test_a_session_counts_at_its_own_tablet_only(app: Flask) -> None:
    shop = a_shop()
    _, _, session_hash = an_unlocked_tablet(shop)
    other = terminal(a_device(shop), session_hash)
    assert other is not None
    assert (other.session_id, other.staff) == (None, None)


def test_a_shift_ends_after_twelve_hours_however_busy(app: Flask) -> None:
    device, _, session_hash = an_unlocked_tablet(a_shop())
    with clock.moved_to(clock.now() + timedelta(hours=12, seconds=1)):
        found = terminal(device, session_hash)
    assert found is not None
    assert found.session_id is None


def test_somebody_who_left_is_named_but_not_proven(app: Flask) -> None:
    device, colleague, session_hash = an_unlocked_tablet(a_shop())
    colleague.is_active = False
    db.session.commit()
    found = terminal(device, session_hash)
    assert found is not None
    assert (found.staff, found.left_name) == (None, "Ana Silva")


def test_a_lowered_role_counts_on_the_next_request(app: Flask) -> None:
    device, colleague, session_hash = an_unlocked_tablet(a_shop(), role="manager")
    colleague.role = "cashier"
    db.session.commit()
    found = terminal(device, session_hash)
    assert found is not None
    assert not found.actor.is_manager


def test_an_unknown_device_token_is_nobody(app: Flask) -> None:
    assert find_terminal(db.session.connection(), "0" * 64, None, clock.now()) is None


def test_a_tablet_of_a_closed_store_is_disconnected(app: Flask) -> None:
    shop = a_shop()
    device = a_device(shop)
    db.session.get_one(Store, shop.store_id).deleted_at = clock.now()
    db.session.commit()
    found = terminal(device, None)
    assert found is not None
    assert found.is_revoked


def test_a_signed_in_user_is_known_until_the_session_ends(app: Flask) -> None:
    shop = a_shop()
    user = a_user(shop, role="manager", store_id=shop.store_id)
    session_hash = a_session(user_id=user.id)
    found = find_user_session(db.session.connection(), session_hash, clock.now())
    assert found is not None
    assert (found.id, found.role, found.store_id) == (user.id, Role.MANAGER, shop.store_id)
    with clock.moved_to(clock.now() + timedelta(hours=13)):
        assert find_user_session(db.session.connection(), session_hash, clock.now()) is None


def test_a_deleted_user_or_merchant_is_nobody(app: Flask) -> None:
    shop = a_shop()
    user = a_user(shop)
    session_hash = a_session(user_id=user.id)
    user.deleted_at = clock.now()
    db.session.commit()
    assert find_user_session(db.session.connection(), session_hash, clock.now()) is None
    user.deleted_at = None
    db.session.get_one(Merchant, shop.merchant_id).deleted_at = clock.now()
    db.session.commit()
    assert find_user_session(db.session.connection(), session_hash, clock.now()) is None


def test_a_session_of_another_kind_signs_nobody_in(app: Flask) -> None:
    _, _, session_hash = an_unlocked_tablet(a_shop())
    assert find_user_session(db.session.connection(), session_hash, clock.now()) is None


def test_a_token_acts_within_its_scope(app: Flask) -> None:
    shop = a_shop()
    store = an_api_token(shop, label="Till 1")
    found = find_api_token(db.session.connection(), store.token_hash)
    assert found is not None
    assert (found.scope, found.store_id, found.role) == ("store", shop.store_id, Role.CASHIER)


def test_a_merchants_token_names_the_store_it_acts_at(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    token = an_api_token(here, scope="merchant", role="owner", store_id=None)
    own, strange = (db.session.get_one(Store, shop.store_id).code for shop in (here, there))
    found = find_api_token(db.session.connection(), token.token_hash, store_code=own)
    assert found is not None
    assert found.store_id == here.store_id
    with pytest.raises(StoreUnknown):
        find_api_token(db.session.connection(), token.token_hash, store_code=strange)


def test_a_revoked_token_is_nobody(app: Flask) -> None:
    token = an_api_token(a_shop(), revoked_at=clock.now())
    assert find_api_token(db.session.connection(), token.token_hash) is None
