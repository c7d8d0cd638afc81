"""A phone does not want to hear of a pass any more."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.models import AppleDevice
from loyalty_app.operations.unregister_device import UnregisterDevice, unregister_device
from tests.factories import PASS_TYPE, a_card, a_pass, a_shop
from tests.operations.passes import a_phone, standing


def unregister(pass_id: int, device: str = "phone-1") -> bool:
    command = UnregisterDevice(pass_type=PASS_TYPE, pass_id=pass_id, device=device)
    return unregister_device(command).was_registered


def phones() -> list[str]:
    db.session.rollback()
    return list(db.session.execute(select(AppleDevice.device_library_identifier)).scalars())


def test_the_last_phone_leaves_the_pass_removed_and_is_forgotten(app: Flask) -> None:
    pass_id = a_pass(a_card(a_shop())).id
    a_phone(pass_id, device="phone-1")
    assert unregister(pass_id)
    removed = standing(pass_id)
    assert removed.state == "removed"
    assert removed.removed_at is not None
    assert phones() == []


def test_others_keep_it_saved(app: Flask) -> None:
    pass_id = a_pass(a_card(a_shop())).id
    for name in ("phone-1", "phone-2"):
        a_phone(pass_id, device=name)
    assert unregister(pass_id)
    assert standing(pass_id).state == "saved"
    assert phones() == ["phone-2"]


def test_a_phone_that_holds_another_pass_stays(app: Flask) -> None:
    shop = a_shop()
    passes = [a_pass(a_card(shop)).id for _ in range(2)]
    a_phone(*passes, device="phone-1")
    assert unregister(passes[0])
    assert phones() == ["phone-1"]


def test_nothing_happens_for_a_phone_or_a_pass_that_was_not_registered(app: Flask) -> None:
    shop = a_shop()
    mine, other = (a_pass(a_card(shop)).id for _ in range(2))
    a_phone(mine, device="phone-1")
    assert not unregister(mine, "nobody")
    assert not unregister(other)
    assert standing(other).state == "offered"


def test_it_comes_back(app: Flask) -> None:
    pass_id = a_pass(a_card(a_shop())).id
    a_phone(pass_id, device="phone-1")
    unregister(pass_id)
    a_phone(pass_id, device="phone-1")
    found = standing(pass_id)
    assert (found.state, found.removed_at) == ("saved", None)
