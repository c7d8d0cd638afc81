"""Renaming a tablet."""

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.errors import InvalidInput, ManagerRequired, NotFound
from loyalty_app.operations.rename_device import RenameDevice, rename_device
from tests.factories import a_device, a_shop


def test_it_has_its_new_name(app: Flask) -> None:
    shop = a_shop()
    device = a_device(shop)
    rename_device(RenameDevice(actor=shop.actor(shop.manager), device_id=device.id, label="  Window   seat "))
    db.session.refresh(device)
    assert device.label == "Window seat"


def test_who_may_not_and_what_is_not_there(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    device = a_device(here)
    with pytest.raises(ManagerRequired):
        rename_device(RenameDevice(actor=here.actor(), device_id=device.id, label="x"))
    with pytest.raises(NotFound):
        rename_device(RenameDevice(actor=there.actor(there.manager), device_id=device.id, label="x"))
    with pytest.raises(InvalidInput):
        rename_device(RenameDevice(actor=here.actor(here.manager), device_id=device.id, label=" "))
