"""It was me: the flag of a copied tablet goes, its key is rolled, and the audit trail says who said so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.domain.errors import ManagerRequired, NotFound
from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import AuditEvent, TerminalDevice
from loyalty_app.operations.touch_device import DeviceTouched, TouchDevice, touch_device
from loyalty_app.operations.vouch_for_device import VouchForDevice, vouch_for_device
from loyalty_app.queries.callers import find_terminal
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_device, a_shop, a_store, a_user

KEY = "k" * 43


def a_flagged_tablet(shop: Shop) -> TerminalDevice:
    flagged = {"copied_at": clock.now(), "mark_hash": token_hash("mark"), "marked_at": clock.now()}
    return a_device(shop, token_hash=token_hash(KEY), token_rolled_at=clock.now(), **flagged)


def vouch(shop: Shop, device: TerminalDevice) -> None:
    vouch_for_device(VouchForDevice(actor=shop.owner(), device_id=device.id))
    db.session.refresh(device)


def ask(device: TerminalDevice, key: str, mark: str | None = None) -> DeviceTouched:
    """The tablet's next request that is noted."""
    clock.offset += timedelta(seconds=20)
    return touch_device(TouchDevice(device_id=device.id, device_token=key, mark=mark))


def opens(key: str) -> bool:
    return find_terminal(db.session.connection(), token_hash(key), None, clock.now()) is not None


def test_the_flag_goes_and_the_next_request_gets_a_new_key(app: Flask) -> None:
    shop = a_shop()
    device = a_flagged_tablet(shop)
    vouch(shop, device)
    assert device.copied_at is None
    fresh = ask(device, KEY, "mark")
    assert fresh.device_token
    assert fresh.mark
    assert (opens(KEY), opens(fresh.device_token)) == (True, True)
    ask(device, fresh.device_token, fresh.mark)
    assert (opens(KEY), opens(fresh.device_token)) == (False, True)
    db.session.refresh(device)
    assert device.copied_at is None


def test_a_copy_that_goes_on_asking_is_found_again(app: Flask) -> None:
    shop = a_shop()
    device = a_flagged_tablet(shop)
    vouch(shop, device)
    ask(device, KEY, "mark")
    ask(device, KEY, "mark of the copy")
    db.session.refresh(device)
    assert device.copied_at is not None


def test_who_said_so_is_written_down_once(app: Flask) -> None:
    shop = a_shop()
    device, owner = a_flagged_tablet(shop), a_user(shop)
    command = VouchForDevice(actor=replace(shop.owner(), user_id=owner.id), device_id=device.id)
    vouch_for_device(command)
    rolled_at = db.session.scalars(select(TerminalDevice.token_rolled_at)).one()
    vouch_for_device(command)
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.what == "device_vouched_for")).one()
    assert (event.subject, event.user_id) == (f"terminal_device:{device.id}", owner.id)
    assert db.session.scalars(select(TerminalDevice.token_rolled_at)).one() == rolled_at


def test_only_those_who_look_after_the_tablet_may(app: Flask) -> None:
    shop = a_shop()
    device = a_flagged_tablet(shop)
    elsewhere = replace(shop.actor(shop.manager), store_id=a_store(shop.merchant_id).id)
    db.session.commit()
    with pytest.raises(ManagerRequired):
        vouch_for_device(VouchForDevice(actor=shop.actor(), device_id=device.id))
    for actor in (a_shop().owner(), elsewhere):
        with pytest.raises(NotFound):
            vouch_for_device(VouchForDevice(actor=actor, device_id=device.id))


def test_a_disconnected_tablet_stays_disconnected(app: Flask) -> None:
    shop = a_shop()
    device = a_flagged_tablet(shop)
    device.revoked_at = clock.now()
    db.session.commit()
    with pytest.raises(NotFound):
        vouch(shop, device)
